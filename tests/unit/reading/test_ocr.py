from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from bookdesk.core.errors import UnreadableDocument
from bookdesk.reading.layout import arrange
from bookdesk.reading.ocr import PageMode, known_languages, words_of_tsv
from bookdesk.reading.ocr_engine import LateTextReader, language_data
from bookdesk.reading.ocr_library import TesserocrReader
from bookdesk.reading.ocr_program import Program, ProgramReader, find_program
from bookdesk.reading.pictures import Picture
from tests.support import pages

TSV = (
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
    "1\t1\t0\t0\t0\t0\t0\t0\t600\t800\t-1\t\n"
    "5\t1\t1\t1\t1\t1\t10\t20\t30\t12\t96.41\tTotal\n"
    "5\t1\t1\t1\t1\t2\t50\t20\t40\t12\t88\t12,00\n"
    "5\t1\t1\t1\t1\t3\t99\t20\t4\t12\t12.5\t~\n"
    "5\t1\t1\t1\t1\t4\t99\t20\t0\t12\t90\tflat\n"
    "5\t1\t1\t1\t1\t5\t99\t20\t9\t12\t90\t \n"
    "5\tcut short\n"
)


def test_words_are_taken_from_tesseracts_table_and_dirt_is_not() -> None:
    total, amount = words_of_tsv(TSV)
    assert (total.text, total.x0, total.y1) == ("Total", 10, 32)
    assert total.confidence == pytest.approx(0.9641)
    assert amount.text == "12,00"
    assert words_of_tsv("") == ()


def test_languages_without_data_are_left_out() -> None:
    data = language_data()
    assert known_languages(data, ("deu", "eng", "deu")) == "deu+eng"
    assert known_languages(data, ("xxx", "../eng")) == "eng"


def test_the_engine_reads_a_page_without_writing_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    reader = LateTextReader()
    reader.warm(("eng",))
    picture = Picture(pages.picture(), 300.0)
    height, width = picture.pixels.shape
    words = arrange(reader.read(picture, ("eng",), PageMode.PAGE), 1, width, height)
    text = " ".join(word.text for word in words)
    assert "Farmgate Foods Limited" in text
    assert "Total amount 139.56" in text
    assert words[0].x0 == pytest.approx(60 / 595, abs=0.01)
    assert list(tmp_path.iterdir()) == []


def test_the_detector_says_how_a_page_lies() -> None:
    reader = TesserocrReader(language_data())
    pixels = pages.picture(pages.INVOICE * 2)
    assert reader.turn(Picture(pixels[::-1, ::-1].copy(), 300.0)) == 180
    assert reader.turn(Picture(pixels[:200, :200].copy(), 300.0)) is None


PROGRAM = """#!{python}
import os, sys
seen = sys.stdin.buffer.read()
words = sys.argv[1:]
if "--version" in words:
    print("tesseract {version}")
elif "osd" in words:
    print("Orientation in degrees: 90\\nRotate: 270\\nOrientation confidence: 9.1")
elif "tessedit_create_tsv=1" not in words or not seen.startswith(b"\\x89PNG") or os.environ["OMP_THREAD_LIMIT"] != "1":
    sys.exit(3)
else:
    row = ["5", "1", "1", "1", "1", "1", "10", "20", "30", "12", "91", words[words.index("--psm") + 1]]
    print("\\t".join(row))
"""


def program(folder: Path, version: str = "5.3.0", text: str = PROGRAM) -> Path:
    path = folder / "tesseract"
    path.write_text(text.format(python=sys.executable, version=version))
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


posix = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for the program is a script with a first line")


@posix
def test_an_installed_program_is_found_and_described(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = program(tmp_path)
    monkeypatch.setattr("pytesseract.pytesseract.tesseract_cmd", str(path))
    assert find_program() == Program(str(path), (5, 3, 0))


@posix
def test_a_program_too_old_or_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytesseract.pytesseract.tesseract_cmd", str(program(tmp_path, "3.5.1")))
    with pytest.raises(UnreadableDocument, match="too old"):
        find_program()
    monkeypatch.setattr("pytesseract.pytesseract.tesseract_cmd", "no-such-program")
    monkeypatch.setattr("bookdesk.reading.ocr_program._USUAL_PLACES", ())
    with pytest.raises(UnreadableDocument, match="Install Tesseract"):
        find_program()


@posix
def test_the_program_is_fed_by_a_pipe_and_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    reader = ProgramReader(Program(str(program(tmp_path)), (5, 3, 0)), language_data())
    reader.warm(("eng",))
    picture = Picture(pages.picture()[:300, :300], 300.0)
    (word,) = reader.read(picture, ("eng", "deu"), PageMode.BLOCK)
    assert (word.text, word.confidence) == ("6", 0.91)
    assert reader.turn(picture) == 270
    assert list(temporary.iterdir()) == []


@posix
def test_a_program_that_fails_makes_the_page_unreadable(tmp_path: Path) -> None:
    path = program(tmp_path, text="#!{python}\nimport sys; sys.exit(9) # {version}\n")
    reader = ProgramReader(Program(str(path), (5,)), language_data())
    picture = Picture(pages.picture()[:300, :300], 300.0)
    with pytest.raises(UnreadableDocument, match="failed"):
        reader.read(picture, ("eng",), PageMode.PAGE)
    assert reader.turn(picture) is None
