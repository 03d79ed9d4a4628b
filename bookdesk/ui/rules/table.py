"""What the lists of rules show: a sentence, how it stands, and what speaks for it."""

from __future__ import annotations

from dataclasses import dataclass

from bookdesk.capture.required import Requirement
from bookdesk.capture.rulebook import RuleShown
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.columns import Column, Pill

_ALONE, _PROPOSES = Pill("accept", "Acts by itself", Tone.GOOD), Pill("doubt", "Proposes", Tone.WARN)
_OFF, _HOLDS = Pill("void", "Off"), Pill("check", "Holds", Tone.GOOD)


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule of either list; the one it is made from is there, the other is None."""

    id: str
    place: int
    sentence: str
    pill: Pill
    told: str
    code: RuleShown | None = None
    paper: Requirement | None = None


def code_row(one: RuleShown) -> RuleRow:
    """Return a rule of coding as a row."""
    pill = _OFF if not one.rule.enabled else _ALONE if one.alone else _PROPOSES
    after = f"; after rule {', '.join(map(str, one.after))}, which says otherwise" if one.after else ""
    return RuleRow(one.rule.id, one.rule.position, one.rule.sentence, pill, f"{one.proof.words}{after}", code=one)


def paper_row(place: int, one: Requirement) -> RuleRow:
    """Return a rule of required documents as a row."""
    return RuleRow(one.id, place, one.sentence, _HOLDS, "asked when a bill is confirmed", paper=one)


ROWS: tuple[Column[RuleRow], ...] = (
    Column("place", "#", 40, lambda row: str(row.place), number=True, muted=True),
    Column("rule", "Rule", 420, lambda row: row.sentence, note=lambda row: row.sentence, grows=True),
    Column("stands", "Stands", 130, lambda row: row.pill.words, pill=lambda row: row.pill),
    Column("told", "Because", 260, lambda row: row.told, note=lambda row: row.told, muted=True, spare=1),
)
