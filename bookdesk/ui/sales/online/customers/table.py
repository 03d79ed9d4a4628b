"""How what a customer said is told: what kind of word it is, what he said, and what became of it."""

from __future__ import annotations

from typing import Final

from bookdesk.models.portal import WordKind, WordState
from bookdesk.receivables.portal.listing import Said
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.columns import Column, Pill

_KINDS: Final = {
    WordKind.ACCEPTED: "Accepts",
    WordKind.DECLINED: "Declines",
    WordKind.QUESTION: "Question",
    WordKind.DISPUTE: "Disputes",
    WordKind.PREFERENCES: "Wishes",
    WordKind.METHOD_REMOVED: "Kept way gone",
    WordKind.CHARGE_FAILED: "Charge failed",
    WordKind.UNKNOWN: "Unknown",
}
_STATES: Final = {
    WordState.WAITING: Pill("waiting", "Comes in", Tone.INFO),
    WordState.ASKS: Pill("ask", "To answer", Tone.WARN),
    WordState.DONE: Pill("check", "Done", Tone.GOOD),
}
_WORDS: Final = {
    WordKind.ACCEPTED: ("Accepted by {}.", "name", "somebody"),
    WordKind.DECLINED: ("{}", "reason", "No reason was given."),
    WordKind.QUESTION: ("{}", "text", ""),
    WordKind.DISPUTE: ("{}", "text", "Nothing was written."),
    WordKind.METHOD_REMOVED: ("A way to pay is kept no more. {}", "why", ""),
    WordKind.CHARGE_FAILED: ("{amount} could not be charged. {}", "why", ""),
    WordKind.UNKNOWN: ("This version does not know what was said: {}", "kind", ""),
}
"""The sentence of a kind, which of what was said stands in it, and what stands there without."""
ESTIMATES: Final = frozenset({WordKind.ACCEPTED, WordKind.DECLINED})
"""Words about estimates; all others that name a document mean an invoice, or may mean either."""


def kind_words(one: Said) -> str:
    """Return what kind of word it is."""
    return _KINDS[one.kind]


def state_pill(one: Said) -> Pill:
    """Return whether it is to be answered."""
    return _STATES[one.state]


def said_words(one: Said) -> str:
    """Return what was said, in a line or two; what a customer typed stands as he typed it."""
    if one.kind is WordKind.PREFERENCES:
        reminders = "wants reminders" if one.said.get("reminders") else "wants no reminders"
        return f"Language {one.said.get('locale') or 'as before'}, {reminders}."
    words, name, without = _WORDS[one.kind]
    return words.format(str(one.said.get(name) or without), amount=one.said.get("amount") or "It").strip()


def about_words(one: Said) -> str:
    """Return what there is to know beside what was said: lines that are meant, files, and why nothing was done."""
    lines = one.said.get("lines")
    meant = f"About lines {', '.join(str(number) for number in lines)}." if isinstance(lines, list) and lines else ""
    files = f"{wording.count(len(one.papers), 'file')} kept with it." if one.papers else ""
    answer = f"Noted: {one.answer}" if one.answer and one.state is WordState.DONE else ""
    return " ".join(filter(None, (meant, files, one.why or "", answer)))


COLUMNS: tuple[Column[Said], ...] = (
    Column("at", "When", 140, lambda one: wording.moment(one.at), spare=3),
    Column("customer", "Customer", 130, lambda one: one.customer, note=lambda one: one.customer, spare=2),
    Column("kind", "Says", 104, kind_words),
    Column("number", "About", 96, lambda one: one.number, spare=1),
    Column("said", "What", 140, lambda one: " ".join(said_words(one).split()), grows=True),
    Column("state", "State", 110, lambda one: state_pill(one).words, pill=state_pill),
)
