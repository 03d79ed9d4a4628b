"""A whole practice brought back: each client says so from its first opening on, also for who opens it later."""

from __future__ import annotations

from pathlib import Path

import pytest

from bookdesk.core.errors import RuleBroken
from bookdesk.security.practice import OpenPractice
from bookdesk.security.putback import note_restored, put_back, require_compared
from bookdesk.security.recovery import from_text
from bookdesk.security.safety import back_up_practice, by_recovery_key, restore_all, verify_practice
from bookdesk.store.places import Places
from tests.support.firm import BEN, DELI, KOALA, STAPLE, Firm


@pytest.fixture
def copy(staffed: Firm, tmp_path: Path) -> Firm:
    """Bring a backup of the practice back in another place."""
    with staffed.open() as practice:
        back_up_practice(practice, tmp_path / "backup")
    made = Firm(Places(tmp_path / "again"), sheet=staffed.sheet)
    restore_all(tmp_path / "backup", made.places, by_recovery_key(from_text(staffed.sheet)))
    return made


def mark(firm: Firm) -> Path:
    return firm.places.home / "practice.restored"


def waits(practice: OpenPractice, client: str) -> int:
    with practice.open_client(client).query() as session:
        return len(put_back(session))


def test_who_opens_it_first_has_it_written_down_for_each_client(copy: Firm) -> None:
    assert mark(copy).is_file()
    with copy.open() as practice:
        assert [waits(practice, client.name) for client in (KOALA, DELI)] == [1, 1]
        with practice.open_client(KOALA.name).query() as session, pytest.raises(RuleBroken, match="compare"):
            require_compared(session)
        assert all(one.holds for one in verify_practice(practice, practice.clients()))
    assert not mark(copy).exists()
    with copy.open() as practice:
        assert waits(practice, KOALA.name) == 1


def test_what_he_has_no_key_of_the_next_one_writes(copy: Firm) -> None:
    with copy.open(BEN, STAPLE) as practice:
        assert waits(practice, KOALA.name) == 1
    assert mark(copy).is_file()
    with copy.open() as practice:
        assert [waits(practice, client.name) for client in (KOALA, DELI)] == [1, 1]
    assert not mark(copy).exists()


def test_who_only_reads_writes_nothing(copy: Firm) -> None:
    with copy.open(writes=False) as practice:
        assert waits(practice, KOALA.name) == 0
    assert mark(copy).is_file()


def test_a_client_that_does_not_open_keeps_nobody_out(copy: Firm) -> None:
    with copy.open(writes=False) as practice:
        books = copy.places.books(practice.client(KOALA.name).client_id)
    books.write_bytes(b"torn" * 4096)
    with copy.open() as practice:
        assert waits(practice, DELI.name) == 1
    assert mark(copy).is_file()


def test_a_practice_that_was_not_brought_back_has_nothing_to_say(staffed: Firm) -> None:
    with staffed.open() as practice:
        note_restored(practice)
        assert waits(practice, KOALA.name) == 0
