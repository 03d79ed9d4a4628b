"""Reads the open bills for a forecast: when each is to be paid, in which run, and what keeps it from being paid."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, literal_column, select
from sqlalchemy.orm import Session

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import WayOfPayment
from bookdesk.models.bill import Bill as BillRow
from bookdesk.models.bill import BillStatus
from bookdesk.models.payment import Payment, PaymentPart, PaymentRun, PaymentState, RunState
from bookdesk.reports.cashcurve import Bill, LeftOut
from bookdesk.reports.owed import Kind, Position, positions
from bookdesk.reports.payable import open_payables

_NOT_FROM_THE_BANK = {
    WayOfPayment.ALREADY_PAID: "Marked as already paid.",
    WayOfPayment.PAID_BY_OWNER: "Paid by the owner, not from the bank.",
}


@dataclass(frozen=True, slots=True)
class OpenBills:
    """What is to be paid, what is not, and how many bills nobody reviewed yet."""

    bills: tuple[Bill, ...]
    left_out: tuple[LeftOut, ...]
    drafts: int


def read_open_bills(session: Session, today: date) -> OpenBills:
    """Return what is open at the end of `today`; a bill that is paid in a run in part is two parts."""
    found = list(positions(open_payables(session, today), today))
    flags = _flags(session, [one.document.id for one in found])
    runs = _in_runs(session)
    bills: list[Bill] = []
    left_out: list[LeftOut] = []
    for one in found:
        row = flags[one.document.id]
        if one.document.kind is Kind.INVOICE and one.open:
            why = _NOT_FROM_THE_BANK.get(row.way_of_payment)
            if why is not None:
                left_out.append(LeftOut(one.document.id, _name(one), Money(-one.open, row.currency), why))
            else:
                bills += _bill(one, row, runs[one.document.id])
        if one.unapplied:
            more = list(_credit(one, runs[one.document.id]))
            bills += [part for part in more if isinstance(part, Bill)]
            left_out += [part for part in more if isinstance(part, LeftOut)]
    drafts = select(func.count()).select_from(BillRow).where(BillRow.status == BillStatus.DRAFT)
    return OpenBills(tuple(bills), tuple(left_out), session.scalar(drafts) or 0)


def _bill(one: Position, row: Row[Any], runs: Sequence[tuple[date, int]]) -> Iterator[Bill]:
    """Yield the parts of a bill that stand in runs, each on the day of its run, and the rest on its due date."""
    document, left = one.document, one.open
    hold = (row.hold_reason or "no reason given") if row.on_hold else None
    for place, (day, amount) in enumerate(runs, start=1):
        part = min(amount, left)
        if part > 0:
            left -= part
            key = document.id if part == one.open else f"{document.id}/{place}"
            yield Bill(key, _name(one), Money(part, row.currency), document.due, day, hold, document.disputed)
    if left:
        yield Bill(document.id, _name(one), Money(left, row.currency), document.due, None, hold, document.disputed)


def _credit(one: Position, runs: Sequence[tuple[date, int]]) -> Iterator[Bill | LeftOut]:
    """Yield a credit note as far as runs net it, which is that much less to pay, and its rest, which nothing dates."""
    document, left, currency = one.document, one.unapplied, one.document.total.currency
    for place, (day, amount) in enumerate(runs, start=1):
        part = min(-amount, left)
        if part > 0:
            left -= part
            yield Bill(f"{document.id}/{place}", _name(one), Money(-part, currency), None, day)
    if left:
        why = "Credit that is not used: the less is paid the next time."
        yield LeftOut(document.id, _name(one), Money(left, currency), why)


def _name(one: Position) -> str:
    return f"{one.document.who} {one.document.number}".strip()


def _flags(session: Session, ids: Sequence[str]) -> dict[str, Row[Any]]:
    wanted: Select[Any] = select(literal_column("value")).select_from(func.json_each(json.dumps(ids)))
    columns: tuple[Any, ...] = (
        *(BillRow.id, BillRow.currency, BillRow.on_hold),
        *(BillRow.hold_reason, BillRow.way_of_payment),
    )
    query: Select[Any] = select(*columns)
    return {row.id: row for row in session.execute(query.where(BillRow.id.in_(wanted)))}


def _in_runs(session: Session) -> defaultdict[str, list[tuple[date, int]]]:
    """Return what runs that are not released pay of each bill, signed; the first run first."""
    query = (
        select(PaymentPart.bill_id, PaymentRun.execution_date, PaymentPart.amount)
        .join(Payment, Payment.id == PaymentPart.payment_id)
        .join(PaymentRun, PaymentRun.id == Payment.run_id)
        .where(PaymentRun.state == RunState.DRAFT, Payment.state == PaymentState.PROPOSED)
        .order_by(PaymentRun.execution_date, PaymentPart.id)
    )
    found: defaultdict[str, list[tuple[date, int]]] = defaultdict(list)
    for bill_id, day, amount in session.execute(query):
        found[bill_id].append((day, amount))
    return found
