"""The screen of all bills: lists at the top, the table, the chosen bill beside it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

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
from bookdesk.ui.bills.presenter import BillsPresenter
from bookdesk.ui.bills.table import LINES, SETTLED, facts_of, line_rows, settled_rows, state_of
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.messages import Message, Place, history_of
from bookdesk.ui.pieces.choosing import Chooser
from bookdesk.ui.pieces.commands import Command, bind, button
from bookdesk.ui.pieces.facts import Facts
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import PillLabel, heading, quiet
from bookdesk.ui.pieces.list_page import ListPage, ListTab
from bookdesk.ui.pieces.list_screen import ListScreen, ListWords
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.pages import Scrolling
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


class BillsScreen(ListScreen[BillsPresenter, BillRow]):
    """Lists of bills and credit notes of the client in front."""

    WORDS = ListWords(
        "bill",
        "bills",
        "Bills",
        "supplier, number and total",
        "bill",
        {
            BillList.OPEN: "Nothing is open.",
            BillList.TO_APPROVE: "No bill waits for approval.",
            BillList.OVERDUE: "Nothing is overdue.",
            BillList.DUE_IN_7_DAYS: "Nothing falls due within 7 days.",
            BillList.DUE_IN_14_DAYS: "Nothing falls due within 14 days.",
            BillList.ON_HOLD: "No bill is on hold.",
            BillList.DISPUTED: "No bill is disputed.",
            BillList.DRAFTS: "No draft waits in the inbox.",
        },
        "Bills come here from the inbox, once they are confirmed.",
    )

    def __init__(self, desktop: Desktop) -> None:
        """Build the page; the list comes with `show_place`."""
        super().__init__(desktop, "bills", BillsPresenter)
        self.chooser = Chooser()
        self.acts = bind(
            self,
            COMMANDS,
            {
                "filter": self.focus_filter,
                "document": self._open_document,
                "approve": self._go_to_approval,
                "hold": self._hold,
                "lift hold": lambda: self.presenter.lift_hold(self.chosen()),
                "dispute": self._dispute,
                "void": self._void,
                "take over": self._take_over,
            },
        )
        self.pane = BillPane(self)
        others = [self.acts["hold"], self.acts["void"]]
        self.lay_out(ListPage("bills", "Bills", TABS, self.table, desktop.memory, others=others, beside=self.pane))
        self._connect()
        self.judge()

    def record(self) -> Place | None:
        """Return where the history of the chosen bill is."""
        bills = self.chosen()
        return history_of("bill", bills[0].id) if bills else None

    def _connect(self) -> None:
        presenter = self.presenter
        self.table.opened.connect(self._open_document)
        presenter.details.connect(self.pane.show_bill)
        presenter.told_history.connect(self.pane.show_history)
        presenter.taken.connect(self._tell_taken)
        presenter.not_taken.connect(self._tell_not_taken)

    def show_nothing(self) -> None:
        """Show no bill beside the list any more."""
        self.pane.show_bill(None)

    def first_step(self) -> Message:
        """Return where bills come from."""
        act = self.acts["take over"]
        remedy = "They come from the inbox, once they are confirmed. What was open before comes from the old system."
        return Message("No bill is here yet.", remedy=remedy, label=act.text(), act=act.trigger)

    def added(self, sums: tuple[Money, ...]) -> str:
        """Return what is open."""
        return f"Open  {wording.sums(sums)}" if sums else ""

    def judge(self) -> None:
        """Offer what can be done to what is chosen."""
        rows = self.chosen()
        standing = [row for row in rows if row.status is not BillStatus.VOID]
        self.acts["hold"].setEnabled(any(not row.on_hold for row in standing))
        self.acts["lift hold"].setEnabled(any(row.on_hold for row in standing))
        self.acts["dispute"].setEnabled(bool(standing))
        self.acts["void"].setEnabled(len(standing) == 1)
        self.acts["document"].setEnabled(len(rows) == 1 and rows[0].document_id is not None)
        self.acts["approve"].setEnabled(len(rows) == 1 and rows[0].status is BillStatus.REVIEWED)

    def _hold(self) -> None:
        rows = [row for row in self.chosen() if not row.on_hold]
        question = f"Why is {_named(rows)} not to be paid for now?"
        self.page.prompt.ask(
            question, "Hold", partial(self.presenter.hold, rows), hint="e.g. waits for the credit note"
        )

    def _dispute(self) -> None:
        rows = self.chosen()
        self.presenter.dispute(rows, disputed=not all(row.disputed for row in rows))

    def _void(self) -> None:
        row = self.chosen()[0]
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

    def _open_document(self, *_: object) -> None:
        row = self.current()
        if row is not None and row.document_id is not None:
            back = Place("bills", self.desktop.client_id, view=self.presenter.query.list, item=row.id)
            self.desktop.go(Place("review", item=row.document_id, back=back))

    def _go_to_approval(self) -> None:
        self.desktop.go(Place("approvals", item=self.chosen()[0].id))


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
        self._headings, self._history = (
            [heading("Lines"), heading("Settled by"), heading("History")],
            Timeline(screen.desktop.zone),
        )
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
