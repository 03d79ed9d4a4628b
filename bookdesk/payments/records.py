"""Reading what the rules of a payment run need: payables, payees, parts and bills that resemble them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import FieldState
from bookdesk.ledger.balances import scheduled, settled, still_open
from bookdesk.ledger.exchange import ExchangeRate, in_base
from bookdesk.ledger.owner import client_profile
from bookdesk.ledger.posting import base_currency
from bookdesk.ledger.sole import known_to_practice, sealed_at
from bookdesk.models.approval import ApprovalDecision
from bookdesk.models.bank import BankAccount
from bookdesk.models.bill import Bill, BillKind, BillStatus
from bookdesk.models.contact import Contact, PayeeAccount
from bookdesk.models.document import Document, DocumentField
from bookdesk.models.payment import Payment, PaymentPart, PaymentRun, PaymentState
from bookdesk.payments.hands import hands_on
from bookdesk.payments.ports import Approval
from bookdesk.payments.safeguards import OtherBill, PaidPart, Payee, Proposal
from bookdesk.payments.selection import Payable
from bookdesk.payments.takenover import provenance_of

_ACCOUNT_FIELDS = ("iban", "bank_account")
_Row = TypeVar("_Row", PayeeAccount, Contact)
_UNREAD = (FieldState.ABSENT, FieldState.FAILED)


def named(bill: Bill) -> str:
    """Return what people call a bill."""
    return bill.number or bill.id


def payables(session: Session, bills: Sequence[Bill], approvals: Mapping[str, Approval]) -> list[Payable]:
    """Return `bills` as a run sees them."""
    ids = [bill.id for bill in bills]
    done, waiting = settled(session, ids), scheduled(session, ids)
    account_ids = {found for one in approvals.values() if (found := one.payee_account_id)}
    accounts = _by_id(session, PayeeAccount, account_ids)
    return [_payable(bill, done[bill.id], waiting[bill.id], approvals.get(bill.id), accounts) for bill in bills]


def open_bills(session: Session) -> Sequence[Bill]:
    """Return reviewed and approved bills and credit notes of which something is left, oldest due first."""
    query = select(Bill).where(Bill.status.in_((BillStatus.REVIEWED, BillStatus.APPROVED)), still_open())
    return session.scalars(query.order_by(Bill.due_date, Bill.document_date, Bill.id)).all()


def parts_of(session: Session, payment_ids: Collection[str]) -> Mapping[str, list[tuple[PaymentPart, Bill]]]:
    """Return parts with their bills by payment: bills before credit notes, oldest first."""
    query = select(PaymentPart, Bill).join(Bill, Bill.id == PaymentPart.bill_id)
    query = query.where(PaymentPart.payment_id.in_(payment_ids)).order_by(Bill.kind, Bill.due_date, Bill.id)
    found: dict[str, list[tuple[PaymentPart, Bill]]] = defaultdict(list)
    for part, bill in session.execute(query):
        found[part.payment_id].append((part, bill))
    return found


def proposals(
    session: Session, payments: Sequence[Payment], approvals: Mapping[str, Approval], *, dated: datetime | None = None
) -> dict[str, Proposal]:
    """Gather, by payment, everything its safeguards look at; `dated` now, with when it was decided, by the history."""
    parts = parts_of(session, [payment.id for payment in payments])
    bill_ids = [bill.id for rows in parts.values() for _, bill in rows]
    done = settled(session, bill_ids)
    printed = printed_on(session, (bill for rows in parts.values() for _, bill in rows))
    accounts = _by_id(session, PayeeAccount, {payment.payee_account_id for payment in payments})
    contacts = _by_id(session, Contact, {payment.contact_id for payment in payments})
    zone = ZoneInfo(client_profile(session).zone)
    own, base = own_accounts(session), base_currency(session)
    others = other_bills(session, set(contacts))
    given = {bill_id: one.decision_ids for bill_id, one in approvals.items()}
    decided = _decided_at(session, [one for ids in given.values() for one in ids], dated)
    details = _sealed_at(session, PayeeAccount, list(accounts), dated)
    return {
        payment.id: Proposal(
            replace(
                payee_of(session, payment, accounts[payment.payee_account_id], contacts[payment.contact_id], zone),
                details_at=details.get(payment.payee_account_id),
            ),
            tuple(
                replace(
                    part_of(part, bill, done[bill.id], approvals.get(bill.id), printed.get(bill.document_id or "")),
                    base=_in_base(part, bill, base),
                    approved_at=max((decided[one] for one in given.get(bill.id, ()) if one in decided), default=None),
                )
                for part, bill in parts[payment.id]
            ),
            Money(payment.amount, payment.currency),
            tuple(others[payment.contact_id]),
            own,
        )
        for payment in payments
    }


def _decided_at(session: Session, ids: Collection[str], now: datetime | None) -> dict[str, datetime]:
    """Return when approvals were given, by the history of the client, and by the practice's where that knew better."""
    sealed = _sealed_at(session, ApprovalDecision, ids, now)
    known = {} if now is None else known_to_practice(session, ids, now)
    return {one: max(at, known.get(one, at)) for one, at in sealed.items()}


