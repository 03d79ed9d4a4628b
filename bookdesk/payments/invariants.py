"""What is always true of payment runs: money was instructed by one signed release, of somebody who had the role."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bookdesk.core.bankdetails import BankDetails
from bookdesk.models.bill import Bill, BillKind
from bookdesk.models.payment import Payment, PaymentPart, PaymentRun, PaymentState, RunState
from bookdesk.payments.ports import Verifier
from bookdesk.payments.signed import INSTRUCTED, not_as_signed

Check = Callable[[Session], Iterator[str]]

_LET_GO = (RunState.RELEASED, RunState.RECALLED)


def released_once(client_id: str, verifier: Verifier) -> Check:
    """Return the check of a client's runs: each released one has its file, its signature, and just its payments."""

    def check(session: Session) -> Iterator[str]:
        payments: dict[str, list[Payment]] = {}
        for payment in session.scalars(select(Payment).order_by(Payment.id)):
            payments.setdefault(payment.run_id, []).append(payment)
        instructed: dict[str, str] = {}
        for run in session.scalars(select(PaymentRun).order_by(PaymentRun.number)):
            mine = payments.get(run.id, [])
            if run.state in _LET_GO:
                yield from _released(run, mine, client_id, verifier, instructed)
            else:
                yield from _not_released(run, mine)
        yield from paid_beyond(session)

    return check


def paid_beyond(session: Session) -> Iterator[str]:
    """No bill is paid by runs beyond its total, whatever became of it otherwise."""
    paid = (
        select(PaymentPart.bill_id, func.sum(PaymentPart.amount).label("paid"))
        .join(Payment, Payment.id == PaymentPart.payment_id)
        .where(Payment.state == PaymentState.RELEASED)
        .group_by(PaymentPart.bill_id)
        .subquery()
    )
    query = select(Bill.id, Bill.total, paid.c.paid).join(paid, paid.c.bill_id == Bill.id)
    query = query.where(Bill.kind == BillKind.BILL, paid.c.paid > Bill.total)
    for bill_id, total, amount in session.execute(query):
        yield f"bill {bill_id} of {total} minor units was paid {amount} in runs"


def parts_add_up(session: Session) -> Iterator[str]:
    """A payment is the sum of what it settles, unless it was left out of its run with nothing in it."""
    query = (
        select(Payment.id, Payment.amount, func.coalesce(func.sum(PaymentPart.amount), 0))
        .outerjoin(PaymentPart, PaymentPart.payment_id == Payment.id)
        .group_by(Payment.id)
        .having(func.coalesce(func.sum(PaymentPart.amount), 0) != Payment.amount)
    )
    for payment_id, amount, parts in session.execute(query):
        yield f"payment {payment_id} is {amount} minor units, its parts are {parts}"


def _not_released(run: PaymentRun, payments: Sequence[Payment]) -> Iterator[str]:
    if any((run.release_signature, run.release_statement, run.file_stored_name, run.released_at)):
        yield f"payment run {run.number} is {run.state}, yet it has a file or a signature of its release"
    for payment in payments:
        if payment.state in INSTRUCTED or payment.entry_id is not None:
            yield f"payment {payment.id} is {payment.state} in run {run.number}, which was not released"


def _released(
    run: PaymentRun, payments: Sequence[Payment], client_id: str, verifier: Verifier, instructed: dict[str, str]
) -> Iterator[str]:
    yield from not_as_signed(run, payments, client_id, verifier)
    for payment in (one for one in payments if one.state in INSTRUCTED):
        yield from _once(payment, instructed)


def _once(payment: Payment, instructed: dict[str, str]) -> Iterator[str]:
    if payment.entry_id is None:
        yield f"payment {payment.id} was released and is not booked"
    elif instructed.setdefault(payment.entry_id, payment.id) != payment.id:
        yield f"payments {instructed[payment.entry_id]} and {payment.id} are booked by one entry"
    if BankDetails.of(payment).fingerprint != payment.bank_hash:
        yield f"payment {payment.id} does not go to the account it was proposed with"
