"""The screen of what was sold: lists, the chosen invoice, and what is done with it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QLabel

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import ReceiptWay
from bookdesk.invoicing.service import InvoiceService
from bookdesk.models.invoice import Invoice, InvoiceKind, InvoiceStatus
from bookdesk.receivables.receipts import ReceiptService
from bookdesk.receivables.takings import Taken
from bookdesk.store.desk import Desk
from bookdesk.ui.sales.table import settled_words, state_pill
from tests.support.billing import customer, drafted, issued, line
from tests.support.posted import post
from tests.support.way_in import ScriptedChooser
from tests.unit.ui.sales.selling import Selling


def a_draft(desk: Desk) -> str:
    return drafted(desk, customer(desk), line("1000", tax_code_id=None)).id


def an_invoice(desk: Desk) -> str:
    return issued(desk, customer(desk), line("1000")).id


def kept(selling: Selling, invoice_id: str) -> Invoice:
    return selling.work(lambda desk: InvoiceService(desk).show(invoice_id)).invoice


def test_a_client_who_sold_nothing_is_told_how_to_begin(selling: Selling) -> None:
    selling.go()
    page = selling.sales.page
    assert page.empty.isVisible()
    assert "No invoice is here yet" in page.empty.accessibleName() or page.empty.holds_keyboard()


def test_a_draft_is_issued_with_the_number_that_was_told(selling: Selling) -> None:
    invoice_id = selling.work(a_draft)
    selling.go(view="drafts")
    assert selling.numbers() == ["Blue Cafe"]
    selling.act("issue")
    prompt = selling.sales.page.prompt
    assert "INV-0001 to Blue Cafe for 1,100.00 AUD" in prompt._question.text()  # noqa: SLF001 - what is read there
    selling.answer(prompt)
    assert kept(selling, invoice_id).number == "INV-0001"
    assert selling.numbers() == []
    selling.go(view="open")
    assert selling.numbers() == ["INV-0001"]


def test_the_chosen_invoice_is_told_in_full(selling: Selling) -> None:
    selling.work(an_invoice)
    selling.go(view="open")
    pane = selling.sales.pane
    assert pane.shown is not None
    told = {one.accessibleName() for one in pane.findChildren(QLabel)}
    assert {"Total: 1,100.00 AUD", "Open: 1,100.00 AUD", "Tax: 100.00"} <= told
    assert [model.rowCount() for _, model, _ in pane._parts] == [1, 0, 0, 0]  # noqa: SLF001 - what is seen there


def test_a_credit_note_says_on_which_invoice_it_was_used(selling: Selling) -> None:
    def credited(desk: Desk) -> str:
        sales = InvoiceService(desk)
        return sales.issue(sales.credit(an_invoice(desk)).id).id

    selling.go(item=selling.work(credited))
    pane = selling.sales.pane
    assert pane.shown is not None
    assert [settled_words(one) for one in pane.shown.settled] == ["Invoice INV-0001"]
    told = {one.accessibleName() or one.text() for one in pane.findChildren(QLabel)}
    assert "Used: 1,100.00 AUD" in told
    assert "Used on" in told
    assert "Settled by" not in told
    selling.go(item=pane.shown.details.invoice.corrects_id or "")
    assert pane.shown is not None
    assert [settled_words(one) for one in pane.shown.settled] == ["Credit note CN-0001"]
    assert "Settled by" in {one.text() for one in pane.findChildren(QLabel)}


def test_what_is_disputed_or_promised_says_so_and_is_taken_back(selling: Selling) -> None:
    invoice_id = selling.work(an_invoice)
    selling.go(view="open")
    selling.act("dispute")
    selling.answer(selling.sales.page.prompt, "two boxes were missing")
    row = selling.sales.table.current_record()
    assert (state_pill(row).words, row.dispute_reason) == ("Disputed", "two boxes were missing")
    assert selling.sales.acts["dispute"].text() == "Dispute is settled"
    selling.act("dispute")
    selling.act("promise")
    prompt = selling.sales.page.prompt
    prompt.answer.setText("-3")
    prompt.do.click()
    assert "is gone" in prompt.problem.text()
    selling.answer(prompt, "+7")
    today = selling.sales.presenter.today()
    assert kept(selling, invoice_id).promised_until == today + timedelta(days=7)
    assert state_pill(selling.sales.table.current_record()).words == "Promised"
    selling.act("promise")
    selling.answer(selling.sales.page.prompt)
    assert kept(selling, invoice_id).promised_until is None


def test_reminders_are_switched_off_and_on_for_one_invoice(selling: Selling) -> None:
    invoice_id = selling.work(an_invoice)
    selling.go(view="open")
    selling.act("reminders")
    assert not kept(selling, invoice_id).reminders
    assert selling.sales.acts["reminders"].text() == "Reminders on"
    selling.act("reminders")
    assert kept(selling, invoice_id).reminders


def test_an_invoice_is_cancelled_with_the_reason_and_stays_visible(selling: Selling) -> None:
    invoice_id = selling.work(an_invoice)
    selling.go(view="open")
    selling.act("cancel")
    prompt = selling.sales.page.prompt
    assert not prompt.do.isEnabled(), "without a reason nothing is cancelled"
    assert "mail" not in prompt.answer.accessibleName(), "none was written"
    prompt.close_quietly()
    selling.work(lambda desk: post(desk, subject_id=invoice_id))
    selling.go(view="open")
    selling.act("cancel")
    assert "which waits in the outbox, will not leave" in prompt.answer.accessibleName()
    selling.answer(prompt, "written twice")
    assert kept(selling, invoice_id).status is InvoiceStatus.VOID
    selling.go(view="cancelled")
    assert selling.numbers() == ["INV-0001"]


def test_drafts_are_thrown_away_together(selling: Selling) -> None:
    selling.work(lambda desk: [drafted(desk, customer(desk, name)) for name in ("One", "Two")])
    selling.go(view="drafts")
    selling.sales.table.selectAll()
    selling.act("delete")
    selling.answer(selling.sales.page.prompt)
    assert selling.numbers() == []


def test_acts_are_offered_only_where_they_can_be_done(selling: Selling) -> None:
    selling.work(a_draft)
    selling.work(an_invoice)
    selling.go(view="drafts")
    on = {name for name, act in selling.sales.acts.items() if act.isEnabled()}
    assert {"issue", "delete", "open", "copy"} <= on
    assert not on & {"credit", "cancel", "dispute", "promise", "reminders", "reached"}
    selling.go(view="open")
    on = {name for name, act in selling.sales.acts.items() if act.isEnabled()}
    assert {"credit", "cancel", "dispute", "promise", "reminders"} <= on
    assert not on & {"issue", "delete", "reached"}


OPEN = "Customer,Number,Date,Total,Open\nBlue Cafe,1001,2020-06-20,220.00,220.00\n"


def test_open_invoices_of_the_old_system_come_from_a_sheet_once(selling: Selling, tmp_path: Path) -> None:
    selling.go()
    sheet = tmp_path / "open.csv"
    sheet.write_text(OPEN, encoding="utf-8")
    screen = selling.sales
    screen.chooser = ScriptedChooser([sheet, sheet])
    selling.act("take over")
    prompt = screen.page.prompt
    selling.answer(prompt, "+3")
    assert prompt.isVisible(), "a day that is still to come is asked for again"
    assert "still to come" in prompt.problem.text()
    selling.answer(prompt, "30/6/2020")
    message = screen.page.banner.message()
    assert message is not None
    assert message.words.startswith("1 open invoice taken over, open in all 220.00 AUD")
    selling.go(view="open")
    assert selling.numbers() == ["1001"]
    selling.act("take over")
    selling.answer(prompt, "30/6/2020")
    message = screen.page.banner.message()
    assert message is not None
    assert "in the books already" in message.words
    assert selling.numbers() == ["1001"]


def test_what_was_credited_or_written_off_is_not_called_paid(selling: Selling) -> None:
    def settle(desk: Desk) -> None:
        credited, lost, paid = (issued(desk, customer(desk, name), line("100")) for name in ("Ada", "Bob", "Cleo"))
        service, receipts = InvoiceService(desk), ReceiptService(desk)
        service.issue(service.credit(credited.id).id)
        receipts.write_off(lost.number or "", why="insolvent")
        receipts.take(Taken("Cleo", Money(paid.total, paid.currency), ReceiptWay.CASH))

    selling.work(settle)
    selling.go(view="settled")
    model = selling.sales.model
    rows = [row for place in range(model.rowCount()) if (row := model.row_at(place)) is not None]
    assert {row.customer: state_pill(row).words for row in rows if row.kind is InvoiceKind.INVOICE} == {
        "Ada": "Credited",
        "Bob": "Written off",
        "Cleo": "Paid",
    }
