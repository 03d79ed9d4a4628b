"""The remark that a sender is no supplier yet, kept in step with what a person makes of a draft."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.capture.rows import is_remark, newcomer_row
from bookdesk.capture.told import RemarkKind, newcomer
from bookdesk.models.bill import Bill
from bookdesk.models.document import DocumentField


def retell_newcomer(session: Session, bill: Bill, *, was_known: bool) -> None:
    """Let the remark go where the bill has a supplier of the books, else name whom it has now.

    One that had a supplier (`was_known`) and has none any more gets the remark; one that never had it, does not.
    """
    document_id = bill.document_id
    if document_id is None:
        return
    of_it = (DocumentField.document_id == document_id, is_remark(RemarkKind.NEWCOMER))
    told = session.scalars(select(DocumentField).where(*of_it)).all()
    if bill.contact_id is not None or not bill.supplier_name:
        for row in told:
            session.delete(row)
        return
    for row in told:
        row.why = newcomer(bill.supplier_name).words
    if was_known and not told:
        session.add(newcomer_row(document_id, bill.supplier_name))
