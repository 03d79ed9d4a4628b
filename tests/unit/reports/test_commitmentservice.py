"""Regular payments are entered once, changed, ended and put away; slips are refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bookdesk.core.errors import BookDeskError, Conflict, InputError, NotFound
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import CommitmentSort, Rhythm, Shift
from bookdesk.reports.commitmentservice import CommitmentService, EnteredCommitment, read_commitments
from bookdesk.store.desk import Desk
from bookdesk.store.history import history_of
from bookdesk.store.undo import undo
from tests.support.books import client_desk

WAGES = EnteredCommitment(
    "Wages", CommitmentSort.PAYROLL, Money(-250_000, "AUD"), date(2026, 1, 30), Rhythm.MONTHLY, month_end=True
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def service(desk: Desk) -> CommitmentService:
    return CommitmentService(desk)


def test_what_is_entered_is_kept_and_moves_on_its_next_business_day(service: CommitmentService) -> None:
    made = service.add(replace(WAGES, name="  Wages\u202e  "))
    assert made.entered == WAGES
    assert made.next_day == date(2026, 7, 31)
    assert service.find("wages") == service.find(made.id) == made
    assert service.commitments() == (made,)


def test_they_are_listed_by_their_next_day(service: CommitmentService) -> None:
    service.add(WAGES)
    service.add(
        replace(
            WAGES,
            name="GST",
            sort=CommitmentSort.TAX,
            rhythm=Rhythm.QUARTERLY,
            first_day=date(2026, 4, 28),
            month_end=False,
        )
    )
    service.add(replace(WAGES, name="Lease", rhythm=Rhythm.ONCE, first_day=date(2026, 1, 5), month_end=False))
    assert [(one.entered.name, one.next_day) for one in service.commitments()] == [
        ("GST", date(2026, 7, 28)),
        ("Wages", date(2026, 7, 31)),
        ("Lease", None),
    ]


def test_the_forecast_reads_them_as_they_are(desk: Desk, service: CommitmentService) -> None:
    made = service.add(replace(WAGES, shift=Shift.AFTER, last_day=date(2027, 1, 31)))
    service.archive(service.add(replace(WAGES, name="Mistake")).id)
    with desk.books.query() as session:
        (found,) = read_commitments(session)
    assert (found.id, found.amount, found.shift, found.last) == (
        made.id,
        Money(-250_000, "AUD"),
        Shift.AFTER,
        date(2027, 1, 31),
    )


@pytest.mark.parametrize(
    ("wrong", "refused"),
    [
        ({"name": " \u200b "}, "needs a name"),
        ({"name": "x" * 201}, "needs a name"),
        ({"amount": Money(0, "JPY")}, "moves nothing"),
        ({"first_day": date(1926, 1, 1)}, "far from now"),
        ({"last_day": date(2126, 1, 1)}, "far from now"),
        ({"last_day": date(2025, 1, 1)}, "ends before it begins"),
        ({"rhythm": Rhythm.WEEKLY}, "month ends"),
    ],
)
def test_slips_are_refused_and_nothing_is_kept(
    service: CommitmentService, wrong: dict[str, object], refused: str
) -> None:
    with pytest.raises(InputError, match=refused) as met:
        service.add(replace(WAGES, **wrong))  # type: ignore[arg-type] # one field at a time
    assert met.value.remedy
    assert service.commitments(archived=True) == ()


def test_a_name_is_entered_once_until_it_is_put_away(service: CommitmentService) -> None:
    made = service.add(WAGES)
    with pytest.raises(Conflict, match="WAGES already"):
        service.add(replace(WAGES, name="WAGES"))
    assert service.archive(made.id).archived
    assert service.add(replace(WAGES, name="WAGES")).entered.name == "WAGES"
    with pytest.raises(NotFound):
        service.find("rent")


def test_one_is_changed_and_ended_by_the_version_that_was_seen(service: CommitmentService) -> None:
    made = service.add(WAGES)
    changed = service.edit(made.id, replace(WAGES, amount=Money(-260_000, "AUD")), version=made.version)
    assert changed.entered.amount == Money(-260_000, "AUD")
    with pytest.raises(BookDeskError, match="amount"):
        service.end(made.id, date(2026, 9, 30), version=made.version)
    ended = service.end(made.id, date(2026, 6, 30))
    assert (ended.entered.last_day, ended.next_day) == (date(2026, 6, 30), None)
    assert service.end(made.id, date(2025, 6, 30)).archived
    with pytest.raises(NotFound):
        service.end("nothing", date(2026, 6, 30))


def test_each_act_is_taken_back_by_undo(desk: Desk, service: CommitmentService) -> None:
    made = service.add(WAGES)
    service.archive(made.id)
    with desk.books.query() as session:
        added, put_away = history_of(session, "commitment", made.id)
    assert (added.action, added.reason, put_away.reason) == ("commitment edited", "Wages entered", "put away")
    undo(desk.books, put_away.id, actor=desk.actor)
    assert not service.find("Wages").archived
    undo(desk.books, added.id, actor=desk.actor)
    assert service.commitments(archived=True) == ()
