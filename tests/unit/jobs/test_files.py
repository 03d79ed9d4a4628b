from __future__ import annotations

import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.capture.files import MOST_BYTES
from bookdesk.core.errors import InputError
from bookdesk.core.texts import clean
from bookdesk.jobs import files
from bookdesk.jobs.files import Container, Dropped, Found, Skipped, named, pieces_of


def found(*dropped: Dropped) -> list[str]:
    return [piece.name for piece in pieces_of(dropped) if isinstance(piece, Found)]


def skipped(*dropped: Dropped) -> dict[str, str]:
    return {piece.name: piece.reason for piece in pieces_of(dropped) if isinstance(piece, Skipped)}


def written(folder: Path, *names: str, content: bytes = b"x") -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def test_folders_are_walked_by_name_and_bytes_are_read_on_their_turn(tmp_path: Path) -> None:
    pile = written(tmp_path / "pile", "b.pdf", "A.pdf", "march/c.pdf", "march/deep/d.xml")
    pieces = list(pieces_of([pile]))
    assert [piece.name for piece in pieces] == ["A.pdf", "b.pdf", "c.pdf", "d.xml"]
    (pile / "b.pdf").write_bytes(b"changed since")
    second = pieces[1]
    assert isinstance(second, Found)
    assert second.content() == b"changed since"


def test_a_file_that_went_away_is_refused_when_its_turn_comes(tmp_path: Path) -> None:
    (piece,) = pieces_of([written(tmp_path, "a.pdf") / "a.pdf"])
    (tmp_path / "a.pdf").unlink()
    assert isinstance(piece, Found)
    with pytest.raises(InputError, match="cannot be opened"):
        piece.content()


@pytest.mark.parametrize(
    "name", [".hidden.pdf", "Thumbs.db", "desktop.ini", ".DS_Store", "~$report.docx", "Icon\r", ".git/config"]
)
def test_hidden_and_system_files_are_told(tmp_path: Path, name: str) -> None:
    pile = written(tmp_path / "pile", name, "a.pdf")
    assert found(pile) == ["a.pdf"]
    ((shown, reason),) = skipped(pile).items()
    assert shown.startswith("pile/")
    assert "hidden or system" in reason


def test_a_download_under_way_and_an_empty_file_and_folder_are_told(tmp_path: Path) -> None:
    pile = written(written(tmp_path / "pile", "a.pdf.crdownload"), "empty.pdf", content=b"")
    (pile / "nothing").mkdir()
    reasons = skipped(pile)
    assert "has not ended" in reasons["pile/a.pdf.crdownload"]
    assert "empty" in reasons["pile/empty.pdf"]
    assert "folder is empty" in reasons["pile/nothing"]
    assert found(pile) == []


def test_what_is_too_large_is_not_even_opened(tmp_path: Path) -> None:
    large = tmp_path / "large.pdf"
    with large.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    assert "at most 50 MB" in skipped(large)["large.pdf"]
    assert "at most 50 MB" in skipped(("large.pdf", bytes(MOST_BYTES + 1)))["large.pdf"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own there")
def test_links_are_not_followed_even_in_a_circle(tmp_path: Path) -> None:
    pile = written(tmp_path / "pile", "a.pdf")
    (pile / "circle").symlink_to(pile)
    (pile / "linked.pdf").symlink_to(pile / "a.pdf")
    assert found(pile) == ["a.pdf"]
    assert set(skipped(pile)) == {"pile/circle", "pile/linked.pdf"}
    assert all("link" in reason for reason in skipped(pile).values())


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files there")
def test_pipes_and_devices_are_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    with socket.socket(socket.AF_UNIX) as plug:
        plug.bind(str(tmp_path / "s"))
        reasons = skipped(tmp_path / "pipe.pdf", tmp_path / "s", Path(os.devnull))
    assert reasons["pipe.pdf"] == "It is a pipe and no file."
    assert reasons["s"] == "It is a socket and no file."
    assert reasons["null"] == "It is a device and no file."


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    reasons = skipped(tmp_path / "gone.pdf", tmp_path / "a\0b.pdf")
    assert "cannot be opened" in reasons["gone.pdf"]
    assert len(reasons) == 2


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="no folder is closed to this user")
def test_a_folder_closed_to_us_is_told_and_the_rest_taken(tmp_path: Path) -> None:
    pile = written(tmp_path / "pile", "a.pdf", "closed/b.pdf")
    (pile / "closed").chmod(0)
    assert "cannot be opened" in skipped(pile)["pile/closed"]
    (pile / "closed").chmod(0o700)
    assert found(pile) == ["a.pdf", "b.pdf"]


def test_depth_and_number_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = written(tmp_path / "top", "/".join(["d"] * (files.MOST_DEPTH - 1) + ["last.pdf"]))
    deeper = written(tmp_path / "top", "/".join(["d"] * files.MOST_DEPTH + ["too deep.pdf"]))
    assert found(deep) == ["last.pdf"]
    assert "deep in one another" in next(iter(skipped(deeper).values()))
    monkeypatch.setattr(files, "MOST_FILES", 3)
    many = written(tmp_path / "many", *(f"{number}.pdf" for number in range(9)))
    assert found(many) == ["0.pdf", "1.pdf", "2.pdf"]
    assert skipped(many) == {"3.pdf": "These are more than 3 files: this one and the rest were left out."}


def test_bytes_come_under_the_last_part_of_their_name_only() -> None:
    pieces = list(pieces_of([("../../etc/passwd", b"1"), ("C:\\mail\\bill.pdf", b"2"), ("", b"3"), ("a/..", b"4")]))
    assert [piece.name for piece in pieces] == ["passwd", "bill.pdf", "The file", "a"]
    assert [piece.content() for piece in pieces if isinstance(piece, Found)] == [b"1", b"2", b"3", b"4"]
    assert "empty" in skipped(("a.pdf", b""))["a.pdf"]


def test_archives_and_mails_are_opened_later(tmp_path: Path) -> None:
    pile = written(tmp_path, "a.ZIP", "b.eml", content=b"")
    pieces: Sequence[object] = list(pieces_of([pile, ("c.zip", b"")]))
    assert [piece.suffix for piece in pieces if isinstance(piece, Container)] == [".zip", ".eml", ".zip"]


@given(st.text())
def test_a_name_from_elsewhere_is_one_plain_name(name: str) -> None:
    shown = named(name)
    assert shown
    assert shown == clean(shown)
    assert not {"/", "\\"} & set(shown)
    assert shown not in (".", "..")


@pytest.mark.skipif(sys.platform != "linux", reason="only there may a name be any bytes")
def test_a_name_in_unknown_letters_keeps_those_that_can_be_read(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/r\xe9sum\xe9.pdf"
    Path(os.fsdecode(raw)).write_bytes(b"x")
    assert found(tmp_path) == ["r?sum?.pdf"]
