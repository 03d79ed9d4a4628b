"""Taking a client on: what the sheets say is what the books say, or nothing is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import Conflict, InputError, NotFound
from bookdesk.core.identifiers import DeviceId, UserId
from bookdesk.ledger.balances import account_balance, owed_to, settlements, trial_balance
from bookdesk.ledger.posting import account_for
from bookdesk.models.account import Account, AccountRole
from bookdesk.models.bill import Bill, SettlementState
from bookdesk.models.contact import Contact, PayeeAccount, Provenance
from bookdesk.models.history import Actor
from bookdesk.store.desk import Desk
from bookdesk.takeon.service import KnownAccount, TakeOnService
from bookdesk.takeon.starting import BankDetails, bank_account, profile
from bookdesk.takeon.templates import TEMPLATES
from tests.support.books import empty_books

DAY = date(2026, 6, 30)
SUPPLIERS = """Supplier,ABN,Terms days,Account,Tax code,BSB,Account number
Harbour Foods,51824753556,14,5-1000,FRE,062-000,1234 5678
Cedar Cleaning,,30,6-0500,GST,,
"""
BILLS = """Supplier,Number,Date,Due date,Total,Open
Harbour Foods,HF-1,2026-06-01,2026-06-15,110.00,110.00
Harbour Foods,HF-2,2026-06-08,2026-06-22,50.00,20.00
Cedar Cleaning,C 9,2026-06-10,2026-07-10,-33.00,-33.00
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock = MovableClock(datetime(2026, 7, 1, tzinfo=UTC))
    with empty_books(tmp_path, "c1", clock) as books:
        yield Desk(books, Actor(UserId("ann"), DeviceId("desk-1")), clock)


@pytest.fixture
def service(desk: Desk) -> TakeOnService:
    service = TakeOnService(desk)
    service.start(profile(name="Acme Catering", country="AU", currency="AUD", zone=None, tax_id=None))
    return service


def count(desk: Desk, model: type[Bill | Contact]) -> int:
    with desk.books.query() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.parametrize("country", sorted(TEMPLATES))
def test_every_template_has_each_role_once_and_names_only_its_own_tax_codes(country: str) -> None:
    template = TEMPLATES[country]
    roles = [account.role for account in template.accounts if account.role]
    assert sorted(roles) == sorted(AccountRole)
    assert {account.tax for account in template.accounts if account.tax} <= {code.code for code in template.tax_codes}
    assert len({account.code for account in template.accounts}) == len(template.accounts)


def test_open_items_are_told_and_booked_with_the_same_totals(desk: Desk, service: TakeOnService) -> None:
    assert service.suppliers(SUPPLIERS).count == 2
    taken = service.bills(BILLS, DAY)
    assert [str(amount) for amount in taken.totals] == ["97.00 AUD"]
    invoices = service.invoices("Customer,Number,Date,Total,Open\nBlue Cafe,1001,2026-06-20,220.00,220.00\n", DAY)
    assert [amount.minor for amount in invoices.totals] == [22000]
    with desk.books.query() as session:
        payables = account_balance(session, account_for(session, AccountRole.PAYABLES), "AUD")
        receivables = account_balance(session, account_for(session, AccountRole.RECEIVABLES), "AUD")
        assert (payables.minor, receivables.minor) == (-9700, 22000)
        assert sum(trial_balance(session).values()) == 0
        bills = session.scalars(select(Bill).order_by(Bill.number)).all()
        states = {bill.number: settlements(session, bills)[bill.id] for bill in bills}
        assert states["HF-2"].state is SettlementState.PART_PAID
        assert states["HF-2"].open.minor == 2000
        harbour = session.scalars(select(Contact).where(Contact.name == "Harbour Foods")).one()
        assert owed_to(session, harbour.id)["AUD"].minor == 13000


def test_bank_details_come_over_unconfirmed(desk: Desk, service: TakeOnService) -> None:
    service.suppliers(SUPPLIERS)
    with desk.books.query() as session:
        details = session.scalars(select(PayeeAccount)).one()
    assert (details.routing, details.account_number) == ("062000", "12345678")
    assert details.provenance is Provenance.TAKEN_OVER
    assert details.confirmed_by is None


def test_a_bank_account_opens_with_its_balance(desk: Desk, service: TakeOnService) -> None:
    details = BankDetails("Everyday", "1-1010", "AUD", bsb="062-000", account_number="11223344")
    service.bank_account(*bank_account(details, Decimal("1500.25"), DAY))
    with desk.books.query() as session:
        ledger_account = session.scalars(select(Account).where(Account.code == "1-1010")).one()
        assert account_balance(session, ledger_account.id, "AUD", DAY).minor == 150025
        assert account_balance(session, ledger_account.id, "AUD", date(2026, 6, 29)).minor == 0


