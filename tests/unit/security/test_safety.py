"""Backup, restore and verification with the keys people hold."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bookdesk.core.errors import Locked, NotAllowed, NotFound, StorageError, Tampered
from bookdesk.models.actions import Action
from bookdesk.models.client import ClientProfile
from bookdesk.security.members import change_passphrase, renew_user
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.putback import note_compared
from bookdesk.security.recovery import from_text
from bookdesk.security.safety import (
    back_up_practice,
    by_passphrase,
    by_recovery_key,
    newest_set,
    restore_all,
    restore_one,
    verify_practice,
)
from bookdesk.security.stepup import StepUpNeeded
from bookdesk.store.desk import Desk
from bookdesk.store.history import latest_sets
from bookdesk.store.places import Places
from tests.support.firm import BEN, KOALA, OWNER, STAPLE, Firm, slot_secret


def rename(firm: Firm, name: str) -> None:
    with firm.open() as practice:
        books = practice.open_client("Koala Kafe")
        with books.change(Action.CLIENT_CREATED, "renamed", actor=practice.actor) as work:
            work.add(
                ClientProfile(name=name, legal_name=name, country="AU", base_currency="AUD", zone="UTC", tax_id=None)
            )
            work.commit()


def backed_up(firm: Firm, target: Path) -> Path:
    with firm.open() as practice:
        made = back_up_practice(practice, target)
        assert made.left_out == 0
        assert len(made.clients) == 3
        return made.folder


def restored(firm: Firm, source: Path, home: Path) -> Firm:
    copy = Firm(Places(home), sheet=firm.sheet)
    restore_all(source, copy.places, by_recovery_key(from_text(firm.sheet)))
    return copy


def test_a_clean_machine_restores_with_the_recovery_key_alone(staffed: Firm, tmp_path: Path) -> None:
    rename(staffed, "Koala One")
    backed_up(staffed, tmp_path / "backup")
    shutil.rmtree(staffed.places.home)
    copy = restored(staffed, tmp_path / "backup", tmp_path / "new machine")
    with copy.recover() as practice:
        assert all(file.holds for file in verify_practice(practice, practice.clients()))
        renew_user(practice, OWNER, passphrase_from("the second passphrase"))
    with copy.open(OWNER, "the second passphrase") as practice:
        assert [entry.name for entry in practice.clients()] == ["Dublin Deli", "Koala Kafe", "Unsorted"]
        with practice.open_client("Koala Kafe").query() as session:
            assert session.query(ClientProfile).one().name == "Koala One"
    with copy.open(BEN, STAPLE) as practice:
        assert [entry.name for entry in practice.clients()] == [KOALA.name]


def test_a_backup_opens_with_the_passphrase_of_its_day(staffed: Firm, tmp_path: Path) -> None:
    backed_up(staffed, tmp_path / "backup")
    with staffed.open() as practice:
        change_passphrase(practice, passphrase_from("the second passphrase"))
    new = Places(tmp_path / "new")
    with pytest.raises(Locked):
        restore_all(tmp_path / "backup", new, by_passphrase(OWNER, slot_secret("the second passphrase"), staffed.clock))
    manifest = restore_all(tmp_path / "backup", new, by_passphrase(OWNER, slot_secret(), staffed.clock))
    assert {entry.path for entry in manifest.entries} >= {"practice.db", "keys.slots"}
    with Firm(new).open() as practice:
        assert len(practice.clients()) == 3


def test_the_newest_set_is_taken(staffed: Firm, tmp_path: Path) -> None:
    backed_up(staffed, tmp_path / "backup")
    staffed.clock.advance(60)
    second = backed_up(staffed, tmp_path / "backup")
    assert newest_set(tmp_path / "backup") == second
    assert newest_set(second) == second
    with pytest.raises(NotFound, match="no backup"):
        newest_set(tmp_path / "nothing")


def test_somebody_with_fewer_keys_is_told_what_he_left_out(staffed: Firm, tmp_path: Path) -> None:
    with staffed.open(BEN, STAPLE) as practice:
        made = back_up_practice(practice, tmp_path / "backup")
    assert [entry.name for entry in made.clients] == ["Koala Kafe"]
    assert made.left_out == 2


def test_a_torn_key_file_is_healed_before_it_is_backed_up(staffed: Firm, tmp_path: Path) -> None:
    staffed.places.slots.write_bytes(b"torn")
    backed_up(staffed, tmp_path / "backup")
    restored(staffed, tmp_path / "backup", tmp_path / "new")


def test_nothing_is_restored_over_a_practice_or_from_a_damaged_backup(staffed: Firm, tmp_path: Path) -> None:
    folder = backed_up(staffed, tmp_path / "backup")
    opener = by_recovery_key(from_text(staffed.sheet))
    with pytest.raises(StorageError, match="not empty"):
        restore_all(folder, staffed.places, opener)
    damaged = next(folder.glob("clients/*/books.db"))
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"x")
    with pytest.raises(Tampered, match="missing from this backup, or damaged"):
        restore_all(folder, Places(tmp_path / "new"), opener)
    assert not (tmp_path / "new").exists()


def test_one_client_is_restored_and_its_older_history_accepted(staffed: Firm, tmp_path: Path) -> None:
    rename(staffed, "Koala One")
    backed_up(staffed, tmp_path / "backup")
    with staffed.open() as practice:
        books = practice.open_client("Koala Kafe")
        with books.change(Action.CLIENT_EDITED, "renamed", actor=practice.actor) as work:
            work.session.query(ClientProfile).one().name = "Koala Two"
            work.commit()
        client_id = books.client_id
    with staffed.open() as practice, pytest.raises(StorageError, match="already stands"):
        restore_one(practice, tmp_path / "backup", practice.client("Koala Kafe"))
    staffed.places.client(client_id).rename(tmp_path / "damaged client")
    with staffed.open() as practice:
        restore_one(practice, tmp_path / "backup", practice.client("Koala Kafe"))
        with practice.open_client("Koala Kafe").query() as session:
            assert session.query(ClientProfile).one().name == "Koala One"
    with staffed.open() as practice:
        assert all(file.holds for file in verify_practice(practice, practice.clients()))


def put_back_firm(firm: Firm, tmp_path: Path) -> None:
    """Back up, go on for a day, and move the client's folder away."""
    rename(firm, "Koala One")
    backed_up(firm, tmp_path / "backup")
    firm.clock.advance(24 * 60 * 60)
    with firm.open() as practice:
        books = practice.open_client("Koala Kafe")
        with books.change(Action.CLIENT_EDITED, "renamed", actor=practice.actor) as work:
            work.session.query(ClientProfile).one().name = "Koala Two"
            work.commit()
        client_id = books.client_id
    firm.places.client(client_id).rename(tmp_path / "damaged client")


