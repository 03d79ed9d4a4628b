"""The screen of the inbox: named lists, the documents, the page of the chosen one beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from bookdesk.capture.listing import DocumentRow, InboxList
from bookdesk.core.vocabulary import DocumentKind
from bookdesk.models.document import DocumentState
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.inbox.presenter import InboxFound, InboxPresenter, Outcomes, Repeats
from bookdesk.ui.inbox.table import BEING_READ, BINDABLE, DONE, repeats, state_pill, told_why, why_not
from bookdesk.ui.intake import files_in, picture_in
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import Message, Place, history_of
from bookdesk.ui.pieces.client_finder import ClientFinder
from bookdesk.ui.pieces.code_finder import Code, CodeFinder
from bookdesk.ui.pieces.commands import Command, bind, button, excused
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import quiet
from bookdesk.ui.pieces.list_page import ListPage, ListTab
from bookdesk.ui.pieces.models import WindowModel
from bookdesk.ui.pieces.page_viewer import WordBox
from bookdesk.ui.pieces.paper import Paper, bare
from bookdesk.ui.pieces.pictures import image_of
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.pieces.table import RecordTable
from bookdesk.ui.sheets import PageShown

TABS = (
    ListTab(InboxList.TO_REVIEW, "To review"),
    ListTab(InboxList.READY, "Ready"),
    ListTab(InboxList.RECEIVED, "Being read"),
    ListTab(InboxList.FAILED, "Failed"),
    ListTab(InboxList.DUPLICATE, "Duplicates"),
    ListTab(InboxList.NOT_PAYABLE, "Not payable"),
    ListTab(InboxList.ALL_OPEN, "All open"),
    ListTab(InboxList.CONFIRMED, "Confirmed", quiet=True),
    ListTab(InboxList.PUT_ASIDE, "Put aside", quiet=True),
)
COMMANDS = (
    Command("add", "Add files", ("N", "Ctrl+O"), "add"),
    Command("add folder", "Add a folder", ("Ctrl+Shift+O",), "folder"),
    Command("paste", "Paste files or a picture", ("Ctrl+V",), "drop"),
    Command("review", "Review", ("R",), "edit"),
    Command("confirm", "Confirm what is ready", ("Ctrl+Return",), "accept"),
    Command("account", "Code to an account…", ("A",), "code"),
    Command("tax code", "Choose the tax code…", ("Shift+A",), "tag"),
    Command("put aside", "Put aside", ("X",), "reject"),
    Command("move", "Move to another client…", ("M",), "right"),
    Command("bill", "It is a bill of its own", ("B",), "bill"),
    Command("compare", "Compare side by side", ("C",), "duplicate"),
    Command("split", "Take apart…", ("T",), "part"),
    Command("merge", "Put together", ("Y",), "conflict"),
    Command("rejoin", "As it came", ("Shift+Y",), "undo"),
    Command("unlock", "Enter the password", ("P",), "unlock"),
    Command("again", "Read again", ("G",), "refresh"),
    Command("read now", "Read now", ("Shift+G",), "play"),
    Command("rules", "Rules of capture", ("Ctrl+Shift+R",), "code"),
    Command("filter", "Filter the list", ("/", "Ctrl+F"), "filter"),
)
_WORK = (InboxList.TO_REVIEW, InboxList.READY, InboxList.ALL_OPEN)
_NONE_LEFT = {InboxList.TO_REVIEW: "Nothing is left to review.", InboxList.READY: "Nothing is left to confirm."}
_WAITING = (
    InboxList.TO_REVIEW,
    InboxList.READY,
    InboxList.FAILED,
    InboxList.DUPLICATE,
    InboxList.NOT_PAYABLE,
    InboxList.RECEIVED,
)
"""Lists of what is open, the one with the most to do first; with something on one of them the inbox is not clear."""
Chooser = Callable[[QWidget, bool], Sequence[str]]
"""Asks the person for files, or for one folder."""


def choose_files(parent: QWidget, folder: bool) -> Sequence[str]:  # noqa: FBT001 - one question in two forms
    """Ask with the system's own dialog."""
    if folder:
        chosen = QFileDialog.getExistingDirectory(parent, "Folder with documents")
        return [chosen] if chosen else []
    return QFileDialog.getOpenFileNames(parent, "Documents to take in")[0]


