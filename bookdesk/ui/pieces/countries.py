"""Countries, their currencies and time zones, as Qt's own tables name them (Unicode CLDR and the IANA zones)."""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import QLocale, QTimeZone

from bookdesk.core.currencies import EXPONENTS
from bookdesk.ui.pieces.choice_field import Choice


@cache
def _territories() -> dict[str, QLocale.Country]:
    """Two-letter code (ISO 3166) → Qt's own word for it."""
    codes = {QLocale.territoryToCode(one): one for one in QLocale.Country}
    return {code: one for code, one in codes.items() if len(code) == 2 and code.isalpha()}  # noqa: PLR2004 - ISO 3166


@cache
def countries() -> tuple[Choice, ...]:
    """Return all countries by name."""
    named = (Choice(code, QLocale.territoryToString(one)) for code, one in _territories().items())
    return tuple(sorted(named, key=lambda choice: choice.words))


def name_of(country: str) -> str:
    """Return a country's name; its code where Qt knows none."""
    one = _territories().get(country)
    return QLocale.territoryToString(one) if one is not None else country


def currency_of(country: str) -> str:
    """Return the currency that is used in a country, or nothing."""
    one = _territories().get(country)
    if one is None:
        return ""
    code = QLocale(QLocale.Language.AnyLanguage, one).currencySymbol(QLocale.CurrencySymbolFormat.CurrencyIsoCode)
    return code if code in EXPONENTS else ""


def zones_of(country: str) -> tuple[str, ...]:
    """Return the time zones of a country."""
    one = _territories().get(country)
    return _names(QTimeZone.availableTimeZoneIds(one)) if one is not None else ()


def zones(country: str) -> tuple[Choice, ...]:
    """Return all time zones, those of a country first."""
    near = zones_of(country)
    others = (name for name in _names(QTimeZone.availableTimeZoneIds()) if "/" in name and name not in near)
    return tuple(Choice(name, name.replace("_", " ")) for name in (*near, *others))


def zone_here() -> str:
    """Return the time zone of this computer; UTC where it has none by name."""
    try:
        return ZoneInfo(bytes(QTimeZone.systemTimeZoneId().data()).decode()).key
    except (ValueError, ZoneInfoNotFoundError):  # a zone that somebody described himself
        return "UTC"


def currencies() -> tuple[Choice, ...]:
    """Return all currencies by code."""
    return tuple(Choice(code, code) for code in sorted(EXPONENTS))


def _names(found: object) -> tuple[str, ...]:
    return tuple(bytes(one.data()).decode() for one in found)  # type: ignore[attr-defined]  # a list of byte arrays
