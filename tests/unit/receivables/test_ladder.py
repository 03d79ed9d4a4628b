"""Which step an invoice has reached: the latest that fits, never an earlier one again, never too soon."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import Counted
from bookdesk.receivables.dunningfacts import Key, OpenInvoice, Sent, Spared, Why
from bookdesk.receivables.dunningpolicy import Conditions, Policy, Step
from bookdesk.receivables.ladder import Reached, climb
from tests.unit.receivables.ladders import ACME, DUE, LADDER, invoice


def climbed(
    days: int, *done: tuple[str, int], policy: Policy = LADDER, one: OpenInvoice | None = None, grace: int = 0
) -> Reached | Spared:
    """Return how far an invoice is `days` after its due date, with steps sent on days relative to it."""
    one = one or invoice()
    sent = [Sent("acme", DUE + timedelta(days=day), Key(one.id, one.version, step)) for step, day in done]
    return climb(one, replace(ACME, grace_days=grace), policy, sent, DUE + timedelta(days=days))


def step(found: Reached | Spared) -> str:
    assert isinstance(found, Reached), found
    return found.step.id


def why(found: Reached | Spared) -> Why:
    assert isinstance(found, Spared), found
    return found.why


def test_each_step_comes_on_its_day_and_not_the_day_before() -> None:
    assert why(climbed(-8)) is Why.NOT_YET
    assert step(climbed(-7)) == "soon"
    assert why(climbed(2, ("soon", -7))) is Why.NOT_YET
    assert step(climbed(3, ("soon", -7))) == "first"
    assert step(climbed(14, ("first", 3))) == "second"
    assert why(climbed(23, ("second", 14))) is Why.NOT_YET
    assert step(climbed(24, ("second", 14))) == "final"
    assert step(climbed(31, ("final", 24))) == "person"
    assert why(climbed(300, ("person", 31))) is Why.FINISHED


def test_of_several_missed_steps_only_the_latest_is_sent_and_the_others_never() -> None:
    found = climbed(30)
    assert (step(found), found.passed if isinstance(found, Reached) else None) == ("second", 1)
    assert why(climbed(31, ("second", 30))) is Why.NOT_YET
    assert step(climbed(40, ("second", 30))) == "final"


def test_a_month_offline_after_the_first_step_skips_no_step_that_counts_from_the_one_before() -> None:
    """The last step stands ten days after the second: until that was sent, it does not come."""
    assert step(climbed(60, ("first", 3))) == "second"


def test_a_friendly_word_before_the_due_date_is_not_sent_after_it() -> None:
    early = Policy((Step("soon", -7), Step("late", 20)))
    assert step(climbed(0, policy=early)) == "soon"
    assert why(climbed(1, policy=early)) is Why.NOT_YET


def test_an_invoice_issued_after_a_step_s_day_does_not_bring_that_step_with_it() -> None:
    short = replace(invoice(), issued=DUE - timedelta(days=7))
    assert why(climbed(-7, one=short)) is Why.NOT_YET
    assert step(climbed(-7, one=replace(short, issued=DUE - timedelta(days=8)))) == "soon"


def test_a_clock_put_back_brings_no_earlier_step() -> None:
    assert why(climbed(3, ("second", 14))) is Why.NOT_YET
    assert why(climbed(-7, ("first", 3))) is Why.NOT_YET


def test_a_new_version_of_a_document_climbs_anew() -> None:
    sent = [Sent("acme", DUE, Key("i1", 1, "second"))]
    found = climb(replace(invoice(), version=2), ACME, LADDER, sent, DUE + timedelta(days=15))
    assert step(found) == "second"


def test_grace_puts_off_what_speaks_of_lateness_and_nothing_else() -> None:
    assert step(climbed(-7, grace=5)) == "soon"
    found = climbed(3, ("soon", -7), grace=5)
    assert isinstance(found, Spared)
    assert (found.why, found.again) == (Why.GRACE, DUE + timedelta(days=8))
    assert "5 days of grace" in found.words
    assert why(climbed(2, ("soon", -7), grace=5)) is Why.NOT_YET
    assert step(climbed(8, ("soon", -7), grace=5)) == "first"


def test_a_step_after_the_last_one_never_comes_before_the_invoice_is_late() -> None:
    policy = Policy((Step("soon", -7), Step("next", 2, Counted.LAST)))
    assert why(climbed(0, ("soon", -7), policy=policy)) is Why.NOT_YET
    assert step(climbed(1, ("soon", -7), policy=policy)) == "next"
    assert why(climbed(5, ("soon", -7), policy=policy, grace=5)) is Why.NOT_YET
    assert step(climbed(6, ("soon", -7), policy=policy, grace=5)) == "next"


def test_a_step_whose_conditions_do_not_hold_is_left_out() -> None:
    policy = Policy((Step("first", 3), Step("big", 14, conditions=Conditions((Money.of(500, "EUR"),)))))
    assert step(climbed(20, policy=policy)) == "first"
    assert why(climbed(20, ("first", 3), policy=policy)) is Why.FINISHED


def test_the_next_step_counts_from_the_one_sent_where_the_one_between_does_not_apply() -> None:
    parts = Conditions(part_paid=True)
    policy = Policy((Step("first", 3), Step("parts", 5, conditions=parts), Step("next", 4, Counted.LAST)))
    assert step(climbed(7, ("first", 3), policy=policy)) == "next"
    assert step(climbed(7, ("first", 3), policy=policy, one=invoice(open_="40"))) == "parts"


@pytest.mark.parametrize(
    ("changes", "expected", "words"),
    [
        ({"open": Money.zero("EUR")}, Why.PAID, "Nothing is open"),
        ({"open": Money.of(-5, "EUR")}, Why.PAID, "Nothing is open"),
        ({"disputed": True}, Why.DISPUTED, "disputed"),
        ({"promised_until": DUE + timedelta(days=20)}, Why.PROMISED, "promised until 2026-07-20"),
        ({"in_process": True}, Why.IN_PROCESS, "on its way"),
        ({"auto_pay": True}, Why.AUTO_PAY, "collected automatically"),
    ],
)
def test_what_stands_against_a_reminder_is_told(changes: dict[str, Any], expected: Why, words: str) -> None:
    found = climbed(20, one=replace(invoice(), **changes))
    assert isinstance(found, Spared)
    assert found.why is expected
    assert words in found.words


def test_a_promise_holds_through_its_last_day() -> None:
    promised = replace(invoice(), promised_until=DUE + timedelta(days=20))
    found = climbed(20, one=promised)
    assert isinstance(found, Spared)
    assert found.again == date(2026, 7, 21)
    assert step(climbed(21, one=promised)) == "second"


def test_a_customer_without_reminders_gets_none() -> None:
    found = climb(invoice(), replace(ACME, reminders=False), LADDER, (), DUE + timedelta(days=20))
    assert why(found) is Why.SWITCHED_OFF


def test_an_invoice_of_two_currencies_is_none() -> None:
    with pytest.raises(ValueError, match="cannot have"):
        replace(invoice(), open=Money.of(1, "USD"))
