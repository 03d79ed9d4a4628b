"""A document beside another one that it may be again: both in full, what differs first."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from bookdesk.capture.comparing import Compared, compared
from bookdesk.capture.fields import FIELD_NAMES
from bookdesk.capture.repeating import Resemblance, resemblances
from bookdesk.capture.views import InboxItem, find_document, inbox_item
from bookdesk.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two documents; `why` says why the second may be the first, `others` are all that may."""

    left: InboxItem
    right: InboxItem
    why: str
    rows: tuple[Compared, ...]
    others: tuple[Resemblance, ...]

    @property
    def differing(self) -> tuple[Compared, ...]:
        """What is not the same on both."""
        return tuple(row for row in self.rows if not row.same)


def comparison(session: Session, reference: str, other: str = "") -> Comparison:
    """Return a document beside `other`, or beside the likeliest one; `NotFound` where none is like it."""
    document = find_document(session, reference)
    others = resemblances(session, document)
    if not other and not others:
        raise NotFound(
            f"Nothing here looks like document {document.intake_number}.",
            "Name the document to compare it with.",
            command=f"bookdesk inbox compare {document.intake_number} OTHER",
        )
    beside = find_document(session, other or others[0].document_id)
    why = next((one.why for one in others if one.document_id == beside.id), "")
    left, right = inbox_item(session, document), inbox_item(session, beside)
    lines = left.bill is not None and right.bill is not None  # what is a duplicate has none: that tells nothing
    rows = compared(("kind", *FIELD_NAMES), _values(left, lines=lines), _values(right, lines=lines))
    return Comparison(left, right, why, tuple(sorted(rows, key=_weight)), others)


def _weight(row: Compared) -> tuple[bool, bool]:
    return (row.same, not row.differs)


def _values(item: InboxItem, *, lines: bool) -> dict[str, str | None]:
    """Return what a document says, as its bill has it where there is one, with its `lines`."""
    found: dict[str, str | None] = {"kind": item.row.kind.value.replace("_", " ") if item.row.kind else None}
    found |= {field.name: field.on_bill or field.value for field in item.fields}
    for line in item.bill.lines if item.bill is not None and lines else ():
        found[f"line {line.position}"] = f"{line.description}: {line.net.text} + {line.tax.text}"
    return found
