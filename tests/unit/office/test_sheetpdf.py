"""The recovery sheet on paper: what it tells is read back by eyes, by a machine, and without any reader of PDFs."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from bookdesk.office.sheetpdf import render_sheet, sheet_file, sheet_picture
from bookdesk.reading.pdf import PdfFile
from bookdesk.security.recovery import RecoverySheet, SheetFacts, from_text, read_sheet
from bookdesk.security.redaction import Secret

FACTS = SheetFacts("Ann & Ben Žižkov", "01890a5d-ac96-774b-bcce-b302099a8057", "2026-06-30", "03a107bf f3ce10be")
SHEET = RecoverySheet(Secret(bytes(range(32))), FACTS)


def words_of(pdf: bytes) -> str:
    file = PdfFile(pdf)
    return " ".join(piece.text for number in range(1, len(file) + 1) for piece in file.text_layer(number).pieces)


def test_equal_sheets_are_equal_bytes_and_others_are_not() -> None:
    assert render_sheet(SHEET) == render_sheet(SHEET)
    assert render_sheet(SHEET) != render_sheet(replace(SHEET, key=Secret(bytes(32))))


def test_it_is_one_page_that_tells_everything() -> None:
    pdf = render_sheet(SHEET)
    assert len(PdfFile(pdf)) == 1
    told = words_of(pdf)
    for fact in ("Recovery sheet", *FACTS.practice.split(), FACTS.practice_id, FACTS.made_on, "03a107bf"):
        assert fact in told
    for group in " ".join(SHEET.lines).split():
        assert group in told
    for words in ("What it is for", "How to keep it", "Kept at", "Date", "Signature"):
        assert words in told


def test_the_key_is_read_from_the_file_without_a_reader_of_pdfs(tmp_path: Path) -> None:
    for name in ("sheet.pdf", "SHEET.PDF", "sheet.txt"):
        path = tmp_path / name
        path.write_bytes(sheet_file(SHEET, path))
        assert path.read_bytes().startswith(b"%PDF-") == name.lower().endswith("pdf")
        assert read_sheet(path).reveal() == SHEET.key.reveal()


def test_a_name_beyond_the_page_and_beyond_the_letters_is_told_as_far_as_it_goes() -> None:
    name = "東京 " + "Sehr lange Buchhaltungsgesellschaft " * 4
    told = words_of(render_sheet(replace(SHEET, facts=replace(FACTS, practice=name))))
    assert ".. Sehr lange" in told


@pytest.mark.skipif(shutil.which("zbarimg") is None, reason="this system has no zbarimg to read QR codes with")
def test_another_program_reads_the_code(tmp_path: Path) -> None:
    across, down = (round(points / 72 * 200) for points in (595.28, 841.89))
    picture = tmp_path / "page.png"
    Image.frombytes("RGB", (across, down), PdfFile(render_sheet(SHEET)).shown(1, (across, down))).save(picture)
    read = subprocess.run(
        ["zbarimg", "--quiet", "--raw", str(picture)], capture_output=True, text=True, check=True, timeout=60
    )
    assert from_text(read.stdout).reveal() == SHEET.key.reveal()


def test_a_printer_gets_the_page_in_its_own_dots() -> None:
    dots, across, down = sheet_picture(SHEET)
    assert (across, down) == (2480, 3508)
    assert len(dots) == 3 * across * down
    assert min(dots) < 10 < max(dots)
