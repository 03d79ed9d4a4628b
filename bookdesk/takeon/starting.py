"""Profile and bank account as the rows they become, from what a person names."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bookdesk.core.checkdigits import compact, is_bsb, is_iban, is_sort_code, is_uk_account
from bookdesk.core.currencies import EXPONENTS
from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.core.texts import digits
from bookdesk.models.account import Account, AccountKind
from bookdesk.models.bank import BankAccount
from bookdesk.models.client import ClientProfile
from bookdesk.models.contact import BankScheme
from bookdesk.takeon.details import BankDetails
from bookdesk.takeon.templates import template_for

__all__ = ["BankDetails", "bank_account", "profile"]


def profile(*, name: str, country: str, currency: str, zone: str | None, tax_id: str | None) -> ClientProfile:
    """Check and make the profile; the zone defaults to the country's."""
    template = template_for(country.upper())
    if currency not in EXPONENTS:
        raise InputError(f"{currency} is no currency.", "Use its ISO code, like AUD or EUR.")
    return ClientProfile(
        name=name,
        legal_name=name,
        country=template.country,
        base_currency=currency,
        zone=_zone(zone or template.zone),
        tax_id=tax_id,
    )


def bank_account(
    details: BankDetails, opening: Decimal, day: date, *, kind: BankScheme | None = None
) -> tuple[BankAccount, Account]:
    """Make the bank account and its ledger account; refuses an IBAN, BSB or sort code whose check fails.

    `kind` is what an account is whose number is not said: it is reconciled like any other, and nothing is paid from it.
    """
    scheme = kind if kind is not None and not details.numbered else _scheme(details)
    account = BankAccount(
        name=details.name,
        holder=details.holder or "",
        scheme=scheme,
        iban="".join((details.iban or "").split()).upper() or None,
        bic=compact(details.bic or "") or None,
        routing=digits(details.bsb or details.sort_code or "") or None,
        account_number=digits(details.account_number or "") or None,
        currency=details.currency,
        opening_balance=Money.of(opening, details.currency).minor,
        opening_date=day,
        direct_entry_user_name=details.user_name,
        direct_entry_user_id=details.user_id,
        institution=details.institution,
    )
    return account, Account(
        code=details.code, name=details.name, kind=AccountKind.BANK, role=None, currency=details.currency
    )


def _scheme(details: BankDetails) -> BankScheme:
    if details.iban:
        if not is_iban(details.iban):
            raise InputError(f"{details.iban} is no IBAN.", "Copy it again from a statement: a digit is wrong.")
        return BankScheme.IBAN
    if details.bsb and details.account_number and is_bsb(details.bsb):
        return BankScheme.BSB
    if details.sort_code and is_sort_code(details.sort_code) and is_uk_account(details.account_number or ""):
        return BankScheme.SORT_CODE
    raise InputError(
        "The bank account needs an IBAN, or a BSB or sort code of six digits with its account number.",
        "Give one of them; after a sort code the account number has eight digits.",
        command="--iban IBAN; --bsb BSB --account-number NUMBER; --sort-code CODE --account-number NUMBER",
    )


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError):
        raise InputError(f"{name} is no time zone.", "Use a name like Europe/Dublin.") from None
