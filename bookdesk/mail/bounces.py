"""What a mailbox tells of mail that did not arrive: delivery reports read, whole or half broken. Pure.

A report has three parts (RFC 3462, 3464): words, fields for each recipient, and the message or its head. Many lack the
second or the third, so what is missing is looked for in the text. A report counts only with a Message-ID of ours in it:
an answer by an absent customer, a receipt of reading and other people's mail say nothing here.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum
from typing import Final

from bookdesk.core.errors import InputError
from bookdesk.core.texts import clean
from bookdesk.mail.addresses import mail_address

MOST_BYTES: Final = 200_000
"""Of a report that are looked at; the message that came back lies behind what matters."""
_LONGEST_DETAIL = 300
_MOST_RECIPIENTS = 50

_MESSAGE_ID = re.compile(r"^Message-ID:\s*(<[^<>\s]{3,250}@[^<>\s]{1,250}>)", re.IGNORECASE | re.MULTILINE)
_ANY_ID = re.compile(r"<[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}@[^<>\s]{1,250}>", re.IGNORECASE)
"""How our own Message-IDs look: a UUID of version 7."""
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<!\d)([45]\d\d)[ -]")
_FINAL = re.compile(
    r"^(?:Final|Original)-Recipient:\s*(?:rfc822\s*;)?\s*<?([^\s<>;]+@[^\s<>;]+)>?", re.IGNORECASE | re.MULTILINE
)
_ADDRESS = re.compile(r"<([^\s<>@]{1,64}@[^\s<>@]{1,250})>")
_MACHINES = re.compile(r"\b(mailer-daemon|postmaster|mail delivery|mailerdaemon|mdaemon)\b", re.IGNORECASE)
_BROKEN_DELAY = re.compile(r"\b(delayed|will be retried|warning: could not|still trying)\b", re.IGNORECASE)


class Fate(StrEnum):
    """What became of a message, as a report has it."""

    FAILED = "failed"
    DELAYED = "delayed"


@dataclass(frozen=True, slots=True)
class Notice:
    """One recipient of one message that came back or is late; no recipient where the report names none."""

    message_id: str
    recipient: str | None
    fate: Fate
    detail: str


def may_be_report(head: bytes) -> bool:
    """Return whether a message's head looks like a delivery report, so that the whole of it is worth fetching."""
    message = _parsed(head)
    kind, report = _type(message), _parameter(message, "report-type")
    if kind == "multipart/report":
        return report in {"delivery-status", ""}
    if _header(message, "Auto-Submitted").casefold().startswith("auto-replied") and not _from_machine(message):
        return False
    return _from_machine(message) or _header(message, "Return-Path") == "<>"


def read_report(raw: bytes) -> tuple[Notice, ...]:
    """Return what a message says of mail of ours, each recipient once; nothing where it is no report or of others."""
    message = _parsed(raw[:MOST_BYTES])
    if not may_be_report(raw[:MOST_BYTES]):
        return ()
    text = raw[:MOST_BYTES].decode("utf-8", "replace")
    message_id = _original(message, text)
    if message_id is None:
        return ()
    found = list(_fields(message, message_id)) or list(_in_text(_words(message) or text, message_id))
    return tuple({(one.recipient, one.fate): one for one in found}.values())[:_MOST_RECIPIENTS]


def _fields(message: Message[str, str], message_id: str) -> Iterator[Notice]:
    """Yield what the fields for each recipient say (RFC 3464, 2.3)."""
    for part in message.walk():
        if _type(part) != "message/delivery-status":
            continue
        blocks = part.get_payload()
        parsed = [one for one in blocks if isinstance(one, Message)] if isinstance(blocks, list) else []
        for block in parsed or [_parsed(_payload(part).encode("utf-8", "replace"))]:
            notice = _block(block, message_id)
            if notice is not None:
                yield notice


