"""The screen of reports: one page at a time, as of a day, of all or of one contact or currency."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from bookdesk.core.currencies import EXPONENTS
from bookdesk.core.errors import BookDeskError, InputError, RuleBroken
from bookdesk.reports.ageing import AgedItem
from bookdesk.reports.owed import Kind
from bookdesk.reports.service import Side
from bookdesk.reports.standings import Standing
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.messages import Message, Place, history_of
from bookdesk.ui.pieces.choice_field import Choice, ChoiceField
from bookdesk.ui.pieces.choosing import Chooser
from bookdesk.ui.pieces.commands import Command, bind, button
from bookdesk.ui.pieces.dates import typed_day
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.pieces.fields import DateField
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import quiet, title
from bookdesk.ui.pieces.notices import EmptyState
from bookdesk.ui.pieces.options import OptionRow, Options
from bookdesk.ui.pieces.prompt import Prompt
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.reports.ageing.view import AgeingPage
from bookdesk.ui.reports.cash.view import REGULAR, CashPage
from bookdesk.ui.reports.overview.table import StandingRow
from bookdesk.ui.reports.overview.view import OverviewPage
from bookdesk.ui.reports.presenter import DAYS, SIDES, Offered, Page, ReportsPresenter, Told, saved_words, worked_out

COMMANDS = (
    Command("pdf", "Save as PDF…", ("Ctrl+S",), "export"),
    Command("csv", "Save as CSV…", ("Shift+S",), "statement"),
    Command("behind", "Show these invoices", ("I",), "right"),
    Command("contact", "Show the contact", ("C",), "contact"),
    Command("list", "Show in the list", ("L",), "right"),
    Command("new", "New regular payment", ("N",), "add"),
    Command("edit", "Change it…", ("E", "F2"), "edit"),
    Command("end", "Let it end…", ("Shift+V",), "void"),
    Command("next page", "Next page of the reports", ("Ctrl+PgDown",)),
    Command("previous page", "Previous page of the reports", ("Ctrl+PgUp",)),
    Command("filter", "As of another day, or of one contact", ("/", "Ctrl+F"), "filter"),
)
_PAGES = (
    Choice(Page.OVERVIEW, "Overview"),
    Choice(Page.OWED, "Owed to us"),
    Choice(Page.OWE, "We owe"),
    Choice(Page.CASH, "Cash"),
)
_LISTS: dict[Standing | None, str] = {
    Standing.PENDING: "pending",
    Standing.PART_SETTLED: "part settled",
    Standing.OVERDUE: "overdue",
    Standing.SETTLED: "settled",
    None: "open",
}


class ReportsScreen(Screen):
    """The reports of the client in front."""

    def __init__(self, desktop: Desktop) -> None:
        """Build the pages; a report comes with `show_place`."""
        super().__init__(desktop, "reports")
        self.presenter, self.chooser = ReportsPresenter(desktop, self), Chooser()
        self.acts = bind(self, COMMANDS, self._handlers())
        self.pages = Options("Report", _PAGES, Page.OVERVIEW)
        self.day, self.contact, self.currency = (
            DateField("As of", self.presenter.today),
            ChoiceField("Customer"),
            ChoiceField("Currency"),
        )
        self.days = OptionRow(
            "How far", [Choice(str(days), f"{days} days") for days in DAYS], str(self.presenter.wish.days)
        )
        self.prompt, self.empty, self._stamp = Prompt(), EmptyState(), quiet("", wraps=False)
        self._side: Side | None = None
        self.overview = OverviewPage(desktop.memory, self.acts["behind"])
        self.ageing = AgeingPage(desktop.memory, [self.acts["contact"], self.acts["list"]])
        self.cash = CashPage(desktop, [self.acts["new"], self.acts["edit"], self.acts["end"]])
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self._judge()

    # -- as the frame knows it

    def show_place(self, place: Place) -> None:
        """Show a page (`view`), of one contact where `contact` or `item` names it."""
        page = Page(place.view) if place.view else self.presenter.wish.page
        whose = place.contact or place.item
        contact = whose if place.view or whose else self.presenter.wish.contact_id
        self._turn(page, contact_id=contact)

    def forget(self) -> None:
        """Show nothing of the client that was in front."""
        super().forget()
        self.presenter.begin_anew()
        self._side = None
        for page in (self.overview, self.ageing, self.cash):
            page.forget()
        for field in (self.day, self.contact, self.currency):
            field.clear()
            field.set_problem("")
        self.contact.offer(())
        self._stamp.setText("")
        self._judge()

    def take_keyboard(self) -> None:
        """Begin in the table that is shown."""
        shown = self._stack.currentWidget()
        if shown is self.cash:
            self.cash.take_keyboard()
        elif isinstance(shown, OverviewPage | AgeingPage):
            shown.table.setFocus()
        else:
            self.empty.setFocus()

    def record(self) -> Place | None:
        """Return where the history of the chosen document is."""
        item = self._document()
        return history_of(self._table(item), item.document.record) if item is not None else None

    def stamp(self) -> str:
        """Return as of when the shown report is."""
        return self._stamp.text()

    # -- what is asked

    def _turn(self, page: Page, **changes: object) -> None:
        """Ask for a page, unless something is half typed on another; a contact of one side is none of the other."""
        if page is not self.presenter.wish.page and not self.leave():
            self.pages.show_value(self.presenter.wish.page)
            return
        side = SIDES.get(page)
        if side is not self._side and side is not None:
            if self._side is not None and not changes.get("contact_id"):
                changes["contact_id"] = ""
            self._side = side
            self.contact.clear()
            self.contact.offer(())
        before = self.presenter.wish
        self.pages.show_value(page)
        self.presenter.show(page=page, **changes)
        if self.presenter.wish != before or self.presenter.last is None:
            self._forget_figures()
        if side is not None:
            self.presenter.offer(side)
        else:
            self.cash.panel.presenter.refresh()
        self._show_fields()
        self._judge()

    def _forget_figures(self) -> None:
        """Show no figure of another question while this one is answered."""
        self._stamp.setText("Being worked out…")
        self.overview.forget()
        self.ageing.forget()

    def _filtered(self) -> None:
        """Ask for what the fields say, once all of them can be read; one that cannot says so itself."""
        try:
            day, contact, code = self.day.day(), self.contact.value(), self.currency.value()
        except BookDeskError:
            return
        if day is not None and day > self.presenter.today():
            problem = InputError(f"{wording.day(day)} is still to come.", "Name a day up to today.")
            self.day.set_problem(str(problem))
            self.desktop.tell_error(problem)
            return
        wish = self.presenter.wish
        if (day, contact, code) != (wish.as_of, wish.contact_id, wish.currency):
            self._turn(wish.page, as_of=day, contact_id=contact, currency=code)

    def _show_offered(self, offered: Offered) -> None:
        if offered.side is not self._side:
            return
        self.contact.offer([Choice(key, name) for key, name in offered.contacts])
        if not self.contact.hasFocus():
            self.contact.show_value(self.presenter.wish.contact_id)

    # -- what was told

    def _show_told(self, told: Told) -> None:
        if told.overview is not None:
            self._show_overview(told)
        elif told.ageing is not None:
            self.ageing.show_report(told.ageing, told.owed)
            self._show_or_say(self.ageing, nothing=not told.ageing.ageing.rows, told=told)
        elif told.forecast is not None:
            self.cash.show_forecast(told.forecast, told.curves)
            self._show_page(self.cash)
        self._stamp.setText(worked_out(told.stamp, self.desktop.zone()))
        self._judge()

    def _show_overview(self, told: Told) -> None:
        if told.overview is None:
            return
        self.overview.show_overview(told.overview, told.wish.currency or told.stamp.base)
        if told.figures is not None:
            self.overview.show_figures(told.figures)
        nothing = not any(one.count for one in told.overview.standing.values())
        self._show_or_say(self.overview, nothing=nothing, told=told)

    def _show_or_say(self, page: QWidget, *, nothing: bool, told: Told) -> None:
        """Show a page, or why nothing is on it."""
        if not nothing:
            self._show_page(page)
            return
        wish = told.wish
        if wish.contact_id or wish.currency or wish.as_of is not None:
            message = Message(
                _NOTHING[wish.page],
                remedy="That is so for the day, contact and currency above.",
                label="Show all of today",
                act=self._show_all,
            )
        else:
            message = Message(_NOTHING[wish.page], remedy=_WHY[wish.page])
        self.empty.say("reports", message)
        self._show_page(self.empty)

    def _show_page(self, page: QWidget) -> None:
        """Show a page; the keyboard goes along where it was in the one before."""
        if self._stack.currentWidget() is page:
            return
        inside = self._stack.isAncestorOf(self.window().focusWidget())
        self._stack.setCurrentWidget(page)
        if inside:
            self.take_keyboard()

    def _show_failed(self, error: BookDeskError) -> None:
        """Say in place why there is no report."""
        self._stamp.setText("")
        message = Message(wording.local(error.what), remedy=wording.local(error.remedy))
        if isinstance(error, RuleBroken) and self.presenter.wish.page is Page.CASH:
            message = replace(message, label="Go to the bank", act=lambda: self.desktop.go(Place("bank")))
        self.empty.say("reports", message)
        self._show_page(self.empty)
        self._judge()

    def _show_all(self) -> None:
        for field in (self.day, self.contact, self.currency):
            field.clear()
            field.set_problem("")
        self._turn(self.presenter.wish.page, as_of=None, contact_id="", currency="")

    def _refresh(self) -> None:
        """Look again where somebody looks: others are asked when they come to the front."""
        if self.isVisible():
            self.presenter.refresh()
            if self.presenter.wish.page is Page.CASH:
                self.cash.panel.presenter.refresh()

    # -- acts

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "pdf": lambda: self._save(paper=True),
            "csv": lambda: self._save(paper=False),
            "behind": self._follow_chosen,
            "contact": self._show_contact,
            "list": self._show_list,
            "new": lambda: self._enter(change=False),
            "edit": lambda: self._enter(change=True),
            "end": self._ask_end,
            "next page": lambda: self._step(1),
            "previous page": lambda: self._step(-1),
            "filter": self._focus_filter,
        }

    def _focus_filter(self) -> None:
        (self.days if self.presenter.wish.page is Page.CASH else self.day).setFocus()

    def _follow_chosen(self) -> None:
        self.overview.follow()

    def _step(self, by: int) -> None:
        every = list(Page)
        self._turn(every[(every.index(self.presenter.wish.page) + by) % len(every)])

    def _save(self, *, paper: bool) -> None:
        ending = "pdf" if paper else "csv"
        name = self.presenter.file_name(ending)
        path = self.chooser.new_file(self, "Save the report", name)
        self.take_keyboard()  # a space typed for something else must not press the button again
        if path is not None:
            self.presenter.save(path, paper=paper, currency=self.cash.currency)

    def _follow(self, row: StandingRow) -> None:
        self.desktop.go(Place("sales", view=_LISTS[row.standing], contact=self.presenter.wish.contact_id))

    def _show_contact(self) -> None:
        row = self.ageing.row()
        if row is not None and row.contact_id:
            self.desktop.go(Place("contacts", item=row.contact_id))

    def _show_list(self) -> None:
        """Show the open documents of the chosen contact in their list, or of all."""
        row = self.ageing.row()
        if row is not None:
            screen = "sales" if self.presenter.wish.page is Page.OWED else "bills"
            self.desktop.go(Place(screen, view="open", contact=row.contact_id or self.presenter.wish.contact_id))

    def _open_document(self, item: AgedItem) -> None:
        screens = {"invoice": "sales", "receipt": "receipts", "bill": "bills"}
        self.desktop.go(Place(screens[self._table(item)], item=item.document.record))

    def _enter(self, *, change: bool) -> None:
        self.cash.show_tab(REGULAR)
        self.cash.panel.enter(self.cash.commitment() if change else None)

    def _ask_end(self) -> None:
        view = self.cash.commitment()
        if view is None:
            return
        question = (
            f"On which day does {view.entered.name} move for the last time? Empty puts it away: it was a mistake, or "
            "never came."
        )

        def end(text: str) -> None:
            self.cash.panel.presenter.end(view, self._day(text))

        self.prompt.ask(question, "Let it end", end, hint="e.g. eom", needed=False, check=self._day)

    def _day(self, text: str) -> date | None:
        """Return the day that was typed; none where nothing is."""
        return typed_day(text, self.presenter.today(), self.locale()) if text.strip() else None

    # -- inside

    def _document(self) -> AgedItem | None:
        return self.ageing.document() if self._stack.currentWidget() is self.ageing else None

    def _table(self, item: AgedItem) -> str:
        """Return what a document is to its history."""
        if self.presenter.wish.page is not Page.OWED:
            return "bill"
        return "receipt" if item.document.kind is Kind.ON_ACCOUNT else "invoice"

    def _show_fields(self) -> None:
        """Offer what the shown page can be asked for: the forecast is always of today and of all."""
        cash = self.presenter.wish.page is Page.CASH
        for part in self._filters:
            part.setVisible(not cash)
        self._how_far.setVisible(cash)
        supplier = SIDES.get(self.presenter.wish.page) is Side.PAYABLES
        words = "Supplier" if supplier else "Customer"
        self._whose.setText(words)
        self.contact.setAccessibleName(words)
        self.contact.setPlaceholderText("all")

    def _judge(self) -> None:
        """Offer what can be done with what is shown."""
        shown, acts = self._stack.currentWidget(), self.acts
        told = self.presenter.last is not None and shown is not self.empty
        for name in ("pdf", "csv"):
            acts[name].setEnabled(told)
        ageing, cash = shown is self.ageing, shown is self.cash
        row = self.ageing.row() if ageing else None
        today = " as of today" if self.presenter.wish.as_of is not None else ""
        acts["behind"].setText(f"Show these invoices{today}")
        acts["behind"].setEnabled(shown is self.overview and self.overview.chosen() is not None)
        acts["contact"].setEnabled(row is not None and bool(row.contact_id))
        acts["list"].setEnabled(row is not None)
        may = cash and self.cash.panel.presenter.may_change()
        chosen = self.cash.commitment() if may else None
        acts["new"].setEnabled(may)
        for name in ("edit", "end"):
            acts[name].setEnabled(chosen is not None)

    def _connect(self) -> None:
        presenter = self.presenter
        presenter.told.connect(self._show_told)
        presenter.offered.connect(self._show_offered)
        presenter.failed.connect(self._show_failed)
        presenter.saved.connect(lambda path: self.desktop.tell(saved_words(path)))
        presenter.stale.connect(self._refresh)
        self.pages.chosen.connect(lambda name: self._turn(Page(name)))
        self.days.chosen.connect(lambda days: self._turn(Page.CASH, days=int(days)))
        for field in (self.day, self.contact, self.currency):
            field.settled.connect(self._filtered)
        for choice in (self.contact, self.currency):
            choice.picked.connect(self._filtered)
        self.overview.followed.connect(self._follow)
        self.overview.table.current_changed.connect(lambda _: self._judge())
        self.ageing.opened.connect(self._open_document)
        self.ageing.contact_asked.connect(lambda _: self._show_contact())
        self.ageing.changed.connect(self._judge)
        self.cash.tab_changed.connect(self._judge)

    def _lay_out(self) -> None:
        head = QFrame()
        head.setProperty("kind", "bar")
        first, below = QHBoxLayout(), FlowLayout(2 * GRID)
        self.pages.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        first.addWidget(title("Reports"))
        first.addSpacing(GRID)
        first.addWidget(self.pages, 1)
        first.addWidget(button(self.acts["csv"]))
        first.addWidget(button(self.acts["pdf"], "primary"))
        self._whose = QLabel("Customer")
        self._filters = [
            _named(QLabel("As of"), self.day, 120),
            _named(self._whose, self.contact, 200),
            _named(QLabel("Currency"), self.currency, 72),
        ]
        self._how_far = _named(QLabel("The next"), self.days, 0)
        for part in (*self._filters, self._how_far, self._stamp):
            below.addWidget(part)
        self._stamp.setMinimumHeight(self.day.sizeHint().height())  # so that it stands level with the fields
        self.day.setPlaceholderText("today")
        self.currency.setPlaceholderText("all")
        self.currency.offer([Choice(code, code) for code in sorted(EXPONENTS)])
        inside = QVBoxLayout(head)
        inside.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        inside.setSpacing(GRID)
        inside.addLayout(first)
        inside.addLayout(below)
        for page in (self.overview, self.ageing, self.cash, self.empty):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.prompt)
        column.addWidget(self._stack, 1)
        self.prompt.home = self.take_keyboard
        self._show_fields()


_NOTHING = {
    Page.OVERVIEW: "No invoice is here.",
    Page.OWED: "No customer owes anything.",
    Page.OWE: "No supplier is owed anything.",
    Page.CASH: "There is no forecast.",
}
_WHY = {
    Page.OVERVIEW: "Invoices stand here once they are issued: how many are pending, overdue and paid.",
    Page.OWED: "Open invoices stand here by how long they are overdue.",
    Page.OWE: "Open bills stand here by how long they are overdue, once they are reviewed.",
    Page.CASH: "",
}


def _named(words: QLabel, field: Field | Options, wide: int) -> QWidget:
    """Return a field with its name at its left."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GRID)
    words.setBuddy(field)
    row.addWidget(words)
    row.addWidget(field)
    if wide:
        field.setFixedWidth(sized(wide))
    return made
