"""What every screen is given: the practice, the door off the thread, where the person is, who hears of acts."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from bookdesk.core.clock import today
from bookdesk.core.errors import BookDeskError
from bookdesk.office.acts import watching
from bookdesk.office.equipment import Equipment
from bookdesk.office.opened import Office
from bookdesk.office.overview import ClientLine, Overview
from bookdesk.office.undostack import Done
from bookdesk.ui.arriving import ArrivingDesk
from bookdesk.ui.intake import IntakeDesk
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.mailing import MailDesk
from bookdesk.ui.memory import Memory
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.safekeeping import Safekeeping
from bookdesk.ui.tasks import Door, Failed
from bookdesk.workspace import Workspace

T = TypeVar("T")


@dataclass(frozen=True)
class Act:
    """One act that was done on a client's books, as the undo hears of it."""

    client_id: str
    done: Done
    back: Callable[[], object] | None = None
    """Takes it back where it changed nothing that the history knows, such as the outbox."""
    remedy: str = ""
    """What else is to be known of it."""


class Desktop(QObject):
    """The person's desk: one opened practice, one client in front of him."""

    went = Signal(object)
    """A `Place` that should be shown."""
    client_changed = Signal(str)
    """The client in front of the person is another one (its id, or nothing)."""
    books_changed = Signal(str)
    """Something in this client's books changed: whoever shows it looks again."""
    acted = Signal(object)
    """An `Act` of the person, which may be taken back."""
    told = Signal(object)
    """A `Message` for the person."""
    withdrawn = Signal(object)
    """A `Message` that was told and is no longer true."""
    reached = Signal(str, bool)
    """The accounting system of a client (its id) answered, or could not be reached."""
    line_changed = Signal(object)
    """The `ClientLine` of a client that was looked at anew, after a change or in the background."""

    def __init__(
        self, office: Office, door: Door, memory: Memory, equipment: Equipment, parent: QObject | None = None
    ) -> None:
        """Sit down at an opened practice."""
        super().__init__(parent)
        self.office, self.door, self.memory, self.equipment = office, door, memory, equipment
        self.intake = IntakeDesk(office, self)
        self.mail = MailDesk(office, self)
        self.mail.changed.connect(self.books_changed)
        self.mail.told.connect(self.tell)
        self.mail.wanted.connect(self.go)
        self.arriving = ArrivingDesk(office, memory, self)
        self.arriving.came.connect(self._take_arrived)
        self.arriving.told.connect(self.tell)
        self.arriving.wanted.connect(self.go)
        self.books_changed.connect(self.arriving.changed)
        self.safekeeping = Safekeeping(office, door, self)
        self._overview: Overview | None = None
        self._guard = threading.Lock()
        self.client_id: str = ""
        self._last_told: Message | None = None
        self._here: list[Message] = []
        self.may_go: Callable[[Place], bool] = lambda _place: True
        """Whether a place may be shown now; the window asks the screen that is shown, which may need the person."""
        door.failed.connect(self.tell_error)

    def overview(self) -> Overview:
        """Return the figures of all clients; unsealing them takes a moment, so ask for it off this thread."""
        with self._guard:
            if self._overview is None:
                self._overview = Overview(self.office)
                self._overview.watch(self._line_taken)
            return self._overview

    def _line_taken(self, line: ClientLine) -> None:
        self.line_changed.emit(line)  # from whichever thread: Qt brings it to this one

    def _take_arrived(self, client_id: str) -> None:
        """Let what came by itself be read, and whoever shows the client look again."""
        self.books_changed.emit(client_id)
        self.intake.go_on(client_id)

    def choose_client(self, client_id: str) -> None:
        """Put a client in front of the person; screens of a client show this one."""
        if client_id != self.client_id:
            self.client_id = client_id
            here, self._here = self._here, []
            for message in here:
                self.withdrawn.emit(message)
            self.client_changed.emit(client_id)

    def today(self) -> date:
        """Return the civil date where the client in front is at home."""
        return today(self.office.clock, self.zone())

    def zone(self) -> str:
        """Return the IANA time zone of the client in front."""
        return (self.office.entry(self.client_id).profile.zone if self.client_id else None) or "UTC"

    def go(self, place: Place) -> None:
        """Show a place, if the person may go there now; its client comes to the front first."""
        if not self.may_go(place):
            return
        if place.client_id:
            self.choose_client(place.client_id)
        self.went.emit(place)

    def tell(self, message: Message) -> None:
        """Say something to the person, beside his work."""
        self._last_told = message
        self.told.emit(message)

    def make_room(self) -> None:
        """Let the last note go where it would lie over what is asked now, unless it tells of something refused."""
        last, self._last_told = self._last_told, None
        if last is not None and last.tone not in {Tone.WARN, Tone.BAD}:
            self.withdrawn.emit(last)

    def tell_here(self, message: Message) -> None:
        """Say something of the client in front that does not name it: it is withdrawn when another one comes."""
        self._here.append(message)
        self.tell(message)

    def tell_error(self, error: BookDeskError) -> None:
        """Say what happened and what to do."""
        named = self.office.named
        self.tell(Message(named(error.what), Tone.BAD, named(error.remedy)))

    def ask(  # noqa: PLR0913 - a question with what becomes of its answer
        self,
        client_id: str,
        owner: QObject,
        work: Callable[[Workspace], T],
        then: Callable[[T], None],
        failed: Failed | None = None,
        *,
        name: str = "",
    ) -> None:
        """Query a client's books; the answer comes back on this thread, unless another client is in front by then."""
        told = self._while_in_front(client_id, failed) if failed is not None else None
        self.door.ask(owner, lambda: self._on(client_id, work), self._while_in_front(client_id, then), told, name=name)

    def act(  # noqa: PLR0913 - an act with what becomes of it
        self,
        client_id: str,
        owner: QObject,
        work: Callable[[Workspace], T],
        then: Callable[[T], None] | None = None,
        failed: Failed | None = None,
        *,
        remedy: str = "",
        back: Callable[[], object] | None = None,
    ) -> None:
        """Change a client's books, then let what follows from it follow, and tell everybody, with the `remedy`.

        `back` takes the act back where the history alone cannot. The answer is left where another client is in front
        by then; a failure is told all the same.
        """
        acts: list[Done] = []
        still = self._still_in_front(client_id)

        def ended() -> None:
            self.books_changed.emit(client_id)
            for one in acts:
                self.acted.emit(Act(client_id, one, back, remedy))
            if remark := self.office.remark():
                self.tell(Message(remark, Tone.WARN))

        def done(answer: T) -> None:
            ended()
            if then is not None and isValid(owner) and still():
                then(answer)

        def undone(error: BookDeskError) -> None:
            ended()  # a bulk act may have done a part
            (failed if failed is not None and isValid(owner) and still() else self.tell_error)(error)

        self.door.change(client_id, self, lambda: self._change(client_id, work, acts), done, undone)

    def quietly(
        self,
        client_id: str,
        owner: QObject,
        work: Callable[[Workspace], T],
        then: Callable[[T], None],
        failed: Failed | None = None,
    ) -> None:
        """Do what writes only the machine's own tables, such as looking through the outbox: in turn, told to nobody."""
        told = self._while_in_front(client_id, failed or self.tell_error)
        self.door.change(
            client_id, owner, lambda: self._on(client_id, work), self._while_in_front(client_id, then), told
        )

    def _still_in_front(self, client_id: str) -> Callable[[], bool]:
        """Return a question for later: whether a client that is in front now still is; of any other it is yes."""
        was = client_id == self.client_id
        return lambda: not was or client_id == self.client_id

    def _while_in_front(self, client_id: str, then: Callable[[T], None]) -> Callable[[T], None]:
        """Return what takes an answer, unless its client was in front when it was asked and is not any more."""
        still = self._still_in_front(client_id)

        def take(answer: T) -> None:
            if still():
                then(answer)

        return take

    def _on(self, client_id: str, work: Callable[[Workspace], T]) -> T:
        with self.office.workspace(client_id) as workspace:
            return work(workspace)

    def _change(self, client_id: str, work: Callable[[Workspace], T], acts: list[Done]) -> T:
        with self.office.workspace(client_id) as workspace, watching(workspace, self.office.name_of) as watched:
            try:
                return work(workspace)
            finally:
                workspace.serve()
                one = watched.done()
                if one is not None:
                    acts.append(one)
