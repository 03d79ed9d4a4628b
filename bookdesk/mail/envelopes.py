"""What the head of a message says: of whom, to whom, about what. Pure.

Everything in a head but what our own server put there was written by whoever sent it, so it is cleaned and shortened
before it is shown, and it decides nothing but in whose inbox a person reviews the documents.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from typing import Final

from bookdesk.core.texts import clean

DELIVERED: Final = ("Delivered-To", "X-Original-To", "Envelope-To")
"""Headers in which servers write for which address a message arrived."""
NAMED: Final = ("To", "Cc")
"""Headers in which a sender says to whom he writes."""
_LONGEST = 300
_MOST_ADDRESSES = 100
_ENCRYPTED: Final = {"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"}
_SIGNED_ONLY = "signed-data"


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message as its head has it; addresses as they stand there, each once.

    `delivered` is what a server noted, `named` what the sender wrote. `encrypted` says that nobody reads it without
    a key (S/MIME or PGP).
    """

    message_id: str | None
    sender: str
    subject: str
    delivered: tuple[str, ...]
    named: tuple[str, ...]
    encrypted: bool = False


def read_envelope(head: bytes) -> Envelope:
    """Return what a head says, however broken it is."""
    message = message_from_bytes(head)
    message_id = clean(_header(message, "Message-ID"))[:_LONGEST]
    return Envelope(
        message_id or None,
        clean(_decoded(_header(message, "From")))[:_LONGEST],
        clean(_decoded(_header(message, "Subject")))[:_LONGEST],
        _addresses(message, DELIVERED),
        _addresses(message, NAMED),
        _is_encrypted(message),
    )


def _header(message: Message, name: str) -> str:
    return str(message.get(name) or "")


def _addresses(message: Message, names: Iterable[str]) -> tuple[str, ...]:
    values = [str(value) for name in names for value in message.get_all(name, [])]
    found = (clean(address) for _, address in getaddresses(values))
    return tuple(dict.fromkeys(one for one in found if "@" in one and len(one) <= _LONGEST))[:_MOST_ADDRESSES]


def _decoded(text: str) -> str:
    """Return a header without its coding (RFC 2047); as it stands where that is broken."""
    try:
        return str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return text


def _is_encrypted(message: Message) -> bool:
    """Return whether the whole of it is a sealed letter; S/MIME packs one that is only signed in the same way."""
    kind = message.get_content_type()
    return kind in _ENCRYPTED and str(message.get_param("smime-type") or "").casefold() != _SIGNED_ONLY