def _sealed_at(
    session: Session, model: type[ApprovalDecision | PayeeAccount], ids: Collection[str], now: datetime | None
) -> dict[str, datetime]:
    return {} if now is None else sealed_at(session, model.__tablename__, ids, now)


def _in_base(part: PaymentPart, bill: Bill, base: str) -> Money | None:
    """Return what a part pays in base currency at its bill's rate; none where that has none."""
    rate = None
    if bill.rate is not None:
        rate = ExchangeRate(bill.rate, bill.rate_source or "", bill.document_date or bill.received_date)
    try:
        return in_base(Money(abs(part.amount), bill.currency), base, rate)
    except ValueError:
        return None


def own_accounts(session: Session) -> frozenset[str]:
    """Return the fingerprints of the client's own accounts."""
    return frozenset(BankDetails.of(row).fingerprint for row in session.scalars(select(BankAccount)))


def last_paid(session: Session, contact_id: str) -> Payment | None:
    """Return the payment last released to a contact."""
    query = select(Payment).join(PaymentRun, PaymentRun.id == Payment.run_id)
    query = query.where(Payment.contact_id == contact_id, Payment.state == PaymentState.RELEASED)
    return session.scalars(query.order_by(PaymentRun.released_at.desc(), Payment.id.desc()).limit(1)).first()


def _payable(
    bill: Bill, done: int, waiting: int, approval: Approval | None, accounts: Mapping[str, PayeeAccount]
) -> Payable:
    account = accounts.get((approval.payee_account_id if approval else None) or "")
    return Payable(
        bill_id=bill.id,
        credit=bill.kind is BillKind.CREDIT_NOTE,
        contact_id=bill.contact_id,
        number=named(bill),
        open=Money(asked(bill) - done, bill.currency),
        scheduled=Money(waiting, bill.currency),
        approved=bill.status is BillStatus.APPROVED and approval is not None and approval.approved,
        why=_why_not(bill, approval),
        way=bill.way_of_payment,
        due=bill.due_date,
        payee_account_id=account.id if account else None,
        scheme=account.scheme if account else None,
        hold=(bill.hold_reason or "") if bill.on_hold else None,
        disputed=bill.disputed,
    )


def asked(bill: Bill) -> int:
    """Return what may be paid in all: the total, or less where the document asks for less (a deposit was paid).

    A bill taken over carries its part payments as allocations, so its total counts.
    """
    return bill.total if bill.taken_on or bill.amount_due is None else min(bill.total, bill.amount_due)


def _why_not(bill: Bill, approval: Approval | None) -> str:
    if bill.status is not BillStatus.APPROVED and approval is not None and approval.approved:
        return "Its approvals are complete but it was not approved again."
    return approval.why if approval is not None else f"It is {bill.status}."


