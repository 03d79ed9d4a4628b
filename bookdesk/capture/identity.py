"""Who the books belong to: the client's own names and numbers, which are never a supplier's. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from bookdesk.core.checkdigits import compact

_SAME_NAME = 90
_WHOLE_NUMBER = 6
"""Digits from which on the end of an account is its number, and no accident."""
_LEGAL_FORMS = re.compile(
    r"\b(gmbh|mbh|ag|kg|ohg|ug|e\.?\s?v|gbr|ltd|limited|inc|llc|llp|plc|corp|co|pty|pte|sdn|bhd|b\.?v|n\.?v|s\.?a\.?r\.?l|sas|s\.?a"
    r"|srl|s\.?p\.?a|s\.?l|aps|oy|ab|as|sp z o o)\b\.?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class OwnIdentity:
    """Names, tax numbers and bank accounts of the client whose books these are."""

    names: tuple[str, ...] = ()
    tax_ids: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()

    def is_name(self, text: str) -> bool:
        """Whether `text` names the client."""
        return any(same_name(text, name) >= _SAME_NAME for name in self.names)

    def is_tax_id(self, text: str) -> bool:
        """Whether `text` is one of the client's registrations, with or without the country's letters."""
        number = compact(text)
        return any(number == own or number == own[2:] or number[2:] == own for own in map(compact, self.tax_ids))

    def is_account(self, text: str) -> bool:
        """Whether `text` is one of the client's bank accounts."""
        return compact(text) in {compact(account) for account in self.accounts}

    def is_account_number(self, text: str) -> bool:
        """Whether `text` is the number of one of the client's bank accounts, written without its bank's code."""
        number = compact(text)
        return len(number) >= _WHOLE_NUMBER and any(compact(account).endswith(number) for account in self.accounts)


def name_key(name: str) -> str:
    """Return a name without legal form, punctuation and case, for comparing."""
    bare = _LEGAL_FORMS.sub(" ", name.casefold())
    key = " ".join(re.findall(r"\w+", bare))
    return key or " ".join(re.findall(r"\w+", name.casefold()))


def same_name(one: str, other: str) -> float:
    """Return how alike two names are, 0 to 100, whatever their legal form and order of words."""
    return float(fuzz.token_sort_ratio(name_key(one), name_key(other)))


def is_legal_form(text: str) -> bool:
    """Whether a word is a legal form: `GmbH`, `Ltd.`."""
    return _LEGAL_FORMS.fullmatch(text.strip(" ,")) is not None
