"""Booking what is invoiced: Dr receivables, Cr income and tax on sales; a credit note is the mirror.

A document in a foreign currency is booked at the rate it was issued with. Its claim is converted whole, and the lines
share that sum out, so that receipts, which clear the claim step by step, leave nothing behind in base currency.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.currencies import exponent
from bookdesk.core.errors import NotFound, RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import EntryKind
from bookdesk.ledger.entry import EntryDraft, Side, turned
from bookdesk.ledger.exchange import ExchangeRate, in_base
from bookdesk.ledger.periods import open_day
from bookdesk.ledger.posting import account_for, base_currency, post, reverse, standing_entry
from bookdesk.ledger.salestax import shared
from bookdesk.ledger.taxcodes import sales_codes
from bookdesk.models.account import AccountRole
from bookdesk.models.invoice import Invoice, InvoiceKind, InvoiceLine
from bookdesk.models.ledger import LedgerEntry
from bookdesk.store.change import Change


def post_invoice(work: Change, invoice: Invoice, day: date) -> LedgerEntry:
    """Book an invoice or credit note on `day`. One that was taken on is in the books by its opening balance.

    Every line needs an account, and a document in a foreign currency its rate (`RuleBroken`). What the total was
    rounded by to be paid in coins goes to the account for rounding. It is booked once.
    """
    session = work.session
    if invoice.taken_on:
        return _opening_of(session, invoice)
    if invoice_entry(session, invoice) is not None:
        raise RuleBroken(f"The {invoice.kind} {invoice.number or ''} is booked already.", "Look at its history.")
    lines = _lines(session, invoice)
    _require_bookable(session, invoice, lines)
    sides = tuple(_sides(work, invoice, lines))
    if invoice.kind is InvoiceKind.CREDIT_NOTE:
        sides = tuple(turned(side) for side in sides)
    narration = f"{invoice.kind} {invoice.number or ''} {_billed_name(invoice)}".strip()
    return post(work, EntryDraft(_kind(invoice), day, narration, sides, source_id=invoice.id))


def unpost_invoice(work: Change, invoice: Invoice, day: date, why: str) -> LedgerEntry | None:
    """Reverse an invoice's standing entry and return the reversal; None if there is none.

    It is reversed on `day`, but never before it was booked, and after a lock on the first open day. Of an invoice that
    was taken on it is the opening balance.
    """
    standing = invoice_entry(work.session, invoice)
    if standing is None:
        return None
    return reverse(work, standing.id, open_day(work.session, max(day, standing.posting_date)), why)


def invoice_entry(session: Session, invoice: Invoice) -> LedgerEntry | None:
    """Return the standing entry of an invoice or credit note, if it is booked."""
    return standing_entry(session, invoice.id, EntryKind.OPENING if invoice.taken_on else _kind(invoice))


def invoice_day(invoice: Invoice) -> date:
    """Return the day an invoice belongs to in the books: its posting date, else its own."""
    return invoice.posting_date or invoice.document_date


def invoice_rate(invoice: Invoice) -> ExchangeRate | None:
    """Return the rate an invoice was booked at, None where it is in base currency."""
    if invoice.rate is None:
        return None
    return ExchangeRate(invoice.rate, invoice.rate_source or "", invoice.document_date)


def booked_claim(invoice: Invoice, base: str) -> Money:
    """Return the base amount at which the whole claim stands in receivables; positive for a credit note, too."""
    return in_base(invoice.claim, base, invoice_rate(invoice))


def _kind(invoice: Invoice) -> EntryKind:
    return EntryKind.SALES_CREDIT if invoice.kind is InvoiceKind.CREDIT_NOTE else EntryKind.INVOICE


def _opening_of(session: Session, invoice: Invoice) -> LedgerEntry:
    opening = invoice_entry(session, invoice)
    if opening is None:
        raise NotFound(f"Invoice {invoice.number} was taken on without an opening balance.", "Take it on again.")
    return opening


def _lines(session: Session, invoice: Invoice) -> Sequence[InvoiceLine]:
    query = select(InvoiceLine).where(InvoiceLine.invoice_id == invoice.id)
    return session.scalars(query.order_by(InvoiceLine.position)).all()


def _require_bookable(session: Session, invoice: Invoice, lines: Sequence[InvoiceLine]) -> None:
    """Refuse what no return could carry, whichever way it came."""
    if not lines or any(line.account_id is None for line in lines):
        raise RuleBroken("The invoice has a line without an account.", "Choose an account for every line.")
    if invoice.currency != base_currency(session) and invoice.rate is None:
        raise RuleBroken(
            f"The invoice is in {invoice.currency} and has no exchange rate.",
            f"Say what one {invoice.currency} costs in {base_currency(session)}.",
        )
    sums = [sum(getattr(line, part) for line in lines) for part in ("net", "tax")]
    if sums != [invoice.net, invoice.tax] or sum(sums) + invoice.rounding != invoice.total or invoice.total <= 0:
        raise RuleBroken(f"The lines do not make the total of {invoice.total_money}.", "Save the draft anew.")
    free = {
        one.id: one.code for one in sales_codes(session, invoice.tax_point or invoice.document_date) if not one.rate
    }
    for line in lines:
        if line.tax and line.tax_code_id in free:
            raise RuleBroken(
                f"Line {line.position} has {Money(line.tax, invoice.currency)} of tax, but {free[line.tax_code_id]}"
                " makes none.",
                "Choose the tax code that is charged.",
            )


def _sides(work: Change, invoice: Invoice, lines: Sequence[InvoiceLine]) -> Iterator[Side]:
    """Yield the sides of an invoice: the claim, each net, each tax, and what it was rounded by."""
    session, base, rate = work.session, base_currency(work.session), invoice_rate(invoice)
    contact, currency = invoice.contact_id, invoice.currency
    credited: list[Side] = []

    def credit(account: str, minor: int, code: str | None = None, *, is_tax: bool = False) -> None:
        if minor:
            amount = Money(-minor, currency)
            credited.append(Side(account, amount, amount, contact_id=contact, tax_code_id=code, is_tax=is_tax))

    tax_account = account_for(session, AccountRole.TAX_ON_SALES) if any(line.tax for line in lines) else ""
    for line in lines:
        credit(line.account_id or "", line.net, line.tax_code_id)
        credit(tax_account, line.tax, line.tax_code_id, is_tax=True)
    if invoice.rounding:
        credit(account_for(session, AccountRole.ROUNDING), invoice.rounding)
    foreign = rate if currency != base else None
    whole = in_base(invoice.total_money, base, foreign)
    receivables = account_for(session, AccountRole.RECEIVABLES)
    yield Side(receivables, invoice.total_money, whole, contact_id=contact, rate=foreign)
    for side, minor in zip(credited, _shares(credited, base, foreign), strict=True):
        yield replace(side, base=Money(minor, base), rate=foreign)


def _shares(sides: Sequence[Side], base: str, rate: ExchangeRate | None) -> tuple[int, ...]:
    """Return base amounts of `sides`, each within one minor unit of its own and together what their sum converts to."""
    if rate is None:
        return tuple(side.amount.minor for side in sides)
    scale = Fraction(rate.rate) * Fraction(10) ** (exponent(base) - exponent(sides[0].amount.currency))
    return shared([side.amount.minor * scale for side in sides])


def _billed_name(invoice: Invoice) -> str:
    said = invoice.billed_to
    return str(said.get("name", "")) if isinstance(said, dict) else ""
