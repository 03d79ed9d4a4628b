"""Clients to test with: real encrypted books, empty, or started from a template with a bank account and suppliers.

Each kind is made once and copied for every test: making the schema and taking a client on costs twenty times as much.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from bookdesk.core.clock import Clock, MovableClock
from bookdesk.core.identifiers import ClientId, DeviceId, UserId
from bookdesk.models.account import Account, TaxCode
from bookdesk.models.bank import BankAccount
from bookdesk.models.contact import Contact
from bookdesk.models.history import Actor
from bookdesk.store.books import Books
from bookdesk.store.client_file import create_books, open_books
from bookdesk.store.desk import Desk
from bookdesk.store.places import Places
from bookdesk.takeon.service import TakeOnService
from bookdesk.takeon.starting import BankDetails, bank_account, profile

ANN = Actor(UserId("ann"), DeviceId("desk-1"))
BEN = Actor(UserId("ben"), DeviceId("desk-2"))
OPENING_DAY = date(2026, 6, 30)
KEY = bytes(range(32))

_SUPPLIERS = {
    "AU": "Supplier,ABN,Terms days,Account,Tax code,BSB,Account number\n"
    "Harbour Foods,51824753556,14,5-1000,FRE,062-000,12345678\n"
    "Cedar Cleaning,53004085616,30,6-0500,GST,062-001,87654321\n",
    "IE": "Supplier,VAT number,Terms days,Account,Tax code,IBAN,BIC,City,Country\n"
    "Dublin Paper,IE6388047V,30,7500,P23,IE64IRCE92050112345678,IRCEIE2D,Dublin,IE\n",
}
_BANKS = {
    "AU": BankDetails(
        "Everyday",
        "1-1010",
        "AUD",
        bsb="062-000",
        account_number="11223344",
        user_name="ACME CATERING",
        user_id="123456",
        institution="CBA",
    ),
    "IE": BankDetails("Current", "1200", "EUR", iban="IE29AIBK93115212345678", bic="AIBKIE2D"),
}
_CURRENCIES = {"AU": "AUD", "IE": "EUR"}


def clock_at_take_on() -> MovableClock:
    """A clock that stands in the morning after the opening day."""
    return MovableClock(datetime(2026, 7, 1, 2, tzinfo=UTC))


@contextmanager
def client_desk(home: Path, country: str = "AU", *, name: str = "Acme Catering") -> Iterator[Desk]:
    """Yield Ann's desk on a client of `country` with 10,000.00 in the bank and the suppliers above."""
    clock = clock_at_take_on()
    shutil.copytree(_taken_on(country, name).name, home, dirs_exist_ok=True)
    with closing(open_books(Places(home), _client(country), KEY, clock=clock)) as books:
        yield Desk(books, ANN, clock)


@contextmanager
def empty_books(home: Path, client: str, clock: Clock) -> Iterator[Books]:
    """Yield the books of a client with no rows at all."""
    shutil.copytree(_empty(client).name, home, dirs_exist_ok=True)
    with closing(open_books(Places(home), ClientId(client), KEY, clock=clock)) as books:
        yield books


def _client(country: str) -> ClientId:
    return ClientId(f"client-{country.lower()}")


@cache
def _taken_on(country: str, name: str) -> TemporaryDirectory[str]:
    """Take a client on in a folder that lives as long as this process."""
    folder, clock = TemporaryDirectory(), clock_at_take_on()
    with empty_books(Path(folder.name), _client(country), clock) as books:
        service = TakeOnService(Desk(books, ANN, clock))
        service.start(profile(name=name, country=country, currency=_CURRENCIES[country], zone=None, tax_id=None))
        service.bank_account(*bank_account(_BANKS[country], Decimal(10000), OPENING_DAY))
        service.suppliers(_SUPPLIERS[country])
    return folder


@cache
def _empty(client: str) -> TemporaryDirectory[str]:
    folder = TemporaryDirectory()
    create_books(Places(Path(folder.name)), ClientId(client), KEY, clock=clock_at_take_on()).close()
    return folder


def as_ben(desk: Desk) -> Desk:
    """The same books with the second user at work."""
    return Desk(desk.books, BEN, desk.clock)


def account_id(desk: Desk, code: str) -> str:
    """Return the id of the account with a code."""
    with desk.books.query() as session:
        return session.scalars(select(Account.id).where(Account.code == code)).one()


def tax_code_id(desk: Desk, code: str) -> str:
    """Return the id of the tax code with a code."""
    with desk.books.query() as session:
        return session.scalars(select(TaxCode.id).where(TaxCode.code == code)).one()


def supplier(desk: Desk, name: str) -> Contact:
    """Return the supplier of that name."""
    with desk.books.query() as session:
        return session.scalars(select(Contact).where(Contact.name == name)).one()


def bank(desk: Desk) -> BankAccount:
    """Return the one bank account."""
    with desk.books.query() as session:
        return session.scalars(select(BankAccount)).one()
