"""Booking what customers pay: Dr bank (or cash in hand) and fees, Cr receivables; and taking it back.

Everything is in the change of the caller. What is not laid on invoices stays the customer's credit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bookdesk.core.errors import RuleBroken
from bookdesk.core.identifiers import new_id
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import EntryKind, NumberedKind, ReceiptWay
from bookdesk.ledger.allocating import Applied, apply_new_receipt, receipt_standing, release, worth
from bookdesk.ledger.discounting import follow_discounts, refuse_discount
from bookdesk.ledger.entry import EntryDraft, Setting, Side
from bookdesk.ledger.exchange import ExchangeRate
from bookdesk.ledger.numbering import Series, Used, following
from bookdesk.ledger.periods import open_day
from bookdesk.ledger.posting import account_for, base_currency, post, reverse, standing_entry
from bookdesk.ledger.receivable import open_invoices, standing_allocations, still_open_invoice
from bookdesk.ledger.salesnumbers import next_number, series_of
from bookdesk.models.account import Account, AccountRole
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Invoice, InvoiceAllocation, InvoiceSource
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.store.change import Change

_GIVEN = "receipt number given last"
"""Where a session keeps the number that it gave last, by the year of its day."""
_HIGHEST = 100
"""Numbers that are looked at to tell the next one."""
_RATE_PLACES = Decimal("1e-10")


@dataclass(frozen=True, slots=True)
class Fee:
    """What was kept back before the money came: `gross` with its `tax` inside, in the currency that was banked."""

    gross: Money
    tax: Money
    account_id: str
    tax_code_id: str | None = None


@dataclass(frozen=True, slots=True)
class NewReceipt:
    """Money of a customer to be booked. `amount` counts for him; `banked` reached the account, the rest is the fee.

    `account_id` is the ledger account it reached: the bank's, or that for cash and cheques in hand. `banked` is by
    default the amount less the fee; in another currency (base currency only) it is what the bank made of it. `rate` is
    base currency for one unit of a foreign currency that was banked as such. `applied` says which invoices it settles,
    `discounts` whether they get the discount for paying early that they earn with it.
    """

    contact_id: str
    day: date
    amount: Money
    way: ReceiptWay
    account_id: str
    banked: Money | None = None
    fee: Fee | None = None
    applied: tuple[Applied, ...] = ()
    bank_account_id: str | None = None
    rate: ExchangeRate | None = None
    payment_reference: str | None = None
    note: str | None = None
    match_id: str | None = None
    bank_line_id: str | None = None
    discounts: bool = True


def book_receipt(work: Change, new: NewReceipt, *, by: str, at: datetime) -> Receipt:
    """Book money of a customer and lay it on the invoices it is for; a discount that it earns is booked with it.

    `RuleBroken` where an amount is not there, an invoice is another customer's or the currencies do not go together.
    """
    session = work.session
    _require_whole(session, new)
    customer = work.get(Contact, new.contact_id)
    if not customer.customer:
        customer.customer = True
    receipt = _row(session, new, by, at)
    work.add(receipt)
    post(work, _draft(session, receipt, new))
    apply_new_receipt(work, receipt, new.applied)
    if not new.discounts:
        for one in new.applied:
            refuse_discount(work, work.get(Invoice, one.invoice_id), receipt)
    follow_discounts(work, [one.invoice_id for one in new.applied], receipt.day)
    return receipt


def receipt_in_words(receipt: Receipt) -> str:
    """Return how people name a receipt."""
    return f"receipt {receipt.number or receipt.id[-8:]} of {receipt.money}"


def reverse_receipt(work: Change, receipt: Receipt, day: date, why: str) -> None:
    """Take a receipt back on `day`, but never before what was last done with it: all that it settled is open again.

    Its entry is reversed, and a discount that it had earned is taken back. `RuleBroken` where it was reversed before or
    a part of it was paid back to the customer.
    """
    session = work.session
    if receipt.reversed_on is not None:
        raise RuleBroken(f"The {receipt_in_words(receipt)} was reversed before.", "Nothing is left to be reversed.")
    back = select(Refund).where(Refund.receipt_id == receipt.id, Refund.reversed_on.is_(None))
    refund = session.scalars(back.limit(1)).first()
    if refund is not None:
        raise RuleBroken(
            f"Of the {receipt_in_words(receipt)} {refund.money} was paid back on {refund.day.isoformat()}.",
            "Reverse that refund first.",
            command="bookdesk receipt reverse REFUND --refund --why REASON",
        )
    on = open_day(session, max(day, receipt.day, *_days_of(session, receipt)))
    rows = _standing_of(session, receipt)
    for row in rows:
        release(work, row, on, why)
    for kind in (EntryKind.TRANSFER, EntryKind.RECEIPT):  # paid in at the bank, then as it was received
        entry = standing_entry(session, receipt.id, kind)
        if entry is not None:
            reverse(work, entry.id, max(on, entry.posting_date), why)
    receipt.reversed_on, receipt.reversed_reason = on, why
    session.flush()
    follow_discounts(work, [row.invoice_id for row in rows], on)


def _days_of(session: Session, receipt: Receipt) -> Iterator[date]:
    """Yield the days until which a receipt settled an invoice, or was paid back, though it does no more."""
    its = (InvoiceAllocation.source == InvoiceSource.RECEIPT, InvoiceAllocation.source_id == receipt.id)
    laid = {row.id: row for row in session.scalars(select(InvoiceAllocation).where(*its))}
    for row in laid.values():
        if row.reverses_id in laid and row.day > laid[row.reverses_id].day:
            yield row.day
    for refund in session.scalars(select(Refund).where(Refund.receipt_id == receipt.id)):
        if refund.reversed_on is not None and refund.reversed_on > refund.day:
            yield refund.reversed_on


def free_receipt(work: Change, receipt: Receipt, invoice_id: str | None, day: date, why: str) -> list[str]:
    """Take a receipt off the invoices it settles, or off one of them; returns their ids. The money is credit again."""
    rows = [row for row in _standing_of(work.session, receipt) if invoice_id in {None, row.invoice_id}]
    if not rows:
        raise RuleBroken(
            f"The {receipt_in_words(receipt)} settles no such invoice.",
            "Look at what it settles, and name one of them.",
        )
    for row in rows:
        release(work, row, day, why)
    freed = list(dict.fromkeys(row.invoice_id for row in rows))
    follow_discounts(work, freed, day)
    return freed


def oldest_first(session: Session, contact_id: str, amount: Money) -> tuple[Applied, ...]:
    """Return how an amount settles the open invoices of a customer in its currency, the longest due first."""
    query = select(Invoice).where(Invoice.contact_id == contact_id, Invoice.currency == amount.currency)
    rows = session.scalars(query.where(still_open_invoice())).all()
    left, found = amount, []
    opened = open_invoices(session, rows)
    for row in sorted(rows, key=lambda one: (one.due_date or one.document_date, one.document_date, one.id)):
        if row.sign > 0 and left.minor > 0:
            now = min(left, opened[row.id])
            found.append(Applied(row.id, now))
            left -= now
    return tuple(found)


def _standing_of(session: Session, receipt: Receipt) -> list[InvoiceAllocation]:
    return standing_allocations(
        session, InvoiceAllocation.source_id == receipt.id, InvoiceAllocation.source == InvoiceSource.RECEIPT
    )


def _require_whole(session: Session, new: NewReceipt) -> None:
    """Refuse amounts that do not make a receipt, whichever way they came."""
    if new.amount.minor <= 0:
        raise RuleBroken(f"{new.amount} is no money that came in.", "Give an amount above zero.")
    _require_currencies(session, new)
    banked, fee = _banked(new), _fee(new)
    if banked.minor < 0 or fee.minor < 0 or fee.currency != banked.currency:
        raise RuleBroken(f"A fee of {fee} is more than came in.", "Correct the amount or the fee.")
    if banked.currency == new.amount.currency and banked + fee != new.amount:
        raise RuleBroken(
            f"What was banked and the fee add up to {banked + fee}, not to {new.amount}.", "Correct one of the amounts."
        )
    if not (banked.minor or fee.minor):
        raise RuleBroken("Nothing reached the account.", "Say how much was banked.")
    if new.fee is not None and not (
        new.fee.tax.currency == fee.currency and 0 <= new.fee.tax.minor <= new.fee.gross.minor
    ):
        raise RuleBroken(f"A fee of {fee} has no tax of {new.fee.tax}.", "Correct the tax.")
    if len({one.invoice_id for one in new.applied}) < len(new.applied):
        raise RuleBroken("The same invoice is named twice.", "Name each invoice once.")
    applied = sum(one.amount.minor for one in new.applied)
    if applied > new.amount.minor:
        raise RuleBroken(
            f"{Money(applied, new.amount.currency)} is laid on invoices, and {new.amount} came in.",
            "Lay no more on them than came in.",
        )


def _require_currencies(session: Session, new: NewReceipt) -> None:
    base, banked = base_currency(session), _banked(new).currency
    if banked not in {new.amount.currency, base}:
        raise RuleBroken(
            f"{new.amount.currency} cannot be banked as {banked}.",
            f"Book it on an account in {new.amount.currency} or in {base}.",
        )
    if banked != base and new.rate is None:
        raise RuleBroken(
            f"The receipt is in {banked} and the books are in {base}.",
            f"Give what one {banked} was in {base} on the day.",
            command="--rate RATE",
        )
    kept_in = session.get_one(Account, new.account_id).currency
    if kept_in not in {None, banked}:
        raise RuleBroken(f"The account is kept in {kept_in}, and {banked} was banked.", "Choose the right account.")


def _banked(new: NewReceipt) -> Money:
    if new.banked is not None:
        return new.banked
    return new.amount if new.fee is None else new.amount - new.fee.gross


def _fee(new: NewReceipt) -> Money:
    return Money.zero(_banked(new).currency) if new.fee is None else new.fee.gross


def _row(session: Session, new: NewReceipt, by: str, at: datetime) -> Receipt:
    banked, fee = _banked(new), _fee(new)
    rate = _rate(session, new, banked + fee)
    return Receipt(
        id=new_id(),
        number=_next_number(session, new.day),
        contact_id=new.contact_id,
        day=new.day,
        currency=new.amount.currency,
        amount=new.amount.minor,
        way=new.way,
        account_id=new.account_id,
        bank_account_id=new.bank_account_id,
        banked=banked.minor,
        banked_currency=banked.currency,
        rate=rate.rate if rate else None,
        rate_source=rate.source if rate else None,
        fee=fee.minor,
        fee_tax=new.fee.tax.minor if new.fee else 0,
        fee_account_id=new.fee.account_id if new.fee else None,
        fee_tax_code_id=new.fee.tax_code_id if new.fee else None,
        payment_reference=new.payment_reference,
        note=new.note,
        match_id=new.match_id,
        bank_line_id=new.bank_line_id,
        entered_by=by,
        entered_at=at,
    )


def _next_number(session: Session, day: date) -> str:
    """Return the next number: the one after that which this change gave last, else after the highest there is.

    Lines are matched by the hundred, and each takes a number; nobody else gives one while a change is open.
    """
    given: dict[int, tuple[Series, str]] = session.info.setdefault(_GIVEN, {})
    if day.year in given:
        series, last = given[day.year]
        found = following(series, [Used(last)], day)
    else:
        series, found = series_of(session)[NumberedKind.RECEIPT], _after_highest(session, day)
    if session.scalar(select(Receipt.id).where(Receipt.number == found)) is not None:
        found = next_number(session, NumberedKind.RECEIPT, day)
    given.clear()  # a series that goes on over the years has one last number
    given[day.year] = series, found
    return found


def _after_highest(session: Session, day: date) -> str:
    """Return the number after the highest ones; all are read only where those do not tell."""
    length = func.length(Receipt.number)
    highest = select(Receipt.number).where(Receipt.number.is_not(None)).order_by(length.desc(), Receipt.number.desc())
    used = [Used(number or "") for number in session.scalars(highest.limit(_HIGHEST))]
    series = series_of(session)[NumberedKind.RECEIPT]
    told = len(used) < _HIGHEST or any(series.parse(one.text) is not None for one in used)
    return following(series, used, day) if told else next_number(session, NumberedKind.RECEIPT, day)


def _rate(session: Session, new: NewReceipt, gross: Money) -> ExchangeRate | None:
    """Return base currency for one unit of the receipt's: as given, or as the bank exchanged it."""
    base = base_currency(session)
    if new.amount.currency == base:
        return None
    if gross.currency != base:
        return new.rate and replace(new.rate, rate=new.rate.rate.quantize(_RATE_PLACES))
    return ExchangeRate((gross.major / new.amount.major).quantize(_RATE_PLACES), "bank", new.day)


