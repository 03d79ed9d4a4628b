"""The practice at a glance: right at once after any change made here, and honest about what was made elsewhere."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import NotFound, StorageError
from bookdesk.core.identifiers import new_id
from bookdesk.core.progress import Silent
from bookdesk.core.vocabulary import OutboxKind, OutboxState
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.sync import OutboxEntry
from bookdesk.office.opened import Office
from bookdesk.office.overview import ClientLine, Overview, not_looked_at
from bookdesk.reports.figures import Figure
from bookdesk.store.places import Places
from bookdesk.store.practice import PracticeFile
from bookdesk.workspace import Workspace, at_work
from tests.support.firm import BEN, STAPLE, Firm
from tests.unit.office.bureau import BOOKSHOP, CAFE, CLEANING, NOW, Bureau, bureau_in, capture, enter_bill


@dataclass
class Told:
    """A progress that remembers, and asks to stop after so many steps."""

    most: int = 99
    steps: list[tuple[str, int, int]] = field(default_factory=list)

    def step(self, what: str, done: int, of: int) -> None:
        self.steps.append((what, done, of))

    def cancelled(self) -> bool:
        return len(self.steps) >= self.most


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A practice in which nobody has looked at anything yet."""
    with bureau_in(tmp_path / "home"):
        return tmp_path / "home"


@pytest.fixture
def seen(home: Path) -> Path:
    """The same after everything was looked at once."""
    with opened(home) as (_, overview):
        list(overview.refresh_all(Silent()))
    return home


@contextmanager
def opened(home: Path, *, writes: bool = True) -> Iterator[tuple[Office, Overview]]:
    firm = Firm(Places(home), MovableClock(NOW))
    practice = firm.open() if writes else firm.open(BEN, STAPLE, writes=False)
    with closing(Office(practice, firm.clock)) as office:
        yield office, Overview(office)


def line(overview: Overview, name: str = CAFE.name) -> ClientLine:
    return next(one for one in overview.stored() if one.name == name)


def act(office: Office, work: Callable[[Workspace], object], name: str = CAFE.name) -> None:
    with office.workspace(office.practice.client(name).client_id) as workspace:
        work(workspace)


def add_contact(workspace: Workspace) -> None:
    with workspace.desk.books.change(Action.CONTACT_EDITED, "new", actor=workspace.desk.actor) as work:
        work.add(Contact(name="Somebody"))
        work.commit()


def queue_entry(workspace: Workspace) -> None:
    """Write to a machine table only: the history does not move."""
    with workspace.desk.books.upkeep() as session:
        session.add(
            OutboxEntry(
                provider="xero", kind=OutboxKind.BILL, local_id=new_id(), change_set_id="x",
                state=OutboxState.REJECTED, summary="bill", marker="x", queued_at=workspace.desk.clock.now(),
            )
        )  # fmt: skip


def states(overview: Overview) -> dict[str, str]:
    words = {one.name: "current" if one.current else "stale" if one.stale else "never" for one in overview.stored()}
    return {"cafe": words[CAFE.name], "shop": words[BOOKSHOP.name]}


def test_clients_are_listed_by_name_before_anybody_looked_at_them(home: Path) -> None:
    with opened(home) as (_, overview):
        lines = overview.stored()
        assert [one.name for one in lines] == sorted([CAFE.name, BOOKSHOP.name])
        assert not_looked_at(lines) == 2
        assert overview.attention(lines[0]) is None
        with pytest.raises(NotFound):
            overview.line(new_id())


def test_what_was_seen_is_there_at_the_next_start_without_opening_a_client(seen: Path) -> None:
    (seen / "clients").rename(seen / "elsewhere")
    with opened(seen) as (_, overview):
        assert states(overview) == {"cafe": "current", "shop": "current"}
        found = line(overview)
        assert found.summary is not None
        assert found.summary.currency == "AUD"
        assert [bank.name for bank in found.summary.banks] == ["Everyday", "Savings"]
        assert found.taken_at == NOW


