"""Which bills a payment run takes, and why it leaves the others. Pure.

Only bills that are approved, due, in the run's currency and paid by transfer enter a bank file. Everything else
stays visible with its reason: a direct debit "will be taken on" its due date, a card payment is already made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import BankScheme, WayOfPayment

_NAMED = 3
"""Bills that are named for each reason why they are left."""


class Reason(StrEnum):
    """Why a bill is not in the run."""

    NOTHING_OPEN = "nothing open"
    IN_ANOTHER_RUN = "in another run"
    NOT_APPROVED = "not approved"
    ON_HOLD = "on hold"
    DISPUTED = "disputed"
    OTHER_WAY = "another way of payment"
    OTHER_CURRENCY = "another currency"
    NO_BANK_DETAILS = "no bank details"
    OTHER_RAIL = "account of another kind"
    NOT_DUE = "not due"


@dataclass(frozen=True, slots=True)
class Payable:
    """A bill or credit note as the run sees it. `open` is what is left, `scheduled` what waits in other runs.

    `approved` says that its approvals hold for its present content; `why` says what is missing if they do not.
    """

    bill_id: str
    credit: bool
    contact_id: str | None
    number: str
    open: Money
    scheduled: Money
    approved: bool
    why: str
    way: WayOfPayment
    due: date | None
    payee_account_id: str | None = None
    scheme: BankScheme | None = None
    hold: str | None = None
    disputed: bool = False

    @property
    def free(self) -> Money:
        """What no run has taken yet."""
        return self.open - self.scheduled


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A bill that is not taken, with the reason in words."""

    payable: Payable
    reason: Reason
    words: str


@dataclass(frozen=True, slots=True)
class Selection:
    """Each payable is in exactly one of the three: bills to pay, credit notes that could be netted, the rest."""

    bills: tuple[Payable, ...]
    credits: tuple[Payable, ...]
    left: tuple[LeftOut, ...]

    def why_left(self) -> str:
        """Return in a sentence how many bills are left for which reason, and the first of each by number."""
        reasons: dict[Reason, list[str]] = {}
        for one in self.left:
            reasons.setdefault(one.reason, []).append(one.payable.number or "without number")
        if not reasons:
            return "No bill is open at all."
        counted = sorted(reasons.items(), key=lambda found: -len(found[1]))
        return f"Bills left: {'; '.join(f'{reason} {len(those)} ({_some(those)})' for reason, those in counted)}."


def _some(numbers: list[str]) -> str:
    more = len(numbers) - _NAMED
    return ", ".join(numbers[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def select(payables: Iterable[Payable], *, due_by: date, currency: str, scheme: BankScheme) -> Selection:
    """Choose what is due by a day, in one currency, to accounts of one kind; a bill without due date is due."""
    bills: list[Payable] = []
    credits_: list[Payable] = []
    left: list[LeftOut] = []
    for one in payables:
        refused = left_out(one, due_by=due_by, currency=currency, scheme=scheme)
        if refused is not None:
            left.append(refused)
        else:
            (credits_ if one.credit else bills).append(one)
    return Selection(tuple(bills), tuple(credits_), tuple(left))


def left_out(one: Payable, *, due_by: date, currency: str, scheme: BankScheme) -> LeftOut | None:
    """Return why a bill is not taken, the first reason that holds, or `None` if it is."""
    found = _standing(one) or (None if one.credit else _way(one, due_by)) or _fit(one, currency, scheme)
    return None if found is None else LeftOut(one, *found)


def _standing(one: Payable) -> tuple[Reason, str] | None:
    if one.open.minor <= 0:
        return Reason.NOTHING_OPEN, "Nothing is left of what it asks for."
    if one.free.minor <= 0:
        return Reason.IN_ANOTHER_RUN, "All of it is in another run."
    if one.hold is not None:
        return Reason.ON_HOLD, f"On hold: {one.hold or 'no reason given'}."
    if one.disputed:
        return Reason.DISPUTED, "Disputed."
    if not one.approved:
        return Reason.NOT_APPROVED, one.why or "Not approved."
    return None


def _way(one: Payable, due_by: date) -> tuple[Reason, str] | None:
    if one.way is WayOfPayment.DIRECT_DEBIT:
        return Reason.OTHER_WAY, f"Will be taken on {one.due.isoformat() if one.due else 'a day the supplier chooses'}."
    if one.way is not WayOfPayment.TRANSFER:
        return Reason.OTHER_WAY, f"Way of payment: {one.way}."
    if one.due is not None and one.due > due_by:
        return Reason.NOT_DUE, f"Due on {one.due.isoformat()}."
    return None


def _fit(one: Payable, currency: str, scheme: BankScheme) -> tuple[Reason, str] | None:
    if one.open.currency != currency:
        return Reason.OTHER_CURRENCY, f"In {one.open.currency}."
    if one.credit:
        return None
    if one.payee_account_id is None or one.scheme is None:
        return Reason.NO_BANK_DETAILS, "The supplier has no bank details."
    if one.scheme is not scheme:
        return Reason.OTHER_RAIL, f"The supplier's account is of the kind {one.scheme}, the run pays {scheme}."
    return None
