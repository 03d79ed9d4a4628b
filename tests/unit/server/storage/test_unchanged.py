"""What is remembered until somebody commits: whoever it is, and in whichever process, the next look is a new one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bookdesk.server.storage.unchanged import Commits, UntilCommit


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "portal.db"
    with sqlite3.connect(made) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE thing (name TEXT)")
    connection.close()
    return made


@pytest.fixture
def commits(file: Path) -> Iterator[Commits]:
    made = Commits(f"sqlite:///{file}")
    yield made
    made.close()


class Asked:
    """A question that counts how often it was asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


def write(file: Path, name: str) -> None:
    connection = sqlite3.connect(file)
    with connection:
        connection.execute("INSERT INTO thing VALUES (?)", (name,))
    connection.close()


def test_an_answer_holds_until_anybody_commits(file: Path, commits: Commits) -> None:
    known, asked = UntilCommit[str, int](commits), Asked()
    assert [known.get("a", asked) for _ in range(3)] == [1, 1, 1]
    assert known.has("a")
    write(file, "x")
    assert not known.has("a")
    assert known.get("a", asked) == 2


def test_what_is_committed_while_it_is_read_is_seen_at_the_next_look(file: Path, commits: Commits) -> None:
    known = UntilCommit[str, int](commits)

    def read_late() -> int:
        write(file, "meanwhile")
        return 0

    known.get("a", read_late)
    assert not known.has("a")


def test_only_so_many_are_remembered(commits: Commits) -> None:
    known = UntilCommit[int, int](commits, most=2)
    for key in range(3):
        known.get(key, lambda key=key: key)  # type: ignore[misc]
    assert [known.has(key) for key in range(3)] == [False, True, True]


def test_a_database_that_cannot_tell_is_asked_each_time() -> None:
    known, asked = UntilCommit[str, int](Commits("postgresql://host/portal")), Asked()
    assert [known.get("a", asked) for _ in range(2)] == [1, 2]
    assert not known.has("a")
