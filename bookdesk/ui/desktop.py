"""What every screen is given: the practice, the door off the thread, where the person is, who hears of acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from bookdesk.core.errors import BookDeskError
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.memory import Memory
from bookdesk.ui.tasks import Door, Failed

if TYPE_CHECKING:  # what the way in shows first must not wait for the services behind it
    from bookdesk.office.equipment import Equipment
    from bookdesk.office.opened import Office
    from bookdesk.workspace import Workspace

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """Where to go: a screen, the client it shows, one of the screen's named lists, and a record in it."""

    screen: str
    client_id: str | None = None
    view: str = ""
    item: str = ""


@dataclass(frozen=True)
class Message:
    """What a toast or banner says: what happened, what to do, and an act that can be done from it."""

    words: str
    tone: Tone = Tone.PLAIN
    remedy: str = ""
    label: str = ""
    act: Callable[[], object] | None = None


@dataclass(frozen=True)
class Act:
    """One act that was done on a client's books, as the undo hears of it; `done` is what `office.acts` saw."""

    client_id: str
    done: Any


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

    def __init__(
        self, office: Office, door: Door, memory: Memory, equipment: Equipment, parent: QObject | None = None
    ) -> None:
        """Sit down at an opened practice."""
        super().__init__(parent)
        self.office, self.door, self.memory, self.equipment = office, door, memory, equipment
        self.client_id: str = ""
        door.failed.connect(self.tell_error)

    def choose_client(self, client_id: str) -> None:
        """Put a client in front of the person; screens of a client show this one."""
        if client_id != self.client_id:
            self.client_id = client_id
            self.client_changed.emit(client_id)

    def go(self, place: Place) -> None:
        """Show a place; its client comes to the front first."""
        if place.client_id:
            self.choose_client(place.client_id)
        self.went.emit(place)

    def tell(self, message: Message) -> None:
        """Say something to the person, beside his work."""
        self.told.emit(message)

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
        """Query a client's books; the answer comes back on this thread."""
        self.door.ask(owner, lambda: self._on(client_id, work), then, failed, name=name)

    def act(
        self,
        client_id: str,
        owner: QObject,
        work: Callable[[Workspace], T],
        then: Callable[[T], None] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Change a client's books, then let what follows from it follow, and tell everybody."""

        def done(answer: T) -> None:
            self.books_changed.emit(client_id)
            if then is not None:
                then(answer)

        def undone(error: BookDeskError) -> None:
            self.books_changed.emit(client_id)  # a bulk act may have done a part
            (failed or self.tell_error)(error)

        self.door.change(client_id, owner, lambda: self._change(client_id, work), done, undone)

    def quietly(
        self,
        client_id: str,
        owner: QObject,
        work: Callable[[Workspace], T],
        then: Callable[[T], None],
        failed: Failed | None = None,
    ) -> None:
        """Do what writes only the machine's own tables, such as looking through the outbox: in turn, told to nobody."""
        self.door.change(client_id, owner, lambda: self._on(client_id, work), then, failed or self.tell_error)

    def _on(self, client_id: str, work: Callable[[Workspace], T]) -> T:
        with self.office.workspace(client_id) as workspace:
            return work(workspace)

    def _change(self, client_id: str, work: Callable[[Workspace], T]) -> T:
        with self.office.workspace(client_id) as workspace:
            try:
                return work(workspace)
            finally:
                workspace.serve()
