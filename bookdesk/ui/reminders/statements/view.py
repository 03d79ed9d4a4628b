"""The page of statements: whose account has something open as at a day, the paper beside it, mailed or saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError
from bookdesk.core.money import Money
from bookdesk.receivables.statementlist import Account
from bookdesk.receivables.statementmail import MonthPlan, MonthRun
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.drawing import PageDrawn
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import Message, Place, history_of
from bookdesk.ui.pieces.choosing import Chooser
from bookdesk.ui.pieces.commands import Command, bind
from bookdesk.ui.pieces.fields import DateField
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.form import FormRow
from bookdesk.ui.pieces.list_page import ListPage, ListTab
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.paper import Paper
from bookdesk.ui.pieces.pictures import image_of
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.pieces.table import RecordTable
from bookdesk.ui.reminders.presenter import may_invoice
from bookdesk.ui.reminders.statements.presenter import AccountsFound, Saved, StatementsPresenter
from bookdesk.ui.reminders.statements.table import ALL, COLUMNS, OVERDUE, is_on, matches

TABS = (ListTab(ALL, "All who owe"), ListTab(OVERDUE, "Overdue"))
COMMANDS = (
    Command("mail", "Write by mail…", ("S", "Ctrl+Return"), "send"),
    Command("save", "Save as PDF…", ("Ctrl+S",), "export"),
    Command("monthly", "Last month's to all…", ("M",), "statement"),
    Command("back", "Back", ("Escape",), "left"),
    Command("filter", "Filter the list", ("/", "Ctrl+F"), "filter"),
)
_NAMED = 3


class StatementsScreen(Screen):
    """Accounts of the customers of the client in front."""

    def __init__(self, desktop: Desktop) -> None:
        """Build the page; the list comes with `show_place`."""
        super().__init__(desktop, "statements")
        self.presenter, self.chooser = StatementsPresenter(desktop, self), Chooser()
        self.found: AccountsFound | None = None
        self._wanted = ""
        self.model = RowsModel(COLUMNS, lambda row: row.contact_id, self)
        self.table = RecordTable(self.model, "statements", desktop.memory, "Accounts of customers")
        self.acts = bind(self, COMMANDS, self._handlers())
        self.paper = Paper(self)
        self.since, self.until = (DateField(name, self.presenter.today) for name in ("From", "As at"))
        self.page = ListPage(
            "statements", "Statements of account", TABS, self.table, desktop.memory,
            primary=self.acts["mail"], beside=self.paper, share=46,
        )  # fmt: skip
        self.page.put_in_tabs([self.acts["save"], self.acts["monthly"], self.acts["back"]])
        self.page.put_above(self._period())
        self.page.show_tab(ALL)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self._connect()
        self._judge()

    def show_place(self, place: Place) -> None:
        """Show the accounts as at today, with one customer chosen (`item`)."""
        self._wanted = place.item
        if self.until.day() is None:
            today = self.presenter.today()
            self.since.show_day(today.replace(day=1))
            self.until.show_day(today)
        self._refresh()

    def forget(self) -> None:
        """Show no account any more."""
        super().forget()
        self.found = None
        for field in (self.since, self.until):
            field.show_day(None)
        self.paper.show_nothing()
        self._judge()

    def record(self) -> Place | None:
        """Return where the history of the chosen customer is."""
        row = self._current()
        return history_of("contact", row.contact_id) if row is not None else None

    def take_keyboard(self) -> None:
        """Begin in the list."""
        self.page.focus_list()

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "mail": self._ask_mail,
            "save": self._save,
            "monthly": self.presenter.plan_month,
            "back": self._back,
            "filter": self._focus_filter,
        }

    def _back(self) -> None:
        """Leave what is asked; where nothing is, go back to the reminders."""
        if self.page.prompt.isHidden():
            self.desktop.go(Place("reminders"))
        else:
            self.page.prompt.close_quietly()

    def _focus_filter(self) -> None:
        self.page.filter.setFocus()

    def _connect(self) -> None:
        page, presenter, table = self.page, self.presenter, self.table
        page.tab_chosen.connect(lambda _: self._show_rows())
        page.filter_changed.connect(lambda _: self._show_rows())
        table.current_changed.connect(lambda _: self._draw())
        table.selection_changed.connect(self._judge)
        for field in (self.since, self.until):
            field.settled.connect(self._refresh)
        presenter.found.connect(self._show_found)
        presenter.planned.connect(self._ask_month)
        presenter.written.connect(self._tell_written)
        presenter.saved.connect(self._tell_saved)
        presenter.refused.connect(self._refused)
        presenter.stale.connect(self._refresh)
        presenter.paper.drawn.connect(self._show_page)
        presenter.paper.failed.connect(lambda error: self.paper.show_nothing(wording.local(str(error))))
        self.paper.page_wanted.connect(presenter.paper.show_page)

    # -- what is shown

    def _days(self) -> tuple[date, date] | None:
        """Return from when until when; nothing where a field cannot be read, which it says itself."""
        try:
            since, until = self.since.day(), self.until.day()
        except BookDeskError:
            return None
        today = self.presenter.today()
        return (since or today.replace(day=1), until or today)

    def _refresh(self) -> None:
        days = self._days() if self.desktop.client_id else None
        if days is not None:
            self.presenter.refresh(days[1])

    def _show_found(self, found: AccountsFound) -> None:
        self.found = found
        self.page.show_counts({tab.name: sum(is_on(one, tab.name) for one in found.accounts) for tab in TABS})
        self._show_rows()

    def _show_rows(self) -> None:
        found = self.found
        if found is None:
            return
        text, tab = self.page.filter.text(), self.page.tab()
        rows = [one for one in found.accounts if is_on(one, tab) and matches(one, text)]
        self.model.show_rows(rows)
        count = wording.count(len(rows), "customer")
        self.page.show_footer(f"{count}  ·  as at {wording.day(found.until)}", _added(rows))
        if rows:
            self.page.show_table()
            wanted, self._wanted = self._wanted, ""
            if not (wanted and self.table.choose(wanted)) and self._current() is None:
                self.table.choose_first()
        else:
            words = "Nobody owes anything as at this day." if tab == ALL else "Nothing is overdue as at this day."
            self.page.show_empty("statement", Message("No customer matches the filter." if text.strip() else words))
        self._draw()

    def _draw(self) -> None:
        row, days = self._current(), self._days()
        if row is None or days is None:
            self.paper.show_name("")
            self.paper.show_nothing()
        else:
            self.paper.show_name(row.customer)
            self.presenter.draw(row.contact_id, *days)
        self._judge()

    def _show_page(self, drawn: PageDrawn) -> None:
        row = self._current()
        if row is not None and row.contact_id == drawn.key:
            image = image_of(drawn.picture.pixels, drawn.picture.width, drawn.picture.height)
            self.paper.show_page(drawn.key, drawn.number, drawn.of, image, (), drawn=False)

    def _current(self) -> Account | None:
        row = self.table.current_record() if self.model.rowCount() else None
        return row if isinstance(row, Account) else None

    def _chosen(self) -> list[Account]:
        rows: list[Account] = self.table.selected_records() if self.model.rowCount() else []
        return rows

    def _judge(self) -> None:
        chosen = self._chosen()
        reached = [one for one in chosen if one.addresses]
        may = may_invoice(self.desktop)
        self.acts["mail"].setEnabled(bool(reached) and may)
        self.acts["save"].setEnabled(bool(chosen) and may)
        self.acts["monthly"].setEnabled(may)
        self.acts["mail"].setText("Write by mail…" if len(reached) < 2 else f"Write {len(reached)} mails…")  # noqa: PLR2004 - one, or more

    # -- acts

    def _ask_mail(self) -> None:
        days, chosen = self._days(), [one for one in self._chosen() if one.addresses]
        if days is None or not chosen:
            return
        left = len(self._chosen()) - len(chosen)
        whom = _named([one.customer for one in chosen])
        question = f"Write the statement from {wording.day(days[0])} to {wording.day(days[1])} to {whom}?"
        question += f" {wording.count(left, 'customer')} without a mail address left out." if left else ""
        act = partial(self.presenter.mail, [one.contact_id for one in chosen], *days)
        self.page.prompt.ask(question, f"Write {wording.count(len(chosen), 'mail')}", lambda _: act(), needed=False)

    def _rules(self) -> None:
        self.desktop.go(Place("reminder rules"))

    def _ask_month(self, plan: MonthPlan) -> None:
        """Say who would get the statement of the month, and ask where it may be written today."""
        whom = _named([one.customer for one in plan.served])
        month = f"{wording.day(plan.month.since)} to {wording.day(plan.month.until)}"
        others = len(plan.customers) - len(plan.served)
        left = f"{wording.count(others, 'customer')} had it already, or cannot be written to." if others else ""
        if plan.why or not plan.served:
            words = f"No statement of {month} is written now."
            later = f"From {wording.day(plan.month.begins)} on it would go to {whom}." if plan.served else ""
            remedy = " ".join(filter(None, (wording.local(plan.why), later, left))) or "Nobody owed anything."
            self.page.banner.say(Message(words, Tone.INFO, remedy, "Rules", self._rules))
            return
        question = " ".join(filter(None, (f"Write the statement of {month} to {whom}?", left)))
        act = f"Write {wording.count(len(plan.served), 'mail')}"
        self.page.prompt.ask(question, act, lambda _: self.presenter.monthly(), needed=False)

    def _save(self) -> None:
        days, chosen = self._days(), self._chosen()
        folder = self.chooser.folder(self, "Where to save the statements") if days is not None and chosen else None
        if folder is not None and days is not None:
            self.presenter.save(chosen, *days, folder)

    def _tell_written(self, run: MonthRun) -> None:
        words = f"{wording.count(len(run.written), 'statement')} in the outbox." if run.written else "None was written."
        self._tell(words, run.failed)

    def _tell_saved(self, saved: Saved) -> None:
        paths = saved.paths
        if not paths:
            self._tell("None was saved.", saved.failed)
            return
        names = f"{paths[0].name} and {len(paths) - 1} more" if len(paths) > 1 else paths[0].name
        self._tell(
            f"Saved {names}.",
            saved.failed,
            label="Open the folder",
            act=partial(self.chooser.show_folder, paths[0].parent),
        )

    def _tell(
        self,
        words: str,
        failed: tuple[tuple[str, BookDeskError], ...],
        *,
        label: str = "",
        act: Callable[[], object] | None = None,
    ) -> None:
        told = wording.local(self.desktop.office.named(" ".join(f"{name}: {error}" for name, error in failed)))
        tone = Tone.WARN if told else Tone.GOOD
        self.desktop.tell_here(Message(words, tone, told, label, act))

    def _refused(self, error: BookDeskError) -> None:
        named = self.desktop.office.named
        self.page.banner.say(Message(wording.local(named(error.what)), Tone.BAD, wording.local(named(error.remedy))))

    def _period(self) -> QWidget:
        bar = QFrame()
        bar.setProperty("kind", "bar")
        column, row = QVBoxLayout(bar), FlowLayout(2 * GRID)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.addLayout(row)
        for words, field in (("What happened from", self.since), ("As at", self.until)):
            made = FormRow(words, field)
            made.setMinimumWidth(sized(180))
            row.addWidget(made)
        return bar


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"


def _added(rows: list[Account]) -> str:
    sums: dict[str, Money] = {}
    for money in (money for row in rows for money in row.owed):
        sums[money.currency] = sums.get(money.currency, Money.zero(money.currency)) + money
    return f"Owed  {wording.sums(sums[currency] for currency in sorted(sums))}" if sums else ""
