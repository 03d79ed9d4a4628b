"""What unlocking does, off the window's thread: it ends with an opened office, or with an error in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from bookdesk.ui.memory import Memory
from bookdesk.ui.surroundings import LAST_USER, Surroundings
from bookdesk.ui.tasks import Door, Failed

if TYPE_CHECKING:  # imported while the person types
    from bookdesk.office.opened import Office

Entered = Callable[["Office"], None]


class EntryPresenter:
    """Stands before a practice that is there."""

    def __init__(self, around: Surroundings, door: Door, memory: Memory) -> None:
        """Ask through the door, and remember who was here."""
        self._around, self._door, self._memory = around, door, memory

    def last_user(self) -> str:
        """Return who was here last."""
        return self._memory.text(LAST_USER)

    def unlock(self, owner: QObject, name: str, passphrase: str, then: Entered, failed: Failed) -> None:
        """Open the practice; a wrong passphrase and an unknown name are refused alike."""
        user = name.strip()

        def entered(office: Office) -> None:
            self._memory.keep(LAST_USER, user)
            then(office)

        self._door.ask(owner, lambda: self._around.threshold().unlock(user, passphrase), entered, failed)
