"""VAT identification numbers of the European Union and the United Kingdom.

Shapes: the list of the European Commission's VIES ("structure of VAT identification numbers"). Check digits: each tax
office's published rule as collected in the Commission's VIES algorithms; countries outside `VAT_CHECKED` are only
checked for their shape, so their ids prove less.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bookdesk.core.checksums import luhn, luhn_sum, mod_11_10, mod_97, weighted_sum

_SEPARATORS = re.compile(r"[\s.\-\u00a0\u2010-\u2015/]+")
_SHAPES: dict[str, str] = {
    "AT": r"U\d{8}",
    "BE": r"[01]\d{9}",
    "BG": r"\d{9,10}",
    "CY": r"\d{8}[A-Z]",
    "CZ": r"\d{8,10}",
    "DE": r"[1-9]\d{8}",
    "DK": r"\d{8}",
    "EE": r"\d{9}",
    "EL": r"\d{9}",
    "ES": r"[0-9A-Z]\d{7}[0-9A-Z]",
    "FI": r"\d{8}",
    "FR": r"[0-9A-HJ-NP-Z]{2}\d{9}",
    "GB": r"\d{9}(\d{3})?|GD[0-4]\d\d|HA[5-9]\d\d",
    "HR": r"\d{11}",
    "HU": r"\d{8}",
    "IE": r"\d{7}[A-W][A-IW]?|\d[A-Z+*]\d{5}[A-W]",
    "IT": r"\d{11}",
    "LT": r"\d{9}|\d{12}",
    "LU": r"\d{8}",
    "LV": r"\d{11}",
    "MT": r"\d{8}",
    "NL": r"\d{9}B\d\d",
    "PL": r"\d{10}",
    "PT": r"[1-9]\d{8}",
    "RO": r"[1-9]\d{1,9}",
    "SE": r"\d{10}01",
    "SI": r"[1-9]\d{7}",
    "SK": r"[1-9]\d{9}",
    "XI": r"\d{9}(\d{3})?|GD[0-4]\d\d|HA[5-9]\d\d",
}
_GREECE_IN_VAT, _GREECE_IN_ISO = "EL", "GR"
_DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_CIF_LETTERS = "JABCDEFGHI"
_IE_LETTERS = "WABCDEFGHIJKLMNOPQRSTUV"
_FR_KEY_ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def compact(text: str) -> str:
    """Return `text` in capitals without spaces, dots, slashes and hyphens of any kind."""
    return _SEPARATORS.sub("", text).upper()


def _austria(number: str) -> bool:
    """The first seven as Luhn sums them (1-2-1-2-1-2-1), plus 4, plus the eighth make a multiple of ten."""
    return (luhn_sum(number[1:8]) + 4 + int(number[8])) % 10 == 0


def _belgium(number: str) -> bool:
    """The last two are 97 less the first eight modulo 97."""
    return 97 - int(number[:8]) % 97 == int(number[8:])


def _spain(number: str) -> bool:
    """Persons: letter by the number modulo 23. Companies: Luhn's digit, or its letter, over the seven in the middle."""
    first, last = number[0], number[-1]
    if first.isdigit() or first in "XYZKLM":
        digits = number[:-1].translate(str.maketrans("XYZKLM", "012000"))
        return last == _DNI_LETTERS[int(digits) % 23]
    control = -luhn_sum(number[1:-1] + "0") % 10
    if first in "ABEH":
        return last == str(control)
    if first in "PQRSNW":
        return last == _CIF_LETTERS[control]
    return first in "CDFGJUV" and last in (str(control), _CIF_LETTERS[control])


