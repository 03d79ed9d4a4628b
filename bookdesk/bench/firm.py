"""A practice of many clients with years of bills, made in a minute or two: what the window is measured on.

One client is written through the store, the others are copies of its file under keys of their own.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert

from bookdesk.core.clock import Clock, SystemClock, today
from bookdesk.core.identifiers import new_id
from bookdesk.core.vocabulary import BankScheme, Provenance, WayOfPayment
from bookdesk.models.actions import Action
from bookdesk.models.bill import Allocation, AllocationSource, Bill, BillKind, BillLine, BillStatus
from bookdesk.models.contact import Contact, PayeeAccount
from bookdesk.models.practice import Mode
from bookdesk.security.clientkeys import Profile
from bookdesk.security.clients import add_client
from bookdesk.security.founding import NewPractice, found_practice
from bookdesk.security.passphrase import CEILING, CostPolicy, Costs, passphrase_from
from bookdesk.security.practice import OpenPractice, open_practice
from bookdesk.store.backup import copy_database
from bookdesk.store.cipher import SqlCipher
from bookdesk.store.desk import Desk
from bookdesk.store.opening import remove_database
from bookdesk.store.places import Places
from bookdesk.takeon.service import TakeOnService
from bookdesk.takeon.starting import profile

USER, ZONE = "bench", "Australia/Sydney"
SUPPLIERS = 120
_CHEAP = Costs(memory_kib=32, iterations=1, lanes=1)
POLICY = CostPolicy(chosen=_CHEAP, floor=_CHEAP, ceiling=CEILING)
"""Unlocking is not what is measured here."""
_CHUNK = 5_000
_PAID, _APPROVED = 0.85, 0.95
"""Shares of the bills that are paid, and that are paid or at least approved; the rest waits for approval."""
_TOWNS = ("Acme", "Bright", "Coastal", "Delta", "Eastern", "Forge", "Granite", "Harbour", "Inland", "Juniper")
_TRADES = ("Electrical", "Plumbing", "Office", "Freight", "Foods", "Cleaning", "Timber", "Telecom", "Power", "Print")
_IN_PARTS = 0.05
"""Share of paid bills that were paid in two parts."""
_OLD = 60
"""Days after which an approved bill of the benchmark is paid."""


@dataclass(frozen=True, slots=True)
class BigFirm:
    """Where the practice is and how it is opened."""

    places: Places
    passphrase: str
    clients: int
    bills: int

    def open(self, clock: Clock | None = None) -> OpenPractice:
        """Open it as its owner."""
        return open_practice(
            self.places, USER, passphrase_from(self.passphrase), clock=clock or SystemClock(), policy=POLICY
        )


def big_firm(places: Places, clients: int = 300, bills: int = 2_000) -> BigFirm:
    """Make a practice of `clients` clients, each with `bills` bills."""
    firm = BigFirm(places, secrets.token_hex(16), clients, bills)
    clock, secret = SystemClock(), passphrase_from(firm.passphrase)
    new = NewPractice("Bench", USER, Mode.DEMO)
    found_practice(places, new, secret, lambda _sheet: None, clock=clock, policy=POLICY)
    with firm.open(clock) as practice:
        first = add_client(practice, _named(0))
        with practice.using_client(first.client_id) as books:
            fill(Desk(books, practice.actor, clock), bills)
        for number in range(1, clients):
            _copy(practice, str(first.client_id), _named(number))
    return firm


def fill(desk: Desk, bills: int, seed: int = 7) -> None:
    """Take a client on and give him suppliers and bills: most paid, some open, some to be approved."""
    TakeOnService(desk).start(profile(name="Bench", country="AU", currency="AUD", zone=ZONE, tax_id=None))
    chance = Random(seed)  # noqa: S311 - the same bills each time
    contacts = _contacts(desk, chance)
    day = today(desk.clock, ZONE)
    for start in range(0, bills, _CHUNK):
        rows = [_bill(chance, contacts, number, day, desk) for number in range(start, min(start + _CHUNK, bills))]
        with desk.books.change(Action.TAKEN_ON, "bills of the benchmark", actor=desk.actor) as work:
            work.session.execute(insert(Bill), rows)
            work.session.execute(insert(BillLine), [_line(row) for row in rows])
            work.session.execute(insert(Allocation), list(_allocations(chance, rows)))
            work.commit()


def _named(number: int) -> Profile:
    name = f"{_TOWNS[number % 10]} {_TRADES[number // 10 % 10]} {number:03}"
    return Profile(name, "AU", "AUD", ZONE)


def _copy(practice: OpenPractice, first: str, fresh: Profile) -> None:
    """Add a client whose file is the first one's, under a key of its own."""
    entry = add_client(practice, fresh)
    places, cipher = practice.places, SqlCipher()
    target = places.books(entry.client_id)
    remove_database(target)
    source = places.books(practice.client(first).client_id)
    ours, theirs = practice.client_key(first).reveal(), practice.client_key(entry.client_id).reveal()
    copy_database(cipher, (source, ours), (target, theirs))


