"""The ladder as data: what cannot be climbed is refused, and conditions mean what they say."""

from __future__ import annotations

import pytest

from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import Counted, CustomerKind, LateCharge, Tone
from bookdesk.receivables.dunningpolicy import NO_REMINDERS, USUAL, Conditions, Policy, Step

BUSINESS = CustomerKind.BUSINESS


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([Step(" ", 3)], "has no name"),
        ([Step("a", 3), Step("a", 4)], "one name"),
        ([Step("a", 3), Step("b", 3)], "b comes no later than step a"),
        ([Step("a", 3), Step("x", 5, Counted.LAST), Step("b", -1)], "b comes no later than step a"),
        ([Step("a", 5, Counted.LAST)], "Nothing comes before step a"),
        ([Step("a", 3), Step("b", 0, Counted.LAST)], "does not come after the step before it"),
        ([Step("a", 367)], "is 367 days away"),
        ([Step("a", -1, escalates=True)], "before anything is due"),
        (
            [Step("a", 1, conditions=Conditions((Money.of(1, "EUR"), Money.of(2, "EUR"))))],
            "two least amounts in one currency",
        ),
    ],
)
def test_a_ladder_that_cannot_be_climbed_is_refused_in_words(steps: list[Step], words: str) -> None:
    with pytest.raises(InputError, match=words):
        Policy(tuple(steps))


def test_a_customer_is_never_left_less_than_a_day_in_peace() -> None:
    with pytest.raises(InputError, match="0 days between two reminders"):
        Policy((), rest_days=0)


def test_the_usual_ladder_climbs_in_tone_and_claims_nothing() -> None:
    ranks = [step.tone.rank for step in USUAL.steps]
    assert ranks == sorted(ranks)
    assert {step.charge for step in USUAL.steps} == {LateCharge.NONE}
    assert NO_REMINDERS.steps == ()


def test_tones_are_ranked_mildest_first() -> None:
    assert Tone.FRIENDLY.rank < Tone.FIRM.rank < Tone.FINAL.rank


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Step("a", -7), "7 days before the due date"),
        (Step("a", 0), "on the due date"),
        (Step("a", 1), "1 day after the due date"),
        (Step("a", 10, Counted.LAST), "10 days after the last step"),
    ],
)
def test_a_step_says_when_it_comes(step: Step, words: str) -> None:
    assert step.words == words


def test_the_least_amount_is_measured_in_its_own_currency_only() -> None:
    rule = Conditions((Money.of(50, "EUR"), Money.of(60, "USD")))
    assert rule.hold(Money.of(50, "EUR"), part_paid=False, kind=BUSINESS)
    assert not rule.hold(Money.of("49.99", "EUR"), part_paid=False, kind=BUSINESS)
    assert not rule.hold(Money.of(50, "USD"), part_paid=False, kind=BUSINESS)
    assert rule.hold(Money.of(1, "GBP"), part_paid=False, kind=BUSINESS)


@pytest.mark.parametrize("part_paid", [True, False])
def test_a_step_may_be_for_part_paid_invoices_only_or_for_untouched_ones(part_paid: bool) -> None:  # noqa: FBT001 - a case of the test
    assert Conditions(part_paid=part_paid).hold(Money.of(1, "EUR"), part_paid=part_paid, kind=BUSINESS)
    assert not Conditions(part_paid=part_paid).hold(Money.of(1, "EUR"), part_paid=not part_paid, kind=BUSINESS)
    assert Conditions().hold(Money.of(1, "EUR"), part_paid=part_paid, kind=BUSINESS)


def test_a_step_may_be_for_some_kinds_of_customer_only() -> None:
    rule = Conditions(kinds=frozenset({CustomerKind.BUSINESS, CustomerKind.PUBLIC}))
    assert rule.hold(Money.of(1, "EUR"), part_paid=False, kind=CustomerKind.PUBLIC)
    assert not rule.hold(Money.of(1, "EUR"), part_paid=False, kind=CustomerKind.CONSUMER)
