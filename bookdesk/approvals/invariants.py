"""What is always true of approvals: every decision is what its author signed, and every approval is of what stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.approvals.records import Sheet, rules, sheets
from bookdesk.approvals.standing import Standing, standing
from bookdesk.core.vocabulary import SoleWay
from bookdesk.ledger.alone import LEAST_HOURS, Alone
from bookdesk.ledger.balances import settled
from bookdesk.ledger.posting import base_currency
from bookdesk.ledger.sole import People, took_the_clients_word
from bookdesk.models.approval import ApprovalDecision
from bookdesk.models.bill import Bill, BillStatus
from bookdesk.models.client import ClientProfile

Check = Callable[[Session], Iterator[str]]


def approvals_stand(client_id: str, people: People, *, behind: Callable[[Session], bool]) -> Check:
    """Return the check of a client's approvals; `behind` tells that what was sealed last is not looked at yet.

    A bill that is paid at least in part stays approved whatever changes afterwards: the rest is asked for anew.
    What the client's word let through while one person worked alone was approved, also where that is over since.
    """

    def check(session: Session) -> Iterator[str]:
        if session.scalars(select(ClientProfile)).first() is None:
            return
        decided = select(ApprovalDecision.bill_id)
        query = select(Bill).where(Bill.id.in_(decided) | (Bill.status == BillStatus.APPROVED)).order_by(Bill.id)
        found = sheets(session, session.scalars(query).all())
        limits, base, late = rules(session), base_currency(session), behind(session)
        word = took_the_clients_word(session, client_id, people)
        sole = Alone("", SoleWay.CLIENT, LEAST_HOURS) if word else None
        paid = settled(session, [sheet.bill.id for sheet in found])
        for sheet in found:
            stands = standing(sheet, limits, base, client_id, people, sole=sole)
            yield from _unsound(stands)
            if not late and _needs_approval(sheet, paid) and not stands.validity.any:
                yield f"bill {sheet.bill.id} is approved, but no approval holds for what it says now"

    return check


def _unsound(stands: Standing) -> Iterator[str]:
    for one in stands.decisions:
        if not one.sound:
            yield f"bill {stands.bill_id}: the decision of {one.by} ({one.id}) is not what he signed"


def _needs_approval(sheet: Sheet, paid: dict[str, int]) -> bool:
    bill = sheet.bill
    return bill.status is BillStatus.APPROVED and (bill.taken_on or not paid[bill.id])
