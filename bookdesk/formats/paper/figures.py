"""Amounts, quantities, rates and dates as people of a place write them, after the tables of Unicode CLDR.

Two habits differ from it: French writes the first of a month as 1er, and dollars of another country carry their code.
A place that has no row is written as the first one of its language.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from bookdesk.core.money import Money

_FIXED, _NARROW, _QUOTE = "\u00a0", "\u202f", "\u2019"


@dataclass(frozen=True, slots=True)
class Habit:
    """How a place writes: what parts thousands and decimals, where a currency's sign stands, and its own currency."""

    group: str
    decimal: str
    currency: str
    home: str
    day: str
    percent: str

    @property
    def short(self) -> str:
        """The pattern of a short day, which follows that of a long one."""
        return _SHORT_DAYS[self.day]


_EN_DAY, _DE_DAY, _FR_DAY = "{day} {month} {year}", "{day}. {month} {year}", "{first} {month} {year}"
_ES_DAY = "{day} de {month} de {year}"
_US_DAY = "{month} {day}, {year}"
_SHORT_DAYS: Final = {
    _EN_DAY: _EN_DAY,
    _US_DAY: _US_DAY,
    _DE_DAY: "{two}.{year}",
    _FR_DAY: _EN_DAY,
    _ES_DAY: _EN_DAY,
}
_BEFORE, _BEHIND, _APART = "{sign}{number}", f"{{number}}{_FIXED}{{sign}}", f"{{sign}}{_FIXED}{{number}}"

HABITS: Final[dict[str, Habit]] = {
    "en-GB": Habit(",", ".", _BEFORE, "GBP", _EN_DAY, "{}%"),
    "en-US": Habit(",", ".", _BEFORE, "USD", _US_DAY, "{}%"),
    "en-AU": Habit(",", ".", _BEFORE, "AUD", _EN_DAY, "{}%"),
    "en-NZ": Habit(",", ".", _BEFORE, "NZD", _EN_DAY, "{}%"),
    "en-CA": Habit(",", ".", _BEFORE, "CAD", _US_DAY, "{}%"),
    "en-IE": Habit(",", ".", _BEFORE, "EUR", _EN_DAY, "{}%"),
    "de-DE": Habit(".", ",", _BEHIND, "EUR", _DE_DAY, f"{{}}{_FIXED}%"),
    "de-AT": Habit(".", ",", _APART, "EUR", _DE_DAY, f"{{}}{_FIXED}%"),
    "de-CH": Habit(_QUOTE, ".", _APART, "CHF", _DE_DAY, "{}%"),
    "fr-FR": Habit(_NARROW, ",", _BEHIND, "EUR", _FR_DAY, f"{{}}{_FIXED}%"),
    "fr-BE": Habit(_NARROW, ",", _BEHIND, "EUR", _FR_DAY, f"{{}}{_FIXED}%"),
    "fr-CH": Habit(_QUOTE, ".", _BEHIND, "CHF", _FR_DAY, "{}%"),
    "fr-CA": Habit(_FIXED, ",", _BEHIND, "CAD", _FR_DAY, f"{{}}{_FIXED}%"),
    "es-ES": Habit(".", ",", _BEHIND, "EUR", _ES_DAY, f"{{}}{_FIXED}%"),
    "es-MX": Habit(",", ".", _BEFORE, "MXN", _ES_DAY, "{}%"),
    "es-US": Habit(",", ".", _BEFORE, "USD", _ES_DAY, "{}%"),
}
_SIGNS: Final = {"EUR": "€", "GBP": "£", "ILS": "₪", "INR": "₹", "PLN": "zł", "CZK": "Kč"}
"""Signs that only one currency has; any other is shown with its code, unless it is the place's own."""
_OWN_SIGNS: Final = {"USD": "$", "AUD": "$", "NZD": "$", "CAD": "$", "MXN": "$"}
_MONTHS: Final = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
_SHORT_MONTHS: Final = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "de": "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
    "fr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "es": "ene feb mar abr may jun jul ago sept oct nov dic",
}


class Figures:
    """Writes for one place; `locale` is like `de-AT`, or a language alone."""

    def __init__(self, locale: str) -> None:
        language = locale.partition("-")[0]
        row = locale if locale in HABITS else next(name for name in HABITS if name.startswith(language))
        self._habit, self._months = HABITS[row], _MONTHS[language].split()
        self._short = _SHORT_MONTHS[language].split()

    def amount(self, money: Money) -> str:
        """Return an amount without its currency, with all decimals: `1.234,50`."""
        return self._number(money.text)

    def money(self, money: Money) -> str:
        """Return an amount with its currency; its code where the sign could be another country's."""
        own = _OWN_SIGNS.get(money.currency) if money.currency == self._habit.home else None
        sign = own or _SIGNS.get(money.currency)
        number = self._number(abs(money).text)
        pattern = self._habit.currency if sign or self._habit.currency != _BEFORE else _APART
        written = pattern.format(sign=sign or money.currency, number=number)
        return f"-{written}" if money.minor < 0 else written

    def number(self, value: Decimal) -> str:
        """Return a quantity without noughts at its end: `2,5`."""
        plain = format(value, "f")
        return self._number(plain.rstrip("0").rstrip(".") if "." in plain else plain)

    def price(self, value: Decimal, decimals: int) -> str:
        """Return a price for one with at least the decimals of its currency: `0,0125`, `10,00`."""
        plain = format(value, "f")
        whole, _, rest = plain.partition(".")
        rest = rest.rstrip("0").ljust(decimals, "0")
        return self._number(f"{whole}.{rest}" if rest else whole)

    def rate(self, rate: Decimal) -> str:
        """Return a rate, which is a fraction, in per cent."""
        return self._habit.percent.format(self.number(rate * 100))

    def day(self, day: date) -> str:
        """Return a day with its month in letters, so that none is taken for another."""
        first = f"{day.day}er" if day.day == 1 else str(day.day)
        return self._habit.day.format(first=first, day=day.day, month=self._months[day.month - 1], year=day.year)

    def month(self, day: date) -> str:
        """Return the month of a day with its year: `July 2026`, `julio de 2026`."""
        between = " de " if self._habit.day == _ES_DAY else " "
        return f"{self._months[day.month - 1]}{between}{day.year}"

    def short_day(self, day: date) -> str:
        """Return a day for a column of days, still not to be taken for another: `29 Nov 2026`, `29.11.2026`."""
        month = self._short[day.month - 1]
        return self._habit.short.format(day=day.day, month=month, year=day.year, two=f"{day.day:02}.{day.month:02}")

    def _number(self, plain: str) -> str:
        sign, digits = ("-", plain[1:]) if plain.startswith("-") else ("", plain)
        whole, _, rest = digits.partition(".")
        whole = f"{int(whole):,}".replace(",", self._habit.group)
        return f"{sign}{whole}{self._habit.decimal}{rest}" if rest else f"{sign}{whole}"
