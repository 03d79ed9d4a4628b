"""How capture bears damaged and hostile files: each of a folder is sent through its reader and its painter.

    bookdesk bench damaged --data FOLDER [--every N] [--minutes M] [--json]

The children, their limits and the way of every answer are those of capture. What is told: how many files were read, how
many were refused and why, whose child crashed and how, how much processor time each file took, and how long anybody
waited for one answer; on a busy machine only the former tells a hang from waiting in line, so files come one after the
other. Of long documents the first pages are read. Public collections that are good for this stand in the notes on
benchmarks; none of them is part of the project.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

import psutil

from bookdesk.capture.files import load
from bookdesk.core.child import ChildFailed, ChildTimedOut
from bookdesk.core.errors import BookDeskError, PasswordNeeded, UnreadableDocument
from bookdesk.jobs.runner import Defect, attempt
from bookdesk.reading.child import ChildReader, ReaderPool
from bookdesk.reading.preview import ChildPictures, PagePictures, PainterPool

PATIENCE = 60.0
"""Seconds of processor time that no file should take, and of the clock that nobody should wait for one answer."""
_PAGES_READ = 5
_WIDTH = 700
_WORST = 12
_ALL_FIRST = ("fuzz", "bomb", "crash", "timeout", "oom", "hang", "poc-")
"""What the names of files say that were made to annoy: they are taken whatever the sample."""


class End(StrEnum):
    """What became of a file."""

    READ = "read"
    REFUSED = "refused"
    LOCKED = "locked"
    CRASHED = "child crashed"
    TIMED_OUT = "child timed out"
    DEFECT = "defect"


@dataclass(frozen=True, slots=True)
class Fate:
    """One file: its end and why, seconds of processor time and of the longest wait for an answer, and its picture.

    `painted` says whether the first page could be shown, and nothing where nothing was to be shown.
    """

    name: str
    end: End
    why: str = ""
    waited: float = 0.0
    processor: float = 0.0
    painted: bool | None = None
    unpainted: str = ""


class _Watch:
    """Measures how long each answer takes; a `Progress` that hears of every page."""

    def __init__(self) -> None:
        self.longest, self._since = 0.0, time.monotonic()

    def step(self, what: str, done: int, of: int) -> None:
        """Note that an answer came."""
        del what, done, of
        now = time.monotonic()
        self.longest, self._since = max(self.longest, now - self._since), now

    def cancelled(self) -> bool:
        """Go on."""
        return False


def sample(folder: Path, every: int) -> list[Path]:
    """Return each `every`-th file of a folder and of those within it, and all that were made to annoy."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return [
        path
        for place, path in enumerate(found)
        if place % every == 0 or any(word in path.name.lower() for word in _ALL_FIRST)
    ]


def fate_of(path: Path, reader: ChildReader, pictures: PagePictures) -> Fate:
    """Send one file through reader and painter."""
    watch, before, content = _Watch(), _processor(), list[bytes]()

    def work() -> None:
        content.append(load(path))
        reader.read(content[0], pages=range(1, _PAGES_READ + 1), progress=watch)

    error = attempt(work)
    watch.step("", 0, 0)
    end, why = (End.READ, "") if error is None else _end_of(error)
    used = _processor() - before
    if end is not End.READ:
        return Fate(path.name, end, why, watch.longest, used)
    painted, unpainted = _painted(content[0], pictures, watch)
    return Fate(path.name, end, why, watch.longest, used, painted, unpainted)


def _processor() -> float:
    """Return the processor time of the children that have ended; those that wait for the next file are not in it."""
    times = psutil.Process().cpu_times()
    return float(times.children_user + times.children_system)


def _end_of(error: BookDeskError) -> tuple[End, str]:
    cause = error.__cause__
    if isinstance(error, Defect):
        return End.DEFECT, error.what
    if isinstance(cause, ChildTimedOut):
        return End.TIMED_OUT, cause.what
    if isinstance(cause, ChildFailed):
        last = cause.diagnosis.strip().splitlines()[-1:] or [""]
        return End.CRASHED, f"{cause.what} {last[0]}".strip()
    return (End.LOCKED if isinstance(error, PasswordNeeded) else End.REFUSED), str(error)


def _painted(data: bytes, pictures: PagePictures, watch: _Watch) -> tuple[bool, str]:
    try:
        shown = pictures.show(data)
        try:
            shown.picture(1, _WIDTH)
        finally:
            shown.close()
    except UnreadableDocument as error:
        return False, _end_of(error)[1]
    finally:
        watch.step("", 0, 0)
    return True, ""


def fates(paths: Sequence[Path], until: float) -> Iterator[Fate]:
    """Yield what became of each file, one after the other, until the clock says `until`."""
    with ReaderPool(1) as readers, PainterPool(1) as painters:
        reader, pictures = ChildReader(readers), ChildPictures(painters)
        for path in paths:
            if time.monotonic() > until:
                return
            yield fate_of(path, reader, pictures)


def told(found: Iterable[Fate]) -> Iterator[dict[str, object]]:
    """Yield the counts, the reasons, and the files that fared worst, each as one row."""
    all_of = list(found)
    shown = [one for one in all_of if one.painted is not None]
    yield {
        "files": len(all_of),
        **{end.value: sum(one.end is end for one in all_of) for end in End},
        "over 60 s": sum(one.processor > PATIENCE for one in all_of),
        "most processor seconds": round(max((one.processor for one in all_of), default=0.0), 1),
        "longest wait": round(max((one.waited for one in all_of), default=0.0), 1),
        "read and shown": sum(bool(one.painted) for one in shown),
        "read, not shown": sum(not one.painted for one in shown),
    }
    for reason, count in Counter(one.why for one in all_of if one.end in (End.REFUSED, End.LOCKED)).most_common():
        yield {"refused": count, "reason": reason}
    for one in all_of:
        if one.end in (End.CRASHED, End.TIMED_OUT, End.DEFECT) or one.painted is False:
            yield asdict(one)
    for one in sorted(all_of, key=lambda fate: -fate.processor)[:_WORST]:
        yield {"slow": one.name, "processor": round(one.processor, 1), "waited": round(one.waited, 1), "end": one.end}


def main(words: Sequence[str]) -> int:
    """Run it; 1 where something broke the program itself or took too long, else 0."""
    parser = argparse.ArgumentParser(prog="bookdesk bench damaged", description="Reads damaged files as capture does.")
    parser.add_argument("--data", type=Path, required=True, help="a folder of files, looked through with all within it")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="each N-th file, and all made to annoy")
    parser.add_argument("--minutes", type=float, default=25.0, help="begin no file after so long")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    arguments = parser.parse_args(words)
    found = list(fates(sample(arguments.data, arguments.every), time.monotonic() + arguments.minutes * 60))
    for row in told(found):
        line = json.dumps(row) if arguments.json else "  ".join(f"{key}: {value}" for key, value in row.items())
        sys.stdout.write(f"{line}\n")
    return int(any(one.end in (End.DEFECT, End.TIMED_OUT) or one.processor > PATIENCE for one in found))
