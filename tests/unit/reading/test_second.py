from __future__ import annotations

import importlib
import sys
from pathlib import Path

import numpy as np
import pytest

from bookdesk.reading.pictures import Picture
from bookdesk.reading.rapid_engine import LateSecondReader
from bookdesk.reading.second import READER_PACKAGE, RUNTIME_PACKAGE, installed, is_installed, models

FILES = ("PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx", "ch_ppocr_mobile_v2.0_cls_mobile.onnx")


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder in which packages are looked for, and no others of these names."""
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    for name in (READER_PACKAGE, RUNTIME_PACKAGE):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return tmp_path


def package(folder: Path, name: str, *files: str) -> None:
    home = folder / name
    (home / "models").mkdir(parents=True)
    (home / "__init__.py").write_text("raise AssertionError('nobody imports it to see whether it is there')\n")
    for file in files:
        (home / "models" / file).write_bytes(b"a model")
    importlib.invalidate_caches()


def test_nothing_of_it_is_there_unless_somebody_installs_it(packages: Path) -> None:
    assert list(packages.iterdir()) == []
    assert installed().missing == (READER_PACKAGE, RUNTIME_PACKAGE)
    assert models() is None
    assert LateSecondReader().read(Picture(np.full((40, 40), 255, dtype=np.uint8), 300.0)) is None


def test_it_is_found_with_its_models_and_not_imported(packages: Path) -> None:
    package(packages, READER_PACKAGE, *FILES)
    assert installed().missing == (RUNTIME_PACKAGE,)
    package(packages, RUNTIME_PACKAGE)
    found = models()
    assert is_installed()
    assert found is not None
    assert (found.finder.name, found.speller.name) == FILES[:2]


def test_without_its_models_it_cannot_be_used_and_none_are_fetched(packages: Path) -> None:
    package(packages, READER_PACKAGE, FILES[0])
    package(packages, RUNTIME_PACKAGE)
    assert installed().missing == ("its models",)
    assert LateSecondReader().read(Picture(np.full((40, 40), 255, dtype=np.uint8), 300.0)) is None
