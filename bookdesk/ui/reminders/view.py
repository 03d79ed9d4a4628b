"""The screen of reminders: who would get what now, who gets nothing and why, and the letter of the chosen one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.core.money import Money
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message, Place, history_of
from bookdesk.ui.pieces.commands import Command, bind
from bookdesk.ui.pieces.dates import typed_day
from bookdesk.ui.pieces.list_page import ListPage, ListTab
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.noteline import NoteLine
from bookdesk.ui.pieces.panel import is_tight
from bookdesk.ui.pieces.sales_ways import SalesWays
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.pieces.table import RecordTable
from bookdesk.ui.reminders.customer.view import CustomerPanel
from bookdesk.ui.reminders.letter.table import charge_of
from bookdesk.ui.reminders.letter.view import LetterPane
from bookdesk.ui.reminders.presenter import LetterShown, RemindersFound, RemindersPresenter, Wrote, may_invoice
from bookdesk.ui.reminders.table import HELD, INVOICES, MAILS, PERSON, SPARED, WRITE, AboutInvoice, ReminderRow

TABS = (
    ListTab(WRITE, "To write"),
    ListTab(HELD, "Held back"),
    ListTab(PERSON, "For a person"),
    ListTab(SPARED, "Not reminded"),
)
COMMANDS = (
    Command("write all", "Write all…", ("Ctrl+Return",), "send"),
    Command("write", "Write it", ("W",), "send"),
    Command("approve", "Approve the list again…", ("A",), "approve"),
    Command("leave out", "Not this time…", ("L",), "pause"),
    Command("promise", "Promised…", ("P",), "clock"),
    Command("dispute", "Dispute…", ("D",), "dispute"),
    Command("spare", "Spare it", ("M",), "hold"),
    Command("spare customer", "Spare the customer…", ("Shift+M",), "contact"),
    Command("charge", "Charge a late fee", ("F",), "bill"),
    Command("customer", "His rules…", ("H",), "edit"),
    Command("open", "Open", ("E", "F2"), "sales"),
    Command("rules", "Rules", ("R",), "settings"),
    Command("statements", "Statements", ("S",), "statement"),
    Command("filter", "Filter the list", ("/", "Ctrl+F"), "filter"),
)
_IN_PANE = (
    *("write", "approve", "leave out", "promise", "dispute", "spare", "spare customer", "charge", "customer", "open"),
)
_NAMED = 3


class RemindersScreen(Screen):
    """The dry run of the client in front, as four lists."""

    def __init__(self, desktop: Desktop) -> None:
        """Build the page; the lists come with `show_place`."""
        super().__init__(desktop, "reminders")
        self.presenter = RemindersPresenter(desktop, self)
        self.found: RemindersFound | None = None
        self._wanted = ""
        self._writing = False
        self._standing: Message | None = None
        """What the banner says of how reminders stand; nothing where they run."""
        self.models = {
            name: RowsModel(columns, lambda row: row.key, self)
            for name, columns in (("mails", MAILS), ("ones", INVOICES))
        }
        self.tables = {
            "mails": RecordTable(self.models["mails"], "reminders to write", desktop.memory, "Reminders"),
            "ones": RecordTable(self.models["ones"], "reminders not written", desktop.memory, "Invoices"),
        }
        self.acts = bind(self, COMMANDS, self._handlers())
        self.pane = LetterPane(desktop, [self.acts[name] for name in _IN_PANE], self.history_button())
        self.page = ListPage(
            "reminders", "Sales", TABS, self.tables["mails"], desktop.memory,
            primary=self.acts["write all"], beside=self.pane, share=40,
        )  # fmt: skip
        self.page.put_ways(SalesWays(desktop, "reminders"))
        self.page.put_in_tabs([self.acts["rules"], self.acts["statements"]])
        self.customer, self.way = CustomerPanel(desktop), NoteLine("Mail settings")
        self.page.put_above(self.way)
        self.page.put_above(self.customer)
        self.page.show_tab(WRITE)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self._connect()
        self._judge()

    def show_place(self, place: Place) -> None:
        """Show a named list (`view`), with the customer or invoice that is wanted (`item`)."""
        self._wanted = place.item
        if place.view in {tab.name for tab in TABS}:
            self.page.show_tab(place.view)
            self.page.show_filter("")
        elif place.item:
            self.page.show_tab(WRITE)
        self.presenter.refresh()

    def forget(self) -> None:
        """Show nothing of this client any more."""
        super().forget()
        self.found = self._standing = None
        self._writing = False
        self.page.show_tab(WRITE)
        self.customer.forget()
        self.way.say(None)
        self.pane.show_row(None)
        self._judge()

    def record(self) -> Place | None:
        """Return where the history of the chosen customer or invoice is."""
        row = self._current()
        if row is None:
            return None
        chosen = [one for one in self.pane.chosen() if one.id]
        return history_of("invoice", chosen[0].id) if len(chosen) == 1 else history_of("contact", row.contact_id)

    def take_keyboard(self) -> None:
        """Begin in the list, or in the panel that is open."""
        if self.customer.isHidden():
            self.page.focus_list()

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "write all": self._write_all,
            "write": self._write,
            "approve": self._ask_approve,
            "leave out": self._leave_out,
            "promise": self._ask_promise,
            "dispute": self._ask_dispute,
            "spare": self._spare,
            "spare customer": self._spare_customer,
            "charge": self._charge,
            "customer": self._ask_customer,
            "open": self._open,
            "rules": lambda: self.presenter.go("reminder rules"),
            "statements": lambda: self.presenter.go("statements"),
            "filter": self._focus_filter,
        }

    def _focus_filter(self) -> None:
        self.page.filter.setFocus()

    def _connect(self) -> None:
        page, presenter = self.page, self.presenter
        page.tab_chosen.connect(lambda _: self._show_rows())
        page.filter_changed.connect(lambda _: self._show_rows())
        for table in self.tables.values():
            table.current_changed.connect(lambda _: self._show_current())
            table.selection_changed.connect(self._judge)
            table.opened.connect(lambda _: self._open())
        self.pane.invoices_chosen.connect(self._judge)
        self.customer.opened.connect(self._panel_opened)
        self.way.followed.connect(lambda: self.desktop.go(Place("settings", view="mail")))
        presenter.found.connect(self._show_found)
        presenter.shown.connect(self._show_letter)
        presenter.wrote.connect(self._tell_wrote)
        presenter.approved.connect(self._tell_approved)
        presenter.refused.connect(self._refused)
        presenter.stale.connect(presenter.refresh)

    # -- what was found

    def _show_found(self, found: RemindersFound) -> None:
        self.found = found
        self.page.show_counts({name: len(rows) for name, rows in found.lists.items()})
        self._say_standing(found)
        self.way.say(_way_out(found))
        self._turn_to_wanted(found)
        self._show_rows()

    def _turn_to_wanted(self, found: RemindersFound) -> None:
        """Show the list on which the wanted customer or invoice is, and know it by its row there."""
        if not self._wanted:
            return
        for name in sorted(found.lists, key=lambda name: name != self.page.tab()):
            for row in found.lists[name]:
                if self._wanted in (row.key, row.contact_id, *(one.id for one in row.invoices)):
                    self.page.show_tab(name)
                    self._wanted = row.key
                    return

    def _say_standing(self, found: RemindersFound) -> None:
        """Say across the screen what keeps anything from being written."""
        banner, before, now = self.page.banner, self._standing, None
        if not may_invoice(self.desktop):
            remedy = "Who invoices for this client writes them and changes their rules."
            now = Message("You may look at the reminders of this client.", Tone.INFO, remedy)
        elif not found.active:
            now = Message(
                "Reminders are off for this client: nothing is written.",
                Tone.INFO,
                "This is what would be said. Once they are on, the first list waits for your approval.",
            )
        elif not found.approved:
            remedy = "Look through it, leave out or mark what is wrong, then approve it. Until then nothing is written."
            now = Message("This is the first list of this client.", Tone.WARN, remedy)
        if (now and now.words) == (before and before.words):
            return
        self._standing = now
        if now is not None:
            banner.say(now)
        elif banner.message() is before:
            banner.clear()

    def _show_rows(self) -> None:
        found = self.found
        if found is None:
            return
        tab, words = self.page.tab() or WRITE, self.page.filter.text().casefold().split()
        kind = "mails" if tab in {WRITE, HELD} else "ones"
        rows = [row for row in found.lists[tab] if all(word in _said(row) for word in words)]
        self.page.replace_table(self.tables[kind])
        self.models[kind].show_rows(rows)
        what = wording.count(len(rows), "mail" if kind == "mails" else "invoice")
        apart = _without_address(found) if tab == WRITE else ""
        self.page.show_footer(
            "  ·  ".join(filter(None, (what, apart, f"as of {wording.moment_at(found.at, found.zone)}"))), _added(rows)
        )
        if rows:
            self.page.show_table()
            wanted, self._wanted = self._wanted, ""
            if not (wanted and self.page.table.choose(wanted)) and self._current() is None:
                self.page.table.choose_first()
        else:
            self._say_empty(tab, filtered=bool(words))
        self._show_current()

    def _say_empty(self, tab: str, *, filtered: bool) -> None:
        if filtered:
            message = Message("Nothing here matches the filter.", label="Clear the filter", act=self.page.filter.clear)
        else:
            message = _EMPTY[tab]
        self.page.show_empty("check" if tab == WRITE else "clock", message)

    def _show_current(self) -> None:
        row = self._current()
        self.pane.show_row(row)
        if row is not None:
            self.presenter.show_row(row)
        self._judge()

    def _show_letter(self, shown: LetterShown) -> None:
        self.pane.show_letter(shown)
        self._judge()

    # -- what can be done

    def _current(self) -> ReminderRow | None:
        row = self.page.table.current_record()
        return row if isinstance(row, ReminderRow) else None

    def _chosen(self) -> list[ReminderRow]:
        rows: list[ReminderRow] = self.page.table.selected_records()
        return rows

    def _judge(self) -> None:
        """Offer what can be done with what is chosen."""
        found, row, tab = self.found, self._current(), self.page.tab()
        ready = found is not None and found.active and found.approved
        chosen, invoices = self._chosen(), self.pane.chosen()
        message = row is not None and bool(row.digest)
        charge = charge_of(self.pane.shown, invoices)
        spared = bool(invoices) and all(one.spared for one in invoices)
        disputed = bool(invoices) and all(one.disputed for one in invoices)
        on = {
            "write all": found is not None and not self._writing and (bool(found.to_write) or not ready),
            "write": ready and not self._writing and tab == WRITE and bool(chosen),
            "approve": ready and message and tab == HELD and row is not None and row.first_list,
            "leave out": message and tab == WRITE,
            "promise": bool(invoices),
            "dispute": bool(invoices),
            "spare": bool(invoices),
            "spare customer": row is not None and not row.thanks,
            "charge": charge is not None,
            "customer": row is not None and not row.thanks,
            "open": bool(invoices),
        }
        may = may_invoice(self.desktop)
        for name, enabled in on.items():
            self.acts[name].setEnabled(enabled and (may or name == "open"))
        self.acts["write all"].setText(self._words_of_all())
        self.acts["write"].setText("Write it" if len(chosen) < 2 else f"Write these {len(chosen)}")  # noqa: PLR2004 - one, or more
        self.acts["spare"].setText("Remind again" if spared else "Spare it")
        self.acts["dispute"].setText("Dispute is settled" if disputed else "Dispute…")
        fee = f"Charge {wording.money(charge.sum)} as a draft" if charge is not None else "Charge a late fee"
        self.acts["charge"].setText(fee)
        self.judge_history()

    def _words_of_all(self) -> str:
        found = self.found
        if found is not None and not found.active:
            return "Switch reminders on"
        if found is not None and not found.approved:
            return "Approve the list…"
        if found is None or not found.to_write:
            return "Write all…"
        return f"Write {wording.count(len(found.to_write), 'mail')} now…"

    def _panel_opened(self, on: bool) -> None:  # noqa: FBT001 - as the signal has it
        self.page.give_way(on=on and is_tight(self.page, self.customer))
        if not on:
            self.page.focus_list()

    # -- acts

    def _write_all(self) -> None:
        found = self.found
        if found is None:
            return
        if not found.active:
            self.presenter.switch_on()
            return
        count = wording.count(len(found.to_write), "mail")
        if not found.approved:
            self._ask_approve()
            return
        at = wording.moment_at(found.at, found.zone)
        question = f"Write {count} now, as of {at}? They wait in the outbox, and each leaves once,"
        question += " in the hours of its recipient."
        act = partial(self._write_rows, None)
        self.page.prompt.ask(question, f"Write {count}", lambda _: act(), needed=False, final=True)

    def _ask_approve(self) -> None:
        """Ask whether the list, as it is now, may be written: at first, or once more where it grew on that day."""
        found = self.found
        if found is None:
            return
        mails = [row for name in (WRITE, HELD) for row in found.lists[name] if row.digest and not row.no_address]
        if mails:
            question = (
                f"Approve this first list of {wording.count(len(mails), 'mail')}? What stands on it may be written"
            )
            question += " today"
        else:
            question = "Approve this first list, though nobody stands on it? Nothing is written today"
        question += (
            ", and from tomorrow on reminders are written by themselves as their days come." if found.by_itself else "."
        )
        apart = _without_address(found)
        question += f" {apart}." if apart else ""
        act = partial(self.presenter.approve, found.list_hash)
        self.page.prompt.ask(question, "Approve the list", lambda _: act(), needed=False, final=True)

    def _write(self) -> None:
        self._write_rows(self._chosen())

    def _write_rows(self, rows: list[ReminderRow] | None) -> None:
        """Write these or all; meanwhile nothing more is offered to be written."""
        self._writing = True
        self._judge()
        self.presenter.write(rows)

    def _leave_out(self) -> None:
        row = self._current()
        if row is None:
            return
        question = f"Leave the reminder to {row.customer} about {row.numbers} out? Its next step comes on its day."
        act = partial(self.presenter.pass_over, row)
        self.page.prompt.ask(question, "Leave it out", lambda _: act(), needed=False, final=True)

    def _ask_promise(self) -> None:
        chosen = self.pane.chosen()
        question = f"By which day is {_named(chosen)} promised? No reminder is sent until then. Empty takes it back."
        act = partial(self._promise, chosen)
        self.page.prompt.ask(question, "Promised", act, hint="e.g. +7", needed=False, check=self._day)

    def _promise(self, chosen: list[AboutInvoice], text: str) -> None:
        self.presenter.promise(chosen, self._day(text))

    def _day(self, text: str) -> date | None:
        if not text.strip():
            return None
        today = self.presenter.today()
        day = typed_day(text, today, self.locale())
        if day < today:
            raise InputError(f"{wording.day(day)} is gone.", "Write a day that is still to come, such as +7.")
        return day

    def _ask_dispute(self) -> None:
        chosen = self.pane.chosen()
        if all(one.disputed for one in chosen):
            self.presenter.dispute(chosen, None)
            return
        question = f"What does the customer say about {_named(chosen)}? No reminder is sent while it is disputed."
        act = partial(self.presenter.dispute, chosen)
        self.page.prompt.ask(question, "Dispute", act, hint="e.g. two boxes were missing")

    def _spare(self) -> None:
        chosen = self.pane.chosen()
        self.presenter.remind(chosen, wanted=all(one.spared for one in chosen))

    def _spare_customer(self) -> None:
        row = self._current()
        if row is not None:
            question = f"Send {row.customer} no reminder any more, whatever is open? Statements still go to him."
            act = partial(self.presenter.spare_customer, row)
            self.page.prompt.ask(question, "Remind him no more", lambda _: act(), needed=False)

    def _charge(self) -> None:
        charge, row = charge_of(self.pane.shown, self.pane.chosen()), self._current()
        if charge is not None and charge.sum is not None and row is not None:
            back = Place("reminders", self.desktop.client_id, view=self.page.tab(), item=row.key)
            self.presenter.charge(charge.invoice_id, charge.sum, back)

    def _ask_customer(self) -> None:
        row = self._current()
        if row is not None:
            self.customer.presenter.ask(row.contact_id)

    def _open(self) -> None:
        chosen, row = self.pane.chosen(), self._current()
        if chosen and row is not None:
            back = Place("reminders", self.desktop.client_id, view=self.page.tab(), item=row.key)
            self.presenter.open_invoice(chosen[0].id, back)

    # -- what came of it

    def _tell_wrote(self, done: Wrote) -> None:
        self._writing = False
        self._judge()
        written = len(done.reminders.written) + len(done.thanks.written)
        words = f"{wording.count(written, 'mail')} in the outbox." if written else "Nothing was left to write."
        if done.reminders.escalated:
            words += f" {wording.count(len(done.reminders.escalated), 'invoice')} for a person now."
        if done.reminders.already:
            words += f" {wording.count(done.reminders.already, 'customer')} had theirs already."
        told = wording.local(self.desktop.office.named(" ".join(done.problems())))
        self.desktop.tell_here(Message(words, Tone.WARN if told else Tone.GOOD, told))

    def _tell_approved(self) -> None:
        self.desktop.tell_here(Message("The first list is approved.", Tone.GOOD, "Now its mails may be written."))

    def _refused(self, error: BookDeskError) -> None:
        self._writing = False
        named = self.desktop.office.named
        self.page.banner.say(Message(wording.local(named(error.what)), Tone.BAD, wording.local(named(error.remedy))))
        self.presenter.refresh()


_EMPTY = {
    WRITE: Message("Nobody is to be written to now.", remedy="What is held back or spared stands on the other lists."),
    HELD: Message("Nothing is held back."),
    PERSON: Message("Nothing waits for a person.", remedy="Where the last reminder brought nothing, it comes here."),
    SPARED: Message("No open invoice is left out."),
}


def _said(row: ReminderRow) -> str:
    return f"{row.customer} {row.numbers} {row.pill.words} {wording.sums(row.open)}".casefold()


def _way_out(found: RemindersFound) -> Message | None:
    """Say what becomes of the list if nobody does anything, and what the button adds to that."""
    if not (found.active and found.approved and found.to_write):
        return None
    if not found.by_itself:
        return Message("Nothing is written by itself: write these, then send what is due in the outbox.")
    now = "The button puts them into the outbox now; none leaves earlier."
    return Message("These are written by themselves and leave as said under Leaves.", remedy=now)


def _without_address(found: RemindersFound) -> str:
    """Return how many mails more there would be, were there an address to send them to."""
    count = sum(row.no_address for row in found.lists[HELD])
    return f"{count} more {'has' if count == 1 else 'have'} no address" if count else ""


def _added(rows: list[ReminderRow]) -> str:
    """Return what is open of all rows, by currency; money that was thanked for is none."""
    sums: dict[str, Money] = {}
    for money in (money for row in rows if not row.thanks for money in row.open):
        sums[money.currency] = sums.get(money.currency, Money.zero(money.currency)) + money
    return f"Open  {wording.sums(sums[currency] for currency in sorted(sums))}" if sums else ""


def _named(chosen: list[AboutInvoice]) -> str:
    numbers = [one.number for one in chosen]
    more = f" and {len(numbers) - _NAMED} more" if len(numbers) > _NAMED else ""
    return f"{', '.join(numbers[:_NAMED])}{more}"
