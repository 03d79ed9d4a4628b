"""What a client has to ask for, at a glance: whom the rules of reminding reach from which day on, and what recurs.

The plan of reminders is made anew only where something it depends on was written, or the day is another one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bookdesk.core.vocabulary import MailKind
from bookdesk.invoicing.recurring import first_days_to_bill
from bookdesk.models.client import ClientProfile
from bookdesk.models.history import ChangeSet, RowChange
from bookdesk.models.mail import MailMessage, MailState
from bookdesk.receivables.deciding import Decision, decide
from bookdesk.receivables.dunningfacts import Why
from bookdesk.receivables.facts import Facts, read_facts
from bookdesk.receivables.firstday import approval_holds
from bookdesk.receivables.ladders import settings_row
from bookdesk.receivables.reminding import SOON, goes_out
from bookdesk.receivables.sending_hours import zone_of
from bookdesk.reports.content import AskingSummary, Days

_MONEY_OUT: Final = (
    *("allocation", "approval_decision", "approval_limit", "approval_step", "bill", "bill_line", "coding_rule"),
    *("commitment", "document", "document_field", "document_page", "ledger_entry", "ledger_mapping", "number_series"),
    *("paper", "payee_account", "payment", "payment_part", "payment_run", "posting", "reconciliation"),
    "supplier_layout",
)
"""Tables that no reminder and no schedule depends on: what is written to others only has both looked at again."""


@dataclass(frozen=True, slots=True)
class _State:
    """Of which state of the books something was read."""

    day: date
    change: tuple[int, str] | None
    row: int
    mails: tuple[object, ...]


class Asking:
    """What one client has to ask for, read again only where it may be another."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._known: tuple[_State, AskingSummary] | None = None

    def __call__(self, session: Session, now: datetime) -> AskingSummary:
        """Return it as of an instant; nothing of a client that is not taken on."""
        zone = session.scalar(select(ClientProfile.zone))
        if zone is None:
            return AskingSummary()
        state = _state(session, now.astimezone(zone_of(zone)).date())
        if self._known is None or not _holds(session, self._known[0], state):
            self._known = state, read_asking(session, now, state.day)
        else:
            self._known = state, self._known[1]
        return self._known[1]


def read_asking(session: Session, now: datetime, today: date) -> AskingSummary:
    """Return whom and what to ask for, by day; `today` is the client's."""
    schedules = _counted(first_days_to_bill(session, today))
    settings = settings_row(session)
    if settings is None or not settings.active:
        return AskingSummary(schedules=schedules)
    facts = read_facts(session, now)
    approved = approval_holds(facts.ladders.first_day)
    return AskingSummary(_counted(_first_days(facts, today, approved=approved).values()), approved, schedules)


def _first_days(facts: Facts, today: date, *, approved: bool) -> dict[str, date]:
    """Return by customer the first day on which something is to be written to him, as far as that is known."""
    found: dict[str, date] = {}
    for customer, day in _days(facts, decide(facts), today, approved=approved):
        found[customer] = min(day, found.get(customer, day))
    return found


def _days(facts: Facts, decision: Decision, today: date, *, approved: bool) -> Iterator[tuple[str, date]]:
    for message in decision.ready:
        yield message.customer_id, today
    rested = _rested(facts)
    for held in decision.held:
        customer = held.message.customer_id
        if goes_out(held, facts.round.now, approved=approved):
            yield customer, today
        elif held.until is not None:
            yield customer, (held.until - SOON).astimezone(zone_of(facts.round.zone)).date()
        elif held.why is Why.ALREADY_TODAY and customer in rested:
            yield customer, max(rested[customer], today + timedelta(days=1))
    for spared in decision.spared:
        if spared.again is not None:
            yield spared.invoice.customer_id, spared.again


def _rested(facts: Facts) -> dict[str, date]:
    """Return by customer the day from which on he may be reminded again after the last time."""
    found: dict[str, date] = {}
    for one in facts.reminded.sent:
        customer = facts.customers.get(one.customer_id)
        if customer is not None and not one.escalated:
            day = one.day + timedelta(days=(customer.policy or facts.round.policy).rest_days)
            found[customer.id] = max(day, found.get(customer.id, day))
    return found


def _counted(days: Iterable[date]) -> Days:
    return tuple(sorted(Counter(days).items()))


def _state(session: Session, today: date) -> _State:
    last = select(ChangeSet.position, ChangeSet.hash).order_by(ChangeSet.position.desc()).limit(1)
    change = session.execute(last).one_or_none()
    row = session.scalar(select(func.max(RowChange.seq))) or 0
    mails = (
        select(MailState.stage, func.count())
        .join(MailMessage, MailMessage.id == MailState.mail_id)
        .where(MailMessage.kind == MailKind.REMINDER)
        .group_by(MailState.stage)
    )
    return _State(
        today,
        change and (change.position, change.hash),
        row,
        tuple(tuple(one) for one in session.execute(mails.order_by(MailState.stage))),
    )


def _holds(session: Session, before: _State, now: _State) -> bool:
    """Whether what was read before is so still: the same day, the same books, and only other things written since."""
    if (before.day, before.mails) != (now.day, now.mails) or now.row < before.row:
        return False
    if before.change is not None:
        position, sealed = before.change
        if session.scalar(select(ChangeSet.hash).where(ChangeSet.position == position)) != sealed:
            return False
    since = select(RowChange.seq).where(RowChange.seq > before.row, RowChange.tbl.not_in(_MONEY_OUT)).limit(1)
    return session.scalar(since) is None
