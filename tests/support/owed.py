"""Random bills and what settled them, written straight into the books: for what must agree whatever is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st

from bookdesk.core.identifiers import new_id
from bookdesk.core.texts import number_key
from bookdesk.models.actions import Action
from bookdesk.models.bill import Allocation, AllocationSource, Bill, BillKind, BillStatus
from bookdesk.store.desk import Desk
from tests.support.books import client_desk

TODAY = date(2026, 7, 1)
"""The day at the desk of `client_desk`."""
SUPPLIERS = ("Harbour Foods", "cedar cleaning", "Ärztehaus Köln", "100% Juice_Bar")


@dataclass(frozen=True)
class Owed:
    """A bill in short; `parts` are allocations as shares of its total in tenths, negative ones taken back."""

    kind: BillKind
    status: BillStatus
    supplier: str
    total: int
    due_in: int | None
    on_hold: bool = False
    disputed: bool = False
    currency: str = "AUD"
    parts: tuple[int, ...] = ()
    used: tuple[int, ...] = ()
    """Of a credit note: what was used of it, in tenths."""


owed = st.builds(
    Owed,
    kind=st.sampled_from(BillKind),
    status=st.sampled_from(BillStatus),
    supplier=st.sampled_from(SUPPLIERS),
    total=st.integers(0, 50).map(lambda tens: tens * 10),
    due_in=st.none() | st.sampled_from([-40, -1, 0, 1, 6, 7, 8, 14, 15, 40]),
    on_hold=st.booleans(),
    disputed=st.booleans(),
    currency=st.sampled_from(["AUD", "AUD", "USD", "JPY"]),
    parts=st.lists(st.sampled_from([-3, 3, 5, 7, 10, 12]), max_size=3).map(tuple),
    used=st.lists(st.sampled_from([-3, 3, 7, 10]), max_size=2).map(tuple),
)


@contextmanager
def desk_with(bills: Sequence[Owed], contacts: Sequence[str] = ()) -> Iterator[tuple[Desk, list[Bill]]]:
    """Yield a client's desk and these bills in its books, the contacts taken in turn."""
    with TemporaryDirectory() as folder, client_desk(Path(folder)) as desk:
        yield desk, enter(desk, bills, contacts)


def enter(desk: Desk, bills: Sequence[Owed], contacts: Sequence[str] = ()) -> list[Bill]:
    """Write bills with their allocations and return them."""
    made: list[Bill] = []
    with desk.books.change(Action.BILL_EDITED, "random bills", actor=desk.actor) as work:
        for place, one in enumerate(bills):
            bill = _bill(one, place, contacts[place % len(contacts)] if contacts else None)
            made.append(bill)
            work.add(bill, *_allocations(one, bill, made))
        work.commit()
    return made


def _bill(one: Owed, place: int, contact_id: str | None) -> Bill:
    dated = TODAY - timedelta(days=place % 7)
    return Bill(
        id=new_id(),
        kind=one.kind,
        status=one.status,
        on_hold=one.on_hold,
        disputed=one.disputed,
        contact_id=contact_id,
        supplier_name=one.supplier,
        number=f"INV-{place:03}",
        number_key=number_key(f"INV-{place:03}"),
        document_date=dated,
        received_date=dated + timedelta(days=1),
        due_date=None if one.due_in is None else TODAY + timedelta(days=one.due_in),
        currency=one.currency,
        net=one.total,
        tax=0,
        total=one.total,
        created_by="ann",
    )


def _allocations(one: Owed, bill: Bill, made: Sequence[Bill]) -> Iterator[Allocation]:
    for tenths in one.parts:
        yield _allocation(bill.id, AllocationSource.PAYMENT, new_id(), one.total * tenths // 10)
    if one.kind is BillKind.CREDIT_NOTE:
        for tenths in one.used:
            yield _allocation(made[0].id, AllocationSource.CREDIT_NOTE, bill.id, one.total * tenths // 10)


def _allocation(bill_id: str, source: AllocationSource, source_id: str, amount: int) -> Allocation:
    return Allocation(bill_id=bill_id, source=source, source_id=source_id, day=TODAY, amount=amount)
