"""One receipt in full: state, facts, what it is laid on, what was posted, refunds, mails, history; or its paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from bookdesk.receivables.receiptlisting import ReceiptLine
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.drawing import Drawer, PageDrawn
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.messages import history_of
from bookdesk.ui.pieces.commands import button
from bookdesk.ui.pieces.facts import Facts
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import PillLabel, heading, quiet
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.paper import Paper
from bookdesk.ui.pieces.pictures import image_of
from bookdesk.ui.pieces.table import RecordTable
from bookdesk.ui.pieces.timeline import Timeline
from bookdesk.ui.pieces.whole_table import WholeTable
from bookdesk.ui.sales.receipts.presenter import InFull, ReceiptsPresenter
from bookdesk.ui.sales.receipts.table import LAID, REFUNDS, facts_of, online_facts, state_pill
from bookdesk.ui.sales.table import MAILS
from bookdesk.ui.sales.taking.table import SIDES, sides_of


class ReceiptPane(QStackedWidget):
    """The chosen receipt: what is known of it, or its paper."""

    def __init__(self, desktop: Desktop, presenter: ReceiptsPresenter, acts: Sequence[QAction]) -> None:
        """Show nothing yet; `acts` are what can be done with it, those that cannot be done just now are hidden."""
        super().__init__()
        self.setAccessibleName("The chosen receipt")
        self._presenter = presenter
        self.in_full: InFull | None = None
        self.facts = _FactsPane(desktop, acts)
        self._sheet = QWidget()
        self.paper = Paper(self._sheet)
        self.drawer = Drawer(desktop, self)
        inside = QVBoxLayout(self._sheet)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.paper)
        self.addWidget(self.facts)
        self.addWidget(self._sheet)
        self.facts.history.whole_asked.connect(lambda: desktop.go(history_of("receipt", self.receipt_id())))
        self.drawer.drawn.connect(self._show_page)
        self.drawer.failed.connect(lambda error: self.paper.show_nothing(wording.local(str(error))))
        self.paper.page_wanted.connect(self.drawer.show_page)
        self.show_receipt(None)

    def receipt_id(self) -> str:
        """Return the id of the receipt that is shown, nothing for none."""
        return self.in_full.shown.line.id if self.in_full is not None else ""

    def shows_paper(self) -> bool:
        """Whether its paper is shown instead of what is known of it."""
        return self.currentWidget() is self._sheet

    def turn(self) -> None:
        """Show the paper, or what is known again."""
        self.setCurrentWidget(self.facts if self.shows_paper() else self._sheet)
        self._draw()

    def show_receipt(self, found: InFull | None) -> None:
        """Show a receipt, or that none is chosen."""
        other = (found.shown.line.id if found else "") != self.receipt_id()
        self.in_full = found
        self.facts.show_receipt(found)
        if found is None:
            self.setCurrentWidget(self.facts)
            self.drawer.close()
            self.paper.show_name("")
            self.paper.show_nothing()
        elif other or self.shows_paper():
            self._draw()

    def _draw(self) -> None:
        """Paint the paper where it is looked at; it is drawn anew each time, as the receipt is by then."""
        if self.in_full is not None and self.shows_paper():
            line = self.in_full.shown.line
            self.paper.show_name(f"Receipt {line.number}  {line.customer}", state_pill(line))
            self.drawer.draw(line.id, self._presenter.preview(line.id))

    def _show_page(self, page: PageDrawn) -> None:
        if page.key == self.receipt_id():
            image = image_of(page.picture.pixels, page.picture.width, page.picture.height)
            self.paper.show_page(page.key, page.number, page.of, image, (), drawn=False)


class _FactsPane(Scrolling):
    """What is known of a receipt."""

    def __init__(self, desktop: Desktop, acts: Sequence[QAction]) -> None:
        """Show nothing yet."""
        super().__init__()
        self.history = Timeline(desktop.zone)
        self._title, self._pill, self._facts = heading(""), PillLabel(), Facts()
        self._none, self._history_heading = quiet("No receipt is chosen."), heading("History")
        self._title.setWordWrap(True)
        self._parts: list[tuple[QWidget, RowsModel[Any], RecordTable]] = []
        body, row = QWidget(), FlowLayout(GRID // 2)
        column = QVBoxLayout(body)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        for act in acts:
            row.addWidget(button(act, hides=True))
        for part in (self._none, self._title, self._pill):
            column.addWidget(part)
        column.addLayout(row)
        column.addWidget(self._facts)
        for words, name, model in (
            ("Applied to", "laid of a receipt", RowsModel(LAID, lambda one: one.id)),
            ("Paid back", "refunds of a receipt", RowsModel(REFUNDS, lambda one: one.id)),
            ("Booked", "sides of a receipt", RowsModel(SIDES, lambda one: one.key)),
            ("Mails", "mails of a receipt", RowsModel(MAILS, lambda one: one.id)),
        ):
            what, whole = f"{words}: the chosen receipt", ("debit", "credit", "amount")
            head, table = heading(words), WholeTable(model, name, desktop.memory, what, whole)
            self._parts.append((head, model, table))
            column.addWidget(head)
            column.addWidget(table)
        column.addWidget(self._history_heading)
        column.addWidget(self.history)
        column.addStretch(1)
        self.setWidget(body)

    @property
    def laid(self) -> RecordTable:
        """The invoices it is laid on, from which one may be chosen to be taken off."""
        return self._parts[0][2]

    @property
    def refunds(self) -> RecordTable:
        """What was paid back of it."""
        return self._parts[1][2]

    def show_receipt(self, found: InFull | None) -> None:
        """Show a receipt, or that none is chosen."""
        shown = found.shown if found is not None else None
        self._none.setVisible(shown is None)
        for part in (self._title, self._facts):
            part.setVisible(shown is not None)
        line: ReceiptLine | None = shown.line if shown is not None else None
        self._pill.show_pill(state_pill(line) if line is not None else None)
        if shown is not None:
            self._title.setText(f"{shown.line.customer}  ·  {shown.line.number}")
            move = found.online if found is not None else None
            self._facts.show_facts([*facts_of(shown), *(online_facts(move) if move is not None else ())])
        for (head, model, table), rows in zip(self._parts, _rows(found), strict=True):
            model.show_rows(rows)
            table.show_all_rows()
            head.setVisible(bool(rows))
            table.setVisible(bool(rows))
        history = found.history if found is not None else ()
        self.history.show_entries(history)
        self._history_heading.setVisible(bool(history))


def _rows(found: InFull | None) -> tuple[Sequence[Any], ...]:
    if found is None:
        return (), (), (), ()
    shown = found.shown
    return shown.laid, shown.refunds, sides_of(shown.posted), found.mails
