"""Whether a message that waits may still leave: asked again right before it does, since much may have happened since.

A reminder that was written on Monday must not leave on Wednesday if the customer paid on Tuesday. Whoever wrote a kind
of message answers for it; the sender asks, and knows nothing of invoices.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bookdesk.models.mail import MailMessage


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The message is taken out of the outbox for good; `why` is a sentence for the list of what was not sent."""

    why: str


@dataclass(frozen=True, slots=True)
class Wait:
    """The message stays where it is and is asked about again from `until` on, an instant in UTC."""

    until: datetime
    why: str


Verdict = Withdraw | Wait | None
"""`None` lets it leave."""
StillWanted = Callable[[Session, MailMessage, datetime], Verdict]
"""Given a reading session, a message that is queued, and the present instant."""


def let_all_leave(session: Session, message: MailMessage, now: datetime) -> Verdict:
    """Let every message leave: for kinds of which nobody has more to say."""
    del session, message, now
    return None


def withdrawn_key(mail_id: str) -> str:
    """Return the key of the event by which a verdict, not a person, took a message out of the outbox.

    What was withdrawn so counts as never written: its reminder may come again. What a person took out does not.
    """
    return f"withdrawn:{mail_id}"
