"""Letters to test with, and the mail of a client as the database has it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from bookdesk.core.vocabulary import MailKind, PaperKind
from bookdesk.mail.outbox import Letter, write
from bookdesk.models.actions import Action
from bookdesk.models.mail import MailEvent, MailMessage, MailState
from bookdesk.store.desk import Desk
from bookdesk.store.papers import NewPaper, keep

LETTER = Letter(
    key="invoice:1",
    kind=MailKind.INVOICE,
    contact_id=None,
    subject_id=None,
    recipients=("ada@customer.example",),
    from_name="Acme Catering",
    language="en",
    subject="Invoice 2026-0001 from Acme Catering",
    plain="Please find our invoice attached.\n",
    html="<p>Please find our invoice attached.</p>",
    reply_to="office@acme.example",
)


def post(desk: Desk, **said: Any) -> MailMessage:  # noqa: ANN401 - fields of a letter
    """Write a letter in a change of its own and return the message."""
    with desk.books.change(Action.MAIL_WRITTEN, "written", actor=desk.actor) as work:
        message = write(work, replace(LETTER, **said), by=desk.actor.user, at=desk.clock.now())
        work.commit()
    return message


def paper(desk: Desk, content: bytes = b"%PDF-1.7 of a test", name: str = "invoice-2026-0001.pdf") -> str:
    """Keep a file and return its id."""
    with desk.books.change(Action.PAPER_MADE, "made", actor=desk.actor) as work:
        found = keep(work, desk, NewPaper(PaperKind.INVOICE, None, name, "application/pdf", content))
        work.commit()
    return found.id


def state_of(desk: Desk, mail_id: str) -> MailState:
    """Return how far a message is."""
    with desk.books.query() as session:
        return session.scalars(select(MailState).where(MailState.mail_id == mail_id)).one()


def events_of(desk: Desk, mail_id: str) -> list[tuple[str, str | None]]:
    """Return what is known of a message, each event with whom it is about, in the order it was learned."""
    with desk.books.query() as session:
        found = session.scalars(select(MailEvent).where(MailEvent.mail_id == mail_id).order_by(MailEvent.id))
        return [(one.kind.value, one.recipient) for one in found]