def _contacts(desk: Desk, chance: Random) -> list[tuple[str, str]]:
    names = [f"{chance.choice(_TOWNS)} {chance.choice(_TRADES)} {number}" for number in range(SUPPLIERS)]
    rows = [Contact(id=new_id(), name=name, supplier=True) for name in names]
    with desk.books.change(Action.TAKEN_ON, "suppliers of the benchmark", actor=desk.actor) as work:
        work.add(*rows)
        work.session.flush()
        work.add(*(_account(desk, row) for row in rows))
        work.commit()
    return [(row.id, row.name) for row in rows]


def _account(desk: Desk, contact: Contact) -> PayeeAccount:
    return PayeeAccount(
        contact_id=contact.id,
        holder=contact.name,
        scheme=BankScheme.BSB,
        routing="062000",
        account_number="12345678",
        provenance=Provenance.TAKEN_OVER,
        edited_by=desk.actor.user,
        edited_at=desk.clock.now(),
        confirmed_by="somebody else",
        confirmed_at=desk.clock.now(),
    )


def _bill(chance: Random, contacts: list[tuple[str, str]], number: int, day: date, desk: Desk) -> dict[str, Any]:
    contact_id, name = chance.choice(contacts)
    share = chance.random()
    dated = day - timedelta(days=chance.randint(60, 1500) if share < _PAID else chance.randint(0, 50))
    net = chance.randint(1_000, 900_000)
    tax = net // 10
    return {
        "id": new_id(),
        "version": 1,
        "kind": BillKind.BILL,
        "status": BillStatus.APPROVED if share < _APPROVED else BillStatus.REVIEWED,
        "contact_id": contact_id,
        "supplier_name": name,
        "number": f"INV-{number:06}",
        "number_key": f"INV{number:06}",
        "document_date": dated,
        "received_date": dated,
        "tax_point": dated,
        "posting_date": dated,
        "due_date": dated + timedelta(days=chance.choice((7, 14, 30, 45))),
        "currency": "AUD",
        "net": net,
        "tax": tax,
        "total": net + tax,
        "way_of_payment": WayOfPayment.TRANSFER,
        "created_by": "somebody else" if share >= _APPROVED else desk.actor.user,
        "taken_on": False,
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


def _allocations(chance: Random, bills: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Settle what is older than two months, some of it in two parts."""
    for bill in bills:
        if bill["status"] is BillStatus.APPROVED and _is_old(bill):
            third, total = bill["total"] // 3, bill["total"]
            for amount in (third, total - third) if chance.random() < _IN_PARTS else (total,):
                yield _allocation(bill, amount)


def _allocation(bill: dict[str, Any], amount: int) -> dict[str, Any]:
    return {
        "id": new_id(),
        "version": 1,
        "bill_id": bill["id"],
        "source": AllocationSource.PAYMENT,
        "source_id": new_id(),
        "day": bill["due_date"],
        "amount": amount,
    }


def _is_old(bill: dict[str, Any]) -> bool:
    dated: date = bill["document_date"]
    return (today(SystemClock(), ZONE) - dated).days >= _OLD
