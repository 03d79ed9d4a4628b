"""How mailboxes and the messages in them are printed."""

from __future__ import annotations

from collections.abc import Mapping

from bookdesk.cli.console import Row
from bookdesk.office.mailboxes import Box
from bookdesk.office.mailroom import Message

_ANOTHERS = "another's client"
"""In the place of a name that this user does not know."""


def box_row(box: Box, names: Mapping[str, str]) -> Row:
    """Return a mailbox as a row; its password is in none."""
    mailbox = box.mailbox
    return {
        "name": box.name,
        "host": mailbox.host,
        "port": mailbox.port,
        "security": mailbox.security.value,
        "user": mailbox.user,
        "folder": mailbox.folder,
        "after": box.after.value,
        "since": box.since,
        "routes": [{one.kind.value: one.value, "client": names.get(one.client_id, _ANOTHERS)} for one in box.routes],
        "looked_at": box.looked_at,
        "problem": box.problem,
        "waiting": box.waiting,
        "not_routed": box.not_routed,
    }


def box_text(box: Box, names: Mapping[str, str]) -> str:
    """Return a mailbox with a line for each of its routes."""
    mailbox = box.mailbox
    head = f"{box.name}: {mailbox.user} at {mailbox.host}, port {mailbox.port} ({mailbox.security.value})"
    lines = [f"{head}, from {box.since} on, then {box.after.value}"]
    lines += [f"  {one.kind.value} {one.value}  {names.get(one.client_id, _ANOTHERS)}" for one in box.routes]
    lines += [f"  {box.not_routed} messages wait for a client"] if box.not_routed else []
    lines += [f"  {box.problem}"] if box.problem else []
    return "\n".join(lines)


def message_row(message: Message, names: Mapping[str, str]) -> Row:
    """Return a message as a row."""
    return {
        "id": message.id,
        "mailbox": message.mailbox,
        "folder": message.place.folder,
        "from": message.sender,
        "subject": message.subject,
        "addresses": list(message.addresses),
        "arrived_at": message.arrived_at,
        "size": message.size,
        "state": message.state.value,
        "client": names.get(message.client_id, _ANOTHERS) if message.client_id else None,
        "why": message.why,
        "documents": message.documents,
        "left": [{"name": name, "why": why} for name, why in message.left],
    }


def message_text(message: Message, names: Mapping[str, str]) -> str:
    """Return a message with what became of it."""
    whose = f"  {names.get(message.client_id, _ANOTHERS)}" if message.client_id else ""
    head = f"{message.shown_id}  {message.arrived_at:%Y-%m-%d %H:%M}  {message.sender}  {message.subject}"
    lines = [f"{head}  {message.state.value}{whose}", f"  {message.why}"]
    lines += [f"  {name}: {why}" for name, why in message.left]
    return "\n".join(lines)
