"""Paying customers back: Dr receivables, Cr bank, out of a receipt's or a credit note's rest and never more than it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import EntryKind, ReceiptWay
from bookdesk.ledger.allocating import invoice_standing, receipt_standing, release
from bookdesk.ledger.allotting import Standing
from bookdesk.ledger.entry import EntryDraft, Setting, Side
from bookdesk.ledger.exchange import ExchangeRate
from bookdesk.ledger.periods import open_day
from bookdesk.ledger.posting import account_for, base_currency, post, reverse, standing_entry
from bookdesk.ledger.receivable import standing_allocations, starts_on
from bookdesk.ledger.receiving import receipt_in_words
from bookdesk.models.account import Account, AccountRole
from bookdesk.models.invoice import Invoice, InvoiceAllocation, InvoiceKind, InvoiceSource, InvoiceStatus
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.store.change import Change

_RATE_PLACES = Decimal("1e-10")


@dataclass(frozen=True, slots=True)
class NewRefund:
    """Money to be paid back, of the receipt or of the credit note that is named (one of them).

    `amount` is in the source's currency. `paid` left the account; by default the amount, else base currency for a
    foreign amount. `rate` is base currency for one unit of a foreign currency that was paid as such.
    """

    day: date
    amount: Money
    way: ReceiptWay
    account_id: str
    reason: str
    receipt_id: str | None = None
    credit_note_id: str | None = None
    paid: Money | None = None
    bank_account_id: str | None = None
    rate: ExchangeRate | None = None
    payment_reference: str | None = None
    match_id: str | None = None


def book_refund(work: Change, new: NewRefund, *, by: str, at: datetime) -> Refund:
    """Book money that is paid back; `RuleBroken` where more than the rest would be, or the currencies do not fit."""
    source = _source(work, new)
    _require_fits(work.session, new, source)
    refund = _row(work.session, new, source, by, at)
    work.add(refund)
    work.session.flush()
    taken = source.standing.step(new.amount)
    post(work, _draft(work.session, refund, new, source, taken))
    if source.note is not None:
        work.add(_allocation(work.session, refund, new, source.note, taken))
    work.session.flush()
    return refund


def reverse_refund(work: Change, refund: Refund, day: date, why: str) -> None:
    """Take a refund back on `day`, but never before it was booked: the rest it was paid from is there again."""
    session = work.session
    if refund.reversed_on is not None:
        raise RuleBroken("This refund was reversed before.", "Nothing is left to be reversed.")
    on = open_day(session, max(day, refund.day))
    for row in standing_allocations(
        session, InvoiceAllocation.source_id == refund.id, InvoiceAllocation.source == InvoiceSource.REFUND
    ):
        release(work, row, on, why)
    entry = standing_entry(session, refund.id, EntryKind.REFUND)
    if entry is not None:
        reverse(work, entry.id, max(on, entry.posting_date), why)
    refund.reversed_on, refund.reversed_reason = on, why
    session.flush()


def refunds_of_match(session: Session, match_id: str) -> Sequence[Refund]:
    """Return the refunds that a match of bank lines booked, oldest first."""
    return session.scalars(select(Refund).where(Refund.match_id == match_id).order_by(Refund.day, Refund.id)).all()


@dataclass(frozen=True, slots=True)
class _Source:
    """What is paid back from."""

    words: str
    contact_id: str
    day: date
    standing: Standing
    note: Invoice | None = None


def _source(work: Change, new: NewRefund) -> _Source:
    if (new.receipt_id is None) == (new.credit_note_id is None):
        raise RuleBroken("It is not said what is paid back.", "Name one receipt or one credit note.")
    if new.receipt_id is not None:
        receipt = work.get(Receipt, new.receipt_id)
        if receipt.reversed_on is not None:
            raise RuleBroken(f"The {receipt_in_words(receipt)} was reversed.", "There is nothing to be paid back.")
        standing = receipt_standing(work.session, receipt)
        return _Source(receipt_in_words(receipt), receipt.contact_id, receipt.day, standing)
    note = work.get(Invoice, new.credit_note_id or "")
    if note.kind is not InvoiceKind.CREDIT_NOTE or note.status is not InvoiceStatus.ISSUED:
        raise RuleBroken(
            f"{note.number or note.id} is no credit note that stands.",
            "Write a credit note first; an invoice is not paid back.",
        )
    standing = invoice_standing(work.session, note)
    return _Source(f"credit note {note.number or note.id}", note.contact_id, starts_on(note), standing, note)


def _require_fits(session: Session, new: NewRefund, source: _Source) -> None:
    base, paid = base_currency(session), new.paid or new.amount
    if new.amount.currency != source.standing.whole.currency:
        raise RuleBroken(
            f"The {source.words} is in {source.standing.whole.currency}, not in {new.amount.currency}.",
            "Say how much of it is paid back, in its own currency.",
        )
    if new.amount.minor <= 0 or paid.minor <= 0:
        raise RuleBroken(f"{min(new.amount.minor, paid.minor)} is no refund.", "Give an amount above zero.")
    if new.amount.minor > source.standing.left.minor:
        raise RuleBroken(
            f"Of the {source.words} {source.standing.left} is left, not {new.amount}.",
            "Pay back no more than what is left of it.",
        )
    if source.note is None and new.day < source.day:
        raise RuleBroken(
            f"The money came on {source.day.isoformat()} and would be paid back on {new.day.isoformat()}.",
            "Correct the day.",
        )
    _require_currency(session, new, paid, base)


def _require_currency(session: Session, new: NewRefund, paid: Money, base: str) -> None:
    if paid.currency not in {new.amount.currency, base} or (
        paid.currency == new.amount.currency and paid != new.amount
    ):
        raise RuleBroken(f"{paid} does not pay back {new.amount}.", "Correct one of the amounts.")
    if paid.currency != base and new.rate is None:
        raise RuleBroken(
            f"The refund is in {paid.currency} and the books are in {base}.",
            f"Give what one {paid.currency} was in {base} on the day.",
            command="--rate RATE",
        )
    kept_in = session.get_one(Account, new.account_id).currency
    if kept_in not in {None, paid.currency}:
        raise RuleBroken(
            f"The account is kept in {kept_in}, and {paid.currency} was paid.", "Choose the right account."
        )


def _row(session: Session, new: NewRefund, source: _Source, by: str, at: datetime) -> Refund:
    rate = _rate(session, new)
    return Refund(
        contact_id=source.contact_id,
        receipt_id=new.receipt_id,
        credit_note_id=new.credit_note_id,
        day=new.day,
        currency=new.amount.currency,
        amount=new.amount.minor,
        way=new.way,
        account_id=new.account_id,
        bank_account_id=new.bank_account_id,
        rate=rate.rate if rate else None,
        rate_source=rate.source if rate else None,
        payment_reference=new.payment_reference,
        reason=new.reason,
        match_id=new.match_id,
        entered_by=by,
        entered_at=at,
    )


def _rate(session: Session, new: NewRefund) -> ExchangeRate | None:
    base, paid = base_currency(session), new.paid or new.amount
    if new.amount.currency == base:
        return None
    if paid.currency != base:
        return new.rate and replace(new.rate, rate=new.rate.rate.quantize(_RATE_PLACES))
    return ExchangeRate((paid.major / new.amount.major).quantize(_RATE_PLACES), "bank", new.day)


def _draft(session: Session, refund: Refund, new: NewRefund, source: _Source, taken: Money | None) -> EntryDraft:
    """Return the entry; what was paid above or below what the credit was booked at is its own posting."""
    base, contact, paid = base_currency(session), source.contact_id, new.paid or new.amount
    owed = new.amount if taken is None else taken
    back = Setting(base, new.rate).side(new.account_id, -paid, contact_id=contact)
    sides = [Side(account_for(session, AccountRole.RECEIVABLES), new.amount, owed, contact_id=contact), back]
    difference = -(owed + back.base)
    if difference:
        sides.append(
            Side(account_for(session, AccountRole.EXCHANGE_DIFFERENCES), difference, difference, contact_id=contact)
        )
    narration = f"paid back of {source.words}: {new.reason}"[:200]
    return EntryDraft(EntryKind.REFUND, new.day, narration, tuple(sides), source_id=refund.id)


def _allocation(
    session: Session, refund: Refund, new: NewRefund, note: Invoice, taken: Money | None
) -> InvoiceAllocation:
    """Return the row by which a refund uses a credit note up."""
    gain = None
    if taken is not None:
        paid = new.paid or new.amount
        gain = taken - Setting(base_currency(session), new.rate).side(new.account_id, paid).base
    return InvoiceAllocation(
        invoice_id=note.id,
        source=InvoiceSource.REFUND,
        source_id=refund.id,
        day=max(new.day, starts_on(note)),
        amount=new.amount.minor,
        base_amount=None if taken is None else taken.minor,
        gain=None if gain is None else gain.minor,
    )
