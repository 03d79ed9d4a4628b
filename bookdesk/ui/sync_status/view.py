"""The screen of the exchange with the accounting system: read it before it happens, then send it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError
from bookdesk.core.vocabulary import OutboxKind, OutboxState
from bookdesk.ledger.outboxlists import OutboxList
from bookdesk.sync.mappings import Mapped
from bookdesk.sync.service import EntryView, SendReport
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.pieces.commands import Command, bind, button
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import PillLabel, heading, label, quiet, set_kind
from bookdesk.ui.pieces.list_page import ListPage, ListTab
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.pieces.table import RecordTable
from bookdesk.ui.pieces.whole_table import WholeTable
from bookdesk.ui.sync_status.presenter import Falling, SyncFound, SyncPresenter
from bookdesk.ui.sync_status.table import (
    ENTRIES,
    MAPPED,
    acts_on,
    dated,
    entry_pill,
    list_name,
    problem_of,
    sendable,
    short,
    waits,
)

TABS = (
    ListTab(OutboxList.WAITING, "Will be sent"),
    ListTab(OutboxList.PROBLEMS, "Needs you"),
    ListTab(OutboxList.CANCELLED, "Given up"),
    ListTab("mapped", "Who is who"),
)
COMMANDS = (
    Command("send", "Send all that is shown", ("Ctrl+Return",), "send"),
    Command("send chosen", "Send only the chosen", ("S",), "send"),
    Command("pull", "Bring up to date", ("F5",), "refresh"),
    Command("allow", "It is another document", ("A",), "accept"),
    Command("retry", "Try again", ("R",), "refresh"),
    Command("keep", "Keep theirs", ("T",), "check"),
    Command("cancel", "Give up", ("Delete",), "void"),
    Command("restore", "Send after all", ("U",), "undo"),
    Command("link", "It is one that is there", ("L",), "link"),
    Command("map", "Choose the counterpart", ("M",), "link"),
    Command("connect", "Connect Xero", ("C",), "link"),
)
_LEFT = (OutboxState.SENDING, OutboxState.UNKNOWN, OutboxState.ACKNOWLEDGED)
_ENTRY_ACTS = ("allow", "retry", "keep", "link", "cancel", "restore")
_EMPTY = {
    OutboxList.PROBLEMS: "Nothing needs you.",
    OutboxList.CANCELLED: "Nothing was given up.",
}


class SyncScreen(Screen):
    """What will be sent for the client in front, and what came of what was sent."""

    def __init__(self, desktop: Desktop) -> None:
        """Build the page; how things stand comes with `show_place`."""
        super().__init__(desktop, "sync")
        self.presenter = SyncPresenter(desktop, self)
        self.entries, self.mapped = RowsModel(ENTRIES, lambda one: one.id, self), RowsModel(MAPPED, _mapped_key, self)
        self.table = WholeTable(self.entries, "outbox", desktop.memory, "What will be sent", ("state",))
        self.map_table = RecordTable(self.mapped, "mapped", desktop.memory, "Who is who")
        self.acts = bind(self, COMMANDS, self._handlers())
        self.form, self.pane = ConnectForm(self.presenter), EntryPane(self)
        self.page = ListPage(
            "sync",
            "Sync",
            TABS,
            self.table,
            desktop.memory,
            primary=self.acts["send"],
            others=[self.acts["pull"]],
            beside=Scrolling(self.pane),
        )
        self.page.filter.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.form)
        column.addWidget(self.page, 1)
        self._found = SyncFound(None)
        self._shown: tuple[EntryView, ...] = ()
        self._connect()
        self._judge()

    def show_place(self, place: Place) -> None:
        """Show what will be sent, what needs a person (`view`), or who is who."""
        self.page.show_tab(place.view or self.page.tab() or "waiting")
        self.page.banner.clear()
        self.presenter.refresh()
        self.presenter.preview()

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "send": self._send_all,
            "send chosen": self._send_chosen,
            "pull": self.presenter.pull,
            "link": self._link,
            "map": self._map,
            "connect": self._open_form,
            "cancel": self._ask_give_up,
            "restore": self._restore,
            **{name: partial(self._decide, name) for name in ("allow", "retry", "keep")},
        }

    def forget(self) -> None:
        """Show no entry any more, and no connection that is about to be made."""
        super().forget()
        self.page.show_tab("waiting")
        self._found, self._shown = SyncFound(None), ()
        self.form.hide()
        self._judge()

    def take_keyboard(self) -> None:
        """Begin in the list."""
        self.page.focus_list()

    def _connect(self) -> None:
        presenter = self.presenter
        self.page.tab_chosen.connect(lambda _: self._show())
        self.table.current_changed.connect(self._judge)
        self.table.selection_changed.connect(self._judge)
        presenter.found.connect(self._show_found)
        presenter.previewed.connect(self._show_preview)
        presenter.asked.connect(self._give_up)
        presenter.sent.connect(self._tell_sent)
        presenter.failed.connect(self._tell_failure)
        presenter.consent_begun.connect(self.form.ask_address)
        presenter.connected.connect(self._tell_connected)
        presenter.stale.connect(presenter.refresh)
        presenter.stale.connect(presenter.preview)

    def _show_found(self, found: SyncFound) -> None:
        self._found = found
        self._show()

    def _show_preview(self, shown: tuple[EntryView, ...]) -> None:
        self._shown = shown
        self._show()

    def _show(self) -> None:
        status = self._found.status
        if status is None:
            self._say_unconnected()
            return
        details = {one.id: one for one in self._shown}
        open_ones = [details.get(one.id, one) for one in status.open]
        lists = {name: [one for one in open_ones if list_name(one) is name] for name in OutboxList}
        named = self.desktop.office.named
        lists[OutboxList.CANCELLED] = [replace(one, problem=named(one.problem or "")) for one in status.given_up]
        self.page.show_counts(
            {**{name.value: len(rows) for name, rows in lists.items()}, "mapped": len(self._found.mapped)}
        )
        if self.page.tab() == "mapped":
            self.mapped.show_rows(self._found.mapped)
            self.page.replace_table(self.map_table)
            missing = sum(one.remote is None for one in self._found.mapped)
            self.page.show_footer(wording.count(len(self._found.mapped), "pair"), f"{missing} without a counterpart")
        else:
            self._show_entries(lists[OutboxList(self.page.tab() or OutboxList.WAITING)], status.title)
        self._judge()

    def _show_entries(self, rows: list[EntryView], title: str) -> None:
        self.entries.show_rows(rows)
        self.page.replace_table(self.table)
        self.page.show_footer(wording.count(len(rows), "entry", "entries"), f"as of {wording.clock_time()}")
        if rows:
            self.page.show_table()
            self.table.choose_first()
            return
        words = _EMPTY.get(OutboxList(self.page.tab()), f"Nothing waits to be sent to {title}.")
        remedy = "Approved bills, payments and credit notes come here by themselves."
        self.page.show_empty("synced", Message(words, remedy=remedy, label="Bring up to date", act=self.presenter.pull))

    def _say_unconnected(self) -> None:
        self.entries.show_rows(())
        self.page.show_counts({})
        self.page.show_footer("")
        message = Message(
            "This client is not connected to an accounting system.",
            remedy="Everything works without one. Once connected, you read what would be sent before it goes.",
            label="Connect Xero",
            act=self._open_form,
        )
        self.page.show_empty("offline", message)
        self._judge()

    def _judge(self, *_: object) -> None:
        connected = self._found.status is not None
        on_map = self.page.tab() == "mapped"
        one = self._entry() if connected else None
        may = acts_on(one) if one is not None else frozenset()
        self.acts["send"].setEnabled(bool(self._sendable()))
        self.acts["send chosen"].setEnabled(bool(self._chosen()))
        self.acts["pull"].setEnabled(connected)
        for name in _ENTRY_ACTS:
            self.acts[name].setEnabled(name in may)
        self.acts["map"].setEnabled(connected and on_map)
        self.acts["connect"].setEnabled(not connected)
        self.pane.setVisible(connected)
        self.pane.show_entry(one)

    def _entry(self) -> EntryView | None:
        """Return the entry that is chosen, where entries are listed."""
        one = None if self.page.tab() == "mapped" else self.table.current_record()
        return one if isinstance(one, EntryView) else None

    def _sendable(self) -> list[EntryView]:
        status = self._found.status
        return [one for one in status.open if sendable(one)] if status is not None else []

    def _chosen(self) -> list[EntryView]:
        """Return what may be sent of the chosen entries."""
        if self._found.status is None or self.page.tab() == "mapped":
            return []
        return [one for one in self.table.selected_records() if isinstance(one, EntryView) and sendable(one)]

    def _send_all(self) -> None:
        self._ask_to_send(self._sendable())

    def _send_chosen(self) -> None:
        self._ask_to_send(self._chosen())

    def _ask_to_send(self, wanted: list[EntryView]) -> None:
        """Ask once before anything leaves; what left already and only waits for its answer is followed up at once."""
        status, ids = self._found.status, [one.id for one in wanted]
        if status is None or not ids:
            return
        if all(one.state in _LEFT for one in wanted):
            self.presenter.send(ids)
            return
        stay = len(status.open) - len(self._sendable())
        question = (
            f"Send {wording.count(len(ids), 'entry', 'entries')} to {status.title}? What arrived there stays there."
        )
        more = f" {stay} that need you are left out." if stay else ""
        act = f"Send {len(ids)}"
        self.page.prompt.ask(question + more, act, lambda _: self.presenter.send(ids), needed=False)

    def _ask_give_up(self) -> None:
        one = self._entry()
        if one is not None:
            self.presenter.ask_give_up(one)

    def _give_up(self, falling: Falling) -> None:
        """Ask before an entry is given up: what is never sent then, and what falls with it."""
        status, give_up = self._found.status, partial(self._given_up, falling)
        if status is None:
            return
        if falling.entry.kind == OutboxKind.VOID:
            question, act = f"Was it undone at {status.title}? This reminder goes then.", "It was undone there"
        elif falling.there:
            question = f"Leave it as {status.title} has it? “{short(falling.entry)}” is not sent again."
            act = "Leave it"
        else:
            question = f"Give up “{short(falling.entry)}”? It is never sent to {status.title} then."
            if falling.others:
                question += f" With it falls: {'; '.join(short(one) for one in falling.others)}."
            act = f"Give up {1 + len(falling.others)}" if falling.others else "Give up"
        self.page.prompt.ask(question, act, give_up, needed=False)

    def _given_up(self, falling: Falling, _: str) -> None:
        self.presenter.give_up(falling)

    def _restore(self) -> None:
        one = self._entry()
        if one is not None:
            self.presenter.restore(one)

    def _decide(self, what: str) -> None:
        one = self._entry()
        if one is not None:
            self.presenter.decide(what, one)

    def _link(self) -> None:
        one = self._entry()
        if one is not None:
            question = f"{short(one)}: which document there is it?"
            self.page.prompt.ask(question, "Link", partial(self.presenter.link, one), hint="its id there")

    def _map(self) -> None:
        one = self.map_table.current_record()
        if isinstance(one, Mapped):
            question = f"What is {one.code} {one.name} there?"
            self.page.prompt.ask(question, "Map", partial(self.presenter.choose, one), hint="code, name or id there")

    def _open_form(self) -> None:
        self.form.open()

    def _tell_sent(self, report: SendReport) -> None:
        words = f"{wording.count(report.verified, 'thing')} arrived, {len(report.open)} still wait."
        later = (
            f"A lost answer can be settled in {report.next_look} seconds: send again then." if report.next_look else ""
        )
        self.desktop.tell_here(Message(words, Tone.GOOD if report.done else Tone.WARN, later))

    def _tell_failure(self, error: BookDeskError) -> None:
        named = self.desktop.office.named
        self.page.banner.say(Message(named(error.what), Tone.BAD, named(error.remedy)))

    def _tell_connected(self, organisation: str) -> None:
        self.form.hide()
        self.desktop.tell_here(Message(f"Connected to {organisation}.", Tone.GOOD))


def _mapped_key(one: Mapped) -> str:
    return f"{one.kind} {one.code} {one.name}"


class EntryPane(QWidget):
    """One entry of the outbox in full: what exactly will be written there, and what stands in its way."""

    def __init__(self, screen: SyncScreen) -> None:
        """Show nothing yet."""
        super().__init__()
        self._pill, self._sentence, self._problem = PillLabel(), heading(""), label("", "bad", wraps=True)
        self._details, self._none = label("", wraps=True), quiet("Choose an entry to read what exactly will be sent.")
        self._sentence.setWordWrap(True)
        self._acts = [button(screen.acts[name], hides=True) for name in ("send chosen", *_ENTRY_ACTS, "map", "connect")]
        row = FlowLayout(GRID // 2)
        for one in self._acts:
            row.addWidget(one)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        for part in (self._none, self._sentence, self._pill, self._problem, self._details):
            column.addWidget(part)
        column.addLayout(row)
        column.addStretch(1)
        self.show_entry(None)

    def show_entry(self, one: EntryView | None) -> None:
        """Show an entry, or that none is chosen."""
        self._none.setVisible(one is None)
        for part in (self._sentence, self._details):
            part.setVisible(one is not None)
        self._problem.setVisible(one is not None and bool(one.problem))
        self._pill.show_pill(entry_pill(one) if one is not None else None)
        if one is not None:
            self._sentence.setText(dated(one.sentence))
            self._details.setText(dated("\n".join(one.details)))
            self._problem.setText(problem_of(one))
            set_kind(self._problem, "muted" if waits(one) else "bad")


class ConnectForm(QFrame):
    """Two steps in one line: the firm's own app, then the address that the browser came back to."""

    def __init__(self, presenter: SyncPresenter) -> None:
        """Hidden until it is asked for."""
        super().__init__()
        self.setProperty("kind", "bar")
        self._presenter = presenter
        self._words = label("", wraps=True)
        self.app, self.base, self.address = QLineEdit(), QLineEdit(), QLineEdit()
        for field, name, hint in (
            (self.app, "Client id of the firm's own app", "client id of your app"),
            (self.base, "Address of a stand-in", "address of a stand-in (sample practice only)"),
            (self.address, "Address the browser came back to", "paste the whole address of the page here"),
        ):
            field.setAccessibleName(name)
            field.setPlaceholderText(hint)
            field.setMinimumWidth(sized(200))
            field.returnPressed.connect(self._go)
        self.do, self.leave = QPushButton("Continue"), QPushButton("Cancel")
        self.do.setProperty("kind", "primary")
        row = FlowLayout(GRID)
        for part in (self.app, self.base, self.address, self.do, self.leave):
            row.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.addWidget(self._words)
        column.addLayout(row)
        self.do.clicked.connect(self._go)
        self.leave.clicked.connect(self.hide)
        self.hide()

    def open(self) -> None:
        """Ask for the app."""
        self._words.setText(
            "Name your firm's own app at Xero. Your browser then asks you to sign in and agree; nothing is sent yet."
        )
        self.address.hide()
        self.app.show()
        self.base.setVisible(self._presenter.is_practice())
        self.show()
        self.app.setFocus()

    def ask_address(self, url: str) -> None:
        """Open the browser, and ask for the address it came back to."""
        QDesktopServices.openUrl(QUrl(url))
        self._words.setText(
            "Agree in your browser. It then shows a page that cannot be opened: paste its address here."
        )
        self.app.hide()
        self.base.hide()
        self.address.show()
        self.address.setFocus()

    def _go(self) -> None:
        if self.address.isVisible():
            self._presenter.finish(self.address.text().strip())
        elif self.app.text().strip():
            self._presenter.connect_to(self.app.text().strip(), self.base.text().strip())
