"""The window, measured from outside it as far as that goes: start, client switch, dashboard, long list, memory.

Times are from the key press to the end of the paint in which the rows of the new list are there. The window paints
into memory (`offscreen`), so what a graphics system adds is not in the figures; it is not in the baseline either.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import psutil

from bookdesk.bench.firm import BigFirm, big_firm
from bookdesk.bench.measure import Measurement, absolute, against, median, p95, seconds
from bookdesk.core.progress import Silent

if TYPE_CHECKING:
    from bookdesk.bench.seat import BenchSeat

CLIENTS, BILLS, LONG = 300, 2_000, 100_000
_STARTS, _LOCKS, _SWITCHES, _FRAMES, _ROUNDS, _ACTIONS = 15, 25, 60, 60, 9, 2_000
_BARE = (
    "from PySide6.QtWidgets import QApplication, QWidget\n"
    "from PySide6.QtCore import QTimer\n"
    "app = QApplication([]); window = QWidget(); window.resize(900, 600); window.show()\n"
    "QTimer.singleShot(0, app.quit); app.exec()\n"
)
_SAMPLE = "import sys\nfrom bookdesk.bench.sample import tell_memory\ntell_memory(sys.argv[1])\n"
_LOCKED = "import sys\nfrom bookdesk.bench.startup import lock_and_reopen\nsys.exit(lock_and_reopen(*sys.argv[1:]))\n"
_OURS = "import sys\nfrom bookdesk.bench.startup import start_and_leave\nsys.exit(start_and_leave())\n"


def run(data: Path | None = None) -> Sequence[Measurement]:
    """Measure everything; `data` names a folder in which the practice of 300 clients is kept for the next time."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory(prefix="bookdesk-bench-") as folder:
        return list(_all(Path(folder), data))


def run_lock(data: Path | None = None) -> Sequence[Measurement]:
    """Measure how long somebody who locks his desk waits for the page that unlocks it; no data is needed."""
    del data
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory(prefix="bookdesk-bench-") as folder:
        return [_reopened(Path(folder))]


def _all(folder: Path, data: Path | None) -> Iterator[Measurement]:
    yield _start(folder)
    yield _sample((data or folder) / "sample")
    with _kept_firm(data or folder, "many", CLIENTS, BILLS) as firm:
        yield from _many(firm)
    with _kept_firm(data or folder, "long", 1, LONG) as firm:
        yield from _long(firm)


@contextmanager
def _kept_firm(folder: Path, name: str, clients: int, bills: int) -> Iterator[BigFirm]:
    """Yield a practice, made now or the last time."""
    from bookdesk.store.places import Places  # noqa: PLC0415 - the start is measured before any of this is imported

    home, secret = folder / name, folder / f"{name}.passphrase"
    if secret.exists():
        yield BigFirm(Places(home), secret.read_text(), clients, bills)
        return
    sys.stderr.write(f"Making {clients} clients of {bills} bills …\n")
    firm = big_firm(Places(home), clients, bills)
    secret.write_text(firm.passphrase)
    yield firm


def _start(folder: Path) -> Measurement:
    """Time the program from nothing to its first page, beside a bare window, in turn; both compiled, as installed."""
    environment = os.environ | {"BOOKDESK_HOME": str(folder / "start"), "QT_QPA_PLATFORM": "offscreen"}
    environment["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
    environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def process(code: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, "-c", code], check=True, env=environment)  # noqa: S603 - our own

    ours, bare = process(_OURS), process(_BARE)
    ours()
    bare()
    pairs = [(seconds(ours), seconds(bare)) for _ in range(_STARTS)]
    return against(
        "start-to-first-page",
        "s",
        median([pair[0] for pair in pairs]),
        "a bare PySide6 window",
        median([pair[1] for pair in pairs]),
        "<= 2",
        _STARTS,
    )


def _reopened(folder: Path) -> Measurement:
    """Time from locking an opened desk to the first page of the process that follows, beside a bare window, in turn."""
    with _kept_firm(folder, "locked", 1, 100) as firm:
        passphrase = firm.passphrase
    environment = os.environ | {"BOOKDESK_HOME": str(folder / "locked"), "QT_QPA_PLATFORM": "offscreen"}
    environment["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
    environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def locked() -> float:
        told = subprocess.run(  # noqa: S603 - our own
            [sys.executable, "-c", _LOCKED, passphrase], check=True, capture_output=True, text=True, env=environment
        )
        before, after = map(float, told.stdout.split())
        return after - before

    def bare() -> float:
        return seconds(
            lambda: subprocess.run([sys.executable, "-c", _BARE], check=True, env=environment)  # noqa: S603 - our own
        )

    locked()
    pairs = [(locked(), bare()) for _ in range(_LOCKS)]
    return against(
        "lock-to-first-page",
        "s",
        median([pair[0] for pair in pairs]),
        "a bare PySide6 window",
        median([pair[1] for pair in pairs]),
        "< 2 s",
        _LOCKS,
    )


def _sample(home: Path) -> Measurement:
    """Visit every screen of the sample practice in a process of its own, and ask what it takes."""
    told = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-c", _SAMPLE, str(home)], check=True, capture_output=True, text=True
    )
    return absolute("memory-sample", "MB", float(told.stdout), "<= 250 MB", 1)


