"""What the list of receipts shows of each, and the pane of one."""

from __future__ import annotations

from bookdesk.core.vocabulary import PayMethod, ReceiptWay
from bookdesk.models.receipt import Refund
from bookdesk.receivables.online.moveshown import MoveShown
from bookdesk.receivables.receiptlisting import ReceiptLine, ReceiptOrder, ReceiptState
from bookdesk.receivables.receiptshown import Laid, ReceiptShown
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.columns import Column, Pill

WAYS = {
    ReceiptWay.BANK: "Bank",
    ReceiptWay.CASH: "Cash",
    ReceiptWay.CHEQUE: "Cheque",
    ReceiptWay.CARD: "Card",
    ReceiptWay.OTHER: "Otherwise",
    ReceiptWay.ONLINE: "Online",
}
_STATES = {
    ReceiptState.BOOKED: Pill("paid", "Booked", Tone.GOOD),
    ReceiptState.PART_REFUNDED: Pill("part", "Part refunded", Tone.INFO),
    ReceiptState.REFUNDED: Pill("undo", "Refunded"),
    ReceiptState.TAKEN_BACK: Pill("void", "Taken back"),
    ReceiptState.BOUNCED: Pill("alert", "Bounced", Tone.BAD),
}


def state_pill(row: ReceiptLine) -> Pill:
    """Return how a receipt stands; of one that is booked, that a bank has still to get it."""
    if row.in_hand and row.state is ReceiptState.BOOKED:
        return Pill("hold", "In hand", Tone.WARN)
    return _STATES[row.state]


def _settles(row: ReceiptLine) -> str:
    return ", ".join(row.settles)


COLUMNS: tuple[Column[ReceiptLine], ...] = (
    Column("number", "Number", 84, lambda row: row.number, order=ReceiptOrder.NUMBER),
    Column("dated", "Date", 96, lambda row: wording.day(row.day), order=ReceiptOrder.DATE, spare=3),
    Column("customer", "Customer", 112, lambda row: row.customer, order=ReceiptOrder.CUSTOMER, grows=True),
    Column("way", "Method", 84, lambda row: WAYS[row.way], order=ReceiptOrder.WAY, muted=True, spare=5),
    Column("amount", "Amount", 136, lambda row: wording.money(row.amount), number=True, order=ReceiptOrder.AMOUNT),
    Column("settles", "Applied to", 120, _settles, note=_settles, spare=4),
    Column(
        "unapplied",
        "Unapplied",
        104,
        lambda row: wording.amount(row.unapplied) if row.unapplied.minor else "",
        number=True,
        spare=2,
    ),
    Column("state", "State", 130, lambda row: state_pill(row).words, pill=state_pill),
)


def laid_words(row: Laid) -> str:
    """Return on which invoice a step lies, and that it holds no more."""
    if row.amount.minor < 0:
        return f"{row.number}, taken off"
    return f"{row.number}, taken off since" if row.taken_back else row.number


LAID: tuple[Column[Laid], ...] = (
    Column("day", "From", 96, lambda row: wording.day(row.day)),
    Column("number", "Invoice", 140, laid_words, grows=True, note=laid_words),
    Column("amount", "Amount", 100, lambda row: wording.amount(row.amount), number=True),
)


def refund_words(row: Refund) -> str:
    """Return why money was paid back, and that it was taken back again."""
    return f"{row.reason}, taken back" if row.reversed_on is not None else row.reason


REFUNDS: tuple[Column[Refund], ...] = (
    Column("day", "On", 96, lambda row: wording.day(row.day)),
    Column("why", "Why", 140, refund_words, grows=True, note=refund_words),
    Column("amount", "Amount", 100, lambda row: wording.amount(row.money), number=True),
)


_METHODS = {PayMethod.CARD: "card", PayMethod.BANK_DEBIT: "bank debit", PayMethod.WALLET: "wallet"}


def online_facts(move: MoveShown) -> list[tuple[str, str]]:
    """Return what the gateway says of the payment that a receipt was booked from."""
    row = move.line
    payout = f"{row.payout_id}, {move.left}" if row.payout_id and move.left else row.payout_id or "not paid out yet"
    return [
        ("Paid by", _METHODS.get(row.method, "") if row.method is not None else ""),
        ("Payment", row.payment_id or ""),
        ("Payout", payout),
    ]


def facts_of(shown: ReceiptShown) -> list[tuple[str, str]]:
    """Return what stands beside a receipt: amounts, how and where it came, what is the matter with it."""
    line = shown.line
    converted = shown.banked.currency != line.amount.currency
    gain = shown.gain
    back = " · ".join(filter(None, (wording.day(shown.reversed_on), shown.reversed_reason)))
    return [
        ("Amount", wording.money(line.amount)),
        ("Unapplied", wording.money(line.unapplied) if line.unapplied.minor else ""),
        ("Paid back", wording.money(line.paid_back) if line.paid_back.minor else ""),
        ("Fee kept back", wording.money(shown.fee) if shown.fee.minor else ""),
        ("Reached the account", wording.money(shown.banked) if converted or shown.fee.minor else ""),
        ("Rate", f"{shown.rate.normalize():f}" if shown.rate is not None else ""),
        ("Exchange difference", wording.money(gain) if gain is not None and gain.minor else ""),
        ("Date", wording.day(line.day)),
        ("Method", WAYS[line.way]),
        ("Account", shown.paid_in.account if shown.paid_in is not None else shown.into),
        ("Paid in", f"{wording.day(shown.paid_in.day)}, out of {shown.into}" if shown.paid_in is not None else ""),
        ("Reference", shown.reference),
        ("Shown by", "a bank line, which is undone under Bank" if line.of_bank_line else ""),
        ("Taken back", back),
        ("Note", shown.note),
    ]