def _block(block: Message[str, str], message_id: str) -> Notice | None:
    """Return what the fields of one recipient say; success and what is passed on is no news."""
    recipient = _typed(_header(block, "Final-Recipient") or _header(block, "Original-Recipient"))
    action, status = _header(block, "Action").casefold(), _header(block, "Status")
    if not recipient and not action:
        return None
    fate = {"failed": Fate.FAILED, "delayed": Fate.DELAYED}.get(action.split()[0] if action else "")
    if fate is None and (action or not status):
        return None
    if fate is None:
        fate = {"5": Fate.FAILED, "4": Fate.DELAYED}.get(status[:1])
    if fate is None:
        return None
    detail = _typed(_header(block, "Diagnostic-Code")) or status
    return Notice(message_id, _address(recipient), fate, _detail(detail, status))


def _in_text(text: str, message_id: str) -> Iterator[Notice]:
    """Yield what a report without proper fields says in its words."""
    status = _STATUS.search(text)
    code = _CODE.search(text)
    said = status[0] if status else (code[1] if code else "")
    if (
        not said
        and not _BROKEN_DELAY.search(text)
        and not re.search(r"\b(undeliver|could not be delivered|failed)", text, re.IGNORECASE)
    ):
        return
    delayed = said.startswith("4") or (not said and _BROKEN_DELAY.search(text) is not None)
    if said.startswith("2"):
        return
    written = [
        *_FINAL.findall(text),
        *(one for one in _ADDRESS.findall(text) if f"<{one}>" not in _ANY_ID.findall(text)),
    ]
    named = dict.fromkeys(filter(None, map(_address, written)))
    line = next((one for one in text.splitlines() if said and said in one), said)
    fate = Fate.DELAYED if delayed else Fate.FAILED
    for recipient in named or (None,):
        yield Notice(message_id, recipient, fate, _detail(line, said))


def _original(message: Message[str, str], text: str) -> str | None:
    """Return the Message-ID of what came back: from its head, else one that looks like ours anywhere but in our own."""
    own = _header(message, "Message-ID")
    for part in message.walk():
        if part is not message and _type(part) in {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers"}:
            inner = part.get_payload()
            head = inner[0] if isinstance(inner, list) and inner else None
            shown = f"Message-ID: {_header(head, 'Message-ID')}" if isinstance(head, Message) else _payload(part)
            found = _MESSAGE_ID.search(shown)
            if found and found[1] != own:
                return found[1]
    return next((one for one in _ANY_ID.findall(text) if one != own), None)


def _words(message: Message[str, str]) -> str:
    """Return the words of a report, without what came back in it."""
    return "\n".join(_payload(part) for part in message.walk() if _type(part) == "text/plain")


def _payload(part: Message[str, str]) -> str:
    """Return the text of a part, whatever it says of its own character set."""
    content = part.get_payload(decode=True)
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else str(part.get_payload())


def _parsed(raw: bytes) -> Message[str, str]:
    """Parse leniently: the library's older policy keeps a header as it came, where the newer one may stumble."""
    return email.message_from_bytes(raw)


def _header(message: Message[str, str], name: str) -> str:
    return clean(str(message.get(name, "")))


def _type(message: Message[str, str]) -> str:
    return message.get_content_type()


def _parameter(message: Message[str, str], name: str) -> str:
    found = message.get_param(name, "")
    return str(found[2] if isinstance(found, tuple) else found).casefold()


def _from_machine(message: Message[str, str]) -> bool:
    return _MACHINES.search(_header(message, "From")) is not None


def _typed(value: str) -> str:
    """Return a field without its type in front (`rfc822; ada@…`, `smtp; 550 …`)."""
    kind, semicolon, rest = value.partition(";")
    return rest.strip() if semicolon and kind.strip().isalnum() else value.strip()


def _address(text: str) -> str | None:
    try:
        return mail_address(text.strip("<> ")) if text else None
    except InputError:
        return None


def _detail(words: str, status: str) -> str:
    said = clean(words)
    return (said if not status or status in said else f"{status} {said}")[:_LONGEST_DETAIL]
