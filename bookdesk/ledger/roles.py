"""The account the program posts to for a role; where a chart has none, it is added when first needed.

Clients who were started before they invoiced have no account for what only sales need. Nobody is stopped for that: the
account of the country's template is added within the change that needs it, or the one that is there is given the role.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import NotFound, RuleBroken
from bookdesk.ledger.owner import client_profile
from bookdesk.ledger.posting import account_for
from bookdesk.models.account import Account, AccountKind, AccountRole
from bookdesk.store.change import Change

_ENDING = re.compile(r"(.*?)([0-9]+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class RoleAccount:
    """An account as the template of a country has it."""

    code: str
    name: str
    kind: AccountKind


def _sales(codes: str, names: str) -> Mapping[AccountRole, RoleAccount]:
    roles = {
        AccountRole.SALES: AccountKind.INCOME,
        AccountRole.UNDEPOSITED_FUNDS: AccountKind.ASSET,
        AccountRole.DISCOUNTS_ALLOWED: AccountKind.INCOME,
        AccountRole.LATE_FEES: AccountKind.INCOME,
        AccountRole.BAD_DEBTS: AccountKind.EXPENSE,
    }
    made = zip(roles.items(), codes.split(), names.split(", "), strict=True)
    return MappingProxyType({role: RoleAccount(code, name, kind) for (role, kind), code, name in made})


_ENGLISH = "Sales, Undeposited funds, Discounts allowed, Late fees charged, Bad debts"
_GERMAN = "Erlöse, Noch nicht eingezahlte Gelder, Gewährte Skonti, Mahngebühren und Verzugszinsen, Forderungsverluste"
_ISLES = _sales("4000 1260 4009 4905 8100", _ENGLISH)
BY_COUNTRY: Mapping[str, Mapping[AccountRole, RoleAccount]] = MappingProxyType(
    {
        "AU": _sales("4-1000 1-1200 4-1900 4-3000 6-0300", _ENGLISH),
        "DE": _sales("8400 1005 8736 8650 2400", _GERMAN),
        "GB": _ISLES,
        "IE": _ISLES,
    }
)
"""By ISO 3166 code, the same as in the templates with which clients of today are started; elsewhere as in Ireland."""


FOLLOWING_DOCUMENTS = frozenset({AccountRole.PAYABLES, AccountRole.RECEIVABLES, AccountRole.UNDEPOSITED_FUNDS})
"""What stands on these follows from bills, invoices and receipts; whatever else is coded there parts them."""


def refuse_following_documents(account: Account) -> None:
    """Raise `RuleBroken` for an account that nothing may be coded to, since it says what documents say."""
    if account.role in FOLLOWING_DOCUMENTS:
        raise RuleBroken(
            f"{account.code} {account.name} is what documents add up to; nothing else is coded to it.",
            "Match the document, or choose another account.",
        )


def ensure_role(work: Change, role: AccountRole) -> str:
    """Return the id of the account with a role, adding it in this change where the chart has none.

    An account that is called and numbered like the template's and has no role is given it. `NotFound` for a role that
    every chart has from its beginning, such as receivables.
    """
    session = work.session
    with suppress(NotFound):
        return account_for(session, role)
    wanted = BY_COUNTRY.get(client_profile(session).country, _ISLES).get(role)
    if wanted is None:
        return account_for(session, role)
    account = _same(session, wanted)
    if account is None:
        account = Account(code=free_code(session, wanted.code), name=wanted.name, kind=wanted.kind)
        work.add(account)
    account.role = role
    session.flush()
    return account.id


def _same(session: Session, wanted: RoleAccount) -> Account | None:
    query = select(Account).where(Account.code == wanted.code, Account.name == wanted.name, Account.kind == wanted.kind)
    return session.scalars(query.where(Account.role.is_(None), Account.archived.is_(False))).one_or_none()


def free_code(session: Session, code: str) -> str:
    """Return the code, or the next one that no account has."""
    taken = set(session.scalars(select(Account.code)))
    while code in taken:
        found = _ENDING.fullmatch(code)
        code = f"{found[1]}{int(found[2]) + 1:0{len(found[2])}}" if found else f"{code}2"
    return code
