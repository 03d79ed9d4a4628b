"""The screen of what happened: acts newest first, what one changed beside them, filters above."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError
from bookdesk.office.past import ActDetail, ActRow, PastQuery, Touched, heading_of
from bookdesk.office.undoing import UndoPlan
from bookdesk.store.glance import Key
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.history.filters.view import Filters
from bookdesk.ui.history.presenter import ALL, MINE, PEOPLE, HistoryPresenter, PastFound
from bookdesk.ui.history.table import (
    as_text,
    brief,
    changes_told,
    facts_of,
    place_of,
    shortened,
)
from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.tokens import GRID, LARGE, Tone
from bookdesk.ui.messages import PRACTICE, Message, Place
from bookdesk.ui.pieces.choosing import Chooser
from bookdesk.ui.pieces.clipboard import copy
from bookdesk.ui.pieces.commands import Command, bind, button
from bookdesk.ui.pieces.facts import Facts
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import heading, label, quiet
from bookdesk.ui.pieces.list_page import ListPage, ListTab
from bookdesk.ui.pieces.models import WindowModel
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.pieces.table import RecordTable

TABS = (
    ListTab(ALL, "Everything", quiet=True),
    ListTab(PEOPLE, "By people", quiet=True),
    ListTab(MINE, "Only what I did", quiet=True),
    ListTab(PRACTICE, "The practice itself", quiet=True),
)
COMMANDS = (
    Command("undo act", "Take this act back", ("U",), "undo"),
    Command("record", "All history of this record", ("H",), "clock"),
    Command("open", "Show the record", ("O",), "right"),
    Command("copy", "Copy what it says", ("Ctrl+C",), "duplicate"),
    Command("export", "Export…", ("Ctrl+S",), "export"),
    Command("whole", "Show all", ("Escape",), "cancel"),
    Command("clear", "Look for everything", ("Shift+Escape",), "cancel"),
    Command("filter", "Filter the list", ("/", "Ctrl+F"), "filter"),
)


class HistoryScreen(Screen):
    """The history of the client in front."""

    def __init__(self, desktop: Desktop) -> None:
        """Build the page; the list comes with `show_place`."""
        super().__init__(desktop, "history")
        self.presenter, self.chooser = HistoryPresenter(desktop, self), Chooser()
        self.model = WindowModel(self.presenter.columns, self.presenter.page, self)
        self.table = RecordTable(self.model, "history", desktop.memory, "Acts")
        self.acts = bind(self, COMMANDS, self._handlers())
        self.detail: ActDetail | None = None
        self.filters, self.pane = Filters(self.presenter, self.acts["whole"]), ActPane(self)
        self.page = ListPage(
            "history",
            "History",
            TABS,
            self.table,
            desktop.memory,
            primary=self.acts["export"],
            beside=self.pane,
            share=42,
        )
        self.page.put_above(self.filters)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self._connect()
        self._judge()

    def show_place(self, place: Place) -> None:
        """Show a list (`view`), or the history of one record (`item`, as `table:id`)."""
        table, _, row_id = place.item.partition(":")
        if place.item:
            self.presenter.begin_anew()
            self.page.show_filter("")
            self.filters.forget()
        self.filters.ready()
        plain = not (place.item or place.view)  # asked for as such, all of it is meant again, not one record
        records = ((table, row_id),) if row_id else () if plain else self.presenter.query.records
        self._choose_list(place.view or self.presenter.list, records=records)

    def forget(self) -> None:
        """Show no act any more, and look for nothing in particular."""
        super().forget()
        self.presenter.begin_anew()
        self.page.show_tab(ALL)
        self.filters.forget()
        self.filters.suit(ALL)
        self._show_detail(None)

    def hideEvent(self, event: QHideEvent) -> None:
        """Take back what was said here when the screen is left."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.page.banner.clear()

    def take_keyboard(self) -> None:
        """Begin in the list."""
        self.page.focus_list()

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "undo act": self._undo,
            "record": self._of_record,
            "open": self._open,
            "copy": self._copy,
            "export": self._export,
            "whole": self._show_whole,
            "clear": self._clear,
            "filter": self._focus_filter,
        }

    def _connect(self) -> None:
        presenter, page = self.presenter, self.page
        page.tab_chosen.connect(self._choose_list)
        page.filter_changed.connect(lambda text: self._look_for(text=text))
        self.filters.changed.connect(lambda: self._look_for(**self.filters.terms()))
        self.filters.refused.connect(self._show_refused)
        self.table.current_changed.connect(lambda _: self._current_changed())
        self.table.opened.connect(lambda _: self._open())
        self.model.dataChanged.connect(lambda *_: self._judge())
        presenter.found.connect(self._show_found)
        presenter.completed.connect(self._show_rest)
        presenter.detail.connect(self._show_detail)
        presenter.planned.connect(self._show_plan)
        presenter.failed.connect(self._failed)
        presenter.stale.connect(lambda: presenter.refresh(self.model.looked_at()))

    def _choose_list(self, name: str, **changes: Any) -> None:  # noqa: ANN401 - fields of the query, by name
        """Show a list; what cannot be shown says why, and where no client is in front the practice's own is there."""
        self.page.banner.clear()
        may, client = self.presenter.may_see_practice(), bool(self.desktop.client_id)
        if name == PRACTICE and not may:
            self.page.banner.say(Message("The practice's own history is for those who manage its people.", Tone.INFO))
            name, changes = ALL if self.presenter.list == PRACTICE else self.presenter.list, {}
        elif name != PRACTICE and not client and may:
            if self.presenter.list == PRACTICE:
                self.page.banner.say(Message("No client is in front of you.", Tone.INFO, "Choose one first: Ctrl+P."))
            name = PRACTICE
        if (name == PRACTICE) != (self.presenter.list == PRACTICE) and "records" not in changes:
            changes["records"] = ()  # a record of one is none of the other
        self.page.show_tab(name)
        self.filters.suit(name)
        if name == PRACTICE or client:
            self.presenter.show(which=name, **{**self.filters.terms(), **changes})
        else:
            self._show_detail(None)
            words = "No client is in front of you."
            self.page.show_empty("clock", Message(words, remedy="What happened is shown for one client: Ctrl+P."))

    # -- showing

    def _show_refused(self) -> None:
        """Say what cannot be looked for instead of showing what was found before."""
        self._show_detail(None)
        self.page.show_footer("")
        message = Message(self.filters.problem(), label="Look for everything", act=self._clear)
        self.page.show_empty("clock", message)

    def _show_found(self, found: PastFound) -> None:
        self.model.show_list(found.list)
        self.filters.show_records(found)
        if self.filters.problem():
            self._show_refused()
            return
        self._count()
        if self.model.rowCount():
            self.page.show_table()
            self.table.choose_first()
            self._current_changed()
        else:
            self._show_detail(None)
            words = "Nothing that happened fits." if found.query != PastQuery() else "Nothing happened yet."
            self.page.show_empty("clock", Message(words, label="Look for everything", act=self._clear))
        self._judge()

    def _show_rest(self, found: PastFound) -> None:
        self.model.show_rest(found.list)
        self._count()

    def _count(self) -> None:
        rows = self.model.rowCount()
        self.page.show_footer(wording.count(rows, "act") if self.model.is_whole() else "")

    def _current_changed(self) -> None:
        row = self._current()
        if row is not None and (self.detail is None or self.detail.row != row):
            self.presenter.show_act(row)
        self._judge()

    def _show_detail(self, detail: ActDetail | None) -> None:
        self.detail = detail
        self.pane.show_act(detail)
        self._show_plan(None)

    def _show_plan(self, plan: UndoPlan | None) -> None:
        possible = plan is not None and plan.possible
        self.acts["undo act"].setEnabled(possible)
        self.pane.show_plan(plan)
        self._judge()

    def _judge(self) -> None:
        known = self.detail is not None and self._current() is not None
        touched = self.detail.touched if self.detail is not None else ()
        self.acts["copy"].setEnabled(known)
        self.acts["record"].setEnabled(known and bool(touched))
        self.acts["open"].setEnabled(known and any(place_of(one.leads_to) for one in touched))
        if not known:
            self.acts["undo act"].setEnabled(False)

    def _current(self) -> ActRow | None:
        row = self.table.current_record()
        return row if isinstance(row, ActRow) else None

    # -- acting

    def _undo(self) -> None:
        row = self._current()
        if row is not None and self.acts["undo act"].isEnabled():
            self.page.banner.clear()
            self.presenter.undo(row)

    def _of_record(self) -> None:
        if self.detail is not None and self.detail.touched:
            self._start_over(records=(self.detail.touched[0].leads_to,))

    def _open(self) -> None:
        shown = [one for one in (self.detail.touched if self.detail is not None else ()) if place_of(one.leads_to)]
        if shown:
            self.presenter.go(shown[0].leads_to)

    def _copy(self) -> None:
        if self.detail is not None:
            copy(as_text(self.detail, self.presenter.zone))
            forgets = "The clipboard forgets it after 30 seconds."
            self.desktop.tell(Message("Copied what the act says.", Tone.GOOD, forgets))

    def _export(self) -> None:
        self.page.banner.clear()
        if problem := self.filters.read():
            self.page.banner.say(Message("Nothing was exported.", Tone.BAD, problem))
            return
        chosen = self.chooser.new_file(self, "Export the history", self.presenter.file_name())
        self.page.focus_list()  # a space typed for something else must not press the button again
        if chosen is not None:
            self.presenter.export(chosen)

    def _look_for(self, **changes: Any) -> None:  # noqa: ANN401 - fields of the query, by name
        """Look for something else: what was said of what was looked for before is no longer so."""
        self.page.banner.clear()
        self.presenter.show(**changes)

    def _show_whole(self) -> None:
        """Look for one record no more; what else was looked for stays."""
        self._look_for(records=())
        self.page.focus_list()

    def _clear(self) -> None:
        self._start_over(records=())
        self.page.focus_list()

    def _start_over(self, *, records: tuple[Key, ...]) -> None:
        """Look for nothing but these records, in the books or in the practice, whichever is shown."""
        which = PRACTICE if self.presenter.list == PRACTICE else ALL
        self.page.show_filter("")
        self.filters.forget()
        self.presenter.begin_anew(which)
        self._choose_list(which, records=records)

    def _focus_filter(self) -> None:
        self.page.filter.setFocus()

    def _failed(self, error: BookDeskError) -> None:
        named = self.desktop.office.named
        self.page.banner.say(Message(wording.local(named(error.what)), Tone.BAD, wording.local(named(error.remedy))))


