"""Customers, products and foreign invoices from sheets: nothing comes in twice, nothing half."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bookdesk.core.errors import BookDeskError, Conflict, InputError, NotFound
from bookdesk.core.vocabulary import CustomerKind
from bookdesk.ledger.balances import trial_balance
from bookdesk.ledger.receivable import owed_by
from bookdesk.ledger.taxcodes import sales_codes
from bookdesk.models.account import TaxCode, TaxRate
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Invoice
from bookdesk.models.product import Product
from bookdesk.store.desk import Desk
from bookdesk.takeon.completing import add_missing_codes
from bookdesk.takeon.customers import Outcome, import_customers, look_through
from bookdesk.takeon.products import import_products
from bookdesk.takeon.service import TakeOnService
from tests.support.books import account_id, client_desk

DAY = date(2026, 6, 30)
CUSTOMERS = """Name,Email,ABN,Country,Currency,Language,Time zone,Grace days,Customer kind,Terms days,Account,Tax code
Blue Cafe Pty Ltd,pay@blue.example,51 824 753 556,AU,AUD,en-AU,Australia/Perth,5,business,14,4-1000,GSTI
Jo Private,,,NZ,NZD,,,,consumer,,,EXP
"""
PRODUCTS = """Code,Product,Unit,Price,Price includes tax,Currency,Account,Tax code
HR,Consulting,h,120.50,no,,4-1000,GSTI
BEAN,Beans,kg,33.333333,yes,AUD,,FRE
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as desk:
        yield desk


def count(desk: Desk, model: type[Contact | Product | Invoice]) -> int:
    with desk.books.query() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_customers_come_in_once(desk: Desk) -> None:
    before = count(desk, Contact)
    assert import_customers(desk, CUSTOMERS).added == ("Blue Cafe Pty Ltd", "Jo Private")
    again = import_customers(desk, CUSTOMERS.replace("Blue Cafe Pty Ltd", "BLUE CAFE PTY. LTD."))
    assert (again.added, again.known) == ((), ("BLUE CAFE PTY. LTD.", "Jo Private"))
    assert count(desk, Contact) == before + 2
    with desk.books.query() as session:
        blue = session.scalars(select(Contact).where(Contact.name == "Blue Cafe Pty Ltd")).one()
        other = session.scalars(select(Contact).where(Contact.name == "Jo Private")).one()
    assert (blue.language, blue.zone, blue.grace_days, blue.terms_days) == ("en-AU", "Australia/Perth", 5, 14)
    assert (other.kind, other.currency, other.reminders) == (CustomerKind.CONSUMER, "NZD", True)


def test_a_row_twice_in_one_sheet_is_one_customer(desk: Desk) -> None:
    done = import_customers(desk, "Name\nBlue Cafe\nblue cafe\n")
    assert (done.added, done.known) == (("Blue Cafe",), ("blue cafe",))


def test_a_supplier_who_buys_is_one_contact_and_a_number_twice_is_told(desk: Desk) -> None:
    before = count(desk, Contact)
    done = import_customers(desk, "Name,ABN\nHarbour Foods,\nHarbour Cellars,51824753556\n")
    assert (done.became, done.alike) == (("Harbour Foods",), ("Harbour Cellars",))
    assert count(desk, Contact) == before + 1


def test_a_dry_run_says_what_becomes_of_each_row_and_changes_nothing(desk: Desk) -> None:
    import_customers(desk, CUSTOMERS)
    before = count(desk, Contact)
    sheet = (
        "Name,Email,Grace days,ABN\nblue cafe pty ltd,pay@blue.example,5,\nJo Private,jo@new.example,,\nNew One,,,\n"
        "new one,,,\nHarbour Foods,,,\nBad,nobody,,\n,x@y.example,,\nNumber Two,,,51 824 753 556\n"
        "BLUE CAFE PTY LTD,nobody,,\n"
    )
    told = [(one.line, one.name, one.outcome, one.words) for one in look_through(desk, sheet)]
    assert told == [
        (2, "blue cafe pty ltd", Outcome.SAME, ""),
        (3, "Jo Private", Outcome.CHANGED, "Mail unknown here, jo@new.example in the sheet."),
        (4, "New One", Outcome.NEW, ""),
        (5, "new one", Outcome.SAME, ""),
        (6, "Harbour Foods", Outcome.CHANGED, "Becomes a customer."),
        (7, "Bad", Outcome.REFUSED, "nobody is no mail address."),
        (8, "", Outcome.REFUSED, "name is empty."),
        (9, "Number Two", Outcome.NEW, "Harbour Foods has the same tax number."),
        (10, "BLUE CAFE PTY LTD", Outcome.CHANGED, "nobody is no mail address."),
    ]
    assert count(desk, Contact) == before
    with pytest.raises(InputError, match="Line 7"):
        import_customers(desk, sheet, without={8})
    assert count(desk, Contact) == before
    done = import_customers(desk, sheet, without={7, 8})
    assert (done.added, done.became) == (("New One", "Number Two"), ("Harbour Foods",))
    assert not [one for one in look_through(desk, sheet) if one.outcome is Outcome.NEW], "a second time brings nobody"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Bad,nobody,,,,,,,,,,", "Line 4: nobody is no mail address"),
        ("Bad,,123,AU,,,,,,,,", "Line 4: 123 is no ABN"),
        ("Bad,,,XX,,,,,,,,", "Line 4: XX is no country"),
        ("Bad,,,,,!!,,,,,,", "Line 4: !! is no language"),
        ("Bad,,,,,,,-1,,,,", "Line 4: -1 is no number of days"),
        ("Bad,,,,,,,,alien,,,", "Line 4: alien is no kind of customer"),
        ("Bad,,,,,,,,,,9-9999,", "Line 4: there is no account 9-9999"),
        ("Bad,,,,,,,,,,,GST", "Line 4: there is no tax code GST for sales"),
        (",x@y.example,,,,,,,,,,", "Line 4: name is empty"),
    ],
)
def test_a_fault_in_a_row_keeps_the_whole_sheet_out(desk: Desk, row: str, why: str) -> None:
    before = count(desk, Contact)
    with pytest.raises((InputError, NotFound), match=why):
        import_customers(desk, f"{CUSTOMERS}{row}\n")
    assert count(desk, Contact) == before


