"""What happened to a record, newest first: who, when, what, and what was before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from bookdesk.ui import wording
from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID, SMALL
from bookdesk.ui.pieces.labels import label

_MOST = 30


class Happened(Protocol):
    """One act on a record (`office.trail.TrailEntry` is one)."""

    @property
    def when(self) -> datetime: ...  # noqa: D102 - as in TrailEntry
    @property
    def who(self) -> str: ...  # noqa: D102 - as in TrailEntry
    @property
    def label(self) -> str: ...  # noqa: D102 - as in TrailEntry
    @property
    def note(self) -> str: ...  # noqa: D102 - as in TrailEntry
    @property
    def undone(self) -> bool: ...  # noqa: D102 - as in TrailEntry


class Timeline(QWidget):
    """A column of acts; the latest thirty, and the way to all of them with what each changed."""

    whole_asked = Signal()
    """The person wants the whole history of this record."""

    def __init__(self, zone: Callable[[], str] | None = None) -> None:
        """Show nothing yet; times are told by the clock of an IANA `zone`, the client's, else by this computer's."""
        super().__init__()
        self._zone = zone
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GRID // 2)

    def show_entries(self, entries: Sequence[Happened]) -> None:
        """Show these, given oldest first."""
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for entry in list(entries)[: -_MOST - 1 : -1]:
            zone = self._zone() if self._zone is not None else ""
            when = wording.moment_at(entry.when, zone) if zone else wording.moment(entry.when)
            self._column.addWidget(_entry(entry, when))
        if entries:
            self._column.addWidget(self._whole())

    def _whole(self) -> QWidget:
        made = QWidget()
        row, link = QHBoxLayout(made), QPushButton(icon("clock"), "All history of this record")
        row.setContentsMargins(0, 0, 0, 0)
        link.setProperty("kind", "flat")
        link.clicked.connect(self.whole_asked)
        row.addWidget(link)
        row.addStretch(1)
        return made


def _entry(entry: Happened, when: str) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    undone = "  (undone)" if entry.undone else ""
    column.addWidget(label(f"{entry.label}{undone}", "muted" if entry.undone else "", wraps=True))
    if entry.note:
        column.addWidget(label(entry.note, "muted", size=SMALL, wraps=True))
    column.addWidget(label(f"{entry.who}, {when}", "muted", size=SMALL))
    made.setMinimumHeight(sized(30))
    return made
