"""Passwords of locked documents: kept where their seal keys are, in the client's encrypted file, and nowhere else.

They are in no history and no log. A document is read again and again (another kind, pages to look at, another client),
and nobody should have to type its password for each.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.identifiers import new_id
from bookdesk.models.document import DocumentPassword


def password_of(session: Session, document_id: str) -> str | None:
    """Return what opens a document, where somebody has typed it."""
    query = select(DocumentPassword.password).where(DocumentPassword.document_id == document_id)
    return session.scalars(query).one_or_none()


def keep_password(session: Session, document_id: str, password: str | None) -> None:
    """Keep what opened a document; nothing is done without one."""
    if password is None:
        return
    row = session.scalars(select(DocumentPassword).where(DocumentPassword.document_id == document_id)).one_or_none()
    if row is None:
        session.add(DocumentPassword(id=new_id(), document_id=document_id, password=password))
    else:
        row.password = password
