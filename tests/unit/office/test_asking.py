"""What is to be asked for, at a glance: as long as the lists it leads to, and read again only where it may differ."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookdesk.core.vocabulary import Every
from bookdesk.invoicing.entered import Entered
from bookdesk.invoicing.recurring import Rule, ScheduleService
from bookdesk.ledger.owner import client_today
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill
from bookdesk.office.asking import Asking, read_asking
from bookdesk.receivables.reminding import ReminderService
from bookdesk.reports.content import AskingSummary, Summary, from_data, to_data
from bookdesk.reports.figures import Figure, counts
from bookdesk.store.desk import Desk
from bookdesk.ui.reminders.table import mail_rows
from tests.support.billing import line
from tests.unit.receivables.owing import DUE, Owing, owing


def read(desk: Desk, asking: Asking | None = None) -> AskingSummary:
    with desk.books.query() as session:
        return (asking or Asking())(session, desk.clock.now())


def figures(asked: AskingSummary, day: date) -> dict[Figure, int]:
    return counts(Summary(asking=asked), day)


@pytest.fixture
def dublin(tmp_path: Path) -> Iterator[Owing]:
    with owing(tmp_path) as client:
        yield client


_MARKS: dict[str, dict[str, Any]] = {
    "disputed": {"disputed": True},
    "promised": {"promised_until": DUE + timedelta(days=3)},
    "spared": {"reminders": False},
}
_INVOICES = st.lists(
    st.tuples(st.integers(0, 2), st.integers(-30, 50), st.sampled_from(["", *_MARKS])),
    min_size=1,
    max_size=6,
)


@settings(max_examples=15)
@given(_INVOICES, st.integers(0, 23), st.integers(0, 9), st.sampled_from(["first", "approved"]))
def test_customers_to_remind_are_as_many_as_mails_on_the_list(
    invoices: list[tuple[int, int, str]], hour: int, later: int, state: str
) -> None:
    with TemporaryDirectory() as home, owing(Path(home)) as client:
        approved = state == "approved"
        client.at(DUE)
        named = [
            client.customer("Acme", zone="Australia/Sydney"),
            client.customer("Beta", email=None if later % 2 else "b@customer.example"),
            client.customer("Zoe", grace_days=5),
        ]
        for at, (customer, days, mark) in enumerate(invoices):
            marks = _MARKS.get(mark, {})
            client.invoice(named[customer], f"R-{at}", due=DUE - timedelta(days=days), **marks)
        client.policies.switch_on()
        if approved:
            client.policies.approve(client.reminders.preview().list_hash)
            client.reminders.send()
        client.at(DUE + timedelta(days=later), hour)
        preview = ReminderService(client.desk).preview(texts=False)
        with client.desk.books.query() as session:
            today = client_today(session, client.desk.clock)
        found = figures(read(client.desk), today)
        listed = len(list(mail_rows(preview)))
        assert (found[Figure.TO_REMIND], found[Figure.FIRST_LIST]) == ((listed, 0) if approved else (0, listed))


def test_nobody_is_to_be_reminded_where_reminders_are_off(dublin: Owing) -> None:
    dublin.invoice(dublin.customer(), "R-1")
    dublin.at(DUE + timedelta(days=30))
    assert read(dublin.desk) == AskingSummary()


def test_who_is_not_late_yet_counts_from_his_day_on_without_another_look(dublin: Owing) -> None:
    dublin.at(DUE - timedelta(days=10))
    dublin.policies.switch_on()
    dublin.policies.approve(dublin.reminders.preview().list_hash)
    dublin.at(DUE - timedelta(days=9))
    dublin.invoice(dublin.customer(), "R-1", document_date=DUE - timedelta(days=9))
    before = read(dublin.desk)
    assert from_data(to_data(Summary(asking=before))) == Summary(asking=before)
    day = next(one for one, _ in before.reminders)
    assert figures(before, day - timedelta(days=1))[Figure.TO_REMIND] == 0
    assert figures(before, day)[Figure.TO_REMIND] == 1
    assert len(list(mail_rows(dublin.at(day).reminders.preview(texts=False)))) == 1


def test_a_schedule_is_to_be_billed_from_its_day_until_it_was(dublin: Owing) -> None:
    dublin.at(DUE)
    desk, customer = dublin.desk, dublin.customer()
    schedule = Rule("Rent", DUE + timedelta(days=2), Every.MONTH)
    ScheduleService(desk).add(Entered(customer, (line("900", text="Rent"),)), schedule)
    asked = read(desk)
    assert [figures(asked, DUE + timedelta(days=days))[Figure.TO_BILL] for days in (0, 1, 2, 40)] == [0, 0, 1, 1]
    dublin.at(DUE + timedelta(days=3))
    assert len(ScheduleService(desk).schedules()[0].due) == 1
    ScheduleService(desk).bill()
    assert figures(read(desk), DUE + timedelta(days=3))[Figure.TO_BILL] == 0


@pytest.fixture
def late(dublin: Owing) -> Owing:
    """A customer who is late, of a client whose first list was not approved."""
    dublin.at(DUE)
    dublin.invoice(dublin.customer(), "R-1", document_date=DUE - timedelta(days=30))
    dublin.policies.switch_on()
    return dublin.at(DUE + timedelta(days=10))


def test_it_is_read_again_when_something_of_sales_was_written_and_on_another_day(late: Owing) -> None:
    asking, desk = Asking(), late.desk
    first = read(desk, asking)
    assert figures(first, DUE + timedelta(days=10))[Figure.FIRST_LIST] == 1
    assert read(desk, asking) is first
    with desk.books.query() as session:
        assert read_asking(session, desk.clock.now(), DUE + timedelta(days=10)) == first
    late.keep(bill(), action=Action.BILL_REVIEWED)
    assert read(desk, asking) is first
    late.customer("Somebody")
    assert (read(desk, asking), read(desk, asking) is first) == (first, False)
    late.policies.approve(late.reminders.preview().list_hash)
    assert read(desk, asking).approved
    third = read(desk, asking)
    late.at(DUE + timedelta(days=11))
    assert read(desk, asking) is not third
    late.reminders.send()
    assert figures(read(desk, asking), DUE + timedelta(days=11))[Figure.TO_REMIND] == 0


def bill() -> Bill:
    return Bill(received_date=DUE, currency="EUR", net=100, tax=0, total=100, created_by="ann")
