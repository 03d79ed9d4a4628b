"""What bank lines, suggestions and open items show of themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from bookdesk.banking.listing import LineOrder, LineRow, LineState
from bookdesk.banking.proposing import Proposal
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.columns import Column, Pill
from bookdesk.ui.pieces.models import PILL_ROLE, Ask, WindowModel
from bookdesk.ui.pieces.tips import plain_tip

_Index = QModelIndex | QPersistentModelIndex

_STATES = {
    LineState.OPEN: Pill("open", "Open"),
    LineState.MATCHED: Pill("match", "Matched", Tone.GOOD),
    LineState.CODED: Pill("code", "Coded", Tone.GOOD),
    LineState.TRANSFER: Pill("transfer", "Transfer", Tone.GOOD),
    LineState.SIGNED_OFF: Pill("lock", "Signed off", Tone.INFO),
}
SUGGESTION, STATE = "suggestion", "state"


def _out(row: LineRow) -> str:
    return wording.amount(-row.amount) if row.amount.minor < 0 else ""


def _in(row: LineRow) -> str:
    return wording.amount(row.amount) if row.amount.minor > 0 else ""


def _raw(row: LineRow) -> str:
    return "\n".join(filter(None, (row.raw, row.payee, row.reference)))


LINES: tuple[Column[LineRow], ...] = (
    Column("day", "Day", 92, lambda row: wording.day(row.day), order=LineOrder.DAY),
    Column(
        "words",
        "What the bank says",
        240,
        lambda row: row.description,
        order=LineOrder.DESCRIPTION,
        note=_raw,
        grows=True,
    ),
    Column("out", "Out", 86, _out, number=True, order=LineOrder.AMOUNT),
    Column("in", "In", 86, _in, number=True),
    Column("balance", "Balance", 104, lambda row: wording.amount(row.balance), number=True, muted=True, spare=3),
    Column(SUGGESTION, "Suggestion", 210, lambda row: row.matched_with, note=lambda row: row.matched_with, grows=True),
    Column(STATE, "State", 104, lambda row: _STATES[row.state].words, pill=lambda row: _STATES[row.state], spare=1),
)
"""In a narrow table the state gives way: what is suggested is painted in its band."""


def said_of(one: Proposal) -> str:
    """Return in a line what a proposal would do."""
    if one.coding is not None:
        account, tax = one.coding
        return f"Code to {account}" + (f" with {tax}" if tax else "")
    if one.pair is not None:
        return "Transfer between own accounts"
    if one.credit_of is not None:
        return f"On account of {one.credit_of[1]}"
    less = ", less the discount" if "early" in one.kind else ""
    return f"{', '.join(target.words for target, _ in one.targets)}{less}" if one.targets else "Nothing fits"


def band(one: Proposal) -> Pill:
    """Return how far a proposal can be trusted: clear ones are accepted together, the others need a look."""
    if one.auto:
        return Pill("accept", "Clear", Tone.GOOD)
    if one.coding is not None:
        return Pill("code", "By rule", Tone.ACCENT)
    return Pill("doubt", "Look", Tone.WARN)


def why_of(one: Proposal) -> str:
    """Return the reasons of a proposal, and what speaks against it."""
    against = [f"But: {veto}" for veto in one.vetoes]
    left = [f"It leaves {wording.money(one.difference)}."] if one.difference is not None else []
    return "\n".join([*(reason.says for reason in one.reasons), *against, *left])


class LinesModel(WindowModel[LineRow]):
    """Bank lines with what is suggested for the open ones, which becomes known a little later."""

    def __init__(self, ask: Ask, parent: QObject | None = None) -> None:
        """Suggest nothing yet."""
        super().__init__(LINES, ask, parent)
        self._best: Mapping[str, Proposal] = {}
        names = [column.name for column in LINES]
        self._suggestion, self._state = names.index(SUGGESTION), names.index(STATE)

    def suggest(self, best: Mapping[str, Proposal]) -> None:
        """Show the best proposal of each line, by its id."""
        self._best = best
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(LINES) - 1))

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt asks for anything
        """Answer for suggestion and state of open lines by the proposal; everything else as any list does."""
        if index.isValid() and index.column() in (self._suggestion, self._state):
            row = self.row_at(index.row())
            best = self._best.get(row.id) if row is not None and row.state is LineState.OPEN else None
            if best is not None:
                return self._proposed(best, index.column(), role)
        return super().data(index, role)

    def _proposed(self, best: Proposal, column: int, role: int) -> Any:  # noqa: ANN401 - as above
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return said_of(best) if column == self._suggestion else band(best).words
        if role == PILL_ROLE:
            return band(best) if column == self._state else replace(band(best), words=said_of(best))
        return plain_tip(why_of(best)) if role == Qt.ItemDataRole.ToolTipRole else None
