"""One sheet row as the row it becomes: contact, bank details, bill, invoice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.checkdigits import compact
from bookdesk.core.errors import InputError
from bookdesk.core.money import RATE_SCALE, Money
from bookdesk.core.texts import digits, number_key
from bookdesk.models.bill import Allocation, AllocationSource, Bill
from bookdesk.models.contact import BankScheme, Contact, PayeeAccount, Provenance, Terms, WayOfPayment
from bookdesk.models.invoice import Invoice
from bookdesk.takeon.sheets import SheetRow

_Kind = TypeVar("_Kind", Terms, WayOfPayment)

BILL = "bill"
CREDIT = "credit note"
_LONGEST_TERMS = 3
_OLDEST = 20
"""Years after which nothing is open any more."""
_CREDIT_WORDS = ("credit", "adjustment")
_ROUTING_BY_COUNTRY = {"AU": BankScheme.BSB, "GB": BankScheme.SORT_CODE, "US": BankScheme.ROUTING}


def contact(row: SheetRow, *, supplier: bool) -> Contact:
    """Make a contact of a row; terms default to none, so that due dates come from the documents."""
    days = row.text("terms_days")
    if days and not (days.isascii() and days.isdigit() and len(days) <= _LONGEST_TERMS):
        raise InputError(f"Line {row.line}: '{days}' is no number of days.", "Correct terms days or leave it empty.")
    return Contact(
        name=row.need("name"),
        supplier=supplier,
        customer=not supplier,
        tax_id=row.text("tax_id"),
        email=row.text("email"),
        street=row.text("street"),
        city=row.text("city"),
        postcode=row.text("postcode"),
        country=row.text("country"),
        currency=row.text("currency"),
        terms=_member(row, "terms", Terms) or (Terms.NET if days else None),
        terms_days=int(days) if days else None,
        way_of_payment=_member(row, "way_of_payment", WayOfPayment),
    )


def payee_account(  # noqa: PLR0913, PLR0917 - each is a separate fact of the row
    row: SheetRow, owner: Contact, user: str, now: datetime, country: str, provenance: Provenance
) -> PayeeAccount | None:
    """Make the bank details of a row, if it has any; a second person must confirm them.

    `country` is the client's: it says what a column that is only headed "routing" holds.
    """
    details = _bank_details(row, country)
    if details is None:
        return None
    if (defect := details.defect()) is not None:
        raise InputError(f"Line {row.line}: {defect}.", "Correct the bank details or leave them empty.")
    return PayeeAccount(
        contact_id=owner.id,
        holder=row.text("holder") or owner.name,
        scheme=details.scheme,
        iban=details.iban,
        bic=details.bic,
        routing=details.routing,
        account_number=details.account_number,
        currency=row.text("currency"),
        provenance=provenance,
        edited_by=user,
        edited_at=now,
    )


def _bank_details(row: SheetRow, country: str) -> BankDetails | None:
    """Read the account of a row: an IBAN, else a routing by the heading of its column, else by the client's country."""
    if iban := row.text("iban"):
        return BankDetails(BankScheme.IBAN, iban=compact(iban), bic=compact(row.text("bic") or "") or None)
    number = digits(row.text("account_number") or "")
    if not number:
        return None
    by_heading = {"bsb": BankScheme.BSB, "sort_code": BankScheme.SORT_CODE}
    if country in _ROUTING_BY_COUNTRY:
        by_heading["routing"] = _ROUTING_BY_COUNTRY[country]
    given = {scheme: routing for column, scheme in by_heading.items() if (routing := digits(row.text(column) or ""))}
    if len(given) != 1:
        what = "two kinds of bank code" if given else "an account number without an IBAN, a BSB or a sort code"
        raise InputError(f"Line {row.line}: {what}.", "Add the one that belongs to it, or leave all of them empty.")
    ((scheme, routing),) = given.items()
    return BankDetails(scheme, routing=routing, account_number=number)


