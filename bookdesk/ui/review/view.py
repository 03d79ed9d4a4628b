"""The screen of one document: page at the left, fields and lines at the right, the keyboard led to what is doubtful."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QElapsedTimer, Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout

from bookdesk.capture.handtaught import Taught
from bookdesk.capture.rereading import may_be_read_again
from bookdesk.capture.views import with_names
from bookdesk.core.errors import BookDeskError
from bookdesk.core.vocabulary import DocumentKind
from bookdesk.models.document import DocumentState
from bookdesk.office.addressed import addressee_among, leading_there, takers
from bookdesk.security.clientkeys import ClientEntry
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message, Place, history_of
from bookdesk.ui.pieces.client_finder import ClientFinder
from bookdesk.ui.pieces.commands import Command, bind, button, excused
from bookdesk.ui.pieces.labels import label
from bookdesk.ui.pieces.page_viewer import WordBox
from bookdesk.ui.pieces.paper import Paper, bare
from bookdesk.ui.pieces.pictures import image_of
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.review.columns.presenter import ColumnsPresenter
from bookdesk.ui.review.columns.view import ColumnsPane
from bookdesk.ui.review.form.view import FieldsPane
from bookdesk.ui.review.presenter import Reviewed, ReviewPresenter
from bookdesk.ui.review.table import (
    MAY_BE_PARTED,
    STATES,
    boxes_of,
    no_others,
    taught_words,
    why_not,
    words_of,
)
from bookdesk.ui.sheets import PageShown

COMMANDS = (
    Command("confirm", "Confirm", ("Ctrl+Return",), "accept"),
    Command("next doubt", "Next doubt", ("F8",), "doubt"),
    Command("others", "What else it may be", ("Alt+Down",), "down"),
    Command("step back", "Take the field's last change back", ("F4",), "undo"),
    Command("teach", "Remember this position", ("F9",), "pin"),
    Command("next", "Next document", ("Ctrl+Down", "Alt+Right"), "right", repeats=True),
    Command("previous", "Previous document", ("Ctrl+Up", "Alt+Left"), "left", repeats=True),
    Command("reject", "Put aside", ("Ctrl+Shift+X",), "reject"),
    Command("kind", "It is something else", ("Ctrl+Shift+K",), "tag"),
    Command("unlock", "Enter the password", ("Ctrl+Shift+P",), "unlock"),
    Command("second reader", "Read again with the second reader", ("Ctrl+Shift+G",), "refresh"),
    Command("compare", "Compare side by side", ("Ctrl+D",), "duplicate"),
    Command("move", "Move to another client…", ("Ctrl+Shift+M",), "right"),
    Command("move there", "Move to whom it is addressed", (), "right"),
    Command("take apart", "Take apart…", ("Ctrl+Shift+T",), "part"),
    Command("reopen", "Review again", (), "undo"),
    Command("not learned", "Do not remember its layout", (), "reject"),
    Command("add line", "Add a line", ("Ctrl+L",), "add"),
    Command("remove line", "Take the line out", ("Ctrl+Backspace",), "delete"),
    Command("one line", "Make one line", ("Ctrl+J",), "join"),
    Command("line per code", "One line for each account and tax code", ("Ctrl+Shift+J",), "sum"),
    Command("columns", "Lines by columns", ("F7",), "columns"),
    Command("back", "Back to the list", ("Escape",), "inbox"),
)

_ON_OPEN = (
    *("next doubt", "others", "teach", "step back"),
    *("add line", "remove line", "one line", "line per code"),
)
"""What can be done with an open draft, whatever is in it."""
CALM = 600
"""Milliseconds after a confirmation in which another one is taken for a key pressed twice."""


class ReviewScreen(Screen):
    """Documents of the client in front, one after the other."""

    def __init__(self, desktop: Desktop) -> None:
        """Build the screen; the document comes with `show_place`."""
        super().__init__(desktop, "review")
        self.presenter = ReviewPresenter(desktop, self)
        self.acts = bind(self, COMMANDS, self._handlers())
        for name, action in self.acts.items():
            excused(self, action, partial(self._say_why_not, name))
        self._place = label("", "muted")
        steps = [bare(button(self.acts[name], "flat")) for name in ("previous", "next")]
        self.paper = Paper(self, [bare(button(self.acts["back"], "flat"))], [self._place, *steps])
        self.drawing = ColumnsPresenter(desktop, self.presenter, self)
        self.columns = ColumnsPane(self.drawing, self.paper.viewer)
        self.fields = FieldsPane(self.presenter, self.acts, desktop.memory, self.columns)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        splitter.addWidget(self.paper)
        splitter.addWidget(self.fields)
        splitter.setSizes([5400, 4600])
        splitter.setStretchFactor(0, 54)
        splitter.setStretchFactor(1, 46)
        remembered = desktop.memory.state("review splitter")
        if not remembered.isEmpty():
            splitter.restoreState(remembered)
        splitter.splitterMoved.connect(lambda: desktop.memory.keep("review splitter", splitter.saveState()))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(splitter)
        self._page: PageShown | None = None
        self._clients: ClientFinder | None = None
        self._confirmed, self.calm = QElapsedTimer(), CALM
        self._connect()
        self._show_place("", before=False, after=False)

    def show_place(self, place: Place) -> None:
        """Show a document (`item`)."""
        self.presenter.back = place.back
        if place.item:
            self.paper.show_nothing()
            self.presenter.open(place.item, place.order, descending=place.descending)

    def forget(self) -> None:
        """Show no document any more."""
        super().forget()
        self._page = None
        self.drawing.close()
        self.presenter.close()
        self.paper.show_name("")
        self.paper.show_nothing()
        self._show_place("", before=False, after=False)
        self.fields.show_nothing()

    def take_keyboard(self) -> None:
        """Leave the keyboard to the first doubt, which the document brings."""

    def record(self) -> Place | None:
        """Return where the history of the document is."""
        shown = self.presenter.reviewed
        return history_of("document", shown.document_id) if shown is not None else None

    def keep_typed(self) -> None:
        """Take what stands in a field that was not left yet."""
        self.fields.take_unfinished()

    def leave(self) -> bool:
        """Take what stands in a field that was not left yet, say so where that cannot be, and let go of the pages."""
        if not super().leave():
            return False
        if not self.fields.take_unfinished():
            what = words_of(self.fields.current)
            self.desktop.tell(Message(f"What was typed as {what} was not understood and is not kept.", Tone.WARN))
        self.drawing.close()
        self.presenter.close()
        return True

    def place_of(self) -> str:
        """Return which of how many the document is, and on which list."""
        return self._place.text()

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "confirm": self._confirm,
            "next doubt": self._next_doubt,
            "others": self._open_alternatives,
            "step back": self._step_back,
            "teach": self._teach,
            "next": partial(self._step, 1),
            "previous": partial(self._step, -1),
            "reject": self._reject,
            "kind": self._ask_kind,
            "unlock": self._ask_password,
            "second reader": self._read_again,
            "compare": self._compare,
            "move": self._move,
            "move there": self._move_there,
            "take apart": self._take_apart,
            "reopen": self.presenter.reopen,
            "not learned": lambda: self.presenter.correct({"layout": "no"}),
            "add line": self._add_line,
            "remove line": self._remove_line,
            "one line": self._make_one_line,
            "line per code": self._line_per_code,
            "columns": self._draw_columns,
            "back": self._back,
        }

    def _confirm(self) -> None:
        """Confirm, after what is being typed was taken; a second press meant for the document before does nothing.

        Doubts at which nobody was are shown first: confirming once more takes them as they are.
        """
        if self._confirmed.isValid() and self._confirmed.elapsed() < self.calm:
            return
        if self.columns.shown():
            self.columns.take_them()  # they are looked at before anything is confirmed
        elif self.fields.take_unfinished():
            self._confirmed.start()
            unmet = self.presenter.unmet()
            if unmet:
                self.fields.lead_to(unmet)
            elif not self.fields.overlooks():
                self.presenter.confirm()

    def _say_why_not(self, name: str) -> None:
        """Say why a key does nothing just now."""
        shown = self.presenter.reviewed
        self.desktop.tell(Message(*why_not(name, shown.item.row.state if shown is not None else None)))

    def _next_doubt(self) -> None:
        if not self.fields.go_to_doubt(self.fields.place()):
            self.desktop.tell(Message("Nothing is doubtful on this document.", remedy="Ctrl+Return confirms it."))

    def _step(self, by: int) -> None:
        if self.fields.take_unfinished():
            self.presenter.step(by)

    def _back(self) -> None:
        if self.columns.shown():
            self.columns.leave()
        elif not self.fields.revert():
            self.presenter.go_back()

    def _connect(self) -> None:
        presenter = self.presenter
        presenter.shown.connect(self._show)
        presenter.failed.connect(lambda _: self._confirmed.invalidate())
        presenter.page_shown.connect(self._show_page)
        presenter.page_failed.connect(lambda error: self.paper.show_nothing(str(error)))
        presenter.codes.connect(self.fields.offer)
        presenter.refused.connect(self.fields.refuse)
        presenter.failed.connect(self._failed)
        presenter.locked.connect(lambda error: self._ask_password(error.what))
        presenter.worked_on.connect(self._ask_to_drop)
        presenter.place_changed.connect(self._show_place)
        presenter.finished.connect(self._finished)
        presenter.taught.connect(self._tell_taught)
        self.paper.page_wanted.connect(presenter.show_page)
        self.paper.viewer.picked.connect(self._picked)
        self.paper.viewer.box_clicked.connect(self.fields.go_to)
        self.fields.reached.connect(self.show_evidence)
        self.fields.nothing_to_type.connect(self.paper.viewer.setFocus)
        self.columns.done.connect(lambda: self.fields.go_to_doubt(None))

    def _show(self, reviewed: Reviewed) -> None:
        self.acts["confirm"].setEnabled(reviewed.open)
        self.acts["reject"].setEnabled(reviewed.item.row.state is not DocumentState.CONFIRMED)
        self.acts["kind"].setEnabled(reviewed.item.row.state is not DocumentState.CONFIRMED)
        self.acts["unlock"].setEnabled(reviewed.item.row.state is DocumentState.LOCKED)
        self.acts["second reader"].setEnabled(may_be_read_again(reviewed.item.row.state))
        self.acts["compare"].setEnabled(reviewed.item.alike)
        self.acts["not learned"].setEnabled(reviewed.open)
        self.acts["reopen"].setEnabled(reviewed.item.row.state is DocumentState.CONFIRMED)
        for name in _ON_OPEN:
            self.acts[name].setEnabled(reviewed.open)
        meant = self._meant(reviewed)
        self.acts["move"].setEnabled(reviewed.item.row.state not in (DocumentState.CONFIRMED, DocumentState.MOVED))
        self.acts["move there"].setEnabled(meant is not None)
        self.acts["move there"].setText(f"Move to {meant.name}" if meant is not None else "")
        parts = reviewed.item.row.state in MAY_BE_PARTED
        self.acts["take apart"].setEnabled(parts and bool(reviewed.item.arrival.pages))
        self.acts["columns"].setEnabled(reviewed.open and bool(reviewed.item.arrival.pages))
        row = reviewed.item.row
        credit = "Credit note" if row.kind is DocumentKind.CREDIT_NOTE else ""
        came = wording.how_it_came(reviewed.item.arrival.came, self.desktop.zone())
        named = "   ".join(filter(None, (str(row.number), row.file_name, credit, came)))
        self.paper.show_name(named, STATES[row.state])
        self.paper.told_beside(row.reason or "")
        told, against = with_names(reviewed.item, self.desktop.office.named), reviewed.objections
        self.fields.show_document(replace(reviewed, item=told, objections=leading_there(against, meant)))
        self._show_boxes()

    def _show_place(self, words: str, before: bool, after: bool) -> None:  # noqa: FBT001 - as the signal has it
        self._place.setText(words)
        self.acts["previous"].setEnabled(before)
        self.acts["next"].setEnabled(after)

    def _show_page(self, page: PageShown) -> None:
        if self._page is None or (page.document_id, page.number) != (self._page.document_id, self._page.number):
            self.drawing.close()  # they are of the page before
        self._page = page
        words = [WordBox(word.text, word.box) for word in page.words]
        image = image_of(page.picture.pixels, page.picture.width, page.picture.height)
        self.paper.show_page(page.document_id, page.number, page.of, image, words, drawn=page.drawn)
        self._show_boxes()

    def _show_boxes(self) -> None:
        reviewed, page = self.presenter.reviewed, self._page
        if reviewed is None or page is None or page.document_id != reviewed.document_id:
            return
        item = with_names(reviewed.item, self.desktop.office.named)
        boxes = boxes_of(item, page.number) if not page.drawn else []
        self.paper.viewer.show_boxes(boxes, self.fields.current)

    def show_evidence(self, name: str) -> None:
        """Show where a field was read; its page comes if it is another one."""
        reviewed = self.presenter.reviewed
        found = next((one for one in reviewed.item.fields if one.name == name), None) if reviewed else None
        if found is not None and found.page and self._page is not None and found.page != self._page.number:
            self.presenter.show_page(found.page)
        self.paper.viewer.set_current(name)

    def _picked(self, numbers: list[int]) -> None:
        if self._page is None:
            return
        name, words = self.fields.current, [self._page.words[number] for number in numbers]
        if name:
            self.presenter.pick(name, words, self._page.words)
            self.fields.go_to(name)  # what is typed next is meant for it
        else:
            self.desktop.tell(Message("Choose a field first, then its word on the page."))

    def _open_alternatives(self) -> None:
        if self.columns.shown():
            self.columns.ask_name()
        elif self._at_a_field() and not self.fields.open_alternatives():
            self.desktop.tell(Message(*no_others(words_of(self.fields.place()))))

    def _at_a_field(self) -> bool:
        """Whether the keyboard is in a field, or was in one last; it is told where it is in none."""
        if not self.fields.place():
            self.desktop.tell(Message("No field is chosen.", remedy="Choose one first, with a click or with Tab."))
        return bool(self.fields.place())

    def _step_back(self) -> None:
        if self._at_a_field():
            self.fields.step_back()

    def _teach(self) -> None:
        """Remember where the field stands that the keyboard is in, once what is typed there was taken."""
        if self._at_a_field() and self.fields.current and self.fields.take_unfinished():
            self.presenter.teach(self.fields.current)

    def _tell_taught(self, name: str, taught: Taught) -> None:
        again = "F9 takes it back."
        self.desktop.tell(Message(taught_words(words_of(name), taught), Tone.GOOD, again if taught.on else ""))

    def _draw_columns(self) -> None:
        """Draw columns on the page that is shown, or leave them."""
        if self.columns.shown():
            self.columns.leave()
        elif self._page is None:
            self.desktop.tell(Message("No page is shown yet.", remedy="Try again once it is there."))
        elif self.fields.take_unfinished():
            self.drawing.propose(self._page.number)

    def _add_line(self) -> None:
        self.fields.add_line()

    def _remove_line(self) -> None:
        if not self.fields.remove_line():
            remedy = "Choose one in the table of lines first."
            self.desktop.tell(Message("No line is chosen that could be taken out.", remedy=remedy))

    def _make_one_line(self) -> None:
        """Put the chosen lines together, once what is being typed into one of them was taken."""
        if self.fields.take_unfinished() and not self.fields.make_one_line():
            ways = "Ctrl with a click, Shift with the arrows or Space choose more; Ctrl+A chooses all."
            self.desktop.tell(Message("Choose two lines or more that are to be one.", remedy=ways))

    def _line_per_code(self) -> None:
        if self.fields.take_unfinished():
            self.fields.make_line_per_code()

    def _reject(self) -> None:
        question = "Why is this document put aside? The original stays."
        self.fields.prompt.ask(question, "Put aside", self.presenter.reject, hint="e.g. not ours")

    def _ask_kind(self) -> None:
        kinds = ", ".join(kind.value.replace("_", " ") for kind in DocumentKind if kind is not DocumentKind.EVIDENCE)
        self.fields.prompt.ask(
            f"What is it? One of: {kinds}.", "Read it so", lambda kind: self.presenter.correct({"kind": kind})
        )

    def _ask_password(self, problem: str = "") -> None:
        question = f"{problem} What is the password? It is kept with the document, under the client's own key.".strip()
        waits = "It is being read with its password…"
        self.fields.prompt.ask(question, "Open it", self._unlock, secret=True, waits=waits)

    def _unlock(self, password: str) -> None:
        self.presenter.unlock(password)
        self.paper.show_state(STATES[DocumentState.RECEIVED])

    def _read_again(self) -> None:
        if self.fields.take_unfinished():
            self.presenter.read_again()

    def _ask_to_drop(self, error: BookDeskError) -> None:
        question = f"{error.what} Read it again all the same?"
        self.fields.prompt.ask(question, "Read it again", lambda _: self.presenter.read_again(drop=True), needed=False)

    def _compare(self) -> None:
        if self.fields.take_unfinished():
            self.presenter.compare()

    def _meant(self, reviewed: Reviewed) -> ClientEntry | None:
        """Return the other client of the practice to whom a document that is open is addressed."""
        said = {one.name: one.value for one in reviewed.item.fields} if reviewed.open else {}
        return addressee_among(said.get("customer_name"), self._others())

    def _others(self) -> list[ClientEntry]:
        """Return the clients that the document can be handed over to."""
        office = self.desktop.office
        return takers(office.clients(), office.entry(self.presenter.client_id))

    def _move(self) -> None:
        """Ask for the client whose document it is; the one it is addressed to comes first."""
        reviewed = self.presenter.reviewed
        if reviewed is None or not self.fields.take_unfinished():
            return
        meant, others = self._meant(reviewed), self._others()
        if self._clients is None:
            self._clients = ClientFinder(self.window(), "Client the document belongs to")
        question = f"Move {reviewed.item.row.file_name} to which client?"
        self._clients.ask(sorted(others, key=lambda one: one != meant), self.presenter.move, question)

    def _move_there(self) -> None:
        reviewed = self.presenter.reviewed
        meant = self._meant(reviewed) if reviewed is not None else None
        if meant is not None and self.fields.take_unfinished():
            self.presenter.move(meant.client_id)

    def _take_apart(self) -> None:
        if self.fields.take_unfinished():
            self.presenter.take_apart()

    def _failed(self, error: BookDeskError) -> None:
        named = self.desktop.office.named
        self.fields.tell_refusal(Message(named(error.what), Tone.BAD, named(error.remedy)))

    def _finished(self) -> None:
        self.desktop.go(Place("inbox"))
        self.desktop.tell(Message("Everything is reviewed.", Tone.GOOD))
