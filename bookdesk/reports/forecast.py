"""The forecast of one client: a cash curve for each currency with a bank account, from what is in the books."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bookdesk.core.dates import in_words
from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money, total
from bookdesk.ledger.balances import account_balance
from bookdesk.models.account import Account, AccountRole
from bookdesk.models.invoice import Invoice, InvoiceStatus
from bookdesk.reports.backtest import BackTest, back_test
from bookdesk.reports.cashcurve import CashCurve, Given, LeftOut, Moving, Placing, cash_curve
from bookdesk.reports.commitments import Commitment
from bookdesk.reports.commitmentservice import read_commitments
from bookdesk.reports.expecting import covered, promised, to_be_invoiced
from bookdesk.reports.openbills import OpenBills, read_open_bills
from bookdesk.reports.owed import Document, Owed, positions
from bookdesk.reports.paydates import Expected, expected, lags
from bookdesk.reports.paying import paid_by
from bookdesk.reports.receivable import receivables
from bookdesk.reports.service import Stamp, stamp
from bookdesk.reports.starts import BankStart, BankStarts, ComingInvoices, Upcoming
from bookdesk.store.desk import Desk

_HISTORY = 365
"""Days of invoices that the back-test looks at."""
_USUAL = Placing()
_DRAFTS = select(func.count()).select_from(Invoice).where(Invoice.status == InvoiceStatus.DRAFT)


@dataclass(frozen=True, slots=True)
class Curve:
    """The curve of one currency with the accounts it begins from."""

    currency: str
    starts: tuple[BankStart, ...]
    curve: CashCurve


@dataclass(frozen=True, slots=True)
class Forecast:
    """The curves, base currency first; how good expected pay dates were; and what is to be known of it, in sentences.

    What is in a currency without a bank account is among `left_out` of the first curve.
    """

    stamp: Stamp
    curves: tuple[Curve, ...]
    back_test: BackTest
    remarks: tuple[str, ...]
    definition: str = (
        "Begins with what the bank showed last. Bills move on their due date or the day of their payment run, invoices "
        "when their customers usually pay, commitments on their days. The low line has every customer pay on the last "
        "day of his range, the high one on the first; four in five should pay within it."
    )


class ForecastService:
    """The forecast of one client, made anew each time it is asked for."""

    def __init__(self, desk: Desk, starts: BankStarts, coming: ComingInvoices) -> None:
        """Read at `desk`; `starts` tells how the bank accounts stand, `coming` what schedules will invoice."""
        self._desk, self._starts, self._coming = desk, starts, coming

    def forecast(self, placing: Placing = _USUAL) -> Forecast:
        """Return the days after today.

        Raises:
            RuleBroken: the client has no bank account to begin from.
        """
        with self._desk.books.query() as session:
            stamped = stamp(session, self._desk, None)
            today = stamped.as_of
            every = self._starts(session, today)
            starts = [one for one in every if not one.card]
            cards = [one for one in every if one.card and one.balance]
            if not starts:
                raise RuleBroken("There is no bank account in use to begin from.", "Take the bank account on first.")
            owed, bills = receivables(session, today), read_open_bills(session, today)
            coming = self._coming(session, today, today + timedelta(days=placing.days))
            invoices, left_out = _invoices(session, owed, coming, today)
            found = _Found(bills, invoices, (*left_out, *bills.left_out, *map(_card, cards)), read_commitments(session))
            held = _held(session, stamped.base, today)
            drafts = session.scalar(_DRAFTS) or 0
        curves = tuple(_curves(found, starts, held, stamped.base, today, placing))
        tested = back_test(owed, today, today - timedelta(days=_HISTORY))
        return Forecast(stamped, curves, tested, tuple(_remarks(starts, bills.drafts, drafts)))


@dataclass(frozen=True, slots=True)
class _Found:
    """What the books hold of the time to come, in all currencies."""

    bills: OpenBills
    invoices: Sequence[Expected]
    left_out: Sequence[LeftOut]
    commitments: Sequence[Commitment]


def _invoices(
    session: Session, owed: Owed, coming: Sequence[Upcoming], today: date
) -> tuple[list[Expected], list[LeftOut]]:
    """Return what is expected of invoices, open ones and those to come, and what credits cover of them."""
    promises = dict(
        session.execute(select(Invoice.id, Invoice.promised_until).where(Invoice.promised_until.is_not(None))).all()
    )
    open_ = [promised(one, promises.get(one.document.record), today) for one in expected(owed, today)]
    credits_: dict[tuple[str, str], int] = defaultdict(int)
    for one in positions(owed, today):
        credits_[one.document.contact, one.document.total.currency] += one.unapplied
    names = {one.contact: one.who for one in owed.documents}
    invoices, left_out = covered(open_, credits_, names)
    return invoices + to_be_invoiced([_to_come(one) for one in coming], lags(paid_by(owed, today)), today), left_out


def _to_come(one: Upcoming) -> Document:
    return Document(one.id, one.contact_id, one.schedule, one.day, one.due, one.amount, name=one.contact)


def _card(one: BankStart) -> LeftOut:
    why = "The balance of a card: it leaves the bank when the card is settled."
    return LeftOut(one.account_id, one.name, one.balance, why)


def _held(session: Session, base: str, today: date) -> Moving | None:
    """Return cash and cheques that were not taken to the bank yet."""
    account = session.scalar(select(Account.id).where(Account.role == AccountRole.UNDEPOSITED_FUNDS))
    held = account_balance(session, account, base, today) if account else Money.zero(base)
    return Moving(account or "", "Cash and cheques not banked yet", held) if held else None


def _curves(  # noqa: PLR0913, PLR0917 - what is found, and where and when it is placed
    found: _Found, starts: Sequence[BankStart], held: Moving | None, base: str, today: date, placing: Placing
) -> Iterator[Curve]:
    by_currency: dict[str, list[BankStart]] = defaultdict(list)
    for one in starts:
        by_currency[one.balance.currency].append(one)
    currencies = sorted(by_currency, key=lambda currency: (currency != base, currency))
    for currency in currencies:
        elsewhere = set(currencies) - {currency}
        mine = _without(found, elsewhere) if currency == currencies[0] else _only(found, currency)
        moving = tuple(one for start in by_currency[currency] for one in start.moving)
        if held is not None and currency == currencies[0]:
            moving = (*moving, held)
        given = Given(
            total((one.balance for one in by_currency[currency]), currency),
            min(max(one.day for one in by_currency[currency]), today),
            moving,
            mine.bills.bills,
            tuple(mine.invoices),
            tuple(mine.commitments),
            tuple(mine.left_out),
        )
        yield Curve(currency, tuple(by_currency[currency]), cash_curve(given, today, placing))


def _only(found: _Found, currency: str) -> _Found:
    return _chosen(found, lambda one: one == currency)


def _without(found: _Found, currencies: Collection[str]) -> _Found:
    """Return what belongs to none of these: what no account has a currency for is told apart in this curve."""
    return _chosen(found, lambda one: one not in currencies)


def _chosen(found: _Found, wanted: Callable[[str], bool]) -> _Found:
    bills = tuple(one for one in found.bills.bills if wanted(one.open.currency))
    return _Found(
        OpenBills(bills, found.bills.left_out, found.bills.drafts),
        [one for one in found.invoices if wanted(one.document.total.currency)],
        [one for one in found.left_out if wanted(one.amount.currency)],
        [one for one in found.commitments if wanted(one.amount.currency)],
    )


def _remarks(starts: Sequence[BankStart], draft_bills: int, draft_invoices: int) -> Iterator[str]:
    for one in starts:
        if one.proven_to is None:
            yield f"No balance of the bank proves the lines of {one.name}; they are taken as they were imported."
        elif not one.proven:
            yield (
                f"The bank's balances prove the lines of {one.name} to {in_words(one.proven_to)}; those to "
                f"{in_words(one.day)} are taken as they were imported."
            )
        if one.unmatched:
            yield (
                f"{_number(one.unmatched, 'line')} not matched at {one.name}, {one.unmatched_sum} in sum: what they "
                "paid may be counted twice."
            )
    if draft_bills:
        yield f"{_number(draft_bills, 'bill')} not reviewed yet and not in it."
    if draft_invoices:
        yield f"{_number(draft_invoices, 'invoice')} not issued yet and not in it."


def _number(count: int, noun: str) -> str:
    return f"1 {noun} is" if count == 1 else f"{count} {noun}s are"
