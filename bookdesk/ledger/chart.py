"""The chart of accounts: what there is, and adding to it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import Conflict, NotFound
from bookdesk.models.account import Account, AccountKind, TaxCode
from bookdesk.models.actions import Action
from bookdesk.store.desk import Desk


def accounts(session: Session) -> Sequence[Account]:
    """Return the accounts that are in use, by code."""
    return session.scalars(select(Account).where(~Account.archived).order_by(Account.code)).all()


def tax_codes(session: Session) -> Sequence[TaxCode]:
    """Return the tax codes that are in use, by code."""
    return session.scalars(select(TaxCode).where(~TaxCode.archived).order_by(TaxCode.code)).all()


def add_account(desk: Desk, code: str, name: str, kind: AccountKind, tax_code: str | None) -> Account:
    """Add an account; `Conflict` for a code that is there, `NotFound` for a tax code that is not."""
    with desk.books.change(Action.ACCOUNT_EDITED, f"account {code} added", actor=desk.actor) as work:
        if work.session.scalar(select(Account.id).where(Account.code == code)):
            raise Conflict(
                f"There is an account {code} already.", "Choose another code.", command="bookdesk account list"
            )
        default = work.session.scalar(select(TaxCode.id).where(TaxCode.code == tax_code)) if tax_code else None
        if tax_code and default is None:
            raise NotFound(
                f"There is no tax code {tax_code}.", "Choose one from the list.", command="bookdesk account tax-codes"
            )
        account = Account(code=code, name=name, kind=kind, default_tax_code_id=default)
        work.add(account)
        work.commit()
    return account
