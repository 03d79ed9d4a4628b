"""Who set what a bill pays never approves that, whoever mended a word of it since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bookdesk.approvals.limits import ApprovalRules
from bookdesk.approvals.service import ApprovalService
from bookdesk.core.errors import NotAllowed
from bookdesk.core.identifiers import UserId
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill
from bookdesk.models.history import Actor, Origin
from bookdesk.store.desk import Desk
from bookdesk.store.history import latest_sets
from bookdesk.store.undo import undo

People = Callable[[str], ApprovalService]
BARRED = "last changed what a bill pays"


@pytest.fixture(autouse=True)
def limits(desk: Desk) -> None:
    """Let Ann and Bob approve any amount."""
    for name in ("ann", "bob"):
        ApprovalRules(desk).set_limit(name, None)


def edit(desk: Desk, bill: str, who: str, origin: Origin = Origin.PERSON, /, **values: object) -> str:
    """Let somebody set fields of a bill; returns the change set's id."""
    actor = Actor(UserId(who), desk.actor.device)
    with desk.books.change(Action.BILL_EDITED, "edited", actor=actor, origin=origin) as work:
        row = work.get(Bill, bill)
        for name, value in values.items():
            setattr(row, name, value)
        work.commit()
    with desk.books.query() as session:
        return latest_sets(session, 1)[0].id


def back(desk: Desk, change_set: str, who: str) -> str:
    return undo(desk.books, change_set, actor=replace(desk.actor, user=UserId(who))).id


@pytest.mark.parametrize("what", [{"total": 9900}, {"amount_due": 100}, {"way_of_payment": "direct debit"}])
def test_a_word_mended_by_another_frees_nobody_from_the_amount_he_set(
    approvals: People, desk: Desk, bill: str, what: dict[str, object]
) -> None:
    edit(desk, bill, "ann", **what)
    edit(desk, bill, "maker", note="as agreed")
    with pytest.raises(NotAllowed, match=BARRED):
        approvals("ann").approve(bill)
    assert approvals("bob").approve(bill).approved


def test_who_sets_another_amount_after_him_frees_him(approvals: People, desk: Desk, bill: str) -> None:
    edit(desk, bill, "ann", total=9900)
    edit(desk, bill, "maker", total=9800)
    assert approvals("ann").approve(bill).approved


def test_an_approval_given_before_counts_no_more_by_who_set_the_amount_so(
    approvals: People, desk: Desk, bill: str
) -> None:
    before = approvals("ann").standings([bill])[bill].sheet.bill.total
    assert approvals("ann").approve(bill).approved
    edit(desk, bill, "maker", total=9900)
    edit(desk, bill, "ann", total=before)
    edit(desk, bill, "maker", note="as agreed")
    found = approvals("bob").standings([bill])[bill]
    assert not found.approved
    assert BARRED in found.why


def test_who_takes_his_own_edit_back_may_approve_and_not_once_he_did_it_again(
    approvals: People, desk: Desk, bill: str
) -> None:
    taken_back = back(desk, edit(desk, bill, "ann", total=9900), "ann")
    assert approvals("ann").standings([bill])[bill].plan.may == ("ann", "bob")
    back(desk, taken_back, "ann")
    edit(desk, bill, "maker", note="as agreed")
    with pytest.raises(NotAllowed, match=BARRED):
        approvals("ann").approve(bill)


def test_who_takes_back_what_another_corrected_set_the_amount(approvals: People, desk: Desk, bill: str) -> None:
    back(desk, edit(desk, bill, "maker", total=9900), "ann")
    with pytest.raises(NotAllowed, match=BARRED):
        approvals("ann").approve(bill)


def test_an_act_that_calls_itself_a_machine_s_excuses_nobody_once_the_bill_is_no_draft(
    approvals: People, desk: Desk, bill: str
) -> None:
    edit(desk, bill, "ann", Origin.JOB, total=9900)
    edit(desk, bill, "maker", note="as agreed")
    with pytest.raises(NotAllowed, match=BARRED):
        approvals("ann").approve(bill)
