"""What a person writes for a field of a form, as in `way_of_payment=card`: read exactly, or refused in words."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from bookdesk.core.amounts import exact_amount
from bookdesk.core.errors import InputError
from bookdesk.core.money import Money

_Member = TypeVar("_Member", bound=StrEnum)
_NOTHING = frozenset({"", "null", "none", "-"})


def is_nothing(text: str) -> bool:
    """Whether the field is to be cleared."""
    return text.lower() in _NOTHING


def entered_money(text: str, currency: str) -> Money:
    """Read an exact amount in a currency; `InputError` where it is none, or has decimals that the currency lacks."""
    return Money.of(exact_amount(text), currency)


def entered_rate(text: str) -> Decimal:
    """Read what one unit of a foreign currency costs in base currency; `InputError` unless above nothing."""
    rate = exact_amount(text)
    if rate <= 0:
        raise InputError(f"{text} is no exchange rate.", "Give what one unit costs in base currency, like 1.6543.")
    return rate


def entered_member(text: str, kind: type[_Member], what: str) -> _Member:
    """Read one of the words of `kind`, in any case, with blanks or underscores; `what` says in a refusal what it is."""
    try:
        return kind(text.lower().replace("_", " "))
    except ValueError:
        raise InputError(f"{text} is no {what}.", f"Known are {', '.join(kind)}.") from None
