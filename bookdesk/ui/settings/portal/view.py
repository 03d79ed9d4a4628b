"""The section on the pay portal: with which the firm is paired, and what of the client in front is there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.office.portal import Met
from bookdesk.protocol.signing import fingerprint
from bookdesk.receivables.portal.listing import ToTell
from bookdesk.receivables.portal.switching import Offer
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.facts import Facts
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.form import push
from bookdesk.ui.pieces.labels import PillLabel, label, quiet
from bookdesk.ui.pieces.notices import Banner
from bookdesk.ui.pieces.prompt import Prompt
from bookdesk.ui.settings.portal.leaving.view import LeavingForm
from bookdesk.ui.settings.portal.offering.view import KeysForm, OfferForm
from bookdesk.ui.settings.portal.pairing.view import PairForm, TrustForm
from bookdesk.ui.settings.portal.presenter import PortalKnown, PortalSettings
from bookdesk.ui.settings.portal.table import OFF, ON, Mend, client_words, firm_words, wrong
from bookdesk.ui.settings.security.view import Inline

_SAID = (
    "A small web service of the firm’s own, where customers see their invoices and estimates by a link, pay, and"
    " answer. Nothing goes there before you have seen what would."
)
_NOT_PAIRED = "The firm is paired with no portal."
_WHO_PAIRS = "Who manages users pairs it."
_NO_CLIENT = "Each client is let in by himself. Choose a client first."
_NOT_STARTED = "The books of this client are not started yet. Take the client on first."
_NOT_IN = "Nothing of this client is at the portal."
_REFUSED = Message(
    "The portal is not trusted, and nothing was kept.",
    Tone.WARN,
    "Let its host have a new code made, and see first who answers at that address.",
)


class PortalSection(QWidget):
    """The firm's portal, and the client in front there."""

    room_wanted = Signal(QWidget)
    """A part that grew and should be seen."""

    def __init__(self, desktop: Desktop) -> None:
        """Show nothing yet; `refresh` asks."""
        super().__init__()
        self.presenter = PortalSettings(desktop, self)
        self._known: PortalKnown | None = None
        self.firm, self._not_paired = Facts(), quiet(_NOT_PAIRED)
        self.pair, self.unpair = push("Pair…"), push("Forget the pairing…", "flat")
        self.whose, self.state, self.problem = label("", wraps=True), PillLabel(), Banner()
        self.facts, self._none = Facts(), quiet()
        self._no_right = label("Only who posts to the ledger for this client changes it.", "muted", wraps=True)
        self.change, self.keys = push("Let him in…"), push("The portal’s key…")
        self.show_leaving, self.round = push("See what would leave…"), push("Tell and ask now")
        self.off, self.off_here = push("Switch off…", "flat"), push("Only on this computer…", "flat")
        self.pair_form, self.trust_form = PairForm(), TrustForm()
        self.offer_form, self.keys_form, self.leaving = OfferForm(), KeysForm(), LeavingForm()
        self.result, self.prompt = Banner(), Prompt()
        self._lay_out()
        self._connect()
        desktop.client_changed.connect(lambda _: self.forget_client())

    def refresh(self) -> None:
        """Ask how it stands."""
        self.presenter.look()

    def half_typed(self) -> bool:
        """Whether a portal is being paired, or something of the client's entered."""
        return any(not one.isHidden() for one in self._forms() if one is not self.leaving)

    def forget_client(self) -> None:
        """Show nothing more of the client that was in front."""
        for one in (self.offer_form, self.keys_form, self.leaving):
            one.put_away()
        self.prompt.drop()
        self.result.clear()
        self._known = None
        self.show_leaving.setEnabled(True)
        self.round.setEnabled(True)
        self._show_client(None)
        if self.isVisible():
            self.refresh()

    # -- inside

    def _lay_out(self) -> None:
        named = ((self.pair, "link"), (self.unpair, "delete"))
        firm = _row(*named)
        client = _row(
            (self.change, "edit"),
            (self.show_leaving, "search"),
            (self.round, "refresh"),
            (self.keys, "key"),
            (self.off, "void"),
            (self.off_here, "void"),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        above = (quiet(_SAID), self._not_paired, self.firm, firm, self.pair_form, self.trust_form)
        about = (self.whose, self.state, self.problem, self._none, self.facts, self._no_right, client)
        for part in (*above, *about, self.prompt, self.offer_form, self.keys_form, self.leaving, self.result):
            column.addWidget(part)
        for one in (self.firm, self._not_paired, self.pair, self.unpair):
            one.hide()
        self._show_client(None)

    def _connect(self) -> None:
        presenter = self.presenter
        presenter.found.connect(self._show)
        presenter.said.connect(self._say)
        presenter.stale.connect(lambda: self.refresh() if self.isVisible() else None)
        pressed: tuple[tuple[QPushButton, Callable[[], object]], ...] = (
            (self.pair, lambda: self._open(self.pair_form, self.pair_form.address, self.pair)),
            (self.unpair, self._ask_to_forget),
            (self.change, self._enter_offer),
            (self.keys, self._enter_keys),
            (self.show_leaving, self._ask_what_leaves),
            (self.round, self._tell_and_ask),
            (self.off, self._ask_to_switch_off),
            (self.off_here, self._ask_to_fall_silent),
            (self.pair_form.go_on, self._meet),
            (self.trust_form.go_on, self._trust),
            (self.trust_form.leave, lambda: self.result.say(_REFUSED)),
            (self.offer_form.go_on, self._keep_offer),
            (self.keys_form.go_on, self._keep_keys),
            (self.leaving.go_on, self._let_leave),
        )
        for button, act in pressed:
            button.clicked.connect(act)

    def _forms(self) -> tuple[Inline, ...]:
        return self.pair_form, self.trust_form, self.offer_form, self.keys_form, self.leaving

    def _say(self, message: Message) -> None:
        self.result.say(message)
        self.room_wanted.emit(self.result)

    # -- what was found

    def _show(self, known: PortalKnown) -> None:
        self._known = known
        paired = known.firm is not None
        self.firm.show_facts(firm_words(known.firm))
        self.firm.setVisible(paired)
        self._not_paired.setText(_NOT_PAIRED if known.manages else f"{_NOT_PAIRED} {_WHO_PAIRS}")
        self._not_paired.setVisible(not paired)
        self.pair.setText("Pair it anew…" if paired else "Pair…")
        self.pair.setVisible(known.manages)
        self.unpair.setVisible(known.manages and paired)
        self._show_client(known)

    def _show_client(self, known: PortalKnown | None) -> None:
        at = known.at if known is not None else None
        there = at is not None and at.status.address is not None
        on = there and at is not None and at.offer.on
        paired = known is not None and known.firm is not None
        self.whose.setText(known.client if known is not None else "")
        self.whose.setVisible(bool(known is not None and known.client))
        self._none.setText(_NO_CLIENT if known is None or not known.client else _NOT_STARTED if at is None else _NOT_IN)
        self._none.setVisible(not there)
        self.state.show_pill(None if not there else ON if on else OFF)
        self.facts.show_facts(client_words(at) if at is not None else ())
        self.facts.setVisible(there)
        may = known is not None and known.may_change and at is not None
        self._no_right.setVisible(at is not None and not may)
        self.change.setText("Change what is offered…" if on else "Let him in…")
        offered = {
            self.change: may and paired,
            self.keys: may and on and at is not None and at.connected,
            self.show_leaving: may and on,
            self.round: there and known is not None and known.may_tell,
            self.off: may and on,
            self.off_here: may and on and paired and at is not None and at.here,
        }
        for button, shown in offered.items():
            button.setVisible(bool(shown))
        self._show_problem(known)

    def _show_problem(self, known: PortalKnown | None) -> None:
        found = wrong(known.at) if known is not None and known.at is not None else None
        if found is None:
            self.problem.clear()
            return
        words, tone, mend = found
        acts: dict[Mend, tuple[QWidget, Callable[[], object]]] = {
            Mend.LET_IN: (self.change, self._enter_offer),
            Mend.SHOW: (self.show_leaving, self._ask_what_leaves),
            Mend.ROUND: (self.round, self._tell_and_ask),
            Mend.CONNECT: (self.change, self.presenter.go_to_gateway),
            Mend.KEYS: (self.keys, self._enter_keys),
            Mend.WITHDRAW: (self.round, self.presenter.withdraw_strangers),
        }
        button, act = acts.get(mend, (None, None))
        may = button is not None and not button.isHidden()
        self.problem.say(Message(words, tone, "", mend.value if may else "", act if may else None))

    # -- the firm

    def _open(self, form: Inline, first: QWidget, opener: QWidget) -> None:
        self._put_away()
        form.ask(first, opener)
        self.room_wanted.emit(form)

    def _meet(self) -> None:
        address, code = self.pair_form.entered()
        if not address or not code:
            what = "No address is typed." if not address else "No code is typed."
            self._refuse(self.pair_form, InputError(what, "Both come from whoever hosts the portal."))
            return
        self.pair_form.work(on=True)
        self.presenter.meet(address, code, self._met, lambda error: self._refuse(self.pair_form, error))

    def _met(self, met: Met) -> None:
        self.pair_form.put_away()
        self.trust_form.show_met(met, fingerprint(met.portal_key))
        self.trust_form.ask(self.trust_form.leave, self.pair)
        self.room_wanted.emit(self.trust_form)

    def _trust(self) -> None:
        if self.trust_form.met is not None:
            self.trust_form.work(on=True)
            form = self.trust_form
            self.presenter.trust(self.trust_form.met, form.put_away, lambda error: self._refuse(form, error))

    def _ask_to_forget(self) -> None:
        self._put_away()
        question = (
            "Forget with which portal the firm is paired? Clients that are there stay there, and nobody else is let in."
        )
        self.prompt.ask(question, "Forget it", lambda _: self.presenter.forget(), needed=False, final=True)
        self.room_wanted.emit(self.prompt)

    # -- the client

    def _enter_offer(self) -> None:
        offer = self._known.at.offer if self._known is not None and self._known.at is not None else Offer()
        self._open(self.offer_form, self.offer_form.ticks["invoices"], self.change)
        self.offer_form.show_offer(offer)

    def _keep_offer(self) -> None:
        form = self.offer_form
        try:
            offer = form.entered()
        except BookDeskError as error:
            self._refuse(form, error)
            return
        form.work(on=True)
        self.presenter.offer(offer, form.put_away, lambda error: self._refuse(form, error))

    def _enter_keys(self) -> None:
        self._open(self.keys_form, self.keys_form.key.line, self.keys)
        at = self._known.at if self._known is not None else None
        self.keys_form.show_hook((at.status.hook if at is not None else None) or "")

    def _keep_keys(self) -> None:
        form = self.keys_form
        try:
            keys = form.entered()
        except BookDeskError as error:
            self._refuse(form, error)
            return
        form.work(on=True)
        self.presenter.give_keys(keys, form.put_away, lambda error: self._refuse(form, error))

    def _ask_what_leaves(self) -> None:
        self._put_away()
        self.show_leaving.setEnabled(False)

        def shown(rows: list[ToTell]) -> None:
            self.show_leaving.setEnabled(True)
            at = self._known.at if self._known is not None else None
            self.leaving.show_rows(rows, seen=at is not None and at.status.shown)
            self.leaving.ask(self.leaving.leave, self.show_leaving)
            self.room_wanted.emit(self.leaving)

        def failed(error: BookDeskError) -> None:
            self.show_leaving.setEnabled(True)
            self._say(Message(error.what, Tone.BAD, error.remedy))

        self.presenter.preview(shown, failed)

    def _let_leave(self) -> None:
        form = self.leaving
        form.work(on=True)
        self.presenter.let_leave(form.put_away, lambda error: self._refuse(form, error))

    def _tell_and_ask(self) -> None:
        self.result.clear()
        self.round.setEnabled(False)
        self.presenter.tell_and_ask(lambda: self.round.setEnabled(True))

    def _ask_to_switch_off(self) -> None:
        self._put_away()
        question = (
            "Withdraw everything of this client from the portal? Links that customers have lead nowhere then, and pages"
            " under way are closed."
        )
        self.prompt.ask(question, "Switch it off", lambda _: self.presenter.switch_off(), needed=False, final=True)
        self.room_wanted.emit(self.prompt)

    def _ask_to_fall_silent(self) -> None:
        self._put_away()
        question = (
            "Let this computer speak no more for the client at the portal? He stays there: links go on, and another"
            " computer of the practice tells and asks."
        )
        self.prompt.ask(question, "Speak no more", lambda _: self.presenter.fall_silent(), needed=False, final=True)
        self.room_wanted.emit(self.prompt)

    def _refuse(self, form: Inline, error: BookDeskError) -> None:
        form.fail(error)
        self.room_wanted.emit(form.problem)

    def _put_away(self) -> None:
        for one in self._forms():
            one.put_away()
        self.prompt.drop()
        self.result.clear()


def _row(*named: tuple[QPushButton, str]) -> QWidget:
    """Return acts beside each other, as many as there is room for."""
    made, row = QWidget(), FlowLayout(GRID)
    made.setLayout(row)
    for one, sign in named:
        one.setIcon(icon(sign, "text"))
        row.addWidget(one)
    return made