def test_products_come_in_once_and_never_change_quietly(desk: Desk) -> None:
    assert import_products(desk, PRODUCTS).added == ("HR", "BEAN")
    again = import_products(desk, PRODUCTS)
    assert (again.added, again.known) == ((), ("HR", "BEAN"))
    with pytest.raises(Conflict, match=r"Line 2: .* HR already, and its unit price is another"):
        import_products(desk, PRODUCTS.replace("120.50", "125"))
    with pytest.raises(Conflict, match="twice in the sheet"):
        import_products(desk, PRODUCTS + "hr,Other,,,,,,\n")
    assert count(desk, Product) == 2
    with desk.books.query() as session:
        bean = session.scalars(select(Product).where(Product.code == "BEAN")).one()
    assert (bean.unit_price, bean.with_tax, bean.currency) == (Decimal("33.333333"), True, "AUD")


@pytest.mark.parametrize(
    "row",
    [
        "X,Y,,1.0000001,,,,",
        "X,Y,,1e13,,,,",
        "X,Y,,1,perhaps,,,",
        "X,Y,,1,,QQQ,,",
        "X,Y,,1,,,1,",
        "X,Y,,1,,,,GST",
        "X,,,1,,,,",
        f"{'X' * 61},Y,,1,,,,",
    ],
)
def test_a_product_that_cannot_be_keeps_the_whole_sheet_out(desk: Desk, row: str) -> None:
    with pytest.raises(BookDeskError):
        import_products(desk, f"{PRODUCTS}{row}\n")
    assert count(desk, Product) == 0


def test_a_client_of_before_gets_the_tax_codes_he_lacks(desk: Desk) -> None:
    assert add_missing_codes(desk) == ()
    with desk.books.change(Action.TAX_CODE_EDITED, "as before", actor=desk.actor) as work:
        gone = work.session.scalars(select(TaxCode).where(TaxCode.code == "EXP")).one()
        for rate in work.session.scalars(select(TaxRate).where(TaxRate.tax_code_id == gone.id)):
            work.delete(rate)
        work.session.flush()
        work.delete(gone)
        work.commit()
    assert add_missing_codes(desk) == ("EXP",)
    assert add_missing_codes(desk) == ()
    with desk.books.query() as session:
        assert "EXP" in {one.code for one in sales_codes(session, DAY)}


def test_open_foreign_invoices_come_over_at_their_rate(desk: Desk) -> None:
    sheet = (
        "Customer,Number,Date,Total,Open,Currency,Rate\n"
        "Berlin GmbH,R-1,2026-06-01,119.00,100.00,EUR,1.6543\nBerlin GmbH,R-2,2026-06-02,-10.00,-10.00,EUR,1.65\n"
        "Blue Cafe,R-3,2026-06-03,220.00,220.00,,\n"
    )
    taken = TakeOnService(desk).invoices(sheet, DAY)
    assert [str(one) for one in taken.totals] == ["220.00 AUD", "90.00 EUR"]
    with desk.books.query() as session:
        berlin = session.scalars(select(Contact).where(Contact.name == "Berlin GmbH")).one()
        assert owed_by(session, berlin.id)["EUR"].minor == 9000
        assert trial_balance(session)[account_id(desk, "1-1100")] == 16543 - 1650 + 22000
        assert sum(trial_balance(session).values()) == 0


@pytest.mark.parametrize("rate", ["", "0", "-1", "0.00000000001"])
def test_a_foreign_invoice_without_its_rate_stays_out(desk: Desk, rate: str) -> None:
    sheet = f"Customer,Number,Date,Total,Open,Currency,Rate\nBerlin GmbH,R-1,2026-06-01,119,100,EUR,{rate}\n"
    with pytest.raises(InputError, match="Line 2"):
        TakeOnService(desk).invoices(sheet, DAY)
    assert count(desk, Invoice) == 0