def amounts(row: SheetRow, base: str) -> tuple[str, Money, Money]:
    """Return kind, total and what is open, both positive; a negative amount makes a credit note."""
    currency = row.text("currency") or base
    total, still_open = Money.of(row.amount("total"), currency), Money.of(row.amount("open"), currency)
    credit = total.minor < 0 or any(word in (row.text("kind") or "").lower() for word in _CREDIT_WORDS)
    if abs(still_open) > abs(total) or total.minor * still_open.minor < 0:
        raise InputError(
            f"Line {row.line}: {still_open} is open of a total of {total}.",
            "Check that the columns are not swapped; nothing was imported.",
        )
    if not still_open:
        raise InputError(
            f"Line {row.line}: nothing is open of {row.need('number')}.",
            "Leave it out, since only open items are taken over; nothing was imported.",
        )
    return (CREDIT if credit else BILL), abs(total), abs(still_open)


def refuse_wrong_dates(found: Sequence[SheetRow], taken_on: date) -> None:
    """Refuse a sheet with a date that no open document of the old system has, or whose due dates come first."""
    dated = [(row.day("document_date"), row.day("due_date")) for row in found if row.text("due_date")]
    if dated and all(due < issued for issued, due in dated):
        raise InputError(
            "Every due date lies before its document's date.",
            "Check that the columns are not swapped, or leave the due dates empty; nothing was imported.",
        )
    for row in found:
        issued, due = row.day("document_date"), row.day("due_date") if row.text("due_date") else None
        if issued > taken_on:
            raise InputError(
                f"Line {row.line}: the document is of {issued}, after {taken_on}, the day it is taken over.",
                "Leave it out and capture it, or correct its date; nothing was imported.",
            )
        if min(issued, due or issued).year < taken_on.year - _OLDEST:
            raise InputError(
                f"Line {row.line}: the year {min(issued, due or issued).year:04} is a slip.",
                "Correct the date; nothing was imported.",
            )


def bill(row: SheetRow, supplier: Contact, total: Money, still_open: Money, user: str) -> Bill:
    """Make an open bill of a row. Its tax was claimed in the old system, so none is booked again."""
    return Bill(
        contact_id=supplier.id,
        supplier_name=supplier.name,
        number=row.need("number"),
        number_key=number_key(row.need("number")),
        document_date=row.day("document_date"),
        received_date=row.day("document_date"),
        due_date=row.day("due_date") if row.text("due_date") else None,
        currency=total.currency,
        net=total.minor,
        tax=0,
        total=total.minor,
        amount_due=still_open.minor,
        way_of_payment=supplier.way_of_payment or WayOfPayment.TRANSFER,
        created_by=user,
        taken_on=True,
    )


def settled_before(taken: Bill, paid: Money, day: date) -> Allocation:
    """Return the allocation that stands for what the old system had settled."""
    return Allocation(
        bill_id=taken.id, source=AllocationSource.TAKEN_ON, source_id=taken.id, day=day, amount=paid.minor
    )


def rate(row: SheetRow, currency: str, base: str) -> Decimal | None:
    """Return the exchange rate of a row in a foreign currency: base currency for one unit, as the old books had it."""
    if currency == base:
        return None
    if row.text("rate") is None:
        raise InputError(
            f"Line {row.line}: {row.need('number')} is in {currency}, the books are in {base}.",
            f"Add a column for the rate: what one {currency} was in {base} in the old books; nothing was imported.",
        )
    found = row.amount("rate")
    if found <= 0 or (found * RATE_SCALE) % 1:
        raise InputError(f"Line {row.line}: {found} is no exchange rate.", "Correct it; nothing was imported.")
    return found


def invoice(row: SheetRow, customer: Contact, total: Money, still_open: Money) -> Invoice:
    """Make an open invoice of a row."""
    return Invoice(
        contact_id=customer.id,
        number=row.need("number"),
        document_date=row.day("document_date"),
        due_date=row.day("due_date") if row.text("due_date") else None,
        currency=total.currency,
        total=total.minor,
        open_at_take_on=still_open.minor,
        taken_on=True,
    )


def _member(row: SheetRow, column: str, kind: type[_Kind]) -> _Kind | None:
    text = row.text(column)
    if text is None:
        return None
    try:
        return kind(text.lower())
    except ValueError:
        raise InputError(
            f"Line {row.line}: '{text}' is no {column.replace('_', ' ')}.",
            f"Use one of: {', '.join(kind)}.",
        ) from None