def test_clients_never_seen_come_first_and_each_is_told(home: Path) -> None:
    with opened(home) as (office, overview):
        overview.refresh(office.practice.client(CAFE.name).client_id)
        progress = Told()
        done = overview.refresh_all(progress, every=True)
        assert [one.name for one in done] == [BOOKSHOP.name, CAFE.name]
        assert [(step, of) for _, step, of in progress.steps] == [(0, 2), (1, 2), (2, 2)]
        assert list(overview.refresh_all(Silent())) == []


def test_looking_at_all_stops_where_it_is_asked_to(home: Path) -> None:
    with opened(home) as (_, overview):
        assert len(list(overview.refresh_all(Told(most=1)))) == 1
        assert not_looked_at(overview.stored()) == 1


@pytest.mark.parametrize("change", [add_contact, queue_entry, lambda one: capture(one).capture([CLEANING])])
def test_a_change_made_here_shows_at_once_and_at_the_next_start(
    seen: Path, change: Callable[[Workspace], object]
) -> None:
    with opened(seen) as (office, overview):
        before, heard = line(overview).summary, list[ClientLine]()
        overview.watch(heard.append)
        act(office, change)
        after = line(overview)
        assert after.current
        assert after.summary != before
        assert heard == [after]
    with opened(seen) as (_, overview):
        assert states(overview) == {"cafe": "current", "shop": "current"}
        assert line(overview).summary == after.summary


def test_looking_changes_nothing_and_is_told_to_nobody(seen: Path) -> None:
    with opened(seen) as (office, overview):
        heard = list[ClientLine]()
        overview.watch(heard.append)
        act(office, lambda one: capture(one).waiting())
        assert heard == []


def test_what_failed_half_way_shows_the_half_that_was_done(seen: Path) -> None:
    def half(workspace: Workspace) -> None:
        queue_entry(workspace)
        raise StorageError("The disk is full.", "Make room.")

    with opened(seen) as (office, overview):
        with pytest.raises(StorageError, match="disk is full"):
            act(office, half)
        summary = line(overview).summary
        assert summary is not None
        assert summary.sync_problems == 1


@pytest.mark.parametrize("change", [add_contact, queue_entry])
def test_what_the_command_line_changed_is_stale_until_it_is_looked_at(
    seen: Path, change: Callable[[Workspace], object]
) -> None:
    firm = Firm(Places(seen), MovableClock(NOW))
    with firm.open() as practice, at_work(practice, CAFE.name, firm.clock) as workspace:
        change(workspace)
    with opened(seen) as (_, overview):
        assert states(overview) == {"cafe": "stale", "shop": "current"}
        assert [one.name for one in overview.refresh_all(Silent())] == [CAFE.name]
        assert states(overview) == {"cafe": "current", "shop": "current"}
    with opened(seen) as (_, overview):
        assert states(overview) == {"cafe": "current", "shop": "current"}


def test_a_window_without_an_overview_marks_what_it_changed(seen: Path) -> None:
    firm = Firm(Places(seen), MovableClock(NOW))
    with closing(Office(firm.open(), firm.clock)) as office:
        act(office, queue_entry)
    with opened(seen) as (_, overview):
        assert states(overview) == {"cafe": "stale", "shop": "current"}


@pytest.mark.parametrize("change", [add_contact, queue_entry])
def test_a_program_that_died_leaves_its_client_stale(
    seen: Path, tmp_path: Path, change: Callable[[Workspace], object]
) -> None:
    firm = Firm(Places(seen), MovableClock(NOW))
    with firm.open() as practice, at_work(practice, CAFE.name, firm.clock) as workspace:
        change(workspace)
        shutil.copytree(seen, tmp_path / "died")
    with opened(tmp_path / "died") as (_, overview):
        assert states(overview) == {"cafe": "stale", "shop": "current"}


def test_books_put_back_by_a_restore_are_looked_at_anew(seen: Path, tmp_path: Path) -> None:
    with opened(seen) as (office, _):
        cafe = office.practice.client(CAFE.name).client_id
    older = shutil.copy(Places(seen).books(cafe), tmp_path / "older")
    with opened(seen) as (office, overview):
        act(office, add_contact)
    with opened(seen) as (office, _):
        shutil.copy(older, Places(seen).books(cafe))
        office.practice.forget_anchors(cafe)
    with opened(seen) as (_, overview):
        assert states(overview) == {"cafe": "stale", "shop": "current"}
        assert overview.refresh(cafe).current
    with opened(seen) as (_, overview):
        assert states(overview) == {"cafe": "current", "shop": "current"}


