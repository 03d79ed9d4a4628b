"""The section on online payments: whose account it is, test mode or real money, and how customers may pay."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.gateways.catalogue import entry, gateways
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.choice_field import Choice
from bookdesk.ui.pieces.columns import Pill
from bookdesk.ui.pieces.facts import Facts
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.form import FormRow, push
from bookdesk.ui.pieces.labels import PillLabel, label, quiet
from bookdesk.ui.pieces.notices import Banner
from bookdesk.ui.pieces.options import Options
from bookdesk.ui.pieces.passphrase import PassphraseRow
from bookdesk.ui.pieces.prompt import Prompt
from bookdesk.ui.settings.online.presenter import OnlineKnown, OnlinePresenter, account_words, wish_words
from bookdesk.ui.settings.online.wishes.view import WishesForm
from bookdesk.ui.settings.security.view import Inline

TEST_MODE = Pill("alert", "Test mode: no real money moves", Tone.WARN)
REAL_MONEY = Pill("pay", "Real money", Tone.ACCENT)
_SAID = (
    "Customers pay on the gateway’s own page; no card data comes here. The key lies in the encrypted books, in no"
    " history and no export."
)
_NO_CLIENT = "Each client has an account of his own. Choose a client first."
_NOT_STARTED = "The books of this client are not started yet. Take the client on first."
_NO_ACCOUNT = "No account is connected, so nobody pays online."


class OnlineSection(QWidget):
    """The account at a gateway, and how customers of the client in front may pay there."""

    room_wanted = Signal(QWidget)
    """A part that grew and should be seen."""

    def __init__(self, desktop: Desktop) -> None:
        """Show nothing yet; `refresh` asks."""
        super().__init__()
        self.presenter = OnlinePresenter(desktop, self)
        self._known: OnlineKnown | None = None
        self.whose, self.mode, self.problem = label("", wraps=True), PillLabel(), Banner()
        self.facts, self.wishes, self._none = Facts(), Facts(), quiet()
        self._no_right = label("Only who posts to the ledger for this client changes it.", "muted", wraps=True)
        self.connect_it, self.look_now, self.let_go = push("Connect…"), push("Look now"), push("Disconnect…", "flat")
        self.change = push("Change how customers pay…")
        self.key_form, self.form = KeyForm(), WishesForm()
        self.result, self.prompt = Banner(), Prompt()
        self._lay_out()
        self._connect()
        desktop.client_changed.connect(lambda _: self.forget_client())

    def refresh(self) -> None:
        """Ask how it stands."""
        self.presenter.look()

    def half_typed(self) -> bool:
        """Whether a key or a fee is being entered."""
        return not (self.key_form.isHidden() and self.form.isHidden())

    def forget_client(self) -> None:
        """Show nothing more of the client that was in front."""
        self._put_away()
        self._known = None
        self._show_none()
        if self.isVisible():
            self.refresh()

    # -- inside

    def _lay_out(self) -> None:
        acts = QWidget()
        row = FlowLayout(GRID)
        acts.setLayout(row)
        named = ((self.connect_it, "key"), (self.look_now, "refresh"), (self.change, "edit"), (self.let_go, "delete"))
        for one, sign in named:
            one.setIcon(icon(sign, "text"))
            row.addWidget(one)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        above = (quiet(_SAID), self.whose, self.mode, self.problem, self._none, self.facts, self.wishes, self._no_right)
        for part in (*above, acts, self.prompt, self.key_form, self.form, self.result):
            column.addWidget(part)
        self._show_none()

    def _connect(self) -> None:
        presenter = self.presenter
        presenter.found.connect(self._show)
        presenter.none.connect(self._show_none)
        presenter.said.connect(self._say)
        presenter.stale.connect(lambda: self.refresh() if self.isVisible() else None)
        self.connect_it.clicked.connect(self._enter_key)
        self.look_now.clicked.connect(self._look)
        self.let_go.clicked.connect(self._ask_to_let_go)
        self.change.clicked.connect(self._enter_wishes)
        self.key_form.go_on.clicked.connect(self._keep_key)
        self.form.go_on.clicked.connect(self._keep_wishes)

    def _say(self, message: Message) -> None:
        """Say what came of it where it is seen: the form that was as long as the window is gone."""
        self.result.say(message)
        self.room_wanted.emit(self.result)

    def _show_none(self) -> None:
        """Say that a client is to be chosen first."""
        self._none.setText(_NO_CLIENT)
        self._none.show()
        self.mode.show_pill(None)
        for part in (self.whose, self.facts, self.wishes, self._no_right, *self._buttons()):
            part.hide()
        self.problem.clear()

    def _buttons(self) -> tuple[QWidget, ...]:
        return self.connect_it, self.look_now, self.change, self.let_go

    def _show(self, known: OnlineKnown) -> None:
        self._known = known
        found, started = known.connected, known.offers is not None
        self.whose.setText(known.client)
        self.whose.show()
        self._none.setText(_NO_ACCOUNT if started else _NOT_STARTED)
        self._none.setVisible(found is None)
        live = found is not None and found.account.live
        self.mode.show_pill(None if found is None else REAL_MONEY if live else TEST_MODE)
        self.facts.show_facts(account_words(known))
        self.facts.setVisible(found is not None)
        self.wishes.show_facts(wish_words(known))
        self.wishes.setVisible(found is not None)
        self._no_right.setVisible(started and not known.may_change)
        self.connect_it.setText("Connect…" if found is None else "Give it another key…")
        for one in (self.connect_it, self.change):
            one.setVisible(started and known.may_change)
        for one in (self.look_now, self.let_go):
            one.setVisible(found is not None and (known.may_change or one is self.look_now))
        self._show_problem(found.problem if found is not None else None)

    def _show_problem(self, problem: str | None) -> None:
        if problem is None:
            self.problem.clear()
            return
        may = self._known is not None and self._known.may_change
        act = self._enter_key if may else None
        self.problem.say(Message(problem, Tone.BAD, "", "Give it another key…" if may else "", act))

    def _enter_key(self) -> None:
        if self._known is not None:
            self._put_away()
            self.key_form.begin(stand_in=self._known.practice)
            self.key_form.ask(self.key_form.key.line, self.connect_it)
            self.room_wanted.emit(self.key_form)

    def _keep_key(self) -> None:
        gateway, key, base_url = self.key_form.entered()
        if not key:
            self._refuse_key(InputError("No key is typed.", "Paste the restricted key here."))
            return
        self.key_form.work(on=True)
        self.presenter.connect_account(gateway, key, base_url, self._connected, self._refuse_key)

    def _connected(self) -> None:
        """Put the keyboard on what comes next: which ways to pay are offered, and what they cost."""
        self.key_form.put_away()
        if self.connect_it.hasFocus():
            self.change.setFocus()

    def _refuse_key(self, error: BookDeskError) -> None:
        self.key_form.fail(error)
        self.room_wanted.emit(self.key_form.problem)

    def _enter_wishes(self) -> None:
        known = self._known
        if known is not None and known.offers is not None:
            self._put_away()
            self.form.show_wishes(known.wishes, known.offers, known.today)
            self.form.ask(self.form.first(), self.change)
            self.room_wanted.emit(self.form)

    def _keep_wishes(self) -> None:
        try:
            wishes = self.form.entered()
        except BookDeskError as error:
            self._refuse_wishes(error)
            return
        self.form.work(on=True)
        self.presenter.keep(wishes, self.form.put_away, self._refuse_wishes)

    def _refuse_wishes(self, error: BookDeskError) -> None:
        self.form.fail(error)
        self.room_wanted.emit(self.form.problem)

    def _look(self) -> None:
        self.result.clear()
        self.look_now.setEnabled(False)
        self.presenter.look_now(lambda: self.look_now.setEnabled(True))

    def _ask_to_let_go(self) -> None:
        self._put_away()
        question = (
            "Forget the key of this account? What was paid stays in the books, and nothing more is heard of it."
            " No pay link may be open then."
        )
        act = self.presenter.disconnect_account
        self.prompt.ask(question, "Forget it", lambda _: act(), needed=False, final=True)

    def _put_away(self) -> None:
        self.key_form.put_away()
        self.form.put_away()
        self.prompt.drop()
        self.result.clear()


class KeyForm(Inline):
    """With what the account is reached."""

    def __init__(self) -> None:
        """Hidden until it is asked for."""
        every = list(gateways().values())
        self.gateway = Options("Gateway", [Choice(one.name, one.title) for one in every], every[0].name)
        self.key = PassphraseRow("Restricted key", every[0].key_hint)
        self._rights = quiet()
        self.base_url = Field("Address of a stand-in")
        self._stand_in = FormRow(
            "Address of a stand-in",
            self.base_url,
            "Only where things are tried. Empty reaches the gateway itself.",
        )
        super().__init__("Connect", FormRow("Gateway", self.gateway), self.key, self._rights, self._stand_in)
        self.gateway.chosen.connect(self._tell_rights)
        self.key.entered.connect(self.go_on.click)
        self.base_url.returnPressed.connect(self.go_on.click)
        self._tell_rights(every[0].name)

    def begin(self, *, stand_in: bool) -> None:
        """Ask anew; a stand-in may be named in a demo or training practice only."""
        self.key.clear()
        self._stand_in.setVisible(stand_in)

    def entered(self) -> tuple[str, str, str | None]:
        """Return gateway, key and the address of a stand-in."""
        return self.gateway.value(), self.key.text().strip(), self.base_url.text().strip() or None

    def _tell_rights(self, gateway: str) -> None:
        found = entry(gateway)
        self.key.hint(found.key_hint)
        self._rights.setText("\n".join(("What the key needs to be allowed there:", *found.rights)))
