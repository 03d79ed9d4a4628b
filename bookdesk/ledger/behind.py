"""The rows that an approval or a payment of bills rests on: what the store is asked about before money follows."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.models.approval import ApprovalDecision, ApprovalLimit, ApprovalStep, SolePractice
from bookdesk.models.bill import Allocation, Bill, BillLine
from bookdesk.models.contact import Contact, PayeeAccount
from bookdesk.store.glance import Key

TABLES = frozenset(
    model.__tablename__
    for model in (ApprovalDecision, ApprovalLimit, ApprovalStep, SolePractice, Allocation, PayeeAccount)
)
"""Tables that are looked into by an index, where a row it hides would let money go: a withdrawal, a settlement."""


def rows_behind(session: Session, bill_ids: Collection[str]) -> list[Key]:
    """Return bills with their lines, suppliers, all accounts of these, decisions, settlements, and the rules."""
    return list(dict.fromkeys(_rows(session, bill_ids)))


def _rows(session: Session, bill_ids: Collection[str]) -> Iterator[Key]:
    contacts = set(session.scalars(select(Bill.contact_id).where(Bill.id.in_(bill_ids), Bill.contact_id.is_not(None))))
    queries = {
        Contact: select(Contact.id).where(Contact.id.in_(contacts)),
        PayeeAccount: select(PayeeAccount.id).where(PayeeAccount.contact_id.in_(contacts)),
        BillLine: select(BillLine.id).where(BillLine.bill_id.in_(bill_ids)),
        ApprovalDecision: select(ApprovalDecision.id).where(ApprovalDecision.bill_id.in_(bill_ids)),
        Allocation: select(Allocation.id).where(Allocation.bill_id.in_(bill_ids)),
        ApprovalLimit: select(ApprovalLimit.id),
        ApprovalStep: select(ApprovalStep.id),
        SolePractice: select(SolePractice.id),
    }
    yield from ((Bill.__tablename__, bill_id) for bill_id in bill_ids)
    for model, query in queries.items():
        yield from ((model.__tablename__, row_id) for row_id in session.scalars(query))
