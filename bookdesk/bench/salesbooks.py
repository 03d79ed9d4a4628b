"""Books of a client with years of invoices, written in bulk and sealed like any other change: what figures read.

They hold the receivables that `bench/figures` generates: most invoices are paid by a receipt each, some in two parts,
some late, and one document in thirty is a credit note that nobody used.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from secrets import token_bytes
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import insert

from bookdesk.core.clock import MovableClock
from bookdesk.core.identifiers import ClientId, DeviceId, UserId, new_id
from bookdesk.core.vocabulary import ReceiptWay, TaxMode
from bookdesk.ledger.posting import account_for
from bookdesk.models.account import AccountRole
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.history import Actor
from bookdesk.models.invoice import Invoice, InvoiceAllocation, InvoiceKind, InvoiceSource, InvoiceStatus
from bookdesk.models.receipt import Receipt
from bookdesk.reports.owed import Allocation, Document, Kind, Owed
from bookdesk.store.client_file import create_books
from bookdesk.store.desk import Desk
from bookdesk.store.places import Places
from bookdesk.takeon.service import TakeOnService
from bookdesk.takeon.starting import profile

_ME = Actor(UserId("bench"), DeviceId("bench"))
_CHUNK = 5_000


@contextmanager
def client_of_receivables(owed: Owed, on: date) -> Iterator[Desk]:
    """Yield a client whose books hold generated receivables in EUR, on the day after `on`."""
    clock = MovableClock(datetime.combine(on + timedelta(days=1), time(12), UTC))
    with (
        TemporaryDirectory(prefix="bookdesk-bench-") as folder,
        closing(create_books(Places(Path(folder)), ClientId("bench"), token_bytes(32), clock=clock)) as books,
    ):
        desk = Desk(books, _ME, clock)
        TakeOnService(desk).start(profile(name="Bench", country="IE", currency="EUR", zone=None, tax_id=None))
        with books.query() as session:
            account_id = account_for(session, AccountRole.UNDEPOSITED_FUNDS)
        enter_receivables(desk, owed, account_id)
        yield desk


def enter_receivables(desk: Desk, owed: Owed, account_id: str) -> None:
    """Write generated receivables into the books of a client; money goes to the account `account_id`."""
    contacts = {one.contact for one in owed.documents}
    with desk.books.change(Action.TAKEN_ON, "customers of the benchmark", actor=desk.actor) as work:
        work.add(*(Contact(id=key, name=f"Customer {key}", customer=True) for key in sorted(contacts)))
        work.commit()
    whose = {one.id: one.contact for one in owed.documents}
    for start in range(0, len(owed.documents), _CHUNK):
        rows = [_invoice(one, desk) for one in owed.documents[start : start + _CHUNK]]
        with desk.books.change(Action.TAKEN_ON, "invoices of the benchmark", actor=desk.actor) as work:
            work.session.execute(insert(Invoice), rows)
            work.commit()
    for start in range(0, len(owed.allocations), _CHUNK):
        some = [(one, new_id()) for one in owed.allocations[start : start + _CHUNK]]
        with desk.books.change(Action.TAKEN_ON, "receipts of the benchmark", actor=desk.actor) as work:
            receipts = [_receipt(one, key, whose[one.of], account_id, desk) for one, key in some]
            work.session.execute(insert(Receipt), receipts)
            work.session.execute(insert(InvoiceAllocation), list(_allocations(some)))
            work.commit()


def _invoice(one: Document, desk: Desk) -> dict[str, Any]:
    return {
        "id": one.id,
        "version": 1,
        "kind": InvoiceKind.CREDIT_NOTE if one.kind is Kind.CREDIT_NOTE else InvoiceKind.INVOICE,
        "status": InvoiceStatus.ISSUED,
        "number": one.number,
        "contact_id": one.contact,
        "document_date": one.issued,
        "posting_date": one.issued,
        "due_date": one.due,
        "currency": one.total.currency,
        "tax_mode": TaxMode.EXCLUSIVE,
        "net": one.total.minor,
        "total": one.total.minor,
        "created_by": desk.actor.user,
    }


def _receipt(one: Allocation, key: str, contact: str, account_id: str, desk: Desk) -> dict[str, Any]:
    return {
        "id": key,
        "version": 1,
        "contact_id": contact,
        "day": one.day,
        "currency": one.amount.currency,
        "amount": one.amount.minor,
        "way": ReceiptWay.BANK,
        "account_id": account_id,
        "banked": one.amount.minor,
        "banked_currency": one.amount.currency,
        "entered_by": desk.actor.user,
        "entered_at": desk.clock.now(),
    }


def _allocations(some: list[tuple[Allocation, str]]) -> Iterator[dict[str, Any]]:
    for one, key in some:
        yield {
            "id": new_id(),
            "version": 1,
            "invoice_id": one.of,
            "source": InvoiceSource.RECEIPT,
            "source_id": key,
            "day": one.day,
            "amount": one.amount.minor,
        }
