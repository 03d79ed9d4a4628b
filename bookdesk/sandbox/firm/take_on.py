"""The first day of a sample client: chart, bank account, suppliers, and what was open in the old system."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bookdesk.approvals.limits import ApprovalRules
from bookdesk.core.money import Money
from bookdesk.payments.payees import PayeeService
from bookdesk.sandbox.bank import Account as BankAccount
from bookdesk.sandbox.firm.passbook import Passbook
from bookdesk.sandbox.firm.scene import Scene
from bookdesk.sandbox.firm.suppliers import Supplier
from bookdesk.sandbox.papers.trade import invoice
from bookdesk.sandbox.papers.truth import Party, Truth
from bookdesk.takeon.service import TakeOnService
from bookdesk.takeon.starting import BankDetails, bank_account, profile
from bookdesk.takeon.templates import bank_code

_MONTHS_BACK = 96
"""Days before today on which, or before which, a month ended: there the books begin."""
_CURRENCIES = {"AU": "AUD", "GB": "GBP", "IE": "EUR", "DE": "EUR"}
_SUPPLIERS = (
    *("Supplier", "Tax id", "Email", "Street", "City", "Country", "Terms days", "Way of payment"),
    *("Account", "Tax code", "IBAN", "BIC", "BSB", "Sort code", "Account number"),
)
_BILLS = ("Supplier", "Invoice Number", "Invoice Date", "Due Date", "Total", "Amount Due")
_INVOICES = ("Customer", "Invoice Number", "Invoice Date", "Due Date", "Total", "Amount Due")


@dataclass(frozen=True, slots=True)
class Account:
    """A bank account of a client: its name, its code where it is not the everyday one, its number where another."""

    name: str
    opening: str
    code: str | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Owing:
    """An invoice of the client that is taken over as open: to whom, its number, how many days old, how much."""

    customer: str
    number: str
    age: int
    amount: str


def books_begin(scene: Scene) -> date:
    """Return the last day of the old system: a month's end some three months ago."""
    day = scene.day(_MONTHS_BACK)
    return day.replace(day=1) - timedelta(days=1)


def start(scene: Scene, client: Party, suppliers: Sequence[Supplier]) -> None:
    """Make profile, chart and suppliers, confirm their bank details, and let both approve any amount.

    Ben takes the suppliers over and Ann confirms: whoever entered an account releases no payment to it, and she does.
    """
    scene.at(books_begin(scene) + timedelta(days=1))
    service = TakeOnService(scene.ann.desk)
    currency = _CURRENCIES[client.country]
    service.start(
        profile(name=client.name, country=client.country, currency=currency, zone=scene.zone.key, tax_id=client.tax_id)
    )
    TakeOnService(scene.ben.desk).suppliers(_sheet(_SUPPLIERS, map(_supplier_row, suppliers)))
    PayeeService(scene.ann.desk).confirm_taken_over("held against the old system's list, line by line")
    rules = ApprovalRules(scene.ann.desk)
    for who in (scene.ann, scene.ben):
        rules.set_limit(who.desk.actor.user, None)


def open_account(scene: Scene, client: Party, account: Account) -> Passbook:
    """Open a bank account with its balance in the old system; returns its passbook at the bank."""
    currency, began = _CURRENCIES[client.country], books_begin(scene)
    routing, _, number = (account.number or client.bank or "").partition(" ")
    is_iban = routing[:2].isalpha()
    whole = f"{routing}{number}".replace(" ", "")
    details = BankDetails(
        account.name,
        account.code or bank_code(client.country),
        currency,
        iban=whole if is_iban else None,
        bic=client.bic if is_iban else None,
        bsb=routing if client.country == "AU" else None,
        sort_code=routing if client.country == "GB" else None,
        account_number=None if is_iban else number,
        user_name=client.name.upper()[:26] if client.country == "AU" else None,
        user_id="301500" if client.country == "AU" else None,
        institution="BWA" if client.country == "AU" else None,
    )
    opening = Decimal(account.opening)
    TakeOnService(scene.ann.desk).bank_account(*bank_account(details, opening, began))
    at_bank = BankAccount("" if is_iban else routing.replace("-", ""), whole if is_iban else number, currency)
    book = Passbook(account.name, at_bank, Money.of(opening, currency), began)
    scene.passbooks.append(book)
    return book


def open_bills(scene: Scene, client: Party, suppliers: Iterable[Supplier]) -> list[Truth]:
    """Take over one open bill of each supplier; returns what they say."""
    began = books_begin(scene)
    bills = [
        invoice(one.seller, client, number, began - timedelta(days=6 + 3 * number % 17))
        for number, one in enumerate(suppliers, start=1)
    ]
    rows = [(one.supplier.name, one.number, one.issued, one.due, one.total, one.total) for one in bills]
    TakeOnService(scene.ann.desk).bills(_sheet(_BILLS, rows), began)
    return bills


def open_invoices(scene: Scene, owing: Sequence[Owing], day: date) -> None:
    """Take over what customers owed on a day."""
    rows = [
        (*(one.customer, one.number), *(day + timedelta(days=days - one.age) for days in (0, 30)), *2 * (one.amount,))
        for one in owing
    ]
    TakeOnService(scene.ann.desk).invoices(_sheet(_INVOICES, rows), day)


def _supplier_row(supplier: Supplier) -> tuple[object, ...]:
    party, seller = supplier.party, supplier.seller
    routing, _, number = (party.bank or "").partition(" ")
    is_iban = routing[:2].isalpha()
    return (
        *(party.name, party.tax_id, party.email, party.address[0], party.address[-1], party.country),
        *(seller.days, supplier.way.value, supplier.account, supplier.tax),
        *((party.bank, party.bic) if is_iban else ("", "")),
        routing if party.country == "AU" else "",
        routing if party.country == "GB" and not is_iban else "",
        number if party.country in {"AU", "GB"} and not is_iban else "",
    )


def _sheet(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows(rows)
    return text.getvalue()
