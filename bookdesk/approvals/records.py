"""Reading bills the way an approver sees them: their two contents, their decisions, their rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.approvals.content import AccountingContent, LineContent, PaymentContent, accounting_hash, payment_hash
from bookdesk.approvals.hands import hands_on_bills
from bookdesk.approvals.policy import Approver, Rules, Step
from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import WayOfPayment
from bookdesk.ledger.exchange import ExchangeRate, in_base
from bookdesk.ledger.rulings import rulings
from bookdesk.ledger.sole import People
from bookdesk.models.actions import Action
from bookdesk.models.approval import ApprovalDecision, ApprovalLimit, ApprovalStep
from bookdesk.models.bill import Bill, BillKind, BillLine
from bookdesk.models.contact import PayeeAccount
from bookdesk.models.document import Document
from bookdesk.models.history import ChangeSet, RowChange
from bookdesk.store.undo import undone

_EDITS = (Action.BILL_EDITED.value, Action.BILL_REVIEWED.value)
"""Acts that make somebody the last editor of a bill; holding, recoding and paying it do not, nor what was undone."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A bill as it lies before its approver."""

    bill: Bill
    payment_hash: str
    accounting_hash: str
    payee_account_id: str | None
    last_edited_by: str | None
    set_by: frozenset[str]
    """Users who gave what it pays the values it has, whoever edited it since."""
    decisions: tuple[ApprovalDecision, ...]
    evidence: Mapping[str, str]
    """SHA-256 of the documents attached to decisions, by document id."""


def rules(session: Session, client_id: str, people: People) -> Rules:
    """Return who may approve and how many must, as those decided it who had the right."""
    found = rulings(session, client_id, people)
    return Rules(
        tuple(Approver(one.user_id, one.limit, one.turn) for one in found.limits),
        tuple(Step(one.amount_from, one.approvals_needed) for one in found.steps),
    )


def written_rules(session: Session) -> Rules:
    """Return what the rows say, for whoever knows nobody to ask who wrote them."""
    limits = session.scalars(select(ApprovalLimit).order_by(ApprovalLimit.user_id))
    steps = session.scalars(select(ApprovalStep).order_by(ApprovalStep.amount_from))
    return Rules(
        tuple(Approver(row.user_id, row.limit, row.turn) for row in limits),
        tuple(Step(row.amount_from, row.approvals_needed) for row in steps),
    )


def sheets(session: Session, bills: Sequence[Bill]) -> list[Sheet]:
    """Read everything an approval of `bills` depends on, in eight queries however many they are."""
    ids = [bill.id for bill in bills]
    accounts = payee_accounts(session, bills)
    lines, editors, decisions = _lines(session, ids), _last_editors(session, ids), _decisions(session, ids)
    hands = hands_on_bills(session, ids)
    attached = {row.evidence_id for rows in decisions.values() for row in rows if row.evidence_id}
    documents = _documents(session, {bill.document_id for bill in bills if bill.document_id} | attached)
    return [
        Sheet(
            bill,
            payment_hash(_payment_content(bill, accounts.get(bill.id), documents.get(bill.document_id or ""))),
            accounting_hash(_accounting_content(bill, lines[bill.id])),
            account.id if (account := accounts.get(bill.id)) else None,
            editors.get(bill.id),
            hands.get(bill.id, frozenset()),
            tuple(decisions[bill.id]),
            documents,
        )
        for bill in bills
    ]


def payee_accounts(session: Session, bills: Sequence[Bill]) -> dict[str, PayeeAccount]:
    """Return, by bill, the account it is paid to: its own, or the only one its supplier has; for transfers only."""
    paid = [bill for bill in bills if bill.kind is BillKind.BILL and bill.way_of_payment is WayOfPayment.TRANSFER]
    contacts = {bill.contact_id for bill in paid if bill.contact_id}
    by_id: dict[str, PayeeAccount] = {}
    by_contact: dict[str, list[PayeeAccount]] = defaultdict(list)
    for row in session.scalars(select(PayeeAccount).where(PayeeAccount.contact_id.in_(contacts))):
        by_id[row.id] = row
        if not row.archived:
            by_contact[row.contact_id].append(row)
    found: dict[str, PayeeAccount] = {}
    for bill in paid:
        only = by_contact[bill.contact_id or ""]
        chosen = by_id.get(bill.payee_account_id) if bill.payee_account_id else (only[0] if len(only) == 1 else None)
        if chosen is not None:
            found[bill.id] = chosen
    return found


def base_amount(bill: Bill, base: str) -> Money:
    """Return a bill's total in base currency at its own rate; `RuleBroken` where a foreign bill has none."""
    rate = None
    if bill.rate is not None:
        rate = ExchangeRate(bill.rate, bill.rate_source or "", bill.document_date or bill.received_date)
    try:
        return in_base(bill.total_money, base, rate)
    except ValueError as missing:
        raise RuleBroken(
            f"Bill {bill.number or bill.id} is in {bill.currency} and has no rate to {base}.",
            "Enter its exchange rate.",
        ) from missing


def _payment_content(bill: Bill, account: PayeeAccount | None, document: str | None) -> PaymentContent:
    return PaymentContent(
        bill_id=bill.id,
        kind=bill.kind.value,
        payee_id=bill.contact_id,
        bank=BankDetails.of(account).fingerprint if account else None,
        total=bill.total_money,
        asked=Money(bill.total if bill.amount_due is None else bill.amount_due, bill.currency),
        document=document,
    )


def _accounting_content(bill: Bill, lines: Sequence[BillLine]) -> AccountingContent:
    return AccountingContent(
        bill.id,
        tuple(
            LineContent(
                line.account_id, line.tax_code_id, Money(line.net, bill.currency), Money(line.tax, bill.currency)
            )
            for line in lines
        ),
    )


def _documents(session: Session, ids: Collection[str]) -> dict[str, str]:
    return dict(session.execute(select(Document.id, Document.sha256).where(Document.id.in_(ids))).all())


def _lines(session: Session, bill_ids: Sequence[str]) -> Mapping[str, list[BillLine]]:
    found: dict[str, list[BillLine]] = defaultdict(list)
    for row in session.scalars(select(BillLine).where(BillLine.bill_id.in_(bill_ids)).order_by(BillLine.position)):
        found[row.bill_id].append(row)
    return found


def _decisions(session: Session, bill_ids: Sequence[str]) -> Mapping[str, list[ApprovalDecision]]:
    query = select(ApprovalDecision).where(ApprovalDecision.bill_id.in_(bill_ids))
    found: dict[str, list[ApprovalDecision]] = defaultdict(list)
    for row in session.scalars(query.order_by(ApprovalDecision.decided_at, ApprovalDecision.id)):
        found[row.bill_id].append(row)
    return found


def _last_editors(session: Session, bill_ids: Sequence[str]) -> dict[str, str]:
    """Ask the history who edited each bill last; an edit that was undone says nothing in the bill any more."""
    query = (
        select(RowChange.pk, ChangeSet.actor, ChangeSet.id)
        .join(ChangeSet, ChangeSet.id == RowChange.change_set)
        .where(RowChange.tbl == Bill.__tablename__, RowChange.pk.in_(bill_ids), ChangeSet.action.in_(_EDITS))
        .order_by(RowChange.seq)
    )
    edits = session.execute(query).all()
    gone = undone(session, {row.id for row in edits})
    return {row.pk: row.actor for row in edits if row.id not in gone}
