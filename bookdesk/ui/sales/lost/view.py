"""The panel in which the rest of an invoice is written off: how much, why, and what becomes of its tax."""

from __future__ import annotations

from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.invoicing.listing import InvoiceRow
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.pieces.fields import AmountField, DateField
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.form import FormRow
from bookdesk.ui.pieces.labels import label, quiet
from bookdesk.ui.pieces.panel import Panel
from bookdesk.ui.pieces.tick import Tick
from bookdesk.ui.sales.lost.presenter import Lost, LostPresenter


class LostPanel(Panel):
    """The rest of one invoice, given up."""

    def __init__(self, desktop: Desktop) -> None:
        """Hidden until it is asked for."""
        super().__init__("Write it off", desktop, "a write-off")
        self.title.setWordWrap(True)
        self.presenter = LostPresenter(desktop, self)
        self._row: InvoiceRow | None = None
        self._busy = False
        self.amount, self.day, self.why = AmountField("Amount"), DateField("Day", self.presenter.today), Field("Why")
        self.with_tax = Tick("Lower the tax on sales with it")
        row = FlowLayout(GRID)
        for words, field, wide in (("Amount", self.amount, 130), ("On", self.day, 130), ("Why", self.why, 300)):
            made = FormRow(words, field)
            made.setMinimumWidth(sized(wide))
            row.addWidget(made)
            field.textEdited.connect(lambda _: self.problem.hide())
            field.returnPressed.connect(self.press)
        said = (
            "It goes to bad debts. Tax is lowered only where the law gives relief for bad debts, and as it says: often"
            " some months after the due date. Money that comes after all takes the write-off back first."
        )
        self.warned = label("", "warn", wraps=True)
        self.lay_out(row, self.with_tax, self.warned, quiet(said), scrolls=True)
        self.do.clicked.connect(self._write_off)
        self.presenter.done.connect(self._tell)
        self.presenter.reversed.connect(self._tell_reversed)
        self.presenter.refused.connect(self._refused)
        self.presenter.foretold.connect(self._warn)

    def ask(self, row: InvoiceRow) -> None:
        """Ask for the reason, all that is open being proposed."""
        if self.occupied():
            return
        self._row, self._busy = row, False
        self.title.setText(
            f"Write off {row.number or 'the invoice'} of {row.customer}: {wording.money(row.open)} is open"
        )
        self.amount.show_money(row.open)
        self.day.show_day(self.presenter.today())
        self.why.clear()
        self.with_tax.setChecked(False)
        self.problem.hide()
        self._warn("")
        self.unfold(first=self.why)
        self.presenter.look(row)

    def forget(self) -> None:
        """Ask for nothing any more."""
        self._row = None
        for field in (self.amount, self.day, self.why):
            field.clear()
        self.leave()

    def _write_off(self) -> None:
        if self._row is None or self._busy:
            return
        try:
            lost = self._entered(self._row)
        except BookDeskError as error:
            self.refuse(error)
            return
        self._busy = True
        self.presenter.write_off(lost)

    def _entered(self, row: InvoiceRow) -> Lost:
        amount, why = self.amount.money(), self.why.text().strip()
        if amount is None or amount.minor <= 0:
            raise InputError("It is not said how much is written off.", "Write an amount of more than nothing.")
        if not why:
            raise InputError("It is not said why.", "Say it in words: the history keeps it.")
        return Lost(row, amount, self.day.day(), why, self.with_tax.isChecked())

    def _warn(self, words: str) -> None:
        """Say what becomes of what a customer is paying online meanwhile."""
        self.warned.setText(wording.local(words))
        self.warned.setVisible(bool(words))

    def _refused(self, error: BookDeskError) -> None:
        self._busy = False
        self.refuse(error)

    def _tell(self, lost: Lost) -> None:
        self.forget()
        words = f"{wording.money(lost.amount)} of {lost.row.number or 'the invoice'} written off."
        self._desktop.tell(Message(words, Tone.GOOD))

    def _tell_reversed(self, row: InvoiceRow) -> None:
        self._desktop.tell(Message(f"What was written off of {row.number or 'the invoice'} is open again.", Tone.GOOD))
