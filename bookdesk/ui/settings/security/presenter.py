"""What the section on security does, each act in the practice's own lane; its words are said where it was asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from PySide6.QtCore import QObject, Signal

from bookdesk.core.errors import BookDeskError
from bookdesk.office import locking, ownsafety
from bookdesk.office.ownsafety import OwnSafety
from bookdesk.security.secondfactor import Enrolment
from bookdesk.security.slotfile import CHANGE_KEYS, OLDER_KEY_FILES
from bookdesk.security.stepup import SET_UP_ANEW, TAKEN_AWAY
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.tasks import Failed

T = TypeVar("T")
LANE: Final = "practice"
_OLD_OPENS: Final = f"{OLDER_KEY_FILES} ({CHANGE_KEYS})"


class SecurityPresenter(QObject):
    """Asks and changes; the section shows."""

    found = Signal(object)
    """An `OwnSafety`."""
    said = Signal(object)
    """A `Message` about what was done or refused."""

    def __init__(self, desktop: Desktop) -> None:
        """Serve the person at this desk."""
        super().__init__()
        self._desktop = desktop
        self._idle_name = f"lock after {desktop.office.practice.user.id}"

    def look(self) -> None:
        """Ask how it stands."""
        office = self._desktop.office

        def seen(found: OwnSafety) -> None:
            self.found.emit(found)

        self._desktop.door.ask(self, lambda: ownsafety.own_safety(office), seen, self._say_error, name="safety")

    # -- the lock

    def idle_minutes(self) -> str:
        """Return after how many minutes without a touch the desk locks; `0` for never."""
        kept = self._desktop.memory.text(self._idle_name)
        known = {str(one) for one in (*locking.IDLE_MINUTES, locking.NEVER)}
        return kept if kept in known else str(locking.USUAL_MINUTES)

    def keep_idle_minutes(self, minutes: str) -> None:
        """Remember it for this person."""
        self._desktop.memory.keep(self._idle_name, minutes)

    # -- acts

    def change_passphrase(self, old: str, new: str, then: Callable[[], object], failed: Failed) -> None:
        """Change the passphrase of the person at work."""
        self._do(
            lambda: ownsafety.change_passphrase(self._desktop.office, old, new),
            Message("Your passphrase is another one now.", Tone.GOOD, _OLD_OPENS),
            then,
            failed,
        )

    def remember_here(self, *, on: bool) -> None:
        """Let the keyring open the practice, or no more."""
        words = "For half a day the keyring opens the practice." if on else "Your passphrase is asked for each time."
        self._do(lambda: ownsafety.remember_here(self._desktop.office, on=on), Message(words, Tone.GOOD))

    def bind(self, passphrase: str, *, on: bool, then: Callable[[], object], failed: Failed) -> None:
        """Bind the passphrase to this computer, or free it."""
        words = (
            "Your passphrase opens the practice on this computer only."
            if on
            else "Your passphrase opens the practice on every computer again."
        )
        told = Message(words, Tone.GOOD, _OLD_OPENS if on else "")
        self._do(lambda: ownsafety.bind_to_computer(self._desktop.office, passphrase, on=on), told, then, failed)

    def begin_code(self, *, both: bool, then: Callable[[Enrolment], None]) -> None:
        """Make the secret of a second factor."""
        office = self._desktop.office
        self._desktop.door.change(LANE, self, lambda: ownsafety.begin_code(office, both=both), then, self._say_error)

    def confirm_code(self, code: str, then: Callable[[], object], failed: Failed) -> None:
        """Take the second factor into use."""
        told = Message("Acts that matter may ask for a code of your phone from now on.", Tone.GOOD)
        self._do(lambda: ownsafety.confirm_code(self._desktop.office, code), told, then, failed)

    def remove_code(self, then: Callable[[], object], failed: Failed) -> None:
        """Give the second factor up."""
        told = Message("No code is asked for any more.", Tone.GOOD, "Delete the entry in your authenticator.")
        self._do(lambda: ownsafety.remove_code(self._desktop.office), told, then, failed)

    def _do(
        self,
        work: Callable[[], object],
        told: Message,
        then: Callable[[], object] | None = None,
        failed: Failed | None = None,
    ) -> None:
        def done(_: object) -> None:
            if then is not None:
                then()
            self.said.emit(told)
            self.look()

        self._desktop.door.change(LANE, self, work, done, failed or self._say_error)

    def _say_error(self, error: BookDeskError) -> None:
        self.said.emit(Message(error.what, Tone.BAD, error.remedy))


def keyring_words(found: OwnSafety) -> str:
    """Return how it stands with the keyring."""
    state = found.keyring
    if state.trouble:
        return f"{state.trouble} So your passphrase is asked for each time."
    if not state.on:
        return f"Off. Your passphrase is asked for each time. It would be kept in {state.place}."
    until = f" until {wording.moment(state.until)}" if state.until is not None else ""
    return f"On{until}, in {state.place}. Whoever sits down here as you in that time gets in."


def device_words(found: OwnSafety) -> str:
    """Return how it stands with the device secret."""
    if found.device_secret:
        return "On. Your passphrase opens the practice on this computer only; whoever copies the files guesses in vain."
    lacks = f" It needs a keyring of this computer. {found.keyring.trouble}" if found.keyring.trouble else ""
    return f"Off. Your passphrase opens the practice wherever its files are, a backup included.{lacks}"


def code_words(found: OwnSafety) -> str:
    """Return how it stands with the second factor."""
    if found.code_taken_away:
        return f"{TAKEN_AWAY} {SET_UP_ANEW}"
    if not found.second_factor:
        return "Off. Acts that matter ask for your passphrase once more."
    return (
        "On. Acts that matter ask for passphrase and code, and so does giving it up. Phone lost? Another owner or the"
        " recovery sheet gives you new keys without it."
        if found.both
        else "On. A code or your passphrase is enough."
    )
