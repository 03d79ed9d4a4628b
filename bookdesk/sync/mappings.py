"""Who is who at the ledger: proposals by plain look-up, and a person's choice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bookdesk.core.errors import NotFound, UsageError
from bookdesk.models.account import Account, AccountKind, TaxCode, TaxRate, TaxSide
from bookdesk.models.actions import Action
from bookdesk.models.bank import BankAccount
from bookdesk.models.contact import Contact
from bookdesk.models.sync import LedgerMapping, MappingKind
from bookdesk.store.desk import Desk
from bookdesk.sync.knowledge import Fact, Knowledge
from bookdesk.sync.ports import Stream
from bookdesk.sync.proposals import (
    ACCOUNT_TESTS,
    CONTACT_TESTS,
    SALES_TAX_TESTS,
    TAX_TESTS,
    Ours,
    Proposal,
    Test,
    Theirs,
    propose,
    without_guesses,
)

_SIDES = {
    AccountKind.ASSET: "asset",
    AccountKind.BANK: "asset",
    AccountKind.LIABILITY: "liability",
    AccountKind.EQUITY: "equity",
    AccountKind.INCOME: "revenue",
    AccountKind.EXPENSE: "expense",
}
_STREAMS = {
    MappingKind.ACCOUNT: Stream.ACCOUNTS,
    MappingKind.BANK_ACCOUNT: Stream.ACCOUNTS,
    MappingKind.TAX_CODE: Stream.TAX_CODES,
    MappingKind.SALES_TAX_CODE: Stream.TAX_CODES,
    MappingKind.CONTACT: Stream.CONTACTS,
}
_BANK_TESTS: tuple[Test, ...] = (
    ("same account number", lambda a, b: bool(a.tax_number) and b.tax_number.endswith(a.tax_number)),
    ("same name", lambda a, b: a.name.casefold() == b.name.casefold()),
    ("the only bank account in this currency", lambda a, b: a.group in b.groups),
)
_TESTS = {
    MappingKind.ACCOUNT: ACCOUNT_TESTS,
    MappingKind.BANK_ACCOUNT: _BANK_TESTS,
    MappingKind.TAX_CODE: TAX_TESTS,
    MappingKind.SALES_TAX_CODE: SALES_TAX_TESTS,
    MappingKind.CONTACT: CONTACT_TESTS,
}
_Thing = TypeVar("_Thing", Ours, Theirs)


@dataclass(frozen=True, slots=True)
class Mapped:
    """One thing of ours and its counterpart; `remote` is None while there is none."""

    kind: MappingKind
    code: str
    name: str
    remote: str | None
    why: str


class Mappings:
    """The mapping tables of one client and one provider."""

    def __init__(self, desk: Desk, provider: str) -> None:
        """Work on the client's books."""
        self._desk, self._provider = desk, provider

    def overview(self) -> list[Mapped]:
        """Return everything of ours that can be mapped, in the order of its kind and code."""
        with self._desk.books.query() as session:
            rows = session.scalars(select(LedgerMapping).where(LedgerMapping.provider == self._provider))
            known = {(row.kind, row.local_id): row for row in rows}
            found = []
            for kind in MappingKind:
                for thing in _ours(session, kind):
                    row = known.get((kind, thing.local_id))
                    remote, why = (row.remote_name, row.decided_by) if row else (None, "")
                    found.append(Mapped(kind, thing.code, thing.name, remote, why))
            return found

    def propose(self) -> list[Mapped]:
        """Map everything that has exactly one fitting counterpart; return what was mapped."""
        with self._desk.books.query() as session:
            known = Knowledge(session, self._provider)
            found = [(kind, proposal) for kind in MappingKind for proposal in _proposals(session, known, kind)]
        if found:
            reason = "counterparts found by plain look-up"
            with self._desk.books.change(Action.LEDGER_MAPPED, reason, actor=self._desk.actor) as work:
                for kind, proposal in found:
                    work.add(self._row(kind, proposal.ours, proposal.theirs, proposal.why))
                work.commit()
        return [Mapped(kind, one.ours.code, one.ours.name, one.theirs.name, one.why) for kind, one in found]

    def choose(self, kind: MappingKind, local: str, remote: str) -> Mapped:
        """Map what a person names: ours by code or name, theirs by code, name or id."""
        with self._desk.books.query() as session:
            thing = _one(_ours(session, kind), local, f"{kind.value} here")
            other = _one(_theirs(Knowledge(session, self._provider), kind), remote, f"{kind.value} at the ledger")
            before = session.scalars(
                select(LedgerMapping).where(
                    LedgerMapping.provider == self._provider,
                    LedgerMapping.kind == kind,
                    LedgerMapping.local_id == thing.local_id,
                )
            ).first()
        reason = f"{kind.value} {thing.name} is {other.name} at the ledger"
        with self._desk.books.change(Action.LEDGER_MAPPED, reason, actor=self._desk.actor) as work:
            if before is None:
                work.add(self._row(kind, thing, other, "chosen by a person"))
            else:
                row = work.get(LedgerMapping, before.id, version=before.version)
                row.remote_id, row.remote_name, row.decided_by = other.remote_id, _named(other), "chosen by a person"
            work.commit()
        return Mapped(kind, thing.code, thing.name, other.name, "chosen by a person")

    def _row(self, kind: MappingKind, ours: Ours, theirs: Theirs, why: str) -> LedgerMapping:
        return LedgerMapping(
            provider=self._provider,
            kind=kind,
            local_id=ours.local_id,
            remote_id=theirs.remote_id,
            remote_name=_named(theirs),
            decided_by=why,
        )


