"""Which supplier of the books a document is from: by tax number, by bank account, by name, then by layout. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bookdesk.capture.identity import same_name
from bookdesk.core.checkdigits import compact

_SAME = 88
_ALIKE = 60
"""Points from which a name may be the same one, misread; a share of letters that unlike names rarely have."""
_CLEAR = 6
"""Points by which the best name leads the next; closer ones are left to the person."""


class MatchedBy(StrEnum):
    """What a supplier was recognised by, strongest first."""

    TAX_ID = "tax number"
    BANK_ACCOUNT = "bank account"
    NAME = "name"
    LAYOUT = "the layout of his documents"


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
    """The supplier and what he was recognised by; what contradicts that, number or name, is told in `doubt`."""

    supplier: KnownSupplier
    by: MatchedBy
    doubt: str | None = None


def match_supplier(found: Identity, known: Sequence[KnownSupplier]) -> SupplierMatch | None:
    """Return the supplier a document is from, or None where none is clear."""
    registered = registered_as(found.tax_id, known)
    if registered:
        supplier = max(registered, key=lambda one: same_name(found.name or "", one.name))
        other = f"the document is from {found.name}" if is_strange(found, supplier) else None
        return SupplierMatch(supplier, MatchedBy.TAX_ID, other)
    by_account = [one for one in owners_of(found.account, known) if not _is_another(found, one)]
    if len(by_account) == 1:
        return SupplierMatch(by_account[0], MatchedBy.BANK_ACCOUNT)
    return _by_name(found, known)


def match_layout(
    found: Identity, supplier_id: str | None, known: Sequence[KnownSupplier], *, named: bool
) -> SupplierMatch | None:
    """Return the supplier whose documents are laid out like one that says nothing else of its sender, if it does not.

    Many firms use one template, so a tax number that is not his, an account of somebody else, or another name that was
    read with some certainty (`named`) or beside another account decide; one that may be a heading is a doubt.
    """
    his = next((one for one in known if one.id == supplier_id), None)
    if his is None or _differ(found, his) or any(one.id != his.id for one in owners_of(found.account, known)):
        return None
    strange = is_strange(found, his)
    elsewhere = bool(found.account and his.accounts)
    if strange and (named or (elsewhere and his not in owners_of(found.account, known))):
        return None
    return SupplierMatch(his, MatchedBy.LAYOUT, f"the document is from {found.name}" if strange else None)


def registered_as(tax_id: str | None, known: Sequence[KnownSupplier]) -> list[KnownSupplier]:
    """Return the suppliers whose tax number in the books is this one."""
    return [one for one in known if tax_id and one.tax_id and _same_number(tax_id, one.tax_id)]


def owners_of(account: str | None, known: Sequence[KnownSupplier]) -> list[KnownSupplier]:
    """Return the suppliers whose account in the books is this one."""
    return [one for one in known if account and compact(account) in map(compact, one.accounts)]


def _is_another(found: Identity, supplier: KnownSupplier) -> bool:
    """Whether tax number or name say that it is somebody else, though both name one account."""
    return is_strange(found, supplier) or _differ(found, supplier)


def is_strange(found: Identity, supplier: KnownSupplier) -> bool:
    """Whether a name was read that is nothing like the supplier's."""
    return bool(found.name) and same_name(found.name or "", supplier.name) < _ALIKE


def _differ(found: Identity, supplier: KnownSupplier) -> bool:
    """Whether two tax numbers say that it is somebody else, whatever account both name."""
    return bool(found.tax_id and supplier.tax_id and not _same_number(found.tax_id, supplier.tax_id))


def _by_name(found: Identity, known: Sequence[KnownSupplier]) -> SupplierMatch | None:
    if not found.name:
        return None
    ranked = sorted(
        ((same_name(found.name, supplier.name), supplier) for supplier in known), key=lambda entry: -entry[0]
    )
    if not ranked or ranked[0][0] < _SAME or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _CLEAR):
        return None
    supplier = ranked[0][1]
    differs = _differ(found, supplier)
    doubt = f"the tax number on the document, {found.tax_id}, is not that of {supplier.name}" if differs else None
    return SupplierMatch(supplier, MatchedBy.NAME, doubt)


def _same_number(one: str, other: str) -> bool:
    """Compare registrations with or without the country's letters."""
    first, second = compact(one), compact(other)
    return first == second or (len(min(first, second, key=len)) > 6 and (first[2:] == second or first == second[2:]))  # noqa: PLR2004 - shorter ones match by accident
