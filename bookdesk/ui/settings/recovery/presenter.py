"""What the section on the recovery sheet does: a new one takes the old one's place once it is in the person's hands."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from bookdesk.core.errors import BookDeskError
from bookdesk.office import ownsafety
from bookdesk.office.ownsafety import OLDER_BACKUPS, SheetState
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.keeping import Abandoned, Gate
from bookdesk.ui.tasks import Failed

LANE = "practice"
_NONE_MADE = ("The sheet you have is still the one that opens the practice.", "The new one opens nothing: tear it up.")


class RecoveryPresenter(QObject):
    """Asks and changes; the section shows."""

    found = Signal(object)
    """A `SheetState`."""
    sheet_made = Signal(object)
    """A `SheetToKeep`: the old sheet stays until `sheet_kept`, and for good after `abandon`."""
    ended = Signal(object)
    """A `Message` about how the making of a new sheet ended."""

    def __init__(self, desktop: Desktop) -> None:
        """Serve the practice of this desk."""
        super().__init__()
        self._desktop = desktop
        self._waiting: Gate | None = None
        desktop.door.closing.connect(self.abandon)

    def look(self) -> None:
        """Ask how it stands."""
        office = self._desktop.office

        def seen(state: SheetState) -> None:
            self.found.emit(state)

        self._desktop.door.ask(self, lambda: ownsafety.sheet_state(office), seen, name="sheet")

    def practice(self) -> str:
        """Return what the practice is called."""
        return self._desktop.office.practice.practice.name

    def check(self, text: str, then: Callable[[], object], failed: Failed) -> None:
        """Look whether a sheet is the present one, and note that it is at hand."""
        office = self._desktop.office

        def done(_: object) -> None:
            then()
            self.look()

        self._desktop.door.change(LANE, self, lambda: ownsafety.check_sheet(office, text), done, failed)

    def make(self) -> None:
        """Make a new sheet, which is shown by `sheet_made`; who may not is refused before."""
        office = self._desktop.office
        self._desktop.door.ask(self, lambda: ownsafety.require_renewal(office), lambda _: self._make(), self._failed)

    def sheet_kept(self) -> None:
        """Put the new sheet in place: groups of it were typed back, and who did so is asked for where long ago."""
        office = self._desktop.office
        self._desktop.door.ask(
            self, lambda: ownsafety.require_renewal(office), lambda _: self._decide(kept=True), self._given_up
        )

    def abandon(self) -> None:
        """Let the old sheet stay."""
        self._decide(kept=False)

    def waits(self) -> bool:
        """Whether a new sheet is still to be kept."""
        return self._waiting is not None

    def _make(self) -> None:
        office, gate = self._desktop.office, Gate(self.sheet_made.emit, _NONE_MADE)
        self._waiting = gate

        def done(_: object) -> None:
            self._waiting = None
            words = "The new sheet opens the practice; the old one opens it no more."
            self.ended.emit(Message(words, Tone.GOOD, OLDER_BACKUPS))
            self.look()

        def failed(error: BookDeskError) -> None:
            gate.forget()
            self._failed(error)

        # beside the lane of the practice: what waits there for the person would let nothing else pass
        self._desktop.door.ask(self, lambda: ownsafety.renew_sheet(office, gate.keep), done, failed)

    def _decide(self, *, kept: bool) -> None:
        if self._waiting is not None:
            self._waiting.decide(kept=kept)

    def _given_up(self, error: BookDeskError) -> None:
        self.abandon()
        self._failed(error)

    def _failed(self, error: BookDeskError) -> None:
        self._waiting = None
        tone = Tone.INFO if isinstance(error, Abandoned) else Tone.BAD
        self.ended.emit(Message(error.what, tone, error.remedy))


def sheet_words(state: SheetState) -> str:
    """Return how it stands with the sheet."""
    since = f"Made {wording.moment(state.since)}. " if state.since is not None else ""
    if state.confirmed:
        return f"{since}Somebody typed from it that it is at hand."
    return f"{since}Nobody showed yet that it is at hand: check it, while a passphrase still opens the practice."
