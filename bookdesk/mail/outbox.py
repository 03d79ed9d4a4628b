"""Mail that is written: a letter becomes a fact of the change that made it necessary, and waits in the outbox.

What is written is written once: its key is unique, and so is its Message-ID, which comes from an id of ours. Everything
that could refuse a letter later, at a server and with nobody before the screen, is refused here instead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import InputError, RuleBroken
from bookdesk.core.identifiers import new_id
from bookdesk.core.texts import clean
from bookdesk.core.vocabulary import MailKind, MailStage
from bookdesk.mail.addresses import distinct, mail_address, wire_domain
from bookdesk.models.mail import MailAccount, MailMessage, MailState
from bookdesk.models.paper import Paper
from bookdesk.store.change import Change

MOST_RECIPIENTS: Final = 50
"""Together with copies: a letter about an invoice that has more is a mistake, and looks like bulk mail."""
MOST_BYTES: Final = 20_000_000
"""Of all attachments; they grow by a third on the way, and large mail servers take 25 to 35 MB (RFC 1870)."""
MOST_NAME: Final = 200
MOST_SUBJECT: Final = 500
MOST_BODY: Final = 1_000_000
"""Characters of each of the two bodies."""
NOWHERE: Final = "bookdesk.invalid"
"""The right side of a Message-ID where no domain of the sender is known; nobody can own it (RFC 2606, 2)."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSENDABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_ONE_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class AlreadyWritten(RuleBroken):
    """A letter of this key was written before: nothing needs to be done."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be sent, before it is written.

    `key` says what it is, once and for all, as `invoice:<id>:1`. `subject_id` is the record it is about, `attachments`
    are ids of papers in their order. `unsubscribe` asks for the header by which reminders are ended, `not_before` (an
    instant in UTC) holds it back, as quiet hours do.
    """

    key: str
    kind: MailKind
    contact_id: str | None
    subject_id: str | None
    recipients: tuple[str, ...]
    from_name: str
    language: str
    subject: str
    plain: str
    html: str | None = None
    copies: tuple[str, ...] = ()
    reply_to: str | None = None
    attachments: tuple[str, ...] = ()
    unsubscribe: bool = False
    not_before: datetime | None = None


def write(work: Change, letter: Letter, *, by: str, at: datetime) -> MailMessage:
    """Write a letter and queue it, in the caller's change, so that it is there if and only if the change is.

    `by` is the user, `at` an instant in UTC. `AlreadyWritten` where the key is known; `InputError` for what cannot be
    sent as it is: an address that is none, no or too many recipients, a line break in a header, attachments that are
    missing or together above 20 MB.
    """
    _require_new(work.session, letter.key)
    recipients, copies = _addressed(letter)
    reply_to = mail_address(letter.reply_to) if letter.reply_to else None
    _require_papers(work.session, letter.attachments)
    mail_id = new_id()
    message = MailMessage(
        id=mail_id,
        key=letter.key,
        kind=letter.kind,
        contact_id=letter.contact_id,
        subject_id=letter.subject_id,
        message_id=f"<{mail_id}@{_domain(work.session, reply_to)}>",
        recipients=list(recipients),
        copies=list(copies) or None,
        from_name=_line("sender's name", letter.from_name, MOST_NAME),
        reply_to=reply_to,
        language=_language(letter.language),
        subject=_line("subject", letter.subject, MOST_SUBJECT),
        plain=_body("text", letter.plain),
        html=_body("text in HTML", letter.html) if letter.html is not None else None,
        attachments=list(letter.attachments),
        unsubscribe=letter.unsubscribe,
        not_before=letter.not_before,
        written_at=at,
        written_by=by,
    )
    work.add(message)
    work.session.flush()
    work.add(MailState(mail_id=mail_id, stage=MailStage.QUEUED, tries=0, next_at=letter.not_before))
    work.session.flush()
    return message


def written(session: Session, key: str) -> MailMessage | None:
    """Return the message that was written under a key, `None` where there is none."""
    return session.scalars(select(MailMessage).where(MailMessage.key == key)).one_or_none()


def texts(value: object) -> tuple[str, ...]:
    """Return a stored list of texts (recipients, copies, ids of papers)."""
    return tuple(str(one) for one in value) if isinstance(value, list) else ()


def all_recipients(message: MailMessage) -> tuple[str, ...]:
    """Return whom a message goes to, copies last."""
    return texts(message.recipients) + texts(message.copies)


def _require_new(session: Session, key: str) -> None:
    if not key.strip():
        raise InputError("A letter needs a key.", "Say by it what the letter is, so that it is written once.")
    if written(session, key) is not None:
        raise AlreadyWritten(
            "This mail was written before.", "Look at it in the outbox.", command="bookdesk mail outbox"
        )


def _addressed(letter: Letter) -> tuple[tuple[str, ...], tuple[str, ...]]:
    recipients = distinct(letter.recipients)
    copies = distinct(letter.copies, recipients)
    if not recipients:
        raise InputError("The mail has no recipient.", "Enter the customer's mail address first.")
    if len(recipients) + len(copies) > MOST_RECIPIENTS:
        raise InputError(
            f"The mail has {len(recipients) + len(copies)} recipients; {MOST_RECIPIENTS} is the most.",
            "Write to fewer, or to each on his own.",
        )
    return recipients, copies


def _require_papers(session: Session, ids: Sequence[str]) -> None:
    """Refuse attachments that are not there, twice the same, or too large together."""
    found = {paper.id: paper for paper in session.scalars(select(Paper).where(Paper.id.in_(ids)))} if ids else {}
    if len(found) != len(ids) or any(not paper.seal_key for paper in found.values()):
        raise InputError("A file that is to go with the mail is not there.", "Make it anew, then write the mail again.")
    total = sum(paper.size for paper in found.values())
    if total > MOST_BYTES:
        raise InputError(
            f"The attachments have {total / 1_000_000:.1f} MB together; {MOST_BYTES // 1_000_000} MB is the most.",
            "Leave one out, or send it in a mail of its own.",
        )


def _line(what: str, text: str, most: int) -> str:
    """Return a text that stands in a header: one line, nothing that is invisible or turns the writing."""
    if _ONE_LINE.search(text.strip()):
        raise InputError(f"The {what} of the mail has a line break or a control character.", "Write it on one line.")
    found = clean(text)
    if not found or len(found) > most:
        raise InputError(
            f"The {what} of the mail {'has more than ' + str(most) + ' characters' if found else 'is empty'}.",
            "Write a short one that says what the mail is about." if what == "subject" else "Enter it in the settings.",
        )
    return found


def _language(text: str) -> str:
    """Return a language as BCP 47 writes it, as `de-AT`."""
    if not _LANGUAGE.fullmatch(text):
        raise InputError("The language of the mail is none.", "Choose the customer's language, such as en or de-AT.")
    return text.replace("_", "-")


def _body(what: str, text: str) -> str:
    """Return a body with the line breaks of all systems as one."""
    plain = _BREAKS.sub("\n", text)
    if _UNSENDABLE.search(plain):
        raise InputError(f"The {what} of the mail has a control character.", "Take it out: it is invisible.")
    if not plain.strip() or len(plain) > MOST_BODY:
        raise InputError(
            f"The {what} of the mail is {'too long' if plain.strip() else 'empty'}.", "Change the words of the mail."
        )
    return plain


def _domain(session: Session, reply_to: str | None) -> str:
    """Return the right side of the Message-ID: the sender's own domain, where one is known (RFC 5322, 3.6.4)."""
    address = reply_to or session.scalars(select(MailAccount.address).limit(1)).first()
    return wire_domain(address) if address else NOWHERE
