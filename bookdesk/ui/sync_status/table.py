"""What the outbox and the mappings show of themselves."""

from __future__ import annotations

from bookdesk.core.vocabulary import OutboxState
from bookdesk.ledger.outboxlists import OutboxList, list_of
from bookdesk.sync.mappings import Mapped
from bookdesk.sync.service import EntryView
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.columns import Column, Pill

_PILLS = {
    OutboxState.QUEUED: Pill("waiting", "Waits"),
    OutboxState.BLOCKED: Pill("alert", "Cannot go yet", Tone.WARN),
    OutboxState.READY: Pill("send", "Ready to send", Tone.ACCENT),
    OutboxState.SENDING: Pill("sync", "Under way", Tone.INFO),
    OutboxState.UNKNOWN: Pill("doubt", "Answer lost", Tone.WARN),
    OutboxState.ACKNOWLEDGED: Pill("sync", "Being checked", Tone.INFO),
    OutboxState.VERIFIED: Pill("synced", "Arrived", Tone.GOOD),
    OutboxState.REJECTED: Pill("failed", "Refused", Tone.BAD),
    OutboxState.CONFLICT: Pill("conflict", "Differs there", Tone.BAD),
    OutboxState.CANCELLED: Pill("void", "Given up"),
}


def list_name(one: EntryView) -> OutboxList:
    """Return the list that an entry is on, which is also what the desk counts."""
    return list_of(OutboxState(one.state), one.problem)


def entry_pill(one: EntryView) -> Pill:
    """Return where an entry stands; one that merely goes after another waits and is no problem."""
    state = OutboxState(one.state)
    follows = state is OutboxState.BLOCKED and list_name(one) is OutboxList.WAITING
    return _PILLS[OutboxState.QUEUED if follows else state]


def note_of(one: EntryView) -> str:
    """Return everything that is told of an entry."""
    return "\n".join(filter(None, (one.sentence, *one.details, one.problem)))


ENTRIES: tuple[Column[EntryView], ...] = (
    Column("kind", "Kind", 96, lambda one: one.kind.capitalize(), muted=True),
    Column("sentence", "What will happen there", 320, lambda one: one.sentence, note=note_of, grows=True),
    Column("problem", "What stands in its way", 240, lambda one: one.problem or "", note=lambda one: one.problem or ""),
    Column("state", "State", 128, lambda one: entry_pill(one).words, pill=entry_pill),
)


def mapped_pill(one: Mapped) -> Pill:
    """Return whether something of ours has its counterpart."""
    return Pill("link", "Mapped", Tone.GOOD) if one.remote else Pill("alert", "No counterpart", Tone.WARN)


MAPPED: tuple[Column[Mapped], ...] = (
    Column("kind", "Kind", 110, lambda one: one.kind.value.capitalize(), muted=True),
    Column("code", "Here", 110, lambda one: one.code),
    Column("name", "Name", 200, lambda one: one.name, grows=True),
    Column("remote", "There", 220, lambda one: one.remote or ""),
    Column("why", "Because", 160, lambda one: one.why or "", muted=True),
    Column("state", "State", 128, lambda one: mapped_pill(one).words, pill=mapped_pill),
)
