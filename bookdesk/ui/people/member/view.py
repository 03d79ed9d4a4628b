"""The form of a person: who he is, what he does, which clients he opens, and the passphrase he begins with."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError
from bookdesk.office.people import Member, NewMember, Served, new_passphrase
from bookdesk.security.roles import Role
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID, LARGE
from bookdesk.ui.pieces.choice_field import Choice
from bookdesk.ui.pieces.clipboard import SecretLine
from bookdesk.ui.pieces.form import FormRow, foot, push, stacked
from bookdesk.ui.pieces.half_typed import HalfTyped
from bookdesk.ui.pieces.labels import heading, label, quiet
from bookdesk.ui.pieces.new_passphrase import NewPassphrase
from bookdesk.ui.pieces.options import Options
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.role_ticks import RoleTicks
from bookdesk.ui.pieces.tick import Tick

_WIDTH = 560
_TYPED, _MADE = "typed", "made"


class Asked(Enum):
    """What the form is for."""

    NEW = "new"
    ROLES = "roles"
    KEYS = "keys"


class MemberForm(Scrolling):
    """Hidden until somebody is to be added or changed."""

    added = Signal(object)
    """A `NewMember`."""
    roles_given = Signal(object)
    """Roles."""
    keys_given = Signal(str)
    """A new passphrase."""
    left = Signal()

    def __init__(self) -> None:
        """Ask nothing yet."""
        super().__init__()
        self._asked, self._clients = Asked.NEW, dict[str, Tick]()
        self._before: tuple[Role, ...] = ()
        self.title, self.about = heading(""), quiet()
        self.name, self.roles = QLineEdit(), RoleTicks()
        self.way = Options(
            "Passphrase", [Choice(_TYPED, "He types it now"), Choice(_MADE, "Five made-up words, shown once")], _TYPED
        )
        self.passphrase = NewPassphrase(lambda: [self.name.text()])
        self.made, self._made_about = (
            SecretLine(size=LARGE),
            quiet(
                "Write them down for him, or let him do it. They are not shown again; he changes them in his settings."
            ),
        )
        self.every = Tick("All clients that you can open")
        self._list = QWidget()
        self.problem = label("", "bad", wraps=True)
        self.save, self.cancel = push("", "primary"), push("Cancel", "flat")
        self._name_row, self._roles_row = FormRow("Name by which he signs in", self.name), FormRow("Roles", self.roles)
        self._way_row = FormRow("First passphrase", self.way)
        self._clients_row = FormRow("Clients he may open", self._list)
        self._lay_out()
        self._connect()
        self.typing = HalfTyped(self, "a person", self._say, self.save.text, changed=self.changed)
        self.typing.listen()
        self.hide()

    def ask_new(self, clients: Sequence[Served]) -> None:
        """Ask for somebody new."""
        self._begin(Asked.NEW, "Somebody new", "Add him", "")
        self.name.clear()
        self.roles.show_roles([])
        self._offer(clients)
        self.name.setFocus()

    def ask_roles(self, member: Member) -> None:
        """Ask for other roles of somebody."""
        about = "They hold for every client that is not given with roles of its own. Limits stay as they are."
        self._begin(Asked.ROLES, f"Roles of {member.name}", "Give these roles", about)
        self._before = member.roles
        self.roles.show_roles(member.roles)
        self.roles.ticks[Role.OWNER].setFocus()

    def ask_keys(self, member: Member) -> None:
        """Ask for a new passphrase of somebody who lost his."""
        about = "For somebody who lost his passphrase. He gets new keys and keeps his clients and roles."
        self._begin(Asked.KEYS, f"New keys for {member.name}", "Give him new keys", about)
        self.name.setText(member.name)
        self.passphrase.first.line.setFocus()

    def refuse(self, error: BookDeskError) -> None:
        """Say why it was not done, and keep what was typed."""
        self.save.setEnabled(True)
        self._say(f"{error.what} {error.remedy}")

    def changed(self) -> bool:
        """Whether something was typed that would be lost."""
        if self.isHidden():
            return False
        typed = self.passphrase.first.text() or (self._asked is Asked.NEW and self.name.text().strip())
        return bool(typed) or (self._asked is Asked.ROLES and self.roles.roles() != self._before)

    def put_away(self) -> None:
        """Ask no more, and forget every passphrase."""
        if not self.isHidden():
            self.passphrase.clear()
            self.made.show_secret("")
            self.hide()
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave it with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            if self.typing.lets_go():
                self.put_away()
        else:
            super().keyPressEvent(event)

    # -- inside

    def _say(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.setVisible(bool(words))
        if words:
            self.show_part(self.problem)

    def _lay_out(self) -> None:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(sized(LARGE))
        self.made.label.setFont(font)
        self._list.setLayout(QVBoxLayout())
        page = stacked(
            self.title,
            self.about,
            self._name_row,
            self._roles_row,
            self._way_row,
            self.passphrase,
            self.made,
            self._made_about,
            self.every,
            self._clients_row,
            self.problem,
            foot(self.save, left=self.cancel),
        )
        page.setMaximumWidth(sized(_WIDTH))
        ground = QWidget()
        column = QVBoxLayout(ground)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        column.addWidget(page)
        column.addStretch(1)
        self.setWidget(ground)

    def _connect(self) -> None:
        self.way.chosen.connect(self._show_way)
        self.every.toggled.connect(self._tick_all)
        self.passphrase.entered.connect(self.save.click)
        self.name.returnPressed.connect(self.roles.ticks[Role.OWNER].setFocus)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.put_away)

    def _begin(self, asked: Asked, title: str, act: str, about: str) -> None:
        self._asked = asked
        self.title.setText(title)
        self.about.setText(about)
        self.about.setVisible(bool(about))
        self.save.setText(act)
        self.save.setEnabled(True)
        self.problem.hide()
        self.typing.begin()
        self.passphrase.clear()
        for row in (self._name_row, self._roles_row):
            row.say()
        self._name_row.setVisible(asked is Asked.NEW)
        self._roles_row.setVisible(asked is not Asked.KEYS)
        self._way_row.setVisible(asked is not Asked.ROLES)
        for part in (self.every, self._clients_row):
            part.setVisible(asked is Asked.NEW)
        self.way.show_value(_TYPED)
        self._show_way(_TYPED)
        self.show()
        self.verticalScrollBar().setValue(0)

    def _show_way(self, way: str) -> None:
        made = way == _MADE
        self.made.show_secret(new_passphrase() if made else "")
        for part in (self.made, self._made_about):
            part.setVisible(made and self._asked is not Asked.ROLES)
        self.passphrase.setVisible(not made and self._asked is not Asked.ROLES)

    def _offer(self, clients: Sequence[Served]) -> None:
        layout = self._list.layout()
        for tick in self._clients.values():
            tick.deleteLater()
        self._clients = {one.client_id: Tick(one.name) for one in clients}
        if layout is not None:
            layout.setContentsMargins(0, 0, 0, 0)
            for tick in self._clients.values():
                layout.addWidget(tick)
        self.every.setChecked(False)

    def _tick_all(self, on: bool) -> None:  # noqa: FBT001 - as the box tells it
        for tick in self._clients.values():
            tick.setChecked(on)

    def _passphrase(self) -> str | None:
        return self.made.secret() or self.passphrase.read()

    def _save(self) -> None:
        name, roles = " ".join(self.name.text().split()), self.roles.roles()
        if self._asked is Asked.NEW and not name:
            self._name_row.say("This is needed.")
            self.name.setFocus()
            return
        if self._asked is not Asked.KEYS and not roles:
            self._roles_row.say("Choose at least one.")
            self.show_part(self._roles_row)
            return
        passphrase = "" if self._asked is Asked.ROLES else self._passphrase()
        if passphrase is None:
            self.show_part(self.passphrase)
            return
        self.save.setEnabled(False)
        self.problem.hide()
        if self._asked is Asked.NEW:
            clients = tuple(client_id for client_id, tick in self._clients.items() if tick.isChecked())
            self.added.emit(NewMember(name, roles, passphrase, clients))
        elif self._asked is Asked.ROLES:
            self.roles_given.emit(roles)
        else:
            self.keys_given.emit(passphrase)
