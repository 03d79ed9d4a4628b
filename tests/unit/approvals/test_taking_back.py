"""What a person decided himself he takes back himself, as long as nobody has built upon it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from bookdesk.approvals.evidence import Evidence
from bookdesk.approvals.limits import ApprovalRules
from bookdesk.approvals.service import ApprovalService
from bookdesk.core.errors import NotAllowed, RuleBroken
from bookdesk.core.identifiers import UserId
from bookdesk.core.vocabulary import EntryKind
from bookdesk.ledger.periods import lock_through
from bookdesk.ledger.posting import standing_entry
from bookdesk.models.actions import Action
from bookdesk.models.approval import ApprovalDecision, Channel
from bookdesk.models.bill import Bill, BillStatus
from bookdesk.models.history import Actor
from bookdesk.models.ledger import LedgerEntry
from bookdesk.store.desk import Desk
from bookdesk.store.undo import undo
from tests.unit.approvals.people import PEOPLE

People = Callable[[str], ApprovalService]
MAIL = Evidence("approval.eml", "message/rfc822", b"From: olive@example.com\n\nYes, pay it.")


@pytest.fixture(autouse=True)
def limits(desk: Desk) -> ApprovalRules:
    rules = ApprovalRules(desk)
    rules.set_limit("ann", None)
    rules.set_limit("bob", None)
    return rules


def last(desk: Desk) -> str:
    with desk.books.query() as session:
        return session.scalars(select(ApprovalDecision.id).order_by(ApprovalDecision.id.desc())).first() or ""


def state(desk: Desk, bill: str) -> tuple[BillStatus, bool]:
    """Return the workflow and whether the bill is booked."""
    with desk.books.query() as session:
        return session.get_one(Bill, bill).status, standing_entry(session, bill, EntryKind.BILL) is not None


def test_an_approval_and_the_rejection_of_it(approvals: People, desk: Desk, bill: str) -> None:
    approvals("ann").approve(bill)
    approved = last(desk)
    approvals("bob").reject(bill, "wrong month")
    rejected = last(desk)
    assert state(desk, bill) == (BillStatus.DRAFT, False)
    with pytest.raises(NotAllowed, match="not yours"):
        approvals("ann").take_back(rejected, "undone")
    assert approvals("bob").take_back(rejected, "undone").approved
    assert state(desk, bill) == (BillStatus.APPROVED, True)
    assert not approvals("ann").take_back(approved, "undone").approved
    assert state(desk, bill) == (BillStatus.REVIEWED, False)
    with pytest.raises(RuleBroken, match="taken back already"):
        approvals("ann").take_back(approved, "undone")


def test_a_rejection_is_not_taken_back_once_the_bill_was_submitted_again(
    approvals: People, desk: Desk, bill: str
) -> None:
    approvals("ann").reject(bill, "wrong month")
    rejected = last(desk)
    approvals("maker").submit(bill)
    with pytest.raises(RuleBroken, match="is reviewed"):
        approvals("ann").take_back(rejected, "undone")


def test_what_was_reversed_after_a_lock_is_booked_again_on_the_same_open_day(
    approvals: People, desk: Desk, bill: str
) -> None:
    approvals("ann").approve(bill)
    lock_through(desk, date(2026, 6, 15), "BAS lodged")
    approvals("bob").reject(bill, "wrong month")
    approvals("bob").take_back(last(desk), "undone")
    assert state(desk, bill) == (BillStatus.APPROVED, True)
    with desk.books.query() as session:
        days = session.scalars(select(LedgerEntry.posting_date).order_by(LedgerEntry.id)).all()
    assert days == [date(2026, 6, 1), date(2026, 6, 16), date(2026, 6, 16)]


def test_an_approval_received_and_its_confirmation(approvals: People, desk: Desk, bill: str) -> None:
    approvals("maker").receive(bill, "Olive Owner", Channel.MAIL, MAIL, colleagues=PEOPLE)
    received = last(desk)
    approvals("bob").confirm_received(bill)
    confirmed = last(desk)
    assert state(desk, bill) == (BillStatus.APPROVED, True)
    with pytest.raises(RuleBroken, match="confirmed this approval since"):
        approvals("maker").take_back(received, "undone")
    assert not approvals("bob").take_back(confirmed, "undone").approved
    assert state(desk, bill) == (BillStatus.REVIEWED, False)
    assert approvals("maker").standings([bill])[bill].validity.waiting
    assert approvals("maker").take_back(received, "undone").validity.waiting == ()


def test_an_edit_that_was_undone_keeps_nobody_from_approving(approvals: People, desk: Desk, bill: str) -> None:
    ann = Actor(UserId("ann"), desk.actor.device)
    with desk.books.change(Action.BILL_EDITED, "a slip", actor=ann) as work:
        work.get(Bill, bill).note = "slipped"
        edited = work.commit().id
    with pytest.raises(NotAllowed, match="last edited"):
        approvals("ann").approve(bill)
    undone = undo(desk.books, edited, actor=ann)
    again = undo(desk.books, undone.id, actor=ann)
    with pytest.raises(NotAllowed, match="last edited"):
        approvals("ann").approve(bill)
    undo(desk.books, again.id, actor=replace(ann))
    assert approvals("ann").approve(bill).approved
