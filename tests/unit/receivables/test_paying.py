"""Nobody is reminded of what he is paying online: while it is under way, unknown, or paid and not booked yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.identifiers import new_id
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import AttemptState
from bookdesk.gateways.references import spelled
from bookdesk.models.gateway import CollectionAttempt
from bookdesk.models.invoice import Invoice
from bookdesk.receivables.dunningfacts import Why
from bookdesk.receivables.online.booking import book_moves
from bookdesk.receivables.online.leasing import holds_lease
from bookdesk.receivables.paying import TELLING, Trying, under_way
from tests.unit.receivables.online.lives import Life, tell
from tests.unit.receivables.owing import DUE, Owing

FIRST = DUE + timedelta(days=3)
HUNDRED = Money.of(100, "EUR")
TRIES = st.lists(
    st.builds(
        Trying,
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from(AttemptState),
        st.integers(1, 10_000).map(lambda minor: Money(minor, "EUR")),
        st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    ),
    max_size=8,
)


def attempt(client: Owing, invoice: str, state: AttemptState, *, url: str | None = "https://pay.example/1") -> str:
    """Enter an attempt in a state and return its reference."""
    own = new_id()
    row = CollectionAttempt(
        id=own, gateway="stripe", merchant="acct_1", invoice_id=invoice, state=state, live=holds_lease(state),
        reference=spelled(own, invoice), key=own, currency="EUR", amount=10_000, url=url, made_by="ann",
        made_at=client.desk.clock.now(),
    )  # fmt: skip
    with client.desk.books.upkeep() as session:
        session.add(row)
    return spelled(own, invoice)


def spared(client: Owing) -> list[tuple[str, Why, str]]:
    return [(one.invoice.number, one.why, one.words) for one in client.reminders.preview().decision.spared]


@given(TRIES)
def test_an_invoice_is_being_paid_if_and_only_if_an_attempt_says_so(tries: list[Trying]) -> None:
    found = under_way(tries)
    assert found.keys() == {one.invoice_id for one in tries if one.state in TELLING}
    for invoice, words in found.items():
        states = {one.state for one in tries if one.invoice_id == invoice}
        assert ("booked" in words) is (AttemptState.SUCCEEDED in states), "money that came speaks first"
        assert ("not known" in words) is (states & set(TELLING) == {AttemptState.UNKNOWN})


@given(TRIES.filter(lambda tries: len({one.invoice_id for one in tries}) == len(tries)))
def test_the_order_in_which_attempts_are_read_changes_nothing(tries: list[Trying]) -> None:
    assert under_way(tries) == under_way(list(reversed(tries)))


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (AttemptState.PROCESSING, "100.00 EUR of 2026-06-04 is under way at his bank"),
        (AttemptState.UNKNOWN, "Whether 100.00 EUR was asked for online"),
        (AttemptState.SUCCEEDED, "100.00 EUR was paid online and is not booked yet"),
    ],
)
def test_what_is_being_paid_online_is_not_asked_for(dublin: Owing, state: AttemptState, said: str) -> None:
    acme = dublin.customer()
    paying = dublin.invoice(acme, "2026-0042")
    dublin.invoice(acme, "2026-0043")
    dublin.start().at(FIRST)
    attempt(dublin, paying, state)
    ((number, why, words),) = spared(dublin)
    assert (number, why) == ("2026-0042", Why.IN_PROCESS)
    assert said in words
    dublin.send()
    assert [number for number, _, _ in dublin.steps()] == ["2026-0043"]


@pytest.mark.parametrize("state", sorted(set(AttemptState) - set(TELLING)))
def test_a_page_that_may_be_left_unpaid_spares_nobody(dublin: Owing, state: AttemptState) -> None:
    bill = dublin.invoice(dublin.customer(), "2026-0042")
    dublin.start().at(FIRST)
    attempt(dublin, bill, state)
    assert spared(dublin) == []
    assert len(dublin.send().written) == 1


def test_money_that_is_not_booked_yet_keeps_a_reminder_and_booking_it_ends_the_matter(dublin: Owing) -> None:
    bill = dublin.invoice(dublin.customer(), "2026-0042")
    dublin.start().at(FIRST)
    with dublin.desk.books.query() as session:
        row = session.get_one(Invoice, bill)
    life = Life("EUR")
    life.paid(row, 4_000)
    tell(dublin.desk, life.moves)
    ((_, why, words),) = spared(dublin)
    assert why is Why.IN_PROCESS
    assert "40.00 EUR was paid online and is not booked yet" in words
    book_moves(dublin.desk)
    assert spared(dublin) == [], "what is left is open, and may be asked for"
    (mail,) = dublin.send().written
    assert "60.00" in mail.plain


def test_an_attempt_that_succeeded_ends_with_the_booking_of_its_money(dublin: Owing) -> None:
    bill = dublin.invoice(dublin.customer(), "2026-0042")
    dublin.start().at(FIRST)
    reference = attempt(dublin, bill, AttemptState.SUCCEEDED)
    life = Life("EUR")
    with dublin.desk.books.query() as session:
        life.paid(session.get_one(Invoice, bill), 3_000)
    life.moves[0] = replace(life.moves[0], reference=reference)
    tell(dublin.desk, life.moves)
    assert len(spared(dublin)) == 1
    book_moves(dublin.desk)
    assert spared(dublin) == []


def test_a_reminder_that_waits_is_withdrawn_when_its_payment_begins(dublin: Owing) -> None:
    bill = dublin.invoice(dublin.customer(), "2026-0042")
    dublin.start().at(FIRST).send()
    attempt(dublin, bill, AttemptState.PROCESSING)
    ((_, became),) = dublin.leave()
    assert became.startswith("2026-0042: 100.00 EUR of 2026-06-04 is under way")
