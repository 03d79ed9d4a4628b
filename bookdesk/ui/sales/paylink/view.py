"""The panel in which a pay link is made: of how much, what it costs, its address and its code, and how it stands."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import AttemptState
from bookdesk.office.portalstanding import LinkThere
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
from bookdesk.ui.pieces.prompt import Prompt
from bookdesk.ui.pieces.qr import QrCode
from bookdesk.ui.sales.paylink.presenter import PayLinkPresenter, PortalLinks
from bookdesk.ui.sales.paylink.table import BUSY, attempt_pill, attempt_words, cost_words

PAY_LINK, PAY_LINK_HERE = (
    Command("pay link", "Pay link…", ("G",), "link"),
    Command("pay link", "Pay link…", ("Ctrl+Shift+K",), "link"),
)
"""In a list a letter is its key, on an invoice's own page one that no editor takes."""
DECIDE_LINK, DECIDE_LINK_HERE = (
    Command("decide link", "Link for the customer…", ("G",), "link"),
    Command("decide link", "Link for the customer…", ("Ctrl+Shift+G",), "link"),
)
"""The same of an estimate."""
_PAGE_SAID = "Whoever has it sees what is asked for and pays it; it says nothing else."
_TEST = "The account is in test mode: no real money moves."
_LINK_SAID = "Whoever has it sees the invoice at the portal and pays it there; mails and paper lead there, too."
_DECIDE_SAID = "Whoever has it sees the estimate at the portal and accepts or declines it there; mails lead there, too."
_NEW_ASKED = "Make another link? Those that customers have, in mails and on paper, lead nowhere then."
_WITHDRAW_ASKED = "Withdraw the link? Customers who have it, in mails or on paper, see nothing any more."
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
        self.links = PortalLinks(desktop, self)
        self._asked: LinkAsked | None = None
        self.new_link, self.withdraw, self.prompt = push("New link…"), push("Withdraw the link…"), Prompt(stacked=True)
        self._says, self._portal = quiet(_PAGE_SAID), False
        self.line, self.amount, self.costs = AttemptLine(), AmountField("Amount"), quiet()
        self.address, self.copy_it = Field("Address of the page"), push("Copy")
        self.close_it, self.look = push("Close the page"), push("Ask the gateway")
        self.code, self._mode = QrCode(_CODE), label("", "warn", wraps=True)
        self._amount = FormRow("The customer is asked for", self.amount, "The next part, or all that is open.")
        self._made = self._made_of()
        acts = FlowLayout(GRID)
        named = ((self.look, "refresh"), (self.close_it, "void"), (self.new_link, "link"), (self.withdraw, "void"))
        for one, sign in named:
            one.setIcon(icon(sign, "text"))
            acts.addWidget(one)
        self._amount.setMaximumWidth(sized(320))
        self.lay_out(self._mode, self.line, self._made, acts, self.prompt, self._amount, self.costs, scrolls=True)
        self._connect()

    def ask(self, asked: LinkAsked) -> None:
        """Show what could be asked for."""
        if self.occupied():
            return
        self._show(asked, anew=True)
        first = self.copy_it if not self._made.isHidden() else self.look if self.do.isHidden() else self.amount
        self.unfold(first=first)

    def lead(self, there: LinkThere) -> None:
        """Show the link at the portal, which takes the place of a page of the gateway's."""
        if self.occupied():
            return
        self._show_there(there, "")
        self.unfold(first=self.copy_it if there.address is not None else self.do)

    def forget(self) -> None:
        """Ask for nothing any more."""
        self._asked = None
        self.prompt.drop()
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
        column.addWidget(self._says)
        column.addWidget(self.code)
        return made

    def _connect(self) -> None:
        presenter = self.presenter
        presenter.asked.connect(self.ask)
        presenter.known.connect(self._known)
        presenter.refused.connect(self._refused)
        presenter.led.connect(self.lead)
        self.links.known.connect(self._there_by_now)
        self.links.refused.connect(self._refused)
        self.amount.textChanged.connect(lambda _: self._tell_costs())
        self.amount.returnPressed.connect(self.press)
        self.copy_it.clicked.connect(lambda: copy(self.address.text()))
        self.do.clicked.connect(self._make)
        self.close_it.clicked.connect(lambda: self._at_gateway(self.presenter.close_page))
        self.new_link.clicked.connect(lambda: self._ask_first(_NEW_ASKED, "Make another", self.links.make))
        self.withdraw.clicked.connect(lambda: self._ask_first(_WITHDRAW_ASKED, "Withdraw it", self.links.withdraw))
        self.look.clicked.connect(lambda: self._at_gateway(self.presenter.look_now))

    def _known(self, asked: LinkAsked) -> None:
        """Show how it stands after something was done, where the same invoice is still asked about."""
        if self._asked is not None and self._asked.invoice_id == asked.invoice_id and not self.isHidden():
            made = self._made.isHidden()
            self._show(asked, anew=False)
            self.opened.emit(True)  # it may need more room than before
            if made and not self._made.isHidden():
                self.go_to(self.copy_it)

    def _show(self, asked: LinkAsked, *, anew: bool) -> None:
        self._asked, attempt, self._portal = asked, asked.attempt, False
        self.prompt.drop()
        self._says.setText(_PAGE_SAID)
        for one in (self.new_link, self.withdraw):
            one.hide()
        self.title.setText(f"Pay link for {asked.number} of {asked.customer}: {wording.money(asked.open)} open")
        self._mode.setText("" if asked.live else _TEST)
        self._mode.setVisible(not asked.live)
        self.line.show_attempt(attempt)
        opened = attempt is not None and attempt.state is AttemptState.OPEN and attempt.url is not None
        busy = attempt is not None and attempt.state in BUSY
        self._made.setVisible(opened)
        self._show_address(attempt.url or "" if attempt is not None and opened else "", f"page of {asked.number}")
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

    def _there_by_now(self, there: LinkThere, untold: str) -> None:
        """Show the link after something was done, where the same invoice is still asked about."""
        if self._asked is not None and self._asked.invoice_id == there.asked.invoice_id and not self.isHidden():
            self._show_there(there, untold)
            self.opened.emit(True)
            self.go_to(self.copy_it if there.address is not None else self.do)

    def _show_there(self, there: LinkThere, untold: str) -> None:
        self._asked, asked, self._portal = there.asked, there.asked, True
        much = f"{wording.money(asked.open)}{'' if there.estimate else ' open'}"
        self.title.setText(f"{asked.number} of {asked.customer} at the pay portal: {much}")
        self.prompt.drop()
        self.line.show_attempt(asked.attempt)
        leads, unknown = there.address is not None, f"The portal does not know of it yet. {untold}" if untold else ""
        self._mode.setText(" ".join(filter(None, (_TEST if asked.live is False else "", unknown))))
        self._mode.setVisible(bool(self._mode.text()))
        self._made.setVisible(leads)
        self._says.setText(_DECIDE_SAID if there.estimate else _LINK_SAID)
        self._show_address(there.address or "", f"place of {asked.number} at the portal")
        for part in (self._amount, self.costs, self.close_it, self.look):
            part.hide()
        for part in (self.new_link, self.withdraw):
            part.setVisible(leads)
        self.do.setText("Make the link")
        self.do.setVisible(not leads)
        self._work(on=False)

    def _show_address(self, address: str, leads_to: str) -> None:
        self.address.setText(address)
        self.address.setCursorPosition(0)
        self.code.show_text(address, f"Code that leads to the {leads_to}")

    def _ask_first(self, question: str, act: str, then: Callable[[str], None]) -> None:
        """Ask whether links that customers have are to lead nowhere."""
        self.prompt.ask(question, act, lambda _: self._at_gateway(then), needed=False, final=True)
        if self._scrolled is not None:
            self._scrolled.show_part(self.prompt)

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
        if self._portal:
            self._at_gateway(self.links.make)
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
        for one in (self.do, self.close_it, self.look, self.new_link, self.withdraw):
            one.setEnabled(not on)
        if on:
            self.problem.hide()

    def _refused(self, error: BookDeskError) -> None:
        self._work(on=False)
        self.refuse(error)
