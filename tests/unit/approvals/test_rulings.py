"""Limits and steps count as those left them who had the right; what others wrote over them counts for nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from bookdesk.approvals.invariants import approvals_stand
from bookdesk.approvals.limits import ApprovalRules
from bookdesk.approvals.service import ApprovalService
from bookdesk.core.errors import NotAllowed
from bookdesk.core.identifiers import UserId
from bookdesk.core.money import Money
from bookdesk.ledger.rulings import Limit, Rulings, Step, overruled, rulings
from bookdesk.models.actions import Action
from bookdesk.models.approval import ApprovalLimit, ApprovalStep
from bookdesk.models.history import Actor
from bookdesk.security.roles import Permission
from bookdesk.store.desk import Desk
from tests.unit.approvals.people import Keys, signer

PEOPLE = Keys(without={"cara": frozenset({Permission.EDIT_LIMITS})})
DECIDED = Rulings((Limit("ann", 5000, 1),), (Step(0, 1), Step(10000, 2)))


def as_(desk: Desk, name: str) -> Desk:
    return replace(desk, actor=Actor(UserId(name), desk.actor.device))


def rules_of(desk: Desk, name: str = "maker", people: Keys = PEOPLE) -> ApprovalRules:
    return ApprovalRules(as_(desk, name), people)


@pytest.fixture(autouse=True)
def decided(desk: Desk) -> None:
    rules_of(desk).set_limit("ann", Money(5000, "AUD"))
    rules_of(desk).set_step(Money(0, "AUD"), 1)
    rules_of(desk).set_step(Money(10000, "AUD"), 2)


def counting(desk: Desk) -> Rulings:
    with desk.books.query() as session:
        return rulings(session, desk.books.client_id, PEOPLE)


def told(desk: Desk) -> list[str]:
    with desk.books.query() as session:
        return list(approvals_stand(desk.books.client_id, PEOPLE, behind=lambda _: False)(session))


def test_what_an_owner_decided_counts(desk: Desk) -> None:
    assert counting(desk) == DECIDED
    assert counting(desk).first_step == 10000
    assert told(desk) == []
    rules_of(desk).set_limit("ann", None, turn=2)
    assert counting(desk).limits == (Limit("ann", None, 2),)


def test_a_limit_or_step_that_a_bookkeeper_wrote_counts_for_nothing_and_is_told(desk: Desk, bill: str) -> None:
    """Cara raises Ann's limit, gives herself one, takes away that two must approve, and asks for one only."""
    with desk.books.change(Action.APPROVAL_RULES_EDITED, "mine", actor=as_(desk, "cara").actor) as work:
        work.session.scalars(select(ApprovalLimit)).one().limit = None
        work.add(ApprovalLimit(user_id="cara", limit=None))
        work.delete(work.session.scalars(select(ApprovalStep).where(ApprovalStep.amount_from == 10000)).one())
        work.session.flush()
        work.add(ApprovalStep(amount_from=10000, approvals_needed=1))
        work.commit()
    assert counting(desk) == DECIDED
    assert [words.split(" was changed")[1] for words in told(desk)] == 4 * [
        " by cara, who had no right to; it does not count"
    ]
    ann = ApprovalService(as_(desk, "ann"), signer("ann"), PEOPLE)
    with pytest.raises(NotAllowed, match="does not cover"):
        ann.approve(bill)
    cara = ApprovalService(as_(desk, "cara"), signer("cara"), PEOPLE)
    with pytest.raises(NotAllowed, match="no approval limit"):
        cara.approve(bill)
    assert cara.standings([bill])[bill].plan.needed == 2


def test_an_owner_decides_anew_over_what_others_wrote(desk: Desk) -> None:
    with desk.books.change(Action.APPROVAL_RULES_EDITED, "mine", actor=as_(desk, "cara").actor) as work:
        work.session.scalars(select(ApprovalLimit)).one().limit = None
        work.delete(work.session.scalars(select(ApprovalStep).where(ApprovalStep.amount_from == 10000)).one())
        work.commit()
    rules_of(desk).set_limit("ann", None)
    rules_of(desk).set_step(Money(10000, "AUD"), 3)
    assert counting(desk) == Rulings((Limit("ann", None, 1),), (Step(0, 1), Step(10000, 3)))
    rules_of(desk).drop_step(Money(10000, "AUD"))
    assert counting(desk).steps == (Step(0, 1),)
    with desk.books.query() as session:
        left = overruled(session, desk.books.client_id, PEOPLE)
        rows = session.scalars(select(ApprovalLimit.id)).all()
    assert not set(rows) & left.keys()


def test_nobody_raises_his_own_limit_where_another_owner_could(desk: Desk) -> None:
    two = Keys(owners=frozenset({"maker", "ann"}))
    ann = rules_of(desk, "ann", two)
    for limit in (None, Money(5001, "AUD")):
        with pytest.raises(NotAllowed, match="Nobody raises his own limit"):
            ann.set_limit("ann", limit)
    with pytest.raises(NotAllowed, match="Nobody raises his own limit") as refused:
        rules_of(desk, "maker", two).set_limit("maker", Money(1, "AUD"))
    assert refused.value.remedy == "Ask the other owner to set it."
    ann.set_limit("ann", Money(4000, "AUD"))
    rules_of(desk, "maker", two).set_limit("ann", None)
    assert counting(desk).limits == (Limit("ann", None, 1),)
    alone = Keys(owners=frozenset({"maker"}))
    rules_of(desk, "maker", alone).set_limit("maker", None)
    elsewhere = Keys(owners=frozenset({"maker", "dora"}))
    rules_of(desk, "maker", elsewhere).set_limit("maker", Money(1, "AUD"))
    rules_of(desk, "maker", elsewhere).set_limit("maker", None)
