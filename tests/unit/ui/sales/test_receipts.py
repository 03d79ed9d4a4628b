"""The screen of receipts: lists, the chosen one, and what is done with it."""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import MailStage, ReceiptWay
from bookdesk.invoicing.details import InvoiceDetails
from bookdesk.invoicing.shown import show
from bookdesk.ledger.earlypayment import EarlyPayment
from bookdesk.office.search import search
from bookdesk.receivables.receiptlisting import ReceiptState
from bookdesk.receivables.receipts import PaidBack, ReceiptService
from bookdesk.receivables.takings import Taken, Wanted
from bookdesk.security.members import add_user
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.roles import Role
from bookdesk.store.desk import Desk
from bookdesk.ui import outside
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.sales.laying.table import PAID
from bookdesk.ui.sales.receipts.presenter import COUNTED
from bookdesk.ui.sales.receipts.table import state_pill
from bookdesk.ui.sales.receipts.view import ReceiptsScreen
from tests.support.billing import customer, issued, line
from tests.support.firm import KOALA, PASSPHRASE
from tests.support.hands import at_window
from tests.support.manyreceipts import many_receipts
from tests.support.way_in import ScriptedChooser
from tests.support.window import new_firm, seated
from tests.unit.ui.sales.conftest import start
from tests.unit.ui.sales.selling import Selling, account, type_into


def aud(text: str) -> Money:
    return Money.of(text, "AUD")


def take(desk: Desk, customer_id: str, amount: str, way: ReceiptWay = ReceiptWay.CASH, *invoices: Wanted) -> str:
    taken = Taken(customer_id, aud(amount), way, invoices=invoices)
    return ReceiptService(desk).take(taken).row.receipt.id


def sell(desk: Desk) -> tuple[str, list[str], list[str]]:
    """Have two open invoices of 110.00 and 220.00, a cheque that paid half of the first, and 300.00 on account."""
    blue = customer(desk, email="jo@blue.example")
    invoices = [issued(desk, blue, line(one)).id for one in ("100", "200")]
    receipts = [
        take(desk, blue, "55", ReceiptWay.CHEQUE, Wanted(invoices[0], aud("55"))),
        take(desk, blue, "300"),
    ]
    return blue, invoices, receipts


@pytest.fixture
def paid(selling: Selling) -> tuple[Selling, list[str], list[str]]:
    """Return somebody before the receipts of one customer, with his invoices and receipts."""
    _, invoices, receipts = selling.work(sell)
    selling.go("receipts", view="all")
    return selling, invoices, receipts


def screen(selling: Selling) -> ReceiptsScreen:
    return selling.at(ReceiptsScreen)


def numbers(selling: Selling) -> list[str]:
    model = screen(selling).model
    return [row.number for place in range(model.rowCount()) if (row := model.row_at(place)) is not None]


def choose(selling: Selling, receipt_id: str) -> None:
    selling.go("receipts", view="all", item=receipt_id)


def details(selling: Selling, invoice_id: str) -> InvoiceDetails:
    return selling.work(lambda desk: show(desk, invoice_id)).details


def offered(selling: Selling) -> set[str]:
    return {name for name, act in screen(selling).acts.items() if act.isEnabled()}


def test_a_client_whom_nobody_paid_is_told_how_money_comes_in(selling: Selling) -> None:
    selling.go("receipts")
    assert screen(selling).page.empty.isVisible()
    words = {one.text() for one in screen(selling).page.empty.findChildren(QLabel)}
    assert any("No customer has paid yet" in one for one in words)
    selling.act("take")
    assert screen(selling).taking.isVisible()


def test_lists_show_what_is_left_and_what_is_in_hand(paid: tuple[Selling, list[str], list[str]]) -> None:
    selling, _, _ = paid
    assert numbers(selling) == ["REC-0002", "REC-0001"]
    page = screen(selling).page
    assert [page._buttons[one.value].text() for one in COUNTED] == ["Unapplied  1", "In hand  2"]  # noqa: SLF001 - what is read there
    assert "Received  355.00 AUD     Unapplied  300.00 AUD" in {one.text() for one in page.findChildren(QLabel)}
    selling.go("receipts", view="unapplied")
    assert numbers(selling) == ["REC-0002"]


