"""A customer's account on the screen: what happened, what is open, what is to his credit, and what he owes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from bookdesk.core.money import Money
from bookdesk.ledger.customers import find_customer
from bookdesk.ledger.owner import client_today
from bookdesk.ledger.receivable import next_days, open_invoices, owed_by, starts_on, unapplied
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Invoice
from bookdesk.receivables.statements import AccountStatement, account_statements
from bookdesk.store.desk import Desk

_FIRST_DAY = date(1900, 1, 1)
"""Before anything happened: the whole history is asked for."""


@dataclass(frozen=True, slots=True)
class OpenItem:
    """What is open of a document; negative for a credit note."""

    invoice_id: str
    number: str
    day: date
    due: date | None
    open: Money


@dataclass(frozen=True, slots=True)
class CustomerAccount:
    """An account as at a day, all of it read at once: `owed` less `unapplied` money is in it, both by currency."""

    customer: Contact
    as_at: date
    owed: Mapping[str, Money]
    unapplied: Mapping[str, Money]
    items: tuple[OpenItem, ...]
    statements: tuple[AccountStatement, ...]


class AccountService:
    """The accounts of one client's customers."""

    def __init__(self, desk: Desk) -> None:
        """Work at `desk`."""
        self._desk = desk

    def account(self, customer: str, since: date | None = None, as_at: date | None = None) -> CustomerAccount:
        """Return the account of a customer, by name or id, from `since` (all of it) through `as_at` (today)."""
        with self._desk.books.query() as session:
            contact = find_customer(session, customer)
            today = client_today(session, self._desk.clock)
            day = as_at or today
            rows = session.scalars(select(Invoice).where(Invoice.contact_id == contact.id)).all()
            left = open_invoices(session, rows, day)
            due = next_days(session, {row: left[row.id] for row in rows if left[row.id]})
            return CustomerAccount(
                contact,
                day,
                owed_by(session, contact.id, day),
                unapplied(session, contact.id, day),
                tuple(
                    OpenItem(row.id, row.number or row.id, starts_on(row), due[row.id], left[row.id].times(row.sign))
                    for row in sorted(rows, key=lambda row: (due.get(row.id) or date.min, row.id))
                    if left[row.id]
                ),
                account_statements(session, contact, since or _FIRST_DAY, day),
            )
