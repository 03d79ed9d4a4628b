"""Beside the list: a person with the clients he may open, a client with who may open it, or a computer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bookdesk.office.people import Limit, Member, Served, Staff
from bookdesk.office.staffing import ROLE_WORDS
from bookdesk.security.devices import DeviceEntry
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.memory import Memory
from bookdesk.ui.people.table import LINES, Line, computer_pill
from bookdesk.ui.pieces.commands import button
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import heading, label, quiet
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.pages import Snug
from bookdesk.ui.pieces.table import RecordTable

ALONE_WORDS = "Let a second person open it, or declare in Approve that it is kept by one person."


class Pane(QWidget):
    """Heading, what is to be said, acts, and the accesses."""

    line_changed = Signal()
    accesses_shown = Signal(object)
    """The accesses that are shown now: up to which amount they approve is not known yet."""

    def __init__(self, memory: Memory, acts: Sequence[QAction], history: QWidget) -> None:
        """Show nothing yet; `acts` have their buttons here, and so has the `history` of who is chosen."""
        super().__init__()
        self.title, self.about, self.gaps = heading(""), quiet(), label("", "warn", wraps=True)
        self._model = RowsModel(LINES, lambda line: f"{line.access.user_id} {line.access.client_id}")
        self.table = RecordTable(self._model, "accesses", memory, "Accesses")
        self.table.current_changed.connect(lambda _: self.line_changed.emit())
        row = FlowLayout(GRID // 2)
        for act in acts:
            row.addWidget(button(act, hides=True))
        row.addWidget(history)
        head = Snug()
        above = QVBoxLayout(head)
        above.setContentsMargins(2 * GRID, GRID, 2 * GRID, 0)
        above.setSpacing(GRID)
        for part in (self.title, self.about, self.gaps):
            above.addWidget(part)
        above.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, GRID)
        column.addWidget(head)
        column.addWidget(self.table, 1)
        self._rest, self._lines = QWidget(), tuple[Line, ...]()
        column.addWidget(self._rest, 1)
        self.show_nothing()

    def line(self) -> Line | None:
        """Return the access that is chosen."""
        found = self.table.current_record() if not self.table.isHidden() else None
        return found if isinstance(found, Line) else None

    def show_nothing(self) -> None:
        """Show nothing."""
        self._show("", "", "", None)

    def show_member(self, member: Member, staff: Staff) -> None:
        """Show a person with what his roles are for, and the clients he may open."""
        if not member.active:
            self._show(member.name, "Was removed. What he signed stays his, and can be checked.", "", None)
            return
        words = "\n".join(f"{role.value.capitalize()}: {ROLE_WORDS[role]}" for role in member.roles)
        self._show(member.name, words, "", [Line(one.name, access) for one, access in staff.of(member.id)])

    def show_client(self, served: Served, staff: Staff) -> None:
        """Show a client with who may open it, and what nobody can do there."""
        gaps = "\n".join((*served.lacking, ALONE_WORDS)) if served.lacking else ""
        lines = [Line(one.name, served.access[one.id]) for one in staff.members if one.id in served.access]
        self._show(served.name, f"{wording.count(len(lines), 'person', 'people')} can open it.", gaps, lines)

    def show_computer(self, computer: DeviceEntry) -> None:
        """Show a computer."""
        since = f"First used by {computer.user}, {wording.moment(computer.since)}."
        self._show(computer.name, f"{computer_pill(computer).words}. {since}", "", None)

    def _show(self, title: str, about: str, gaps: str, lines: Sequence[Line] | None) -> None:
        self.title.setText(title)
        self.about.setText(about)
        self.about.setVisible(bool(about))
        self.gaps.setText(gaps)
        self.gaps.setVisible(bool(gaps))
        self._model.show_rows(lines or [])
        self._lines = tuple(lines or ())
        self.table.setVisible(lines is not None)
        self._rest.setVisible(lines is None)
        if lines:
            self.table.choose_first()
            self.accesses_shown.emit([one.access for one in lines])

    def show_limits(self, limits: Mapping[tuple[str, str], Limit]) -> None:
        """Say of the accesses that are shown up to which amount they approve, by ids of user and client."""
        self._model.show_rows(
            [replace(one, limit=limits.get((one.access.user_id, one.access.client_id))) for one in self._lines]
        )
