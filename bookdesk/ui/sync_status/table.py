"""What the outbox and the mappings show of themselves."""

from __future__ import annotations

import re
from datetime import date

from bookdesk.core.vocabulary import OutboxKind, OutboxState
from bookdesk.ledger.outboxlists import OutboxList, list_of
from bookdesk.sync.mappings import Mapped
from bookdesk.sync.outbox_machine import SETTLED_BY_A_PERSON
from bookdesk.sync.service import EntryView
from bookdesk.ui import wording
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
    return dated("\n".join(filter(None, (one.sentence, *one.details, one.problem))))


def dated(words: str) -> str:
    """Return words with the dates in them as the person at this desk writes dates."""
    return _DAY.sub(lambda found: wording.day(date.fromisoformat(found[0])), words)


def short(one: EntryView) -> str:
    """Return an entry in few words: neither the organisation, which is the same for all, nor dates and sizes."""
    words = one.sentence
    for pattern, instead in _LEFT_OUT:
        words = pattern.sub(instead, words)
    return words


def problem_of(one: EntryView) -> str:
    """Return what stands in the way of an entry."""
    return dated(one.problem or "")


def waits(one: EntryView) -> bool:
    """Whether an entry has no problem of its own: it goes with the next sending, or after another one."""
    return list_name(one) in (OutboxList.WAITING, OutboxList.CANCELLED)


def acts_on(one: EntryView) -> frozenset[str]:
    """Return the acts that an entry allows, by their names in the screen's `COMMANDS`."""
    state, said, found = OutboxState(one.state), (one.problem or "").lower(), set()
    if state is OutboxState.CANCELLED:
        return frozenset({"restore"} if said.endswith("not sent.") else ())
    if state in SETTLED_BY_A_PERSON:
        found.add("cancel")
    if state in (OutboxState.REJECTED, OutboxState.CONFLICT):
        found |= {"retry", "link"}
    if state is OutboxState.CONFLICT:
        found.add("keep")
    if state is OutboxState.BLOCKED and any(words in said for words in _LINKED):
        found.add("link")
    if state is OutboxState.BLOCKED and _ANOTHER in said:
        found.add("allow")
    return frozenset(found)


def sendable(one: EntryView) -> bool:
    """Whether an entry goes with the next sending; a reminder of something to be done there never does."""
    return list_name(one) is OutboxList.WAITING and one.kind != OutboxKind.VOID


_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_LEFT_OUT = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"^(Attach .*) \(\d+ kB\)( to the .*?) (?:of|to) .*$", r"\1\2"),
        (r" in [^:]*\([^:()]*\): ", ": "),
        (r"^(Add .*) to .*$", r"\1"),
        (r"^(Keep .*) in [^()]*\([^()]*\)\.$", r"\1"),
        (r": it was taken back here\.$", ""),
        (r" (?:paid|received) on \d{4}-\d\d-\d\d ", " "),
        (r" (paid back|of [\d.]+ \w+) on \d{4}-\d\d-\d\d ", r" \1 "),
        (r", (?:dated|taken over) .*$|\.$", ""),
        (r" the (bill|credit note|supplier|customer|invoice) ", r" \1 "),
    )
)
_LINKED = ("link it to that one", "say which one it is there")
_ANOTHER = "say that it is another"


ENTRIES: tuple[Column[EntryView], ...] = (
    Column("kind", "Kind", 96, lambda one: one.kind.capitalize(), muted=True, spare=2),
    Column("sentence", "What will happen there", 540, short, note=note_of, grows=True),
    Column("problem", "What stands in its way", 320, problem_of, note=problem_of, muted=True, spare=1),
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
