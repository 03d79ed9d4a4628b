"""One person enters, confirms, approves and releases: hours apart, told everywhere, never by a trick with the clock."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bookdesk.approvals.evidence import Evidence
from bookdesk.approvals.limits import ApprovalRules
from bookdesk.approvals.sole import SolePracticeService
from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import NotAllowed
from bookdesk.core.identifiers import new_id
from bookdesk.core.vocabulary import Channel, Decision, SoleWay
from bookdesk.ledger.sole import known_to_practice, sole_words
from bookdesk.models.actions import Action
from bookdesk.models.approval import ApprovalDecision
from bookdesk.models.payment import RunState
from bookdesk.payments.payees import PayeeService
from bookdesk.payments.safeguards import Concern
from bookdesk.payments.views import RunView
from tests.unit.approvals.people import Keys, signer
from tests.unit.payments.office import PAY_DAY, Office, details

HOUR = 3600
CALLED = "called Jo on the number of the last bill"


def clock(office: Office) -> MovableClock:
    assert isinstance(office.desk.clock, MovableClock)
    return office.desk.clock


def decide(office: Office, way: SoleWay, hours: int = 4) -> None:
    """Let the maker work alone."""
    office.people = Keys(working=frozenset({"maker"}))
    ApprovalRules(office.desk).set_limit("maker", None)
    SolePracticeService(office.desk, signer("maker"), office.people).decide(way, "a firm of one", hours)


def payees(office: Office) -> PayeeService:
    return PayeeService(office.desk, office.people)


def propose(office: Office) -> RunView:
    return office.paying("maker").propose(office.bank, PAY_DAY, due_by=PAY_DAY)


def waiting(view: RunView) -> list[str]:
    findings = [finding for one in view.payments for finding in one.findings]
    return [finding.words for finding in findings if finding.concern is Concern.COOLING_OFF]


def test_his_own_approval_lets_money_go_when_the_hours_have_passed(office: Office) -> None:
    decide(office, SoleWay.DELAY)
    bill = office.bill("Bean Brothers", "INV-1", 11000, approve=False)
    office.approving("maker").approve(bill)
    run = propose(office)
    assert waiting(run) == ["Cooling off until 15:00."], "11:00 in Sydney, and four hours"
    assert "4 hours after the approval" in (run.sole or "")
    clock(office).advance(4 * HOUR - 1)
    with pytest.raises(NotAllowed, match="Cooling off until 15:00"):
        office.paying("maker").release(run.run.id)
    clock(office).advance(1)
    released = office.paying("maker").release(run.run.id)
    assert released.run.state is RunState.RELEASED
    assert released.sole == "Sole practitioner: released after 4 h cooling off."
    signed = json.loads(released.run.release_statement or "")
    assert signed["sole"] == {"user": "maker", "way": "delay", "hours": 4}
    assert office.settlement(bill).open.minor == 0


def test_without_the_mode_a_release_says_nothing_of_it(office: Office) -> None:
    office.bill("Bean Brothers", "INV-1", 11000)
    run = office.paying("ann").propose(office.bank, PAY_DAY, due_by=PAY_DAY)
    assert (run.sole, waiting(run)) == (None, [])
    released = office.paying("bob").release(run.run.id)
    assert released.sole is None
    assert "sole" not in json.loads(released.run.release_statement or "")
    assert sole_words(None) is None
    assert sole_words('{"sole": {"way": "never", "hours": 1}}') is None


def test_details_he_entered_wait_before_he_confirms_them_and_again_before_money_goes(office: Office) -> None:
    decide(office, SoleWay.DELAY, 6)
    payees(office).enter("Bean Brothers", details("033000 555555"))
    with pytest.raises(NotAllowed, match="Cooling off until 17:00"):
        payees(office).confirm("Bean Brothers", CALLED)
    clock(office).advance(6 * HOUR)
    (confirmed,) = payees(office).confirm("Bean Brothers", CALLED)
    assert confirmed.account.confirmed_by == "maker"
    bill = office.bill("Bean Brothers", "INV-1", 11000, approve=False)
    office.approving("maker").approve(bill)
    run = propose(office)
    assert waiting(run) == ["Cooling off until 23:00."]
    clock(office).advance(6 * HOUR)
    assert office.paying("maker").release(run.run.id).run.state is RunState.RELEASED


def test_nobody_else_profits_and_without_the_mode_he_does_not_confirm_them(office: Office) -> None:
    payees(office).enter("Bean Brothers", details("033000 555555"))
    clock(office).advance(100 * HOUR)
    for service in (payees(office), PayeeService(office.desk)):
        with pytest.raises(NotAllowed, match="never confirms them"):
            service.confirm("Bean Brothers", CALLED)
    decide(office, SoleWay.DELAY)
    with pytest.raises(NotAllowed, match="never confirms them"):
        PayeeService(office.desk).confirm("Bean Brothers", CALLED)
    assert payees(office).confirm("Bean Brothers", CALLED)


def test_the_client_approves_by_mail_and_only_new_details_wait(office: Office) -> None:
    decide(office, SoleWay.CLIENT)
    bill = office.bill("Bean Brothers", "INV-1", 11000, approve=False)
    mail = Evidence("ok.eml", "message/rfc822", b"Yes, pay it. Olive\n")
    office.approving("maker").receive(bill, "Olive Owner", Channel.MAIL, mail, colleagues=("maker",))
    clock(office).advance(4 * HOUR)  # since carl confirmed the details
    run = propose(office)
    assert waiting(run) == []
    released = office.paying("maker").release(run.run.id)
    assert released.sole == "Sole practitioner: released on the client's approval."


def test_a_clock_that_is_put_back_while_approving_shortens_nothing(office: Office) -> None:
    decide(office, SoleWay.DELAY)
    bill = office.bill("Bean Brothers", "INV-1", 11000, approve=False)
    before = clock(office).now()
    clock(office).instant = before - timedelta(days=1)
    office.approving("maker").approve(bill)
    payees(office).enter("Milk Maids", details("033000 555555"))
    clock(office).instant = before
    run = propose(office)
    assert waiting(run) == ["Cooling off until 15:00."]
    with pytest.raises(NotAllowed, match="Cooling off until 15:00"):
        payees(office).confirm("Milk Maids", CALLED)
    clock(office).instant = before - timedelta(days=3)
    assert len(waiting(office.paying("maker").show(run.run.id))) == 1


def test_a_clock_that_once_ran_ahead_keeps_nobody_waiting_for_it_and_helps_nobody(office: Office) -> None:
    decide(office, SoleWay.DELAY)
    right = clock(office).now()
    clock(office).instant = right + timedelta(days=365)
    payees(office).enter("Milk Maids", details("033000 555555"))
    early = office.bill("Bean Brothers", "INV-1", 11000, approve=False)
    office.approving("maker").approve(early)
    clock(office).instant = right
    office.approving("maker").approve(office.bill("Bean Brothers", "INV-2", 12000, approve=False))
    run = propose(office)
    assert waiting(run) == ["Cooling off until 2027-06-30 15:00."], "what was approved by that clock waits for it"
    office.approving("maker").withdraw(early, "by a wrong clock")
    office.approving("maker").approve(early)
    assert waiting(office.paying("maker").show(run.run.id)) == ["Cooling off until 15:00."]


def test_what_the_practice_was_written_to_meanwhile_tells_that_the_clock_was_put_back(office: Office) -> None:
    """The client itself was not touched for ten hours; an entry a year ahead keeps nobody waiting for it."""
    decide(office, SoleWay.DELAY)
    bill = office.bill("Bean Brothers", "INV-1", 11000, approve=False)
    right = clock(office).now() + timedelta(hours=10)
    office.people = replace(office.people, written=(right, right + timedelta(days=365)))
    clock(office).advance(60)
    office.approving("maker").approve(bill)
    clock(office).instant = right
    run = propose(office)
    assert waiting(run) == ["Cooling off until 2026-07-01 01:00."], "as if he had approved by the right clock"
    with pytest.raises(NotAllowed, match="Cooling off until 2026-07-01 01:00"):
        office.paying("maker").release(run.run.id)
    clock(office).advance(4 * HOUR)
    assert waiting(office.paying("maker").show(run.run.id)) == []


def test_a_second_person_ends_it_for_a_run_that_is_under_way(office: Office) -> None:
    decide(office, SoleWay.DELAY)
    office.approving("maker").approve(office.bill("Bean Brothers", "INV-1", 11000, approve=False))
    run = propose(office)
    clock(office).advance(9 * HOUR)
    office.people = Keys()
    concerns = {finding.concern for one in office.paying("maker").show(run.run.id).payments for finding in one.findings}
    assert concerns >= {Concern.NOT_APPROVED, Concern.EDITOR_RELEASES}
    with pytest.raises(NotAllowed):
        office.paying("maker").release(run.run.id)


@pytest.mark.parametrize("text", ["", "[]", '{"reached": "soon"}', '{"reached": "2026-06-30T00:00:00"}'])
def test_what_stands_in_the_place_of_a_signed_decision_is_passed_over(office: Office, text: str) -> None:
    """It counts for nothing, and whoever wrote it there keeps nobody from looking at his runs."""
    bill = office.bill("Bean Brothers", "INV-1", 11000, approve=False)
    with office.desk.books.change(Action.BILL_APPROVED, "approved", actor=office.desk.actor) as work:
        written = ApprovalDecision(
            id=new_id(), bill_id=bill, decision=Decision.APPROVED, channel=Channel.DESK,
            decided_by="maker", decided_at=clock(office).now(), payment_hash="", accounting_hash="",
            statement=text, signature="",
        )  # fmt: skip
        work.add(written)
        work.session.flush()
        assert known_to_practice(work.session, [written.id], clock(office).now()) == {}
