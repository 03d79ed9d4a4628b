"""The section on security: each line says how it stands, with one act; what an act asks opens below it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError
from bookdesk.office.locking import IDLE_MINUTES, NEVER
from bookdesk.office.ownsafety import OwnSafety
from bookdesk.security.devicesecret import WARNING
from bookdesk.security.secondfactor import WHAT_A_CODE_ADDS, Enrolment
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import BASE, GRID
from bookdesk.ui.pieces.choice_field import Choice
from bookdesk.ui.pieces.clipboard import SecretLine
from bookdesk.ui.pieces.facts import Facts
from bookdesk.ui.pieces.form import FormRow, foot, push, stacked
from bookdesk.ui.pieces.labels import label, quiet
from bookdesk.ui.pieces.new_passphrase import NewPassphrase
from bookdesk.ui.pieces.notices import Banner
from bookdesk.ui.pieces.options import Options
from bookdesk.ui.pieces.passphrase import PassphraseRow
from bookdesk.ui.pieces.qr import QrCode
from bookdesk.ui.pieces.tick import Tick
from bookdesk.ui.settings.security.presenter import SecurityPresenter, code_words, device_words, keyring_words

_NEVER_WORDS = "Then whoever sits down here reads and pays as you. Lock with Ctrl+Shift+L before you go."
PROTECTS = (
    ("Stolen files", "Encryption under your passphrase; with the device secret, this computer as well."),
    ("A desk left alone", "The lock. What is on paper or in other programs is not locked."),
    ("A seen passphrase", "A code of your phone, at this desk; the device secret, elsewhere."),
    ("A colleague's error", "A second person for approvals, bank details and large payments."),
    ("A program that runs as you", "Nothing here: keep the system up to date."),
)
"""What protects from what, in a line each."""
_WITHOUT_CODES = (
    "Acts that matter ask for your passphrase alone from then on: whoever saw it can do them at this desk. Delete the"
    " entry in your authenticator afterwards."
)
WHOLE_TABLE = "In a line each. The whole table is in docs/security.md: “What protects your clients, and what does not”."
"""Where the rest stands, by the name and the title of its page."""


class Inline(QFrame):
    """What an act asks, below its line; Escape leaves it."""

    def __init__(self, words: str, *parts: QWidget, about: str = "") -> None:
        """Hidden until it is asked for; `words` name what does it."""
        super().__init__()
        self.setProperty("kind", "bar")
        self.problem = label("", "bad", wraps=True)
        self.go_on, self.leave = push(words, "primary"), push("Cancel", "flat")
        texts = (quiet(about),) if about else ()
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.addWidget(stacked(*texts, *parts, self.problem, foot(self.go_on, left=self.leave)))
        self._opener: QWidget | None = None
        self.leave.clicked.connect(self.put_away)
        self.hide()

    def ask(self, first: QWidget, opener: QWidget | None = None) -> None:
        """Open, with the keyboard at `first`; it goes back to `opener` when this is over."""
        self._opener = opener
        self.problem.hide()
        self.work(on=False)
        self.show()
        first.setFocus()

    def fail(self, error: BookDeskError) -> None:
        """Say what was wrong, and keep it open; what was typed is marked, so that typing begins anew."""
        self.work(on=False)
        self.problem.setText(f"{error.what} {error.remedy}")
        self.problem.show()
        typed: list[QLineEdit | QPlainTextEdit] = [*self.findChildren(QLineEdit), *self.findChildren(QPlainTextEdit)]
        line = next((one for one in typed if one.isVisible()), None)
        if line is not None:
            line.setFocus()
            line.selectAll()

    def work(self, *, on: bool) -> None:
        """Let nothing be pressed twice."""
        self.go_on.setEnabled(not on)
        if on:
            self.problem.hide()

    def put_away(self) -> None:
        """Ask no more, and forget what was typed."""
        for line in self.findChildren(QLineEdit):
            line.clear()
        if self._opener is not None and self.focusWidget() is not None and self.focusWidget().hasFocus():
            self._opener.setFocus()  # else Qt hands the keyboard to whatever comes next, and the next Enter with it
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave it with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        else:
            super().keyPressEvent(event)


class SecuritySection(QWidget):
    """Lock, passphrase, keyring, device secret, second factor, and what protects from what."""

    room_wanted = Signal(QWidget)
    """A part that grew and should be seen."""

    def __init__(self, desktop: Desktop) -> None:
        """Show nothing yet; `refresh` asks."""
        super().__init__()
        self.presenter = SecurityPresenter(desktop)
        minutes = [Choice(str(one), f"{one} minutes") for one in IDLE_MINUTES]
        self.idle = Options(
            "Lock when nobody is here", [*minutes, Choice(str(NEVER), "Never")], self.presenter.idle_minutes()
        )
        self._idle_row = FormRow("Lock when nobody is here for", self.idle)
        self.result = Banner()
        self.change, self.remember, self.bind, self.code = push("Change…"), push(""), push(""), push("")
        self._keyring, self._device, self._code = quiet(), quiet(), quiet()
        self.old, self.new = PassphraseRow("Passphrase until now"), NewPassphrase(lambda: [desktop.office.user_name()])
        self.new_form = Inline("Change it", self.old, self.new)
        self.proof = PassphraseRow("Your passphrase")
        self._bind_words = label("", "warn", wraps=True)
        self.bind_form = Inline("Do it", self._bind_words, self.proof)
        self.both, self.make_code = Tick("Ask for passphrase and code, not for one of them"), push("Show the code")
        self.qr, self.first_code = QrCode(), QLineEdit()
        self._secret = SecretLine("Or type: ", size=BASE, copied=_together)
        self._first_row = FormRow("First code", self.first_code, "The six digits that the authenticator shows now.")
        self.code_form = Inline(
            "Take it into use",
            self.both,
            self.make_code,
            self.qr,
            self._secret,
            self._first_row,
            about=WHAT_A_CODE_ADDS,
        )
        self.drop_form = Inline("Remove it", about=_WITHOUT_CODES)
        self._forms = (self.new_form, self.bind_form, self.code_form, self.drop_form)
        self._found: OwnSafety | None = None
        self._lay_out()
        self._connect()
        self._warn()

    def refresh(self) -> None:
        """Ask how it stands."""
        self.presenter.look()

    def half_typed(self) -> bool:
        """Whether a passphrase or a code is being typed."""
        return any(not one.isHidden() for one in self._forms if one is not self.drop_form)

    # -- inside

    def _lay_out(self) -> None:
        protects = Facts()
        protects.show_facts(PROTECTS)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        self._keyring_line = _line("Remember me on this computer for half a day", self._keyring, self.remember)
        for part in (
            self._idle_row,
            self.result,
            _line("Passphrase", quiet("Opens your keys, and nobody else's."), self.change),
            self.new_form,
            self._keyring_line,
            _line("Device secret", self._device, self.bind),
            self.bind_form,
            _line("Codes of a phone", self._code, self.code),
            self.code_form,
            self.drop_form,
            _line("What protects from what", quiet(WHOLE_TABLE)),
            protects,
        ):
            column.addWidget(part)
        self.first_code.setMaxLength(7)

    def _connect(self) -> None:
        presenter = self.presenter
        presenter.found.connect(self._show)
        presenter.said.connect(self.result.say)
        self.idle.chosen.connect(self._keep_idle)
        self.change.clicked.connect(lambda: self._open(self.new_form, self.old.line, self.change))
        self.old.entered.connect(self.new.first.line.setFocus)
        self.new.entered.connect(self.new_form.go_on.click)
        self.new_form.go_on.clicked.connect(self._change)
        self.remember.clicked.connect(self._remember)
        self.bind.clicked.connect(self._ask_to_bind)
        self.proof.entered.connect(self.bind_form.go_on.click)
        self.bind_form.go_on.clicked.connect(self._bind)
        self.code.clicked.connect(self._set_up_or_remove)
        self.make_code.clicked.connect(lambda: presenter.begin_code(both=self.both.isChecked(), then=self._show_code))
        self.first_code.returnPressed.connect(self.code_form.go_on.click)
        self.code_form.go_on.clicked.connect(self._confirm)
        self.drop_form.go_on.clicked.connect(self._remove)

    def _keep_idle(self, minutes: str) -> None:
        self.presenter.keep_idle_minutes(minutes)
        self._warn()

    def _warn(self) -> None:
        self._idle_row.say(_NEVER_WORDS if self.idle.value() == str(NEVER) else "", "warn")

    def _show(self, found: OwnSafety) -> None:
        self._found = found
        self._keyring.setText(keyring_words(found))
        self._device.setText(device_words(found))
        self._code.setText(code_words(found))
        usable = not found.keyring.trouble
        self.remember.setText("Ask each time again" if found.keyring.on else "Remember me here")
        self.remember.setEnabled(usable or found.keyring.on)
        self.bind.setText("Switch off…" if found.device_secret else "Switch on…")
        self.bind.setEnabled(usable or found.device_secret)
        self.code.setText("Remove…" if found.second_factor else "Set up…")

    def _open(self, form: Inline, first: QWidget, opener: QWidget) -> None:
        self._answer_below(form)
        for other in self._forms:
            if other is not form:
                other.put_away()
        form.ask(first, opener)

    def _answer_below(self, part: QWidget) -> None:
        """Let what comes of an act be told where it was done, and move nothing above it."""
        self.result.clear()
        self._column.removeWidget(self.result)
        self._column.insertWidget(self._column.indexOf(part) + 1, self.result)

    def _change(self) -> None:
        new = self.new.read()
        if not self.old.text():
            self.old.say("This is needed.")
            self.old.line.setFocus()
        elif new is not None:
            self.old.say()
            self.new_form.work(on=True)
            self.presenter.change_passphrase(self.old.text(), new, self.new_form.put_away, self.new_form.fail)

    def _remember(self) -> None:
        if self._found is not None:
            self._answer_below(self._keyring_line)
            self.presenter.remember_here(on=not self._found.keyring.on)

    def _ask_to_bind(self) -> None:
        if self._found is not None:
            off = "From then on your passphrase opens the practice wherever its files are."
            self._bind_words.setText(off if self._found.device_secret else WARNING)
            self._open(self.bind_form, self.proof.line, self.bind)

    def _bind(self) -> None:
        if self._found is not None and self.proof.text():
            self.bind_form.work(on=True)
            on, form = not self._found.device_secret, self.bind_form
            self.presenter.bind(self.proof.text(), on=on, then=form.put_away, failed=form.fail)

    def _set_up_or_remove(self) -> None:
        if self._found is None:
            return
        if self._found.second_factor:
            self._open(self.drop_form, self.drop_form.leave, self.code)
            return
        self._show_code(None)
        self._open(self.code_form, self.make_code, self.code)
        self.code_form.go_on.setEnabled(False)

    def _remove(self) -> None:
        self.drop_form.work(on=True)
        self.presenter.remove_code(self.drop_form.put_away, self.drop_form.fail)

    def _show_code(self, enrolment: Enrolment | None) -> None:
        """Show what an authenticator needs, or nothing yet."""
        self.qr.show_text(enrolment.uri if enrolment is not None else "", "Code to be scanned by an authenticator")
        self._secret.show_secret(_grouped(enrolment.secret) if enrolment is not None else "")
        before, after = (self.both, self.make_code), (self.qr, self._secret, self._first_row)
        for part in (*before, *after):
            part.setVisible((part in after) == (enrolment is not None))
        self.code_form.go_on.setEnabled(enrolment is not None)
        if enrolment is not None:
            self.first_code.setFocus()
            self.room_wanted.emit(self.code_form)

    def _confirm(self) -> None:
        self.code_form.work(on=True)
        self.presenter.confirm_code(self.first_code.text(), self._forget_code, self.code_form.fail)

    def _forget_code(self) -> None:
        self._show_code(None)
        self.code_form.put_away()


def _line(words: str, standing: QLabel, act: QPushButton | None = None) -> QWidget:
    """Return a line: what it is, how it stands, and its act at the right."""
    made = QWidget()
    row, texts = QHBoxLayout(made), QVBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    texts.setSpacing(2)
    texts.addWidget(label(words))
    texts.addWidget(standing)
    row.addLayout(texts, 1)
    if act is not None:
        act.setAccessibleDescription(words)
        row.addWidget(act, 0, Qt.AlignmentFlag.AlignTop)
    return made


def _together(secret: str) -> str:
    return secret.replace(" ", "")


def _grouped(secret: str) -> str:
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
