"""A message as it goes over the wire: headers, plain text beside HTML, attachments. Pure, and the same bytes each time.

Built by the standard library's `email` (RFC 5322, 2045 to 2049, 2231), with boundaries that follow from the Message-ID
instead of chance. Every line is 7-bit and at most 998 characters, so that no server on the way has to recode it: some
would not, and a changed byte breaks the signature that the sender's own server puts on it (RFC 6376, 5.3).
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final
from urllib.parse import quote

from bookdesk.core.texts import clean
from bookdesk.core.vocabulary import MailKind
from bookdesk.mail.addresses import wire_address

AUTOMATIC: Final = frozenset({MailKind.REMINDER, MailKind.STATEMENT, MailKind.THANKS, MailKind.NOTICE})
"""Kinds that leave without somebody pressing a button for each: no machine is to answer them (RFC 3834, 5)."""
NO_NAME: Final = "attachment"

_POLICY: Final = SMTP.clone(cte_type="7bit", max_line_length=76, utf8=False)
_UNSAFE_IN_NAMES = re.compile(r'[/\\:*?"<>|]')
_MEDIA = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]*")
_ANY_BYTES = "application/octet-stream"
_LONGEST_FILE_NAME = 150


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes along: the name it is saved under, its media type, its bytes."""

    file_name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Everything a message is made of.

    `address` is the account's, which servers insist on; `from_name` and `reply_to` are the client's. `date` is the
    moment it leaves (UTC). `unsubscribe` are the addresses (`mailto:`, `https:`) at which further ones are refused.
    """

    message_id: str
    kind: MailKind
    date: datetime
    from_name: str
    address: str
    reply_to: str | None
    recipients: tuple[str, ...]
    copies: tuple[str, ...]
    language: str
    subject: str
    plain: str
    html: str | None
    attachments: tuple[Attached, ...] = ()
    unsubscribe: tuple[str, ...] = ()


def compose(outgoing: Outgoing) -> bytes:
    """Return the message with CRLF line ends, without the dots that the transport adds."""
    message = EmailMessage(policy=_POLICY)
    _head(message, outgoing)
    message.set_content(_ended(outgoing.plain), charset="utf-8", cte="quoted-printable")
    if outgoing.html is not None:
        whole = _page(outgoing.html, outgoing.language, outgoing.subject)
        message.add_alternative(whole, subtype="html", charset="utf-8", cte="quoted-printable")
    for one in outgoing.attachments:
        _attach(message, one)
    message["Content-Language"] = outgoing.language
    _bound(message, outgoing.message_id)
    return message.as_bytes()


def unsubscribing(address: str) -> str:
    """Return the address by which reminders are refused with a mail (RFC 2369, 3.2)."""
    return f"mailto:{quote(wire_address(address), safe='@')}?subject=unsubscribe"


def file_name(name: str) -> str:
    """Return a name that is what it seems on every system: one line, no path, nothing that turns the writing."""
    plain = _UNSAFE_IN_NAMES.sub("-", clean(name)).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        return plain[:_LONGEST_FILE_NAME].strip(". ") or NO_NAME
    return f"{stem[: _LONGEST_FILE_NAME - len(ending)].strip('. ') or NO_NAME}.{ending}"


def _head(message: EmailMessage, outgoing: Outgoing) -> None:
    """Add the headers that say from whom to whom, when and about what."""
    local, _, domain = wire_address(outgoing.address).rpartition("@")
    message["From"] = Address(clean(outgoing.from_name), local, domain)
    message["To"] = _addresses(outgoing.recipients)
    if outgoing.copies:
        message["Cc"] = _addresses(outgoing.copies)
    if outgoing.reply_to:
        message["Reply-To"] = _addresses([outgoing.reply_to])
    message["Subject"] = clean(outgoing.subject)
    message["Date"] = format_datetime(outgoing.date.astimezone(UTC).replace(microsecond=0))
    message["Message-ID"] = outgoing.message_id
    if outgoing.kind in AUTOMATIC:
        message["Auto-Submitted"] = "auto-generated"
    if outgoing.unsubscribe:
        message["List-Unsubscribe"] = ", ".join(f"<{one}>" for one in outgoing.unsubscribe)
        if any(one.startswith("https://") for one in outgoing.unsubscribe):
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # for https alone (RFC 8058, 3.1)


def _addresses(written: Sequence[str]) -> tuple[Address, ...]:
    parts = [wire_address(one).rpartition("@") for one in written]
    return tuple(Address("", local, domain) for local, _, domain in parts)


def _page(body: str, language: str, subject: str) -> str:
    """Return a body as a whole document, which says in which language it is written."""
    return (
        f'<!DOCTYPE html>\n<html lang="{html.escape(language)}" dir="auto">\n<head><meta charset="utf-8">'
        f"<title>{html.escape(clean(subject))}</title></head>\n<body>\n{_ended(body)}</body>\n</html>\n"
    )


def _ended(text: str) -> str:
    return text if text.endswith("\n") else f"{text}\n"


def _attach(message: EmailMessage, one: Attached) -> None:
    """Add a file as base64; what claims to be a message or to have parts goes as mere bytes (RFC 2046, 5)."""
    media = one.media_type.casefold()
    if not _MEDIA.fullmatch(media) or media.startswith(("message/", "multipart/")):
        media = _ANY_BYTES
    main, _, sub = media.partition("/")
    message.add_attachment(one.content, maintype=main, subtype=sub, filename=file_name(one.file_name), cte="base64")


def _bound(message: EmailMessage, message_id: str) -> None:
    """Set the boundaries, which chance would choose otherwise: a digest is in no text by accident."""
    for position, part in enumerate(message.walk()):
        if part.is_multipart():
            digest = hashlib.sha256(f"{message_id} {position}".encode()).hexdigest()
            part.set_boundary(f"=_{digest[:32]}")
