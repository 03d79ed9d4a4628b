"""Laying a customer's money, or a credit note, on his invoices, and freeing it again.

In base currency an allocation posts nothing: both sides stand in receivables. In another one both were booked at rates
of their own, and the difference that is realised is posted as an entry of its own, whose source is the allocation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import RuleBroken
from bookdesk.core.identifiers import new_id
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import EntryKind
from bookdesk.ledger.allotting import Standing, free_from
from bookdesk.ledger.entry import EntryDraft, Side
from bookdesk.ledger.periods import open_day
from bookdesk.ledger.posting import account_for, base_currency, post, postings_of, reverse, standing_entry
from bookdesk.ledger.receivable import starts_on
from bookdesk.ledger.salesposting import booked_claim, invoice_rate
from bookdesk.models.account import AccountRole
from bookdesk.models.invoice import Invoice, InvoiceAllocation, InvoiceKind, InvoiceSource, InvoiceStatus
from bookdesk.models.ledger import LedgerEntry
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.store.change import Change


@dataclass(frozen=True, slots=True)
class Applied:
    """How much of an invoice is settled; positive, in the invoice's currency."""

    invoice_id: str
    amount: Money


def invoice_standing(session: Session, invoice: Invoice) -> Standing:
    """Return how much of an invoice is settled, or of a credit note used."""
    return _invoice_standing(session, invoice, _rows_of(session, invoice))


def _invoice_standing(session: Session, invoice: Invoice, rows: Sequence[InvoiceAllocation]) -> Standing:
    base = base_currency(session)
    used = sum(row.amount for row in rows)
    if invoice.currency == base:
        return Standing(invoice.claim, Money(used, invoice.currency))
    ours = sum(row.base_amount or 0 for row in rows if row.invoice_id == invoice.id)
    as_source = sum((row.base_amount or 0) + (row.gain or 0) for row in rows if row.invoice_id != invoice.id)
    return Standing(
        invoice.claim, Money(used, invoice.currency), booked_claim(invoice, base), Money(ours + as_source, base)
    )


def receipt_standing(session: Session, receipt: Receipt) -> Standing:
    """Return how much of a receipt settles invoices or was paid back."""
    return _receipt_standing(session, receipt, _applied_rows(session, receipt), _refunds_of(session, receipt))


def _receipt_standing(
    session: Session, receipt: Receipt, rows: Sequence[InvoiceAllocation], refunds: Sequence[Refund]
) -> Standing:
    base = base_currency(session)
    used = sum(row.amount for row in rows) + sum(one.amount for one in refunds)
    if receipt.currency == base:
        return Standing(receipt.money, Money(used, receipt.currency))
    by_rows = sum((row.base_amount or 0) + (row.gain or 0) for row in rows)
    by_refunds = sum(_refunded_base(session, one) for one in refunds)
    return Standing(
        receipt.money, Money(used, receipt.currency), worth(receipt, base), Money(by_rows + by_refunds, base)
    )


def worth(receipt: Receipt, base: str) -> Money:
    """Return what a receipt counts for in base currency, the fee that was kept back included."""
    if base in {receipt.currency, receipt.banked_currency}:
        return Money(receipt.banked + receipt.fee, base)
    return Money.rounded(receipt.money.major * (receipt.rate or 0), base)


def apply_receipt(work: Change, receipt: Receipt, what: Applied, day: date | None = None) -> InvoiceAllocation:
    """Lay unapplied money of a receipt on an invoice of the same customer and currency.

    It counts from `day` on (by default as soon as both are there), or from the first open day after it on which it
    fits. Amounts that are not there are refused, saying what is.
    """
    if receipt.reversed_on is not None:
        raise RuleBroken("This receipt was reversed.", "Enter the money anew, if it came after all.")
    rows, refunds = _applied_rows(work.session, receipt), _refunds_of(work.session, receipt)
    return _allocate(work, _money_of(work.session, receipt, what, rows, refunds), what, day)


def apply_new_receipt(work: Change, receipt: Receipt, wanted: Sequence[Applied]) -> list[InvoiceAllocation]:
    """Lay a receipt that was booked just now on invoices, as `apply_receipt` does: nothing else has used it yet."""
    rows: list[InvoiceAllocation] = []
    for one in wanted:
        rows.append(_allocate(work, _money_of(work.session, receipt, one, rows, ()), one, None))
    return rows


def _money_of(
    session: Session,
    receipt: Receipt,
    what: Applied,
    rows: Sequence[InvoiceAllocation],
    refunds: Sequence[Refund],
) -> _Source:
    """Return a receipt as what is laid on an invoice, by what it settles and what was paid back of it."""
    standing = _receipt_standing(session, receipt, rows, refunds)
    _require_left(f"receipt {receipt.number or receipt.id}", standing, what.amount)
    used = [(row.day, row.amount) for row in rows] + [(one.day, one.amount) for one in refunds]
    return _Source(InvoiceSource.RECEIPT, receipt.id, receipt.contact_id, receipt.day, standing, tuple(used))


