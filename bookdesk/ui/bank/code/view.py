"""The pane of code mode: an account, a tax code, Enter. What is chosen in the grid is coded alike."""

from __future__ import annotations

from decimal import InvalidOperation

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from bookdesk.banking.charging import Part
from bookdesk.banking.listing import LineRow, LineState
from bookdesk.banking.suggesting import CodingSuggestion
from bookdesk.core.errors import BookDeskError
from bookdesk.core.money import total
from bookdesk.ui import wording
from bookdesk.ui.bank.code.table import SUGGESTIONS
from bookdesk.ui.bank.presenter import BankPresenter, Names, share_of
from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.memory import Memory
from bookdesk.ui.pieces.choice_field import Choice, ChoiceField
from bookdesk.ui.pieces.labels import heading, label, quiet
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.table import RecordTable


class PartRow(QWidget):
    """One part of a line: where it is booked, with which tax, and how much of it."""

    entered = Signal()

    def __init__(self, names: Names) -> None:
        """Offer accounts and tax codes."""
        super().__init__()
        self.account, self.tax, self.share = ChoiceField("Account"), ChoiceField("Tax code"), QLineEdit()
        self.account.offer([Choice(code, f"{code}  {name}") for code, name in names.accounts])
        self.tax.offer([Choice(code, f"{code}  {name}") for code, name in names.taxes])
        self.account.setPlaceholderText("account")
        self.tax.setPlaceholderText("its own")
        self.share.setPlaceholderText("rest, 12.50 or 40 %")
        self.share.setAccessibleName("Amount or percent of this part")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.account, 3)
        row.addWidget(self.tax, 2)
        row.addWidget(self.share, 2)
        self.tax.setMinimumWidth(sized(72))
        for field in (self.account, self.tax, self.share):
            field.returnPressed.connect(self.entered)

    def part(self, rows: list[LineRow]) -> Part:
        """Return the part as it is booked; a `BookDeskError` where a field cannot be used."""
        whole = total((row.amount for row in rows), rows[0].amount.currency)
        return Part(self.account.value(), self.tax.value() or None, share_of(self.share.text(), whole))


