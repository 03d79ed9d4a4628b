"""How long a page takes from its bytes to pixels on this side of a warm child, beside pdfium alone in this process.

Another figure says what sending the pixels packed as PNG would take instead: packing alone, the pipe not counted.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import median

from PIL import Image

from bookdesk.bench.measure import Measurement, seconds
from bookdesk.bench.reading import files_of
from bookdesk.reading.inprocess import InProcessPictures
from bookdesk.reading.preview import ChildPictures, PainterPool, start_painter

_FILES = 12
_WIDTH = 1_000
"""Pixels: a page beside its fields on a usual screen."""


def run(data: Path | None) -> Sequence[Measurement]:
    """Measure on the sample documents, or on the PDFs in the folder `data`."""
    files = list(files_of(data))[:_FILES]
    ours = median(_first_page(file) for file in files)
    bare = median(seconds(partial(_bare, file)) for file in files)
    packed = median(_packing(file) for file in files)
    what, aim = "pdfium in this process, same size", "<= 0.150"
    return [
        Measurement("first-page-shown", "s", ours, what, bare, ours / bare, aim, len(files)),
        Measurement("png-packing", "s", packed, "the whole way as raw pixels", ours, packed / ours, "none", len(files)),
    ]


def _first_page(file: bytes) -> float:
    """From asking for a document to the pixels of its first page; the child was warm before, as in daily use."""
    with PainterPool(1, start_painter) as pool:
        pool.wait_ready()
        document = ChildPictures(pool).show(file)
        taken = seconds(lambda: document.picture(1, _WIDTH))
        document.close()
    return taken


def _bare(file: bytes) -> None:
    InProcessPictures().show(file).picture(1, _WIDTH)


def _packing(file: bytes) -> float:
    picture = InProcessPictures().show(file).picture(1, _WIDTH)
    image = Image.frombytes("RGB", (picture.width, picture.height), picture.pixels)
    return seconds(lambda: image.save(io.BytesIO(), "PNG", compress_level=1))
