"""Whose a message in the firm's mailbox is, by rules that people made. Pure.

A rule names an address that mail arrives at, mostly a plus-address as in `bills+acme@firm.test` (RFC 5233), or a folder
of the mailbox that mail is filed in. What no rule names, and what two rules give to different clients, is routed to
nobody: a person chooses, the program never guesses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bookdesk.mail.addresses import address_key
from bookdesk.mail.envelopes import Envelope


@dataclass(frozen=True, slots=True)
class Rule:
    """What comes to this address, or lies in this folder where `folder` says so, is for this client."""

    value: str
    client_id: str
    folder: bool = False


@dataclass(frozen=True, slots=True)
class Routed:
    """Whose a message is, if that is known, and why in a sentence."""

    client_id: str | None
    why: str


def route(rules: Iterable[Rule], folder: str, envelope: Envelope) -> Routed:
    """Return whose a message is that lies in a folder.

    What the server noted of its delivery goes before what the sender wrote, since one copy of a letter to two clients
    arrives for each. A folder and an address that name different clients name none.
    """
    rules = tuple(rules)
    filed = [rule for rule in rules if rule.folder and same_folder(rule.value, folder)]
    written = _matching(rules, envelope.delivered) or _matching(rules, envelope.named)
    clients = {rule.client_id for rule in (*filed, *written)}
    if not clients:
        return Routed(None, "No rule names an address that it came to, or its folder.")
    if len(clients) > 1:
        between = "Its folder and its address are" if filed else "The addresses that it came to are"
        return Routed(None, f"{between} those of several clients.")
    (client_id,) = clients
    if filed:
        return Routed(client_id, f"It lay in the folder {filed[0].value}.")
    return Routed(client_id, f"It came to {written[0].value}.")


def same_folder(one: str, other: str) -> bool:
    """Return whether two names are of one folder; case tells folders apart, but for the inbox (RFC 3501, 5.1)."""
    return one == other or (one.casefold() == other.casefold() == "inbox")


def _matching(rules: Sequence[Rule], addresses: Iterable[str]) -> list[Rule]:
    keys = {address_key(one) for one in addresses}
    return [rule for rule in rules if not rule.folder and address_key(rule.value) in keys]
