"""The panel in which it is said how much of a customer's credit was paid back, how and why: never more than is left."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from bookdesk.core.errors import BookDeskError, InputError, RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import ReceiptWay
from bookdesk.receivables.receipts import PaidBack
from bookdesk.receivables.receiptshown import Posted
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
from bookdesk.ui.pieces.panel import LOOKED_AFTER, Panel
from bookdesk.ui.sales.applying.presenter import Credit, CreditPresenter, Offered
from bookdesk.ui.sales.taking.table import Side, sides_of

WAYS = [
    Choice(ReceiptWay.BANK.value, "By bank"),
    Choice(ReceiptWay.CASH.value, "Cash"),
    Choice(ReceiptWay.CARD.value, "Card"),
    Choice(ReceiptWay.OTHER.value, "Otherwise"),
]
_OF_BANK = "The bank’s line that shows it is matched with this under Bank."
_OF_CASH = "It is paid out of the cash in hand."


class RefundPanel(Panel):
    """What was paid back of one receipt or credit note."""

    def __init__(self, desktop: Desktop) -> None:
        """Hidden until it is asked for."""
        super().__init__("Book the refund", desktop, "a refund")
        self.title.setWordWrap(True)
        self.presenter = CreditPresenter(desktop, self)
        self._offered: Offered | None = None
        self._busy = False
        self.amount, self.day = AmountField("Amount"), DateField("Day", self.presenter.today)
        self.out_of, self.paid, self.why = ChoiceField("Account"), AmountField("Left the account"), Field("Why")
        self.ways = Options("How it was paid back", WAYS, ReceiptWay.BANK.value)
        self._said = quiet()
        row = FlowLayout(GRID)
        self._paid = _part("Left the account", self.paid)
        fields: tuple[tuple[QWidget, QWidget], ...] = (
            (_part("Amount", self.amount), self.amount),
            (_part("Paid back on", self.day), self.day),
            (_part("Out of account", self.out_of), self.out_of),
            (self._paid, self.paid),
            (_part("Why", self.why, 260), self.why),
        )
        for part, _ in fields:
            row.addWidget(part)
        for field in (self.amount, self.day, self.out_of, self.paid, self.why):
            field.textEdited.connect(lambda _, of=field: self._object() if of is self.why else self._changed())
            field.returnPressed.connect(self.press)
        self.ways.chosen.connect(self._choose_way)
        self.entry, self._looking = quiet(), QTimer(self)
        self._looking.setSingleShot(True)
        self._looking.setInterval(LOOKED_AFTER)
        self._looking.timeout.connect(self._look)
        self.presenter.seen.connect(self._show_entry)
        self.lay_out(row, self.ways, self._said, self.entry, scrolls=True)
        self.do.clicked.connect(self._refund)
        self.presenter.asked.connect(self.ask)
        self.presenter.done.connect(self._tell)
        self.presenter.refused.connect(self._refused)

    def ask(self, offered: Offered) -> None:
        """Ask for what was paid back, all that is left being proposed."""
        if self.occupied():
            return
        credit, accounts = offered.credit, offered.purse.accounts
        self._offered, self._busy = offered, False
        self.title.setText(f"Pay back of {credit.words} of {credit.customer}: {wording.money(credit.left)} is left")
        self.amount.show_money(credit.left)
        self.day.show_day(offered.purse.today)
        self.out_of.offer([Choice(one.id, one.name) for one in accounts])
        self.ways.show_value((ReceiptWay.BANK if accounts else ReceiptWay.CASH).value)
        self.out_of.show_value(accounts[0].id if accounts else "")
        self.out_of.setPlaceholderText("cash in hand")
        self.paid.currency = offered.purse.base
        self.paid.clear()
        self._paid.setVisible(credit.left.currency != offered.purse.base)
        self.why.clear()
        self._changed()
        self._look()
        self.unfold(first=self.amount)
        self.amount.selectAll()

    def said(self) -> str:
        """Return what is said of where it is paid from."""
        return self._said.text()

    def forget(self) -> None:
        """Ask for nothing any more."""
        self._offered = None
        self._looking.stop()
        for field in (self.amount, self.day, self.out_of, self.paid, self.why):
            field.clear()
        self.leave()

    def _changed(self) -> None:
        """Say whether the bank will show it, and what is to be objected to; what is posted is looked at anew."""
        self.entry.clear()
        self._looking.start()
        by_bank = self.ways.value() in {ReceiptWay.BANK.value, ReceiptWay.CARD.value} or self.out_of.text().strip()
        self._said.setText(_OF_BANK if by_bank else _OF_CASH)
        self._object()

    def _object(self) -> None:
        """Say while it is typed that more is paid back than is left."""
        self.problem.hide()
        try:
            amount = self.amount.money()
        except BookDeskError:
            return
        left = self._offered.credit.left if self._offered is not None else None
        if amount is not None and left is not None and amount.currency == left.currency and amount > left:
            self.refuse(RuleBroken(f"Only {left} is left.", "Pay back no more than that."))

    def _look(self) -> None:
        """Ask what would be posted; why it is paid back changes nothing of that."""
        self._looking.stop()
        paid = self._so_far()
        if paid is not None:
            self.presenter.foresee(paid)

    def _so_far(self) -> PaidBack | None:
        """Return what is said by now, whatever the reason will be; None where it is not whole."""
        if self._offered is None:
            return None
        try:
            return self._entered(self._offered, "not said yet")
        except BookDeskError:
            return None

    def _show_entry(self, paid: PaidBack, posted: Sequence[Posted]) -> None:
        if paid == self._so_far():
            self.entry.setText("  ·  ".join(_side(one) for one in sides_of(posted)[:-1]))

    def _choose_way(self, way: str) -> None:
        offered = self._offered
        usual = offered.purse.accounts[0].id if offered is not None and offered.purse.accounts else ""
        self.out_of.show_value(usual if way in {ReceiptWay.BANK.value, ReceiptWay.CARD.value} else "")
        self._changed()

    def _refund(self) -> None:
        offered = self._offered
        if offered is None or self._busy:
            return
        try:
            paid = self._entered(offered, self.why.text().strip())
        except BookDeskError as error:
            self.refuse(error)
            return
        self._busy = True
        self.presenter.refund(offered.credit, paid)

    def _entered(self, offered: Offered, why: str) -> PaidBack:
        credit, amount = offered.credit, self.amount.money()
        if amount is None or amount.minor <= 0:
            raise InputError("It is not said how much was paid back.", "Write an amount of more than nothing.")
        if not why:
            raise InputError("It is not said why.", "Say it in words: the history keeps it.")
        return PaidBack(
            amount,
            why,
            None if credit.is_note else credit.id,
            credit.id if credit.is_note else None,
            self.day.day(),
            ReceiptWay(self.ways.value()),
            self.out_of.value() or None,
            self._left_account(offered),
        )

    def _left_account(self, offered: Offered) -> Money | None:
        if offered.credit.left.currency == offered.purse.base:
            return None
        found = self.paid.money()
        if found is None:
            raise InputError("It is not said what left the account.", f"Write it in {offered.purse.base}.")
        return found

    def _refused(self, error: BookDeskError) -> None:
        self._busy = False
        self.refuse(error)

    def _tell(self, credit: Credit) -> None:
        self.forget()
        self._desktop.tell(Message(f"The refund of {credit.words} is booked.", Tone.GOOD))


def _side(one: Side) -> str:
    which, amount = ("Cr", one.credit) if one.debit is None else ("Dr", one.debit)
    return f"{which} {one.account} {wording.amount(amount)}"


def _part(words: str, field: QWidget, wide: int = 130) -> FormRow:
    made = FormRow(words, field)
    made.setMinimumWidth(sized(wide))
    return made
