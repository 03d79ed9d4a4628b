"""What a CSV file may leave open, as a profile: built-in ones by name, a bank's own as a small TOML text."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from bookdesk.core.amounts import DecimalMark
from bookdesk.core.errors import UsageError


class DateOrder(StrEnum):
    """In which order day, month and year stand."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"
    YEAR_FIRST = "year-first"


class Role(StrEnum):
    """What a column holds."""

    DATE = "date"
    VALUE_DATE = "value-date"
    AMOUNT = "amount"
    DEBIT = "debit"
    CREDIT = "credit"
    FLAG = "flag"
    BALANCE = "balance"
    CURRENCY = "currency"
    DESCRIPTION = "description"
    PAYEE = "payee"
    PAYEE_ACCOUNT = "payee-account"
    ACCOUNT = "account"
    REFERENCE = "reference"
    CHEQUE = "cheque"
    ID = "id"
    STATUS = "status"
    ORIGINAL_AMOUNT = "original-amount"
    ORIGINAL_CURRENCY = "original-currency"
    IGNORED = "ignored"


class SignRule(StrEnum):
    """How an amount says whether money came in or went out."""

    SIGNED = "signed"
    """Minus is money out."""
    INVERTED = "inverted"
    """Minus is money in, as on many card statements."""


@dataclass(frozen=True, slots=True)
class CsvProfile:
    """Answers to what a file leaves open; None means the file decides.

    `columns` maps a header as written (or a 1-based position as text) to its role; given at all, it replaces guessing.
    """

    name: str = "guess"
    delimiter: str | None = None
    skip_rows: int = 0
    columns: Mapping[str, Role] = field(default_factory=dict)
    date_order: DateOrder | None = None
    decimal_mark: DecimalMark | None = None
    sign: SignRule | None = None
    currency: str | None = None
    account: str | None = None


BUILT_IN: dict[str, CsvProfile] = {
    profile.name: profile
    for profile in (
        CsvProfile("day-first", date_order=DateOrder.DAY_FIRST),
        CsvProfile("month-first", date_order=DateOrder.MONTH_FIRST),
        CsvProfile("card-inverted", sign=SignRule.INVERTED),
        CsvProfile("day-first-card", date_order=DateOrder.DAY_FIRST, sign=SignRule.INVERTED),
        CsvProfile("month-first-card", date_order=DateOrder.MONTH_FIRST, sign=SignRule.INVERTED),
        CsvProfile("decimal-comma", decimal_mark=DecimalMark.COMMA),
        CsvProfile("decimal-point", decimal_mark=DecimalMark.DOT),
    )
}
"""Profiles that answer one question each."""


def named_profile(name: str) -> CsvProfile:
    """Return a built-in profile; `UsageError` listing them if there is none of that name."""
    if name in BUILT_IN:
        return BUILT_IN[name]
    raise UsageError(
        f"There is no statement profile {name!r}.", f"Use {', '.join(BUILT_IN)}, or the path of a profile in TOML."
    )


def profile_from_toml(text: str, name: str) -> CsvProfile:
    """Read a profile such as `date-order = "day-first"` with a table `[columns]`; `UsageError` if it is not one."""
    try:
        return _built(tomllib.loads(text), name)
    except (ValueError, TypeError) as error:
        raise UsageError(
            f"The profile {name!r} cannot be used: {error}.",
            'It is TOML such as: date-order = "day-first", and [columns] "Booking date" = "date".',
        ) from error


def _built(given: Mapping[str, Any], name: str) -> CsvProfile:
    known = {"delimiter", "skip-rows", "columns", "date-order", "decimal-mark", "sign", "currency", "account"}
    if unknown := set(given) - known:
        raise ValueError(f"unknown keys {', '.join(sorted(unknown))}")
    profile = CsvProfile(name, columns={str(key): Role(role) for key, role in given.get("columns", {}).items()})
    readers: dict[str, type[Any]] = {"date-order": DateOrder, "decimal-mark": DecimalMark, "sign": SignRule}
    changes = {
        key.replace("-", "_"): readers.get(key, type(value))(value) for key, value in given.items() if key != "columns"
    }
    return replace(profile, **changes)
