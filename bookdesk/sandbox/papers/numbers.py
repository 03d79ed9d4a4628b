"""Numbers that prove themselves, for parties that do not exist: made from a stem by each country's own rule."""

from __future__ import annotations

from string import ascii_uppercase

_IRISH_LETTERS = "WABCDEFGHIJKLMNOPQRSTUV"
_ABN_WEIGHTS = (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)


def abn(stem: str) -> str:
    """Return the Australian Business Number of nine digits: two leading check digits, weighted sum divisible by 89."""
    weighted = sum(weight * int(digit) for weight, digit in zip(_ABN_WEIGHTS[2:], stem, strict=True))
    for check in range(11, 100):
        tens, units = divmod(check, 10)
        if (weighted + (tens - 1) * _ABN_WEIGHTS[0] + units * _ABN_WEIGHTS[1]) % 89 == 0:
            return f"{check}{stem}"
    raise ValueError(f"no ABN has the stem {stem}")


def irish_vat(stem: str) -> str:
    """Return the Irish VAT number of seven digits: a check letter, weights 8 to 2, modulo 23."""
    total = sum(weight * int(digit) for weight, digit in zip(range(8, 1, -1), stem, strict=True))
    return f"IE{stem}{_IRISH_LETTERS[total % 23]}"


def german_vat(stem: str) -> str:
    """Return the German VAT id of eight digits: ISO 7064 MOD 11,10."""
    product = 10
    for digit in stem:
        product = ((product + int(digit) - 1) % 10 + 1) * 2 % 11
    return f"DE{stem}{(11 - product) % 10}"


def british_vat(stem: str) -> str:
    """Return the British VAT number of seven digits: two check digits, 97 less the weighted sum."""
    total = sum(weight * int(digit) for weight, digit in zip(range(8, 1, -1), stem, strict=True))
    return f"GB{stem}{97 - total % 97:02d}"


def iban(country: str, bban: str) -> str:
    """Return the IBAN of a national account number, in groups of four: ISO 13616, modulo 97."""
    figures = "".join(str(ascii_uppercase.index(c) + 10) if c.isalpha() else c for c in bban + country + "00")
    plain = f"{country}{98 - int(figures) % 97:02d}{bban}"
    return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))
