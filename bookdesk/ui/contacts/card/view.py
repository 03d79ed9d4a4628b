"""The pane of one contact: its card, what happened with it, or the form to change it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from bookdesk.contacts.details import ContactDetails
from bookdesk.reports.contactcard import OpenItem
from bookdesk.reports.timeline import Event
from bookdesk.ui import wording
from bookdesk.ui.contacts.account.view import AccountForm
from bookdesk.ui.contacts.card.presenter import CardPresenter, ContactShown, Told
from bookdesk.ui.contacts.card.table import (
    ITEMS,
    MAILS,
    SORTS,
    event_columns,
    item_place,
    mail_place,
    place_of,
    standing,
    who,
)
from bookdesk.ui.contacts.form.view import ContactForm
from bookdesk.ui.contacts.table import ACCOUNTS, DOCUMENTS, card_pill, waiting
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.messages import Place, history_of
from bookdesk.ui.pieces.choice_field import Choice
from bookdesk.ui.pieces.commands import button
from bookdesk.ui.pieces.facts import Facts
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.growing import GrowingModel
from bookdesk.ui.pieces.labels import PillLabel, heading, label, quiet
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.options import Options
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.table import RecordTable

CARD, TIMELINE = "card", "timeline"
_WAYS = (Choice(CARD, "Card"), Choice(TIMELINE, "Everything that happened"))


class Card(Scrolling):
    """How a contact stands and what is kept of it, below what can be done with it."""

    def __init__(self, presenter: CardPresenter, desktop: Desktop, acts: Sequence[QAction]) -> None:
        """Show nothing yet; `acts` that cannot be done just now are hidden."""
        super().__init__()
        self._presenter = presenter
        self._warned, self._standing = label("", "warn", wraps=True), Facts()
        self._notes, self._facts, self._waiting = label("", wraps=True), Facts(), Facts()
        self._heads = {
            name: heading(words)
            for name, words in (("notes", "Notes"), ("who", "Kept of it"), ("accounts", "Bank accounts"))
        }
        self._parts: list[tuple[QWidget, RowsModel[Any], RecordTable]] = []
        row = FlowLayout(GRID // 2)
        for act in acts:
            row.addWidget(button(act, hides=True))
        body = QWidget()
        column = self._column = QVBoxLayout(body)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addLayout(row)
        column.addWidget(self._warned)
        column.addWidget(self._standing)
        self.items = self._part("Open with this customer", "contact items", desktop, RowsModel(ITEMS, _key_of))
        self.documents = self._part(
            "Open with this supplier", "contact documents", desktop, RowsModel(DOCUMENTS, lambda one: one.id)
        )
        self.mails = self._part("Last mails", "contact mails", desktop, RowsModel(MAILS, lambda one: one.id))
        for part in (self._heads["notes"], self._notes, self._heads["who"], self._facts, self._waiting):
            column.addWidget(part)
        self.accounts = self._part("Bank accounts", "payee accounts", desktop, RowsModel(ACCOUNTS, lambda one: one.id))
        column.addStretch(1)
        self.setWidget(body)
        self.documents.opened.connect(lambda bill_id: presenter.go(Place("bills", item=str(bill_id))))
        self.items.opened.connect(lambda _: self._open_item())
        self.mails.opened.connect(lambda mail_id: presenter.go(mail_place(str(mail_id))))

    def show_contact(self, shown: ContactShown) -> None:
        """Show a contact."""
        details, card = shown.details, shown.card
        self._warned.setText("\n".join(_warnings(shown)))
        self._warned.setVisible(bool(self._warned.text()))
        self._standing.show_facts(standing(card, shown.reminder) if card is not None else ())
        self._notes.setText(wording.local(details.notes or ""))
        for part in (self._heads["notes"], self._notes):
            part.setVisible(bool(details.notes))
        self._facts.show_facts(who(details, self._presenter.country()))
        self._waiting.show_facts(waiting(details, self._presenter.person))
        mails = card.mails if card is not None else ()
        for (head, model, table), rows in zip(
            self._parts, (shown.items, shown.documents, mails, details.accounts), strict=True
        ):
            model.show_rows(rows)
            table.show_all_rows()
            head.setVisible(bool(rows))
            table.setVisible(bool(rows))

    def _part(self, words: str, name: str, desktop: Desktop, model: RowsModel[Any]) -> RecordTable:
        head, table = heading(words), RecordTable(model, name, desktop.memory, words)
        self._parts.append((head, model, table))
        self._column.addWidget(head)
        self._column.addWidget(table)
        return table

    def _open_item(self) -> None:
        one = self.items.current_record()
        if isinstance(one, OpenItem):
            self._presenter.go(item_place(one))


def _key_of(one: OpenItem) -> str:
    return f"{one.record} {one.number}"  # parts of one invoice share its record


def _warnings(shown: ContactShown) -> list[str]:
    """Return what a person should know before anything else: mail that came back, disputes, who may be the same."""
    card, found = shown.card, []
    if card is not None and card.mails and card.mails[0].bounced:
        found.append("The last mail came back: look at the address.")
    disputed = [one.number for one in shown.items if one.disputed]
    if disputed:
        found.append(f"Disputed: {', '.join(disputed)}.")
    found += [f"{one.name} has the same {one.shares}: look whether they are one." for one in shown.alike]
    return found


class Happenings(QWidget):
    """Everything that happened with a contact, read as far as somebody scrolls."""

    def __init__(self, presenter: CardPresenter, desktop: Desktop) -> None:
        """Show nothing yet."""
        super().__init__()
        self._presenter, self._contact_id = presenter, ""
        self.model: GrowingModel[Event] = GrowingModel(event_columns(presenter.person), _event_key, self)
        self.table = RecordTable(self.model, "happenings", desktop.memory, "Everything that happened")
        self.sorts = Options("Which of it", [Choice(name, words) for name, words, _ in SORTS], "all")
        self._none = quiet("Nothing happened yet.")
        self._none.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        around = QVBoxLayout()
        around.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        around.addWidget(self.sorts)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(around)
        column.addWidget(self._none)
        column.addWidget(self.table, 1)
        self.sorts.chosen.connect(self._choose)
        self.model.more_wanted.connect(self._go_on)
        self.table.opened.connect(lambda _: self._open())

    def show_told(self, told: Told) -> None:
        """Show events: from the top, or what follows."""
        more = told.page.next is not None
        if told.first:
            other, self._contact_id = told.contact_id != self._contact_id, told.contact_id
            self.model.show_first(told.page.events, more=more)
            if other:
                self.table.scrollToTop()
        else:
            self.model.show_more(told.page.events, more=more)
        empty = not self.model.rowCount()
        self._none.setVisible(empty)
        self.table.setVisible(not empty)

    def forget(self) -> None:
        """Tell nothing any more."""
        self._contact_id = ""
        self.model.forget()
        self.sorts.show_value("all")

    def _choose(self, name: str) -> None:
        self._presenter.choose(next(kinds for one, _, kinds in SORTS if one == name))

    def _go_on(self) -> None:
        self._presenter.go_on(self.model.last())

    def _open(self) -> None:
        event = self.table.current_record()
        if isinstance(event, Event):
            self._presenter.go(place_of(event, self._contact_id))


def _event_key(one: Event) -> str:
    return f"{one.kind.value} {one.id}"


class ContactPane(QWidget):
    """One contact: the card or the timeline, and in their place a form while something is typed."""

    def __init__(self, desktop: Desktop, acts: Sequence[QAction], form: ContactForm, account_form: AccountForm) -> None:
        """Show nothing yet."""
        super().__init__()
        self.setAccessibleName("The chosen contact")
        self.presenter = CardPresenter(desktop, self)
        self.details: ContactDetails | None = None
        self._waiting: ContactShown | None = None
        self.form, self.account_form = form, account_form
        self._title, self._pill, self._none = heading(""), PillLabel(), quiet("No contact is chosen.")
        self._title.setWordWrap(True)
        self.ways = Options("What is shown of it", _WAYS, CARD)
        self.card, self.happenings = Card(self.presenter, desktop, acts), Happenings(self.presenter, desktop)
        typed = QWidget()
        inside = QVBoxLayout(typed)
        inside.setContentsMargins(2 * GRID, GRID, 2 * GRID, 2 * GRID)
        for one in (form, account_form):
            inside.addWidget(one)
        inside.addStretch(1)
        self.typing = Scrolling(typed)
        self._stack = QStackedWidget()
        for page in (self.card, self.happenings, self.typing):
            self._stack.addWidget(page)
        self._head = QWidget()
        head = QVBoxLayout(self._head)
        head.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 0)
        head.setSpacing(GRID)
        for part in (self._title, self._pill, self.ways):
            head.addWidget(part)
        self._none.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._none)
        column.addWidget(self._head)
        column.addWidget(self._stack, 1)
        column.addWidget(form.foot)
        self.ways.chosen.connect(lambda _: self._turn())
        self.presenter.told.connect(self.happenings.show_told)
        self.show_contact(None)

    def record(self) -> Place | None:
        """Return where the history of the shown contact is."""
        return history_of("contact", self.details.id) if self.details is not None else None

    def ask(self, contact_id: str) -> None:
        """Ask for a contact; one that is shown already is read as far as it was."""
        same = self.details is not None and self.details.id == contact_id
        self.presenter.show(contact_id, self.happenings.model.rowCount() if same else 0)

    def show_contact(self, shown: ContactShown | None) -> None:
        """Show a contact, or that none is chosen."""
        self.details, self._waiting = shown.details if shown is not None else None, shown
        self._turn()
        if shown is not None:
            self._title.setText(shown.details.name)
            self._pill.show_pill(card_pill(shown.details, overdue=shown.overdue))
        else:
            self._title.setText("")
            self._pill.show_pill(None)
            self.presenter.forget()
            self.happenings.forget()

    def turn(self) -> None:
        """Show the timeline instead of the card, or the card again."""
        self.ways.show_value(CARD if self.ways.value() == TIMELINE else TIMELINE)
        self._turn()
        if self.ways.value() == TIMELINE:
            self.happenings.table.setFocus()
            self.happenings.table.choose_first()

    def show_forms(self) -> None:
        """Let a form that is open take the room."""
        self._turn()

    def _turn(self) -> None:
        typing = not (self.form.isHidden() and self.account_form.isHidden())
        there = self.details is not None
        self._head.setVisible(there and not typing)
        self._none.setVisible(not there and not typing)
        page = self.happenings if self.ways.value() == TIMELINE else self.card
        self._stack.setVisible(typing or there)
        self._stack.setCurrentWidget(self.typing if typing else page)
        if self._waiting is not None and page is self.card and not typing:
            # Text over several lines finds its height only where it can be seen.
            waiting, self._waiting = self._waiting, None
            self.card.show_contact(waiting)
