"""Everything of one customer: his documents, his statement, his kept methods, his consent."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod
from bookdesk.protocol.contents import StatementContent, StatementRow
from bookdesk.protocol.events import Event, MethodRemoved
from bookdesk.protocol.words import PaperState
from bookdesk.server import tenants
from bookdesk.server.collecting.consents import end_consent, end_method, give_consent, valid_consent
from bookdesk.server.customers.showing import Showing
from bookdesk.server.heart import Heart
from bookdesk.server.pages.port import AccountGrant
from bookdesk.server.storage import tables
from bookdesk.server.storage.base import moment, stamp
from bookdesk.server.storage.moneytables import ConsentRow, MethodRow
from bookdesk.server.storage.tables import DocumentRow, TenantRow
from bookdesk.server.telling import tell
from bookdesk.server.views import (
    AccountView,
    ConsentView,
    DocumentKind,
    DocumentView,
    FirmView,
    HistoryRow,
    PaperFile,
    SavedMethod,
)
from bookdesk.server.views import DocumentRow as ListedDocument

MOST_ROWS = 500
"""Rows of history that one page shows."""
_RISKY = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula at the beginning of a text."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """Shows accounts, and keeps what customers change in them."""

    heart: Heart
    showing: Showing

    def account(self, grant: AccountGrant) -> AccountView:
        """Return everything of the customer."""
        with self.heart.store.reading() as session:
            owner = tenants.held(session, grant.tenant)
            statement = self._statement(session, owner, grant.customer)
            own = (DocumentRow.tenant == grant.tenant, DocumentRow.customer == grant.customer)
            query = select(DocumentRow.id).where(*own, DocumentRow.state != PaperState.WITHDRAWN)
            names = list(session.scalars(query.order_by(DocumentRow.issued.desc(), DocumentRow.id).limit(MOST_ROWS)))
            methods, consent = _kept(session, grant)
        views = {name: view for name in names if (view := self.showing.view(grant.tenant, name)) is not None}
        return _account(owner, views, statement, methods, consent, self.heart.now())

    def statement(self, grant: AccountGrant, first: date, last: date, kind: str) -> PaperFile | None:
        """Return the statement: as the desk made it (`pdf`), or its rows of a period (`csv`)."""
        with self.heart.store.reading() as session:
            found = self._statement(session, tenants.held(session, grant.tenant), grant.customer)
        if found is None:
            return None
        if kind == "csv":
            rows = [row for row in found.rows if first <= row.day <= last]
            return PaperFile("statement.csv", "text/csv", as_csv(rows))
        if found.pdf is None:
            return None
        return PaperFile(found.pdf_name or "statement.pdf", "application/pdf", base64.b64decode(found.pdf))

    def remove_method(self, grant: AccountGrant, method: str) -> bool:
        """Use a kept method no more, and have the gateway let it go; False for anybody else's."""
        now = self.heart.now()
        with self.heart.store.writing() as session:
            row = _method(session, grant, method)
            if row is None:
                return False
            ended = end_method(session, row, now)
            row.let_go = stamp(now)
            tell(
                session,
                grant.tenant,
                [MethodRemoved(row.id, row.customer, "removed by the customer", now), *ended],
                now,
            )
            return True

    def give_consent(self, grant: AccountGrant, method: str, words: str, version: str) -> bool:
        """Record a consent in its exact words; False for a method that is not his, or where none is asked for."""
        now = self.heart.now()
        with self.heart.store.writing() as session:
            self.heart.store.exclusive(session, f"consents of {grant.tenant}/{grant.customer}")
            row = _method(session, grant, method)
            if row is None or not tenants.settings(tenants.held(session, grant.tenant)).auto_pay:
                return False
            named = {"tenant": grant.tenant, "customer": grant.customer, "contact": grant.contact, "method": row.id}
            said = {"wording": words, "wording_version": version, "locale": grant.locale.replace("_", "-")}
            consent = ConsentRow(id=self.heart.fresh(), **named, **said)
            tell(session, grant.tenant, give_consent(session, consent, PayMethod(row.kind), now), now)
            return True

    def revoke_consent(self, grant: AccountGrant) -> None:
        """End the consent."""
        now = self.heart.now()
        with self.heart.store.writing() as session:
            row = valid_consent(session, grant.tenant, grant.customer)
            events: list[Event] = [] if row is None else [end_consent(row, now)]
            tell(session, grant.tenant, events, now)

    def _statement(self, session: Session, owner: TenantRow, customer: str) -> StatementContent | None:
        row = session.get(tables.StatementRow, (owner.id, customer))
        if row is None:
            return None
        where = tenants.statement_place(owner.id, customer, row.version)
        return tenants.read(self.heart.keys, owner, StatementContent, tenants.envelope(row.envelope), where)


