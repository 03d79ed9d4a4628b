"""How likely a field is right, from what speaks for and against it: a logistic table with one row a field. Pure.

The table (`bookdesk/capture/certainty_table.py`) is fitted on real documents of suppliers that no figure is taken from;
`bookdesk/bench/fitting.py` makes it. A field without a row keeps the confidence its evidence gives it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bookdesk.capture.certainty_table import ROWS
from bookdesk.capture.evidence import Field
from bookdesk.capture.signals import SIGNALS, Setting
from bookdesk.capture.sums import Totals
from bookdesk.core.vocabulary import FieldState

SURE = 0.97
"""Likelihood from which a field is shown as confident; the mean of all that are so shown is about 0.99."""
SURE_OF_PICTURE = 0.96
"""The same of what an engine read: there likelihoods are spread wider, so that the mean is 0.99 as well."""
_NO_RATE = "no tax rate makes this tax of that net"
_LEGIBLE = 0.5
"""The engine's figure from which a name that the books know was hardly misread from another one."""
_ROW_OF = {"net": "amount", "tax": "amount"}


def row_of(name: str) -> str:
    """Return the row of the table that speaks of field `name`."""
    return _ROW_OF.get(name, name)


def likelihood(name: str, signals: Sequence[float]) -> float | None:
    """Return how likely field `name` is right, 0 to 1; None where the table has no row for it."""
    row = ROWS.get(row_of(name))
    if row is None or len(row) != len(SIGNALS) + 1:
        return None
    points = row[-1] + sum(weight * figure for weight, figure in zip(row, signals, strict=False))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, points))))


def weighed(fields: Mapping[str, Field], setting: Setting) -> dict[str, Field]:
    """Return the fields with their likelihood as confidence, and the state that follows from it."""
    return {name: _weighed(name, found, setting) for name, found in fields.items()}


def _is_no_tax_of_it(totals: Totals) -> bool:
    """Whether net and tax add up to the total while the tax is that of no rate: both may be misread by as much."""
    return bool(totals.balanced and not totals.legal and totals.tax and totals.tax.value)


def _weighed(name: str, found: Field, setting: Setting) -> Field:
    if found.value is None:
        return found
    likely = likelihood(name, setting.signals(name, found))
    if likely is None or found.state in {FieldState.PROVED, FieldState.FAILED}:
        return found
    if found.known and found.legible > _LEGIBLE:
        return replace(found, state=FieldState.CONFIDENT, confidence=max(SURE, found.confidence))
    confidence = round(likely, 3)
    if setting.is_doubted(found):
        return replace(found, confidence=min(confidence, found.confidence))
    if name in {"net", "tax"} and setting.is_picture and _is_no_tax_of_it(setting.totals):
        return replace(found, state=FieldState.CHECK, confidence=confidence, unsure=found.unsure or _NO_RATE)
    least = SURE_OF_PICTURE if setting.is_picture else SURE
    state = FieldState.CONFIDENT if likely >= least else FieldState.CHECK
    return replace(found, confidence=confidence, state=state, unsure=found.unsure or "nothing else bears it out")
