"""What a field was before its last correction: each step goes one further back, to what was read at last.

Corrections stand in the history by their reasons (`total=90.00, due_date=2026-06-30`), which say each field's value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy.orm import Session

from bookdesk.capture.summing import STEP
from bookdesk.core.errors import RuleBroken
from bookdesk.models.actions import Action
from bookdesk.models.document import DocumentField
from bookdesk.store.glance import glances_of
from bookdesk.store.undo import undone

_VALUE_OF: Final = r"(?:^|[ ,]){}=(.*?)(?=, [a-z0-9_.]+=|$)"


def in_words(corrections: Mapping[str, str]) -> str:
    """Return the reason that says corrections. Pure.

    A value that reads like a correction itself, such as a note `paid, tax=5`, is told from one by a space.
    """
    return ", ".join(f"{name}={_NAMED.sub(' =', value)}" for name, value in corrections.items())


_NAMED: Final = re.compile(r"(?<=[a-z0-9_.])=")


def value_before(reasons: Sequence[str], name: str, read: str | None) -> str | None:
    """Return what a field said before its last correction; `reasons` are those that hold, oldest first. Pure."""
    said: list[str | None] = []
    for reason in reasons:
        found = re.search(_VALUE_OF.format(re.escape(name)), reason)
        if found is None:
            continue
        if reason.startswith(STEP):
            del said[-1:]
        else:
            said.append(found[1])
    return said[-2] if len(said) > 1 else read


def step_back(session: Session, field: DocumentField | None, bill_id: str) -> str | None:
    """Return what a corrected field of a bill's document said before; `RuleBroken` where nobody corrected it."""
    if field is None or not field.corrected:
        raise RuleBroken("Nobody changed this field.", "It stands as it was read.")
    return value_before(reasons_of(session, bill_id), field.name, field.read_value)


def reasons_of(session: Session, bill_id: str) -> list[str]:
    """Return the reasons of all corrections of a draft that hold, oldest first."""
    found = [one for one in glances_of(session, {("bill", bill_id)}) if one.action == Action.DOCUMENT_EDITED]
    gone = undone(session, [one.id for one in found])
    return [one.reason for one in found if one.id not in gone]
