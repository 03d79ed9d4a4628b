"""The fields of a confirmed bill that may be edited, one setter for each name. Amounts follow from the lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.checkdigits import compact
from bookdesk.core.entered import entered_member, entered_money, entered_rate, is_nothing
from bookdesk.core.errors import InputError, NotFound, RuleBroken
from bookdesk.core.texts import clean, number_key
from bookdesk.core.vocabulary import WayOfPayment
from bookdesk.models.bill import Bill, BillStatus
from bookdesk.models.contact import PayeeAccount
from bookdesk.payments.payees import find_supplier
from bookdesk.payments.records import named

Setter = Callable[[Session, Bill, str], None]

ALIASES: Mapping[str, str] = {
    "invoice_number": "number",
    "issue_date": "document_date",
    "po_number": "order_number",
    "supplier_name": "supplier",
}
"""Names that the inbox uses for the same fields."""

OF_THE_LINES = frozenset({"total", "tax_mode"})
"""Fields that are set by way of the lines."""

_BOOKED_WITH_THE_OPENING = frozenset({"supplier", "rate", "posting_date", "tax_point", "amount_due", *OF_THE_LINES})


def apply(session: Session, bill: Bill, fields: Mapping[str, str]) -> None:
    """Set fields of a bill; dates that were the document's follow it, and a number that is here already is refused."""
    named_so = {ALIASES.get(name, name): value for name, value in fields.items()}
    _refuse_unknown(bill, named_so)
    before = (bill.contact_id, bill.number_key)
    issued = bill.document_date
    for name, value in named_so.items():
        if name not in OF_THE_LINES:
            _SETTERS[name](session, bill, value)
    for name in ("tax_point", "posting_date"):
        if not bill.taken_on and issued is not None and getattr(bill, name) == issued and name not in named_so:
            setattr(bill, name, bill.document_date)
    if (bill.contact_id, bill.number_key) != before:
        _refuse_twice(session, bill)


def _refuse_unknown(bill: Bill, fields: Mapping[str, str]) -> None:
    known = {*_SETTERS, *OF_THE_LINES}
    for name in fields:
        if name not in known:
            raise InputError(
                f"{name} cannot be edited.",
                f"Known are {', '.join(sorted(known))}, and the fields of its lines.",
                command="bookdesk bill edit BILL line.N.net=AMOUNT",
            )
        if bill.taken_on and name in _BOOKED_WITH_THE_OPENING:
            raise refused_as_taken_on(bill)


def refused_as_taken_on(bill: Bill) -> RuleBroken:
    """Return why amounts and coding of a bill that was taken over do not change."""
    return RuleBroken(
        f"Bill {named(bill)} was taken over; its amount stands in the opening balances.",
        "Void it and enter it anew, if the old system was wrong.",
    )


def _refuse_twice(session: Session, bill: Bill) -> None:
    """Refuse a number that another document of the same supplier has."""
    if bill.number_key is None or bill.contact_id is None:
        return
    query = select(Bill).where(
        Bill.contact_id == bill.contact_id,
        Bill.number_key == bill.number_key,
        Bill.kind == bill.kind,
        Bill.status != BillStatus.VOID,
        Bill.id != bill.id,
    )
    other = session.scalars(query.limit(1)).first()
    if other is not None:
        raise RuleBroken(
            f"{other.supplier_name} has a {other.kind} {other.number} already, of {other.document_date or 'no date'}.",
            "Void one of them, or add the year, if the supplier begins his numbers again.",
        )


def _number(session: Session, bill: Bill, value: str) -> None:
    del session
    bill.number = clean(_needed("number", value))
    bill.number_key = number_key(bill.number)


def _text(name: str) -> Setter:
    return lambda _session, bill, value: setattr(bill, name, None if is_nothing(value) else clean(value))


def _day(name: str) -> Setter:
    return lambda _session, bill, value: setattr(bill, name, _date(_needed(name, value)))


def _needed(name: str, value: str) -> str:
    if is_nothing(value):
        raise InputError(f"{name} cannot be empty.", "A bill that was confirmed keeps one; void it if it is none.")
    return value


def _date(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise InputError(f"{value} is no date.", "Write it as year, month, day: 2026-06-30.") from None


def _way(session: Session, bill: Bill, value: str) -> None:
    del session
    bill.way_of_payment = entered_member(value, WayOfPayment, "way of payment")


def _amount_due(session: Session, bill: Bill, value: str) -> None:
    del session
    bill.amount_due = None if is_nothing(value) else entered_money(value, bill.currency).minor


def _rate(session: Session, bill: Bill, value: str) -> None:
    del session
    bill.rate, bill.rate_source = entered_rate(value), "entered"


def _supplier(session: Session, bill: Bill, value: str) -> None:
    contact = find_supplier(session, value)
    if contact.id != bill.contact_id:
        bill.contact_id, bill.supplier_name, bill.payee_account_id = contact.id, contact.name, None


def _payee_account(session: Session, bill: Bill, value: str) -> None:
    """Choose one of the supplier's accounts, by id, IBAN, or routing and number; nothing leaves the only one he has."""
    if is_nothing(value):
        bill.payee_account_id = None
        return
    query = select(PayeeAccount).where(PayeeAccount.contact_id == bill.contact_id, PayeeAccount.archived.is_(False))
    accounts = {row.id: BankDetails.of(row).shown for row in session.scalars(query)}
    found = [key for key, shown in accounts.items() if value == key or compact(value) == compact(shown)]
    if len(found) != 1:
        raise NotFound(
            f"{bill.supplier_name} has no account {value}.",
            f"He has {', '.join(accounts.values()) or 'none'}; enter another first.",
            command="bookdesk payee enter SUPPLIER",
        )
    bill.payee_account_id = found[0]


_SETTERS: Mapping[str, Setter] = {
    "supplier": _supplier,
    "number": _number,
    "document_date": _day("document_date"),
    "tax_point": _day("tax_point"),
    "posting_date": _day("posting_date"),
    "due_date": _day("due_date"),
    "order_number": _text("order_number"),
    "payment_reference": _text("payment_reference"),
    "note": _text("note"),
    "way_of_payment": _way,
    "payee_account": _payee_account,
    "amount_due": _amount_due,
    "rate": _rate,
}