def test_the_chosen_receipt_is_told_in_full(paid: tuple[Selling, list[str], list[str]]) -> None:
    selling, _, (cheque, _) = paid
    choose(selling, cheque)
    pane = screen(selling).pane
    assert pane.in_full is not None
    told = {one.accessibleName() for one in pane.findChildren(QLabel)}
    assert {"Amount: 55.00 AUD", "Method: Cheque", "Account: 1-1200 Undeposited funds"} <= told
    assert [model.rowCount() for _, model, _ in pane.facts._parts] == [1, 0, 3, 0]  # noqa: SLF001 - what is seen there


def test_credit_is_laid_on_invoices_as_it_is_said(paid: tuple[Selling, list[str], list[str]]) -> None:
    selling, (first, second), (_, cash) = paid
    choose(selling, cash)
    selling.act("apply")
    panel = screen(selling).applying
    assert panel.said() == "Applies 275.00 AUD  ·  25.00 AUD stays his credit"
    sheet = panel.invoices.sheet
    assert sheet.setData(sheet.index(1, PAID), "20")
    panel.do.click()
    panel.do.click()
    selling.settle()
    assert [details(selling, one).open for one in (first, second)] == [aud("0"), aud("200")]
    row = screen(selling).table.current_record()
    assert (row.unapplied, row.settles) == (aud("225"), ("INV-0001", "INV-0002"))


def test_no_more_of_a_credit_is_applied_than_there_is(paid: tuple[Selling, list[str], list[str]]) -> None:
    selling, (first, _), (_, cash) = paid
    selling.work(lambda desk: issued(desk, details(selling, first).invoice.contact_id, line("500")))
    choose(selling, cash)
    selling.act("apply")
    panel = screen(selling).applying
    sheet = panel.invoices.sheet
    assert sheet.setData(sheet.index(2, PAID), "300")
    assert not panel.do.isEnabled()
    assert "more is laid on invoices than is left" in panel.said()


def test_the_discount_that_comes_with_a_credit_is_said_before_it_is_applied(
    paid: tuple[Selling, list[str], list[str]],
) -> None:
    selling, (first, _), (_, cash) = paid
    early = EarlyPayment(Decimal("0.02"), 10)
    third = selling.work(
        lambda desk: issued(desk, details(selling, first).invoice.contact_id, line("100"), discount=early).id
    )
    choose(selling, cash)
    selling.act("apply")
    panel = screen(selling).applying
    sheet = panel.invoices.sheet
    for row, amount in enumerate(("0", "0", "107.80")):
        assert sheet.setData(sheet.index(row, PAID), amount)
    assert list(sheet.laid()) == [third]
    selling.seat.qtbot.waitUntil(panel.discount.isVisible, timeout=30_000)
    assert panel.discount.text() == "With it a discount of 2.20 AUD is booked, as was agreed."
    assert details(selling, third).open == aud("110"), "it was only looked at"
    assert sheet.setData(sheet.index(2, PAID), "50")
    assert not panel.discount.isVisible()


def test_the_note_of_a_receipt_leads_back_and_no_key_is_without_an_answer(
    paid: tuple[Selling, list[str], list[str]],
) -> None:
    selling, (first, second), (cheque, cash) = paid
    told: list[Message] = []
    selling.seat.desktop.told.connect(told.append)
    choose(selling, cheque)
    QTest.keyClick(screen(selling).table, Qt.Key.Key_L)
    assert (told[-1].words, "Take it off an invoice" in told[-1].remedy) == ("Nothing is left of REC-0001.", True)
    choose(selling, cash)
    selling.act("apply")
    screen(selling).applying.do.click()
    selling.settle()
    assert "Receipt REC-0002 was applied." in {one.words for one in told}, "its number as it is written"
    selling.act("free")
    assert (told[-1].words, screen(selling).page.prompt.isVisible()) == ("REC-0002 settles 2 invoices.", False)
    pane = screen(selling).pane
    assert pane.in_full is not None
    pane.facts.laid.choose(next(one.id for one in pane.in_full.shown.laid if one.invoice_id == second))
    selling.act("free")
    selling.answer(screen(selling).page.prompt, "meant for another")
    words = {one.words for one in told}
    assert any(one.startswith("220.00 AUD of REC-0002 was taken off INV-0002. It is Blue Cafe") for one in words)
    assert [details(selling, one).open for one in (first, second)] == [aud("0"), aud("220")]
    selling.seat.desktop.go(Place("receipts", item=cheque, act="reverse"))
    selling.settle()
    assert screen(selling).page.prompt.isVisible(), "as the note of a booked receipt leads there"


