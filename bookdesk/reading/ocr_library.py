"""Tesseract inside this process, through tesserocr: no program to install, no copy of the picture, no file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import tesserocr  # type: ignore[import-untyped] # its stubs are not marked as such

from bookdesk.reading.layout import Piece
from bookdesk.reading.ocr import PageMode, known_languages, words_of_tsv
from bookdesk.reading.pictures import Picture

_SURE_OF_TURN = 1.0
"""Tesseract's own figure from which its verdict on orientation is worth a trial."""


class TesserocrReader:
    """Keeps one engine per set of languages, since each takes a tenth of a second to load. One thread only."""

    def __init__(self, data: Path) -> None:
        """Read language data from the folder `data`."""
        self._data = data
        self._engines: dict[str, tesserocr.PyTessBaseAPI] = {}

    def warm(self, languages: Sequence[str]) -> None:
        """Load the engine for `languages`."""
        self.engine(languages)

    def engine(self, languages: Sequence[str]) -> tesserocr.PyTessBaseAPI:
        """Return the warm engine for `languages`."""
        code = known_languages(self._data, languages)
        if code not in self._engines:
            self._engines[code] = tesserocr.PyTessBaseAPI(
                path=str(self._data), lang=code, oem=tesserocr.OEM.LSTM_ONLY, psm=tesserocr.PSM.AUTO
            )
        return self._engines[code]

    def read(self, picture: Picture, languages: Sequence[str], mode: PageMode) -> tuple[Piece, ...]:
        """Return the words of `picture`."""
        engine = self.engine(languages)
        engine.SetPageSegMode(int(mode))
        _show(engine, picture)
        try:
            return words_of_tsv(engine.GetTSVText(0))
        finally:
            engine.Clear()

    def line(self, picture: Picture, languages: Sequence[str]) -> str | None:
        """Return the text of a picture of one line."""
        engine = self.engine(languages)
        engine.SetPageSegMode(int(PageMode.LINE))
        _show(engine, picture)
        try:
            return str(engine.GetUTF8Text())
        finally:
            engine.Clear()

    def turn(self, picture: Picture) -> int | None:
        """Ask the orientation detector, if its data is there."""
        if not (self._data / "osd.traineddata").is_file():
            return None
        with tesserocr.PyTessBaseAPI(path=str(self._data), lang="osd", psm=tesserocr.PSM.OSD_ONLY) as engine:
            _show(engine, picture)
            verdict = engine.DetectOrientationScript()
        if not verdict or verdict["orient_conf"] < _SURE_OF_TURN:
            return None
        return (360 - int(verdict["orient_deg"])) % 360


def _show(engine: tesserocr.PyTessBaseAPI, picture: Picture) -> None:
    """Hand the pixels over as they are: through Pillow they would be encoded as a file in memory first."""
    height, width = picture.pixels.shape
    engine.SetImageBytes(picture.pixels.tobytes(), width, height, 1, width)
    engine.SetSourceResolution(round(picture.dots_per_inch))
