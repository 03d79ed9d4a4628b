"""Approving over real encrypted books: signatures decide, flags do not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from bookdesk.approvals.evidence import Evidence
from bookdesk.approvals.limits import ApprovalRules
from bookdesk.approvals.service import ApprovalService
from bookdesk.core.errors import InputError, NotAllowed, NotFound, RuleBroken
from bookdesk.core.identifiers import UserId
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import EntryKind
from bookdesk.ledger.posting import standing_entry
from bookdesk.models.account import Account, AccountKind
from bookdesk.models.actions import Action
from bookdesk.models.approval import ApprovalDecision, Channel
from bookdesk.models.bill import Bill, BillLine, BillStatus
from bookdesk.models.contact import Contact, PayeeAccount
from bookdesk.models.document import Document
from bookdesk.models.history import Actor
from bookdesk.security.roles import Permission
from bookdesk.store.desk import Desk
from tests.unit.approvals.people import PEOPLE, Keys, signer

People = Callable[[str], ApprovalService]
MAIL = Evidence("approval.eml", "message/rfc822", b"From: olive@example.com\n\nYes, pay it.")


@pytest.fixture(autouse=True)
def limits(desk: Desk) -> ApprovalRules:
    rules = ApprovalRules(desk)
    rules.set_limit("ann", Money(50000, "AUD"))
    rules.set_limit("bob", None, turn=2)
    rules.set_step(Money(100000, "AUD"), 2)
    return rules


def change(desk: Desk, bill_id: str, act: Callable[[Bill], None], action: Action = Action.BILL_HELD) -> None:
    with desk.books.change(action, "test", actor=desk.actor) as work:
        act(work.get(Bill, bill_id))
        work.commit()


def status(desk: Desk, bill_id: str) -> BillStatus:
    with desk.books.query() as session:
        bill = session.get(Bill, bill_id)
        assert bill is not None
        return bill.status


def booked(desk: Desk, bill_id: str) -> bool:
    with desk.books.query() as session:
        return standing_entry(session, bill_id, EntryKind.BILL) is not None


def test_a_bill_is_approved_by_another_person_and_booked(approvals: People, desk: Desk, bill: str) -> None:
    assert [one.plan.may for one in approvals("ann").queue()] == [("ann", "bob")]
    found = approvals("ann").approve(bill, comment="as ordered")
    assert found.approved
    assert status(desk, bill) is BillStatus.APPROVED
    assert booked(desk, bill)
    assert approvals("ann").queue() == []


@pytest.mark.parametrize(("who", "words"), [("maker", "no approval limit"), ("cara", "no approval limit")])
def test_who_has_no_limit_may_not(approvals: People, bill: str, who: str, words: str) -> None:
    with pytest.raises(NotAllowed, match=words):
        approvals(who).approve(bill)


def test_the_creator_never_approves_even_with_a_limit(approvals: People, limits: ApprovalRules, bill: str) -> None:
    limits.set_limit("maker", None)
    with pytest.raises(NotAllowed, match="entered a bill"):
        approvals("maker").approve(bill)


def test_the_last_editor_never_approves(approvals: People, desk: Desk, bill: str) -> None:
    edited = replace(desk, actor=Actor(UserId("ann"), desk.actor.device))
    change(edited, bill, lambda row: setattr(row, "note", "seen"), Action.BILL_EDITED)
    with pytest.raises(NotAllowed, match="last edited"):
        approvals("ann").approve(bill)


def test_a_limit_that_does_not_reach_is_said(approvals: People, desk: Desk, bill: str) -> None:
    change(desk, bill, lambda row: setattr(row, "total", 50001))
    with pytest.raises(NotAllowed, match=r"500.00 AUD does not cover 500.01 AUD.*It waits for bob"):
        approvals("ann").approve(bill)


def test_a_large_bill_needs_two_in_turn(approvals: People, limits: ApprovalRules, desk: Desk, bill: str) -> None:
    limits.set_limit("ann", None)
    change(desk, bill, lambda row: setattr(row, "total", 100000))
    with pytest.raises(NotAllowed, match="earlier turn"):
        approvals("bob").approve(bill)
    assert not approvals("ann").approve(bill).approved
    assert status(desk, bill) is BillStatus.REVIEWED
    assert approvals("bob").approve(bill).approved


def test_amount_and_bank_account_void_an_approval_and_the_account_code_does_not(
    approvals: People, desk: Desk, bill: str
) -> None:
    approvals("ann").approve(bill)
    with desk.books.change(Action.BILL_RECODED, "recoded", actor=desk.actor) as work:
        line = work.session.scalars(select(BillLine).where(BillLine.bill_id == bill)).one()
        other = work.session.scalars(select(Account).where(Account.kind == AccountKind.EXPENSE)).all()[1]
        line.account_id = other.id
        work.commit()
    recoded = approvals("ann").standings([bill])[bill]
    assert (recoded.approved, recoded.validity.recoded) == (True, True)
    with desk.books.change(Action.PAYEE_ACCOUNT_EDITED, "new account", actor=desk.actor) as work:
        work.session.scalars(select(PayeeAccount)).one().account_number = "4410022"
        work.commit()
    changed = approvals("ann").standings([bill])[bill]
    assert not changed.approved
    assert "changed since ann approved" in changed.why
    assert [one.bill_id for one in approvals("ann").queue()] == [bill]
    assert approvals("ann").revalidate() == [bill]
    assert status(desk, bill) is BillStatus.REVIEWED
    assert not booked(desk, bill)
    anew = approvals("ann").approve(bill)
    assert anew.approved
    assert "changed since" not in anew.why, "what was approved anew is not told as changed"


def test_a_changed_amount_voids(approvals: People, desk: Desk, bill: str) -> None:
    approvals("ann").approve(bill)
    change(desk, bill, lambda row: setattr(row, "total", 11001))
    assert not approvals("ann").standings([bill])[bill].approved


def test_what_is_again_exactly_what_was_signed_is_approved_and_booked_again(
    approvals: People, desk: Desk, bill: str
) -> None:
    approvals("ann").approve(bill)
    change(desk, bill, lambda row: setattr(row, "total", 11001))
    approvals("ann").revalidate()
    assert not booked(desk, bill)
    change(desk, bill, lambda row: setattr(row, "total", 11000))
    assert approvals("ann").revalidate() == []
    assert (status(desk, bill), booked(desk, bill)) == (BillStatus.APPROVED, True)
    assert approvals("ann").queue() == []


def test_a_row_forged_past_the_program_counts_for_nothing(approvals: People, desk: Desk, bill: str) -> None:
    change(desk, bill, lambda row: setattr(row, "total", 30000))
    approvals("ann").approve(bill)
    with desk.books.query() as session:
        real = session.scalars(select(ApprovalDecision)).one()
    change(desk, bill, lambda row: setattr(row, "total", 40000))
    now = approvals("ann").standings([bill])[bill]
    forged = {
        column.name: getattr(real, column.name)
        for column in ApprovalDecision.__table__.columns
        if column.name not in {"id", "payment_hash"}
    }
    with desk.books.change(Action.BILL_APPROVED, "forged", actor=desk.actor) as work:
        work.add(ApprovalDecision(payment_hash=now.sheet.payment_hash, **forged))
        work.commit()
    found = approvals("ann").standings([bill])[bill]
    assert not found.approved
    assert "does not verify" in found.why


def test_an_approval_received_is_confirmed_by_a_second_person(approvals: People, desk: Desk, bill: str) -> None:
    approvals("cara").receive(bill, "Olive Owner", Channel.MAIL, MAIL, colleagues=PEOPLE)
    assert not approvals("cara").standings([bill])[bill].approved
    for who in ("cara", "maker"):
        with pytest.raises(NotAllowed, match="never confirms"):
            approvals(who).confirm_received(bill)
    found = approvals("bob").confirm_received(bill, comment="called her back")
    assert found.approved
    assert found.plan.counted == ("Olive Owner",)
    with desk.books.query() as session:
        kept = session.scalars(select(Document)).one()
    assert desk.books.documents.read(kept.stored_name, kept.seal_key, kept.sha256) == MAIL.content


def test_who_edited_a_bill_last_confirms_no_approval_received(approvals: People, desk: Desk, bill: str) -> None:
    with desk.books.change(Action.BILL_EDITED, "a week later", actor=Actor(UserId("bob"), desk.actor.device)) as work:
        work.get(Bill, bill).due_date = date(2026, 7, 7)
        work.commit()
    approvals("cara").receive(bill, "Olive Owner", Channel.MAIL, MAIL, colleagues=PEOPLE)
    with pytest.raises(NotAllowed, match="last edited it"):
        approvals("bob").confirm_received(bill)
    assert approvals("ann").confirm_received(bill).approved


def test_what_somebody_signs_without_the_role_is_no_approval(desk: Desk, bill: str) -> None:
    people = Keys(without={"ann": frozenset({Permission.APPROVE})})
    ann = ApprovalService(replace(desk, actor=replace(desk.actor, user=UserId("ann"))), signer("ann"), people)
    found = ann.approve(bill)
    assert not found.approved
    assert "ann had no role for it when he signed" in found.why
    assert status(desk, bill) is BillStatus.REVIEWED


def test_an_approval_received_needs_its_evidence(approvals: People, bill: str) -> None:
    with pytest.raises(InputError, match="its evidence"):
        approvals("cara").receive(bill, "Olive Owner", Channel.MAIL, replace(MAIL, content=b""), colleagues=PEOPLE)
    with pytest.raises(NotFound, match="No approval received"):
        approvals("bob").confirm_received(bill)


def test_each_person_and_each_evidence_counts_once_and_users_sign_themselves(approvals: People, bill: str) -> None:
    cara, other = approvals("cara"), replace(MAIL, content=b"From: pat@example.com\n\nYes.")
    with pytest.raises(NotAllowed, match="a user of this practice and signs himself"):
        cara.receive(bill, " Ann ", Channel.MAIL, MAIL, colleagues=PEOPLE)
    cara.receive(bill, "Olive Owner", Channel.MAIL, MAIL, colleagues=PEOPLE)
    with pytest.raises(InputError, match="already, for the approval of Olive Owner; it counts once"):
        cara.receive(bill, "Pat Partner", Channel.MAIL, replace(MAIL, file_name="other.eml"), colleagues=PEOPLE)
    with pytest.raises(InputError, match="each person counts once"):
        cara.receive(bill, "OLIVE  owner", Channel.PHONE, other, colleagues=PEOPLE)


def test_of_several_that_wait_the_one_meant_is_confirmed(approvals: People, bill: str) -> None:
    other = replace(MAIL, content=b"From: pat@example.com\n\nYes.")
    approvals("cara").receive(bill, "Olive Owner", Channel.MAIL, MAIL, colleagues=PEOPLE)
    approvals("cara").receive(bill, "Pat Partner", Channel.MAIL, other, colleagues=PEOPLE)
    with pytest.raises(InputError, match="that of Olive Owner or Pat Partner") as unclear:
        approvals("bob").confirm_received(bill)
    assert unclear.value.command == "--from NAME"
    with pytest.raises(InputError, match="No approval of Ann waits"):
        approvals("bob").confirm_received(bill, "Ann")
    found = approvals("bob").confirm_received(bill, "pat partner")
    assert found.plan.counted == ("Pat Partner",)
    assert [one.given_by for one in found.validity.waiting] == ["Olive Owner"]


def test_a_rejection_sends_it_back_with_a_reason(approvals: People, desk: Desk, bill: str) -> None:
    approvals("ann").approve(bill)
    approvals("bob").reject(bill, "wrong quantity")
    assert status(desk, bill) is BillStatus.DRAFT
    assert not booked(desk, bill)
    approvals("maker").submit(bill)
    assert not approvals("ann").standings([bill])[bill].approved
    with pytest.raises(InputError, match="needs a reason"):
        approvals("bob").reject(bill, " ")
    with pytest.raises(NotAllowed, match="no approval limit"):
        approvals("cara").reject(bill, "no")


def test_withdrawing_takes_the_approved_state_back(approvals: People, desk: Desk, bill: str) -> None:
    approvals("ann").approve(bill)
    assert not approvals("ann").withdraw(bill, "too early").approved
    assert status(desk, bill) is BillStatus.REVIEWED
    with pytest.raises(NotFound, match="no approval"):
        approvals("ann").withdraw(bill, "again")
    assert approvals("ann").approve(bill).approved


def test_a_draft_is_submitted_only_when_it_is_complete(approvals: People, desk: Desk, bill: str) -> None:
    change(desk, bill, lambda row: setattr(row, "status", BillStatus.DRAFT))
    with pytest.raises(RuleBroken, match="is draft"):
        approvals("ann").approve(bill)
    with desk.books.change(Action.BILL_EDITED, "uncoded", actor=desk.actor) as work:
        work.session.scalars(select(BillLine)).one().account_id = None
        work.commit()
    with pytest.raises(RuleBroken, match="without an account"):
        approvals("maker").submit(bill)


def test_a_foreign_bill_without_a_rate_waits_and_says_so(approvals: People, desk: Desk, bill: str) -> None:
    change(desk, bill, lambda row: setattr(row, "currency", "EUR"))
    with pytest.raises(NotAllowed, match="no rate to AUD"):
        approvals("ann").approve(bill)
    assert len(approvals("ann").queue()) == 1


def test_two_accounts_of_a_supplier_are_not_guessed_between(approvals: People, desk: Desk, bill: str) -> None:
    assert approvals("ann").standings([bill])[bill].payee_account_id is not None
    with desk.books.change(Action.PAYEE_ACCOUNT_EDITED, "second", actor=desk.actor) as work:
        first = work.session.scalars(select(PayeeAccount)).one()
        contact = work.session.scalars(select(Contact)).one()
        same = {"scheme": first.scheme, "provenance": first.provenance, "edited_at": first.edited_at}
        work.add(
            PayeeAccount(
                contact_id=contact.id, holder="x", routing="062000", account_number="1", edited_by="maker", **same
            )
        )
        work.commit()
    assert approvals("ann").standings([bill])[bill].payee_account_id is None


def test_limits_are_in_base_currency(limits: ApprovalRules) -> None:
    with pytest.raises(InputError, match="Limits are in AUD"):
        limits.set_limit("ann", Money(1, "EUR"))
    with pytest.raises(InputError, match="at least one"):
        limits.set_step(Money(1, "AUD"), 0)
    with pytest.raises(InputError, match="is below nothing"):
        limits.set_limit("ann", Money(-1, "AUD"))
    with pytest.raises(InputError, match="is below nothing"):
        limits.set_step(Money(-1, "AUD"), 1)
