"""Books of a client with years of bills, written in bulk and sealed like any other change: what lists are measured on.

Most bills are paid, some are open and approved, the rest waits for approval; each has a line, and those of the last
year the row of a document (its file is left out). A statement has lines that were matched and a few that were not.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert

from bookdesk.bench.lines import MATCHED, add_statement
from bookdesk.core.clock import Clock, SystemClock, today
from bookdesk.core.identifiers import DeviceId, UserId, new_id
from bookdesk.core.vocabulary import BankScheme, DocumentKind, Provenance, WayOfPayment
from bookdesk.models.actions import Action
from bookdesk.models.bill import Allocation, AllocationSource, Bill, BillKind, BillLine, BillStatus
from bookdesk.models.contact import Contact, PayeeAccount
from bookdesk.models.document import Document, DocumentState
from bookdesk.models.history import Actor
from bookdesk.store.books import Books
from bookdesk.store.desk import Desk
from bookdesk.takeon.service import TakeOnService
from bookdesk.takeon.starting import profile

ZONE, CURRENCY = "Australia/Sydney", "AUD"
SUPPLIERS = 120
TOWNS = ("Acme", "Bright", "Coastal", "Delta", "Eastern", "Forge", "Granite", "Harbour", "Inland", "Juniper")
TRADES = ("Electrical", "Plumbing", "Office", "Freight", "Foods", "Cleaning", "Timber", "Telecom", "Power", "Print")
OTHER_USER = "somebody else"
"""Who entered what the owner is to approve, or has approved."""
_ME = Actor(UserId("bench"), DeviceId("bench"))
_CHUNK = 5_000
_PAID = 0.85
"""Share of the bills that are paid; of the others most are approved."""
_WAITS = 250
"""One of so many waits for approval: eight of 2,000."""
_WITH_DOCUMENT = 365
"""Days for which the program has been in use: older bills were taken over without their documents."""
_IN_PARTS = 0.05
"""Share of paid bills that were paid in two parts."""


def big_client(books: Books, bills: int = 100_000, *, clock: Clock | None = None) -> None:
    """Fill the empty books of one client."""
    fill(Desk(books, _ME, clock or SystemClock()), bills)


def fill(desk: Desk, bills: int, seed: int = 7) -> None:
    """Take a client on and give him suppliers, bills with their documents, and a bank statement."""
    TakeOnService(desk).start(profile(name="Bench", country="AU", currency=CURRENCY, zone=ZONE, tax_id=None))
    chance = Random(seed)  # noqa: S311 - the same bills each time
    contacts = _contacts(desk, chance)
    day = today(desk.clock, ZONE)
    paid: list[dict[str, Any]] = []
    for start in range(0, bills, _CHUNK):
        rows = [_bill(chance, contacts, number, day, desk) for number in range(start, min(start + _CHUNK, bills))]
        settled = [row for row in rows if row["status"] is BillStatus.APPROVED and row["created_by"] != OTHER_USER]
        paid += settled[: max(0, MATCHED - len(paid))]
        with desk.books.change(Action.TAKEN_ON, "bills of the benchmark", actor=desk.actor) as work:
            work.session.execute(insert(Document), list(_documents(rows, start, desk)))
            work.session.execute(insert(Bill), rows)
            work.session.execute(insert(BillLine), [_line(row) for row in rows])
            work.session.execute(insert(Allocation), list(_allocations(chance, settled)))
            work.commit()
    add_statement(desk, paid, day)


def _contacts(desk: Desk, chance: Random) -> list[tuple[str, str]]:
    names = [f"{chance.choice(TOWNS)} {chance.choice(TRADES)} {number}" for number in range(SUPPLIERS)]
    rows = [Contact(id=new_id(), name=name, supplier=True) for name in names]
    with desk.books.change(Action.TAKEN_ON, "suppliers of the benchmark", actor=desk.actor) as work:
        work.add(*rows)
        work.session.flush()
        work.add(*(_account(desk, row, number) for number, row in enumerate(rows)))
        work.commit()
    return [(row.id, row.name) for row in rows]


def _account(desk: Desk, contact: Contact, number: int) -> PayeeAccount:
    return PayeeAccount(
        contact_id=contact.id,
        holder=contact.name,
        scheme=BankScheme.BSB,
        routing="062000",
        account_number=f"{12_345_000 + number}",
        provenance=Provenance.TAKEN_OVER,
        edited_by=desk.actor.user,
        edited_at=desk.clock.now(),
        confirmed_by=OTHER_USER,
        confirmed_at=desk.clock.now(),
    )


def _bill(chance: Random, contacts: list[tuple[str, str]], number: int, day: date, desk: Desk) -> dict[str, Any]:
    contact_id, name = chance.choice(contacts)
    share = chance.random() if number % _WAITS else 1.0
    dated = day - timedelta(days=chance.randint(60, 1500) if share < _PAID else chance.randint(0, 50))
    net = chance.randint(1_000, 900_000)
    tax = net // 10
    return {
        "id": new_id(),
        "version": 1,
        "kind": BillKind.BILL,
        "status": BillStatus.APPROVED if share < 1 else BillStatus.REVIEWED,
        "contact_id": contact_id,
        "supplier_name": name,
        "number": f"INV-{number:06}",
        "number_key": f"INV{number:06}",
        "document_date": dated,
        "received_date": dated,
        "tax_point": dated,
        "posting_date": dated,
        "due_date": dated + timedelta(days=chance.choice((7, 14, 30, 45))),
        "currency": CURRENCY,
        "net": net,
        "tax": tax,
        "total": net + tax,
        "way_of_payment": WayOfPayment.TRANSFER,
        "document_id": new_id() if (day - dated).days < _WITH_DOCUMENT else None,
        "created_by": desk.actor.user if share < _PAID else OTHER_USER,
        "taken_on": False,
    }


def _documents(bills: Sequence[dict[str, Any]], start: int, desk: Desk) -> Iterator[dict[str, Any]]:
    """Yield the documents of those bills that have one."""
    for number, bill in enumerate(bills, start + 1):
        if bill["document_id"] is not None:
            yield _document(bill, number, desk)


def _document(bill: dict[str, Any], number: int, desk: Desk) -> dict[str, Any]:
    name = secrets.token_hex(16)
    return {
        "id": bill["document_id"],
        "version": 1,
        "intake_number": number,
        "file_name": f"{bill['number'].lower()}.pdf",
        "media_type": "application/pdf",
        "size": 48_000,
        "sha256": f"{number:064x}",
        "stored_name": name,
        "seal_key": name * 2,
        "received_at": desk.clock.now(),
        "received_by": bill["created_by"],
        "state": DocumentState.CONFIRMED,
        "kind": DocumentKind.INVOICE,
        "pages": 1,
        "source": "text",
    }


def _line(bill: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": new_id(),
        "version": 1,
        "bill_id": bill["id"],
        "position": 1,
        "description": "as agreed",
        "net": bill["net"],
        "tax": bill["tax"],
        "gross": bill["total"],
    }


def _allocations(chance: Random, bills: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Settle bills, some of them in two parts."""
    for bill in bills:
        third, total = bill["total"] // 3, bill["total"]
        for amount in (third, total - third) if chance.random() < _IN_PARTS else (total,):
            yield {
                "id": new_id(),
                "version": 1,
                "bill_id": bill["id"],
                "source": AllocationSource.PAYMENT,
                "source_id": new_id(),
                "day": bill["due_date"],
                "amount": amount,
            }
