"""What the list of invoices shows of each, and the pane of one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import MailStage
from bookdesk.invoicing.listing import InvoiceList, InvoiceOrder, InvoiceRow
from bookdesk.invoicing.shown import InvoiceShown, Mailed, Settled
from bookdesk.models.bill import SettlementState
from bookdesk.models.invoice import Instalment, InvoiceKind, InvoiceSource, InvoiceStatus
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.columns import Column, Pill

_SETTLED = {
    SettlementState.OPEN: Pill("open", "Open"),
    SettlementState.PART_PAID: Pill("part", "Part paid", Tone.INFO),
    SettlementState.PAID: Pill("paid", "Paid", Tone.GOOD),
    SettlementState.OVERPAID: Pill("alert", "Overpaid", Tone.BAD),
}
_OF_NOTES = {
    SettlementState.OPEN: Pill("credit", "To be used"),
    SettlementState.PART_PAID: Pill("part", "Part used", Tone.INFO),
    SettlementState.PAID: Pill("check", "Used", Tone.GOOD),
}
_NOT_ISSUED = {
    InvoiceStatus.DRAFT: Pill("draft", "Draft", Tone.WARN),
    InvoiceStatus.VOID: Pill("void", "Cancelled"),
}
_MAILED = {
    MailStage.QUEUED: Pill("waiting", "Waits", Tone.INFO),
    MailStage.SENDING: Pill("send", "Being sent", Tone.INFO),
    MailStage.ACCEPTED: Pill("check", "Sent", Tone.GOOD),
    MailStage.UNKNOWN: Pill("alert", "Not known", Tone.WARN),
    MailStage.REFUSED: Pill("failed", "Refused", Tone.BAD),
    MailStage.CANCELLED: Pill("void", "Not sent"),
}
_BESIDES = " · "
NOT_BILLED_AGAIN = "A schedule made it and does not bill that day again."
"""What is said before a draft is thrown away that nobody would miss until the customer is not billed."""
_STOPPED = Pill("void", "Stopped", Tone.BAD)
BOUNCED = Pill("failed", "Came back", Tone.BAD)


def state_pill(row: InvoiceRow) -> Pill:
    """Return the one state a person looks for first: what stops the money, else the workflow, else how far it is."""
    if row.status is not InvoiceStatus.ISSUED:
        return _NOT_ISSUED[row.status]
    stopped = _stopped(row) if row.open.minor > 0 else None
    of_note = _OF_NOTES.get(row.settlement) if row.kind is InvoiceKind.CREDIT_NOTE else None
    return stopped or of_note or _let_go(row) or _SETTLED[row.settlement]


def _let_go(row: InvoiceRow) -> Pill | None:
    """Return how an invoice came to be settled that no money settled, so that nobody reads it as paid."""
    part = row.settlement is SettlementState.PART_PAID
    if row.settlement is SettlementState.PAID and InvoiceSource.WRITE_OFF in row.settled_by:
        return Pill("void", "Written off", Tone.WARN)
    if row.settled_by == {InvoiceSource.CREDIT_NOTE} and (part or row.settlement is SettlementState.PAID):
        return Pill("credit", "Part credited" if part else "Credited")
    return None


def _stopped(row: InvoiceRow) -> Pill | None:
    """Return what keeps an open invoice from being paid as agreed, if anything; that it is late is said besides."""
    late = f"{wording.count(row.days_late, 'day')} late" if row.days_late else ""
    if row.disputed:
        return Pill("dispute", _BESIDES.join(filter(None, ("Disputed", late))), Tone.BAD)
    if row.promised_until is not None and not row.promise_broken:
        return Pill("clock", _BESIDES.join(filter(None, ("Promised", late))), Tone.INFO)
    return Pill("alert", late, Tone.BAD) if late else None


def short_pill(row: InvoiceRow) -> Pill:
    """Return the state in the words that a column has room for."""
    pill = state_pill(row)
    head, two, _ = pill.words.partition(_BESIDES)
    return replace(pill, words=f"{head}{_BESIDES}{row.days_late} d") if two else pill


def _state(row: InvoiceRow) -> str:
    return state_pill(row).words


def mail_pill(row: InvoiceRow) -> Pill | None:
    """Return how far the last mail with it is; nothing where none was written."""
    if row.bounced:
        return BOUNCED
    if row.status is InvoiceStatus.VOID and row.mailed is MailStage.QUEUED:
        return _STOPPED  # as a mail of what was cancelled never leaves
    return _MAILED[row.mailed] if row.mailed is not None else None


def _owed(row: InvoiceRow, amount: Money) -> Money:
    """Return what the customer owes: of a credit note less than nothing, as the sum below counts it."""
    return -amount if row.kind is InvoiceKind.CREDIT_NOTE else amount


COLUMNS: tuple[Column[InvoiceRow], ...] = (
    Column("customer", "Customer", 124, lambda row: row.customer, order=InvoiceOrder.CUSTOMER, grows=True),
    Column("number", "Number", 92, lambda row: row.number or "", order=InvoiceOrder.NUMBER),
    Column(
        "kind",
        "Kind",
        100,
        lambda row: "Credit note" if row.kind is InvoiceKind.CREDIT_NOTE else "Invoice",
        muted=True,
        hidden=True,
    ),
    Column("reference", "Reference", 110, lambda row: row.reference or "", muted=True, hidden=True),
    Column("dated", "Date", 96, lambda row: wording.day(row.document_date), order=InvoiceOrder.DATE, spare=5),
    Column("due", "Due", 96, lambda row: wording.day(row.due_date), order=InvoiceOrder.DUE_DATE, spare=2),
    Column(
        "total",
        "Total",
        124,
        lambda row: wording.money(_owed(row, row.total)),
        number=True,
        order=InvoiceOrder.TOTAL,
        spare=4,
    ),
    Column(
        "open",
        "Open",
        104,
        lambda row: wording.amount(_owed(row, row.open)),
        number=True,
        order=InvoiceOrder.OPEN,
    ),
    Column("mail", "Mail", 104, lambda _: "", pill=mail_pill, spare=6),
    Column("state", "State", 154, _state, pill=short_pill, order=InvoiceOrder.STATUS, note=_state, spare=1),
)

SAYS_NOTHING = {
    InvoiceList.DRAFTS: ("open", "number", "mail"),
    InvoiceList.SETTLED: ("open",),
    InvoiceList.CANCELLED: ("open", "state"),
}
"""Columns that are the same for every row of a list."""
KEPT = frozenset({"total"})
"""What is read first where nothing is open any more, or not yet."""


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of an invoice with the codes people know."""

    key: str
    words: str
    quantity: str
    account: str
    tax_code: str
    net: Money


