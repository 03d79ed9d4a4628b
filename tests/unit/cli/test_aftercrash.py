"""A command line that was cut off: the next command that writes checks what was open and says so, and stops nobody."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bookdesk.cli import session
from bookdesk.cli.main import main
from bookdesk.cli.parsing import Arguments
from bookdesk.core.clock import MovableClock
from bookdesk.core.identifiers import ClientId
from bookdesk.models.actions import Action
from bookdesk.models.client import ClientProfile
from bookdesk.security.practice import OpenPractice
from bookdesk.security.safety import newest_set
from bookdesk.store.cipher import Connection, SqlCipher
from bookdesk.store.places import Places
from tests.support.firm import DELI, KOALA, NOON, OWNER, Firm

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def crashed(tmp_path: Path) -> Firm:
    """A practice as a killed command leaves it: copied while one client is open."""
    firm = Firm(Places(tmp_path / "firm"))
    firm.found()
    firm.staff()
    with firm.open() as practice:
        books = practice.open_client(KOALA.name)
        with books.change(Action.CLIENT_CREATED, "begun", actor=practice.actor) as work:
            work.add(
                ClientProfile(name="K", legal_name="K", country="AU", base_currency="AUD", zone="UTC", tax_id=None)
            )
            work.commit()
        shutil.copytree(firm.places.home, tmp_path / "crashed")
    return Firm(Places(tmp_path / "crashed"), MovableClock(NOON), firm.sheet)


@pytest.fixture
def run(crashed: Firm, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command as the owner, his passphrase check cheap; returns its status and what it said."""

    def opened(_: Arguments, __: object, *, writes: bool) -> OpenPractice:
        return crashed.open(writes=writes)

    monkeypatch.setattr(session, "_opened", opened)
    monkeypatch.setattr(session, "clock", lambda: crashed.clock)

    def command(*words: str) -> tuple[int, str]:
        status = main([*words, "--user", OWNER])
        return status, capsys.readouterr().err

    return command


@contextmanager
def forged(firm: Firm) -> Iterator[None]:
    """Write another reason over an entry of the client's history, and in the end the former one again."""
    with firm.open(writes=False) as practice:
        client: ClientId = practice.client(KOALA.name).client_id
        key = practice.client_key(client).reveal()
    connection = SqlCipher().connect(firm.places.books(client), key)  # open meanwhile: its log tells what was open
    reason = over(connection, "somebody else's words")
    yield
    over(connection, reason)
    connection.close()


def over(connection: Connection, words: str) -> str:
    """Write words over the first reason, past the guards of the table; returns what stood there."""
    guards = connection.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'change_set'"
    )
    kept = guards.fetchall()
    for name, _ in kept:
        connection.execute(f"DROP TRIGGER {name}")
    (before,) = connection.execute("SELECT reason FROM change_set WHERE position = 1").fetchone()
    connection.execute("UPDATE change_set SET reason = ? WHERE position = 1", (words,))
    for _, made in kept:
        connection.execute(made)
    return str(before)


def test_what_was_open_is_checked_by_the_next_command_that_writes_and_told_once(run: Run) -> None:
    assert run("client", "list") == (0, ""), "who only reads neither checks nor tells it"
    status, said = run("takeon", "start", "--client", DELI.name)
    assert status == 0
    assert "BookDesk ended unexpectedly at " in said
    assert "Checked, with 1 client that was open: in order." in said
    status, said = run("period", "lock", "2020-06-30", "--note", "lodged", "--client", KOALA.name)
    assert (status, "unexpectedly" in said) == (0, False)


def test_what_is_wrong_is_named_each_time_and_ends_what_concerns_it_with_1(run: Run, crashed: Firm) -> None:
    lock = ("period", "lock", "--note", "lodged", "--client", KOALA.name)
    with forged(crashed):
        status, said = run("takeon", "start", "--client", DELI.name)
        assert (status, f"Not in order: {KOALA.name}." in said) == (0, True)
        assert f"{KOALA.name}: chain: " in said
        status, said = run(*lock, "2020-06-30")
        assert (status, f"Not in order: {KOALA.name}." in said) == (1, True)
    status, said = run(*lock, "2020-09-30")
    assert (status, "in order." in said) == (0, True)


def test_it_stops_nobody_from_backing_up(run: Run, crashed: Firm, tmp_path: Path) -> None:
    with forged(crashed):
        status, said = run("backup", "--to", str(tmp_path / "backup"))
    assert (status, f"Not in order: {KOALA.name}." in said) == (1, True)
    assert (newest_set(tmp_path / "backup") / "practice.db").is_file()
