"""The screen of one invoice: what is typed at the left, its paper at the right, drawn anew after every pause."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QSplitter, QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError
from bookdesk.invoicing.considering import Considered
from bookdesk.invoicing.issuing import SettingMissing
from bookdesk.invoicing.timesheets import Worked
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.drawing import PageDrawn
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import Message, Place, history_of
from bookdesk.ui.outside import Make, Outside
from bookdesk.ui.pieces.choosing import Chooser
from bookdesk.ui.pieces.columns import Pill
from bookdesk.ui.pieces.commands import Command, bind, button
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import quiet
from bookdesk.ui.pieces.notices import Banner
from bookdesk.ui.pieces.paper import Paper, bare
from bookdesk.ui.pieces.pictures import image_of
from bookdesk.ui.pieces.prompt import Prompt
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.sales.correcting.view import CORRECTING, Correcting
from bookdesk.ui.sales.deciding.view import DECIDING, Deciding
from bookdesk.ui.sales.editor.customer.view import added_words
from bookdesk.ui.sales.editor.form.view import InvoiceForm
from bookdesk.ui.sales.editor.presenter import Added, EditorPresenter, Opened, Sort
from bookdesk.ui.sales.editor.rule.view import about_gone_days
from bookdesk.ui.sales.editor.table import hours_added
from bookdesk.ui.sales.mailing.view import MailPanel
from bookdesk.ui.sales.pane.view import InvoicePane
from bookdesk.ui.sales.settling.view import papers_of
from bookdesk.ui.sales.table import NOT_BILLED_AGAIN

COMMANDS = (
    Command("issue", "Issue", ("Ctrl+Return",), "release"),
    Command("save", "Save the draft", ("Ctrl+S",), "accept"),
    Command("add line", "Add a line", ("Ctrl+L",), "add"),
    Command("hours", "Add hours from a sheet…", ("Ctrl+O",), "statement"),
    Command("remove line", "Remove the line", ("Ctrl+Backspace",), "delete"),
    Command("line up", "Move the line up", ("Alt+Up",), "up", repeats=True),
    Command("line down", "Move the line down", ("Alt+Down",), "down", repeats=True),
    Command("send", "Send by mail…", ("Ctrl+Shift+M",), "send"),
    Command("print", "Print…", ("Ctrl+Shift+P",), "print"),
    Command("open outside", "Open the PDF", ("Ctrl+Shift+O",), "right"),
    Command("save paper", "Save as PDF…", ("Ctrl+Shift+S",), "export"),
    *DECIDING,
    *CORRECTING,
    Command("discard", "Drop the changes…", (), "undo"),
    Command("delete", "Throw the draft away", ("Ctrl+Shift+X",), "delete"),
    Command("back", "Back to the list", ("Escape",), "left"),
)
_ON_LINES = ("add line", "hours", "remove line", "line up", "line down")
DRAWN_AFTER = 350
"""Milliseconds after what is typed was considered until its paper is drawn."""
_STATES = {
    "draft": Pill("draft", "Draft", Tone.WARN),
    "issued": Pill("check", "Issued", Tone.GOOD),
    "void": Pill("void", "Cancelled"),
    "offered": Pill("send", "Offered", Tone.INFO),
    "accepted": Pill("check", "Accepted", Tone.GOOD),
    "declined": Pill("reject", "Declined"),
    "withdrawn": Pill("void", "Withdrawn"),
    "invoiced": Pill("paid", "Invoiced", Tone.GOOD),
    "drafted": Pill("draft", "Invoice drafted", Tone.WARN),
    "stopped": Pill("pause", "Stopped"),
}
_TIED = {
    Sort.INVOICE: "An issued document does not change any more. A credit note corrects it.",
    Sort.ESTIMATE: "An offer stands as it was made.",
    Sort.SCHEDULE: "This schedule was stopped and bills nothing any more.",
}
_STAY = ("save", "discard", "delete")
"""What keeps its place at the foot, whether it can be done just now or not: no other button comes to stand there."""
_PAPER = ("print", "open outside", "save paper")
_DECIDES = tuple(one.name for one in (*DECIDING, *CORRECTING))
_PRINTED = frozenset({"issued", "offered", "accepted"})
"""States in which a document has a paper that was, or may be, in its customer's hands."""


