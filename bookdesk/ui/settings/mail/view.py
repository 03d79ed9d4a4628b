"""The section on mail: through which account it leaves, tried by a mail to oneself, and whether by itself."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.core.vocabulary import MailSecurity
from bookdesk.mail.accounts import MAILBOX_PORTS, PORTS, Account, Entered
from bookdesk.mail.imap import INBOX
from bookdesk.security.redaction import Secret
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.choice_field import Choice
from bookdesk.ui.pieces.facts import Facts
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.form import FormRow, push, stacked
from bookdesk.ui.pieces.labels import label, quiet
from bookdesk.ui.pieces.notices import Banner
from bookdesk.ui.pieces.options import Options
from bookdesk.ui.pieces.passphrase import PassphraseRow
from bookdesk.ui.pieces.prompt import Prompt
from bookdesk.ui.settings.mail.presenter import MailKnown, MailPresenter, Whose, account_words
from bookdesk.ui.settings.security.view import Inline

FIRM, CLIENT = "firm", "client"
ITSELF, BY_HAND = "by itself", "by hand"
_SAID = (
    "Invoices, receipts and reminders leave in the client’s name, through the client’s own account or the firm’s where"
    " he has none. The password lies in the encrypted books, in no history and no export. Large providers want an app"
    " password."
)
_SECURITY = (
    Choice(MailSecurity.TLS.value, "TLS"),
    Choice(MailSecurity.STARTTLS.value, "STARTTLS"),
    Choice(MailSecurity.NONE.value, "None: this computer only"),
)


class MailSection(QWidget):
    """The account, a try of it, and whether mail leaves by itself."""

    room_wanted = Signal(QWidget)
    """A part that grew and should be seen."""

    def __init__(self, desktop: Desktop) -> None:
        """Show nothing yet; `refresh` asks."""
        super().__init__()
        self.presenter = MailPresenter(desktop)
        self._known: MailKnown | None = None
        self.itself = Options(
            "Mail leaves", [Choice(ITSELF, "By itself"), Choice(BY_HAND, "Only when I send it")], ITSELF
        )
        self._itself_row = FormRow(
            "Mail leaves", self.itself, "By itself: what is due is written once an hour, and leaves within a minute."
        )
        self.whose = Options("Account of", [Choice(FIRM, "The firm"), Choice(CLIENT, "")], FIRM)
        self._whose_row = FormRow("Account of", self.whose)
        self.facts, self._none, self._no_right = Facts(), quiet(), label("", "muted", wraps=True)
        self.change, self.test, self.remove = push("Set up…"), push("Try it now"), push("Remove…", "flat")
        self.form, self.result, self.prompt = AccountForm(), Banner(), Prompt()
        self._lay_out()
        self._connect()
        desktop.client_changed.connect(lambda _: self.forget_client())

    def refresh(self) -> None:
        """Ask how it stands."""
        self.presenter.look()

    def half_typed(self) -> bool:
        """Whether an account is being entered."""
        return not self.form.isHidden()

    # -- inside

    def _lay_out(self) -> None:
        acts = QWidget()
        row = FlowLayout(GRID)
        acts.setLayout(row)
        for one, sign in ((self.change, "edit"), (self.test, "send"), (self.remove, "delete")):
            one.setIcon(icon(sign, "text"))
            row.addWidget(one)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        for part in (
            quiet(_SAID),
            self._whose_row,
            self.facts,
            self._none,
            self._no_right,
            acts,
            self.prompt,
            self.form,
            self.result,
            self._itself_row,
        ):
            column.addWidget(part)

    def _connect(self) -> None:
        presenter = self.presenter
        presenter.found.connect(self._show)
        presenter.said.connect(self.result.say)
        self.whose.chosen.connect(lambda _: self._choose_account())
        self.itself.chosen.connect(lambda value: presenter.let_go(on=value == ITSELF))
        self.change.clicked.connect(self._enter)
        self.test.clicked.connect(self._try)
        self.remove.clicked.connect(self._ask_to_remove)
        self.form.go_on.clicked.connect(self._keep)

    def forget_client(self) -> None:
        """Show nothing more of the client that was in front."""
        self.whose.show_value(FIRM)
        self._choose_account()
        if self._known is not None:
            self._show(replace(self._known, client=None))
        if self.isVisible():
            self.refresh()

    def _chosen(self) -> Whose | None:
        known = self._known
        if known is None:
            return None
        return known.client if self.whose.value() == CLIENT and known.client is not None else known.firm

    def _show(self, known: MailKnown) -> None:
        self._known = known
        self.whose.buttons[CLIENT].setText(known.client.name if known.client is not None else "")
        self._whose_row.setVisible(known.client is not None)
        if known.client is None:
            self.whose.show_value(FIRM)
        self.itself.show_value(ITSELF if known.by_itself else BY_HAND)
        self.itself.setEnabled(known.firm.may_change)
        self._judge()

    def _choose_account(self) -> None:
        self.form.put_away()
        self.prompt.drop()
        self.result.clear()
        self._judge()

    def _judge(self) -> None:
        """Show the account that is chosen, and what this person may do with it."""
        chosen = self._chosen()
        if chosen is None:
            return
        account, may = chosen.account, chosen.may_change
        self.facts.show_facts(account_words(chosen))
        self.facts.setVisible(account is not None)
        other = self._known is not None and chosen is self._known.client
        through = "Mail leaves through the firm’s account." if other else "No account is set, so no mail leaves."
        self._none.setText(through)
        self._none.setVisible(account is None)
        who = "whoever invoices for this client" if other else "an owner"
        self._no_right.setText("" if may else f"Only {who} changes it.")
        self._no_right.setVisible(not may)
        self.change.setText("Change…" if account is not None else "Set up…")
        self.change.setEnabled(may)
        for one in (self.test, self.remove):
            one.setVisible(account is not None)
            one.setEnabled(may)

    def _enter(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self.result.clear()
            self.prompt.drop()
            self.form.show_account(chosen.account)
            self.form.ask(self.form.address, self.change)
            self.room_wanted.emit(self.form)

    def _keep(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        try:
            entered = self.form.entered()
        except InputError as error:
            self._refuse(error)
            return
        self.form.work(on=True)
        self.presenter.keep(chosen.client_id, entered, self.form.put_away, self._refuse)

    def _refuse(self, error: BookDeskError) -> None:
        """Say why it was not kept, where it can be seen."""
        self.form.fail(error)
        self.room_wanted.emit(self.form.problem)

    def _try(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self.result.clear()
            self.test.setEnabled(False)
            self.presenter.try_it(chosen.client_id, self._judge)

    def _ask_to_remove(self) -> None:
        chosen = self._chosen()
        if chosen is not None and chosen.account is not None:
            self.form.put_away()
            question = (
                f"Forget the account {chosen.account.server.address} with its password? What waits goes on waiting."
            )
            act = self.presenter.remove
            self.prompt.ask(question, "Forget it", lambda _: act(chosen.client_id), needed=False, final=True)


class AccountForm(Inline):
    """What an account is made of."""

    def __init__(self) -> None:
        """Hidden until it is asked for."""
        self.address, self.host, self.port, self.user = Field("Address"), Field("Server"), Field("Port"), Field("User")
        self.security = Options("Encryption", _SECURITY, MailSecurity.TLS.value)
        self.password = PassphraseRow("Password")
        self.mailbox, self.mailbox_port, self.folder = Field("Mailbox server"), Field("Mailbox port"), Field("Folder")
        self.mailbox_security = Options("Encryption of the mailbox", _SECURITY, MailSecurity.TLS.value)
        self._of_mailbox = stacked(
            _side_by_side(FormRow("Folder", self.folder), FormRow("Port of the mailbox", self.mailbox_port)),
            FormRow("Encryption of the mailbox", self.mailbox_security),
        )
        super().__init__(
            "Keep the account",
            FormRow("Sender’s address", self.address, "Servers insist on it; answers go to the client’s own."),
            _side_by_side(
                FormRow("Server for sending", self.host, "as in smtp.example.com"), FormRow("Port", self.port)
            ),
            FormRow("Encryption", self.security),
            FormRow("Signs in as", self.user, "Mostly the address. Empty where the server asks nobody who he is."),
            self.password,
            FormRow("Mailbox for what comes back (IMAP)", self.mailbox, "as in imap.example.com; empty reads none"),
            self._of_mailbox,
        )
        self.mailbox.textChanged.connect(lambda _: self._suit_mailbox())
        for options in (self.security, self.mailbox_security):
            options.chosen.connect(lambda _: self._hint_ports())
        for line in self._lines():
            line.returnPressed.connect(self.go_on.click)
        self.password.entered.connect(self.go_on.click)

    def show_account(self, account: Account | None) -> None:
        """Show what is set now, so that one thing can be changed; the password is never shown."""
        server = account.server if account is not None else None
        mailbox = account.mailbox if account is not None else None
        self.address.setText(server.address if server is not None else "")
        self.host.setText(server.host if server is not None else "")
        self.security.show_value((server.security if server is not None else MailSecurity.TLS).value)
        self.port.setText(str(server.port) if server is not None else "")
        self.user.setText((server.user or "") if server is not None else "")
        kept = server is not None and server.password is not None
        self.password.clear()
        self.password.hint("Empty leaves it as it is." if kept else "")
        self.mailbox.setText(mailbox.host if mailbox is not None else "")
        self.mailbox_security.show_value((mailbox.security if mailbox is not None else MailSecurity.TLS).value)
        self.mailbox_port.setText(str(mailbox.port) if mailbox is not None else "")
        self.folder.setText(mailbox.folder if mailbox is not None else INBOX)
        self._hint_ports()
        self._suit_mailbox()

    def entered(self) -> Entered:
        """Return what is typed; `InputError` for a port that is no number."""
        password = self.password.text()
        return Entered(
            address=self.address.text().strip(),
            host=self.host.text().strip(),
            security=MailSecurity(self.security.value()),
            port=_port(self.port.text()),
            user=self.user.text().strip() or None,
            password=Secret(password.encode()) if password else None,
            imap_host=self.mailbox.text().strip() or None,
            imap_security=MailSecurity(self.mailbox_security.value()),
            imap_port=_port(self.mailbox_port.text()),
            imap_folder=self.folder.text().strip() or INBOX,
        )

    def _lines(self) -> tuple[Field, ...]:
        return self.address, self.host, self.port, self.user, self.mailbox, self.mailbox_port, self.folder

    def _suit_mailbox(self) -> None:
        """Ask for more of a mailbox once there is one."""
        self._of_mailbox.setVisible(bool(self.mailbox.text().strip()))

    def _hint_ports(self) -> None:
        """Show which ports are taken where none is typed; one that belonged to another encryption is forgotten."""
        for field, ports, options in (
            (self.port, PORTS, self.security),
            (self.mailbox_port, MAILBOX_PORTS, self.mailbox_security),
        ):
            usual = str(ports[MailSecurity(options.value())])
            field.setPlaceholderText(usual)
            if field.text().strip() in {str(one) for one in ports.values()}:
                field.setText(usual)


def _side_by_side(wide: QWidget, narrow: QWidget) -> QWidget:
    """Return two fields in one line, the first with most of it."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(2 * GRID)
    row.addWidget(wide, 3, Qt.AlignmentFlag.AlignTop)
    row.addWidget(narrow, 1, Qt.AlignmentFlag.AlignTop)
    return made


def _port(text: str) -> int | None:
    """Return a port that was typed, `None` where none was; `InputError` for what is no number."""
    typed = text.strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit()):
        raise InputError(f"{typed} is no port.", "Write a number, or leave it empty for the usual one.")
    return int(typed)
