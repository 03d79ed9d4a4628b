"""Working alone for a client: decided by an owner, signed, over with a second person, and told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import select

from bookdesk.approvals.evidence import Evidence
from bookdesk.approvals.invariants import approvals_stand
from bookdesk.approvals.limits import ApprovalRules
from bookdesk.approvals.service import ApprovalService
from bookdesk.approvals.sole import SolePracticeService
from bookdesk.core.errors import NotAllowed, RuleBroken
from bookdesk.core.identifiers import DeviceId, UserId
from bookdesk.core.vocabulary import Channel, Decision, SoleWay
from bookdesk.ledger.alone import Alone
from bookdesk.models.actions import Action
from bookdesk.models.approval import ApprovalDecision, SolePractice
from bookdesk.models.bill import Bill, BillStatus
from bookdesk.models.history import Actor
from bookdesk.store.desk import Desk
from tests.unit.approvals.people import Keys, signer

ALONE = Keys(working=frozenset({"maker"}))
MAIL = Evidence("approval.eml", "message/rfc822", b"From: Olive\n\nYes, pay the beans.\n")


@dataclass
class Bureau:
    """A client whose people can change."""

    desk: Desk
    people: Keys = ALONE

    def as_(self, name: str) -> Desk:
        return replace(self.desk, actor=Actor(UserId(name), DeviceId("desk-1")))

    def sole(self, name: str = "maker") -> SolePracticeService:
        return SolePracticeService(self.as_(name), signer(name), self.people)

    def approving(self, name: str = "maker") -> ApprovalService:
        return ApprovalService(self.as_(name), signer(name), self.people)

    def alone(self) -> Alone | None:
        with self.desk.books.query() as session:
            return self.approving().alone(session)

    def status(self, bill: str) -> BillStatus:
        with self.desk.books.query() as session:
            return session.get_one(Bill, bill).status

    def violations(self) -> list[str]:
        with self.desk.books.query() as session:
            stand = approvals_stand(self.desk.books.client_id, self.people, behind=lambda _: False)
            return list(stand(session))


@pytest.fixture
def bureau(desk: Desk) -> Bureau:
    ApprovalRules(desk).set_limit("maker", None)
    ApprovalRules(desk).set_limit("ann", None)
    return Bureau(desk)


def test_an_owner_decides_and_signs_and_the_last_decision_holds(bureau: Bureau) -> None:
    assert bureau.sole().show().words.startswith("Two people")
    shown = bureau.sole().decide(SoleWay.DELAY, "a firm of one", 6)
    assert shown.alone == bureau.alone() == Alone("maker", SoleWay.DELAY, 6)
    assert bureau.sole().decide(SoleWay.CLIENT, "the owner mails").alone == Alone("maker", SoleWay.CLIENT, 4)
    off = bureau.sole().decide(SoleWay.OFF, "Ann joined")
    assert (off.alone, off.on, bureau.alone()) == (None, False, None)
    with bureau.desk.books.query() as session:
        rows = session.scalars(select(SolePractice).order_by(SolePractice.id)).all()
    assert [(row.way, row.hours) for row in rows] == [(SoleWay.DELAY, 6), (SoleWay.CLIENT, 0), (SoleWay.OFF, 0)]


def test_nobody_but_an_owner_decides_and_not_where_two_work(bureau: Bureau) -> None:
    bureau.people = Keys(owners=frozenset({"ann"}), working=frozenset({"maker"}))
    with pytest.raises(NotAllowed, match="Only an owner"):
        bureau.sole().decide(SoleWay.DELAY, "alone")
    bureau.people = Keys(working=frozenset({"maker", "ann"}))
    with pytest.raises(RuleBroken, match="2 people"):
        bureau.sole().decide(SoleWay.DELAY, "alone")
    assert bureau.alone() is None


def test_a_second_person_ends_it_in_words_and_its_approvals_with_it(bureau: Bureau, bill: str) -> None:
    bureau.sole().decide(SoleWay.DELAY, "a firm of one")
    assert bureau.approving().approve(bill).approved
    bureau.people = Keys(working=frozenset({"maker", "ann"}))
    assert bureau.alone() is None
    assert "A second person works for this client" in bureau.sole().show().words
    assert not bureau.approving().standings([bill])[bill].approved
    assert bureau.approving().revalidate() == [bill]
    assert bureau.status(bill) is BillStatus.REVIEWED
    assert bureau.approving("ann").approve(bill).approved


def test_without_the_mode_nobody_approves_his_own_with_it_he_does(bureau: Bureau, bill: str) -> None:
    with pytest.raises(NotAllowed, match="entered a bill"):
        bureau.approving().approve(bill)
    bureau.sole().decide(SoleWay.DELAY, "a firm of one")
    standing = bureau.approving().approve(bill)
    assert standing.approved
    assert "works alone for this client" in standing.why
    assert bureau.status(bill) is BillStatus.APPROVED
    assert bureau.violations() == []


def test_with_the_clients_word_he_does_not_but_a_mail_with_evidence_counts_at_once(bureau: Bureau, bill: str) -> None:
    bureau.sole().decide(SoleWay.CLIENT, "the owner mails")
    with pytest.raises(NotAllowed, match="entered a bill"):
        bureau.approving().approve(bill)
    standing = bureau.approving().receive(bill, "Olive Owner", Channel.MAIL, MAIL, colleagues=("maker",))
    assert (standing.approved, standing.approvers) == (True, ("Olive Owner",))
    assert bureau.status(bill) is BillStatus.APPROVED
    bureau.sole().decide(SoleWay.OFF, "Ann joined")
    assert bureau.violations() == [], "what the client's word let through was approved"
    assert bureau.approving().revalidate() == [bill]
    assert bureau.status(bill) is BillStatus.REVIEWED


def test_without_it_the_mail_waits_for_a_second_person(bureau: Bureau, bill: str) -> None:
    standing = bureau.approving().receive(bill, "Olive Owner", Channel.MAIL, MAIL, colleagues=("maker",))
    assert not standing.approved
    bureau.sole().decide(SoleWay.CLIENT, "the owner mails")
    bureau.approving().revalidate()
    assert bureau.status(bill) is BillStatus.APPROVED


def forged(**changes: object) -> Callable[[SolePractice], None]:
    def forge(row: SolePractice) -> None:
        for name, value in changes.items():
            setattr(row, name, value)

    return forge


@pytest.mark.parametrize(
    "forge",
    [
        forged(signature="00" * 64),
        forged(hours=5),
        forged(way=SoleWay.CLIENT),
        forged(reason="another"),
        forged(decided_by="ann"),
        forged(statement="{}"),
        forged(statement="no JSON"),
    ],
)
def test_what_no_owner_signed_counts_for_nothing(bureau: Bureau, forge: Callable[[SolePractice], None]) -> None:
    bureau.sole().decide(SoleWay.DELAY, "a firm of one", 6)
    with bureau.desk.books.query() as session:
        genuine = session.scalars(select(SolePractice)).one()
        values = {column.name: getattr(genuine, column.name) for column in SolePractice.__table__.columns}
    copy = SolePractice(**values | {"id": "forged"})
    forge(copy)
    with bureau.desk.books.change(Action.SOLE_PRACTICE_EDITED, "forged", actor=bureau.desk.actor) as work:
        work.add(copy)
        work.commit()
    assert bureau.alone() is None
    assert "not what an owner of the practice signed" in bureau.sole().show().words


def test_a_decision_of_somebody_who_owns_the_practice_no_longer_does_not_count(bureau: Bureau) -> None:
    bureau.sole().decide(SoleWay.DELAY, "a firm of one")
    bureau.people = Keys(owners=frozenset(), working=frozenset({"maker"}))
    assert bureau.alone() is None


def test_a_decision_that_is_gone_hides_behind_no_earlier_one(bureau: Bureau) -> None:
    bureau.sole().decide(SoleWay.DELAY, "a firm of one")
    bureau.sole().decide(SoleWay.OFF, "Ann joined")
    with bureau.desk.books.maintenance() as connection:
        connection.execute("DROP TRIGGER facts_sole_practice_delete")
        connection.execute("DELETE FROM sole_practice WHERE way = 'off'")
    assert bureau.alone() is None


def test_a_withdrawn_approval_of_his_own_is_withdrawn(bureau: Bureau, bill: str) -> None:
    bureau.sole().decide(SoleWay.DELAY, "a firm of one")
    bureau.approving().approve(bill)
    assert not bureau.approving().withdraw(bill, "too early").approved
    with bureau.desk.books.query() as session:
        said = session.scalars(select(ApprovalDecision.decision).order_by(ApprovalDecision.id)).all()
    assert said == [Decision.APPROVED, Decision.WITHDRAWN]