LINES: tuple[Column[LineRow], ...] = (
    Column("words", "Description", 150, lambda row: row.words, note=lambda row: row.words, grows=True),
    Column("quantity", "Quantity", 76, lambda row: row.quantity, number=True, spare=2),
    Column("account", "Account", 72, lambda row: row.account, spare=1),
    Column("tax code", "Code", 60, lambda row: row.tax_code, spare=3),
    Column("net", "Net", 92, lambda row: wording.amount(row.net), number=True),
)
_SOURCES = {
    InvoiceSource.RECEIPT: "Receipt",
    InvoiceSource.CREDIT_NOTE: "Credit note",
    InvoiceSource.DISCOUNT: "Discount for paying early",
    InvoiceSource.WRITE_OFF: "Written off",
    InvoiceSource.REFUND: "Paid back",
    InvoiceSource.BANK_LINE: "Bank line",
}
PARTS: tuple[Column[tuple[Instalment, str]], ...] = (
    Column("name", "Part", 130, lambda row: row[0].name, grows=True, note=lambda row: row[0].name),
    Column("due", "Due", 110, lambda row: wording.day(row[0].due_date) or "when reached"),
    Column("amount", "Amount", 100, lambda row: wording.amount(Money(row[0].amount, row[1])), number=True),
)


def settled_words(row: Settled) -> str:
    """Return what settled a part, or what a credit note settled, by its number where it has one."""
    if row.source is InvoiceSource.DISCOUNT and not row.amount:
        return "Discount refused"
    what = "Invoice" if row.used else _SOURCES[row.source]
    words = " ".join(filter(None, (what, row.number)))
    return f"{words}, taken back" if row.taken_back else words


