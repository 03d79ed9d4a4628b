"""One invoice in full: state, facts, lines, its plan, what settled it, the mails with it, its history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from bookdesk.invoicing.listing import InvoiceRow
from bookdesk.invoicing.shown import InvoiceShown
from bookdesk.models.invoice import InvoiceKind
from bookdesk.office.trail import TrailEntry
from bookdesk.receivables.online.asking import Attempted
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.messages import history_of
from bookdesk.ui.pieces.commands import button
from bookdesk.ui.pieces.facts import Facts
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import PillLabel, heading, quiet
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.more import More
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.table import RecordTable
from bookdesk.ui.pieces.timeline import Timeline
from bookdesk.ui.sales.paylink.presenter import PayLinkPresenter
from bookdesk.ui.sales.paylink.view import AttemptLine
from bookdesk.ui.sales.table import LINES, MAILS, PARTS, SETTLED, facts_of, line_rows, state_pill

_SETTLED = 2
"""The place of what settled it among the parts below the facts."""


class InvoicePane(Scrolling):
    """The chosen invoice or credit note."""

    def __init__(self, desktop: Desktop, acts: Sequence[QAction], more: Sequence[QAction] = ()) -> None:
        """Show nothing yet; `acts` can be done with it, `more` less often; what cannot be done just now is hidden."""
        super().__init__()
        self.setAccessibleName("The chosen invoice")
        self.shown: InvoiceShown | None = None
        self._title, self._pill, self._facts = heading(""), PillLabel(), Facts()
        self._none = quiet("No invoice is chosen.")
        self._title.setWordWrap(True)
        self._history = Timeline(desktop.zone)
        self._parts: list[tuple[QLabel, RowsModel[Any], RecordTable]] = []
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        row = FlowLayout(GRID // 2)
        for act in acts:
            row.addWidget(button(act, hides=True))
        if more:
            row.addWidget(More(more))
        self._paylink, self.online = PayLinkPresenter(desktop, self), AttemptLine()
        self._paylink.attempted.connect(self._show_attempt)
        for part in (self._none, self._title, self._pill, self.online):
            column.addWidget(part)
        column.addLayout(row)
        column.addWidget(self._facts)
        for words, name, model in (
            ("Lines", "invoice lines", RowsModel(LINES, lambda one: one.key)),
            ("To be paid in parts", "invoice parts", RowsModel(PARTS, lambda one: one[0].id)),
            ("Settled by", "invoice settled", RowsModel(SETTLED, lambda one: one.id)),
            ("Mails", "invoice mails", RowsModel(MAILS, lambda one: one.id)),
        ):
            head, table = heading(words), RecordTable(model, name, desktop.memory, f"{words}: the chosen invoice")
            self._parts.append((head, model, table))
            column.addWidget(head)
            column.addWidget(table)
        self._history_heading = heading("History")
        column.addWidget(self._history_heading)
        column.addWidget(self._history)
        column.addStretch(1)
        self.setWidget(body)
        self._history.whole_asked.connect(lambda: desktop.go(history_of("invoice", self.invoice_id())))
        self.show_history(())
        self.show_invoice(None, None)

    def invoice_id(self) -> str:
        """Return the id of the invoice that is shown, nothing for none."""
        return self.shown.details.invoice.id if self.shown is not None else ""

    def show_history(self, entries: Sequence[TrailEntry]) -> None:
        """Show what happened to the invoice that is shown."""
        self._history.show_entries(entries)
        self._history_heading.setVisible(bool(entries))

    def show_invoice(self, shown: InvoiceShown | None, row: InvoiceRow | None) -> None:
        """Show an invoice with its row of the list, or that none is chosen; its history follows."""
        if shown is None or shown.details.invoice.id != self.invoice_id():
            self.show_history(())
            self.online.show_attempt(None)
            self.verticalScrollBar().setValue(0)  # whose it is stands at the top
        self.shown = shown
        self._none.setVisible(shown is None)
        for part in (self._title, self._facts):
            part.setVisible(shown is not None)
        self._pill.show_pill(state_pill(row) if row is not None else None)
        if shown is not None:
            invoice = shown.details.invoice
            kind = "Credit note" if invoice.kind is InvoiceKind.CREDIT_NOTE else "Invoice"
            self._title.setText(f"{shown.details.customer}  ·  {invoice.number or f'{kind}, no number yet'}")
            self._facts.show_facts(facts_of(shown))
            self._parts[_SETTLED][0].setText("Used on" if kind == "Credit note" else "Settled by")
            if invoice.kind is InvoiceKind.INVOICE and invoice.number:
                self._paylink.show_attempt(invoice.id)
        for (head, model, table), rows in zip(self._parts, _rows(shown), strict=True):
            model.show_rows(rows)
            table.show_all_rows()
            head.setVisible(bool(rows))
            table.setVisible(bool(rows))

    def _show_attempt(self, invoice_id: str, attempt: Attempted | None) -> None:
        """Show how the last attempt to collect it online stands."""
        if invoice_id == self.invoice_id():
            self.online.show_attempt(attempt)


def _rows(shown: InvoiceShown | None) -> tuple[Sequence[Any], ...]:
    if shown is None:
        return (), (), (), ()
    currency = shown.details.invoice.currency
    parts = [(one, currency) for one in shown.details.instalments]
    return line_rows(shown), parts, shown.settled, shown.mails
