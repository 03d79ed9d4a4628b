"""Schedules in real books: each day is billed once, whatever the clock does and however often the program starts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.core.clock import MovableClock
from bookdesk.core.dates import Terms, TermsKind
from bookdesk.core.errors import Conflict, InputError, NotFound, RuleBroken
from bookdesk.core.vocabulary import CatchUp, Every
from bookdesk.invoicing.considering import considered
from bookdesk.invoicing.entered import Entered
from bookdesk.invoicing.recurring import Rule, ScheduleService, next_billed
from bookdesk.invoicing.service import InvoiceService
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Invoice, InvoiceKind, InvoiceStatus
from bookdesk.models.schedule import Makes, ScheduleOccurrence
from bookdesk.store.desk import Desk
from tests.support.billing import balances, customer, line
from tests.support.books import as_ben, client_desk

RENT = Rule("Rent", date(2026, 7, 1), makes=Makes.ISSUED)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as desk:
        yield desk


@pytest.fixture
def service(desk: Desk) -> ScheduleService:
    return ScheduleService(desk)


def template(desk: Desk, **values: object) -> Entered:
    return Entered(customer(desk), (line("100", text="Rent {period}"),), **values)  # type: ignore[arg-type] # by name


def travel(desk: Desk, days: int) -> None:
    assert isinstance(desk.clock, MovableClock)
    desk.clock.instant += timedelta(days=days)


def invoices(desk: Desk) -> list[Invoice]:
    with desk.books.query() as session:
        return list(session.scalars(select(Invoice).order_by(Invoice.id)))


def test_forty_days_offline_bill_each_missed_month_once(desk: Desk, service: ScheduleService) -> None:
    service.add(template(desk, language="de"), RENT)
    travel(desk, 40)
    done = service.bill()
    assert [(one.occurrence.day, one.why) for one in done] == [(date(2026, 7, 1), None), (date(2026, 8, 1), None)]
    made = invoices(desk)
    assert [(one.number, one.document_date, one.served_from) for one in made] == [
        ("INV-0001", date(2026, 8, 10), date(2026, 7, 1)),
        ("INV-0002", date(2026, 8, 10), date(2026, 8, 1)),
    ]
    texts = [InvoiceService(desk).show(one.id).lines[0].description for one in made]
    assert texts == ["Rent Juli 2026", "Rent August 2026"]
    assert balances(desk, "1-1100") == [22000]
    assert service.bill() == []


def test_a_list_tells_the_amount_and_a_sample_the_months_it_would_have(desk: Desk, service: ScheduleService) -> None:
    entered = template(desk, language="de")
    service.add(entered, RENT)
    (view,) = service.schedules()
    travel(desk, 40)
    seen = considered(desk, entered, InvoiceKind.INVOICE)
    sample = next_billed(desk, seen, RENT)
    assert [one.description for one in sample.lines] == ["Rent September 2026"]
    assert [one.description for one in seen.lines] == ["Rent {period}"], "what is typed stays as it was typed"
    assert next_billed(desk, seen, replace(RENT, until=date(2026, 7, 31))) is seen, "no day is left"
    assert view.total == sample.sums.total == service.bill()[0].invoice.total_money  # type: ignore[union-attr] # it is made
    assert [one.total for one in service.schedules()] == [view.total]


def test_forty_days_offline_bill_one_for_all_where_that_is_the_rule(desk: Desk, service: ScheduleService) -> None:
    service.add(template(desk), replace(RENT, catch_up=CatchUp.ONE))
    travel(desk, 40)
    (done,) = service.bill()
    assert done.invoice is not None
    assert done.invoice.total == 22000
    found = InvoiceService(desk).show(done.invoice.id).lines[0]
    assert (found.description, found.quantity) == ("Rent July 2026 \u2013 August 2026", Decimal(2))
    with desk.books.query() as session:
        assert len(session.scalars(select(ScheduleOccurrence)).all()) == 2


def test_two_starts_and_a_clock_put_back_bill_nothing_twice(desk: Desk, service: ScheduleService) -> None:
    kept = service.add(template(desk), RENT)
    other = ScheduleService(as_ben(desk))
    seen = service.schedules()[0].due[0]
    assert len(other.bill()) == 1
    assert list(service._bill(kept, seen)) == []  # noqa: SLF001 - a start that saw the same before
    assert isinstance(desk.clock, MovableClock)
    desk.clock.instant = datetime(2026, 6, 20, tzinfo=UTC)
    assert service.bill() == []
    desk.clock.instant = datetime(2026, 7, 31, 20, tzinfo=UTC)
    assert [one.occurrence.day for one in service.bill()] == [date(2026, 8, 1)]


def test_a_draft_that_was_thrown_away_is_not_made_again(desk: Desk, service: ScheduleService) -> None:
    service.add(template(desk), replace(RENT, makes=Makes.DRAFT))
    (done,) = service.bill()
    assert done.invoice is not None
    assert (done.invoice.status, done.to_send) == (InvoiceStatus.DRAFT, False)
    InvoiceService(desk).delete(done.invoice.id)
    assert service.bill() == []


def test_what_cannot_be_issued_becomes_a_draft_and_says_why(desk: Desk, service: ScheduleService) -> None:
    service.add(template(desk, currency="EUR"), replace(RENT, makes=Makes.SENT))
    (done,) = service.bill()
    assert done.invoice is not None
    assert done.invoice.status is InvoiceStatus.DRAFT
    assert "no exchange rate" in str(done.why)
    assert not done.to_send


def test_one_that_cannot_be_made_stops_no_other_and_is_tried_again(desk: Desk, service: ScheduleService) -> None:
    gone = template(desk)
    service.add(gone, RENT)
    service.add(Entered(customer(desk, "Other"), (line(),)), replace(RENT, name="Support", makes=Makes.SENT))
    with desk.books.change(Action.CONTACT_EDITED, "away", actor=desk.actor) as work:
        work.get(Contact, gone.contact_id).archived = True
        work.commit()
    first, second = service.bill()
    assert (first.invoice, "put away" in str(first.why)) == (None, True)
    assert second.to_send
    assert [one.invoice for one in service.bill()] == [None]
    with desk.books.change(Action.CONTACT_EDITED, "back", actor=desk.actor) as work:
        work.get(Contact, gone.contact_id).archived = False
        work.commit()
    assert [one.invoice is not None for one in service.bill()] == [True]


def test_pauses_are_not_caught_up_and_end(desk: Desk, service: ScheduleService) -> None:
    kept = service.add(template(desk), replace(RENT, every=Every.WEEK, makes=Makes.DRAFT))
    service.pause(kept.id, date(2026, 7, 8))
    travel(desk, 20)
    assert [one.occurrence.day for one in service.bill()] == [date(2026, 7, 1)]
    service.resume(kept.id)
    with pytest.raises(RuleBroken, match="not paused"):
        service.resume(kept.id)
    assert service.bill() == []
    travel(desk, 1)
    assert [one.occurrence.day for one in service.bill()] == [date(2026, 7, 22)]
    with pytest.raises(InputError, match="before it begins"):
        service.pause(kept.id, date(2026, 9, 2), date(2026, 9, 1))


def test_a_stopped_one_bills_no_more(desk: Desk, service: ScheduleService) -> None:
    kept = service.add(template(desk), RENT)
    service.stop(kept.id)
    assert (service.bill(), service.schedules()) == ([], [])
    assert service.schedules(stopped=True)[0].ended


def test_changes_hold_for_what_is_still_to_come(desk: Desk, service: ScheduleService) -> None:
    kept = service.add(template(desk, terms=Terms(TermsKind.NET, 7)), replace(RENT, makes=Makes.DRAFT))
    (first,) = service.bill()
    entered = service.entered(kept.id)
    assert entered.terms == Terms(TermsKind.NET, 7)
    dearer = replace(entered, lines=(replace(entered.lines[0], unit_price=Decimal(120)),))
    seen = service.show(kept.id).view.schedule.version
    service.edit(kept.id, dearer, replace(RENT, first=date(2026, 7, 1), interval=1), version=seen)
    with pytest.raises(Conflict):
        service.edit(kept.id, dearer, RENT, version=seen)
    travel(desk, 31)
    (second,) = service.bill()
    assert first.invoice is not None
    assert second.invoice is not None
    assert (first.invoice.total, second.invoice.total) == (11000, 13200)
    assert second.invoice.due_date == date(2026, 8, 8)
    assert len(service.show(kept.id).made) == 2


def test_what_never_bills_is_refused(desk: Desk, service: ScheduleService) -> None:
    for wrong, why in (
        (replace(RENT, interval=0), "one or more"),
        (replace(RENT, until=date(2026, 1, 1)), "before its first day"),
        (replace(RENT, month_end=True), "not the last day"),
        (replace(RENT, name=" \u200b"), "no name"),
    ):
        with pytest.raises(InputError, match=why):
            service.add(Entered(customer(desk, why), (line(),)), wrong)
    with pytest.raises(NotFound):
        service.find("Rent")
    assert service.schedules() == []
