"""What the store's tests put into books: contacts, bills, accounts; and a connection that has no manners."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType

from bookdesk.core.clock import MovableClock
from bookdesk.core.identifiers import ClientId, DeviceId, UserId, new_id
from bookdesk.core.vocabulary import EntryKind
from bookdesk.models.account import Account, AccountKind
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill, BillLine
from bookdesk.models.contact import Contact
from bookdesk.models.document import Document, DocumentState
from bookdesk.models.history import Actor
from bookdesk.models.ledger import LedgerEntry
from bookdesk.store.books import Books
from bookdesk.store.cipher import Connection, SqlCipher, driver, open_unkeyed
from bookdesk.store.documents import Sealed

KEY = bytes(range(32))
OTHER_KEY = bytes(32)
CLIENT_ID = ClientId("01990000-0000-7000-8000-000000000001")
CLOCK = MovableClock(datetime(2026, 6, 30, 12, tzinfo=UTC))
ANNA = Actor(UserId("anna"), DeviceId("desk-1"))
BEN = Actor(UserId("ben"), DeviceId("desk-2"))


class NoCipher:
    """The store without encryption: the control of tests that look for plain text."""

    module: ModuleType = driver

    def connect(self, path: Path, key: bytes) -> Connection:
        del key
        connection: Connection = open_unkeyed(path)
        return connection


def contact(name: str = "Acme Pty Ltd") -> Contact:
    return Contact(id=new_id(), name=name)


def account(code: str = "400") -> Account:
    return Account(code=code, name=f"Account {code}", kind=AccountKind.EXPENSE)


def bill(**fields: object) -> Bill:
    given = {"received_date": date(2026, 6, 1), "currency": "AUD", "net": 1000, "tax": 100, "total": 1100}
    return Bill(**{"id": new_id(), "created_by": "anna", **given, **fields})


def line(parent: Bill, position: int, net: int = 100) -> BillLine:
    return BillLine(bill_id=parent.id, position=position, description="paper", net=net, tax=10, gross=net + 10)


def entry(day: date = date(2026, 6, 1)) -> LedgerEntry:
    return LedgerEntry(kind=EntryKind.JOURNAL, posting_date=day, narration="opening")


def document(sealed: Sealed, number: int = 1) -> Document:
    return Document(
        id=new_id(),
        intake_number=number,
        file_name="a.pdf",
        media_type="application/pdf",
        size=sealed.size,
        sha256=sealed.sha256,
        stored_name=sealed.name,
        seal_key=sealed.key_hex,
        received_at=CLOCK.now(),
        received_by="anna",
        state=DocumentState.RECEIVED,
    )


def save(books: Books, *rows: object, action: Action = Action.BILL_EDITED, actor: Actor = ANNA) -> str:
    """Add rows in a change of their own and return its id."""
    with books.change(action, "a test", actor=actor) as work:
        work.add(*rows)
        return work.commit().id


@contextmanager
def rude(books: Books) -> Iterator[Connection]:
    """Yield a connection that obeys nothing but the file: the key holder who goes around BookDesk."""
    connection = SqlCipher().connect(books.path, KEY)
    connection.execute("PRAGMA foreign_keys=ON")
    yield connection
    connection.close()
