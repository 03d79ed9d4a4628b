"""The screen of payment runs: the runs at the left, the chosen one in full beside them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QFileDialog, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError
from bookdesk.core.money import Money
from bookdesk.models.payment import PaymentState, RunState
from bookdesk.payments.runlist import RunRow
from bookdesk.payments.views import PaymentView, RunView
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.payments import table as shown
from bookdesk.ui.payments.presenter import PaymentsPresenter, RunsFound, Written, tabs_of
from bookdesk.ui.pieces.choice_field import Choice, ChoiceField
from bookdesk.ui.pieces.commands import Command, bind, button
from bookdesk.ui.pieces.fields import AmountField, DateField
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import PillLabel, heading, label, quiet
from bookdesk.ui.pieces.list_page import ListPage, ListTab
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.pieces.table import RecordTable

TABS = (ListTab("draft", "In preparation"), ListTab("released", "Released"), ListTab("all", "All", quiet=True))
COMMANDS = (
    Command("new", "New run", ("N",), "add"),
    Command("release", "Release", ("Ctrl+Return",), "release"),
    Command("exclude", "Leave out", ("X",), "void"),
    Command("hold", "Hold", ("H",), "hold"),
    Command("include", "Put back", ("I",), "undo"),
    Command("part", "Pay a part", ("P",), "part"),
    Command("net", "Net a credit note", ("C",), "credit"),
    Command("export", "Save the bank file", ("Ctrl+S",), "export"),
    Command("advices", "Save remittance advices", ("Ctrl+Shift+S",), "print"),
    Command("cancel", "Drop the run", ("Shift+Delete",), "delete"),
    Command("recall", "Recall", (), "undo"),
    Command("returned", "Returned by the bank", (), "failed"),
)
Folder = Callable[[QWidget, str], str]
"""Asks the person for a folder; nothing where he left."""


def ask_folder(parent: QWidget, title: str) -> str:
    """Ask with the system's own dialog."""
    return QFileDialog.getExistingDirectory(parent, title)


