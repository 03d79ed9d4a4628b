"""The section on mailboxes: those of the firm, whose what comes there is, and what waits for somebody to say so."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.core.vocabulary import MailSecurity
from bookdesk.mail.unopened import Setting, Unopened
from bookdesk.models.mailbox import MailAfter, MessageState, RouteKind
from bookdesk.office.mailboxes import Box, EnteredBox
from bookdesk.office.mailroom import Message
from bookdesk.security.redaction import Secret
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.choice_field import Choice, ChoiceField
from bookdesk.ui.pieces.facts import Facts
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.form import FormRow, push
from bookdesk.ui.pieces.labels import quiet
from bookdesk.ui.pieces.notices import Banner
from bookdesk.ui.pieces.options import Options
from bookdesk.ui.pieces.passphrase import PassphraseRow
from bookdesk.ui.pieces.prompt import Prompt
from bookdesk.ui.settings.mailboxes.presenter import MailboxesKnown, MailboxesPresenter
from bookdesk.ui.settings.security.view import Inline

_SAID = (
    "A mailbox of the firm is read over IMAP, and what comes to an address or lies in a folder goes to its client, each"
    " message once. Nothing is deleted there. The password lies in the encrypted practice, in no history and no export."
)
_SECURITY = (
    Choice(MailSecurity.TLS.value, "TLS"),
    Choice(MailSecurity.STARTTLS.value, "STARTTLS"),
    Choice(MailSecurity.NONE.value, "None: this computer only"),
)
_AFTER = (
    Choice(MailAfter.LEAVE.value, "Leave it"),
    Choice(MailAfter.FLAG.value, "Flag it"),
    Choice(MailAfter.MOVE.value, "Move to BookDesk/Taken"),
)
_KINDS = (Choice(RouteKind.ADDRESS.value, "Address"), Choice(RouteKind.FOLDER.value, "Folder"))
_NOT_TAKEN = (
    "Of these messages nothing, or not everything, reached a client. They lie on the server still, unless deleted."
)
_KEEP = "Keep and try it"
_ANOTHERS = "somebody else’s client"


class MailboxesSection(QWidget):
    """The mailboxes, their routes, and messages that nobody can be given."""

    room_wanted = Signal(QWidget)
    """A part that grew and should be seen."""

    def __init__(self, desktop: Desktop) -> None:
        """Show nothing yet; `refresh` asks."""
        super().__init__()
        self.presenter = MailboxesPresenter(desktop)
        self._known: MailboxesKnown | None = None
        self.facts, self._none, self._no_right = (
            Facts(),
            quiet("No mailbox is set."),
            quiet("Only an owner changes it."),
        )
        self.box = ChoiceField("Mailbox")
        self.add, self.change = push("Set up…"), push("Change…")
        self.remove, self.fetch = push("Remove…", "flat"), push("Look now")
        self.form, self.prompt, self.result = BoxForm(), Prompt(), Banner()
        self.route_form, self.add_route = RouteForm(), push("Add a route…")
        self.route, self.unroute = ChoiceField("Route"), push("Take it out")
        self.message, self.client = ChoiceField("Message"), ChoiceField("Client of the message")
        self.assign, self.passing = push("It is theirs", "primary"), push("It is nobody’s", "flat")
        self.not_taken_said, self.not_taken = quiet(_NOT_TAKEN), Facts()
        self._box_row = FormRow("Mailbox", self.box)
        self._route_row = FormRow("Route", self.route, beside=self.unroute)
        self._message_row = FormRow("Waits for a client", self.message)
        self._client_row = FormRow("Its client", self.client)
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Ask how it stands."""
        self.presenter.look()

    def half_typed(self) -> bool:
        """Whether a mailbox or a route is being entered."""
        return not (self.form.isHidden() and self.route_form.isHidden())

    # -- inside

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        self._acts = _row(self.add, self.change, self.fetch, self.add_route, self.remove)
        self._deciding = _row(self.assign, self.passing)
        for part in (
            quiet(_SAID),
            self.facts,
            self._none,
            self._no_right,
            self._box_row,
            self._acts,
            self.prompt,
            self.form,
            self.route_form,
            self._route_row,
            self.result,
            self._message_row,
            self._client_row,
            self._deciding,
            self.not_taken_said,
            self.not_taken,
        ):
            column.addWidget(part)
        for one, sign in ((self.add, "add"), (self.change, "edit"), (self.fetch, "refresh"), (self.remove, "delete")):
            one.setIcon(icon(sign, "text"))

    def _connect(self) -> None:
        self.presenter.found.connect(self._show)
        self.presenter.said.connect(self.result.say)
        self.add.clicked.connect(lambda: self._enter(None))
        self.change.clicked.connect(lambda: self._enter(self._chosen()))
        self.fetch.clicked.connect(self.presenter.fetch)
        self.remove.clicked.connect(self._ask_to_remove)
        self.form.go_on.clicked.connect(self._keep)
        self.add_route.clicked.connect(self._enter_route)
        self.route_form.go_on.clicked.connect(self._keep_route)
        self.unroute.clicked.connect(self._unroute)
        self.assign.clicked.connect(lambda: self.presenter.assign(self.message.exact(), self.client.exact()))
        self.passing.clicked.connect(lambda: self.presenter.passed(self.message.exact()))
        for field in (self.box, self.route, self.message, self.client):
            field.settled.connect(self._judge)

    def _chosen(self) -> Box | None:
        boxes = self._known.boxes if self._known is not None else ()
        return next((one for one in boxes if one.name == self.box.exact()), boxes[0] if len(boxes) == 1 else None)

    def _show(self, known: MailboxesKnown) -> None:
        before = self.box.exact()
        self._known = known
        self.facts.show_facts([fact for box in known.boxes for fact in box_words(box, known.names)])
        self.box.offer([Choice(one.name, one.name) for one in known.boxes])
        self.box.show_value(before if before in {one.name for one in known.boxes} else "")
        self.message.offer([Choice(one.id, message_words(one)) for one in known.waiting])
        self.message.show_value(known.waiting[0].id if known.waiting else "")
        self.client.offer([Choice(one, name) for one, name in known.capturing.items()])
        self.client.clear()
        self.route_form.client.offer([Choice(one, name) for one, name in known.names.items()])
        self.facts.setVisible(bool(known.boxes))
        self._none.setVisible(not known.boxes)
        self._no_right.setVisible(not known.may_change)
        self._box_row.setVisible(len(known.boxes) > 1)
        for one in (self._message_row, self._client_row, self._deciding):
            one.setVisible(bool(known.waiting))
        self.not_taken.show_facts([(message_words(one), not_taken_words(one)) for one in known.not_taken])
        for part in (self.not_taken_said, self.not_taken):
            part.setVisible(bool(known.not_taken))
        self._judge()

    def _judge(self) -> None:
        """Offer what this person may do with what is chosen."""
        known, box = self._known, self._chosen()
        may = known is not None and known.may_change
        self.add.setEnabled(may)
        for one in (self.change, self.remove, self.add_route):
            one.setVisible(bool(known and known.boxes))
            one.setEnabled(may and box is not None)
        self.fetch.setVisible(bool(known and known.boxes))
        self.fetch.setEnabled(bool(known and known.capturing))
        routes = box.routes if box is not None else ()
        self.route.offer([Choice(one.value, one.value) for one in routes])
        self._route_row.setVisible(may and bool(routes))
        self.unroute.setEnabled(may and bool(self.route.exact()))
        self.assign.setEnabled(bool(self.message.exact() and self.client.exact()))
        self.passing.setEnabled(bool(self.message.exact()))

    def _enter(self, box: Box | None) -> None:
        self._clear()
        self.form.show_box(box)
        self.form.ask(self.form.name, self.change if box is not None else self.add)
        self.room_wanted.emit(self.form)

    def _keep(self) -> None:
        try:
            entered = self.form.entered()
        except InputError as error:
            self._refuse_box(error)
            return
        self.form.work(on=True)
        self.presenter.keep(entered, self.form.put_away, self._refuse_box)

    def _enter_route(self) -> None:
        self._clear()
        self.route_form.ask(self.route_form.value, self.add_route)
        self.room_wanted.emit(self.route_form)

    def _keep_route(self) -> None:
        box, form = self._chosen(), self.route_form
        if box is None or not form.client.exact():
            self._refuse(form, InputError("It is not said whose it is.", "Choose the client."))
            return
        kind, value, client = RouteKind(form.kind.value()), form.value.text().strip(), form.client.exact()
        self.presenter.route(box.name, kind, value, client, lambda error: self._refuse(form, error))
        form.put_away()

    def _refuse_box(self, error: BookDeskError) -> None:
        """Say why a mailbox was not kept or does not answer, at its setting, where it can be seen."""
        self.form.show()
        self.room_wanted.emit(self.form.refuse(error))

    def _refuse(self, form: Inline, error: BookDeskError) -> None:
        """Say why it was not kept, where it can be seen."""
        form.show()
        form.fail(error)
        self.room_wanted.emit(form.problem)

    def _unroute(self) -> None:
        box = self._chosen()
        if box is not None and self.route.exact():
            self.presenter.unroute(box.name, self.route.exact())

    def _ask_to_remove(self) -> None:
        box = self._chosen()
        if box is not None:
            self._clear()
            question = f"Forget the mailbox {box.name} with its password and routes? Documents and messages stay."
            act = self.presenter.remove
            self.prompt.ask(question, "Forget it", lambda _: act(box.name), needed=False, final=True)

    def _clear(self) -> None:
        self.result.clear()
        self.prompt.drop()
        self.form.put_away()
        self.route_form.put_away()


