"""The screen of contacts: lists, the table, one contact in full beside it, edited in place."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from bookdesk.contacts.details import ContactDetails
from bookdesk.contacts.listing import ContactList, ContactRow
from bookdesk.core.errors import BookDeskError
from bookdesk.takeon.service import Taken
from bookdesk.ui import wording
from bookdesk.ui.contacts.account.view import AccountForm
from bookdesk.ui.contacts.presenter import ContactsFound, ContactShown, ContactsPresenter
from bookdesk.ui.contacts.table import ACCOUNTS, COLUMNS, DOCUMENTS, FIELDS, terms_words, value_of, waiting
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.pieces.choosing import Chooser
from bookdesk.ui.pieces.commands import Command, bind, button
from bookdesk.ui.pieces.facts import Facts
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import heading, label, quiet
from bookdesk.ui.pieces.list_page import ListPage, ListTab
from bookdesk.ui.pieces.models import RowsModel, WindowModel
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.pieces.table import RecordTable
from bookdesk.ui.pieces.taking_over import SHEET_AGAIN, not_taken_over, taken_over
from bookdesk.ui.pieces.timeline import Timeline

TABS = (
    ListTab(ContactList.SUPPLIERS, "Suppliers"),
    ListTab(ContactList.CUSTOMERS, "Customers"),
    ListTab(ContactList.UNCONFIRMED, "Bank details to confirm"),
    ListTab(ContactList.ALL, "All", quiet=True),
    ListTab(ContactList.ARCHIVED, "Put away", quiet=True),
)
COMMANDS = (
    Command("new", "New contact", ("N",), "add"),
    Command("edit", "Edit", ("E", "F2"), "edit"),
    Command("account", "Enter bank details", ("B",), "bank"),
    Command("confirm", "Confirm bank details", ("C",), "check"),
    Command("confirm taken over", "Confirm all that were taken over", (), "clear"),
    Command("away", "Put away", ("Shift+Delete",), "void"),
    Command("back", "Take back", (), "undo"),
    Command("take over", "Import suppliers from a sheet…", ("Ctrl+O",), "statement"),
    Command("filter", "Filter the list", ("/", "Ctrl+F"), "filter"),
)


class ContactsScreen(Screen):
    """Contacts of the client in front."""

    def __init__(self, desktop: Desktop) -> None:
        """Build the page; the list comes with `show_place`."""
        super().__init__(desktop, "contacts")
        self.presenter, self.chooser = ContactsPresenter(desktop, self), Chooser()
        self.model = WindowModel(COLUMNS, self.presenter.page, self)
        self.table = RecordTable(self.model, "contacts", desktop.memory, "Contacts")
        self.acts = bind(self, COMMANDS, self._handlers())
        self.pane = ContactPane(self)
        self.page = ListPage(
            "contacts",
            "Contacts",
            TABS,
            self.table,
            desktop.memory,
            primary=self.acts["new"],
            beside=self.pane,
            share=42,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self._connect()

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
        self.pane.show_contact(None)
        self.pane.form.hide()
        self.pane.account_form.hide()
        self._judge()

    def take_keyboard(self) -> None:
        """Begin in the list."""
        self.page.focus_list()

    def record(self) -> Place | None:
        """Return where the history of the shown contact is."""
        item = self.pane.record()
        return Place("history", item=item) if item else None

    def unsaved(self) -> str:
        """Return whether something is being edited and was changed."""
        half = (self.pane.form, self.pane.account_form)
        return "a contact" if any(one.isVisible() and one.changed() for one in half) else ""

    def leave(self) -> bool:
        """Stay while something is being edited and was changed."""
        if self.unsaved():
            self.desktop.tell(Message("This contact is being edited.", Tone.INFO, "Save it, or cancel."))
            return False
        return True

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "new": self._new,
            "edit": self._edit,
            "account": self._enter_account,
            "confirm": self._confirm,
            "confirm taken over": self._confirm_taken_over,
            "away": partial(self._put_away, away=True),
            "back": partial(self._put_away, away=False),
            "take over": self._take_over,
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
        presenter.shown.connect(self.pane.show_contact)
        presenter.saved.connect(self._saved)
        presenter.failed.connect(self._failed)
        presenter.taken.connect(self._tell_taken)
        presenter.not_taken.connect(self._tell_not_taken)
        presenter.stale.connect(lambda: presenter.refresh(self.model.looked_at()))
        self.model.dataChanged.connect(lambda *_: self._judge())
        for form in (self.pane.form, self.pane.account_form):
            form.left.connect(table.setFocus)

    def _show_found(self, found: ContactsFound) -> None:
        self.model.show_list(found.list)
        self.table.show_order(found.query.order, descending=found.query.descending)
        self.page.show_counts(found.counts)
        self.acts["confirm taken over"].setEnabled(found.counts[ContactList.UNCONFIRMED] > 0)
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

    def _say_empty(self, found: ContactsFound) -> None:
        if found.query.text:
            message = Message("No contact here fits the filter.", label="Clear the filter", act=self.page.filter.clear)
        elif found.query.list is ContactList.UNCONFIRMED:
            message = Message("Every bank account is confirmed.", remedy="New or changed details come here first.")
        elif not any(found.counts.values()):
            remedy = "They come with the first bill of each, or all at once from the old system."
            act = self.acts["take over"]
            message = Message("No supplier is here yet.", remedy=remedy, label=act.text(), act=act.trigger)
        else:
            remedy = "Contacts come with taking a client on, and with the first bill of a supplier."
            message = Message("No contact is on this list.", remedy=remedy, label="New contact", act=self._new)
        self.page.show_empty("contacts", message)

    def _current_changed(self) -> None:
        row = self._current()
        if row is not None:
            self.presenter.show_contact(row.id)
        self._judge()

    def _judge(self) -> None:
        row = self._current()
        self.acts["edit"].setEnabled(row is not None and not row.archived)
        self.acts["account"].setEnabled(row is not None and row.supplier and not row.archived)
        self.acts["confirm"].setEnabled(row is not None and bool(row.unconfirmed))
        self.acts["away"].setEnabled(row is not None and not row.archived)
        self.acts["back"].setEnabled(row is not None and row.archived)

    def _current(self) -> ContactRow | None:
        row = self.table.current_record()
        return row if isinstance(row, ContactRow) else None

    def _new(self) -> None:
        self.pane.form.open(None)

    def _edit(self) -> None:
        if self.pane.details is not None:
            self.pane.form.open(self.pane.details)

    def _enter_account(self) -> None:
        if self.pane.details is not None:
            self.pane.account_form.open(self.pane.details)

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

    def _saved(self, contact_id: str) -> None:
        self.pane.form.hide()
        self.pane.account_form.hide()
        self.page.banner.clear()
        self.presenter.refresh(self.model.looked_at(), wanted=contact_id)
        self.table.setFocus()

    def _failed(self, error: BookDeskError) -> None:
        what, remedy = (wording.local(self.desktop.office.named(words)) for words in (error.what, error.remedy))
        shown = next((one for one in (self.pane.form, self.pane.account_form) if one.isVisible()), None)
        if shown is not None:
            shown.refuse(f"{what} {remedy}")
        else:
            self.page.banner.say(Message(what, Tone.BAD, remedy))

    def _focus_filter(self) -> None:
        self.page.filter.setFocus()


class ContactPane(Scrolling):
    """One contact: facts, bank accounts, what is open, what happened; or the form to change it."""

    def __init__(self, screen: ContactsScreen) -> None:
        """Show nothing yet."""
        super().__init__()
        memory = screen.desktop.memory
        self.details: ContactDetails | None = None
        self.form, self.account_form = ContactForm(screen.presenter), AccountForm(screen.presenter)
        self._title, self._facts, self._none = heading(""), Facts(), quiet("No contact is chosen.")
        self._waiting, self._person = Facts(), screen.presenter.person
        self._title.setWordWrap(True)
        self._accounts = RowsModel(ACCOUNTS, lambda one: one.id, self)
        self._documents = RowsModel(DOCUMENTS, lambda one: one.id, self)
        self.accounts = RecordTable(self._accounts, "payee accounts", memory, "Bank accounts of the contact")
        self.documents = RecordTable(self._documents, "contact documents", memory, "Open with the contact")
        self._history, self._history_heading = Timeline(), heading("History")
        acts = FlowLayout(GRID // 2)
        for name in ("edit", "account", "confirm", "away", "back", "confirm taken over"):
            acts.addWidget(button(screen.acts[name], hides=True))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        for part in (self._none, self._title, self.form, self.account_form, self._facts):
            column.addWidget(part)
        column.addLayout(acts)
        for below in (self._waiting, self.accounts, self.documents, self._history_heading, self._history):
            column.addWidget(below)
        column.addStretch(1)
        self.setWidget(body)
        self.documents.opened.connect(lambda bill_id: screen.presenter.show_bill(str(bill_id)))
        self._history.whole_asked.connect(lambda: screen.desktop.go(Place("history", item=self.record())))
        self.show_contact(None)

    def record(self) -> str:
        """Return the contact that is shown as its history names it."""
        return f"contact:{self.details.id}" if self.details is not None else ""

    def show_contact(self, shown: ContactShown | None) -> None:
        """Show a contact, or that none is chosen."""
        self.details = shown.details if shown is not None else None
        self._none.setVisible(shown is None)
        self._title.setText(shown.details.name if shown is not None else "")
        self._facts.show_facts(_facts_of(shown.details) if shown is not None else ())
        self._waiting.show_facts(waiting(shown.details, self._person) if shown is not None else ())
        for model, table, rows in (
            (self._accounts, self.accounts, shown.details.accounts if shown is not None else ()),
            (self._documents, self.documents, shown.documents if shown is not None else ()),
        ):
            model.show_rows(rows)  # type: ignore[arg-type] # each model its own rows
            table.show_all_rows()
            table.setVisible(bool(rows))
        self._history.show_entries(shown.history if shown is not None else ())
        self._history_heading.setVisible(shown is not None and bool(shown.history))


def _facts_of(details: ContactDetails) -> list[tuple[str, str]]:
    account = "  ".join(filter(None, (details.default_account, details.default_account_name)))
    return [
        (
            "Is",
            ", ".join(word for word, true in (("supplier", details.supplier), ("customer", details.customer)) if true),
        ),
        ("Tax number", details.tax_id or ""),
        ("Mail", details.email or ""),
        ("Address", ", ".join(filter(None, (details.street, details.postcode, details.city, details.country)))),
        ("Currency", details.currency or ""),
        ("Terms", terms_words(details)),
        ("Paid by", details.way_of_payment.value if details.way_of_payment else ""),
        ("Usually coded to", account),
        ("Usual tax code", details.default_tax_code or ""),
        ("Came from", details.origin or ""),
    ]


class ContactForm(QFrame):
    """The fields of a contact to be typed into; only what was changed is saved."""

    left = Signal()
    """Nothing is changed any more."""

    def __init__(self, presenter: ContactsPresenter) -> None:
        """Hidden until it is opened."""
        super().__init__()
        self.setProperty("kind", "card")
        self._presenter = presenter
        self._details: ContactDetails | None = None
        self.fields = {name: QLineEdit() for name, _ in FIELDS}
        self._problem, self.save, self.cancel = label("", "bad", wraps=True), QPushButton("Save"), QPushButton("Cancel")
        self.save.setProperty("kind", "primary")
        grid = QGridLayout()
        for row, (name, words) in enumerate(FIELDS):
            self.fields[name].setAccessibleName(words)
            self.fields[name].returnPressed.connect(self._save)
            grid.addWidget(quiet(words, wraps=False), row, 0)
            grid.addWidget(self.fields[name], row, 1)
        acts = QHBoxLayout()
        acts.addWidget(self.save)
        acts.addWidget(self.cancel)
        acts.addStretch(1)
        column = QVBoxLayout(self)
        column.addLayout(grid)
        column.addWidget(self._problem)
        column.addLayout(acts)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.leave)
        self.hide()

    def leave(self) -> None:
        """Change nothing."""
        self.hide()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave it with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def open(self, details: ContactDetails | None) -> None:
        """Edit a contact, or write a new one."""
        self._details = details
        for name, field in self.fields.items():
            field.setText(value_of(details, name) if details is not None else "")
        self._problem.hide()
        self.show()
        self.fields["name"].setFocus()
        self.fields["name"].selectAll()

    def changed(self) -> dict[str, str]:
        """Return what was changed, by field."""
        before = {name: value_of(self._details, name) if self._details is not None else "" for name in self.fields}
        texts = {name: field.text().strip() for name, field in self.fields.items()}
        return {name: text for name, text in texts.items() if text != before[name]}

    def refuse(self, words: str) -> None:
        """Say why it was not saved."""
        self._problem.setText(words)
        self._problem.show()

    def _save(self) -> None:
        changed = self.changed()
        if not changed:
            self.leave()
            return
        known = self._details
        self._presenter.save(known.id if known else "", changed, known.version if known else None)
