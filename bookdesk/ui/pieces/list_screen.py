"""What every screen of a long list does: show what was found, count and add up, open one panel at a time above it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout

from bookdesk.ui import wording
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.pieces.list_page import ListPage
from bookdesk.ui.pieces.list_presenter import SUMMED, Found, ListPresenter
from bookdesk.ui.pieces.models import WindowModel
from bookdesk.ui.pieces.noteline import NoteLine
from bookdesk.ui.pieces.panel import Panel, is_tight
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.pieces.whole_table import WholeTable

if TYPE_CHECKING:
    from bookdesk.ui.desktop import Desktop


class Record(Protocol):
    """A row of a list: its key in the list, and the id of its record."""

    @property
    def key(self) -> int:
        """The key it was read by."""
        ...

    @property
    def id(self) -> str:
        """The record's id."""
        ...


P = TypeVar("P", bound=ListPresenter[Any, Any, Any])
K = TypeVar("K", bound=Record)


@dataclass(frozen=True)
class ListWords:
    """What the records of a list are called, and what is said where there are none."""

    one: str
    """One record, such as `bill`."""
    table: str
    """The name under which the widths of the table are remembered."""
    title: str
    """The name of the table as it is spoken."""
    looked_in: str
    """In what the filter looks."""
    picture: str
    """The picture of an empty list."""
    empty: Mapping[str, str] = field(default_factory=dict)
    """What an empty list says, by its name."""
    coming: str = ""
    """Where records come from, said beside it."""
    whole: tuple[str, ...] = ("number", "total", "amount", "unapplied", "open", "state")
    """Columns that are as wide as what stands in them: a figure without its end is another one."""