def test_a_receipt_is_taken_off_its_invoice_with_the_reason(paid: tuple[Selling, list[str], list[str]]) -> None:
    selling, (first, _), (cheque, _) = paid
    choose(selling, cheque)
    selling.act("free")
    prompt = screen(selling).page.prompt
    assert not prompt.do.isEnabled(), "without a reason it stays"
    selling.answer(prompt, "meant for another")
    assert details(selling, first).open == aud("110")
    pane = screen(selling).pane
    assert pane.in_full is not None
    assert [one.taken_back for one in pane.in_full.shown.laid] == [True, True], "both steps stay visible"


def test_a_cheque_that_bounced_opens_its_invoice_again(paid: tuple[Selling, list[str], list[str]]) -> None:
    selling, (first, _), (cheque, _) = paid
    choose(selling, cheque)
    assert screen(selling).acts["reverse"].text() == "The cheque bounced…"
    selling.act("reverse")
    prompt = screen(selling).page.prompt
    assert prompt.answer.text() == "bounced"
    selling.answer(prompt)
    assert details(selling, first).open == aud("110")
    selling.go("receipts", view="taken back")
    row = screen(selling).table.current_record()
    assert (row.state, state_pill(row).words) == (ReceiptState.BOUNCED, "Bounced")
    assert not offered(selling) & {"apply", "refund", "deposit", "free", "send", "reverse"}


def test_no_more_is_paid_back_than_is_left(paid: tuple[Selling, list[str], list[str]]) -> None:
    selling, _, (_, cash) = paid
    choose(selling, cash)
    selling.act("refund")
    panel = screen(selling).refunding
    assert (panel.amount.text(), panel.ways.value()) == ("300.00", ReceiptWay.CASH.value)
    panel.do.click()
    assert "not said why" in panel.problem.text()
    type_into(panel.why, "paid too much")
    assert "bank" not in panel.said(), "cash is shown by no bank"
    assert panel.entry.text() == "Dr 1-1100 Receivables 300.00  ·  Cr 1-1200 Undeposited funds 300.00"
    type_into(panel.amount, "300.01")
    assert "Only 300.00 AUD is left" in panel.problem.text(), "while it is typed"
    panel.do.click()
    selling.settle()
    assert "300.00 AUD is left" in panel.problem.text()
    type_into(panel.amount, "100")
    panel.do.click()
    panel.do.click()
    selling.settle()
    row = screen(selling).table.current_record()
    assert (row.state, row.paid_back, row.unapplied) == (ReceiptState.PART_REFUNDED, aud("100"), aud("200"))
    assert "reverse" not in offered(selling), "the refund goes first"
    selling.act("unrefund")
    prompt = screen(selling).page.prompt
    prompt.answer.setText("it came back")
    prompt.do.click()
    selling.act("unrefund")
    assert not prompt.isVisible(), "nothing is asked about a refund that is no longer there"
    assert screen(selling).table.hasFocus()
    told = screen(selling).pane.in_full
    assert told is not None
    assert [one.label for one in told.history][1:] == ["Refund to Blue Cafe booked", "Refund to Blue Cafe reversed"]
    row = screen(selling).table.current_record()
    assert (row.state, row.unapplied) == (ReceiptState.BOOKED, aud("300"))


def test_what_is_in_hand_is_paid_in_at_a_bank(paid: tuple[Selling, list[str], list[str]]) -> None:
    selling, _, receipts = paid
    selling.work(account)
    screen(selling).table.selectAll()
    selling.act("deposit")
    panel = screen(selling).deposit
    assert "2 receipts: 355.00 AUD" in panel.title.text()
    panel.do.click()
    panel.do.click()
    selling.settle()
    selling.go("receipts", view="in hand")
    assert numbers(selling) == []
    choose(selling, receipts[0])
    assert "deposit" not in offered(selling)
    pane = screen(selling).pane
    told = {one.accessibleName().partition(":")[0]: one.accessibleName() for one in pane.findChildren(QLabel)}
    assert told["Account"].endswith("Everyday")
    assert told["Paid in"].endswith("out of 1-1200 Undeposited funds")
    selling.act("unbank")
    prompt = screen(selling).page.prompt
    selling.answer(prompt, "the other bank")
    assert offered(selling) >= {"deposit", "reverse"}
    assert "unbank" not in offered(selling)
    assert pane.in_full is not None
    assert [one.label for one in pane.in_full.history] == [
        "Receipt REC-0001 booked",
        "Receipt REC-0002 of 300.00 AUD, receipt REC-0001 of 55.00 AUD paid in at Everyday",
        "Paying in of receipt REC-0001 of 55.00 AUD taken back: the other bank",
    ]


