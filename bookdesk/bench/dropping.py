"""Five hundred files dropped at once: how long the window's loop is ever kept from its next turn meanwhile."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication
from reportlab.pdfgen.canvas import Canvas

from bookdesk.bench.measure import Measurement, absolute, p95, percentile
from bookdesk.bench.sample import SampleAtHome, sample_at
from bookdesk.bench.seat import seated

FILES = 500
_TICK = 5
"""Milliseconds between two looks at the clock."""
_FELT = 50.0
"""Milliseconds from which a gap is one too many."""
_PATIENCE = 900.0
_HOME = "dropped"
_WAITING = QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents


def run(data: Path | None = None) -> Sequence[Measurement]:
    """Measure a drop by itself; `data` names a folder in which the sample practice is kept for the next time."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="bookdesk-bench-") as folder:
        return list(drop_many(sample_at((data or Path(folder)) / "sample"), Path(folder)))


def drop_many(sample: SampleAtHome, folder: Path) -> Iterator[Measurement]:
    """Drop the files on the inbox of a copy of the sample practice, and wait until all are read."""
    home = folder / _HOME
    shutil.copytree(sample.home, home)
    files = _files(folder / "files")
    with seated(SampleAtHome(home, sample.passphrase)) as seat:
        client_id = str(seat.office.clients()[0].client_id)
        seat.go("inbox", client_id=client_id, view="all open")
        numbered, ended, ticks = list[float](), list[bool](), [perf_counter()]
        timer = QTimer()
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(lambda: ticks.append(perf_counter()))
        seat.desktop.intake.taken.connect(lambda *_: numbered.append(perf_counter()))
        seat.desktop.intake.finished.connect(lambda *_: ended.append(True) if numbered else None)  # not of what waited
        timer.start(_TICK)
        started = perf_counter()
        seat.desktop.intake.drop(client_id, [files])
        while not ended and perf_counter() - started < _PATIENCE:
            QApplication.processEvents(_WAITING)
        timer.stop()
        took = perf_counter() - started
        seat.settle()
    gaps = [(after - before) * 1e3 for before, after in pairwise(ticks)]
    yield absolute("drop-500-longest-gap", "ms", max(gaps), "< 50 ms", FILES)
    yield absolute("drop-500-gap-p95", "ms", p95(gaps), "none", len(gaps))
    yield absolute("drop-500-gap-p99", "ms", percentile(gaps, 99), "< 50 ms", len(gaps))
    yield absolute("drop-500-gaps-over-50", "gaps", sum(gap > _FELT for gap in gaps), "0", len(gaps))
    yield absolute("drop-500-numbered", "s", numbered[-1] - started, "none", len(numbered))
    yield absolute("drop-500-read", "s", took, "none", len(numbered))


def _files(folder: Path) -> Path:
    """Write so many invoices of one page, no two alike."""
    folder.mkdir()
    for number in range(FILES):
        page = Canvas(str(folder / f"invoice-{number:03}.pdf"))
        lines = (
            *("Benchmark Supplies Pty Ltd", "ABN 51 824 753 556", "Tax Invoice", f"Invoice number BM-{number:05}"),
            *("Invoice date 02 Nov 2026", "Due date 16 Nov 2026", f"Total incl. GST  {110 + number}.00 AUD"),
        )
        for at, line in enumerate(lines):
            page.drawString(72, 760 - 24 * at, line)
        page.save()
    return folder
