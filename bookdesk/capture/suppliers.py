"""Which supplier of the books a document is from: by tax number, by bank account, then by name. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bookdesk.capture.identity import same_name
from bookdesk.core.checkdigits import compact

_SAME = 88
_CLEAR = 6
"""Points by which the best name leads the next; closer ones are left to the person."""


class MatchedBy(StrEnum):
    """What a supplier was recognised by, strongest first."""

    TAX_ID = "tax number"
    BANK_ACCOUNT = "bank account"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class KnownSupplier:
    """A supplier of the books; `accounts` are IBANs and routing numbers with account numbers, written together."""

    id: str
    name: str
    tax_id: str | None = None
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Identity:
    """What a document says of its sender."""

    name: str | None = None
    tax_id: str | None = None
    account: str | None = None


@dataclass(frozen=True, slots=True)
class SupplierMatch:
    """The supplier and what he was recognised by; a tax number that contradicts a name is told in `doubt`."""

    supplier: KnownSupplier
    by: MatchedBy
    doubt: str | None = None


def match_supplier(found: Identity, known: Sequence[KnownSupplier]) -> SupplierMatch | None:
    """Return the supplier a document is from, or None where none is clear."""
    for supplier in known:
        if found.tax_id and supplier.tax_id and _same_number(found.tax_id, supplier.tax_id):
            return SupplierMatch(supplier, MatchedBy.TAX_ID)
    by_account = [
        supplier for supplier in known if found.account and compact(found.account) in map(compact, supplier.accounts)
    ]
    if len(by_account) == 1:
        return SupplierMatch(by_account[0], MatchedBy.BANK_ACCOUNT)
    return _by_name(found, known)


def _by_name(found: Identity, known: Sequence[KnownSupplier]) -> SupplierMatch | None:
    if not found.name:
        return None
    ranked = sorted(
        ((same_name(found.name, supplier.name), supplier) for supplier in known), key=lambda entry: -entry[0]
    )
    if not ranked or ranked[0][0] < _SAME or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _CLEAR):
        return None
    supplier = ranked[0][1]
    differs = found.tax_id and supplier.tax_id and not _same_number(found.tax_id, supplier.tax_id)
    doubt = f"the tax number on the document, {found.tax_id}, is not that of {supplier.name}" if differs else None
    return SupplierMatch(supplier, MatchedBy.NAME, doubt)


def _same_number(one: str, other: str) -> bool:
    """Compare registrations with or without the country's letters."""
    first, second = compact(one), compact(other)
    return first == second or (len(min(first, second, key=len)) > 6 and (first[2:] == second or first == second[2:]))  # noqa: PLR2004 - shorter ones match by accident
