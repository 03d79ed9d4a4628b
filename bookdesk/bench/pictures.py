"""Takes the pictures of the guide: each screen of the sample practice, in the light and in the dark theme.

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

from bookdesk.bench.sample import SampleAtHome, sample_at
from bookdesk.bench.seat import BenchSeat, seated
from bookdesk.core.progress import Silent
from bookdesk.ui.memory import Memory

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


def _switch(seat: BenchSeat) -> None:
    _at("inbox", HARBOUR)(seat)
    seat.window.tools.open_switcher()
    seat.settle()


PICTURES: Mapping[str, Callable[[BenchSeat], None]] = {
    "desk": _at("clients", view="needs"),
    "inbox": _at("inbox", HARBOUR, "to review"),
    "review": _review,
    "bills": _at("bills", BAYSIDE, "open"),
    "approve": _at("approvals"),
    "pay": _at("payments", THORNBURY),
    "bank": _at("bank", KURRAJONG, "open"),
    "contacts": _at("contacts", BAYSIDE),
    "switch": _switch,
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
