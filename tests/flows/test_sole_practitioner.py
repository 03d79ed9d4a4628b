"""A firm of one: Anna enters, waits, pays and is told of it; when Ben comes the rules of two hold again."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest

from bookdesk.approvals.evidence import Evidence
from bookdesk.approvals.limits import ApprovalRules
from bookdesk.approvals.sole import SolePracticeService
from bookdesk.capture.inbox import InboxService
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import NotAllowed
from bookdesk.core.vocabulary import Channel, SoleWay
from bookdesk.models.practice import Mode
from bookdesk.office.invariants import check_practice
from bookdesk.payments.bills import BillService
from bookdesk.payments.payees import PayeeService
from bookdesk.payments.reporting import run_report
from bookdesk.payments.views import RunView
from bookdesk.reading.inprocess import InProcessReader
from bookdesk.sandbox.papers import bills, cast
from bookdesk.sandbox.papers.einvoice import ubl
from bookdesk.security.clientkeys import Profile
from bookdesk.security.clients import add_client
from bookdesk.security.members import add_user, grant_client
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.recoverykeys import note_confirmed
from bookdesk.security.roles import Role
from bookdesk.security.stepup import StepUpNeeded
from bookdesk.store.places import Places
from bookdesk.takeon.service import TakeOnService
from bookdesk.takeon.starting import BankDetails, bank_account, profile
from bookdesk.workspace import Workspace, at_work
from tests.support.firm import BEN, STAPLE, Firm
from tests.support.readers import NoTextReader

CAFE = cast.CAFE.name
_SUPPLIERS = (
    "Supplier,ABN,Terms days,Account,Tax code,BSB,Account number\n"
    f'"{cast.CLEANER.name}",{cast.CLEANER.tax_id},30,6-0500,GST,{",".join((cast.CLEANER.bank or "").split())}\n'
)
_BANK = BankDetails(
    "Everyday",
    "1-1010",
    "AUD",
    bsb="306-041",
    account_number="5550001",
    user_name="HARBOUR LANE CAFE",
    user_id="301500",
    institution="BWA",
)


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    """A practice with one owner and a client with a supplier, taken on."""
    made = Firm(Places(tmp_path / "home"), MovableClock(datetime(2026, 5, 18, 1, tzinfo=UTC)))
    made.found(Mode.NORMAL)
    with made.open() as practice:
        note_confirmed(practice)
        add_client(practice, Profile(CAFE, "AU", "AUD", "Australia/Perth"))
    with desk(made) as anna:
        service = TakeOnService(anna.desk)
        service.start(profile(name=CAFE, country="AU", currency="AUD", zone="Australia/Perth", tax_id=cast.CAFE.tax_id))
        service.bank_account(*bank_account(_BANK, Decimal(12000), date(2026, 4, 30)))
        service.suppliers(_SUPPLIERS)
        ApprovalRules(anna.desk).set_limit(anna.desk.actor.user, None)
    return made


@contextmanager
def desk(firm: Firm) -> Iterator[Workspace]:
    """Open the practice as Anna, who proves so that she is there, and work on the cafe."""
    with firm.open() as practice, at_work(practice, CAFE, firm.clock) as workspace:
        yield workspace
        workspace.serve()


def decide(workspace: Workspace, way: SoleWay, reason: str = "a firm of one") -> None:
    SolePracticeService(workspace.desk, workspace.signer, workspace.trusted).decide(way, reason)


def enter(workspace: Workspace) -> str:
    """Capture the cleaner's bill and confirm it; returns its id."""
    capture = CaptureService(workspace.desk, InProcessReader(NoTextReader()))
    (taken,) = capture.capture([Incoming("cleaning.xml", ubl(bills.CLEANING))])
    capture.read(taken.document_id)
    InboxService(workspace.desk, capture).confirm(taken.document_id)
    return BillService(workspace.desk).find(bills.CLEANING.number)