def notes(firm: Firm) -> list[str]:
    with firm.open(writes=False) as practice:
        found = list(verify_practice(practice, practice.clients()))
    assert all(file.holds for file in found)
    return [finding.note for file in found for finding in file.findings if finding.check == "put back"]


def test_a_client_that_was_put_back_stands_in_both_histories_and_is_told(staffed: Firm, tmp_path: Path) -> None:
    put_back_firm(staffed, tmp_path)
    with staffed.open() as practice:
        koala = practice.client("Koala Kafe")
        (ended,) = practice.anchors()[koala.client_id]
        restore_one(practice, tmp_path / "backup", koala)
        for file in (practice.open_client("Koala Kafe"), practice.file):
            with file.query() as session:
                (act,) = latest_sets(session, 1)
                (older,) = latest_sets(session, 1, before=act.position)
            assert (act.action, act.actor) == (Action.CLIENT_RESTORED, practice.actor.user)
            assert "put back to the state of 2026-06-30 12:00 UTC; its history ended at" in act.reason
            assert ended.short in act.reason
            assert older.action != Action.CLIENT_RESTORED
    assert "put back on 2026-07-01 to the state of 2026-06-30 12:00 UTC" in notes(staffed)[0]
    with staffed.open(writes=False) as practice:
        (anchored,) = practice.anchors()[koala.client_id]
        assert anchored.counter == ended.counter  # the copy had one entry less, and has its own of the restore
        assert anchored.hash != ended.hash