def _france(number: str) -> bool:
    """SIREN by Luhn (Monaco's start with 000 and are not), then a key of it: two digits, or digit and letter."""
    key, siren = number[:2], number[2:]
    if not siren.startswith("000") and not luhn(siren):
        return False
    if key.isdigit():
        return int(key) == (12 + 3 * (int(siren) % 97)) % 97
    high, low = (_FR_KEY_ALPHABET.index(character) for character in key)
    check = high * 24 + low - 10 if key[0].isdigit() else high * 34 + low - 100
    return (int(siren) + 1 + check // 11) % 11 == check % 11


def _united_kingdom(number: str) -> bool:
    """Weights 8 to 2 and the last two as a number: the sum, or the sum and 55, is divisible by 97."""
    if number[0] in "GH":
        return True
    remainder = (weighted_sum(number[:7], (8, 7, 6, 5, 4, 3, 2)) + int(number[7:9])) % 97
    return remainder in (0, 97 - 55)


def _ireland(number: str) -> bool:
    """Weights 8 to 2, a second letter counting 9 times its place, modulo 23; the old form has its first digit last."""
    old = not number[1].isdigit()
    digits = f"0{number[2:7]}{number[0]}" if old else number[:7]
    check = number[7]
    second = "" if old else number[8:]
    extra = 0 if second in ("", "W") else ord(second) - ord("A") + 1
    return check == _IE_LETTERS[(weighted_sum(digits, (8, 7, 6, 5, 4, 3, 2)) + 9 * extra) % 23]


def _italy(number: str) -> bool:
    """Luhn's scheme; digits 8 to 10 are the province's office (001-100, 120, 121, 888, 999)."""
    office = int(number[7:10])
    return (1 <= office <= 100 or office in (120, 121, 888, 999)) and luhn(number)  # noqa: PLR2004 - offices as listed


def _netherlands(number: str) -> bool:
    """Since 2020 either the nine digits by eleven (weights 9 to 2, -1), or the whole with NL by 97 leaves 1."""
    eleven = weighted_sum(number[:9], (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0
    return eleven or mod_97(f"NL{number}") == 1


def _poland(number: str) -> bool:
    """Weighted sum of nine modulo eleven is the tenth; ten is never given."""
    return weighted_sum(number[:9], (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11 == int(number[9])


def _portugal(number: str) -> bool:
    """Weights 9 to 2, eleven less the remainder, ten and eleven giving nought."""
    return (11 - weighted_sum(number[:8], (9, 8, 7, 6, 5, 4, 3, 2)) % 11) % 11 % 10 == int(number[8])


def _greece(number: str) -> bool:
    """Powers of two from 256 to 2, modulo eleven, ten giving nought."""
    return weighted_sum(number[:8], (256, 128, 64, 32, 16, 8, 4, 2)) % 11 % 10 == int(number[8])


_CHECKS: dict[str, Callable[[str], bool]] = {
    "AT": _austria,
    "BE": _belgium,
    "DE": mod_11_10,
    "DK": lambda number: weighted_sum(number, (2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0,
    "EL": _greece,
    "ES": _spain,
    "FI": lambda number: weighted_sum(number, (7, 9, 10, 5, 8, 4, 2, 1)) % 11 == 0,
    "FR": _france,
    "GB": _united_kingdom,
    "HR": mod_11_10,
    "IE": _ireland,
    "IT": _italy,
    "LU": lambda number: int(number[:6]) % 89 == int(number[6:]),
    "NL": _netherlands,
    "PL": _poland,
    "PT": _portugal,
    "SE": lambda number: luhn(number[:10]),
    "SK": lambda number: int(number) % 11 == 0,
    "XI": _united_kingdom,
}
VAT_CHECKED = frozenset(_CHECKS)
"""Prefixes of VAT ids (Greece being EL) whose check digits are computed here; the others are known by shape only."""


VAT_COUNTRIES = frozenset({_GREECE_IN_ISO, *_SHAPES} - {_GREECE_IN_VAT, "XI"})
"""Countries (ISO 3166) whose VAT ids have a known shape."""


def vat_country(text: str) -> str | None:
    """Return the ISO 3166 country of a well-formed VAT id with its prefix (EL is GR, XI is GB), else `None`."""
    number = compact(text)
    prefix = number[:2]
    if prefix not in _SHAPES or not is_vat_id(number):
        return None
    return {_GREECE_IN_VAT: _GREECE_IN_ISO, "XI": "GB"}.get(prefix, prefix)


def is_vat_id(text: str, country: str | None = None) -> bool:
    """Whether `text` is a VAT id. Without its own prefix it is read as one of `country` (ISO 3166)."""
    number = compact(text)
    prefix = _GREECE_IN_VAT if country == _GREECE_IN_ISO else country
    if prefix is None or number.startswith(prefix):
        prefix, number = number[:2], number[2:]
    shape = _SHAPES.get(prefix)
    if shape is None or not re.fullmatch(shape, number, re.ASCII):
        return False
    check = _CHECKS.get(prefix)
    return check is None or check(number)
