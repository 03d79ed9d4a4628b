"""The screen of payment runs: the runs at the left, the chosen one in full beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from bookdesk.models.payment import PaymentState, RunState
from bookdesk.payments.runlist import RunRow
from bookdesk.payments.views import PaymentView, RunView
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message, Place, history_of
from bookdesk.ui.payments import table as shown
from bookdesk.ui.payments.presenter import PaymentsPresenter, RunsFound, Saved, tabs_of
from bookdesk.ui.payments.proposal.view import NewRun
from bookdesk.ui.payments.run.view import RunPane
from bookdesk.ui.pieces.commands import Command, bind
from bookdesk.ui.pieces.list_page import ListPage, ListTab
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.pieces.whole_table import WholeTable

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
    Command("report", "Save the report…", ("Ctrl+R",), "print"),
    Command("cancel", "Drop the run", ("Shift+Delete",), "delete"),
    Command("recall", "Recall", (), "undo"),
    Command("returned", "Returned by the bank", (), "failed"),
)
_COMPARED = "Did you compare what the bank paid with these runs? It is written down in your name."
_FOR_EVER = "This can never be taken back."
_RETURNED = f"Why did {{}} come back from the bank? Its bills are open again. {_FOR_EVER}"
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
        self.table = WholeTable(self.model, "runs", desktop.memory, "Payment runs", shown.RUNS_WHOLE)
        self.acts = bind(self, COMMANDS, self._handlers())
        self.form = NewRun(self.presenter)
        self.pane = RunPane(self.presenter, self.acts, desktop.memory)
        self.page = ListPage(
            "runs",
            "Payment runs",
            TABS,
            self.table,
            desktop.memory,
            primary=self.acts["new"],
            beside=self.pane,
            share=64,
            least=200,
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
        self.page.show_tab("draft")
        self._runs = ()
        self.form.start_over()
        self.pane.show_run(None)
        self.judge()

    def run(self) -> RunView | None:
        """Return the run that is shown."""
        return self.pane.view

    def record(self) -> Place | None:
        """Return where the history of the shown run is."""
        view = self.run()
        return history_of("payment_run", view.run.id) if view is not None else None

    def judge(self) -> None:
        """Offer what can be done to the shown run and its chosen payment."""
        allowed = self._allowed()
        self.pane.guard(allowed)
        for name, on in allowed.items():
            self.acts[name].setEnabled(on)

    def _allowed(self) -> dict[str, bool]:
        view, one = self.run(), self.pane.payment()
        state = view.run.state if view is not None else None
        draft, released = state is RunState.DRAFT, state is RunState.RELEASED
        proposed = draft and one is not None and one.payment.state is PaymentState.PROPOSED
        out = one is not None and one.payment.state in (PaymentState.EXCLUDED, PaymentState.HELD)
        return {
            "release": draft and bool(view and view.paying),
            **dict.fromkeys(("exclude", "hold", "part"), proposed),
            "net": proposed and bool(view and view.credits),
            "include": draft and out,
            "cancel": draft,
            **dict.fromkeys(("export", "advices", "recall"), released),
            "report": state in {RunState.RELEASED, RunState.RECALLED},
            "returned": released and one is not None and one.payment.state is PaymentState.RELEASED,
        }

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "new": self._open_form,
            "release": self._release,
            "exclude": lambda: self._with_reason("Why is {} left out?", "Leave out", self.presenter.exclude),
            "hold": lambda: self._with_reason("Why is {} held back?", "Hold", self.presenter.hold),
            "include": lambda: self._on_payment(lambda one: self.presenter.include(one.payment.id)),
            "part": self._ask_part,
            "net": self._ask_credit,
            "export": lambda: self._save("bank file", self.presenter.export),
            "advices": lambda: self._save("remittance advices", self.presenter.advices),
            "report": lambda: self._save("report", self.presenter.report),
            "cancel": self._cancel,
            "recall": self._recall,
            "returned": lambda: self._with_reason(_RETURNED, "Returned for good", self.presenter.returned),
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
        self.pane.speaks.connect(self.desktop.make_room)
        self.pane.changed.connect(self.judge)
        self.pane.emptied.connect(self.page.focus_list)
        self.form.left.connect(self._leave_form)
        self.presenter.proposed.connect(self.form.leave)
        self.presenter.not_proposed.connect(self.form.refuse)
        self.presenter.found.connect(self._show_found)
        self.presenter.run_shown.connect(self._show_run)
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
        if view.run.state is RunState.RELEASED and self.page.tab() == "draft":
            self.page.show_tab("all")
            self._show_runs()
        self.pane.show_run(view)
        self.judge()

    def _release(self) -> None:
        view = self.run()
        if view is None:
            return
        named = self.presenter.named
        if view.put_back:
            asked = f"{named(view.put_back)} {_COMPARED}"
            compared = partial(self.presenter.compared, view.run.id)
            self.pane.prompt.ask(asked, "Yes, compared", lambda _: compared(), needed=False)
            return
        stops = shown.stops_of(view, named)
        if stops is not None:
            self.pane.notice.say(stops)
            return
        looks = shown.looks_of(view, named)
        question = (
            f"Release {wording.money(view.total)} to {wording.count(len(view.paying), 'payee')} from"
            f" {view.bank_account.name} on {wording.day(view.run.execution_date)}? It is signed in your name."
        )
        act = f"Release {wording.money(view.total)}"
        asked = f"{question}\n{looks}" if looks else question
        self.pane.prompt.ask(asked, act, lambda _: self.presenter.release(view), needed=False)

    def _cancel(self) -> None:
        view = self.run()
        if view is not None:
            question = f"Drop run {view.run.number}? Its bills are free again."
            self.pane.prompt.ask(question, "Drop", partial(self.presenter.cancel, view.run.id), hint="Why")

    def _recall(self) -> None:
        view = self.run()
        if view is not None:
            question = f"Recall run {view.run.number}? Only if the bank will never execute its file. {_FOR_EVER}"
            self.pane.prompt.ask(question, "Recall", partial(self.presenter.recall, view.run.id), hint="Why")

    def _with_reason(self, question: str, act: str, then: Callable[[str, str], None]) -> None:
        one = self.pane.payment()
        if one is not None:
            asked = question.format(f"{wording.money(one.amount)} to {one.payment.holder}")
            self.pane.prompt.ask(asked, act, partial(then, one.payment.id))

    def _leave_form(self) -> None:
        """Begin in the list again after a run was asked for."""
        self.table.setFocus()

    def _on_payment(self, act: Callable[[PaymentView], None]) -> None:
        one = self.pane.payment()
        if one is not None:
            act(one)

    def _save(self, what: str, act: Callable[[RunView, Path], None]) -> None:
        """Ask where to, then let it go: it stands in the history, so nothing is asked for that nobody keeps."""
        view = self.run()
        folder = self._folder(self, f"Where to save the {what}") if view is not None else ""
        if view is not None and folder:
            act(view, Path(folder))

    def _tell_saved(self, saved: Saved) -> None:
        """Say where files are; of a bank file also what is held against the bank's screen, until it is closed."""
        paths, file = saved.paths, saved.written.run
        names = f"{paths[0].name} and {len(paths) - 1} more" if len(paths) > 1 else paths[0].name
        opener = partial(QDesktopServices.openUrl, QUrl.fromLocalFile(str(paths[0].parent)))
        said = shown.saved_words(file, names) if file is not None else Message(f"Saved {names}.", Tone.GOOD)
        message = replace(said, label="Open the folder", act=opener)
        if file is not None:
            self.pane.notice.say(message)
        else:
            self.desktop.tell(message)
