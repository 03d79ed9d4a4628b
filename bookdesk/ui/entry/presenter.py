"""What unlocking does, off the window's thread: it ends with an opened office, or with an error in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from bookdesk.office.locking import Why
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.memory import Memory
from bookdesk.ui.messages import Message
from bookdesk.ui.surroundings import LAST_USER, LOCKED, Surroundings
from bookdesk.ui.tasks import Door, Failed

if TYPE_CHECKING:  # imported while the person types
    from bookdesk.office.opened import Office

Entered = Callable[["Office"], None]
_LOCKED_BECAUSE: Final = {
    Why.IDLE: "BookDesk locked itself: nobody was here for a while.",
    Why.SLEEP: "BookDesk locked itself as the computer went to sleep.",
    Why.SCREEN: "BookDesk locked itself with the screen.",
}


class EntryPresenter:
    """Stands before a practice that is there."""

    def __init__(self, around: Surroundings, door: Door, memory: Memory) -> None:
        """Ask through the door, and remember who was here."""
        self._around, self._door, self._memory = around, door, memory

    def last_user(self) -> str:
        """Return who was here last."""
        return self._memory.text(LAST_USER)

    def why_locked(self) -> Message | None:
        """Return once why the desk locked itself, and what was lost by it; nothing where its person locked it."""
        why, _, lost = self._memory.text(LOCKED).partition(" ")
        if not why:
            return None
        self._memory.keep(LOCKED, "")
        words = _LOCKED_BECAUSE[Why(why)] if why in set(_LOCKED_BECAUSE) else ""
        if not words and not lost:
            return None
        half = f"Half typed then and not saved: {lost}." if lost else ""
        return Message(words or "BookDesk was locked.", Tone.WARN if lost else Tone.INFO, half)

    def look_for_keyring(self, owner: QObject, name: str, then: Callable[[bool], None]) -> None:
        """Ask whether the keyring of this computer opens the practice for somebody just now."""
        user = name.strip()
        if user and self._around.practice_is_here():
            offered = self._around.threshold
            self._door.ask(owner, lambda: offered().keyring_offered(user), then, lambda _: then(False), name="keyring")
        else:
            then(False)

    def unlock_by_keyring(self, owner: QObject, name: str, then: Entered, failed: Failed) -> None:
        """Open the practice without a passphrase, where the keyring offers it."""
        user = name.strip()
        self._door.ask(owner, lambda: self._around.threshold().unlock_by_keyring(user), then, failed)

    def unlock(self, owner: QObject, name: str, passphrase: str, then: Entered, failed: Failed) -> None:
        """Open the practice; a wrong passphrase and an unknown name are refused alike."""
        user = name.strip()

        def entered(office: Office) -> None:
            self._memory.keep(LAST_USER, user)
            then(office)

        self._door.ask(owner, lambda: self._around.threshold().unlock(user, passphrase), entered, failed)
