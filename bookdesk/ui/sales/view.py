"""The screen of what was sold: lists of invoices at the top, the table, the chosen one beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import MailStage
from bookdesk.invoicing.listing import InvoiceList, InvoiceRow
from bookdesk.invoicing.shown import InvoiceShown
from bookdesk.models.invoice import InvoiceKind, InvoiceStatus
from bookdesk.takeon.service import Taken
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.messages import Message, Place, history_of
from bookdesk.ui.pieces.choosing import Chooser
from bookdesk.ui.pieces.commands import Command, bind, shown_keys
from bookdesk.ui.pieces.dates import typed_day
from bookdesk.ui.pieces.list_page import ListPage, ListTab
from bookdesk.ui.pieces.list_screen import ListScreen, ListWords
from bookdesk.ui.pieces.sales_ways import SalesWays
from bookdesk.ui.pieces.taking_over import SHEET_AGAIN, ask_posting_day, not_taken_over, taken_over
from bookdesk.ui.sales.correcting.view import Doomed, ask_to_cancel, laid_on
from bookdesk.ui.sales.mailing.view import MailPanel
from bookdesk.ui.sales.pane.view import InvoicePane
from bookdesk.ui.sales.presenter import InvoicesFound, SalesPresenter
from bookdesk.ui.sales.settling.view import SETTLING, Settling, has_paper
from bookdesk.ui.sales.table import KEPT, NOT_BILLED_AGAIN, SAYS_NOTHING
from bookdesk.ui.sales.taking.view import TakingPanel

TABS = (
    ListTab(InvoiceList.OPEN, "Open"),
    ListTab(InvoiceList.OVERDUE, "Overdue"),
    ListTab(InvoiceList.DUE_IN_7_DAYS, "Due in 7 days"),
    ListTab(InvoiceList.PENDING, "Pending", quiet=True),
    ListTab(InvoiceList.PART_SETTLED, "Part settled"),
    ListTab(InvoiceList.DISPUTED, "Disputed"),
    ListTab(InvoiceList.PROMISED, "Promised"),
    ListTab(InvoiceList.DRAFTS, "Drafts"),
    ListTab(InvoiceList.CREDIT_NOTES, "Credit notes", quiet=True),
    ListTab(InvoiceList.SETTLED, "Settled", quiet=True),
    ListTab(InvoiceList.CANCELLED, "Cancelled", quiet=True),
    ListTab(InvoiceList.ALL, "All", quiet=True),
)
COMMANDS = (
    Command("new", "New invoice", ("N",), "add"),
    Command("open", "Open", ("E", "F2"), "edit"),
    Command("issue", "Issue…", ("I",), "release"),
    Command("send", "Send by mail…", ("S",), "send"),
    Command("take", "Take a payment…", ("R",), "receipt"),
    Command("credit", "Credit note", ("C",), "credit"),
    Command("dispute", "Dispute, or settle the dispute", ("D",), "dispute"),
    Command("promise", "Promise to pay", ("P",), "clock"),
    Command("reached", "A part is due", ("Shift+D",), "part"),
    Command("reminders", "Reminders off, or on", ("M",), "hold"),
    *SETTLING,
    Command("remind", "Reminders", ("Shift+R",), "clock"),
    Command("copy", "Copy to a new draft", ("Shift+C",), "duplicate"),
    Command("cancel", "Cancel…", ("Shift+V",), "void"),
    Command("delete", "Throw the draft away", ("Shift+Delete",), "delete"),
    Command("take over", "Import open invoices from a sheet…", ("Ctrl+O",), "statement"),
    Command("filter", "Filter the list", ("/", "Ctrl+F"), "filter"),
)
IN_PANE = ("open", "issue", "take", "pay link", "apply", "pay back", "send", "credit", "reached", "promise", "dispute")
IN_MENU = (
    *("print", "open outside", "save", "remind", "reminders", "copy"),
    *("write off", "unwrite", "cancel", "delete"),
)
"""What is done less often is one press further away; each has its key."""


class SalesScreen(ListScreen[SalesPresenter, InvoiceRow]):
    """Lists of invoices and credit notes of the client in front."""

    WORDS = ListWords(
        "invoice",
        "invoices",
        "Invoices",
        "customer, number, total and references",
        "sales",
        {
            InvoiceList.OPEN: "Nothing is open.",
            InvoiceList.OVERDUE: "Nothing is overdue.",
            InvoiceList.DUE_IN_7_DAYS: "Nothing falls due within 7 days.",
            InvoiceList.PENDING: "No invoice waits for its due date with nothing paid.",
            InvoiceList.PART_SETTLED: "No invoice is settled in part.",
            InvoiceList.DISPUTED: "No invoice is disputed.",
            InvoiceList.PROMISED: "No customer has promised to pay.",
            InvoiceList.DRAFTS: "No draft waits to be issued.",
            InvoiceList.CREDIT_NOTES: "There is no credit note.",
            InvoiceList.CANCELLED: "No invoice was cancelled.",
        },
    )

    def __init__(self, desktop: Desktop) -> None:
        """Build the page; the list comes with `show_place`."""
        super().__init__(desktop, "sales", SalesPresenter)
        self.chooser, self._begin = Chooser(), ""
        self.settling = Settling(desktop, self, self.chosen)
        self.acts = bind(self, COMMANDS, self._handlers())
        self.pane = InvoicePane(desktop, *([self.acts[name] for name in names] for names in (IN_PANE, IN_MENU)))
        page = ListPage(
            "sales",
            "Sales",
            TABS,
            self.table,
            desktop.memory,
            primary=self.acts["new"],
            beside=self.pane,
            share=35,
        )
        page.put_ways(SalesWays(desktop, "sales"))
        self.taking, self.mailing = TakingPanel(desktop), MailPanel(desktop)
        self.lay_out(page, (self.taking, self.mailing, *self.settling.panels()))
        self._connect()
        self.judge()

    def show_place(self, place: Place) -> None:
        """Show a list or an invoice, and begin there with an act (`act`)."""
        self._begin = place.act
        super().show_place(place)

    def forget(self) -> None:
        """Show no invoice any more, and leave no paper of one outside."""
        super().forget()
        self._begin = ""
        self.settling.outside.clear()

    def record(self) -> Place | None:
        """Return where the history of the chosen invoice is."""
        rows = self.chosen()
        return history_of("invoice", rows[0].id) if rows else None

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "new": lambda: self.presenter.open(row=self.current()),
            "open": self._open,
            "issue": lambda: self.presenter.ask_to_issue(self._drafts()),
            "send": self._send,
            "take": lambda: self.taking.presenter.ask(self._owed()),
            **self.settling.handlers(lambda: self.page.prompt),
            "remind": self._remind,
            "credit": lambda: self.presenter.credit(self.chosen()[0]),
            "dispute": self._dispute,
            "promise": self._ask_promise,
            "reached": self._reached,
            "reminders": self._reminders,
            "copy": lambda: self.presenter.copy(self.chosen()[0]),
            "cancel": self._cancel,
            "delete": self._delete,
            "take over": self._take_over,
            "filter": self.focus_filter,
        }

    def _connect(self) -> None:
        presenter = self.presenter
        self.table.opened.connect(lambda _: self._open())
        presenter.found.connect(self._begin_act)
        presenter.shown.connect(self._show_invoice)
        presenter.told_history.connect(self.pane.show_history)
        presenter.to_issue.connect(self._ask_to_issue)
        presenter.taken.connect(self._tell_taken)
        presenter.not_taken.connect(self._tell_not_taken)

    # -- what was found

    def about_to_show(self, found: InvoicesFound) -> None:
        """Leave out columns that say nothing on this list."""
        without = SAYS_NOTHING.get(found.query.list, ())
        self.table.show_without(without, KEPT if "open" in without else ())

    def show_nothing(self) -> None:
        """Show no invoice beside the list any more."""
        self.pane.show_invoice(None, None)

    def first_step(self) -> Message:
        """Return how the first invoice comes here."""
        act, keys = self.acts["new"], shown_keys(self.acts["take over"])
        remedy = f"Write the first one, or import what was open in the old system with {keys}."
        return Message("No invoice is here yet.", remedy=remedy, label=act.text(), act=act.trigger)

    def added(self, sums: tuple[Money, ...]) -> str:
        """Return what is open; of drafts, which owe nothing yet, what they come to."""
        what = "Total" if self.presenter.query.list is InvoiceList.DRAFTS else "Open"
        return f"{what}  {wording.sums(sums)}" if sums else ""

    def _begin_act(self, _: InvoicesFound) -> None:
        """Begin with what somebody came here for, where it can be done: with the customer's first open invoice."""
        name, self._begin = self._begin, ""
        if name not in self.acts:
            return
        first = next((row for place in range(self.model.rowCount()) if _is_owed(row := self.model.row_at(place))), None)
        if first is not None:
            self.table.choose(first.key)
        self.judge()
        if self.acts[name].isEnabled():
            self.acts[name].trigger()

    def _show_invoice(self, shown: InvoiceShown) -> None:
        row = self.current()
        if isinstance(row, InvoiceRow) and row.id == shown.details.invoice.id:
            self.pane.show_invoice(shown, row)
        self.judge()

    # -- acts

    def judge(self) -> None:
        """Offer what can be done to what is chosen."""
        rows = self.chosen()
        one = rows[0] if len(rows) == 1 else None
        issued = [row for row in rows if row.status is InvoiceStatus.ISSUED]
        marked = bool(self._owed()) and len(self._owed()) == len(rows)
        on = {
            "open": one is not None,
            "send": bool(rows) and len(self._numbered()) == len(rows),
            "take": marked and len({(row.contact_id, row.open.currency) for row in rows}) == 1,
            "issue": bool(rows) and len(self._drafts()) == len(rows),
            "credit": one is not None and bool(issued) and one.kind is InvoiceKind.INVOICE,
            "dispute": marked,
            "promise": marked,
            "reminders": marked,
            "reached": one is not None and self._next_part() is not None,
            "copy": one is not None and one.kind is InvoiceKind.INVOICE and not one.taken_on,
            "cancel": one is not None and bool(issued),
            "delete": bool(rows) and len(self._drafts()) == len(rows),
            **self.settling.judge(self.pane.shown),
        }
        for name, enabled in on.items():
            self.acts[name].setEnabled(enabled)
        self.acts["open"].setText("Edit" if one is not None and one.status is InvoiceStatus.DRAFT else "Open")
        spared = marked and not any(row.reminders for row in rows)
        self.acts["reminders"].setText("Reminders on" if spared else "Reminders off")
        settled = marked and all(row.disputed for row in rows)
        self.acts["dispute"].setText("Dispute is settled" if settled else "Dispute…")
        self.judge_history()

    def _drafts(self) -> list[InvoiceRow]:
        return [row for row in self.chosen() if row.status is InvoiceStatus.DRAFT]

    def _numbered(self) -> list[InvoiceRow]:
        """Return the chosen documents that have a paper: issued here, with a number."""
        return [row for row in self.chosen() if has_paper(row)]

    def _owed(self) -> list[InvoiceRow]:
        """Return the chosen invoices on which something is open."""
        return [row for row in self.chosen() if _is_owed(row)]

    def _open(self) -> None:
        row = self.current()
        if row is not None:
            self.presenter.open(row.id, row=row)

    def _ask_to_issue(self, rows: list[InvoiceRow], number: str, paying: str) -> None:
        first = rows[0]
        if len(rows) == 1:
            kind = "credit note" if first.kind is InvoiceKind.CREDIT_NOTE else "invoice"
            named = f"{kind} {number}".strip()
            question = f"Issue {named} to {first.customer} for {wording.money(first.total)}?"
            act = f"Issue {number or kind}"
        else:
            numbered = f" as {number}" if number else ""
            question = f"Issue {len(rows)} drafts, the first of them{numbered} to {first.customer}?"
            act = f"Issue {len(rows)}"
        said = "From then on nothing in it changes; a credit note corrects it."
        words = " ".join(filter(None, (question, said, wording.local(paying))))
        self.page.prompt.ask(words, act, lambda _: self.presenter.issue(rows), needed=False)

    def _send(self) -> None:
        rows = self._numbered()
        if len(rows) == 1:
            self.mailing.presenter.preview(rows[0].id)
            return
        question = f"Write {len(rows)} mails, each with its document? What was mailed before is left out."
        ids = [row.id for row in rows]
        act = self.mailing.presenter.write_all
        self.page.prompt.ask(question, f"Write {len(rows)} mails", lambda _: act(ids), needed=False)

    def _remind(self) -> None:
        row = self.current()
        self.desktop.go(Place("reminders", item=row.contact_id if isinstance(row, InvoiceRow) else ""))

    def _dispute(self) -> None:
        rows = self._owed()
        if all(row.disputed for row in rows):
            self.presenter.dispute(rows, None)
            return
        question = f"What does the customer say about {_named(rows)}? No reminder is sent while it is disputed."
        act = partial(self.presenter.dispute, rows)
        self.page.prompt.ask(question, "Dispute", act, hint="e.g. two boxes were missing")

    def _ask_promise(self) -> None:
        rows = self._owed()
        question = f"By which day is {_named(rows)} promised? No reminder is sent until then. Empty takes it back."
        self.page.prompt.ask(
            question, "Promised", partial(self._promise, rows), hint="e.g. +7", needed=False, check=self._day
        )

    def _promise(self, rows: list[InvoiceRow], text: str) -> None:
        self.presenter.promise(rows, self._day(text))

    def _day(self, text: str) -> Any:  # noqa: ANN401 - a day, or none where nothing is typed
        """Return the day that was typed; one that is gone is refused."""
        if not text.strip():
            return None
        today = self.presenter.today()
        day = typed_day(text, today, self.locale())
        if day < today:
            raise InputError(f"{wording.day(day)} is gone.", "Write a day that is still to come, such as +7.")
        return day

    def _reminders(self) -> None:
        rows = self._owed()
        self.presenter.remind(rows, wanted=not any(row.reminders for row in rows))

    def _next_part(self) -> int | None:
        """Return the position of the first part of the shown invoice that waits for its milestone."""
        shown = self.pane.shown
        row = self.current()
        if shown is None or row is None or row.id != shown.details.invoice.id or row.status is not InvoiceStatus.ISSUED:
            return None
        return next((one.position for one in shown.details.instalments if one.due_date is None), None)

    def _reached(self) -> None:
        shown, position = self.pane.shown, self._next_part()
        if shown is None or position is None:
            return
        part = next(one for one in shown.details.instalments if one.position == position)
        amount = wording.money(Money(part.amount, shown.details.invoice.currency))
        act = partial(self.presenter.reached, shown.details.invoice.id, position)
        question = f"“{part.name}” is reached, and {amount} of it is due from today? The day stays."
        self.page.prompt.ask(question, "It is due", lambda _: act(), needed=False)

    def _cancel(self) -> None:
        row, shown = self.chosen()[0], self.pane.shown
        laid = laid_on(shown) if shown is not None and shown.details.invoice.id == row.id else ()
        note, waits = row.kind is InvoiceKind.CREDIT_NOTE, row.mailed is MailStage.QUEUED
        what = Doomed(_named([row]), row.customer, row.total, note, laid, waits)

        def ask(paying: str) -> None:
            ask_to_cancel(self.page.prompt, replace(what, paying=paying), partial(self.presenter.cancel, row))

        self.presenter.paying(row, ask)

    def _delete(self) -> None:
        rows = self._drafts()
        question = f"Throw {_named(rows)} away?"
        if any(row.scheduled for row in rows):
            question += f" {NOT_BILLED_AGAIN}"
        self.page.prompt.ask(question, "Throw away", lambda _: self.presenter.delete(rows), needed=False)

    def _take_over(self) -> None:
        sheet = self.chooser.file(self, "Sheet of open invoices")
        if sheet is not None:
            today, locale = self.presenter.today(), self.locale()
            ask_posting_day(self.page.prompt, sheet, today, locale, self.presenter.take_over)

    def _tell_taken(self, taken: Taken) -> None:
        self.page.banner.say(taken_over(taken))
        self.page.focus_list()

    def _tell_not_taken(self, error: BookDeskError) -> None:
        again = self.acts["take over"].trigger
        self.page.banner.say(not_taken_over(error, self.desktop, self, again, SHEET_AGAIN))


def _is_owed(row: InvoiceRow | None) -> bool:
    """Whether something is open of an invoice that was read."""
    return row is not None and row.kind is InvoiceKind.INVOICE and row.open.minor > 0


def _named(rows: list[InvoiceRow]) -> str:
    if len(rows) != 1:
        return wording.count(len(rows), "draft" if rows[0].status is InvoiceStatus.DRAFT else "invoice")
    row = rows[0]
    return row.number or f"the draft for {row.customer}"
