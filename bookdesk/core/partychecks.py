"""What a person may write about a contact: mail address, country, tax number, terms; each refused in words. Pure."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bookdesk.core.checkdigits import compact, is_abn, is_vat_id, vat_country
from bookdesk.core.countries import COUNTRIES
from bookdesk.core.currencies import EXPONENTS
from bookdesk.core.errors import InputError
from bookdesk.core.vatids import VAT_COUNTRIES

_MAIL = re.compile(r"[^@\s<>,;:\"()]+@[^@\s<>,;:\"()]+\.[^@\s<>,;:\"().]{2,}")
_LONGEST_MAIL = 254
"""Characters of an address (RFC 5321, 4.5.3.1.3)."""
_TAX_NUMBER = re.compile(r"(?=.*[0-9])[0-9A-Z]{4,20}", re.ASCII)
_YES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def mail_address(text: str) -> str:
    """Return a mail address as it was written."""
    if len(text) > _LONGEST_MAIL or not _MAIL.fullmatch(text):
        raise InputError(f"{text} is no mail address.", "Write it as in accounts@example.com, one address only.")
    return text


def country_code(text: str) -> str:
    """Return the code of a country, in capitals."""
    code = text.upper()
    if code not in COUNTRIES:
        raise InputError(f"{text} is no country.", "Write its code of two letters, as in AU, GB, IE or DE.")
    return code


def currency_code(text: str) -> str:
    """Return the code of a currency, in capitals."""
    code = text.upper()
    if code not in EXPONENTS:
        raise InputError(f"{text} is no currency.", "Write its ISO code: AUD, EUR, GBP, USD.")
    return code


def tax_number(text: str, country: str | None) -> str:
    """Return a tax number without blanks and marks: an ABN in Australia, a VAT id in the EU and the United Kingdom.

    A VAT id of another country with its letters is one, too. Elsewhere only the look of it is checked.
    """
    number = compact(text)
    if country == "AU":
        if not is_abn(number):
            raise InputError(f"{text} is no ABN.", "Compare it with the contact's papers: a digit is wrong or missing.")
        return number
    if country in VAT_COUNTRIES and not is_vat_id(number, country) and vat_country(number) is None:
        raise InputError(
            f"{text} is no VAT id of {country}.", "Compare it with the contact's papers, or correct the country first."
        )
    if not _TAX_NUMBER.fullmatch(number):
        raise InputError(f"{text} is no tax number.", "Write its letters and digits, or leave it empty.")
    return number


_LOCALE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}))?")


def locale_name(text: str) -> str:
    """Return a language, with the country it is spoken in where that was said, as it is kept: `de`, `de-AT`."""
    found = _LOCALE.fullmatch(text)
    if found is None or (found[2] and found[2].upper() not in COUNTRIES):
        raise InputError(f"{text} is no language.", "Write its code, as in en, de, fr-CH or es-MX.")
    return found[1].lower() + (f"-{found[2].upper()}" if found[2] else "")


def zone_name(text: str) -> str:
    """Return the name of a time zone."""
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InputError(f"{text} is no time zone.", "Use a name like Europe/Dublin.") from None


_ELECTRONIC = re.compile(r"([0-9A-Z]{2,4}):([!-~]{1,100})", re.ASCII)


def electronic_address(text: str) -> str:
    """Return the address that e-invoices of a customer name, with the scheme before it (EN 16931, BT-49)."""
    found = _ELECTRONIC.fullmatch(text)
    if found is None:
        raise InputError(
            f"{text} is no electronic address.",
            "Write scheme and address: 0204:991-12345-67 or EM:pay@firm.example.",
        )
    return text


def yes_or_no(text: str, what: str) -> bool:
    """Return what was answered to `what`."""
    answer = _YES.get(text.lower())
    if answer is None:
        raise InputError(f"{text} says neither yes nor no to {what}.", f"Write {what}=yes or {what}=no.")
    return answer
