"""The pane of match mode: reasons for one line, and n lines held against m open items with what is left over."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from bookdesk.banking.listing import LineRow, LineState
from bookdesk.banking.matched_items import MatchDetails
from bookdesk.banking.proposing import Proposal
from bookdesk.banking.residue import Weighing
from bookdesk.banking.targets import Target
from bookdesk.core.errors import BookDeskError
from bookdesk.core.money import Money, total
from bookdesk.ui import wording
from bookdesk.ui.bank.match.table import MATCHED, PROPOSALS, TARGETS, fitting
from bookdesk.ui.bank.presenter import BankPresenter, Names
from bookdesk.ui.bank.table import why_of
from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.memory import Memory
from bookdesk.ui.pieces.choice_field import Choice, ChoiceField
from bookdesk.ui.pieces.labels import heading, label, quiet, set_kind
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.table import RecordTable

_REST = "account of the rest"


class MatchPane(QWidget):
    """What the current line may be, above; open items to choose from, below."""

    done = Signal()
    """Something was matched: the keyboard goes back to the grid."""

    def __init__(self, presenter: BankPresenter, memory: Memory) -> None:
        """Show nothing yet."""
        super().__init__()
        self._presenter = presenter
        self._line: LineRow | None = None
        self._chosen: list[LineRow] = []
        self._weighing: Weighing | None = None
        self._all: list[Target] = []
        self._proposals = RowsModel(PROPOSALS, lambda one: str(one.rank), self)
        self._targets = RowsModel(TARGETS, lambda one: one.key, self)
        self._matched = RowsModel(MATCHED, lambda one: one.record_id + one.words, self)
        self.proposals = RecordTable(self._proposals, "proposals", memory, "What the line may be")
        self.targets = RecordTable(self._targets, "open items", memory, "Open items")
        self.targets.chooses_neighbours = False
        self.matched = RecordTable(self._matched, "match parts", memory, "What the line was matched with")
        self._why, self._residue, self._problem = quiet(""), label("", wraps=True), label("", "bad", wraps=True)
        self.search = QLineEdit()
        self.account, self.tax = ChoiceField("Code the rest to"), ChoiceField("Tax code of the rest")
        self.do = QPushButton(icon("match"), "Match")
        self.whose, self.keep = ChoiceField("Whose credit it is"), QPushButton(icon("receipt"), "Keep as his credit")
        self._lay_out()
        self.proposals.current_changed.connect(lambda _: self._show_why())
        self.proposals.opened.connect(lambda rank: self._accept_rank(int(str(rank))))
        self.targets.selection_changed.connect(self._weigh)
        self.targets.opened.connect(lambda _: self.accept())
        self.search.textChanged.connect(lambda _: self._filter())
        self.search.returnPressed.connect(self._to_targets)
        self.do.clicked.connect(self.accept)
        self.keep.clicked.connect(self._keep)
        self.whose.returnPressed.connect(self._keep)
        self.whose.problem_changed.connect(self._say_problem)
        for field in (self.account, self.tax):
            field.problem_changed.connect(self._say_problem)
            field.returnPressed.connect(self.accept)

    def offer(self, names: Names) -> None:
        """Offer accounts and tax codes for what is left over."""
        self.account.offer([Choice(code, f"{code}  {name}") for code, name in names.accounts])
        self.tax.offer([Choice(code, f"{code}  {name}") for code, name in names.taxes])
        self.whose.offer([Choice(key, name) for key, name in names.customers])

    def show_line(self, row: LineRow | None, proposals: list[Proposal]) -> None:
        """Show what a line may be, or what it was matched with."""
        other = (row.id if row else "") != (self._line.id if self._line else "")
        self._line = row
        matched = row is not None and row.state is not LineState.OPEN
        self.matched.setVisible(matched)
        self._matched_heading.setVisible(matched)
        for part in (*self._open_parts, self.proposals):
            part.setVisible(not matched)
        if matched and row is not None:
            self._why.setText("")
            if other:
                self._presenter.unfold(row.id)
            return
        self._proposals.show_rows(proposals)
        self.proposals.setVisible(bool(proposals))
        self.proposals.show_all_rows()
        if proposals and other:
            self.proposals.choose_first()
        self._show_why()
        if other:
            self._filter()

    def forget(self) -> None:
        """Know no line and no item any more."""
        self.search.clear()
        self.whose.clear()
        self.show_targets([])
        self.show_chosen([])

    def show_match(self, details: MatchDetails | None) -> None:
        """Show what the line was matched with, and why."""
        self._matched.show_rows(details.items if details is not None else ())
        self._why.setText("\n".join(details.why) if details is not None else "")

    def show_targets(self, targets: list[Target]) -> None:
        """Show what is open to be matched on the account."""
        self._all = targets
        self._filter()

    def show_chosen(self, rows: list[LineRow]) -> None:
        """Hold these lines against the chosen items, which were chosen for the lines before: with others none is."""
        before, self._chosen = {row.id for row in self._chosen}, rows
        if before.isdisjoint(row.id for row in rows):
            self.targets.clearSelection()
        self._weigh()

    def show_weighing(self, found: Weighing) -> None:
        """Show what the chosen lines and items leave over, and what may explain it."""
        self._weighing = found
        left = found.residue
        words = [f"Lines {wording.amount(found.lines)}", f"Items {wording.amount(found.items)}"]
        words += [f"Left over {wording.amount(left)}"] if left is not None else []
        explained = [one.says for one in found.explanations]
        against = [found.why_not, found.remedy] if not (found.acceptable or found.codable) else []
        self._residue.setText("\n".join(filter(None, ["   ".join(words), *explained, *against])))
        set_kind(self._residue, "good" if found.acceptable and not (left and left.minor) else "warn")
        codable = found.codable and not found.acceptable
        self._show_rest(shown=codable)
        self.account.setPlaceholderText("account of the rest, or nothing: his credit" if found.creditable else _REST)
        self.do.setEnabled(found.acceptable or codable)
        self.do.setText(
            "Match with the rest" if found.creditable else "Match and code the rest" if codable else "Match"
        )

    def shown(self) -> list[Target]:
        """Return the open items that are shown, in order."""
        return list(self._targets.rows())

    def residue(self) -> str:
        """Return what is said of what is left over."""
        return self._residue.text()

    def problem(self) -> str:
        """Return what is said of the coding of the rest."""
        return self._problem.text()

    def accept(self) -> None:
        """Match what is chosen, coding what is left over."""
        keys = [str(key) for key in self.targets.selected_keys()]
        found = self._weighing
        if not keys or found is None or not (found.acceptable or found.codable):
            self.search.setFocus()
            return
        residue = None
        if not found.acceptable:
            try:
                residue = (self.account.value(), self.tax.value() or None)
            except BookDeskError as error:
                self._say_problem(str(error))
                return
            if not residue[0] and found.creditable:
                residue = None
            elif not residue[0]:
                self._say_problem("Say to which account the rest is coded.")
                self.account.setFocus()
                return
        kept = found.creditable and residue is None
        self._presenter.match([row.id for row in self._chosen], keys, residue, on_account=kept)
        self.targets.clearSelection()
        self.search.clear()
        self.done.emit()

    def _keep(self) -> None:
        """Keep what came as the credit of the customer that is named; there may be no invoice yet."""
        lines = [row.id for row in self._chosen]
        try:
            customer = self.whose.value()
        except BookDeskError as error:
            self._say_problem(str(error))
            return
        if not customer or not lines:
            self._say_problem("Say which customer paid it.")
            self.whose.setFocus()
            return
        self.whose.clear()
        self._say_problem("")
        self._presenter.keep(lines, customer)
        self.done.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to the grid with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.done.emit()
        elif event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self._to_targets()
        else:
            super().keyPressEvent(event)

    # -- inside

    def _accept_rank(self, rank: int) -> None:
        if self._line is not None:
            self._presenter.accept(self._line, rank)
            self.done.emit()

    def _show_why(self) -> None:
        one = self.proposals.current_record()
        self._why.setText(
            wording.local(why_of(one)) if isinstance(one, Proposal) and self._proposals.rowCount() else ""
        )
        self._why.setVisible(bool(self._why.text()))

    def _filter(self) -> None:
        near = self._sum() or (self._line.amount if self._line is not None else None)
        line = self._line
        said = " ".join(filter(None, (line.description, line.payee, line.reference))) if line is not None else ""
        found = fitting(self._all, self.search.text(), near, said)
        chosen, shown = set(self.targets.selected_keys()), {one.key for one in found}
        kept = [one for one in self._all if one.key in chosen - shown]  # a search hides nothing that is chosen
        self._targets.show_rows([*kept, *found])

    def _sum(self) -> Money | None:
        return total((row.amount for row in self._chosen), self._chosen[0].amount.currency) if self._chosen else None

    def _weigh(self) -> None:
        keys = [str(key) for key in self.targets.selected_keys()]
        came = bool(self._chosen) and all(row.amount.minor > 0 for row in self._chosen)
        self._credit.setVisible(came and not keys)
        if keys and self._chosen:
            self._presenter.weigh([row.id for row in self._chosen], keys)
            return
        self._weighing = None
        self.do.setEnabled(False)
        self._show_rest(shown=False)
        lines = self._sum()
        chosen = (
            f"{wording.count(len(self._chosen), 'line')} chosen, {wording.money(lines)}. " if lines is not None else ""
        )
        self._residue.setText(f"{chosen}Choose open items to match; several with Ctrl or Shift.")
        set_kind(self._residue, "muted")

    def _show_rest(self, *, shown: bool) -> None:
        """Ask for the coding of what is left over, or forget what was said of another rest."""
        self._rest.setVisible(shown)
        if not shown:
            for field in (self.account, self.tax):
                field.clear()
                field.set_problem("")

    def _say_problem(self, words: str) -> None:
        self._problem.setText(words)
        self._problem.setVisible(bool(words))

    def _to_targets(self) -> None:
        self.targets.setFocus()
        self.targets.choose_first()

    def _lay_out(self) -> None:
        self.search.setPlaceholderText("Find an open item  F")
        self.search.setAccessibleName("Find an open item")
        self.search.setClearButtonEnabled(True)
        self._matched_heading, items = heading("Matched with"), heading("Open items")
        body, self._rest, foot = QWidget(), QWidget(), QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, 0)
        for part in (self._matched_heading, self.matched, self.proposals, self._why, items, self.search):
            column.addWidget(part)
        column.addWidget(self.targets, 1)
        rest = QVBoxLayout(self._rest)
        rest.setContentsMargins(0, 0, 0, 0)
        rest.setSpacing(GRID // 2)
        self.account.setPlaceholderText(_REST)
        self.tax.setPlaceholderText("tax code, else the account's own")
        for field in (self.account, self.tax):
            rest.addWidget(field)
        self._credit = QWidget()
        credit = QHBoxLayout(self._credit)
        credit.setContentsMargins(0, 0, 0, 0)
        credit.setSpacing(GRID // 2)
        self.whose.setPlaceholderText("the customer who paid in advance")
        credit.addWidget(self.whose, 1)
        credit.addWidget(self.keep)
        below = QVBoxLayout(foot)
        below.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        for piece in (self._residue, self._rest, self._credit, self._problem, self.do):
            below.addWidget(piece)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(Scrolling(body), 1)
        whole.addWidget(foot)  # it stays in sight however much stands above it
        self._open_parts: tuple[QWidget, ...] = (items, self.search, self.targets, foot)
        self._problem.hide()
        self._weigh()
