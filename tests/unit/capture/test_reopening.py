"""A confirmed document goes back to review, and what confirming had made goes with it, while nothing rests on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from bookdesk.approvals.limits import ApprovalRules
from bookdesk.approvals.service import ApprovalService
from bookdesk.capture.inbox import InboxService
from bookdesk.capture.service import CaptureService
from bookdesk.core.errors import Conflict, RuleBroken
from bookdesk.core.identifiers import UserId, new_id
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import BankScheme, OutboxKind, OutboxState, Provenance
from bookdesk.models.actions import Action
from bookdesk.models.bill import Allocation, AllocationSource, Bill, BillStatus
from bookdesk.models.contact import Contact, PayeeAccount
from bookdesk.models.document import DocumentState
from bookdesk.models.payment import Payment, PaymentPart, PaymentRun, Rail
from bookdesk.models.sync import OutboxEntry, RemoteLink
from bookdesk.sandbox import papers
from bookdesk.store.desk import Desk
from bookdesk.store.history import history_of
from bookdesk.store.undo import undo
from tests.support.books import bank
from tests.unit.approvals.people import Keys, signer
from tests.unit.capture.intake import COST, CREDIT, ROAST, XML, bill, count, taken

Approving = Callable[[str], ApprovalService]


@pytest.fixture
def approving(desk: Desk) -> Approving:
    ApprovalRules(desk).set_limit("bob", None)

    def as_(name: str) -> ApprovalService:
        return ApprovalService(replace(desk, actor=replace(desk.actor, user=UserId(name))), signer(name), Keys())

    return as_


@pytest.fixture
def confirmed(capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]) -> InboxService:
    """The coffee bill, confirmed: its supplier is new and has the account that it prints."""
    taken(capture, files, ROAST)
    inbox.set("1", {"account": COST})
    inbox.confirm("1")
    return inbox


def suppliers(desk: Desk) -> list[str]:
    with desk.books.query() as session:
        return list(session.scalars(select(Contact.name).where(Contact.supplier.is_(True)).order_by(Contact.name)))


def accounts_of(desk: Desk, contact_id: str) -> int:
    with desk.books.query() as session:
        return len(session.scalars(select(PayeeAccount).where(PayeeAccount.contact_id == contact_id)).all())


def test_the_draft_is_again_what_it_was_and_may_be_confirmed_again(desk: Desk, confirmed: InboxService) -> None:
    made = bill(desk, "SR-20418")
    assert made.contact_id
    assert (made.payee_account_id is not None, made.posting_date) == (True, date(2026, 5, 4))
    reopened = confirmed.reopen("1")
    draft = bill(desk, "SR-20418")
    assert reopened.row.state is DocumentState.TO_REVIEW
    assert (draft.status, draft.posting_date) == (BillStatus.DRAFT, None)
    assert (draft.contact_id, draft.payee_account_id) == (None, None)
    assert draft.supplier_name == made.supplier_name
    assert suppliers(desk) == ["Cedar Cleaning", "Harbour Foods"]
    confirmed.set("1", {"issue_date": "2026-05-05"})
    confirmed.confirm("1")
    again = bill(desk, "SR-20418")
    assert (again.status, again.posting_date) == (BillStatus.REVIEWED, date(2026, 5, 5))
    assert again.contact_id not in {None, made.contact_id}
    with desk.books.query() as session:
        acts = [one.action for one in history_of(session, "bill", made.id)]
    assert acts == [
        "document read",
        "document edited",
        "bill reviewed",
        "bill reopened",
        "document edited",
        "bill reviewed",
    ]


def test_a_supplier_whom_another_bill_uses_stays_and_so_does_his_account(
    desk: Desk, capture: CaptureService, confirmed: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, CREDIT)
    confirmed.set("2", {"account": COST})
    confirmed.confirm("2")
    shared = bill(desk, "SR-20418").contact_id
    assert shared == bill(desk, "SRC-1042").contact_id
    confirmed.reopen("1")
    assert bill(desk, "SR-20418").contact_id == shared
    assert "Southern Roast Coffee Supplies Pty Ltd" in suppliers(desk)
    confirmed.confirm("1")
    assert bill(desk, "SR-20418").contact_id == shared


def test_what_somebody_changed_since_stays(desk: Desk, confirmed: InboxService) -> None:
    made = bill(desk, "SR-20418")
    with desk.books.change(Action.PAYEE_ACCOUNT_CONFIRMED, "called", actor=desk.actor) as work:
        work.get(PayeeAccount, made.payee_account_id or "").confirmed_by = "bob"
        work.commit()
    confirmed.reopen("1")
    draft = bill(desk, "SR-20418")
    assert (draft.contact_id, draft.payee_account_id) == (made.contact_id, None)
    assert accounts_of(desk, made.contact_id or "") == 1
    confirmed.confirm("1")
    assert bill(desk, "SR-20418").payee_account_id == made.payee_account_id


def test_a_supplier_the_accounting_system_has_stays(desk: Desk, confirmed: InboxService) -> None:
    made = bill(desk, "SR-20418")
    with desk.books.change(Action.LEDGER_LINKED, "linked", actor=desk.actor) as work:
        work.add(link(OutboxKind.CONTACT, made.contact_id or "", desk))
        work.commit()
    confirmed.reopen("1")
    assert bill(desk, "SR-20418").contact_id == made.contact_id


def link(kind: OutboxKind, local_id: str, desk: Desk) -> RemoteLink:
    return RemoteLink(
        provider="xero", kind=kind, local_id=local_id, remote_id="r", content_hash="h", linked_at=desk.clock.now()
    )


def refused(inbox: InboxService, why: str) -> None:
    with pytest.raises(RuleBroken, match=why) as caught:
        inbox.reopen("1")
    assert caught.value.remedy


def test_an_approved_bill_is_not_reopened_and_one_whose_approval_was_withdrawn_is(
    desk: Desk, confirmed: InboxService, approving: Approving
) -> None:
    made = bill(desk, "SR-20418").id
    approving("bob").approve(made)
    refused(confirmed, "cannot be reopened: its bill is approved")
    approving("bob").withdraw(made, "a slip")
    assert confirmed.reopen("1").row.state is DocumentState.TO_REVIEW


def test_one_approval_of_two_stands_in_the_way(desk: Desk, confirmed: InboxService, approving: Approving) -> None:
    ApprovalRules(desk).set_limit("cara", None)
    ApprovalRules(desk).set_step(Money(1, "AUD"), 2)
    approving("bob").approve(bill(desk, "SR-20418").id)
    assert bill(desk, "SR-20418").status is BillStatus.REVIEWED
    refused(confirmed, "was approved by somebody")


def test_a_bill_that_an_approver_rejected_comes_back_to_review(
    desk: Desk, confirmed: InboxService, approving: Approving
) -> None:
    approving("bob").reject(bill(desk, "SR-20418").id, "wrong supplier")
    assert confirmed.reopen("1").row.state is DocumentState.TO_REVIEW
    confirmed.confirm("1")
    assert bill(desk, "SR-20418").status is BillStatus.REVIEWED


def test_what_is_paid_scheduled_or_sent_stands_in_the_way(desk: Desk, confirmed: InboxService) -> None:
    made = bill(desk, "SR-20418")
    with desk.books.change(Action.CREDIT_ALLOCATED, "paid", actor=desk.actor) as work:
        paid = Allocation(
            bill_id=made.id, source=AllocationSource.BANK_LINE, source_id="x", day=date(2026, 7, 1), amount=1
        )
        work.add(paid)
        allocated = work.commit().id
    refused(confirmed, "is paid or credited")
    undo(desk.books, allocated, actor=desk.actor)
    with desk.books.change(Action.RUN_PROPOSED, "run", actor=desk.actor) as work:
        work.add(*run(desk, made))
        proposed = work.commit().id
    refused(confirmed, "waits in a payment run")
    undo(desk.books, proposed, actor=desk.actor)
    with desk.books.upkeep() as session:
        session.add(outbox(desk, made, OutboxState.QUEUED))
    with desk.books.change(Action.LEDGER_LINKED, "sent", actor=desk.actor) as work:
        work.add(link(OutboxKind.BILL, made.id, desk))
        linked = work.session.scalars(select(RemoteLink)).one()
        work.commit()
    refused(confirmed, "was sent to the accounting system")
    with desk.books.change(Action.LEDGER_LINKED, "gone", actor=desk.actor) as work:
        work.delete(work.get(RemoteLink, linked.id))
        work.commit()
    with desk.books.upkeep() as session:
        session.scalars(select(OutboxEntry)).one().state = OutboxState.UNKNOWN
    refused(confirmed, "was sent to the accounting system")
    with desk.books.upkeep() as session:
        session.scalars(select(OutboxEntry)).one().state = OutboxState.CANCELLED
    assert confirmed.reopen("1").row.state is DocumentState.TO_REVIEW


def run(desk: Desk, made: Bill) -> list[object]:
    ids = new_id(), new_id()
    return [
        PaymentRun(
            id=ids[0], number=1, bank_account_id=bank(desk).id, rail=Rail.ABA, execution_date=date(2026, 7, 2),
            currency="AUD", proposed_by="ann", proposed_at=desk.clock.now(),
        ),
        Payment(
            id=ids[1], run_id=ids[0], position=1, contact_id=made.contact_id, payee_account_id=made.payee_account_id,
            holder="Southern Roast", scheme=BankScheme.BSB, bank_hash="h", amount=made.total, currency="AUD",
            statement_reference="SR",
        ),
        PaymentPart(payment_id=ids[1], bill_id=made.id, amount=made.total),
    ]  # fmt: skip


def outbox(desk: Desk, made: Bill, state: OutboxState) -> OutboxEntry:
    return OutboxEntry(
        provider="xero", kind=OutboxKind.BILL, local_id=made.id, change_set_id="c", state=state, summary="s",
        marker="m", queued_at=desk.clock.now(),
    )  # fmt: skip


def test_what_is_not_confirmed_is_not_reopened(
    desk: Desk, capture: CaptureService, confirmed: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, XML)
    with pytest.raises(RuleBroken, match="Document 2 is to review, not confirmed"):
        confirmed.reopen("2")
    with desk.books.change(Action.BILL_VOIDED, "void", actor=desk.actor) as work:
        work.get(Bill, bill(desk, "SR-20418").id).move_to(BillStatus.VOID)
        work.commit()
    refused(confirmed, "is void")


def test_a_version_that_was_left_behind_is_a_conflict_and_nothing_happens(desk: Desk, confirmed: InboxService) -> None:
    with pytest.raises(Conflict):
        confirmed.reopen("1", version=1)
    assert confirmed.show("1").row.state is DocumentState.CONFIRMED
    assert count(desk, Contact) == 3


def test_bank_details_that_a_person_corrected_are_typed_not_read(
    desk: Desk, capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST)
    inbox.set("1", {"account": COST, "bank_account": "1234 5678"})
    inbox.confirm("1")
    with desk.books.query() as session:
        account = session.get_one(PayeeAccount, bill(desk, "SR-20418").payee_account_id)
    assert (account.account_number, account.provenance, account.confirmed_by) == ("12345678", Provenance.TYPED, None)
