"""One sample client with both people at work on it, on any day of the last months."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.service import CaptureService
from bookdesk.core.clock import today
from bookdesk.core.identifiers import UserId
from bookdesk.models.history import Actor
from bookdesk.office.opened import Office
from bookdesk.reading.reader import DocumentReader
from bookdesk.sandbox.firm.ledger import SampleLedger
from bookdesk.sandbox.firm.passbook import Passbook
from bookdesk.sandbox.firm.working_clock import WorkingClock
from bookdesk.security.practice import OpenPractice
from bookdesk.store.desk import Desk
from bookdesk.workspace import Workspace

_FRIDAY = 4
_TODAY_BEGAN = timedelta(minutes=40)
"""How long before the present the work of today begins: it must be done by now, whenever that is."""


@dataclass(frozen=True)
class Crew:
    """Who works in the sample practice: Ann's office, Ben's opening of it, Thea, their clock, a reader, a ledger."""

    office: Office
    ben: OpenPractice
    thea: UserId
    clock: WorkingClock
    reader: DocumentReader
    ledger: SampleLedger | None = None


@dataclass(frozen=True)
class Scene:
    """A client in the hands of both. Days are counted back from the client's own today."""

    crew: Crew
    ann: Workspace
    ben: Workspace
    today: date
    zone: ZoneInfo
    passbooks: list[Passbook] = field(default_factory=list)
    """The client's accounts at the bank, which knows more than the books do."""

    def day(self, ago: int) -> date:
        """Return the day so many days ago; ahead of today where that is negative."""
        return self.today - timedelta(days=ago)

    def workday(self, ago: int) -> date:
        """Return that day, or the Friday before it where it is a weekend."""
        found = self.day(ago)
        return found - timedelta(days=max(0, found.weekday() - _FRIDAY))

    def at(self, day: date, hour: int = 9) -> None:
        """Go on to an hour of a day; today's work begins a little before now."""
        if day >= self.today:
            self.crew.clock.go_on_to(self.crew.clock.real.now() - _TODAY_BEGAN)
        else:
            self.crew.clock.go_on_to(datetime.combine(day, time(hour), self.zone))

    @property
    def thea(self) -> Desk:
        """The desk as Thea sits at it, who approves nothing: where Ann pays, a third person confirms bank details."""
        return replace(self.ann.desk, actor=Actor(self.crew.thea, self.ann.desk.actor.device))

    def inbox(self, who: Workspace) -> InboxService:
        """Return the inbox as a person works on it."""
        return InboxService(who.desk, self.capture(who))

    def capture(self, who: Workspace) -> CaptureService:
        """Return capture in a person's hands."""
        return CaptureService(who.desk, self.crew.reader)


@contextmanager
def on_stage(crew: Crew, client_id: str, zone: str, began: datetime) -> Iterator[Scene]:
    """Yield a client to both, the clock set back to when its story began, and to now at the end.

    The story is one transaction of many change sets: to keep each of them on the disk at once would cost more than
    all the rest, and half a story is of no use.
    """
    present = today(crew.clock.real, zone)
    crew.clock.set(began)
    with crew.office.workspace(client_id) as opened, opened.desk.books.together(keep=True) as books:
        ann = replace(opened, desk=replace(opened.desk, books=books))
        entry, desk = crew.ben.client(client_id), replace(ann.desk, actor=crew.ben.actor)
        yield Scene(crew, ann, Workspace(entry, desk, crew.ben.signer, crew.ben.trusted), present, ZoneInfo(zone))
        ann.serve()
        crew.clock.set(crew.clock.real.now())
