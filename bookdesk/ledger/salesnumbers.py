"""The next number of a document, from all that were ever given; and the number that an accounting system gave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bookdesk.core.errors import Conflict, InputError, RuleBroken
from bookdesk.core.texts import clean
from bookdesk.core.vocabulary import NumberedKind, YearShown
from bookdesk.ledger.numbering import MOST_DIGITS, Number, Series, Used, following
from bookdesk.models.estimate import Estimate
from bookdesk.models.invoice import Invoice, InvoiceKind, InvoiceStatus
from bookdesk.models.receipt import Receipt
from bookdesk.models.sales import NumberSeries
from bookdesk.store.change import Change

USUAL: Mapping[NumberedKind, Series] = MappingProxyType(
    {
        NumberedKind.INVOICE: Series("INV-"),
        NumberedKind.CREDIT_NOTE: Series("CN-"),
        NumberedKind.ESTIMATE: Series("EST-"),
        NumberedKind.RECEIPT: Series("REC-"),
    }
)
"""How numbers look where the client chose nothing."""
_COLUMNS: Mapping[NumberedKind, InstrumentedAttribute[str | None]] = MappingProxyType(
    {
        NumberedKind.INVOICE: Invoice.number,
        NumberedKind.CREDIT_NOTE: Invoice.number,
        NumberedKind.ESTIMATE: Estimate.number,
        NumberedKind.RECEIPT: Receipt.number,
    }
)
_LONGEST = 255
"""Characters of a number that an accounting system gives (Xero's InvoiceNumber)."""


def series_of(session: Session) -> dict[NumberedKind, Series]:
    """Return the series of every kind: the client's own, else the usual one."""
    return {**USUAL, **{row.kind: series(row) for row in session.scalars(select(NumberSeries))}}


def series(row: NumberSeries) -> Series:
    """Return a kept series as the rule that numbers by it."""
    return Series(
        row.prefix, row.digits, row.year, row.short_year, row.separator, row.restarts, row.start_month, row.first
    )


def used_numbers(session: Session, kind: NumberedKind) -> Iterator[Used]:
    """Yield every number that documents of a kind have, cancelled ones and those taken over included.

    Invoices and credit notes are looked at together, since no two of them may share a number.
    """
    match kind:
        case NumberedKind.INVOICE | NumberedKind.CREDIT_NOTE:
            query = select(Invoice.number, Invoice.status, Invoice.taken_on).where(Invoice.number.is_not(None))
            for number, status, taken_on in session.execute(query):
                yield Used(number or "", status is InvoiceStatus.VOID, taken_on)
        case NumberedKind.ESTIMATE:
            yield from map(Used, filter(None, session.scalars(select(Estimate.number))))
        case NumberedKind.RECEIPT:
            receipts = select(Receipt.number, Receipt.reversed_on).where(Receipt.number.is_not(None))
            for number, reversed_on in session.execute(receipts):
                yield Used(number or "", reversed_on is not None)


def next_number(session: Session, kind: NumberedKind, day: date, its: Series | None = None) -> str:
    """Return the number for a document of that `day`; give it in the change that issues the document.

    Changes of a client come one after the other, so that two documents never see the same one as free. `its` is a
    series that is only thought of; left out, it is the client's.
    """
    its = its or series_of(session)[kind]
    highest = highest_number(session, kind, day, its)
    return following(its, [] if highest is None else [Used(highest)], day)


def carried_on(session: Session, kind: NumberedKind, its: Series) -> Series:
    """Return a series as it goes on above every number that was given under its beginning, of however many digits.

    Asked once, when a series is chosen: INV-00003 after INV-0003 would be the same number to whoever reads it aloud.
    A series that counts anew in each year begins where it is told to.
    """
    if its.restarts:
        return its
    widths = [replace(its, digits=digits) for digits in range(1, MOST_DIGITS + 1) if digits != its.digits]
    parsed = (other.parse(one.text) for one in used_numbers(session, kind) for other in widths)
    highest = max((number.counter for number in parsed if number is not None), default=0)
    return replace(its, first=max(its.first, highest + 1))


def highest_number(session: Session, kind: NumberedKind, day: date, its: Series) -> str | None:
    """Return the highest number of a series that the next one follows: of this year, where it counts anew in each."""
    if its.year is not YearShown.NONE and not its.restarts:  # no order of texts is that of numbers over years
        parsed = ((its.parse(one.text), one.text) for one in used_numbers(session, kind))
        counted = [(number.counter, text) for number, text in parsed if number is not None]
        return max(counted)[1] if counted else None
    first = its.text(Number(its.first, its.shown(day)))
    return _highest(session, kind, its, first[: -max(its.digits, len(str(its.first)))])


def _highest(session: Session, kind: NumberedKind, its: Series, begins: str) -> str | None:
    """Return the highest number of a series that begins so: of two, the longer one is higher, else the later text.

    What others wrote alike is passed over, so mostly one row is read, however many documents there are.
    """
    column = _COLUMNS[kind]
    query = select(column).where(column.startswith(begins, autoescape=True))
    texts = session.scalars(query.order_by(func.length(column).desc(), column.desc()).execution_options(yield_per=50))
    return next((text for text in texts if text and text.startswith(begins) and its.parse(text) is not None), None)


def kind_of(invoice: Invoice) -> NumberedKind:
    """Return by which series an invoice or credit note is numbered."""
    return NumberedKind.CREDIT_NOTE if invoice.kind is InvoiceKind.CREDIT_NOTE else NumberedKind.INVOICE


def number_given(work: Change, invoice: Invoice, number: str) -> None:
    """Note the number that the accounting system gave to an issued invoice; saying the same again changes nothing.

    `Conflict` where the invoice has another number, or another document has this one.
    """
    shown = clean(number)
    if not shown or len(shown) > _LONGEST:
        raise InputError("The accounting system gave no number that can be kept.", "Look at the invoice there.")
    if invoice.status is InvoiceStatus.DRAFT:
        raise RuleBroken("A draft has no number.", "Issue it first.")
    if invoice.number == shown:
        return
    if invoice.number is not None:
        raise Conflict(
            f"The {invoice.kind} has the number {invoice.number}; the accounting system says {shown}.",
            "Look which of the two the customer was told; a number that was given stays.",
        )
    refuse_used(work.session, shown)
    invoice.number = shown
    work.session.flush()


def refuse_used(session: Session, number: str) -> None:
    """Refuse a number that an invoice or credit note has, those taken over included; the case of letters is the same.

    `Conflict` names which it is.
    """
    for other in session.scalars(select(Invoice).where(Invoice.number.is_not(None))):
        if (other.number or "").casefold() == number.casefold():
            raise Conflict(
                f"The number {number} belongs to another {other.kind}, of {other.document_date}.",
                "Look at that one first; no two documents share a number.",
            )
