"""Files a person names are read whole, or refused in words; nothing is waited for."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from bookdesk.core.errors import InputError, StorageError
from bookdesk.core.ownfiles import FileTooLarge, read_own_file, shown_name, write_beside


def test_a_plain_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "bill.pdf"
    path.write_bytes(b"%PDF")
    assert read_own_file(path, 4) == b"%PDF"


def test_one_byte_too_many_is_said(tmp_path: Path) -> None:
    path = tmp_path / "bill.pdf"
    path.write_bytes(b"%PDF-")
    with pytest.raises(FileTooLarge, match=r"bill\.pdf is larger than"):
        read_own_file(path, 4)


def test_folders_and_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"is no file\. Name the file itself"):
        read_own_file(tmp_path, 4)
    (tmp_path / "link.pdf").symlink_to("nowhere")
    for name in ("missing.pdf", "link.pdf"):
        with pytest.raises(InputError, match=f"{name} cannot be opened: No such file"):
            read_own_file(tmp_path / name, 4)


if sys.platform != "win32":

    def test_pipes_and_devices_are_refused_without_waiting(tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.pdf")
        for path in (tmp_path / "pipe.pdf", Path("/dev/zero")):
            with pytest.raises(InputError, match="is no file"):
                read_own_file(path, 4)


def test_a_name_in_letters_nobody_knows_can_be_shown() -> None:
    assert shown_name(Path("a\nb\u202efdp.pdf")) == "a bfdp.pdf"
    assert shown_name(Path("caf\udce9.pdf")) == "caf?.pdf"
    assert shown_name(Path("\u202e")) == "The file"


def test_a_file_is_written_beside_those_that_are_there(tmp_path: Path) -> None:
    first = write_beside(tmp_path, "run-1.aba", b"one")
    again = write_beside(tmp_path, "run-1.aba", b"one")
    other = write_beside(tmp_path, "run-1.aba", b"two")
    assert (first, again.name, other.name) == (again, "run-1.aba", "run-1-2.aba")
    assert (first.read_bytes(), other.read_bytes(), first.stat().st_mode & 0o777) == (b"one", b"two", 0o600)


def test_of_a_file_that_does_not_fit_no_part_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of a payment file under its name might be sent to the bank."""

    def half(path: Path, content: bytes) -> None:
        with path.open("wb") as file:
            file.write(content[: len(content) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", half)
        with pytest.raises(StorageError, match=r"run-1\.aba cannot be saved in .*: No space left on device"):
            write_beside(tmp_path, "run-1.aba", b"payments")
    assert list(tmp_path.iterdir()) == []
    assert write_beside(tmp_path, "run-1.aba", b"payments").name == "run-1.aba"


def test_what_a_killed_writing_left_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / ".run-1.aba.part").write_bytes(b"pay")
    assert write_beside(tmp_path, "run-1.aba", b"payments").read_bytes() == b"payments"
    assert [path.name for path in tmp_path.iterdir()] == ["run-1.aba"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="another folder"):
        write_beside(tmp_path / "gone", "run-1.aba", b"one")
