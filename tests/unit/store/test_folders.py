"""What this system says of its folders, and that a practice is neither made, opened for writing nor restored there."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path, PurePath

import pytest

from bookdesk.core.errors import StorageError
from bookdesk.core.folders import FolderFacts, Mount, unfit
from bookdesk.security.recovery import from_text
from bookdesk.security.safety import back_up_practice, by_recovery_key, restore_all
from bookdesk.store.folders import refuse_moved, refuse_unfit, system_facts
from bookdesk.store.places import Places
from tests.support.firm import Firm


def served(folder: Path) -> FolderFacts:
    return FolderFacts(folder, mounts=(Mount(PurePath(folder.anchor), "nfs4"),))


def fine(folder: Path) -> FolderFacts:
    return FolderFacts(folder)


def test_a_plain_folder_of_this_system_can_hold_a_practice(tmp_path: Path) -> None:
    refuse_unfit(tmp_path / "not yet there")
    refuse_moved(tmp_path)
    refuse_unfit(tmp_path, fine)


def test_why_not_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"lies on a network \(nfs4\): a connection that breaks") as refused:
        refuse_unfit(tmp_path, served)
    assert "Backups may go there" in refused.value.remedy
    with pytest.raises(StorageError, match="is not opened for writing") as refused:
        refuse_moved(tmp_path, served)
    assert "Until then it can be read" in refused.value.remedy


@pytest.mark.skipif(sys.platform != "linux", reason="the table of mounts is read as Linux writes it")
def test_the_real_table_of_mounts_is_read(tmp_path: Path) -> None:
    mounts = system_facts(tmp_path).mounts
    assert {PurePath("/"), PurePath("/proc")} <= {mount.where for mount in mounts}
    assert next(mount.kind for mount in mounts if mount.where == PurePath("/proc")) == "proc"


def mark_dropbox(folder: Path) -> None:
    (folder / ".dropbox.cache").mkdir()


def mark_resilio(folder: Path) -> None:
    (folder / ".sync").mkdir()
    (folder / ".sync" / "ID").write_bytes(b"1")


def mark_syncthing(folder: Path) -> None:
    (folder / ".stfolder").mkdir()


def mark_nextcloud(folder: Path) -> None:
    (folder / ".sync_91a0ce.db").write_bytes(b"")


def mark_onedrive(folder: Path) -> None:
    (folder / "Desktop.ini").write_bytes("[.ShellClassInfo]\nIconResource=OneDrive.exe".encode("utf-16"))


MARKING = [mark_dropbox, mark_resilio, mark_syncthing, mark_nextcloud, mark_onedrive]


@pytest.mark.parametrize("mark", MARKING, ids=lambda one: one.__name__)
def test_marks_are_found_in_the_folders_above(tmp_path: Path, mark) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - one of those above
    below = tmp_path / "files" / "books"
    below.mkdir(parents=True)
    assert unfit(system_facts(below)) is None
    mark(tmp_path / "files")
    assert unfit(system_facts(below)) is not None


def test_a_link_into_such_a_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "files" / ".stfolder").mkdir(parents=True)
    (tmp_path / "books").symlink_to(tmp_path / "files", target_is_directory=True)
    assert unfit(system_facts(tmp_path / "books" / "practice")) is not None


def test_no_practice_is_founded_there(tmp_path: Path) -> None:
    (tmp_path / "files" / ".stfolder").mkdir(parents=True)
    firm = Firm(Places(tmp_path / "files" / "home"))
    with pytest.raises(StorageError, match="is kept in step by Syncthing"):
        firm.found()
    assert firm.sheet == ""
    assert not firm.places.home.exists()


def test_one_that_was_moved_there_is_read_and_not_written_and_no_backup_is_restored_there(tmp_path: Path) -> None:
    firm = Firm(Places(tmp_path / "home"))
    firm.found()
    firm.staff()
    with firm.open() as practice:
        back_up_practice(practice, tmp_path / "files" / "backups")
    (tmp_path / "files" / ".stfolder").mkdir()
    firm.clock.advance(60)
    with firm.open() as practice:
        back_up_practice(practice, tmp_path / "files" / "backups")  # whole, encrypted files are welcome there
    shutil.move(firm.places.home, tmp_path / "files" / "home")
    moved = Firm(Places(tmp_path / "files" / "home"), sheet=firm.sheet)
    with pytest.raises(StorageError, match="not opened for writing, since the folder is kept in step by Syncthing"):
        moved.open()
    with pytest.raises(StorageError, match="not opened for writing"):
        moved.recover()
    with moved.open(writes=False) as practice:
        assert len(practice.clients()) == 3
    opener, target = by_recovery_key(from_text(firm.sheet)), Places(tmp_path / "files" / "again")
    with pytest.raises(StorageError, match="kept in step by Syncthing"):
        restore_all(tmp_path / "files" / "backups", target, opener)
    assert not target.home.exists()
    restore_all(tmp_path / "files" / "backups", Places(tmp_path / "again"), opener)