def test_the_panel_of_paying_in_names_and_follows_what_is_chosen(paid: tuple[Selling, list[str], list[str]]) -> None:
    selling, _, (cheque, cash) = paid
    selling.work(account)
    choose(selling, cheque)
    selling.act("deposit")
    shown, panel = screen(selling), screen(selling).deposit
    assert panel.title.text() == "Pay in REC-0001 of Blue Cafe: 55.00 AUD"
    shown.table.selectRow(0)
    selling.settle()
    assert panel.title.text() == "Pay in REC-0002 of Blue Cafe: 300.00 AUD"
    QTest.keyClick(shown.table, Qt.Key.Key_Escape)
    assert not panel.isVisible(), "wherever the keyboard is"
    selling.act("deposit")
    panel.do.click()
    selling.settle()
    selling.go("receipts", view="in hand")
    assert numbers(selling) == ["REC-0001"], "the one that was named, and it alone"
    selling.act("deposit")
    choose(selling, cash)
    assert not panel.isVisible(), "what is not in hand is not paid in"


def test_money_is_taken_of_whoever_paid_also_without_an_invoice(paid: tuple[Selling, list[str], list[str]]) -> None:
    selling, _, _ = paid
    selling.work(lambda desk: customer(desk, "Red Cafe"))
    selling.go("receipts", view="all")
    selling.act("take")
    panel = screen(selling).taking
    assert panel.customer.isVisible()
    panel.customer.setText("Red Cafe")
    panel.customer.settled.emit()
    selling.settle()
    assert (panel.title.text(), panel.invoices.isVisible()) == ("Money of Red Cafe", False)
    type_into(panel.amount, "80")
    for _ in range(2):
        panel.do.click()
        selling.settle()
    assert numbers(selling)[0] == "REC-0003"
    selling.go("receipts", view="unapplied")
    assert len(numbers(selling)) == 2


def test_one_may_come_for_the_receipts_of_one_customer(paid: tuple[Selling, list[str], list[str]]) -> None:
    selling, _, _ = paid
    red = selling.work(lambda desk: customer(desk, "Red Cafe"))
    selling.work(lambda desk: take(desk, red, "12"))
    selling.seat.desktop.go(Place("receipts", selling.client_id, view="all", contact=red))
    selling.settle()
    assert numbers(selling) == ["REC-0003"]
    assert screen(selling).whose.said() == "Only those of Red Cafe."
    selling.go("receipts", view="all")
    assert len(numbers(selling)) == 3


def test_its_paper_is_looked_at_printed_opened_saved_and_mailed(
    paid: tuple[Selling, list[str], list[str]], tmp_path: Path
) -> None:
    selling, _, (cheque, _) = paid
    choose(selling, cheque)
    shown = screen(selling)
    shown.outside.root, chooser = tmp_path, ScriptedChooser([tmp_path], printers=True)
    shown.outside.chooser = chooser
    selling.act("show")
    assert shown.pane.shows_paper()
    assert shown.pane.paper.page() == 1
    selling.act("print")
    assert len(chooser.printed) == 1
    selling.act("open")
    ((path, content),) = chooser.opened
    assert (path.name, content[:4]) == ("receipt-REC-0001.pdf", b"%PDF")
    assert path.parent.stat().st_mode & 0o077 == 0, "for its owner alone"
    selling.act("save")
    assert (tmp_path / "receipt-REC-0001.pdf").read_bytes() == content, "the same paper each time"
    selling.act("send")
    selling.answer(shown.page.prompt)
    assert shown.pane.in_full is not None
    assert [one.stage for one in shown.pane.in_full.mails] == [MailStage.QUEUED]
    shown.forget()
    assert not path.exists(), "nothing unencrypted is left for the next client"
    assert shown.pane.receipt_id() == ""


