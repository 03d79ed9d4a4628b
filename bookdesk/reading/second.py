"""The second reader of pictures, an extra: whether it is there, which pages it is asked about. Light to import."""

from __future__ import annotations

import importlib.metadata
import importlib.util
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bookdesk.core.errors import BookDeskError

NAME = "RapidOCR"
EXTRA = "bookdesk[rapid]"
READER_PACKAGE, RUNTIME_PACKAGE = "rapidocr", "onnxruntime"
_FINDER, _SPELLER = "*_det_*.onnx", "*_rec_*.onnx"
"""Files of the models that find lines and that spell them, in the reader's own package."""


class Second(StrEnum):
    """Which pictures of pages the second reader looks at, where it is installed."""

    WHERE_NEEDED = "where-needed"
    """Receipts, and pages that were read badly."""
    ALWAYS = "always"
    """Every one: a person asked for it."""
    NEVER = "never"


ENGINES = {"auto": Second.WHERE_NEEDED, "tesseract": Second.NEVER, "rapid": Second.ALWAYS}
"""Who reads pictures, as a person names it: both where that is worth it, the first reader alone, or both always."""


class NoSecondReader(BookDeskError):
    """Somebody asked for the second reader, and it is not installed."""


@dataclass(frozen=True, slots=True)
class Installed:
    """What is there of the second reader; `missing` names what is not, nothing where it can be used."""

    version: str
    missing: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether it can be used."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Models:
    """The files that find lines on a page and that spell a line."""

    finder: Path
    speller: Path


def installed() -> Installed:
    """Return what is there, without importing any of it."""
    missing = [name for name in (READER_PACKAGE, RUNTIME_PACKAGE) if importlib.util.find_spec(name) is None]
    if READER_PACKAGE not in missing and models() is None:
        missing.append("its models")
    try:
        version = importlib.metadata.version(READER_PACKAGE)
    except importlib.metadata.PackageNotFoundError:
        version = ""
    return Installed(version, tuple(missing))


def is_installed() -> bool:
    """Return whether the second reader can be used."""
    return installed().complete


def not_installed() -> NoSecondReader:
    """Return what is said to somebody who asks for it."""
    return NoSecondReader(
        "The second reader is not installed on this computer.",
        f"Install its extra, {EXTRA}, and start BookDesk again.",
        command="bookdesk readers",
    )


def models() -> Models | None:
    """Return the files of the models that came with the package; none is ever fetched from elsewhere."""
    spec = importlib.util.find_spec(READER_PACKAGE)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(place) / "models"
        finder, speller = (next(iter(sorted(folder.glob(kind))), None) for kind in (_FINDER, _SPELLER))
        if finder is not None and speller is not None:
            return Models(finder, speller)
    return None
