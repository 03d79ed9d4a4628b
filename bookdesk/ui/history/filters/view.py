"""What is looked for in a history: fields for person, kind, record and days, and whose history is shown."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QVBoxLayout

from bookdesk.core.errors import BookDeskError
from bookdesk.office.actkinds import ActKind
from bookdesk.ui.history.presenter import ALL, HistoryPresenter, PastFound
from bookdesk.ui.history.table import OF_PRACTICE, RECORDS, about
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.messages import PRACTICE
from bookdesk.ui.pieces.choice_field import Choice, ChoiceField
from bookdesk.ui.pieces.commands import button
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.pieces.fields import DateField
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import label

_WRONG_WAY_ROUND = "The days are the wrong way round: the first is later than the last."


class Filters(QFrame):
    """Person, kind of act, kind of record, first and last day; and whose history is shown where it is a record's."""

    changed = Signal()
    refused = Signal()
    """Something stands in a field that cannot be looked for; `problem` says why."""

    def __init__(self, presenter: HistoryPresenter, drop: QAction) -> None:
        """Look for everything; `drop` looks for no one record any more."""
        super().__init__()
        self.setProperty("kind", "bar")
        self._presenter, self._drop, self._wrong_way_round = presenter, drop, False
        drop.setEnabled(False)
        self.person, self.kind, self.record = ChoiceField("Person"), ChoiceField("Kind of act"), ChoiceField("Record")
        self.since, self.until = DateField("From day", presenter.today), DateField("To day", presenter.today)
        self._about, self._why = label("", "muted"), label("", "bad")
        self.kind.offer([Choice(one.name, one.value) for one in ActKind])
        self.suit(ALL)
        row = FlowLayout(GRID)
        for field, hint, width in (
            (self.person, "Anybody", 130),
            (self.kind, "Any kind of act", 170),
            (self.record, "Any record", 150),
            (self.since, "From", 100),
            (self.until, "To", 100),
        ):
            field.setPlaceholderText(hint)
            field.setFixedWidth(sized(width))
            field.settled.connect(self._settled)
            field.problem_changed.connect(self._judge)
            row.addWidget(field)
        row.addWidget(self._why)
        row.addWidget(self._about)
        row.addWidget(button(drop, "flat", hides=True))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        whole.addLayout(row)
        self._last = self.terms()

    def ready(self) -> None:
        """Offer the people of the practice."""
        self.person.offer(self._presenter.people())

    def suit(self, which: str) -> None:
        """Offer the kinds of record that a list has: a client's, or the practice's."""
        kinds = OF_PRACTICE if which == PRACTICE else RECORDS
        if self.record.value() not in kinds:
            self.record.clear()
        self.record.offer([Choice(table, words) for table, words in kinds.items()])

    def terms(self) -> dict[str, Any]:
        """Return what is looked for, as fields of a query."""
        return {
            "person": self.person.value(),
            "kind": ActKind[self.kind.value()] if self.kind.value() else None,
            "table": self.record.value(),
            "since": self.since.day(),
            "until": self.until.day(),
        }

    def show_records(self, found: PastFound) -> None:
        """Say where the history of one record is shown, and of which; all of it is one key away then."""
        self._about.setText(about(found.query, found.about))
        self._drop.setEnabled(bool(found.query.records))

    def problem(self) -> str:
        """Return why what stands in the fields cannot be looked for, or nothing."""
        if wrong := [one for one in self._fields() if one.problem]:
            return f"{wrong[0].accessibleName()}: {wrong[0].problem}"
        return _WRONG_WAY_ROUND if self._wrong_way_round else ""

    def read(self) -> str:
        """Read also what was typed and not left yet; return the `problem`."""
        for field in self._fields():
            try:
                field.understand()
            except BookDeskError as error:
                field.set_problem(str(error))
            else:
                field.set_problem("")
        if not self.problem():
            self._settled()
        return self.problem()

    def forget(self) -> None:
        """Look for everything."""
        for field in self._fields():
            field.clear()
            field.set_problem("")
        self._last = self.terms()

    def _fields(self) -> tuple[Field, ...]:
        return (self.person, self.kind, self.record, self.since, self.until)

    def _judge(self) -> None:
        self._wrong_way_round = self._is_wrong_way_round()
        problem = self.problem()
        self._why.setText(problem)
        if problem:
            self._last = {}  # whatever is asked next is asked anew
            self.refused.emit()

    def _is_wrong_way_round(self) -> bool:
        with suppress(BookDeskError):  # a day that is typed just now is read when it is left
            since, until = self.since.day(), self.until.day()
            return since is not None and until is not None and since > until
        return False

    def _settled(self) -> None:
        if self.problem():
            return
        terms = self.terms()
        if terms != self._last:
            self._last = terms
            self.changed.emit()
