"""The exchange with the accounting system as it is asked for and acted on; no widget, no SQL, no network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from bookdesk.core.errors import BookDeskError, NotFound, Unreachable
from bookdesk.core.progress import Progress
from bookdesk.core.vocabulary import OutboxKind
from bookdesk.models.practice import Mode
from bookdesk.models.sync import MappingKind
from bookdesk.office.undostack import Done
from bookdesk.security.roles import Permission
from bookdesk.sync.connection import Connecting, connected
from bookdesk.sync.mappings import Mapped
from bookdesk.sync.service import EntryView, SendReport, SyncService, SyncStatus
from bookdesk.ui.desktop import Act, Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.sync_status.table import short
from bookdesk.workspace import Workspace

T = TypeVar("T")
PATIENCE = 30.0
"""Seconds that a round of sending waits for lost answers and limits."""


@dataclass(frozen=True)
class SyncFound:
    """How things stand; `status` is none where the client is not connected."""

    status: SyncStatus | None
    mapped: tuple[Mapped, ...] = ()


@dataclass(frozen=True)
class Falling:
    """An entry that a person wants to give up, and those that go with it; `there` where the ledger has it already."""

    entry: EntryView
    others: tuple[EntryView, ...] = ()
    there: bool = False


class SyncPresenter(QObject):
    """Asks how the exchange of the client in front stands, and moves it on when a person says so."""

    found = Signal(object)
    """A `SyncFound`."""
    asked = Signal(object)
    """A `Falling`: what a person is asked before it is given up."""
    previewed = Signal(object)
    """The entries that would be sent, each an `EntryView`."""
    sent = Signal(object)
    """A `SendReport`."""
    consent_begun = Signal(str)
    """The address at which the person consents."""
    connected = Signal(str)
    """The organisation that was connected."""
    failed = Signal(object)
    stale = Signal()
    """The books changed: what is shown may not hold any more."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Ask nothing yet."""
        super().__init__(parent)
        self._desktop = desktop
        self._connecting: Connecting | None = None
        desktop.books_changed.connect(self._books_changed)

    def refresh(self) -> None:
        """Ask how things stand, without asking the accounting system."""
        self._act(_stand, self.found.emit)

    def preview(self) -> None:
        """Ask what would be sent, in plain words; only what was shown can be sent."""
        self._act(_preview, self.previewed.emit)

    def pull(self) -> None:
        """Bring accounts, tax codes, contacts and lock dates up to date."""
        self._long("Bringing up to date", lambda service: service.pull(), lambda _: self._refreshed())

    def send(self, ids: Sequence[str] | None = None) -> None:
        """Send what was shown, all of it or some entries."""
        chosen = list(ids) if ids is not None else None
        self._long("Sending", lambda service: service.send(chosen, patience=PATIENCE), self._done)

    def decide(self, what: str, entry: EntryView) -> None:
        """Settle an entry that needs a person: `allow`, `retry` or `keep`."""
        decide = {
            "allow": SyncService.allow_duplicate,
            "retry": SyncService.retry,
            "keep": SyncService.keep_theirs,
        }[what]
        self._act(lambda workspace: decide(_service(workspace), entry.id), lambda _: self._refreshed())

    def ask_give_up(self, entry: EntryView) -> None:
        """Ask what would be given up with an entry."""

        def work(workspace: Workspace) -> Falling:
            service = _service(workspace)
            falls, known = service.giving_up.falls(entry.id), {one.id: one for one in service.status().open}
            return Falling(
                entry, tuple(known[one] for one in falls.ids if one in known and one != entry.id), falls.there
            )

        self._act(work, self.asked.emit)

    def give_up(self, falling: Falling) -> None:
        """Give an entry up with what goes after it; the act may be taken back."""
        entry, client_id = falling.entry, self._desktop.client_id

        def given_up(_: EntryView) -> None:
            self._refreshed()
            if entry.kind != OutboxKind.VOID:
                self._tell_given_up(client_id, falling)

        self._act(lambda workspace: _service(workspace).cancel(entry.id), given_up)

    def restore(self, entry: EntryView) -> None:
        """Send after all what was given up."""
        self._restore(self._desktop.client_id, entry)

    def link(self, entry: EntryView, remote_id: str) -> None:
        """Say which thing there an entry is."""
        self._act(lambda workspace: _service(workspace).link(entry.id, remote_id), lambda _: self._refreshed())

    def choose(self, one: Mapped, theirs: str) -> None:
        """Say which counterpart something of ours has."""
        kind: MappingKind = one.kind
        self._act(
            lambda workspace: _service(workspace).mappings.choose(kind, one.code or one.name, theirs),
            lambda _: self._refreshed(),
        )

    def connect_to(self, application_id: str, base_url: str) -> None:
        """Begin to connect with the firm's own app; the consent is given in a browser."""

        def work(workspace: Workspace) -> Connecting:
            workspace.require(Permission.SYNC)
            return Connecting(workspace.desk, application_id, base_url=base_url or None, practice=not workspace.real)

        self._act(work, self._consent)

    def is_practice(self) -> bool:
        """Return whether the client is a sample or training one, which may talk to a stand-in."""
        return self._desktop.office.entry(self._desktop.client_id).mode is not Mode.NORMAL

    def finish(self, came_back_to: str) -> None:
        """Redeem the consent with the address that the browser came back to."""
        connecting = self._connecting
        if connecting is not None:
            self._act(lambda _: connecting.finish(came_back_to), self._connected)

    # -- inside

    def _restore(self, client_id: str, entry: EntryView) -> None:
        def restored(_: EntryView) -> None:
            if client_id == self._desktop.client_id:
                self._desktop.tell_here(Message(f"It waits to be sent again: {short(entry)}.", Tone.GOOD))
                self._refreshed()

        self._desktop.quietly(client_id, self, lambda workspace: _service(workspace).restore(entry.id), restored)

    def _tell_given_up(self, client_id: str, falling: Falling) -> None:
        """Say what was given up, for the undo to remember."""
        desktop, entry = self._desktop, falling.entry
        more = f", and {len(falling.others)} that went with it" if falling.others else ""
        done = Done(
            f"Given up: {short(entry)}{more}",
            client_id,
            (),
            desktop.office.clock.now(),
            desktop.office.practice.actor.user,
        )
        if falling.there:
            desktop.tell_here(Message(done.label, Tone.GOOD, "The accounting system keeps what it holds."))
            return
        remedy = "It is never sent. It stands under Given up, where Send after all puts it back."
        desktop.acted.emit(Act(client_id, done, lambda: self._restore(client_id, entry), remedy))

    def _consent(self, connecting: Connecting) -> None:
        self._connecting = connecting
        self.consent_begun.emit(connecting.consent.url)

    def _connected(self, organisation: str) -> None:
        self._connecting = None
        self.connected.emit(organisation)
        self.pull()

    def _done(self, report: SendReport) -> None:
        self.sent.emit(report)
        self._refreshed()

    def _refreshed(self) -> None:
        self.refresh()
        self.preview()

    def _act(self, work: Callable[[Workspace], T], then: Callable[[T], None]) -> None:
        if self._desktop.client_id:
            self._desktop.quietly(self._desktop.client_id, self, work, then, self.failed.emit)

    def _long(self, what: str, work: Callable[[SyncService], T], then: Callable[[T], None]) -> None:
        client_id = self._desktop.client_id
        office = self._desktop.office

        def run(progress: Progress) -> T:
            progress.step(f"{what}: {office.entry(client_id).name}", 0, 0)
            with office.workspace(client_id) as workspace:
                return work(_service(workspace))

        def ended(answer: T) -> None:
            self._desktop.reached.emit(client_id, True)
            if client_id == self._desktop.client_id:
                then(answer)

        def failed(error: BookDeskError) -> None:
            if isinstance(error, Unreachable):
                self._desktop.reached.emit(client_id, False)
            if client_id == self._desktop.client_id:
                self.failed.emit(error)
                self.refresh()
            else:
                self._desktop.tell_error(error)

        self._desktop.door.long(what, self, run, ended, failed)

    def _books_changed(self, client_id: str) -> None:
        if client_id == self._desktop.client_id:
            self.stale.emit()


def _service(workspace: Workspace) -> SyncService:
    workspace.require(Permission.SYNC)
    return SyncService(workspace.desk, connected(workspace.desk, practice=not workspace.real))


def _stand(workspace: Workspace) -> SyncFound:
    try:
        service = _service(workspace)
    except NotFound:
        return SyncFound(None)
    return SyncFound(service.status(), tuple(service.map()))


def _preview(workspace: Workspace) -> tuple[EntryView, ...]:
    """Return what would be sent; nothing where there is no system to send it to."""
    try:
        service = _service(workspace)
    except NotFound:
        return ()
    return service.preview()
