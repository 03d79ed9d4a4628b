"""The screen of what customers paid online: what the gateway holds, what moved there, and what became of it."""

from __future__ import annotations

from collections.abc import Callable

from bookdesk.gateways.port import MoveKind
from bookdesk.receivables.online.movelisting import MoveLine, MoveList
from bookdesk.receivables.online.moveshown import MoveShown
from bookdesk.security.roles import Permission
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.messages import Message, Place, history_of
from bookdesk.ui.pieces.commands import Command, bind
from bookdesk.ui.pieces.list_page import ListPage, ListTab
from bookdesk.ui.pieces.list_screen import ListScreen, ListWords
from bookdesk.ui.pieces.sales_ways import SalesWays
from bookdesk.ui.sales.online.customers.view import CustomersPanel
from bookdesk.ui.sales.online.deciding.view import CodePanel, WhosePanel
from bookdesk.ui.sales.online.objects.view import disputes_panel, payouts_panel
from bookdesk.ui.sales.online.pane.view import MovePane
from bookdesk.ui.sales.online.presenter import MovesPresenter, Sums
from bookdesk.ui.sales.online.standing.presenter import Stands
from bookdesk.ui.sales.online.standing.view import StandingLine

TABS = (
    ListTab(MoveList.ALL, "All", quiet=True),
    ListTab(MoveList.TO_DECIDE, "To decide"),
    ListTab(MoveList.WAITING, "Waiting"),
)
COMMANDS = (
    Command("look", "Look now", ("L",), "refresh"),
    Command("whose", "Whose payment is it…", ("W",), "contact"),
    Command("code", "Code it…", ("C",), "code"),
    Command("receipt", "Receipt", ("R",), "receipt"),
    Command("invoice", "Invoice", ("I",), "sales"),
    Command("payout", "All of its payout", ("P",), "bank"),
    Command("payouts", "Payouts", ("Shift+P",), "bank"),
    Command("disputes", "Disputes", ("Shift+D",), "dispute"),
    Command("customers", "From customers", ("Shift+C",), "ask"),
    Command("settings", "Settings of paying online", ("Ctrl+Shift+O",), "settings"),
    Command("filter", "Filter the list", ("/", "Ctrl+F"), "filter"),
)
IN_PANE = ("whose", "code", "receipt", "invoice", "payout")
IN_LINE = ("customers", "payouts", "disputes", "settings")


