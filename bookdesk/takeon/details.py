"""What a person says of a bank account of the client, held against what a bank would accept. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bookdesk.core.checkdigits import is_au_account, is_bic, is_bsb, is_iban, is_sort_code, is_uk_account
from bookdesk.core.vocabulary import BankScheme

LONGEST_USER_NAME, USER_ID_DIGITS = 26, 6
"""Characters of the user name and digits of the user id in a direct-entry file (AusPayNet, descriptive record)."""
_INSTITUTION = re.compile(r"[A-Za-z]{3}", re.ASCII)
_ENDING = re.compile(r"(.*?)(\d+)", re.DOTALL)
_STEP = 10
_NEEDED = "This is needed."


@dataclass(frozen=True, slots=True)
class BankDetails:
    """The client's own account: IBAN, or BSB or sort code with number; direct-entry details for ABA files."""

    name: str
    code: str
    currency: str
    iban: str | None = None
    bic: str | None = None
    bsb: str | None = None
    sort_code: str | None = None
    account_number: str | None = None
    user_name: str | None = None
    user_id: str | None = None
    institution: str | None = None
    holder: str | None = None

    @property
    def numbered(self) -> bool:
        """Whether anything was said of the account's number."""
        return any((self.iban, self.bic, self.bsb, self.sort_code, self.account_number))


@dataclass(frozen=True, slots=True)
class AccountSetting:
    """The books that a bank account is added to: `code` is free in their chart, `locked_through` their last closed day.

    `today` is the client's civil date.
    """

    country: str
    currency: str
    code: str
    today: date
    locked_through: date | None = None

    @property
    def kind(self) -> BankScheme:
        """Which numbers name an account in this country."""
        return {"AU": BankScheme.BSB, "GB": BankScheme.SORT_CODE}.get(self.country, BankScheme.IBAN)


def free_code(banks: Collection[str], taken: Collection[str], first: str) -> str:
    """Return the code for the next bank account: ten after the last one's, or `first`, and on until one is free.

    A code that ends in no number is numbered: `BANK`, `BANK2`, `BANK12`.
    """
    code = max(banks, key=lambda one: (len(one), one)) if banks else first
    while code in taken:
        found = _ENDING.fullmatch(code)
        code = f"{found[1]}{int(found[2]) + _STEP:0{len(found[2])}}" if found is not None else f"{code}2"
    return code


def refusals(said: BankDetails, opening: Decimal | None, day: date | None, setting: AccountSetting) -> dict[str, str]:
    """Return what cannot stand, by the field it is about: those of `BankDetails`, `opening` and `day`."""
    found = {name: _NEEDED for name in ("name", "code", "currency") if not getattr(said, name)}
    found |= _of_numbers(said, setting.kind) | _of_direct_entry(said)
    if opening is None:
        found["opening"] = "This is needed. Write 0 for an account that was just opened."
    elif opening and said.currency and said.currency != setting.currency:
        found["opening"] = f"The books are in {setting.currency}: an account in {said.currency} begins with 0 here."
    if (wrong := _of_day(day, setting)) is not None:
        found["day"] = wrong
    return found


def _of_day(day: date | None, setting: AccountSetting) -> str | None:
    if day is None:
        return _NEEDED
    if day > setting.today:
        return "This day is still to come. Take the last one of which the bank told the balance."
    if setting.locked_through is not None and day <= setting.locked_through:
        return f"The books are locked through {setting.locked_through.isoformat()}. Take a later day."
    return None


def _of_numbers(said: BankDetails, kind: BankScheme) -> dict[str, str]:
    if kind is BankScheme.BSB:
        shapes = (is_bsb, "A BSB has six digits."), (is_au_account, "An account number has up to nine digits.")
        return _of_pair(said, "bsb", *shapes)
    if kind is BankScheme.SORT_CODE:
        shapes = (is_sort_code, "A sort code has six digits."), (is_uk_account, "An account number has eight digits.")
        return _of_pair(said, "sort_code", *shapes)
    found: dict[str, str] = {}
    if said.iban and not is_iban(said.iban):
        found["iban"] = "This is no IBAN. Copy it again from a statement: a sign is wrong."
    elif said.bic and not said.iban:
        found["iban"] = "The BIC needs its IBAN."
    if said.bic and not is_bic(said.bic):
        found["bic"] = "A BIC has eight or eleven letters and digits."
    return found


_Shape = tuple[Callable[[str], bool], str]


def _of_pair(said: BankDetails, routing: str, branch: _Shape, number: _Shape) -> dict[str, str]:
    """Judge two numbers of which neither says anything alone."""
    given: Mapping[str, str] = {name: getattr(said, name) or "" for name in (routing, "account_number")}
    if not any(given.values()):
        return {}
    shapes = {routing: branch, "account_number": number}
    found = {name: words for name, (holds, words) in shapes.items() if given[name] and not holds(given[name])}
    return found | {name: "Write both, or neither." for name, text in given.items() if not text}


def _of_direct_entry(said: BankDetails) -> dict[str, str]:
    found: dict[str, str] = {}
    if len(said.user_name or "") > LONGEST_USER_NAME:
        found["user_name"] = f"The file has room for {LONGEST_USER_NAME} characters."
    if said.user_id and not (said.user_id.isascii() and said.user_id.isdigit() and len(said.user_id) <= USER_ID_DIGITS):
        found["user_id"] = f"It has up to {USER_ID_DIGITS} digits."
    if said.institution and not _INSTITUTION.fullmatch(said.institution):
        found["institution"] = "It has three letters, like CBA."
    return found
