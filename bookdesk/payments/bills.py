"""The list of all bills with what is left of each, and the acts on one: hold, dispute, void, use a credit note."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from bookdesk.core.errors import InputError, NotFound, RuleBroken
from bookdesk.core.money import Money
from bookdesk.ledger.balances import scheduled, settled, settlements
from bookdesk.ledger.owner import client_today
from bookdesk.ledger.posting import posting_day, unpost_bill
from bookdesk.models.account import Account, TaxCode
from bookdesk.models.actions import Action
from bookdesk.models.bill import (
    Allocation,
    AllocationSource,
    Bill,
    BillKind,
    BillLine,
    BillStatus,
    Settlement,
    SettlementState,
)
from bookdesk.payments.records import named
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk

PAGE = 200
"""Bills read at a time; the list is walked by key, so its length costs nothing."""


@dataclass(frozen=True, slots=True)
class BillFilter:
    """Which bills to list; what is not named does not matter."""

    status: BillStatus | None = None
    settlement: SettlementState | None = None
    supplier: str | None = None
    due_by: date | None = None


@dataclass(frozen=True, slots=True)
class BillView:
    """A bill with its derived settlement."""

    bill: Bill
    settlement: Settlement


@dataclass(frozen=True, slots=True)
class BillDetails:
    """A bill with its lines and everything that settled a part of it."""

    view: BillView
    lines: tuple[BillLine, ...]
    allocations: tuple[Allocation, ...]
    codes: Mapping[str, str]
    """Codes of the accounts and tax codes of its lines, by id."""


class BillService:
    """The bills of one client after their review."""

    def __init__(self, desk: Desk) -> None:
        """Work at `desk`."""
        self._desk = desk

    def bills(self, wanted: BillFilter | None = None) -> Iterator[BillView]:
        """Yield bills and credit notes, the last received first."""
        wanted, after = wanted or BillFilter(), None
        while True:
            with self._desk.books.query() as session:
                page = _page(session, wanted, after)
                found = settlements(session, page)
            yield from (
                BillView(bill, found[bill.id])
                for bill in page
                if wanted.settlement is None or found[bill.id].state is wanted.settlement
            )
            if len(page) < PAGE:
                return
            after = page[-1]

    def find(self, number_or_id: str) -> str:
        """Return the id of a bill by id, or by a number that only one bill has; void ones count where no other does."""
        with self._desk.books.query() as session:
            query = select(Bill.id).where((Bill.id == number_or_id) | (Bill.number == number_or_id))
            standing = session.scalars(query.where(Bill.status != BillStatus.VOID)).all()
            found = standing or session.scalars(query).all()
        if len(found) != 1:
            raise NotFound(
                f"{len(found) or 'No'} bills have the number {number_or_id}.",
                "Choose it from the list, or name it by its id.",
                command="bookdesk bill list",
            )
        return found[0]

    def show(self, bill_id: str) -> BillDetails:
        """Return one bill with lines and allocations."""
        with self._desk.books.query() as session:
            bill = session.get(Bill, bill_id)
            if bill is None:
                raise NotFound("There is no such bill.", "Choose one from the list.", command="bookdesk bill list")
            by_position = select(BillLine).where(BillLine.bill_id == bill_id).order_by(BillLine.position)
            lines = session.scalars(by_position).all()
            query = select(Allocation).where((Allocation.bill_id == bill_id) | (Allocation.source_id == bill_id))
            view = BillView(bill, settlements(session, [bill])[bill_id])
            allocations = session.scalars(query.order_by(Allocation.day, Allocation.id))
            return BillDetails(view, tuple(lines), tuple(allocations), _codes(session, lines))

    def hold(self, bill_id: str, reason: str, *, version: int | None = None) -> Bill:
        """Keep a bill from being paid until the hold is lifted."""
        if not reason.strip():
            raise InputError("A hold needs a reason.", "Say what has to happen first.")
        return self._flag(
            bill_id, f"held: {reason}", Action.BILL_HELD, version, on_hold=True, hold_reason=reason.strip()
        )

    def lift_hold(self, bill_id: str, *, version: int | None = None) -> Bill:
        """Let a bill be paid again."""
        return self._flag(bill_id, "hold lifted", Action.BILL_HELD, version, on_hold=False, hold_reason=None)

    def dispute(self, bill_id: str, *, disputed: bool, version: int | None = None) -> Bill:
        """Mark a bill as disputed with its supplier, or the dispute as settled."""
        what = "disputed" if disputed else "dispute settled"
        return self._flag(bill_id, what, Action.BILL_DISPUTED, version, disputed=disputed)

    def void(self, bill_id: str, reason: str, *, version: int | None = None) -> Bill:
        """Take a bill out of the books; refused once anything of it is settled or scheduled."""
        with self._change(Action.BILL_VOIDED, f"voided: {reason}") as work:
            bill = work.get(Bill, bill_id, version=version)
            if settled(work.session, [bill_id])[bill_id] or scheduled(work.session, [bill_id])[bill_id]:
                raise RuleBroken(
                    f"{named(bill)} is settled in part or in a payment run.",
                    "Ask for a credit note, or take it out first.",
                )
            bill.move_to(BillStatus.VOID)
            unpost_bill(work, bill, posting_day(bill), "voided")
            work.commit()
        return bill

    def allocate_credit(self, credit_id: str, bill_id: str, amount: Money) -> BillDetails:
        """Settle a part of a bill by a credit note of the same supplier, without a payment."""
        with self._change(Action.CREDIT_ALLOCATED, f"{amount} allocated") as work:
            credit, bill = work.get(Bill, credit_id), work.get(Bill, bill_id)
            _require_pair(credit, bill, amount)
            done = settled(work.session, [credit_id, bill_id])
            waiting = scheduled(work.session, [credit_id, bill_id])
            for one in (credit, bill):
                free = Money(one.total - done[one.id] - waiting[one.id], one.currency)
                if not 0 < amount.minor <= free.minor:
                    raise RuleBroken(f"{amount} of {named(one)} cannot be allocated: {free} is free.", "Choose less.")
            day = client_today(work.session, self._desk.clock)
            source = AllocationSource.CREDIT_NOTE
            work.add(Allocation(bill_id=bill_id, source=source, source_id=credit_id, day=day, amount=amount.minor))
            work.commit()
        return self.show(bill_id)

    def _flag(self, bill_id: str, what: str, action: Action, version: int | None, **values: object) -> Bill:
        with self._change(action, what) as work:
            bill = work.get(Bill, bill_id, version=version)
            for name, value in values.items():
                setattr(bill, name, value)
            work.commit()
        return bill

    def _change(self, action: Action, reason: str) -> Change:
        return self._desk.books.change(action, reason, actor=self._desk.actor)


def _page(session: Session, wanted: BillFilter, after: Bill | None) -> Sequence[Bill]:
    """Read a page of bills received before `after`."""
    query = select(Bill)
    if wanted.status is not None:
        query = query.where(Bill.status == wanted.status)
    if wanted.supplier is not None:
        query = query.where(Bill.supplier_name.icontains(wanted.supplier, autoescape=True))
    if wanted.due_by is not None:
        query = query.where(Bill.due_date <= wanted.due_by)
    if after is not None:
        query = query.where(tuple_(Bill.received_date, Bill.id) < (after.received_date, after.id))
    return session.scalars(query.order_by(Bill.received_date.desc(), Bill.id.desc()).limit(PAGE)).all()


def _codes(session: Session, lines: Sequence[BillLine]) -> dict[str, str]:
    accounts = select(Account.id, Account.code).where(Account.id.in_([line.account_id for line in lines]))
    taxes = select(TaxCode.id, TaxCode.code).where(TaxCode.id.in_([line.tax_code_id for line in lines]))
    return dict([*session.execute(accounts).all(), *session.execute(taxes).all()])


def _require_pair(credit: Bill, bill: Bill, amount: Money) -> None:
    kinds = credit.kind is BillKind.CREDIT_NOTE and bill.kind is BillKind.BILL
    same = credit.contact_id == bill.contact_id and credit.currency == bill.currency == amount.currency
    if not (kinds and same):
        raise RuleBroken("A credit note settles a bill of its own supplier and currency.", "Choose another bill.")
    if not (credit.status is BillStatus.APPROVED and bill.status in (BillStatus.REVIEWED, BillStatus.APPROVED)):
        raise RuleBroken("The credit note is not approved, or the bill is not reviewed.", "Do that first.")
