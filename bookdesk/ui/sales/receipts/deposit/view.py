"""The panel in which cash and cheques in hand are paid in at a bank."""

from __future__ import annotations

from collections.abc import Sequence

from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.core.money import total
from bookdesk.receivables.receiptlisting import ReceiptLine
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.choice_field import Choice, ChoiceField
from bookdesk.ui.pieces.fields import DateField
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.form import FormRow
from bookdesk.ui.pieces.labels import quiet
from bookdesk.ui.pieces.panel import Panel
from bookdesk.ui.sales.receipts.deposit.presenter import DepositPresenter

_NAMED = 6
"""So many receipts are named one by one."""


class DepositPanel(Panel):
    """Receipts in hand that go to a bank account."""

    def __init__(self, desktop: Desktop) -> None:
        """Hidden until it is asked for."""
        super().__init__("Pay in", desktop, "a paying in")
        self.presenter = DepositPresenter(desktop, self)
        self._rows: tuple[ReceiptLine, ...] = ()
        self._busy = False
        self.into, self.day = ChoiceField("Into account"), DateField("Paid in on", self.presenter.today)
        row = FlowLayout(GRID)
        for words, field in (("Into account", self.into), ("Paid in on", self.day)):
            made = FormRow(words, field)
            made.setMinimumWidth(sized(180))
            row.addWidget(made)
            field.textEdited.connect(lambda _: self.problem.hide())
            field.returnPressed.connect(self.press)
        said = "Each is an entry of its own on the account, which the bank’s line clears: match it under Bank."
        self.title.setWordWrap(True)
        self.whose = quiet()
        self.lay_out(self.whose, row, quiet(said), scrolls=True)
        self.do.clicked.connect(self._pay_in)
        self.presenter.done.connect(self._tell)
        self.presenter.refused.connect(self._refused)

    def ask(self, rows: Sequence[ReceiptLine], accounts: Sequence[tuple[str, str]]) -> None:
        """Ask into which account, and when."""
        if self.occupied():
            return
        self._busy = False
        self._name(rows)
        self.into.offer([Choice(key, name) for key, name in accounts])
        self.into.show_value(accounts[0][0] if accounts else "")
        self.day.show_day(self.presenter.today())
        self.problem.hide()
        self.unfold(first=self.into)

    def follow(self, rows: Sequence[ReceiptLine]) -> None:
        """Go with what is chosen in the list: what is paid in is never another receipt than the one marked there.

        It closes where something is chosen that is not in hand.
        """
        if self.isHidden() or self._busy or [row.id for row in rows] == [row.id for row in self._rows]:
            return
        if rows and all(row.in_hand for row in rows):
            self.problem.hide()
            self._name(rows)
        elif rows:
            self.leave()

    def forget(self) -> None:
        """Ask for nothing any more."""
        self._rows = ()
        self.into.clear()
        self.leave()

    def _name(self, rows: Sequence[ReceiptLine]) -> None:
        """Say whose receipts are paid in: one in the title, several below it."""
        self._rows = tuple(rows)
        currencies = sorted({row.amount.currency for row in rows})
        sums = [total((row.amount for row in rows if row.amount.currency == one), one) for one in currencies]
        one = f"{rows[0].number} of {rows[0].customer}" if len(rows) == 1 else wording.count(len(rows), "receipt")
        self.title.setText(f"Pay in {one}: {wording.sums(sums)}")
        named = [f"{row.number} {row.customer} {wording.money(row.amount)}" for row in rows[:_NAMED]]
        more = f" and {len(rows) - _NAMED:,} more" if len(rows) > _NAMED else ""
        self.whose.setText("  ·  ".join(named) + more)
        self.whose.setVisible(len(rows) > 1)

    def _pay_in(self) -> None:
        if not self._rows or self._busy:
            return
        try:
            into, day = self.into.value(), self.day.day()
            if not into:
                raise InputError(
                    "It is not said into which account.", "Choose one; a client without has it under Bank."
                )
        except BookDeskError as error:
            self.refuse(error)
            return
        self._busy = True
        self.presenter.pay_in([row.id for row in self._rows], into, day)

    def _refused(self, error: BookDeskError) -> None:
        self._busy = False
        self.refuse(error)

    def _tell(self, count: int) -> None:
        self.forget()
        self._desktop.tell(Message(f"{wording.count(count, 'receipt')} paid in.", Tone.GOOD))