class CodePane(QWidget):
    """Codes the chosen open lines. The best guess stands there already, so that Enter is enough."""

    done = Signal()

    def __init__(self, presenter: BankPresenter, memory: Memory) -> None:
        """Show nothing yet."""
        super().__init__()
        self._presenter = presenter
        self._names = Names((), ())
        self._rows: list[LineRow] = []
        self._parts: list[PartRow] = []
        self._mixed = False  # it was said that money in and money out are among them
        self._about, self._problem, self._why = heading(""), label("", "bad", wraps=True), quiet("")
        self._suggestions = RowsModel(SUGGESTIONS, lambda one: f"{one.account} {one.tax_code}", self)
        self.suggestions = RecordTable(self._suggestions, "codings", memory, "What such lines were coded to")
        self.contact = QLineEdit()
        self.contact.setPlaceholderText("contact, if it matters")
        self.contact.setAccessibleName("Contact")
        self.add, self.do = QPushButton(icon("split"), "Add a part"), QPushButton(icon("code", "on_accent"), "Code")
        self.do.setProperty("kind", "primary")
        self._list = QVBoxLayout()
        self._lay_out()
        self.suggestions.opened.connect(lambda _: self._take_suggestion())
        self.suggestions.current_changed.connect(lambda _: self._show_why())
        self.add.clicked.connect(self._add_part)
        self.do.clicked.connect(self._code)
        self.contact.returnPressed.connect(self._code)
        self._start_over()

    def offer(self, names: Names) -> None:
        """Offer these accounts and tax codes."""
        self._names = names
        self._start_over()

    def forget(self) -> None:
        """Know no line and no account any more."""
        self.show_lines([])
        self.offer(Names((), ()))

    def show_lines(self, rows: list[LineRow]) -> None:
        """Be about these lines; the guess is for the first of them."""
        opened = [row for row in rows if row.state is LineState.OPEN]
        other = [row.id for row in opened] != [row.id for row in self._rows]
        self._rows = opened
        self.do.setEnabled(bool(opened))
        if not opened:
            self._about.setText("Choose an open line.")
            self._suggestions.show_rows(())
            self.suggestions.hide()
            return
        whole = wording.money(total((row.amount for row in opened), opened[0].amount.currency))
        one = len(opened) == 1
        self._about.setText(f"{opened[0].description}\n{whole}" if one else f"{len(opened)} lines alike, {whole}")
        if other:
            self._mixed = False
            self._start_over()
            self._presenter.suggest(opened[0].id)

    def show_suggestions(self, line_id: str, found: tuple[CodingSuggestion, ...]) -> None:
        """Show what the line is probably coded to; the best is filled in, unless the person typed already."""
        if not self._rows or self._rows[0].id != line_id:
            return
        self._suggestions.show_rows(found)
        self.suggestions.show_all_rows()
        self.suggestions.setVisible(bool(found))
        first = self._parts[0]
        if found and not first.account.text():
            self._fill(found[0])
            if first.account.hasFocus():
                first.account.select_whole()  # so that typing another one replaces it
        self._show_why()

    def begin(self, *, split: bool) -> None:
        """Put the keyboard on the account; for a split add a second part."""
        if split and len(self._parts) == 1:
            self._add_part()
        first = self._parts[0].account
        first.setFocus()
        first.select_whole()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to the grid with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.done.emit()
        else:
            super().keyPressEvent(event)

    # -- inside

    def _code(self) -> None:
        if not self._rows:
            return
        try:
            parts = [part.part(self._rows) for part in self._parts]
        except (BookDeskError, InvalidOperation) as error:
            self._say(
                str(error) if isinstance(error, BookDeskError) else "An amount cannot be read. Write it as 12.50."
            )
            return
        if not all(part.account for part in parts):
            self._say("An account is missing. Type a part of its name and choose.")
            return
        if len({row.amount.minor > 0 for row in self._rows}) > 1 and not self._mixed:
            self._mixed = True
            self._say("Some of these lines are money in, the others money out. Once more codes them all alike.")
            return
        self._presenter.code([row.id for row in self._rows], parts, self.contact.text().strip() or None)
        self.done.emit()

    def _take_suggestion(self) -> None:
        one = self.suggestions.current_record()
        if isinstance(one, CodingSuggestion):
            self._fill(one)
            self._code()

    def _fill(self, one: CodingSuggestion) -> None:
        first = self._parts[0]
        first.account.show_value(one.account)
        first.tax.show_value(one.tax_code or "")
        self.contact.setText(one.contact or "")

    def _show_why(self) -> None:
        one = self.suggestions.current_record() if self._suggestions.rowCount() else None
        if not isinstance(one, CodingSuggestion) and self._suggestions.rowCount():
            one = self._suggestions.rows()[0]
        self._why.setText(wording.local(one.why) if isinstance(one, CodingSuggestion) else "")

    def _start_over(self) -> None:
        for old in self._parts:
            old.hide()
            self._list.removeWidget(old)
            old.deleteLater()
        self._parts = []
        self._problem.hide()
        self.contact.clear()
        self._add_part()

    def _add_part(self) -> None:
        part = PartRow(self._names)
        part.share.setVisible(bool(self._parts))
        if self._parts:
            self._parts[0].share.show()
        part.entered.connect(self._code)
        self._parts.append(part)
        self._list.addWidget(part)

    def _say(self, words: str) -> None:
        self._problem.setText(words)
        self._problem.show()

    def _lay_out(self) -> None:
        self._about.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.addWidget(self._about)
        column.addLayout(self._list)
        column.addWidget(self.contact)
        column.addWidget(self._problem)
        row = QHBoxLayout()
        row.addWidget(self.do)
        row.addWidget(self.add)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self._why)
        column.addWidget(self.suggestions)
        column.addStretch(1)
