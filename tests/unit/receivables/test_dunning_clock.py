"""Whatever the clock does, no step is sent twice, nobody hears twice a day, and nobody who must not is reminded."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bookdesk.core.money import Money
from bookdesk.receivables.dunning import Plan, plan
from bookdesk.receivables.dunningfacts import Customer, Key, OpenInvoice, Sent
from bookdesk.receivables.dunningpolicy import Policy
from bookdesk.receivables.sending_hours import closed
from tests.unit.receivables.ladders import DUE, LADDER, recorded, round_at

ZONES = ["Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kathmandu", "America/Havana", "Europe/Berlin", "Australia/Lord_Howe"]
CUSTOMERS = st.lists(
    st.builds(Customer, st.just("c"), st.just("C"), st.sampled_from(ZONES), grace_days=st.integers(0, 4)),
    min_size=2,
    max_size=3,
).map(lambda made: {f"c{number}": replace(one, id=f"c{number}") for number, one in enumerate(made)})
INVOICES = st.lists(
    st.builds(
        OpenInvoice,
        id=st.just("i"),
        version=st.integers(1, 2),
        customer_id=st.sampled_from(["c0", "c1"]),
        number=st.just("N"),
        issued=st.just(date(2026, 3, 1)),
        due=st.integers(-110, 30).map(lambda days: DUE + timedelta(days=days)),
        total=st.just(Money.of(100, "EUR")),
        open=st.integers(0, 100).map(lambda major: Money.of(major, "EUR")),
        disputed=st.booleans(),
        promised_until=st.none() | st.integers(-100, 30).map(lambda days: DUE + timedelta(days=days)),
        auto_pay=st.booleans(),
        in_process=st.booleans(),
    ),
    max_size=6,
).map(lambda made: [replace(one, id=f"i{number}") for number, one in enumerate(made)])
SOUND = st.lists(
    st.tuples(st.integers(-110, 30), st.sampled_from(["c0", "c1"])), min_size=1, max_size=5
).map(
    lambda made: [
        OpenInvoice(f"i{number}", 1, customer, f"N{number}", date(2026, 1, 1), DUE + timedelta(days=days),
                    Money.of(100, "EUR"), Money.of(100, "EUR"))
        for number, (days, customer) in enumerate(made)
    ]
)  # fmt: skip
START = datetime(2026, 3, 20, tzinfo=UTC)  # before clocks are changed in Havana, Berlin and on Lord Howe
CLOCKS = st.lists(
    st.integers(-40 * 24, 60 * 24).map(lambda hours: timedelta(hours=hours)), min_size=1, max_size=40
).map(lambda moves: [START + sum(moves[:count], timedelta(0)) for count in range(1, len(moves) + 1)])
"""Instants at which the program is started, forward and back, with months between some of them."""


def lived(
    instants: list[datetime], invoices: list[OpenInvoice], customers: dict[str, Customer], policy: Policy = LADDER
) -> tuple[list[Sent], list[tuple[datetime, Plan]]]:
    """Send what each plan says at each instant, and start a second time right after."""
    sent: list[Sent] = []
    plans: list[tuple[datetime, Plan]] = []
    for now in (one for instant in instants for one in (instant, instant)):
        found = plan(round_at(now, policy), invoices, customers, sent)
        plans.append((now, found))
        sent += recorded(found)
    return sent, plans


@settings(max_examples=40)
@given(CLOCKS, SOUND, CUSTOMERS)
def test_no_step_of_a_document_is_ever_sent_twice(
    instants: list[datetime], invoices: list[OpenInvoice], customers: dict[str, Customer]
) -> None:
    sent, _ = lived(instants, invoices, customers)
    assert max(Counter(one.key for one in sent).values(), default=0) <= 1


@settings(max_examples=40)
@given(CLOCKS, SOUND, CUSTOMERS)
def test_nobody_gets_two_messages_under_one_date(
    instants: list[datetime], invoices: list[OpenInvoice], customers: dict[str, Customer]
) -> None:
    _, plans = lived(instants, invoices, customers)
    told = Counter((message.customer_id, message.day) for _, found in plans for message in found.messages)
    assert max(told.values(), default=0) <= 1


@settings(max_examples=40)
@given(CLOCKS, SOUND, CUSTOMERS)
def test_steps_of_an_invoice_only_climb(
    instants: list[datetime], invoices: list[OpenInvoice], customers: dict[str, Customer]
) -> None:
    sent, _ = lived(instants, invoices, customers)
    places = [step.id for step in LADDER.steps]
    for one in invoices:
        climbed = [places.index(found.key.step_id) for found in sent if found.key.invoice_id == one.id]
        assert climbed == sorted(climbed)


@settings(max_examples=40)
@given(CLOCKS, SOUND, CUSTOMERS)
def test_messages_leave_in_office_hours_of_the_customer_only(
    instants: list[datetime], invoices: list[OpenInvoice], customers: dict[str, Customer]
) -> None:
    _, plans = lived(instants, invoices, customers)
    for now, found in plans:
        for message in found.messages:
            assert closed(now, customers[message.customer_id].zone) is None
        for held in found.held:
            assert held.until is None or held.until > now


@given(st.integers(0, 300 * 24), INVOICES, CUSTOMERS)
def test_each_invoice_is_in_one_place_and_who_must_not_be_reminded_is_not(
    hours: int, invoices: list[OpenInvoice], customers: dict[str, Customer]
) -> None:
    now = START + timedelta(hours=hours)
    found = plan(round_at(now), invoices, customers, ())
    messages = [*found.messages, *(held.message for held in found.held)]
    lines = [line for message in messages for line in message.lines] + [one.line for one in found.escalations]
    assert sorted([line.invoice.id for line in lines] + [one.invoice.id for one in found.spared]) == sorted(
        one.id for one in invoices
    )
    for line in lines:
        one = line.invoice
        assert one.open.minor > 0
        assert (one.disputed, one.auto_pay, one.in_process) == (False, False, False)
        assert one.promised_until is None or one.promised_until < now.date() + timedelta(days=1)
    assert all(one.words for one in found.spared)
    assert all(one.words for one in found.held)
    assert all(line.reason for line in lines)


@settings(max_examples=6)
@given(SOUND, CUSTOMERS)
def test_a_desk_that_is_started_several_times_a_day_loses_no_step_of_the_end(
    invoices: list[OpenInvoice], customers: dict[str, Customer]
) -> None:
    """Every invoice that stays open is reminded a last time, and a person is called in the end."""
    instants = [START + timedelta(hours=hours) for hours in range(0, 240 * 24, 5)]
    sent, _ = lived(instants, invoices, customers)
    keys = {one.key for one in sent}
    for one in invoices:
        assert Key(one.id, 1, "person") in keys
        assert Key(one.id, 1, "final") in keys
