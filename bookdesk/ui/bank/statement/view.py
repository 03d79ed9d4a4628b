"""The form of an import: what was guessed of a file, with proof, and the few words only a person can say."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from bookdesk.banking.previewing import ImportPreview, Question, Questioned, Sayings, StatementLook
from bookdesk.core.amounts import DecimalMark
from bookdesk.formats.statements.csv_look import Column
from bookdesk.formats.statements.csv_profile import DateOrder, Role
from bookdesk.models.bank import StatementProof
from bookdesk.ui import wording
from bookdesk.ui.bank.presenter import BankPresenter, FileLookedAt
from bookdesk.ui.bank.statement.table import SAMPLES
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID, ROW, Tone
from bookdesk.ui.memory import Memory
from bookdesk.ui.pieces.columns import Pill
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import PillLabel, heading, label, quiet
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.table import RecordTable
from bookdesk.ui.pieces.tips import plain_tip

_PROOFS = {
    StatementProof.PROVED: Pill("proved", "Proved by its balances", Tone.GOOD),
    StatementProof.GAP: Pill("alert", "Lines are missing before it", Tone.BAD),
    StatementProof.OVERLAP: Pill("info", "Overlaps what is here", Tone.INFO),
    StatementProof.UNPROVED: Pill("doubt", "No balances to prove it", Tone.WARN),
}
_ORDERS = (
    (DateOrder.DAY_FIRST, "Day first"),
    (DateOrder.MONTH_FIRST, "Month first"),
    (DateOrder.YEAR_FIRST, "Year first"),
)
_MARKS = ((DecimalMark.DOT, "Decimal point"), (DecimalMark.COMMA, "Decimal comma"))
_ROLES = tuple((role, role.value.replace("-", " ").capitalize()) for role in Role)
_SHOWN = 6
"""Sample lines shown at once."""


class ImportForm(QFrame):
    """Hidden until a file is looked at."""

    shown = Signal(bool)
    """Whether there is a file to look at."""

    def __init__(self, presenter: BankPresenter, memory: Memory) -> None:
        """Know no file yet."""
        super().__init__()
        self.setProperty("kind", "bar")
        self._presenter = presenter
        self._file: FileLookedAt | None = None
        self._sayings = Sayings()
        self._title, self._proof, self._facts = heading(""), PillLabel(), quiet("")
        self._problem, self._questions, self._columns = label("", "bad", wraps=True), FlowLayout(GRID), FlowLayout(GRID)
        self._samples = RowsModel(SAMPLES, lambda one: f"{one.day}{one.amount}{one.description}{one.balance}", self)
        self.samples = RecordTable(self._samples, "statement samples", memory, "First lines of the file")
        self.take, self.anyway, self.cancel = (
            QPushButton("Import"),
            QPushButton("Import all the same"),
            QPushButton("Cancel"),
        )
        self.flip = QPushButton("Turn the signs round")
        self._lay_out()
        self.take.clicked.connect(partial(self._take_in, accept_gap=False))
        self.anyway.clicked.connect(partial(self._take_in, accept_gap=True))
        self.flip.clicked.connect(self._flip)
        presenter.failed.connect(lambda _: self._allow(taking=True))
        self.cancel.clicked.connect(self._leave)
        self.hide()

    def show_file(self, file: FileLookedAt) -> None:
        """Show what a file would bring."""
        if self._file is None or self._file.data != file.data:
            self._sayings = Sayings()
        self._file = file
        preview = file.preview
        self._title.setText(f"{preview.name}  →  {preview.account_name or 'which account?'}")
        self._proof.show_pill(_proof_of(preview))
        self._facts.setText(_facts(preview))
        refusal = str(preview.refusal or "")
        problems = [one for one in preview.problems if one not in refusal]
        self._problem.setText("\n".join(filter(None, [*problems, refusal])))
        self._problem.setVisible(bool(self._problem.text()))
        self._ask(preview.questions, preview)
        self._map(preview.columns)
        self._samples.show_rows(preview.samples[:_SHOWN])
        self.samples.show_all_rows()
        self.samples.setVisible(bool(preview.samples))
        self.take.setText(f"Import {wording.count(preview.new, 'line')}" if preview.new else "Import, with nothing new")
        self._allow(taking=True)
        self.anyway.setVisible(preview.gap_only)
        self.flip.setVisible(bool(preview.columns))
        self.show()
        self.shown.emit(True)
        self._first(preview).setFocus()

    def _first(self, preview: ImportPreview) -> QWidget:
        """Return where one goes on: the question that is open, else what can be done."""
        asked = next(iter(self.findChildren(QComboBox)), None) if preview.questions else None
        return asked or (self.take if preview.ready else self.cancel)

    def look_again(self) -> None:
        """Hold the file that is looked at against the account that is shown now."""
        if self._file is not None:
            self._presenter.look_again(self._file, self._sayings)

    def put_away(self) -> None:
        """Look at no file any more."""
        self._leave()

    # -- inside

    def _take_in(self, *, accept_gap: bool) -> None:
        if self._file is not None:
            self._allow(taking=False)  # a second click would take the same file in again
            self._presenter.take_in(self._file, accept_gap=accept_gap)

    def _allow(self, *, taking: bool) -> None:
        """Let the file be taken in as far as it can be, or not at all while it is."""
        preview = self._file.preview if self._file is not None else None
        self.take.setEnabled(taking and preview is not None and preview.ready)
        self.anyway.setEnabled(taking and preview is not None)

    def _leave(self) -> None:
        self._file = None
        self.hide()
        self.shown.emit(False)

    def _say(self, sayings: Sayings) -> None:
        self._sayings = sayings
        self.look_again()

    def _flip(self) -> None:
        inverted = self._file.preview.inverted if self._file is not None else False
        self._say(replace(self._sayings, inverted=not inverted))

    def _ask(self, questions: tuple[Questioned, ...], preview: ImportPreview) -> None:
        _clear(self._questions)
        asked = {one.question: one for one in questions}
        if Question.DATE_ORDER in asked or preview.date_order is not None:
            self._questions.addWidget(self._order_box(asked.get(Question.DATE_ORDER), preview.date_order))
        if Question.DECIMAL_MARK in asked or preview.decimal_mark is not None:
            self._questions.addWidget(self._mark_box(asked.get(Question.DECIMAL_MARK), preview.decimal_mark))
        for question in (Question.ACCOUNT, Question.COLUMNS):
            if question in asked:
                self._questions.addWidget(label(asked[question].says, "warn", wraps=True))

    def _order_box(self, asked: Questioned | None, known: DateOrder | None) -> QWidget:
        box = _box(
            "Order of dates", [words for _, words in _ORDERS], [one for one, _ in _ORDERS].index(known) if known else -1
        )
        box.activated.connect(lambda place: self._say(replace(self._sayings, date_order=_ORDERS[place][0])))
        return _asked(box, asked, "Dates")

    def _mark_box(self, asked: Questioned | None, known: DecimalMark | None) -> QWidget:
        box = _box(
            "Decimal mark", [words for _, words in _MARKS], [one for one, _ in _MARKS].index(known) if known else -1
        )
        box.activated.connect(lambda place: self._say(replace(self._sayings, decimal_mark=_MARKS[place][0])))
        return _asked(box, asked, "Amounts")

    def _map(self, columns: tuple[Column, ...]) -> None:
        _clear(self._columns)
        for column in columns:
            roles = [role for role, _ in _ROLES]
            box = _box(f"Column {column.heading}", [words for _, words in _ROLES], roles.index(column.role))
            box.setToolTip(plain_tip("\n".join(column.samples)))
            box.activated.connect(partial(self._choose_role, columns, column.place))
            self._columns.addWidget(_under(column.heading or f"column {column.place + 1}", box))

    def _choose_role(self, columns: tuple[Column, ...], place: int, chosen: int) -> None:
        roles = {column.place: column.role for column in columns} | {place: _ROLES[chosen][0]}
        self._say(replace(self._sayings, columns=roles))

    def _lay_out(self) -> None:
        self.take.setProperty("kind", "primary")
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._proof)
        acts = FlowLayout(GRID)
        for act in (self.take, self.anyway, self.flip, self.cancel):
            acts.addWidget(act)
        body = QWidget()
        inside = QVBoxLayout(body)
        inside.setContentsMargins(0, 0, 0, 0)
        for part in (self._facts, self._problem):
            inside.addWidget(part)
        inside.addLayout(self._questions)
        inside.addLayout(self._columns)
        inside.addWidget(self.samples)
        inside.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.addLayout(head)
        column.addWidget(Scrolling(body), 1)
        column.addLayout(acts)
        self.samples.setMaximumHeight(sized(ROW) * (_SHOWN + 2))


def _proof_of(preview: ImportPreview) -> Pill | None:
    """Return what the balances say; of a file that is refused nothing but that they do not add up."""
    if preview.gap_only and preview.statements[0].proof is StatementProof.PROVED:
        return Pill("alert", "Its balances do not add up", Tone.BAD)
    return _PROOFS[preview.statements[0].proof] if preview.statements else None


def _facts(preview: ImportPreview) -> str:
    """Return what is known of the file, in a line for each statement."""
    head = [preview.format, *filter(None, [preview.account_number])]
    return "\n".join(["  ·  ".join(head), *map(_statement_words, preview.statements)])


def _statement_words(one: StatementLook) -> str:
    span = f"{wording.day(one.first)} to {wording.day(one.last)}" if one.first else "no day"
    balances = f", {wording.amount(one.opening)} → {wording.amount(one.closing)}" if one.closing is not None else ""
    early = f", {one.before_opening} before the account's opening" if one.before_opening else ""
    return f"{span}: {wording.count(one.lines, 'line')}, {one.new} new, {one.known} here already{early}{balances}"


def _box(spoken: str, words: list[str], chosen: int) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(spoken)
    made.addItems(words)
    made.setCurrentIndex(chosen)
    return made


def _asked(box: QWidget, asked: Questioned | None, words: str) -> QWidget:
    says = f"{asked.says} {asked.example}".strip() if asked is not None else words
    return _under(says, box, kind="warn" if asked is not None else "muted")


def _under(words: str, part: QWidget, kind: str = "muted") -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(label(words, kind))
    column.addWidget(part)
    return made


def _clear(layout: FlowLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
