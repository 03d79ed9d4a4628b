"""Adds a client and brings it to the front."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from bookdesk.core.errors import BookDeskError
from bookdesk.office.erasing import may_erase
from bookdesk.office.newclient import NewClient, add_new_client
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message, Place


class NewClientPresenter(QObject):
    """Asks through the door."""

    added = Signal()
    refused = Signal(object)
    """A `BookDeskError` that says what has to be entered otherwise."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Have nothing under way."""
        super().__init__(parent)
        self._desktop = desktop

    def add(self, new: NewClient) -> None:
        """Register the client, start its books and show its inbox."""
        office = self._desktop.office

        def done(client_id: str) -> None:
            self.added.emit()
            self._desktop.go(Place("inbox", client_id))
            self._desktop.tell(self._founded(new.name, client_id))

        def failed(error: BookDeskError) -> None:
            self.refused.emit(error)

        self._desktop.door.ask(self, lambda: str(add_new_client(office, new).client_id), done, failed)

    def _founded(self, name: str, client_id: str) -> Message:
        """Return what is said of a new client: what comes next, and the way to be rid of one that was a slip."""
        words, remedy = f"{name} is a client now.", "Drop its invoices anywhere here."
        if not may_erase(self._desktop.office):
            return Message(words, Tone.GOOD, remedy)
        slip = Place("clients", view="all", item=client_id, act="erase")
        return Message(words, Tone.GOOD, remedy, "A slip? Remove it…", lambda: self._desktop.go(slip))
