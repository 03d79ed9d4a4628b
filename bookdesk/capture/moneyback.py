"""A bill whose total is printed with a minus: it gives money back, or the minus is a dash.

Amounts of bills and of credit notes are kept without a sign, so that the kind alone says who owes whom.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.capture.bankdetails import HasValue
from bookdesk.capture.readiness import Objection
from bookdesk.models.bill import Bill, BillKind
from bookdesk.models.document import Document, DocumentField


def is_negative(field: HasValue) -> bool:
    """Whether an amount is printed with a minus."""
    return field.value is not None and Decimal(field.value) < 0


def nothing_due(fields: Mapping[str, HasValue]) -> bool:
    """Whether what is due is said to be less than nothing although the total is not: the supplier owes the rest."""
    return is_negative(fields["amount_due"]) and not is_negative(fields["total"])


def minus_objection(session: Session, bill: Bill, document: Document) -> Iterator[Objection]:
    """Yield that a total is printed with a minus, until a person said what it means."""
    query = select(DocumentField).where(DocumentField.document_id == document.id, DocumentField.name == "total")
    total = session.scalars(query).one_or_none()
    if bill.kind is not BillKind.BILL or total is None or not is_negative(total):
        return
    number = document.intake_number
    yield Objection(
        f"Its total is printed as {total.value}, so it may give money back; the draft is a bill of {bill.total_money}"
        " to be paid.",
        "Say that it is a credit note, or write the total without the minus if that means nothing.",
        ("total",),
        "kind=credit_note",
        command=(
            f"bookdesk inbox set {number} kind=credit_note; bookdesk inbox set {number} total={bill.total_money.text}"
        ),
    )
