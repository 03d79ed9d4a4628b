"""A document as its reader sees it: rows and what is in the envelope, made into a view, remembered until it changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod
from bookdesk.gateways.amounts import is_taken, parts
from bookdesk.gateways.catalogue import limits
from bookdesk.protocol.commands import SetTenant
from bookdesk.protocol.contents import PaperContent
from bookdesk.protocol.events import AttemptState
from bookdesk.protocol.words import PaperKind, PaperState
from bookdesk.server import tenants
from bookdesk.server.collecting.attempts import live, payable_now
from bookdesk.server.collecting.putback import RESTORED, PutBack, hold, put_back, read_mark, told
from bookdesk.server.customers.standing import LIVE, Facts, standing
from bookdesk.server.heart import Heart
from bookdesk.server.storage.base import day, moment
from bookdesk.server.storage.moneytables import AttemptRow, PaymentRow
from bookdesk.server.storage.tables import DocumentRow, ReceiptRow, TenantRow
from bookdesk.server.storage.unchanged import UntilCommit
from bookdesk.server.views import (
    BankDetails,
    BankField,
    DocumentKind,
    DocumentView,
    FirmView,
    HoldView,
    LineView,
    LiveView,
    MethodOffer,
    PaymentView,
    TaxView,
)

_REMEMBERED: Final = 2000
_IN_FLIGHT: Final = frozenset({AttemptState.PROCESSING, AttemptState.UNKNOWN, AttemptState.CREATED})
_HEAD: Final = text(
    "SELECT document.state, document.version, document.revision, document.as_of, document.untold,"
    " tenant.settings, tenant.gateway,"
    " (SELECT value FROM meta WHERE name = :restored) AS restored,"
    " (SELECT value FROM meta WHERE name = :read) AS read_at"
    " FROM document JOIN tenant ON tenant.id = document.tenant"
    " WHERE document.tenant = :tenant AND document.id = :document"
)

Key = tuple[str, str, str, str, int, int, date, bool, HoldView | None]


@dataclass
class Showing:
    """Makes views; those of documents that did not change are remembered."""

    heart: Heart
    _known: OrderedDict[Key, DocumentView] = field(default_factory=OrderedDict)
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _heads: UntilCommit[tuple[str, str], Row[Any] | None] = field(init=False)

    def __post_init__(self) -> None:
        """Remember heads until anybody commits."""
        self._heads = UntilCommit(self.heart.store.commits)

    def view(self, tenant: str, document: str) -> DocumentView | None:
        """Return a document as it stands now; None for one that is gone."""
        head = self._heads.get((tenant, document), lambda: self._head(tenant, document))
        if head is None or head.state == PaperState.WITHDRAWN:
            return None
        with self._guard:
            key = self._key(head, (tenant, document, head.settings, head.gateway), told(head.restored, head.read_at))
            known = self._known.get(key)
        return known or self._anew(tenant, document)

    def _head(self, tenant: str, document: str) -> Row[Any] | None:
        with self.heart.store.looking() as connection:
            named = {"tenant": tenant, "document": document, "restored": RESTORED, "read": read_mark(tenant)}
            return connection.execute(_HEAD, named).one_or_none()

    def _anew(self, tenant: str, document: str) -> DocumentView | None:
        """Make a view and remember it under the very rows that it was made of."""
        with self.heart.store.reading() as session:
            row, owner = session.get(DocumentRow, (tenant, document)), session.get(TenantRow, tenant)
            if row is None or owner is None:
                return None
            key = self._key(row, (tenant, document, owner.settings, owner.gateway), put_back(session, tenant))
            view = self._made(session, row, owner, key[6], stale=key[7])
            held = replace(view, hold=key[8], holds_until=None) if view.methods and key[8] is not None else view
            return self._remembered(key, held)

    def _key(self, head: Row[Any] | DocumentRow, whose: tuple[str, str, str, str], restored: PutBack | None) -> Key:
        settings, now = tenants.known_settings(whose[2]), self.heart.now()
        today = now.astimezone(tenants.zone_of(settings)).date()
        stale = now - moment(head.as_of) > timedelta(days=settings.fresh_days)
        return (*whose, head.version, head.revision, today, stale, hold(restored, now, untold=bool(head.untold)))

    def content(self, owner: TenantRow, row: DocumentRow) -> PaperContent:
        """Return what is in a document's envelope."""
        where = tenants.paper_place(row.tenant, row.id, row.version)
        return tenants.read(self.heart.keys, owner, PaperContent, tenants.envelope(row.envelope), where)

    def _remembered(self, key: Key, view: DocumentView) -> DocumentView:
        with self._guard:
            self._known[key] = view
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return view

    def _made(self, session: Session, row: DocumentRow, owner: TenantRow, today: date, *, stale: bool) -> DocumentView:
        settings, content = tenants.settings(owner), self.content(owner, row)
        attempt = live(session, row.tenant, row.id)
        kind, payable = PaperKind(row.kind), payable_now(session, row)
        late = row.due is not None and row.due < today.isoformat()
        state = AttemptState(attempt.state) if attempt else None
        facts = Facts(kind, PaperState(row.state), row.amount, payable, late, bool(row.disputed), state)
        in_flight = attempt.amount if attempt is not None and state in _IN_FLIGHT else 0
        money = Money(max(0, payable - in_flight), row.currency)
        online = kind is PaperKind.INVOICE and bool(owner.gateway)
        taken = limits(owner.gateway, row.currency)
        choice = parts(taken, money) if online and settings.part_payment and money else None
        return DocumentView(
            kind=DocumentKind(row.kind),
            number=row.number,
            standing=standing(facts),
            firm=firm(content, settings),
            to=(content.buyer.name, *content.buyer.address),
            issued=day(row.issued),
            total=Money(row.amount, row.currency),
            payable=money,
            as_of=moment(row.as_of),
            due=day(row.due) if row.due else None,
            overdue=late and payable > 0,
            stale=stale,
            paid=_paid(row, payable, content),
            credited=content.credited,
            note=content.note,
            lines=_lines(content),
            taxes=tuple(TaxView(tax.label, tax.amount) for tax in content.taxes),
            payments=_payments(session, row, content, settings),
            methods=tuple(MethodOffer(method) for method in settings.methods) if online else (),
            minimum=choice[0] if choice else None,
            maximum=choice[1] if choice else None,
            untaken=online and bool(money) and not is_taken(taken, money),
            bank=_bank(content, row),
            live=_live(attempt),
            paper=content.pdf is not None,
            until=day(row.due) if row.due and kind is PaperKind.ESTIMATE else None,
            answered_by=row.answered_by,
            answered_at=moment(row.answered_at) if row.answered_at else None,
            version=row.version,
            keepable=online and settings.auto_pay,
            holds_until=_holds_until(row, settings, today, stale=stale),
        )


