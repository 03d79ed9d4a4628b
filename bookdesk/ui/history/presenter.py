"""What happened, as it is asked for; an act taken back, and the history exported. No widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from bookdesk.core.clock import today
from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.office.exporting import Export, Written, export_history
from bookdesk.office.past import ActDetail, ActRow, Past, PastQuery
from bookdesk.office.undoing import Undoing, UndoPlan
from bookdesk.office.undostack import Done, Sealed
from bookdesk.security.roles import Permission
from bookdesk.store.file import StoreFile
from bookdesk.ui.desktop import Act, Desktop
from bookdesk.ui.history.table import columns, file_name, place_of
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import ALL_ACTS, PRACTICE, Message
from bookdesk.ui.pieces.choice_field import Choice
from bookdesk.ui.pieces.countries import zone_here
from bookdesk.ui.pieces.models import OpenedList, open_beginning, open_list, open_rest
from bookdesk.workspace import Workspace

T = TypeVar("T")
ALL, PEOPLE, MINE = ALL_ACTS, "people", "mine"
"""The lists of a client: everything, what people did, what the person at work did. `PRACTICE` is the practice's own."""


@dataclass(frozen=True)
class PastFound:
    """One look at a history."""

    query: PastQuery
    list: OpenedList[ActRow]
    about: str = ""
    """What the one record is called whose history it is."""


