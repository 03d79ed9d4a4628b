"""The panel in which a pay link is made: of how much, what it costs, its address and its code, and how it stands."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import AttemptState
from bookdesk.receivables.online.asking import Attempted, LinkAsked
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.clipboard import copy
from bookdesk.ui.pieces.commands import Command
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.pieces.fields import AmountField
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.form import FormRow, push
from bookdesk.ui.pieces.labels import PillLabel, label, quiet
from bookdesk.ui.pieces.panel import Panel
from bookdesk.ui.pieces.qr import QrCode
from bookdesk.ui.sales.paylink.presenter import PayLinkPresenter
from bookdesk.ui.sales.paylink.table import BUSY, attempt_pill, attempt_words, cost_words

PAY_LINK, PAY_LINK_HERE = (
    Command("pay link", "Pay link…", ("G",), "link"),
    Command("pay link", "Pay link…", ("Ctrl+Shift+K",), "link"),
)
"""In a list a letter is its key, on an invoice's own page one that no editor takes."""
_CODE = 220
"""Side of the code in pixels at 100 %: addresses of gateways are long, and cameras want two pixels a dot."""


class AttemptLine(QWidget):
    """How the last attempt to collect an invoice stands; nothing where there was none."""

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__()
        self.pill, self.words = PillLabel(), label("", "muted", wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self.pill)
        column.addWidget(self.words)
        self.hide()

    def show_attempt(self, attempt: Attempted | None) -> None:
        """Show an attempt, or that there was none."""
        self.pill.show_pill(attempt_pill(attempt) if attempt is not None else None)
        self.words.setText(wording.local(attempt_words(attempt)) if attempt is not None else "")
        self.setVisible(attempt is not None)


class PayLinkPanel(Panel):
    """The page of one invoice at the gateway."""

    def __init__(self, desktop: Desktop) -> None:
        """Hidden until it is asked for."""
        super().__init__("Make the page", desktop, "a pay link")
        self.title.setWordWrap(True)
        self.presenter = PayLinkPresenter(desktop, self)
        self._asked: LinkAsked | None = None
        self.line, self.amount, self.costs = AttemptLine(), AmountField("Amount"), quiet()
        self.address, self.copy_it = Field("Address of the page"), push("Copy")
        self.close_it, self.look = push("Close the page"), push("Ask the gateway")
        self.code, self._mode = QrCode(_CODE), label("", "warn", wraps=True)
        self._amount = FormRow("The customer is asked for", self.amount, "The next part, or all that is open.")
        self._made = self._made_of()
        acts = FlowLayout(GRID)
        for one, sign in ((self.look, "refresh"), (self.close_it, "void")):
            one.setIcon(icon(sign, "text"))
            acts.addWidget(one)
        self._amount.setMaximumWidth(sized(320))
        self.lay_out(self._mode, self.line, self._made, acts, self._amount, self.costs, scrolls=True)
        self._connect()

    def ask(self, asked: LinkAsked) -> None:
        """Show what could be asked for."""
        if self.occupied():
            return
        self._show(asked, anew=True)
        first = self.copy_it if not self._made.isHidden() else self.look if self.do.isHidden() else self.amount
        self.unfold(first=first)

    def forget(self) -> None:
        """Ask for nothing any more."""
        self._asked = None
        self.amount.clear()
        self.address.clear()
        self.code.show_text("", "")
        self.leave()

    # -- inside

    def _made_of(self) -> QWidget:
        made = QWidget()
        self.address.setReadOnly(True)
        self.copy_it.setToolTip("Copy the address. The clipboard forgets it after 30 seconds.")
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(FormRow("Address of the page", self.address, beside=self.copy_it))
        column.addWidget(quiet("Whoever has it sees what is asked for and pays it; it says nothing else."))
        column.addWidget(self.code)
        return made

    def _connect(self) -> None:
        presenter = self.presenter
        presenter.asked.connect(self.ask)
        presenter.known.connect(self._known)
        presenter.refused.connect(self._refused)
        self.amount.textChanged.connect(lambda _: self._tell_costs())
        self.amount.returnPressed.connect(self.press)
        self.copy_it.clicked.connect(lambda: copy(self.address.text()))
        self.do.clicked.connect(self._make)
        self.close_it.clicked.connect(lambda: self._at_gateway(self.presenter.close_page))
        self.look.clicked.connect(lambda: self._at_gateway(self.presenter.look_now))

    def _known(self, asked: LinkAsked) -> None:
        """Show how it stands after something was done, where the same invoice is still asked about."""
        if self._asked is not None and self._asked.invoice_id == asked.invoice_id and not self.isHidden():
            made = self._made.isHidden()
            self._show(asked, anew=False)
            if made and not self._made.isHidden():
                self.copy_it.setFocus()

    def _show(self, asked: LinkAsked, *, anew: bool) -> None:
        self._asked, attempt = asked, asked.attempt
        self.title.setText(f"Pay link for {asked.number} of {asked.customer}: {wording.money(asked.open)} open")
        self._mode.setText("" if asked.live else "The account is in test mode: no real money moves.")
        self._mode.setVisible(not asked.live)
        self.line.show_attempt(attempt)
        opened = attempt is not None and attempt.state is AttemptState.OPEN and attempt.url is not None
        busy = attempt is not None and attempt.state in BUSY
        self._made.setVisible(opened)
        url = attempt.url or "" if attempt is not None and opened else ""
        self.address.setText(url)
        self.address.setCursorPosition(0)
        self.code.show_text(url, f"Code that leads to the page of {asked.number}")
        payable = asked.open.minor > 0 and not busy
        for part in (self._amount, self.costs, self.do):
            part.setVisible(payable)
        self.do.setText("Make it anew" if opened else "Make the page")
        self.close_it.setVisible(opened)
        self.look.setVisible(attempt is not None and attempt.live)
        if anew or not payable:
            self.amount.show_money(attempt.amount if attempt is not None and opened else asked.payable)
        self._tell_costs()
        self._work(on=False)

    def _tell_costs(self) -> None:
        if self._asked is None:
            return
        try:
            amount = self.amount.money()
        except BookDeskError as error:
            self.costs.setText(str(error))
            return
        self.costs.setText("\n".join(cost_words(self._asked, amount)))

    def _entered(self) -> Money:
        amount = self.amount.money()
        if amount is None:
            raise InputError("It is not said how much is asked for.", "Write an amount.")
        return amount

    def _make(self) -> None:
        if self._asked is None:
            return
        try:
            amount = self._entered()
        except BookDeskError as error:
            self.refuse(error)
            return
        self._work(on=True)
        self.typing.begin()
        self.presenter.make(self._asked.invoice_id, amount)

    def _at_gateway(self, act: Callable[[str], None]) -> None:
        if self._asked is not None:
            self._work(on=True)
            act(self._asked.invoice_id)

    def _work(self, *, on: bool) -> None:
        """Let nothing be pressed twice."""
        for one in (self.do, self.close_it, self.look):
            one.setEnabled(not on)
        if on:
            self.problem.hide()

    def _refused(self, error: BookDeskError) -> None:
        self._work(on=False)
        self.refuse(error)
