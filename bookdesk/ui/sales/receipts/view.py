"""The screen of what customers paid: lists of receipts at the top, the table, the chosen one beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout

from bookdesk.core.vocabulary import ReceiptWay
from bookdesk.models.receipt import Refund
from bookdesk.receivables.receiptlisting import ReceiptLine, ReceiptList, ReceiptState
from bookdesk.receivables.receiptshown import Laid, ReceiptShown
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.messages import Message, Place, history_of
from bookdesk.ui.outside import Outside
from bookdesk.ui.pieces.commands import Command, bind
from bookdesk.ui.pieces.list_page import ListPage, ListTab
from bookdesk.ui.pieces.list_presenter import SUMMED
from bookdesk.ui.pieces.models import WindowModel
from bookdesk.ui.pieces.noteline import NoteLine
from bookdesk.ui.pieces.panel import Panel
from bookdesk.ui.pieces.sales_ways import SalesWays, is_tight
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.pieces.table import RecordTable
from bookdesk.ui.sales.applying.presenter import Credit
from bookdesk.ui.sales.applying.view import ApplyPanel
from bookdesk.ui.sales.receipts.deposit.view import DepositPanel
from bookdesk.ui.sales.receipts.pane.view import ReceiptPane
from bookdesk.ui.sales.receipts.presenter import InFull, ReceiptsFound, ReceiptsPresenter, Sums
from bookdesk.ui.sales.receipts.table import COLUMNS
from bookdesk.ui.sales.refunding.view import RefundPanel
from bookdesk.ui.sales.taking.view import TakingPanel

TABS = (
    ListTab(ReceiptList.ALL, "All", quiet=True),
    ListTab(ReceiptList.UNAPPLIED, "Unapplied"),
    ListTab(ReceiptList.IN_HAND, "In hand"),
    ListTab(ReceiptList.REFUNDED, "Refunded", quiet=True),
    ListTab(ReceiptList.TAKEN_BACK, "Taken back", quiet=True),
)
COMMANDS = (
    Command("take", "New receipt", ("N",), "add"),
    Command("apply", "Apply to invoices…", ("L",), "link"),
    Command("deposit", "Pay in at a bank…", ("I",), "bank"),
    Command("refund", "Pay back…", ("B",), "undo"),
    Command("free", "Take off an invoice…", ("F",), "split"),
    Command("show", "Show the paper, or the facts", ("V",), "file"),
    Command("send", "Send by mail…", ("S",), "send"),
    Command("print", "Print…", ("P",), "print"),
    Command("open", "Open the PDF", ("O",), "right"),
    Command("save", "Save as PDF…", ("Ctrl+S",), "export"),
    Command("unrefund", "Take the refund back…", ("Shift+B",), "undo"),
    Command("unbank", "Take the paying-in back…", ("Shift+I",), "undo"),
    Command("reverse", "Take the receipt back…", ("Shift+V",), "void"),
    Command("filter", "Filter the list", ("/", "Ctrl+F"), "filter"),
)
IN_PANE = tuple(one.name for one in COMMANDS if one.name not in {"take", "filter"})
_EMPTY = {
    ReceiptList.UNAPPLIED: "All money of customers is applied to invoices.",
    ReceiptList.IN_HAND: "No cash and no cheque is in hand.",
    ReceiptList.REFUNDED: "Nothing was paid back.",
    ReceiptList.TAKEN_BACK: "No receipt was taken back.",
}


class ReceiptsScreen(Screen):
    """Lists of receipts of the client in front."""

    def __init__(self, desktop: Desktop) -> None:
        """Build the page; the list comes with `show_place`."""
        super().__init__(desktop, "receipts")
        self.presenter, self.outside = ReceiptsPresenter(desktop, self), Outside(desktop, self)
        self._total: Sums = ()
        self._stands: Callable[[ReceiptShown], bool] | None = None
        """Whether what is asked about is still there."""
        self.model = WindowModel(COLUMNS, self.presenter.page, self)
        self.table = RecordTable(self.model, "receipts", desktop.memory, "Receipts")
        self.taking, self.applying = TakingPanel(desktop), ApplyPanel(desktop)
        self.refunding, self.deposit = RefundPanel(desktop), DepositPanel(desktop)
        self.acts = bind(self, COMMANDS, self._handlers())
        self.pane = ReceiptPane(desktop, self.presenter, [self.acts[name] for name in IN_PANE])
        self.page = ListPage(
            "receipts", "Sales", TABS, self.table, desktop.memory, primary=self.acts["take"], beside=self.pane, share=35
        )
        self.page.put_ways(SalesWays(desktop, "receipts"))
        self.whose = NoteLine("Show everybody's")
        self.page.put_above(self.whose)
        for panel in self._panels():
            self.page.put_above(panel)
            panel.opened.connect(partial(self._panel_opened, panel))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self._connect()
        self._judge()

    def show_place(self, place: Place) -> None:
        """Show a named list (`view`), or the list with one receipt (`item`)."""
        view = ReceiptList(place.view) if place.view else self.presenter.query.list
        view = ReceiptList.ALL if place.item and not place.view else view
        self.page.show_tab(view)
        if place.view or place.item:
            self.page.show_filter("")
        whose = place.contact or None
        self._ask(list=view, text=self.page.filter.text().strip(), wanted=place.item, contact_id=whose)

    def forget(self) -> None:
        """Show no receipt any more."""
        super().forget()
        self.presenter.begin_anew()
        self._total = ()
        self.whose.say(None)
        self.page.show_tab(ReceiptList.ALL)
        self.pane.show_receipt(None)
        for panel in (self.taking, self.applying, self.refunding, self.deposit):
            panel.forget()
        self.outside.clear()
        self._judge()

    def record(self) -> Place | None:
        """Return where the history of the chosen receipt is."""
        row = self._current()
        return history_of("receipt", row.id) if row is not None else None

    def take_keyboard(self) -> None:
        """Begin in the list."""
        self.page.focus_list()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close the open panel with Escape, also where the keyboard went on to the list."""
        panel = next((one for one in self._panels() if one.isVisible()), None)
        if event.key() == Qt.Key.Key_Escape and panel is not None:
            panel.give_up()
        else:
            super().keyPressEvent(event)

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "take": self.taking.presenter.ask_anybody,
            "apply": lambda: self._on_credit(self.applying.presenter.ask),
            "deposit": lambda: self.presenter.ask_to_pay_in(self._chosen()),
            "refund": lambda: self._on_credit(self.refunding.presenter.ask),
            "free": self._free,
            "show": self._turn,
            "send": self._send,
            "print": lambda: self.outside.print(self._papers()),
            "open": lambda: self.outside.open(self._papers()),
            "save": lambda: self.outside.save(self._papers()),
            "unrefund": self._unrefund,
            "unbank": self._unbank,
            "reverse": self._reverse,
            "filter": self._focus_filter,
        }

    def _connect(self) -> None:
        page, table, presenter = self.page, self.table, self.presenter
        page.tab_chosen.connect(lambda name: self._ask(list=ReceiptList(name)))
        page.filter_changed.connect(lambda text: self._ask(text=text))
        table.order_chosen.connect(lambda order, down: self._ask(order=order, descending=down))
        table.current_changed.connect(self._current_changed)
        table.selection_changed.connect(self._selection_changed)
        table.opened.connect(lambda _: self._turn())
        self.whose.followed.connect(lambda: self._ask(contact_id=None))
        presenter.found.connect(self._show_found)
        presenter.completed.connect(self._show_completed)
        presenter.shown.connect(self._show_receipt)
        presenter.counted.connect(page.show_counts)
        presenter.added_up.connect(self._show_added_up)
        presenter.chosen_sums.connect(self._show_sums)
        presenter.to_pay_in.connect(self.deposit.ask)
        presenter.stale.connect(lambda: presenter.refresh(self.model.looked_at()))
        self.model.dataChanged.connect(lambda *_: self._judge())

    def _ask(self, **terms: Any) -> None:  # noqa: ANN401 - as the presenter takes them
        """Ask for a list, from its top unless the person is further down or chose several: those are found again."""
        self.presenter.show(from_top=self.table.is_at_top(), **terms)

    # -- what was found

    def _show_found(self, found: ReceiptsFound) -> None:
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
            self.pane.show_receipt(None)
            self._say_empty(found)
        self._judge()

    def _show_completed(self, found: ReceiptsFound) -> None:
        self.model.show_rest(found.list)
        self._show_total()

    def _show_receipt(self, found: InFull) -> None:
        row = self._current()
        if row is not None and row.id == found.shown.line.id:
            self.pane.show_receipt(found)
            self._drop_question(found.shown)
        self._judge()

    def _drop_question(self, shown: ReceiptShown) -> None:
        """Ask no more about what was taken back meanwhile."""
        prompt, stands = self.page.prompt, self._stands
        if prompt.isVisible() and stands is not None and not stands(shown):
            prompt.drop()
            self.page.focus_list()

    def _say_empty(self, found: ReceiptsFound) -> None:
        act = self.acts["take"]
        if found.query.text:
            remedy = "The filter looks in customer, number, amount and reference of the receipts in this list."
            words = f"No receipt here matches “{found.query.text}”."
            message = Message(words, remedy=remedy, label="Clear the filter", act=self.page.filter.clear)
        elif found.none_at_all:
            remedy = "What the bank shows is booked under Bank; cash and cheques are entered here."
            message = Message("No customer has paid yet.", remedy=remedy, label=act.text(), act=act.trigger)
        else:
            message = Message(_EMPTY.get(found.query.list, "No receipt is in this list."))
        self.page.show_empty("receipt", message)

    def _show_total(self) -> None:
        if not self.model.is_whole():
            self.page.show_footer("")
            return
        self.page.show_footer(wording.count(self.model.rowCount(), "receipt"), _added(self._total))

    def _show_added_up(self, total: Sums) -> None:
        self._total = total
        if len(self.table.selected_places()) <= 1:
            self._show_total()

    def _show_sums(self, sums: Sums) -> None:
        chosen = len(self.table.selected_places())
        if chosen > 1:
            self.page.show_footer(f"{wording.count(chosen, 'receipt')} chosen", _added(sums))

    def _current_changed(self, *_: object) -> None:
        row = self._current()
        if row is not None:
            self.presenter.show_details(row.id)
        self.deposit.follow(self._chosen())

    def _selection_changed(self) -> None:
        chosen = self.table.selected_keys()
        if 1 < len(chosen) <= SUMMED:
            self.presenter.add_up([int(key) for key in chosen])
        else:
            self._show_total()
        self.deposit.follow(self._chosen())
        self._judge()

    # -- acts

    def _panels(self) -> tuple[Panel, ...]:
        return self.taking, self.applying, self.refunding, self.deposit

    def _panel_opened(self, panel: Panel, on: bool) -> None:  # noqa: FBT001 - as the signal has it
        """Let one panel be open at a time, and give the keyboard back to the list after it."""
        if on:
            for other in self._panels():
                if other is not panel:
                    other.leave()
            self.page.give_way(on=is_tight(self.page, panel), whole=True)
        elif not any(other.isVisible() for other in self._panels()):
            self.page.give_way(on=False)
            self.page.focus_list()

    def _judge(self) -> None:
        """Offer what can be done to what is chosen; the bank's own receipts are undone where they were matched."""
        rows = self._chosen()
        one = rows[0] if len(rows) == 1 else None
        gone = {ReceiptState.TAKEN_BACK, ReceiptState.BOUNCED}
        stands = one is not None and one.state not in gone
        credit = one is not None and one.unapplied.minor > 0
        on = {
            "apply": credit,
            "refund": credit,
            "deposit": bool(rows) and all(row.in_hand for row in rows),
            "free": stands and one is not None and bool(one.settles),
            "show": one is not None,
            "send": stands and self._has_address(),
            "print": bool(rows),
            "open": one is not None,
            "save": bool(rows),
            "unrefund": stands and one is not None and one.paid_back.minor > 0,
            "unbank": stands and self._is_paid_in(),
            "reverse": stands and one is not None and not one.of_bank_line and not one.paid_back.minor,
        }
        for name, enabled in on.items():
            self.acts[name].setEnabled(enabled)
        cheque = one is not None and one.way is ReceiptWay.CHEQUE
        self.acts["reverse"].setText("The cheque bounced…" if cheque else "Take the receipt back…")
        self.acts["show"].setText("Show the facts" if self.pane.shows_paper() else "Show the paper")
        self.judge_history()

    def _chosen(self) -> list[ReceiptLine]:
        return self.table.selected_records()

    def _current(self) -> ReceiptLine | None:
        row = self.table.current_record()
        return row if isinstance(row, ReceiptLine) else None

    def _has_address(self) -> bool:
        row, found = self._current(), self.pane.in_full
        return row is not None and found is not None and found.shown.line.id == row.id and found.shown.has_address

    def _is_paid_in(self) -> bool:
        row, found = self._current(), self.pane.in_full
        same = row is not None and found is not None and found.shown.line.id == row.id
        return same and found is not None and found.shown.paid_in is not None

    def _turn(self) -> None:
        self.pane.turn()
        self._judge()

    def _papers(self) -> Any:  # noqa: ANN401 - what makes papers, as `Outside` takes it
        return self.presenter.papers([row.id for row in self._chosen()])

    def _on_credit(self, act: Callable[[Credit], None]) -> None:
        row = self._chosen()[0]
        act(Credit(row.id, row.number, row.customer, row.contact_id, row.unapplied))

    def _free(self) -> None:
        """Take the receipt off the invoice that is chosen in the pane, off all where none is."""
        row = self._chosen()[0]
        found = self.pane.facts.laid.current_record() if self.pane.receipt_id() == row.id else None
        one = found if isinstance(found, Laid) and not found.taken_back else None
        where = one.number if one is not None else "all invoices it is applied to"
        self._stands = None
        question = f"Take {row.number} of {row.customer} off {where}? It is his credit again. Say why."
        act = partial(self.presenter.free, row, one.invoice_id if one is not None else None)
        self.page.prompt.ask(question, "Take it off", act, hint="e.g. it was meant for another invoice")

    def _send(self) -> None:
        row = self._chosen()[0]
        self._stands = None
        question = f"Send the receipt {row.number} to {row.customer} by mail? It is mailed once."
        self.page.prompt.ask(question, "Put it into the outbox", lambda _: self.presenter.send(row), needed=False)

    def _unrefund(self) -> None:
        """Take back the refund that is chosen in the pane, or the last one."""
        row, found = self._chosen()[0], self.pane.in_full
        standing = [one for one in found.shown.refunds if one.reversed_on is None] if found is not None else []
        if not standing or self.pane.receipt_id() != row.id:
            return
        chosen = self.pane.facts.refunds.current_record()
        one = chosen if isinstance(chosen, Refund) and chosen.reversed_on is None else standing[-1]
        question = f"Take the refund of {wording.money(one.money)} back? It is {row.customer}’s credit again. Say why."
        self._stands = lambda shown: one.id in {back.id for back in shown.refunds if back.reversed_on is None}
        act = partial(self.presenter.reverse_refund, row, one.id)
        self.page.prompt.ask(question, "Take it back", act, hint="e.g. the transfer came back", final=True)

    def _unbank(self) -> None:
        """Take back that the receipt was paid in."""
        row, found = self._chosen()[0], self.pane.in_full
        paid_in = found.shown.paid_in if found is not None and found.shown.line.id == row.id else None
        if paid_in is None:
            return
        where = f"{wording.money(row.amount)} into {paid_in.account}, {wording.day(paid_in.day)}"
        question = f"Take back that {row.number} of {row.customer} was paid in ({where})? It is in hand again. Say why."
        self._stands = lambda shown: shown.line.id == row.id and shown.paid_in is not None
        act = partial(self.presenter.reverse_paying_in, row)
        self.page.prompt.ask(question, "Take it back", act, hint="e.g. it went to another account", final=True)

    def _reverse(self) -> None:
        row = self._chosen()[0]
        cheque = row.way is ReceiptWay.CHEQUE
        self._stands = None
        question = (
            f"Take {row.number} over {wording.money(row.amount)} of {row.customer} back? All it settled is open again."
        )
        act = partial(self.presenter.reverse, row)
        answer = "bounced" if cheque else ""
        do = "It bounced" if cheque else "Take it back"
        self.page.prompt.ask(question, do, act, hint="e.g. entered twice", answer=answer, final=True)

    def _focus_filter(self) -> None:
        self.page.filter.setFocus()


def _added(sums: Sums) -> str:
    if not sums:
        return ""
    unapplied = [rest for _, rest in sums if rest]
    rest = f"     Unapplied  {wording.sums(unapplied)}" if unapplied else ""
    return f"Received  {wording.sums(whole for whole, _ in sums)}{rest}"
