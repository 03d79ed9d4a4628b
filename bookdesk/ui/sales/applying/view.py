"""The panel in which a credit is laid on invoices: the longest due first, each amount to be said otherwise."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QTimer

from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.core.money import Money
from bookdesk.receivables.foresight import filled
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.labels import quiet, set_kind
from bookdesk.ui.pieces.panel import LOOKED_AFTER, Panel
from bookdesk.ui.sales.applying.presenter import Credit, CreditPresenter, Offered
from bookdesk.ui.sales.laying.view import LayingTable


class ApplyPanel(Panel):
    """What is left of one receipt or credit note, over the open invoices of its customer."""

    def __init__(self, desktop: Desktop) -> None:
        """Hidden until it is asked for."""
        super().__init__("Apply the credit", desktop, "a credit that is laid on invoices")
        self.title.setWordWrap(True)
        self.presenter = CreditPresenter(desktop, self)
        self._offered: Offered | None = None
        self._busy = False
        self.invoices, self._said = LayingTable("applied invoices", desktop.memory), quiet("")
        self.discount, self._looking = quiet(), QTimer(self)
        self._looking.setSingleShot(True)
        self._looking.setInterval(LOOKED_AFTER)
        self._looking.timeout.connect(self._look)
        self.presenter.discounted.connect(self._show_discount)
        self.lay_out(self.invoices, self._said, self.discount, scrolls=True)
        self.invoices.sheet.typed.connect(self._say)
        self.invoices.sheet.typed.connect(lambda: self.typing.touch(surely=True))
        self.invoices.sheet.refused.connect(self.refuse)
        self.do.clicked.connect(self._apply)
        self.presenter.asked.connect(self.ask)
        self.presenter.done.connect(self._tell)
        self.presenter.refused.connect(self._refused)

    def ask(self, offered: Offered) -> None:
        """Propose the longest due invoices, in the order in which they would be filled."""
        if self.occupied():
            return
        credit = offered.credit
        self._offered, self._busy = offered, False
        open_ones = [one for one in offered.purse.invoices if one.open.currency == credit.left.currency]
        self.title.setText(f"{wording.money(credit.left)} left of {credit.words} of {credit.customer}")
        self.invoices.sheet.show_invoices(open_ones)
        self.invoices.sheet.lay(filled(open_ones, credit.left, offered.purse.today, discounts=False))
        self.invoices.setVisible(bool(open_ones))
        self.problem.hide()
        self._say()
        self.invoices.choose_first()
        self.unfold(first=self.do if open_ones else self.cancel)

    def forget(self) -> None:
        """Ask for nothing any more."""
        self._offered = None
        self.invoices.sheet.forget()
        self._said.setText("")
        self.leave()

    def said(self) -> str:
        """Return what is said of what would be left."""
        return self._said.text()

    def _say(self) -> None:
        """Say what would stay of the credit, and refuse to lay more on invoices than there is."""
        offered = self._offered
        if offered is None:
            return
        left = offered.credit.left
        laid = self.invoices.sheet.total(left.currency)
        rest = left - laid
        self.problem.hide()
        if not self.invoices.sheet.rowCount():
            words = f"{offered.credit.customer} has no open invoice in {left.currency}. It stays his credit."
        elif rest.minor < 0:
            words = f"{wording.money(-rest)} more is laid on invoices than is left."
        else:
            stays = f"{wording.money(rest)} stays his credit" if rest else "nothing of it is left then"
            words = f"Applies {wording.money(laid)}  ·  {stays}"
        self._said.setText(words)
        set_kind(self._said, "bad" if rest.minor < 0 else "muted")
        self.do.setEnabled(rest.minor >= 0 and laid.minor > 0)
        self._show_discount(self.invoices.sheet.laid(), None)
        self._looking.start()

    def _look(self) -> None:
        """Ask which discount would come with what is said by now."""
        offered, amounts = self._offered, self.invoices.sheet.laid()
        if offered is not None and amounts and self.do.isEnabled():
            self.presenter.foresee_discount(offered.credit, amounts)

    def _show_discount(self, amounts: Mapping[str, Money], discount: Money | None) -> None:
        """Say which discount is booked with it: who lays money on an invoice would not see that it closes by more."""
        if amounts == self.invoices.sheet.laid():
            said = f"With it a discount of {wording.money(discount)} is booked, as was agreed." if discount else ""
            self.discount.setText(said)
            self.discount.setVisible(bool(said))

    def _apply(self) -> None:
        offered = self._offered
        if offered is None or self._busy:
            return
        amounts = self.invoices.sheet.laid()
        if not amounts:
            self.refuse(InputError("It is not said on which invoice.", "Write an amount beside one of them."))
            return
        self._busy = True
        self.presenter.apply(offered.credit, amounts)

    def _refused(self, error: BookDeskError) -> None:
        self._busy = False
        self.refuse(error)

    def _tell(self, credit: Credit) -> None:
        self.forget()
        self._desktop.tell(Message(f"{credit.title} was applied.", Tone.GOOD))
