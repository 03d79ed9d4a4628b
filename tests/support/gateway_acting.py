"""What every gateway must do while customers pay, banks return money, time passes and answers are lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum, auto
from itertools import count
from typing import Protocol

import pytest

from bookdesk.core.money import Money, total
from bookdesk.core.vocabulary import PayMethod
from bookdesk.gateways.port import (
    AnswerLost,
    DisputeFact,
    DisputeState,
    Forged,
    Gateway,
    Listed,
    MandateFact,
    MoveKind,
    NewRefund,
    NewSession,
    PaymentFact,
    PaymentState,
    RefundFact,
    RefundState,
    Refused,
    SavedCharge,
    Session,
)
from tests.support.gateway_contract import Message, ReadingContract, Told, all_events, all_facts, moves_in


class Conduct(Enum):
    """How a kept method behaves when it is charged."""

    PAYS = auto()
    NO_MONEY = auto()
    STOLEN = auto()
    ASKS = auto()


class Other(Told, Protocol):
    """The other side, too; the gateway is asked once only, so that a lost answer is seen."""

    @property
    def gateway(self) -> Gateway: ...
    def now(self) -> datetime: ...
    def pay(self, session: Session, method: PayMethod = PayMethod.CARD) -> bool: ...
    def try_badly(self, session: Session) -> None: ...
    def settle(self, session: Session, *, pays: bool) -> None: ...
    def settle_charge(self, payment_id: str, *, pays: bool) -> None: ...
    def give_back(self, session: Session) -> None: ...
    def revoke(self, mandate_id: str) -> None: ...
    def keep(self, conduct: Conduct) -> tuple[str, str]: ...
    def lose(self, *, done: bool) -> None: ...
    def dispute(self, session: Session) -> str: ...
    def decide(self, dispute_id: str, *, won: bool) -> None: ...
    def fail_refund(self, refund_id: str) -> None: ...
    def pass_days(self, days: int) -> None: ...
    def other_message(self, message: Message, *, secret: str | None = None, at: datetime | None = None) -> Message: ...


_numbers = count(1)


def new_session(amount: int = 12_345, **more: object) -> NewSession:
    """Return an attempt to be opened, unlike any other."""
    number = next(_numbers)
    plain = NewSession(
        key=f"open-{number}",
        reference=f"att_{number}",
        amount=Money(amount, "EUR"),
        description=f"Invoice {number}",
        done_url="https://pay.example/done",
        back_url="https://pay.example/back",
    )
    return replace(plain, **more)  # type: ignore[arg-type]  # the caller's names


def paid(other: Other, method: PayMethod = PayMethod.CARD, amount: int = 12_345) -> Session:
    """Return an attempt that the customer has paid, as far as he can."""
    session = other.gateway.create_session(new_session(amount))
    assert other.pay(session, method)
    return other.gateway.get_attempt(session.id)


def saved_charge(other: Other, conduct: Conduct) -> SavedCharge:
    """Return a charge of a method that behaves so."""
    number = next(_numbers)
    customer, method = other.keep(conduct)
    return SavedCharge(f"charge-{number}", f"auto_{number}", Money(5_000, "EUR"), "Auto-pay", customer, method)


def kept_debit(other: Other) -> Session:
    """Return an attempt paid by a debit whose method and mandate may be kept."""
    session = other.gateway.create_session(new_session(keep_method=True))
    assert other.pay(session, PayMethod.BANK_DEBIT)
    return other.gateway.get_attempt(session.id)


def whose(kept: Session) -> tuple[str, str, str | None]:
    """Return customer, method and mandate of an attempt whose method was kept."""
    assert kept.customer is not None
    assert kept.method_id is not None
    return kept.customer, kept.method_id, kept.mandate_id


class ActingContract(ReadingContract):
    """What holds while customers, banks and time act."""

    def test_an_attempt_has_a_page_of_its_own(self, other: Other) -> None:
        new = new_session()
        session = other.gateway.create_session(new)
        assert (session.state, session.reference, session.amount) == (PaymentState.OPEN, new.reference, new.amount)
        assert session.url is not None
        assert other.gateway.get_attempt(session.id) == session

    def test_asking_twice_with_one_key_opens_one(self, other: Other) -> None:
        new = new_session()
        first = other.gateway.create_session(new)
        assert other.gateway.create_session(new) == first
        assert other.gateway.create_session(replace(new, key="another")).id != first.id

    def test_asking_again_after_it_was_paid_says_so(self, other: Other) -> None:
        new = new_session()
        other.pay(other.gateway.create_session(new))
        assert other.gateway.create_session(new).state is PaymentState.SUCCEEDED

    def test_asking_again_later_for_a_page_that_would_end_too_soon_opens_one(self, other: Other) -> None:
        new = new_session(expires_at=other.now() + timedelta(minutes=1))
        first = other.gateway.create_session(new)
        assert first.expires_at is not None
        assert first.expires_at >= other.now() + timedelta(minutes=30)
        other.pass_days(0)
        assert other.gateway.create_session(replace(new, expires_at=other.now() + timedelta(hours=2))).id == first.id

    def test_a_key_used_in_other_words_does_nothing_twice(self, other: Other) -> None:
        new, charge = new_session(), saved_charge(other, Conduct.PAYS)
        session, charged = other.gateway.create_session(new), other.gateway.charge_saved(charge)
        refund = NewRefund("refund-7", "ref_7", charged.payment_id, Money(100, "EUR"))
        refunded = other.gateway.refund(refund)
        assert other.gateway.create_session(replace(new, description="In other words")) == session
        assert other.gateway.charge_saved(replace(charge, description="In other words")) == charged
        assert other.gateway.refund(replace(refund, amount=Money(99, "EUR"))) == refunded
        moves = moves_in(all_facts(other.gateway, Listed.MOVES)).values()
        assert sorted(move.amount.minor for move in moves) == [-100, charge.amount.minor]

    @pytest.mark.parametrize("done", [True, False])
    def test_a_lost_answer_is_found_by_the_reference(self, other: Other, *, done: bool) -> None:
        new, since = new_session(), other.now()
        other.lose(done=done)
        with pytest.raises(AnswerLost):
            other.gateway.create_session(new)
        found = other.gateway.find_attempt(new.reference, since)
        assert (found is not None) is done
        session = other.gateway.create_session(new)
        assert found in {None, session}
        assert other.gateway.find_attempt(new.reference, since) == session

    def test_a_kept_method_comes_with_its_customer(self, other: Other) -> None:
        session = other.gateway.create_session(new_session(keep_method=True, email="payer@example.com"))
        other.pay(session)
        kept = other.gateway.get_attempt(session.id)
        assert kept.customer is not None
        assert kept.method_id is not None
        again = SavedCharge("again", "auto", Money(700, "EUR"), "Auto-pay", kept.customer, kept.method_id)
        assert other.gateway.charge_saved(again).state is PaymentState.SUCCEEDED

    def test_a_method_that_was_let_go_is_charged_no_more(self, other: Other) -> None:
        charge = saved_charge(other, Conduct.PAYS)
        other.gateway.forget_method(charge.method_id)
        other.gateway.forget_method(charge.method_id)
        with pytest.raises(Refused):
            other.gateway.charge_saved(charge)
        assert moves_in(all_facts(other.gateway, Listed.MOVES)) == {}

    def test_a_page_that_was_closed_takes_no_money(self, other: Other) -> None:
        session = other.gateway.create_session(new_session())
        closed = other.gateway.expire_session(session.id)
        assert (closed.state, closed.url) == (PaymentState.EXPIRED, None)
        assert not other.pay(session)
        assert other.gateway.expire_session(session.id) == closed
        assert moves_in(all_facts(other.gateway, Listed.MOVES)) == {}

    def test_a_page_that_was_paid_is_not_closed_but_paid(self, other: Other) -> None:
        session = paid(other)
        assert other.gateway.expire_session(session.id).state is PaymentState.SUCCEEDED

    def test_a_page_whose_bank_is_at_work_is_neither(self, other: Other) -> None:
        session = paid(other, PayMethod.BANK_DEBIT)
        found = other.gateway.expire_session(session.id)
        assert found.state is PaymentState.PROCESSING
        assert not found.state.final

    def test_a_declined_card_ends_no_attempt(self, other: Other) -> None:
        session = other.gateway.create_session(new_session())
        other.try_badly(session)
        assert other.gateway.get_attempt(session.id).state is PaymentState.OPEN
        facts = [fact for fact in all_facts(other.gateway, Listed.PAYMENTS) if isinstance(fact, PaymentFact)]
        assert not any(fact.state.final for fact in facts)
        assert other.pay(session)

    @pytest.mark.parametrize("pays", [True, False])
    def test_under_way_is_not_paid(self, other: Other, *, pays: bool) -> None:
        session = paid(other, PayMethod.BANK_DEBIT)
        assert session.state is PaymentState.PROCESSING
        assert moves_in(all_facts(other.gateway, Listed.MOVES)) == {}
        other.settle(session, pays=pays)
        after = other.gateway.get_attempt(session.id)
        assert after.state is (PaymentState.SUCCEEDED if pays else PaymentState.FAILED)
        assert (after.why is None) is pays
        moves = moves_in(all_facts(other.gateway, Listed.MOVES)).values()
        assert [move.kind for move in moves] == [MoveKind.PAYMENT] * pays
        fact = next(fact for fact in all_facts(other.gateway, Listed.PAYMENTS) if isinstance(fact, PaymentFact))
        assert (fact.state, fact.method) == (after.state, PayMethod.BANK_DEBIT)

    def test_an_attempt_that_nobody_made_is_refused(self, other: Other) -> None:
        for wanted in ("cs_nobody", "../account", "a/b?c=d"):
            with pytest.raises(Refused):
                other.gateway.get_attempt(wanted)

    def test_a_saved_charge_happens_once_for_its_key(self, other: Other) -> None:
        charge = saved_charge(other, Conduct.PAYS)
        first = other.gateway.charge_saved(charge)
        assert first.state is PaymentState.SUCCEEDED
        assert other.gateway.charge_saved(charge) == first == other.gateway.get_charge(charge.reference, other.now())
        assert len(moves_in(all_facts(other.gateway, Listed.MOVES))) == 1

    @pytest.mark.parametrize(
        ("conduct", "retry"), [(Conduct.NO_MONEY, True), (Conduct.STOLEN, False), (Conduct.ASKS, False)]
    )
    def test_a_saved_charge_that_fails_says_why_and_whether_to_try_again(
        self, other: Other, conduct: Conduct, *, retry: bool
    ) -> None:
        charge = saved_charge(other, conduct)
        charged = other.gateway.charge_saved(charge)
        assert (charged.state, charged.retry) == (PaymentState.FAILED, retry)
        assert charged.why
        assert other.gateway.get_charge(charge.reference, other.now()) == charged
        fact = next(fact for fact in all_facts(other.gateway, Listed.PAYMENTS) if isinstance(fact, PaymentFact))
        assert (fact.state, fact.reference) == (PaymentState.FAILED, charge.reference)

    @pytest.mark.parametrize("done", [True, False])
    def test_a_saved_charge_whose_answer_was_lost_is_found(self, other: Other, *, done: bool) -> None:
        charge = saved_charge(other, Conduct.PAYS)
        since = other.now()
        other.lose(done=done)
        with pytest.raises(AnswerLost):
            other.gateway.charge_saved(charge)
        found = other.gateway.get_charge(charge.reference, since)
        assert (found is not None) is done
        assert found in {None, other.gateway.charge_saved(charge)}
        assert len(moves_in(all_facts(other.gateway, Listed.MOVES))) == 1

    @pytest.mark.parametrize("pays", [True, False])
    def test_a_saved_debit_is_under_way_until_the_bank_says(self, other: Other, *, pays: bool) -> None:
        kept = kept_debit(other)
        number = next(_numbers)
        charge = SavedCharge(f"charge-{number}", f"auto_{number}", Money(900, "EUR"), "Auto-pay", *whose(kept))
        charged = other.gateway.charge_saved(charge)
        assert charged.state is PaymentState.PROCESSING
        assert other.gateway.charge_saved(charge) == charged
        other.settle_charge(charged.payment_id, pays=pays)
        after = other.gateway.get_charge(charge.reference, other.now())
        assert after is not None
        assert after.state is (PaymentState.SUCCEEDED if pays else PaymentState.FAILED)
        assert (after.payment_id, after.retry) == (charged.payment_id, not pays)
        assert other.gateway.charge_saved(charge) == after

    def test_a_mandate_that_is_taken_back_is_told_and_charges_nothing(self, other: Other) -> None:
        kept = kept_debit(other)
        cursor = other.gateway.list_events(None).cursor
        other.revoke(str(kept.mandate_id))
        facts = other.gateway.read(all_events(other.gateway, cursor)[0])
        assert [(fact.method_id, fact.valid) for fact in facts if isinstance(fact, MandateFact)] == [
            (kept.method_id, False)
        ]
        with pytest.raises(Refused) as refusal:
            other.gateway.charge_saved(SavedCharge("late", "auto", Money(900, "EUR"), "Auto-pay", *whose(kept)))
        assert refusal.value.final

    def test_no_more_is_paid_back_than_is_left(self, other: Other) -> None:
        session = paid(other, amount=10_000)
        assert session.payment_id is not None
        part = NewRefund("refund-1", "ref_1", session.payment_id, Money(6_000, "EUR"))
        first = other.gateway.refund(part)
        assert (first.state, first.reference, first.payment_id) == (RefundState.SUCCEEDED, "ref_1", session.payment_id)
        assert other.gateway.refund(part) == first
        with pytest.raises(Refused) as refusal:
            other.gateway.refund(NewRefund("refund-2", "ref_2", session.payment_id, Money(4_001, "EUR")))
        assert refusal.value.final
        other.gateway.refund(NewRefund("refund-3", "ref_3", session.payment_id, Money(4_000, "EUR")))
        refunds = [fact for fact in all_facts(other.gateway, Listed.REFUNDS) if isinstance(fact, RefundFact)]
        assert sorted(fact.amount.minor for fact in refunds) == [4_000, 6_000]
        moves = moves_in(all_facts(other.gateway, Listed.MOVES)).values()
        assert total((move.amount for move in moves), "EUR") == Money(0, "EUR")
        assert {move.payment_id for move in moves} == {session.payment_id}

    def test_a_refund_that_fails_comes_back(self, other: Other) -> None:
        session = paid(other)
        cursor = other.gateway.list_events(None).cursor
        refund = other.gateway.refund(NewRefund("refund-9", "ref_9", str(session.payment_id), Money(1_000, "EUR")))
        other.fail_refund(refund.id)
        events, _ = all_events(other.gateway, cursor)
        facts = other.gateway.read(events)
        last = next(fact for fact in facts if isinstance(fact, RefundFact))
        assert (last.state, last.id) == (RefundState.FAILED, refund.id)
        kinds = {move.kind: move.amount for move in moves_in(facts).values()}
        assert kinds[MoveKind.REFUND] == -kinds[MoveKind.REFUND_FAILED] == Money(-1_000, "EUR")

    @pytest.mark.parametrize("won", [True, False])
    def test_a_dispute_takes_and_perhaps_gives_again(self, other: Other, *, won: bool) -> None:
        session = paid(other)
        cursor = other.gateway.list_events(None).cursor
        other.decide(other.dispute(session), won=won)
        events, _ = all_events(other.gateway, cursor)
        facts = other.gateway.read(events)
        dispute = next(fact for fact in facts if isinstance(fact, DisputeFact))
        assert dispute.state is (DisputeState.WON if won else DisputeState.LOST)
        assert dispute.payment_id == session.payment_id
        moves = moves_in(facts)
        of_dispute = {move.kind: move for move in moves.values() if move.kind is not MoveKind.PAYMENT}
        assert set(of_dispute) == {MoveKind.DISPUTE} | ({MoveKind.DISPUTE_WON} if won else set())
        assert of_dispute[MoveKind.DISPUTE].amount == -session.amount
        assert {move.payment_id for move in of_dispute.values()} == {session.payment_id}
        listed = moves_in(all_facts(other.gateway, Listed.MOVES))
        assert {name: listed[name] for name in moves} == moves

    def test_a_debit_that_comes_back_after_it_had_succeeded_is_a_move_of_its_own(self, other: Other) -> None:
        session = paid(other, PayMethod.BANK_DEBIT)
        other.settle(session, pays=True)
        other.give_back(session)
        moves = moves_in(all_facts(other.gateway, Listed.MOVES)).values()
        assert sorted(move.kind for move in moves) == [MoveKind.PAYMENT, MoveKind.PAYMENT_RETURNED]
        assert total((move.amount for move in moves), "EUR") == Money(0, "EUR")
        assert {move.payment_id for move in moves} == {session.payment_id}

    def test_events_that_arrive_between_pages_are_not_lost(self, other: Other) -> None:
        cursor, seen = other.gateway.list_events(None).cursor, list[str]()
        for _ in range(4):
            paid(other)
        more, pages = True, 0
        while more:
            page = other.gateway.list_events(cursor, limit=3)
            seen += [event.id for event in page.events]
            cursor, more, pages = page.cursor, page.more, pages + 1
            if pages in {1, 2, 4}:
                paid(other)
        whole, _ = all_events(other.gateway, other.beginning)
        assert pages > 5
        assert seen == [event.id for event in whole][-len(seen) :]
        assert len(seen) == len(set(seen)) > 20

    def test_before_the_first_event_there_is_a_place_already(self, other: Other) -> None:
        cursor = other.gateway.list_events(None).cursor
        assert other.gateway.list_events(cursor).events == ()
        paid(other)
        events, _ = all_events(other.gateway, cursor, limit=2)
        assert events == all_events(other.gateway, other.beginning)[0]

    def test_after_a_month_there_is_a_gap_and_lists_close_it(self, other: Other) -> None:
        first = paid(other)
        cursor = all_events(other.gateway, other.beginning)[1]
        other.pass_days(0)
        since = other.now()
        other.pass_days(1)
        second = paid(other)
        other.pass_days(34)
        third = paid(other)
        page = other.gateway.list_events(cursor)
        assert (page.gap, page.events, page.more) == (True, (), False)
        facts = all_facts(other.gateway, Listed.MOVES, since)
        payments = {move.payment_id for move in moves_in(facts).values() if move.kind is MoveKind.PAYMENT}
        assert payments >= {second.payment_id, third.payment_id}
        assert first.payment_id not in payments
        paid(other)
        assert all_events(other.gateway, page.cursor)[0]

    def test_a_place_that_no_gateway_wrote_is_refused(self, other: Other) -> None:
        for cursor in ("", "somewhere", "1.2.3"):
            with pytest.raises(Exception, match="place") as refusal:
                other.gateway.list_events(cursor)
            assert refusal.type.__module__.startswith("bookdesk.")

    def test_an_old_message_and_one_from_the_future_are_not_believed(self, other: Other) -> None:
        paid(other)
        message = other.message()
        for minutes in (-6, 6):
            late = other.other_message(message, at=message.at + timedelta(minutes=minutes))
            with pytest.raises(Forged):
                other.verify(late.body, late.headers, [message.secret], message.at)
        foreign = other.other_message(message, secret="somebody's")  # noqa: S106 - made up
        with pytest.raises(Forged):
            other.verify(foreign.body, foreign.headers, [message.secret], message.at)

    def test_hundreds_of_facts_are_listed_whole(self, other: Other) -> None:
        sessions = [paid(other, amount=1_000 + number) for number in range(105)]
        facts = all_facts(other.gateway, Listed.PAYMENTS)
        amounts = [fact.amount.minor for fact in facts if isinstance(fact, PaymentFact)]
        assert sorted(amounts) == sorted(session.amount.minor for session in sessions)
        events, _ = all_events(other.gateway, other.beginning)
        assert len(moves_in(other.gateway.read(events))) == len(sessions)
