"""The panel in which it is said how much of an online payment the gateway pays back, and why."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from bookdesk.core.errors import BookDeskError, Conflict, InputError, RuleBroken
from bookdesk.core.money import Money
from bookdesk.receivables.online.refunds import BackAsked
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.pieces.fields import AmountField
from bookdesk.ui.pieces.form import FormRow
from bookdesk.ui.pieces.labels import label, quiet
from bookdesk.ui.pieces.panel import Panel
from bookdesk.ui.sales.payingback.presenter import PayingBackPresenter

_SAID = (
    "It goes to where it came from. It is booked when the gateway says so, not now; its fee is mostly not given back."
)


class PayingBackPanel(Panel):
    """What the gateway is to pay back of one receipt."""

    def __init__(self, desktop: Desktop) -> None:
        """Hidden until it is asked for."""
        super().__init__("Pay it back", desktop, "a refund at the gateway")
        self.title.setWordWrap(True)
        self.presenter = PayingBackPresenter(desktop, self)
        self._asked: BackAsked | None = None
        self._tried: Money | None = None
        self._again: Money | None = None
        self._asks = self.do.text()
        self.amount, self.why, self.warned = AmountField("Amount"), Field("Why"), label("", "warn", wraps=True)
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        row.addWidget(FormRow("Amount", self.amount), 1)
        row.addWidget(FormRow("Why", self.why), 2)
        self.lay_out(row, self.warned, quiet(_SAID), scrolls=True)
        self.amount.textEdited.connect(lambda _: self._object())
        for field in (self.amount, self.why):
            field.returnPressed.connect(self.press)
        self.do.clicked.connect(self._pay_back)
        self.presenter.asked.connect(self.ask)
        self.presenter.done.connect(self.forget)
        self.presenter.refused.connect(self._refused)

    def ask(self, asked: BackAsked) -> None:
        """Ask how much, all that can be paid back being proposed."""
        if self.occupied():
            return
        self._asked = asked
        self._doubt(None)
        left = f"{wording.money(asked.left)} can be paid back"
        self.title.setText(f"Pay back of receipt {asked.number} of {asked.customer}: {left}")
        self.warned.setText(_warning(asked))
        self.warned.setVisible(bool(self.warned.text()))
        self.amount.show_money(asked.left)
        self.why.clear()
        self.problem.hide()
        self.do.setEnabled(asked.live is not None and asked.waiting is None and asked.left.minor > 0)
        self.unfold(first=self.amount)
        self.amount.selectAll()

    def forget(self) -> None:
        """Ask for nothing any more."""
        self._asked = None
        self._doubt(None)
        for field in (self.amount, self.why):
            field.clear()
        self.leave()

    def _object(self) -> None:
        """Say while it is typed that more is paid back than can be."""
        self.problem.hide()
        self._doubt(None)
        try:
            self._amount()
        except RuleBroken as error:
            self.refuse(error)
        except BookDeskError:
            return  # it is still being typed

    def _amount(self) -> Money:
        asked, amount = self._asked, self.amount.money()
        if asked is None or amount is None or amount.minor <= 0:
            raise InputError("It is not said how much is paid back.", "Write an amount of more than nothing.")
        if amount > asked.left:
            raise RuleBroken(f"Only {asked.left} can be paid back.", "Pay back no more than that.")
        return amount

    def _pay_back(self) -> None:
        asked = self._asked
        if asked is None:
            return
        try:
            amount, why = self._amount(), self.why.text().strip()
            if not why:
                raise InputError("It is not said why.", "Say it in words: the history keeps it.")
        except BookDeskError as error:
            self.refuse(error)
            return
        self.do.setEnabled(False)
        self._tried = amount
        self.presenter.pay_back(asked.receipt_id, amount, why, again=amount == self._again)

    def _refused(self, error: BookDeskError) -> None:
        """Say why; where the answer was lost it is asked again by itself, with the same key.

        As much as went back before may be meant, which pressing again says.
        """
        self.do.setEnabled(True)
        self.refuse(error)
        self._doubt(self._tried if isinstance(error, Conflict) else None)

    def _doubt(self, again: Money | None) -> None:
        """Ask whether as much goes back once more, or about nothing."""
        self._again = again
        self.do.setText("It is another one: pay it back" if again is not None else self._asks)


def _warning(asked: BackAsked) -> str:
    if asked.live is None:
        return "This client is connected with no payment gateway any more."
    if asked.waiting is not None:
        return f"{wording.money(asked.waiting)} were asked for, and no answer came yet. Look at the gateway first."
    return "" if asked.live else "The account is in test mode: no real money moves."
