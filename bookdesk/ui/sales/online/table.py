"""What the list of moves at the gateway shows of each, and the pane of one."""

from __future__ import annotations

from typing import Final

from bookdesk.core.vocabulary import BookedAs, PayMethod
from bookdesk.gateways.port import MoveKind
from bookdesk.receivables.online.movelisting import MoveLine, MoveOrder
from bookdesk.receivables.online.moveshown import MoveShown
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.columns import Column, Pill

_KINDS: Final = {
    MoveKind.PAYMENT.value: "Payment",
    MoveKind.PAYMENT_RETURNED.value: "Debit returned",
    MoveKind.REFUND.value: "Refund",
    MoveKind.REFUND_FAILED.value: "Refund came back",
    MoveKind.DISPUTE.value: "Dispute",
    MoveKind.DISPUTE_WON.value: "Dispute won",
    MoveKind.FEE.value: "Fee",
    MoveKind.PAYOUT.value: "Payout",
    MoveKind.PAYOUT_FAILED.value: "Payout came back",
}
METHODS: Final = {
    PayMethod.CARD: "Card",
    PayMethod.BANK_DEBIT: "Bank debit",
    PayMethod.WALLET: "Wallet",
    PayMethod.OTHER: "Otherwise",
}
_BOOKED: Final = {
    BookedAs.RECEIPT: Pill("paid", "Receipt", Tone.GOOD),
    BookedAs.RECEIPT_REVERSED: Pill("alert", "Returned", Tone.WARN),
    BookedAs.REFUND: Pill("undo", "Refund"),
    BookedAs.REFUND_REVERSED: Pill("receipt", "Came back"),
    BookedAs.DISPUTE: Pill("dispute", "Disputed", Tone.BAD),
    BookedAs.DISPUTE_WON: Pill("check", "Won", Tone.GOOD),
    BookedAs.FEE: Pill("pay", "Fee"),
    BookedAs.PAYOUT: Pill("bank", "Paid out"),
    BookedAs.PAYOUT_RETURNED: Pill("alert", "Came back", Tone.WARN),
    BookedAs.CODED: Pill("code", "Coded"),
    BookedAs.NOTHING: Pill("check", "No money"),
    BookedAs.OTHERS: Pill("clients", "Another client’s"),
}
TO_DECIDE: Final = Pill("ask", "To decide", Tone.WARN)
WAITS: Final = Pill("waiting", "Waiting", Tone.INFO)


def kind_words(row: MoveLine) -> str:
    """Return what kind of a move it is."""
    return _KINDS.get(row.kind, "Something else")


def state_pill(row: MoveLine) -> Pill:
    """Return what became of a move in the books."""
    if row.booked_as is not None:
        return _BOOKED[row.booked_as]
    return TO_DECIDE if row.ask else WAITS


def _fee(row: MoveLine) -> str:
    return wording.amount(row.fee) if row.fee else ""


COLUMNS: tuple[Column[MoveLine], ...] = (
    Column("dated", "Day", 96, lambda row: wording.day(row.at.astimezone().date()), order=MoveOrder.DATE, spare=4),
    Column("kind", "Kind", 118, kind_words, order=MoveOrder.KIND, spare=3),
    Column("customer", "Customer", 112, lambda row: row.customer, note=lambda row: row.customer, grows=True),
    Column("amount", "Amount", 136, lambda row: wording.money(row.amount), number=True, order=MoveOrder.AMOUNT),
    Column("fee", "Fee", 84, _fee, number=True, spare=1),
    Column("net", "Net", 104, lambda row: wording.amount(row.net), number=True, order=MoveOrder.NET, spare=2),
    Column("state", "State", 118, lambda row: state_pill(row).words, pill=state_pill),
)


def facts_of(shown: MoveShown) -> list[tuple[str, str]]:
    """Return what stands beside a move."""
    row = shown.line
    other = shown.presented.currency != row.amount.currency
    left = f"{row.payout_id}, {shown.left}" if row.payout_id and shown.left else row.payout_id or ""
    return [
        ("Amount", wording.money(row.amount)),
        ("Paid in", wording.money(shown.presented) if other else ""),
        ("Fee", wording.money(row.fee) if row.fee else ""),
        ("Net", wording.money(row.net)),
        ("When", wording.moment(row.at)),
        ("Method", METHODS[row.method] if row.method is not None else ""),
        ("State at the gateway", shown.state),
        ("Receipt", shown.receipt[1] if shown.receipt is not None else ""),
        ("Applied to", ", ".join(number for _, number in shown.invoices)),
        ("Payout", left),
        ("Payment", row.payment_id or ""),
        ("Move", row.move_id),
        ("It says", row.says),
    ]
