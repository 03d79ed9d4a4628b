"""Tesseract as an installed program: found by pytesseract, fed by a pipe.

pytesseract's own calls write the page into the temporary folder, so only its knowledge of the program is used.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytesseract  # type: ignore[import-untyped] # it has no annotations
from PIL import Image

from bookdesk.core.errors import UnreadableDocument
from bookdesk.reading.layout import Piece
from bookdesk.reading.ocr import PageMode, known_languages, words_of_tsv
from bookdesk.reading.pictures import Picture

_SECONDS = 55.0
"""For one page; a reader's own wall clock ends a little later."""
_OLDEST = (4, 1)
"""The first version that reads from a pipe and writes TSV with the neural models."""
_USUAL_PLACES = (
    r"C:\Program Files\Tesseract-OCR\tesseract.exe",
    "/opt/homebrew/bin/tesseract",
    "/usr/local/bin/tesseract",
)
_AS_TABLE = ("-c", "tessedit_create_tsv=1")
"""The usual word `tsv` names a file beside the language data, which the packages of data do not have."""
_INSTALL = "Install Tesseract 5 (on macOS: brew install tesseract), or use the digital PDF."


@dataclass(frozen=True, slots=True)
class Program:
    """An installed Tesseract."""

    path: str
    version: tuple[int, ...]


def find_program() -> Program:
    """Return the installed Tesseract; `UnreadableDocument` if there is none or it is too old."""
    places = (pytesseract.pytesseract.tesseract_cmd, *_USUAL_PLACES)
    path = next((found for place in places if (found := shutil.which(place))), None)
    if path is None:
        raise UnreadableDocument("No program for reading scans was found on this computer.", _INSTALL)
    pytesseract.pytesseract.tesseract_cmd = path
    version = tuple(int(part) for part in pytesseract.get_tesseract_version().release)
    if version < _OLDEST:
        shown = ".".join(str(part) for part in version)
        raise UnreadableDocument(f"The installed Tesseract is too old ({shown}).", _INSTALL)
    return Program(path, version)


class ProgramReader:
    """Starts the program once per page; the picture goes in and the words come out through pipes."""

    def __init__(self, program: Program, data: Path) -> None:
        """Use `program` with the language data in the folder `data`."""
        self._program = program
        self._data = data

    def warm(self, languages: Sequence[str]) -> None:
        """Nothing stays warm between two starts of a program."""

    def read(self, picture: Picture, languages: Sequence[str], mode: PageMode) -> tuple[Piece, ...]:
        """Return the words of `picture`."""
        code = known_languages(self._data, languages)
        return words_of_tsv(self._run(picture, ["-l", code, "--oem", "1", "--psm", str(int(mode)), *_AS_TABLE]))

    def line(self, picture: Picture, languages: Sequence[str]) -> str | None:
        """Look at no single words: each would start the program anew."""
        del picture, languages
        return None

    def turn(self, picture: Picture) -> int | None:
        """Ask the orientation detector, if its data is there."""
        if not (self._data / "osd.traineddata").is_file():
            return None
        try:
            verdict = self._run(picture, ["-l", "osd", "--psm", "0"])
        except UnreadableDocument:
            return None  # "too few characters" is an error to the program, to us an "I cannot tell"
        found = re.search(r"^Rotate: (0|90|180|270)$", verdict, re.MULTILINE)
        return int(found[1]) if found else None

    def _run(self, picture: Picture, words: Sequence[str]) -> str:
        dots = str(round(picture.dots_per_inch))
        command = [self._program.path, "stdin", "stdout", "--tessdata-dir", str(self._data), "--dpi", dots, *words]
        try:
            done = subprocess.run(  # noqa: S603 - the program found above, no shell
                command,
                input=_png(picture),
                capture_output=True,
                timeout=_SECONDS,
                check=False,
                env=os.environ | {"OMP_THREAD_LIMIT": "1"},
            )
        except subprocess.TimeoutExpired as error:
            raise UnreadableDocument("Reading the page took too long.", "Scan it again in black and white.") from error
        if done.returncode != 0:
            raise UnreadableDocument("The program for reading scans failed.", _INSTALL)
        return done.stdout.decode(errors="replace")


def _png(picture: Picture) -> bytes:
    """PNG with the least effort: faster through the pipe than a raw bitmap."""
    target = io.BytesIO()
    Image.fromarray(picture.pixels).save(target, "PNG", compress_level=1)
    return target.getvalue()
