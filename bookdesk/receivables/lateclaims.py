"""What a reminder claims for lateness, from the books: how much was open on which days, and what was claimed before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import LateCharge
from bookdesk.models.invoice import Instalment, Invoice, InvoiceAllocation, InvoiceStatus
from bookdesk.receivables.dunningfacts import Line
from bookdesk.receivables.facts import Facts
from bookdesk.receivables.latefees import Agreed, BaseRate, Claim, LateDebt, OpenFrom, claim
from bookdesk.receivables.latelaws import law_of

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Grounds:
    """On what lateness is charged besides the law: the client's terms, and the base rates that are known."""

    agreed: Agreed | None = None
    rates: Sequence[BaseRate] = ()


NO_MORE_THAN_THE_LAW = Grounds()


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is claimed of one invoice, and the law or clause that says so; `claim.words` say how it was found."""

    line: Line
    claim: Claim
    basis: str


def claimed(session: Session, facts: Facts, line: Line, until: date, grounds: Grounds) -> Claimed | None:
    """Return what a line of a reminder claims for the days through `until`; `None` where its step claims nothing."""
    if line.charge is LateCharge.NONE or line.days_late <= 0:
        return None
    row = facts.rows[line.invoice.id]
    if session.scalars(select(Instalment.id).where(Instalment.invoice_id == row.id)).first() is not None:
        words = "Nothing is claimed: how much was late on which day is not reckoned for a plan of instalments."
        return Claimed(line, Claim(None, None, (words,)), "")
    return _reckoned(session, facts, line, until, grounds, before=_fee_claimed(session, facts, line))


def chargeable(
    session: Session, facts: Facts, invoice_id: str, until: date, grounds: Grounds = NO_MORE_THAN_THE_LAW
) -> Claimed | None:
    """Return what of a late invoice may be put on an invoice of its own, once: also where a reminder claimed it.

    `None` where nothing is late or may be asked for: paid, disputed, being paid, or in instalments.
    """
    asked = next((one for one in facts.invoices if one.id == invoice_id), None)
    if asked is None or asked.disputed or asked.in_process or asked.open.minor <= 0 or asked.due >= until:
        return None
    if session.scalars(select(Instalment.id).where(Instalment.invoice_id == invoice_id)).first() is not None:
        return None
    line = Line(asked, "", (until - asked.due).days, LateCharge.BOTH, "")
    return _reckoned(session, facts, line, until, grounds, before=_charged(session, invoice_id))


def _reckoned(  # noqa: PLR0913 - a line, and all that a claim on it is reckoned from
    session: Session, facts: Facts, line: Line, until: date, grounds: Grounds, *, before: bool
) -> Claimed:
    row = facts.rows[line.invoice.id]
    debt = LateDebt(
        line.invoice.number,
        facts.voice.country,
        facts.customers[row.contact_id].kind,
        row.document_date,
        line.invoice.due,
        _balances(session, row, line.invoice.due),
        before,
    )
    agreed, law = grounds.agreed, law_of(debt.country, debt.contract)
    found = claim(debt, until, line.charge, agreed, grounds.rates)
    return Claimed(line, found, agreed.clause if agreed else law.source if law else "")


def _balances(session: Session, row: Invoice, due: date) -> tuple[OpenFrom, ...]:
    """Return what was open from the day after the due date on, and from each day on which that changed."""
    query = select(InvoiceAllocation.day, InvoiceAllocation.amount).where(InvoiceAllocation.invoice_id == row.id)
    moves = [(day, amount) for day, amount in session.execute(query)]
    first = due + _DAY
    days = sorted({first, *(day for day, _ in moves if day > first)})
    return tuple(
        OpenFrom(day, Money(max(0, row.claim.minor - sum(amount for on, amount in moves if on <= day)), row.currency))
        for day in days
    )


def _fee_claimed(session: Session, facts: Facts, line: Line) -> bool:
    """Whether a fee was claimed of an invoice before: by a reminder, or on an invoice of its own."""
    if _charged(session, line.invoice.id):
        return True
    ladder = facts.customers[line.invoice.customer_id].policy or facts.round.policy
    fees = {step.id for step in ladder.steps if step.charge in {LateCharge.FEE, LateCharge.BOTH}}
    before = (one.key for one in facts.reminded.sent if not one.escalated)
    return any(key.invoice_id == line.invoice.id and key.step_id in fees for key in before)


def _charged(session: Session, invoice_id: str) -> bool:
    """Whether an invoice of its own claims something for the lateness of this one, a draft included."""
    query = select(Invoice.id).where(Invoice.fee_for_id == invoice_id, Invoice.status != InvoiceStatus.VOID)
    return session.scalars(query).first() is not None
