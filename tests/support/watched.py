"""The program of the window as a process of its own, which tells on request what can be seen in it.

python -m tests.support.watched

It is the program but for the day, which is that of the tests, and for passphrases as cheap as those of a practice made
by tests. A line on standard input asks, a line of JSON on standard output answers. Nothing can be done to it this way
but to let time pass: keys and the mouse come from the screen. At the end of its input it closes.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QRect, QSocketNotifier, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QTableView,
    QWidget,
)

from bookdesk import app
from bookdesk.core.clock import MovableClock
from bookdesk.ui.pieces.page_viewer import PageViewer
from bookdesk.ui.run import Run
from bookdesk.ui.surroundings import Surroundings
from tests.support.firm import NOON, POLICY
from tests.support.walk import cells, cut_off, named, overlapping, seen

_PACE = 20
"""Milliseconds between an answer and the next question: who asks on and on must not keep the program from its work."""
_KINDS = {"field": QLineEdit, "button": QAbstractButton, "label": QLabel}
Said = dict[str, Any]


class Watched(Run):
    """A run of the program with somebody who looks on."""

    def __init__(self, around: Surroundings) -> None:
        """Stand before the practice of these surroundings, on the day of the tests."""
        clock = MovableClock(NOON)
        super().__init__(replace(around, clock=clock, policy=POLICY, hears=False))
        self.watcher = Watcher(self, clock)


class Watcher(QObject):
    """Answers what is asked."""

    def __init__(self, run: Run, clock: MovableClock) -> None:
        """Listen to the standard input."""
        super().__init__(run)
        self._run, self._clock = run, clock
        self._ear = QSocketNotifier(0, QSocketNotifier.Type.Read, self)
        self._ear.activated.connect(self._answer)

    def _answer(self) -> None:
        asked = os.read(0, 1024).decode().strip()
        self._ear.setEnabled(False)
        if not asked:
            QApplication.quit()
            return
        what, _, seconds = asked.partition(" ")
        if what == "pass":
            self._clock.advance(float(seconds))
        told = self._complaints() if what == "complaints" else self._seen()
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        QTimer.singleShot(_PACE, lambda: self._ear.setEnabled(True))

    def _seen(self) -> Said:
        window = self._window()
        if window is None:
            return {"parts": [], "cells": [], "headings": [], "words": [], "hits": [], "quiet": False}
        return {
            "title": window.windowTitle(),
            "box": _on_screen(window),
            "parts": [_part(one) for one in seen(window)],
            "cells": [told for table in _kind(window, QTableView) for told in _cells(table)],
            "headings": [told for table in _kind(window, QTableView) for told in _headings(table)],
            "words": [told for viewer in _kind(window, PageViewer) for told in _words(viewer)],
            "hits": [told for found in _kind(window, QListWidget) for told in _hits(found)],
            "quiet": self._run.door.quiet(),
        }

    def _complaints(self) -> list[str]:
        window = self._window()
        return [] if window is None else [*cut_off(window), *overlapping(window)]

    def _window(self) -> QWidget | None:
        window = self._run.window or self._run.entrance
        return window if window is not None and window.isVisible() else None


def _kind(window: QWidget, kind: type[Any]) -> Iterator[Any]:
    return (one for one in seen(window) if isinstance(one, kind))


def _part(one: QWidget) -> Said:
    kind = next((kind for kind, base in _KINDS.items() if isinstance(one, base)), type(one).__name__)
    text = one.text() if isinstance(one, QLabel | QLineEdit | QAbstractButton) else ""
    return {
        "kind": kind,
        "place": one.objectName(),
        "name": named(one),
        "text": text,
        "box": _on_screen(one),
        "enabled": one.isEnabled(),
        "keyboard": one.hasFocus() and one.isActiveWindow(),
    }


def _cells(table: QTableView) -> Iterator[Said]:
    current = table.currentIndex().row()
    for index in cells(table):
        yield {
            "table": table.accessibleName(),
            "row": index.row(),
            "column": index.column(),
            "text": str(index.data()),
            "box": _on_screen(table.viewport(), table.visualRect(index)),
            "current": index.row() == current,
        }


def _headings(table: QTableView) -> Iterator[Said]:
    header = table.horizontalHeader()
    for column in range(header.count()):
        if not header.isSectionHidden(column):
            box = QRect(header.sectionViewportPosition(column), 0, header.sectionSize(column), header.height())
            text = str(table.model().headerData(column, Qt.Orientation.Horizontal) or "")
            yield {"table": table.accessibleName(), "column": column, "text": text, "box": _on_screen(header, box)}


def _words(viewer: PageViewer) -> Iterator[Said]:
    for word in viewer.words():
        box = viewer.mapFromScene(viewer.place_of(word.box)).boundingRect()
        if viewer.viewport().rect().contains(box):
            yield {"text": word.text, "box": _on_screen(viewer.viewport(), box)}


def _hits(found: QListWidget) -> Iterator[str]:
    return (str(found.item(row).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(found.count()))


def _on_screen(widget: QWidget, box: QRect | None = None) -> list[int]:
    """Return left, top, width and height of a part of a widget on the screen."""
    part = widget.rect() if box is None else box
    corner = widget.mapToGlobal(part.topLeft())
    return [corner.x(), corner.y(), part.width(), part.height()]


def _own_program() -> list[str]:
    """Return how this program starts itself again."""
    return [sys.executable, "-m", "tests.support.watched"]


def main() -> int:
    """Run the program until it ends; its exit status."""
    for name, own in (("Run", Watched), ("own_program", _own_program)):
        setattr(app, name, own)
    return app.main([])


if __name__ == "__main__":
    sys.exit(main())