class EditorScreen(Screen):
    """One invoice or credit note of the client in front."""

    def __init__(self, desktop: Desktop) -> None:
        """Build the screen; the invoice comes with `show_place`."""
        super().__init__(desktop, "invoice")
        self.presenter, self.chooser = EditorPresenter(desktop, self), Chooser()
        self.outside = Outside(desktop, self)
        self.deciding = Deciding(
            desktop, self, lambda: self.prompt, self._judge, lambda: self.correcting.paying.presenter
        )
        self.correcting = Correcting(desktop, self, lambda: self.prompt, self.presenter.shown)
        self.acts = bind(self, COMMANDS, self._handlers())
        self.banner, self.prompt = Banner(), Prompt()
        self.form, self.pane = InvoiceForm(self.presenter, desktop), InvoicePane(desktop, ())
        self.mailing = MailPanel(desktop)
        self._asking = (self.mailing, self.correcting.paying)
        self.paper = Paper(self, [bare(button(self.acts["back"], "flat"))])
        self._said = quiet("")
        self._found: Considered | None = None
        self._in_front: tuple[Sort, str] | None = None
        self._draw = QTimer(self)
        self._draw.setSingleShot(True)
        self._draw.setInterval(DRAWN_AFTER)
        self._lay_out()
        self._connect()
        self._judge()

    def show_place(self, place: Place) -> None:
        """Show a document (`item`), or an empty form; `view` is its sort (`presenter.Sort`)."""
        self._forget_shown()
        self.presenter.back = place.back
        self.presenter.open(place.item, Sort(place.view or Sort.INVOICE), place.contact)

    def forget(self) -> None:
        """Show nothing any more."""
        super().forget()
        self._forget_shown()

    def take_keyboard(self) -> None:
        """Leave the keyboard to the form, which the invoice brings."""

    def record(self) -> Place | None:
        """Return where the history of the invoice is."""
        front = self.presenter.front
        return history_of(front.sort.value, front.id) if front is not None and front.id else None

    def unsaved(self) -> str:
        """Return whether something was typed that is not kept."""
        front = self.presenter.front
        return _a(front) if front is not None and self.form.changed() else super().unsaved()

    def leave(self) -> bool:
        """Stay while something is typed that is not kept."""
        self.form.take_unfinished()
        if not self.form.changed():
            if not super().leave():
                return False
            self._forget_shown()
            return True
        save, drop = self.acts["save"], self.acts["discard"]
        remedy = f"Save it with Ctrl+S, or choose “{drop.text().rstrip('…')}”."
        words = "This draft has changes that are not saved."
        self.banner.say(Message(words, Tone.WARN, remedy, save.text(), save.trigger))
        return False

    def _forget_shown(self) -> None:
        self._draw.stop()
        self._found, self._in_front = None, None
        self.presenter.close()
        self.form.show_nothing()
        self.pane.show_invoice(None, None)
        self.deciding.show("")
        self.paper.show_name("")
        self.paper.show_nothing()
        self.banner.clear()
        self.prompt.drop()
        for panel in self._asking:
            panel.forget()
        self.outside.clear()
        self._judge()

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "issue": self._issue,
            "save": self._save,
            "add line": lambda: self.form.lines.begin(),  # noqa: PLW0108 - the form is made later
            "hours": self._add_hours,
            "remove line": lambda: self.form.lines.remove_line(),  # noqa: PLW0108 - likewise
            "line up": lambda: self.form.lines.move_line(-1),
            "line down": lambda: self.form.lines.move_line(1),
            "print": lambda: self.outside.print(self._paper()),
            "send": self._send,
            "open outside": lambda: self.outside.open(self._paper()),
            **self.deciding.handlers(),
            **self.correcting.handlers(),
            "save paper": lambda: self.outside.save(self._paper()),
            "discard": self._discard,
            "delete": self._delete,
            "back": self._back,
        }

    def _add_hours(self) -> None:
        """Ask for a time sheet, whose rates are in the currency of the document."""
        self.form.take_unfinished()
        file = self.chooser.file(self, "Time sheet")
        if file is not None:
            self.banner.clear()
            self.presenter.read_hours(file, self.form.in_currency())

    def _show_worked(self, found: Worked) -> None:
        self.form.lines.add(found.lines)
        self.banner.say(hours_added(found))

    def _connect(self) -> None:
        presenter = self.presenter
        self.prompt.home = self.paper.viewer.setFocus
        presenter.opened.connect(self._show)
        presenter.considered.connect(self._show_considered)
        presenter.worked.connect(self._show_worked)
        presenter.doubted.connect(self.form.tell_doubt)
        presenter.kept.connect(self._kept)
        presenter.refused.connect(self._refused)
        presenter.to_issue.connect(self._ask_to_issue)
        presenter.gone.connect(presenter.go_back)
        presenter.re_offered.connect(self.form.offer)
        presenter.customer_added.connect(self._take_customer)
        presenter.paper.drawn.connect(self._show_page)
        presenter.paper.failed.connect(lambda error: self.paper.show_nothing(wording.local(str(error))))
        self.paper.page_wanted.connect(presenter.paper.show_page)
        for panel in self._asking:
            panel.opened.connect(self._panel_opened)
        self._draw.timeout.connect(self._draw_it)
        self.form.typed.connect(self._judge)
        self.form.lines.left.connect(self.form.note.setFocus)  # another Enter does no harm there

    # -- what is shown

    def _show(self, opened: Opened) -> None:
        other, self._in_front = self._in_front != (opened.sort, opened.id), (opened.sort, opened.id)
        typing = self.form.changed() and opened.open and not other
        self._editable(opened)
        if opened.open and not typing:
            self.form.show_document(opened)
            self._begin(opened, other=other)
        if not opened.open:
            self.form.show_nothing()
            self._found = None
            self._said.setText(_TIED[opened.sort])
            self.pane.show_invoice(opened.shown, None)
            self.pane.setVisible(opened.shown is not None)
            self.deciding.show(opened.id if opened.sort is Sort.ESTIMATE else "")
            self.paper.viewer.setFocus()
        if other or not opened.open:
            self.presenter.draw()
        self._name(opened)
        self._judge()

    def _begin(self, opened: Opened, *, other: bool) -> None:
        """Put the keyboard where something is missing: the customer, then the lines."""
        if opened.entered is None:
            schedule = opened.sort is Sort.SCHEDULE
            (self.form.rule.name if schedule else self.form.first_missing()).setFocus()
        elif other:
            self.form.lines.setFocus()
            self.form.lines.setCurrentIndex(self.form.lines.sheet.index(0, 1))

    def _name(self, opened: Opened) -> None:
        if not opened.id:
            self.paper.show_name(f"New {_what(opened)}", Pill("edit", "Not saved", Tone.WARN))
            return
        title = _what(opened).capitalize()
        self.paper.show_name(f"{title} {opened.number}  {opened.customer}", _STATES.get(opened.state))

    def _editable(self, opened: Opened) -> None:
        self.form.setVisible(opened.open)
        self._issued.setVisible(not opened.open and all(panel.isHidden() for panel in self._asking))
        for name in _ON_LINES:
            self.acts[name].setEnabled(opened.open)
        self.acts["issue"].setText("Offer" if opened.sort is Sort.ESTIMATE else "Issue")
        self.acts["save"].setText("Save the schedule" if opened.sort is Sort.SCHEDULE else "Save the draft")

    def _judge(self) -> None:
        front = self.presenter.front
        open_ = front is not None and front.open
        kept, dirty = front is not None and bool(front.id), self.form.changed()
        self.presenter.typing = dirty
        schedule = front is not None and front.sort is Sort.SCHEDULE
        self.acts["save"].setEnabled(open_ and (dirty or not kept))
        self.acts["discard"].setEnabled(open_ and dirty)
        self.acts["delete"].setEnabled(open_ and kept and not schedule)
        self.acts["issue"].setEnabled(open_ and not schedule)
        for name in _STAY:
            self.acts[name].setVisible(open_ and (name != "delete" or not schedule))
        for name in _PAPER:
            self.acts[name].setEnabled(front is not None and not open_ and front.state in _PRINTED)
        for name, on in (self.deciding.judge() | self.correcting.judge()).items():
            self.acts[name].setEnabled(on and front is not None and not open_)
        self.acts["send"].setEnabled(self.acts["print"].isEnabled() and _has_paper(front))
        if not open_:
            for name in _ON_LINES:
                self.acts[name].setEnabled(False)
        self.judge_history()

    def _show_considered(self, found: Considered) -> None:
        self._found = found
        self.form.show_considered(found)
        self._draw.start()

    def _draw_it(self) -> None:
        """Draw what is typed; a schedule whose days are not said yet as it stands."""
        rule = None
        with suppress(BookDeskError):
            rule = self.form.entered_rule()
        self.presenter.draw(self._found, rule)

    def _show_page(self, page: PageDrawn) -> None:
        image = image_of(page.picture.pixels, page.picture.width, page.picture.height)
        self.paper.show_page(page.key or "new", page.number, page.of, image, (), drawn=False)

    # -- acts

    def _save(self, then: Callable[[], None] | None = None) -> None:
        self.form.take_unfinished()
        self.banner.clear()
        try:
            entered, rule = self.form.entered(), self.form.entered_rule()
            late = self.presenter.late_from_the_start(rule)
        except BookDeskError as error:
            self._refused(error)
            self._offer_to_add()
            return
        if late and rule is not None:
            question, act = about_gone_days(late, rule)
            self.prompt.ask(question, act, lambda _: self.presenter.keep(entered, rule, then), needed=False)
        else:
            self.presenter.keep(entered, rule, then)

    def _offer_to_add(self) -> None:
        """Offer to make a customer of who was typed and is none."""
        name, message = self.form.whom.unknown(), self.banner.message()
        if name and message is not None:
            self.banner.say(replace(message, label=added_words(name), act=partial(self.form.add_customer, name)))

    def _take_customer(self, added: Added) -> None:
        self.banner.clear()
        self.form.take_customer(added)

    def _kept(self) -> None:
        self.form.settled()
        self.presenter.typing = False
        self.banner.clear()

    def _issue(self) -> None:
        """Issue what is kept; what is typed is kept first."""
        self.form.take_unfinished()
        front = self.presenter.front
        if front is None or not front.open:
            return
        if self.form.changed() or not front.id:
            self._save(self.presenter.ask_to_issue)
        else:
            self.presenter.ask_to_issue()

    def _ask_to_issue(self, number: str, paying: str) -> None:
        front = self.presenter.front
        if front is None or front.total is None:
            return
        self.banner.clear()  # what was refused before is mended
        named, total = f"{_what(front)} {number}".strip(), wording.money(front.total)
        if front.sort is Sort.ESTIMATE:
            question, act = f"Offer {named} to {front.customer} for {total}?", f"Offer {number}".strip()
        else:
            said = f"From then on nothing in it changes. {wording.local(paying)}".strip()
            question, act = f"Issue {named} to {front.customer} for {total}? {said}", f"Issue {number or _what(front)}"
        self.prompt.ask(question, act, lambda _: self.presenter.issue(), needed=False)

    def _discard(self) -> None:
        front = self.presenter.front
        if front is None:
            return
        kept = "What was kept before stays." if front.id else f"Nothing of this {_what(front)} is kept."
        question = f"Drop what was typed and is not saved? {kept}"
        self.prompt.ask(question, "Drop it", lambda _: self._drop(), needed=False, final=True)

    def _drop(self) -> None:
        front = self.presenter.front
        if front is None:
            return
        self.form.settled()
        self.banner.clear()
        if front.id:
            self.presenter.open(front.id, front.sort)
        else:
            self.presenter.go_back()

    def _delete(self) -> None:
        front = self.presenter.front
        total = f", {wording.money(front.total)}," if front is not None and front.total is not None else ""
        question = f"Throw this draft for {front.customer}{total} away?" if front is not None else ""
        if front is not None and front.shown is not None and front.shown.details.invoice.schedule_id is not None:
            question += f" {NOT_BILLED_AGAIN}"
        self.prompt.ask(question, "Throw away", lambda _: self._throw_away(), needed=False)

    def _throw_away(self) -> None:
        self.form.settled()
        self.presenter.delete()

    def _paper(self) -> Make:
        front = self.presenter.front
        return papers_of([front.id] if front is not None else [])

    def _send(self) -> None:
        front = self.presenter.front
        if front is not None:
            self.mailing.presenter.preview(front.id)

    def _panel_opened(self, on: bool) -> None:  # noqa: FBT001 - as the signal has it
        """Let a panel have the room of what it is about; one that was asked for before another came is left."""
        front = self.presenter.front
        looked_at = front is not None and not front.open
        for panel in self._asking if on else ():
            if not looked_at or panel is not self.sender():
                panel.leave()
        self._issued.setVisible(looked_at and not on)
        if looked_at and not on:
            self._foot_send.setFocus()

    def _back(self) -> None:
        """Leave a question that is asked or a mail that is looked at, else the document."""
        panel = next((one for one in self._asking if one.isVisible()), None)
        if panel is not None:
            panel.give_up()
        elif self.prompt.isVisible():
            self.prompt.close_quietly()
        else:
            self.presenter.go_back()

    def _refused(self, error: BookDeskError) -> None:
        what, remedy = (wording.local(self.desktop.office.named(words)) for words in (error.what, error.remedy))
        if isinstance(error, SettingMissing):
            act = partial(self.presenter.open_settings, error.page)
            self.banner.say(Message(what, Tone.BAD, remedy, "Open the settings", act))
            return
        self.banner.say(Message(what, Tone.BAD, remedy))

    def _lay_out(self) -> None:
        foot = QFrame()
        foot.setProperty("kind", "footer")
        row, under = FlowLayout(GRID), QVBoxLayout(foot)
        under.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        under.addLayout(row)
        row.addWidget(button(self.acts["issue"], "primary", hides=True))
        self._foot_send = button(self.acts["send"], "primary", hides=True)
        row.addWidget(self._foot_send)
        for name in ("save", "add line", "hours", "remove line", *_DECIDES, *_PAPER, "delete", "discard"):
            row.addWidget(button(self.acts[name], hides=name not in _STAY))
        history = self.history_button()
        policy = history.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        history.setSizePolicy(policy)
        row.addWidget(history)
        self._issued = QWidget()
        inside = QVBoxLayout(self._issued)
        inside.setContentsMargins(0, GRID, 0, 0)
        self._said.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        inside.addWidget(self._said)
        inside.addWidget(self.pane, 1)
        inside.addWidget(self.deciding.pane, 1)
        inside.addStretch(0)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.banner, self.prompt):
            column.addWidget(part)
        for grows in (*self._asking, self.form, self._issued):
            column.addWidget(grows, 1)
        column.addWidget(foot)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        splitter.addWidget(left)
        splitter.addWidget(self.paper)
        splitter.setSizes([6600, 3400])
        splitter.setStretchFactor(0, 66)
        splitter.setStretchFactor(1, 34)
        remembered = self.desktop.memory.state("invoice splitter")
        if not remembered.isEmpty():
            splitter.restoreState(remembered)
        splitter.splitterMoved.connect(lambda: self.desktop.memory.keep("invoice splitter", splitter.saveState()))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(splitter)


def _what(opened: Opened) -> str:
    """Return what a document is called."""
    return opened.kind.value if opened.sort is Sort.INVOICE else opened.sort.value


def _has_paper(opened: Opened | None) -> bool:
    """Whether a document has a paper that was made here: a number, and not taken over from another system."""
    taken_on = opened is not None and opened.shown is not None and opened.shown.details.invoice.taken_on
    return opened is not None and bool(opened.number) and not taken_on


def _a(opened: Opened) -> str:
    what = _what(opened)
    return f"{'an' if what[0] in 'aeiou' else 'a'} {what}"
