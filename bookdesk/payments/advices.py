"""From a payment in the books to its remittance advice."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.checkdigits import mask_account
from bookdesk.core.errors import NotFound
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import BankScheme
from bookdesk.ledger.owner import client_profile
from bookdesk.models.bill import Allocation, AllocationSource, BillKind
from bookdesk.models.contact import Contact
from bookdesk.models.payment import Payment, PaymentRun
from bookdesk.payments.records import named, parts_of
from bookdesk.payments.remittance import Advice, AdviceLine, render
from bookdesk.store.desk import Desk

_TAX_ID_NAMES = {"AU": "ABN", "US": "EIN"}


def remittance(desk: Desk, payment_id: str) -> tuple[str, bytes]:
    """Return name and PDF of a payment's remittance advice."""
    with desk.books.query() as session:
        payment = session.get(Payment, payment_id)
        if payment is None:
            raise NotFound("There is no such payment.", "Choose one of the run.", command="bookdesk pay show RUN")
        run = session.get_one(PaymentRun, payment.run_id)
        advice = _advice(session, payment, run)
    return f"remittance-{run.number}-{payment.position}.pdf", render(advice)


def _advice(session: Session, payment: Payment, run: PaymentRun) -> Advice:
    client, contact = client_profile(session), session.get_one(Contact, payment.contact_id)
    town = " ".join(filter(None, (contact.postcode, contact.city)))
    return Advice(
        payer=client.legal_name,
        payer_tax_id=f"{_TAX_ID_NAMES.get(client.country, 'VAT')} {client.tax_id}" if client.tax_id else None,
        payee=payment.holder,
        payee_address=tuple(filter(None, (contact.street, town, contact.country))),
        paid_to=masked(payment),
        day=run.execution_date,
        reference=payment.statement_reference,
        amount=Money(payment.amount, payment.currency),
        lines=_lines(session, payment, run),
    )


def _lines(session: Session, payment: Payment, run: PaymentRun) -> tuple[AdviceLine, ...]:
    rows = parts_of(session, [payment.id])[payment.id]
    before = _settled_by_others(session, payment, [bill.id for _, bill in rows], run)
    return tuple(
        AdviceLine(
            bill.document_date,
            "Credit note" if bill.kind is BillKind.CREDIT_NOTE else "Bill",
            named(bill),
            bill.total_money,
            Money(before[bill.id], bill.currency),
            Money(part.amount, bill.currency),
        )
        for part, bill in rows
    )


def _settled_by_others(session: Session, payment: Payment, bill_ids: list[str], run: PaymentRun) -> dict[str, int]:
    """Return what was settled up to the execution date, apart from this payment and the credit notes netted in it."""
    sums = dict.fromkeys(bill_ids, 0)
    touching = Allocation.bill_id.in_(bill_ids) | Allocation.source_id.in_(bill_ids)
    for row in session.scalars(select(Allocation).where(touching, Allocation.day <= run.execution_date)):
        netted_here = row.source is AllocationSource.CREDIT_NOTE and {row.bill_id, row.source_id} <= set(bill_ids)
        if row.source_id == payment.id or netted_here:
            continue
        for bill_id in {row.bill_id, row.source_id} & set(bill_ids):
            sums[bill_id] += row.amount
    return sums


def masked(payment: Payment) -> str:
    """Return the payee's account so that he knows it and a stranger does not."""
    if payment.scheme is BankScheme.IBAN:
        return f"{(payment.iban or '')[:4]} {mask_account((payment.iban or '')[4:])}"
    return f"{payment.routing or ''} {mask_account(payment.account_number or '')}".strip()