class BoxForm(Inline):
    """What a mailbox is made of."""

    def __init__(self) -> None:
        """Hidden until it is asked for."""
        self.name, self.host, self.port = Field("Name"), Field("Server"), Field("Port")
        self.user, self.folder = Field("User"), Field("Folder")
        self.security = Options("Encryption", _SECURITY, MailSecurity.TLS.value)
        self.password = PassphraseRow("Password")
        self.after = Options("Once taken", _AFTER, MailAfter.LEAVE.value)
        self.rows: dict[Setting, FormRow] = {
            Setting.HOST: FormRow("Server (IMAP)", self.host, "as in imap.example.com"),
            Setting.PORT: FormRow("Port", self.port, "Empty for the usual one."),
            Setting.SECURITY: FormRow("Encryption", self.security),
            Setting.PASSWORD: self.password,
            Setting.FOLDER: FormRow("Folder", self.folder, "The one that mail arrives in."),
        }
        super().__init__(
            _KEEP,
            FormRow("Name", self.name, "What it is called here, such as bills."),
            self.rows[Setting.HOST],
            self.rows[Setting.PORT],
            self.rows[Setting.SECURITY],
            FormRow("Signs in as", self.user),
            self.password,
            self.rows[Setting.FOLDER],
            FormRow("A message whose documents were taken", self.after),
        )
        for line in (self.name, self.host, self.port, self.user, self.folder):
            line.returnPressed.connect(self.go_on.click)
        self.password.entered.connect(self.go_on.click)

    def work(self, *, on: bool) -> None:
        """Say that it is being tried, which may take a while, and no more what was wrong before."""
        super().work(on=on)
        self.go_on.setText("Trying it…" if on else _KEEP)
        for row in self.rows.values() if on else ():
            row.say()

    def refuse(self, error: BookDeskError) -> QWidget:
        """Say why it was not kept or does not answer, at the setting it is about; returns where that stands."""
        row = self.rows.get(error.about) if isinstance(error, Unopened) and error.about is not None else None
        if row is None:
            self.fail(error)
            return self.problem
        self.work(on=False)
        row.say(str(error))
        row.field.setFocus()
        if isinstance(row.field, QLineEdit):
            row.field.selectAll()
        return row

    def show_box(self, box: Box | None) -> None:
        """Show what is set now, so that one thing can be changed; the password is never shown."""
        mailbox = box.mailbox if box is not None else None
        self.name.setText(box.name if box is not None else "bills")
        self.name.setReadOnly(box is not None)
        self.host.setText(mailbox.host if mailbox is not None else "")
        self.port.setText(str(mailbox.port) if mailbox is not None else "")
        self.security.show_value((mailbox.security if mailbox is not None else MailSecurity.TLS).value)
        self.user.setText(mailbox.user if mailbox is not None else "")
        self.folder.setText(mailbox.folder if mailbox is not None else "INBOX")
        self.after.show_value((box.after if box is not None else MailAfter.LEAVE).value)
        self.password.clear()
        for row in self.rows.values():
            row.say()
        self.password.hint("Empty leaves it as it is." if box is not None else "")

    def entered(self) -> EnteredBox:
        """Return what is typed; `InputError` for a port that is no number."""
        port, password = self.port.text().strip(), self.password.text()
        if port and not (port.isascii() and port.isdigit()):
            raise InputError(f"{port} is no port.", "Write a number, or leave it empty for the usual one.")
        return EnteredBox(
            self.name.text().strip(),
            self.host.text().strip(),
            self.user.text().strip(),
            MailSecurity(self.security.value()),
            int(port) if port else None,
            Secret(password.encode()) if password else None,
            self.folder.text().strip(),
            MailAfter(self.after.value()),
        )


