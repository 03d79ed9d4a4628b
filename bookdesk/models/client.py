"""The client whose books these are: who he is, in which currency and zone he lives, and what he has decided."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.orm import Mapped

from bookdesk.models.base import Books, ClientBase
from bookdesk.models.columns import Currency, Day, member, one_of


class PushPayments(StrEnum):
    """When a payment is offered to the accounting system."""

    AT_RELEASE = "at release"
    AT_CLEARING = "at clearing"


class LockSource(StrEnum):
    """Who closed a period."""

    PERSON = "person"
    LEDGER = "ledger"


class ClientProfile(Books, ClientBase):
    """The one row that describes the client. `tax_id` is his own ABN or VAT id, never taken for a supplier's."""

    __tablename__ = "client_profile"
    __extra__ = (one_of("push_payments", PushPayments),)

    name: Mapped[str]
    legal_name: Mapped[str]
    country: Mapped[str]
    base_currency: Mapped[Currency]
    zone: Mapped[str]
    tax_id: Mapped[str | None]
    push_payments: Mapped[PushPayments] = member(PushPayments, default=PushPayments.AT_RELEASE)


class PeriodLock(Books, ClientBase):
    """Nothing is posted on or before `locked_through`; the database refuses it."""

    __tablename__ = "period_lock"
    __extra__ = (one_of("source", LockSource),)

    locked_through: Mapped[Day]
    source: Mapped[LockSource] = member(LockSource)
    note: Mapped[str]
