"""Making a run of what was selected: one payment a payee's account, its bank details snapshotted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.identifiers import new_id
from bookdesk.core.money import Money
from bookdesk.models.bank import BankAccount
from bookdesk.models.bill import Bill
from bookdesk.models.contact import PayeeAccount
from bookdesk.models.payment import Payment, PaymentPart, PaymentRun, Rail, RunState
from bookdesk.payments.netting import Part, largest_credit, payable
from bookdesk.payments.references import statement_reference
from bookdesk.payments.selection import Payable, Selection
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk


def propose(  # noqa: PLR0913, PLR0917 - each is a separate fact of the run
    work: Change,
    desk: Desk,
    account: BankAccount,
    rail: Rail,
    execution_date: date,
    chosen: Selection,
    *,
    net_credits: bool,
) -> PaymentRun:
    """Write run, payments and parts of a selection."""
    run = PaymentRun(
        id=new_id(),
        number=(work.session.scalar(select(func.max(PaymentRun.number))) or 0) + 1,
        bank_account_id=account.id,
        rail=rail,
        execution_date=execution_date,
        currency=account.currency,
        state=RunState.DRAFT,
        proposed_by=desk.actor.user,
        proposed_at=desk.clock.now(),
    )
    work.add(run)
    work.session.flush()
    taken: set[str] = set()
    unused = list(chosen.credits) if net_credits else []
    for position, bills in enumerate(_by_payee(chosen.bills), start=1):
        netted = [one for one in unused if one.contact_id == bills[0].contact_id]
        unused = [one for one in unused if one not in netted]
        payment = _payment(work, run, position, bills, netted, taken)
        taken.add(payment.statement_reference)
    return run


def _by_payee(bills: Sequence[Payable]) -> list[list[Payable]]:
    groups: dict[tuple[str | None, str | None], list[Payable]] = defaultdict(list)
    for one in bills:
        groups[one.contact_id, one.payee_account_id].append(one)
    return list(groups.values())


def _payment(  # noqa: PLR0913, PLR0917 - each is a separate part of the run
    work: Change, run: PaymentRun, position: int, bills: list[Payable], credits_: list[Payable], taken: set[str]
) -> Payment:
    account = work.get(PayeeAccount, bills[0].payee_account_id or "")
    parts = _parts(bills, credits_)
    payment = Payment(
        id=new_id(),
        run_id=run.id,
        position=position,
        contact_id=account.contact_id,
        payee_account_id=account.id,
        holder=account.holder,
        scheme=account.scheme,
        iban=account.iban,
        bic=account.bic,
        routing=account.routing,
        account_number=account.account_number,
        bank_hash=BankDetails.of(account).fingerprint,
        amount=payable(parts, run.currency).minor,
        currency=run.currency,
        statement_reference=statement_reference(_asked(work, bills), run.number, position, taken),
    )
    work.add(payment)
    work.session.flush()
    for part in parts:
        signed = -part.amount.minor if part.credit else part.amount.minor
        work.add(PaymentPart(payment_id=payment.id, bill_id=part.bill_id, amount=signed))
    work.session.flush()
    return payment


def _parts(bills: list[Payable], credits_: list[Payable]) -> list[Part]:
    """Take every bill in full and of each credit note as much as leaves something to pay."""
    parts = [Part(one.bill_id, one.number, credit=False, open=one.free, amount=one.free) for one in bills]
    for one in credits_:
        most: Money = largest_credit(parts, one.free)
        if most:
            parts.append(Part(one.bill_id, one.number, credit=True, open=one.free, amount=most))
    return parts


def _asked(work: Change, bills: list[Payable]) -> list[str]:
    """Return, by bill, the reference its supplier asks for, or the bill's number."""
    rows = [work.get(Bill, one.bill_id) for one in bills]
    return [row.payment_reference or row.number or row.id for row in rows]
