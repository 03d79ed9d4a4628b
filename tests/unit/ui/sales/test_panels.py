"""What is done with issued invoices in panels above the list: payments, mails, papers, reminders."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import MailStage, ReceiptWay
from bookdesk.invoicing.service import InvoiceService
from bookdesk.invoicing.shown import InvoiceShown, show
from bookdesk.ledger.earlypayment import EarlyPayment
from bookdesk.ledger.owner import client_today
from bookdesk.receivables.receiptlists import ReceiptRow
from bookdesk.receivables.receipts import ReceiptService
from bookdesk.store.desk import Desk
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.reminders.view import RemindersScreen
from bookdesk.ui.sales.laying.table import PAID
from bookdesk.ui.sales.table import short_pill, state_pill
from bookdesk.ui.sales.taking.view import TakingPanel
from tests.support.billing import customer, issued, line
from tests.support.way_in import ScriptedChooser
from tests.unit.ui.sales.selling import Selling, account, type_into


def invoices(desk: Desk, *totals: str, email: str | None = "jo@blue.example") -> list[str]:
    blue = customer(desk, email=email)
    return [issued(desk, blue, line(total)).id for total in totals]


def told(selling: Selling, invoice_id: str) -> InvoiceShown:
    return selling.work(lambda desk: show(desk, invoice_id))


@pytest.fixture
def sold(selling: Selling) -> tuple[Selling, list[str]]:
    """Return somebody before two open invoices of 110.00 and 220.00 of one customer."""
    made = selling.work(lambda desk: invoices(desk, "100", "200"))
    selling.go(view="open")
    return selling, made


def press(selling: Selling) -> None:
    """Press the button of the panel: what was typed since it was looked at is shown first, then it is booked."""
    panel = selling.sales.taking
    for _ in range(2):
        if panel.isVisible() and not panel.problem.isVisible():
            panel.do.click()
            selling.settle()


def taking(selling: Selling) -> TakingPanel:
    selling.act("take")
    panel = selling.sales.taking
    assert panel.isVisible()
    return panel


def receipts(selling: Selling) -> list[ReceiptRow]:
    return selling.work(lambda desk: ReceiptService(desk).find())


def shown_sides(panel: TakingPanel) -> list[tuple[str, str, str]]:
    """Return what is said to be booked: account, debit, credit."""
    model = panel.booked.model()
    return [tuple(str(model.index(row, at).data()) for at in range(3)) for row in range(model.rowCount())]  # type: ignore[misc] # three columns


def test_cash_settles_the_chosen_invoice(sold: tuple[Selling, list[str]]) -> None:
    selling, (first, _) = sold
    panel = taking(selling)
    assert (panel.amount.text(), panel.ways.value()) == ("110.00", ReceiptWay.CASH.value), (
        "there is no bank account yet"
    )
    assert shown_sides(panel) == [
        ("1-1200 Undeposited funds", "110.00", ""),
        ("1-1100 Receivables", "", "110.00"),
        ("Sum", "110.00", "110.00"),
    ]
    panel.do.click()
    selling.settle()
    assert not panel.isVisible()
    shown = told(selling, first)
    assert shown.details.open == Money.zero("AUD")
    assert [one.number for one in shown.settled] == ["REC-0001"]
    assert selling.numbers() == ["INV-0002"]


def test_a_part_is_laid_on_the_oldest_and_the_rest_stays_open(sold: tuple[Selling, list[str]]) -> None:
    selling, (first, second) = sold
    selling.sales.table.selectAll()
    panel = taking(selling)
    assert panel.amount.text() == "330.00"
    type_into(panel.amount, "150")
    press(selling)
    assert told(selling, first).details.open == Money.zero("AUD")
    assert told(selling, second).details.open == Money.of("180.00", "AUD")
    row = selling.sales.table.current_record()
    assert state_pill(row).words == "Part paid"


def test_what_is_typed_is_shown_before_it_is_booked(sold: tuple[Selling, list[str]]) -> None:
    selling, _ = sold
    panel = taking(selling)
    type_into(panel.amount, "90")
    panel.do.click()
    selling.settle()
    assert receipts(selling) == [], "it was not seen yet"
    assert ("Sum", "90.00", "90.00") in shown_sides(panel)
    assert "INV-0001 keeps 20.00 AUD open" in panel.said()
    panel.do.click()
    panel.do.click()
    selling.settle()
    assert [one.receipt.money for one in receipts(selling)] == [Money.of("90", "AUD")], "once, though pressed twice"


def test_what_looks_like_a_slip_is_asked_about_and_may_be_meant(sold: tuple[Selling, list[str]]) -> None:
    selling, _ = sold
    panel = taking(selling)
    type_into(panel.amount, "1e9")
    assert panel.invoices.sheet.laid() == {}, "what cannot be read settles nothing"
    type_into(panel.amount, "40000")
    press(selling)
    assert "is far more than the" in panel.problem.text()
    assert (panel.do.text(), receipts(selling)) == ("It is so: book it", [])
    type_into(panel.amount, "110")
    type_into(panel.day, "01/01/2024")
    press(selling)
    assert "INV-0001 is of" in panel.problem.text()
    assert receipts(selling) == []
    panel.do.click()
    selling.settle()
    assert [one.receipt.day for one in receipts(selling)] == [date(2024, 1, 1)], "deposits come before the invoice"


def test_money_is_laid_as_a_person_says(sold: tuple[Selling, list[str]]) -> None:
    selling, (first, second) = sold
    panel = taking(selling)
    sheet = panel.invoices.sheet
    assert sheet.setData(sheet.index(0, PAID), "10")
    assert sheet.setData(sheet.index(1, PAID), "70")
    assert not sheet.setData(sheet.index(1, PAID), "221")
    assert "is open, not" in panel.problem.text()
    panel.problem.hide()
    press(selling)
    opened = [told(selling, one).details.open for one in (first, second)]
    assert opened == [Money.of("100", "AUD"), Money.of("150", "AUD")]
    assert receipts(selling)[0].unapplied == Money.of("30", "AUD"), "what is more than both stays his credit"


def test_what_is_too_much_stays_the_customers_credit(sold: tuple[Selling, list[str]]) -> None:
    selling, _ = sold
    panel = taking(selling)
    type_into(panel.amount, "500")
    press(selling)
    (row,) = receipts(selling)
    assert row.unapplied == Money.of("390.00", "AUD")


def test_a_fee_is_kept_back_with_what_reaches_the_account_shown(sold: tuple[Selling, list[str]]) -> None:
    selling, (first, _) = sold
    selling.work(account)
    panel = taking(selling)
    assert panel.ways.value() == ReceiptWay.BANK.value
    type_into(panel.fee, "2.20")
    panel.do.click()
    selling.settle()
    assert "107.80 AUD reaches the account" in panel.said()
    press(selling)
    assert told(selling, first).details.open == Money.zero("AUD")
    assert receipts(selling)[0].receipt.banked == 107_80


def test_a_discount_is_given_unless_it_is_refused(selling: Selling) -> None:
    blue = selling.work(customer)
    early = EarlyPayment(Decimal("0.02"), 10)
    made = selling.work(lambda desk: [issued(desk, blue, line(one), discount=early).id for one in ("100", "300")])
    selling.go(view="open")
    for invoice, proposed, refused, left in ((made[0], "107.80", False, "0"), (made[1], "323.40", True, "6.60")):
        panel = taking(selling)
        assert panel.amount.text() == proposed
        assert panel.refuse_discount.isVisible()
        panel.refuse_discount.setChecked(refused)
        press(selling)
        press(selling)
        assert told(selling, invoice).details.open == Money.of(left, "AUD")


def test_foreign_money_asks_for_its_rate_and_tells_the_difference(selling: Selling) -> None:
    def sell(desk: Desk) -> str:
        account(desk)
        return issued(desk, customer(desk), line("100", tax_code_id=None), currency="USD", rate=Decimal("1.5")).id

    invoice = selling.work(sell)
    selling.go(view="open")
    panel = taking(selling)
    assert "what the bank made of it" in panel.said()
    type_into(panel.banked, "172")
    panel.do.click()
    selling.settle()
    assert "exchange gain 7.00 AUD" in panel.said()
    assert shown_sides(panel)[-1] == ("Sum", "172.00", "172.00")
    press(selling)
    assert told(selling, invoice).details.open == Money.zero("USD")


def test_what_the_books_became_meanwhile_is_shown_before_it_is_booked(sold: tuple[Selling, list[str]]) -> None:
    selling, (first, _) = sold
    panel = taking(selling)
    number = told(selling, first).details.invoice.number or ""
    selling.work(lambda desk: ReceiptService(desk).write_off(number, Money.of("60", "AUD"), why="agreed"))
    panel.do.click()
    selling.settle()
    assert panel.isVisible()
    assert "50.00 AUD is open" in panel.problem.text()
    assert receipts(selling) == []
    assert panel.invoices.sheet.laid()[first] == Money.of("50", "AUD"), "what is open by now is shown"
    panel.problem.hide()
    press(selling)
    assert [one.unapplied for one in receipts(selling)] == [Money.of("60", "AUD")]


@pytest.mark.parametrize("text", ["", "0", "-5", "a lot", "1.2.3"])
def test_no_money_is_booked_that_is_none(sold: tuple[Selling, list[str]], text: str) -> None:
    selling, _ = sold
    panel = taking(selling)
    type_into(panel.amount, text)
    panel.do.click()
    selling.settle()
    assert panel.problem.isVisible()
    assert receipts(selling) == []


def test_an_equal_receipt_is_asked_for_once_more(sold: tuple[Selling, list[str]]) -> None:
    selling, _ = sold
    for expected in (1, 1, 2):
        panel = selling.sales.taking
        if expected == 1 and not panel.isVisible():
            selling.act("take")
            type_into(panel.amount, "50")
            panel.do.click()
            selling.settle()
        panel.do.click()
        selling.settle()
        assert len(receipts(selling)) == expected


def test_money_of_two_customers_is_not_taken_at_once(sold: tuple[Selling, list[str]]) -> None:
    selling, _ = sold
    selling.work(lambda desk: issued(desk, customer(desk, "Red Cafe"), line("10")))
    selling.go(view="open")
    selling.sales.table.selectAll()
    assert not selling.sales.acts["take"].isEnabled()


def test_a_mail_is_looked_at_before_it_waits_in_the_outbox(sold: tuple[Selling, list[str]]) -> None:
    selling, (first, _) = sold
    selling.act("send")
    panel = selling.sales.mailing
    assert panel.to.text() == "jo@blue.example"
    assert "INV-0001" in panel.subject.text() + panel.body.toPlainText()
    heard: list[Message] = []
    selling.seat.desktop.told.connect(heard.append)
    for _ in range(2):
        panel.do.click()
    selling.settle()
    (mail,) = told(selling, first).mails
    assert (mail.stage, mail.recipients) == (MailStage.QUEUED, ("jo@blue.example",))
    assert {one.tone for one in heard} == {Tone.GOOD}, "a second press is no mistake"
    assert heard[-1].words.endswith("waits in the outbox.")
    assert not panel.isVisible()
    selling.act("send")
    assert "in the outbox already" in panel.warned.text()
    panel.do.click()
    selling.settle()
    assert len(told(selling, first).mails) == 2, "it was said that it is sent again"


def test_what_is_disputed_or_promised_says_how_late_it_is(selling: Selling) -> None:
    def sell(desk: Desk) -> None:
        blue = customer(desk)
        with desk.books.query() as session:
            day = client_today(session, desk.clock)
        days = {"document_date": day - timedelta(days=20), "due_date": day - timedelta(days=5)}
        for act in ("dispute", "promise", ""):
            made = issued(desk, blue, line("100"), **days)
            if act == "dispute":
                InvoiceService(desk).dispute(made.id, "two boxes missing")
            elif act:
                InvoiceService(desk).promise(made.id, day + timedelta(days=7))

    selling.work(sell)
    selling.go(view="open")
    model = selling.sales.model
    rows = [row for place in range(model.rowCount()) if (row := model.row_at(place)) is not None]
    assert {state_pill(row).words for row in rows} == {
        "Disputed · 5 days late",
        "Promised · 5 days late",
        "5 days late",
    }
    assert {short_pill(row).words for row in rows} == {"Disputed · 5 d", "Promised · 5 d", "5 days late"}


def test_another_invoice_is_shown_from_its_top(selling: Selling) -> None:
    def sell(desk: Desk) -> list[str]:
        blue = customer(desk)
        return [issued(desk, blue, *(line("10") for _ in range(30))).id for _ in range(2)]

    first, second = selling.work(sell)
    selling.window.resize(1100, 700)
    selling.go(item=first)
    bar = selling.sales.pane.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert bar.value() > 0, "there is more than fits"
    selling.seat.desktop.books_changed.emit(selling.client_id)
    selling.settle()
    assert bar.value() > 0, "the same one is not moved under the reader"
    selling.go(item=second)
    assert bar.value() == 0


def test_without_an_address_nothing_is_written(selling: Selling) -> None:
    (made,) = selling.work(lambda desk: invoices(desk, "100", email=None))
    selling.go(view="open")
    selling.act("send")
    panel = selling.sales.mailing
    panel.do.click()
    selling.settle()
    assert panel.problem.isVisible()
    panel.to.setText("jo@blue.example\nBcc: all@example.com")
    panel.do.click()
    selling.settle()
    assert told(selling, made).mails == () or all(
        "\n" not in one for mail in told(selling, made).mails for one in mail.recipients
    )


def test_several_are_written_at_once_each_only_once(sold: tuple[Selling, list[str]]) -> None:
    selling, made = sold
    for _ in range(2):
        selling.sales.table.selectAll()
        selling.act("send")
        selling.answer(selling.sales.page.prompt)
    assert [len(told(selling, one).mails) for one in made] == [1, 1]


def test_papers_are_saved_where_the_person_wants_them(sold: tuple[Selling, list[str]], tmp_path: Path) -> None:
    selling, _ = sold
    selling.sales.settling.outside.chooser = ScriptedChooser([tmp_path])
    selling.sales.table.selectAll()
    selling.act("save")
    files = sorted(tmp_path.glob("*.pdf"))
    assert len(files) == 2
    assert all(file.read_bytes().startswith(b"%PDF") for file in files)


def test_drafts_have_no_paper_and_are_not_mailed(selling: Selling) -> None:
    selling.work(lambda desk: InvoiceService(desk).copy(invoices(desk, "100")[0]))
    selling.go(view="drafts")
    assert not any(selling.sales.acts[name].isEnabled() for name in ("send", "save", "take"))


def test_reminders_of_its_customer_are_looked_at_from_an_invoice(sold: tuple[Selling, list[str]]) -> None:
    selling, _ = sold
    selling.act("remind")
    screen = selling.at(RemindersScreen)
    assert screen.page.tab() == "spared", "nothing is late yet"
    assert screen.page.table.current_record().numbers == "INV-0001"


def test_one_panel_is_open_at_a_time_and_escape_gives_the_keyboard_back(sold: tuple[Selling, list[str]]) -> None:
    selling, _ = sold
    selling.act("take")
    selling.act("send")
    assert not selling.sales.taking.isVisible()
    selling.sales.mailing.leave()
    selling.settle()
    assert selling.sales.table.hasFocus()


def test_a_payment_that_is_typed_is_not_left_behind_unseen(sold: tuple[Selling, list[str]]) -> None:
    selling, _ = sold
    panel = taking(selling)
    assert not panel.half_typed(), "what was only proposed is no loss"
    type_into(panel.amount, "50")
    assert selling.sales.unsaved() == "a payment"
    screen = selling.sales
    selling.go("contacts")
    assert selling.window.current() is screen
    assert panel.problem.text() == "A payment is typed and not saved. “Book the payment” keeps it. Escape drops it."
    assert panel.amount.text() == "50"
    selling.act("send")
    assert (panel.isVisible(), screen.mailing.isVisible()) == (True, False), "nor does another panel come over it"
    panel.leave()
    selling.go("contacts")
    assert selling.window.current() is not screen


def test_escape_drops_what_is_typed_when_it_is_pressed_once_more_and_closes_the_untouched_at_once(
    sold: tuple[Selling, list[str]],
) -> None:
    selling, _ = sold
    panel = taking(selling)
    QTest.keyClick(panel.amount, Qt.Key.Key_Escape)
    assert panel.isHidden(), "nothing was typed"
    panel = taking(selling)
    QTest.keyClicks(panel.reference, "Cheque 7")
    QTest.keyClick(panel.reference, Qt.Key.Key_Escape)
    assert panel.isVisible()
    assert panel.problem.text().endswith("Escape once more drops it.")
    QTest.keyClicks(panel.reference, "1")
    assert not panel.problem.isVisible()
    QTest.keyClick(panel.reference, Qt.Key.Key_Escape)
    assert panel.isVisible(), "what was typed since was told to nobody"
    QTest.keyClick(panel.reference, Qt.Key.Key_Escape)
    assert panel.isHidden()
    selling.act("send")
    mailing = selling.sales.mailing
    QTest.keyClicks(mailing.copies, "boss@blue.example")
    assert selling.window.unsaved() == "a mail"
    mailing.copies.clear()
    assert selling.window.unsaved() == "", "it reads as at the beginning"


def test_what_is_laid_by_hand_is_typed_too(sold: tuple[Selling, list[str]]) -> None:
    selling, _ = sold
    panel = taking(selling)
    sheet = panel.invoices.sheet
    sheet.setData(sheet.index(1, PAID), "20.00")
    assert selling.window.unsaved() == "a payment"


def test_another_client_in_front_sees_nothing_of_it(sold: tuple[Selling, list[str]]) -> None:
    selling, _ = sold
    selling.act("send")
    selling.sales.forget()
    panel = selling.sales.mailing
    assert not panel.isVisible()
    assert (panel.to.text(), panel.body.toPlainText(), panel.subject.text()) == ("", "", "")
