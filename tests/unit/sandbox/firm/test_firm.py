"""Each client of the sample firm has its story, told by what the services say of it."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bookdesk.banking.service import BankingService
from bookdesk.banking.targets import Kind
from bookdesk.capture.inbox import InboxService
from bookdesk.capture.service import CaptureService
from bookdesk.core.clock import MovableClock, today
from bookdesk.core.errors import Locked
from bookdesk.core.progress import Silent
from bookdesk.invoicing.listing import InvoiceList, InvoiceListing
from bookdesk.ledger.billlists import BillList
from bookdesk.models.account import Account, AccountRole
from bookdesk.models.document import Document, DocumentState
from bookdesk.models.history import ChangeSet
from bookdesk.models.ledger import LedgerEntry, Posting
from bookdesk.models.payment import RunState
from bookdesk.models.practice import Mode
from bookdesk.office.invariants import check_practice
from bookdesk.office.opened import Office
from bookdesk.payments.listing import BillListing
from bookdesk.payments.safeguards import Concern, Severity
from bookdesk.payments.views import PaymentView
from bookdesk.reading.inprocess import InProcessReader
from bookdesk.receivables.receipts import ReceiptService
from bookdesk.reports.figures import Figure
from bookdesk.sandbox.firm import FirmStopped, make_firm
from bookdesk.sandbox.firm.making import STORIES
from bookdesk.sandbox.firm.stories import new, released_run, signed_off
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.practice import open_practice
from bookdesk.store.places import Places
from bookdesk.workspace import Workspace
from tests.support.firm import POLICY
from tests.support.readers import NoTextReader
from tests.unit.sandbox.firm.conftest import NOON, Made

pytestmark = pytest.mark.slow

LISTS = (
    *(BillList.DRAFTS, BillList.TO_APPROVE, BillList.TO_PAY, BillList.OPEN, BillList.OVERDUE),
    *(BillList.ON_HOLD, BillList.DISPUTED, BillList.PAID, BillList.CREDIT_NOTES),
)
BILLS = {
    "heap": {"drafts": 14, "paid": 5, "credit notes": 1},
    "bank": {"to pay": 4, "open": 4, "paid": 6},
    "overdue": {"to pay": 6, "open": 8, "overdue": 7, "on hold": 1, "disputed": 1, "paid": 2},
    "clear": {"paid": 8},
    "connected": {"to pay": 3, "open": 3, "paid": 4},
    "approvals": {"to approve": 9, "open": 9, "paid": 5},
    "draft run": {"to pay": 5, "open": 5, "paid": 5},
    "released run": {"paid": 8},
    "foreign": {"drafts": 1, "to pay": 4, "open": 4, "overdue": 1, "paid": 6},
    "signed off": {"drafts": 2, "to pay": 1, "open": 1, "paid": 5},
    "documents": {"drafts": 2, "paid": 5},
    "new": {},
}
"""How many bills are on each list, on the day of the tests: made again, the firm is the same."""
OPEN_LINES = {"bank": 32, "signed off": 7}


def banking(workspace: Workspace) -> BankingService:
    return BankingService(workspace.desk)


def inbox(workspace: Workspace) -> InboxService:
    return InboxService(workspace.desk, CaptureService(workspace.desk, InProcessReader(NoTextReader())))


def states(workspace: Workspace) -> Counter[DocumentState]:
    return Counter(row.state for row in inbox(workspace).list())


def concerns(payment: PaymentView) -> dict[Concern, Severity]:
    return {finding.concern: finding.severity for finding in payment.findings}


def test_twelve_clients_of_four_countries_each_say_what_there_is_to_see(firm: Made) -> None:
    assert Counter(story.client.country for story in STORIES) == {"AU": 5, "GB": 3, "IE": 2, "DE": 2}
    assert sorted(one.name for one in firm.facts.clients) == sorted(entry.name for entry in firm.ann.clients())
    assert len({one.says for one in firm.facts.clients}) == len(firm.facts.clients) == 12
    assert {entry.client_id for entry in firm.ben.clients()} == {one.client_id for one in firm.facts.clients}


def test_the_practice_is_a_demo_for_ever_and_opens_by_what_is_told(firm: Made) -> None:
    assert firm.ann.practice.practice.mode is Mode.DEMO
    assert "recovery" in firm.facts.sheet.lower()
    with pytest.raises(Locked):
        open_practice(firm.places, "ann", passphrase_from("not hers"), clock=firm.clock, policy=POLICY, writes=False)


def test_everything_that_was_stored_verifies(firm: Made) -> None:
    found = check_practice(firm.ann.practice, firm.ann.practice.clients())
    assert [one.name for one in found if not one.holds] == []


def test_each_step_is_told_with_its_client(firm: Made) -> None:
    assert [done for _, done, _ in firm.steps] == list(range(15))
    assert {of for *_, of in firm.steps} == {14}
    for client in firm.facts.clients:
        assert any(client.name in what for what, *_ in firm.steps)


def test_every_client_is_known_at_a_glance_without_being_opened(firm: Made) -> None:
    assert all(line.current for line in firm.overview.stored())


@pytest.mark.parametrize("key", BILLS)
def test_the_bills_of_each_client(firm: Made, key: str) -> None:
    with firm.at(key) as workspace:
        counts = BillListing(workspace.desk).counts(LISTS)
    assert {which.value: count for which, count in counts.items() if count} == BILLS[key]


@pytest.mark.parametrize("key", [key for key in BILLS if key != "new"])
def test_the_bank_of_each_client_is_proved_to_the_day_of_its_statement(firm: Made, key: str) -> None:
    with firm.at(key) as workspace:
        service = banking(workspace)
        standings = [service.standing(account.name) for account in service.accounts()]
    assert sum(one.unmatched for one in standings) == OPEN_LINES.get(key, 0)
    for one in standings:
        assert one.broken is None
        assert one.proven_to == one.day
        assert one.unmatched or not one.difference


def test_the_clear_client_asks_nobody_for_anything(firm: Made) -> None:
    for office in (firm.ann, firm.ben):
        line = firm.overview.line(office.entry(firm.facts.client("clear").client_id).client_id)
        found = firm.overview.attention(line)
        assert found is not None
        assert found.needs == ()


def test_the_heap_came_over_six_days_and_holds_every_kind_of_paper(firm: Made) -> None:
    with firm.at("heap") as workspace:
        assert states(workspace) == {DocumentState.TO_REVIEW: 14, DocumentState.CONFIRMED: 3}
        with workspace.desk.books.query() as session:
            waiting = select(Document).where(Document.state == DocumentState.TO_REVIEW)
            papers = session.scalars(waiting).all()
    assert {paper.source for paper in papers} == {"text", "ocr", "xml"}
    days = {paper.received_at.astimezone(ZoneInfo("Australia/Perth")).date() for paper in papers}
    assert days == {date(2026, 6, 30) - timedelta(days=ago) for ago in range(1, 7)}


def test_a_known_suppliers_next_bill_arrives_coded(firm: Made) -> None:
    with firm.at("heap") as workspace:
        service = inbox(workspace)
        row = next(row for row in service.list() if row.bill_number == "SR-20033")
        bill = service.show(str(row.number)).bill
    assert bill is not None
    assert bill.supplier_known
    assert all(line.account and line.tax_code for line in bill.lines)


def test_most_of_thirty_bank_lines_match_clearly(firm: Made) -> None:
    with firm.at("bank") as workspace:
        service = banking(workspace)
        assert len(service.lines("Everyday", only_open=True)) == 30
        best = [one for one in service.propose("Everyday") if one.rank == 1]
    sure = [one for one in best if one.auto]
    kinds = Counter(target.kind for one in sure for target, _ in one.targets)
    assert kinds == {Kind.RUN: 1, Kind.BILL: 4, Kind.INVOICE: 6}
    assert sum(one.pair is not None for one in sure) == 1
    assert sum(one.coding is not None for one in best) == 14
    assert len(best) < 30


def test_the_connected_clients_outbox_has_what_arrived_what_waits_and_one_problem(firm: Made) -> None:
    ledger = firm.facts.ledger
    assert ledger is not None
    arrived = {bill["InvoiceNumber"] for bill in ledger.records("Invoices")}
    assert arrived == {"RW/0011", "TCC-000011", "MPM-00011"}
    assert len(ledger.records("Payments")) == 3
    needs = _needs(firm, "connected")
    assert (needs[Figure.SYNC_WAITING], needs[Figure.SYNC_PROBLEMS]) == (8, 1)


def test_approvals_wait_for_ann_for_ben_and_for_nobody_yet(firm: Made) -> None:
    ann, ben = firm.ann.practice.user.id, firm.ben.practice.user.id
    with firm.at("approvals") as workspace:
        queue = {one.sheet.bill.number: one for one in workspace.approvals.queue()}
    may = {number: one.plan.may for number, one in queue.items()}
    assert {number for number, users in may.items() if users == (ann,)} == {
        "HD 0031",
        "RF-00031",
        "PP-0031",
        "RF-00032",
    }
    assert {number for number, users in may.items() if users == (ben,)} == {"HD 0032", "PY000032", "CVM/0031"}
    assert "does not cover" in queue["PY000031"].plan.refusals[ann]
    assert (queue["CVM/0032"].plan.needed, queue["CVM/0032"].plan.counted) == (2, (ben,))
    assert [given.given_by for given in queue["RF-00032"].validity.waiting] == ["Helen Sugden"]


def test_one_payment_of_the_draft_run_is_blocked_and_one_is_warned_of(firm: Made) -> None:
    with firm.at("draft run") as workspace:
        service = workspace.payments
        (draft,) = [run for run in service.runs() if run.state is RunState.DRAFT]
        payments = {one.payment.holder: one for one in service.show(draft.id).payments}
    blocked = {name for name, one in payments.items() if one.blocked}
    assert blocked == {"Severnside Diagnostics Ltd"}
    assert concerns(payments["Severnside Diagnostics Ltd"]) == {
        Concern.UNCONFIRMED_ACCOUNT: Severity.BLOCK,
        Concern.CHANGED_SINCE_PAID: Severity.WARN,
        Concern.FIRST_PAYMENT: Severity.WARN,
    }
    warned = concerns(payments["Wyeside Locum Vets"])
    assert {Concern.FIRST_PAYMENT, Concern.FRESHLY_CONFIRMED} <= warned.keys()
    assert len(payments) == 5


def test_the_released_run_waits_for_the_bank(firm: Made) -> None:
    with firm.at("released run") as workspace:
        last, *_ = workspace.payments.runs()
        assert (last.state, last.execution_date) == (RunState.RELEASED, date(2026, 6, 29))
        name, content = workspace.payments.export(last.id)
        (whole,) = [one for one in banking(workspace).targets(None) if one.kind is Kind.RUN]
    assert name.endswith(".csv")
    assert content.count(b"\r\n") == 3
    assert whole.id == last.id


def test_bills_abroad_are_in_their_currencies_and_one_was_paid_at_another_rate(firm: Made) -> None:
    with firm.at("foreign") as workspace:
        rows = inbox(workspace).list()
        totals = Counter(row.total.currency for row in rows if row.total is not None)
        (waiting,) = [row for row in rows if row.state is DocumentState.TO_REVIEW]
        objections = inbox(workspace).objections(str(waiting.number))
        with workspace.desk.books.query() as session:
            posted = select(Posting.base_amount).join(Account, Account.id == Posting.account_id)
            differences = session.scalars(posted.where(Account.role == AccountRole.EXCHANGE_DIFFERENCES)).all()
    assert totals == {"EUR": 4, "GBP": 3, "USD": 2}
    assert [one.about for one in objections] == [("rate",)]
    assert [one > 0 for one in differences] == [True]


def test_the_reconciliation_that_was_signed_off_lists_the_run_of_its_last_days(firm: Made) -> None:
    with firm.at("signed off") as workspace:
        (signed,) = banking(workspace).reconciliations(None)
    assert (signed.statement_day, signed.difference, signed.reopened) == (date(2026, 5, 31), 0, False)
    assert isinstance(signed.outstanding, list)
    assert len(signed.outstanding) == 3


def test_what_is_no_bill_has_its_outcome(firm: Made) -> None:
    with firm.at("documents") as workspace:
        found = states(workspace)
    assert found == {
        DocumentState.CONFIRMED: 3,
        DocumentState.TO_REVIEW: 2,
        DocumentState.DUPLICATE: 2,
        DocumentState.NOT_PAYABLE: 1,
        DocumentState.FAILED: 2,
    }


def test_the_new_client_is_registered_and_not_taken_on(firm: Made) -> None:
    with firm.at("new") as workspace, workspace.desk.books.query() as session:
        assert session.scalar(select(func.count()).select_from(ChangeSet)) == 0
        assert banking(workspace).accounts() == []


def test_nothing_happened_after_the_present(firm: Made) -> None:
    for client in firm.facts.clients:
        with firm.at(client.key) as workspace, workspace.desk.books.query() as session:
            last = session.scalar(select(func.max(ChangeSet.made_at)))
            entry = session.scalar(select(func.max(LedgerEntry.posting_date)))
        assert last is None or last <= NOON
        assert entry is None or entry <= NOON.date()


def test_making_is_stopped_between_two_steps(files: Path, firm: Made) -> None:
    class Impatient(Silent):
        def cancelled(self) -> bool:
            return True

    with pytest.raises(FirmStopped):
        make_firm(Places(files), firm.clock, progress=Impatient(), policy=POLICY, stories=(new.STORY,))


@pytest.mark.parametrize("day", ["2026-02-28T23:30", "2026-03-01T00:10", "2028-02-29T12:00", "2026-08-02T06:00"])
def test_stories_that_hang_on_weekends_and_months_end_well_on_any_day(files: Path, day: str) -> None:
    """A Saturday, a Sunday that begins a month, a leap day, and another Sunday."""
    clock = MovableClock(datetime.fromisoformat(day).replace(tzinfo=UTC))
    stories = (released_run.STORY, signed_off.STORY)
    facts = make_firm(Places(files), clock, policy=POLICY, stories=stories, ledger=False)
    secret = passphrase_from(facts.passphrases["ann"])
    with closing(Office(open_practice(Places(files), "ann", secret, clock=clock, policy=POLICY), clock)) as office:
        for client in facts.clients:
            with office.workspace(client.client_id) as workspace:
                present = today(clock, workspace.entry.profile.zone or "")
                days = [line.day for line, _ in banking(workspace).lines(None)]
            assert max(days) < present


def _needs(firm: Made, key: str) -> dict[Figure, int]:
    found = firm.overview.attention(firm.overview.line(firm.facts.client(key).client_id))
    assert found is not None
    return {need.figure: need.count for need in found.needs}


def test_the_plumber_sells_and_is_owed(firm: Made) -> None:
    with firm.at("overdue") as workspace:
        counts = InvoiceListing(workspace.desk).counts(tuple(InvoiceList))
        received = ReceiptService(workspace.desk).find()
    assert sorted(one.receipt.way.value for one in received) == ["bank", "cash", "cheque"]
    wanted = {"all": 8, "drafts": 1, "open": 6, "overdue": 5, "part settled": 2}
    wanted |= {"disputed": 1, "promised": 1, "settled": 1}
    assert {one.value: number for one, number in counts.items() if number and one.value in wanted} == wanted
