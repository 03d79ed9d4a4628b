"""The screen of people: who works here, who can open what, and which computers are let in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from bookdesk.core.errors import BookDeskError
from bookdesk.office.people import Member, Served, Staff, Wish
from bookdesk.security.devices import DeviceEntry
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message, Place, history_of
from bookdesk.ui.people.access.view import AccessForm
from bookdesk.ui.people.member.view import MemberForm
from bookdesk.ui.people.pane.view import Pane
from bookdesk.ui.people.presenter import LimitWish, PeoplePresenter
from bookdesk.ui.people.table import COMPUTERS, MEMBERS, clients_columns
from bookdesk.ui.pieces.commands import Command, bind
from bookdesk.ui.pieces.list_page import ListPage, ListTab
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.pieces.table import RecordTable

PEOPLE, CLIENTS, COMPUTERS_TAB = "people", "clients", "computers"
TABS = (
    ListTab(PEOPLE, "People"),
    ListTab(CLIENTS, "Who can open what"),
    ListTab(COMPUTERS_TAB, "Computers"),
)
COMMANDS = (
    Command("new", "Add a person", ("N",), "add"),
    Command("give", "Give a client…", ("G",), "key"),
    Command("take", "Take away…", ("Delete",), "lock"),
    Command("roles", "Change roles…", ("R",), "edit"),
    Command("keys", "New passphrase…", (), "unlock"),
    Command("remove", "Remove…", ("Shift+Delete",), "void"),
    Command("withdraw", "Let in no more…", (), "void"),
    Command("filter", "Filter the list", ("/", "Ctrl+F"), "filter"),
)
_ONLY_OWNERS = Message("You see who works here; only an owner changes it.", Tone.INFO, "Ask one for what is missing.")


class PeopleScreen(Screen):
    """Three lists with one in full beside them; forms take the place of the list."""

    def __init__(self, desktop: Desktop) -> None:
        """Build the page; what is known comes with `show_place`."""
        super().__init__(desktop, "people")
        self.presenter = PeoplePresenter(desktop, self)
        self.acts = bind(self, COMMANDS, self._handlers())
        self._members = RowsModel(MEMBERS, lambda member: member.id, self)
        self._computers = RowsModel(COMPUTERS, lambda computer: computer.device_id, self)
        self.tables = {
            PEOPLE: RecordTable(self._members, "people", desktop.memory, "People"),
            COMPUTERS_TAB: RecordTable(self._computers, "computers", desktop.memory, "Computers"),
        }
        self._clients: RowsModel[Served] | None = None
        self._tab = PEOPLE
        self.staff: Staff | None = None
        self._asked: Member | None = None
        """Whom the form is about, whatever is chosen meanwhile."""
        self._added = ""
        """The id of who was added and is not listed yet."""
        shown = [self.acts[name] for name in ("roles", "give", "take", "keys", "remove", "withdraw")]
        self.pane = Pane(desktop.memory, shown, self.history_button())
        self.form, self.access = MemberForm(), AccessForm(self.presenter)
        self.page = ListPage(
            "people",
            "People",
            TABS,
            self.tables[PEOPLE],
            desktop.memory,
            primary=self.acts["new"],
            beside=self.pane,
            share=38,
        )
        for form in (self.form, self.access):
            self.page.put_above(form)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self._connect()
        self.page.show_tab(PEOPLE)
        self._judge()

    def show_place(self, place: Place) -> None:
        """Show a list (`view`)."""
        if place.view in {tab.name for tab in TABS}:
            self.page.show_tab(place.view)
            self._show_tab(place.view)
        self.presenter.look()

    def take_keyboard(self) -> None:
        """Begin in the list, or in the form that is open."""
        if self.form.isHidden() and self.access.isHidden():
            self.page.focus_list()

    def record(self) -> Place | None:
        """Return where the history of a person, a client's accesses or a computer is: in the practice's own."""
        served, computer, member = self.served(), self.computer(), self.member()
        if self.page.tab() == CLIENTS and served is not None:
            return history_of("client_registry", served.client_id, of_practice=True)
        if computer is not None:
            return history_of("device", computer.device_id, of_practice=True)
        return history_of("user", member.id, of_practice=True) if member is not None else None

    # -- what is chosen

    def member(self) -> Member | None:
        """Return the person who is chosen, in either list."""
        if self.page.tab() == PEOPLE:
            found = self.tables[PEOPLE].current_record()
            return found if isinstance(found, Member) else None
        line = self.pane.line()
        return self.staff.member(line.access.user_id) if line is not None and self.staff is not None else None

    def served(self) -> Served | None:
        """Return the client that is chosen, in either list."""
        if self.page.tab() == CLIENTS:
            found = self.page.table.current_record()
            return found if isinstance(found, Served) else None
        line = self.pane.line() if self.page.tab() == PEOPLE else None
        return self.staff.client(line.access.client_id) if line is not None and self.staff is not None else None

    def computer(self) -> DeviceEntry | None:
        """Return the computer that is chosen."""
        found = self.tables[COMPUTERS_TAB].current_record() if self.page.tab() == COMPUTERS_TAB else None
        return found if isinstance(found, DeviceEntry) else None

    # -- acts

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "new": self._new,
            "give": self._give,
            "take": self._take,
            "roles": lambda: self._ask(self.form.ask_roles),
            "keys": lambda: self._ask(self.form.ask_keys),
            "remove": self._remove,
            "withdraw": self._withdraw,
            "filter": self.page_filter,
        }

    def page_filter(self) -> None:
        """Put the keyboard into the filter."""
        self.page.filter.setFocus()

    def _new(self) -> None:
        if self.staff is not None:
            self._open()
            self.form.ask_new(self.staff.clients)

    def _ask(self, ask: Callable[[Member], None]) -> None:
        member = self._asked = self.member()
        if member is not None:
            self._open()
            ask(member)

    def _give(self) -> None:
        if self.staff is None:
            return
        member, served = self.member(), self.served()
        chosen = served.client_id if served is not None else ""
        if self.page.tab() == PEOPLE and not self.pane.table.hasFocus():
            chosen = ""  # who is in the list of people means another client
        by_person = self.page.tab() == PEOPLE or self.pane.table.hasFocus()
        self._open()
        self.access.ask(self.staff, member.id if member is not None and by_person else "", chosen)

    def _take(self) -> None:
        member, served = self.member(), self.served()
        if member is None or served is None:
            return
        self.page.prompt.ask(
            f"Take {served.name} away from {member.name}? It gets a new key."
            " What he copied before stays readable to him.",
            "Take it away",
            lambda _: self.presenter.take(served, member),
            needed=False,
            final=True,
        )

    def _remove(self) -> None:
        member = self.member()
        if member is None:
            return
        clients = wording.count(member.clients, "client")
        self.page.prompt.ask(
            f"Remove {member.name}? He opens nothing any more; the practice and {clients} get new keys, which takes a"
            " while. What he copied before stays readable to him, and what he signed stays valid.",
            f"Remove {member.name}",
            lambda _: self.presenter.remove(member),
            needed=False,
            final=True,
        )

    def _withdraw(self) -> None:
        computer = self.computer()
        if computer is not None:
            self.page.prompt.ask(
                f"Let {computer.name} in no more? A copy of the files that lies there is not taken away by that.",
                "Let it in no more",
                lambda _: self.presenter.withdraw(computer.device_id, computer.name),
                needed=False,
                final=True,
            )

    # -- inside

    def _connect(self) -> None:
        presenter = self.presenter
        presenter.found.connect(self._show)
        presenter.done.connect(self._done)
        presenter.refused.connect(self._refused)
        presenter.added.connect(self._follow)
        presenter.limits_found.connect(self.pane.show_limits)
        self.pane.accesses_shown.connect(presenter.look_at_limits)
        self.page.tab_chosen.connect(self._choose_tab)
        self.page.filter_changed.connect(lambda _: self._fill())
        self.pane.line_changed.connect(self._judge)
        for table in self.tables.values():
            table.current_changed.connect(lambda _: self._show_chosen())
        self.tables[PEOPLE].opened.connect(lambda _: self.acts["give"].trigger())
        self.pane.table.opened.connect(lambda _: self.acts["give"].trigger())
        self.form.added.connect(presenter.add)
        self.form.roles_given.connect(lambda roles: self._for_member(presenter.give_roles, roles))
        self.form.keys_given.connect(lambda passphrase: self._for_member(presenter.renew, passphrase))
        self.access.given.connect(self._give_access)
        for form in (self.form, self.access):
            form.left.connect(self._closed)

    def _for_member(self, act: Callable[[Member, Any], None], what: object) -> None:
        if self._asked is not None:
            act(self._asked, what)

    def _follow(self, user_id: str) -> None:
        """Choose who was just added as soon as he is listed, so that the next key is about him."""
        self._added = user_id

    def _give_access(self, wish: Wish, name: str, limit: LimitWish | None) -> None:
        self.presenter.give(wish, name, limit)

    def _show(self, staff: Staff) -> None:
        people = tuple(one.id for one in staff.members if one.active)
        before = tuple(one.id for one in self.staff.members if one.active) if self.staff is not None else ()
        self.staff = staff
        if people != before or self._clients is None:
            self._make_clients(staff)
        self.page.show_counts(
            {
                PEOPLE: len(people),
                CLIENTS: len(staff.clients),
                COMPUTERS_TAB: sum(one.active for one in staff.computers),
            }
        )
        self._fill()
        if self._added and self.tables[PEOPLE].choose(self._added):
            self._added = ""
        if not staff.may_change:
            self.page.banner.say(_ONLY_OWNERS)
        elif staff.old_keys:
            self.page.banner.say(self._old_keys())

    def _old_keys(self) -> Message:
        words = "Somebody who left, or whose last day is over, still knows a key: it was not changed since."
        remedy = "Whoever has it reads what he copies from now on, too."
        return Message(words, Tone.WARN, remedy, "Change them now", self.presenter.finish_keys)

    def _make_clients(self, staff: Staff) -> None:
        """Make the list of clients anew: it has a column for each person."""
        model = self._clients = RowsModel(clients_columns(staff), lambda served: served.client_id, self)
        old = self.tables.pop(CLIENTS, None)
        table = self.tables[CLIENTS] = RecordTable(model, "people clients", self.desktop.memory, "Who can open what")
        table.current_changed.connect(lambda _: self._show_chosen())
        table.opened.connect(lambda _: self.acts["give"].trigger())
        if old is not None:
            shown = self.page.table is old
            if shown:
                self.page.replace_table(table)
            old.deleteLater()

    def _fill(self) -> None:
        staff = self.staff
        if staff is None or self._clients is None:
            return
        text = self.page.filter.text().strip().casefold()
        self._members.show_rows([one for one in staff.members if text in one.name.casefold()])
        self._clients.show_rows([one for one in staff.clients if text in one.name.casefold()])
        self._computers.show_rows([one for one in staff.computers if text in one.name.casefold()])
        self._show_tab(self.page.tab() or PEOPLE)

    def _choose_tab(self, name: str) -> None:
        """Leave an empty form; one that is half typed keeps its list."""
        if not self.leave():
            self.page.show_tab(self._tab)
            return
        for form in (self.form, self.access):
            form.put_away()
        self._show_tab(name)

    def _show_tab(self, name: str) -> None:
        table, self._tab = self.tables.get(name), name
        if table is not None:
            self.page.replace_table(table)
            table.choose_first()
        gaps = sum(bool(one.lacking) for one in self.staff.clients) if self.staff is not None else 0
        told = f"{wording.count(gaps, 'client')} where a second person is missing" if name == CLIENTS and gaps else ""
        self.page.show_footer(told)
        self._show_chosen()

    def _show_chosen(self) -> None:
        staff, tab = self.staff, self.page.tab()
        if staff is None:
            return
        member, served, computer = self.member(), self.served(), self.computer()
        if tab == PEOPLE and member is not None:
            self.pane.show_member(member, staff)
        elif tab == CLIENTS and served is not None:
            self.pane.show_client(served, staff)
        elif computer is not None:
            self.pane.show_computer(computer)
        else:
            self.pane.show_nothing()
        self._judge()

    def _judge(self) -> None:
        """Offer what can be done with what is chosen."""
        self.judge_history()
        staff = self.staff
        may = staff is not None and staff.may_change and self.form.isHidden() and self.access.isHidden()
        member, served, computer, tab = self.member(), self.served(), self.computer(), self.page.tab()
        here = may and member is not None and member.active
        other = here and member is not None and not member.is_me
        offered = {
            "new": may,
            "give": here or (may and tab == CLIENTS and served is not None),
            "take": other and served is not None and self.pane.line() is not None,
            "roles": here and tab == PEOPLE,
            "keys": may and tab == PEOPLE and member is not None and not member.is_me,
            "remove": other and tab == PEOPLE,
            "withdraw": may and computer is not None and computer.active and not computer.here,
        }
        for name, on in offered.items():
            self.acts[name].setEnabled(on)

    def _open(self) -> None:
        """Make room for a form."""
        self.page.prompt.drop()
        self.page.banner.clear()
        self.desktop.make_room()
        self.page.give_way(on=True)
        for name in ("new", "give", "take", "roles", "keys", "remove", "withdraw"):
            self.acts[name].setEnabled(False)

    def _closed(self) -> None:
        if self.form.isHidden() and self.access.isHidden():
            self.page.give_way(on=False)
            self._judge()
            self.page.focus_list()

    def _done(self, told: Message) -> None:
        for form in (self.form, self.access):
            form.put_away()
        self.desktop.tell(told)

    def _refused(self, error: BookDeskError) -> None:
        named = self.desktop.office.named
        error.what, error.remedy = named(error.what), named(error.remedy)
        if not self.form.isHidden():
            self.form.refuse(error)
        elif not self.access.isHidden():
            self.access.refuse(error)
        else:
            self.desktop.tell_error(error)
