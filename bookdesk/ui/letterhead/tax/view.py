"""Tax on sales: the codes with their rates of today, which is usual, and how tax is reckoned and rounded."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError
from bookdesk.core.vocabulary import RoundedBy
from bookdesk.invoicing.settingview import SettingsOpened
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.letterhead.entries.view import Entries, choice, line, options, refused_words
from bookdesk.ui.letterhead.presenter import LetterheadPresenter
from bookdesk.ui.letterhead.tax.table import COLUMNS
from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.choice_field import Choice
from bookdesk.ui.pieces.form import foot, push
from bookdesk.ui.pieces.labels import heading, label
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.table import RecordTable

PAUSE = 350
"""Milliseconds after the last key until it is asked what would be refused."""
_WIDTH = 640
_ROUNDED = {
    RoundedBy.LINE: "Each line",
    RoundedBy.CATEGORY: "Each rate",
    RoundedBy.DOCUMENT: "The whole document",
}


class TaxPage(Scrolling):
    """The tax codes for sales and what is decided about tax."""

    typed = Signal()

    def __init__(self, presenter: LetterheadPresenter, desktop: Desktop) -> None:
        """Hold nothing yet."""
        super().__init__()
        self.setAccessibleName("Tax on sales")
        self._presenter = presenter
        self.model = RowsModel(COLUMNS, lambda row: row.id, self)
        self.table = RecordTable(self.model, "sales tax codes", desktop.memory, "Tax codes for sales")
        self.add = push("Add what the country has and is missing here")
        self.add.setIcon(icon("add", "text"))
        self.warned = label("", "warn", wraps=True)
        self.entries = Entries(
            [
                choice("default_tax_code", "Usual tax code", (), "For lines whose product and account have none."),
                choice("default_account", "Usual account for sales", (), "For lines whose product has none."),
                options(
                    "tax_mode",
                    "Prices on new documents",
                    [Choice("exclusive", "Without tax"), Choice("inclusive", "With tax"), Choice("none", "No tax")],
                ),
                options(
                    "rounded_by", "Tax is rounded once for", [Choice(one.value, _ROUNDED[one]) for one in RoundedBy]
                ),
                line("cash_step", "Smallest coin", "Totals are rounded to it, as in 0.05. Empty: to the cent.", "none"),
                options(
                    "embedded_xml",
                    "Data inside the PDF (EN 16931)",
                    [
                        Choice("where asked", "Where it is asked for"),
                        Choice("always", "Always"),
                        Choice("never", "Never"),
                    ],
                ),
            ],
            self,
        )
        self.entries["tax_mode"].usual = "exclusive"
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self.setWidget(self._body())
        self._connect()

    # -- what the screen asks

    def open(self, found: SettingsOpened) -> None:
        """Show what is kept."""
        self.model.show_rows(found.taxes)
        self.table.show_all_rows()
        entries = self.entries
        entries["default_tax_code"].offer([Choice(one.code, f"{one.code}  ·  {one.name}") for one in found.taxes])
        entries["default_account"].offer([Choice(one.code, f"{one.code}  ·  {one.name}") for one in found.accounts])
        entries["rounded_by"].usual = found.rounded_by.value
        entries["rounded_by"].row.hint(f"Usual here: {_ROUNDED[found.rounded_by].lower()}.")
        entries.show_values(found.typed)
        may = self._presenter.may_decide()
        entries.allow(on=may)
        self.add.setEnabled(may)
        self.warned.setText("\n".join(f"{one.sentence} ({one.source})" for one in found.warned))
        self.warned.setVisible(bool(found.warned))

    def forget(self) -> None:
        """Show nothing any more."""
        self._timer.stop()
        self.model.show_rows(())
        self.entries.show_values({})
        self.warned.setText("")

    def changed(self) -> bool:
        """Whether something is typed that is not kept."""
        return bool(self.entries.changes())

    def settle(self, kept: Mapping[str, str] | None = None) -> None:
        """Know that what was typed is kept, or is dropped; what was typed since stays a change."""
        self.entries.settle(kept)

    def save(self) -> None:
        """Keep it."""
        self._presenter.keep(self.entries.changes())

    def refuse(self, errors: Mapping[str, BookDeskError]) -> None:
        """Say at the fields why nothing was kept, and go to the first."""
        self.entries.judge(refused_words(errors))
        first = self.entries.first_of(errors)
        if first is not None:
            self.show_part(first.row)
            first.field.setFocus()

    def begin(self) -> None:
        """Put the keyboard where the work begins."""
        self.entries["default_tax_code"].field.setFocus()

    def told_added(self, codes: tuple[str, ...]) -> Message:
        """Return what is said after codes were added."""
        if not codes:
            return Message("All tax codes of the country are here already.", Tone.INFO)
        return Message(f"Added {', '.join(codes)}.", Tone.GOOD, "Nothing that was here was changed.")

    # -- inside

    def _connect(self) -> None:
        self.entries.typed.connect(self._timer.start)
        self.entries.typed.connect(self.typed)
        self._timer.timeout.connect(lambda: self._presenter.try_out(self.entries.changes()))
        self._presenter.judged.connect(self._show_judged)
        self.add.clicked.connect(self._presenter.add_codes)
        self.table.opened.connect(lambda _: self._take_usual())

    def _take_usual(self) -> None:
        """Take the code that was opened in the list as the usual one; it is kept with the rest."""
        row = self.table.current_record()
        if row is not None and self._presenter.may_decide():
            self.entries["default_tax_code"].put(row.code)
            self.entries["default_tax_code"].field.setFocus()

    def _show_judged(self, errors: Mapping[str, BookDeskError]) -> None:
        if self.isVisible():
            self.entries.judge(refused_words(errors))

    def _body(self) -> QWidget:
        body, inside = QWidget(), QWidget()
        inside.setMaximumWidth(sized(_WIDTH))
        column = QVBoxLayout(inside)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(heading("Tax codes for sales"))
        column.addWidget(self.table)
        column.addLayout(foot(left=self.add))
        column.addWidget(heading("How tax is reckoned"))
        names = ("default_tax_code", "default_account", "tax_mode", "rounded_by", "cash_step", "embedded_xml")
        for name in names:
            column.addWidget(self.entries[name].row)
        column.addWidget(self.warned)
        column.addStretch(1)
        outer = QVBoxLayout(body)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(inside)
        return body
