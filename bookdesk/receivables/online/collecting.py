"""Pay links: an attempt begun under the lease, its page opened at the gateway, closed there when it is not wanted.

The lease is committed before the gateway is asked, and given back by what the gateway says only. A call whose answer
was lost leaves the attempt unknown; the next look finds it by its reference.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from bookdesk.core.clock import Clock
from bookdesk.core.errors import Conflict, NotFound, RuleBroken, Unreachable
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import AttemptState
from bookdesk.gateways.catalogue import require_taken
from bookdesk.gateways.port import AnswerLost, Gateway, NewSession, Refused
from bookdesk.gateways.port import Session as Told
from bookdesk.ledger.discounting import discount_if_paid
from bookdesk.ledger.instalments import next_part
from bookdesk.ledger.owner import client_today
from bookdesk.ledger.receivable import open_invoices, plans_of
from bookdesk.models.gateway import CollectionAttempt
from bookdesk.models.invoice import Invoice, InvoiceKind, InvoiceStatus
from bookdesk.receivables.online import attempts
from bookdesk.receivables.online.clearing import methods_of, settings_of
from bookdesk.receivables.online.connection import connection_in
from bookdesk.receivables.online.underway import being_paid
from bookdesk.receivables.portal.tenancy import is_on
from bookdesk.store.desk import Desk
from bookdesk.store.errors import StaleRecord

LASTS: Final = timedelta(hours=23)
"""How long a page is asked to live; a day is the most that Stripe gives, less what clocks may differ by."""
STILL_GOOD: Final = timedelta(hours=12)
"""A page that lives at least so long is handed out again instead of a new one."""
KEYS_LIVE: Final = timedelta(hours=20)
"""How long a gateway surely still knows a key (Stripe: a day at least), with room for clocks."""
GIVEN_UP: Final = timedelta(hours=24)
"""After so long a session that the gateway does not know was never opened: no request takes so long."""


@dataclass(frozen=True, slots=True)
class PayLink:
    """A page on which an invoice is paid: until when it is good, and of how much it asks."""

    attempt_id: str
    invoice_id: str
    amount: Money
    url: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Pages:
    """Where a customer comes to from the gateway's page, done or not, and what it says beside the amount."""

    done_url: str
    back_url: str
    title: Callable[[Invoice], str]


