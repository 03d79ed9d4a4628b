"""Invoices as at a day by how they stand: settled, part settled, pending, overdue; count and sums, in one query.

A list of `ledger/invoicelists` is longer by nothing than its count here: one with instalments is late for what was due
of them, one without a due date is never late. Part settled ones may be overdue, too; the others exclude each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, exists, func, select
from sqlalchemy.orm import Session

from bookdesk.core.money import Money
from bookdesk.ledger.exchange import ExchangeRate, in_base
from bookdesk.models.invoice import Instalment, Invoice, InvoiceKind, InvoiceStatus
from bookdesk.reports.receivable import CLAIM, counts_at, settled_at
from bookdesk.reports.standings import InvoiceOverview, Standing, Stood, StoodIn


def read_overview(
    session: Session, as_of: date, base: str, contact_id: str | None = None, currency: str | None = None
) -> InvoiceOverview:
    """Return the invoices that were issued by `as_of` and not cancelled by then, by how they stood.

    Only those of one customer or in one currency where they are named.
    """
    wanted = [
        column == value
        for column, value in ((Invoice.contact_id, contact_id), (Invoice.currency, currency))
        if value is not None
    ]
    groups: dict[Standing, list[Row[Any]]] = defaultdict(list)
    owed: list[Row[Any]] = []
    for row in session.execute(_grouped(as_of, wanted)):
        for which in _standings(row):
            groups[which].append(row)
        owed += [] if row.paid else [row]
    standing = MappingProxyType({one: _stood(groups[one], base) for one in Standing})
    return InvoiceOverview(as_of, standing, _stood(owed, base))


def _grouped(as_of: date, wanted: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """Select counts and sums by currency, rate and what tells how an invoice stands."""
    due = select(func.coalesce(func.sum(Instalment.amount), 0)).where(
        Instalment.invoice_id == Invoice.id, Instalment.due_date < as_of
    )
    planned = exists(select(Instalment.id).where(Instalment.invoice_id == Invoice.id).correlate(Invoice))
    asked = case((planned, due.correlate(Invoice).scalar_subquery()), (Invoice.due_date < as_of, CLAIM), else_=0).label(
        "asked"
    )
    each = (
        select(Invoice.currency, Invoice.rate, CLAIM.label("claim"), settled_at(as_of).label("settled"), asked)
        .where(Invoice.status != InvoiceStatus.DRAFT, Invoice.kind == InvoiceKind.INVOICE, counts_at(as_of), *wanted)
        .subquery()
    )
    paid, part = each.c.settled >= each.c.claim, each.c.settled > 0
    late = each.c.asked > each.c.settled
    columns = (each.c.currency, each.c.rate, paid.label("paid"), part.label("part"), late.label("late"))
    sums = (
        func.count().label("documents"),
        func.sum(each.c.claim).label("claimed"),
        func.sum(each.c.claim - each.c.settled).label("open"),
    )
    return select(*columns, *sums).group_by(*columns)


def _standings(row: Row[Any]) -> list[Standing]:
    if row.paid:
        return [Standing.SETTLED]
    found = [Standing.PART_SETTLED] if row.part else []
    if row.late:
        found.append(Standing.OVERDUE)
    return found or [Standing.PENDING]


def _stood(rows: Iterable[Row[Any]], base: str) -> Stood:
    without_rate, in_base_ = 0, Money.zero(base)
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rows:
        sums = found[row.currency]
        for place, more in enumerate((row.documents, row.claimed, row.open)):
            sums[place] += more
        amount = _in_base(Money(row.open, row.currency), row.rate, base)
        in_base_ += amount or Money.zero(base)
        without_rate += row.documents if amount is None else 0
    currencies = tuple(
        StoodIn(count, Money(claimed, currency), Money(open_, currency))
        for currency, (count, claimed, open_) in sorted(found.items())
    )
    return Stood(sum(one.count for one in currencies), currencies, in_base_, without_rate)


def _in_base(amount: Money, rate: Decimal | None, base: str) -> Money | None:
    if amount.currency == base:
        return amount
    return in_base(amount, base, ExchangeRate(rate, "", date.min)) if rate else None