class ActPane(Scrolling):
    """One act: when, who, why, and what it changed, record by record."""

    def __init__(self, screen: HistoryScreen) -> None:
        """Show nothing yet."""
        super().__init__()
        self._screen = screen
        self._none, self._title, self._facts = quiet("No act is chosen."), heading(""), Facts()
        self._title.setWordWrap(True)
        self._stands = label("", "muted", wraps=True)
        acts = FlowLayout(GRID // 2)
        for name in ("undo act", "open", "record", "copy"):
            acts.addWidget(button(screen.acts[name], hides=True))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        for part in (self._none, self._title, self._facts):
            column.addWidget(part)
        column.addLayout(acts)
        column.addWidget(self._stands)
        self._records = QVBoxLayout()
        self._records.setSpacing(GRID)
        column.addLayout(self._records)
        column.addStretch(1)
        self.setWidget(body)
        self.show_act(None)

    def show_act(self, detail: ActDetail | None) -> None:
        """Show an act, or that none is chosen."""
        self._none.setVisible(detail is None)
        self._title.setText(shortened(detail.row.label) if detail is not None else "")
        self._title.setVisible(detail is not None)
        self._facts.show_facts(brief(facts_of(detail, self._screen.presenter.zone)) if detail is not None else ())
        while (item := self._records.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for one in detail.touched[:_MOST] if detail is not None else ():
            self._records.addWidget(self._record(one))
        left = len(detail.touched) - _MOST if detail is not None else 0
        if detail is not None and (left > 0 or detail.more):
            self._records.addWidget(label("It touched more records; the export has all of them.", "muted", wraps=True))

    def show_plan(self, plan: UndoPlan | None) -> None:
        """Say why an act of this person stands."""
        stands = plan is not None and not plan.possible
        self._stands.setText(f"{plan.words} {plan.remedy}".strip() if plan is not None and stands else "")
        self._stands.setVisible(stands)

    def _record(self, one: Touched) -> QWidget:
        made = QFrame()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, GRID, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self._heading(one))
        facts = Facts()
        facts.show_facts(brief(changes_told(one, self._screen.presenter.zone)))
        column.addWidget(facts)
        return made

    def _heading(self, one: Touched) -> QWidget:
        words = shortened(heading_of(one))
        if place_of(one.leads_to) is None:
            return label(words, "title", size=LARGE, wraps=True)
        link = QPushButton(icon("right"), words)
        link.setProperty("kind", "flat")
        link.setToolTip("Show the record")
        link.clicked.connect(lambda: self._screen.presenter.go(one.leads_to))
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(link)
        row.addStretch(1)
        return made


_MOST = 60
"""Records of one act that are shown."""
