"""Reads what a summary says of sales: open invoices by the day from which on they are late, and what mail waits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session

from bookdesk.core.money import Money
from bookdesk.ledger.exchange import ExchangeRate, in_base
from bookdesk.ledger.invoicelists import InvoiceList, claimed, on_list, still_open
from bookdesk.ledger.receivable import settled_part
from bookdesk.mail.lists import MailList, to_decide
from bookdesk.mail.lists import on_list as on_mail_list
from bookdesk.models.invoice import Instalment, Invoice, InvoiceKind, InvoiceStatus
from bookdesk.models.mail import MailState
from bookdesk.reports.content import FINE, DueDay, SalesSummary
from bookdesk.reports.receivable import net_receivables, sales
from bookdesk.store.listing import unsought

_OPEN = (unsought(Invoice.status) == InvoiceStatus.ISSUED, Invoice.kind == InvoiceKind.INVOICE, still_open())

_DRAFTS = select(func.count()).select_from(Invoice).where(on_list(InvoiceList.DRAFTS, date.min))


def read_sales(session: Session, base: str | None) -> SalesSummary:
    """Return the sales of a client; a due day is one on which the list of overdue invoices does not have them yet."""
    owed, sold = _outstanding(session, base) if base is not None else (0, ())
    return SalesSummary(
        due=_by_due_day(session, base),
        drafts=session.scalar(_DRAFTS) or 0,
        waiting=_mails(session, on_mail_list(MailList.WAITING)),
        stuck=to_decide(session),
        owed=owed,
        sold=sold,
    )


def _mails(session: Session, which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(MailState).where(which)) or 0


_KEPT = timedelta(days=180)
"""How far back from the last invoice sales are kept: twice what is looked at, so that a quiet quarter shows."""


def _outstanding(session: Session, base: str) -> tuple[int, tuple[tuple[date, int], ...]]:
    """Return what is owed less credits, and what was sold of late by day, both in `FINE` parts of a minor unit."""
    owed = round(net_receivables(session, date.max, base) * FINE)
    last = session.scalar(
        select(func.max(Invoice.document_date)).where(unsought(Invoice.status) != InvoiceStatus.DRAFT)
    )
    if last is None:
        return owed, ()
    by_day, _ = sales(session, date.max, base, since=last - _KEPT)
    return owed, tuple((day, round(by_day[day] * FINE)) for day in sorted(by_day))


def _by_due_day(session: Session, base: str | None) -> tuple[DueDay, ...]:
    columns = (Invoice.id, Invoice.due_date, Invoice.currency, Invoice.rate)
    settled, claim = settled_part().label("settled"), claimed().label("claim")
    rows: Sequence[Row[Any]] = session.execute(_select(*columns, settled, claim).where(*_OPEN)).all()
    plans = _plans(session) if rows else {}
    counts: dict[date, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rows:
        day = _first_due(plans[row.id], row.settled) if row.id in plans else row.due_date
        if day is not None:
            amount, figures = _in_base(row, base), counts[day]
            figures[0] += 1
            figures[1] += amount or 0
            figures[2] += amount is None
    return tuple(DueDay(day, *figures) for day, figures in sorted(counts.items()))


def _select(*columns: Any) -> Select[Any]:  # noqa: ANN401 - columns of any type
    """Select columns whose types are of no interest."""
    return select(*columns)


def _plans(session: Session) -> Mapping[str, Sequence[tuple[date | None, int]]]:
    """Return the parts of the open invoices that have a plan."""
    query = select(Instalment.invoice_id, Instalment.due_date, Instalment.amount).join(
        Invoice, Invoice.id == Instalment.invoice_id
    )
    found: dict[str, list[tuple[date | None, int]]] = defaultdict(list)
    for invoice_id, due, amount in session.execute(query.where(*_OPEN)):
        found[invoice_id].append((due, amount))
    return found


def _first_due(parts: Sequence[tuple[date | None, int]], settled: int) -> date | None:
    """Return the first day on which more is due than is settled; None where no part that is reached makes it so."""
    asked = 0
    for due, amount in sorted((due, amount) for due, amount in parts if due is not None):
        asked += amount
        if asked > settled:
            return due
    return None


def _in_base(row: Row[Any], base: str | None) -> int | None:
    left = Money(row.claim - row.settled, row.currency)
    if left.currency == base:
        return left.minor
    if base is None or row.rate is None:
        return None
    return in_base(left, base, ExchangeRate(row.rate, "", date.min)).minor
