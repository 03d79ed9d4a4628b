"""Fields and lines of a document under review, with the keyboard led to what is doubtful."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from bookdesk.capture.consolidating import BY_CODE
from bookdesk.capture.meanings import Meaning
from bookdesk.capture.readiness import Objection
from bookdesk.capture.views import FieldView, LineView
from bookdesk.core.errors import BookDeskError
from bookdesk.core.vocabulary import DocumentKind, FieldState, TaxMode
from bookdesk.models.document import DocumentState
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.memory import Memory
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.choice_field import Choice
from bookdesk.ui.pieces.commands import button
from bookdesk.ui.pieces.exact import AMOUNTS, FIELD_WORDS, shown_value
from bookdesk.ui.pieces.field_row import DOUBTFUL, FieldRow
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import heading, label, quiet
from bookdesk.ui.pieces.notices import Banner
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.paper import bare
from bookdesk.ui.pieces.prompt import Prompt
from bookdesk.ui.review.checks.view import ChecksPane
from bookdesk.ui.review.objections.view import ObjectionsPane
from bookdesk.ui.review.presenter import Reviewed, ReviewPresenter
from bookdesk.ui.review.table import (
    ALWAYS,
    LINES,
    LineDelegate,
    LinesModel,
    LinesTable,
    fields_of,
    notes_of,
    ready_words,
    told_above,
    words_of,
)
from bookdesk.ui.waiting import Codes

LINES_SET = "lines"
"""The name by which a correction says which lines become one."""


class FieldsPane(QWidget):
    """Fields, lines and checks of a draft, and the way through what is doubtful."""

    reached = Signal(str)
    """The keyboard came to a field."""
    nothing_to_type = Signal()
    """The document is not open to corrections: the keyboard is wanted elsewhere."""

    def __init__(self, presenter: ReviewPresenter, acts: Mapping[str, QAction], memory: Memory, above: QWidget) -> None:
        """Show nothing yet; `acts` are the commands of the screen, by name; `above` stands over the fields."""
        super().__init__()
        self._presenter = presenter
        self.current = ""
        self.banner, self.prompt = Banner(), Prompt()
        self._reviewed: Reviewed | None = None
        self._rows: dict[str, FieldRow] = {}
        self._codes = Codes((), ())
        self._refused: tuple[str, Objection] | None = None
        self._typed = ""  # the cell that was typed into
        self._awaited = ""  # the cell of a line that is being added
        self._leads_on = False  # a correction is on its way; what it makes doubtful comes next
        self._form, self.objections, self._notes = QVBoxLayout(), ObjectionsPane(), quiet("")
        self.checks = ChecksPane()
        self.objections.overruled.connect(self._overrule)
        self.lines = LinesModel(self)
        self.table = LinesTable(self.lines, "draft lines", memory, "Lines of the bill")
        self._sums, self._ready = label("", "muted", wraps=True), label("", "muted", wraps=True)
        self.confirm = button(acts["confirm"], "primary", hides=True)
        self.prompt.through = self._answered
        self._set_up_lines()
        self._lay_out(acts, above)

    # -- showing

    def show_document(self, reviewed: Reviewed) -> None:
        """Show a document; the keyboard goes to the first doubt, or to Confirm where there is none."""
        before, self._reviewed = self._reviewed, reviewed
        other = before is None or before.document_id != reviewed.document_id
        if before is None or before.item != reviewed.item:
            self.banner.clear()  # what was said of the act before is over
        if other:
            self.prompt.drop()
            self.current, self._awaited = "", ""
        elif reviewed.item.row.state is not DocumentState.LOCKED:
            self.prompt.done("Its reading has ended: nothing more is asked here.")
        self._show_fields(reviewed, fresh=other)
        self._show_lines(reviewed)
        self._tell_refused()
        above = [one.as_told() for one in told_above(reviewed.item)]
        more = self.objections.show_objections((*reviewed.objections, *above) if reviewed.open else ())
        self._notes.setText("\n".join(notes_of(reviewed.item)))
        self._notes.setVisible(bool(self._notes.text()))
        self.checks.show_checks(reviewed.item.checks)
        self._judge(reviewed)
        led, self._leads_on = self._leads_on and self.confirm.hasFocus(), False
        if other:
            self._area.show_top()  # not where the document before was looked at last
        if reviewed.open and (other or led or self.window().focusWidget() is None):
            self.go_to_doubt(None)
        elif other:
            self.nothing_to_type.emit()
        elif more:
            self._area.show_top()  # what came to speak against it stands there
        if self._awaited and self.lines.cell_of(self._awaited).isValid():
            awaited, self._awaited = self._awaited, ""
            self.go_to(awaited)
        elif not other:
            self._stay()

    def _stay(self) -> None:
        """Keep what the keyboard is in in sight: what came above it may have pushed it out of that."""
        if self.current in self._rows and self._rows[self.current].editor.hasFocus():
            self._area.show_part(self._rows[self.current])
        self._show_line()

    def show_nothing(self) -> None:
        """Show no document."""
        self._reviewed, self.current = None, ""
        self._make_rows([])
        self.objections.show_objections(())
        for part in (self._notes, self.checks, self.table, self._lines_heading, self._sums):
            part.hide()
        self._ready.setText("")

    def offer(self, codes: Codes) -> None:
        """Offer these accounts and tax codes for the lines."""
        self._codes = codes

    def refuse(self, name: str, why: Meaning | BookDeskError) -> None:
        """Say at the field why its value was not taken."""
        self._awaited = ""
        words = why.why if isinstance(why, Meaning) else str(why)
        row = self._rows.get(name)
        if row is None:
            about = "" if name == LINES_SET else f"{words_of(name).capitalize()}: "  # what is said names the lines
            self.banner.say(Message(f"{about}{words}", Tone.BAD))
            self.go_to(name)
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
        name = next(filter(None, map(self._reachable, objection.about)), "")
        if not name:
            self._area.show_part(banner)
            banner.take_keyboard()
            return
        self._refused = (name, objection)
        self._tell_refused()
        self._area.show_part(banner)
        self.go_to(name)  # as far from it as it must be

    def _tell_refused(self) -> None:
        """Say at the field, or over the table, what confirming was refused for, as long as it speaks against it."""
        name, objection = self._refused or ("", None)
        if objection is None or self._reviewed is None or objection not in self._reviewed.objections:
            self._refused = None
        elif name in self._rows:
            self._rows[name].say(str(objection))
        else:
            self.banner.say(Message(objection.what, Tone.BAD, objection.remedy))

    def _reachable(self, name: str) -> str:
        """Return a field that is shown, or the cell of a line, of the first where none is named; else nothing."""
        for one in (name, f"line.{self.lines.key_at(0)}.{name}" if self.lines.rowCount() else ""):
            if one in self._rows or (one.startswith("line.") and self.lines.cell_of(one).isValid()):
                return one
        return ""

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
                self._show_line()
                self.table.edit(cell)

    def place(self) -> str:
        """Return the field or cell that the keyboard is in, or was in last."""
        line, cell = self.table.current_record(), self.table.currentIndex()
        inside = self.table.hasFocus() or self.table.open_editor() is not None
        if inside and cell.isValid() and isinstance(line, LineView):
            return f"line.{line.position}.{LINES[cell.column()].name}"
        return self.current

    def go_to_doubt(self, after: str | None) -> bool:
        """Lead the keyboard to the next doubt; where there is none, to Confirm. Whether there is one."""
        name = self._presenter.next_doubt(after or None)
        if name is not None:
            self.go_to(name)
        elif self._reviewed is not None and self._reviewed.open:
            self.confirm.setFocus()
            if told_above(self._reviewed.item):
                self._area.show_top()
        return name is not None

    def lead_to(self, doubts: Sequence[str]) -> None:
        """Tell of doubts at which nobody was yet, with the keyboard at the first."""
        many = wording.count(len(doubts), "doubt")
        named = ", ".join(map(words_of, doubts))
        remedy = "Look at it with Enter" if len(doubts) == 1 else "Look at them with Enter"
        self.banner.say(Message(f"{many} not looked at: {named}.", Tone.WARN, f"{remedy}, or confirm once more."))
        self.go_to(doubts[0])
        self._presenter.meet(doubts)

    def overlooks(self) -> bool:
        """Whether what weighs on the document is out of sight, above; then it is shown before anything is confirmed."""
        if self._reviewed is None or not told_above(self._reviewed.item) or not self.objections.out_of_sight():
            return False
        self._area.show_top()
        words = "; ".join(dict.fromkeys(one.short for one in told_above(self._reviewed.item)))
        self.banner.say(
            Message(f"{words[:1].upper()}{words[1:]}.", Tone.WARN, "Confirm once more if that is all right.")
        )
        return True

    def foot(self) -> str:
        """Return what is said beside Confirm: where Enter leads."""
        return self._ready.text()

    def take_unfinished(self) -> bool:
        """Take what stands in a changed field or cell, as leaving it would; false where it is not understood."""
        cell = self.table.open_editor()
        if cell is not None:
            self.table.commitData(cell)
            self.table.closeEditor(cell, QAbstractItemDelegate.EndEditHint.NoHint)
        row = self._rows.get(self.current)
        return row is None or not row.unfinished() or self._presenter.enter(row.name, row.take())

    def revert(self) -> bool:
        """Take back what is being typed into a field; false where nothing is."""
        row = self._rows.get(self.current)
        if row is None or not row.changed():
            return False
        row.revert()
        return True

    def step_back(self) -> None:
        """Take back the last change of the field that the keyboard is in: what is being typed, else what was set."""
        if not self.revert() and self.current:
            self._presenter.step_back(self.current)

    def open_alternatives(self) -> bool:
        """Offer what else the field may be that the keyboard is in; false where it may be nothing else."""
        row = self._rows.get(self.place())
        return row is not None and row.open_alternatives()

    def add_line(self) -> None:
        """Add a line after the last one; the keyboard goes into its first cell."""
        number = self.lines.rowCount() + 1
        self._awaited = f"line.{number}.{LINES[0].name}"
        self._presenter.correct({f"line.{number}.net": "0"})

    def remove_line(self) -> bool:
        """Take out the lines that are chosen in the table, or that which the keyboard is at; false where it is none."""
        here = self.table.current_key()
        chosen = self.table.selected_keys() or ([here] if here is not None else [])
        if chosen:  # from the last one, since those after a line move up
            self.table.choose(chosen[0])
            self._presenter.correct({f"line.{key}.removed": "yes" for key in reversed(chosen)})
        return bool(chosen)

    def make_one_line(self) -> bool:
        """Put the chosen lines together into one, where the first of them stands; false where fewer than two are."""
        chosen = self.table.selected_keys()
        if len(chosen) > 1:
            self.table.choose(chosen[0])  # pressed twice, the key must not take the lines that move up for chosen
            self._presenter.correct({LINES_SET: "+".join(map(str, chosen))})
        return len(chosen) > 1

    def make_line_per_code(self) -> None:
        """Put the lines of each account and tax code together."""
        self._presenter.correct({LINES_SET: BY_CODE})

    # -- inside

    def _answered(self, then: Callable[[str], object], text: str) -> None:
        """Do what an answer asks for; refused, it is asked again with what was typed and why, or that is told."""
        self._presenter.answer(then, text, partial(self._refuse_answer, text))

    def _refuse_answer(self, text: str, why: str) -> None:
        self.objections.show_again()  # the one whose button asked is open still
        if not self.prompt.ask_again(text, why):
            self.banner.say(Message(why, Tone.BAD))

    def _overrule(self, name: str, value: str) -> None:
        """Say a person's word; of a paper that is required it is asked which it is, or why there is none."""
        if name != "paper":
            self._presenter.correct({name: value})
            return
        question = "The number of the document that goes with it, or why none is needed:"
        self.objections.show_again()  # it is open until it was answered
        self.prompt.ask(question, "Keep", self._presenter.beside, hint="e.g. 12, or agreed by phone on Monday")

    def _show_fields(self, reviewed: Reviewed, *, fresh: bool) -> None:
        known = self._known(reviewed)
        told = {name for name, field in known.items() if field.value or field.state in DOUBTFUL}
        names = [name for name in FIELD_WORDS if name in told or (reviewed.open and name in ALWAYS)]
        if list(self._rows) != names:
            self._make_rows(names)
        currency = self._currency()
        for name in names:
            row = self._rows[name]
            row.set_editable(editable=reviewed.open)
            if fresh or not (row.editor.hasFocus() and row.unfinished()):  # else somebody is typing into this document
                self._show_field(row, known.get(name), currency)

    def _known(self, reviewed: Reviewed) -> dict[str, FieldView]:
        """Return the fields as they are told; one that a person looked at and left is in doubt no more."""
        known = fields_of(reviewed.item, foreign=any("rate" in one.about for one in reviewed.objections))
        left = {name for name in self._presenter.seen & known.keys() if known[name].state is FieldState.CHECK}
        looked = {
            name: replace(known[name], state=FieldState.CONFIDENT, why=f"looked at; {known[name].why}") for name in left
        }
        return known | looked

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
            row.stepped_back.connect(self._presenter.step_back)
            self._rows[name] = row
            self._form.addWidget(row)

    def _show_lines(self, reviewed: Reviewed) -> None:
        bill = reviewed.item.bill
        self.lines.editable = reviewed.open
        self.lines.show_rows(bill.lines if bill is not None else ())
        inclusive = bill is not None and bill.tax_mode is TaxMode.INCLUSIVE
        self.table.show_without((), keeps=("gross" if inclusive else "net",))
        self.table.show_all_rows()
        for part in (self.table, self._lines_heading, self._sums):
            part.setVisible(bill is not None)
        if bill is not None:
            credit = "Credited:   " if reviewed.item.row.kind is DocumentKind.CREDIT_NOTE else ""
            sums = f"Net {wording.amount(bill.net)}   Tax {wording.amount(bill.tax)}"
            self._sums.setText(f"{credit}{sums}   Total {wording.money(bill.total)}")

    def _show_line(self) -> None:
        """Scroll to the line that the keyboard is at, if it is in the table, which is as high as all of them."""
        if self.table.hasFocus() or self.table.open_editor() is not None:
            self._area.show_part(self.table.viewport(), self.table.visualRect(self.table.currentIndex()))

    def _judge(self, reviewed: Reviewed) -> None:
        doubt = self._presenter.next_doubt(None)
        if not reviewed.open:
            words = ""
        elif doubt is not None:
            words = f"Enter leads to what is doubtful: {words_of(doubt)}"
        elif reviewed.objections:
            words = "Not yet: what speaks against it is said above"
        else:
            words = ready_words(reviewed.item)
        self._ready.setText(words)

    def _focused(self, name: str) -> None:
        self.current = name
        self._presenter.meet([name])
        self.reached.emit(name)

    def _entered(self, name: str, text: str) -> None:
        """Take a changed text; an unchanged one was looked at. Either way the next doubt follows."""
        self.banner.clear()
        if self._rows[name].changed():
            if not self._presenter.enter(name, text):
                return
            self._leads_on = True
        else:
            self._presenter.look_at(name)
            if self._reviewed is not None:
                self._show_field(self._rows[name], self._known(self._reviewed).get(name), self._currency())
                self._judge(self._reviewed)
        self.go_to_doubt(name)

    def _take_cell(self, name: str, text: str) -> None:
        self._typed = name
        self._presenter.enter(name, text)

    def _cell_left(self, _editor: object, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Lead on after Enter in a cell, as in a field; Tab walks the cells."""
        line = self.table.current_record()
        if hint is not QAbstractItemDelegate.EndEditHint.SubmitModelCache or not isinstance(line, LineView):
            return
        name = f"line.{line.position}.{LINES[self.table.currentIndex().column()].name}"
        typed, self._typed = self._typed, ""
        if typed != name and name in self._presenter.lacking():
            self.go_to(name)  # nothing was said of what is needed here
            return
        self._leads_on = True
        self.go_to_doubt(name)

    def _currency(self) -> str:
        bill = self._reviewed.item.bill if self._reviewed is not None else None
        return bill.total.currency if bill is not None else ""

    def _choices(self, column: str) -> list[Choice]:
        pairs = {"account": self._codes.accounts, "tax_code": self._codes.taxes}.get(column, ())
        return [Choice(code, f"{code}  {name}") for code, name in pairs]

    def _set_up_lines(self) -> None:
        delegate = LineDelegate(self._choices, self.table)
        delegate.closeEditor.connect(self._cell_left, Qt.ConnectionType.QueuedConnection)  # the table closes it first
        self.table.setItemDelegate(delegate)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.table.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.table.setTabKeyNavigation(True)
        self.table.opened.connect(lambda _: self.table.edit(self.table.currentIndex()))
        self.table.current_changed.connect(self._show_line)
        self.lines.typed.connect(self._take_cell)

    def _lay_out(self, acts: Mapping[str, QAction], above: QWidget) -> None:
        self._lines_heading = QWidget()
        lines = QHBoxLayout(self._lines_heading)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(heading("Lines"), 1)
        for name in ("columns", "one line", "line per code", "remove line"):
            lines.addWidget(bare(button(acts[name], "flat")))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        self._form.setSpacing(GRID // 2)
        column.addWidget(self.objections)
        column.addLayout(self._form)
        for part in (self._lines_heading, self.table, self._sums, self.checks, self._notes):
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
        for name in ("unlock", "reject", "kind", "add line", "compare", "move there", "reopen"):
            row.addWidget(button(acts[name], hides=True))
        under.addLayout(row)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.banner)
        whole.addWidget(self.prompt)
        whole.addWidget(above)
        whole.addWidget(self._area, 1)
        whole.addWidget(foot)