class PaymentsScreen(Screen):
    """Payment runs of the client in front."""

    def __init__(self, desktop: Desktop, folder: Folder = ask_folder) -> None:
        """Build the page; runs come with `show_place`."""
        super().__init__(desktop, "payments")
        self.presenter = PaymentsPresenter(desktop, self)
        self._folder = folder
        self._runs: tuple[RunRow, ...] = ()
        self.model = RowsModel(shown.RUNS, lambda row: row.id, self)
        self.table = RecordTable(self.model, "runs", desktop.memory, "Payment runs")
        self.acts = bind(self, COMMANDS, self._handlers())
        self.form = NewRun(self.presenter)
        self.pane = RunPane(self)
        self.page = ListPage(
            "runs",
            "Payment runs",
            TABS,
            self.table,
            desktop.memory,
            primary=self.acts["new"],
            beside=Scrolling(self.pane),
            share=62,
        )
        self.page.filter.hide()  # there are few runs, newest first
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.form)
        column.addWidget(self.page)
        self._connect()
        self.judge()

    def show_place(self, place: Place) -> None:
        """Show a list of runs (`view`), or one run (`item`)."""
        self.page.show_tab(place.view or self.page.tab() or "draft")
        self.presenter.run_id = place.item
        self.pane.show_run(None)
        self.presenter.refresh()

    def forget(self) -> None:
        """Show no run any more, and none that is about to be proposed."""
        super().forget()
        self._runs = ()
        self.form.start_over()
        self.pane.show_run(None)
        self.judge()

    def run(self) -> RunView | None:
        """Return the run that is shown."""
        return self.pane.view

    def judge(self) -> None:
        """Offer what can be done to the shown run and its chosen payment."""
        view, one = self.run(), self.pane.payment()
        state = view.run.state if view is not None else None
        draft, released = state is RunState.DRAFT, state is RunState.RELEASED
        proposed = one is not None and one.payment.state is PaymentState.PROPOSED
        self.acts["release"].setEnabled(draft and bool(view and view.paying))
        for name in ("exclude", "hold", "part"):
            self.acts[name].setEnabled(draft and proposed)
        self.acts["net"].setEnabled(draft and proposed and bool(view and view.credits))
        out = one is not None and one.payment.state in (PaymentState.EXCLUDED, PaymentState.HELD)
        self.acts["include"].setEnabled(draft and out)
        self.acts["cancel"].setEnabled(draft)
        for name in ("export", "advices", "recall"):
            self.acts[name].setEnabled(released)
        self.acts["returned"].setEnabled(released and one is not None and one.payment.state is PaymentState.RELEASED)

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "new": self._open_form,
            "release": self._release,
            "exclude": lambda: self._with_reason("leave out", "Leave out", self.presenter.exclude),
            "hold": lambda: self._with_reason("hold back", "Hold", self.presenter.hold),
            "include": lambda: self._on_payment(lambda one: self.presenter.include(one.payment.id)),
            "part": self._ask_part,
            "net": self._ask_credit,
            "export": lambda: self._on_run(lambda view: self.presenter.export(view.run.id)),
            "advices": lambda: self._on_run(lambda view: self.presenter.advices(view.paying)),
            "cancel": self._cancel,
            "recall": self._recall,
            "returned": lambda: self._with_reason("record as returned", "Returned", self.presenter.returned),
        }

    def _open_form(self) -> None:
        self.form.open()

    def _ask_part(self) -> None:
        self.pane.ask_part()

    def _ask_credit(self) -> None:
        self.pane.ask_credit()

    def take_keyboard(self) -> None:
        """Begin in the list."""
        self.page.focus_list()

    def _connect(self) -> None:
        self.page.tab_chosen.connect(lambda _: self._show_runs())
        self.table.current_changed.connect(self._choose_run)
        self.presenter.found.connect(self._show_found)
        self.presenter.run_shown.connect(self._show_run)
        self.presenter.written.connect(self._keep)
        self.presenter.saved.connect(self._tell_saved)
        self.presenter.stale.connect(self.presenter.refresh)

    def _show_found(self, found: RunsFound) -> None:
        self._runs = found.runs
        self.form.offer(found.accounts)
        self.page.show_counts(tabs_of(found.runs))
        self._show_runs()

    def _show_runs(self) -> None:
        tab, wanted = self.page.tab(), self.presenter.run_id
        states = {"draft": {RunState.DRAFT}, "released": {RunState.RELEASED}}.get(tab, set(RunState))
        rows = [run for run in self._runs if run.state in states]
        self.model.show_rows(rows)
        self.page.show_footer(wording.count(len(rows), "run"))
        if not rows:
            self.pane.show_run(None)
            words = "No run is being prepared." if tab == "draft" else "No run has been released yet."
            remedy = "A run takes the approved bills that are due and paid by transfer."
            self.page.show_empty("pay", Message(words, remedy=remedy, label="New run", act=self.form.open))
            return
        self.page.show_table()
        if not (wanted and self.table.choose(wanted)):
            self.table.choose_first()
            self._choose_run(self.table.current_key())
        self.judge()

    def _choose_run(self, run_id: object) -> None:
        if isinstance(run_id, str) and run_id:
            self.presenter.show_run(run_id)

    def _show_run(self, view: RunView) -> None:
        self.page.banner.clear()
        if self.form.isVisible():
            self.form.leave()
            self.table.setFocus()
        if view.run.state is RunState.RELEASED and self.page.tab() == "draft":
            self.page.show_tab("all")
            self._show_runs()
        self.pane.show_run(view)
        self.judge()

    def _release(self) -> None:
        view = self.run()
        if view is None:
            return
        stops = shown.stops_of(view, self.desktop.office.named)
        if stops is not None:
            self.page.banner.say(stops)
            return
        warned = sum(bool(one.findings) for one in view.paying)
        looked = f" {wording.count(warned, 'payment')} to look at above." if warned else ""
        question = (
            f"Release {wording.money(view.total)} to {wording.count(len(view.paying), 'payee')} from"
            f" {view.bank_account.name} on {wording.day(view.run.execution_date)}?{looked} It is signed in your name."
        )
        act = f"Release {wording.money(view.total)}"
        self.page.prompt.ask(question, act, lambda _: self.presenter.release(view), needed=False)

    def _cancel(self) -> None:
        view = self.run()
        if view is not None:
            question = f"Drop run {view.run.number}? Its bills are free again."
            self.page.prompt.ask(question, "Drop", partial(self.presenter.cancel, view.run.id), hint="Why")

    def _recall(self) -> None:
        view = self.run()
        if view is not None:
            question = f"Recall run {view.run.number}? Only if the bank will never execute its file."
            self.page.prompt.ask(question, "Recall", partial(self.presenter.recall, view.run.id), hint="Why")

    def _with_reason(self, what: str, act: str, then: Callable[[str, str], None]) -> None:
        one = self.pane.payment()
        if one is not None:
            question = f"Why {what} {one.payment.holder}, {wording.money(one.amount)}?"
            self.page.prompt.ask(question, act, partial(then, one.payment.id))

    def _on_payment(self, act: Callable[[PaymentView], None]) -> None:
        one = self.pane.payment()
        if one is not None:
            act(one)

    def _on_run(self, act: Callable[[RunView], None]) -> None:
        view = self.run()
        if view is not None:
            act(view)

    def _keep(self, written: Written) -> None:
        folder = self._folder(self, f"Where to save the {written.what}")
        if folder:
            self.presenter.save(written, Path(folder))

    def _tell_saved(self, paths: tuple[Path, ...]) -> None:
        names = f"{paths[0].name} and {len(paths) - 1} more" if len(paths) > 1 else paths[0].name
        folder = QUrl.fromLocalFile(str(paths[0].parent))
        opener = partial(QDesktopServices.openUrl, folder)
        self.desktop.tell(Message(f"Saved {names}.", Tone.GOOD, label="Open the folder", act=opener))


