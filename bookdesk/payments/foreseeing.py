"""What a payment run would say of bills that are in none yet, so that whoever approves them sees it before he signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.ledger.balances import settled
from bookdesk.ledger.owner import client_profile
from bookdesk.models.bill import Bill
from bookdesk.models.contact import Contact, PayeeAccount
from bookdesk.models.payment import Payment, PaymentPart
from bookdesk.payments import records
from bookdesk.payments.ports import Approval
from bookdesk.payments.safeguards import (
    Concern,
    Finding,
    OtherBill,
    PaidPart,
    Payee,
    Proposal,
    Releaser,
    check,
    likeness,
)

_NOBODY = Releaser("")
_LATER = frozenset(
    {
        Concern.APPROVER_RELEASES,
        Concern.CHANGED_SINCE_PROPOSED,
        Concern.CONFIRMER_RELEASES,
        Concern.EDITOR_RELEASES,
        Concern.MORE_THAN_OPEN,
        Concern.NOT_APPROVED,
        Concern.OVER_LIMIT,
    }
)
"""What concerns the run or who releases it, not what is approved."""


def foresee(
    session: Session, bills: Sequence[Bill], approvals: Mapping[str, Approval], today: date
) -> dict[str, tuple[Finding, ...]]:
    """Return, by bill, what is to be known before approving: new, changed or strange accounts, duplicates, holds.

    `today` is the client's. A bill that is not paid to an account is only held against the supplier's other bills.
    """
    payees, own = _payees(session, approvals), records.own_accounts(session)
    parts = _parts(session, bills, approvals)
    others = records.other_bills(session, {bill.contact_id for bill in bills if bill.contact_id})
    found: dict[str, tuple[Finding, ...]] = {}
    for bill in bills:
        payee = payees.get(approvals[bill.id].payee_account_id or "")
        findings = _findings(payee, parts[bill.id], others[bill.contact_id or ""], own, today)
        found[bill.id] = tuple(one for one in findings if one.concern not in _LATER)
    return found


def _findings(
    payee: Payee | None, part: PaidPart, others: Sequence[OtherBill], own: frozenset[str], today: date
) -> tuple[Finding, ...]:
    if payee is None:
        return likeness(part, others)
    return check(Proposal(payee, (part,), part.amount, tuple(others), own), _NOBODY, today)


def _payees(session: Session, approvals: Mapping[str, Approval]) -> dict[str, Payee]:
    """Return what is known of the accounts the bills are to be paid to, by account."""
    wanted = {one.payee_account_id for one in approvals.values() if one.payee_account_id}
    query = select(PayeeAccount, Contact).join(Contact, Contact.id == PayeeAccount.contact_id)
    zone = ZoneInfo(client_profile(session).zone)
    return {
        account.id: records.payee_of(session, _as_if(account), account, contact, zone)
        for account, contact in session.execute(query.where(PayeeAccount.id.in_(wanted)))
    }


def _parts(session: Session, bills: Sequence[Bill], approvals: Mapping[str, Approval]) -> dict[str, PaidPart]:
    """Return each bill as the only part of a payment of all that is left of it."""
    done, printed = settled(session, [bill.id for bill in bills]), records.printed_on(session, bills)
    return {
        bill.id: records.part_of(
            PaymentPart(amount=max(0, records.asked(bill) - done[bill.id])),
            bill,
            done[bill.id],
            approvals[bill.id],
            printed.get(bill.document_id or ""),
        )
        for bill in bills
    }


def _as_if(account: PayeeAccount) -> Payment:
    """Return a payment to an account that is never stored."""
    return Payment(
        run_id="",
        contact_id=account.contact_id,
        scheme=account.scheme,
        iban=account.iban,
        bic=account.bic,
        routing=account.routing,
        account_number=account.account_number,
    )
