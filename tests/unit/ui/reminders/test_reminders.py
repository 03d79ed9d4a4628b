"""Reminders in the window: looked at, decided on, written once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import ReceiptWay
from bookdesk.invoicing.service import InvoiceService
from bookdesk.invoicing.settings import SettingsService
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Invoice, InvoiceStatus
from bookdesk.models.mail import MailMessage
from bookdesk.office.mailing import let_go_by_itself
from bookdesk.receivables.dunningpolicy import Policy, Step
from bookdesk.receivables.policies import PolicyService
from bookdesk.receivables.receipts import ReceiptService
from bookdesk.receivables.reminding import ReminderService
from bookdesk.receivables.takings import Taken, Wanted
from bookdesk.store.desk import Desk
from bookdesk.ui.messages import Place
from bookdesk.ui.reminders import presenter
from bookdesk.ui.reminders.presenter import Wrote
from bookdesk.ui.reminders.rules.view import RulesScreen
from bookdesk.ui.reminders.statements.view import StatementsScreen
from bookdesk.ui.reminders.table import ReminderRow
from bookdesk.ui.sales.editor.view import EditorScreen
from tests.support.firm import DELI
from tests.unit.receivables.owing import Owing
from tests.unit.ui.reminders.reminding import TODAY, Reminding, due


@pytest.fixture
def started(reminding: Reminding) -> Reminding:
    """Return somebody before the lists of a client whose first list was approved yesterday."""
    reminding.start_reminders()
    reminding.go(view="write")
    return reminding


def mails(desk: Desk) -> int:
    with desk.books.query() as session:
        return session.scalar(select(func.count()).select_from(MailMessage)) or 0


def invoice(reminding: Reminding, name: str) -> Invoice:
    def read(desk: Desk) -> Invoice:
        with desk.books.query() as session:
            return session.get_one(Invoice, reminding.ids[name])

    return reminding.work(read)


def current(reminding: Reminding) -> ReminderRow:
    row = reminding.lists.page.table.current_record()
    assert isinstance(row, ReminderRow)
    return row


def spare_all(desk: Desk) -> None:
    """Spare every invoice on which something may be said."""
    with desk.books.query() as session:
        ids = session.scalars(select(Invoice.id).where(Invoice.status == InvoiceStatus.ISSUED)).all()
    for one in ids:
        InvoiceService(desk).remind(one, wanted=False)


def choose(reminding: Reminding, key: str) -> None:
    assert reminding.lists.page.table.choose(reminding.ids[key])
    reminding.settle()


def test_the_first_list_is_switched_on_approved_and_written_in_three_looks(reminding: Reminding) -> None:
    reminding.go()
    screen = reminding.lists
    message = screen.page.banner.message()
    assert message is not None
    assert "Reminders are off" in message.words
    pills = {row.customer: row.pill.words for row in screen.found.to_write} if screen.found else {}
    assert pills["Acme Catering"] == "First list"
    assert "Beta Bau GmbH" not in pills, "he is counted apart: no mail reaches him"
    assert screen.found is not None
    assert [row.customer for row in screen.found.lists["held"] if row.no_address] == ["Beta Bau GmbH"]
    assert not screen.acts["write"].isEnabled(), "nothing can be written while they are off"
    assert screen.acts["write all"].text() == "Switch reminders on"
    reminding.act("write all")
    assert "first list" in (screen.page.banner.message() or message).words
    assert not screen.acts["write"].isEnabled()
    reminding.act("write all")
    asked = screen.page.prompt.answer.accessibleName()
    assert asked.startswith("Approve this first list of 3 mails?")
    assert asked.endswith("1 more has no address.")
    reminding.answer(screen.page.prompt)
    assert screen.page.banner.message() is None
    assert reminding.work(mails) == 0, "to approve writes nothing yet"
    reminding.act("write all")
    reminding.answer(screen.page.prompt)
    assert reminding.work(mails) == 3, "one customer has no address"
    assert reminding.customers() == []
    assert screen.page.empty.isVisible()


def test_a_first_list_on_which_nobody_is_left_is_approved_all_the_same(reminding: Reminding) -> None:
    reminding.work(lambda desk: PolicyService(desk).switch_on())
    reminding.work(spare_all)
    reminding.go()
    screen = reminding.lists
    assert screen.found is not None
    assert screen.found.to_write == ()
    assert screen.acts["write all"].text() == "Approve the list…"
    reminding.act("write all")
    assert "though nobody stands on it" in screen.page.prompt.answer.accessibleName()
    reminding.answer(screen.page.prompt)
    assert screen.page.banner.message() is None
    assert reminding.work(lambda desk: PolicyService(desk).standing()).first_day.approved


def test_a_list_that_is_another_one_by_now_is_not_approved(reminding: Reminding) -> None:
    reminding.work(lambda desk: PolicyService(desk).switch_on())
    reminding.go()
    reminding.act("write all")
    reminding.work(lambda desk: Owing(desk).invoice(reminding.ids["acme"], "INV-0099", due=due(10)))
    reminding.answer(reminding.lists.page.prompt)
    message = reminding.lists.page.banner.message()
    assert message is not None
    assert "another one" in message.words
    assert not reminding.work(lambda desk: PolicyService(desk).standing()).first_day.approved


def test_who_would_get_what_and_when_and_why_not(started: Reminding) -> None:
    screen = started.lists
    rows = {row.customer: row for row in screen.found.to_write} if screen.found else {}
    assert [one.number for one in rows["Acme Catering"].invoices] == ["INV-0001", "INV-0002"]
    assert rows["Acme Catering"].open == (Money.of("1284.56", "EUR"),)
    assert rows["Acme Catering"].pill.words == "Now"
    assert rows["Ärztehaus und Versandapotheke Köln-Süd GmbH"].pill.words == "Wed 09:00", "by the clock in Sydney"
    started.go(view="held")
    assert (started.customers(), current(started).pill.words) == (["Beta Bau GmbH"], "No address")
    started.go(view="spared")
    found = screen.found
    assert found is not None
    why = {row.numbers: row.pill.words for row in found.lists["spared"]}
    assert why == {"INV-0006": "Disputed", "INV-0007": "Promised", "INV-0008": "Spared", "INV-0009": "Not yet"}


def test_it_says_what_leaves_by_itself_and_what_the_button_adds(started: Reminding) -> None:
    screen = started.lists
    assert screen.way.said().startswith("These are written by themselves and leave as said under Leaves.")
    assert screen.acts["write all"].text() == "Write 3 mails now…"
    prompt = screen.page.prompt
    started.act("write all")
    assert prompt.warned.isVisible(), "Enter cancels what nothing takes back, and it is said"
    assert prompt.leave.hasFocus()
    prompt.close_quietly()
    started.act("promise")
    assert not prompt.warned.isVisible()
    prompt.close_quietly()
    let_go_by_itself(started.seat.practice, on=False)
    screen.presenter.refresh()
    started.settle()
    assert screen.way.said().startswith("Nothing is written by itself")


def test_the_letter_stands_beside_its_row_as_it_is_written(started: Reminding) -> None:
    choose(started, "acme")
    pane = started.lists.pane
    subject, text = pane.subject.text(), pane.text.text()
    assert "INV-0001" in text
    assert [one.number for one in pane.chosen()] == ["INV-0001", "INV-0002"]
    started.go(item=started.ids["disputed"])
    assert (started.lists.page.tab(), current(started).numbers) == ("spared", "INV-0006")
    started.go(item=started.ids["acme"])
    assert (started.lists.page.tab(), current(started).customer) == ("write", "Acme Catering")
    started.act("write")

    def written(desk: Desk) -> list[tuple[str, str]]:
        with desk.books.query() as session:
            return [(mail.subject, mail.plain) for mail in session.scalars(select(MailMessage))]

    assert started.work(written) == [(subject, text)]
    assert "Acme Catering" not in started.customers()


def test_however_often_it_is_pressed_each_is_written_once(started: Reminding) -> None:
    screen = started.lists
    screen.page.table.selectAll()
    for _ in range(3):
        screen.acts["write"].trigger()
    started.settle()
    assert started.work(mails) == 3
    screen.presenter.write()
    started.settle()
    assert started.work(mails) == 3


def test_who_objected_while_the_list_was_looked_at_gets_none(started: Reminding) -> None:
    started.work(lambda desk: Owing(desk).mark(started.ids["person invoice"], disputed=True))
    started.lists.page.table.selectAll()
    started.act("write")
    assert started.work(mails) == 2


def test_one_is_left_out_this_time_and_comes_with_its_next_step(started: Reminding) -> None:
    choose(started, "person")
    started.act("leave out")
    started.answer(started.lists.page.prompt)
    assert "Zoe Quinn" not in started.customers()
    started.seat.firm.clock.instant += timedelta(days=10)
    later = started.work(lambda desk: ReminderService(desk).preview(texts=False))
    assert started.ids["person"] in [one.customer_id for one in later.decision.ready]


def test_marks_are_set_on_the_chosen_invoice_of_a_letter(started: Reminding) -> None:
    choose(started, "acme")
    pane, prompt = started.lists.pane, started.lists.page.prompt
    pane.table.clearSelection()
    assert pane.table.choose(started.ids["second"])
    started.act("promise")
    assert "INV-0002" in prompt._question.text()  # noqa: SLF001 - what is read there
    prompt.answer.setText("-3")
    prompt.do.click()
    assert "is gone" in prompt.problem.text()
    started.answer(prompt, "+7")
    assert invoice(started, "second").promised_until == TODAY + timedelta(days=7)
    assert [one.number for one in pane.chosen()] == ["INV-0001"]
    started.act("dispute")
    started.answer(prompt, "two boxes were missing")
    assert invoice(started, "first").dispute_reason == "two boxes were missing"
    assert "Acme Catering" not in started.customers()
    started.go(view="spared", item=started.ids["first"])
    started.act("dispute")
    started.go(view="spared", item=started.ids["spared"])
    started.act("spare")
    assert (invoice(started, "first").disputed, invoice(started, "spared").reminders) == (False, True)


def test_what_somebody_changed_meanwhile_is_not_overwritten(started: Reminding) -> None:
    choose(started, "person")
    row = current(started)
    started.work(lambda desk: Owing(desk).mark(started.ids["person invoice"], disputed=True))
    started.lists.presenter.remind(row.invoices, wanted=False)
    started.settle()
    assert started.lists.page.banner.message() is not None
    assert invoice(started, "person invoice").reminders


def test_a_customer_is_spared_always_or_reminded_by_rules_of_his_own(started: Reminding) -> None:
    choose(started, "person")
    started.act("spare customer")
    started.answer(started.lists.page.prompt)
    assert "Zoe Quinn" not in started.customers()
    started.go(view="spared", item=started.ids["person invoice"])
    started.act("customer")
    panel = started.lists.customer
    assert not panel.reminders.isChecked()
    panel.reminders.setChecked(True)
    panel.grace.setText("many")
    panel.do.click()
    started.settle()
    assert panel.problem.isVisible()
    panel.grace.setText("30")
    panel.do.click()
    started.settle()
    assert not panel.isVisible()

    def read(desk: Desk) -> tuple[bool, int]:
        with desk.books.query() as session:
            contact = session.get_one(Contact, started.ids["person"])
            return contact.reminders, contact.grace_days

    assert started.work(read) == (True, 30)
    started.go(view="write")
    assert "Zoe Quinn" not in started.customers(), "his grace is not over"


def test_a_late_fee_becomes_a_draft_once(started: Reminding) -> None:
    choose(started, "person")
    assert not started.lists.acts["charge"].isEnabled(), "a consumer owes none"
    choose(started, "acme")
    assert "70.00 EUR" in started.lists.acts["charge"].text()
    started.act("charge")
    assert started.at(EditorScreen).isVisible()
    started.go(view="write")
    choose(started, "acme")
    assert "40.00 EUR" in started.lists.acts["charge"].text(), "the other invoice may be charged for"
    pane = started.lists.pane
    pane.table.clearSelection()
    pane.table.choose(started.ids["first"])
    assert not started.lists.acts["charge"].isEnabled()
    started.lists.presenter.charge(started.ids["first"], Money.of("70", "EUR"), Place("reminders"))
    started.settle()
    message = started.lists.page.banner.message()
    assert message is not None
    assert "any more" in message.words


def test_another_client_in_front_sees_nothing_of_it(started: Reminding) -> None:
    choose(started, "acme")
    screen = started.lists
    started.seat.desktop.choose_client(started.seat.client(DELI.name))
    screen.forget()
    assert (screen.pane.text.text(), screen.models["mails"].rowCount(), screen.found) == ("", 0, None)
    assert not any(screen.acts[name].isEnabled() for name in ("write all", "write", "promise", "charge"))


def test_the_filter_finds_by_customer_number_and_amount(started: Reminding) -> None:
    screen = started.lists
    for text, expected in (("inv-0004", 1), ("catering", 1), ("75.20", 1), ("nobody", 0)):
        screen.page.show_filter(text)
        screen.page.filter_changed.emit(text)
        assert len(started.customers()) == expected, text


def test_many_are_written_as_long_work_and_once_though_started_twice(
    started: Reminding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presenter, "FEW", 0)
    screen, told = started.lists, list[Wrote]()
    screen.presenter.wrote.connect(told.append)
    for _ in range(2):
        screen.presenter.write(screen.found.to_write if screen.found else None)
    assert len(started.seat.door.long_works()) == 2, "the foot of the window shows them"
    started.settle()
    assert sum(len(one.reminders.written) for one in told) == 3
    assert started.work(mails) == 3
    assert not screen.acts["write"].isEnabled()


def test_thanks_stand_on_the_same_list_and_are_written_with_it(started: Reminding) -> None:
    def pay(desk: Desk) -> None:
        taken = Taken(started.ids["person"], Money.of("75.20", "EUR"), ReceiptWay.CASH, TODAY)
        ReceiptService(desk).take(replace(taken, invoices=(Wanted(started.ids["person invoice"], taken.amount),)))
        SettingsService(desk).edit({"thank": "yes"})

    started.work(pay)
    started.go(view="write")
    row = next(row for row in started.lists.found.to_write if row.thanks) if started.lists.found else None
    assert row is not None
    assert (row.customer, row.pill.words, row.numbers) == ("Zoe Quinn", "Thanks", "INV-0005")
    assert started.lists.page.table.choose(row.key)
    assert not any(
        started.lists.acts[name].isEnabled() for name in ("leave out", "promise", "dispute", "spare", "open")
    )
    for _ in range(2):
        started.lists.presenter.write([row])
        started.settle()
    assert started.work(mails) == 1


def test_who_may_not_invoice_looks_only(started: Reminding, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presenter, "permitted", lambda *_: False)
    started.go(view="write", item=started.ids["acme"])
    screen = started.lists
    assert screen.models["mails"].rowCount() == 3, "he may look"
    message = screen.page.banner.message()
    assert message is not None
    assert "may look" in message.words
    shut = [name for name, action in screen.acts.items() if not action.isEnabled()]
    assert set(shut) == set(screen.acts) - {"open", "rules", "statements", "filter"}
    started.go("reminder rules")
    assert not any(started.rules.acts[name].isEnabled() for name in ("keep", "switch", "add", "remove"))
    assert not started.rules.step.isEnabled()
    started.go("statements")
    assert not any(started.statements.acts[name].isEnabled() for name in ("mail", "save", "monthly"))


def test_what_went_to_a_person_waits_for_him_on_its_list(started: Reminding) -> None:
    ladder = Policy((Step("call", 1, escalates=True),))
    started.work(lambda desk: PolicyService(desk).edit("usual", ladder))
    started.go(view="person")
    assert started.lists.page.table.model().rowCount() == 5
    started.work(lambda desk: ReminderService(desk).send())
    started.go(view="person")
    found = started.lists.found
    assert found is not None
    assert sorted(row.numbers for row in found.lists["person"]) == [f"INV-000{number}" for number in range(1, 6)]
    assert "since" in found.lists["person"][0].words
    assert not {row.numbers for row in found.lists["spared"]} & {row.numbers for row in found.lists["person"]}


def test_a_list_that_grew_on_its_first_day_is_approved_once_more(reminding: Reminding) -> None:
    reminding.work(lambda desk: PolicyService(desk).switch_on())
    reminding.go()
    reminding.act("write all")
    reminding.answer(reminding.lists.page.prompt)
    late = reminding.work(lambda desk: Owing(desk).customer("Late Comer"))
    reminding.work(lambda desk: Owing(desk).invoice(late, "INV-0100", due=due(10)))
    reminding.go(view="held", item=late)
    assert (current(reminding).customer, current(reminding).pill.words) == ("Late Comer", "First list")
    reminding.act("approve")
    reminding.answer(reminding.lists.page.prompt)
    found = reminding.lists.found
    assert found is not None
    assert "Late Comer" in [row.customer for row in found.to_write]


def test_escape_leaves_the_question_before_the_page(started: Reminding) -> None:
    for screen, act in (("reminder rules", "switch"), ("statements", "mail")):
        started.go(screen)
        shown = started.window.current()
        assert isinstance(shown, RulesScreen | StatementsScreen)
        if isinstance(shown, StatementsScreen):
            shown.table.selectAll()
        started.act(act)
        assert shown.page.prompt.isVisible()
        started.act("back")
        assert not shown.page.prompt.isVisible()
        assert started.window.current() is shown
        started.act("back")
        assert started.lists.isVisible()
