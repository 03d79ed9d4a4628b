"""What is known before a pay link is made: what is owed, what it would cost, and how the last attempt stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import AttemptState, PayMethod
from bookdesk.gateways.fees import Expected, FeeTable, expected, in_force
from bookdesk.ledger.receivable import open_invoices
from bookdesk.models.contact import Contact
from bookdesk.models.gateway import CollectionAttempt, GatewayConnection
from bookdesk.receivables.online.collecting import invoice_in, payable
from bookdesk.receivables.online.settings import wishes_in


@dataclass(frozen=True, slots=True)
class Attempted:
    """An attempt as it is shown: while it is `live`, money may still come of it and no other is begun."""

    state: AttemptState
    amount: Money
    live: bool
    url: str | None
    until: datetime | None
    why: str | None


@dataclass(frozen=True, slots=True)
class LinkAsked:
    """What a pay link could ask for. `payable` is the next part, or all that is open less a discount earned.

    `fees` are those of today, `methods` the offered ones. `live` says that real money moves; None without an account.
    """

    invoice_id: str
    number: str
    customer: str
    open: Money
    payable: Money
    methods: tuple[PayMethod, ...]
    fees: FeeTable | None
    attempt: Attempted | None
    live: bool | None

    def expected(self, amount: Money) -> Mapping[PayMethod, Expected]:
        """Return what is expected to be taken of an amount, by the methods that are offered and whose fee is known."""
        if self.fees is None or amount.minor <= 0:
            return {}
        offered = self.methods or tuple(dict.fromkeys(rate.method for rate in self.fees.rates))
        found = {method: expected(self.fees, amount, method) for method in offered}
        return {method: one for method, one in found.items() if one is not None}


def link_asked(session: Session, invoice_id: str, day: date) -> LinkAsked:
    """Return what is known before a link is made; `NotFound` for what is no invoice."""
    invoice, wishes = invoice_in(session, invoice_id), wishes_in(session)
    connection = session.scalars(select(GatewayConnection)).one_or_none()
    return LinkAsked(
        invoice.id,
        invoice.number or "",
        session.get_one(Contact, invoice.contact_id).name,
        open_invoices(session, [invoice])[invoice.id],
        payable(session, invoice, day),
        wishes.methods,
        in_force(wishes.fees, day),
        last_attempt(session, invoice_id),
        connection.live if connection is not None else None,
    )


def last_attempt(session: Session, invoice_id: str) -> Attempted | None:
    """Return the attempt of which money may still come, else the last one there was."""
    query = select(CollectionAttempt).where(CollectionAttempt.invoice_id == invoice_id)
    order = (CollectionAttempt.live.desc(), CollectionAttempt.made_at.desc(), CollectionAttempt.id.desc())
    row = session.scalars(query.order_by(*order).limit(1)).one_or_none()
    if row is None:
        return None
    return Attempted(row.state, row.money, row.live, row.url, row.expires_at, row.why)
