"""A bill that asks for less than its total: a deposit or a payment that its supplier has taken into account.

No payment is made up from it. Paying never pays more than was asked for; the rest stays open until it is matched.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy.orm import Session

from bookdesk.capture import words
from bookdesk.capture.readiness import Objection
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import DocumentKind, WayOfPayment
from bookdesk.models.bill import Bill, BillKind
from bookdesk.models.document import Document

_ROUNDING = Decimal("0.50")
"""Totals are rounded for cash by half a unit at most (Swedish kronor to the whole one); no deposit is as small."""
_PAID_AT_ONCE = frozenset({WayOfPayment.CARD, WayOfPayment.PAID_BY_OWNER, WayOfPayment.ALREADY_PAID})
"""Ways of payment with which nothing is left to pay when a bill comes."""


def paid_before(total: Money, asked: Money) -> Money | None:
    """Return what of a total is not asked for any more, None where it is all, or all but its rounding."""
    less = total - asked
    return less if less.major > _ROUNDING else None


def told_prepaid(bill: Bill) -> tuple[str, ...]:
    """Return in a sentence that a bill asks for less than its total, and what that means for paying it."""
    asked, less = _of(bill)
    if asked is None or less is None:
        return ()
    return (f"{_what(asked, less, bill)} Paying it pays {asked} at most; the rest stays open until it is matched.",)


def prepaid_objection(session: Session, bill: Bill, document: Document) -> Iterator[Objection]:
    """Yield that a bill asks for less than its total, until a person saw it; a receipt is paid by what it is."""
    asked, less = _of(bill)
    if asked is None or less is None or document.kind is DocumentKind.RECEIPT:
        return
    if words.said(session, document.id, words.PREPAID):
        return
    number = document.intake_number
    yield Objection(
        _what(asked, less, bill),
        "Look for that payment and match its bank line with this bill once it is confirmed; correct the amount due if"
        " it was misread, or say that you have seen it.",
        ("amount_due",),
        "prepaid=ok",
        command=(
            f"bookdesk inbox set {number} prepaid=ok; bookdesk inbox set {number} amount_due={bill.total_money.text}"
        ),
    )


def _of(bill: Bill) -> tuple[Money | None, Money | None]:
    """Return what a bill asks for, and what it asks for less than its total."""
    if bill.amount_due is None or bill.kind is not BillKind.BILL or bill.taken_on:
        return None, None
    if not bill.amount_due and bill.way_of_payment in _PAID_AT_ONCE:
        return None, None
    asked = Money(bill.amount_due, bill.currency)
    return asked, paid_before(bill.total_money, asked)


def _what(asked: Money, less: Money, bill: Bill) -> str:
    return f"It asks for {asked} of its total of {bill.total_money}: {less} is said to be paid or deducted already."
