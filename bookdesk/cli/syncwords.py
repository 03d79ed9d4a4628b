"""What to type for that which an entry of the outbox waits for; its problem says it in words that hold anywhere."""

from __future__ import annotations

import re

from bookdesk.sync.service import EntryView

_MAPPED = r"choose its counterpart\.|\bmap another\b|\bmap [^:]+ to (?:it|another|one|the contact|a bank account)\b"
_ASKED = (
    (_MAPPED, "map"),
    (r"\blink it\b|say which one it is there\.", "link {} REMOTE"),
    (r"say that it is another\.", "allow {}"),
    (r"look at it again\.", "preview"),
    (r"or send it again\.", "retry {}"),
    (r"^given up .*it is not sent\.", "restore {}"),
)
"""Part of a problem, and the act of `bookdesk sync` that it asks for; `{}` is the entry."""


def command_for(entry: EntryView) -> str:
    """Return the commands that do what the problem of an entry asks for, if there are any."""
    said = (entry.problem or "").lower()
    found = (act for part, act in _ASKED if re.search(part, said))
    return "; ".join(f"bookdesk sync {act.format(entry.id)}" for act in found)