def test_only_who_manages_clients_and_is_there_puts_one_back(staffed: Firm, tmp_path: Path) -> None:
    put_back_firm(staffed, tmp_path)
    with staffed.open(BEN, STAPLE) as practice, pytest.raises(NotAllowed, match="may not add clients"):
        restore_one(practice, tmp_path / "backup", practice.client("Koala Kafe"))
    with staffed.open() as practice:
        koala = practice.client("Koala Kafe")
        staffed.clock.advance(6 * 60)
        with pytest.raises(StepUpNeeded):
            restore_one(practice, tmp_path / "backup", koala)
        assert not staffed.places.client(koala.client_id).exists()


def test_a_restore_that_was_cut_short_is_not_silently_accepted(
    staffed: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_back_firm(staffed, tmp_path)

    def cut(*_: object) -> None:
        raise StorageError("The power went.", "Switch it on.")

    for step in ("bookdesk.security.safety.note_put_back", "bookdesk.security.practice.OpenPractice.forget_anchors"):
        with monkeypatch.context() as patched, staffed.open() as practice:
            patched.setattr(step, cut)
            with pytest.raises(StorageError, match="power went"):
                restore_one(practice, tmp_path / "backup", practice.client("Koala Kafe"))
        with staffed.open() as practice, pytest.raises(Tampered, match="older copy was put back"):
            practice.open_client("Koala Kafe")
        with staffed.open() as practice:
            shutil.rmtree(staffed.places.client(practice.client("Koala Kafe").client_id))
    with staffed.open() as practice:
        restore_one(practice, tmp_path / "backup", practice.client("Koala Kafe"))
    assert len(notes(staffed)) == 1


def test_what_was_compared_is_not_told_any_more_until_the_next_time(staffed: Firm, tmp_path: Path) -> None:
    put_back_firm(staffed, tmp_path)
    with staffed.open() as practice:
        restore_one(practice, tmp_path / "backup", practice.client("Koala Kafe"))
        desk = Desk(practice.open_client("Koala Kafe"), practice.actor, staffed.clock)
        assert note_compared(desk) == 1
        assert note_compared(desk) == 0
    assert notes(staffed) == []
    shutil.rmtree(staffed.places.client(desk.books.client_id))
    with staffed.open() as practice:
        restore_one(practice, tmp_path / "backup", practice.client("Koala Kafe"))
    assert len(notes(staffed)) == 1


def test_verify_names_a_file_that_was_put_back_and_goes_on(staffed: Firm) -> None:
    rename(staffed, "Koala One")
    with staffed.open() as practice:
        path = staffed.places.books(practice.client("Koala Kafe").client_id)
        deli = staffed.places.books(practice.client("Dublin Deli").client_id)
    old = path.read_bytes()
    with staffed.open() as practice:
        books = practice.open_client("Koala Kafe")
        with books.change(Action.CLIENT_EDITED, "renamed", actor=practice.actor) as work:
            work.session.query(ClientProfile).one().name = "Koala Two"
            work.commit()
    path.write_bytes(old)
    deli.unlink()
    with staffed.open(writes=False) as practice:
        found = {file.name: file for file in verify_practice(practice, practice.clients())}
    assert not found["Koala Kafe"].holds
    assert "an old copy of the file was put back" in " ".join(
        problem for finding in found["Koala Kafe"].findings for problem in finding.problems
    )
    assert found["Dublin Deli"].findings[0].problems[0].startswith("The file books.db is missing")
    assert found["practice"].holds
    assert found["Unsorted"].holds
