"""What was sent to a contact, and about a record, with what became of it: the newest first."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bookdesk.mail.service import MOST, MailView, joined, views
from bookdesk.models.mail import MailMessage


def mail_to(session: Session, contact_id: str, most: int = MOST) -> tuple[MailView, ...]:
    """Return the messages to a contact."""
    query = joined().where(MailMessage.contact_id == contact_id)
    return views(session, query.order_by(MailMessage.written_at.desc(), MailMessage.id.desc()).limit(most))


def mail_about(session: Session, subject_id: str, most: int = MOST) -> tuple[MailView, ...]:
    """Return the messages about a record, such as an invoice."""
    query = joined().where(MailMessage.subject_id == subject_id)
    return views(session, query.order_by(MailMessage.written_at.desc(), MailMessage.id.desc()).limit(most))
