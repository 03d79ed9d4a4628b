"""What the frame knows of a screen: its name, how to show a place on it, and what it says of itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.icons import icon
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.pieces.half_typed import HalfTyped
from bookdesk.ui.pieces.list_page import ListPage
from bookdesk.ui.pieces.notices import Banner
from bookdesk.ui.pieces.prompt import Prompt
from bookdesk.ui.pieces.table import RecordTable


class Screen(QWidget):
    """The base of every screen. Its commands are its actions, bound by `pieces.commands.bind`."""

    busy_changed = Signal(str)
    """What the screen is doing, or nothing."""

    def __init__(self, desktop: Desktop, name: str, parent: QWidget | None = None) -> None:
        """Take a place in the frame under `name`."""
        super().__init__(parent)
        self.desktop = desktop
        self.name = name
        self._leads: list[QPushButton] = []
        self.setObjectName(f"screen {name}")

    def show_place(self, place: Place) -> None:
        """Show one of the screen's lists, or a record; called each time the person comes here."""

    def forget(self) -> None:
        """Show nothing any more of the client that was in front: another one comes. Its questions are dropped, too."""
        for page in self.findChildren(ListPage):
            page.forget()
            page.show_filter("")  # it was typed to find something of this client
        for table in self.findChildren(RecordTable):
            table.forget()
        for prompt in self.findChildren(Prompt):
            prompt.drop()
        for banner in self.findChildren(Banner):
            banner.clear()

    def take_keyboard(self) -> None:
        """Put the keyboard where the work of this screen begins."""
        self.setFocus()

    def wants(self, files: Sequence[Path]) -> bool:
        """Whether files dropped on this screen are for it, and not for the inbox."""
        del files
        return False

    def says_of(self, files: Sequence[Path]) -> str:
        """Return what will become of files that this screen wants."""
        return f"{len(files)} files"

    def take(self, files: Sequence[Path]) -> None:
        """Take files that this screen wants."""

    def unsaved(self) -> str:
        """Return what is half typed here and would be lost, in words that anybody may read, or nothing.

        Forms and questions of a screen are found; one with others of its own asks for them, too.
        """
        found = (one.words() for one in self.findChildren(HalfTyped))
        return next(filter(None, found), "")

    def client(self) -> str:
        """Return the client (its id) that is chosen on a screen of all clients, where one is."""
        return ""

    def record(self) -> Place | None:
        """Return where the history of the record is shown that the person looks at here; none where it is of none."""
        return None

    def show_history(self) -> None:
        """Show all that happened to the record that is chosen: one command for every screen."""
        place = self.record()
        if place is None:
            self.desktop.tell(Message("No record is chosen here.", remedy="Choose one, and ask again for its history."))
        else:
            self.desktop.go(place)

    def history_button(self) -> QPushButton:
        """Return a button that shows it, to stand beside what else can be done with a record."""
        made = QPushButton(icon("clock", "muted"), "History")
        made.setObjectName("button history")
        made.setToolTip("All that happened to this record (Ctrl+Shift+H)")
        made.setAutoDefault(True)
        made.clicked.connect(self.show_history)
        made.hide()
        self._leads.append(made)
        return made

    def judge_history(self) -> None:
        """Offer the history where a record is chosen; called whenever another one is."""
        chosen = self.record() is not None
        for one in self._leads:
            one.setVisible(chosen)

    def keep_typed(self) -> None:
        """Keep what was typed, where that needs nobody and nothing is left by it: nobody may be here any more."""

    def leave(self) -> bool:
        """Whether the person may go elsewhere now: not while a form is half typed, which says so."""
        return not any(one.hold_back() for one in self.findChildren(HalfTyped))
