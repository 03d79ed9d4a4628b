"""A document under review as it is asked for and corrected; no widget, no SQL. The next one is fetched meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from bookdesk.capture.chosen import ChosenPlace
from bookdesk.capture.columns import Grid
from bookdesk.capture.entering import entered
from bookdesk.capture.handtaught import Taught, teach_position
from bookdesk.capture.inbox import InboxService
from bookdesk.capture.lines import around
from bookdesk.capture.listing import InboxList, InboxOrder
from bookdesk.capture.meanings import Hints, Meaning
from bookdesk.capture.pages import DocumentPages
from bookdesk.capture.picking import picked
from bookdesk.capture.placed import PlacedWord
from bookdesk.capture.readiness import Objection, doubtful, missing, next_doubtful
from bookdesk.capture.rereading import WorkedOn
from bookdesk.capture.service import CaptureService
from bookdesk.capture.views import InboxItem
from bookdesk.core.errors import BookDeskError, PasswordNeeded
from bookdesk.models.document import DocumentState
from bookdesk.reading.second import is_installed, not_installed
from bookdesk.security.roles import Permission
from bookdesk.ui.askers import Askers
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.documents import move, take_apart
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.sheets import FIRST_WIDTH, PageShown, Sheets
from bookdesk.ui.waiting import codes_of, queue_of
from bookdesk.workspace import Workspace

T = TypeVar("T")


@dataclass(frozen=True)
class Reviewed:
    """Everything that is shown of one document: the item, what speaks against confirming it, how it writes."""

    item: InboxItem
    objections: tuple[Objection, ...]
    hints: Hints

    @property
    def document_id(self) -> str:
        """The document."""
        return self.item.row.document_id

    @property
    def open(self) -> bool:
        """Whether it can still be corrected and confirmed."""
        return self.item.row.state is DocumentState.TO_REVIEW


class ReviewPresenter(QObject):
    """Holds the queue of documents to review of the client in front, the shown one, and the next one ready."""

    shown = Signal(object)
    """A `Reviewed` document is in front, or changed."""
    page_shown = Signal(object)
    """A `PageShown`."""
    page_failed = Signal(object)
    """A `BookDeskError`: why no page can be shown."""
    codes = Signal(object)
    refused = Signal(str, object)
    """The name of a field and the `Meaning` or error that says why its value was not taken."""
    failed = Signal(object)
    place_changed = Signal(str, bool, bool)
    """Which of how many the document is on the list it stands in, and whether one comes before and after it."""
    locked = Signal(object)
    """The error that says why a password does not open the shown document."""
    worked_on = Signal(object)
    """The error that says what reading the shown document again would lose."""
    taught = Signal(str, object)
    """The name of a field and the `Taught` that says what became of its place."""
    finished = Signal()
    """Nothing is left to review."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._desktop = desktop
        self.client_id = ""
        self.back: Place | None = None
        self.reviewed: Reviewed | None = None
        self.seen: set[str] = set()
        self._met: set[str] = set()
        self._front = ""
        self._askers = Askers()
        self._corrections, self._confirm_wanted = 0, ""  # those on their way, and the document that waits for them
        self._queue: list[str] = []
        self._lists: dict[str, InboxList] = {}
        self._items: dict[str, Reviewed] = {}
        self._sheets = Sheets(desktop, self)
        desktop.books_changed.connect(self._books_changed)

    # -- what is in front

    def open(self, document_id: str, order: str = "", *, descending: bool = False) -> None:
        """Bring a document of the client in front, with the queue it stands in, sorted as the list it came from."""
        self._forget()
        self.client_id = self._desktop.client_id
        sorting = InboxOrder(order or InboxOrder.NUMBER)
        self._ask(
            lambda workspace: queue_of(workspace, sorting, descending=descending), self._queue_known, name="queue"
        )
        self._ask(codes_of, self.codes.emit, name="codes")
        self._bring(document_id)

    def step(self, by: int) -> None:
        """Go to the next or previous document of the queue."""
        if self.reviewed is None:
            return
        place = self._queue.index(self.reviewed.document_id) if self.reviewed.document_id in self._queue else -1
        target = place + by
        if 0 <= target < len(self._queue):
            self._bring(self._queue[target])

    def refresh(self) -> None:
        """Look at the shown document again."""
        if self.reviewed is not None:
            self._load(self.reviewed.document_id, self._show)

    def close(self) -> None:
        """Let go of everything, when the person goes elsewhere."""
        self._forget()

    def next_doubt(self, after: str | None) -> str | None:
        """Return the next name that needs a person's eye; none where the document is ready."""
        if self.reviewed is None:
            return None
        found = next_doubtful(self.reviewed.item, after, self.seen)
        doubts = doubtful(self.reviewed.item, self.seen)
        lacks_rate = any("rate" in one.about for one in self.reviewed.objections)  # it stands on no document
        if lacks_rate and after != "rate" and (not doubts or after == doubts[-1]):
            return "rate"
        return found

    def look_at(self, name: str) -> None:
        """Remember that a person looked at a field and left it as it is."""
        self.seen.add(name)

    def meet(self, names: Iterable[str]) -> None:
        """Remember that a person was at these fields, or was told of them."""
        self._met.update(names)

    def lacking(self) -> tuple[str, ...]:
        """Return what every bill needs and the shown one lacks."""
        return missing(self.reviewed.item) if self.reviewed is not None else ()

    def unmet(self) -> tuple[str, ...]:
        """Return the doubts that nobody was at; none while something is absent, for which confirming is refused."""
        item = self.reviewed.item if self.reviewed is not None else None
        return () if item is None or missing(item) else doubtful(item, self.seen | self._met)

    # -- pages

    def show_page(self, number: int, width: int = 0) -> None:
        """Ask for a page of the shown document, about `width` pixels wide where that matters."""
        if self.reviewed is not None:
            self._paint(self.reviewed.document_id, number, width or FIRST_WIDTH)

    # -- acts

    def answer(self, act: Callable[[str], object], text: str, refused: Callable[[str], object]) -> None:
        """Do what an answer asks for; why it is refused goes to `refused`, while its document is in front."""
        front, desktop = self._front, self._desktop

        def told(error: BookDeskError) -> None:
            if self._front == front:
                refused(desktop.office.named(str(error)))
            else:
                desktop.tell_error(error)

        self._askers.answer(act, text, told)

    def enter(self, name: str, text: str) -> bool:
        """Take what was typed into a field; false, and said at the field, where it cannot be understood."""
        return self.reviewed is not None and self._take(name, entered(name, text, self.reviewed.hints))

    def pick(self, name: str, words: Sequence[PlacedWord], page: Sequence[PlacedWord] = ()) -> None:
        """Take words of a page, of which `page` are all, as the value of a field."""
        if self.reviewed is not None:
            self._take(name, picked(name, words, self.reviewed.hints, page), _place_of(words))

    def correct(self, corrections: Mapping[str, str], places: Mapping[str, ChosenPlace] | None = None) -> None:
        """Set exact values, chosen at `places` of the page by field, or say a word such as `duplicate=no`."""
        reviewed = self.reviewed
        if reviewed is None:
            return
        known = reviewed.item.bill is not None and not self._corrections  # else the one before it changes the version
        version = reviewed.item.row.version if known else None
        name = next(iter(corrections))
        self._corrections += 1
        self._act(
            lambda inbox: inbox.set(reviewed.document_id, corrections, version=version, places=places),
            lambda item: self._corrected(reviewed, item),
            lambda error: self._not_corrected(name, error),
        )

    def reline(self, grid: Grid) -> None:
        """Read the lines of the shown document anew, by columns drawn on its page."""
        reviewed = self.reviewed
        if reviewed is not None:
            self._act(
                lambda inbox: inbox.reline(reviewed.document_id, grid), lambda item: self._changed(reviewed, item)
            )

    def step_back(self, name: str) -> None:
        """Give one field what it said before its last correction."""
        reviewed = self.reviewed
        if reviewed is None or not reviewed.open:
            return
        if not any(one.name == name and one.value != one.read_value for one in reviewed.item.fields):
            self._desktop.tell(Message("Nobody changed this field: it stands as it was read."))
            return
        self._act(lambda inbox: inbox.step_back(reviewed.document_id, name), lambda item: self._changed(reviewed, item))

    def teach(self, name: str) -> None:
        """Remember where a field stands for its supplier's documents; once more takes it back."""
        reviewed = self.reviewed
        if reviewed is None:
            return

        def work(workspace: Workspace) -> Taught:
            workspace.require(Permission.CAPTURE)
            return teach_position(workspace.desk, reviewed.document_id, name)

        self._desktop.quietly(
            self.client_id, self, work, lambda taught: self.taught.emit(name, taught), self._desktop.tell_error
        )

    def beside(self, answer: str) -> None:
        """Take the number of the document that goes with the bill, or the reason why none is needed."""
        number = answer.strip().removeprefix("#")
        self.correct({"paper": number} if number.isdecimal() else {"no_paper": answer})

    def confirm(self) -> None:
        """Make the draft a bill and bring the next document, once every correction of it was taken."""
        reviewed = self.reviewed
        if reviewed is None or not reviewed.open:
            return
        if self._corrections:
            self._confirm_wanted = reviewed.document_id
            return
        version = reviewed.item.row.version
        self._act(
            lambda inbox: inbox.confirm(reviewed.document_id, version=version),
            lambda _: self._done(reviewed.document_id),
            permission=Permission.REVIEW,
        )

    def reject(self, why: str) -> None:
        """Put the document aside with a reason and bring the next one."""
        reviewed = self.reviewed
        if reviewed is not None:
            self._act(lambda inbox: inbox.reject(reviewed.document_id, why), lambda _: self._done(reviewed.document_id))

    def unlock(self, password: str) -> None:
        """Read the shown document with its password; one that does not open it is told, and asked for again."""
        reviewed = self.reviewed
        if reviewed is None:
            return

        def opened(item: InboxItem) -> None:
            self._sheets.keep(())
            self._changed(reviewed, item)
            self._paint(reviewed.document_id, 1, FIRST_WIDTH)

        def failed(error: BookDeskError) -> None:
            (self.locked.emit if isinstance(error, PasswordNeeded) else self._fail)(error)

        self._act(lambda inbox: inbox.unlock(reviewed.document_id, password), opened, failed)

    def read_again(self, *, drop: bool = False) -> None:
        """Read the shown document with the second reader too; what a person did to it is lost only where he says so."""
        reviewed = self.reviewed
        if reviewed is None:
            return
        if not is_installed():
            self.failed.emit(not_installed())  # before anybody is asked what may be lost for it
            return

        def failed(error: BookDeskError) -> None:
            (self.worked_on.emit if isinstance(error, WorkedOn) else self._fail)(error)

        def work(inbox: InboxService) -> InboxItem:
            return inbox.read_again(reviewed.document_id, drop=drop)

        self._act(work, lambda item: self._changed(reviewed, item), failed)

    def reopen(self) -> None:
        """Take a confirmed document back to review."""
        reviewed = self.reviewed
        if reviewed is not None:
            self._act(lambda inbox: inbox.reopen(reviewed.document_id), lambda item: self._changed(reviewed, item))

    def compare(self) -> None:
        """Show the document beside the one that it may be again."""
        if self.reviewed is not None:
            here = Place("review", item=self.reviewed.document_id, back=self.back)
            self._desktop.go(Place("compare", item=self.reviewed.document_id, back=here))

    def move(self, to_client: str) -> None:
        """Hand the document over to another client and bring the next one."""
        if (shown := self.reviewed) is not None:
            wanted = [(shown.document_id, shown.item.row.version)]
            move(self._desktop, self, wanted, to_client, lambda: self._done(shown.document_id))

    def take_apart(self) -> None:
        """Show where the document may be several, or say why it is one."""
        if self.reviewed is not None:
            here = Place("review", item=self.reviewed.document_id, back=self.back)
            take_apart(self._desktop, self, self.reviewed.document_id, here)

    def go_back(self) -> None:
        """Go back to the list from which the document was opened, or to the inbox with the document chosen there."""
        item = self.reviewed.document_id if self.reviewed is not None else ""
        self._desktop.go(self.back or Place("inbox", item=item))

    # -- inside: the queue and what is fetched ahead

    def _queue_known(self, queue: dict[str, InboxList]) -> None:
        self._queue, self._lists = list(queue), queue
        self._tell_place()
        self._fetch_next()

    def _bring(self, document_id: str) -> None:
        self.seen, self._met = set(), set()
        self._front = document_id
        known = self._items.get(document_id)
        if known is not None:
            self._show(known)
        else:
            self._load(document_id, self._show)
        self._paint(document_id, 1, FIRST_WIDTH)

    def _show(self, reviewed: Reviewed) -> None:
        if reviewed.document_id != self._front:
            return  # the person went on meanwhile
        if self.reviewed is not None and self.reviewed.document_id != reviewed.document_id:
            self.seen, self._met = set(), set()
        self.reviewed = reviewed
        self._items[reviewed.document_id] = reviewed
        self.shown.emit(reviewed)
        self._tell_place()
        self._fetch_next()

    def _tell_place(self) -> None:
        shown = self.reviewed.document_id if self.reviewed is not None else ""
        if shown not in self._queue:
            self.place_changed.emit("", False, bool(self._queue))
            return
        which, place = self._lists[shown], self._queue.index(shown)
        same = [one for one in self._queue if self._lists[one] is which]
        words = f"{same.index(shown) + 1} of {len(same)} {which}"
        self.place_changed.emit(words, place > 0, place + 1 < len(self._queue))

    def _next_id(self) -> str:
        """Return the document after the shown one, else the one before it."""
        if self._front not in self._queue:
            return next((one for one in self._queue if one != self._front), "")
        place = self._queue.index(self._front)
        return next(iter((*self._queue[place + 1 : place + 2], *self._queue[max(0, place - 1) : place])), "")

    def _fetch_next(self) -> None:
        """Read the next document and paint its first page, so that it is there when it is wanted."""
        following = self._next_id()
        self._sheets.keep({following, self._front})
        if following and following not in self._items:
            self._load(following, self._fetched, ahead=True)
        if following:
            self._sheets.paint(following, 1, lambda _: None, lambda _: None)

    def _fetched(self, reviewed: Reviewed) -> None:
        self._items.setdefault(reviewed.document_id, reviewed)

    def _done(self, document_id: str) -> None:
        """Go on to the next document, after this one left the queue."""
        following = self._next_id()
        self._queue = [one for one in self._queue if one != document_id]
        self._items.pop(document_id, None)
        if following and following in self._queue:
            for stale in self._stale(document_id):
                self._items.pop(stale)  # what was learned of its supplier may fill more of it
            self._bring(following)
        else:
            self.reviewed = None
            self.finished.emit()

    def _stale(self, document_id: str) -> set[str]:
        """Return the fetched documents that confirming this one may have changed: of his supplier, or of nobody yet."""
        done = self._items.get(document_id) or self.reviewed
        supplier = done.item.row.supplier if done is not None else None
        return {
            key
            for key, one in self._items.items()
            if one.item.row.supplier == supplier or one.item.bill is None or not one.item.bill.supplier_known
        }

    def _corrected(self, before: Reviewed, item: InboxItem) -> None:
        self._corrections -= 1
        self._changed(before, item)
        if self._confirm_wanted and not self._corrections:
            wanted, self._confirm_wanted = self._confirm_wanted, ""
            if self.reviewed is not None and self.reviewed.document_id == wanted:
                self.confirm()

    def _not_corrected(self, name: str, error: BookDeskError) -> None:
        self._corrections -= 1
        self._confirm_wanted = ""
        self._askers.tell(error, partial(self.refused.emit, name))

    def _changed(self, before: Reviewed, item: InboxItem) -> None:
        self._show(replace(before, item=item))  # what speaks against it comes with the look after every act

    def _books_changed(self, client_id: str) -> None:
        """Look at the shown document again, whoever changed it, as when an act was taken back."""
        if client_id == self.client_id:
            self.refresh()

    def _take(self, name: str, meaning: Meaning, place: ChosenPlace | None = None) -> bool:
        if meaning.value is None:
            self._confirm_wanted = ""
            self.refused.emit(name, meaning)
            return False
        self.correct({name: meaning.value}, None if place is None else {name: place})
        return True

    # -- inside: asking

    def _load(self, document_id: str, then: Callable[[Reviewed], None], *, ahead: bool = False) -> None:
        name = "" if ahead else f"item {document_id}"
        self._ask(lambda workspace: self._reviewed(workspace, document_id), then, name=name)

    def _reviewed(self, workspace: Workspace, document_id: str) -> Reviewed:
        inbox = self._inbox(workspace)
        item = inbox.show(document_id)
        against = inbox.objections(document_id) if item.row.state is DocumentState.TO_REVIEW else ()
        return Reviewed(item, tuple(against), DocumentPages(workspace.desk).hints(document_id))

    def _paint(self, document_id: str, number: int, width: int) -> None:
        def painted(page: PageShown) -> None:
            if document_id == self._front:
                self.page_shown.emit(page)

        def broken(error: BookDeskError) -> None:
            if document_id == self._front:
                self.page_failed.emit(error)

        self._sheets.paint(document_id, number, painted, broken, width)

    def _inbox(self, workspace: Workspace) -> InboxService:
        return InboxService(workspace.desk, CaptureService(workspace.desk, self._desktop.equipment.reader()))

    def _act(
        self,
        work: Callable[[InboxService], T],
        then: Callable[[T], None],
        failed: Callable[[BookDeskError], None] | None = None,
        permission: Permission = Permission.CAPTURE,
    ) -> None:
        def allowed(workspace: Workspace) -> T:
            workspace.require(permission)
            return work(self._inbox(workspace))

        self._desktop.act(self.client_id, self, allowed, then, self._askers.remembered(failed or self._fail))

    def _fail(self, error: BookDeskError) -> None:
        self._askers.tell(error, self.failed.emit)

    def _ask(
        self,
        work: Callable[[Workspace], object],
        then: Callable[..., None],
        failed: Callable[[BookDeskError], None] | None = None,
        *,
        name: str = "",
    ) -> None:
        self._desktop.ask(self.client_id, self, work, then, failed or self.failed.emit, name=name)

    def _forget(self) -> None:
        self._sheets.keep(())
        self._items, self._queue = {}, []
        self.reviewed, self._front = None, ""
        self._confirm_wanted = ""


def _place_of(words: Sequence[PlacedWord]) -> ChosenPlace | None:
    return ChosenPlace(words[0].page, around(word.box for word in words)) if words else None
