"""What restored rows could bring about although no row collides: a bill paid twice, a payment the bank showed twice."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.ledger.balances import scheduled, settled
from bookdesk.models.bank import MatchPart, TargetKind
from bookdesk.models.bill import Bill, BillStatus
from bookdesk.models.payment import Payment, PaymentPart
from bookdesk.store.history import SealedSet

_COUNTING = (BillStatus.REVIEWED, BillStatus.APPROVED)
_CLEARED_ONCE = (TargetKind.PAYMENT, TargetKind.RUN, TargetKind.ENTRY)


def surplus(session: Session, old: SealedSet) -> Mapping[str, int]:
    """Return, by bill that a set concerns, by how much more is settled and scheduled than it is for (minor units)."""
    bills = session.scalars(select(Bill).where(Bill.id.in_(_bills_of(session, old)))).all()
    ids = [bill.id for bill in bills]
    done, waiting = settled(session, ids), scheduled(session, ids)
    return {bill.id: max(0, done[bill.id] + waiting[bill.id] - bill.total) for bill in bills}


def refuse_collisions(session: Session, old: SealedSet, before: Mapping[str, int]) -> None:
    """Refuse what was restored of a set where something of it has been used elsewhere meanwhile.

    `before` is the `surplus` before the rows were restored.
    """
    for bill_id, over in surplus(session, old).items():
        if over > before.get(bill_id, 0):
            bill = session.get_one(Bill, bill_id)
            raise RuleBroken(
                f"Bill {_named(bill)} was settled or scheduled elsewhere meanwhile:"
                f" {Money(over, bill.currency)} would be paid too much.",
                "Take it out there first, then undo.",
            )
    _refuse_cleared_twice(session, _ids(old, "match_part"))
    _refuse_same_number(session, _counting_again(old))


def _refuse_cleared_twice(session: Session, part_ids: Sequence[str]) -> None:
    restored = select(MatchPart).where(MatchPart.id.in_(part_ids), MatchPart.target_kind.in_(_CLEARED_ONCE))
    for part in session.scalars(restored):
        payments = select(Payment.id).where(Payment.run_id == part.target_id)
        runs = select(Payment.run_id).where(Payment.id == part.target_id)
        same = or_(
            MatchPart.target_id == part.target_id, MatchPart.target_id.in_(payments), MatchPart.target_id.in_(runs)
        )
        others = select(func.count()).select_from(MatchPart).where(same, MatchPart.match_id != part.match_id)
        if session.scalar(others):
            raise RuleBroken(
                f"The {part.target_kind} was matched with another bank line meanwhile.", "Undo that match first."
            )


def _refuse_same_number(session: Session, bill_ids: Collection[str]) -> None:
    """Refuse a bill that counts again where its number has come a second time meanwhile."""
    counting = Bill.status.in_(_COUNTING)
    for bill in session.scalars(select(Bill).where(Bill.id.in_(bill_ids), counting, Bill.number_key.is_not(None))):
        same = (Bill.contact_id == bill.contact_id, Bill.number_key == bill.number_key, Bill.kind == bill.kind)
        other = session.scalar(select(Bill.id).where(*same, counting, Bill.id != bill.id).limit(1))
        if other is not None:
            raise RuleBroken(
                f"Bill {_named(bill)} has come a second time meanwhile.", "Put the other one aside first, then undo."
            )


def _bills_of(session: Session, old: SealedSet) -> set[str]:
    """Return the bills that payments, parts and allocations of a set concern, whether they are there now or not."""
    found = {
        str(image[column])
        for entry in old.rows
        for image in (entry.before or {}, entry.after or {})
        for column in ("bill_id", "source_id")
        if entry.table in {"allocation", "payment_part"} and image.get(column)
    }
    query = select(PaymentPart.bill_id).join(Payment, Payment.id == PaymentPart.payment_id)
    of_runs = Payment.run_id.in_(_ids(old, "payment_run"))
    return found | set(session.scalars(query.where(or_(Payment.id.in_(_ids(old, "payment")), of_runs))))


def _counting_again(old: SealedSet) -> list[str]:
    """Return the bills that a set made a draft or void, and that its undo lets count again."""
    return [
        entry.row_id
        for entry in old.rows
        if entry.table == "bill"
        and (entry.before or {}).get("status") in _COUNTING
        and (entry.after or {}).get("status") not in _COUNTING
    ]


def _ids(old: SealedSet, table: str) -> list[str]:
    return list(dict.fromkeys(entry.row_id for entry in old.rows if entry.table == table))


def _named(bill: Bill) -> str:
    return f"{bill.number or bill.id} of {bill.supplier_name or 'an unknown supplier'}"