class NewRun(QFrame):
    """Account, day and terms of a run about to be proposed, in a line above the list."""

    def __init__(self, presenter: PaymentsPresenter) -> None:
        """Hidden until it is asked for."""
        super().__init__()
        self.setProperty("kind", "bar")
        self._presenter = presenter
        self.account = ChoiceField("Pay from")
        self.day = DateField("Pay on", presenter.today)
        self.due = DateField("Bills due by", presenter.today)
        self.due.setPlaceholderText("same day")
        self.net = QCheckBox("Net credit notes")
        self.net.setChecked(True)
        self.do, self.cancel = QPushButton("Propose"), QPushButton("Cancel")
        self.do.setProperty("kind", "primary")
        self.problem = label("", "bad", wraps=True)
        row = FlowLayout(GRID)
        for words, field in (("Pay from", self.account), ("on", self.day), ("bills due by", self.due)):
            row.addWidget(_beside(words, field))
        for part in (self.net, self.do, self.cancel):
            row.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.addLayout(row)
        column.addWidget(self.problem)
        self.do.clicked.connect(self._propose)
        self.cancel.clicked.connect(self.leave)
        for field in (self.account, self.day, self.due):
            field.setMinimumWidth(sized(130))
            field.returnPressed.connect(self.do.click)
        self.problem.hide()
        self.hide()

    def offer(self, accounts: tuple[tuple[str, str], ...]) -> None:
        """Offer these accounts to pay from."""
        self.account.offer([Choice(account_id, name) for account_id, name in accounts])
        if accounts and not self.account.text():
            self.account.show_value(accounts[0][0])

    def open(self) -> None:
        """Ask: from the first account, today."""
        if not self.day.text():
            self.day.show_day(self._presenter.today())
        self.problem.hide()
        self.show()
        self.day.setFocus()
        self.day.selectAll()

    def start_over(self) -> None:
        """Know no account and no day any more."""
        self.account.clear()
        self.day.clear()
        self.due.clear()
        self.offer(())
        self.leave()

    def leave(self) -> None:
        """Ask no more."""
        self.problem.hide()
        self.hide()

    def _propose(self) -> None:
        try:
            account, day, due = self.account.value(), self.day.day(), self.due.day()
        except BookDeskError as error:
            self._say(str(error))
            return
        if not account or day is None:
            choose = "Choose both." if self.account.choices() else "Add a bank account on the screen Bank first."
            self._say(f"A run needs an account and a day. {choose}")
            return
        self._presenter.propose(account, day, due, net_credits=self.net.isChecked())

    def _say(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.show()


def _beside(words: str, field: QWidget) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(quiet(words, wraps=False))
    row.addWidget(field)
    return made


class RunPane(QWidget):
    """One run in full: what it pays, what is wrong or new about it, and what it leaves."""

    def __init__(self, screen: PaymentsScreen) -> None:
        """Show nothing yet."""
        super().__init__()
        self._screen = screen
        memory = screen.desktop.memory
        self.view: RunView | None = None
        self._title, self._pill, self._notes = heading(""), PillLabel(), label("", "warn", wraps=True)
        self._title.setWordWrap(True)
        self._none = quiet("No run is chosen.")
        self._payments = RowsModel(shown.PAYMENTS, lambda one: one.payment.id, self)
        self.payments = RecordTable(self._payments, "payments", memory, "Payments of the run")
        self._findings, self._parts = quiet(""), RowsModel(shown.PARTS, lambda row: row.key, self)
        self.parts = RecordTable(self._parts, "payment parts", memory, "What the payment settles")
        self._left = RowsModel(shown.LEFT, lambda row: row.key, self)
        self.left = RecordTable(self._left, "left out", memory, "Bills that are not in the run")
        self._part_form = PartForm(screen.presenter)
        self._lay_out(screen)
        self.payments.current_changed.connect(self._current_changed)
        self.show_run(None)

    def show_run(self, view: RunView | None) -> None:
        """Show a run, or that none is chosen."""
        self.view = view
        self._body.setVisible(view is not None)
        self._none.setVisible(view is None)
        self._part_form.hide()
        if view is None:
            self._pill.show_pill(None)
            return
        run = view.run
        total = f"{wording.money(view.total)} to {wording.count(len(view.paying), 'payee')}"
        self._title.setText(f"Run {run.number}  ·  {total}  ·  {wording.day(run.execution_date)}")
        self._pill.show_pill(shown.RUN_PILLS[run.state])
        self._notes.setText("\n".join(view.notes))
        self._notes.setVisible(bool(view.notes))
        self._payments.show_rows(view.payments)
        self._left.show_rows(shown.left_rows(view))
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
            self._part_form.ask(one.payment.id, row.bill_id, row.number, row.amount)

    def ask_credit(self) -> None:
        """Net the supplier's credit note; where there are several, ask which."""
        one, view = self.payment(), self.view
        if one is None or view is None:
            return
        mine = [credit for credit in view.credits if credit.contact_id == one.payment.contact_id]
        if len(mine) == 1:
            self._screen.presenter.net(one.payment.id, mine[0].bill_id)
            return
        if not mine:
            self._screen.desktop.tell(Message(f"{one.payment.holder} has no open credit note."))
            return
        numbers = {credit.number: credit.bill_id for credit in mine}
        self._screen.page.prompt.ask(
            f"Which credit note: {', '.join(numbers)}?",
            "Net",
            lambda number: self._screen.presenter.net(one.payment.id, numbers.get(number, number)),
            answer=next(iter(numbers)),
        )

    def _current_changed(self, *_: object) -> None:
        one = self.payment()
        self._parts.show_rows(shown.part_rows(one) if one is not None else [])
        self.parts.show_all_rows()
        words = shown.findings_of(one, self._screen.presenter.named) if one is not None else ""
        self._findings.setText(words)
        self._findings.setVisible(bool(words))
        self._screen.judge()

    def _lay_out(self, screen: PaymentsScreen) -> None:
        acts = FlowLayout(GRID // 2)
        acts.addWidget(button(screen.acts["release"], "primary", hides=True))
        for name in ("exclude", "hold", "include", "part", "net", "export", "advices", "cancel", "recall", "returned"):
            acts.addWidget(button(screen.acts[name], hides=True))
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._pill)
        column.addLayout(head)
        column.addWidget(self._notes)
        column.addLayout(acts)
        column.addWidget(self.payments, 3)
        column.addWidget(self._findings)
        column.addWidget(self._part_form)
        column.addWidget(self.parts)
        column.addWidget(self.left, 2)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        whole.addWidget(self._none)
        whole.addWidget(self._body, 1)


class PartForm(QFrame):
    """How much of a bill is paid in this run."""

    def __init__(self, presenter: PaymentsPresenter) -> None:
        """Hidden until it is asked for."""
        super().__init__()
        self._presenter = presenter
        self._about = ("", "")
        self._words, self.amount, self.do = (
            label("", wraps=True),
            AmountField("Pay of it"),
            QPushButton("Pay this part"),
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for part in (self._words, self.amount, self.do):
            row.addWidget(part)
        self.do.clicked.connect(self._pay)
        self.amount.returnPressed.connect(self.do.click)
        self.hide()

    def ask(self, payment_id: str, bill_id: str, number: str, amount: Money) -> None:
        """Ask for a bill of a payment."""
        self._about = (payment_id, bill_id)
        self._words.setText(f"Pay of {number} in this run:")
        self.amount.show_money(amount)
        self.show()
        self.amount.setFocus()
        self.amount.selectAll()

    def _pay(self) -> None:
        try:
            amount = self.amount.money()
        except BookDeskError as error:
            self.amount.set_problem(str(error))
            return
        if amount is not None:
            self._presenter.pay_part(*self._about, amount)
