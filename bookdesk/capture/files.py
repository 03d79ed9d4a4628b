"""Read many files at once: as many children as the machine has cores, results in the order of the files."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bookdesk.core.errors import BookDeskError, UnreadableDocument
from bookdesk.core.limits import MEGABYTE
from bookdesk.core.ownfiles import FileTooLarge, read_own_file
from bookdesk.reading.child import ChildReader, ReaderPool
from bookdesk.reading.reader import DEFAULT_LANGUAGES, DocumentReader
from bookdesk.reading.second import Second
from bookdesk.reading.words import Reading

MOST_BYTES = 50 * MEGABYTE
"""A larger file is no document of one supplier; the reader's children refuse it, too."""
_AHEAD = 2


@dataclass(frozen=True, slots=True)
class Options:
    """How files are read: OCR languages (ISO 639-2), whether e-invoices inside PDFs are overlooked, who reads."""

    languages: tuple[str, ...] = DEFAULT_LANGUAGES
    ignore_embedded: bool = False
    second: Second = Second.WHERE_NEEDED


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file: a reading, or the reason why there is none."""

    path: Path
    reading: Reading | None
    error: BookDeskError | None


def load(path: Path) -> bytes:
    """Return a file's bytes; `InputError` where it cannot be opened, `UnreadableDocument` where it is too large."""
    try:
        return read_own_file(path, MOST_BYTES)
    except FileTooLarge as error:
        raise UnreadableDocument(error.what, "Split it, or scan it more coarsely.") from error


def read_files(paths: Sequence[Path], options: Options, *, readers: int | None = None) -> Iterator[FileOutcome]:
    """Yield the outcome of each file in order; a file that fails never stops the others.

    `readers` are at work at once, as many as the machine has cores where it is not said.
    """
    workers = readers or max(1, min(os.cpu_count() or 1, len(paths)))
    with ReaderPool(spare=workers) as pool, ThreadPoolExecutor(workers) as threads:
        reader = ChildReader(pool)
        waiting: list[Future[FileOutcome]] = []
        for path in paths:
            waiting.append(threads.submit(outcome, path, reader, options))
            if len(waiting) > workers * _AHEAD:
                yield waiting.pop(0).result()
        for future in waiting:
            yield future.result()


def outcome(path: Path, reader: DocumentReader, options: Options) -> FileOutcome:
    """Read one file with `reader`."""
    try:
        data = load(path)
        reading = reader.read(
            data, languages=options.languages, ignore_embedded=options.ignore_embedded, second=options.second
        )
    except BookDeskError as error:
        return FileOutcome(path, None, error)
    return FileOutcome(path, reading, None)