def test_what_a_crash_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    old, fresh, other = (tmp_path / name for name in ("bookdesk-open-1", "bookdesk-open-2", "somebody"))
    for folder in (old, fresh, other):
        folder.mkdir()
        (folder / "a.pdf").write_bytes(b"%PDF")
    now = fresh.stat().st_mtime
    for folder in (old, other):
        os.utime(folder, (now - outside.KEPT_SECONDS - 1,) * 2)
    (tmp_path / "bookdesk-open-3").symlink_to(other)
    outside.sweep(tmp_path, now)
    assert [one.exists() for one in (old, fresh, other / "a.pdf")] == [False, True, True]


def test_receipts_of_a_bank_line_are_undone_there(selling: Selling) -> None:
    selling.work(lambda desk: many_receipts(desk, 1, "a match"))
    selling.go("receipts", view="all")
    assert "reverse" not in offered(selling)
    told = {one.accessibleName() for one in screen(selling).pane.findChildren(QLabel)}
    assert "Shown by: a bank line, which is undone under Bank" in told


def test_a_refund_that_was_booked_meanwhile_is_refused_in_words(paid: tuple[Selling, list[str], list[str]]) -> None:
    selling, _, (_, cash) = paid
    choose(selling, cash)
    selling.act("refund")
    panel = screen(selling).refunding
    type_into(panel.why, "paid too much")
    wish = PaidBack(aud("250"), "elsewhere", receipt=cash, way=ReceiptWay.CASH)
    selling.work(lambda desk: ReceiptService(desk).refund(wish))
    panel.do.click()
    selling.settle()
    assert "50.00 AUD is left" in panel.problem.text()
    assert panel.why.text() == "paid too much", "what was typed stays"


def test_ten_thousand_receipts_are_there_at_once(selling: Selling) -> None:
    selling.work(lambda desk: many_receipts(desk, 10_000))
    selling.go("receipts", view="all")
    assert screen(selling).model.rowCount() == 10_000
    screen(selling).page.filter.setText("REC-09999")
    screen(selling).page.filter_changed.emit("REC-09999")
    selling.settle()
    assert numbers(selling) == ["REC-09999"]


def test_who_may_not_take_money_is_told_so_and_books_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    firm = new_firm(tmp_path / "home")
    with firm.open() as practice:
        add_user(practice, "Cal", [Role.APPROVER], passphrase_from(PASSPHRASE), [KOALA.name])
    with seated(qtbot, firm) as seat, seat.office.workspace(seat.client(KOALA.name)) as workspace:
        start(workspace)
        sell(workspace.desk)
    with seated(qtbot, firm, "Cal") as seat:
        selling = Selling(seat, seat.window(), seat.client(KOALA.name))
        selling.go(view="open")
        selling.act("take")
        panel = selling.sales.taking
        assert "It needs one of these roles: bookkeeper, reviewer." in panel.said()
        panel.do.click()
        selling.settle()
        assert panel.isVisible()
        assert len(selling.work(lambda desk: ReceiptService(desk).find())) == 2, "those of before"


def test_by_keyboard_alone_a_payment_is_typed_seen_and_booked(qtbot: QtBot, tmp_path: Path) -> None:
    with at_window(qtbot, new_firm(tmp_path / "home")) as hands:
        seat = hands.seat
        client_id = seat.client(KOALA.name)
        with seat.office.workspace(client_id) as workspace:
            start(workspace)
            issued(workspace.desk, customer(workspace.desk), line("100"))
        selling = Selling(seat, hands.window, client_id)
        selling.go(view="open")
        hands.press("R")
        hands.settle()
        hands.write("60")
        hands.press("Return")
        hands.settle()
        hands.press("Return")
        hands.settle()
        (row,) = selling.work(lambda desk: ReceiptService(desk).find())
        assert (row.receipt.money, row.unapplied) == (aud("60"), aud("0"))
        assert selling.sales.table.hasFocus(), "the keyboard is in the list again"


def test_a_receipt_that_is_found_is_shown_in_its_list(paid: tuple[Selling, list[str], list[str]]) -> None:
    selling, _, (cheque, _) = paid
    selling.go("contacts")
    (found,) = [one for one in search(selling.seat.office, selling.client_id, "REC-0001") if one.id == cheque]
    hit = selling.window.tools.palette._found(found)  # noqa: SLF001 - what Enter does there
    assert hit.act is not None
    hit.act()
    selling.settle()
    assert screen(selling).table.current_record().id == cheque
