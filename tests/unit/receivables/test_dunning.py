"""Who gets what today: one message for each customer, with reasons, and reasons for all who get none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import LateCharge, Tone
from bookdesk.receivables.dunning import Held, plan
from bookdesk.receivables.dunningfacts import Customer, Key, Sent, Why
from bookdesk.receivables.dunningpolicy import NO_REMINDERS, Policy, Step
from bookdesk.receivables.firstday import FirstDay, approve
from tests.unit.receivables.ladders import ACME, DUE, OPENED, at, invoice, planned, recorded, round_at, steps_of

DAY_14 = DUE + timedelta(days=14)
"""A Tuesday."""


def only_held(found_held: tuple[Held, ...]) -> Held:
    (held,) = found_held
    return held


def test_all_a_customer_owes_comes_in_one_message_in_the_firmest_tone_oldest_first() -> None:
    newer = invoice("i2", due=DAY_14 - timedelta(days=3))
    found = planned(at(DAY_14), [newer, invoice("i1", open_="40"), invoice("i3", due=DAY_14 + timedelta(days=30))])
    (message,) = found.messages
    assert steps_of([message]) == [[("i1", "second"), ("i2", "first")]]
    assert (message.tone, message.statement, message.language) == (Tone.FIRM, True, "en")
    assert message.open == (Money.of(140, "EUR"),)
    assert [one.invoice.id for one in found.spared] == ["i3"]
    assert "14 days after the due date" in message.lines[0].reason
    assert "1 earlier step was missed" in message.lines[0].reason


def test_nobody_is_told_of_reminders_in_spite_of_which_who_never_got_one() -> None:
    ladder = Policy((Step("first", 3), Step("final", 14, tone=Tone.FINAL)))
    (never,) = planned(at(DAY_14), [invoice()], customers=[replace(ACME, policy=ladder)]).messages
    assert (never.keys, never.tone) == ((Key("i1", 1, "final"),), Tone.FIRM)
    before = [Sent("acme", DAY_14 - timedelta(days=9), Key("i1", 1, "first"))]
    (after,) = planned(at(DAY_14), [invoice()], before, customers=[replace(ACME, policy=ladder)]).messages
    assert after.tone is Tone.FINAL


def test_amounts_of_two_currencies_are_not_added() -> None:
    dollars = replace(invoice("i2"), total=Money.of(9, "USD"), open=Money.of(9, "USD"))
    (message,) = planned(at(DAY_14), [invoice(), dollars]).messages
    assert message.open == (Money.of(100, "EUR"), Money.of(9, "USD"))


def test_a_second_start_on_the_same_day_sends_nothing() -> None:
    first = planned(at(DAY_14), [invoice()])
    second = planned(at(DAY_14, 12), [invoice()], recorded(first))
    assert (len(first.messages), second.messages, second.held) == (1, (), ())


def test_whoever_was_reminded_today_hears_of_another_invoice_tomorrow() -> None:
    before = recorded(planned(at(DAY_14), [invoice()]))
    found = planned(at(DAY_14, 12), [invoice(), invoice("i2")], before)
    held = only_held(found.held)
    assert held.why is Why.ALREADY_TODAY
    assert held.message.keys == (Key("i2", 1, "second"),)
    assert "2026-07-14" in held.words
    assert steps_of(planned(at(DAY_14 + timedelta(days=1)), [invoice(), invoice("i2")], before).messages) == [
        [("i2", "second")]
    ]


def test_a_policy_may_leave_a_customer_in_peace_for_longer() -> None:
    policy = Policy((Step("first", 3),), rest_days=5)
    sent = [Sent("acme", DAY_14 - timedelta(days=4), Key("other", 1, "first"))]
    customers = {"acme": ACME}
    assert only_held(plan(round_at(at(DAY_14), policy), [invoice()], customers, sent).held).why is Why.ALREADY_TODAY
    assert plan(round_at(at(DAY_14 + timedelta(days=1)), policy), [invoice()], customers, sent).messages


def test_a_clock_put_back_sends_nothing_until_it_has_caught_up() -> None:
    sent = [Sent("acme", DAY_14 + timedelta(days=2), Key("other", 1, "first"))]
    assert only_held(planned(at(DAY_14), [invoice()], sent).held).why is Why.ALREADY_TODAY


def test_each_line_says_what_its_step_claims_and_an_approval_is_of_that_claim() -> None:
    customers = {"acme": ACME}
    plain, claiming = (
        plan(round_at(at(DAY_14), Policy((Step("first", 3, charge=charge),))), [invoice()], customers, ()).messages[0]
        for charge in (LateCharge.NONE, LateCharge.BOTH)
    )
    assert [message.lines[0].charge for message in (plain, claiming)] == [LateCharge.NONE, LateCharge.BOTH]
    assert plain.digest != claiming.digest


def test_what_counts_is_the_latest_reminder_in_whatever_order_they_are_listed() -> None:
    sent = [Sent("acme", DAY_14, Key("a", 1, "first")), Sent("acme", DUE, Key("b", 1, "first"))]
    assert only_held(planned(at(DAY_14), [invoice()], sent).held).why is Why.ALREADY_TODAY
    assert only_held(planned(at(DAY_14), [invoice()], sent[::-1]).held).why is Why.ALREADY_TODAY


def test_what_went_to_a_person_does_not_use_up_the_customer_s_day() -> None:
    sent = [Sent("acme", DAY_14, Key("other", 1, "person"), escalated=True)]
    assert planned(at(DAY_14), [invoice()], sent).messages


def test_a_step_for_a_person_sends_the_customer_nothing_and_waits_for_no_office_hours() -> None:
    sent = [Sent("acme", DAY_14, Key("i1", 1, "second")), Sent("acme", DAY_14, Key("i1", 1, "final"))]
    found = planned(at(DAY_14 + timedelta(days=7), 23), [invoice()], sent)
    assert (found.messages, found.held, found.spared) == ((), (), ())
    assert [one.line.key for one in found.escalations] == [Key("i1", 1, "person")]


def test_in_quiet_hours_a_message_waits_for_nine_by_the_customer_s_clock() -> None:
    held = only_held(planned(at(DAY_14, 7), [invoice()]).held)
    assert (held.why, held.until) == (Why.QUIET_HOURS, at(DAY_14, 8))
    assert "at 09:00" in held.words


def test_on_a_weekend_and_on_a_holiday_a_message_waits() -> None:
    saturday = DAY_14 + timedelta(days=4)
    weekend = only_held(planned(at(saturday), [invoice()]).held)
    assert (weekend.why, weekend.until) == (Why.WEEKEND, at(saturday + timedelta(days=2), 8))
    resting = replace(ACME, holidays=frozenset({DAY_14}))
    holiday = only_held(planned(at(DAY_14), [invoice()], customers=[resting]).held)
    assert (holiday.why, holiday.until) == (Why.HOLIDAY, at(DAY_14 + timedelta(days=1), 8))


def test_on_the_first_day_the_list_waits_and_leaves_once_it_is_approved() -> None:
    customers = {"acme": ACME}
    new = FirstDay(DAY_14)
    found = plan(round_at(at(DAY_14), first_day=new), [invoice()], customers, ())
    assert only_held(found.held).why is Why.FIRST_DAY
    approved = replace(new, approved=approve(DAY_14, found.first_list))
    assert plan(round_at(at(DAY_14, 12), first_day=approved), [invoice()], customers, ()).messages
    grown = plan(round_at(at(DAY_14, 12), first_day=approved), [invoice(), invoice("i2")], customers, ())
    assert only_held(grown.held).why is Why.FIRST_DAY


def test_what_is_approved_includes_what_waits_for_the_morning() -> None:
    found = planned(at(DAY_14, 5), [invoice()])
    assert found.first_list == tuple(one.message.digest for one in found.held)
    assert found.first_list


def test_a_part_payment_after_the_approval_makes_it_another_message() -> None:
    (before,) = planned(at(DAY_14), [invoice()]).messages
    (after,) = planned(at(DAY_14), [invoice(open_="40")]).messages
    (same,) = planned(at(DAY_14, 12), [invoice()]).messages
    assert before.digest != after.digest
    assert before.digest == same.digest


@pytest.mark.parametrize(
    ("zone", "now", "called"),
    [
        # It is 4 July in Dublin and 3 July, the third day, in Honolulu: what counts is the earlier of the two.
        ("Pacific/Honolulu", datetime(2026, 7, 3, 23, 30, tzinfo=UTC), True),
        # It is 3 July in Dublin and still 2 July, a Thursday noon, in Honolulu.
        ("Pacific/Honolulu", datetime(2026, 7, 2, 23, 30, tzinfo=UTC), False),
        # It is 3 July, a Friday morning, in Auckland and still 2 July in Dublin.
        ("Pacific/Auckland", datetime(2026, 7, 2, 22, 0, tzinfo=UTC), False),
    ],
)
def test_nobody_is_called_late_a_day_early_on_either_calendar(zone: str, now: datetime, called: bool) -> None:  # noqa: FBT001 - a case of the test
    found = planned(now, [invoice()], customers=[Customer("acme", "Acme", zone)])
    assert bool(found.messages) is called
    assert found.held == ()


def test_a_message_carries_the_customer_s_own_date() -> None:
    now = datetime(2026, 7, 13, 22, 0, tzinfo=UTC)  # Monday night in Dublin, Tuesday morning in Kiritimati
    (message,) = planned(now, [invoice()], customers=[Customer("acme", "Acme", "Pacific/Kiritimati")]).messages
    assert message.day == date(2026, 7, 14)


def test_a_customer_s_own_ladder_replaces_the_client_s() -> None:
    own = replace(ACME, policy=Policy((Step("own", 1),)))
    assert steps_of(planned(at(DAY_14), [invoice()], customers=[own]).messages) == [[("i1", "own")]]
    quiet = replace(ACME, policy=NO_REMINDERS)
    assert planned(at(DAY_14), [invoice()], customers=[quiet]).spared[0].why is Why.FINISHED


def test_an_invoice_that_went_to_another_customer_keeps_the_steps_it_had() -> None:
    sent = [Sent("merged away", DAY_14 - timedelta(days=2), Key("i1", 1, "second"))]
    assert planned(at(DAY_14), [invoice()], sent).messages == ()


def test_an_invoice_given_twice_or_without_its_customer_is_a_defect() -> None:
    for wrong in ([invoice(), invoice()], [invoice(customer="nobody")]):
        with pytest.raises(ValueError, match="each invoice is given once"):
            planned(at(DAY_14), wrong)


def test_a_customer_in_no_zone_is_refused() -> None:
    with pytest.raises(InputError, match="is not a time zone"):
        Customer("acme", "Acme", "Mars/Olympus")
    with pytest.raises(ValueError, match="are no grace"):
        replace(ACME, grace_days=-1)


def test_the_first_day_is_the_client_s_and_long_over_for_the_others() -> None:
    assert OPENED.approved is not None
    assert planned(at(DAY_14), [invoice()]).messages
