"""A client's bank to test with: bills approved and booked, a run released, statements as CSV and OFX."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from bookdesk.banking.service import BankingService
from bookdesk.core.money import Money
from bookdesk.ledger.posting import post_bill, post_payment
from bookdesk.models.actions import Action
from bookdesk.models.bill import Allocation, AllocationSource, Bill, BillKind, BillLine, BillStatus
from bookdesk.models.contact import Contact, PayeeAccount
from bookdesk.models.payment import Payment, PaymentRun, PaymentState, Rail, RunState
from bookdesk.sandbox.bank import Account, Booking, csv, ofx
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk
from tests.support.books import account_id, bank, supplier, tax_code_id

BILL_DAY = date(2026, 7, 1)
PAID_DAY = date(2026, 7, 15)
OPENING = 1_000_000
OWN = Account("062000", "11223344", "AUD")


def bill(desk: Desk, name: str, number: str, gross: int, *, kind: BillKind = BillKind.BILL) -> Bill:
    """Return an approved bill, booked on its day, 10 % tax inside."""
    contact = supplier(desk, name)
    net = gross * 10 // 11
    with desk.books.change(Action.BILL_APPROVED, "test", actor=desk.actor) as work:
        row = Bill(
            kind=kind,
            status=BillStatus.APPROVED,
            contact_id=contact.id,
            supplier_name=name,
            number=number,
            document_date=BILL_DAY,
            due_date=PAID_DAY,
            received_date=BILL_DAY,
            currency="AUD",
            net=net,
            tax=gross - net,
            total=gross,
            created_by="ann",
        )
        work.add(row)
        work.session.flush()
        work.add(_bill_line(desk, row))
        work.session.flush()
        post_bill(work, row, BILL_DAY)
        work.commit()
    return row


def _bill_line(desk: Desk, row: Bill) -> BillLine:
    return BillLine(
        bill_id=row.id,
        position=1,
        description="x",
        account_id=account_id(desk, "6-0500"),
        tax_code_id=tax_code_id(desk, "GST"),
        net=row.net,
        tax=row.tax,
        gross=row.total,
    )


def released_run(desk: Desk, bills: Sequence[Bill], number: int = 7) -> PaymentRun:
    """Return a run that was released on the bills' due day: postings made, nothing shown by the bank yet."""
    own = bank(desk)
    with desk.books.change(Action.RUN_RELEASED, "test", actor=desk.actor) as work:
        run = PaymentRun(
            number=number,
            bank_account_id=own.id,
            rail=Rail.ABA,
            execution_date=PAID_DAY,
            currency="AUD",
            state=RunState.RELEASED,
            proposed_by="ann",
            proposed_at=desk.clock.now(),
        )
        work.add(run)
        work.session.flush()
        for position, one in enumerate(bills, 1):
            _pay(work, desk, run, one, position)
        work.commit()
    return run


def _pay(work: Change, desk: Desk, run: PaymentRun, one: Bill, position: int) -> None:
    contact = work.get(Contact, one.contact_id or "")
    details = work.session.scalars(select(PayeeAccount).where(PayeeAccount.contact_id == contact.id)).one()
    row = Payment(
        run_id=run.id,
        position=position,
        contact_id=contact.id,
        payee_account_id=details.id,
        holder=contact.name,
        scheme=details.scheme,
        routing=details.routing,
        account_number=details.account_number,
        bank_hash="0",
        amount=one.total,
        currency="AUD",
        statement_reference=one.number or "",
        state=PaymentState.RELEASED,
    )
    work.add(row)
    work.session.flush()
    whole = Money(one.total, "AUD")
    settled = [(one, Money(0, "AUD"), whole)]
    entry = post_payment(
        work,
        source_id=row.id,
        contact_id=contact.id,
        bank=bank(desk),
        settled=settled,
        paid=whole,
        day=PAID_DAY,
        narration=f"payment {one.number}",
    )
    row.entry_id = entry.id
    work.add(
        Allocation(bill_id=one.id, source=AllocationSource.PAYMENT, source_id=row.id, day=PAID_DAY, amount=one.total)
    )


def booking(day: int, amount: int, text: str) -> Booking:
    """Return a line of July."""
    return Booking(date(2026, 7, day), Money(amount, "AUD"), text)


def import_ofx(desk: Desk, bookings: Sequence[Booking], opening: int = OPENING) -> int:
    """Import bookings as OFX; returns how many were new."""
    data = ofx(OWN, Money(opening, "AUD"), bookings).encode()
    return sum(one.new for one in BankingService(desk).import_statement("july.ofx", data, account=None))


def as_csv(bookings: Sequence[Booking], opening: int = OPENING) -> bytes:
    """Return bookings as a CSV with a running balance."""
    return csv(Money(opening, "AUD"), bookings).encode()
