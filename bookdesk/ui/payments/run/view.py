"""The pane of one payment run: what it pays, what is wrong or new about it, what it leaves, its questions below."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError, NotFound
from bookdesk.core.money import Money
from bookdesk.models.payment import PaymentState
from bookdesk.payments.views import PaymentView, RunView
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.memory import Memory
from bookdesk.ui.messages import Message
from bookdesk.ui.payments import table as shown
from bookdesk.ui.payments.presenter import PaymentsPresenter
from bookdesk.ui.pieces.commands import button
from bookdesk.ui.pieces.fields import AmountField
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import PillLabel, heading, label, quiet
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.notices import Banner
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.prompt import Prompt
from bookdesk.ui.pieces.table import RecordTable
from bookdesk.ui.pieces.whole_table import WholeTable

ACTS = ("exclude", "hold", "include", "part", "net", "export", "advices", "report", "cancel", "recall", "returned")
"""Acts on a run and its payments beside its release."""
FOR_EVER = ("recall", "returned")
"""Acts that are never taken back: Tab and what Qt does where a button goes never bring the keyboard to them."""
_SEEN = 4
"""Payments that are always in sight, however low the window."""


class RunPane(QWidget):
    """One run in full. What it asks and refuses stands in its foot, so that nothing moves below the mouse."""

    changed = Signal()
    """Another run or payment is chosen."""
    speaks = Signal()
    """Something is asked or said in the foot."""
    emptied = Signal()
    """The run that had the keyboard is gone."""

    def __init__(self, presenter: PaymentsPresenter, acts: Mapping[str, QAction], memory: Memory) -> None:
        """Show nothing yet."""
        super().__init__()
        self._presenter = presenter
        self.view: RunView | None = None
        self.notice, self.prompt, self.part_form = Banner(), Prompt(stacked=True), PartForm(presenter)
        self._title, self._pill, self._notes = heading(""), PillLabel(), label("", "warn", wraps=True)
        self._title.setWordWrap(True)
        self._none = quiet("No run is chosen.")
        self._payments = RowsModel(shown.PAYMENTS, lambda one: one.payment.id, self)
        self.payments = WholeTable(
            self._payments, "payments", memory, "Payments of the run", shown.PAYMENTS_WHOLE, "bills"
        )
        self._findings, self._parts = quiet(""), RowsModel(shown.PARTS, lambda row: row.key, self)
        self.parts = WholeTable(self._parts, "payment parts", memory, "What the payment settles", ("amount",))
        self._left = RowsModel(shown.LEFT, lambda row: row.key, self)
        self.left = WholeTable(self._left, "left out", memory, "Bills that are not in the run", ("open",))
        self._lay_out(acts)
        self.payments.current_changed.connect(self._current_changed)
        self.part_form.left.connect(self.payments.setFocus)
        self.show_run(None)

    def show_run(self, view: RunView | None) -> None:
        """Show a run, or that none is chosen."""
        if _id_of(view) != _id_of(self.view):
            self._leave_run()
        elif (said := self.notice.message()) is not None and said.tone is Tone.BAD:
            self.notice.clear()  # it was looked at anew: what stopped it may be mended
        self.view = view
        self._body.setVisible(view is not None)
        self._none.setVisible(view is None)
        if view is None:
            self._pill.show_pill(None)
            return
        run = view.run
        total = f"{wording.money(view.total)} to {wording.count(len(view.paying), 'payee')}"
        self._title.setText(f"Run {run.number}  ·  {total}  ·  {wording.day(run.execution_date)}")
        self._pill.show_pill(shown.RUN_PILLS[run.state])
        notes = [*view.notes, *filter(None, (view.sole,))]
        self._notes.setText("\n".join(map(self._presenter.named, notes)))
        self._notes.setVisible(bool(notes))
        self._payments.show_rows(view.payments)
        self._keep_in_sight(self.payments, len(view.payments))
        self._left.show_rows(shown.left_rows(view, self._presenter.named))
        self.left.setVisible(bool(view.left))
        self.payments.choose_first()
        self._current_changed()

    def payment(self) -> PaymentView | None:
        """Return the chosen payment."""
        found = self.payments.current_record() if self.view is not None else None
        return found if isinstance(found, PaymentView) else None

    def ask_part(self) -> None:
        """Ask how much of which bill is paid."""
        one = self.payment()
        if one is not None:
            row = self.parts.current_record() or self._parts.rows()[0]
            self.part_form.ask(one.payment.id, row.bill_id, row.number, row.amount)

    def ask_credit(self) -> None:
        """Net the supplier's credit note; where there are several, ask which."""
        one, view = self.payment(), self.view
        if one is None or view is None:
            return
        mine = [credit for credit in view.credits if credit.contact_id == one.payment.contact_id]
        if len(mine) == 1:
            self._presenter.net(one.payment.id, mine[0].bill_id)
            return
        if not mine:
            self.notice.say(Message(f"{one.payment.holder} has no open credit note."))
            return
        numbers = {credit.number: credit.bill_id for credit in mine}
        self.prompt.ask(
            f"Which credit note: {', '.join(numbers)}?",
            "Net",
            lambda number: self._presenter.net(one.payment.id, numbers[number]),
            answer=next(iter(numbers)),
            check=partial(_one_of, numbers),
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell when the foot begins to speak."""
        if event.type() == QEvent.Type.Show:
            self.speaks.emit()
        return super().eventFilter(watched, event)

    def guard(self, allowed: Mapping[str, bool]) -> None:
        """Bring the keyboard to the payments before the button it is on goes: Qt would put it on the next one."""
        held = QApplication.focusWidget()
        if not (isinstance(held, QPushButton) and self._body.isAncestorOf(held)):
            return
        if not allowed.get(held.objectName().removeprefix("button "), True):
            self.payments.setFocus()

    def _leave_run(self) -> None:
        """Ask and say nothing more of the run that was shown, and let go of the keyboard."""
        held = QApplication.focusWidget()
        mine = held is not None and self.isAncestorOf(held)
        self.prompt.drop()
        self.part_form.hide()
        self.notice.clear()
        if mine:
            self.emptied.emit()

    def _current_changed(self, *_: object) -> None:
        one = self.payment()
        self._parts.show_rows(shown.part_rows(one) if one is not None else [])
        self.parts.show_all_rows()
        if self.part_form.isVisible() and not self._still_asked(one):
            self.part_form.hide()
        words = shown.findings_of(one, self._presenter.named) if one is not None else ""
        self._findings.setText(words)
        self._findings.setVisible(bool(words))
        self.changed.emit()

    def _still_asked(self, one: PaymentView | None) -> bool:
        """Whether a part of this payment can still be paid, and it is asked how much."""
        return one is not None and one.payment.state is PaymentState.PROPOSED and self.part_form.asks(one.payment.id)

    def _keep_in_sight(self, table: RecordTable, rows: int) -> None:
        head = table.horizontalHeader().sizeHint().height()
        table.setMinimumHeight(head + min(rows, _SEEN) * table.verticalHeader().defaultSectionSize() + 2)

    def _lay_out(self, acts: Mapping[str, QAction]) -> None:
        row = FlowLayout(GRID // 2)
        row.addWidget(button(acts["release"], "primary", hides=True))
        for name in ACTS:
            made = button(acts[name], hides=True)
            if name in FOR_EVER:
                made.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            row.addWidget(made)
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._pill)
        column.addLayout(head)
        column.addWidget(self._notes)
        column.addLayout(row)
        column.addWidget(self.payments, 3)
        for part in (self._findings, self.parts):
            column.addWidget(part)
        column.addWidget(self.left, 2)
        inside = QWidget()
        whole = QVBoxLayout(inside)
        whole.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        whole.addWidget(self._none)
        whole.addWidget(self._body, 1)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.setSpacing(0)
        outside.addWidget(Scrolling(inside), 1)
        for foot in (self.notice, self.part_form, self.prompt):
            outside.addWidget(foot)
            foot.installEventFilter(self)


def _id_of(view: RunView | None) -> str:
    return view.run.id if view is not None else ""


def _one_of(numbers: Mapping[str, str], number: str) -> None:
    if number not in numbers:
        raise NotFound(f"There is no open credit note {number}.", f"There are: {', '.join(numbers)}.")


class PartForm(QFrame):
    """How much of a bill is paid in this run. What cannot be paid stays, with the reason."""

    left = Signal()
    """It is asked no more."""

    def __init__(self, presenter: PaymentsPresenter) -> None:
        """Hidden until it is asked for."""
        super().__init__()
        self.setProperty("kind", "bar")
        self._presenter = presenter
        self._about = ("", "")
        self._words, self.amount = label("", wraps=True), AmountField("Pay of it")
        self.do, self.cancel = QPushButton("Pay this part"), QPushButton("Cancel")
        self.problem = label("", "bad", wraps=True)
        row = QHBoxLayout()
        for part in (self._words, self.amount, self.do, self.cancel):
            row.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.addLayout(row)
        column.addWidget(self.problem)
        for one in (self.do, self.cancel):
            one.setAutoDefault(True)
        self.do.clicked.connect(self._pay)
        self.cancel.clicked.connect(self._leave)
        self.amount.returnPressed.connect(self.do.click)
        self.amount.problem_changed.connect(self._say)
        presenter.part_paid.connect(self._leave)
        presenter.part_refused.connect(self._refuse)
        self._say("")
        self.hide()

    def ask(self, payment_id: str, bill_id: str, number: str, amount: Money) -> None:
        """Ask for a bill of a payment."""
        self._about = (payment_id, bill_id)
        self._words.setText(f"Pay of {number} in this run:")
        self.amount.show_money(amount)
        self.show()
        self.amount.setFocus()
        self.amount.selectAll()

    def asks(self, payment_id: str) -> bool:
        """Whether it is asked about a payment."""
        return self._about[0] == payment_id

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave it with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def _pay(self) -> None:
        try:
            amount = self.amount.money()
        except BookDeskError as error:
            self.amount.set_problem(str(error))
            return
        if amount is None:
            self.amount.set_problem("Write how much of it is paid.")
            return
        self._presenter.pay_part(*self._about, amount)

    def _refuse(self, error: BookDeskError) -> None:
        self.amount.set_problem(f"{self._presenter.named(error.what)} {self._presenter.named(error.remedy)}".strip())
        self.amount.setFocus()

    def _say(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def _leave(self) -> None:
        if not self.isHidden():
            self.hide()
            self.left.emit()
