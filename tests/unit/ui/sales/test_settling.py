"""What is done with issued documents beside money that comes: credit used, paid back, given up, papers handed out."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from sqlalchemy import select

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import ReceiptWay
from bookdesk.invoicing.service import InvoiceService
from bookdesk.invoicing.shown import show
from bookdesk.models.account import AccountRole
from bookdesk.models.actions import Action
from bookdesk.models.history import ChangeSet
from bookdesk.receivables.receipts import ReceiptService
from bookdesk.receivables.takings import Taken, Wanted
from bookdesk.store.desk import Desk
from bookdesk.ui.sales.editor.view import EditorScreen
from bookdesk.ui.sales.view import SalesScreen
from tests.support.billing import customer, issued, line
from tests.support.sales import balance_of
from tests.support.way_in import ScriptedChooser
from tests.unit.ui.sales.selling import Selling, type_into


def aud(text: str) -> Money:
    return Money.of(text, "AUD")


def sell(desk: Desk) -> tuple[str, str, str]:
    """Have a paid invoice of 110.00, an open one of 220.00, and a credit note for the paid one that is not used."""
    blue = customer(desk)
    first, second = (issued(desk, blue, line(one)).id for one in ("100", "200"))
    ReceiptService(desk).take(Taken(blue, aud("110"), ReceiptWay.CASH, invoices=(Wanted(first),)))
    service = InvoiceService(desk)
    note = service.credit(first)
    service.issue(note.id)
    return first, second, note.id


@pytest.fixture
def owed(selling: Selling) -> tuple[Selling, str, str, str]:
    made = selling.work(sell)
    selling.go(view="all")
    return (selling, *made)


def left(selling: Selling, document: str) -> Money:
    return selling.work(lambda desk: show(desk, document)).details.open


def lost_and_taxed(desk: Desk) -> tuple[int, int]:
    """Return what stands on bad debts and on tax on sales."""
    return balance_of(desk, AccountRole.BAD_DEBTS)[0], balance_of(desk, AccountRole.TAX_ON_SALES)[0]


def choose(selling: Selling, document: str) -> SalesScreen:
    selling.go(view="all", item=document)
    return selling.sales


def offered(selling: Selling) -> set[str]:
    return {name for name, act in selling.sales.acts.items() if act.isEnabled()}


def test_a_credit_note_is_applied_or_paid_back_and_an_invoice_is_neither(
    owed: tuple[Selling, str, str, str],
) -> None:
    selling, first, second, note = owed
    choose(selling, second)
    assert not offered(selling) & {"apply", "pay back", "unwrite"}
    choose(selling, note)
    assert {"apply", "pay back"} <= offered(selling)
    assert "write off" not in offered(selling)
    selling.act("apply")
    panel = selling.sales.settling.applying
    panel.do.click()
    panel.do.click()
    selling.settle()
    assert (left(selling, note), left(selling, first), left(selling, second)) == (aud("0"), aud("0"), aud("110"))


def test_what_is_left_of_a_credit_note_is_paid_back(owed: tuple[Selling, str, str, str]) -> None:
    selling, _, _, note = owed
    choose(selling, note)
    selling.act("pay back")
    panel = selling.sales.settling.refunding
    assert panel.ways.value() == ReceiptWay.CASH.value, "there is no bank account yet"
    type_into(panel.why, "goods came back")
    type_into(panel.amount, "60")
    panel.do.click()
    selling.settle()
    assert left(selling, note) == aud("50")


@pytest.mark.parametrize(("with_tax", "bad", "tax"), [(False, 220_00, -30_00), (True, 200_00, -10_00)])
def test_an_invoice_is_written_off_with_its_reason_and_comes_back(
    selling: Selling, *, with_tax: bool, bad: int, tax: int
) -> None:
    made = selling.work(lambda desk: [issued(desk, customer(desk, name), line(price)).id
                                      for name, price in (("One", "100"), ("Two", "200"))])  # fmt: skip
    choose(selling, made[1])
    selling.act("write off")
    panel = selling.sales.settling.lost
    assert panel.amount.text() == "220.00"
    panel.do.click()
    assert "not said why" in panel.problem.text()
    type_into(panel.why, "insolvent")
    panel.with_tax.setChecked(with_tax)
    panel.do.click()
    panel.do.click()
    selling.settle()
    assert left(selling, made[1]) == aud("0")
    assert selling.work(lost_and_taxed) == (bad, tax)
    choose(selling, made[1])
    selling.act("unwrite")
    selling.answer(selling.sales.page.prompt, "he paid after all")
    assert left(selling, made[1]) == aud("220")
    assert selling.work(lost_and_taxed) == (0, -30_00)


def test_no_more_is_written_off_than_is_open(owed: tuple[Selling, str, str, str]) -> None:
    selling, _, second, _ = owed
    choose(selling, second)
    selling.act("write off")
    panel = selling.sales.settling.lost
    type_into(panel.amount, "220.01")
    type_into(panel.why, "insolvent")
    panel.do.click()
    selling.settle()
    assert "220.00 AUD is open" in panel.problem.text()
    assert panel.why.text() == "insolvent", "what was typed stays"


def test_papers_are_opened_printed_and_saved_from_the_list_and_beside_the_document(
    owed: tuple[Selling, str, str, str], tmp_path: Path
) -> None:
    selling, first, _, _ = owed
    choose(selling, first)
    chooser = ScriptedChooser([tmp_path], printers=True)
    outside = selling.sales.settling.outside
    outside.root, outside.chooser = tmp_path, chooser
    for act in ("open outside", "print", "save"):
        selling.act(act)
    ((path, content),) = chooser.opened
    assert (path.suffix, content[:4], len(chooser.printed)) == (".pdf", b"%PDF", 1)
    selling.go("invoice", item=first)
    screen = selling.at(EditorScreen)
    screen.outside.root, screen.outside.chooser = tmp_path, chooser
    chooser.answers = [tmp_path]
    for act in ("open outside", "print", "save paper"):
        selling.act(act)
    assert (chooser.opened[1][1], len(chooser.printed)) == (content, 2), "the same bytes each time"
    assert len(list(tmp_path.glob("*.pdf"))) == 1, "the same file is not saved twice"

    def said(desk: Desk) -> list[str]:
        with desk.books.query() as session:
            query = select(ChangeSet.reason).where(ChangeSet.action == Action.REPORT_SAVED.value)
            return [reason.rpartition(" ")[2] for reason in session.scalars(query.order_by(ChangeSet.id))]

    assert selling.work(said) == ["opened", "printed", "saved"] * 2, "the history says how each left"
    opened = [one for one, _ in chooser.opened]
    selling.go("sales")
    selling.sales.forget()
    assert not any(one.exists() for one in opened)


def test_a_draft_has_no_paper_and_without_a_printer_it_is_said(owed: tuple[Selling, str, str, str]) -> None:
    selling, first, _, _ = owed
    selling.work(lambda desk: InvoiceService(desk).copy(first))
    selling.go(view="drafts")
    assert not offered(selling) & {"print", "open outside", "save", "write off", "apply", "pay back"}
    choose(selling, first)
    selling.sales.settling.outside.chooser = ScriptedChooser([])
    selling.act("print")
    assert any("There is no printer" in one.text() for one in selling.window.findChildren(QLabel))
