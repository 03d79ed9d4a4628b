"""Schedules in the window: written, run after a look at what would be made, paused and stopped."""

from __future__ import annotations

from datetime import timedelta

from bookdesk.core.vocabulary import Every
from bookdesk.invoicing.entered import Entered
from bookdesk.invoicing.recurring import Rule, ScheduleService
from bookdesk.ledger.owner import client_today
from bookdesk.models.schedule import Makes
from bookdesk.store.desk import Desk
from bookdesk.ui import wording
from bookdesk.ui.sales.editor.view import EditorScreen
from bookdesk.ui.sales.schedules.table import facts_of
from bookdesk.ui.sales.schedules.view import SchedulesScreen
from bookdesk.ui.sales.table import NOT_BILLED_AGAIN
from tests.support.billing import customer, line
from tests.unit.ui.sales.selling import Selling
from tests.unit.ui.sales.test_editor import cell, fill


def rent(desk: Desk, makes: Makes = Makes.DRAFT, name: str = "Rent") -> str:
    with desk.books.query() as session:
        today = client_today(session, desk.clock)
    rule = Rule(name, today - timedelta(days=40), Every.MONTH, makes=makes)
    return ScheduleService(desk).add(Entered(customer(desk), (line("900", text="Rent {period}"),)), rule).id


def shown(selling: Selling) -> SchedulesScreen:
    return selling.at(SchedulesScreen)


def test_a_schedule_is_written(selling: Selling) -> None:
    selling.work(customer)
    selling.go("schedules")
    selling.act("new")
    screen = selling.at(EditorScreen)
    form = screen.form
    assert form.rule.isVisible()
    assert not form.due.isVisible()
    fill(selling, form.customer, "blue")
    cell(selling, 0, "description", "Retainer {period}")
    cell(selling, 0, "unit_price", "300")
    selling.act("save")
    message = screen.banner.message()
    assert message is not None
    assert "needs a name" in message.words
    fill(selling, form.rule.name, "Retainer")
    fill(selling, form.rule.interval, "none")
    selling.act("save")
    message = screen.banner.message()
    assert message is not None
    assert "whole number" in message.words
    fill(selling, form.rule.interval, "2")
    form.rule.makes.buttons[Makes.ISSUED.value].click()
    selling.act("save")
    assert screen.banner.message() is None
    (view,) = selling.work(lambda desk: ScheduleService(desk).schedules())
    assert (view.schedule.name, view.schedule.interval, view.schedule.makes) == ("Retainer", 2, Makes.ISSUED)
    assert not screen.acts["issue"].isEnabled()


def test_days_that_are_gone_are_asked_about_before_they_are_billed_by_themselves(selling: Selling) -> None:
    selling.work(customer)
    selling.go("schedules")
    selling.act("new")
    screen = selling.at(EditorScreen)
    form = screen.form
    fill(selling, form.customer, "blue")
    cell(selling, 0, "description", "Retainer {period}")
    cell(selling, 0, "unit_price", "300")
    fill(selling, form.rule.name, "Retainer")
    fill(selling, form.rule.first, "-70")
    selling.act("save")
    assert "would be written as drafts by themselves" in screen.prompt.answer.accessibleName(), "a slip in the year"
    screen.prompt.leave.click()
    form.rule.makes.buttons[Makes.ISSUED.value].click()
    selling.act("save")
    assert "3 invoices of days until today" in screen.prompt._question.text()  # noqa: SLF001 - what is read there
    assert selling.work(lambda desk: ScheduleService(desk).schedules()) == []
    selling.answer(screen.prompt)
    (view,) = selling.work(lambda desk: ScheduleService(desk).schedules())
    assert len(view.due) == 3


def test_what_is_due_is_named_before_it_is_made(selling: Selling) -> None:
    selling.work(rent)
    selling.go("schedules", view="due")
    screen = shown(selling)
    assert screen.model.rowCount() == 1
    view = screen.model.row_at(0)
    assert view is not None
    assert dict(facts_of(view))["Amount"] == "990.00 AUD, every month"
    selling.act("run")
    asked = screen.page.prompt._question.text()  # noqa: SLF001 - what is read there
    assert asked.count("Rent for Blue Cafe") == 2
    (view, *_) = screen.model.rows()
    assert view.total is not None
    assert asked.count(wording.money(view.total)) == 2
    assert f"Make 2 invoices over {wording.money(view.total + view.total)} now?" in asked
    selling.answer(screen.page.prompt)
    message = screen.page.banner.message()
    assert message is not None
    assert message.words == "2 invoices made, 0 mails written."
    assert message.label == "Show the drafts"
    assert not screen.acts["run"].isEnabled(), "nothing is billed twice"
    selling.go(view="drafts")
    assert len(selling.numbers()) == 2
    selling.act("delete")
    prompt = selling.sales.page.prompt
    assert prompt.answer.accessibleName().endswith(NOT_BILLED_AGAIN), "or a month is never billed, and nobody knows"
    told: list[str] = []
    selling.seat.desktop.acted.connect(lambda act: told.append(act.done.label))
    selling.answer(prompt)
    assert len(selling.numbers()) == 1
    assert told == ["Invoice thrown away"]


def test_what_cannot_be_mailed_is_told_and_stays_issued(selling: Selling) -> None:
    selling.work(lambda desk: rent(desk, Makes.SENT))
    selling.go("schedules", view="due")
    selling.act("run")
    selling.answer(shown(selling).page.prompt)
    message = shown(selling).page.banner.message()
    assert message is not None
    assert message.words == "2 invoices made, 0 mails written."
    assert "Rent:" in message.remedy, "the customer has no address"
    assert message.label == "Show the invoices", "they are issued"


def test_paused_it_bills_nothing_until_it_is_resumed(selling: Selling) -> None:
    schedule_id = selling.work(rent)
    selling.go("schedules", view="running")
    selling.act("pause")
    prompt = shown(selling).page.prompt
    prompt.answer.setText("-2")
    prompt.do.click()
    assert "is gone" in prompt.problem.text()
    prompt.answer.setText("")
    selling.answer(prompt)
    view = selling.work(lambda desk: ScheduleService(desk).show(schedule_id)).view
    assert view.schedule.pauses
    selling.act("resume")


def test_stopped_it_is_looked_at_only(selling: Selling) -> None:
    schedule_id = selling.work(rent)
    selling.go("schedules", view="running")
    selling.act("stop")
    selling.answer(shown(selling).page.prompt)
    selling.go("schedules", view="all")
    assert not any(shown(selling).acts[name].isEnabled() for name in ("run", "pause", "resume", "stop"))
    selling.go("invoice", view="schedule", item=schedule_id)
    assert not selling.at(EditorScreen).form.isVisible()
