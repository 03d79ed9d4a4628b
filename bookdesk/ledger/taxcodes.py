"""Reading tax codes with the rate they have on a day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.ledger.tax import DatedCode
from bookdesk.models.account import TaxCode, TaxRate, TaxSide


def purchase_codes(session: Session, day: date) -> tuple[DatedCode, ...]:
    """Return the codes for purchases that have a rate on `day`, by code."""
    return _codes(session, day, TaxSide.SALES)


def sales_codes(session: Session, day: date) -> tuple[DatedCode, ...]:
    """Return the codes for sales that have a rate on `day`, by code."""
    return _codes(session, day, TaxSide.PURCHASES)


def dated_codes(session: Session, day: date) -> tuple[DatedCode, ...]:
    """Return all codes that have a rate on `day`, whichever side they are for, by code."""
    return _codes(session, day, None)


def _codes(session: Session, day: date, other: TaxSide | None) -> tuple[DatedCode, ...]:
    dated = select(TaxRate).where(TaxRate.valid_from <= day).order_by(TaxRate.valid_from)
    rates = {row.tax_code_id: row.rate for row in session.scalars(dated)}
    wanted = select(TaxCode).where(TaxCode.archived.is_(False))
    if other is not None:
        wanted = wanted.where(TaxCode.side != other)
    codes = session.scalars(wanted.order_by(TaxCode.code))
    return tuple(DatedCode(code.id, code.code, rates[code.id]) for code in codes if code.id in rates)
