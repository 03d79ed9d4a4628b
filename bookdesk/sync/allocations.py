"""Which allocations stand and belong at the ledger: not those that were cancelled since, nor what was only coded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.models.bank import Match
from bookdesk.models.bill import Allocation, AllocationSource


def same_source(session: Session, allocation: Allocation) -> Sequence[Allocation]:
    """Return what the same source settled of the same bill, oldest first, the allocation itself included."""
    query = select(Allocation).where(
        Allocation.bill_id == allocation.bill_id,
        Allocation.source == allocation.source,
        Allocation.source_id == allocation.source_id,
    )
    return session.scalars(query.order_by(Allocation.id)).all()


def belongs_at_ledger(session: Session, allocation: Allocation) -> bool:
    """Return whether an allocation stands, and was settled by something the ledger can be told.

    An undone match and a recalled run cancel theirs by opposite ones. A discount that was coded with a match settles a
    bill without any payment; like all codings it stays here.
    """
    rows = same_source(session, allocation)
    return allocation.id in standing([(row.id, row.amount) for row in rows]) and not _coded(session, allocation)


def standing(amounts: Sequence[tuple[str, int]]) -> set[str]:
    """Return which positive amounts are left when each negative one cancels the first equal one before it."""
    left: list[tuple[str, int]] = []
    for identity, amount in amounts:
        if amount > 0:
            left.append((identity, amount))
            continue
        cancelled = next((one for one in left if one[1] == -amount), None)
        if cancelled is not None:
            left.remove(cancelled)
    return {identity for identity, _ in left}


def _coded(session: Session, allocation: Allocation) -> bool:
    if allocation.source is not AllocationSource.BANK_LINE:
        return False
    match = session.get(Match, allocation.source_id)
    why = match.why if match is not None and isinstance(match.why, Mapping) else {}
    named = why.get("by_residue")
    return isinstance(named, Sequence) and allocation.id in named