def allocate_credit(work: Change, note: Invoice, what: Applied, day: date | None = None) -> InvoiceAllocation:
    """Lay what is left of a credit note on an invoice of the same customer and currency; dated as `apply_receipt`."""
    _require_standing(note, InvoiceKind.CREDIT_NOTE)
    standing = invoice_standing(work.session, note)
    _require_left(f"credit note {note.number or note.id}", standing, what.amount)
    used = tuple((row.day, row.amount) for row in _rows_of(work.session, note))
    source = _Source(InvoiceSource.CREDIT_NOTE, note.id, note.contact_id, starts_on(note), standing, used)
    return _allocate(work, source, what, day)


def release(work: Change, row: InvoiceAllocation, day: date, why: str) -> InvoiceAllocation:
    """Take one allocation back by its opposite, on `day` but never before it counted, and what it posted with it."""
    if row.reverses_id is not None or _taken_back(work.session, row):
        raise RuleBroken("This allocation was taken back before.", "Look at the customer's account.")
    on = open_day(work.session, max(day, row.day))
    opposite = InvoiceAllocation(
        invoice_id=row.invoice_id,
        source=row.source,
        source_id=row.source_id,
        day=on,
        amount=-row.amount,
        base_amount=None if row.base_amount is None else -row.base_amount,
        gain=None if row.gain is None else -row.gain,
        reverses_id=row.id,
    )
    work.add(opposite)
    work.session.flush()
    entry = _posted_for(work.session, row)
    if entry is not None:
        reverse(work, entry.id, max(on, entry.posting_date), why)
    return opposite


def require_settles(work: Change, invoice_id: str, contact_id: str, amount: Money) -> Invoice:
    """Return the invoice that money of a customer may settle by `amount`; says why where it may not."""
    invoice = _settleable(work, invoice_id, contact_id, amount)
    _require_open(work.session, invoice, invoice_standing(work.session, invoice).left, amount)
    return invoice


def _settleable(work: Change, invoice_id: str, contact_id: str, amount: Money) -> Invoice:
    invoice = work.get(Invoice, invoice_id)
    _require_standing(invoice, InvoiceKind.INVOICE)
    if invoice.contact_id != contact_id:
        raise RuleBroken(
            f"Invoice {invoice.number or invoice.id} is another customer's.",
            "Choose an invoice of the customer whose money it is.",
        )
    if amount.currency != invoice.currency:
        raise RuleBroken(
            f"Invoice {invoice.number or invoice.id} is in {invoice.currency}, and this is {amount.currency}.",
            "Say how much of the invoice it settles, in the invoice's currency.",
        )
    return invoice


def _require_open(session: Session, invoice: Invoice, left: Money, amount: Money) -> None:
    if amount.minor >= 0 and not left:
        raise _nothing_open(session, invoice)
    if amount.minor <= 0:
        raise RuleBroken(f"{amount} settles nothing.", "Give an amount above zero.")
    if amount.minor > left.minor:
        raise RuleBroken(
            f"Of invoice {invoice.number or invoice.id} {left} is open, not {amount}.",
            "Settle no more than what is open; the rest stays the customer's credit.",
        )


def _nothing_open(session: Session, invoice: Invoice) -> RuleBroken:
    """Return why an invoice is not settled any further: all of it is, or the rest was written off."""
    standing = InvoiceAllocation.invoice_id == invoice.id, InvoiceAllocation.source == InvoiceSource.WRITE_OFF
    lost = Money(sum(session.scalars(select(InvoiceAllocation.amount).where(*standing))), invoice.currency)
    if lost:
        return RuleBroken(
            f"Nothing is open of invoice {invoice.number or invoice.id}: {lost} of it was written off.",
            "Where money came after all, take the write-off back first.",
            command="bookdesk receipt write-off INVOICE --reverse --why REASON",
        )
    return RuleBroken(
        f"Nothing is open of invoice {invoice.number or invoice.id}.",
        "Look at what settles it; money that comes on top stays the customer's credit.",
    )


def fits_from(session: Session, invoice: Invoice, amount: Money, wanted: date) -> date:
    """Return the first day from `wanted` on, and not before the invoice, from which `amount` more settles it."""
    return _fits_from(invoice, _rows_of(session, invoice), amount, wanted)


def _fits_from(invoice: Invoice, rows: Sequence[InvoiceAllocation], amount: Money, wanted: date) -> date:
    steps = [(row.day, row.amount) for row in rows]
    return free_from(steps, invoice.claim.minor, amount.minor, max(wanted, starts_on(invoice)))


@dataclass(frozen=True, slots=True)
class _Source:
    """What is laid on invoices: from which day it is there, and the dated steps by which it was used."""

    kind: InvoiceSource
    id: str
    contact_id: str
    day: date
    standing: Standing
    used: Sequence[tuple[date, int]]


def _require_left(words: str, standing: Standing, amount: Money) -> None:
    if amount.currency != standing.whole.currency:
        raise RuleBroken(
            f"The {words} is in {standing.whole.currency}, and this is {amount.currency}.",
            "Settle invoices of the same currency with it.",
        )
    if amount.minor > standing.left.minor:
        raise RuleBroken(f"Of {words} {standing.left} is left, not {amount}.", "Take no more than what is left of it.")


