"""The panels of payouts and of disputes: what the gateway says of each, and the way to their moves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Signal

from bookdesk.receivables.online.listing import Dispute, Payout
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.pieces.columns import Column
from bookdesk.ui.pieces.labels import quiet
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.panel import Panel
from bookdesk.ui.pieces.whole_table import WholeTable
from bookdesk.ui.sales.online.objects.table import DISPUTES, PAYOUTS

O = TypeVar("O", Payout, Dispute)  # noqa: E741 - an object of the gateway
_SHOWN = 5
"""Rows that are seen at once; more of them scroll."""


class ObjectsPanel(Panel, Generic[O]):
    """Objects of the gateway, of which one is chosen to see its moves."""

    wanted = Signal(str)
    """What is looked for in the list of moves: the name of a payout or payment."""

    def __init__(self, desktop: Desktop, words: str, columns: tuple[Column[O], ...], none: str) -> None:
        """Hidden until it is asked for."""
        super().__init__("Show its moves", desktop, "")
        self.title.setText(words)
        self.model: RowsModel[O] = RowsModel(columns, lambda one: one.id, self)
        self.table = WholeTable(self.model, words.lower(), desktop.memory, words, ("amount", "arrives", "until"))
        self._none = quiet(none)
        row, head = self.table.verticalHeader().defaultSectionSize(), self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(_SHOWN * row + head + 2)
        self.lay_out(self._none, self.table, scrolls=True)
        self.table.opened.connect(lambda _: self.do.click())
        self.do.clicked.connect(self._show_moves)

    def show_objects(self, rows: Sequence[O]) -> None:
        """Show what there is by now; whether it is open does not change."""
        self.model.show_rows(rows)
        self._none.setVisible(not rows)
        self.table.setVisible(bool(rows))
        self.do.setVisible(bool(rows))

    def ask(self) -> None:
        """Open it, at the first row."""
        self.table.choose_first()
        self.unfold(first=self.table if self.model.rowCount() else self.cancel)

    def forget(self) -> None:
        """Show nothing any more."""
        self.show_objects(())
        self.leave()

    def _show_moves(self) -> None:
        one = self.table.current_record()
        name = one.id if isinstance(one, Payout) else one.payment_id if isinstance(one, Dispute) else None
        if name:
            self.leave()
            self.wanted.emit(name)


def payouts_panel(desktop: Desktop) -> ObjectsPanel[Payout]:
    """Return the panel of payouts."""
    return ObjectsPanel(desktop, "Payouts", PAYOUTS, "Nothing was paid out yet.")


def disputes_panel(desktop: Desktop) -> ObjectsPanel[Dispute]:
    """Return the panel of disputes."""
    return ObjectsPanel(desktop, "Disputes", DISPUTES, "No customer disputes a payment.")
