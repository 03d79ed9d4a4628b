"""The screen of contacts: lists, the table, one contact in full beside it, edited in place."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from bookdesk.contacts.details import ContactDetails
from bookdesk.contacts.listing import ContactList, ContactRow
from bookdesk.core.errors import BookDeskError
from bookdesk.takeon.service import Taken
from bookdesk.ui import wording
from bookdesk.ui.contacts.account.view import AccountForm
from bookdesk.ui.contacts.card.presenter import ContactShown
from bookdesk.ui.contacts.card.view import ContactPane
from bookdesk.ui.contacts.form.view import ContactForm
from bookdesk.ui.contacts.importing.view import ImportingPanel
from bookdesk.ui.contacts.presenter import ContactsFound, ContactsPresenter
from bookdesk.ui.contacts.statement.view import StatementPanel
from bookdesk.ui.contacts.table import COLUMNS, waiting
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.pieces.choosing import Chooser
from bookdesk.ui.pieces.commands import Command, bind
from bookdesk.ui.pieces.list_page import ListPage, ListTab
from bookdesk.ui.pieces.models import WindowModel
from bookdesk.ui.pieces.panel import Panel, is_tight
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.pieces.table import RecordTable
from bookdesk.ui.pieces.taking_over import SHEET_AGAIN, not_taken_over, taken_over

TABS = (
    ListTab(ContactList.SUPPLIERS, "Suppliers"),
    ListTab(ContactList.CUSTOMERS, "Customers"),
    ListTab(ContactList.OWING, "Owing"),
    ListTab(ContactList.OVERDUE, "Overdue"),
    ListTab(ContactList.IN_CREDIT, "With credit"),
    ListTab(ContactList.UNCONFIRMED, "Bank details to confirm"),
    ListTab(ContactList.ALL, "All", quiet=True),
    ListTab(ContactList.ARCHIVED, "Put away", quiet=True),
)
COMMANDS = (
    Command("new", "New contact", ("N",), "add"),
    Command("edit", "Edit", ("E", "F2"), "edit"),
    Command("invoice", "New invoice", ("I",), "sales"),
    Command("take", "Take a payment…", ("R",), "receipt"),
    Command("statement", "Statement…", ("S",), "statement"),
    Command("remind", "Remind…", ("Shift+R",), "clock"),
    Command("mail", "Mail an invoice…", ("M",), "send"),
    Command("note", "Note…", ("O",), "draft"),
    Command("turn", "Card, or everything that happened", ("T",), "contact"),
    Command("account", "Enter bank details", ("B",), "bank"),
    Command("confirm", "Confirm bank details", ("C",), "check"),
    Command("confirm taken over", "Confirm all that were taken over", (), "clear"),
    Command("away", "Put away", ("Shift+Delete",), "void"),
    Command("back", "Take back", (), "undo"),
    Command("take over", "Import suppliers from a sheet…", ("Ctrl+O",), "statement"),
    Command("import", "Import customers from a sheet…", ("Ctrl+Shift+O",), "statement"),
    Command("filter", "Filter the list", ("/", "Ctrl+F"), "filter"),
)
IN_PANE = (
    *("invoice", "take", "statement", "remind", "mail", "note", "edit", "account", "confirm", "away", "back"),
    "confirm taken over",
)
"""What can be done with the contact that is shown, in the order of its buttons."""
_OF_CUSTOMERS = (ContactList.CUSTOMERS, ContactList.OWING, ContactList.OVERDUE, ContactList.IN_CREDIT)


class ContactsScreen(Screen):
    """Contacts of the client in front."""

    def __init__(self, desktop: Desktop) -> None:
        """Build the page; the list comes with `show_place`."""
        super().__init__(desktop, "contacts")
        self.presenter, self.chooser, self._to_be_confirmed = ContactsPresenter(desktop, self), Chooser(), False
        self.model = WindowModel(COLUMNS, self.presenter.page, self)
        self.table = RecordTable(self.model, "contacts", desktop.memory, "Contacts")
        self.acts = bind(self, COMMANDS, self._handlers())
        self.form = ContactForm(self.presenter.save, desktop)
        self.account_form = AccountForm(self.presenter)
        acts = [self.acts[name] for name in IN_PANE]
        self.pane = ContactPane(desktop, acts, self.form, self.account_form)
        self.statement = StatementPanel(desktop, self.chooser)
        self.importing = ImportingPanel(desktop, self.chooser)
        self.page = ListPage(
            "contacts",
            "Contacts",
            TABS,
            self.table,
            desktop.memory,
            primary=self.acts["new"],
            beside=self.pane,
            share=44,
        )
        for panel in self._panels():
            self.page.put_above(panel)
            panel.opened.connect(partial(self._panel_opened, panel))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self._connect()
        self._judge()

    def show_place(self, place: Place) -> None:
        """Show a named list (`view`), or the list with one contact (`item`)."""
        view = ContactList(place.view) if place.view else (ContactList.ALL if place.item else self.presenter.query.list)
        self.page.show_tab(view)
        if place.view or place.item:
            self.page.show_filter("")
        self.presenter.show(list=view, text=self.page.filter.text().strip(), wanted=place.item)

    def forget(self) -> None:
        """Show no contact any more, and none that is half typed."""
        super().forget()
        self.presenter.begin_anew()
        for panel in self._panels():
            panel.forget()
        self.form.forget()
        self.account_form.hide()
        self._to_be_confirmed = False
        self.pane.show_contact(None)
        self._judge()

    def take_keyboard(self) -> None:
        """Begin in the list."""
        self.page.focus_list()

    def record(self) -> Place | None:
        """Return where the history of the shown contact is."""
        return self.pane.record()

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "new": self._new,
            "edit": self._edit,
            "invoice": lambda: self._with_shown(lambda one: self.presenter.sell_to(one.id)),
            "take": lambda: self._with_shown(lambda one: self.presenter.go_to_invoices(one.id, "take")),
            "statement": lambda: self._with_shown(lambda one: self.statement.ask(one.id, one.name)),
            "remind": lambda: self._with_shown(lambda one: self.presenter.go_to_reminder(one.id)),
            "mail": lambda: self._with_shown(lambda one: self.presenter.go_to_invoices(one.id, "send")),
            "note": lambda: self._with_shown(self._ask_note),
            "turn": self._turn,
            "account": self._enter_account,
            "confirm": self._confirm,
            "confirm taken over": self._confirm_taken_over,
            "away": partial(self._put_away, away=True),
            "back": partial(self._put_away, away=False),
            "take over": self._take_over,
            "import": lambda: self.importing.choose(self),
            "filter": self._focus_filter,
        }

    def _connect(self) -> None:
        presenter, page, table = self.presenter, self.page, self.table
        page.tab_chosen.connect(lambda name: presenter.show(list=ContactList(name)))
        page.filter_changed.connect(lambda text: presenter.show(text=text))
        table.order_chosen.connect(lambda order, down: presenter.show(order=order, descending=down))
        table.current_changed.connect(lambda _: self._current_changed())
        table.opened.connect(lambda _: self._edit())
        presenter.found.connect(self._show_found)
        presenter.counted.connect(self._show_counts)
        self.pane.presenter.shown.connect(self._show_contact)
        self.pane.presenter.gone.connect(self._gone)
        self.pane.presenter.failed.connect(self._failed)
        presenter.saved.connect(self._saved)
        presenter.added.connect(self._added)
        presenter.failed.connect(self._failed)
        presenter.taken.connect(self._tell_taken)
        presenter.not_taken.connect(self._tell_not_taken)
        presenter.stale.connect(lambda: presenter.refresh(self.model.looked_at()))
        self.model.dataChanged.connect(lambda *_: self._judge())
        self.importing.presenter.unreadable.connect(self._tell_unreadable)
        for form in (self.form, self.account_form):
            form.left.connect(self._form_left)
        self.form.opened.connect(lambda _: self._form_turned())

    def _show_found(self, found: ContactsFound) -> None:
        self.model.show_list(found.list)
        if found.followed:
            self.page.show_filter("")
        self.page.show_tab(found.query.list)
        self.table.show_without(_WITHOUT.get(found.query.list, ()))
        self.table.show_order(found.query.order, descending=found.query.descending)
        if found.counts:
            self._show_counts(found.counts)
        rows = self.model.rowCount()
        self.page.show_footer(wording.count(rows, "contact"))
        if rows:
            self.page.show_table()
            if found.wanted is None or not self.table.choose(found.wanted):
                self.table.choose_first()
            self._current_changed()
        else:
            self.pane.show_contact(None)
            self._say_empty(found)
        self._judge()

    def _show_counts(self, counts: dict[str, int]) -> None:
        self.page.show_counts(counts)
        self._to_be_confirmed = counts[ContactList.UNCONFIRMED] > 0
        self._judge()

    def _say_empty(self, found: ContactsFound) -> None:
        if found.query.text:
            message = Message("No contact here fits the filter.", label="Clear the filter", act=self.page.filter.clear)
        elif found.query.list is ContactList.UNCONFIRMED:
            message = Message("Every bank account is confirmed.", remedy="New or changed details come here first.")
        elif found.query.list in _EMPTY:
            message = Message(_EMPTY[found.query.list])
        elif found.query.list is ContactList.CUSTOMERS:
            act = self.acts["import"]
            remedy = "Write the first one, or bring all from another program."
            message = Message("No customer is here yet.", remedy=remedy, label=act.text(), act=act.trigger)
        elif not any(found.counts.values()):
            remedy = "They come with the first bill of each, or all at once from the old system."
            act = self.acts["take over"]
            message = Message("No supplier is here yet.", remedy=remedy, label=act.text(), act=act.trigger)
        else:
            remedy = "Contacts come with taking a client on, and with the first bill of a supplier."
            act = self.acts["new"]
            message = Message("No contact is on this list.", remedy=remedy, label=act.text(), act=act.trigger)
        self.page.show_empty("contacts", message)

    def _current_changed(self) -> None:
        row = self._current()
        if row is not None:
            self.pane.ask(row.id)
        self._judge()

    def _show_contact(self, shown: ContactShown) -> None:
        row = self._current()
        if row is not None and row.id == shown.details.id:
            self.pane.show_contact(shown)
        self._judge()

    def _gone(self) -> None:
        """Show that a contact was erased meanwhile: the list without it."""
        self.pane.show_contact(None)
        self.presenter.refresh(self.model.looked_at())

    def _judge(self) -> None:
        """Offer what can be done with the contact that is chosen, once it is shown."""
        row, details = self._current(), self.pane.details
        there = row is not None and not row.archived
        shown = row is not None and details is not None and details.id == row.id
        buys = shown and there and row is not None and row.customer
        on = {
            "edit": there and shown,
            "account": there and shown and row is not None and row.supplier,
            "confirm": row is not None and bool(row.unconfirmed),
            "away": there,
            "back": row is not None and row.archived,
            "invoice": there and shown,
            "take": buys,
            "statement": shown and row is not None and row.customer,
            "remind": buys and row is not None and row.standing.overdue,
            "mail": buys and row is not None and bool(row.standing.receivable),
            "note": shown,
            "turn": shown,
            "confirm taken over": self._to_be_confirmed,
        }
        typing = self._typing()
        for name in _NOT_WHILE_TYPING:
            self.acts[name].setEnabled(on.get(name, True) and not typing)
        self.judge_history()

    def _typing(self) -> bool:
        return any(not one.isHidden() for one in (self.form, self.account_form))

    def _panels(self) -> tuple[StatementPanel, ImportingPanel]:
        return self.statement, self.importing

    def _panel_opened(self, panel: Panel, on: bool) -> None:  # noqa: FBT001 - as the signal has it
        """Let one panel be open at a time, and give the keyboard back to the list after it."""
        if on:
            for other in self._panels():
                if other is not panel:
                    other.leave()
            self.page.give_way(on=is_tight(self.page, panel))
        elif not any(other.isVisible() for other in self._panels()):
            self.page.give_way(on=False)
            self.page.focus_list()

    def _with_shown(self, act: Callable[[ContactDetails], object]) -> None:
        if self.pane.details is not None:
            act(self.pane.details)

    def _ask_note(self, details: ContactDetails) -> None:
        question = f"What should a colleague know of {details.name}? It is kept with today's date."
        act = partial(self.presenter.note, details)
        self.page.prompt.ask(question, "Add the note", act, hint="e.g. pays on the 10th, ask for Maeve")

    def _current(self) -> ContactRow | None:
        row = self.table.current_record()
        return row if isinstance(row, ContactRow) else None

    def _new(self) -> None:
        self.account_form.leave()
        self.form.open(None, customer=self.presenter.query.list in _OF_CUSTOMERS)

    def _edit(self) -> None:
        if self.pane.details is not None and self.acts["edit"].isEnabled():
            self.account_form.leave()
            self.form.open(self.pane.details)

    def _enter_account(self) -> None:
        if self.pane.details is not None:
            self.form.leave()
            self.account_form.open(self.pane.details)
            self._form_turned()

    def _turn(self) -> None:
        self.pane.turn()

    def _form_turned(self) -> None:
        self.pane.show_forms()
        self._judge()

    def _form_left(self) -> None:
        self._form_turned()
        self.page.focus_list()

    def _confirm(self) -> None:
        row = self._current()
        if row is not None:
            question = f"Whom at {row.name} did you call about the bank details, when, and on which number?"
            asked = "\n".join((*self._to_confirm(row), question))
            self.page.prompt.ask(asked, "Confirm", partial(self.presenter.confirm_account, row.id))

    def _to_confirm(self, row: ContactRow) -> list[str]:
        """Return the account before and the one now, of a contact that is shown."""
        details = self.pane.details
        if details is None or details.id != row.id:
            return []
        return [f"{name}: {value}" for name, value in waiting(details, self.presenter.person)]

    def _confirm_taken_over(self) -> None:
        question = "All accounts taken over were paid before. What did you hold them against?"
        self.page.prompt.ask(
            question, "Confirm all", self.presenter.confirm_taken_over, hint="e.g. last year's payments"
        )

    def _put_away(self, *, away: bool) -> None:
        row = self._current()
        if row is not None:
            self.presenter.put_away(row, away=away)

    def _take_over(self) -> None:
        sheet = self.chooser.file(self, "Sheet of suppliers")
        if sheet is not None:
            self.presenter.take_over(sheet)

    def _tell_taken(self, taken: Taken) -> None:
        self.page.banner.say(taken_over(taken))
        self.page.focus_list()

    def _tell_not_taken(self, error: BookDeskError) -> None:
        again = self.acts["take over"].trigger
        self.page.banner.say(not_taken_over(error, self.desktop, self, again, SHEET_AGAIN))

    def _tell_unreadable(self, error: BookDeskError) -> None:
        again = self.acts["import"].trigger
        self.page.banner.say(not_taken_over(error, self.desktop, self, again, SHEET_AGAIN))

    def _added(self, details: ContactDetails) -> None:
        """Show who was added, so that the next act is done with him."""
        self._leave_forms()
        self.presenter.follow(details)

    def _leave_forms(self) -> None:
        for form in (self.form, self.account_form):
            form.leave()
        self.page.banner.clear()

    def _saved(self, contact_id: str) -> None:
        self._leave_forms()
        self.presenter.refresh(self.model.looked_at(), wanted=contact_id)

    def _failed(self, error: BookDeskError) -> None:
        what, remedy = (wording.local(self.desktop.office.named(words)) for words in (error.what, error.remedy))
        shown = next((one for one in (self.form, self.account_form) if not one.isHidden()), None)
        if shown is not None:
            shown.refuse(f"{what} {remedy}")
        else:
            self.page.banner.say(Message(what, Tone.BAD, remedy))

    def _focus_filter(self) -> None:
        self.page.filter.setFocus()


_NOT_WHILE_TYPING = ("new", *IN_PANE, "turn", "take over", "import", "filter")
"""What would be done with the contact behind a form, or throw away what is typed there."""
_OF_SUPPLIERS = (ContactList.SUPPLIERS, ContactList.UNCONFIRMED)
_WITHOUT = {**dict.fromkeys(_OF_CUSTOMERS, ("owed", "open")), **dict.fromkeys(_OF_SUPPLIERS, ("receivable",))}
"""Columns of the other side, which would be empty mostly; what is owed both ways stands on the card."""
_EMPTY = {
    ContactList.OWING: "No customer owes anything.",
    ContactList.OVERDUE: "No customer is overdue.",
    ContactList.IN_CREDIT: "No customer has money or a credit note that is not used up.",
}
