"""From a pay link to the payout in the books, with the gateway's own client and a gateway that has a state."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bookdesk.core.errors import Conflict, NotAllowed, RuleBroken, Unreachable
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import AttemptState
from bookdesk.gateways.port import AnswerLost, DisputeState, PayoutState, Refused
from bookdesk.receivables.online.invariants import INVARIANTS
from bookdesk.sandbox.stripe import acts
from bookdesk.sandbox.stripe.faults import Kind
from tests.support.sales import issued, left_of, received
from tests.unit.receivables.online.counter import KEY, RIGHTS, Counter, counter
from tests.unit.receivables.online.lives import cleared


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Counter]:
    with counter(tmp_path) as one:
        yield one
        with one.desk.books.query() as session:
            assert [said for check in INVARIANTS for said in check.check(session)] == []


def test_a_card_payment_is_booked_once_with_its_fee_and_its_payout_reaches_the_bank(shop: Counter) -> None:
    bill = issued(shop.desk, "INV-1", 11_000)
    shop.pays(bill)
    assert shop.look().booked.booked == 1
    assert left_of(shop.desk, bill) == 0
    assert shop.attempt(bill).state is AttemptState.SUCCEEDED
    assert shop.look().booked.booked == 0
    shop.away(5)
    assert shop.look().booked.booked == 1
    assert cleared(shop.desk) == 0
    stands = shop.service.shown()
    [payout] = stands.payouts
    assert (payout.state, payout.lines, payout.sums) == (PayoutState.PAID, 1, payout.amount)
    [held] = stands.held
    assert held.told == held.booked == held.ledger == Money(0, "AUD")


def test_the_same_page_is_handed_out_as_long_as_it_is_good(shop: Counter) -> None:
    bill = issued(shop.desk, "INV-1", 11_000)
    first, second = shop.service.link(bill.id), shop.service.link("INV-1")
    assert first == second
    shop.later(minutes=60 * 13)
    third = shop.service.link(bill.id)
    assert third.url != first.url
    assert [one["status"] for one in shop.world.sessions] == ["expired", "open"]


def test_a_bank_debit_under_way_is_not_paid_and_no_second_page_is_opened(shop: Counter) -> None:
    bill = issued(shop.desk, "INV-1", 11_000)
    session = shop.pays(bill, "au_becs_debit")
    shop.look()
    assert (shop.attempt(bill).state, left_of(shop.desk, bill)) == (AttemptState.PROCESSING, 11_000)
    with pytest.raises(Conflict):
        shop.service.link(bill.id)
    acts.settle_debit(shop.world, session)
    shop.look()
    assert (shop.attempt(bill).state, left_of(shop.desk, bill)) == (AttemptState.SUCCEEDED, 0)


def test_a_debit_that_failed_frees_the_invoice_for_another_try(shop: Counter) -> None:
    bill = issued(shop.desk, "INV-1", 11_000)
    acts.fail_debit(shop.world, shop.pays(bill, "au_becs_debit"))
    shop.look()
    assert shop.attempt(bill).state is AttemptState.FAILED
    shop.pays(bill)
    shop.look()
    assert left_of(shop.desk, bill) == 0


def test_a_desk_away_for_35_days_lists_what_it_missed(shop: Counter) -> None:
    bill, other = issued(shop.desk, "INV-1", 11_000), issued(shop.desk, "INV-2", 5_000)
    shop.pays(bill)
    shop.service.link(other.id)
    shop.away(35)
    looked = shop.look()
    assert looked.pulled.listed
    assert left_of(shop.desk, bill) == 0
    assert [shop.attempt(one).state for one in (bill, other)] == [AttemptState.SUCCEEDED, AttemptState.EXPIRED]
    assert cleared(shop.desk) == 0


def test_a_lost_answer_leaves_an_attempt_that_the_next_look_finds(shop: Counter) -> None:
    bill = issued(shop.desk, "INV-1", 11_000)
    shop.world.faults.add(Kind.DROP_RESPONSE, method="POST", path="/v1/checkout/sessions")
    with pytest.raises(AnswerLost):
        shop.service.link(bill.id)
    assert shop.attempt(bill).state is AttemptState.UNKNOWN
    shop.look()
    assert shop.attempt(bill).state is AttemptState.OPEN
    assert len(shop.world.sessions) == 1
    assert shop.service.link(bill.id).url == shop.attempt(bill).url


def test_a_request_that_never_arrived_is_made_again_under_its_own_key(shop: Counter) -> None:
    bill = issued(shop.desk, "INV-1", 11_000)
    shop.world.faults.add(Kind.DROP_REQUEST, method="POST", path="/v1/checkout/sessions")
    with pytest.raises(AnswerLost):
        shop.service.link(bill.id)
    shop.later(minutes=90)
    first = shop.attempt(bill)
    assert shop.service.link(bill.id).attempt_id == first.id
    assert (shop.attempt(bill).state, len(shop.world.sessions)) == (AttemptState.OPEN, 1)


@pytest.mark.parametrize("minor", [0, -100, 11_001])
def test_an_amount_that_cannot_be_asked_for_leaves_the_page_that_is_there(shop: Counter, minor: int) -> None:
    bill = issued(shop.desk, "INV-1", 11_000)
    first = shop.service.link(bill.id, Money(5_000, "AUD"))
    with pytest.raises(RuleBroken, match=r"110\.00"):
        shop.service.link(bill.id, Money(minor, "AUD"))
    assert shop.service.link(bill.id, Money(5_000, "AUD")) == first
    assert [one["status"] for one in shop.world.sessions] == ["open"]


def test_a_page_that_was_paid_just_now_is_not_handed_out_again(shop: Counter) -> None:
    bill = issued(shop.desk, "INV-1", 11_000)
    shop.pays(bill)
    with pytest.raises(Conflict):
        shop.service.link(bill.id)
    shop.look()
    assert left_of(shop.desk, bill) == 0


def test_a_request_that_never_arrived_is_given_up_after_a_day(shop: Counter) -> None:
    bill = issued(shop.desk, "INV-1", 11_000)
    shop.world.faults.add(Kind.DROP_REQUEST, method="POST", path="/v1/checkout/sessions")
    with pytest.raises((AnswerLost, Unreachable)):
        shop.service.link(bill.id)
    shop.away(2)
    shop.look()
    assert shop.attempt(bill).state is AttemptState.CANCELLED
    assert shop.service.link(bill.id).url


def test_a_page_of_what_is_not_owed_any_more_is_closed_at_the_gateway(shop: Counter) -> None:
    bill = issued(shop.desk, "INV-1", 11_000)
    link = shop.service.link(bill.id)
    received(shop.desk, link.amount.minor, (bill, link.amount.minor))
    shop.look()
    assert shop.attempt(bill).state is AttemptState.EXPIRED
    assert acts.pay(shop.world, shop.attempt(bill).session_id or "").status == 410


def test_closing_a_page_that_was_paid_meanwhile_says_paid(shop: Counter) -> None:
    bill = issued(shop.desk, "INV-1", 11_000)
    shop.pays(bill)
    assert shop.service.close(bill.id) is AttemptState.SUCCEEDED


def test_a_refund_asked_for_here_is_booked_when_the_gateway_says_so(shop: Counter) -> None:
    bill = issued(shop.desk, "INV-1", 11_000)
    shop.pays(bill)
    shop.look()
    receipt = shop.service.moves()[0].document_id or ""
    shop.service.pay_back(receipt, Money(4_000, "AUD"), "half of it came back")
    with pytest.raises(RuleBroken, match="can be paid back"):
        shop.service.pay_back(receipt, Money(7_001, "AUD"), "more than is left")
    shop.look()
    assert left_of(shop.desk, bill) == 4_000


def test_what_went_back_already_is_booked_before_more_is_paid_back(shop: Counter) -> None:
    bill = issued(shop.desk, "INV-1", 11_000)
    session = shop.pays(bill)
    shop.look()
    receipt = shop.service.moves()[0].document_id or ""
    shop.refunded_elsewhere(session, 8_000)
    with pytest.raises(RuleBroken, match="can be paid back"):
        shop.service.pay_back(receipt, Money(8_000, "AUD"), "asked by books that have forgotten")
    assert [one["amount"] for one in shop.world.refunds] == [8_000]
    assert left_of(shop.desk, bill) == 8_000


def test_as_much_is_paid_back_a_second_time_only_where_it_is_meant(shop: Counter) -> None:
    bill = issued(shop.desk, "INV-1", 11_000)
    shop.pays(bill)
    shop.look()
    receipt = shop.service.moves()[0].document_id or ""
    for minor in (0, -500):
        with pytest.raises(RuleBroken, match=r"is no refund\."):
            shop.service.pay_back(receipt, Money(minor, "AUD"), "typed wrongly")
    shop.service.pay_back(receipt, Money(1_200, "AUD"), "one came back")
    with pytest.raises(Conflict, match=r"12\.00 AUD went back on \d{4}-\d\d-\d\d already"):
        shop.service.pay_back(receipt, Money(1_200, "AUD"), "one came back")
    shop.service.pay_back(receipt, Money(1_100, "AUD"), "another price")
    assert shop.service.pay_back(receipt, Money(1_200, "AUD"), "a second one", again=True).amount == 1_200
    assert [one["amount"] for one in shop.world.refunds] == [1_200, 1_100, 1_200]
    shop.look()
    with pytest.raises(Conflict):
        shop.service.pay_back(receipt, Money(1_100, "AUD"), "seen at a look, and typed again")
    assert left_of(shop.desk, bill) == 3_500


def test_a_refund_that_failed_may_be_asked_for_once_more(shop: Counter) -> None:
    bill = issued(shop.desk, "INV-1", 11_000)
    shop.pays(bill)
    shop.look()
    receipt = shop.service.moves()[0].document_id or ""
    wish = shop.service.pay_back(receipt, Money(1_200, "AUD"), "one came back")
    acts.fail_refund(shop.world, wish.refund_id or "")
    shop.look()
    assert shop.service.pay_back(receipt, Money(1_200, "AUD"), "by another way").refund_id != wish.refund_id


def test_a_refund_whose_answer_was_lost_is_asked_for_again_and_pays_back_once(shop: Counter) -> None:
    bill = issued(shop.desk, "INV-1", 11_000)
    shop.pays(bill)
    shop.look()
    receipt = shop.service.moves()[0].document_id or ""
    shop.world.faults.add(Kind.DROP_RESPONSE, method="POST", path="/v1/refunds")
    with pytest.raises(AnswerLost):
        shop.service.pay_back(receipt, Money(4_000, "AUD"), "sent back")
    with pytest.raises(RuleBroken, match="no answer came yet"):
        shop.service.pay_back(receipt, Money(4_000, "AUD"), "sent back")
    shop.look()
    assert [one["amount"] for one in shop.world.refunds] == [4_000]
    assert left_of(shop.desk, bill) == 4_000


def test_a_dispute_is_shown_with_its_last_day_and_a_won_one_puts_all_back(shop: Counter) -> None:
    bill = issued(shop.desk, "INV-1", 11_000)
    session = shop.pays(bill)
    shop.look()
    held = cleared(shop.desk)
    dispute = acts.begin_dispute(shop.world, acts.charge_of(shop.world, session)["id"])
    shop.look()
    assert left_of(shop.desk, bill) == 11_000
    assert [(one.state, one.answer_by is not None) for one in shop.service.shown().disputes] == [
        (DisputeState.NEEDS_RESPONSE, True)
    ]
    acts.close_dispute(shop.world, dispute["id"], won=True)
    shop.look()
    assert left_of(shop.desk, bill) == 0
    [account] = shop.service.shown().held
    assert account.told == account.booked == account.ledger
    assert held - cleared(shop.desk) == 1_500  # what the gateway keeps for a dispute, also a won one
    assert [one.state for one in shop.service.shown().disputes] == [DisputeState.WON]


def test_a_key_without_a_right_says_so_and_nothing_is_lost(shop: Counter) -> None:
    bill = issued(shop.desk, "INV-1", 11_000)
    shop.pays(bill)
    shop.world.keys.add(KEY, RIGHTS[:2])
    with pytest.raises(Refused) as refused:
        shop.look()
    assert refused.value.remedy
    assert shop.service.connected().problem == str(refused.value)
    shop.world.keys.add(KEY, RIGHTS)
    shop.connect()
    shop.look()
    assert (left_of(shop.desk, bill), shop.service.connected().problem) == (0, None)


def test_the_key_of_another_account_is_refused_while_money_of_this_one_is_in_the_books(
    shop: Counter, tmp_path: Path
) -> None:
    shop.pays(issued(shop.desk, "INV-1", 11_000))
    shop.look()
    other = Counter(shop.desk, type(shop.world)(7, shop.world.now))
    with pytest.raises(RuleBroken, match="another one"):
        other.connect()
    assert tmp_path.exists()


def test_an_unrestricted_key_is_never_taken(shop: Counter) -> None:
    with pytest.raises(NotAllowed):
        shop.service.connect("stripe", "sk_test_anything")