def _allocate(work: Change, source: _Source, what: Applied, day: date | None) -> InvoiceAllocation:
    invoice = _settleable(work, what.invoice_id, source.contact_id, what.amount)
    rows = _rows_of(work.session, invoice)
    settled = _invoice_standing(work.session, invoice, rows)
    _require_open(work.session, invoice, settled.left, what.amount)
    wanted = open_day(work.session, max(source.day, starts_on(invoice), day or source.day))
    now = what.amount.minor
    wanted = free_from(source.used, source.standing.whole.minor, now, wanted)
    worth_of_it, cleared = source.standing.step(what.amount), settled.step(what.amount)
    gain = None if worth_of_it is None or cleared is None else worth_of_it - cleared
    row = InvoiceAllocation(
        id=new_id(),
        invoice_id=invoice.id,
        source=source.kind,
        source_id=source.id,
        day=_fits_from(invoice, rows, what.amount, wanted),
        amount=now,
        base_amount=None if cleared is None else cleared.minor,
        gain=None if gain is None else gain.minor,
    )
    work.add(row)
    if worth_of_it is not None and cleared is not None and gain:
        work.session.flush()
        _post_difference(work, row, invoice, worth_of_it, cleared)
    return row


def _post_difference(work: Change, row: InvoiceAllocation, invoice: Invoice, source: Money, cleared: Money) -> None:
    """Post what was realised: Dr receivables as the source was booked, Cr receivables as the invoice was."""
    session = work.session
    receivables = account_for(session, AccountRole.RECEIVABLES)
    amount, contact, rate = Money(row.amount, invoice.currency), invoice.contact_id, invoice_rate(invoice)
    gain = source - cleared
    sides = (
        Side(receivables, amount, source, contact_id=contact),
        Side(receivables, -amount, -cleared, contact_id=contact, rate=rate),
        Side(account_for(session, AccountRole.EXCHANGE_DIFFERENCES), -gain, -gain, contact_id=contact),
    )
    narration = f"exchange difference on invoice {invoice.number or invoice.id}"
    post(work, EntryDraft(EntryKind.EXCHANGE_DIFFERENCE, row.day, narration, sides, source_id=row.id))


def _posted_for(session: Session, row: InvoiceAllocation) -> LedgerEntry | None:
    """Return the standing entry that came with an allocation: a difference, a discount or what was written off."""
    if row.source in {InvoiceSource.DISCOUNT, InvoiceSource.WRITE_OFF}:
        undone = session.scalar(select(LedgerEntry.id).where(LedgerEntry.reverses_id == row.source_id))
        return None if undone else session.get(LedgerEntry, row.source_id)
    return standing_entry(session, row.id, EntryKind.EXCHANGE_DIFFERENCE)


def _require_standing(invoice: Invoice, kind: InvoiceKind) -> None:
    if invoice.kind is not kind:
        raise RuleBroken(
            f"{invoice.number or invoice.id} is {_an(invoice.kind)}, not {_an(kind)}.", "Choose the right document."
        )
    if invoice.status is not InvoiceStatus.ISSUED:
        raise RuleBroken(
            f"The {kind} {invoice.number or invoice.id} is {invoice.status}.",
            "Choose one that is issued and stands.",
        )


def _an(kind: InvoiceKind) -> str:
    return "an invoice" if kind is InvoiceKind.INVOICE else "a credit note"


def _rows_of(session: Session, invoice: Invoice) -> Sequence[InvoiceAllocation]:
    """Return all rows that settle a document or use it up, opposites included."""
    ours = InvoiceAllocation.invoice_id == invoice.id
    if invoice.kind is InvoiceKind.CREDIT_NOTE:
        ours |= (InvoiceAllocation.source_id == invoice.id) & (InvoiceAllocation.source == InvoiceSource.CREDIT_NOTE)
    return session.scalars(select(InvoiceAllocation).where(ours)).all()


def _applied_rows(session: Session, receipt: Receipt) -> Sequence[InvoiceAllocation]:
    return session.scalars(
        select(InvoiceAllocation).where(
            InvoiceAllocation.source_id == receipt.id, InvoiceAllocation.source == InvoiceSource.RECEIPT
        )
    ).all()


def _refunds_of(session: Session, receipt: Receipt) -> Sequence[Refund]:
    return session.scalars(select(Refund).where(Refund.receipt_id == receipt.id, Refund.reversed_on.is_(None))).all()


def _refunded_base(session: Session, refund: Refund) -> int:
    """Return at what a refund took the customer's credit out of receivables."""
    entry = standing_entry(session, refund.id, EntryKind.REFUND)
    receivables = account_for(session, AccountRole.RECEIVABLES)
    rows = postings_of(session, entry.id) if entry else ()
    return sum(row.base_amount for row in rows if row.account_id == receivables)


def _taken_back(session: Session, row: InvoiceAllocation) -> bool:
    query = select(InvoiceAllocation.id).where(InvoiceAllocation.reverses_id == row.id)
    return session.scalar(query) is not None
