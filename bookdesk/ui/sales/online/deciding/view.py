"""The panels in which a person says whose payment a move is, or what it was for."""

from __future__ import annotations

from collections.abc import Sequence

from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.core.money import Money
from bookdesk.receivables.foresight import Purse, filled
from bookdesk.receivables.online.deciding_by_hand import Coded
from bookdesk.receivables.online.moveshown import MoveShown
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.pieces.choice_field import Choice, ChoiceField
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.pieces.form import FormRow
from bookdesk.ui.pieces.labels import quiet, set_kind
from bookdesk.ui.pieces.panel import Panel
from bookdesk.ui.sales.laying.view import LayingTable
from bookdesk.ui.sales.online.deciding.presenter import DecidingPresenter
from bookdesk.ui.sales.online.table import kind_words

_CODE, _ENTERED = "Code it", "It is entered by hand"


class WhosePanel(Panel):
    """Whose payment it is, and what of his it settles."""

    def __init__(self, desktop: Desktop) -> None:
        """Hidden until it is asked for."""
        super().__init__("Book it as his", desktop, "whose payment it is")
        self.title.setWordWrap(True)
        self.presenter = DecidingPresenter(desktop, self)
        self._shown: MoveShown | None = None
        self._busy = False
        self.customer = ChoiceField("Customer")
        self.customer.only_chooses = True
        self.invoices, self._said = LayingTable("invoices of an online payment", desktop.memory), quiet()
        self.lay_out(FormRow("Customer", self.customer), self.invoices, self._said, scrolls=True)
        self.customer.chosen.connect(self._choose)
        self.customer.returnPressed.connect(self.press)
        self.invoices.sheet.typed.connect(self._say)
        self.invoices.sheet.typed.connect(lambda: self.typing.touch(surely=True))
        self.invoices.sheet.refused.connect(self.refuse)
        self.do.clicked.connect(self._assign)
        self.presenter.customers.connect(self.ask)
        self.presenter.purse.connect(self._show_purse)
        self.presenter.done.connect(self.forget)
        self.presenter.refused.connect(self._refused)

    def ask(self, shown: MoveShown, customers: Sequence[tuple[str, str]]) -> None:
        """Ask whose it is."""
        if self.occupied():
            return
        self._shown, self._busy = shown, False
        self.title.setText(f"Whose payment is it? {wording.money(shown.presented)}, {shown.line.payment_id or ''}")
        self.customer.offer([Choice(one, name) for one, name in customers])
        self.customer.clear()
        self._show_none()
        self.unfold(first=self.customer)

    def forget(self) -> None:
        """Ask for nothing any more."""
        self._shown = None
        self.customer.clear()
        self._show_none()
        self.leave()

    def _show_none(self) -> None:
        self.invoices.sheet.forget()
        self.invoices.hide()
        self._said.setText("")
        self.problem.hide()

    def _choose(self, customer_id: str) -> None:
        self._show_none()
        if customer_id:
            self.presenter.look_at(customer_id)

    def _show_purse(self, purse: Purse) -> None:
        """Propose the longest due invoices, in the order in which they would be filled."""
        shown = self._shown
        if shown is None or self.customer.exact() != purse.contact_id:
            return
        open_ones = [one for one in purse.invoices if one.open.currency == shown.presented.currency]
        self.invoices.sheet.show_invoices(open_ones)
        self.invoices.sheet.lay(filled(open_ones, shown.presented, purse.today, discounts=False))
        self.invoices.setVisible(bool(open_ones))
        self._say()

    def _say(self) -> None:
        """Say what would stay his credit, and that no more can be laid on invoices than came."""
        rest = self._rest()
        if rest is None:
            return
        over = rest.minor < 0
        stays = f"{wording.money(rest)} stays his credit." if rest else "Nothing of it is left then."
        self._said.setText(f"{wording.money(-rest)} more is laid on invoices than came." if over else stays)
        set_kind(self._said, "bad" if over else "muted")

    def _rest(self) -> Money | None:
        came = self._shown.presented if self._shown is not None else None
        return came - self.invoices.sheet.total(came.currency) if came is not None else None

    def _assign(self) -> None:
        shown, rest = self._shown, self._rest()
        if shown is None or rest is None or self._busy:
            return
        try:
            customer = self.customer.value()
            if not customer:
                raise InputError("It is not said whose payment it is.", "Choose the customer.")
            if rest.minor < 0:
                raise InputError("More is laid on invoices than came.", "Lay less on them.")
        except BookDeskError as error:
            self.refuse(error)
            return
        self._busy = True
        self.presenter.assign(shown, customer, self.invoices.sheet.laid())

    def _refused(self, error: BookDeskError) -> None:
        self._busy = False
        self.refuse(error)


class CodePanel(Panel):
    """What a move was for: an account, and why."""

    def __init__(self, desktop: Desktop) -> None:
        """Hidden until it is asked for."""
        super().__init__(_CODE, desktop, "what a move was for")
        self.title.setWordWrap(True)
        self.presenter = DecidingPresenter(desktop, self)
        self._shown: MoveShown | None = None
        self._busy = False
        self._by_hand = False
        self.account, self.why, self._asks = ChoiceField("Account"), Field("Why"), quiet()
        self.account.only_chooses = True
        self._account_row = FormRow("Account", self.account)
        self.lay_out(self._asks, self._account_row, FormRow("Why", self.why), scrolls=True)
        for field in (self.account, self.why):
            field.returnPressed.connect(self.press)
        self.do.clicked.connect(self._code)
        self.presenter.accounts.connect(self.ask)
        self.presenter.done.connect(self.forget)
        self.presenter.refused.connect(self._refused)

    def ask(self, shown: MoveShown, accounts: Sequence[tuple[str, str]]) -> None:
        """Ask what it was for; without accounts to code it to, only as what it was entered by hand."""
        if self.occupied():
            return
        self._by_hand = not accounts
        self._account_row.setVisible(bool(accounts))
        self.do.setText(_ENTERED if self._by_hand else _CODE)
        self._shown, self._busy, row = shown, False, shown.line
        self.title.setText(f"What was it for? {kind_words(row)}, {wording.money(row.net)}")
        self._asks.setText(wording.local(row.why))
        self.account.offer([Choice(code, words) for code, words in accounts])
        self.account.clear()
        self.why.clear()
        self.problem.hide()
        self.unfold(first=self.why if self._by_hand else self.account)

    def forget(self) -> None:
        """Ask for nothing any more."""
        self._shown = None
        self.account.clear()
        self.why.clear()
        self.leave()

    def _code(self) -> None:
        shown = self._shown
        if shown is None or self._busy:
            return
        try:
            account = "" if self._by_hand else self.account.value()
            if not account and not self._by_hand:
                raise InputError("It is not said to which account.", "Choose one of the chart.")
            if not self.why.text().strip():
                raise InputError("It is not said what the money was for.", "Say it in a few words.")
        except BookDeskError as error:
            self.refuse(error)
            return
        self._busy = True
        if self._by_hand:
            self.presenter.note_entered(shown, self.why.text().strip())
        else:
            self.presenter.code(shown, Coded(account, self.why.text().strip()))

    def _refused(self, error: BookDeskError) -> None:
        self._busy = False
        self.refuse(error)
