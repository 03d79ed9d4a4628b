"""Sheets whose columns moved, and the same thing twice: said in words, and nothing imported."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bookdesk.core.errors import Conflict, InputError, RuleBroken
from bookdesk.models.bank import BankAccount
from bookdesk.models.bill import Bill
from bookdesk.models.contact import Contact
from bookdesk.store.desk import Desk
from bookdesk.takeon.service import TakeOnService
from bookdesk.takeon.starting import BankDetails, bank_account, profile
from tests.support.books import ANN, client_desk, clock_at_take_on, empty_books

DAY = date(2026, 6, 30)
HEADINGS = "Supplier,Number,Date,Due date,Total,Open\n"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def service(desk: Desk) -> TakeOnService:
    return TakeOnService(desk)


def counts(desk: Desk) -> tuple[int, ...]:
    with desk.books.query() as session:
        return tuple(session.scalar(select(func.count()).select_from(one)) or 0 for one in (Bill, Contact, BankAccount))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("HF-1,Harbour Foods,2026-06-01,2026-06-15,10.00,10.00", "Line 2: 'Harbour Foods' is a name"),
        ("Harbour Foods,HF-1,2026-06-15,2026-06-01,10.00,10.00", "Every due date lies before"),
        ("Harbour Foods,HF-1,10.00,10.00,2026-06-01,2026-06-15", "is not a date like"),
        ("Harbour Foods,HF-1,2026-06-01,2026-06-15,10.00,20.00", "20.00 AUD is open of a total of 10.00 AUD"),
        ("Harbour Foods,HF-1,2026-06-01,2026-06-15,10.00,-10.00", "-10.00 AUD is open of a total of 10.00 AUD"),
        ("Harbour Foods,HF-1,2026-06-01,2026-06-15,1,234.00,10.00", "Line 2 has more cells than there are headings"),
        ("Harbour Foods,HF-1,2026-06-01,2026-06-15,10.005,10.00", "more decimals than AUD knows"),
        ("Harbour Foods,HF-1,2026-06-01,2026-06-15,99999999999999999,10.00", "more than any amount of money"),
        ("Harbour Foods,HF-1,2026-02-31,2026-06-15,10.00,10.00", "is not a date like"),
        ("x" * 40_000 + ",HF-1,2026-06-01,2026-06-15,10.00,10.00", "is no CSV sheet"),
    ],
)
def test_a_row_that_cannot_be_meant_imports_nothing(desk: Desk, service: TakeOnService, row: str, words: str) -> None:
    before = counts(desk)
    good = "Cedar Cleaning,C-1,2026-06-20,2026-06-19,5.00,5.00\n"
    with pytest.raises(InputError, match=words):
        service.bills(f"{HEADINGS}{row}\n{good}", DAY)
    assert counts(desk) == before


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        ("", "The file is empty"),
        ("Supplier,Name,Number,Date,Total,Open\nA,B,1,2026-06-01,5.00,5.00\n", "Two columns stand for name"),
        (f"{HEADINGS[:-1]},Currency\nHarbour Foods,1,2026-06-01,,5.00,5.00,XYZ\n", "'XYZ' is not a currency"),
    ],
)
def test_a_sheet_that_cannot_be_meant_imports_nothing(
    desk: Desk, service: TakeOnService, sheet: str, words: str
) -> None:
    before = counts(desk)
    with pytest.raises(InputError, match=words):
        service.bills(sheet, DAY)
    assert counts(desk) == before


def test_names_lose_the_signs_nobody_sees(desk: Desk, service: TakeOnService) -> None:
    service.suppliers("Supplier,Terms days\nOak\u202e Floors,14\n")
    with desk.books.query() as session:
        assert "Oak Floors" in session.scalars(select(Contact.name)).all()
    with pytest.raises(InputError, match="'²' is no number of days"):
        service.suppliers("Supplier,Terms days\nOak,²\n")


def test_a_bank_account_is_opened_once(desk: Desk, service: TakeOnService) -> None:
    before = counts(desk)
    for again, words in (
        (BankDetails("Everyday", "1-1011", "AUD", bsb="306-041", account_number="5550002"), "Everyday is here already"),
        (BankDetails("Second", "1-1011", "AUD", bsb="062000", account_number="1122 3344"), "Everyday is here already"),
        (BankDetails("Second", "1-1010", "AUD", bsb="306-041", account_number="5550002"), "an account 1-1010 already"),
    ):
        with pytest.raises(Conflict, match=words):
            service.bank_account(*bank_account(again, Decimal(5), DAY))
    assert counts(desk) == before


def test_a_client_not_taken_on_says_so(tmp_path: Path) -> None:
    clock = clock_at_take_on()
    with empty_books(tmp_path, "c1", clock) as books, pytest.raises(RuleBroken, match="no chart of accounts yet"):
        TakeOnService(Desk(books, ANN, clock)).bills(f"{HEADINGS}A,1,2026-06-01,,5.00,5.00\n", DAY)


def test_a_currency_nobody_has_is_named() -> None:
    details = BankDetails("Everyday", "1-1010", "ZZZ", bsb="306-041", account_number="5550001")
    with pytest.raises(InputError, match="'ZZZ' is not a currency"):
        bank_account(details, Decimal(5), DAY)
    with pytest.raises(InputError):
        profile(name="A", country="ZZ", currency="AUD", zone=None, tax_id=None)
