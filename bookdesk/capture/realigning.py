"""The fields of a document beside its draft: after an undo of a correction they say again what they said before it.

Fields are no part of the history, since they are rebuilt with every reading; so undoing does not restore them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.capture import views
from bookdesk.capture.agreeing import agrees, follow_sum, weigh_checks, weigh_total
from bookdesk.capture.editing import ON_DOCUMENT, as_text, names_of, on_document
from bookdesk.capture.summing import SUMS, follow, said_in
from bookdesk.core.entered import entered_money
from bookdesk.core.vocabulary import FieldState
from bookdesk.models.document import DocumentField

Texts = Mapping[str, str | None]
_SET = re.compile(r"(?:^|[ ,])([a-z_]+)=")
_VALUE_OF = r"(?:^|, ){}=(.*?)(?=, [a-z0-9_.]+=|$)"


def corrected_names(reason: str) -> frozenset[str]:
    """Return the fields that a correction set, from its reason: `total=90.00, line.1.net=81.82` set the total."""
    return frozenset(names_of(_SET.findall(reason)))


def drafted(session: Session, document_id: str) -> Texts:
    """Return what the draft of a document says for each field that was read on it."""
    bill = views.bill_of(session, document_id)
    return {} if bill is None else {field.name: as_text(bill, field.name) for field in _fields(session, document_id)}


def realign(session: Session, document_id: str, names: Collection[str], before: Texts) -> None:
    """Let fields follow the draft where they said what it said `before`; not sums. Needs an upkeep's session."""
    now = drafted(session, document_id)
    for field in _fields(session, document_id):
        name = field.name
        if name in names and name in now and name not in SUMS and field.value == before.get(name) != now[name]:
            _set(field, now[name])


def realign_sums(session: Session, document_id: str, reasons: Sequence[str]) -> None:
    """Give net, tax and total what the last correction of each says, or what was read; the rest of the two follows.

    `reasons` are those of the corrections that hold, oldest first. Needs an upkeep's session.
    """
    bill, said = views.bill_of(session, document_id), said_in(reasons)
    if bill is None:
        return
    fields = {field.name: field for field in _fields(session, document_id)}
    following = follow(said)
    for name in SUMS:
        field = fields.get(name)
        if name in following:
            follow_sum(field, as_text(bill, name))
        elif field is not None:
            value = entered_money(said[name][-1], bill.currency).text if name in said else field.read_value
            if value != field.value:
                _set(field, value)


def realign_on_document(session: Session, document_id: str, name: str, reasons: Sequence[str]) -> None:
    """Give a field that stands on the document alone what the last correction of it says, or what was read.

    `reasons` are those of the corrections that hold, oldest first. Needs an upkeep's session.
    """
    said = [found[1] for reason in reasons if (found := re.search(_VALUE_OF.format(name), reason))]
    for field in _fields(session, document_id):
        if field.name == name:
            _set(field, on_document(name, {name: said[-1]}) if said else field.read_value)


def adds_up(session: Session, document_id: str) -> bool:
    """Whether the lines of a draft make the document's total."""
    bill = views.bill_of(session, document_id)
    return bill is None or agrees(_total(session, document_id), bill)


def weigh_again(session: Session, document_id: str, *, agreed: bool) -> None:
    """Judge total and checks anew by what stands; `agreed` is what `adds_up` said before. Needs an upkeep's session."""
    bill = views.bill_of(session, document_id)
    if bill is not None:
        weigh_total(_total(session, document_id), bill, agreed=agreed)
        rows = {field.name: field for field in _fields(session, document_id)}
        weigh_checks(rows, views.lines_of(session, bill.id), bill.currency)


def _total(session: Session, document_id: str) -> DocumentField | None:
    return next((field for field in _fields(session, document_id) if field.name == "total"), None)


def stand_on_document(names: Collection[str]) -> list[str]:
    """Return those fields that no draft says."""
    return sorted(set(names) & ON_DOCUMENT.keys())


def _set(field: DocumentField, value: str | None) -> None:
    """Give a field a value; how sure the first reading was is not known any more, so a person looks again."""
    as_read = value == field.read_value
    field.value, field.corrected = value, not as_read
    field.state = FieldState.CHECK if as_read else FieldState.CORRECTED
    read = f"read as {field.read_value or 'nothing'}"
    field.why = f"{read}; a correction was taken back" if as_read else f"{read}; set again by an undo"


def _fields(session: Session, document_id: str) -> list[DocumentField]:
    return list(session.scalars(select(DocumentField).where(DocumentField.document_id == document_id)))
