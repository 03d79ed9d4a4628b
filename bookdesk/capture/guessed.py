"""A supplier taken for the sender by how a document is laid out, though another name is read on it.

Many firms use one template, so what would be paid to him may be somebody else's. A logo or a heading that is read as a
name is told once: where such a name was corrected to him before, nobody is asked again.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.capture import records
from bookdesk.capture.confirming import printed_account
from bookdesk.capture.readiness import Objection
from bookdesk.capture.suppliers import Identity, is_strange, owners_of, registered_as
from bookdesk.models.bill import Bill
from bookdesk.models.document import Document, DocumentField


def guessed_objection(session: Session, bill: Bill, document: Document) -> Iterator[Objection]:
    """Yield that neither name, tax number nor account on a document is that of its bill's supplier."""
    query = select(DocumentField).where(DocumentField.document_id == document.id)
    fields = {row.name: row for row in session.scalars(query)}
    name = fields.get("supplier_name")
    known = records.known_suppliers(session)
    his = next((one for one in known if one.id == bill.contact_id), None)
    if his is None or name is None or name.value is None or name.corrected:
        return
    tax_id = fields["supplier_tax_id"].value if "supplier_tax_id" in fields else None
    said = Identity(name.value, tax_id, printed_account(fields))
    if not is_strange(said, his) or his in (*registered_as(said.tax_id, known), *owners_of(said.account, known)):
        return
    if _corrected_before(session, his.id, name.value):
        return
    number = document.intake_number
    yield Objection(
        f"The document reads as from {name.value}; its bill is of {his.name}, whose documents look like it.",
        f"Take the name that was read, or write {his.name} as its supplier if he is right.",
        ("supplier_name",),
        f"supplier_name={name.value}",
        command=(
            f'bookdesk inbox set {number} supplier_name="{name.value}";'
            f' bookdesk inbox set {number} supplier_name="{his.name}"'
        ),
    )


def _corrected_before(session: Session, contact_id: str, read: str) -> bool:
    """Whether this name was read on another document of the supplier, and corrected to him."""
    query = (
        select(DocumentField.id)
        .join(Bill, Bill.document_id == DocumentField.document_id)
        .where(
            Bill.contact_id == contact_id,
            DocumentField.name == "supplier_name",
            DocumentField.read_value == read,
            DocumentField.corrected,
        )
    )
    return session.scalars(query).first() is not None
