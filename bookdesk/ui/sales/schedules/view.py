"""The screen of schedules: what is billed again and again, and what is due of it now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from bookdesk.core.errors import InputError
from bookdesk.core.money import total
from bookdesk.invoicing.recurring import ScheduleView
from bookdesk.models.schedule import Makes
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import Message, Place, history_of
from bookdesk.ui.pieces.commands import Command, bind, button
from bookdesk.ui.pieces.dates import typed_day
from bookdesk.ui.pieces.facts import Facts
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import PillLabel, heading, quiet
from bookdesk.ui.pieces.list_page import ListPage, ListTab
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.sales_ways import SalesWays
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.pieces.table import RecordTable
from bookdesk.ui.sales.schedules.presenter import Ran, SchedulesPresenter
from bookdesk.ui.sales.schedules.table import COLUMNS, facts_of, state_pill

DUE, RUNNING, ALL = "due", "running", "all"
TABS = (ListTab(DUE, "Due now"), ListTab(RUNNING, "Running"), ListTab(ALL, "All", quiet=True))
COMMANDS = (
    Command("new", "New schedule", ("N",), "add"),
    Command("open", "Edit", ("E", "F2"), "edit"),
    Command("run", "Make all that is due…", ("M",), "play"),
    Command("pause", "Pause…", ("P",), "pause"),
    Command("resume", "Resume", ("R",), "undo"),
    Command("stop", "Stop for good…", ("Shift+V",), "void"),
    Command("filter", "Filter the list", ("/", "Ctrl+F"), "filter"),
)
_ACTS = ("open", "pause", "resume", "stop")
_NAMED = 6
"""Invoices that a question names one by one; more are counted."""


class SchedulesScreen(Screen):
    """Schedules of the client in front."""

    def __init__(self, desktop: Desktop) -> None:
        """Build the page; the list comes with `show_place`."""
        super().__init__(desktop, "schedules")
        self.presenter = SchedulesPresenter(desktop, self)
        self._all: tuple[ScheduleView, ...] = ()
        self._wanted = ""
        self.model = RowsModel(COLUMNS, lambda row: row.schedule.id, self)
        self.table = RecordTable(self.model, "schedules", desktop.memory, "Schedules")
        self.acts = bind(self, COMMANDS, self._handlers())
        self.page = ListPage(
            "schedules",
            "Sales",
            TABS,
            self.table,
            desktop.memory,
            primary=self.acts["new"],
            beside=self._pane(),
        )
        self.page.put_ways(SalesWays(desktop, "schedules"))
        self.page.put_in_tabs([self.acts["run"]])  # it is about all schedules, whichever is chosen
        self.page.show_tab(RUNNING)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self._connect()
        self._judge()

    def show_place(self, place: Place) -> None:
        """Show a named list (`view`), or the list with one schedule (`item`)."""
        self._wanted = place.item
        if place.view or place.item:
            self.page.show_tab(place.view or ALL)
            self.page.show_filter("")
        self.presenter.refresh()

    def forget(self) -> None:
        """Show no schedule any more."""
        super().forget()
        self._all = ()
        self.page.show_tab(RUNNING)
        self._show_current()

    def record(self) -> Place | None:
        """Return where the history of the chosen schedule is."""
        row = self._current()
        return history_of("schedule", row.schedule.id) if row is not None else None

    def take_keyboard(self) -> None:
        """Begin in the list."""
        self.page.focus_list()

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "new": self.presenter.open,
            "open": self._open,
            "run": self._ask_to_run,
            "pause": self._ask_pause,
            "resume": lambda: self._on_current(self.presenter.resume),
            "stop": self._ask_stop,
            "filter": self._focus_filter,
        }

    def _connect(self) -> None:
        page, presenter = self.page, self.presenter
        page.tab_chosen.connect(lambda _: self._show_rows())
        page.filter_changed.connect(lambda _: self._show_rows())
        self.table.current_changed.connect(lambda _: self._show_current())
        self.table.opened.connect(lambda _: self._open())
        presenter.found.connect(self._show_found)
        presenter.ran.connect(self._tell_ran)
        presenter.stale.connect(presenter.refresh)

    def _show_found(self, found: tuple[ScheduleView, ...]) -> None:
        self._all = found
        self.page.show_counts({tab.name: sum(_is_on(one, tab.name) for one in found) for tab in TABS})
        self._show_rows()

    def _show_rows(self) -> None:
        tab, words = self.page.tab(), self.page.filter.text().casefold().split()
        rows = [one for one in self._all if _is_on(one, tab) and all(word in _said(one) for word in words)]
        self.model.show_rows(rows)
        self.page.show_footer(wording.count(len(rows), "schedule"))
        if rows:
            self.page.show_table()
            wanted, self._wanted = self._wanted, ""
            if not (wanted and self.table.choose(wanted)):
                self.table.choose_first()
        else:
            self._say_empty()
        self._show_current()

    def _say_empty(self) -> None:
        new = self.acts["new"]
        if self._all:
            words = "Nothing is due now." if self.page.tab() == DUE else "No schedule is in this list."
            self.page.show_empty("clock", Message(words))
        else:
            remedy = "Rent, a retainer, a subscription: it is written once and billed on its days."
            message = Message(
                "Nothing is billed again and again yet.", remedy=remedy, label=new.text(), act=new.trigger
            )
            self.page.show_empty("clock", message)

    def _show_current(self) -> None:
        row = self._current()
        self._none.setVisible(row is None)
        for part in (self._title, self._facts):
            part.setVisible(row is not None)
        self._pill.show_pill(state_pill(row) if row is not None else None)
        self._title.setText(row.schedule.name if row is not None else "")
        self._facts.show_facts(facts_of(row) if row is not None else ())
        self._judge()

    def _judge(self) -> None:
        row = self._current()
        runs = row is not None and not row.schedule.stopped
        paused = row is not None and bool(row.schedule.pauses)
        self.acts["open"].setEnabled(row is not None)
        self.acts["run"].setEnabled(any(one.due for one in self._all))
        self.acts["pause"].setEnabled(runs)
        self.acts["resume"].setEnabled(runs and paused)
        self.acts["stop"].setEnabled(runs)
        self.judge_history()

    def _current(self) -> ScheduleView | None:
        row = self.table.current_record()
        return row if isinstance(row, ScheduleView) else None

    def _on_current(self, act: Callable[[ScheduleView], None]) -> None:
        row = self._current()
        if row is not None:
            act(row)

    def _open(self) -> None:
        self._on_current(lambda row: self.presenter.open(row.schedule.id))

    def _ask_to_run(self) -> None:
        """Say what would be made of all that is due, then make it."""
        due = [one for one in self._all if one.due]
        lines = [
            f"{one.schedule.name} for {one.customer}, {wording.day(occurrence.day)}{_each(one)}: "
            f"{one.schedule.makes.value}"
            for one in due
            for occurrence in one.due
        ]
        more = [f"and {len(lines) - _NAMED} more"] if len(lines) > _NAMED else []
        named = "\n".join((*lines[:_NAMED], *more))
        mailed = any(one.schedule.makes is Makes.SENT for one in due)
        said = " Those that are mailed wait in the outbox then." if mailed else ""
        question = f"{named}\nMake {wording.count(len(lines), 'invoice')}{_whole(due)} now?{said}"
        act = f"Make {wording.count(len(lines), 'invoice')}"
        self.page.prompt.ask(question, act, lambda _: self.presenter.run(due), needed=False)

    def _tell_ran(self, ran: Ran) -> None:
        made = sum(one.invoice is not None for one in ran.made)
        problems = ran.problems()
        words = f"{wording.count(made, 'invoice')} made, {wording.count(len(ran.mails.written), 'mail')} written."
        tone = Tone.WARN if problems else Tone.GOOD
        drafts = ran.drafts()
        place = Place("sales", view="drafts" if drafts else "open")
        label = "Show the drafts" if drafts else "Show the invoices"
        remedy = wording.local(self.desktop.office.named(" ".join(problems)))
        self.page.banner.say(Message(words, tone, remedy, label, lambda: self.desktop.go(place)))

    def _ask_pause(self) -> None:
        def ask(row: ScheduleView) -> None:
            question = f"Until which day is {row.schedule.name} paused, from today? Empty is until it is resumed."
            act = partial(self._pause, row)
            self.page.prompt.ask(question, "Pause", act, hint="e.g. eom", needed=False, check=self._day)

        self._on_current(ask)

    def _pause(self, row: ScheduleView, text: str) -> None:
        self.presenter.pause(row, self._day(text))

    def _day(self, text: str) -> date | None:
        if not text.strip():
            return None
        today = self.presenter.today()
        day = typed_day(text, today, self.locale())
        if day < today:
            raise InputError(f"{wording.day(day)} is gone.", "Write a day that is still to come.")
        return day

    def _ask_stop(self) -> None:
        def ask(row: ScheduleView) -> None:
            question = f"Stop {row.schedule.name} for good? What it made stays."
            self.page.prompt.ask(question, "Stop", lambda _: self.presenter.stop(row), needed=False, final=True)

        self._on_current(ask)

    def _focus_filter(self) -> None:
        self.page.filter.setFocus()

    def _pane(self) -> QWidget:
        self._title, self._pill, self._facts = heading(""), PillLabel(), Facts()
        self._none = quiet("No schedule is chosen.")
        self._title.setWordWrap(True)
        body, row = QWidget(), FlowLayout(GRID // 2)
        for name in _ACTS:
            row.addWidget(button(self.acts[name], hides=True))
        column = QVBoxLayout(body)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        for part in (self._none, self._title, self._pill):
            column.addWidget(part)
        column.addLayout(row)
        column.addWidget(self._facts)
        column.addWidget(self.history_button())
        column.addStretch(1)
        pane = Scrolling(body)
        pane.setAccessibleName("The chosen schedule")
        return pane


def _each(view: ScheduleView) -> str:
    return f", {wording.money(view.total)}" if view.total is not None else ""


def _whole(due: list[ScheduleView]) -> str:
    """Return what all that is due comes to, by currency; nothing where one of them cannot be reckoned."""
    parts = [view.total for view in due for _ in view.due]
    known = [one for one in parts if one is not None]
    if len(known) < len(parts):
        return ""
    currencies = sorted({one.currency for one in known})
    sums = (total((one for one in known if one.currency == code), code) for code in currencies)
    return f" over {wording.sums(sums)}"


def _is_on(view: ScheduleView, name: str) -> bool:
    if name == DUE:
        return bool(view.due)
    return name == ALL or not (view.schedule.stopped or (view.ended and not view.due))


def _said(view: ScheduleView) -> str:
    return f"{view.schedule.name} {view.customer} {view.schedule.reference or ''}".casefold()
