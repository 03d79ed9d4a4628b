"""The panel in which money of a customer is taken in: how much, when, how, and where it is."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from bookdesk.core.errors import BookDeskError, Conflict, InputError
from bookdesk.core.vocabulary import ReceiptWay
from bookdesk.receivables.receiptlists import ReceiptDetails
from bookdesk.receivables.takings import Taken
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.choice_field import Choice, ChoiceField
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.pieces.fields import AmountField, DateField
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.form import FormRow
from bookdesk.ui.pieces.labels import quiet
from bookdesk.ui.pieces.options import Options
from bookdesk.ui.pieces.panel import Panel
from bookdesk.ui.sales.taking.presenter import Asked, TakingPresenter

WAYS = [
    Choice(ReceiptWay.BANK.value, "By bank"),
    Choice(ReceiptWay.CASH.value, "Cash"),
    Choice(ReceiptWay.CHEQUE.value, "Cheque"),
    Choice(ReceiptWay.CARD.value, "Card"),
    Choice(ReceiptWay.OTHER.value, "Otherwise"),
]
_NAMED = 4


class TakingPanel(Panel):
    """Money for the chosen invoices of one customer."""

    def __init__(self, desktop: Desktop) -> None:
        """Hidden until it is asked for."""
        super().__init__("Book the payment", desktop)
        self.presenter = TakingPresenter(desktop, self)
        self._asked: Asked | None = None
        self._again = False
        self.amount, self.day = AmountField("Amount"), DateField("Day", self.presenter.today)
        self.into, self.reference = ChoiceField("Account"), Field("Reference")
        self.ways = Options("How it was paid", WAYS, ReceiptWay.BANK.value)
        self._said = quiet("")
        row = FlowLayout(GRID)
        for words, field in (
            ("Amount", self.amount),
            ("Paid on", self.day),
            ("Into account", self.into),
            ("Reference", self.reference),
        ):
            row.addWidget(_part(words, field))
            field.returnPressed.connect(self.do.click)
        self.lay_out(row, self.ways, self._said)
        self.do.clicked.connect(self._take)
        for field in (self.amount, self.day, self.into, self.reference):
            field.textEdited.connect(lambda _: self._changed())
        self.ways.chosen.connect(lambda _: self._changed())
        self.presenter.asked.connect(self.ask)
        self.presenter.taken.connect(self._tell)
        self.presenter.refused.connect(self._refused)

    def ask(self, asked: Asked) -> None:
        """Ask for what came, what is open being proposed."""
        self._asked = asked
        numbers = [row.number or "without a number" for row in asked.rows]
        more = f" and {len(numbers) - _NAMED} more" if len(numbers) > _NAMED else ""
        self.title.setText(f"Money of {asked.customer} for {', '.join(numbers[:_NAMED])}{more}")
        self.amount.show_money(asked.open)
        self.day.show_day(self.presenter.today())
        self.into.offer([Choice(account_id, name) for account_id, name in asked.accounts])
        self.into.show_value(asked.accounts[0][0] if asked.accounts else "")
        self.reference.clear()
        self.ways.show_value((ReceiptWay.BANK if asked.accounts else ReceiptWay.CASH).value)
        self._changed()
        self.unfold(first=self.amount)
        self.amount.selectAll()

    def forget(self) -> None:
        """Ask for nothing any more."""
        self._asked = None
        self.leave()

    def _changed(self) -> None:
        self._again = False
        self.do.setText("Book the payment")
        self.problem.hide()
        bank = self.ways.value() == ReceiptWay.BANK.value
        by_hand = "Without an account it is in hand until it is paid in."
        more = "What is more than the invoices stays the customer's credit."
        self._said.setText(more if bank else f"{by_hand} {more}")

    def _take(self) -> None:
        if self._asked is None:
            return
        try:
            taken = self._entered(self._asked)
        except BookDeskError as error:
            self.refuse(error)
            return
        self.presenter.take(self._asked, taken)

    def _entered(self, asked: Asked) -> Taken:
        amount = self.amount.money()
        if amount is None or amount.minor <= 0:
            raise InputError("It is not said how much came.", "Write an amount of more than nothing.")
        way = ReceiptWay(self.ways.value())
        into = self.into.value() or None
        if way is ReceiptWay.BANK and into is None:
            raise InputError("It is not said into which account it came.", "Choose one, or say that it was cash.")
        return Taken(
            asked.customer,
            amount,
            way,
            self.day.day(),
            into,
            reference=self.reference.text().strip() or None,
            again=self._again,
        )

    def _refused(self, error: BookDeskError) -> None:
        """Say why; an equal one that is there already may be meant, which pressing again says."""
        self.refuse(error)
        if isinstance(error, Conflict):
            self._again = True
            self.do.setText("It is another one: book it")

    def _tell(self, details: ReceiptDetails) -> None:
        self.leave()
        row = details.row
        rest = f" {wording.money(row.unapplied)} of it stay the customer's credit." if row.unapplied.minor else ""
        amount = wording.money(row.receipt.money)
        self._desktop.tell(Message(f"Receipt {row.receipt.number or ''} of {amount} booked.{rest}", Tone.GOOD))


def _part(words: str, field: QWidget) -> FormRow:
    made = FormRow(words, field)
    made.setMinimumWidth(sized(130))
    return made
