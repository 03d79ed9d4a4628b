"""Changing a run before its release: parts, netted credit notes, payments taken back in."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.errors import InputError, NotFound, RuleBroken
from bookdesk.core.money import Money
from bookdesk.ledger.balances import scheduled, settled
from bookdesk.models.bill import Bill
from bookdesk.models.payment import Payment, PaymentPart, PaymentState
from bookdesk.payments import records
from bookdesk.payments.booking import Rows, netting_parts
from bookdesk.payments.netting import largest_credit, payable
from bookdesk.payments.selection import Payable
from bookdesk.payments.views import RunView
from bookdesk.store.change import Change


def bank_of(payment: Payment) -> BankDetails:
    """Return the account a payment goes to, as it was proposed."""
    return BankDetails.of(payment)


def find_payment(view: RunView, which: str) -> str:
    """Return a payment's id by position, id, or part of the payee's name that fits one only."""
    wanted = which.casefold()
    found = [one.payment for one in view.payments if which in (one.payment.id, str(one.payment.position))]
    found = found or [one.payment for one in view.payments if wanted in one.payment.holder.casefold()]
    if len(found) != 1:
        raise NotFound(
            f"'{which}' names {len(found) or 'no'} payments of run {view.run.number}.", "Name it by its position."
        )
    return found[0].id


def pay_part(work: Change, payment: Payment, bill: str, amount: Money) -> None:
    """Set how much of a bill is paid."""
    _require_currency(payment, amount)
    if amount.minor <= 0:
        raise RuleBroken(f"{amount} is no part of a bill.", "Give more than nothing, or leave the payment out.")
    rows = records.parts_of(work.session, [payment.id])[payment.id]
    part = next((part for part, row in rows if bill in (row.id, row.number) and part.amount > 0), None)
    if part is None:
        raise NotFound(
            f"Bill {bill} is not in this payment.", "Choose one of its bills.", command="bookdesk pay show RUN"
        )
    part.amount = amount.minor
    _settle_amount(work, payment)


def net(work: Change, payment: Payment, payables: Sequence[Payable], credit_note: str, amount: Money | None) -> None:
    """Add a credit note, or change how much of it is used."""
    rows = records.parts_of(work.session, [payment.id])[payment.id]
    already = next((part for part, row in rows if credit_note in (row.id, row.number) and part.amount < 0), None)
    if already is not None:
        work.delete(already)
        work.session.flush()
        rows = records.parts_of(work.session, [payment.id])[payment.id]
    credit = next((one for one in payables if one.credit and credit_note in (one.bill_id, one.number)), None)
    if credit is None or credit.contact_id != payment.contact_id or credit.open.currency != payment.currency:
        raise NotFound(
            f"{payment.holder} has no open credit note {credit_note} in {payment.currency}.",
            "Choose one that is open.",
            command="bookdesk bill list --supplier NAME",
        )
    if not credit.approved or credit.hold is not None or credit.disputed:
        raise RuleBroken(f"Credit note {credit.number} is held or not approved. {credit.why}", "Approve it first.")
    free = Money(credit.free.minor + (abs(already.amount) if already else 0), payment.currency)
    parts = netting_parts(rows, {row.id: abs(part.amount) for part, row in rows})
    used = largest_credit(parts, free) if amount is None else amount
    _require_currency(payment, used)
    if not 0 < used.minor <= free.minor:
        raise RuleBroken(f"{used} of credit note {credit.number} cannot be netted: {free} is free.", "Choose less.")
    work.add(PaymentPart(payment_id=payment.id, bill_id=credit.bill_id, amount=-used.minor))
    _settle_amount(work, payment)


def include(work: Change, payment: Payment) -> None:
    """Take a payment back in if its bills are still free."""
    if payment.state is PaymentState.PROPOSED:
        return
    rows = records.parts_of(work.session, [payment.id])[payment.id]
    free = _free(work.session, rows)
    for part, bill in rows:
        if abs(part.amount) > free[bill.id]:
            left = Money(max(0, free[bill.id]), bill.currency)
            raise RuleBroken(
                f"Of {records.named(bill)} only {left} is still free.", "Pay it in part, or in its other run."
            )
    payment.state, payment.state_reason = PaymentState.PROPOSED, None


def require_amount(session: Session, payment: Payment, rows: Rows) -> None:
    """Hold the stored amount of a payment against its parts and what is open now."""
    done = settled(session, [bill.id for _, bill in rows])
    open_now = {bill.id: records.asked(bill) - done[bill.id] for _, bill in rows}
    expected = payable(netting_parts(rows, open_now), payment.currency)
    if expected.minor != payment.amount:
        raise RuleBroken(
            f"The payment to {payment.holder} says {Money(payment.amount, payment.currency)}, its bills {expected}.",
            "Leave it out and propose it again.",
        )


def _settle_amount(work: Change, payment: Payment) -> None:
    """Set the payment's amount from its parts; no bill may get more than is free."""
    work.session.flush()
    rows = records.parts_of(work.session, [payment.id])[payment.id]
    mine = payment.state is PaymentState.PROPOSED
    free = _free(work.session, rows)
    limits = {bill.id: free[bill.id] + (abs(part.amount) if mine else 0) for part, bill in rows}
    payment.amount = payable(netting_parts(rows, limits), payment.currency).minor
    work.session.flush()


def _free(session: Session, rows: Rows) -> dict[str, int]:
    """Return, by bill, minor units that are open and in no draft run."""
    bills: list[Bill] = [bill for _, bill in rows]
    done, waiting = settled(session, [bill.id for bill in bills]), scheduled(session, [bill.id for bill in bills])
    return {bill.id: records.asked(bill) - done[bill.id] - waiting[bill.id] for bill in bills}


def _require_currency(payment: Payment, amount: Money) -> None:
    if amount.currency != payment.currency:
        raise InputError(f"The run pays {payment.currency}, not {amount.currency}.", f"Give {payment.currency}.")