def _holds_until(row: DocumentRow, settings: SetTenant, today: date, *, stale: bool) -> datetime:
    """Return when a day begins where the firm is, or what it told becomes too old, whichever is first."""
    tomorrow = datetime.combine(today + timedelta(days=1), time(), tenants.zone_of(settings)).astimezone(UTC)
    return tomorrow if stale else min(tomorrow, moment(row.as_of) + timedelta(days=settings.fresh_days))


def firm(content: PaperContent, settings: SetTenant) -> FirmView:
    """Return who asks for the money."""
    seller = content.seller
    mail, phone = seller.mail or None, seller.phone or None
    said = settings.contact_line
    return FirmView(settings.display_name, seller.address, mail, phone, settings.zone, contact=said)


def _paid(row: DocumentRow, payable: int, content: PaperContent) -> Money | None:
    credited = content.credited.minor if content.credited else 0
    paid = row.amount - credited - payable
    return Money(paid, row.currency) if row.kind == PaperKind.INVOICE and paid > 0 else None


def _lines(content: PaperContent) -> tuple[LineView, ...]:
    numbered = enumerate(content.lines, 1)
    return tuple(LineView(n, one.text, one.amount, one.quantity, one.unit, one.price) for n, one in numbered)


def _payments(
    session: Session, row: DocumentRow, content: PaperContent, settings: SetTenant
) -> tuple[PaymentView, ...]:
    """Return the payments that the desk booked, and those of which only the gateway or a receipt told yet."""
    query = select(ReceiptRow).where(ReceiptRow.tenant == row.tenant, ReceiptRow.document == row.id)
    there = session.scalars(query).all()
    receipts = frozenset(one.receipt for one in there)
    booked = [
        PaymentView(one.payment, one.day, one.amount, one.method, one.payment in receipts) for one in content.payments
    ]
    known = {view.id for view in booked}
    own = select(PaymentRow).where(PaymentRow.tenant == row.tenant, PaymentRow.document == row.id)
    told = session.scalars(own.order_by(PaymentRow.at)).all()
    zone = tenants.zone_of(settings)
    standing = [one for one in told if one.returned is None and one.id not in known]
    heard = [_heard(one, moment(one.at).astimezone(zone), receipts) for one in standing]
    known |= {one.id for one in told}
    entered = [_entered(one) for one in there if one.receipt not in known]
    return tuple(sorted((*booked, *heard, *entered), key=lambda view: (view.day, view.id)))


def _entered(row: ReceiptRow) -> PaymentView:
    """Return a payment that the desk entered since it published the document: its receipt says it."""
    return PaymentView(row.receipt, date.fromisoformat(row.paid), Money(row.amount, row.currency), None, receipt=True)


def _heard(row: PaymentRow, at: datetime, receipts: frozenset[str]) -> PaymentView:
    method = PayMethod(row.method) if row.method else None
    return PaymentView(row.id, at.date(), Money(row.amount, row.currency), method, row.id in receipts)


def _bank(content: PaperContent, row: DocumentRow) -> BankDetails | None:
    if not content.bank:
        return None
    fields = tuple((BankField(detail.field), detail.value) for detail in content.bank)
    return BankDetails(fields, content.bank_reference or row.number)


def _live(attempt: AttemptRow | None) -> LiveView | None:
    if attempt is None:
        return None
    method = PayMethod(attempt.method) if attempt.method else None
    state = LIVE[AttemptState(attempt.state)]
    return LiveView(Money(attempt.amount, attempt.currency), state, moment(attempt.begun), method)
