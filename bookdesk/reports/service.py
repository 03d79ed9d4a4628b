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
from bookdesk.ledger.owner import client_profile, client_today
from bookdesk.models.ledger import LedgerEntry
from bookdesk.reports.ageing import Ageing, ageing
from bookdesk.reports.backtest import BackTest, back_test
from bookdesk.reports.collection import Collection, Span, collection, outstanding_of
from bookdesk.reports.invoiceoverview import InvoiceOverview, read_overview
from bookdesk.reports.owed import Owed
from bookdesk.reports.payable import open_payables
from bookdesk.reports.receivable import open_receivables, receivables, sales
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
    """An ageing with its stamp."""

    stamp: Stamp
    side: Side
    ageing: Ageing
    definition: str = (
        "What is open, by days past the due date; a document without one is due on its own date. Credits that are not "
        "used yet stand apart. Amounts in base currency are at the rates of the documents."
    )


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
        return AgeingReport(stamp, side, ageing(owed, stamp.as_of, stamp.base))

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
        self, as_of: date | None = None, *, span: Span = _USUAL, contact_id: str | None = None
    ) -> CollectionReport:
        """Return all key figures of how customers pay, or of how one does. As `ageing`."""
        with self._desk.books.query() as session:
            stamp = self._stamp(session, as_of)
            owed = receivables(session, stamp.as_of, contact_id)
        found = collection(owed, stamp.as_of, stamp.base, span)
        return CollectionReport(stamp, span, found, stamp.gap(max(span.days, span.history)))

    def back_test(self, as_of: date | None = None, *, history: int = 365) -> BackTest:
        """Return how well expected pay dates of invoices of the last `history` days would have been. As `ageing`."""
        with self._desk.books.query() as session:
            stamp = self._stamp(session, as_of)
            owed = receivables(session, stamp.as_of)
        return back_test(owed, stamp.as_of, stamp.as_of - timedelta(days=history))

    def overview(self, as_of: date | None = None) -> tuple[Stamp, InvoiceOverview]:
        """Return the invoices by how they stand, with counts and sums. As `ageing`."""
        with self._desk.books.query() as session:
            stamp = self._stamp(session, as_of)
            return stamp, read_overview(session, stamp.as_of, stamp.base)

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
