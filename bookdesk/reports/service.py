"""The figures of one client, each with the day it is as of: ageing of both sides, how fast customers pay, overview."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bookdesk.core.dates import in_words
from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.ledger.owner import client_profile, client_today
from bookdesk.models.account import AccountRole
from bookdesk.models.contact import Contact
from bookdesk.models.ledger import LedgerEntry
from bookdesk.reports.ageing import Ageing, ageing
from bookdesk.reports.backtest import BackTest, back_test
from bookdesk.reports.collection import Collection, Span, collection, outstanding_of
from bookdesk.reports.control import Control, read_control
from bookdesk.reports.invoiceoverview import read_overview
from bookdesk.reports.owed import Owed
from bookdesk.reports.payable import open_payables
from bookdesk.reports.receivable import open_receivables, receivables, sales
from bookdesk.reports.standings import InvoiceOverview
from bookdesk.store.desk import Desk

_USUAL = Span()


class Side(StrEnum):
    """Whose money it is: customers owe it, or suppliers are owed it."""

    RECEIVABLES = "receivables"
    PAYABLES = "payables"


_READERS: dict[Side, Callable[[Session, date, str | None], Owed]] = {
    Side.RECEIVABLES: open_receivables,
    Side.PAYABLES: open_payables,
}
_ROLES = {Side.RECEIVABLES: AccountRole.RECEIVABLES, Side.PAYABLES: AccountRole.PAYABLES}


@dataclass(frozen=True, slots=True)
class Stamp:
    """Of which day a report is, in which base currency, when it was made, and since when there are books at all."""

    as_of: date
    base: str
    made_at: datetime
    begun: date | None

    def words(self) -> str:
        """Return the stamp as it stands over a report."""
        return f"As of {in_words(self.as_of)}, amounts in {self.base}."

    def gap(self, days: int) -> str:
        """Return what is to be known where a figure looks back `days` days and the books do not go that far."""
        if self.begun is None or self.begun <= self.as_of - timedelta(days=days):
            return ""
        return (
            f"The books begin on {in_words(self.begun)}: of the time before they know only what was open on that day."
        )


@dataclass(frozen=True, slots=True)
class AgeingReport:
    """An ageing with its stamp; `control` is what it must add up to, unless it is of a part only."""

    stamp: Stamp
    side: Side
    ageing: Ageing
    control: Control | None = None
    definition: str = (
        "What is open, by days past the due date; a document without one is due on its own date. Credits that are not "
        "used yet stand apart. Amounts in base currency are at the rates of the documents."
    )

    def tie(self, money: Callable[[Money], str] = str) -> str:
        """Return how the sum stands to the control account, amounts written by `money`; nothing where it is a part."""
        control = self.control
        if control is None:
            return ""
        named = f"{control.code} {control.name}, {money(control.balance)} in the ledger"
        apart = control.apart(self.ageing.base.total)
        return f"{money(apart)} apart from the account {named}." if apart else f"Adds up to the account {named}."

    def rates(self) -> str:
        """Return how many documents are missing from base amounts, if any."""
        count = self.ageing.without_rate
        if count == 1:
            return "1 document has no exchange rate and is missing from base amounts."
        return f"{count} documents have no exchange rate and are missing from base amounts." if count else ""


@dataclass(frozen=True, slots=True)
class CollectionReport:
    """Key figures with their stamp; `remark` says what they do not know."""

    stamp: Stamp
    span: Span
    collection: Collection
    remark: str


class ReportService:
    """The reports of one client. Each is read at one moment, and as at any day up to today."""

    def __init__(self, desk: Desk) -> None:
        """Read at `desk`."""
        self._desk = desk

    def ageing(
        self, side: Side, as_of: date | None = None, *, contact_id: str | None = None, currency: str | None = None
    ) -> AgeingReport:
        """Return the ageing of one side, of one contact or in one currency where they are named.

        Raises:
            InputError: the day is still to come.
        """
        with self._desk.books.query() as session:
            stamp = self._stamp(session, as_of)
            owed = only(_READERS[side](session, stamp.as_of, contact_id), currency)
            part = contact_id is not None or currency is not None
            control = None if part else read_control(session, _ROLES[side], stamp.as_of, stamp.base)
        return AgeingReport(stamp, side, ageing(owed, stamp.as_of, stamp.base), control)

    def dso(self, as_of: date | None = None, *, span: Span = _USUAL, contact_id: str | None = None) -> CollectionReport:
        """Return the three forms of DSO and the days delinquent alone, which are quick to tell. As `ageing`."""
        return self.receivables(as_of, span=span, contact_id=contact_id)[1]

    def receivables(
        self, as_of: date | None = None, *, span: Span = _USUAL, contact_id: str | None = None
    ) -> tuple[AgeingReport, CollectionReport]:
        """Return the ageing of receivables and their DSO from one reading. As `ageing`."""
        with self._desk.books.query() as session:
            stamp = self._stamp(session, as_of)
            owed = open_receivables(session, stamp.as_of, contact_id)
            sold, without_rate = sales(session, stamp.as_of, stamp.base, contact_id)
        aged = AgeingReport(stamp, Side.RECEIVABLES, ageing(owed, stamp.as_of, stamp.base))
        found = outstanding_of(owed, sold, stamp.as_of, stamp.base, span)
        return aged, CollectionReport(stamp, span, replace(found, left_out=without_rate), stamp.gap(span.days))

    def collection(
        self,
        as_of: date | None = None,
        *,
        span: Span = _USUAL,
        contact_id: str | None = None,
        currency: str | None = None,
    ) -> CollectionReport:
        """Return all key figures of how customers pay, or of how one does, or in one currency. As `ageing`."""
        with self._desk.books.query() as session:
            stamp = self._stamp(session, as_of)
            owed = only(receivables(session, stamp.as_of, contact_id), currency)
        found = collection(owed, stamp.as_of, stamp.base, span)
        return CollectionReport(stamp, span, found, stamp.gap(max(span.days, span.history)))

    def back_test(self, as_of: date | None = None, *, history: int = 365) -> BackTest:
        """Return how well expected pay dates of invoices of the last `history` days would have been. As `ageing`."""
        with self._desk.books.query() as session:
            stamp = self._stamp(session, as_of)
            owed = receivables(session, stamp.as_of)
        return back_test(owed, stamp.as_of, stamp.as_of - timedelta(days=history))

    def overview(
        self, as_of: date | None = None, *, contact_id: str | None = None, currency: str | None = None
    ) -> tuple[Stamp, InvoiceOverview]:
        """Return the invoices by how they stand, with counts and sums. As `ageing`."""
        with self._desk.books.query() as session:
            stamp = self._stamp(session, as_of)
            return stamp, read_overview(session, stamp.as_of, stamp.base, contact_id, currency)

    def contacts(self, side: Side) -> tuple[tuple[str, str], ...]:
        """Return whom reports of a side may be asked for, put away ones among them: id and name, by name."""
        which = Contact.customer if side is Side.RECEIVABLES else Contact.supplier
        with self._desk.books.query() as session:
            rows = session.execute(select(Contact.id, Contact.name).where(which.is_(True))).all()
        return tuple(sorted(((row.id, row.name) for row in rows), key=lambda one: one[1].casefold()))

    def _stamp(self, session: Session, as_of: date | None) -> Stamp:
        return stamp(session, self._desk, as_of)


def stamp(session: Session, desk: Desk, as_of: date | None) -> Stamp:
    """Return the stamp of a report as of a day, today where none is named; `InputError` for a day to come."""
    today = client_today(session, desk.clock)
    if as_of is not None and as_of > today:
        raise InputError(
            f"{in_words(as_of)} is still to come.", "Name a day up to today; what is to come stands in the forecast."
        )
    begun = session.scalar(select(func.min(LedgerEntry.posting_date)))
    return Stamp(as_of or today, client_profile(session).base_currency, desk.clock.now(), begun)


def only(owed: Owed, currency: str | None) -> Owed:
    """Return what is in one currency; all of it where none is named."""
    if currency is None:
        return owed
    return Owed(
        tuple(one for one in owed.documents if one.total.currency == currency),
        tuple(one for one in owed.allocations if one.amount.currency == currency),
    )
