"""The numbers of documents: who gives them, how each kind looks, which comes next, and what stands for ever."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError, RuleBroken
from bookdesk.core.vocabulary import NumberedBy, NumberedKind
from bookdesk.invoicing.settingview import SettingsOpened
from bookdesk.ledger.numbering import Series
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.letterhead.entries.view import Entries, choice, line, options, tick
from bookdesk.ui.letterhead.numbers.table import (
    COLUMNS,
    MONTHS,
    WORDS,
    Doubtful,
    SeriesRow,
    shown_series,
    typed_series,
)
from bookdesk.ui.letterhead.presenter import LetterheadPresenter
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.choice_field import Choice
from bookdesk.ui.pieces.labels import heading, label, quiet
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.table import RecordTable

PAUSE = 200
"""Milliseconds after the last key until it is asked which numbers would come."""
_WIDTH = 640
_YEARS = (
    Choice("none", "No year"),
    Choice("starts", "Year in which it starts"),
    Choice("ends", "Year in which it ends"),
)


class NumbersPage(Scrolling):
    """Four kinds of documents, of which one is typed at a time; what is typed of the others stays."""

    typed = Signal()

    def __init__(self, presenter: LetterheadPresenter, desktop: Desktop) -> None:
        """Hold nothing yet."""
        super().__init__()
        self.setAccessibleName("Numbers of documents")
        self._presenter = presenter
        self._found: SettingsOpened | None = None
        self._kind = NumberedKind.INVOICE
        self._drafts: dict[NumberedKind, dict[str, str]] = {}
        self._sent: dict[NumberedKind, dict[str, str]] = {}
        self._following: Mapping[NumberedKind, str] = {}
        self.by = Entries(
            [
                options(
                    "numbered_by",
                    "Who numbers invoices and credit notes",
                    [Choice("bookdesk", "BookDesk"), Choice("ledger", "The accounting system")],
                )
            ],
            self,
        )
        self.model = RowsModel(COLUMNS, lambda row: row.kind.value, self)
        self.table = RecordTable(self.model, "number series", desktop.memory, "Kinds of documents")
        self.title, self.coming, self.stands = heading(""), label("", "title", wraps=True), quiet("")
        self.series = Entries(
            [
                line("prefix", "Begins with", "Letters, digits, dots, dashes and strokes.", "INV-"),
                line("first", "Counts from", "A higher one leaves a gap; a lower one than was given changes nothing."),
                line("digits", "Digits at least", "4 writes 0001."),
                options("year", "Financial year in the number", _YEARS),
                choice("start_month", "It starts in", [Choice(one, one) for one in MONTHS]),
                tick("short_year", "Two digits of the year"),
                tick("restarts", "Count anew in each year"),
                line("separator", "Between year and number"),
            ],
            self,
        )
        self.stands_for_all = label("", "warn", wraps=True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self.setWidget(self._body())
        self._connect()

    # -- what the screen asks

    def open(self, found: SettingsOpened) -> None:
        """Show what is kept."""
        self._found, self._following = found, found.shown.following
        self._drafts.clear()
        self.by.show_values(found.typed)
        may = self._presenter.may_decide()
        self.by.allow(on=may)
        self.series.allow(on=may)
        self._say_who()
        self._show_rows()
        self._show_kind()

    def forget(self) -> None:
        """Show nothing any more."""
        self._timer.stop()
        self._found, self._following = None, {}
        self._drafts.clear()
        self.model.show_rows(())
        self.series.show_values({})
        self.coming.setText("")
        self.stands.setText("")

    def changed(self) -> bool:
        """Whether something is typed that is not kept."""
        return bool(self._drafts) or bool(self.by.changes())

    def settle(self, kept: Mapping[str, str] | None = None) -> None:
        """Know that what was typed is kept, or is dropped; what was typed since stays a change."""
        sent = self._drafts if kept is None else self._sent
        self._drafts = {kind: values for kind, values in self._drafts.items() if values != sent.get(kind)}
        self.by.settle(kept)

    def save(self) -> None:
        """Keep it."""
        try:
            wanted = self._wanted()
        except Doubtful as error:
            self._doubt(error)
            return
        self._sent = {kind: dict(values) for kind, values in self._drafts.items()}
        by = self.by.changes().get("numbered_by")
        self._presenter.number(wanted, NumberedBy(by) if by else None)

    def refuse(self, errors: Mapping[str, BookDeskError]) -> None:
        """Say why it was not kept, at who numbers."""
        self.by.judge({name: str(error) for name, error in errors.items()})

    def refuse_all(self, error: BookDeskError) -> bool:
        """Say at the field why it was not kept, where it is a field's fault."""
        if isinstance(error, RuleBroken):
            self.by.judge({"numbered_by": wording.local(str(error))})
            return True
        return False

    def begin(self) -> None:
        """Put the keyboard where the work begins."""
        self.table.setFocus()

    # -- inside

    def _connect(self) -> None:
        self.table.current_changed.connect(lambda _: self._chosen())
        self.by.typed.connect(self._say_who)
        self.by.typed.connect(self.typed)
        self.series.typed.connect(self._typed)
        self._timer.timeout.connect(self._consider)
        self._presenter.follow.connect(self._show_following)
        self._presenter.alike.connect(self._say_alike)

    def _chosen(self) -> None:
        row = self.table.current_record()
        if isinstance(row, SeriesRow) and row.kind is not self._kind:
            self._kind = row.kind
            self._show_kind()

    def _show_kind(self) -> None:
        found = self._found
        if found is None:
            return
        kept = shown_series(found.shown.series[self._kind])
        self.series.show_values(kept)
        for name, value in self._drafts.get(self._kind, {}).items():
            if value != kept[name]:
                entry = self.series[name]
                entry.show_value(value)
        self.title.setText(WORDS[self._kind])
        self._suit()
        self._say_coming()
        self._say_stands()

    def _values(self) -> dict[str, str]:
        names = ("prefix", "first", "digits", "year", "start_month", "short_year", "restarts", "separator")
        return {name: self.series[name].value() for name in names}

    def _typed(self) -> None:
        found = self._found
        if found is None:
            return
        values = self._values()
        if values == shown_series(found.shown.series[self._kind]):
            self._drafts.pop(self._kind, None)
        else:
            self._drafts[self._kind] = values
        self._suit()
        self._show_rows()
        self._timer.start()
        self.typed.emit()

    def _wanted(self) -> dict[NumberedKind, Series]:
        """Return the series that are typed; `Doubtful` for one that means nothing, which is shown then."""
        found = self._found
        wanted: dict[NumberedKind, Series] = {}
        for kind, values in self._drafts.items():
            try:
                wanted[kind] = typed_series(values, found.shown.series[kind] if found is not None else Series())
            except Doubtful:
                self._kind = kind
                self._show_kind()
                raise
        return wanted

    def _consider(self) -> None:
        try:
            wanted = self._wanted()
        except Doubtful as error:
            self._doubt(error, go=False)
            return
        self.series.judge({})
        self._presenter.would_follow(wanted)

    def _doubt(self, error: Doubtful, *, go: bool = True) -> None:
        self.series.judge({error.part: str(error)})
        if go:
            self.show_part(self.series[error.part].row)
            self.series[error.part].field.setFocus()

    def _say_alike(self, error: BookDeskError) -> None:
        self.series.judge({"prefix": wording.local(str(error))})

    def _show_following(self, following: Mapping[NumberedKind, str]) -> None:
        self._following = following
        self._show_rows()
        self._say_coming()

    def _show_rows(self) -> None:
        found = self._found
        if found is None:
            return
        rows = [
            SeriesRow(kind, found.highest[kind], self._following.get(kind, ""), kind in self._drafts)
            for kind in NumberedKind
        ]
        self.model.show_rows(rows)
        self.table.show_all_rows()
        if self.table.current_record() is None:
            self.table.choose(self._kind.value)

    def _suit(self) -> None:
        """Show what a series of this kind has."""
        year = self.series["year"].value() != "none"
        for name in ("start_month", "short_year", "restarts", "separator"):
            self.series[name].row.setVisible(year or (name == "restarts" and self.series[name].value() == "yes"))

    def _say_coming(self) -> None:
        self.coming.setText(f"The next one is {self._following.get(self._kind, '')}.")

    def _say_stands(self) -> None:
        """Say what may not be changed any more, and why."""
        found = self._found
        highest = found.highest[self._kind] if found is not None else ""
        self.stands.setText(
            f"{highest} stands on a document. No number is given twice or changed on a document, and gaps are not"
            " filled: another beginning counts from its own first number."
            if highest
            else "None that looks so was given yet. Numbers are given in order when a document is issued, never twice."
        )

    def _say_who(self) -> None:
        found = self._found
        ledger = self.by["numbered_by"].value() == "ledger"
        waiting = found.waiting if found is not None else 0
        if waiting:
            said = f"{wording.count(waiting, 'issued invoice')} wait for a number of the accounting system."
            said = said.replace("invoice wait ", "invoice waits ")
        elif ledger:
            said = (
                "An invoice waits for its number then, and nothing of it is sent before. How invoices and credit notes"
            )
            said += " are numbered here does not count."
        else:
            said = ""
        self.stands_for_all.setText(said)
        self.stands_for_all.setVisible(bool(said))

    def _body(self) -> QWidget:
        body, inside = QWidget(), QWidget()
        inside.setMaximumWidth(sized(_WIDTH))
        column = QVBoxLayout(inside)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        names = ("prefix", "first", "digits", "year", "start_month", "separator", "short_year", "restarts")
        top: list[QWidget] = [self.by["numbered_by"].row, self.stands_for_all, self.table, self.title, self.coming]
        for part in (*top, *(self.series[name].row for name in names), self.stands):
            column.addWidget(part)
        column.addStretch(1)
        outer = QVBoxLayout(body)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inside)
        return body
