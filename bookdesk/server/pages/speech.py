"""How a customer's language writes amounts, dates and moments, and which language that is.

Formats are CLDR's, by Babel, but for the decimals of an amount: those are the currency's own (ISO 4217), since CLDR
leaves out some that a document states. Amounts in a form are read as people of any of our languages write them.
"""

from __future__ import annotations

import string
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.numbers import NumberPattern, format_decimal, get_currency_symbol, get_decimal_symbol, parse_pattern

from bookdesk.core.amounts import DecimalMark, NotAnAmount, human_amount
from bookdesk.core.currencies import exponent
from bookdesk.core.money import Money, NotInCurrency
from bookdesk.server.locale import FALLBACK, LANGUAGES


@dataclass(frozen=True, slots=True)
class Speech:
    """One customer's way: `language` is one of ours, `locale` may name his country too."""

    language: str
    locale: Locale

    def money(self, amount: Money) -> str:
        """Return an amount with its currency: `1.234,50 €`."""
        pattern = _money_pattern(str(self.locale), amount.currency)
        return str(pattern.apply(amount.major, self.locale, currency=amount.currency, currency_digits=False))

    def number(self, value: Decimal) -> str:
        """Return a quantity with no more decimals than it has."""
        return format_decimal(value.normalize(), format="#,##0.######", locale=self.locale)

    def day(self, value: date) -> str:
        """Return a date with its month's name."""
        return format_date(value, "d MMM y" if self.language == "en" else "medium", locale=self.locale)

    def moment(self, value: datetime, zone: str) -> str:
        """Return a moment in an IANA zone, to the minute."""
        there = value.astimezone(ZoneInfo(zone))
        return f"{self.day(there.date())}, {format_time(there, 'short', locale=self.locale)}"

    def moment_by(self, value: datetime, zone: str) -> str:
        """Return the minute by which a moment is over."""
        return self.moment(value + (timedelta(minutes=1) if value.second or value.microsecond else timedelta(0)), zone)

    def to_type(self, amount: Money) -> str:
        """Return an amount as one types it into a form here: no groups, no currency."""
        return amount.text.replace(".", get_decimal_symbol(self.locale))

    def typed(self, text: str, currency: str) -> Money | None:
        """Return the amount that was typed; None for what is none, has too many decimals or may be two.

        Spaces, thousands marks and the sign or code of the currency are understood; another currency's is not.
        """
        plain = _without_signs(text, _signs(str(self.locale), currency))
        try:
            reading = human_amount(plain, DecimalMark(get_decimal_symbol(self.locale)))
            return None if reading.value is None or reading.unit else Money.of(reading.value, currency)
        except (NotAnAmount, NotInCurrency):
            return None


@lru_cache(maxsize=512)
def _money_pattern(locale: str, currency: str) -> NumberPattern:
    pattern = parse_pattern(Locale.parse(locale).currency_formats["standard"].pattern)
    pattern.frac_prec = (exponent(currency), exponent(currency))
    return pattern


@lru_cache(maxsize=512)
def _signs(locale: str, currency: str) -> tuple[str, ...]:
    """Return how people write a currency: its code, its sign in their locale and at home; the longest first."""
    own = get_currency_symbol(currency, Locale.parse(locale))
    found = {currency, own, get_currency_symbol(currency, Locale(FALLBACK)), own.strip(string.ascii_letters)}
    return tuple(sorted((one.casefold() for one in found if one), key=len, reverse=True))


def _without_signs(text: str, signs: Iterable[str]) -> str:
    """Return what was typed without a currency's sign before or behind it."""
    plain = text.strip()
    for sign in signs:
        lower = plain.casefold()
        if len(lower) == len(plain) and lower.startswith(sign):
            return plain[len(sign) :].strip()
        if len(lower) == len(plain) and lower.endswith(sign):
            return plain[: -len(sign)].strip()
    return plain


@lru_cache(maxsize=512)
def speech_of(locale: str, language: str = "") -> Speech:
    """Return how to speak to somebody of `locale` (`de_AT`), in another `language` where he chose one."""
    chosen = language if language in LANGUAGES else locale.replace("-", "_").partition("_")[0]
    chosen = chosen if chosen in LANGUAGES else FALLBACK
    territory = locale.replace("-", "_").partition("_")[2]
    for name in (f"{chosen}_{territory}", chosen):
        try:
            return Speech(chosen, Locale.parse(name))
        except (UnknownLocaleError, ValueError):
            continue
    return Speech(FALLBACK, Locale.parse(FALLBACK))


def accepted(header: str) -> Speech:
    """Return how to speak to a stranger, by what his browser asks for (RFC 9110, 12.5.4)."""
    wishes = sorted(_wishes(header), key=lambda wish: -wish[1])
    return next((speech_of(name) for name, _ in wishes if name.partition("_")[0] in LANGUAGES), speech_of(FALLBACK))


def _wishes(header: str) -> Iterable[tuple[str, Decimal]]:
    for part in header[:200].split(",")[:10]:
        name, _, weight = part.partition(";q=")
        if name.strip().replace("-", "").isascii() and name.strip().replace("-", "").isalnum():
            yield name.strip().replace("-", "_"), _weight(weight)


def _weight(text: str) -> Decimal:
    digits = text.strip()
    return Decimal(digits) if digits.replace(".", "", 1).isdecimal() and digits.isascii() else Decimal(1)
