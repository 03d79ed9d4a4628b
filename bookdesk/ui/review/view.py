"""The screen of one document: page at the left, fields and lines at the right, the keyboard led to what is doubtful."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QElapsedTimer, Qt
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QFrame, QSplitter, QVBoxLayout, QWidget

from bookdesk.capture.meanings import Meaning
from bookdesk.capture.views import FieldView
from bookdesk.core.errors import BookDeskError
from bookdesk.core.vocabulary import DocumentKind, FieldState
from bookdesk.models.document import DocumentState
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.pieces.choice_field import Choice
from bookdesk.ui.pieces.commands import Command, bind, button
from bookdesk.ui.pieces.field_row import DOUBTFUL, FieldRow
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import heading, label, quiet
from bookdesk.ui.pieces.notices import Banner
from bookdesk.ui.pieces.page_viewer import WordBox
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.paper import Paper, bare
from bookdesk.ui.pieces.pictures import image_of
from bookdesk.ui.pieces.prompt import Prompt
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.pieces.table import RecordTable
from bookdesk.ui.review.objections.view import ObjectionsPane
from bookdesk.ui.review.presenter import Codes, Reviewed, ReviewPresenter
from bookdesk.ui.review.table import (
    ALWAYS,
    AMOUNTS,
    FIELD_WORDS,
    STATES,
    LineDelegate,
    LinesModel,
    boxes_of,
    fields_of,
    remarks_of,
    shown_value,
    words_of,
)
from bookdesk.ui.sheets import PageShown

COMMANDS = (
    Command("confirm", "Confirm", ("Ctrl+Return",), "accept"),
    Command("next doubt", "Next doubt", ("F8",), "doubt"),
    Command("others", "What else it may be", ("Alt+Down",), "down"),
    Command("next", "Next document", ("Ctrl+Down", "Alt+Right"), "right", repeats=True),
    Command("previous", "Previous document", ("Ctrl+Up", "Alt+Left"), "left", repeats=True),
    Command("reject", "Put aside", ("Ctrl+Shift+X",), "reject"),
    Command("kind", "It is something else", ("Ctrl+Shift+K",), "tag"),
    Command("reopen", "Review again", (), "undo"),
    Command("add line", "Add a line", ("Ctrl+L",), "add"),
    Command("back", "Back to the inbox", ("Escape",), "inbox"),
)

CALM = 600
"""Milliseconds after a confirmation in which another one is taken for a key pressed twice."""


class ReviewScreen(Screen):
    """Documents of the client in front, one after the other."""

    def __init__(self, desktop: Desktop) -> None:
        """Build the screen; the document comes with `show_place`."""
        super().__init__(desktop, "review")
        self.presenter = ReviewPresenter(desktop, self)
        self.acts = bind(self, COMMANDS, self._handlers())
        self._place = label("", "muted")
        steps = [bare(button(self.acts[name], "flat")) for name in ("previous", "next")]
        self.paper = Paper(self, [bare(button(self.acts["back"], "flat"))], [self._place, *steps])
        self.fields = FieldsPane(self)
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
        self._confirmed, self.calm = QElapsedTimer(), CALM
        self._connect()

    def show_place(self, place: Place) -> None:
        """Show a document (`item`)."""
        if place.item:
            self.paper.show_nothing()
            self.presenter.open(place.item)

    def forget(self) -> None:
        """Show no document any more."""
        super().forget()
        self._page = None
        self.presenter.close()
        self.paper.show_name("")
        self.paper.show_nothing()
        self._show_place(0, 0)
        self.fields.show_nothing()

    def take_keyboard(self) -> None:
        """Leave the keyboard to the first doubt, which the document brings."""

    def leave(self) -> bool:
        """Take what stands in a field that was not left yet, say so where that cannot be, and let go of the pages."""
        if not self.fields.take_unfinished():
            what = words_of(self.fields.current)
            self.desktop.tell(Message(f"What was typed as {what} was not understood and is not kept.", Tone.WARN))
        self.presenter.close()
        return True

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "confirm": self._confirm,
            "next doubt": lambda: self.fields.go_to_doubt(self.fields.current),
            "others": self._open_alternatives,
            "next": partial(self._step, 1),
            "previous": partial(self._step, -1),
            "reject": self._reject,
            "kind": self._ask_kind,
            "reopen": self.presenter.reopen,
            "add line": self._add_line,
            "back": self._back,
        }

    def _confirm(self) -> None:
        """Confirm, after what is being typed was taken; a second press meant for the document before does nothing."""
        if self._confirmed.isValid() and self._confirmed.elapsed() < self.calm:
            return
        if self.fields.take_unfinished():
            self._confirmed.start()
            self.presenter.confirm()

    def _step(self, by: int) -> None:
        if self.fields.take_unfinished():
            self.presenter.step(by)

    def _back(self) -> None:
        if not self.fields.revert():
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
        presenter.place_changed.connect(self._show_place)
        presenter.finished.connect(self._finished)
        self.paper.page_wanted.connect(presenter.show_page)
        self.paper.viewer.picked.connect(self._picked)
        self.paper.viewer.box_clicked.connect(self.fields.go_to)

    def _show(self, reviewed: Reviewed) -> None:
        self.acts["confirm"].setEnabled(reviewed.open)
        self.acts["reject"].setEnabled(reviewed.item.row.state is not DocumentState.CONFIRMED)
        self.acts["kind"].setEnabled(reviewed.item.row.state is not DocumentState.CONFIRMED)
        self.acts["reopen"].setEnabled(reviewed.item.row.state is DocumentState.CONFIRMED)
        self.acts["add line"].setEnabled(reviewed.open)
        row = reviewed.item.row
        self.paper.show_name(f"{row.number}   {row.file_name}", STATES[row.state])
        self.paper.told_beside(row.reason or "")
        self.fields.show_document(reviewed)
        self._show_boxes()

    def _show_place(self, place: int, of: int) -> None:
        self._place.setText(f"{place} of {of}" if place else "")
        self.acts["previous"].setEnabled(place > 1)
        self.acts["next"].setEnabled(place < of)

    def _show_page(self, page: PageShown) -> None:
        self._page = page
        words = [WordBox(word.text, word.box) for word in page.words]
        image = image_of(page.picture.pixels, page.picture.width, page.picture.height)
        self.paper.show_page(page.document_id, page.number, page.of, image, words, drawn=page.drawn)
        self._show_boxes()

    def _show_boxes(self) -> None:
        reviewed, page = self.presenter.reviewed, self._page
        if reviewed is None or page is None or page.document_id != reviewed.document_id:
            return
        boxes = boxes_of(reviewed.item, page.number) if not page.drawn else []
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
            self.presenter.pick(name, words)
        else:
            self.desktop.tell(Message("Choose a field first, then its word on the page."))

    def _open_alternatives(self) -> None:
        self.fields.open_alternatives()

    def _add_line(self) -> None:
        self.fields.add_line()

    def _reject(self) -> None:
        question = "Why is this document put aside? The original stays."
        self.fields.prompt.ask(question, "Put aside", self.presenter.reject, hint="e.g. not ours")

    def _ask_kind(self) -> None:
        kinds = ", ".join(kind.value.replace("_", " ") for kind in DocumentKind if kind is not DocumentKind.EVIDENCE)
        self.fields.prompt.ask(
            f"What is it? One of: {kinds}.", "Read it so", lambda kind: self.presenter.correct({"kind": kind})
        )

    def _failed(self, error: BookDeskError) -> None:
        named = self.desktop.office.named
        self.fields.tell_refusal(Message(named(error.what), Tone.BAD, named(error.remedy)))

    def _finished(self) -> None:
        self.desktop.go(Place("inbox"))
        self.desktop.tell(Message("Everything is reviewed.", Tone.GOOD))


class FieldsPane(QWidget):
    """Fields, lines and checks of a draft, and the way through what is doubtful."""

    def __init__(self, screen: ReviewScreen) -> None:
        """Show nothing yet."""
        super().__init__()
        self._screen, self._presenter = screen, screen.presenter
        self.current = ""
        self.banner, self.prompt = Banner(), Prompt()
        self._reviewed: Reviewed | None = None
        self._rows: dict[str, FieldRow] = {}
        self._codes = Codes((), ())
        self._form, self.objections, self._notes = QVBoxLayout(), ObjectionsPane(), quiet("")
        self.objections.overruled.connect(lambda name, value: self._presenter.correct({name: value}))
        self.lines = LinesModel(self)
        self.table = RecordTable(self.lines, "draft lines", screen.desktop.memory, "Lines of the bill")
        self._sums, self._ready = label("", "muted", wraps=True), label("", "muted", wraps=True)
        self.confirm = button(screen.acts["confirm"], "primary", hides=True)
        self._set_up_lines()
        self._lay_out(screen)

    # -- showing

    def show_document(self, reviewed: Reviewed) -> None:
        """Show a document; the keyboard goes to the first doubt, or to Confirm where there is none."""
        other = self._reviewed is None or self._reviewed.document_id != reviewed.document_id
        self._reviewed = reviewed
        if other:
            self.banner.clear()
            self.prompt.hide()
            self.current = ""
        self._show_fields(reviewed, fresh=other)
        self._show_lines(reviewed)
        self.objections.show_objections(reviewed.objections if reviewed.open else ())
        self._notes.setText("\n".join(remarks_of(reviewed.item)))
        self._notes.setVisible(bool(self._notes.text()))
        self._judge(reviewed)
        if reviewed.open and (other or self.window().focusWidget() is None):
            self.go_to_doubt(None)
        elif other:
            self._screen.paper.viewer.setFocus()
        elif self.current in self._rows and self._rows[self.current].editor.hasFocus():
            self._area.show_part(self._rows[self.current])  # what came above it may have pushed it out of sight

    def show_nothing(self) -> None:
        """Show no document."""
        self._reviewed, self.current = None, ""
        self._make_rows([])
        self.objections.show_objections(())
        for part in (self._notes, self.table, self._lines_heading, self._sums):
            part.hide()
        self._ready.setText("")

    def offer(self, codes: Codes) -> None:
        """Offer these accounts and tax codes for the lines."""
        self._codes = codes

    def refuse(self, name: str, why: Meaning | BookDeskError) -> None:
        """Say at the field why its value was not taken."""
        words = why.why if isinstance(why, Meaning) else str(why)
        row = self._rows.get(name)
        if row is None:
            self.banner.say(Message(f"{words_of(name).capitalize()}: {words}", Tone.BAD))
            return
        currency = self._currency()
        choices = why.alternatives if isinstance(why, Meaning) else ()
        row.refuse(words, [(one.value, shown_value(name, one.value, currency), one.why) for one in choices])

    def tell_refusal(self, message: Message) -> None:
        """Say why it was not done: where that stands already, and with the keyboard in the field it is about."""
        known = self.objections.refuse(message.words)
        if known is None:
            self.banner.say(message)
            return
        banner, objection = known
        for name in objection.about[:1]:
            self.go_to(name)
        self._area.show_part(banner)

    def go_to(self, name: str) -> None:
        """Put the keyboard on a field, or on a cell of a line."""
        if name in self._rows:
            self._rows[name].editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._area.show_part(self._rows[name])
        elif name.startswith("line."):
            cell = self.lines.cell_of(name)
            if cell.isValid():
                self._area.show_part(self.table)
                self.table.setFocus()
                self.table.setCurrentIndex(cell)
                self.table.edit(cell)

    def go_to_doubt(self, after: str | None) -> None:
        """Lead the keyboard to the next doubt; where there is none, to Confirm."""
        name = self._presenter.next_doubt(after or None)
        if name is not None:
            self.go_to(name)
        elif self._reviewed is not None and self._reviewed.open:
            self.confirm.setFocus()

    def take_unfinished(self) -> bool:
        """Take what stands in a changed field or cell, as leaving it would; false where it is not understood."""
        cell = self.table.open_editor()
        if cell is not None:
            self.table.commitData(cell)
            self.table.closeEditor(cell, QAbstractItemDelegate.EndEditHint.NoHint)
        row = self._rows.get(self.current)
        return row is None or not row.changed() or self._presenter.enter(row.name, row.editor.text().strip())

    def revert(self) -> bool:
        """Take back what is being typed into a field; false where nothing is."""
        row = self._rows.get(self.current)
        if row is None or not row.changed():
            return False
        row.revert()
        return True

    def open_alternatives(self) -> None:
        """Offer what else the field may be that the keyboard is in."""
        if self.current in self._rows:
            self._rows[self.current].open_alternatives()

    def add_line(self) -> None:
        """Add a line after the last one."""
        number = self.lines.rowCount() + 1
        self.prompt.ask("What is the new line for?", "Add line", partial(self._new_line, number))

    # -- inside

    def _new_line(self, number: int, words: str) -> None:
        self._presenter.correct({f"line.{number}.description": words, f"line.{number}.net": "0"})

    def _show_fields(self, reviewed: Reviewed, *, fresh: bool) -> None:
        known = fields_of(reviewed.item)
        told = {name for name, field in known.items() if field.value or field.state in DOUBTFUL}
        names = [name for name in FIELD_WORDS if name in told or (reviewed.open and name in ALWAYS)]
        if list(self._rows) != names:
            self._make_rows(names)
        currency = self._currency()
        for name in names:
            row = self._rows[name]
            row.set_editable(editable=reviewed.open)
            if fresh or not (row.editor.hasFocus() and row.changed()):  # else somebody is typing into this document
                self._show_field(row, known.get(name), currency)

    def _show_field(self, row: FieldRow, field: FieldView | None, currency: str) -> None:
        name = row.name
        if field is None:
            row.show_value("", FieldState.ABSENT, "")
            return
        alternatives = [(one.value, shown_value(name, one.value, currency), one.why) for one in field.alternatives]
        row.show_value(shown_value(name, field.value, currency), field.state, field.why, alternatives)

    def _make_rows(self, names: list[str]) -> None:
        for old in self._rows.values():
            old.blockSignals(True)  # it loses the keyboard now: what stood in it is no text of the next document
            old.hide()
            self._form.removeWidget(old)
            old.deleteLater()
        self._rows = {}
        for name in names:
            row = FieldRow(name, FIELD_WORDS[name], number=name in AMOUNTS)
            row.focused.connect(self._focused)
            row.entered.connect(self._entered)
            row.left.connect(self._presenter.enter)
            row.chosen.connect(lambda name, value: self._presenter.correct({name: value}))
            self._rows[name] = row
            self._form.addWidget(row)

    def _show_lines(self, reviewed: Reviewed) -> None:
        bill = reviewed.item.bill
        self.lines.editable = reviewed.open
        self.lines.show_rows(bill.lines if bill is not None else ())
        self.table.show_all_rows()
        for part in (self.table, self._lines_heading, self._sums):
            part.setVisible(bill is not None)
        if bill is not None:
            self._sums.setText(
                f"Net {wording.amount(bill.net)}   Tax {wording.amount(bill.tax)}   Total {wording.money(bill.total)}"
            )

    def _judge(self, reviewed: Reviewed) -> None:
        doubt = self._presenter.next_doubt(None)
        known = reviewed.item.bill is not None and reviewed.item.bill.supplier_known
        if not reviewed.open:
            words = ""
        elif doubt is not None:
            words = f"Enter leads to what is doubtful: {words_of(doubt)}"
        else:
            words = "Ready: Enter confirms" if known else "Ready: Enter confirms and adds the supplier"
        self._ready.setText(words)

    def _focused(self, name: str) -> None:
        self.current = name
        self._screen.show_evidence(name)

    def _entered(self, name: str, text: str) -> None:
        """Take a changed text; an unchanged one was looked at. Either way the next doubt follows."""
        row = self._rows[name]
        if row.changed():
            self._after = name
            self._presenter.enter(name, text)
        else:
            self._presenter.look_at(name)
            if self._reviewed is not None:
                self._judge(self._reviewed)
        self.go_to_doubt(name)

    def _currency(self) -> str:
        bill = self._reviewed.item.bill if self._reviewed is not None else None
        return bill.total.currency if bill is not None else ""

    def _choices(self, column: str) -> list[Choice]:
        pairs = {"account": self._codes.accounts, "tax_code": self._codes.taxes}.get(column, ())
        return [Choice(code, f"{code}  {name}") for code, name in pairs]

    def _set_up_lines(self) -> None:
        self.table.setItemDelegate(LineDelegate(self._choices, self.table))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.table.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.table.setTabKeyNavigation(True)
        self.table.opened.connect(lambda _: self.table.edit(self.table.currentIndex()))
        self.lines.typed.connect(self._presenter.enter)

    def _lay_out(self, screen: ReviewScreen) -> None:
        self._lines_heading = heading("Lines")
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        self._form.setSpacing(GRID // 2)
        column.addWidget(self.objections)
        column.addLayout(self._form)
        for part in (self._lines_heading, self.table, self._sums, self._notes):
            column.addWidget(part)
        column.addStretch(1)
        self._area = Scrolling(body)
        foot = QFrame()
        foot.setProperty("kind", "footer")
        under = QVBoxLayout(foot)
        under.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        under.addWidget(self._ready)
        row = FlowLayout(GRID)
        row.addWidget(self.confirm)
        for name in ("reject", "kind", "add line", "reopen"):
            row.addWidget(button(screen.acts[name], hides=True))
        under.addLayout(row)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.banner)
        whole.addWidget(self.prompt)
        whole.addWidget(self._area, 1)
        whole.addWidget(foot)
