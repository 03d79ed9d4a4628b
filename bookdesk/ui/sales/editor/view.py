"""The screen of one invoice: what is typed at the left, its paper at the right, drawn anew after every pause."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QSplitter, QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError
from bookdesk.core.money import Money
from bookdesk.invoicing.considering import Considered
from bookdesk.models.invoice import Invoice, InvoiceKind, InvoiceStatus
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import Message, Place, history_of
from bookdesk.ui.pieces.columns import Pill
from bookdesk.ui.pieces.commands import Command, bind, button
from bookdesk.ui.pieces.facts import Facts
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import quiet
from bookdesk.ui.pieces.notices import Banner
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.paper import Paper, bare
from bookdesk.ui.pieces.pictures import image_of
from bookdesk.ui.pieces.prompt import Prompt
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.sales.editor.form.view import InvoiceForm
from bookdesk.ui.sales.editor.presenter import EditorPresenter, Opened, PageDrawn
from bookdesk.ui.sales.table import facts_of

COMMANDS = (
    Command("issue", "Issue", ("Ctrl+Return",), "release"),
    Command("save", "Save the draft", ("Ctrl+S",), "accept"),
    Command("add line", "Add a line", ("Ctrl+L",), "add"),
    Command("remove line", "Remove the line", ("Ctrl+Backspace",), "delete"),
    Command("line up", "Move the line up", ("Alt+Up",), "up", repeats=True),
    Command("line down", "Move the line down", ("Alt+Down",), "down", repeats=True),
    Command("discard", "Drop the changes", (), "undo"),
    Command("delete", "Throw the draft away", ("Ctrl+Shift+X",), "delete"),
    Command("back", "Back to the list", ("Escape",), "left"),
)
DRAWN_AFTER = 350
"""Milliseconds after what is typed was considered until its paper is drawn."""
_STATES = {
    InvoiceStatus.DRAFT: Pill("draft", "Draft", Tone.WARN),
    InvoiceStatus.ISSUED: Pill("check", "Issued", Tone.GOOD),
    InvoiceStatus.VOID: Pill("void", "Cancelled"),
}


class EditorScreen(Screen):
    """One invoice or credit note of the client in front."""

    def __init__(self, desktop: Desktop) -> None:
        """Build the screen; the invoice comes with `show_place`."""
        super().__init__(desktop, "invoice")
        self.presenter = EditorPresenter(desktop, self)
        self.acts = bind(self, COMMANDS, self._handlers())
        self.banner, self.prompt = Banner(), Prompt()
        self.form, self.facts = InvoiceForm(self.presenter, desktop), Facts()
        self.paper = Paper(self, [bare(button(self.acts["back"], "flat"))])
        self._said = quiet("An issued document does not change any more. A credit note corrects it.")
        self._found: Considered | None = None
        self._draw = QTimer(self)
        self._draw.setSingleShot(True)
        self._draw.setInterval(DRAWN_AFTER)
        self._lay_out()
        self._connect()
        self._judge()

    def show_place(self, place: Place) -> None:
        """Show an invoice (`item`), or an empty form (`view` is `new`)."""
        self.presenter.back = place.back
        if place.item or place.view:
            self._forget_shown()
            self.presenter.open(place.item)

    def forget(self) -> None:
        """Show nothing any more."""
        super().forget()
        self._forget_shown()

    def take_keyboard(self) -> None:
        """Leave the keyboard to the form, which the invoice brings."""

    def record(self) -> Place | None:
        """Return where the history of the invoice is."""
        front = self.presenter.front
        return history_of("invoice", front.invoice_id) if front is not None and front.invoice_id else None

    def unsaved(self) -> str:
        """Return whether something was typed that is not kept."""
        return "an invoice" if self.form.changed() else ""

    def leave(self) -> bool:
        """Stay while something is typed that is not kept."""
        self.form.take_unfinished()
        if not self.form.changed():
            self._forget_shown()
            return True
        save, drop = self.acts["save"], self.acts["discard"]
        remedy = f"Save it with Ctrl+S, or choose “{drop.text()}”."
        words = "This draft has changes that are not saved."
        self.banner.say(Message(words, Tone.WARN, remedy, save.text(), save.trigger))
        return False

    def _forget_shown(self) -> None:
        self._draw.stop()
        self._found = None
        self.presenter.close()
        self.form.show_nothing()
        self.facts.show_facts(())
        self.paper.show_name("")
        self.paper.show_nothing()
        self.banner.clear()
        self.prompt.drop()
        self._judge()

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "issue": self._issue,
            "save": self._save,
            "add line": self._begin_line,
            "remove line": self._remove_line,
            "line up": lambda: self.form.lines.move_line(-1),
            "line down": lambda: self.form.lines.move_line(1),
            "discard": self._discard,
            "delete": self._delete,
            "back": self._back,
        }

    def _begin_line(self) -> None:
        self.form.lines.begin()

    def _remove_line(self) -> None:
        self.form.lines.remove_line()

    def _connect(self) -> None:
        presenter = self.presenter
        presenter.opened.connect(self._show)
        presenter.considered.connect(self._show_considered)
        presenter.doubted.connect(self.form.tell_doubt)
        presenter.kept.connect(self._kept)
        presenter.refused.connect(self._refused)
        presenter.to_issue.connect(self._ask_to_issue)
        presenter.gone.connect(lambda: self.desktop.go(Place("sales")))
        presenter.re_offered.connect(self.form.offer)
        presenter.paper.drawn.connect(self._show_page)
        presenter.paper.failed.connect(lambda error: self.paper.show_nothing(wording.local(str(error))))
        self.paper.page_wanted.connect(presenter.paper.show_page)
        self._draw.timeout.connect(lambda: presenter.draw(self._found))
        self.form.typed.connect(self._judge)
        self.form.lines.left.connect(self._lines_done)

    # -- what is shown

    def _show(self, opened: Opened) -> None:
        other = self._found is None or opened.open
        typing = self.form.changed() and opened.open
        self.acts["issue"].setText("Issue")
        self._editable(on=opened.open)
        if opened.open and not typing:
            self.form.show_document(opened)
            self._begin(opened)
        if not opened.open and opened.shown is not None:
            self.form.show_nothing()
            self._found = None
            self.facts.show_facts(facts_of(opened.shown))
        if other or not opened.open:
            self.presenter.draw()
        self._name(opened)
        self._judge()

    def _begin(self, opened: Opened) -> None:
        """Put the keyboard where something is missing: the customer, then the lines."""
        if opened.entered is None:
            self.form.customer.setFocus()
        elif self.window().focusWidget() is None or not self.form.isAncestorOf(self.window().focusWidget()):
            self.form.lines.setFocus()

    def _name(self, opened: Opened) -> None:
        invoice = opened.shown.details.invoice if opened.shown is not None else None
        kind = "Credit note" if opened.kind is InvoiceKind.CREDIT_NOTE else "Invoice"
        if invoice is None or opened.shown is None:
            self.paper.show_name(f"New {kind.lower()}", Pill("edit", "Not saved", Tone.WARN))
            return
        self.paper.show_name(f"{kind} {invoice.number or ''}  {opened.shown.details.customer}", _STATES[invoice.status])

    def _editable(self, *, on: bool) -> None:
        self.form.setVisible(on)
        self._issued.setVisible(not on)
        for name in ("save", "issue", "add line", "remove line", "line up", "line down", "delete"):
            self.acts[name].setEnabled(on)

    def _judge(self) -> None:
        front = self.presenter.front
        open_ = front is not None and front.open
        dirty = self.form.changed()
        self.acts["save"].setEnabled(open_ and (dirty or not (front is not None and front.invoice_id)))
        self.acts["discard"].setEnabled(open_ and dirty)
        self.acts["delete"].setEnabled(open_ and front is not None and bool(front.invoice_id))
        self.acts["issue"].setEnabled(open_)

    def _show_considered(self, found: Considered) -> None:
        self._found = found
        self.form.show_considered(found)
        self._draw.start()

    def _show_page(self, page: PageDrawn) -> None:
        image = image_of(page.picture.pixels, page.picture.width, page.picture.height)
        self.paper.show_page(page.key or "new", page.number, page.of, image, (), drawn=False)

    # -- acts

    def _lines_done(self) -> None:
        self._foot_button.setFocus()

    def _save(self, then: Callable[[], None] | None = None) -> None:
        self.form.take_unfinished()
        self.banner.clear()
        try:
            entered = self.form.entered()
        except BookDeskError as error:
            self._refused(error)
            return
        self.presenter.keep(entered, then)

    def _kept(self) -> None:
        self.form.settled()
        self.banner.clear()

    def _issue(self) -> None:
        """Issue what is kept; what is typed is kept first."""
        self.form.take_unfinished()
        front = self.presenter.front
        if front is None or not front.open:
            return
        if self.form.changed() or not front.invoice_id:
            self._save(self.presenter.ask_to_issue)
        else:
            self.presenter.ask_to_issue()

    def _ask_to_issue(self, number: str) -> None:
        front = self.presenter.front
        if front is None or front.shown is None:
            return
        invoice: Invoice = front.shown.details.invoice
        kind = "credit note" if front.kind is InvoiceKind.CREDIT_NOTE else "invoice"
        total, named = wording.money(Money(invoice.total, invoice.currency)), f"{kind} {number}".strip()
        question = f"Issue {named} to {front.shown.details.customer} for {total}? From then on nothing in it changes."
        self.prompt.ask(question, f"Issue {number or kind}", lambda _: self.presenter.issue(), needed=False)

    def _discard(self) -> None:
        front = self.presenter.front
        if front is None:
            return
        self.form.settled()
        self.banner.clear()
        if front.invoice_id:
            self.presenter.open(front.invoice_id)
        else:
            self.presenter.go_back()

    def _delete(self) -> None:
        question = "Throw this draft away?"
        self.prompt.ask(question, "Throw away", lambda _: self._throw_away(), needed=False)

    def _throw_away(self) -> None:
        self.form.settled()
        self.presenter.delete()

    def _back(self) -> None:
        self.presenter.go_back()

    def _refused(self, error: BookDeskError) -> None:
        what, remedy = (wording.local(self.desktop.office.named(words)) for words in (error.what, error.remedy))
        self.banner.say(Message(what, Tone.BAD, remedy))

    def _lay_out(self) -> None:
        foot = QFrame()
        foot.setProperty("kind", "footer")
        row = FlowLayout(GRID)
        row.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        foot.setLayout(row)
        self._foot_button = button(self.acts["issue"], "primary", hides=True)
        row.addWidget(self._foot_button)
        for name in ("save", "add line", "remove line", "discard", "delete"):
            row.addWidget(button(self.acts[name], hides=True))
        row.addWidget(self.history_button())
        kept = QWidget()
        inside = QVBoxLayout(kept)
        inside.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        inside.addWidget(self._said)
        inside.addWidget(self.facts)
        inside.addStretch(1)
        self._issued = Scrolling(kept)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.banner, self.prompt):
            column.addWidget(part)
        column.addWidget(self.form, 1)
        column.addWidget(self._issued, 1)
        column.addWidget(foot)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        splitter.addWidget(left)
        splitter.addWidget(self.paper)
        splitter.setSizes([6000, 4000])
        splitter.setStretchFactor(0, 60)
        splitter.setStretchFactor(1, 40)
        remembered = self.desktop.memory.state("invoice splitter")
        if not remembered.isEmpty():
            splitter.restoreState(remembered)
        splitter.splitterMoved.connect(lambda: self.desktop.memory.keep("invoice splitter", splitter.saveState()))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(splitter)
