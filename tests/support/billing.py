"""Customers, products and invoices of a client to test with, in short words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bookdesk.core.identifiers import new_id
from bookdesk.invoicing.entered import Entered, EnteredLine
from bookdesk.invoicing.service import InvoiceService
from bookdesk.ledger.balances import account_balance
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Invoice
from bookdesk.models.sales import SalesSettings
from bookdesk.store.desk import Desk
from tests.support.books import account_id, tax_code_id

TODAY = date(2026, 7, 1)
"""The day of `tests.support.books.clock_at_take_on` in Sydney and Dublin."""


def customer(desk: Desk, name: str = "Blue Cafe", **values: object) -> str:
    """Add a customer and return his id."""
    made = Contact(id=new_id(), name=name, customer=True, **values)
    with desk.books.change(Action.CONTACT_EDITED, "new", actor=desk.actor) as work:
        work.add(made)
        work.commit()
    return made.id


def decide(desk: Desk, **values: object) -> None:
    """Let the client decide something about how he invoices."""
    with desk.books.change(Action.SALES_SETTINGS_EDITED, "decided", actor=desk.actor) as work:
        row = work.session.query(SalesSettings).one_or_none() or SalesSettings()
        for name, value in values.items():
            setattr(row, name, value)
        work.add(row)
        work.commit()


def line(price: str = "100", quantity: str = "1", text: str = "Work", **values: object) -> EnteredLine:
    """Return a line as entered."""
    return EnteredLine(text, Decimal(quantity), Decimal(price), **values)  # type: ignore[arg-type] # by name


def coded(desk: Desk, code: str, price: str = "100") -> EnteredLine:
    """Return a line under a tax code."""
    return line(price, tax_code_id=tax_code_id(desk, code))


def drafted(desk: Desk, contact_id: str, *lines: EnteredLine, **values: object) -> Invoice:
    """Write a draft; of one line of 100.00 where none is said."""
    entered = Entered(contact_id, lines or (line(),), **values)  # type: ignore[arg-type] # by name
    return InvoiceService(desk).draft(entered)


def issued(desk: Desk, contact_id: str, *lines: EnteredLine, **values: object) -> Invoice:
    """Write a draft and issue it."""
    return InvoiceService(desk).issue(drafted(desk, contact_id, *lines, **values).id)


def balances(desk: Desk, *codes: str, currency: str = "AUD") -> list[int]:
    """Return balances of accounts in minor units, debit positive."""
    with desk.books.query() as session:
        return [account_balance(session, account_id(desk, code), currency).minor for code in codes]
