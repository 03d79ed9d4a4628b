"""What coding help needs to know of the books: the chart, enabled rules, and how lines were coded before."""

from __future__ import annotations

from collections import Counter
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.banking import rules
from bookdesk.banking.cleaning import payee_key
from bookdesk.banking.residue import Cause
from bookdesk.banking.suggesting import (
    AccountChoice,
    Asked,
    CodingSuggestion,
    EnabledRule,
    PastCoding,
    suggest,
)
from bookdesk.models.account import Account, AccountKind, AccountRole, TaxCode
from bookdesk.models.bank import BankAccount, BankLine, CodingRule, Match, MatchKind, MatchLine
from bookdesk.models.contact import Contact
from bookdesk.models.ledger import Posting

_RECENT = 2000
"""So many codings are looked at, the latest first: older habits are no guide."""
_ROLES = {
    Cause.ROUNDING: AccountRole.ROUNDING,
    Cause.EXCHANGE: AccountRole.EXCHANGE_DIFFERENCES,
}


def suggestions_for(session: Session, line: BankLine) -> tuple[CodingSuggestion, ...]:
    """Return what a line is probably coded to."""
    asked = Asked(line.description, payee_key(line.payee, line.description), line.amount > 0, line.day)
    return suggest(asked, chart(session), _enabled(session), past_codings(session))


def chart(session: Session) -> list[AccountChoice]:
    """Return the accounts that lines may be coded to, by code: all in use but those of banks."""
    query = (
        select(Account.code, Account.name, Account.kind, Account.role, TaxCode.code.label("tax"))
        .outerjoin(TaxCode, TaxCode.id == Account.default_tax_code_id)
        .where(Account.archived.is_(False), Account.kind != AccountKind.BANK)
        .order_by(Account.code)
    )
    return [AccountChoice(row.code, row.name, row.kind, row.tax, row.role) for row in session.execute(query)]


def residue_accounts(session: Session, *, money_in: bool) -> dict[Cause, AccountChoice]:
    """Return where what is left over is usually coded, by its cause, as far as the chart has an account for it."""
    accounts = chart(session)
    by_role = {one.role: one for one in accounts if one.role is not None}
    found = {cause: by_role[role] for cause, role in _ROLES.items() if role in by_role}
    asked = Asked("MERCHANT FEE" if money_in else "BANK FEE", "", money_in=False, day=date.min)
    fees = [one.account for one in suggest(asked, accounts, (), ())]
    by_code = {one.code: one for one in accounts}
    if fees:
        found[Cause.FEE] = by_code[fees[0]]
    received = [one for one in accounts if one.role is not AccountRole.DISCOUNTS_ALLOWED]
    discounts = [one for one in received if "discount" in one.name.casefold() or "skonto" in one.name.casefold()]
    if discounts:
        found[Cause.DISCOUNT] = discounts[0]
    return found


def _enabled(session: Session) -> list[EnabledRule]:
    query = (
        select(CodingRule.contains, Account.code.label("account"), TaxCode.code.label("tax"), Contact.name)
        .join(Account, Account.id == CodingRule.account_id)
        .outerjoin(TaxCode, TaxCode.id == CodingRule.tax_code_id)
        .outerjoin(Contact, Contact.id == CodingRule.contact_id)
        .where(CodingRule.enabled.is_(True), CodingRule.suspended_reason.is_(None))
        .order_by(CodingRule.contains)
    )
    return [EnabledRule(row.contains, row.account, row.tax, row.name) for row in session.execute(query)]


def past_codings(session: Session, most: int | None = _RECENT) -> list[PastCoding]:
    """Return how lines were coded to one account each, the latest `most` of them, oldest first."""
    query = (
        select(
            Match.id,
            BankLine.description,
            BankLine.payee,
            BankLine.amount,
            BankLine.day,
            Account.code.label("account"),
            TaxCode.code.label("tax"),
            Contact.name.label("contact"),
        )
        .join(MatchLine, MatchLine.bank_line_id == BankLine.id)
        .join(Match, Match.id == MatchLine.match_id)
        .join(Posting, Posting.entry_id == Match.entry_id)
        .join(Account, Account.id == Posting.account_id)
        .outerjoin(TaxCode, TaxCode.id == Posting.tax_code_id)
        .outerjoin(Contact, Contact.id == Posting.contact_id)
        .join(BankAccount, BankAccount.id == Match.bank_account_id)
        .where(
            Match.kind == MatchKind.CODED,
            Posting.is_tax.is_(False),
            Posting.account_id != BankAccount.account_id,
            Account.role.is_distinct_from(AccountRole.RECEIVABLES),
        )
        .order_by(Match.id.desc())
        .limit(most)
    )
    rows = session.execute(query).all()
    parts = Counter(row.id for row in rows)
    return [
        PastCoding(
            row.description,
            payee_key(row.payee, row.description),
            row.amount > 0,
            row.day,
            row.account,
            row.tax,
            row.contact,
        )
        for row in reversed(rows)
        if parts[row.id] == 1
    ]


def all_codings(session: Session) -> list[rules.Coding]:
    """Return how lines were coded to one account each, as rules are judged by all of them."""
    return [rules.Coding(one.text, one.account, one.tax_code) for one in past_codings(session, most=None)]