def mail_note(row: Mailed) -> str:
    """Return what a mail was about, to whom, and what is the matter with it."""
    return " ".join(filter(None, (f"{row.kind.value.capitalize()} to {', '.join(row.recipients)}.", row.problem)))


def letter_pill(row: Mailed) -> Pill:
    """Return how far a mail is, and that one which waits will never leave."""
    if row.bounced:
        return BOUNCED
    return _MAILED[row.stage] if row.stopped is None else _STOPPED


SETTLED: tuple[Column[Settled], ...] = (
    Column("day", "On", 96, lambda row: wording.day(row.day)),
    Column("source", "What", 140, settled_words, grows=True, note=settled_words),
    Column("amount", "Amount", 100, lambda row: wording.amount(row.amount), number=True),
)
MAILS: tuple[Column[Mailed], ...] = (
    Column("at", "Written", 130, lambda row: wording.moment(row.at)),
    Column("to", "To", 140, lambda row: ", ".join(row.recipients), grows=True, note=mail_note),
    Column("stage", "", 108, lambda _: "", pill=letter_pill),
)


def line_rows(shown: InvoiceShown) -> list[LineRow]:
    """Return the lines of an invoice as rows."""
    details = shown.details
    currency, codes = details.invoice.currency, details.codes
    return [
        LineRow(
            line.id,
            line.description,
            quantity_words(line.quantity.normalize(), line.unit),
            codes.get(line.account_id or "", ""),
            codes.get(line.tax_code_id or "", ""),
            Money(line.net, currency),
        )
        for line in details.lines
    ]


def quantity_words(quantity: object, unit: str | None) -> str:
    """Return a quantity with its unit: `2.5 h`."""
    return f"{quantity:f} {unit}" if unit else f"{quantity:f}"


def facts_of(shown: InvoiceShown) -> list[tuple[str, str]]:
    """Return what stands beside an invoice: amounts, days, terms, what is the matter with it."""
    details = shown.details
    invoice = details.invoice
    draft = invoice.status is InvoiceStatus.DRAFT
    offer = details.discount
    early = (
        f"{(offer.share * 100).normalize():f} % until {wording.day(details.discount_until)}"
        if offer is not None
        else ""
    )
    rounding, settled = Money(invoice.rounding, invoice.currency), details.settlement.settled
    note = invoice.kind is InvoiceKind.CREDIT_NOTE
    return [
        ("Net", wording.amount(Money(invoice.net, invoice.currency))),
        ("Tax", wording.amount(Money(invoice.tax, invoice.currency))),
        ("Rounding", wording.amount(rounding) if rounding.minor else ""),
        ("Total", wording.money(invoice.total_money)),
        ("Open when taken over", wording.money(invoice.claim) if invoice.taken_on else ""),
        ("Used" if note else "Settled", wording.money(settled) if settled.minor else ""),
        ("Open", "" if draft else wording.money(details.open)),
        ("Date", wording.day(invoice.document_date)),
        ("Due", wording.day(details.due)),
        ("Service", _span(shown)),
        ("Reference", invoice.reference or ""),
        ("Payment reference", invoice.payment_reference or ""),
        ("If paid early", early),
        ("Corrects", shown.corrects or ("an invoice" if invoice.corrects_id else "")),
        ("Credit notes", ", ".join(one.number or "a draft" for one in details.credit_notes)),
        ("Disputed", invoice.dispute_reason or ("yes" if invoice.disputed else "")),
        ("Promised by", wording.day(invoice.promised_until)),
        ("Reminders", "" if invoice.reminders else "none for this invoice"),
        ("Cancelled", " · ".join(filter(None, (wording.day(invoice.cancelled_on), invoice.cancelled_reason)))),
        ("Taken over", "from the old system" if invoice.taken_on else ""),
        ("Note", invoice.note or ""),
    ]


def _span(shown: InvoiceShown) -> str:
    invoice = shown.details.invoice
    return " – ".join(filter(None, (wording.day(invoice.served_from), wording.day(invoice.served_to))))
