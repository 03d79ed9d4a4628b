"""The remark that a sender is no supplier yet, kept in step with what a person makes of a draft."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.capture.rows import NOT_KNOWN_YET, REMARK, newcomer_row
from bookdesk.models.bill import Bill
from bookdesk.models.document import DocumentField


def retell_newcomer(session: Session, bill: Bill, *, was_known: bool) -> None:
    """Let the remark go where the bill has a supplier of the books, else name whom it has now.

    One that had a supplier (`was_known`) and has none any more gets the remark; one that never had it, does not.
    """
    document_id = bill.document_id
    if document_id is None:
        return
    query = select(DocumentField).where(
        DocumentField.document_id == document_id, DocumentField.name.startswith(REMARK, autoescape=True)
    )
    told = [row for row in session.scalars(query) if row.why.endswith(NOT_KNOWN_YET)]
    if bill.contact_id is not None or not bill.supplier_name:
        for row in told:
            session.delete(row)
        return
    why = f"{bill.supplier_name} {NOT_KNOWN_YET}"
    for row in told:
        row.why = why
    if was_known and not told:
        session.add(newcomer_row(document_id, why))
