"""The first steps of a new client at the window: its bank account, its suppliers, what is open in the old system."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from bookdesk.models.bank import BankAccount
from bookdesk.models.bill import Bill
from bookdesk.models.contact import Contact
from bookdesk.office.equipment import Equipment
from bookdesk.office.newclient import NewClient, add_new_client
from bookdesk.security.practice import OpenPractice
from bookdesk.ui.bank.view import BankScreen
from bookdesk.ui.bills.view import BillsScreen
from bookdesk.ui.contacts.view import ContactsScreen
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.pieces.list_page import ListPage
from tests.support.firm import BEN, KOALA, STAPLE, Firm
from tests.support.hands import Hands, at_window
from tests.support.sample import SampleFirm
from tests.support.way_in import ScriptedChooser
from tests.support.window import new_firm

pytestmark = pytest.mark.slow

SUPPLIERS = """Supplier,ABN,Terms days,Account,Tax code,BSB,Account number
Harbour Foods,51824753556,14,5-1000,FRE,062-000,1234 5678
Cedar Cleaning,,30,6-0500,GST,,
"""
BILLS = """Supplier,Number,Date,Due date,Total,Open
Harbour Foods,HF-1,2026-06-01,2026-06-15,110.00,110.00
Harbour Foods,HF-2,2026-06-08,2026-06-22,50.00,20.00
Cedar Cleanning,C 9,2026-06-10,2026-07-10,-33.00,-33.00
"""


@pytest.fixture
def firm(sample: SampleFirm, tmp_path: Path) -> SampleFirm:
    return sample.copy(tmp_path / "home")


@pytest.fixture
def hands(qtbot: QtBot, firm: SampleFirm, equipment: Equipment) -> Iterator[Hands]:
    with at_window(qtbot, firm, equipment=equipment) as made:
        yield made


def new_client(hands: Hands, country: str = "AU", currency: str = "AUD", zone: str = "Australia/Sydney") -> str:
    """Add a client with the chart of its country and return its id."""
    entry = add_new_client(hands.seat.desktop.office, NewClient("Acme Catering", country, currency, zone))
    return str(entry.client_id)


def at_bank(hands: Hands, client_id: str) -> BankScreen:
    hands.seat.desktop.go(Place("bank", client_id))
    hands.settle()
    return hands.screen(BankScreen)


def type_in(hands: Hands, *texts: str) -> None:
    """Write into one field after the other, Enter after each."""
    for text in texts:
        hands.write(text)
        hands.press("Return")
    hands.settle()


def said(page: ListPage) -> Message:
    message = page.banner.message()
    assert message is not None, "no banner is shown"
    return message


def bank_accounts(hands: Hands, client_id: str) -> list[BankAccount]:
    with hands.seat.office.workspace(client_id) as workspace, workspace.desk.books.query() as session:
        return list(session.scalars(select(BankAccount).order_by(BankAccount.name)))


def count(hands: Hands, client_id: str, what: type[Bill | Contact]) -> int:
    with hands.seat.office.workspace(client_id) as workspace, workspace.desk.books.query() as session:
        return len(session.scalars(select(what)).all())


def test_a_new_client_gets_its_bank_account_by_the_keyboard_alone(hands: Hands) -> None:
    client_id = new_client(hands)
    bank = at_bank(hands, client_id)
    assert bank.page.empty.isVisible()
    assert bank.page.banner.message() is None, "that there is none yet is no mistake"
    assert hands.told == []
    assert not bank.acts["import"].isEnabled()
    hands.press("Return")
    hands.settle()
    assert bank.form.isVisible()
    assert not bank.page.isVisible()
    assert bank.form.fields["code"].text() == "1-1010"
    type_in(hands, "Everyday", "", "", "062 000", "1122 3344", "(1,250.50)", "31/5", "ACME CATERING", "123456", "cba")
    assert not bank.form.isVisible()
    (account,) = bank_accounts(hands, client_id)
    assert (account.name, account.currency, account.holder) == ("Everyday", "AUD", "Acme Catering")
    assert (account.routing, account.account_number) == ("062000", "11223344")
    assert (account.opening_balance, account.opening_date) == (-125050, date(2026, 5, 31))
    assert (account.direct_entry_user_name, account.direct_entry_user_id) == ("ACME CATERING", "123456")
    assert bank.found is not None
    assert (bank.found.standing.account_id, bank.account.text()) == (account.id, "Everyday")
    assert bank.acts["import"].isEnabled()
    assert bank.page.empty.holds_keyboard(), "the next act is to import its statement"


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_made(hands: Hands) -> None:
    client_id = new_client(hands)
    bank = at_bank(hands, client_id)
    bank.acts["add account"].trigger()
    hands.settle()
    fields, rows = bank.form.fields, bank.form.rows
    fields["bsb"].setText("0620")
    fields["opening"].setText("12x")
    fields["day"].setText("1/7")
    hands.press("Ctrl+Return")
    hands.settle()
    wrong = {name for name, row in rows.items() if fields[name].property("tone") == "bad"}
    assert wrong == {"name", "bsb", "account_number", "opening", "day"}
    assert rows["day"].said().startswith("This day is still to come.")
    assert "12x" in rows["opening"].said()
    assert hands.focus() is fields["name"]
    assert bank_accounts(hands, client_id) == []
    for name, text in (("name", "Everyday"), ("bsb", ""), ("opening", "0"), ("day", "30/6")):
        fields[name].setText(text)
    hands.press("Ctrl+Return")
    hands.settle()
    assert [one.name for one in bank_accounts(hands, client_id)] == ["Everyday"], "its number may stay empty"
    bank.acts["add account"].trigger()
    hands.settle()
    assert fields["code"].text() == "1-1020"
    type_in(hands, "Everyday", "", "", "", "", "5", "30/6", "", "", "")
    assert "is here already" in rows["name"].said()
    assert hands.focus() is fields["name"]
    assert len(bank_accounts(hands, client_id)) == 1


@pytest.mark.parametrize(
    ("country", "currency", "zone", "asked"),
    [
        ("GB", "GBP", "Europe/London", {"sort_code", "account_number"}),
        ("IE", "EUR", "Europe/Dublin", {"iban", "bic"}),
    ],
)
def test_the_numbers_that_are_asked_for_are_those_of_the_country(
    hands: Hands, country: str, currency: str, zone: str, asked: set[str]
) -> None:
    bank = at_bank(hands, new_client(hands, country, currency, zone))
    hands.press("Return")
    hands.settle()
    shown = {name for name, row in bank.form.rows.items() if row.isVisible()}
    assert shown == {"name", "code", "currency", "opening", "day"} | asked
    assert bank.form.currency.text() == currency


def test_escape_leaves_the_form_with_the_keyboard_where_it_was(hands: Hands, firm: SampleFirm) -> None:
    bank = at_bank(hands, firm.client("bank"))
    hands.press("Down", "Down")
    row, focus = bank.table.current_record(), hands.focus()
    bank.acts["add account"].trigger()
    hands.settle()
    keys = {key.toString() for action in hands.window.tools.actions() for key in action.shortcuts()}
    assert "Ctrl+Shift+Return" not in keys, "what acts on the grid is out of reach"
    hands.write("Savings")
    hands.seat.desktop.go(Place("bills"))
    hands.settle()
    assert any("is typed and not saved" in one.text() for one in bank.form.findChildren(QLabel) if one.isVisible())
    assert hands.screen(BankScreen) is bank
    hands.press("Escape")
    hands.settle()
    assert (bank.page.isVisible(), bank.form.isVisible()) == (True, False)
    assert hands.focus() is focus
    assert bank.table.current_record() == row
    assert "Ctrl+Shift+Return" in {
        key.toString() for action in hands.window.tools.actions() for key in action.shortcuts()
    }


def test_a_second_account_is_found_in_the_palette(hands: Hands, firm: SampleFirm) -> None:
    bank = at_bank(hands, firm.client("bank"))
    known = len(bank.account.choices())
    hands.press("Ctrl+K")
    hands.write("add a bank")
    hands.settle()
    hands.press("Return")
    hands.settle()
    type_in(hands, "Rainy day", "", "", "", "", "0", "1/6", "", "", "")
    assert bank.account.text() == "Rainy day"
    assert len(bank.account.choices()) == known + 1
    hands.press("Ctrl+Z")
    hands.settle()
    assert hands.toast().words.startswith("Not undone: "), "it is said why that cannot be taken back"


def test_books_that_were_not_started_are_started_from_where_they_are_missed(hands: Hands, firm: SampleFirm) -> None:
    bank = at_bank(hands, firm.client("new"))
    hands.press("Return")
    hands.settle()
    message = said(bank.page)
    assert (message.tone, message.label) == (Tone.WARN, "Start with this chart")
    assert not bank.form.isVisible()
    assert message.act is not None
    message.act()
    hands.settle()
    assert bank.form.isVisible()
    assert bank.form.fields["code"].text() == "1200"
    assert bank.form.rows["iban"].isVisible()


def test_a_statement_without_an_account_asks_for_the_account(hands: Hands, tmp_path: Path) -> None:
    bank = at_bank(hands, new_client(hands))
    (tmp_path / "statement.csv").write_text("Date,Amount,Description\n2026-06-30,1.00,A\n", "utf-8")
    assert hands.drop([tmp_path / "statement.csv"])
    hands.settle()
    assert said(bank.page).words == "This client has no bank account yet."
    assert not bank.importing.isVisible()


def test_suppliers_and_open_bills_come_from_sheets(hands: Hands, tmp_path: Path) -> None:
    client_id = new_client(hands)
    suppliers, bills = tmp_path / "suppliers.csv", tmp_path / "bills.csv"
    suppliers.write_text(SUPPLIERS, "utf-8")
    bills.write_text(BILLS, "utf-8")
    hands.seat.desktop.go(Place("contacts", client_id))
    hands.settle()
    contacts = hands.screen(ContactsScreen)
    contacts.chooser = ScriptedChooser([None, suppliers])
    assert contacts.page.empty.holds_keyboard()
    hands.press("Return", "Return")  # the first time no sheet is chosen
    hands.settle()
    assert said(contacts.page).words == "2 suppliers taken over."
    assert contacts.model.rowCount() == 2
    hands.seat.desktop.go(Place("bills", client_id))
    hands.settle()
    screen = hands.screen(BillsScreen)
    screen.chooser = ScriptedChooser([bills])
    hands.press("Return")
    assert screen.page.prompt.isVisible()
    for text in ("31/2", "1/7"):
        hands.press("Ctrl+A")
        type_in(hands, text)
        assert screen.page.prompt.isVisible(), "no day to post on"
    assert count(hands, client_id, Bill) == 0
    hands.press("Ctrl+A")
    type_in(hands, "30/6")
    message = said(screen.page)
    assert message.words == "3 open bills taken over, open in all 97.00 AUD."
    assert message.remedy.endswith("check their spelling: Cedar Cleanning.")
    assert screen.model.rowCount() == 3


@pytest.mark.parametrize("text", ["110.00,110.00\nHarbour Foods,HF-2,5.00,,1.00,1.00\n"])
def test_a_sheet_that_is_refused_says_which_line_and_leaves_nothing(hands: Hands, tmp_path: Path, text: str) -> None:
    client_id = new_client(hands)
    sheet = tmp_path / "bills.csv"
    sheet.write_text(f"Supplier,Number,Date,Due date,Total,Open\nHarbour Foods,HF-1,2026-06-01,,{text}", "utf-8")
    hands.seat.desktop.go(Place("bills", client_id))
    hands.settle()
    screen = hands.screen(BillsScreen)
    screen.chooser = ScriptedChooser([sheet, None])
    hands.press("Ctrl+O")
    type_in(hands, "30/6")
    message = said(screen.page)
    assert message.words.startswith("Line 3: '5.00' in column document date")
    assert (message.tone, message.label) == (Tone.BAD, "Choose a sheet again")
    assert (count(hands, client_id, Bill), count(hands, client_id, Contact)) == (0, 0)
    assert message.act is not None
    message.act()
    hands.settle()
    assert not screen.page.prompt.isVisible(), "no sheet was chosen"


class BensFirm(Firm):
    """The practice as Ben opens it, who may approve and no more."""

    def open(self, user: str = BEN, passphrase: str = STAPLE, *, writes: bool = True) -> OpenPractice:
        return super().open(user, passphrase, writes=writes)


def test_who_may_not_post_takes_nothing_on(qtbot: QtBot, equipment: Equipment, tmp_path: Path) -> None:
    with at_window(qtbot, BensFirm(new_firm(tmp_path / "home").places), equipment=equipment) as hands:
        client_id = hands.seat.client(KOALA.name)
        bank = at_bank(hands, client_id)
        hands.press("Return")
        hands.settle()
        assert said(bank.page).words == "This user may not post to the ledger."
        assert not bank.form.isVisible()
        sheet = tmp_path / "suppliers.csv"
        sheet.write_text(SUPPLIERS, "utf-8")
        hands.seat.desktop.go(Place("contacts", client_id))
        hands.settle()
        contacts = hands.screen(ContactsScreen)
        contacts.chooser = ScriptedChooser([sheet])
        hands.press("Ctrl+O")
        hands.settle()
        assert said(contacts.page).words == "This user may not post to the ledger."
        assert count(hands, client_id, Contact) == 0
