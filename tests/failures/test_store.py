"""Books killed in the middle of a commit, or out of disk, are as the last acknowledged commit left them."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bookdesk.core.errors import StorageError
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill
from bookdesk.models.contact import Contact
from bookdesk.store import engine
from bookdesk.store.books import Books
from bookdesk.store.client_file import create_books, open_books
from bookdesk.store.places import Places
from bookdesk.store.verify import verify
from tests.failures.store_writer import CLIENT_ID, KEY, ME, done

WRITER = Path(__file__).with_name("store_writer.py")
CHECKOUT = WRITER.parents[2]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    made = Places(tmp_path / "home")
    create_books(made, CLIENT_ID, KEY).close()
    return made


@pytest.fixture
def books(places: Places) -> Iterator[Books]:
    opened = open_books(places, CLIENT_ID, KEY)
    yield opened
    opened.close()


def writer(how: str, places: Places) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.failures.store_writer", how, str(places.home)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT)


def killed_after(places: Places, seconds: float) -> int:
    """Start a writer, kill it `seconds` after its first commit, and return the last pair it acknowledged."""
    with writer("kill", places) as process:
        assert process.stdout is not None
        told = [process.stdout.readline()]
        timer = threading.Timer(seconds, process.kill)
        timer.start()
        told += process.stdout.readlines()
        timer.join()
    return int(next(line for line in reversed(told) if line.endswith("\n")))


def assert_whole(places: Places, acknowledged: int) -> None:
    books = open_books(places, CLIENT_ID, KEY)
    assert [finding for finding in verify(books) if not finding.holds] == []
    with books.query() as session:
        balance, bills = session.execute(select(func.sum(Bill.total), func.count())).one()
    assert balance == 0
    assert bills == 2 * done(books)
    assert acknowledged <= done(books) <= acknowledged + 1
    assert len(books.documents.names()) == done(books)  # what the kill left half done was swept
    books.close()


def kill_often(places: Places, times: int) -> None:
    moments = random.Random(20260630)  # noqa: S311 - moments, not secrets
    for _ in range(times):
        assert_whole(places, killed_after(places, moments.uniform(0.0, 0.15)))


def test_a_killed_writer_loses_nothing_it_acknowledged(places: Places) -> None:
    kill_often(places, 2)


@pytest.mark.slow
def test_nor_do_many(places: Places) -> None:
    kill_often(places, 30)


def test_a_file_size_limit_is_a_clear_sentence_and_nothing_half_done(places: Places) -> None:
    with writer("full", places) as process:
        assert process.stdout is not None
        refusal, counts = process.stdout.readlines()
    assert process.returncode == 0
    assert refusal.startswith("refused: The disk")
    assert "Free some space" in refusal
    before, after = map(int, counts.split())
    assert after == before + 1
    books = open_books(places, CLIENT_ID, KEY)
    assert [finding for finding in verify(books) if not finding.holds] == []
    books.close()


def test_a_full_disk_is_said_in_words_and_reads_go_on(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    with books.maintenance() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    monkeypatch.setattr(engine, "_PRAGMAS", (*engine._PRAGMAS, f"max_page_count={pages + 2}"))  # noqa: SLF001 - the disk's part
    with pytest.raises(StorageError, match=r"disk is full; nothing was changed\. Free some space"):
        fill(books)
    with books.query() as session:
        assert session.scalars(select(Contact)).all() == []
    monkeypatch.undo()
    books.close()
    with books.change(Action.CONTACT_EDITED, "again", actor=ME) as work:
        work.add(Contact(name="Acme"))
        work.commit()


def fill(books: Books) -> None:
    with books.change(Action.CONTACT_EDITED, "too much", actor=ME) as work:
        work.add(*(Contact(name="x" * 1000) for _ in range(50)))
        work.commit()
