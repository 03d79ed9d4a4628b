from __future__ import annotations

import json

import pytest

from bookdesk.cli.main import main
from bookdesk.reading import equipment
from bookdesk.reading.second import Installed


def test_both_readers_are_told_with_how_to_get_the_one_that_is_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(equipment, "installed", lambda: Installed("", ("rapidocr", "onnxruntime")))
    assert main(["readers"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("Tesseract: ")
    assert second == (
        "RapidOCR: not installed. Missing: rapidocr, onnxruntime. It is optional and takes 350 MB:"
        " pip install 'bookdesk[rapid]'."
    )


def test_one_that_is_there_says_what_it_looks_at(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(equipment, "installed", lambda: Installed("3.10.0", ()))
    assert main(["readers", "--json"]) == 0
    row = json.loads(capsys.readouterr().out.splitlines()[1])
    assert (row["reader"], row["usable"], row["version"]) == ("RapidOCR", True, "3.10.0")
    assert "receipts" in row["told"]


def test_the_packaged_program_does_not_ask_for_what_it_cannot_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(equipment, "installed", lambda: Installed("", ("rapidocr",)))
    monkeypatch.setattr("sys.frozen", True, raising=False)
    assert "pip install" not in equipment.readers()[1].told


def test_without_tesseract_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    monkeypatch.setattr("shutil.which", lambda _name: None)
    first = equipment.readers()[0]
    assert not first.usable
    assert "Install Tesseract" in first.told