class RouteForm(Inline):
    """Whose what comes to an address, or lies in a folder, is."""

    def __init__(self) -> None:
        """Hidden until it is asked for."""
        self.kind = Options("By", _KINDS, RouteKind.ADDRESS.value)
        self.value, self.client = Field("Address or folder"), ChoiceField("Client")
        super().__init__(
            "Add the route",
            FormRow("By", self.kind),
            FormRow("Address or folder", self.value, "as in bills+acme@firm.example, or Clients/Acme"),
            FormRow("Client", self.client),
        )
        self.value.returnPressed.connect(self.go_on.click)


def box_words(box: Box, names: dict[str, str]) -> list[tuple[str, str]]:
    """Return how a mailbox stands, its password left out."""
    mailbox = box.mailbox
    looked = f"looked into {wording.moment(box.looked_at)}" if box.looked_at is not None else "not looked into yet"
    told = [(box.name, f"{mailbox.user} at {mailbox.host}, port {mailbox.port}; {box.problem or looked}")]
    return told + [(one.value, names.get(one.client_id, _ANOTHERS)) for one in box.routes]


def message_words(message: Message) -> str:
    """Return a message in a line."""
    return f"{message.subject or 'No subject'}, {message.sender}, {wording.moment(message.arrived_at)}"


def not_taken_words(message: Message) -> str:
    """Return what of a message was not taken, and why."""
    parts = [f"{name}: {why}" for name, why in message.left]
    if message.state is MessageState.GONE:
        parts.insert(0, "It was not on the server any more when it was to be taken.")
    return " ".join(parts) or "There was nothing in it to take."


def _row(*parts: QWidget) -> QWidget:
    made = QWidget()
    row = FlowLayout(GRID)
    made.setLayout(row)
    for part in parts:
        row.addWidget(part)
    return made
