"""Sync as a person uses it: what waits, what would be sent, send, and what became of it. Nothing leaves before send."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from bookdesk.core.errors import NotAllowed, Unreachable
from bookdesk.core.vocabulary import OutboxKind, OutboxState
from bookdesk.models.actions import Action
from bookdesk.models.history import Origin
from bookdesk.models.sync import OutboxEntry, RemoteLink, RemoteRecord
from bookdesk.store.desk import Desk
from bookdesk.sync import outbox_machine as machine
from bookdesk.sync.drift import Drift, drifts
from bookdesk.sync.given_numbers import give_number, lacks_number
from bookdesk.sync.giving_up import GivingUp
from bookdesk.sync.knowledge import Knowledge
from bookdesk.sync.mappings import Mapped, Mappings
from bookdesk.sync.outbox import boot_identity, entries, entry_of, move, moved, slip_of
from bookdesk.sync.outbox_machine import Moment
from bookdesk.sync.ports import AccountingProvider, Hindrance, NotDone, Stream
from bookdesk.sync.pull import StreamPulled, pull
from bookdesk.sync.queue import catch_up
from bookdesk.sync.sender import Progressed, Resting, Sender, Stopped

_MOST_TURNS = 100_000


@dataclass(frozen=True, slots=True)
class EntryView:
    """An outbox entry as it is shown. `problem` says in words what stands in its way; None where nothing does."""

    id: str
    kind: str
    state: str
    sentence: str
    details: tuple[str, ...]
    problem: str | None
    released: bool
    attempts: int


@dataclass(frozen=True, slots=True)
class SendReport:
    """How a round of sending ended. `next_look` is in how many seconds an unknown outcome can be settled."""

    verified: int
    open: tuple[EntryView, ...]
    next_look: int | None

    @property
    def done(self) -> bool:
        """Whether nothing that was released is left."""
        return not any(entry.released for entry in self.open)


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """The outbox and the connection at a glance."""

    title: str
    counts: dict[str, int]
    open: tuple[EntryView, ...]
    pulled: int
    drifts: tuple[Drift, ...]
    given_up: tuple[EntryView, ...] = ()


class SyncService:
    """One client's exchange with one accounting system."""

    def __init__(
        self,
        desk: Desk,
        provider: AccountingProvider,
        *,
        pause: Callable[[float], None] = time.sleep,
        boot: str | None = None,
    ) -> None:
        """Work for `desk`; `pause` waits seconds, `boot` names the present start of the machine."""
        self._desk, self._provider, self._pause = desk, provider, pause
        self._boot, self._started = boot or boot_identity(), int(desk.clock.monotonic())
        self._sender = Sender(desk, provider, self._moment)
        self.mappings = Mappings(desk, provider.name)
        self.giving_up = GivingUp(desk, provider.name)

    def pull(self) -> list[StreamPulled]:
        """Bring accounts, tax codes, contacts, lock dates and bills up to date, and map what maps itself."""
        pulled = pull(self._desk, self._provider)
        self.mappings.propose()
        return pulled

    def map(self) -> list[Mapped]:
        """Return what is mapped to what."""
        return self.mappings.overview()

    def preview(self) -> tuple[EntryView, ...]:
        """Show what would be sent, in plain words; exactly this, and nothing else, is released by `send`."""
        catch_up(self._desk, self._provider.name)
        self._sender.refresh()
        shown = []
        for entry_id in self._unsent():
            details = self._sender.examine(entry_id, showing=True)
            shown.append(self._view(entry_id, details))
        return tuple(view for view in shown if view.state != OutboxState.CANCELLED.value)

    def send(self, ids: Sequence[str] | None = None, *, patience: float = 0.0) -> SendReport:
        """Release what was shown (all, or `ids`) and run; `Unreachable` where the ledger does not answer at all.

        What it waits for (a lost answer, a limit) it waits for at most `patience` seconds; the rest goes next time.
        """
        catch_up(self._desk, self._provider.name)
        self._release(ids)
        return self.run(patience=patience)

    def run(self, *, patience: float = 0.0) -> SendReport:
        """Move everything that was released as far as it goes."""
        self._sender.refresh()
        self._sender.wake()
        before, deadline = self._verified(), self._desk.clock.monotonic() + patience
        next_look: int | None = None
        for _ in range(_MOST_TURNS):
            moved, next_look, stopped = self._round()
            if stopped is not None:
                self._give_up(stopped)
            if moved:
                continue
            if next_look is None or self._desk.clock.monotonic() + next_look > deadline:
                break
            self._pause(next_look)
        return SendReport(self._verified() - before, self._open(), next_look)

    def status(self) -> SyncStatus:
        """Tell how things stand, without asking the ledger."""
        catch_up(self._desk, self._provider.name)
        with self._desk.books.query() as session:
            mine = OutboxEntry.provider == self._provider.name
            counted = select(OutboxEntry.state, func.count()).where(mine).group_by(OutboxEntry.state)
            counts = {state.value: int(count) for state, count in session.execute(counted)}
            pulled = select(func.count()).where(RemoteRecord.provider == self._provider.name)
            sent = entries(session, self._provider.name, finished=True)
            apart = tuple(drifts(Knowledge(session, self._provider.name), self._provider, sent))
            count = int(session.scalar(pulled) or 0)
        given_up = tuple(_view_of(one) for one in self.giving_up.given_up())
        return SyncStatus(self._provider.title, counts, self._open(), count, apart, given_up)

    def allow_duplicate(self, entry_id: str) -> EntryView:
        """Say that a bill which looks like one that is there is another one."""
        with self._desk.books.upkeep() as session:
            entry = entry_of(session, entry_id)
            entry.duplicate_accepted = True
            found = entry.id
        self._sender.refresh()
        self._sender.examine(found)
        return self._view(found)

    def retry(self, entry_id: str) -> EntryView:
        """Start again with what was rejected or is in conflict; it is shown and released anew."""
        return self._decide(entry_id, machine.Requeued())

    def cancel(self, entry_id: str) -> EntryView:
        """Give up an entry that is not under way, with what goes after it."""
        return self._view(self.giving_up.give_up(entry_id).ids[0])

    def restore(self, entry_id: str) -> EntryView:
        """Send after all what was given up, with what fell with it; it is shown and released anew."""
        wanted = self.giving_up.restore(entry_id)
        self._sender.refresh()
        for one in wanted:
            self._sender.examine(one)
        return self._view(wanted[0])

    def keep_theirs(self, entry_id: str) -> EntryView:
        """Accept what the ledger holds where it differs from what was meant."""
        return self._decide(entry_id, machine.Compared(agrees=True))

    def link(self, entry_id: str, remote_id: str) -> EntryView:
        """Say which thing of the ledger an entry is; nothing is sent then."""
        with self._desk.books.query() as session:
            found = entry_of(session, entry_id)
            number = Knowledge(session, self._provider.name).records(Stream.SALES).get(remote_id, ("",))[0]
            numbered = bool(number) and lacks_number(session, found) is not None
            known = session.scalars(
                select(RemoteLink).where(
                    RemoteLink.provider == self._provider.name,
                    RemoteLink.kind == found.kind,
                    RemoteLink.local_id == found.local_id,
                )
            ).first()
        reason = f"linked to {remote_id} of {self._provider.title}"
        action = Action.INVOICE_NUMBERED if numbered else Action.LEDGER_LINKED
        with self._desk.books.change(action, reason, actor=self._desk.actor, origin=Origin.PERSON) as work:
            entry = work.get(OutboxEntry, found.id)
            moved(entry, machine.Linked())
            entry.problem = " ".join(give_number(work, entry, number)) or None
            link = work.get(RemoteLink, known.id) if known else RemoteLink(provider=entry.provider, kind=entry.kind)
            link.local_id, link.remote_id, link.remote_version = entry.local_id, remote_id, None
            link.content_hash, link.linked_at = "", self._desk.clock.now()
            work.add(link)
            work.commit()
        return self._view(found.id)

    def _moment(self) -> Moment:
        return Moment(self._boot, self._started, int(self._desk.clock.monotonic()))

    def _round(self) -> tuple[bool, int | None, NotDone | None]:
        """Give every open entry one turn: did something move, when is the next look, must we stop."""
        moved, waits = False, []
        for entry_id in self._active():
            match self._sender.advance(entry_id):
                case Progressed():
                    moved = True
                case Resting(seconds):
                    waits += [seconds] if seconds is not None else []
                case Stopped(hindrance) if hindrance.why is Hindrance.THROTTLED:
                    waits.append(hindrance.wait or 1)
                    break
                case Stopped(hindrance):
                    return moved, None, hindrance
        return moved, min(waits, default=None), None

    def _active(self) -> list[str]:
        """Return what was released and is not finished, in order."""
        with self._desk.books.query() as session:
            found = entries(session, self._provider.name)
        halted = {OutboxState.REJECTED, OutboxState.CONFLICT}
        return [one.id for one in found if one.released and one.state not in halted]

    def _unsent(self) -> list[str]:
        with self._desk.books.query() as session:
            found = entries(session, self._provider.name)
        return [one.id for one in found if slip_of(one).state in machine.UNSENT and one.kind is not OutboxKind.VOID]

    def _release(self, ids: Sequence[str] | None) -> None:
        """Release what was shown; what was never shown stays."""
        with self._desk.books.upkeep() as session:
            chosen = None if ids is None else {entry_of(session, one).id for one in ids}
            for entry in entries(session, self._provider.name):
                if entry.body_hash is None or (chosen is not None and entry.id not in chosen):
                    continue
                if slip_of(entry).state in machine.UNSENT and entry.kind is not OutboxKind.VOID and not entry.released:
                    move(entry, machine.Released())
                    entry.released_by = self._desk.actor.user

    def _give_up(self, hindrance: NotDone) -> None:
        what = f"{self._provider.system} {hindrance.why.value}"
        if hindrance.why is Hindrance.UNAUTHORISED:
            raise NotAllowed(
                f"{what}. {hindrance.detail}".strip(),
                "Connect it again; everything waits.",
                command="bookdesk sync connect",
            )
        raise Unreachable(f"{what}.", "Everything waits and nothing is lost; send again when it is back.")

    def _decide(self, entry_id: str, event: machine.Event) -> EntryView:
        with self._desk.books.upkeep() as session:
            entry = entry_of(session, entry_id)
            moved(entry, event)
            entry.problem = None
            found = entry.id
        return self._view(found)

    def _verified(self) -> int:
        with self._desk.books.query() as session:
            query = select(func.count()).where(
                OutboxEntry.provider == self._provider.name, OutboxEntry.state == OutboxState.VERIFIED
            )
            return int(session.scalar(query) or 0)

    def _open(self) -> tuple[EntryView, ...]:
        with self._desk.books.query() as session:
            return tuple(_view_of(entry) for entry in entries(session, self._provider.name))

    def _view(self, entry_id: str, details: tuple[str, ...] = ()) -> EntryView:
        with self._desk.books.query() as session:
            return _view_of(session.get_one(OutboxEntry, entry_id), details)


def _view_of(entry: OutboxEntry, details: tuple[str, ...] = ()) -> EntryView:
    return EntryView(
        id=entry.id,
        kind=entry.kind.value,
        state=entry.state.value,
        sentence=entry.summary,
        details=details,
        problem=entry.problem,
        released=entry.released,
        attempts=entry.attempts,
    )
