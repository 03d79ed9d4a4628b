"""Suppliers, accounts and tax codes by the names that people call them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import NotFound
from bookdesk.models.account import Account, TaxCode, TaxSide
from bookdesk.models.contact import Contact


def supplier_named(session: Session, wanted: str) -> str:
    """Return the id of a supplier, by name or id; `NotFound` if there is none."""
    query = select(Contact.id).where((Contact.id == wanted) | (Contact.name == wanted), Contact.supplier.is_(True))
    found = session.scalars(query.where(Contact.archived.is_(False))).first()
    if found is None:
        raise NotFound(f"There is no supplier {wanted}.", "Write his name as the books have it.")
    return found


def account_named(session: Session, wanted: str) -> str:
    """Return the id of an account, by code or id; `NotFound` if there is none."""
    query = select(Account.id).where((Account.code == wanted) | (Account.id == wanted), Account.archived.is_(False))
    found = session.scalars(query).first()
    if found is None:
        raise NotFound(f"There is no account {wanted}.", "Use a code of the client's chart of accounts.")
    return found


def tax_code_named(session: Session, wanted: str) -> str:
    """Return the id of a tax code for purchases, by code or id; `NotFound` if there is none."""
    query = select(TaxCode.id).where((TaxCode.code == wanted) | (TaxCode.id == wanted), TaxCode.archived.is_(False))
    found = session.scalars(query.where(TaxCode.side != TaxSide.SALES)).first()
    if found is None:
        raise NotFound(f"There is no tax code {wanted} for purchases.", "Use a code of the client's tax codes.")
    return found
