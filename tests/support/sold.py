"""Random invoices and what settled them, written straight into the books: for what must agree whatever is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st

from bookdesk.core.identifiers import new_id
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import (
    Instalment,
    Invoice,
    InvoiceAllocation,
    InvoiceKind,
    InvoiceSource,
    InvoiceStatus,
)
from bookdesk.store.desk import Desk
from tests.support.books import client_desk

TODAY = date(2026, 7, 1)
"""The day at the desk of `client_desk`."""
CUSTOMERS = ("Harbour Foods", "cedar cleaning", "Ärztehaus Köln", "100% Juice_Bar")


@dataclass(frozen=True)
class Sold:
    """An invoice in short; `parts` settled it, `used` was used of a credit note, both in tenths of its total.

    `plan` are instalments as (tenths of the total, days from today or none), the last one the rest.
    """

    kind: InvoiceKind = InvoiceKind.INVOICE
    status: InvoiceStatus = InvoiceStatus.ISSUED
    customer: str = CUSTOMERS[0]
    total: int = 100
    due_in: int | None = 14
    disputed: bool = False
    promised_in: int | None = None
    currency: str = "AUD"
    parts: tuple[int, ...] = ()
    used: tuple[int, ...] = ()
    plan: tuple[tuple[int, int | None], ...] = ()
    taken_on: int | None = None
    reference: str | None = None
    number: str | None = None


_DAYS = st.sampled_from([-40, -1, 0, 1, 6, 7, 8, 14, 40])
sold = st.builds(
    Sold,
    kind=st.sampled_from(InvoiceKind),
    status=st.sampled_from(InvoiceStatus),
    customer=st.sampled_from(CUSTOMERS),
    total=st.integers(1, 50).map(lambda tens: tens * 10),
    due_in=st.none() | _DAYS,
    disputed=st.booleans(),
    promised_in=st.none() | _DAYS,
    currency=st.sampled_from(["AUD", "AUD", "USD", "JPY"]),
    parts=st.lists(st.sampled_from([-3, 3, 5, 7, 10, 12]), max_size=3).map(tuple),
    used=st.lists(st.sampled_from([-3, 3, 7, 10]), max_size=2).map(tuple),
    plan=st.lists(st.tuples(st.integers(1, 3), st.none() | _DAYS), max_size=3).map(tuple),
    taken_on=st.none() | st.integers(1, 10),
)


@contextmanager
def desk_with(invoices: Sequence[Sold]) -> Iterator[tuple[Desk, list[Invoice]]]:
    """Yield a client's desk and these invoices in its books."""
    with TemporaryDirectory() as folder, client_desk(Path(folder)) as desk:
        yield desk, enter(desk, invoices)


def enter(desk: Desk, invoices: Sequence[Sold]) -> list[Invoice]:
    """Write invoices with their allocations and instalments, and return them."""
    made: list[Invoice] = []
    customers = {name: Contact(id=new_id(), name=name, customer=True) for name in {one.customer for one in invoices}}
    with desk.books.change(Action.INVOICE_EDITED, "random invoices", actor=desk.actor) as work:
        work.add(*customers.values())
        for place, one in enumerate(invoices):
            invoice = _invoice(one, place, customers[one.customer].id)
            made.append(invoice)
            work.add(invoice, *_plan(one, invoice), *_allocations(one, invoice, made))
        work.commit()
    return made


def _invoice(one: Sold, place: int, contact_id: str) -> Invoice:
    return Invoice(
        id=new_id(),
        kind=one.kind,
        status=one.status,
        number=one.number or (None if one.status is InvoiceStatus.DRAFT else f"INV-{place:04}"),
        contact_id=contact_id,
        reference=one.reference,
        document_date=TODAY - timedelta(days=place % 7),
        due_date=_day(one.due_in),
        currency=one.currency,
        net=one.total,
        tax=0,
        total=one.total,
        disputed=one.disputed,
        promised_until=_day(one.promised_in),
        taken_on=one.taken_on is not None,
        open_at_take_on=one.total * (one.taken_on or 0) // 10,
        created_by="ann",
    )


def _plan(one: Sold, invoice: Invoice) -> Iterator[Instalment]:
    left = one.total
    for position, (tenths, days) in enumerate(one.plan, 1):
        amount = left if position == len(one.plan) else one.total * tenths // 10
        left -= amount
        yield Instalment(
            invoice_id=invoice.id, position=position, name=f"part {position}", due_date=_day(days), amount=amount
        )


def _allocations(one: Sold, invoice: Invoice, made: Sequence[Invoice]) -> Iterator[InvoiceAllocation]:
    for tenths in one.parts:
        yield _allocation(invoice.id, InvoiceSource.RECEIPT, new_id(), one.total * tenths // 10)
    if one.kind is InvoiceKind.CREDIT_NOTE:
        for tenths in one.used:
            yield _allocation(made[0].id, InvoiceSource.CREDIT_NOTE, invoice.id, one.total * tenths // 10)


def _allocation(invoice_id: str, source: InvoiceSource, source_id: str, amount: int) -> InvoiceAllocation:
    return InvoiceAllocation(invoice_id=invoice_id, source=source, source_id=source_id, day=TODAY, amount=amount)


def _day(days: int | None) -> date | None:
    return None if days is None else TODAY + timedelta(days=days)
