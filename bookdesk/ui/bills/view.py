"""The screen of all bills: lists at the top, the table, the chosen bill beside it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError
from bookdesk.core.money import Money
from bookdesk.ledger.billlists import BillList
from bookdesk.models.bill import BillStatus
from bookdesk.office.trail import TrailEntry
from bookdesk.payments.bills import BillDetails
from bookdesk.payments.listing import BillRow
from bookdesk.takeon.service import Taken
from bookdesk.ui import wording
from bookdesk.ui.bills.presenter import BillsFound, BillsPresenter
from bookdesk.ui.bills.table import COLUMNS, LINES, SETTLED, facts_of, line_rows, settled_rows, state_of
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.messages import Message, Place, history_of
from bookdesk.ui.pieces.choosing import Chooser
from bookdesk.ui.pieces.commands import Command, bind, button
from bookdesk.ui.pieces.facts import Facts
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import PillLabel, heading, quiet
from bookdesk.ui.pieces.list_page import ListPage, ListTab
from bookdesk.ui.pieces.list_presenter import SUMMED
from bookdesk.ui.pieces.models import RowsModel, WindowModel
from bookdesk.ui.pieces.noteline import NoteLine
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.pieces.table import RecordTable
from bookdesk.ui.pieces.taking_over import SHEET_AGAIN, ask_posting_day, not_taken_over, taken_over
from bookdesk.ui.pieces.timeline import Timeline

TABS = (
    ListTab(BillList.OPEN, "Open"),
    ListTab(BillList.TO_APPROVE, "To approve"),
    ListTab(BillList.TO_PAY, "To pay"),
    ListTab(BillList.RETURNED, "Sent back"),
    ListTab(BillList.OVERDUE, "Overdue"),
    ListTab(BillList.DUE_IN_7_DAYS, "Due in 7 days"),
    ListTab(BillList.DUE_IN_14_DAYS, "Due in 14 days"),
    ListTab(BillList.ON_HOLD, "On hold"),
    ListTab(BillList.DISPUTED, "Disputed"),
    ListTab(BillList.CREDIT_NOTES, "Credit notes"),
    ListTab(BillList.DRAFTS, "Drafts"),
    ListTab(BillList.PAID, "Paid", quiet=True),
    ListTab(BillList.VOID, "Void", quiet=True),
    ListTab(BillList.ALL, "All", quiet=True),
)
COMMANDS = (
    Command("filter", "Filter the list", ("/", "Ctrl+F"), "filter"),
    Command("document", "Open the document", ("O",), "file"),
    Command("approve", "Go to its approval", ("A",), "approve"),
    Command("hold", "Hold", ("H",), "hold"),
    Command("lift hold", "Lift the hold", ("Shift+H",), "play"),
    Command("dispute", "Dispute, or settle the dispute", ("D",), "dispute"),
    Command("void", "Void", ("Shift+V",), "void"),
    Command("take over", "Import open bills from a sheet…", ("Ctrl+O",), "statement"),
)


class BillsScreen(Screen):
    """Lists of bills and credit notes of the client in front."""

    def __init__(self, desktop: Desktop) -> None:
        """Build the page; the list comes with `show_place`."""
        super().__init__(desktop, "bills")
        self.presenter, self.chooser = BillsPresenter(desktop, self), Chooser()
        self._total: tuple[Money, ...] = ()
        self.model = WindowModel(COLUMNS, self.presenter.page, self)
        self.table = RecordTable(self.model, "bills", desktop.memory, "Bills")
        self.acts = bind(
            self,
            COMMANDS,
            {
                "filter": self._focus_filter,
                "document": self._open_document,
                "approve": self._go_to_approval,
                "hold": self._hold,
                "lift hold": lambda: self.presenter.lift_hold(self._chosen()),
                "dispute": self._dispute,
                "void": self._void,
                "take over": self._take_over,
            },
        )
        self.pane = BillPane(self)
        others = [self.acts["hold"], self.acts["void"]]
        self.page = ListPage("bills", "Bills", TABS, self.table, desktop.memory, others=others, beside=self.pane)
        self.whose = NoteLine("Show everybody's")
        self.page.put_above(self.whose)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self._connect()

    def show_place(self, place: Place) -> None:
        """Show a named list (`view`), or the list with one bill (`item`)."""
        view = BillList(place.view) if place.view else (BillList.ALL if place.item else self.presenter.query.list)
        self.page.show_tab(view)
        if place.view or place.item:
            self.page.show_filter("")
        whose = place.contact or None
        self._ask(list=view, text=self.page.filter.text().strip(), wanted=place.item, contact_id=whose)

    def forget(self) -> None:
        """Show no bill any more."""
        super().forget()
        self.presenter.begin_anew()
        self.whose.say(None)
        self.pane.show_bill(None)
        self._judge()

    def record(self) -> Place | None:
        """Return where the history of the chosen bill is."""
        bills = self._chosen()
        return history_of("bill", bills[0].id) if bills else None

    def take_keyboard(self) -> None:
        """Begin in the list."""
        self.page.focus_list()

    def _connect(self) -> None:
        presenter, page, table = self.presenter, self.page, self.table
        page.tab_chosen.connect(lambda name: self._ask(list=BillList(name)))
        page.filter_changed.connect(lambda text: self._ask(text=text))
        table.order_chosen.connect(lambda order, down: self._ask(order=order, descending=down))
        table.current_changed.connect(self._current_changed)
        table.selection_changed.connect(self._selection_changed)
        table.opened.connect(self._open_document)
        self.whose.followed.connect(lambda: self._ask(contact_id=None))
        presenter.found.connect(self._show_found)
        presenter.completed.connect(self._show_completed)
        presenter.details.connect(self.pane.show_bill)
        presenter.told_history.connect(self.pane.show_history)
        presenter.counted.connect(page.show_counts)
        presenter.added_up.connect(self._show_added_up)
        presenter.chosen_sums.connect(self._show_sums)
        presenter.taken.connect(self._tell_taken)
        presenter.not_taken.connect(self._tell_not_taken)
        presenter.stale.connect(lambda: presenter.refresh(self.model.looked_at()))
        self.model.dataChanged.connect(lambda *_: self._judge())

    def _ask(self, **terms: Any) -> None:  # noqa: ANN401 - as the presenter takes them
        """Ask for a list, from its top unless the person is further down or chose several: those are found again."""
        self.presenter.show(from_top=self.table.is_at_top(), **terms)

    def _show_completed(self, found: BillsFound) -> None:
        self.model.show_rest(found.list)
        self._show_total()

    def _show_found(self, found: BillsFound) -> None:
        self.model.show_list(found.list)
        self.table.show_order(found.query.order, descending=found.query.descending)
        self._total = ()
        self._show_total()
        self.whose.say(Message(f"Only those of {found.whose}.") if found.whose else None)
        if self.model.rowCount():
            self.page.show_table()
            if found.wanted is None or not self.table.choose(found.wanted):
                self.table.choose_first()
            self._current_changed()
        else:
            self.pane.show_bill(None)
            self._say_empty(found)
        self._judge()

    def _say_empty(self, found: BillsFound) -> None:
        if found.query.text:
            message = Message(
                f"No bill here matches “{found.query.text}”.",
                remedy="The filter looks in supplier, number and total of the bills in this list.",
                label="Clear the filter",
                act=self.page.filter.clear,
            )
        elif found.none_at_all:
            act = self.acts["take over"]
            remedy = (
                "They come from the inbox, once they are confirmed. What was open before comes from the old system."
            )
            message = Message("No bill is here yet.", remedy=remedy, label=act.text(), act=act.trigger)
        else:
            message = Message(_EMPTY.get(found.query.list, "No bill is in this list."), remedy=_COMING)
        self.page.show_empty("bill", message)

    def _show_total(self) -> None:
        if not self.model.is_whole():
            self.page.show_footer("")
            return
        rows = self.model.rowCount()
        total = f"Open  {wording.sums(self._total)}" if self._total else ""
        self.page.show_footer(wording.count(rows, "bill"), total)

    def _show_added_up(self, total: tuple[Money, ...]) -> None:
        self._total = total
        if len(self.table.selected_places()) <= 1:
            self._show_total()

    def _show_sums(self, sums: object) -> None:
        chosen = len(self.table.selected_places())
        if chosen > 1 and isinstance(sums, tuple):
            self.page.show_footer(f"{wording.count(chosen, 'bill')} chosen", f"Open  {wording.sums(sums)}")

    def _current_changed(self, *_: object) -> None:
        row = self.table.current_record()
        if row is not None:
            self.presenter.show_details(row.id)

    def _selection_changed(self) -> None:
        chosen = self.table.selected_keys()
        if 1 < len(chosen) <= SUMMED:
            self.presenter.add_up([int(key) for key in chosen])
        else:
            self._show_total()
        self._judge()

    def _judge(self) -> None:
        """Offer what can be done to what is chosen."""
        rows = self._chosen()
        standing = [row for row in rows if row.status is not BillStatus.VOID]
        self.acts["hold"].setEnabled(any(not row.on_hold for row in standing))
        self.acts["lift hold"].setEnabled(any(row.on_hold for row in standing))
        self.acts["dispute"].setEnabled(bool(standing))
        self.acts["void"].setEnabled(len(standing) == 1)
        self.acts["document"].setEnabled(len(rows) == 1 and rows[0].document_id is not None)
        self.acts["approve"].setEnabled(len(rows) == 1 and rows[0].status is BillStatus.REVIEWED)

    def _chosen(self) -> list[BillRow]:
        return self.table.selected_records()

    def _hold(self) -> None:
        rows = [row for row in self._chosen() if not row.on_hold]
        question = f"Why is {_named(rows)} not to be paid for now?"
        self.page.prompt.ask(
            question, "Hold", partial(self.presenter.hold, rows), hint="e.g. waits for the credit note"
        )

    def _dispute(self) -> None:
        rows = self._chosen()
        self.presenter.dispute(rows, disputed=not all(row.disputed for row in rows))

    def _void(self) -> None:
        row = self._chosen()[0]
        question = f"Void {_named([row])} for good? Say why; it stays visible."
        self.page.prompt.ask(question, "Void", partial(self.presenter.void, row), hint="e.g. sent twice")

    def _take_over(self) -> None:
        sheet = self.chooser.file(self, "Sheet of open bills")
        if sheet is not None:
            today, locale = self.presenter.today(), self.locale()
            ask_posting_day(self.page.prompt, sheet, today, locale, self.presenter.take_over)

    def _tell_taken(self, taken: Taken) -> None:
        self.page.banner.say(taken_over(taken))
        self.page.focus_list()

    def _tell_not_taken(self, error: BookDeskError) -> None:
        again = self.acts["take over"].trigger
        self.page.banner.say(not_taken_over(error, self.desktop, self, again, SHEET_AGAIN))

    def _focus_filter(self) -> None:
        self.page.filter.setFocus()

    def _open_document(self, *_: object) -> None:
        row = self.table.current_record()
        if row is not None and row.document_id is not None:
            back = Place("bills", self.desktop.client_id, view=self.presenter.query.list, item=row.id)
            self.desktop.go(Place("review", item=row.document_id, back=back))

    def _go_to_approval(self) -> None:
        self.desktop.go(Place("approvals", item=self._chosen()[0].id))


_EMPTY = {
    BillList.OPEN: "Nothing is open.",
    BillList.TO_APPROVE: "No bill waits for approval.",
    BillList.OVERDUE: "Nothing is overdue.",
    BillList.DUE_IN_7_DAYS: "Nothing falls due within 7 days.",
    BillList.DUE_IN_14_DAYS: "Nothing falls due within 14 days.",
    BillList.ON_HOLD: "No bill is on hold.",
    BillList.DISPUTED: "No bill is disputed.",
    BillList.DRAFTS: "No draft waits in the inbox.",
}
_COMING = "Bills come here from the inbox, once they are confirmed."


def _named(rows: list[BillRow]) -> str:
    return wording.count(len(rows), "bill") if len(rows) != 1 else f"{rows[0].number or 'this bill'}"


class BillPane(Scrolling):
    """One bill in full: state, facts, lines, what settled it."""

    def __init__(self, screen: BillsScreen) -> None:
        """Show nothing yet."""
        super().__init__()
        self.setAccessibleName("The chosen bill")
        memory = screen.desktop.memory
        self._title, self._pill, self._facts, self._none = (
            heading(""),
            PillLabel(),
            Facts(),
            quiet("No bill is chosen."),
        )
        self._title.setWordWrap(True)
        self._lines, self._settled = RowsModel(LINES, lambda row: row.key), RowsModel(SETTLED, lambda row: row.key)
        self._line_table = RecordTable(self._lines, "bill lines", memory, "Lines of the bill")
        self._settled_table = RecordTable(self._settled, "bill settled", memory, "What settled the bill")
        acts = FlowLayout(GRID // 2)
        for name in ("document", "approve", "lift hold", "dispute"):
            acts.addWidget(button(screen.acts[name], hides=True))
        self._bill_id = ""
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addWidget(self._none)
        for part in (self._title, self._pill, self._facts):
            column.addWidget(part)
        column.addLayout(acts)
        self._headings, self._history = [heading("Lines"), heading("Settled by"), heading("History")], Timeline()
        parts = (self._line_table, self._settled_table, self._history)
        for head, below in zip(self._headings, parts, strict=True):
            column.addWidget(head)
            column.addWidget(below)
        column.addStretch(1)
        self.setWidget(self._body)
        self._history.whole_asked.connect(lambda: screen.desktop.go(Place("history", item=f"bill:{self._bill_id}")))
        self.show_history(())
        self.show_bill(None)

    def show_history(self, entries: Sequence[TrailEntry]) -> None:
        """Show what happened to the bill that is shown."""
        self._history.show_entries(entries)
        self._headings[2].setVisible(bool(entries))

    def show_bill(self, details: BillDetails | None) -> None:
        """Show a bill, or that none is chosen; its history follows."""
        bill_id = details.view.bill.id if details is not None else ""
        if bill_id != self._bill_id:
            self.show_history(())
        self._bill_id = bill_id
        known = details is not None
        self._none.setVisible(not known)
        for part in (self._title, self._facts):
            part.setVisible(known)
        lined = details is not None and bool(details.lines)
        self._headings[0].setVisible(lined)
        self._line_table.setVisible(lined)
        self._headings[1].setVisible(details is not None and bool(details.allocations))
        self._settled_table.setVisible(details is not None and bool(details.allocations))
        self._pill.show_pill(state_of(details) if details is not None else None)
        if details is not None:
            bill = details.view.bill
            self._title.setText(f"{bill.supplier_name or 'Unknown supplier'}  ·  {bill.number or 'no number'}")
            self._facts.show_facts(facts_of(details))
            self._lines.show_rows(line_rows(details))
            self._settled.show_rows(settled_rows(details))
            self._line_table.show_all_rows()
            self._settled_table.show_all_rows()
