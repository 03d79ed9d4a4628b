"""How far a due date can be trusted that was read off the bill of a supplier who is known. Pure.

A label speaks less clearly for it than for other dates, so that most are read with some doubt. The supplier's terms, or
a span in which bills are paid, take that doubt away; terms that say another day never do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from bookdesk.capture.evidence import CONFIDENT, Field
from bookdesk.core.dates import Terms, due_date
from bookdesk.core.vocabulary import FieldState

LONGEST = timedelta(days=180)
"""Beyond it a date is rather another one of the document than the day to pay."""
CLEAR = 0.8
"""How well it has to be read for its span alone to bear it out."""
_SURE = frozenset({FieldState.PROVED, FieldState.CONFIDENT})


def settled_due(fields: Mapping[str, Field], terms: Terms | None) -> Field:
    """Return the due date: sure where the supplier's terms say it too, or where it is clear and they are not known."""
    due, issue = fields["due_date"], fields["issue_date"]
    if due.state is not FieldState.CHECK or due.value is None or issue.value is None or issue.state not in _SURE:
        return due
    read, issued = date.fromisoformat(due.value), date.fromisoformat(issue.value)
    if terms is None:
        clear = _stands_alone(due, issue) and timedelta() <= read - issued <= LONGEST
        return _sure(due, f"{(read - issued).days} days after its date") if clear else due
    expected = due_date(issued, terms)
    if read == expected:
        return _sure(due, f"as the supplier's terms, {terms}, say")
    return replace(due, why=f"{due.why}; the supplier's terms, {terms}, say {expected.isoformat()}", unsure="")


def _stands_alone(due: Field, issue: Field) -> bool:
    """Whether it is printed, well read, the only date that may be meant, and not the document's date itself."""
    return due.box is not None and due.box != issue.box and due.confidence >= CLEAR and not due.alternatives


def _sure(due: Field, why: str) -> Field:
    return replace(due, state=FieldState.CONFIDENT, confidence=max(due.confidence, CONFIDENT), why=f"{due.why}; {why}")
