"""The page of a new client."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError
from bookdesk.office.newclient import started_countries
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.messages import Place
from bookdesk.ui.new_client.presenter import NewClientPresenter
from bookdesk.ui.pieces.client_form import ClientForm
from bookdesk.ui.pieces.commands import Command, bind, button
from bookdesk.ui.pieces.form import foot, stacked
from bookdesk.ui.pieces.labels import heading, quiet
from bookdesk.ui.pieces.screen import Screen

_WIDTH = 520
COMMANDS = (
    Command("add", "Add this client", ("Ctrl+Return",), "add"),
    Command("cancel", "Cancel", ("Esc",), "cancel"),
)


class NewClientScreen(Screen):
    """A form; what was typed stays while the person looks elsewhere."""

    def __init__(self, desktop: Desktop) -> None:
        """Lay the page out."""
        super().__init__(desktop, "new client")
        self.presenter = NewClientPresenter(desktop, self)
        self.acts = bind(self, COMMANDS, {"add": self._add, "cancel": self._cancel})
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)
        self.form = self._fresh()
        self.presenter.added.connect(self._added)
        self.presenter.refused.connect(self._refused)

    def show_place(self, place: Place) -> None:
        """Show the form as it was left."""
        del place

    def take_keyboard(self) -> None:
        """Begin with the name."""
        self.form.name.setFocus()

    def unsaved(self) -> str:
        """Return whether a client is half typed: looking elsewhere keeps it, the end of the process does not."""
        return "a new client" if self.form.begun() else ""

    # -- inside

    def _fresh(self) -> ClientForm:
        form = ClientForm(started_countries())
        form.choose_country(QLocale.territoryToCode(QLocale().territory()))
        form.entered.connect(self._add)
        add = button(self.acts["add"], "primary")
        page = stacked(
            heading("A new client"),
            quiet("Its books are a file of their own, encrypted with a key of its own."),
            form,
            foot(add, left=button(self.acts["cancel"])),
        )
        page.setFixedWidth(sized(_WIDTH))
        ground = QWidget()
        middle = QVBoxLayout(ground)
        middle.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        middle.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(1)
        self._area.setWidget(ground)
        return form

    def _add(self) -> None:
        new = self.form.read()
        if new is not None:
            self.setEnabled(False)  # one client for one press
            self.presenter.add(new)

    def _added(self) -> None:
        self.setEnabled(True)
        self.form = self._fresh()

    def _refused(self, error: BookDeskError) -> None:
        self.setEnabled(True)
        self.form.show_error(error)

    def _cancel(self) -> None:
        self.desktop.go(Place("clients"))