def _draft(session: Session, receipt: Receipt, new: NewReceipt) -> EntryDraft:
    """Return the entry: the bank's side takes what rounding leaves, so that receivables get the receipt's worth."""
    base = base_currency(session)
    foreign = new.rate if receipt.banked_currency != base else None
    setting, contact = Setting(base, foreign), receipt.contact_id
    whole = worth(receipt, base)
    kept_back = list(_fee_sides(session, setting, new, contact))
    gross = new.way is ReceiptWay.ONLINE and bool(kept_back)
    if gross:  # a gateway holds all of it, then takes its fee out of what it holds
        kept_back.append(setting.side(receipt.account_id, -_fee(new), contact_id=contact))
    banked = setting.side(receipt.account_id, _banked(new) + _fee(new) if gross else _banked(new), contact_id=contact)
    banked = replace(banked, base=Money(whole.minor - sum(side.base.minor for side in kept_back), base))
    implied = ExchangeRate(receipt.rate, receipt.rate_source or "", receipt.day) if receipt.rate else None
    owed = Side(account_for(session, AccountRole.RECEIVABLES), -receipt.money, -whole, contact_id=contact, rate=implied)
    said = receipt.payment_reference or receipt.note or ""
    narration = f"receipt {receipt.number or ''} {said}".strip()[:200]
    return EntryDraft(EntryKind.RECEIPT, receipt.day, narration, (banked, *kept_back, owed), source_id=receipt.id)


def _fee_sides(session: Session, setting: Setting, new: NewReceipt, contact: str) -> Iterator[Side]:
    fee = new.fee
    if fee is None or not fee.gross:
        return
    net, code = fee.gross - fee.tax, fee.tax_code_id
    yield setting.side(fee.account_id, net, contact_id=contact, tax_code_id=code)
    if fee.tax:
        account = account_for(session, AccountRole.TAX_ON_PURCHASES)
        yield setting.side(account, fee.tax, contact_id=contact, tax_code_id=code, is_tax=True)


def unapplied_of(session: Session, receipt: Receipt) -> Money:
    """Return what of a receipt is still the customer's credit."""
    return Money.zero(receipt.currency) if receipt.reversed_on else receipt_standing(session, receipt).left


def receipts_of_match(session: Session, match_id: str) -> Sequence[Receipt]:
    """Return the receipts that a match of bank lines booked, oldest first."""
    return session.scalars(select(Receipt).where(Receipt.match_id == match_id).order_by(Receipt.day, Receipt.id)).all()
