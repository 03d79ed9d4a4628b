"""The reports of one client put together: what banking proves and what invoicing schedules, for the forecast."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bookdesk.banking.reconciling import outcome
from bookdesk.banking.standing import standing
from bookdesk.core.dates import due_date
from bookdesk.core.money import Money
from bookdesk.invoicing.custom import agreed_terms, settings_of, terms_for
from bookdesk.invoicing.recurring import rule_of
from bookdesk.invoicing.schedules import days, due
from bookdesk.models.bank import BankAccount
from bookdesk.models.contact import Contact
from bookdesk.models.schedule import InvoiceSchedule, ScheduleLine, ScheduleOccurrence
from bookdesk.reports.cashcurve import Moving
from bookdesk.reports.forecast import ForecastService
from bookdesk.reports.starts import BankStart, Upcoming
from bookdesk.store.desk import Desk


def forecasts(desk: Desk) -> ForecastService:
    """Return the forecast of a client."""
    return ForecastService(desk, bank_starts, coming_invoices)


def bank_starts(session: Session, today: date) -> tuple[BankStart, ...]:
    """Return the bank accounts in use as the bank showed them last, by name, with what is booked and not shown yet."""
    accounts = session.scalars(select(BankAccount).where(BankAccount.archived.is_(False)).order_by(BankAccount.name))
    return tuple(_start(session, one, today) for one in accounts.all())


def _start(session: Session, account: BankAccount, today: date) -> BankStart:
    stands, ever = standing(session, account), outcome(session, account, date.max)
    moving = (
        Moving(one.entry, one.narration, Money(one.amount, account.currency), one.day)
        for one in (*ever.in_transit, *ever.unpresented)
    )
    return BankStart(
        account.id,
        account.name,
        stands.statement_balance,
        min(stands.day, today),
        stands.proven_to,
        tuple(moving),
        stands.unmatched,
        stands.unmatched_sum,
        account.card,
    )


def coming_invoices(session: Session, today: date, until: date) -> tuple[Upcoming, ...]:
    """Return what schedules will invoice until a day; what is due of them today counts as made today.

    An invoice is dated on the day it is made, so that what was missed is not late when it arrives.
    """
    rows = session.execute(
        select(InvoiceSchedule, Contact)
        .join(Contact, Contact.id == InvoiceSchedule.contact_id)
        .where(InvoiceSchedule.stopped.is_(False))
        .order_by(InvoiceSchedule.id)
    )
    return tuple(one for row, customer in rows.all() for one in _coming(session, row, customer, today, until))


def _coming(session: Session, row: InvoiceSchedule, customer: Contact, today: date, until: date) -> Iterator[Upcoming]:
    rule = rule_of(row)
    amount = session.scalar(select(func.sum(ScheduleLine.gross)).where(ScheduleLine.schedule_id == row.id))
    made = set(session.scalars(select(ScheduleOccurrence.key).where(ScheduleOccurrence.schedule_id == row.id)))
    missed = ((today, len(one.days)) for one in due(rule, today, made))
    later = ((day, 1) for day in _until(days(rule), today, until))
    terms = agreed_terms(row.terms, row.terms_days) or terms_for(settings_of(session), customer)
    for place, (day, times) in enumerate([*missed, *later]):
        yield Upcoming(
            f"{row.id}/{place}",
            customer.id,
            customer.name,
            row.name,
            day,
            due_date(day, terms),
            Money((amount or 0) * times, row.currency),
        )


def _until(found: Iterator[date], today: date, until: date) -> Iterator[date]:
    for day in found:
        if day > until:
            return
        if day > today:
            yield day
