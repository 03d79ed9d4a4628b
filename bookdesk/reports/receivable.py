"""Reads what customers owe out of the books, as at the end of a day: all of it, only what is open, or sales by day.

Settlement comes from dated allocations alone. An invoice with a plan is as many documents as it has parts, each with
its own due day, the one due first settled first. What was taken on is known from the day it was taken on.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, literal_column, or_, select
from sqlalchemy.orm import Session

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import EntryKind
from bookdesk.ledger.exchange import ExchangeRate
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Instalment, Invoice, InvoiceAllocation, InvoiceKind, InvoiceSource, InvoiceStatus
from bookdesk.models.ledger import LedgerEntry
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.reports.collection import Weight, weight
from bookdesk.reports.owed import Allocation, Document, How, Kind, Owed
from bookdesk.store.listing import unsought

_KINDS = {InvoiceKind.INVOICE: Kind.INVOICE, InvoiceKind.CREDIT_NOTE: Kind.CREDIT_NOTE}
_HOW = {InvoiceSource.DISCOUNT: How.REDUCED, InvoiceSource.WRITE_OFF: How.LOST}
_USES_CREDIT = frozenset({InvoiceSource.CREDIT_NOTE, InvoiceSource.RECEIPT})


def receivables(session: Session, as_at: date, contact_id: str | None = None) -> Owed:
    """Return every document and what was allocated through `as_at`; of one customer where he is named.

    Receipts that settled invoices on their own day and nothing else are money of that day; all others are documents on
    account. It is right at the end of `as_at`, not on days before where an invoice has a plan.
    """
    invoices = [_document(row) for row in session.execute(_invoices(contact_id))]
    on_account = [_on_account(row) for row in session.execute(_receipts(as_at, contact_id))]
    credits_ = {one.id: one for one in (*invoices, *on_account) if one.kind is not Kind.INVOICE}
    known = {one.id: one for one in (*invoices, *on_account)}
    allocations: dict[str, list[Allocation]] = defaultdict(list)
    for one in _allocations(session, as_at, known, credits_, contact_id):
        allocations[one.of].append(one)
    plans = _plans(session, [one.id for one in invoices])
    return _owed((*invoices, *on_account), allocations, plans)


def open_receivables(session: Session, as_at: date, contact_id: str | None = None) -> Owed:
    """Return only what is open or unapplied at the end of `as_at`, settled in one sum each: right on that day alone.

    Ageing and receivables need no more, and most documents are settled ones.
    """
    left = _left(as_at).label("left")
    wanted = _invoices(contact_id).add_columns(left).where(_whole(as_at) != settled_at(as_at))
    documents: list[Document] = []
    allocations: dict[str, list[Allocation]] = {}
    for row in session.execute(wanted):
        one = _document(row)
        documents.append(one)
        whole = one.total.minor if one.counts_at(as_at) else 0
        if whole != row.left:
            allocations[one.id] = [Allocation(one.id, as_at, Money(whole - row.left, one.total.currency))]
    plans = _plans(session, [one.id for one in documents])
    for row in session.execute(_unapplied(as_at, contact_id)):
        one = _on_account(row)
        documents.append(one)
        if row.left != one.total.minor:
            allocations[one.id] = [Allocation(one.id, as_at, one.total - Money(row.left, one.total.currency))]
    return _owed(documents, allocations, plans)


def net_receivables(session: Session, as_at: date, base: str) -> Weight:
    """Return what customers owe less their credits in minor units of base currency; what has no rate is left out."""
    sign = case((Invoice.kind == InvoiceKind.CREDIT_NOTE, -1), else_=1)
    some = Invoice.status != InvoiceStatus.DRAFT, _whole(as_at) != settled_at(as_at)
    rows = session.execute(
        select(Invoice.currency, Invoice.rate, func.sum(sign * _left(as_at)))
        .where(*some)
        .group_by(Invoice.currency, Invoice.rate)
    ).all()
    found: Weight = 0
    for currency, rate, minor in rows:
        found += minor * (_factor(currency, rate, base) or 0)
    for row in session.execute(_unapplied(as_at, None)):
        found -= row.left * (_factor(row.currency, row.rate, base) or 0)
    return found


def sales(
    session: Session, as_at: date, base: str, contact_id: str | None = None, since: date | None = None
) -> tuple[dict[date, Weight], int]:
    """Return invoices less credit notes by their date in minor units of base currency, and how many have no rate.

    Those dated before `since` are left out where it is named.
    """
    sign, day = case((Invoice.kind == InvoiceKind.CREDIT_NOTE, -1), else_=1), unsought(Invoice.document_date)
    query = (
        select(day, Invoice.currency, Invoice.rate, func.sum(sign * CLAIM), func.count())
        .where(unsought(Invoice.status) != InvoiceStatus.DRAFT, counts_at(as_at))
        .group_by(day, Invoice.currency, Invoice.rate)
    )
    if contact_id is not None:
        query = query.where(Invoice.contact_id == contact_id)
    if since is not None:
        query = query.where(Invoice.document_date >= since)
    found: dict[date, Weight] = {}
    without_rate = 0
    for dated, currency, rate, minor, count in session.execute(query):
        factor = _factor(currency, rate, base)
        if factor is None:
            without_rate += count
        else:
            found[dated] = found.get(dated, 0) + minor * factor
    return found, without_rate


def _factor(currency: str, rate: Decimal | None, base: str) -> Weight | None:
    one = ExchangeRate(rate, "", date.min) if rate else None
    return weight(Document("", "", "", date.min, None, Money.zero(currency), rate=one), base)


# -- conditions and columns

CLAIM = case((Invoice.taken_on.is_(True), Invoice.open_at_take_on), else_=Invoice.total)
"""What allocations settle, as a part of a query on invoices."""
_OPENED = (
    select(func.min(LedgerEntry.posting_date))
    .where(LedgerEntry.source_id == Invoice.id, LedgerEntry.kind == EntryKind.OPENING)
    .correlate(Invoice)
    .scalar_subquery()
)
_TAKEN_ON_THEN = case((and_(Invoice.taken_on.is_(True), Invoice.posting_date.is_(None)), _OPENED))
_ENTERED = func.coalesce(Invoice.posting_date, _TAKEN_ON_THEN, Invoice.document_date, type_=Invoice.posting_date.type)


def counts_at(as_at: date) -> ColumnElement[bool]:
    """Return the condition on issued invoices of being in the books at the end of a day (`Document.counts_at`).

    What was cancelled without a day never counted.
    """
    standing = or_(Invoice.status != InvoiceStatus.VOID, Invoice.cancelled_on > as_at)
    return and_(as_at >= _ENTERED, standing)


def _whole(as_at: date) -> ColumnElement[int]:
    return case((counts_at(as_at), CLAIM), else_=0)


def settled_at(as_at: date) -> ColumnElement[int]:
    """Return, as a part of a query on invoices, what was settled through a day; of a credit note what was used."""
    amount = func.coalesce(func.sum(InvoiceAllocation.amount), 0)
    own = select(amount).where(InvoiceAllocation.invoice_id == Invoice.id, InvoiceAllocation.day <= as_at)
    used = select(amount).where(InvoiceAllocation.source_id == Invoice.id, InvoiceAllocation.day <= as_at)
    of_credit = case((Invoice.kind == InvoiceKind.CREDIT_NOTE, used.correlate(Invoice).scalar_subquery()), else_=0)
    return own.correlate(Invoice).scalar_subquery() + of_credit


def _left(as_at: date) -> ColumnElement[int]:
    return _whole(as_at) - settled_at(as_at)


def _select(*columns: Any) -> Select[Any]:  # noqa: ANN401 - columns of any type
    """Select more columns than the types of `select` can name."""
    return select(*columns)


def _invoices(contact_id: str | None) -> Select[Any]:
    query = (
        _select(
            *(Invoice.id, Invoice.contact_id, Contact.name, Invoice.number, Invoice.kind, Invoice.status),
            *(Invoice.document_date, Invoice.due_date, Invoice.currency, CLAIM.label("claim")),
            *(Invoice.rate, Invoice.rate_source, _ENTERED.label("entered"), Invoice.cancelled_on, Invoice.disputed),
        )
        .join(Contact, Contact.id == Invoice.contact_id)
        .where(Invoice.status != InvoiceStatus.DRAFT)
    )
    return query if contact_id is None else query.where(Invoice.contact_id == contact_id)


def _document(row: Row[Any]) -> Document:
    rate = ExchangeRate(row.rate, row.rate_source or "", row.document_date) if row.rate else None
    void = row.status is InvoiceStatus.VOID
    return Document(
        id=row.id,
        contact=row.contact_id,
        number=row.number or "",
        issued=row.document_date,
        due=row.due_date,
        total=Money(row.claim, row.currency),
        kind=_KINDS[row.kind],
        rate=rate,
        ended=(row.cancelled_on or row.entered) if void else None,
        disputed=row.disputed,
        entered=row.entered,
        name=row.name,
    )


# -- money on account


def _receipt_columns(contact_id: str | None) -> Select[Any]:
    query = _select(
        *(Receipt.id, Receipt.contact_id, Contact.name, Receipt.number, Receipt.day, Receipt.currency),
        *(Receipt.amount, Receipt.rate, Receipt.rate_source, Receipt.reversed_on),
    ).join(Contact, Contact.id == Receipt.contact_id)
    return query if contact_id is None else query.where(Receipt.contact_id == contact_id)


def _receipts(as_at: date, contact_id: str | None) -> Select[Any]:
    """Select those that were not wholly allocated on their own day, or of which something was moved later."""
    used = InvoiceAllocation.source_id == Receipt.id
    at_once = select(func.coalesce(func.sum(InvoiceAllocation.amount), 0)).where(
        used, InvoiceAllocation.day == Receipt.day
    )
    later = select(InvoiceAllocation.id).where(used, InvoiceAllocation.day != Receipt.day)
    refunded = select(Refund.id).where(Refund.receipt_id == Receipt.id)
    return _receipt_columns(contact_id).where(
        unsought(Receipt.day) <= as_at,
        or_(
            Receipt.reversed_on.is_not(None),
            at_once.correlate(Receipt).scalar_subquery() != Receipt.amount,
            exists(later.correlate(Receipt)),
            exists(refunded.correlate(Receipt)),
        ),
    )


def _unapplied(as_at: date, contact_id: str | None) -> Select[Any]:
    used = select(func.coalesce(func.sum(InvoiceAllocation.amount), 0)).where(
        InvoiceAllocation.source_id == Receipt.id, InvoiceAllocation.day <= as_at
    )
    back = select(func.coalesce(func.sum(Refund.amount), 0)).where(
        Refund.receipt_id == Receipt.id,
        Refund.day <= as_at,
        or_(Refund.reversed_on.is_(None), Refund.reversed_on > as_at),
    )
    left = Receipt.amount - used.correlate(Receipt).scalar_subquery() - back.correlate(Receipt).scalar_subquery()
    standing = or_(Receipt.reversed_on.is_(None), Receipt.reversed_on > as_at)
    query = _receipt_columns(contact_id).add_columns(left.label("left"))
    return query.where(unsought(Receipt.day) <= as_at, standing, left != 0)


def _on_account(row: Row[Any]) -> Document:
    rate = ExchangeRate(row.rate, row.rate_source or "", row.day) if row.rate else None
    return Document(
        id=row.id,
        contact=row.contact_id,
        number=row.number or "",
        issued=row.day,
        due=None,
        total=Money(row.amount, row.currency),
        kind=Kind.ON_ACCOUNT,
        rate=rate,
        ended=row.reversed_on,
        name=row.name,
    )


# -- allocations


def _allocations(
    session: Session, as_at: date, known: Mapping[str, Document], credits_: Mapping[str, Document], customer: str | None
) -> Iterator[Allocation]:
    query = select(
        InvoiceAllocation.invoice_id,
        InvoiceAllocation.source,
        InvoiceAllocation.source_id,
        InvoiceAllocation.day,
        InvoiceAllocation.amount,
    ).where(InvoiceAllocation.day <= as_at)
    if customer is not None:
        query = query.join(Invoice, Invoice.id == InvoiceAllocation.invoice_id).where(Invoice.contact_id == customer)
    for invoice_id, source, source_id, day, amount in session.execute(query):
        credit = credits_.get(source_id) if source in _USES_CREDIT else None
        if credit is None or credit.counts_at(as_at):
            by, money = None if credit is None else credit.id, Money(amount, known[invoice_id].total.currency)
            yield Allocation(invoice_id, day, money, by, _HOW.get(source, How.MONEY))
    yield from _refunds(session, as_at, known)


def _refunds(session: Session, as_at: date, known: Mapping[str, Document]) -> Iterator[Allocation]:
    """Yield money paid back of receipts; that of credit notes stands among the allocations."""
    query = select(Refund).where(Refund.receipt_id.is_not(None), Refund.day <= as_at)
    for one in session.scalars(query):
        receipt = known.get(one.receipt_id or "")
        if receipt is not None:
            yield Allocation(receipt.id, one.day, one.money)
            if one.reversed_on is not None and one.reversed_on <= as_at:
                yield Allocation(receipt.id, one.reversed_on, -one.money)


# -- plans


@dataclass(frozen=True, slots=True)
class _Part:
    position: int
    name: str
    due: date | None
    amount: int


def _plans(session: Session, invoice_ids: Sequence[str]) -> dict[str, list[_Part]]:
    """Return the parts of those of these invoices that have a plan, the first due first, unreached ones last."""
    wanted: Select[Any] = select(literal_column("value")).select_from(func.json_each(json.dumps(invoice_ids)))
    query = select(
        Instalment.invoice_id, Instalment.position, Instalment.name, Instalment.due_date, Instalment.amount
    ).where(Instalment.invoice_id.in_(wanted))
    found: dict[str, list[_Part]] = defaultdict(list)
    for invoice_id, position, name, due, amount in session.execute(query):
        found[invoice_id].append(_Part(position, name, due, amount))
    return {key: sorted(parts, key=lambda part: (part.due or date.max, part.position)) for key, parts in found.items()}


def _owed(
    documents: Iterable[Document], allocations: Mapping[str, list[Allocation]], plans: Mapping[str, list[_Part]]
) -> Owed:
    """Put documents and allocations together; those with a plan by their parts."""
    whole: list[Document] = []
    moved: list[Allocation] = []
    for one in documents:
        parts = _parts(one, plans.get(one.id, []))
        whole += parts or [one]
        settled = allocations.get(one.id, [])
        moved += _spread(parts, settled) if parts else settled
    return Owed(tuple(whole), tuple(moved))


def _parts(one: Document, plan: Sequence[_Part]) -> list[Document]:
    """Return the parts of an invoice as documents; none where the plan does not make up its total."""
    if sum(part.amount for part in plan) != one.total.minor or one.kind is not Kind.INVOICE:
        return []
    return [
        replace(
            one,
            id=f"{one.id}/{part.position}",
            number=f"{one.number} ({part.name})",
            due=part.due,
            total=Money(part.amount, one.total.currency),
            reached=part.due is not None,
            part_of=one.id,
        )
        for part in plan
    ]


def _spread(parts: Sequence[Document], settled: Iterable[Allocation]) -> Iterator[Allocation]:
    """Yield allocations of a whole as those of its parts, in order; what is beyond the whole goes to the last."""
    sums, so_far = [0] * len(parts), 0
    for one in sorted(settled, key=lambda one: (one.day, one.amount.minor < 0)):
        so_far += one.amount.minor
        wanted = _filled(parts, so_far)
        for place, (now, before) in enumerate(zip(wanted, sums, strict=True)):
            if now != before:
                yield replace(one, of=parts[place].id, amount=Money(now - before, one.amount.currency))
        sums = wanted


def _filled(parts: Sequence[Document], minor: int) -> list[int]:
    filled: list[int] = []
    for one in parts:
        filled.append(max(0, min(one.total.minor, minor)))
        minor -= filled[-1]
    filled[-1] += minor
    return filled
