"""What enters a run, and why the rest does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import BankScheme, WayOfPayment
from bookdesk.payments.selection import Payable, Reason, left_out, select

TODAY = date(2026, 6, 30)
GOOD = Payable(
    "b1", credit=False, contact_id="c1", number="INV-1", open=Money(100, "AUD"), scheduled=Money(0, "AUD"),
    approved=True, why="", way=WayOfPayment.TRANSFER, due=TODAY, payee_account_id="p1", scheme=BankScheme.BSB,
)  # fmt: skip
PAYABLES = st.builds(
    Payable,
    bill_id=st.uuids().map(str),
    credit=st.booleans(),
    contact_id=st.just("c1"),
    number=st.just("INV-1"),
    open=st.builds(Money, st.integers(-5, 100), st.sampled_from(["AUD", "EUR"])),
    scheduled=st.just(Money(0, "AUD")),
    approved=st.booleans(),
    why=st.just("waits for Ann"),
    way=st.sampled_from(WayOfPayment),
    due=st.none() | st.integers(-30, 30).map(lambda days: TODAY + timedelta(days=days)),
    payee_account_id=st.none() | st.just("p1"),
    scheme=st.none() | st.sampled_from(BankScheme),
    hold=st.none() | st.just("price query"),
    disputed=st.booleans(),
).map(lambda one: replace(one, scheduled=Money(0, one.open.currency)))


@given(st.lists(PAYABLES, max_size=20))
def test_each_payable_is_in_exactly_one_place_and_only_sound_transfers_are_paid(payables: list[Payable]) -> None:
    found = select(payables, due_by=TODAY, currency="AUD", scheme=BankScheme.BSB)
    parts = [*found.bills, *found.credits, *(left.payable for left in found.left)]
    assert sorted(one.bill_id for one in parts) == sorted(one.bill_id for one in payables)
    for one in found.bills:
        assert one.way is WayOfPayment.TRANSFER
        assert one.approved
        assert not one.credit
        assert (one.hold, one.disputed, one.open.currency, one.scheme) == (None, False, "AUD", BankScheme.BSB)
        assert one.due is None or one.due <= TODAY
        assert one.free.minor > 0
    assert all(left.words for left in found.left)


@pytest.mark.parametrize(
    ("changes", "reason", "words"),
    [
        ({"open": Money(0, "AUD")}, Reason.NOTHING_OPEN, "Nothing is left of what it asks for."),
        ({"scheduled": Money(100, "AUD")}, Reason.IN_ANOTHER_RUN, "All of it is in another run."),
        ({"hold": "price query"}, Reason.ON_HOLD, "On hold: price query."),
        ({"disputed": True}, Reason.DISPUTED, "Disputed."),
        ({"approved": False, "why": "Waits for Ann."}, Reason.NOT_APPROVED, "Waits for Ann."),
        ({"way": WayOfPayment.DIRECT_DEBIT}, Reason.OTHER_WAY, "Will be taken on 2026-06-30."),
        ({"way": WayOfPayment.CARD}, Reason.OTHER_WAY, "Way of payment: card."),
        ({"due": date(2026, 7, 1)}, Reason.NOT_DUE, "Due on 2026-07-01."),
        ({"payee_account_id": None}, Reason.NO_BANK_DETAILS, "The supplier has no bank details."),
        (
            {"scheme": BankScheme.IBAN},
            Reason.OTHER_RAIL,
            "The supplier's account is of the kind iban, the run pays bsb.",
        ),
    ],
)
def test_the_reason_is_said_in_words(changes: dict[str, object], reason: Reason, words: str) -> None:
    payable = replace(GOOD, **changes)  # type: ignore[arg-type]
    found = left_out(payable, due_by=TODAY, currency="AUD", scheme=BankScheme.BSB)
    assert found is not None
    assert (found.reason, found.words) == (reason, words)


def test_a_sound_one_is_taken_and_so_is_a_credit_note_whatever_its_date() -> None:
    credit = replace(GOOD, bill_id="c", credit=True, due=date(2030, 1, 1), payee_account_id=None)
    found = select([GOOD, credit], due_by=TODAY, currency="AUD", scheme=BankScheme.BSB)
    assert (found.bills, found.credits, found.left) == ((GOOD,), (credit,), ())


def test_what_is_left_is_counted_by_reason_and_named() -> None:
    later = [replace(GOOD, bill_id=str(n), number=f"L-{n}", due=date(2030, 1, 1)) for n in range(5)]
    held = replace(GOOD, bill_id="h", number="H-1", hold="price query")
    found = select([held, *later], due_by=TODAY, currency="AUD", scheme=BankScheme.BSB)
    assert found.why_left() == "Bills left: not due 5 (L-0, L-1, L-2 and 2 more); on hold 1 (H-1)."
    assert select([], due_by=TODAY, currency="AUD", scheme=BankScheme.BSB).why_left() == "No bill is open at all."
