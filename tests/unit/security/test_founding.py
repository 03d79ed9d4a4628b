"""The first day: all or nothing, and never without a recovery key."""

from __future__ import annotations

import errno
import stat
from pathlib import Path

import pytest

from bookdesk.core.errors import StorageError, UsageError
from bookdesk.models.practice import Mode, RegistryKind
from bookdesk.security import founding, slotfile
from bookdesk.security.founding import NewPractice, fingerprint, found_practice
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.recovery import RecoverySheet, from_text
from bookdesk.security.roles import FOUNDER, Role
from bookdesk.store.files import write_whole
from bookdesk.store.verify import verify
from tests.support.canaries import found
from tests.support.firm import OWNER, PASSPHRASE, POLICY, Firm


def test_a_practice_has_its_founder_its_unsorted_file_and_its_marks(firm: Firm) -> None:
    with firm.open() as practice:
        assert practice.practice.name == "Firm & Partner"
        assert practice.practice.mode is Mode.NORMAL
        assert [user.name for user in practice.file.users()] == [OWNER]
        assert practice.roles() == FOUNDER
        (unsorted,) = practice.clients()
        assert (unsorted.kind, unsorted.name) == (RegistryKind.UNSORTED, "Unsorted")
        assert practice.open_client("unsorted").client_id == unsorted.client_id
        assert practice.trusted.roles(practice.file.recovery().certificate_id, practice.file.recovery().id) == (
            Role.OWNER,
        )


def test_everything_about_it_verifies(firm: Firm) -> None:
    with firm.open() as practice:
        assert all(finding.holds for finding in verify(practice.file))


def test_the_sheet_names_the_practice_and_its_root(firm: Firm) -> None:
    with firm.open() as practice:
        for fact in ("Firm & Partner", practice.practice.id, fingerprint(practice.bundle.root_key), "2026-06-30"):
            assert fact in firm.sheet


def test_the_home_is_its_owners_only(firm: Firm) -> None:
    assert stat.S_IMODE(firm.places.home.stat().st_mode) == 0o700


def test_so_is_a_home_that_was_there_before(unfounded: Firm) -> None:
    unfounded.places.home.mkdir(mode=0o755, parents=True)
    unfounded.found()
    assert stat.S_IMODE(unfounded.places.home.stat().st_mode) == 0o700


def test_no_name_passphrase_or_key_stands_in_clear_on_the_disk(firm: Firm) -> None:
    key = from_text(firm.sheet).reveal()
    with firm.open() as practice:
        practice_key = practice.practice_key.reveal()
    canaries = ["Firm & Partner", OWNER, PASSPHRASE, key.hex(), practice_key.hex()]
    assert not found(canaries, firm.places.home)


def test_without_a_kept_sheet_there_is_no_practice(unfounded: Firm) -> None:
    def refuse(_sheet: RecoverySheet) -> None:
        raise UsageError("no paper", "buy some")

    with pytest.raises(UsageError, match="no paper"):
        found_practice(
            unfounded.places,
            NewPractice("F", "A"),
            passphrase_from(PASSPHRASE),
            refuse,
            clock=unfounded.clock,
            policy=POLICY,
        )
    assert not unfounded.places.home.exists()


def test_a_failure_on_the_way_leaves_nothing_behind(unfounded: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StorageError("disk full")

    monkeypatch.setattr(founding, "write_slots", fail)
    with pytest.raises(StorageError, match="disk full"):
        unfounded.found()
    assert [path for path in unfounded.places.home.rglob("*") if path.is_file() and path.name != "device"] == []
    monkeypatch.undo()
    unfounded.found()
    with unfounded.open() as practice:
        assert practice.clients()


def test_a_key_file_of_which_one_copy_could_not_be_written_is_no_practice(
    unfounded: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that has room for the first copy and none for the second."""

    def full(path: Path, content: bytes, *, more_follow: bool = False) -> None:
        if path == unfounded.places.key_files[1]:
            raise OSError(errno.ENOSPC, "No space left on device")
        write_whole(path, content, more_follow=more_follow)

    with monkeypatch.context() as patched:
        patched.setattr(slotfile, "write_whole", full)
        with pytest.raises(StorageError, match="The disk is full"):
            unfounded.found()
    assert not any(path.exists() for path in (unfounded.places.practice, *unfounded.places.key_files))
    unfounded.found()
    unfounded.open().close()


def test_a_second_practice_in_the_same_place_is_refused(firm: Firm) -> None:
    with pytest.raises(StorageError, match="already a practice"):
        firm.found()
    firm.places.slots.unlink()
    with pytest.raises(StorageError, match="already a practice"):
        firm.found()
    firm.places.slots.with_name("keys.slots.2").unlink()
    with pytest.raises(StorageError, match="without its key file"):
        firm.found()


def test_a_short_passphrase_founds_nothing(unfounded: Firm) -> None:
    with pytest.raises(UsageError, match="shorter"):
        found_practice(
            unfounded.places,
            NewPractice("F", "A"),
            passphrase_from("short"),
            print,
            clock=unfounded.clock,
            policy=POLICY,
        )
    assert not unfounded.places.home.exists()


def test_a_demo_practice_is_marked_for_ever(unfounded: Firm) -> None:
    unfounded.found(Mode.DEMO)
    with unfounded.open() as practice:
        assert practice.practice.mode is Mode.DEMO
        assert {entry.mode for entry in practice.clients()} == {Mode.DEMO}