def test_an_account_without_a_number_is_like_no_other(service: TakeOnService) -> None:
    for name, code in (("Till", "1-1010"), ("Safe", "1-1020")):
        setting = service.account_setting()
        assert (setting.code, setting.country, setting.currency) == (code, "AU", "AUD")
        service.bank_account(*bank_account(BankDetails(name, code, "AUD"), Decimal(5), DAY, kind=setting.kind))


@pytest.mark.parametrize(
    ("name", "code", "number", "field"),
    [
        ("Everyday", "1-1020", "87654321", "name"),
        ("Saver", "1-1020", "1234 5678", "account_number"),
        ("Saver", "1-1010", "87654321", "code"),
    ],
)
def test_what_is_here_already_is_told_of_its_field(
    service: TakeOnService, name: str, code: str, number: str, field: str
) -> None:
    known = BankDetails("Everyday", "1-1010", "AUD", bsb="062-000", account_number="12345678")
    service.bank_account(*bank_account(known, Decimal(0), DAY))
    again = BankDetails(name, code, "AUD", bsb="062000", account_number=number)
    with pytest.raises(KnownAccount) as refused:
        service.bank_account(*bank_account(again, Decimal(0), DAY))
    assert refused.value.field == field


def test_one_bad_row_leaves_nothing_of_the_sheet(desk: Desk, service: TakeOnService) -> None:
    with pytest.raises(InputError, match="Line 3"):
        service.bills("Supplier,Number,Date,Total,Open\nA,1,2026-06-01,5.00,5.00\nB,2,5.00,2026-06-01,5.00\n", DAY)
    with pytest.raises(NotFound, match="Line 2: there is no account 9-9999"):
        service.suppliers("Supplier,Account\nA,9-9999\n")
    assert (count(desk, Bill), count(desk, Contact)) == (0, 0)


def test_the_same_sheet_twice_is_refused(desk: Desk, service: TakeOnService) -> None:
    service.bills(BILLS, DAY)
    with pytest.raises(Conflict, match="HF-1 is in the books already"):
        service.bills(BILLS, DAY)
    assert count(desk, Bill) == 3


@pytest.mark.parametrize("again", ["HF 1", "hf1", "hf/1"])
def test_the_same_bill_written_otherwise_is_refused(service: TakeOnService, again: str) -> None:
    service.suppliers(SUPPLIERS)
    service.bills(BILLS, DAY)
    sheet = f"Supplier,Number,Date,Total,Open\nHARBOUR foods,{again},2026-06-01,110.00,110.00\n"
    with pytest.raises(Conflict, match="in the books already, or twice in this sheet"):
        service.bills(sheet, DAY)
    invoices = "Customer,Number,Date,Total,Open\nBlue,A-1,2026-06-20,1.00,1.00\nblue,a 1,2026-06-20,1.00,1.00\n"
    with pytest.raises(Conflict, match="Line 3: blue a 1"):
        service.invoices(invoices, DAY)


@pytest.mark.parametrize(("day", "said"), [("2026-07-01", "after 2026-06-30"), ("0206-06-01", "year 0206 is a slip")])
def test_a_date_that_nothing_open_has_is_refused(service: TakeOnService, day: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        service.bills(f"Supplier,Number,Date,Total,Open\nBean Brothers,1,{day},1.00,1.00\n", DAY)


def test_who_is_new_by_a_sheet_of_bills_is_told(service: TakeOnService) -> None:
    service.suppliers(SUPPLIERS)
    assert service.bills(BILLS, DAY).made == ()
    assert service.bills("Supplier,Number,Date,Total,Open\nHarbor Food,1,2026-06-01,1.00,1.00\n", DAY).made == (
        "Harbor Food",
    )


def test_a_client_starts_once(service: TakeOnService) -> None:
    with pytest.raises(Conflict, match="started before"):
        service.start(profile(name="Again", country="IE", currency="EUR", zone=None, tax_id=None))


@pytest.mark.parametrize(
    ("country", "currency", "zone"), [("ZZ", "AUD", None), ("AU", "AUX", None), ("AU", "AUD", "Mars/Olympus")]
)
def test_nonsense_in_a_profile_is_told(country: str, currency: str, zone: str | None) -> None:
    with pytest.raises(InputError):
        profile(name="Acme", country=country, currency=currency, zone=zone, tax_id=None)


def test_an_iban_with_a_wrong_digit_is_told() -> None:
    with pytest.raises(InputError, match="no IBAN"):
        bank_account(BankDetails("Main", "1000", "EUR", iban="IE29AIBK93115212345679"), Decimal(0), DAY)