class Collecting:
    """Pay links of one client's invoices, with his gateway opened."""

    def __init__(self, desk: Desk, gateway: Gateway, pages: Pages) -> None:
        """Work at `desk`; `pages` are the firm's own."""
        self._desk, self._gateway, self._pages = desk, gateway, pages

    def link(self, invoice_id: str, amount: Money | None = None) -> PayLink:
        """Return the page on which an invoice is paid: the one that is open and right, else a new one.

        `Conflict` while a payment is under way or not booked yet, `RuleBroken` where nothing is to be paid, `Refused`
        and `Unreachable` as the gateway says; `AnswerLost` leaves an attempt that the next look settles.
        """
        live = self._live(invoice_id)
        if live is not None:
            live = self._read_anew(live)
            if self._is_good(live, self._wanted(invoice_id, amount)):
                return _link(live)
            self.close(invoice_id)
        row = self._begin(invoice_id, amount)
        return _link(self._open(row))

    def _read_anew(self, row: CollectionAttempt) -> CollectionAttempt:
        """Read what is under way, so that nobody is sent to a page that was paid just now.

        One that the gateway does not know is asked for again under its own key, which is carried out once; what is
        refused or not answered then leaves it unknown: the first request may still have been carried out.
        """
        if row.at_portal or row.state is AttemptState.PROCESSING:
            return row
        row = self.refresh(row.id)
        asked_lately = self._desk.clock.now() - row.made_at < KEYS_LIVE
        if row.state is AttemptState.UNKNOWN and row.session_id is None and asked_lately:
            row = self._take(row.id, self._gateway.create_session(self._new(row)))
        return row

    def close(self, invoice_id: str) -> AttemptState | None:
        """Close the page of an invoice at the gateway, and return what became of the attempt: it may have been paid.

        None where there is none. `Conflict` where a payment is under way: only its outcome ends it.
        """
        row = self._live(invoice_id)
        if row is None:
            return None
        if row.at_portal:
            raise Conflict("The customer is paying this invoice at the pay portal.", "Wait for what becomes of it.")
        row = self.refresh(row.id)
        if row.state is AttemptState.PROCESSING:
            raise Conflict(
                f"A payment of {row.money} is under way at the customer's bank.",
                "Wait for its outcome; it may take days.",
            )
        if row.state is AttemptState.UNKNOWN:
            raise Unreachable("The gateway did not say whether the last page was opened.", "Try again later.")
        if row.live and row.session_id is not None:
            row = self._take(row.id, self._gateway.expire_session(row.session_id))
        return row.state

    def refresh(self, attempt_id: str) -> CollectionAttempt:
        """Read an attempt at the gateway and return it as it is now."""
        with self._desk.books.query() as session:
            row = session.get_one(CollectionAttempt, attempt_id)
        if not row.live:
            return row
        if row.session_id is not None:
            return self._take(row.id, self._gateway.get_attempt(row.session_id))
        found = self._gateway.find_attempt(row.reference, row.made_at - timedelta(minutes=10))
        if found is not None:
            return self._take(row.id, found)
        if self._desk.clock.now() - row.made_at > GIVEN_UP:
            return self._move(row.id, AttemptState.CANCELLED, "The gateway never opened it.")
        return self._move(row.id, AttemptState.UNKNOWN, row.why)

    def tidy(self) -> int:
        """Read attempts whose end is due or unknown, and close pages of what is not owed any more; returns how many."""
        with self._desk.books.query() as session:
            rows = [row for row in attempts.live_attempts(session) if self._is_due(session, row)]
        for row in rows:
            now = self.refresh(row.id)
            if now.state is AttemptState.OPEN and now.session_id is not None and not self._is_owed(now):
                self._take(now.id, self._gateway.expire_session(now.session_id))
        return len(rows)

    def _is_due(self, session: Session, row: CollectionAttempt) -> bool:
        if row.at_portal:
            return False  # the portal reads and closes its own
        if row.state in {AttemptState.UNKNOWN, AttemptState.CREATED}:
            return True
        ended = row.expires_at is not None and row.expires_at <= self._desk.clock.now()
        return row.state is AttemptState.OPEN and (ended or not _owed(session, row))

    def _is_owed(self, row: CollectionAttempt) -> bool:
        with self._desk.books.query() as session:
            return _owed(session, row)

    def _live(self, invoice_id: str) -> CollectionAttempt | None:
        with self._desk.books.query() as session:
            return attempts.live_attempt(session, invoice_id)

    def _wanted(self, invoice_id: str, amount: Money | None) -> Money:
        with self._desk.books.query() as session:
            invoice = invoice_in(session, invoice_id)
            if amount is not None:
                _require_owed(session, invoice, amount)  # a page that is good is not closed for one that cannot be
            return _asked_for(session, invoice, amount, self._desk.clock)

    def _is_good(self, row: CollectionAttempt, wanted: Money) -> bool:
        lasts = row.expires_at is None or row.expires_at - self._desk.clock.now() >= STILL_GOOD
        return row.state is AttemptState.OPEN and row.url is not None and row.money == wanted and lasts

    def _begin(self, invoice_id: str, amount: Money | None) -> CollectionAttempt:
        """Take the lease, after a last look at what is owed in the same transaction."""
        with self._desk.books.upkeep() as session:
            invoice = invoice_in(session, invoice_id)
            wanted = _asked_for(session, invoice, amount, self._desk.clock)
            _require_owed(session, invoice, wanted)
            _require_unpaid(session, invoice)
            if is_on(session):
                raise RuleBroken(
                    "This client's customers pay at the pay portal, which opens the pages itself.",
                    "Send them the portal's link.",
                    command="bookdesk portal link INVOICE",
                )
            if attempts.live_attempt(session, invoice_id) is not None:
                raise StaleRecord("Another page for this invoice was opened meanwhile.", "Use that one.")
            connection = connection_in(session)
            require_taken(connection.gateway, wanted)
            return attempts.begun(
                session,
                connection,
                invoice_id,
                wanted,
                by=self._desk.actor.user,
                at=self._desk.clock.now(),
            )

    def _open(self, row: CollectionAttempt) -> CollectionAttempt:
        try:
            return self._take(row.id, self._gateway.create_session(self._new(row)))
        except AnswerLost as lost:
            self._move(row.id, AttemptState.UNKNOWN, str(lost))
            raise
        except (Refused, Unreachable) as undone:
            self._move(row.id, AttemptState.CANCELLED, str(undone))
            raise

    def _new(self, row: CollectionAttempt) -> NewSession:
        with self._desk.books.query() as session:
            invoice, methods = invoice_in(session, row.invoice_id), methods_of(settings_of(session))
        return NewSession(
            key=row.key,
            reference=row.reference,
            amount=row.money,
            description=self._pages.title(invoice),
            done_url=self._pages.done_url,
            back_url=self._pages.back_url,
            methods=methods,
            expires_at=row.made_at + LASTS,
            language=invoice.language,
        )

    def _take(self, attempt_id: str, told: Told) -> CollectionAttempt:
        with self._desk.books.upkeep() as session:
            row = session.get_one(CollectionAttempt, attempt_id)
            attempts.take(row, told, self._desk.clock.now())
        return row

    def _move(self, attempt_id: str, state: AttemptState, why: str | None) -> CollectionAttempt:
        with self._desk.books.upkeep() as session:
            row = session.get_one(CollectionAttempt, attempt_id)
            attempts.move(row, state, why)
        return row


