"""What the list of bills shows of each."""

from __future__ import annotations

from dataclasses import dataclass

from bookdesk.capture.prepaid import paid_before
from bookdesk.core.money import Money
from bookdesk.models.bill import Allocation, BillKind, BillLine, BillStatus, SettlementState
from bookdesk.payments.bills import BillDetails
from bookdesk.payments.listing import BillOrder, BillRow
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.columns import Column, Pill

_SETTLED = {
    SettlementState.OPEN: Pill("open", "Open"),
    SettlementState.SCHEDULED: Pill("clock", "In a run", Tone.INFO),
    SettlementState.PART_PAID: Pill("part", "Part paid", Tone.INFO),
    SettlementState.PAID: Pill("paid", "Paid", Tone.GOOD),
    SettlementState.OVERPAID: Pill("alert", "Overpaid", Tone.BAD),
}
_STATUS = {
    BillStatus.DRAFT: Pill("draft", "Draft"),
    BillStatus.REVIEWED: Pill("approve", "To approve", Tone.WARN),
    BillStatus.VOID: Pill("void", "Void"),
}


def state_pill(row: BillRow) -> Pill:
    """Return the one state a person looks for first: what stops the bill, else its workflow, else its settlement."""
    return _state(row.status, row.settlement, on_hold=row.on_hold, disputed=row.disputed)


def state_of(details: BillDetails) -> Pill:
    """Return the same of one bill in full."""
    bill = details.view.bill
    return _state(bill.status, details.view.settlement.state, on_hold=bill.on_hold, disputed=bill.disputed)


def _state(status: BillStatus, settled: SettlementState, *, on_hold: bool, disputed: bool) -> Pill:
    if status is BillStatus.VOID:
        return _STATUS[status]
    if disputed:
        return Pill("dispute", "Disputed", Tone.BAD)
    if on_hold:
        return Pill("hold", "On hold", Tone.WARN)
    return (
        _SETTLED[settled] if status is BillStatus.APPROVED or settled is not SettlementState.OPEN else _STATUS[status]
    )


def _owed(row: BillRow, amount: Money) -> Money:
    """Return what is owed to the supplier: of a credit note less than nothing, as the sum below counts it."""
    return -amount if row.kind is BillKind.CREDIT_NOTE else amount


COLUMNS: tuple[Column[BillRow], ...] = (
    Column("supplier", "Supplier", 220, lambda row: row.supplier or "", order=BillOrder.SUPPLIER, grows=True),
    Column("number", "Number", 112, lambda row: row.number or "", order=BillOrder.NUMBER, spare=1),
    Column(
        "kind",
        "Kind",
        100,
        lambda row: "Credit note" if row.kind is BillKind.CREDIT_NOTE else "Bill",
        muted=True,
        hidden=True,
    ),
    Column("dated", "Date", 96, lambda row: wording.day(row.document_date), order=BillOrder.DOCUMENT_DATE, spare=4),
    Column("due", "Due", 96, lambda row: wording.day(row.due_date), order=BillOrder.DUE_DATE),
    Column("way", "Paid by", 110, lambda row: row.way_of_payment.value, muted=True, hidden=True),
    Column("total", "Total", 124, lambda row: wording.money(_owed(row, row.total)), number=True, order=BillOrder.TOTAL),
    Column(
        "open",
        "Open",
        104,
        lambda row: wording.amount(_owed(row, row.open)),
        number=True,
        order=BillOrder.OPEN,
        spare=2,
    ),
    Column("state", "State", 124, lambda row: state_pill(row).words, pill=state_pill, order=BillOrder.STATUS),
)


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of a bill with the codes people know."""

    key: str
    words: str
    account: str
    tax_code: str
    net: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class SettledRow:
    """What settled a part of a bill, and when."""

    key: str
    day: str
    source: str
    amount: Money


LINES: tuple[Column[LineRow], ...] = (
    Column("words", "Description", 160, lambda row: row.words, note=lambda row: row.words, grows=True),
    Column("account", "Account", 72, lambda row: row.account),
    Column("tax code", "Code", 56, lambda row: row.tax_code, spare=1),
    Column("net", "Net", 92, lambda row: wording.amount(row.net), number=True),
    Column("tax", "Tax", 84, lambda row: wording.amount(row.tax), number=True, spare=2),
)
SETTLED: tuple[Column[SettledRow], ...] = (
    Column("day", "On", 96, lambda row: row.day),
    Column("source", "By", 140, lambda row: row.source, grows=True),
    Column("amount", "Amount", 100, lambda row: wording.amount(row.amount), number=True),
)


def line_rows(details: BillDetails) -> list[LineRow]:
    """Return the lines of a bill as rows."""
    return [_line(line, details) for line in details.lines]


def _line(line: BillLine, details: BillDetails) -> LineRow:
    currency, codes = details.view.bill.currency, details.codes
    account, tax_code = codes.get(line.account_id or "", ""), codes.get(line.tax_code_id or "", "")
    return LineRow(line.id, line.description, account, tax_code, Money(line.net, currency), Money(line.tax, currency))


def settled_rows(details: BillDetails) -> list[SettledRow]:
    """Return what settled a bill as rows."""
    return [_settled(one, details.view.bill.currency) for one in details.allocations]


def _settled(one: Allocation, currency: str) -> SettledRow:
    return SettledRow(one.id, wording.day(one.day), one.source.value.capitalize(), Money(one.amount, currency))


def facts_of(details: BillDetails) -> list[tuple[str, str]]:
    """Return what stands beside a bill: dates, amounts, how it is paid, why it is held."""
    bill, settled = details.view.bill, details.view.settlement
    due = Money(bill.amount_due, bill.currency) if bill.amount_due is not None else None
    before = paid_before(settled.total, due) if due is not None else None
    return [
        ("Total", wording.money(settled.total)),
        ("Asked for", wording.money(due) if due != settled.total else ""),
        ("Said to be paid", wording.money(before) if before is not None and not bill.taken_on else ""),
        ("Settled", wording.money(settled.settled) if settled.settled.minor else ""),
        ("Open", wording.money(settled.open)),
        ("Date", wording.day(bill.document_date)),
        ("Due", wording.day(bill.due_date)),
        ("Received", wording.day(bill.received_date)),
        ("Posted on", wording.day(bill.posting_date)),
        ("Paid by", bill.way_of_payment.value),
        ("Reference", bill.payment_reference or ""),
        ("Order", bill.order_number or ""),
        ("On hold", bill.hold_reason or ""),
        ("Taken over", "from the old system" if bill.taken_on else ""),
        ("Note", bill.note or ""),
    ]
