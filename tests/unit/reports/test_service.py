"""Reports of a client: stamped with their day, filtered, and the same however they are read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from sqlalchemy import func, select

from bookdesk.core.errors import InputError
from bookdesk.core.identifiers import new_id
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import MailKind, MailStage
from bookdesk.ledger.invoicelists import InvoiceList, on_list
from bookdesk.models.actions import Action
from bookdesk.models.bill import BillKind, BillStatus
from bookdesk.models.invoice import Invoice, InvoiceKind
from bookdesk.models.mail import MailMessage, MailState
from bookdesk.reports.collection import Name, Span
from bookdesk.reports.content import from_data, to_data
from bookdesk.reports.figures import Figure, counts, days_outstanding, invoices_due
from bookdesk.reports.owed import Kind, positions
from bookdesk.reports.receivable import receivables
from bookdesk.reports.service import ReportService, Side
from bookdesk.reports.standings import Standing
from bookdesk.reports.summary import read_summary
from bookdesk.store.desk import Desk
from tests.support.books import client_desk, supplier
from tests.support.owed import Owed, enter
from tests.unit.reports import random_sales
from tests.unit.reports.random_sales import Issue, Receive, Story, desk_after, stories, story_days

TODAY = date(2026, 7, 1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        yield opened


def issue(total: int, term: int = 30, customer: int = 0, currency: str = "AUD") -> Issue:
    return Issue(customer, InvoiceKind.INVOICE, total, term, 0, currency, taken_on=False, plan=())


def test_both_sides_are_told_with_their_day_and_currency(desk: Desk) -> None:
    random_sales.enter(desk, [(0, issue(9_000)), (60, issue(4_000, customer=1)), (1, issue(1_000, currency="USD"))])
    enter(desk, [Owed(BillKind.BILL, BillStatus.APPROVED, "any", 500, -3)], [supplier(desk, "Harbour Foods").id])
    service = ReportService(desk)
    owed = service.ageing(Side.RECEIVABLES)
    assert owed.stamp.words() == "As of 1 Jul 2026, amounts in AUD."
    assert [(row.name, row.currency, row.amounts.total.minor) for row in owed.ageing.rows] == [
        ("Blue Cafe", "AUD", 9_000),
        ("Blue Cafe", "USD", 1_000),
        ("Quay Press", "AUD", 4_000),
    ]
    assert owed.ageing.base.total == Money(9_000 + 4_000 + 1_500, "AUD")
    (row,) = service.ageing(Side.PAYABLES).ageing.rows
    assert (row.name, row.amounts.buckets[1]) == ("Harbour Foods", Money(500, "AUD"))


def test_it_is_filtered_by_contact_and_currency(desk: Desk) -> None:
    random_sales.enter(desk, [(0, issue(9_000)), (120, issue(4_000, customer=1)), (1, issue(1_000, currency="USD"))])
    service = ReportService(desk)
    cafe = service.ageing(Side.RECEIVABLES).ageing.rows[0].contact
    assert {row.currency for row in service.ageing(Side.RECEIVABLES, contact_id=cafe).ageing.rows} == {"AUD", "USD"}
    (row,) = service.ageing(Side.RECEIVABLES, currency="USD").ageing.rows
    assert row.amounts.total == Money(1_000, "USD")
    (alone,) = service.ageing(Side.RECEIVABLES, contact_id=cafe, currency="AUD").ageing.rows
    assert alone.amounts.total == Money(9_000, "AUD")
    assert service.dso(contact_id=cafe).collection.of(Name.DSO_SIMPLE).value == Fraction(10_500 * 90, 1_500)
    assert service.dso().collection.of(Name.DSO_SIMPLE).value == Fraction(14_500 * 90, 5_500)


def test_a_day_to_come_is_refused(desk: Desk) -> None:
    service = ReportService(desk)
    for ask in (lambda day: service.ageing(Side.PAYABLES, day), service.dso, service.collection, service.overview):
        with pytest.raises(InputError, match="2 Jul 2026 is still to come") as refused:
            ask(TODAY + timedelta(days=1))
        assert refused.value.remedy


def test_figures_say_from_when_on_the_books_know_anything(desk: Desk) -> None:
    service = ReportService(desk)
    assert "begin on 30 Jun 2026" in service.dso().remark
    assert "begin on 30 Jun 2026" in service.collection(span=Span(days=30)).remark
    assert service.dso(span=Span(days=1)).remark == ""


def test_dso_read_quickly_is_that_of_all_figures_worked_out_by_hand(desk: Desk) -> None:
    april, may = issue(300_000), issue(200_000)
    story: Story = [(100, april), (31, may), (10, Receive(0, 300_000, "AUD", at_once=True))]  # 11 April, 12 May
    random_sales.enter(desk, story)
    service, day = ReportService(desk), date(2026, 5, 31)
    quick = service.dso(day).collection
    assert quick.of(Name.DSO_SIMPLE).value == 36
    assert quick.of(Name.DSO).value == 31
    assert service.collection(day).collection.figures[:4] == quick.figures
    assert (service.dso().collection.left_out, service.back_test(day).count) == (0, 0)


@given(stories, story_days)
@settings(max_examples=60)
def test_the_overview_is_what_is_open_and_late_at_the_day(story: Story, as_at: date) -> None:
    with desk_after(story) as (desk, _):
        desk.clock.instant += timedelta(days=300)  # type: ignore[attr-defined] # so that every day is past
        _, found = ReportService(desk).overview(as_at)
        with desk.books.query() as session:
            owed = receivables(session, as_at)
            dated = {row.id for row in session.scalars(select(Invoice)) if row.due_date is not None}
        there = [one for one in owed.documents if one.kind is Kind.INVOICE and one.counts_at(as_at)]
        claims: dict[str, int] = {}
        for one in there:
            claims[one.record] = claims.get(one.record, 0) + one.total.minor
        open_: dict[str, int] = dict.fromkeys(claims, 0)
        late: set[str] = set()
        for place in positions(owed, as_at):
            one = place.document
            if one.record in open_:
                open_[one.record] += place.open
                if place.open and one.due_day < as_at and (one.part_of or one.record in dated):
                    late.add(one.record)
        counts = {which: found.standing[which].count for which in Standing}
        assert counts[Standing.SETTLED] == sum(not left for left in open_.values())
        assert counts[Standing.OVERDUE] == len(late)
        part = {name for name, left in open_.items() if 0 < left < claims[name]}
        assert counts[Standing.PART_SETTLED] == len(part)
        assert counts[Standing.PENDING] == len([name for name, left in open_.items() if left]) - len(late | part)
        sums = {money.currency: money.minor for money in found.standing[Standing.OVERDUE].open}
        assert sum(sums.values()) == sum(open_[name] for name in late)
        assert all(one.without_rate == 0 for one in found.standing.values())


@given(stories)
@settings(max_examples=40)
def test_today_the_overview_counts_the_lists_that_its_chips_open(story: Story) -> None:
    with desk_after(story) as (desk, _):
        desk.clock.instant += timedelta(days=300)  # type: ignore[attr-defined]
        stamp, found = ReportService(desk).overview()
        with desk.books.query() as session:
            for which, name in (
                (Standing.PENDING, InvoiceList.PENDING),
                (Standing.OVERDUE, InvoiceList.OVERDUE),
                (Standing.PART_SETTLED, InvoiceList.PART_SETTLED),
            ):
                listed = select(func.count()).select_from(Invoice).where(on_list(name, stamp.as_of))
                assert found.standing[which].count == session.scalar(listed)


@given(stories)
@settings(max_examples=25)
def test_the_parts_of_an_overview_add_up_to_the_whole(story: Story) -> None:
    with desk_after(story) as (desk, _):
        desk.clock.instant += timedelta(days=300)  # type: ignore[attr-defined]
        service = ReportService(desk)
        _, whole = service.overview()
        currencies = {one.claimed.currency for stood in whole.standing.values() for one in stood.currencies}
        for which in Standing:
            stood = whole.standing[which]
            by_currency = [service.overview(currency=one)[1].standing[which] for one in sorted(currencies)]
            by_contact = [
                service.overview(contact_id=one)[1].standing[which] for one, _ in service.contacts(Side.RECEIVABLES)
            ]
            for parts in (by_currency, by_contact):
                assert sum(part.count for part in parts) == stood.count
                assert sum((part.base for part in parts), Money.zero("AUD")) == stood.base
            assert tuple(one for part in by_currency for one in part.currencies) == stood.currencies


@given(stories)
@settings(max_examples=25)
def test_on_any_day_to_come_a_summary_counts_the_overdue_invoices_as_their_list_does(story: Story) -> None:
    with desk_after(story) as (desk, told), desk.books.query() as session:
        summary = read_summary(session, lambda _session, _account: None)
        assert from_data(to_data(summary)) == summary
        for day in [*told.days, *(day + timedelta(days=60) for day in told.days)]:
            listed = select(func.count()).select_from(Invoice).where(on_list(InvoiceList.OVERDUE, day))
            assert counts(summary, day)[Figure.INVOICES_OVERDUE] == session.scalar(listed)
        assert sum(one.without_rate for one in summary.sales.due) == 0


@given(stories)
@settings(max_examples=40)
def test_a_summary_knows_the_dso_of_the_report_on_its_day_and_later(story: Story) -> None:
    with desk_after(story) as (desk, told):
        with desk.books.query() as session:
            summary = read_summary(session, lambda _session, _account: None)
        assert from_data(to_data(summary)) == summary
        last = max(told.days, default=TODAY)
        for later in (0, 1, 45, 89, 200):
            day = last + timedelta(days=later)
            desk.clock.instant = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)  # type: ignore[attr-defined]
            exact = ReportService(desk).dso().collection.of(Name.DSO_SIMPLE).value
            days = days_outstanding(summary, day)
            assert (days is None) == (exact is None)
            assert exact is None or days is None or abs(exact - days) <= Fraction(51, 100)


def test_a_summary_tells_what_waits_in_the_outbox_and_what_needs_a_decision(desk: Desk) -> None:
    random_sales.enter(desk, [(0, issue(9_000)), (1, issue(1_000, currency="USD"))])
    stages = (MailStage.QUEUED, MailStage.SENDING, MailStage.UNKNOWN, MailStage.ACCEPTED, MailStage.CANCELLED)
    with desk.books.change(Action.MAIL_WRITTEN, "test", actor=desk.actor) as work:
        for stage in stages:
            message = MailMessage(
                id=new_id(), key=new_id(), kind=MailKind.NOTICE, message_id=new_id(), recipients=[], from_name="x",
                language="en", subject="x", plain="x", attachments=[], written_at=desk.clock.now(), written_by="ann",
            )  # fmt: skip
            work.add(message)
            work.session.flush()
            work.add(MailState(mail_id=message.id, stage=stage))
        work.commit()
    with desk.books.query() as session:
        summary = read_summary(session, lambda _session, _account: None)
    found = counts(summary, TODAY)
    assert (found[Figure.MAIL_WAITING], found[Figure.MAIL_STUCK], found[Figure.INVOICES_OVERDUE]) == (2, 1, 2)
    assert invoices_due(summary, None, TODAY).base == 9_000 + 1_500