def payable(session: Session, invoice: Invoice, day: date) -> Money:
    """Return what is to be paid of an invoice on a day: its next part, or all that is open less a discount earned."""
    left = open_invoices(session, [invoice])[invoice.id]
    plan = plans_of(session, [invoice.id]).get(invoice.id, [])
    part = next_part(plan, invoice.claim.minor - left.minor)
    if part is not None:
        return Money(part[1], invoice.currency)
    return left - discount_if_paid(session, invoice, day)


def invoice_in(session: Session, invoice_id: str) -> Invoice:
    """Return an invoice; `NotFound`."""
    found = session.get(Invoice, invoice_id)
    if found is None or found.kind is not InvoiceKind.INVOICE:
        raise NotFound("There is no such invoice.", "Refresh the list: it may have been deleted.")
    return found


def _require_owed(session: Session, invoice: Invoice, wanted: Money) -> None:
    number = invoice.number or invoice.id
    left = open_invoices(session, [invoice])[invoice.id]
    if invoice.status is not InvoiceStatus.ISSUED or left.minor <= 0:
        raise RuleBroken(f"Nothing is open of invoice {number}.", "A pay link is made for what is owed.")
    if wanted.currency != left.currency or not 0 < wanted.minor <= left.minor:
        raise RuleBroken(f"Of invoice {number} {left} is open, not {wanted}.", "Ask for no more than what is open.")


def _require_unpaid(session: Session, invoice: Invoice) -> None:
    """Refuse an invoice that was paid online and is not booked so yet: a second page would be paid a second time.

    The page that was closed a moment ago may be one that was paid.
    """
    paid = being_paid(session).get(invoice.id)
    if paid is not None:
        raise Conflict(f"Invoice {invoice.number or invoice.id} is being paid. {paid}", "Look at what came of it.")


def _asked_for(session: Session, invoice: Invoice, amount: Money | None, clock: Clock) -> Money:
    """Return what a page is to ask for: an amount that was named, nothing included, or what is to be paid next."""
    return payable(session, invoice, client_today(session, clock)) if amount is None else amount


def _owed(session: Session, row: CollectionAttempt) -> bool:
    """Return whether what a page asks for is still owed."""
    invoice = invoice_in(session, row.invoice_id)
    left = open_invoices(session, [invoice])[invoice.id]
    return invoice.status is InvoiceStatus.ISSUED and row.amount <= left.minor


def _link(row: CollectionAttempt) -> PayLink:
    if row.state is not AttemptState.OPEN or row.url is None:
        raise Conflict(f"The page of this invoice is {row.state} already.", "Look at what became of it.")
    return PayLink(row.id, row.invoice_id, row.money, row.url, row.expires_at)
