"""The screen of what customers paid: lists of receipts at the top, the table, the chosen one beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from bookdesk.core.vocabulary import ReceiptWay
from bookdesk.models.receipt import Refund
from bookdesk.receivables.receiptlisting import ReceiptLine, ReceiptList, ReceiptState
from bookdesk.receivables.receiptshown import Laid, ReceiptShown
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message, Place, history_of
from bookdesk.ui.outside import Outside
from bookdesk.ui.pieces.commands import Command, bind, excused
from bookdesk.ui.pieces.list_page import ListPage, ListTab
from bookdesk.ui.pieces.list_screen import ListScreen, ListWords
from bookdesk.ui.pieces.sales_ways import SalesWays
from bookdesk.ui.sales.applying.presenter import Credit
from bookdesk.ui.sales.applying.view import ApplyPanel
from bookdesk.ui.sales.payingback.view import PayingBackPanel
from bookdesk.ui.sales.receipts.deposit.view import DepositPanel
from bookdesk.ui.sales.receipts.pane.view import ReceiptPane
from bookdesk.ui.sales.receipts.presenter import InFull, ReceiptsPresenter, Sums, standing
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


class ReceiptsScreen(ListScreen[ReceiptsPresenter, ReceiptLine]):
    """Lists of receipts of the client in front."""

    WORDS = ListWords(
        "receipt",
        "receipts",
        "Receipts",
        "customer, number, amount and reference",
        "receipt",
        {
            ReceiptList.UNAPPLIED: "All money of customers is applied to invoices.",
            ReceiptList.IN_HAND: "No cash and no cheque is in hand.",
            ReceiptList.REFUNDED: "Nothing was paid back.",
            ReceiptList.TAKEN_BACK: "No receipt was taken back.",
        },
    )

    def __init__(self, desktop: Desktop) -> None:
        """Build the page; the list comes with `show_place`."""
        super().__init__(desktop, "receipts", ReceiptsPresenter)
        self.outside, self._begin = Outside(desktop, self), Place("")
        self._stands: Callable[[ReceiptShown], bool] | None = None
        """Whether what is asked about is still there."""
        self.taking, self.applying = TakingPanel(desktop), ApplyPanel(desktop)
        self.refunding, self.deposit = RefundPanel(desktop), DepositPanel(desktop)
        self.paying_back = PayingBackPanel(desktop)
        self.acts = bind(self, COMMANDS, self._handlers())
        for name in ("apply", "refund"):
            excused(self, self.acts[name], self._say_nothing_is_left)
        excused(self, self.acts["reverse"], self._say_why_not_taken_back)
        self.pane = ReceiptPane(desktop, self.presenter, [self.acts[name] for name in IN_PANE])
        page = ListPage(
            "receipts", "Sales", TABS, self.table, desktop.memory, primary=self.acts["take"], beside=self.pane, share=35
        )
        page.put_ways(SalesWays(desktop, "receipts"))
        self.lay_out(page, (self.taking, self.applying, self.refunding, self.paying_back, self.deposit))
        self._connect()
        self.judge()

    def show_place(self, place: Place) -> None:
        """Show a list or a receipt, and begin there with an act (`act`)."""
        self._begin = place
        super().show_place(place)

    def forget(self) -> None:
        """Show no receipt any more, and leave no paper of one outside."""
        super().forget()
        self._begin = Place("")
        self.outside.clear()

    def record(self) -> Place | None:
        """Return where the history of the chosen receipt is."""
        row = self.current()
        return history_of("receipt", row.id) if row is not None else None

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "take": self.taking.presenter.ask_anybody,
            "apply": lambda: self._on_credit(self.applying.presenter.ask),
            "deposit": lambda: self.presenter.ask_to_pay_in(self.chosen()),
            "refund": self._refund,
            "free": self._free,
            "show": self._turn,
            "send": self._send,
            "print": lambda: self.outside.print(self._papers()),
            "open": lambda: self.outside.open(self._papers()),
            "save": lambda: self.outside.save(self._papers()),
            "unrefund": self._unrefund,
            "unbank": self._unbank,
            "reverse": self._reverse,
            "filter": self.focus_filter,
        }

    def _connect(self) -> None:
        self.table.opened.connect(lambda _: self._turn())
        self.presenter.shown.connect(self._show_receipt)
        self.presenter.to_pay_in.connect(self.deposit.ask)

    # -- what was found

    def show_nothing(self) -> None:
        """Show no receipt beside the list any more."""
        self.pane.show_receipt(None)

    def first_step(self) -> Message:
        """Return how money comes in."""
        act = self.acts["take"]
        remedy = "What the bank shows is booked under Bank; cash and cheques are entered here."
        return Message("No customer has paid yet.", remedy=remedy, label=act.text(), act=act.trigger)

    def added(self, sums: Sums) -> str:
        """Return what was received, and what of it is on account."""
        if not sums:
            return ""
        unapplied = [rest for _, rest in sums if rest]
        rest = f"     Unapplied  {wording.sums(unapplied)}" if unapplied else ""
        return f"Received  {wording.sums(whole for whole, _ in sums)}{rest}"

    def current_changed(self) -> None:
        """Pay in what is chosen, where that is asked about."""
        super().current_changed()
        self.deposit.follow(self.chosen())

    def selection_changed(self) -> None:
        """Pay in what is chosen, where that is asked about."""
        super().selection_changed()
        self.deposit.follow(self.chosen())

    def _show_receipt(self, found: InFull) -> None:
        row = self.current()
        if row is not None and row.id == found.shown.line.id:
            self.pane.show_receipt(found)
            self._drop_question(found.shown)
        self.judge()
        if row is not None and row.id == found.shown.line.id:
            self._begin_act(row.id)

    def _begin_act(self, receipt_id: str) -> None:
        """Begin with what somebody came here for, once its receipt is in front."""
        begin, self._begin = self._begin, Place("")
        act = self.acts.get(begin.act)
        if act is not None and begin.item == receipt_id and act.isEnabled():
            act.trigger()

    def _drop_question(self, shown: ReceiptShown) -> None:
        """Ask no more about what was taken back meanwhile."""
        prompt, stands = self.page.prompt, self._stands
        if prompt.isVisible() and stands is not None and not stands(shown):
            prompt.drop()
            self.page.focus_list()

    # -- acts

    def judge(self) -> None:
        """Offer what can be done to what is chosen; the bank's own receipts are undone where they were matched."""
        rows = self.chosen()
        one = rows[0] if len(rows) == 1 else None
        gone = {ReceiptState.TAKEN_BACK, ReceiptState.BOUNCED}
        stands = one is not None and one.state not in gone
        credit = one is not None and one.unapplied.minor > 0
        online = one is not None and one.way is ReceiptWay.ONLINE
        may, left = self.paying_back.presenter.may_pay_back(), one is not None and one.amount > one.paid_back
        on = {
            "apply": credit,
            "refund": stands and left and may if online else credit,
            "deposit": bool(rows) and all(row.in_hand for row in rows),
            "free": stands and one is not None and bool(one.settles),
            "show": one is not None,
            "send": stands and self._has_address(),
            "print": bool(rows),
            "open": one is not None,
            "save": bool(rows),
            "unrefund": stands and one is not None and one.paid_back.minor > 0 and not online,
            "unbank": stands and self._is_paid_in(),
            "reverse": stands and one is not None and not (one.of_bank_line or one.paid_back.minor or online),
        }
        for name, enabled in on.items():
            self.acts[name].setEnabled(enabled)
        cheque = one is not None and one.way is ReceiptWay.CHEQUE
        self.acts["reverse"].setText("The cheque bounced…" if cheque else "Take the receipt back…")
        self.acts["show"].setText("Show the facts" if self.pane.shows_paper() else "Show the paper")
        self.judge_history()

    def _refund(self) -> None:
        """Pay back at the gateway what came through it, and book what was paid back of anything else."""
        row = self.chosen()[0]
        if row.way is ReceiptWay.ONLINE:
            self.paying_back.presenter.ask(row.id)
        else:
            self._on_credit(self.refunding.presenter.ask)

    def _say_why_not_taken_back(self) -> None:
        """Say why a receipt that came through the gateway is not taken back by hand."""
        row = self.current()
        if row is not None and row.way is ReceiptWay.ONLINE:
            words = f"{row.number} was moved by the payment gateway, and the books follow what it moves."
            self.desktop.tell_here(Message(words, Tone.INFO, "Let the gateway pay it back: Pay back…"))

    def _has_address(self) -> bool:
        row, found = self.current(), self.pane.in_full
        return row is not None and found is not None and found.shown.line.id == row.id and found.shown.has_address

    def _is_paid_in(self) -> bool:
        row, found = self.current(), self.pane.in_full
        same = row is not None and found is not None and found.shown.line.id == row.id
        return same and found is not None and found.shown.paid_in is not None

    def _turn(self) -> None:
        self.pane.turn()
        self.judge()

    def _papers(self) -> Any:  # noqa: ANN401 - what makes papers, as `Outside` takes it
        return self.presenter.papers([row.id for row in self.chosen()])

    def _on_credit(self, act: Callable[[Credit], None]) -> None:
        row = self.chosen()[0]
        act(Credit(row.id, row.number, row.customer, row.contact_id, row.unapplied))

    def _say_nothing_is_left(self) -> None:
        """Say why a receipt is neither applied nor paid back."""
        rows = self.chosen()
        if len(rows) == 1:
            remedy = "Take it off an invoice first: then it is credit that can be applied or paid back."
            gone = f"Nothing is left of {rows[0].number}."
            self.desktop.tell(Message(gone, Tone.WARN, remedy if self.acts["free"].isEnabled() else ""))

    def _free(self) -> None:
        """Take the receipt off the invoice that is chosen in the pane, or off the only one that it settles."""
        row, in_full = self.chosen()[0], self.pane.in_full
        if in_full is None or self.pane.receipt_id() != row.id:
            return
        found, laid = self.pane.facts.laid.current_record(), standing(in_full.shown)
        chosen = found.invoice_id if isinstance(found, Laid) else ""
        one = next((one for one in laid if one.invoice_id == chosen or len(laid) == 1), None)
        if one is None:
            words = f"{row.number} settles {wording.count(len(laid), 'invoice')}."
            self.desktop.tell(Message(words, Tone.WARN, "Choose one of them under “Applied to” first."))
            return
        self._stands = None
        what = f"{wording.money(one.amount)} of {row.number} off {one.number} of {row.customer}"
        question = f"Take {what}? It is his credit again. Say why."
        act = partial(self.presenter.free, row, one)
        self.page.prompt.ask(question, "Take it off", act, hint="e.g. it was meant for another invoice")

    def _send(self) -> None:
        row = self.chosen()[0]
        self._stands = None
        question = f"Send the receipt {row.number} to {row.customer} by mail? It is mailed once."
        self.page.prompt.ask(question, "Put it into the outbox", lambda _: self.presenter.send(row), needed=False)

    def _unrefund(self) -> None:
        """Take back the refund that is chosen in the pane, or the last one."""
        row, found = self.chosen()[0], self.pane.in_full
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
        row, found = self.chosen()[0], self.pane.in_full
        paid_in = found.shown.paid_in if found is not None and found.shown.line.id == row.id else None
        if paid_in is None:
            return
        where = f"{wording.money(row.amount)} into {paid_in.account}, {wording.day(paid_in.day)}"
        question = f"Take back that {row.number} of {row.customer} was paid in ({where})? It is in hand again. Say why."
        self._stands = lambda shown: shown.line.id == row.id and shown.paid_in is not None
        act = partial(self.presenter.reverse_paying_in, row)
        self.page.prompt.ask(question, "Take it back", act, hint="e.g. it went to another account", final=True)

    def _reverse(self) -> None:
        row = self.chosen()[0]
        cheque = row.way is ReceiptWay.CHEQUE
        self._stands = None
        question = (
            f"Take {row.number} over {wording.money(row.amount)} of {row.customer} back? All it settled is open again."
        )
        act = partial(self.presenter.reverse, row)
        answer = "bounced" if cheque else ""
        do = "It bounced" if cheque else "Take it back"
        self.page.prompt.ask(question, do, act, hint="e.g. entered twice", answer=answer, final=True)