class ListScreen(Screen, Generic[P, K]):
    """A list of records of the client in front, in its tabs; the chosen one stands beside it."""

    WORDS: ClassVar[ListWords]

    def __init__(self, desktop: Desktop, name: str, presenter: Callable[[Desktop, QObject], P]) -> None:
        """Have the table and its presenter; `lay_out` makes the page of them."""
        super().__init__(desktop, name)
        self.presenter = presenter(desktop, self)
        self.model: WindowModel[K] = WindowModel(self.presenter.columns, self.presenter.page, self)
        words = self.WORDS
        self.table = WholeTable(self.model, words.table, desktop.memory, words.title, words.whole)
        self.whose = NoteLine("Show everybody's")
        self.page: ListPage
        self._panels: tuple[Panel, ...] = ()
        self._total: Any = ()

    def lay_out(self, page: ListPage, panels: tuple[Panel, ...] = ()) -> None:
        """Fill the screen with its page; panels open above the list, one at a time."""
        self.page, self._panels = page, panels
        page.put_above(self.whose)
        for panel in panels:
            page.put_above(panel)
            panel.opened.connect(partial(self._panel_opened, panel))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)
        self._listen()

    # -- what each list does in its own way

    def show_nothing(self) -> None:
        """Show no record beside the list any more."""

    def first_step(self) -> Message:
        """Return what is said where the client has no such record at all, and how to get one."""
        return Message(f"No {self.WORDS.one} is here yet.", remedy=self.WORDS.coming)

    def added(self, sums: Any) -> str:  # noqa: ANN401 - as the presenter adds up
        """Return what records add up to, in words; nothing where they add up to nothing."""
        del sums
        return ""

    def judge(self) -> None:
        """Offer what can be done to what is chosen."""

    def about_to_show(self, found: Found[Any, K]) -> None:
        """Make the table ready for a list that was found."""

    # -- the place

    def show_place(self, place: Place) -> None:
        """Show a named list (`view`), or the list with one record (`item`)."""
        presenter = self.presenter
        view = presenter.everything if place.item else presenter.query.list
        view = type(presenter.everything)(place.view) if place.view else view
        self.page.show_tab(view)
        if place.view or place.item:
            self.page.show_filter("")
        whose = {"contact_id": place.contact or None} if presenter.has_owners else {}
        self.ask(list=view, text=self.page.filter.text().strip(), wanted=place.item, **whose)

    def forget(self) -> None:
        """Show no record any more."""
        super().forget()
        self.presenter.begin_anew()
        self._total = ()
        self.whose.say(None)
        for panel in self._panels:
            panel.forget()
        self.page.show_tab(self.presenter.query.list)
        self.show_nothing()
        self.judge()

    def take_keyboard(self) -> None:
        """Begin in the list."""
        self.page.focus_list()

    def focus_filter(self) -> None:
        """Type what is looked for."""
        self.page.filter.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close the open panel with Escape, also where the keyboard went on to the list."""
        panel = next((one for one in self._panels if one.isVisible()), None)
        if event.key() == Qt.Key.Key_Escape and panel is not None:
            panel.give_up()
        else:
            super().keyPressEvent(event)

    def ask(self, **terms: Any) -> None:  # noqa: ANN401 - as the presenter takes them
        """Ask for a list, from its top unless the person is further down or chose several: those are found again."""
        self.presenter.show(from_top=self.table.is_at_top(), **terms)

    def chosen(self) -> list[K]:
        """Return the chosen records, so far as they were read."""
        return self.table.selected_records()

    def current(self) -> K | None:
        """Return the record at which the keyboard is."""
        found: K | None = self.table.current_record()
        return found

    # -- inside

    def _listen(self) -> None:
        page, table, presenter = self.page, self.table, self.presenter
        lists = type(presenter.everything)
        page.tab_chosen.connect(lambda name: self.ask(list=lists(name)))
        page.filter_changed.connect(lambda text: self.ask(text=text))
        table.order_chosen.connect(lambda order, down: self.ask(order=order, descending=down))
        table.current_changed.connect(lambda *_: self.current_changed())
        table.selection_changed.connect(self.selection_changed)
        self.whose.followed.connect(lambda: self.ask(contact_id=None))
        presenter.found.connect(self._show_found)
        presenter.completed.connect(self._show_completed)
        presenter.counted.connect(page.show_counts)
        presenter.added_up.connect(self._show_added_up)
        presenter.chosen_sums.connect(self._show_sums)
        presenter.stale.connect(self.look_again)
        self.model.dataChanged.connect(lambda *_: self.judge())

    def look_again(self) -> None:
        """Look again at what is shown: the books changed."""
        self.presenter.refresh(self.model.looked_at())

    def current_changed(self) -> None:
        """Show the current record beside the list."""
        row = self.current()
        if row is not None:
            self.presenter.show_details(row.id)

    def selection_changed(self) -> None:
        """Add up what is chosen, and offer what can be done to it."""
        keys = self.table.selected_keys()
        if len(keys) <= 1:
            self._show_total()
        elif self.presenter.adds_up and len(keys) <= SUMMED:
            self.presenter.add_up([int(key) for key in keys])
        else:
            self._show_sums(())
        self.judge()

    def _show_found(self, found: Found[Any, K]) -> None:
        self.page.show_tab(found.query.list)
        self.about_to_show(found)
        self.model.show_list(found.list)
        self.table.show_order(found.query.order, descending=found.query.descending)
        self._total = ()
        self._show_total()
        self.whose.say(Message(f"Only those of {found.whose}.") if found.whose else None)
        if self.model.rowCount():
            self.page.show_table()
            if found.wanted is None or not self.table.choose(found.wanted):
                self.table.choose_first()
            self.current_changed()
        else:
            self.show_nothing()
            self._say_empty(found)
        self.judge()

    def _show_completed(self, found: Found[Any, K]) -> None:
        self.model.show_rest(found.list)
        self._show_total()

    def _say_empty(self, found: Found[Any, K]) -> None:
        words = self.WORDS
        if found.query.text:
            remedy = f"The filter looks in {words.looked_in} of the {words.one}s in this list."
            nothing = f"No {words.one} here matches “{found.query.text}”."
            message = Message(nothing, remedy=remedy, label="Clear the filter", act=self.page.filter.clear)
        elif found.none_at_all:
            message = self.first_step()
        else:
            nothing = words.empty.get(found.query.list, f"No {words.one} is in this list.")
            message = Message(nothing, remedy=words.coming)
        self.page.show_empty(words.picture, message)

    def _show_total(self) -> None:
        if self.model.is_whole():
            self.page.show_footer(wording.count(self.model.rowCount(), self.WORDS.one), self.added(self._total))
        else:
            self.page.show_footer("")

    def _show_added_up(self, total: Any) -> None:  # noqa: ANN401 - as the presenter adds up
        self._total = total
        if len(self.table.selected_places()) <= 1:
            self._show_total()

    def _show_sums(self, sums: Any) -> None:  # noqa: ANN401 - as the presenter adds up
        chosen = len(self.table.selected_places())
        if chosen > 1:
            self.page.show_footer(f"{wording.count(chosen, self.WORDS.one)} chosen", self.added(sums))

    def _panel_opened(self, panel: Panel, on: bool) -> None:  # noqa: FBT001 - as the signal has it
        """Let one panel be open at a time, and give the keyboard back to the list after it."""
        if on:
            for other in self._panels:
                if other is not panel:
                    other.leave()
            self.page.give_way(on=is_tight(self.page, panel), whole=True)
        elif not any(other.isVisible() for other in self._panels):
            self.page.give_way(on=False)
            self.page.focus_list()
