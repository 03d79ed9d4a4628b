"""Takes the pictures of the guide: each screen of the sample practice and the way in, in light and in dark.

python -m bookdesk.bench.pictures FOLDER [--sample HOME]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QLabel

from bookdesk.bench.sample import SampleAtHome, sample_at
from bookdesk.bench.seat import BenchSeat, seated
from bookdesk.core.clock import SystemClock
from bookdesk.core.progress import Silent
from bookdesk.store.places import Places
from bookdesk.ui.memory import Memory
from bookdesk.ui.run import MEMORY, Run
from bookdesk.ui.surroundings import Surroundings

_SIZE: Final = QSize(1280, 800)
_COLOURS = 256
"""Colours of a picture: enough for an interface, and a third of the bytes."""
HARBOUR, BAYSIDE, KURRAJONG, THORNBURY = "Harbour Lane", "Bayside Plumbing", "Kurrajong", "Thornbury"
"""The sample clients that are shown, by the beginning of their names."""


def _at(screen: str, name: str = "", view: str = "") -> Callable[[BenchSeat], None]:
    def act(seat: BenchSeat) -> None:
        seat.go(screen, client_id=_client(seat, name) if name else None, view=view)

    return act


def _review(seat: BenchSeat) -> None:
    _at("inbox", HARBOUR, "to review")(seat)
    seat.press("Return")
    seat.settle()


def _columns(seat: BenchSeat) -> None:
    _review(seat)
    seat.press("F7")
    seat.settle()


def _switch(seat: BenchSeat) -> None:
    _at("inbox", HARBOUR)(seat)
    seat.window.tools.open_switcher()
    seat.settle()


def _draft(seat: BenchSeat) -> None:
    _at("sales", BAYSIDE, "drafts")(seat)
    seat.press("E")
    seat.settle()


def _settings(seat: BenchSeat) -> None:
    seat.go("settings")
    shown, folder = seat.window.current(), str(seat.office.practice.places.home)
    for one in shown.findChildren(QLabel) if shown is not None else ():
        if one.text() == folder:
            one.setText("~/BookDesk")  # where it was made for the picture is of no interest


def _security(seat: BenchSeat) -> None:
    seat.go("settings", view="security")


def _code(seat: BenchSeat) -> None:
    _at("bank", KURRAJONG, "open")(seat)
    seat.press("F6")


def _search(seat: BenchSeat) -> None:
    _at("bills", BAYSIDE, "open")(seat)
    tools = seat.window.tools
    tools.open_palette()
    tools.palette.text.setText("p")


def _keys(seat: BenchSeat) -> None:
    _at("inbox", HARBOUR, "to review")(seat)
    seat.press("F1")


PICTURES: Mapping[str, Callable[[BenchSeat], None]] = {
    "desk": _at("clients", view="needs"),
    "inbox": _at("inbox", HARBOUR, "to review"),
    "review": _review,
    "columns": _columns,
    "bills": _at("bills", BAYSIDE, "open"),
    "approve": _at("approvals"),
    "pay": _at("payments", THORNBURY),
    "bank": _at("bank", KURRAJONG, "open"),
    "code": _code,
    "sales": _at("sales", BAYSIDE, "open"),
    "invoice": _draft,
    "receipts": _at("receipts", BAYSIDE),
    "outbox": _at("outbox", BAYSIDE),
    "reminders": _at("reminders", BAYSIDE),
    "invoice-settings": _at("invoice settings", BAYSIDE),
    "reports": _at("reports", BAYSIDE),
    "owed": _at("reports", BAYSIDE, "owed to us"),
    "cash": _at("reports", BAYSIDE, "cash"),
    "contacts": _at("contacts", BAYSIDE, "customers"),
    "sync": _at("sync", BAYSIDE),
    "settings": _settings,
    "security": _security,
    "people": _at("people", view="people"),
    "access": _at("people", view="clients"),
    "new-client": _at("new client"),
    "switch": _switch,
    "search": _search,
    "keys": _keys,
}
"""Picture → how one gets there."""


def main(words: Sequence[str]) -> int:
    """Take them all; always 0."""
    parser = argparse.ArgumentParser(description="Takes the pictures of the guide.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=Path, help="a home with the sample practice, made there if there is none")
    wish = parser.parse_args(words)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    wish.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bookdesk-pictures-") as folder:
        firm = sample_at(wish.sample or Path(folder) / "home")
        for scheme in ("light", "dark"):
            take(firm, scheme, wish.folder)
            take_way_in(firm, scheme, wish.folder)
    return 0


def take(firm: SampleAtHome, scheme: str, folder: Path) -> None:
    """Take every picture in one theme, as `NAME-THEME.png`."""
    memory = Memory()
    memory.keep("scheme", scheme)
    with seated(firm, memory) as seat:
        seat.window.resize(_SIZE)
        for _line in seat.desktop.overview().refresh_all(Silent()):
            pass
        for name, act in PICTURES.items():
            act(seat)
            seat.settle()
            _keep(seat.window.grab(), folder / f"{name}-{scheme}.png")


def take_way_in(firm: SampleAtHome, scheme: str, folder: Path) -> None:
    """Take the pages before the desk: the first day, where no practice is yet, and the way into one that is."""
    with tempfile.TemporaryDirectory(prefix="bookdesk-pictures-") as nowhere:
        for name, home in (("first-day", Path(nowhere)), ("unlock", firm.home)):
            memory = Memory(home / MEMORY)
            memory.keep("scheme", scheme)
            run = Run(Surroundings(Places(home), SystemClock(), lambda _sample: None, None))
            run.begin()
            if run.entrance is not None:
                run.entrance.resize(_SIZE)
                QApplication.processEvents()
                _keep(run.entrance.grab(), folder / f"{name}-{scheme}.png")
            run.end()
            QApplication.processEvents()  # what was put off until now still finds it


def _keep(picture: QPixmap, file: Path) -> None:
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    with Image.open(BytesIO(held.data())) as image:
        image.convert("RGB").quantize(_COLOURS).save(file, optimize=True)


def _client(seat: BenchSeat, name: str) -> str:
    return next(str(one.client_id) for one in seat.office.clients() if one.name.startswith(name))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
