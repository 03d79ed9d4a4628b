"""What a person said about a document against what was read, kept beside its fields."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.vocabulary import DocumentKind, FieldState
from bookdesk.models.document import DocumentField

SAID = "said: "
"""Prefix of the names of these rows."""
NOT_A_DUPLICATE = "said: not a duplicate"
"""It is no duplicate, whatever it looks like."""
KIND = "said: kind"
"""It is of another kind than it reads as; `read_value` is what it reads as."""
NO_STATEMENT = "said: no statement of known bills"
"""It is a bill of its own although it reads as a statement or reminder of bills that are here."""
SEEN = "said: checks are seen"
"""Its figures contradict each other, and it is right all the same."""
OTHER_SUPPLIER = "said: another supplier"
"""Whom it is of is another one than the supplier in the books with the same tax number."""
PREPAID = "said: the prepayment is seen"
"""It asks for less than its total, since a part was paid or deducted before."""
CUSTOMER = "said: customer"
"""`value`, whom the document is addressed to, is right for this client."""


NOT_LEARNED = "said: its layout is not remembered"
"""Confirming it teaches nothing of where this supplier's documents have their values."""
ONE_DOCUMENT = "said: one document"
"""Its pages are one document, whatever they look like; kept when it is read again."""


def word(document_id: str, name: str, user: str, value: str | None = None, read: str | None = None) -> DocumentField:
    """Return the row that keeps a person's word."""
    return DocumentField(
        document_id=document_id,
        name=name,
        value=value,
        read_value=read,
        confidence=Decimal(1),
        state=FieldState.CORRECTED,
        why=f"said by {user}",
        corrected=True,
    )


def said(session: Session, document_id: str, name: str) -> DocumentField | None:
    """Return what a person said, if he did."""
    query = select(DocumentField).where(DocumentField.document_id == document_id, DocumentField.name == name)
    return session.scalars(query).one_or_none()


def accepted_customers(session: Session) -> frozenset[str]:
    """Return the names that people said are right for this client."""
    return frozenset(filter(None, session.scalars(select(DocumentField.value).where(DocumentField.name == CUSTOMER))))


def read_kind(session: Session, document_id: str) -> DocumentKind | None:
    """Return what a document reads as where a person said that it is something else."""
    found = said(session, document_id, KIND)
    return DocumentKind(found.read_value) if found is not None and found.read_value else None
