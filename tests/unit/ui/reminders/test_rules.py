"""The rules of reminding in the window: tried before they are kept, and held against what somebody else kept."""

from __future__ import annotations

from datetime import time

import pytest

from bookdesk.core.errors import InputError
from bookdesk.core.vocabulary import Counted, CustomerKind, LateCharge
from bookdesk.invoicing.settings import SettingsService
from bookdesk.receivables.dunningpolicy import USUAL, Policy, Step
from bookdesk.receivables.policies import PolicyService
from bookdesk.receivables.presets import GENTLE
from bookdesk.ui.reminders.rules.presenter import arranged, clock_time, new_name
from bookdesk.ui.reminders.rules.table import when_words, with_words
from tests.unit.ui.reminders.reminding import Reminding


@pytest.fixture
def rules(reminding: Reminding) -> Reminding:
    """Return somebody before the rules of a client whose reminders are on."""
    reminding.start_reminders()
    reminding.go("reminder rules")
    return reminding


def steps(reminding: Reminding) -> tuple[Step, ...]:
    return reminding.work(lambda desk: PolicyService(desk).standing()).usual.steps


def footer(reminding: Reminding) -> str:
    return reminding.rules.page._count.text()  # noqa: SLF001 - what is read there


def test_what_would_come_of_rules_is_told_before_they_are_kept(rules: Reminding) -> None:
    screen = rules.rules
    assert footer(rules) == "3 customers would be reminded today"
    screen.starts.buttons["gentle"].click()
    rules.settle()
    assert footer(rules) == "2 customers would be reminded today  ·  3 by the rules as they are kept"
    assert steps(rules) == USUAL.steps, "nothing is kept yet"
    assert not screen.leave()
    rules.act("keep")
    assert (steps(rules), screen.unsaved()) == (GENTLE.steps, "")
    assert footer(rules) == "2 customers would be reminded today"


def test_a_step_is_typed_placed_and_kept(rules: Reminding) -> None:
    screen = rules.rules
    rules.act("add")
    step = screen.step
    step.days.setText("a week")
    step.days.editingFinished.emit()
    assert "no number" in step.problem.text()
    step.days.setText("9")
    step.days.editingFinished.emit()
    step.charge.buttons[LateCharge.FEE.value].click()
    step.kinds[CustomerKind.CONSUMER].click()
    step.statement.click()
    rules.settle()
    rules.act("keep")
    kept = steps(rules)
    assert [one.days for one in kept] == [-3, 3, 9, 14, 30, 14]
    assert kept[2].charge is LateCharge.FEE
    assert kept[2].conditions.kinds == {CustomerKind.BUSINESS, CustomerKind.PUBLIC}
    assert kept[2].statement
    assert [one for one in kept if one.id != kept[2].id] == list(USUAL.steps), "the others kept their names"


def test_what_cannot_be_climbed_is_refused_and_stays_typed(rules: Reminding) -> None:
    screen = rules.rules
    rules.act("add")
    screen.step.days.setText("14")
    screen.step.days.editingFinished.emit()
    rules.settle()
    assert "no later than" in screen.step.problem.text()
    rules.act("keep")
    assert screen.page.banner.message() is not None
    assert (steps(rules), screen.unsaved()) == (USUAL.steps, "the rules of reminding")
    rules.act("remove")
    screen.hours.opens.setText("18")
    screen.hours.opens.editingFinished.emit()
    rules.settle()
    assert "Nothing can be sent" in screen.step.problem.text()
    rules.act("discard")
    assert screen.leave()


def test_hours_statements_and_thanks_are_kept_with_them(rules: Reminding) -> None:
    screen = rules.rules
    screen.hours.opens.setText("8:30")
    screen.hours.opens.editingFinished.emit()
    screen.hours.days[5].click()
    screen.hours.monthly.click()
    screen.hours.month_day.setText("31")
    screen.hours.month_day.editingFinished.emit()
    rules.settle()
    assert "Not every month has a day 31" in screen.step.problem.text()
    screen.hours.month_day.setText("5")
    screen.hours.month_day.editingFinished.emit()
    screen.hours.thanks.click()
    rules.settle()
    rules.act("keep")
    standing = rules.work(lambda desk: PolicyService(desk).standing())
    assert (standing.hours.opens, standing.hours.weekdays, standing.statements_day) == (
        time(8, 30),
        frozenset(range(6)),
        5,
    )
    assert rules.work(lambda desk: SettingsService(desk).show()).settings.thank


def test_what_somebody_else_kept_meanwhile_is_not_overwritten(rules: Reminding) -> None:
    screen = rules.rules
    screen.starts.buttons["strict"].click()
    rules.settle()
    other = Policy(USUAL.steps[:2])
    rules.work(lambda desk: PolicyService(desk).edit("usual", other))
    rules.act("keep")
    message = screen.page.banner.message()
    assert message is not None
    assert steps(rules) == other.steps
    assert screen.unsaved(), "what was typed is still there"


def test_another_name_writes_a_ladder_that_a_customer_may_climb(rules: Reminding) -> None:
    screen = rules.rules
    screen.called.setText("patient")
    screen.called.textEdited.emit("patient")
    screen.starts.buttons["gentle"].click()
    rules.settle()
    rules.act("keep")
    assert (screen.called.text(), steps(rules)) == ("patient", USUAL.steps)
    rules.go(view="write", item=rules.ids["acme"])
    rules.act("customer")
    panel = rules.lists.customer
    panel.ladder.setText("patient")
    panel.do.click()
    rules.settle()
    assert rules.work(lambda desk: PolicyService(desk).of_customer(rules.ids["acme"])).own == "patient"


def test_reminders_are_switched_off_after_a_question(rules: Reminding) -> None:
    screen = rules.rules
    rules.act("switch")
    rules.answer(screen.page.prompt)
    assert not rules.work(lambda desk: PolicyService(desk).standing()).active
    assert screen.acts["switch"].text() == "Switch on"
    rules.act("switch")
    assert rules.work(lambda desk: PolicyService(desk).standing()).active


@pytest.mark.parametrize(("text", "expected"), [("9", time(9)), ("09:30", time(9, 30)), (" 17.05 ", time(17, 5))])
def test_a_time_of_the_day_is_read_as_people_write_it(text: str, expected: time) -> None:
    assert clock_time(text) == expected


@pytest.mark.parametrize("text", ["", "noon", "24", "9:60", "-1", "9:", "²"])
def test_what_is_no_time_of_the_day_is_refused(text: str) -> None:
    if text == "9:":
        assert clock_time(text) == time(9)
        return
    with pytest.raises(InputError):
        clock_time(text)


def test_steps_are_put_in_order_and_the_person_stays_the_end() -> None:
    late, soon, then = Step("late", 30), Step("soon", -2), Step("then", 5, Counted.LAST)
    person = Step("person", 14, Counted.LAST, escalates=True)
    assert arranged([late, then, person, soon]) == (soon, late, then, person)
    assert new_name([Step("step 1", 1), Step("first", 2)]) == "step 2"


def test_a_step_is_told_in_plain_words() -> None:
    assert [when_words(step) for step in (Step("a", -3), Step("b", 0), Step("c", 1), Step("d", 2, Counted.LAST))] == [
        "3 days before it is due",
        "on the day it is due",
        "1 day after it was due",
        "2 days after the step before",
    ]
    assert with_words(Step("e", 1, charge=LateCharge.FEE, statement=True)) == "claims the fee, statement"
    assert with_words(USUAL.steps[-1]) == "for a person of yours"