def _kept(session: Session, grant: AccountGrant) -> tuple[Sequence[MethodRow], ConsentRow | None]:
    own = (MethodRow.tenant == grant.tenant, MethodRow.customer == grant.customer, MethodRow.removed.is_(None))
    methods = session.scalars(select(MethodRow).where(*own).order_by(MethodRow.saved)).all()
    whose = (ConsentRow.tenant == grant.tenant, ConsentRow.customer == grant.customer, ConsentRow.valid == 1)
    return methods, session.scalars(select(ConsentRow).where(*whose)).one_or_none()


def _method(session: Session, grant: AccountGrant, method: str) -> MethodRow | None:
    row = session.get(MethodRow, (grant.tenant, method), with_for_update=True)
    return row if row is not None and row.customer == grant.customer and row.removed is None else None


def _account(  # noqa: PLR0913, PLR0917 - what a page of everything is made of
    owner: TenantRow,
    views: dict[str, DocumentView],
    statement: StatementContent | None,
    methods: Sequence[MethodRow],
    consent: ConsentRow | None,
    now: datetime,
) -> AccountView:
    settings = tenants.settings(owner)
    plain = FirmView(settings.display_name, zone=settings.zone, contact=settings.contact_line)
    firm = next((view.firm for view in views.values()), plain)
    rows = statement.rows if statement else ()
    own = consent.method if consent else None
    zone = tenants.zone_of(settings)
    return AccountView(
        firm=firm,
        name=statement.name if statement else next((view.to[0] for view in views.values() if view.to), ""),
        as_of=max((view.as_of for view in views.values()), default=now),
        balance=_sums(view.payable for view in views.values()),
        overdue=_sums(view.payable for view in views.values() if view.overdue),
        documents=tuple(_listed(name, view) for name, view in views.items()),
        history=tuple(_history(row) for row in reversed(rows))[:MOST_ROWS],
        methods=tuple(
            SavedMethod(
                row.id, PayMethod(row.kind), row.label, moment(row.saved).astimezone(zone).date(), row.id == own
            )
            for row in methods
        ),
        consent=_consent(consent, methods),
        autopay_offered=settings.auto_pay and bool(owner.gateway),
        more_history=len(rows) > MOST_ROWS,
    )


def _listed(name: str, view: DocumentView) -> ListedDocument:
    owed = view.payable if view.kind is DocumentKind.INVOICE else Money.zero(view.total.currency)
    whole = (view.kind, view.number, view.issued, view.total, owed, view.standing)
    return ListedDocument(name, *whole, view.due, view.overdue)


def _sums(amounts: Iterable[Money]) -> tuple[Money, ...]:
    sums: dict[str, Money] = {}
    for amount in amounts:
        sums[amount.currency] = sums.get(amount.currency, Money.zero(amount.currency)) + amount
    return tuple(sums[currency] for currency in sorted(sums) if sums[currency])


def _history(row: StatementRow) -> HistoryRow:
    kind = DocumentKind(row.kind) if row.kind else None
    return HistoryRow(row.day, row.amount, row.number, kind, row.balance)


def _consent(row: ConsentRow | None, methods: Sequence[MethodRow]) -> ConsentView | None:
    if row is None:
        return None
    label = next((method.label for method in methods if method.id == row.method), "")
    return ConsentView(row.wording, row.wording_version, moment(row.given), label)


def as_csv(rows: Sequence[StatementRow]) -> bytes:
    """Return rows as a table for a spreadsheet (RFC 4180, UTF-8 with its mark), none of whose cells is a formula."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(("date", "kind", "number", "amount", "balance", "currency"))
    for row in rows:
        kind, number = row.kind or "payment", f"'{row.number}" if row.number.startswith(_RISKY) else row.number
        table.writerow((row.day.isoformat(), kind, number, row.amount.text, row.balance.text, row.amount.currency))
    return b"\xef\xbb\xbf" + written.getvalue().encode()