def _many(firm: BigFirm) -> Iterator[Measurement]:
    from bookdesk.bench.seat import seated  # noqa: PLC0415 - as above

    with seated(firm) as seat:
        for _line in seat.desktop.overview().refresh_all(Silent()):
            pass
        seat.go("clients", view="all")
        times = [seat.until_painted("clients", lambda: seat.show("clients", "all")) * 1e3 for _ in range(_ROUNDS)]
        yield absolute("dashboard-300", "ms", median(times), "<= 150 ms", _ROUNDS)
    with seated(firm) as seat:
        clients = [str(entry.client_id) for entry in seat.office.clients()]
        chance = Random(5)  # noqa: S311 - the same order each time
        chance.shuffle(clients)
        seat.go("bills", client_id=clients[0], view="open")
        cold = [seat.switch(client_id) * 1e3 for client_id in clients[1 : _SWITCHES + 1]]
        warm = [seat.switch(client_id) * 1e3 for client_id in clients[_SWITCHES - 30 : _SWITCHES + 1] * 2]
        yield absolute("client-switch-cold", "ms", p95(cold), "p95 <= 200 ms", len(cold))
        yield absolute("client-switch-warm", "ms", p95(warm), "p95 <= 200 ms", len(warm))
        yield from _growth(seat, clients)


def _growth(seat: BenchSeat, clients: Sequence[str]) -> Iterator[Measurement]:
    """Walk about in the window for a long time and see whether it grows."""
    chance, screens = Random(9), ("clients", "bills", "inbox", "payments", "contacts", "bank", "approvals")  # noqa: S311 - as above
    pool = clients[:20]

    def act() -> None:
        seat.go(chance.choice(screens), client_id=chance.choice(pool))
        seat.press(chance.choice(("Down", "Up", "J", "K", "PgDown", "Home", "End")))

    for _ in range(_ACTIONS // 4):
        act()
    before = _memory()
    for _ in range(_ACTIONS):
        act()
    after = _memory()
    yield absolute("memory-growth-2000-acts", "%", (after - before) / before * 100, "<= 5 %", _ACTIONS)
    yield absolute("memory-after-2000-acts", "MB", after, "none", 1)


def _long(firm: BigFirm) -> Iterator[Measurement]:
    from bookdesk.bench.seat import seated  # noqa: PLC0415 - as above

    with seated(firm) as seat:
        client_id = str(seat.office.clients()[0].client_id)
        seat.go("bills", client_id=client_id, view="open")
        opened = [seat.until_shown("bills", lambda: seat.show("bills", "all")) for _ in range(_ROUNDS)]
        yield absolute("list-100k-open", "ms", median([one[0] for one in opened]) * 1e3, "<= 100 ms", _ROUNDS)
        yield absolute("list-100k-open-whole", "ms", median([one[1] for one in opened]) * 1e3, "none", _ROUNDS)
        frames = seat.frames(_FRAMES)
        yield absolute("list-100k-frame", "ms", median([one * 1e3 for one in frames]), "<= 33 ms", len(frames))
        yield absolute("list-100k-frame-p95", "ms", p95([one * 1e3 for one in frames]), "<= 33 ms", len(frames))
        orders = ("supplier", "document date", "total", "due date", "number", "open", "status", "received")
        sorts = [seat.until_painted("bills", lambda order=order: seat.order(order)) * 1e3 for order in orders]  # type: ignore[misc] # bound now
        yield absolute("list-100k-sort", "ms", median(sorts), "<= 100 ms", len(sorts))
        texts = ("INV-0", "electrical", "12", "harbour print", "INV-09", "zzz", "acme", "345")
        filters = [seat.until_painted("bills", lambda text=text: seat.filter(text)) * 1e3 for text in texts]  # type: ignore[misc] # bound now
        yield absolute("list-100k-filter", "ms", median(filters), "<= 100 ms", len(filters))


def _memory() -> float:
    """Return the resident memory of this process, in MB."""
    gc.collect()
    return psutil.Process().memory_info().rss / 1e6