class HistoryPresenter(QObject):
    """Asks for the history of the client in front, or of the practice."""

    found = Signal(object)
    """A `PastFound`, whole or its beginning."""
    completed = Signal(object)
    """The `PastFound` whose beginning was shown, now whole."""
    detail = Signal(object)
    """The `ActDetail` of the current act."""
    planned = Signal(object)
    """The `UndoPlan` of the current act."""
    failed = Signal(object)
    stale = Signal()

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Begin with everything."""
        super().__init__(parent)
        self._desktop = desktop
        self.query, self.list = PastQuery(), ALL
        self.zone = ""
        """The time zone by whose clock acts are told: that in which days begin, since days are looked for."""
        self.columns = columns(lambda: self.zone)
        desktop.books_changed.connect(self._books_changed)

    # -- what is asked

    def begin_anew(self, which: str = ALL) -> None:
        """Look for nothing in particular any more."""
        self.query, self.list = PastQuery(), which

    def show(self, *, which: str = "", from_top: bool = True, **changes: object) -> None:
        """Ask for a list, by other terms where given (fields of `PastQuery`)."""
        self.list = which or self.list
        self.query = replace(self.query, **changes)  # type: ignore[arg-type] # fields of the query, by name
        if from_top:
            self._look(self._asked(), lambda past: open_beginning(past, self.columns))
        else:
            self.refresh()

    def refresh(self, pages: Sequence[int] = (0,)) -> None:
        """Ask for the same list again."""
        self._look(self._asked(), lambda past: open_list(past, self.columns, pages))

    def page(self, work: Callable[[], object], then: Callable[[object], None]) -> None:
        """Read a page of the list; the model asks for it."""
        self._ask("", lambda _past: work(), then)

    def show_act(self, row: ActRow) -> None:
        """Ask for one act in full, then whether it can be taken back."""
        file = self._desktop.office.practice.file

        def work(past: Past) -> ActDetail | None:
            detail = past.detail(row.key)
            computers = {str(device.id): device.name for device in file.devices()}
            return replace(detail, device=computers.get(detail.device, detail.device)) if detail is not None else None

        self._ask("detail", work, self._show_detail)

    def people(self) -> tuple[Choice, ...]:
        """Return who may have done something."""
        users = self._desktop.office.practice.file.users()
        return tuple(Choice(user.id, user.name) for user in sorted(users, key=lambda one: one.name))

    def may_see_practice(self) -> bool:
        """Whether the practice's own history is for this person: those who manage its people."""
        return self._allowed(Permission.MANAGE_USERS)

    def today(self) -> date:
        """Return the client's day, from which days are counted that are typed short."""
        return today(self._desktop.office.clock, self._zone())

    # -- acts

    def undo(self, row: ActRow) -> None:
        """Take an act back; it is told like every act, and may be done again."""
        done, undoing = self._done(row), Undoing(self._desktop.office)
        client_id = self._desktop.client_id

        def ended(result: Done) -> None:
            self._desktop.books_changed.emit(client_id)
            self._desktop.acted.emit(Act(client_id, result))

        self._desktop.door.change(client_id, self, lambda: undoing.undo(done), ended, self._not_undone)

    def export(self, path: Path) -> None:
        """Write what is looked for to a file, everything else as hashes, with the script that checks it."""
        query, of_practice = self._asked(), self.list == PRACTICE
        office = self._desktop.office
        people = {user.id: user.name for user in office.practice.file.users()}

        zone = self._zone()

        def write(file: StoreFile, name: str) -> Written:
            past = Past(file, query, office.name_of, zone)
            if not past.first(1):
                raise InputError("Nothing that happened fits, so no file was written.", "Look for something else.")
            sought = past.sought()
            keys = office.practice.sign_keys.of
            export = Export(name, office.practice.actor, office.clock.now(), people, sought, keys)
            return export_history(file, export, path, with_verifier=True)

        def done(written: Written) -> None:
            words = f"Exported {written.whole:,} of {written.sets:,} acts to {written.path.name}"
            remedy = "verifier.py beside it checks the file without BookDesk."
            self._desktop.tell(Message(f"{words}.", Tone.GOOD, remedy))

        def exported(written: Written) -> None:
            done(written)
            self.stale.emit()  # it stands in that history itself

        if of_practice:
            practice = office.practice
            self._desktop.door.change(
                PRACTICE, self, lambda: write(practice.file, practice.practice.name), exported, self.failed.emit
            )
        elif self._desktop.client_id:
            self._desktop.act(
                self._desktop.client_id,
                self,
                lambda workspace: write(workspace.desk.books, workspace.entry.name),
                done,
                self.failed.emit,
            )

    def file_name(self) -> str:
        """Return what an export of what is looked for is called at first."""
        office, client_id = self._desktop.office, self._desktop.client_id
        of_client = self.list != PRACTICE and client_id
        name = office.entry(client_id).name if of_client else office.practice.practice.name
        return file_name(name, self.query, self.today())

    def go(self, key: tuple[str, str]) -> None:
        """Show a record on its screen."""
        place = place_of(key)
        if place is not None:
            self._desktop.go(place)

    # -- inside

    def _asked(self) -> PastQuery:
        mine = str(self._desktop.office.practice.actor.user)
        match self.list:
            case "people":
                return replace(self.query, by_people=True)
            case "mine":
                return replace(self.query, person=mine, by_people=True)
            case _:
                return self.query

    def _look(self, query: PastQuery, opened: Callable[[Past], OpenedList[ActRow]]) -> None:
        self._ask("list", lambda past: PastFound(query, opened(past), past.about()), self._show_found)

    def _show_found(self, found: PastFound) -> None:
        self.found.emit(found)
        if not found.list.whole:
            self._ask("rest", lambda _past: replace(found, list=open_rest(found.list, self.columns)), self._show_rest)

    def _show_rest(self, found: PastFound) -> None:
        self.completed.emit(found)

    def _show_detail(self, detail: ActDetail | None) -> None:
        if detail is None:
            return
        self.detail.emit(detail)
        undoing = Undoing(self._desktop.office)
        self.planned.emit(self._plan(undoing, detail.row))

    def _plan(self, undoing: Undoing, row: ActRow) -> UndoPlan | None:
        """Return what can be said of taking an act back without trying it; none where it is not this person's."""
        mine = row.user == str(self._desktop.office.practice.actor.user)
        if not mine or row.by_job or row.undone or self.list == PRACTICE:
            return None
        return undoing.outlook(self._done(row))

    def _done(self, row: ActRow) -> Done:
        client_id = self._desktop.client_id
        return Done(row.label, client_id, (Sealed(client_id, row.id, row.action),), row.when, row.user)

    def _not_undone(self, error: BookDeskError) -> None:
        named = self._desktop.office.named
        self.failed.emit(type(error)(f"Not undone: {named(error.what)}", named(error.remedy)))

    def _allowed(self, permission: Permission) -> bool:
        try:
            self._desktop.office.practice.require(permission)
        except BookDeskError:
            return False
        return True

    def _called(self, one: str) -> str:
        """Return the name of a user, or of a client this person may see, by its id."""
        office = self._desktop.office
        named = office.name_of(one)
        clients = {str(entry.client_id): entry.name for entry in office.clients()} if named == one else {}
        return clients.get(one, named)

    def _zone(self) -> str:
        """Return the time zone in which days begin: the client's, for the practice's own history this computer's."""
        client_id = self._desktop.client_id if self.list != PRACTICE else ""
        return (self._desktop.office.entry(client_id).profile.zone or "UTC") if client_id else zone_here()

    def _ask(self, name: str, work: Callable[[Past], T], then: Callable[[T], None]) -> None:
        office, query, which = self._desktop.office, self._asked(), self.list
        zone = self.zone = self._zone()

        def of_books(workspace: Workspace) -> T:
            return work(Past(workspace.desk.books, query, self._called, zone))

        def of_practice() -> T:
            return work(Past(office.practice.file, query, self._called, zone))

        def still(answer: T) -> None:
            if self.list == PRACTICE:
                then(answer)

        if which == PRACTICE:
            self._desktop.door.ask(self, of_practice, still, self.failed.emit, name=name)
        elif self._desktop.client_id:
            self._desktop.ask(self._desktop.client_id, self, of_books, then, self.failed.emit, name=name)

    def _books_changed(self, client_id: str) -> None:
        if client_id == self._desktop.client_id:
            self.stale.emit()
