"""Which readers of pictures this installation has, told without loading any of them."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import sys
from dataclasses import dataclass

from bookdesk.core.errors import UnreadableDocument
from bookdesk.reading.second import EXTRA, NAME, installed

_IN_PROCESS = "tesserocr"


@dataclass(frozen=True, slots=True)
class ReaderState:
    """A reader: its name, whether it can be used, its version (or that of what brings it), and a sentence about it."""

    name: str
    usable: bool
    version: str
    told: str


def readers() -> tuple[ReaderState, ...]:
    """Return the first reader, then the second."""
    return (_first(), _second())


def _first() -> ReaderState:
    if importlib.util.find_spec(_IN_PROCESS):
        version = importlib.metadata.version(_IN_PROCESS)
        return ReaderState("Tesseract", usable=True, version=version, told=f"It comes with {_IN_PROCESS}.")
    from bookdesk.reading.ocr_program import find_program  # noqa: PLC0415 - only where it is needed

    try:
        program = find_program()
    except UnreadableDocument as missing:
        return ReaderState("Tesseract", usable=False, version="", told=str(missing))
    version = ".".join(map(str, program.version))
    return ReaderState("Tesseract", usable=True, version=version, told=f"It is the program {program.path}.")


def _second() -> ReaderState:
    found = installed()
    if found.complete:
        where = "It looks at receipts and at pages that were read badly, and where somebody asks for it."
        return ReaderState(NAME, usable=True, version=found.version, told=where)
    return ReaderState(NAME, usable=False, version="", told=f"Missing: {', '.join(found.missing)}. {_how()}")


def _how() -> str:
    if getattr(sys, "frozen", False):
        return "The packaged program is without it; BookDesk installed by pip can have it."
    return f"It is optional and takes 350 MB: pip install '{EXTRA}'."