def test_a_client_that_cannot_be_opened_says_why_and_stops_no_other(home: Path) -> None:
    with opened(home) as (office, _):
        cafe = office.practice.client(CAFE.name).client_id
    file = Places(home).books(cafe)
    file.rename(file.with_name("moved"))
    with opened(home) as (_, overview):
        problems = {one.name: one.problem for one in overview.refresh_all(Silent())}
        assert problems == {CAFE.name: "The file books.db is missing. Restore it from a backup.", BOOKSHOP.name: None}
        assert states(overview) == {"cafe": "never", "shop": "current"}
        file.with_name("moved").rename(file)
        assert overview.refresh(cafe).problem is None
        assert states(overview) == {"cafe": "current", "shop": "current"}


def test_a_kept_summary_that_was_altered_counts_for_nothing(seen: Path) -> None:
    with opened(seen) as (office, _):
        cafe, shop = (office.practice.client(name).client_id for name in (CAFE.name, BOOKSHOP.name))
        rows = office.practice.file.summaries()
        office.practice.file.keep_summary(cafe, rows[shop].position, rows[shop].sealed_summary)
    with opened(seen) as (_, overview):
        assert states(overview) == {"cafe": "never", "shop": "current"}
        assert overview.refresh(cafe).current
    with opened(seen) as (_, overview):
        assert states(overview) == {"cafe": "current", "shop": "current"}


def test_beside_another_bookdesk_one_reads_what_that_one_keeps(home: Path) -> None:
    with opened(home) as (office, overview), opened(home, writes=False) as (reading, theirs):
        assert not_looked_at(theirs.stored()) == 2
        mine = theirs.refresh(reading.practice.client(BOOKSHOP.name).client_id)
        assert mine.current
        assert not_looked_at(overview.stored()) == 2
        list(overview.refresh_all(Silent()))
        assert not_looked_at(theirs.stored()) == 0
        act(office, add_contact)
        assert line(theirs).summary == line(overview).summary


def test_an_act_is_done_even_if_its_summary_cannot_be_kept(seen: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StorageError("The disk is full.", "Make room.")

    with opened(seen) as (office, overview):
        with monkeypatch.context() as patch:
            patch.setattr(PracticeFile, "keep_summary", full)
            act(office, add_contact)
        found = line(overview)
        assert (found.stale, found.problem) == (True, "The disk is full. Make room.")
        assert overview.refresh(found.client_id).current
        assert line(overview).problem is None


def test_in_the_middle_of_long_work_a_line_is_taken_anew_on_request(seen: Path) -> None:
    with opened(seen) as (office, overview), office.workspace(line(overview).client_id) as workspace:
        queue_entry(workspace)
        found = overview.after_change(workspace)
        assert found.summary is not None
        assert found.summary.sync_problems == 1


def test_several_at_work_leave_the_line_as_the_books_are(seen: Path) -> None:
    with opened(seen) as (office, overview):
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda _: act(office, queue_entry), range(12)))
        summary = line(overview).summary
        assert summary is not None
        assert summary.sync_problems == 12
    with opened(seen) as (_, overview):
        assert states(overview) == {"cafe": "current", "shop": "current"}
        assert line(overview).summary == summary


def test_what_is_late_is_told_by_the_clients_own_day_and_the_persons_roles(bureau: Bureau) -> None:
    overview = Overview(bureau.anna)
    bureau.act(lambda one: enter_bill(one, "Bean Brothers", "B-1", 11000))  # due on 1 July, in Sydney
    for instant, late in ((datetime(2026, 7, 1, 13, 59, tzinfo=UTC), 0), (datetime(2026, 7, 1, 14, 1, tzinfo=UTC), 1)):
        bureau.clock.instant = instant
        asked = overview.attention(line(overview))
        assert overview.today(line(overview)) == date(2026, 7, 1 + late)
        assert asked is not None
        assert asked.overdue.count == late
        assert (Figure.OVERDUE in [need.figure for need in asked.needs]) is bool(late)
