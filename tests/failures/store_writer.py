"""A process that writes balanced pairs into a client's books until it is killed, or until the disk is full."""

from __future__ import annotations

import resource
import sys
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import func, select

from bookdesk.core.errors import BookDeskError
from bookdesk.core.identifiers import ClientId, DeviceId, UserId, new_id
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill
from bookdesk.models.document import Document, DocumentState
from bookdesk.models.history import Actor
from bookdesk.store.books import Books
from bookdesk.store.client_file import open_books
from bookdesk.store.places import Places

ME = Actor(UserId("anna"), DeviceId("desk-1"))
KEY = bytes(range(32))
CLIENT_ID = ClientId("killed")


def pair(books: Books, number: int) -> None:
    """Seal a document, then write two bills that cancel each other and the row of the document, in one change."""
    with books.change(Action.BILL_EDITED, f"pair {number}", actor=ME) as work:
        sealed = books.documents.put(b"original %d" % number)
        work.otherwise(partial(books.documents.take_back, sealed.name))
        for total in (number, -number):
            work.add(
                Bill(
                    received_date=date(2026, 1, 1),
                    currency="AUD",
                    net=0,
                    tax=0,
                    total=total,
                    created_by="a",
                    note="x" * 200,
                )
            )
            work.session.flush()
        work.add(
            Document(
                id=new_id(),
                intake_number=number,
                file_name="a",
                media_type="text/plain",
                size=sealed.size,
                sha256=sealed.sha256,
                stored_name=sealed.name,
                seal_key=sealed.key_hex,
                state=DocumentState.RECEIVED,
                received_at=datetime(2026, 1, 1, tzinfo=UTC),
                received_by="anna",
            )
        )
        work.commit()


def write_for_ever(books: Books) -> None:
    """Write until somebody ends it, telling each acknowledged pair."""
    number = done(books)
    while True:
        number += 1
        pair(books, number)
        print(number, flush=True)  # noqa: T201 - how the parent hears of it


def done(books: Books) -> int:
    """Return the number of the last pair."""
    with books.query() as session:
        return session.scalar(select(func.coalesce(func.max(Document.intake_number), 0))) or 0


def write_until_full(books: Books) -> None:
    """Write under a limit on file sizes, tell the refusal, then go on without the limit."""
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))
    number = done(books)
    try:
        while True:
            number += 1
            pair(books, number)
    except BookDeskError as refusal:
        print(f"refused: {refusal}", flush=True)  # noqa: T201 - how the parent hears of it
    before = done(books)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    pair(books, number)
    print(before, done(books), flush=True)  # noqa: T201 - how the parent hears of it


if __name__ == "__main__":
    opened = open_books(Places(Path(sys.argv[2])), CLIENT_ID, KEY)
    {"kill": write_for_ever, "full": write_until_full}[sys.argv[1]](opened)
