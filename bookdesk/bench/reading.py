"""How long reading takes: a page with a text layer through a child, a scanned page beside the bare Tesseract API.

The bare side is the same build of Tesseract, its engine warm, handed the same gray pixels and asked for its text, page
by page in turn with ours, one OpenMP thread on both sides. Our side does everything a scan needs: light, skew, words
with places, lines. Pages are those of the sample documents unless a folder of PDFs is named.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bookdesk.bench.measure import Measurement, absolute, against, seconds
from bookdesk.capture.files import Options, read_files
from bookdesk.core.errors import InputError
from bookdesk.reading.child import ChildReader, ReaderPool, start_reader
from bookdesk.reading.ladder import read_picture
from bookdesk.reading.layout import arrange
from bookdesk.reading.ocr import TextReader
from bookdesk.reading.ocr_engine import LateTextReader, language_data
from bookdesk.reading.pdf import PdfFile
from bookdesk.reading.pictures import Picture
from bookdesk.reading.words import Reading, Source

_LANGUAGES = ("eng",)
_PAGES = 24
_TEXT_FILES = 24
_SCANS = 12
_ROUNDS = 5


def run(data: Path | None) -> Sequence[Measurement]:
    """Measure on the sample documents, or on the PDFs in the folder `data`."""
    os.environ["OMP_THREAD_LIMIT"] = "1"  # read when the engine is first loaded, below
    files, einvoices = list(files_of(data)), list(files_of(data, "xml"))
    if not files:
        raise InputError(f"There is no PDF in {data}.", "Name a folder that holds some.")
    return [*_einvoices(einvoices), *_text_pages(files), *_ocr_pages(files), *_two_readers(files)]


def files_of(data: Path | None, ending: str = "pdf") -> Iterator[bytes]:
    """Yield the files with this ending of the folder `data`, or of the sample documents."""
    if data is not None:
        yield from (path.read_bytes() for path in sorted(data.rglob(f"*.{ending}")))
        return
    from bookdesk.sandbox import papers  # noqa: PLC0415 - drawing the samples takes seconds

    for paper in (papers.journey() | papers.irish() | papers.further()).values():
        if paper.media_type.endswith(ending):
            yield paper.data


def _einvoices(files: Sequence[bytes]) -> list[Measurement]:
    """From an e-invoice's bytes to its data in this process, through a child that was warm before."""
    samples = [_read_warm(file).seconds for file in files[:_TEXT_FILES]]
    return [absolute("e-invoice", "s", median(samples), "< 0.050", len(samples))] if samples else []


def _text_pages(files: Sequence[bytes]) -> list[Measurement]:
    """From a file's bytes to words in this process, through a child that was warm before; per page.

    Nothing is measured where no file has a text layer.
    """
    readings = [one for file in files[:_TEXT_FILES] if (one := _read_warm(file)).source is Source.TEXT]
    samples, pages = [one.seconds / len(one.pages) for one in readings], sum(len(one.pages) for one in readings)
    return [absolute("text-page", "s", median(samples), "<= 0.150", pages)] if samples else []


def _read_warm(file: bytes) -> Reading:
    """Read a file in a child that is ready before, as it has long been when a person drops one."""
    with ReaderPool(1, start_reader) as pool:
        reader = ChildReader(pool)
        pool.wait_ready()
        return reader.read(file, ignore_embedded=True)


def _ocr_pages(files: Sequence[bytes]) -> list[Measurement]:
    pictures = list(islice(_pictures(files), _PAGES))
    ours, bare = LateTextReader(), bare_engine()
    ours.warm(_LANGUAGES)
    bare(pictures[0])
    best = [_best_of_rounds(picture, ours, bare) for picture in pictures]
    value, baseline = median(one for one, _ in best), median(other for _, other in best)
    ratio = median(one / other for one, other in best)
    what = "Tesseract API, same build, same pages"
    return [Measurement("ocr-page", "s", value, what, baseline, ratio, "<= 1.10 (median of pages)", len(best))]


def _pictures(files: Sequence[bytes]) -> Iterator[Picture]:
    for file in files:
        with PdfFile(file) as pdf:
            for number in range(1, len(pdf) + 1):
                yield pdf.picture(number)


def _best_of_rounds(picture: Picture, ours: TextReader, bare: Callable[[Picture], str]) -> tuple[float, float]:
    """Time both in turn and take the median of each."""
    rounds = [(seconds(lambda: _ours(picture, ours)), seconds(lambda: bare(picture))) for _ in range(_ROUNDS)]
    return median(one for one, _ in rounds), median(other for _, other in rounds)


def _ours(picture: Picture, reader: TextReader) -> None:
    found = read_picture(picture, reader, _LANGUAGES)
    arrange(found.pieces, 1, found.width, found.height)


def _two_readers(files: Sequence[bytes]) -> list[Measurement]:
    """Read the same scans with one child at a time and with two, in turn; files per second.

    One child at a time keeps a second core busy, too: there the next child is made ready meanwhile. Where the system
    lets a program be kept to one core, one reader on one core is the other baseline.
    """
    with TemporaryDirectory() as folder:
        paths = list(_scans(files, Path(folder)))
        rounds = [_in_turn(paths) for _ in range(_ROUNDS)]
    two, one, bound = (len(paths) / median(entry[place] for entry in rounds) for place in range(3))
    found = [against("two-readers", "files/s", two, "one reader, who uses both cores", one, ">= 1.85", len(paths))]
    if _can_be_kept():
        found.append(against("two-cores", "files/s", two, "one reader on one core", bound, ">= 1.85", len(paths)))
    return found


def _in_turn(paths: Sequence[Path]) -> tuple[float, float, float]:
    """Return the seconds that two readers take, one, and one who is kept to one core."""
    two, one = (seconds(partial(_read_all, paths, readers)) for readers in (2, 1))
    with _on_one_core():
        return two, one, seconds(partial(_read_all, paths, 1))


def _can_be_kept() -> bool:
    return hasattr(os, "sched_setaffinity")


@contextmanager
def _on_one_core() -> Iterator[None]:
    """Keep this program and the children that it starts to one core, where the system can."""
    if not _can_be_kept():
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def _scans(files: Sequence[bytes], folder: Path) -> Iterator[Path]:
    """Write scans of the first pages of some files, as many as two readers need to be busy alike."""
    from bookdesk.sandbox.papers.camera import scan  # noqa: PLC0415 - drawing takes seconds

    for number, file in enumerate(files[:_SCANS]):
        path = folder / f"{number}.pdf"
        path.write_bytes(scan(file, number))
        yield path


def _read_all(paths: Sequence[Path], readers: int) -> None:
    for _ in read_files(paths, Options(_LANGUAGES), readers=readers):
        pass


def bare_engine() -> Callable[[Picture], str]:
    """Return Tesseract with nothing around it: pixels in, text out."""
    import tesserocr  # type: ignore[import-untyped]  # noqa: PLC0415 - after the thread limit; stubs not marked

    engine = tesserocr.PyTessBaseAPI(
        path=str(language_data()), lang=_LANGUAGES[0], oem=tesserocr.OEM.LSTM_ONLY, psm=tesserocr.PSM.AUTO
    )

    def recognise(picture: Picture) -> str:
        height, width = picture.pixels.shape
        engine.SetImageBytes(picture.pixels.tobytes(), width, height, 1, width)
        engine.SetSourceResolution(round(picture.dots_per_inch))
        engine.Recognize()
        text: str = engine.GetUTF8Text()
        return text

    return recognise