def _named(theirs: Theirs) -> str:
    return f"{theirs.code} {theirs.name}".strip() if theirs.code != theirs.remote_id else theirs.name


def _proposals(session: Session, known: Knowledge, kind: MappingKind) -> list[Proposal]:
    mapped = {local_id for one, local_id in known.mappings if one is kind}
    ours = _ours(session, kind)
    open_things = [thing for thing in ours if thing.local_id not in mapped]
    found = propose(open_things, _theirs(known, kind), _TESTS[kind])
    return without_guesses(found, ours) if kind is MappingKind.SALES_TAX_CODE else found


def _ours(session: Session, kind: MappingKind) -> list[Ours]:
    match kind:
        case MappingKind.ACCOUNT:
            accounts = session.scalars(
                select(Account)
                .where(Account.archived.is_(False), Account.kind != AccountKind.BANK)
                .order_by(Account.code)
            )
            return [Ours(row.id, row.code, row.name, _SIDES[row.kind]) for row in accounts]
        case MappingKind.BANK_ACCOUNT:
            banks = session.scalars(
                select(BankAccount).where(BankAccount.archived.is_(False)).order_by(BankAccount.name)
            )
            return [
                Ours(row.id, "", row.name, row.currency, tax_number=row.account_number or row.iban or "")
                for row in banks
            ]
        case MappingKind.TAX_CODE:
            return _our_taxes(session, TaxSide.PURCHASES)
        case MappingKind.SALES_TAX_CODE:
            return _our_taxes(session, TaxSide.SALES)
        case MappingKind.CONTACT:
            contacts = session.scalars(
                select(Contact)
                .where(Contact.archived.is_(False), or_(Contact.supplier, Contact.customer))
                .order_by(Contact.name)
            )
            return [Ours(row.id, "", row.name, tax_number=row.tax_id or "", email=row.email or "") for row in contacts]


def _our_taxes(session: Session, side: TaxSide) -> list[Ours]:
    """Return the tax codes for purchases or sales with the rate that is in force last."""
    rates = {row.tax_code_id: row.rate for row in session.scalars(select(TaxRate).order_by(TaxRate.valid_from))}
    codes = session.scalars(
        select(TaxCode)
        .where(TaxCode.archived.is_(False), TaxCode.side.in_((side, TaxSide.BOTH)))
        .order_by(TaxCode.code)
    )
    return [Ours(row.id, row.code, row.name, row.treatment.value, rates.get(row.id, Decimal(0)) * 100) for row in codes]


def _theirs(known: Knowledge, kind: MappingKind) -> list[Theirs]:
    found = []
    for remote_id, (name, active, fact) in known.records(_STREAMS[kind]).items():
        if active and _fits(kind, fact):
            found.append(_candidate(kind, remote_id, name, fact))
    return found


def _fits(kind: MappingKind, fact: Fact) -> bool:
    if kind is MappingKind.BANK_ACCOUNT:
        return bool(fact["bank"])
    if kind is MappingKind.ACCOUNT:
        return bool(fact["postable"])
    if kind is MappingKind.SALES_TAX_CODE:
        return "revenue" in fact["sides"]
    return kind is not MappingKind.TAX_CODE or "expense" in fact["sides"] or fact["sides"] == ["asset"]


def _candidate(kind: MappingKind, remote_id: str, name: str, fact: Fact) -> Theirs:
    match kind:
        case MappingKind.ACCOUNT:
            return Theirs(remote_id, str(fact["code"]), name, frozenset({str(fact["side"])}))
        case MappingKind.BANK_ACCOUNT:
            number = "".join(sign for sign in str(fact["number"]) if sign.isalnum())
            currencies = frozenset({str(fact["currency"])})
            return Theirs(remote_id, str(fact["code"]), name, currencies, tax_number=number)
        case MappingKind.TAX_CODE | MappingKind.SALES_TAX_CODE:
            return Theirs(remote_id, remote_id, name, frozenset({str(fact["treatment"])}), Decimal(str(fact["rate"])))
        case MappingKind.CONTACT:
            tax_number, email = str(fact["tax_number"]), str(fact["email"])
            return Theirs(remote_id, "", name, tax_number=tax_number, email=email)


def _one(things: Iterable[_Thing], wanted: str, what: str) -> _Thing:
    """Return the thing of that code, name or id; `NotFound` or `UsageError` where it is not exactly one."""
    fitting = [thing for thing in things if wanted.casefold() in _names(thing)]
    if not fitting:
        raise NotFound(
            f"There is no {what} called {wanted!r}.",
            "Choose one from the list, or bring it up to date first.",
            command="bookdesk sync map; bookdesk sync pull",
        )
    if len(fitting) > 1:
        raise UsageError(f"Several are called {wanted!r}: {what}.", "Use the code instead of the name.")
    return fitting[0]


def _names(thing: Ours | Theirs) -> set[str]:
    own = thing.local_id if isinstance(thing, Ours) else thing.remote_id
    return {name.casefold() for name in (own, thing.code, thing.name) if name}
