"""What the window offers everywhere: palette, switcher, keys, undo, and files dropped on any screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QPushButton, QWidget

from bookdesk.core.errors import BookDeskError
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.frame.dropping import DropArea
from bookdesk.ui.frame.palette import Palette
from bookdesk.ui.frame.shortcuts import ShortcutSheet
from bookdesk.ui.frame.switcher import Switcher
from bookdesk.ui.frame.undo import UndoKeeper
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.commands import Command, bind
from bookdesk.ui.pieces.finder import Finder
from bookdesk.ui.pieces.screen import Screen

COMMANDS = (
    Command("palette", "Search everything", ("Ctrl+K",), "search", "Everywhere"),
    Command("switch", "Switch client", ("Ctrl+P",), "clients", "Everywhere"),
    Command("undo", "Undo", ("Ctrl+Z",), "undo", "Everywhere"),
    Command("redo", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", "Everywhere"),
    Command("history", "History of this record", ("Ctrl+Shift+H",), "clock", "Everywhere"),
    Command("keys", "Show the keys that work here", ("?", "F1"), "info", "Everywhere"),
)


class Tools(QObject):
    """Made by the window once it is laid out; `ground` is what they float over."""

    def __init__(self, desktop: Desktop, window: QMainWindow, ground: QWidget) -> None:
        """Offer them all."""
        super().__init__(window)
        self._desktop, self._window = desktop, window
        self.undo = UndoKeeper(desktop, self)
        self.palette = Palette(desktop, ground, self.actions, self.buttons)
        self.switcher = Switcher(desktop, ground)
        self.sheet = ShortcutSheet(ground)
        self.drops = DropArea(ground, self._says, self._take)
        self.acts = bind(
            window,
            COMMANDS,
            {
                "palette": self.open_palette,
                "switch": self.open_switcher,
                "undo": self.undo.undo,
                "redo": self.undo.redo,
                "history": self._show_history,
                "keys": lambda: self.sheet.show_actions(self.actions()),
            },
            everywhere=True,
        )
        self.undo.changed.connect(self._name_undo)

    def open_palette(self) -> None:
        """Search everything."""
        self.palette.open()

    def open_switcher(self) -> None:
        """Switch the client."""
        self.switcher.open()

    def leave(self) -> None:
        """Close what floats and has the keyboard: the screen below it is another one now."""
        for one in (*self._window.findChildren(Finder), self.sheet):
            if one.isVisible():
                one.leave()

    def actions(self) -> Iterable[QAction]:
        """Return what can be done now: the shown screen's own acts first, then those of the window."""
        screen = self._screen()
        return [*(screen.actions() if screen is not None else ()), *self._window.actions()]

    def buttons(self) -> Iterable[QPushButton]:
        """Return the buttons of the shown screen, from the top, among them those that are not shown just now."""
        screen = self._screen()
        return screen.findChildren(QPushButton) if screen is not None else ()

    def _screen(self) -> Screen | None:
        current = getattr(self._window, "current", None)
        shown = current() if callable(current) else None
        return shown if isinstance(shown, Screen) else None

    def _show_history(self) -> None:
        screen = self._screen()
        if screen is not None:
            screen.show_history()

    def _name_undo(self) -> None:
        words = self.undo.next_words()
        self.acts["undo"].setText(f"Undo: {words}" if words else "Undo")

    def _says(self, files: Sequence[Path]) -> str:
        what = wording.count(len(files), "file")
        screen = self._screen()
        if screen is not None and screen.wants(files):
            return screen.says_of(files)
        if not self._desktop.client_id:
            return "Choose a client first: Ctrl+P. Then drop them again."
        return f"Take {what} in for\n{self._desktop.office.entry(self._desktop.client_id).name}"

    def _take(self, files: Sequence[Path]) -> None:
        screen = self._screen()
        if not files:
            self._desktop.tell(Message("The files were gone before they could be taken.", remedy="Drop them again."))
        elif screen is not None and screen.wants(files):
            screen.take(files)
        elif not self._desktop.client_id:
            self._desktop.tell(
                Message("No client is in front of you.", remedy="Choose one with Ctrl+P, then drop again.")
            )
        else:
            try:
                self._desktop.intake.drop(self._desktop.client_id, files)
            except BookDeskError as error:
                self._desktop.tell_error(error)