class InboxScreen(Screen):
    """Documents of the client in front."""

    def __init__(self, desktop: Desktop, chooser: Chooser = choose_files) -> None:
        """Build the page; the list comes with `show_place`."""
        super().__init__(desktop, "inbox")
        self.presenter = InboxPresenter(desktop, self)
        self._chooser = chooser
        self.model = WindowModel(self.presenter.columns, self.presenter.page, self)
        self.table = RecordTable(self.model, "inbox", desktop.memory, "Documents")
        self.acts = bind(self, COMMANDS, self._handlers())
        for name, action in self.acts.items():
            excused(self, action, partial(self._say_why_not, name))
        self.paper = Paper(self)
        self._reason = quiet("")
        self.page = ListPage(
            "inbox",
            "Inbox",
            TABS,
            self.table,
            desktop.memory,
            primary=self.acts["add"],
            others=[self.acts["confirm"]],
            beside=self._pane(),
        )
        self.page.put_in_head(button(self.acts["read now"], hides=True))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self._counts: dict[str, int] = {}
        self._clients: ClientFinder | None = None
        self._codes: CodeFinder | None = None
        self._connect()
        self._judge()

    def show_place(self, place: Place) -> None:
        """Show a named list (`view`), or the list with one document (`item`)."""
        query = self.presenter.query
        view = InboxList(place.view) if place.view else query.list
        self.page.show_tab(view)
        if place.view:
            self.page.show_filter("")
        self.presenter.show(list=view, text=self.page.filter.text().strip(), wanted=place.item)

    def forget(self) -> None:
        """Show no document any more."""
        super().forget()
        self.presenter.begin_anew()
        self._counts = {}
        self.presenter.leave()
        self._current_changed()

    def take_keyboard(self) -> None:
        """Begin in the list."""
        self.page.focus_list()

    def record(self) -> Place | None:
        """Return where the history of the chosen document is."""
        row = self._current()
        return history_of("document", row.id) if row is not None else None

    def leave(self) -> bool:
        """Let go of the page."""
        if not super().leave():
            return False
        self.presenter.leave()
        return True

    def _pane(self) -> QWidget:
        pane = QWidget()
        acts = FlowLayout(GRID // 2)
        for name in ("review", "compare", "split", "merge", "rejoin", "bill", "unlock", "again"):
            acts.addWidget(button(self.acts[name], hides=True))
        acts.addWidget(bare(button(self.acts["account"], hides=True)))
        for name in ("put aside", "move"):
            acts.addWidget(button(self.acts[name], hides=True))
        acts.addWidget(self.history_button())
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.paper, 1)
        below = QVBoxLayout()
        below.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        below.addWidget(self._reason)
        below.addLayout(acts)
        column.addLayout(below)
        return pane

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "add": partial(self._add, folder=False),
            "add folder": partial(self._add, folder=True),
            "paste": self._paste,
            "review": self._review,
            "confirm": self._confirm,
            "account": lambda: self.presenter.ask_codes("account"),
            "tax code": lambda: self.presenter.ask_codes("tax_code"),
            "put aside": self._put_aside,
            "move": self._move,
            "bill": self._is_bill,
            "compare": self._compare,
            "split": self._split,
            "merge": self._merge,
            "rejoin": lambda: self.presenter.rejoin(self._chosen()[0]),
            "unlock": self._ask_password,
            "again": self._read_again,
            "read now": self._read_now,
            "rules": lambda: self.desktop.go(Place("capture rules")),
            "filter": self._focus_filter,
        }

    def _connect(self) -> None:
        presenter, page, table = self.presenter, self.page, self.table
        page.tab_chosen.connect(lambda name: presenter.show(list=InboxList(name)))
        page.filter_changed.connect(lambda text: presenter.show(text=text))
        table.order_chosen.connect(lambda order, down: presenter.show(order=order, descending=down))
        table.current_changed.connect(lambda _: self._current_changed())
        table.selection_changed.connect(self._judge)
        table.opened.connect(lambda _: self._review())
        presenter.found.connect(self._show_found)
        presenter.page_shown.connect(self._show_page)
        presenter.page_failed.connect(lambda error: self.paper.show_nothing(str(error)))
        presenter.confirmed.connect(partial(self._tell_outcomes, "confirmed"))
        presenter.coded.connect(partial(self._tell_outcomes, "coded"))
        presenter.codes.connect(self._choose_code)
        presenter.apart.connect(self._ask_apart)
        presenter.locked.connect(lambda row, error: self._ask_password_of(row, error.what))
        presenter.opening.connect(self._show_opening)
        presenter.stale.connect(lambda: presenter.refresh(self.model.looked_at()) if self.isVisible() else None)
        self.paper.page_wanted.connect(self._turn_to)
        self.model.dataChanged.connect(lambda *_: self._current_changed())

    # -- showing

    def _show_found(self, found: InboxFound) -> None:
        self._counts = found.counts
        self.model.show_list(found.list)
        self.table.show_order(found.query.order, descending=found.query.descending)
        self.page.show_counts(found.counts)
        rows = self.model.rowCount()
        self.page.show_footer(wording.count(rows, "document"))
        if rows:
            self.page.show_table()
            if found.wanted is None or not self.table.choose(found.wanted):
                self.table.choose_first()
        else:
            self._say_empty(found)
        self._current_changed()

    def _say_empty(self, found: InboxFound) -> None:
        query, counts = found.query, found.counts
        if query.text:
            hidden = wording.count(counts.get(query.list, 0), "document")
            message = Message(
                f"Nothing here matches “{query.text}”.",
                remedy=f"{hidden} on this list without the filter.",
                label="Clear the filter",
                act=self.page.filter.clear,
            )
        elif query.list is InboxList.TO_REVIEW and counts.get(InboxList.READY):
            ready = wording.count(counts[InboxList.READY], "document")
            message = Message(
                "Nothing is doubtful.",
                remedy=f"{ready} only need to be confirmed.",
                label="Show them",
                act=lambda: self.show_place(Place("inbox", view=InboxList.READY)),
            )
        elif query.list in _WORK and (waits := [one for one in _WAITING if counts.get(one)]):
            names = {tab.name: tab.words.lower() for tab in TABS}
            left = ", ".join(f"{wording.count(counts[one], 'document')} {names[one]}" for one in waits)
            message = Message(
                _NONE_LEFT.get(query.list, "Nothing is listed."),
                remedy=f"There are still {left}.",
                label=f"Show {names[waits[0]]}",
                act=lambda: self.show_place(Place("inbox", view=waits[0])),
            )
        elif query.list in _WORK:
            message = Message(
                "The inbox is clear.",
                remedy="Drop bills, receipts, scans or e-invoices anywhere in this window, files and folders alike.",
                label="Add files",
                act=self.acts["add"].trigger,
            )
        else:
            message = Message("No document is on this list.")
        self.page.show_empty("inbox", message)

    def _current_changed(self) -> None:
        row = self._current()
        if row is None:
            if not self.model.rowCount():
                self.paper.show_name("")
                self.paper.show_nothing()
                self._reason.setText("")
        else:
            self.paper.show_name(row.file_name, BEING_READ if self.presenter.opens(row) else state_pill(row))
            self._reason.setText(
                " ".join(filter(None, (told_why(row), wording.how_it_came(row.came, self.desktop.zone()))))
            )
            if row.id != self._looked_at():
                self.paper.show_nothing()
                self.presenter.look_at(row.id)
        self._reason.setVisible(bool(self._reason.text()))
        self.paper.told_beside(told_why(row) if row is not None else "")
        self._judge()

    def _show_page(self, page: PageShown) -> None:
        words = [WordBox(word.text, word.box) for word in page.words]
        image = image_of(page.picture.pixels, page.picture.width, page.picture.height)
        self.paper.show_page(page.document_id, page.number, page.of, image, words, drawn=page.drawn)

    def _turn_to(self, number: int, width: int) -> None:
        row = self._current()
        if row is not None:
            self.presenter.look_at(row.id, number, width)

    def _judge(self) -> None:
        self.judge_history()
        rows = self._chosen()
        open_ones = [row for row in rows if row.state not in DONE]
        here = [row for row in rows if row.state not in (DocumentState.CONFIRMED, DocumentState.MOVED)]
        ready = self._ready()
        self.acts["confirm"].setText(f"Confirm {len(ready)} ready" if ready else "Confirm what is ready")
        self.acts["confirm"].setEnabled(bool(ready))
        self.acts["review"].setEnabled(bool(rows))
        self.acts["put aside"].setEnabled(bool(open_ones))
        for name in ("account", "tax code"):
            self.acts[name].setEnabled(bool(self._drafts()))
        self.acts["move"].setEnabled(bool(rows) and len(here) == len(rows))
        apart = (DocumentState.DUPLICATE, DocumentState.NOT_PAYABLE)
        self.acts["bill"].setEnabled(bool(rows) and all(row.state in apart for row in rows))
        self.acts["compare"].setEnabled(len(rows) == 2 or (len(rows) == 1 and rows[0].alike))  # noqa: PLR2004 - a pair
        bindable = [row for row in rows if row.state in BINDABLE and row.pages]
        self.acts["split"].setEnabled(len(bindable) == len(rows) == 1)
        self.acts["merge"].setEnabled(len(bindable) == len(rows) > 1)
        self.acts["rejoin"].setEnabled(len(rows) == 1 and rows[0].bound)
        locked = len(rows) == 1 and rows[0].state is DocumentState.LOCKED
        self.acts["unlock"].setEnabled(locked and not self.presenter.opens(rows[0]))
        self.acts["again"].setEnabled(bool(rows) and all(row.state is DocumentState.FAILED for row in rows))
        self.acts["read now"].setEnabled(bool(self._counts.get(InboxList.RECEIVED)) and not self.presenter.reads())

    def _ready(self) -> list[DocumentRow]:
        """Return what Confirm would confirm: the ready ones among the chosen, or all of the list of ready ones."""
        rows = self._chosen()
        if len(rows) > 1:
            return [row for row in rows if row.ready]
        if self.presenter.query.list is InboxList.READY:
            found = (self.model.row_at(place) for place in range(self.model.rowCount()))
            return [row for row in found if row is not None and row.ready]
        return [row for row in rows if row.ready]

    def _chosen(self) -> list[DocumentRow]:
        return self.table.selected_records()

    def _current(self) -> DocumentRow | None:
        row = self.table.current_record()
        return row if isinstance(row, DocumentRow) else None

    def _looked_at(self) -> str:
        return self.presenter.looked_at()

    # -- acting

    def _say_why_not(self, name: str) -> None:
        """Say why a key does nothing just now."""
        if name == "read now":
            words = "Documents are being read now." if self.presenter.reads() else "No document waits to be read."
            self.desktop.tell(Message(words))
        elif name == "unlock" and any(map(self.presenter.opens, self._chosen())):
            self.desktop.tell(Message("It is being read with its password now."))
        else:
            self.desktop.tell(Message(*why_not(name, self._chosen())))

    def _add(self, *, folder: bool) -> None:
        chosen = self._chooser(self, folder)
        if chosen:
            self.presenter.drop([Path(one) for one in chosen])

    def _paste(self) -> None:
        held = QGuiApplication.clipboard().mimeData()
        files, picture = files_in(held), picture_in(held)
        if files:
            self.presenter.drop(files)
        elif picture is not None:
            self.presenter.paste(picture)
        else:
            remedy = "Copy files in your file manager, or a picture, first."
            self.desktop.tell(Message("The clipboard holds neither files nor a picture.", remedy=remedy))

    def _review(self) -> None:
        row = self._current()
        if row is not None:
            self.presenter.review(row)

    def _confirm(self) -> None:
        ready = self._ready()
        if len(ready) == 1:
            self.presenter.confirm(ready)
            return
        question = f"Confirm {wording.count(len(ready), 'document')} without looking at each?"
        self.page.prompt.ask(question, f"Confirm {len(ready)}", lambda _: self.presenter.confirm(ready), needed=False)

    def _put_aside(self) -> None:
        rows = self._chosen()
        question = f"Why {wording.count(len(rows), 'document')} put aside? The originals stay."
        self.page.prompt.ask(question, "Put aside", partial(self.presenter.reject, rows), hint="e.g. not ours")

    def _move(self) -> None:
        rows = self._chosen()
        if self._clients is None:
            self._clients = ClientFinder(self.window(), "Client the document belongs to")
        what = rows[0].file_name if len(rows) == 1 else wording.count(len(rows), "document")
        question = f"Move {what} to which client?"
        self._clients.ask(self.presenter.others(), partial(self.presenter.move, rows), question)

    def _is_bill(self) -> None:
        rows = self._chosen()
        if all(row.state is DocumentState.DUPLICATE for row in rows):
            self.presenter.ask_apart(rows)
        else:
            self.presenter.say(rows, "kind", DocumentKind.INVOICE.value)

    def _ask_apart(self, found: Repeats) -> None:
        """Ask before what repeats another document is taken for a bill of its own: it could be paid twice."""
        told = " ".join(repeats(row, other) for row, other in zip(found.rows, found.others, strict=True))
        one = len(found.rows) == 1
        question = f"{told} {'A bill' if one else 'Bills'} of {'its' if one else 'their'} own all the same?"
        act = "It is a bill of its own" if one else f"{len(found.rows)} bills of their own"
        self.page.prompt.ask(question, act, lambda _: self.presenter.say(found.rows, "duplicate", "no"), needed=False)

    def _compare(self) -> None:
        """Show the two chosen documents side by side, or one beside what it may be again."""
        rows = self._chosen()
        if rows:
            self.presenter.compare(rows[0], rows[1] if len(rows) > 1 else None)

    def _split(self) -> None:
        rows = self._chosen()
        if rows:
            self.presenter.take_apart(rows[0])

    def _merge(self) -> None:
        """Ask before documents become one, in the order of the list."""
        rows = self._chosen()
        named = ", ".join(f"{row.number} ({row.file_name})" for row in rows)
        question = f"One document of the pages of {named}, in this order? The originals stay."
        self.page.prompt.ask(question, "Put together", lambda _: self.presenter.merge(rows), needed=False)

    def _ask_password(self) -> None:
        row = self._current()
        if row is not None:
            self._ask_password_of(row)

    def _ask_password_of(self, row: DocumentRow, problem: str = "") -> None:
        question = f"Password of {row.file_name}? It is kept with the document, under the client's own key."
        enter = partial(self.presenter.unlock, row)
        waits = f"{row.file_name} is being read with its password…"
        self.page.prompt.ask(f"{problem} {question}".strip(), "Open it", enter, secret=True, waits=waits)

    def _show_opening(self, row: DocumentRow, under_way: bool) -> None:  # noqa: FBT001 - as the signal has it
        """Show that a document is being read, or that this has ended."""
        self.model.word_anew(row.key)
        self._current_changed()
        if not under_way:
            self.page.prompt.done(f"The reading of {row.file_name} has ended: nothing more is asked here.")

    def _read_again(self) -> None:
        self.presenter.read_again(self._chosen())

    def _read_now(self) -> None:
        self.presenter.read_now()
        self._judge()

    def _focus_filter(self) -> None:
        self.page.filter.setFocus()

    def _choose_code(self, what: str, codes: Sequence[Code]) -> None:
        """Let the person choose a code for all lines of the chosen drafts."""
        drafts = self._drafts()
        if self._codes is None:
            self._codes = CodeFinder(self.window(), "Code of the chosen documents")
        if drafts:
            self._codes.ask(codes, partial(self.presenter.code, drafts, what))

    def _drafts(self) -> list[DocumentRow]:
        return [row for row in self._chosen() if row.state is DocumentState.TO_REVIEW and row.bill_id]

    def _tell_outcomes(self, done: str, outcomes: Outcomes) -> None:
        if not outcomes.refused:
            return
        name, error = outcomes.refused[0]
        more = f" So were {len(outcomes.refused) - 1} more." if len(outcomes.refused) > 1 else ""
        words = f"{outcomes.done} {done}. {name} was not: {self.desktop.office.named(error.what)}{more}"
        self.page.banner.say(Message(words, Tone.WARN, self.desktop.office.named(error.remedy)))
