"""A practice of many clients with years of bills, made in a minute or so: what the window is measured on.

One client is written through the store, the others are copies of its file under keys of their own; what is signed for
a client is signed for each of them.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from sqlalchemy import insert, select

from bookdesk.approvals.limits import ApprovalRules
from bookdesk.approvals.records import Sheet, sheets
from bookdesk.approvals.statements import DOMAIN, statement_of, written
from bookdesk.bench.books import CURRENCY, OTHER_USER, TOWNS, TRADES, ZONE, fill
from bookdesk.core.clock import Clock, SystemClock
from bookdesk.core.identifiers import ClientId, new_id
from bookdesk.models.actions import Action
from bookdesk.models.approval import ApprovalDecision, Channel, Decision
from bookdesk.models.bill import Bill, BillStatus
from bookdesk.models.practice import Mode, RegistryKind
from bookdesk.security.clientkeys import Profile
from bookdesk.security.clients import Holder, NewClient, add_client, register_client
from bookdesk.security.founding import NewPractice, found_practice
from bookdesk.security.passphrase import CEILING, CostPolicy, Costs, passphrase_from
from bookdesk.security.practice import OpenPractice, open_practice
from bookdesk.security.redaction import Secret
from bookdesk.security.sealing import new_key
from bookdesk.store.backup import copy_database
from bookdesk.store.cipher import SqlCipher
from bookdesk.store.client_file import open_books
from bookdesk.store.desk import Desk
from bookdesk.store.places import Places

USER = "bench"
_CHEAP = Costs(memory_kib=32, iterations=1, lanes=1)
POLICY = CostPolicy(chosen=_CHEAP, floor=_CHEAP, ceiling=CEILING)
"""Unlocking is not what is measured here."""
_AT_ONCE = 2
"""Files that are written side by side."""
_DECISION = [column.key for column in ApprovalDecision.__table__.columns]


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
        first = add_client(practice, _named(0)).client_id
        with practice.using_client(first) as books:
            desk = Desk(books, practice.actor, clock)
            fill(desk, bills)
            waiting = _to_sign(desk)
    with firm.open(clock) as practice:  # the first file is closed: its copies are of all of it
        others = [_fresh(number) for number in range(1, clients)]
        ids = [first, *(one.client_id for one in others)]
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(partial(_copy, practice, first), others))
            _register(practice, others)
            list(pool.map(partial(_sign, practice, waiting, clock), ids))
    return firm


def _named(number: int) -> Profile:
    return Profile(f"{TOWNS[number % 10]} {TRADES[number // 10 % 10]} {number:03}", "AU", CURRENCY, ZONE)


def _fresh(number: int) -> NewClient:
    return NewClient(ClientId(new_id()), RegistryKind.CLIENT, Mode.DEMO, _named(number), Secret(new_key()))


def _copy(practice: OpenPractice, first: ClientId, fresh: NewClient) -> None:
    """Write the first client's file once more, under another key."""
    places = practice.places
    places.client(fresh.client_id).mkdir(parents=True)
    source = places.books(first), practice.client_key(first).reveal()
    copy_database(SqlCipher(), source, (places.books(fresh.client_id), fresh.key.reveal()))


def _register(practice: OpenPractice, fresh: Sequence[NewClient]) -> None:
    """Let the owner and the recovery key open the copies: one change for all of them."""
    users = (practice.user, practice.file.recovery())
    holders = [Holder(user.id, practice.trusted.box_key(user)) for user in users]
    authority = practice.authority()
    with practice.file.change(Action.CLIENT_REGISTERED, "clients of the benchmark", actor=practice.actor) as work:
        for one in fresh:
            register_client(work, authority, one, holders)
        work.commit()
    practice.refresh()


def _to_sign(desk: Desk) -> list[Sheet]:
    """Return the approved bills that are open, as their approver saw them."""
    with desk.books.query() as session:
        query = select(Bill).where(Bill.status == BillStatus.APPROVED, Bill.created_by == OTHER_USER)
        return sheets(session, session.scalars(query).all())


def _sign(practice: OpenPractice, waiting: Sequence[Sheet], clock: Clock, client_id: ClientId) -> None:
    """Let the owner give himself a limit, and sign for these bills, in the books of one client.

    For each anew: what was decided before he was given a client counts for nothing there.
    """
    key = practice.client_key(client_id).reveal()
    books = open_books(practice.places, client_id, key, clock=clock)
    books.sign = practice.author(client_id).sign
    try:
        ApprovalRules(Desk(books, practice.actor, clock)).set_limit(practice.user.id, None)
        with books.change(Action.BILL_APPROVED, "approved in the benchmark", actor=practice.actor) as work:
            if waiting:
                rows = [_decision(practice, client_id, sheet, clock) for sheet in waiting]
                work.session.execute(insert(ApprovalDecision), rows)
            work.commit()
    finally:
        books.close()


def _decision(practice: OpenPractice, client_id: ClientId, sheet: Sheet, clock: Clock) -> dict[str, object]:
    row = ApprovalDecision(
        id=new_id(),
        bill_id=sheet.bill.id,
        decision=Decision.APPROVED,
        channel=Channel.DESK,
        decided_by=practice.user.id,
        decided_at=clock.now(),
        payment_hash=sheet.payment_hash,
        accounting_hash=sheet.accounting_hash,
    )
    statement = statement_of(row, client_id, practice.actor.device, None)
    row.statement, row.signature = written(statement), practice.signer.sign(DOMAIN, statement)
    return {name: getattr(row, name) for name in _DECISION}
