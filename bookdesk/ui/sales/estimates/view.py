"""The screen of estimates: lists at the top, the table, the chosen one beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout

from bookdesk.core.money import total
from bookdesk.invoicing.estimates import EstimateView
from bookdesk.models.estimate import EstimateStatus
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.messages import Message, Place, history_of
from bookdesk.ui.outside import Outside
from bookdesk.ui.pieces.choosing import Chooser
from bookdesk.ui.pieces.commands import Command, bind
from bookdesk.ui.pieces.list_page import ListPage, ListTab
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.panel import Panel, is_tight
from bookdesk.ui.pieces.sales_ways import SalesWays
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.pieces.table import RecordTable
from bookdesk.ui.sales.estimates.pane.view import EstimatePane
from bookdesk.ui.sales.estimates.presenter import EstimateShown, EstimatesPresenter
from bookdesk.ui.sales.estimates.table import (
    ALL,
    COLUMNS,
    EXPIRED,
    OPEN,
    is_on,
    matches,
)
from bookdesk.ui.sales.mailing.view import MailPanel
from bookdesk.ui.sales.paylink.view import DECIDE_LINK, PayLinkPanel
from bookdesk.ui.sales.settling.view import papers_of

TABS = (
    ListTab(OPEN, "Offered"),
    ListTab(EXPIRED, "Ran out"),
    ListTab(EstimateStatus.ACCEPTED.value, "Accepted"),
    ListTab(EstimateStatus.DRAFT.value, "Drafts"),
    ListTab(EstimateStatus.INVOICED.value, "Invoiced", quiet=True),
    ListTab(EstimateStatus.DECLINED.value, "Declined", quiet=True),
    ListTab(EstimateStatus.WITHDRAWN.value, "Withdrawn", quiet=True),
    ListTab(ALL, "All", quiet=True),
)
COMMANDS = (
    Command("new", "New estimate", ("N",), "add"),
    Command("open", "Open", ("E", "F2"), "edit"),
    Command("offer", "Offer…", ("I",), "release"),
    Command("send", "Send by mail…", ("S",), "send"),
    DECIDE_LINK,
    Command("print", "Print…", ("Shift+P",), "print"),
    Command("open outside", "Open the PDF", ("O",), "right"),
    Command("save", "Save as PDF…", ("Ctrl+S",), "export"),
    Command("accept", "Accepted…", ("A",), "accept"),
    Command("accept with", "Accepted, with evidence…", ("Shift+A",), "file"),
    Command("invoice", "Make the invoice", ("M",), "sales"),
    Command("decline", "Declined…", ("D",), "reject"),
    Command("revise", "Back to a draft", ("R",), "undo"),
    Command("withdraw", "Withdraw…", ("Shift+V",), "void"),
    Command("copy", "Copy to a new draft", ("Shift+C",), "duplicate"),
    Command("delete", "Throw the draft away", ("Shift+Delete",), "delete"),
    Command("filter", "Filter the list", ("/", "Ctrl+F"), "filter"),
)
_ACTS = tuple(one.name for one in COMMANDS if one.name not in {"new", "filter"})
_PAPER = frozenset({"print", "open outside", "save"})
_ON = {
    EstimateStatus.DRAFT: {"offer", "delete"},
    EstimateStatus.OFFERED: {"send", "decide link", *_PAPER, "accept", "accept with", "decline", "revise", "withdraw"},
    EstimateStatus.ACCEPTED: {"decide link", *_PAPER, "invoice", "decline", "revise", "withdraw"},
    EstimateStatus.DECLINED: {"accept", "accept with", "revise"},
    EstimateStatus.WITHDRAWN: {"revise"},
    EstimateStatus.INVOICED: set(),
}


class EstimatesScreen(Screen):
    """Estimates of the client in front."""

    def __init__(self, desktop: Desktop) -> None:
        """Build the page; the list comes with `show_place`."""
        super().__init__(desktop, "estimates")
        self.presenter, self.chooser = EstimatesPresenter(desktop, self), Chooser()
        self.outside = Outside(desktop, self)
        self._all: tuple[EstimateView, ...] = ()
        self._wanted = ""
        self.model = RowsModel(COLUMNS, lambda row: row.estimate.id, self)
        self.table = RecordTable(self.model, "estimates", desktop.memory, "Estimates")
        self.acts = bind(self, COMMANDS, self._handlers())
        self.pane = EstimatePane(desktop, [self.acts[name] for name in _ACTS])
        self.page = ListPage(
            "estimates", "Sales", TABS, self.table, desktop.memory, primary=self.acts["new"], beside=self.pane, share=35
        )
        self.page.put_ways(SalesWays(desktop, "estimates"))
        self.mailing, self.linking = MailPanel(desktop), PayLinkPanel(desktop)
        for panel, other in ((self.mailing, self.linking), (self.linking, self.mailing)):
            self.page.put_above(panel)
            panel.opened.connect(partial(self._panel_opened, panel, other))
        self.page.show_tab(OPEN)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self._connect()
        self._judge()

    def show_place(self, place: Place) -> None:
        """Show a named list (`view`), or the list with one estimate (`item`)."""
        self._wanted = place.item
        if place.view or place.item:
            self.page.show_tab(place.view or ALL)
            self.page.show_filter("")
        self.presenter.refresh()

    def forget(self) -> None:
        """Show no estimate any more."""
        super().forget()
        self._all = ()
        self.page.show_tab(OPEN)
        self.pane.show_estimate(None)
        self.mailing.forget()
        self.linking.forget()
        self._judge()

    def record(self) -> Place | None:
        """Return where the history of the chosen estimate is."""
        row = self._current()
        return history_of("estimate", row.estimate.id) if row is not None else None

    def take_keyboard(self) -> None:
        """Begin in the list."""
        self.page.focus_list()

    def _handlers(self) -> dict[str, Callable[[], object]]:
        presenter = self.presenter
        return {
            "new": lambda: presenter.open(view=self.page.tab()),
            "open": self._open,
            "offer": self._offer,
            "send": lambda: self._on_current(lambda row: self.mailing.presenter.preview(row.estimate.id)),
            "decide link": lambda: self._on_current(lambda row: self.linking.presenter.ask_estimate(row.estimate.id)),
            "save": lambda: self._on_current(lambda row: self.outside.save(papers_of([row.estimate.id]))),
            "print": lambda: self._on_current(lambda row: self.outside.print(papers_of([row.estimate.id]))),
            "open outside": lambda: self._on_current(lambda row: self.outside.open(papers_of([row.estimate.id]))),
            "accept": lambda: self._accept(None),
            "accept with": self._accept_with,
            "invoice": lambda: self._on_current(presenter.invoice),
            "decline": lambda: self._ask_why("What does the customer say?", "Declined", presenter.decline),
            "revise": lambda: self._on_current(presenter.revise),
            "withdraw": lambda: self._ask_why("Why is it withdrawn?", "Withdraw", presenter.withdraw),
            "copy": lambda: self._on_current(presenter.copy),
            "delete": self._delete,
            "filter": self._focus_filter,
        }

    def _connect(self) -> None:
        page, presenter = self.page, self.presenter
        page.tab_chosen.connect(lambda _: self._show_rows())
        page.filter_changed.connect(lambda _: self._show_rows())
        self.table.current_changed.connect(lambda _: self._current_changed())
        self.table.opened.connect(lambda _: self._open())
        presenter.found.connect(self._show_found)
        presenter.shown.connect(self._show_estimate)
        presenter.stale.connect(presenter.refresh)

    def _panel_opened(self, panel: Panel, other: Panel, on: bool) -> None:  # noqa: FBT001 - as the signal has it
        """Let one be open at a time with the room it needs, and give the keyboard back to the list after it."""
        if on:
            other.leave()
        elif other.isVisible():
            return
        self.page.give_way(on=on and is_tight(self.page, panel), whole=True)
        if not on:
            self.page.focus_list()

    def _show_found(self, found: tuple[EstimateView, ...]) -> None:
        self._all = found
        self.page.show_counts({tab.name: sum(is_on(one, tab.name) for one in found) for tab in TABS})
        self._show_rows()

    def _show_rows(self) -> None:
        wanted = next((one for one in self._all if one.estimate.id == self._wanted), None)
        if wanted is not None and not is_on(wanted, self.page.tab()):
            self.page.show_tab(ALL)  # it went on to another list meanwhile
        tab, text = self.page.tab(), self.page.filter.text().strip()
        rows = [one for one in self._all if is_on(one, tab) and matches(one, text)]
        self.model.show_rows(rows)
        currencies = sorted({one.estimate.currency for one in rows})
        sums = [
            total((one.estimate.total_money for one in rows if one.estimate.currency == currency), currency)
            for currency in currencies
        ]
        self.page.show_footer(wording.count(len(rows), "estimate"), f"Total  {wording.sums(sums)}" if sums else "")
        if rows:
            self.page.show_table()
            if not (self._wanted and self.table.choose(self._wanted)):
                self.table.choose_first()
            self._wanted = ""
            self._current_changed()
        else:
            self.pane.show_estimate(None)
            self._say_empty(text)
        self._judge()

    def _say_empty(self, text: str) -> None:
        new = self.acts["new"]
        if text:
            self.page.show_empty("sales", Message(f"No estimate here matches “{text}”."))
        elif self._all:
            self.page.show_empty("sales", Message("No estimate is in this list."))
        else:
            remedy = "What a customer accepts becomes an invoice with one key."
            words = "No estimate is here yet."
            self.page.show_empty("sales", Message(words, remedy=remedy, label=new.text(), act=new.trigger))

    def _show_estimate(self, shown: EstimateShown) -> None:
        row = self._current()
        if row is not None and row.estimate.id == shown.details.view.estimate.id:
            self.pane.show_estimate(shown)

    def _current_changed(self) -> None:
        row = self._current()
        if row is not None:
            self.presenter.show_estimate(row.estimate.id)
        self._judge()

    def _judge(self) -> None:
        """Offer what can be done to the chosen one."""
        row = self._current()
        on = set() if row is None else _ON[row.estimate.status] | {"open", "copy"}
        if row is not None and row.estimate.number is not None:
            on -= {"delete"}  # its number was told to the customer
        for name in _ACTS:
            self.acts[name].setEnabled(name in on)
        may_link = self.linking.presenter.may_make()
        self.acts["decide link"].setEnabled("decide link" in on and may_link)
        draft = row is not None and row.estimate.status is EstimateStatus.DRAFT
        self.acts["open"].setText("Edit" if draft else "Open")
        self.judge_history()

    def _current(self) -> EstimateView | None:
        row = self.table.current_record()
        return row if isinstance(row, EstimateView) else None

    def _on_current(self, act: Callable[[EstimateView], None]) -> None:
        row = self._current()
        if row is not None:
            act(row)

    def _open(self) -> None:
        self._on_current(lambda row: self.presenter.open(row.estimate.id, self.page.tab()))

    def _offer(self) -> None:
        def ask(row: EstimateView) -> None:
            question = f"Offer this to {row.customer} for {wording.money(row.estimate.total_money)}?"
            self.page.prompt.ask(question, "Offer", lambda _: self.presenter.offer(row), needed=False)

        self._on_current(ask)

    def _accept(self, evidence: Path | None) -> None:
        def ask(row: EstimateView) -> None:
            question = f"Who accepted {row.estimate.number or 'it'} for {row.customer}?"
            if evidence is not None:
                question = f"{question} {evidence.name} is kept with it."
            act = partial(self._accepted, row, evidence)
            self.page.prompt.ask(question, "Accepted", act, hint="e.g. Jo Brown by mail")

        self._on_current(ask)

    def _accepted(self, row: EstimateView, evidence: Path | None, by: str) -> None:
        self.presenter.accept(row, by, evidence)

    def _accept_with(self) -> None:
        file = self.chooser.file(self, "The mail or the signed page")
        if file is not None:
            self._accept(file)

    def _ask_why(self, question: str, act: str, then: Callable[[EstimateView, str], None]) -> None:
        def ask(row: EstimateView) -> None:
            words = f"{row.estimate.number or 'The estimate'} for {row.customer}: {question}"
            self.page.prompt.ask(words, act, partial(then, row), hint="may stay empty", needed=False)

        self._on_current(ask)

    def _delete(self) -> None:
        def ask(row: EstimateView) -> None:
            question = f"Throw the draft for {row.customer} away?"
            self.page.prompt.ask(question, "Throw away", lambda _: self.presenter.delete(row), needed=False)

        self._on_current(ask)

    def _focus_filter(self) -> None:
        self.page.filter.setFocus()
