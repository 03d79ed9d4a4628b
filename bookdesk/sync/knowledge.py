"""What the books know of the ledger: mappings, links and pulled records, read as the pure rules want them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.money import Money
from bookdesk.core.texts import number_key
from bookdesk.core.vocabulary import OutboxKind, OutboxState
from bookdesk.models.bill import Bill, BillKind, BillStatus
from bookdesk.models.client import LockSource, PeriodLock
from bookdesk.models.sync import LedgerMapping, MappingKind, OutboxEntry, RemoteLink, RemoteRecord
from bookdesk.sync.intents import Counterpart
from bookdesk.sync.ports import Stream
from bookdesk.sync.preflight import Facts, KnownDocument, RemoteAccount, RemoteContact, RemoteTax, Sold

Fact = Mapping[str, Any]


@dataclass
class Knowledge:
    """What is known of one provider; read once and kept for a run, since a run asks again and again."""

    session: Session
    provider: str
    largest_attachment: int = 0

    def linked_anew(self) -> None:
        """Read links and mappings again: something arrived."""
        for name in ("links", "mappings"):
            self.__dict__.pop(name, None)

    @cached_property
    def links(self) -> dict[tuple[OutboxKind, str], str]:
        """Remote ids of our own things that are there, and agreed on."""
        disputed = select(OutboxEntry.kind, OutboxEntry.local_id).where(
            OutboxEntry.provider == self.provider, OutboxEntry.state == OutboxState.CONFLICT
        )
        doubtful = {(kind, local_id) for kind, local_id in self.session.execute(disputed)}
        rows = self.session.scalars(select(RemoteLink).where(RemoteLink.provider == self.provider))
        linked = {(row.kind, row.local_id): row.remote_id for row in rows}
        contacts = {
            (OutboxKind.CONTACT, local_id): remote_id
            for (kind, local_id), (remote_id, _) in self.mappings.items()
            if kind is MappingKind.CONTACT
        }
        return {key: value for key, value in {**contacts, **linked}.items() if key not in doubtful}

    @cached_property
    def mappings(self) -> dict[tuple[MappingKind, str], tuple[str, str]]:
        """(Remote id, its name) by kind and local id."""
        rows = self.session.scalars(select(LedgerMapping).where(LedgerMapping.provider == self.provider))
        return {(row.kind, row.local_id): (row.remote_id, row.remote_name) for row in rows}

    def counterpart(self, kind: MappingKind, local_id: str, local: str) -> Counterpart:
        """Return a thing of ours with what it is called there."""
        remote_id, name = self.mappings.get((kind, local_id), (None, ""))
        code = ""
        if remote_id is not None and kind in {MappingKind.ACCOUNT, MappingKind.BANK_ACCOUNT}:
            code = str(self.records(Stream.ACCOUNTS).get(remote_id, (name, True, {}))[2].get("code") or "")
        return Counterpart(local_id, local, remote_id, name, code)

    def system_account(self, role: str) -> tuple[str, str, str] | None:
        """Return (remote id, name, code) of the account the ledger itself keeps for something, such as rounding."""
        for remote_id, (name, active, fact) in self.records(Stream.ACCOUNTS).items():
            if active and fact.get("system") == role:
                return remote_id, name, str(fact.get("code") or "")
        return None

    def records(self, stream: Stream) -> dict[str, tuple[str, bool, Fact]]:
        """Return (name, active, fact) of what was pulled, by remote id."""
        return self._records.get(stream.value, {})

    @cached_property
    def _records(self) -> dict[str, dict[str, tuple[str, bool, Fact]]]:
        found: dict[str, dict[str, tuple[str, bool, Fact]]] = {}
        for row in self.session.scalars(select(RemoteRecord).where(RemoteRecord.provider == self.provider)):
            found.setdefault(row.kind, {})[row.remote_id] = (row.name, row.active, cast("Fact", row.body))
        return found

    @cached_property
    def facts(self) -> Facts:
        """Everything the preflight asks for."""
        organisation: Fact = next((fact for _, _, fact in self.records(Stream.ORGANISATION).values()), {})
        return Facts(
            accounts={key: _account(*value) for key, value in self.records(Stream.ACCOUNTS).items()},
            taxes={
                key: RemoteTax(name, active, frozenset(fact["sides"]))
                for key, (name, active, fact) in self.records(Stream.TAX_CODES).items()
            },
            contacts={
                key: RemoteContact(name, active) for key, (name, active, _) in self.records(Stream.CONTACTS).items()
            },
            documents=(*self._pulled_documents(Stream.DOCUMENTS), *self._own_documents()),
            sales=Sold.of(self._pulled_documents(Stream.SALES)),
            locked_through=self._locked_through(organisation),
            base_currency=str(organisation.get("currency") or ""),
            largest_attachment=self.largest_attachment,
        )

    def _locked_through(self, organisation: Fact) -> date | None:
        """Return the later of the ledger's lock and our own."""
        theirs = organisation.get("locked_through")
        ours = self.session.scalars(select(PeriodLock.locked_through).where(PeriodLock.source == LockSource.PERSON))
        return max([*ours, *([date.fromisoformat(theirs)] if theirs else [])], default=None)

    def _pulled_documents(self, stream: Stream) -> list[KnownDocument]:
        ours = {remote_id: local_id for (kind, local_id), remote_id in self.links.items() if kind in _DOCUMENTS}
        return [
            KnownDocument(
                remote_id,
                str(fact["contact"]),
                str(fact["number_key"]),
                date.fromisoformat(str(fact["day"])),
                Money.rounded(Decimal(str(fact["total"])), str(fact["currency"])),
                bool(fact["credit"]),
                ours.get(remote_id),
            )
            for remote_id, (_, active, fact) in self.records(stream).items()
            if active and fact.get("day") and fact.get("currency")
        ]

    def _own_documents(self) -> list[KnownDocument]:
        """Return our own approved bills, since two of them may be the same document."""
        bills = self.session.scalars(select(Bill).where(Bill.status == BillStatus.APPROVED, Bill.taken_on.is_(False)))
        return [
            KnownDocument(
                "",
                bill.contact_id or "",
                number_key(bill.number or ""),
                bill.document_date,
                bill.total_money,
                bill.kind is BillKind.CREDIT_NOTE,
                bill.id,
            )
            for bill in bills
            if bill.document_date is not None
        ]


_DOCUMENTS = frozenset({OutboxKind.BILL, OutboxKind.CREDIT_NOTE, OutboxKind.INVOICE, OutboxKind.SALES_CREDIT})


def _account(name: str, active: bool, fact: Fact) -> RemoteAccount:  # noqa: FBT001 - a column's value, unpacked
    return RemoteAccount(
        f"{fact['code']} {name}".strip(), active, str(fact["side"]), bool(fact["postable"]), bool(fact["pays"])
    )