def propose(workspace: Workspace) -> RunView:
    account = workspace.payments.bank_account("Everyday").id
    day = workspace.desk.clock.now().date()
    return workspace.payments.propose(account, day + timedelta(days=1), due_by=date(2026, 6, 30))


def hours(firm: Firm, count: int) -> None:
    firm.clock.advance(count * 3600)


def printed(workspace: Workspace, view: RunView) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(run_report(workspace.desk, view, lambda _: "Anna")[1]))
    try:
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())
    finally:
        document.close()


def assert_sound(firm: Firm) -> None:
    """Hold everything that is always true."""
    with firm.open() as practice:
        assert [one for one in check_practice(practice, practice.clients()) if not one.holds] == []


def test_she_works_alone_with_hours_between_and_every_paper_says_so(firm: Firm) -> None:
    with desk(firm) as anna:
        bill = enter(anna)
        with pytest.raises(NotAllowed, match="entered a bill"):
            anna.approvals.approve(bill)
        decide(anna, SoleWay.DELAY)
        assert anna.approvals.approve(bill).approved
        payees = PayeeService(anna.desk, anna.trusted)
        with pytest.raises(NotAllowed, match="Cooling off until 13:00"):
            payees.confirm_taken_over("called the cleaner's office")
    hours(firm, 4)
    with desk(firm) as anna:
        PayeeService(anna.desk, anna.trusted).confirm_taken_over("called the cleaner's office")
        run = propose(anna)
        with pytest.raises(NotAllowed, match="Cooling off until 17:00"):
            anna.payments.release(run.run.id)
    hours(firm, 4)
    with desk(firm) as anna:
        released = anna.payments.release(run.run.id)
        assert released.sole == "Sole practitioner: released after 4 h cooling off."
        assert "works alone for this client" in printed(anna, released)
    assert_sound(firm)


def test_the_client_approves_by_mail_and_nobody_is_asked_to_confirm(firm: Firm) -> None:
    with desk(firm) as anna:
        bill = enter(anna)
        decide(anna, SoleWay.CLIENT)
        mail = Evidence("yes.eml", "message/rfc822", b"From: Mia\n\nYes, pay the cleaners.\n")
        assert anna.approvals.receive(bill, "Mia Harlan", Channel.MAIL, mail, colleagues=("Anna",)).approved
    hours(firm, 4)
    with desk(firm) as anna:
        PayeeService(anna.desk, anna.trusted).confirm_taken_over("called the cleaner's office")
        run = propose(anna)
    hours(firm, 4)
    with desk(firm) as anna:
        released = anna.payments.release(run.run.id)
        assert released.sole == "Sole practitioner: released on the client's approval."
        assert "the client's own approval takes the place of a second person" in printed(anna, released)
    assert_sound(firm)


def test_with_a_colleague_the_rules_of_two_hold_again(firm: Firm) -> None:
    with desk(firm) as anna:
        bill = enter(anna)
        decide(anna, SoleWay.DELAY)
        assert anna.approvals.approve(bill).approved
    with firm.open() as practice:
        add_user(practice, BEN, [Role.READER], passphrase_from(STAPLE), [CAFE])
    with desk(firm) as anna:
        assert anna.approvals.standings([bill])[bill].approved, "who only reads is no second person"
    with firm.open() as practice:
        grant_client(practice, CAFE, BEN, [Role.APPROVER, Role.PAYER])
    with desk(firm) as anna:
        assert not anna.approvals.standings([bill])[bill].approved
        shown = SolePracticeService(anna.desk, anna.signer, anna.trusted).show()
        assert "A second person works for this client by now" in shown.words
        with pytest.raises(NotAllowed, match="entered a bill"):
            anna.approvals.approve(bill)
    assert_sound(firm)


def test_the_decision_asks_once_more_who_is_there(firm: Firm) -> None:
    with desk(firm) as anna:
        hours(firm, 1)
        with pytest.raises(StepUpNeeded):
            decide(anna, SoleWay.DELAY)
