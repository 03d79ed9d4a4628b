"""Addresses of mail: the one place where they are read, and how their domains go over the wire. Pure.

An address is `local@domain` (RFC 5321, 4.1.2) without quoted strings, comments and names: what those would allow, no
customer has, and each is a way to slip a second recipient or a header in. The local part is ASCII, since a server on
the way may not know SMTPUTF8 (RFC 6531). A domain may be written in its own script: it goes as IDNA 2008 has it
(RFC 5891), never as the older mapping, under which `straße` would be another house than the one that was meant.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from contextlib import suppress

import idna

from bookdesk.core.errors import InputError
from bookdesk.core.texts import clean

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
_LONGEST_LOCAL = 64
_LONGEST = 254
"""Characters of an address as it goes over the wire (RFC 5321, 4.5.3.1.1 and 4.5.3.1.3)."""
_SHOWN = 80
_REMEDY = "Write it as in accounts@example.com, one address only."


def mail_address(text: str) -> str:
    """Return an address as it was written, without blanks around it; `InputError` for anything that is none."""
    written = text.strip(" ")
    local, at, domain = written.rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or len(local) > _LONGEST_LOCAL:
        raise _none(text)
    if len(local) + 1 + len(_wire_domain(domain, text)) > _LONGEST:
        raise _none(text)
    return written


def wire_address(address: str) -> str:
    """Return an address with its domain in ASCII, as servers are told it; `InputError` as above."""
    local, _, domain = mail_address(address).rpartition("@")
    return f"{local}@{_wire_domain(domain, address)}"


def wire_domain(address: str) -> str:
    """Return the domain of an address in ASCII."""
    return wire_address(address).rpartition("@")[2]


def same_address(one: str, other: str) -> bool:
    """Return whether two addresses reach the same person: case does not part people, nor how a domain is written."""
    return address_key(one) == address_key(other)


def address_key(address: str) -> str:
    """Return what two ways of writing one address have in common; of what is no address, the text without case."""
    with suppress(InputError):
        return wire_address(address).casefold()
    return clean(address).casefold()


def distinct(addresses: Iterable[str], but: Iterable[str] = ()) -> tuple[str, ...]:
    """Return addresses in their order, each once, without those in `but`."""
    known = {address_key(one) for one in but}
    found = []
    for one in map(mail_address, addresses):
        if address_key(one) not in known:
            known.add(address_key(one))
            found.append(one)
    return tuple(found)


def is_loopback(host: str) -> bool:
    """Return whether a host is this computer itself, by its common name or a number."""
    if host.rstrip(".").casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _wire_domain(domain: str, whole: str) -> str:
    try:
        ascii_form = idna.encode(domain, uts46=True, std3_rules=True, transitional=False).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        raise _none(whole) from None
    labels = ascii_form.split(".")
    if len(labels) == 1 or labels[-1].isdigit() or not all(_LABEL.fullmatch(label) for label in labels):
        raise _none(whole)
    return ascii_form


def _none(text: str) -> InputError:
    shown = clean(text.encode("utf-8", "replace").decode("utf-8"))[:_SHOWN]
    if not shown:
        return InputError("There is no mail address.", _REMEDY)
    if not shown.partition("@")[0].isascii():
        return InputError(f"{shown} has letters before the @ that not every mail server knows.", _REMEDY)
    return InputError(f"{shown} is no mail address.", _REMEDY)
