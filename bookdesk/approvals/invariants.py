"""What is always true of approvals: each is what its author signed, had the role for, and is of what stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.approvals.records import Sheet, rules, sheets
from bookdesk.approvals.standing import Standing, standing
from bookdesk.core.vocabulary import Decision, SoleWay
from bookdesk.ledger.alone import LEAST_HOURS, Alone
from bookdesk.ledger.balances import settled
from bookdesk.ledger.posting import base_currency
from bookdesk.ledger.rulings import overruled
from bookdesk.ledger.sole import LoneTime, People, lone_times, took_the_clients_word
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
        limits, base, late = rules(session, client_id, people), base_currency(session), behind(session)
        word = took_the_clients_word(session, client_id, people)
        sole = Alone("", SoleWay.CLIENT, LEAST_HOURS) if word else None
        lone = lone_times(session, client_id, people)
        paid = settled(session, [sheet.bill.id for sheet in found])
        for sheet in found:
            stands = standing(sheet, limits, base, client_id, people, sole=sole)
            yield from _unsound(stands)
            yield from _his_own(stands, lone)
            if not late and _needs_approval(sheet, paid):
                yield from _held_up(stands, lone)
        yield from overruled(session, client_id, people).values()

    return check


def _unsound(stands: Standing) -> Iterator[str]:
    for one in stands.decisions:
        if not one.sound:
            yield f"bill {stands.bill_id}: the decision of {one.by} ({one.id}) is not what he signed"
        elif not one.entitled:
            yield f"bill {stands.bill_id}: {one.by} had no role for his decision ({one.id}) when he signed it"


def _his_own(stands: Standing, lone: Sequence[LoneTime]) -> Iterator[str]:
    """Nobody ever approved what he entered, except while he worked alone and time took the second person's place."""
    creator = stands.sheet.bill.created_by
    for row in stands.sheet.decisions:
        if row.decision is Decision.APPROVED and row.decided_by == creator and not _alone(row, lone):
            yield f"bill {stands.bill_id} was entered and approved by the same person, {creator} ({row.id})"


def _held_up(stands: Standing, lone: Sequence[LoneTime]) -> Iterator[str]:
    """An approved bill that is to be paid is held up by approvals of what it says now, and not by who edited that."""
    if not stands.validity.any:
        yield f"bill {stands.bill_id} is approved, but no approval holds for what it says now"
    editor = stands.sheet.last_edited_by
    rows = [row for row in stands.sheet.decisions if row.decision is Decision.APPROVED and row.decided_by == editor]
    if editor in stands.validity.users and not any(_alone(row, lone) for row in rows):
        yield f"bill {stands.bill_id} was edited last by {editor}, who approved it"
    for user in sorted(stands.sheet.set_by & stands.validity.users - {editor}):
        if not any(_alone(row, lone) for row in stands.sheet.decisions if row.decided_by == user):
            yield f"what bill {stands.bill_id} pays was set by {user}, who approved it"


def _alone(row: ApprovalDecision, lone: Sequence[LoneTime]) -> bool:
    return any(time.covers(row.decided_by, row.decided_at) for time in lone)


def _needs_approval(sheet: Sheet, paid: dict[str, int]) -> bool:
    bill = sheet.bill
    return bill.status is BillStatus.APPROVED and (bill.taken_on or not paid[bill.id])