class OnlineScreen(ListScreen[MovesPresenter, MoveLine]):
    """Lists of what moved at the gateway of the client in front."""

    WORDS = ListWords(
        "move",
        "online payments",
        "Moves at the gateway",
        "customer, amount and the gateway’s names",
        "card",
        {
            MoveList.TO_DECIDE: "Nothing is to be decided.",
            MoveList.WAITING: "All that the gateway told is in the books.",
        },
        coming="What customers pay online comes by a look at the gateway.",
        whole=("dated", "amount", "fee", "net", "state"),
    )

    def __init__(self, desktop: Desktop) -> None:
        """Build the page; the list comes with `show_place`."""
        super().__init__(desktop, "online", MovesPresenter)
        self.whose_is_it, self.coding = WhosePanel(desktop), CodePanel(desktop)
        self.payouts, self.disputes = payouts_panel(desktop), disputes_panel(desktop)
        self.customers = CustomersPanel(desktop)
        self.acts = bind(self, COMMANDS, self._handlers())
        in_line = tuple(self.acts[name] for name in IN_LINE)
        self.standing = StandingLine(desktop, in_line, self.presenter.go_to_settings)
        self.pane = MovePane(desktop, [self.acts[name] for name in IN_PANE])
        page = ListPage(
            "online", "Sales", TABS, self.table, desktop.memory, primary=self.acts["look"], beside=self.pane, share=35
        )
        page.put_ways(SalesWays(desktop, "online"))
        self.lay_out(page, (self.whose_is_it, self.coding, self.payouts, self.disputes, self.customers))
        page.put_above(self.standing)
        self._begin = ""
        self._connect()
        self.acts["customers"].setEnabled(False)
        self.judge()

    def show_place(self, place: Place) -> None:
        """Show a list or a move, and how the account stands; what customers said where it begins with that (`act`)."""
        self._begin = place.act
        super().show_place(place)
        self.standing.presenter.ask()
        self.customers.refresh()

    def forget(self) -> None:
        """Show no move any more."""
        super().forget()
        self._begin = ""
        self.standing.forget()

    def record(self) -> Place | None:
        """Return where the history of what a move became is."""
        row = self.current()
        if row is None:
            return None
        found = (("receipt", row.receipt_id), ("refund", row.refund_id))
        return next((history_of(table, one) for table, one in found if one), None)

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "look": self._look,
            "whose": lambda: self._on_shown(self.whose_is_it.presenter.ask_whose),
            "code": lambda: self._on_shown(self.coding.presenter.ask_what_for),
            "receipt": lambda: self._on_shown(self._to_receipt),
            "invoice": lambda: self._on_shown(self._to_invoice),
            "payout": lambda: self._on_shown(lambda shown: self._look_for(shown.line.payout_id or "")),
            "payouts": self.payouts.ask,
            "disputes": self.disputes.ask,
            "customers": self.customers.ask,
            "settings": self.presenter.go_to_settings,
            "filter": self.focus_filter,
        }

    def _connect(self) -> None:
        self.presenter.shown.connect(self._show_move)
        self.standing.presenter.stood.connect(self._stood)
        self.standing.presenter.looked.connect(self.judge)
        self.customers.counted.connect(self._counted)
        for panel in (self.payouts, self.disputes):
            panel.wanted.connect(self._look_for)
        self.table.opened.connect(lambda _: self.acts["receipt"].trigger())

    # -- what was found

    def show_nothing(self) -> None:
        """Show no move beside the list any more."""
        self.pane.show_move(None)

    def first_step(self) -> Message:
        """Return how the first payment comes."""
        act = self.acts["settings"]
        remedy = "Connect the client’s account, make a pay link of an invoice, and look now and then."
        return Message("Nothing was paid online yet.", remedy=remedy, label="Paid online…", act=act.trigger)

    def added(self, sums: Sums) -> str:
        """Return what moved, and what of it stayed after fees."""
        if not sums:
            return ""
        return f"Moved  {wording.sums(gross for gross, _ in sums)}     Net  {wording.sums(net for _, net in sums)}"

    def _show_move(self, shown: MoveShown) -> None:
        row = self.current()
        if row is not None and row.id == shown.line.id:
            self.pane.show_move(shown)
        self.judge()

    def _stood(self, stands: Stands) -> None:
        self.payouts.show_objects(stands.shown.payouts)
        self.disputes.show_objects(stands.shown.disputes)
        self.judge()

    def _counted(self, there: bool, asks: int) -> None:  # noqa: FBT001 - as the panel tells it
        """Offer what customers said where the client is at the portal, with how much of it is to be answered."""
        act = self.acts["customers"]
        act.setText(f"From customers ({asks:,})" if asks else "From customers")
        act.setEnabled(there)
        begin, self._begin = self._begin, ""
        if there and begin == "customers":
            act.trigger()
        if begin == "disputes":
            self.acts["disputes"].trigger()

    # -- acts

    def judge(self) -> None:
        """Offer what can be done to what is chosen."""
        rows, shown = self.chosen(), self._shown()
        one = rows[0] if len(rows) == 1 else None
        open_ = one is not None and one.booked_as is None and one.ask
        decides = open_ and shown is not None and self.whose_is_it.presenter.may_decide()
        connected = self.standing.stands is not None and self.standing.stands.connected is not None
        on = {
            "look": connected and self.standing.presenter.may(Permission.BANK),
            "whose": decides and one is not None and one.kind == MoveKind.PAYMENT.value,
            "code": decides,
            "receipt": shown is not None and shown.receipt is not None,
            "invoice": shown is not None and bool(shown.invoices),
            "payout": one is not None and bool(one.payout_id),
        }
        for name, enabled in on.items():
            self.acts[name].setEnabled(bool(enabled))
        self.judge_history()

    def _shown(self) -> MoveShown | None:
        """Return the current move in full, where it is known by now."""
        row, shown = self.current(), self.pane.shown
        return shown if row is not None and shown is not None and shown.line.id == row.id else None

    def _on_shown(self, act: Callable[[MoveShown], object]) -> None:
        shown = self._shown()
        if shown is not None:
            act(shown)

    def _to_receipt(self, shown: MoveShown) -> None:
        if shown.receipt is not None:
            self.presenter.go_to("receipts", shown.receipt[0])

    def _to_invoice(self, shown: MoveShown) -> None:
        if shown.invoices:
            self.presenter.go_to("sales", shown.invoices[0][0])

    def _look_for(self, name: str) -> None:
        """Show the moves that have a name of the gateway's."""
        self.page.show_filter(name)
        self.ask(list=MoveList.ALL, text=name)

    def _look(self) -> None:
        self.acts["look"].setEnabled(False)
        self.standing.presenter.look()
