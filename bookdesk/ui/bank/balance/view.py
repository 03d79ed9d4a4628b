"""The line at the foot of the bank: how statement and ledger stand to each other."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from bookdesk.banking.standing import Standing
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import GRID, LARGE, Tone
from bookdesk.ui.pieces.columns import Pill
from bookdesk.ui.pieces.commands import button
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import PillLabel, label, quiet, set_kind


class BalanceLine(QFrame):
    """How statement and ledger stand to each other: always in sight, renewed after every act."""

    def __init__(self, acts: Mapping[str, QAction]) -> None:
        """Show nothing yet; `acts` are those of the screen."""
        super().__init__()
        self.setProperty("kind", "footer")
        self._figures = {
            name: label("", size=LARGE) for name in ("statement", "ledger", "outstanding", "open", "difference")
        }
        self.proof = PillLabel()
        row = FlowLayout(3 * GRID)
        self._ledger_at = quiet("Ledger", wraps=False)
        for name, words in (
            ("statement", "Statement"),
            ("ledger", self._ledger_at),
            ("outstanding", "Outstanding"),
            ("open", "Open lines"),
            ("difference", "Difference"),
        ):
            row.addWidget(_figure(words, self._figures[name]))
        whole = QHBoxLayout(self)
        whole.setContentsMargins(2 * GRID, GRID // 2, 2 * GRID, GRID // 2)
        whole.addLayout(row, 1)
        whole.addWidget(self.proof)
        for name in ("sign", "reopen", "report"):
            whole.addWidget(button(acts[name], hides=True))

    def forget(self) -> None:
        """Show no figure any more."""
        for figure in self._figures.values():
            figure.setText("")
        self._ledger_at.setText("Ledger")
        self.proof.show_pill(None)
        self.setAccessibleName("")

    def show_standing(self, now: Standing) -> None:
        """Show how an account stands."""
        outstanding = now.in_transit + now.unpresented
        self._ledger_at.setText(f"Ledger at {wording.day(now.day)}")  # what is booked of later days is not in it
        self._figures["statement"].setText(wording.money(now.statement_balance))
        self._figures["ledger"].setText(wording.money(now.ledger_balance))
        self._figures["outstanding"].setText(wording.amount(outstanding))
        self._figures["open"].setText(f"{now.unmatched:,}  ({wording.amount(now.unmatched_sum)})")
        self._figures["difference"].setText(wording.amount(now.difference))
        set_kind(self._figures["difference"], "good" if not now.difference.minor else "warn")
        self.setAccessibleName(f"Difference {wording.amount(now.difference)}, {now.unmatched} open lines")
        self.proof.show_pill(proof_of(now))


def proof_of(now: Standing) -> Pill | None:
    """Return how far the bank's own balances prove that nothing is missing."""
    if now.broken is not None:
        off = wording.amount(abs(now.broken.missing))
        what = "missing" if now.broken.missing.minor > 0 else "too much"
        return Pill("alert", f"Off at {wording.day(now.broken.day)}: {off} {what}", Tone.BAD)
    if now.proven_to is not None:
        return Pill("proved", f"Proven to {wording.day(now.proven_to)}", Tone.GOOD)
    return Pill("doubt", "Not proven by balances", Tone.WARN) if now.last_statement is not None else None


def question_of(now: Standing) -> tuple[str, bool]:
    """Return what is asked before signing off, and whether the balance has to be read off the bank's paper.

    It has to be where no balance of the bank's files proves that day: else the lines would be held against themselves.
    """
    day, fixed = wording.day(now.day), "Its lines are fixed until you reopen it."
    if now.proven_to is not None and now.proven_to >= now.day:
        stated = wording.money(now.statement_balance)
        return f"Sign off {now.name} at {day}, where the bank's balance is {stated}? {fixed}", False
    return f"What balance does the bank's own statement of {now.name} show at the end of {day}? {fixed}", True


def _figure(words: str | QWidget, value: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(quiet(words, wraps=False) if isinstance(words, str) else words)
    column.addWidget(value)
    return made
