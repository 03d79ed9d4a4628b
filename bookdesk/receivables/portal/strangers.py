"""Documents that only the portal knows, by number and customer; and those of ours whose number it shows for another.

Books that were put back to an earlier day give a number again that a customer saw on another document already. Such a
document is not told before a person has said what becomes of the other one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.money import Money
from bookdesk.models.contact import Contact
from bookdesk.models.estimate import Estimate
from bookdesk.models.invoice import Invoice
from bookdesk.models.portal import PublishedDocument
from bookdesk.protocol.messages import HeldDocument
from bookdesk.protocol.words import PaperKind, PaperState


@dataclass(frozen=True, slots=True)
class Stranger:
    """A document that the portal holds and these books do not know, as far as it says; `customer` is a name."""

    document: str
    kind: str
    number: str
    amount: Money | None
    customer: str
    gone: bool

    @property
    def words(self) -> str:
        """What it is, to a person: `INV-0012 to Koala, 55.00 AUD`."""
        whom = f" to {self.customer}" if self.customer else ""
        return f"{self.number or self.document}{whom}" + (f", {self.amount}" if self.amount is not None else "")


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A document of ours that is not told, since the portal shows its number for another one."""

    document: str
    number: str
    other: Stranger

    @property
    def sentence(self) -> str:
        """Why it is not told."""
        whom = f" to {self.other.customer}" if self.other.customer else ""
        what = f" of {self.other.amount}" if self.other.amount is not None else ""
        return f"{self.number} was already shown{whom} as another document{what}."


def described(one: HeldDocument) -> dict[str, Any]:
    """Return what is kept of a stranger as the portal tells of it."""
    amount = one.amount
    said = {"number": one.number, "kind": one.kind, "customer": one.customer, "state": one.state}
    return {**said, "minor": amount.minor if amount else None, "currency": amount.currency if amount else None}


def strangers_in(session: Session) -> list[Stranger]:
    """Return the strangers, by their numbers."""
    rows = session.scalars(select(PublishedDocument).where(PublishedDocument.stranger)).all()
    told = {row.document_id: row.told if isinstance(row.told, Mapping) else {} for row in rows}
    wanted = [str(one.get("customer") or "") for one in told.values()]
    names = {row.id: row.name for row in session.scalars(select(Contact).where(Contact.id.in_(wanted)))}
    found = [_stranger(document, said, names) for document, said in told.items()]
    return sorted(found, key=lambda one: (one.number, one.document))


def _stranger(document: str, said: Mapping[str, Any], names: Mapping[str, str]) -> Stranger:
    minor, currency = said.get("minor"), said.get("currency")
    amount = Money(int(minor), str(currency)) if minor is not None and currency else None
    state, whose = str(said.get("state") or ""), str(said.get("customer") or "")
    gone = bool(said.get("withdrawn")) or state in {PaperState.VOID, PaperState.WITHDRAWN}
    return Stranger(
        document, str(said.get("kind") or ""), str(said.get("number") or ""), amount, names.get(whose, ""), gone
    )


def held_back(session: Session) -> dict[str, HeldBack]:
    """Return by id the documents of ours that the portal does not hold, and whose number it shows for another."""
    standing = [one for one in strangers_in(session) if one.number and not one.gone]
    estimates = {one.number: one for one in standing if one.kind == PaperKind.ESTIMATE}
    invoices = {one.number: one for one in standing if one.kind != PaperKind.ESTIMATE}
    held = set(session.scalars(select(PublishedDocument.document_id).where(PublishedDocument.held > 0)))
    own_invoices = session.scalars(select(Invoice).where(Invoice.number.in_(list(invoices))))
    own_estimates = session.scalars(select(Estimate).where(Estimate.number.in_(list(estimates))))
    return {
        one.document: one
        for one in (*_met(own_invoices, invoices), *_met(own_estimates, estimates))
        if one.document not in held
    }


def _met(own: Iterable[Invoice | Estimate], strangers: Mapping[str, Stranger]) -> list[HeldBack]:
    return [
        HeldBack(row.id, row.number, strangers[row.number]) for row in own if row.number and row.number in strangers
    ]