def payee_of(session: Session, payment: Payment, account: PayeeAccount, contact: Contact, zone: ZoneInfo) -> Payee:
    """Return what is known of where a payment goes, and of what was paid there by other runs."""
    bank, hands = BankDetails.of(account), hands_on(session, [account])[account.id]
    before = last_paid(session, contact.id)
    here = select(Payment.id).where(
        Payment.contact_id == contact.id,
        Payment.bank_hash == bank.fingerprint,
        Payment.state == PaymentState.RELEASED,
        Payment.run_id != payment.run_id,
    )
    return Payee(
        name=contact.name,
        country=contact.country,
        bank=bank,
        snapshot=BankDetails.of(payment),
        provenance=provenance_of(session, account),
        edited_by=account.edited_by,
        confirmed_by=account.confirmed_by,
        confirmed_on=account.confirmed_at.astimezone(zone).date() if account.confirmed_at else None,
        last_paid=BankDetails.of(before) if before and before.run_id != payment.run_id else None,
        paid_here_before=session.scalar(here.limit(1)) is not None,
        shared_with=_shared_with(session, account, bank),
        confirmed_at=account.confirmed_at,
        entered=hands.entered,
        confirmed=hands.confirmed,
    )


def _shared_with(session: Session, account: PayeeAccount, bank: BankDetails) -> tuple[str, ...]:
    same = (
        PayeeAccount.iban == bank.iban
        if bank.iban
        else (PayeeAccount.routing == bank.routing) & (PayeeAccount.account_number == bank.account_number)
    )
    query = select(Contact.name).join(PayeeAccount, PayeeAccount.contact_id == Contact.id)
    query = query.where(same, PayeeAccount.contact_id != account.contact_id, PayeeAccount.archived.is_(False))
    return tuple(sorted(set(session.scalars(query))))


def part_of(part: PaymentPart, bill: Bill, done: int, approval: Approval | None, shown: Shown | None) -> PaidPart:
    """Return a part of a payment as its safeguards see it; `done` is what was settled of the bill before."""
    held = bill.hold_reason or "on hold" if bill.on_hold else "disputed" if bill.disputed else None
    return PaidPart(
        bill_id=bill.id,
        number=named(bill),
        number_key=bill.number_key,
        document_date=bill.document_date,
        amount=Money(abs(part.amount), bill.currency),
        open=Money(asked(bill) - done, bill.currency),
        approved=bill.status is BillStatus.APPROVED and approval is not None and approval.approved,
        why=_why_not(bill, approval),
        credit=bill.kind is BillKind.CREDIT_NOTE,
        held=held,
        printed=() if shown is None or bill.kind is BillKind.CREDIT_NOTE else shown.accounts,
        received=shown.came if shown else None,
        approvers=tuple(approval.approvers) if approval is not None else (),
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """The account numbers read on a document, and when it came."""

    accounts: tuple[str, ...]
    came: datetime


def printed_on(session: Session, bills: Iterable[Bill]) -> dict[str, Shown]:
    """Return what is read of accounts, by document."""
    ids = {bill.document_id for bill in bills if bill.document_id}
    query = select(DocumentField.document_id, DocumentField.value, Document.received_at).where(
        DocumentField.document_id == Document.id,
        DocumentField.document_id.in_(ids),
        DocumentField.name.in_(_ACCOUNT_FIELDS),
        DocumentField.state.not_in(_UNREAD),
        DocumentField.value.is_not(None),
    )
    found: dict[str, Shown] = {}
    for document_id, value, came in session.execute(query):
        before = found.get(document_id)
        found[document_id] = Shown((*(before.accounts if before else ()), value or ""), came)
    return found


def other_bills(session: Session, contact_ids: Collection[str]) -> Mapping[str, list[OtherBill]]:
    """Return, by supplier, all his bills that stand, as a duplicate would resemble them."""
    query = select(Bill).where(
        Bill.contact_id.in_(contact_ids), Bill.kind == BillKind.BILL, Bill.status != BillStatus.VOID
    )
    bills = session.scalars(query).all()
    ids = [bill.id for bill in bills]
    done, waiting = settled(session, ids), scheduled(session, ids)
    found: dict[str, list[OtherBill]] = defaultdict(list)
    for bill in bills:
        found[bill.contact_id or ""].append(
            OtherBill(
                bill.id,
                named(bill),
                bill.number_key,
                bill.document_date,
                bill.total_money,
                bool(done[bill.id] or waiting[bill.id]),
            )
        )
    return found


def _by_id(session: Session, model: type[_Row], ids: Collection[str]) -> dict[str, _Row]:
    return {row.id: row for row in session.scalars(select(model).where(model.id.in_(ids)))}
