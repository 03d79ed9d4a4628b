"""Another program on the same screen: one drags or copies something in it, for BookDesk to take.

python -m tests.support.neighbour drag-files|drag-text|copy WHAT…

It says `ready` once its window has the clipboard or can be dragged from, and `dropped` or `refused` after each drag.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QMimeData, QRect, Qt, QTimer, QUrl
from PySide6.QtGui import QDrag, QGuiApplication, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QLabel

from tests.support.screen import Box, Screen

_PLACE = QRect(1400, 100, 300, 200)
NEIGHBOUR = "Files"


@dataclass
class Neighbour:
    """The other program, as a test has it beside BookDesk."""

    process: subprocess.Popen[str]

    @property
    def box(self) -> Box:
        """Where it is."""
        return Box(_PLACE.left(), _PLACE.top(), _PLACE.width(), _PLACE.height())

    def says(self) -> str:
        """Return the next line it says."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@contextmanager
def beside(screen: Screen, act: str, what: Sequence[str]) -> Iterator[Neighbour]:
    """Yield a program that is ready to be dragged or copied from."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.neighbour", act, *what],
        env=screen.environment(),
        cwd=screen.home,
        stdout=subprocess.PIPE,
        text=True,
    )
    made = Neighbour(process)
    try:
        assert made.says() == "ready"
        yield made
    finally:
        process.terminate()
        process.communicate()


class Source(QLabel):
    """A label that can be dragged elsewhere."""

    def __init__(self, data: list[str], *, files: bool) -> None:
        """Show what can be dragged."""
        super().__init__("\n".join(data))
        self._data, self._files = data, files
        self._drag: QDrag | None = None
        self._said = False
        self.setWindowTitle(NEIGHBOUR)
        self.setGeometry(_PLACE)

    def mime(self) -> QMimeData:
        """Return what is dragged or copied."""
        made = QMimeData()
        if self._files:
            made.setUrls([QUrl.fromLocalFile(one) for one in self._data])
        else:
            made.setText("\n".join(self._data))
        return made

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Begin to drag; what is dragged is kept, since who takes it may ask for it when the drag is over."""
        del event
        if self._drag is None:
            self._drag = QDrag(self)
            self._drag.setMimeData(self.mime())
            taken = self._drag.exec(Qt.DropAction.CopyAction | Qt.DropAction.MoveAction, Qt.DropAction.CopyAction)
            _say("refused" if taken is Qt.DropAction.IgnoreAction else "dropped")
            self._drag = None

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Say once that one can begin: it is on the screen."""
        super().paintEvent(event)
        if not self._said:
            self._said = True
            QTimer.singleShot(0, lambda: _say("ready"))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take the press, so that moves come."""
        event.accept()


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def main(words: list[str]) -> int:
    """Show the window until somebody ends it."""
    act, *data = words
    app = QApplication([NEIGHBOUR])
    source = Source(data, files=act != "drag-text")
    if act == "copy":
        QGuiApplication.clipboard().setMimeData(source.mime())
    source.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
