"""Making the sample firm: the practice, its two people, its clients, and what happened to each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from bookdesk.core.clock import Clock
from bookdesk.core.errors import BookDeskError
from bookdesk.core.identifiers import ClientId, UserId
from bookdesk.core.progress import Progress, Silent
from bookdesk.models.practice import Mode
from bookdesk.office.opened import Office
from bookdesk.office.overview import Overview
from bookdesk.reading.inprocess import InProcessReader
from bookdesk.reading.ocr_engine import LateTextReader
from bookdesk.reading.reader import DocumentReader
from bookdesk.sandbox.firm.attended import AlwaysProving
from bookdesk.sandbox.firm.facts import ANN, BEN, PASSPHRASES, PRACTICE, THEA, ClientFacts, FirmFacts
from bookdesk.sandbox.firm.ledger import SampleLedger
from bookdesk.sandbox.firm.scene import Crew, on_stage
from bookdesk.sandbox.firm.stories import (
    approvals,
    bank,
    clear,
    connected,
    documents,
    draft_run,
    foreign,
    heap,
    new,
    overdue,
    released_run,
    signed_off,
)
from bookdesk.sandbox.firm.story import Story
from bookdesk.sandbox.firm.working_clock import WorkingClock
from bookdesk.security.clientkeys import Profile
from bookdesk.security.clients import add_client
from bookdesk.security.founding import NewPractice, found_practice
from bookdesk.security.members import add_user
from bookdesk.security.passphrase import STANDARD, CostPolicy, passphrase_from
from bookdesk.security.practice import OpenPractice, open_practice
from bookdesk.security.recovery import RecoverySheet
from bookdesk.security.roles import FOUNDER, Role
from bookdesk.store.places import Places

STORIES: tuple[Story, ...] = (
    *(heap.STORY, bank.STORY, overdue.STORY, clear.STORY, connected.STORY),
    *(approvals.STORY, draft_run.STORY, released_run.STORY),
    *(foreign.STORY, signed_off.STORY),
    *(documents.STORY, new.STORY),
)
"""Every client's story: five in Australia, three in Britain, two in Ireland, two in Germany."""
_FOUNDED = timedelta(days=150)
"""How long ago the practice was founded: before the books of any client begin."""
_BENS_ROLES = tuple(role for role in FOUNDER if role is not Role.OWNER)


class FirmStopped(BookDeskError):
    """Somebody asked to stop while the sample firm was being made."""


@dataclass(frozen=True, slots=True)
class _Doors:
    """The way into the practice, at what a passphrase costs, by the clock of the work."""

    places: Places
    clock: WorkingClock
    policy: CostPolicy

    def open(self, user: str, *, writes: bool) -> OpenPractice:
        secret = passphrase_from(PASSPHRASES[user])
        practice = open_practice(self.places, user, secret, clock=self.clock, policy=self.policy, writes=writes)
        practice.step_up = AlwaysProving(self.clock)
        return practice

    def found(self) -> str:
        """Found the practice; returns its recovery sheet."""
        sheets: list[RecoverySheet] = []
        practice, secret = NewPractice(PRACTICE, ANN, Mode.DEMO), passphrase_from(PASSPHRASES[ANN])
        found_practice(self.places, practice, secret, sheets.append, clock=self.clock, policy=self.policy)
        return sheets[0].text


def make_firm(  # noqa: PLR0913 - the ports have defaults
    places: Places,
    clock: Clock,
    *,
    progress: Progress | None = None,
    reader: DocumentReader | None = None,
    policy: CostPolicy = STANDARD,
    ledger: bool = True,
    stories: Sequence[Story] = STORIES,
) -> FirmFacts:
    """Make the sample firm in an empty home, as of now by `clock`, and leave it closed; returns what is known of it.

    Its papers are drawn by us and read in this process unless there is another `reader`. With `ledger` a stand-in for
    Xero serves until the facts are closed. `FirmStopped` where `progress` asks to stop: the home is then half made.
    """
    told = _Told(progress or Silent(), len(stories) + 2)
    working = WorkingClock(clock)
    doors = _Doors(places, working, policy)
    began = clock.now() - _FOUNDED
    with ExitStack() as unless_made:
        told.step("Founding the practice")
        working.set(began)
        sheet = doors.found()
        ledger_of = connected.STORY.client
        serving = SampleLedger(ledger_of.name, ledger_of.country, clock) if ledger else None
        if serving is not None:
            unless_made.callback(serving.close)
        with _crew(doors, stories, reader or InProcessReader(LateTextReader()), serving) as crew:
            clients = tuple(_tell(crew, told, story, began) for story in stories)
            told.step("Looking at every client")
            list(Overview(crew.office).refresh_all(Silent()))
        unless_made.pop_all()
    told.step("Done")
    return FirmFacts(sheet, clients, serving)


@dataclass
class _Told:
    """Tells the steps, and stops between two of them where that is asked."""

    progress: Progress
    of: int
    done: int = -1

    def step(self, what: str) -> None:
        if self.progress.cancelled():
            raise FirmStopped("The sample firm was not finished.", "Make it again in an empty folder.")
        self.done += 1
        self.progress.step(what, self.done, self.of)


@contextmanager
def _crew(
    doors: _Doors, stories: Sequence[Story], reader: DocumentReader, ledger: SampleLedger | None
) -> Iterator[Crew]:
    """Yield the people at work: Ann holds the practice, Ben acts on what she has open, Thea calls suppliers back."""
    with closing(Office(doors.open(ANN, writes=True), doors.clock)) as office:
        names = [story.client.name for story in stories]
        for story in stories:
            add_client(office.practice, Profile(story.client.name, story.client.country, story.currency, story.zone))
        add_user(office.practice, BEN, _BENS_ROLES, passphrase_from(PASSPHRASES[BEN]), names)
        called = [name for name in names if name == draft_run.STORY.client.name]
        thea = add_user(office.practice, THEA, [Role.REVIEWER], passphrase_from(PASSPHRASES[THEA]), called)
        office.refresh()
        with doors.open(BEN, writes=False) as ben:
            office.practice.present.join(ben.signer)
            if called:
                with doors.open(THEA, writes=False) as third:
                    office.practice.present.join(third.signer)
            yield Crew(office, ben, UserId(thea.id), doors.clock, reader, ledger)


def _tell(crew: Crew, told: _Told, story: Story, began: datetime) -> ClientFacts:
    name = story.client.name
    told.step(f"Keeping the books of {name}")
    client_id: ClientId = crew.office.practice.client(name).client_id
    with on_stage(crew, client_id, story.zone, began) as scene:
        story.tell(scene)
        passbooks = tuple(scene.passbooks)
    return ClientFacts(story.key, client_id, name, story.says, passbooks)
