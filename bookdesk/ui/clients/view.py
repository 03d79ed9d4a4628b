"""The desk: one line a client; a click or Enter on a figure opens the list behind it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QPushButton, QVBoxLayout, QWidget

from bookdesk.office.erasing import WHAT_GOES, WHAT_STAYS
from bookdesk.reports.figures import Figure
from bookdesk.ui import wording
from bookdesk.ui.clients.presenter import ALL, CLEAR, NEEDS, UNKNOWN, ClientsPresenter
from bookdesk.ui.clients.table import COLUMNS, FIGURES, ClientRow, leads_on
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.messages import ALL_ACTS, Message, Place
from bookdesk.ui.pieces.chips import ChipDelegate
from bookdesk.ui.pieces.commands import Command, bind, button
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import ClientChip, heading, quiet
from bookdesk.ui.pieces.list_page import ListPage, ListTab
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.noteline import NoteLine
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.pieces.table import RecordTable

TABS = (
    ListTab(NEEDS, "Needs you"),
    ListTab(CLEAR, "All clear"),
    ListTab(UNKNOWN, "Not looked at"),
    ListTab(ALL, "All clients"),
)
_PANE = 252
"""Width of the pane beside the list, in pixels at 100 %."""
COMMANDS = (
    Command("open", "Open the client", ("O",), "right"),
    Command("inbox", "Its inbox", ("G",), "inbox"),
    Command("bills", "Its bills", ("B",), "bill"),
    Command("bank", "Its bank", ("R",), "bank"),
    Command("look", "Look at all again", ("F5",), "refresh"),
    Command("new", "New client", ("N",), "add"),
    Command("erase", "Erase for good…", (), "delete"),
    Command("filter", "Filter the list", ("/", "Ctrl+F"), "filter"),
)


class ClientsScreen(Screen):
    """All clients of the practice that this person may see."""

    def __init__(self, desktop: Desktop) -> None:
        """Build the page; clients come with `show_place`."""
        super().__init__(desktop, "clients")
        self.presenter = ClientsPresenter(desktop, self)
        self._wanted = self._begin = ""
        self.model = RowsModel(COLUMNS, lambda row: row.id, self)
        self.table = RecordTable(self.model, "clients", desktop.memory, "Clients")
        self.table.setItemDelegate(ChipDelegate(lambda row: (row.id, row.line.name), self.table))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.acts = bind(self, COMMANDS, self._handlers())
        self.pane = ClientPane(self)
        beside = Scrolling(self.pane)
        beside.setMinimumWidth(sized(_PANE))  # it holds what any client needs: the list beside it stays where it is
        self.page = ListPage(
            "clients",
            "Desk",
            TABS,
            self.table,
            desktop.memory,
            primary=self.acts["new"],
            others=[self.acts["look"]],
            beside=beside,
            share=22,
        )
        self.safety = NoteLine("Backups")
        self.sheet = NoteLine("Recovery sheet")
        self.page.put_above(self.safety)
        self.page.put_above(self.sheet)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self._connect()

    def show_place(self, place: Place) -> None:
        """Show a list of clients (`view`), choose the one that is wanted (`item`), and begin with an act (`act`)."""
        self._wanted, self._begin = place.item, place.act
        self.page.show_tab(place.view or self.presenter.list)
        self.presenter.list = place.view or self.presenter.list
        self.pane.begin_anew()
        self.presenter.refresh()

    def client(self) -> str:
        """Return the client of the chosen row."""
        row = self._current()
        return row.id if row is not None else ""

    def record(self) -> Place | None:
        """Return where all is shown that happened to the books of the chosen client."""
        row = self._current()
        return Place("history", row.id, view=ALL_ACTS) if row is not None else None

    def take_keyboard(self) -> None:
        """Begin in the list."""
        self.page.focus_list()

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "open": self._open,
            "inbox": partial(self._go, "inbox"),
            "bills": partial(self._go, "bills"),
            "bank": partial(self._go, "bank"),
            "look": self.presenter.look_again,
            "new": self._new,
            "erase": self._erase,
            "filter": self._focus_filter,
        }

    def _connect(self) -> None:
        presenter, page, table = self.presenter, self.page, self.table
        page.tab_chosen.connect(lambda name: presenter.show(list=name))
        page.filter_changed.connect(lambda text: presenter.show(text=text))
        table.order_chosen.connect(lambda order, down: presenter.show(order=order, descending=down))
        table.opened.connect(lambda _: self._follow(table.currentIndex()))
        table.clicked.connect(self._clicked)
        table.current_changed.connect(lambda _: self._judge())
        presenter.shown.connect(self._show)
        presenter.safety_told.connect(self.safety.say)
        self.safety.followed.connect(presenter.show_backups)
        presenter.sheet_told.connect(self.sheet.say)
        self.sheet.followed.connect(presenter.show_sheet)

    def _show(self, rows: list[ClientRow], counts: dict[str, int]) -> None:
        self.model.show_rows(rows)
        self.page.show_counts(counts)
        self.table.show_order(self.presenter.order, descending=self.presenter.descending)
        unknown = counts[UNKNOWN]
        later = f"{wording.count(unknown, 'client')} not yet looked at" if unknown else f"as of {wording.clock_time()}"
        self.page.show_footer(wording.count(len(rows), "client"), later)
        if rows:
            self.page.show_table()
            self.table.choose_first()
            self._choose_wanted()
        else:
            self._say_empty(counts)
        self._judge()

    def _choose_wanted(self) -> None:
        """Choose who is wanted as soon as he is on the list, and begin with what is wanted there."""
        if not (self._wanted and self.isVisible() and self.table.choose(self._wanted)):
            return
        act, self._wanted, self._begin = self.acts.get(self._begin), "", ""
        self._judge()
        if act is not None and act.isEnabled():
            act.trigger()

    def _say_empty(self, counts: dict[str, int]) -> None:
        if not counts[ALL]:
            message = Message(
                "No client yet.",
                remedy="A client has books of its own, encrypted with a key of its own.",
                label="New client",
                act=self._new,
            )
        elif self.presenter.text:
            message = Message(
                f"No client here is called “{self.presenter.text}”.",
                label="Clear the filter",
                act=self.page.filter.clear,
            )
        elif self.presenter.list == NEEDS:
            message = Message(
                "Nobody needs you.", remedy="Every client that was looked at is clear.", label="Show all", act=self._all
            )
        else:
            message = Message("No client is on this list.", label="Show all", act=self._all)
        self.page.show_empty("clients", message)

    def _judge(self) -> None:
        self.judge_history()
        row = self._current()
        for name in ("open", "inbox", "bills", "bank"):
            self.acts[name].setEnabled(row is not None)
        self.acts["erase"].setEnabled(row is not None and self.presenter.may_erase())
        self.pane.show_client(row)

    def _clicked(self, index: QModelIndex) -> None:
        row = self.model.row_at(index.row())
        if row is not None and leads_on(row, COLUMNS[index.column()].name):
            self._follow(index)

    def _follow(self, index: QModelIndex) -> None:
        row = self.model.row_at(index.row())
        name = COLUMNS[index.column()].name
        if row is None:
            return
        if name in FIGURES and row.figures.get(Figure(name)):
            self.presenter.go(row, Figure(name))
        elif name == "dso" and row.days_outstanding is not None:
            self.desktop.go(Place("reports", row.id, view="overview"))
        else:
            self.presenter.open(row)

    def _current(self) -> ClientRow | None:
        row = self.table.current_record()
        return row if isinstance(row, ClientRow) else None

    def _open(self) -> None:
        row = self._current()
        if row is not None:
            self.presenter.open(row)

    def _go(self, screen: str) -> None:
        row = self._current()
        if row is not None:
            self.desktop.go(Place(screen, row.id))

    def _new(self) -> None:
        self.desktop.go(Place("new client"))

    def _erase(self) -> None:
        row = self._current()
        if row is not None and self.presenter.may_erase():
            self.page.prompt.ask(
                f"Erase {row.line.name} for good? {WHAT_GOES} {WHAT_STAYS}",
                "Erase for good",
                partial(self.presenter.erase, row),
                hint="Its name, typed in full",
                check=partial(self.presenter.check_name, row),
                final=True,
            )

    def _all(self) -> None:
        self.page.show_tab(ALL)
        self.presenter.show(list=ALL)

    def _focus_filter(self) -> None:
        self.page.filter.setFocus()


def _done(said: str) -> QWidget:
    """Return what keeps the place of a way that leads nowhere any more."""
    made = QPushButton(icon("check", "muted"), f"Done: {said}")
    made.setProperty("kind", "place")
    made.setEnabled(False)
    return made


class ClientPane(QWidget):
    """One client: everything it needs from the person, each a way to its list, and when it was last worked on."""

    def __init__(self, screen: ClientsScreen) -> None:
        """Show nothing yet."""
        super().__init__()
        self._screen = screen
        self._shown: tuple[str, tuple[str, ...]] = ("", ())
        self._told: dict[Figure, str] = {}
        """What stood here of this client since he was chosen, in the order in which it stands."""
        self._chip, self._name, self._facts = ClientChip(side=40), heading(""), quiet("")
        self._name.setWordWrap(True)
        self._needs = QVBoxLayout()
        self._needs.setSpacing(GRID // 2)
        acts = FlowLayout(GRID // 2)
        for name in ("inbox", "bills", "bank"):
            acts.addWidget(button(screen.acts[name], hides=True))
        acts.addWidget(screen.history_button())
        erase = button(screen.acts["erase"], "flat", hides=True)
        erase.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # nobody comes by it with Tab and Enter
        acts.addWidget(erase)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, 2 * GRID, GRID, 2 * GRID)
        column.setSpacing(GRID)
        for part in (self._chip, self._name, self._facts):
            column.addWidget(part)
        column.addLayout(self._needs)
        column.addLayout(acts)
        column.addStretch(1)

    def begin_anew(self) -> None:
        """Show what is needed in the order of its urgency again: somebody comes to the desk."""
        self._shown, self._told = ("", ()), {}

    def show_client(self, row: ClientRow | None) -> None:
        """Show a client, or that none is chosen."""
        self._chip.show_client(row.id if row else "", row.line.name if row else "")
        self._name.setText(row.line.name if row else "No client is chosen.")
        self._facts.setText(self._facts_of(row) if row is not None else "")
        needs = row.attention.needs if row is not None and row.attention is not None else ()
        whose, words = row.id if row else "", {need.figure: need.words for need in needs}
        shown = (whose, tuple(words.values()))
        if shown == self._shown:
            return
        self._told = self._told | words if whose == self._shown[0] else words  # nothing moves under the mouse
        self._shown = shown
        while (item := self._needs.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for figure, said in self._told.items():
            self._needs.addWidget(self._link(row, figure, said) if figure in words else _done(said))

    def _link(self, row: ClientRow | None, figure: Figure, says: str) -> QWidget:
        made = QPushButton(icon("right", "accent"), says)
        made.setProperty("kind", "place")
        made.setAccessibleName(f"Show {says}")
        if row is not None:
            made.clicked.connect(partial(self._screen.presenter.go, row, figure))
        return made

    def _facts_of(self, row: ClientRow) -> str:
        if row.line.problem is not None:
            return row.line.problem
        profile, last = row.line.entry.profile, row.line.summary.last_act if row.line.summary is not None else None
        lines = ["  ".join(filter(None, (profile.country, profile.currency)))]
        if last is not None:
            who = self._screen.desktop.office.name_of(last.by)
            lines.append(f"Last: {last.action} by {who}, {wording.moment(last.instant)}")
        if row.line.taken_at is not None:
            lines.append(f"Looked at {wording.moment(row.line.taken_at)}")
        if row.clear:
            lines.append("All clear.")
        return "\n".join(filter(None, lines))
