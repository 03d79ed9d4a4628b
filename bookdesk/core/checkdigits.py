"""Numbers that prove themselves: bank accounts, business numbers, references, articles.

Every `is_...` takes text as people write it (spaces, dots and hyphens are ignored, letters of either case) and answers
whether shape and check digits hold; it never raises. A number that holds is *well formed*, not known to exist.

Sources: IBAN and its country formats: ISO 13616-1 and SWIFT's IBAN registry. BIC: ISO 9362. RF: ISO 11649.
ABN, ACN: Australian Business Register and ASIC, "format of the ABN/ACN". BSB: AusPayNet. Routing number: ABA policy,
weights 3-7-1. Luhn: ISO/IEC 7812-1. GTIN: GS1 General Specifications 7.9. VAT ids: see `vatids`.
"""

from __future__ import annotations

import re

from bookdesk.core.checksums import luhn, mod_97, weighted_sum
from bookdesk.core.vatids import VAT_CHECKED, compact, is_vat_id, vat_country

__all__ = [
    "IBAN_COUNTRIES",
    "VAT_CHECKED",
    "compact",
    "format_abn",
    "format_bsb",
    "format_iban",
    "format_sort_code",
    "iban_country",
    "iban_length",
    "is_abn",
    "is_acn",
    "is_au_account",
    "is_bic",
    "is_bsb",
    "is_gtin",
    "is_iban",
    "is_luhn",
    "is_rf_reference",
    "is_sort_code",
    "is_uk_account",
    "is_us_routing",
    "is_vat_id",
    "mask_account",
    "vat_country",
]

_BBAN = (
    "AD 8n12c|AE 19n|AL 8n16c|AT 16n|AZ 4a20c|BA 16n|BE 12n|BG 4a6n8c|BH 4a14c|BI 23n|BR 23n1a1c|BY 4c4n16c|CH 5n12c|"
    "CR 18n|CY 8n16c|CZ 20n|DE 18n|DJ 23n|DK 14n|DO 4c20n|EE 16n|EG 25n|ES 20n|FI 14n|FK 2a12n|FO 14n|FR 10n11c2n|"
    "GB 4a14n|GE 2a16n|GI 4a15c|GL 14n|GR 7n16c|GT 24c|HN 4a20n|HR 17n|HU 24n|IE 4a14n|IL 19n|IQ 4a15n|IS 22n|"
    "IT 1a10n12c|JO 4a4n18c|KW 4a22c|KZ 3n13c|LB 4n20c|LC 4a24c|LI 5n12c|LT 16n|LU 3n13c|LV 4a13c|LY 21n|"
    "MC 10n11c2n|MD 20c|ME 18n|MK 3n10c2n|MN 16n|MR 23n|MT 4a5n18c|MU 4a19n3a|NI 4a20n|NL 4a10n|NO 11n|OM 3n16c|"
    "PK 4a16c|PL 24n|PS 4a21c|PT 21n|QA 4a21c|RO 4a16c|RS 18n|RU 14n15c|SA 2n18c|SC 4a20n3a|SD 14n|SE 20n|SI 15n|"
    "SK 20n|SM 1a10n12c|SO 19n|ST 21n|SV 4a20n|TL 19n|TN 20n|TR 6n16c|UA 6n19c|VA 18n|VG 4a16n|XK 16n|YE 4a4n18c"
)
_CLASSES = {"n": "[0-9]", "a": "[A-Z]", "c": "[0-9A-Z]"}
_ABN_WEIGHTS = (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)
_ACN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 1)
_ROUTING_WEIGHTS = (3, 7, 1, 3, 7, 1, 3, 7, 1)
_ROUTING_DISTRICTS = re.compile(r"(0\d|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2]|80)\d{7}")
_GTIN_LENGTHS = (8, 12, 13, 14)


def _bban_patterns() -> dict[str, tuple[int, re.Pattern[str]]]:
    """Return, by country, the length of the whole IBAN and the pattern of what follows the check digits."""
    patterns: dict[str, tuple[int, re.Pattern[str]]] = {}
    for country, structure in (entry.split() for entry in _BBAN.split("|")):
        fields = re.findall(r"(\d+)([nac])", structure)
        pattern = "".join(f"{_CLASSES[kind]}{{{count}}}" for count, kind in fields)
        patterns[country] = (4 + sum(int(count) for count, _ in fields), re.compile(pattern, re.ASCII))
    return patterns


_PATTERNS = _bban_patterns()
IBAN_COUNTRIES = frozenset(_PATTERNS)
"""The countries whose banks issue IBANs."""


def iban_length(country: str) -> int | None:
    """Return how many characters an IBAN of `country` has, `None` where there are none."""
    entry = _PATTERNS.get(country)
    return entry[0] if entry else None


def is_iban(text: str) -> bool:
    """Whether `text` is an IBAN: country known, length and structure right, remainder 1 modulo 97."""
    iban = compact(text)
    entry = _PATTERNS.get(iban[:2])
    if entry is None or not re.fullmatch(r"\d\d", iban[2:4], re.ASCII) or not entry[1].fullmatch(iban[4:]):
        return False
    return mod_97(iban[4:] + iban[:4]) == 1


def format_iban(text: str) -> str:
    """Return an IBAN as printed: groups of four (ISO 13616-1, 6.1)."""
    iban = compact(text)
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


def iban_country(text: str) -> str | None:
    """Return the country of a well-formed IBAN, `None` of anything else."""
    return compact(text)[:2] if is_iban(text) else None


def mask_account(text: str) -> str:
    """Return an account number with all but its last four characters hidden, for lists and messages."""
    account = compact(text)
    return "•" * max(len(account) - 4, 0) + account[-4:]


def is_bic(text: str) -> bool:
    """Whether `text` has the shape of a BIC: four of the bank, two letters of the country, two, or five, more.

    A BIC carries no check digit.
    """
    return re.fullmatch(r"[0-9A-Z]{4}[A-Z]{2}[0-9A-Z]{2}([0-9A-Z]{3})?", compact(text), re.ASCII) is not None


def is_abn(text: str) -> bool:
    """Whether `text` is an Australian business number: 11 digits, the first less one, weighted, divisible by 89."""
    abn = compact(text)
    if not re.fullmatch(r"[1-9]\d{10}", abn, re.ASCII):
        return False
    return (weighted_sum(abn, _ABN_WEIGHTS) - _ABN_WEIGHTS[0]) % 89 == 0


def format_abn(text: str) -> str:
    """Return an ABN as the register prints it: `51 824 753 556`."""
    abn = compact(text)
    return f"{abn[:2]} {abn[2:5]} {abn[5:8]} {abn[8:]}"


def is_acn(text: str) -> bool:
    """Whether `text` is an Australian company number: eight digits weighted 8 to 1, the ninth completes to ten."""
    acn = compact(text)
    if not re.fullmatch(r"\d{9}", acn, re.ASCII):
        return False
    return (weighted_sum(acn[:8], _ACN_WEIGHTS) + int(acn[8])) % 10 == 0


def is_bsb(text: str) -> bool:
    """Whether `text` has the shape of a bank-state-branch number: six digits. It carries no check digit."""
    return re.fullmatch(r"\d{6}", compact(text), re.ASCII) is not None


def format_bsb(text: str) -> str:
    """Return a BSB as banks and direct-entry files write it: `062-000`."""
    bsb = compact(text)
    return f"{bsb[:3]}-{bsb[3:]}"


def is_au_account(text: str) -> bool:
    """Whether `text` has the shape of an Australian account number: up to nine digits, not all zero."""
    account = compact(text)
    return re.fullmatch(r"\d{1,9}", account, re.ASCII) is not None and account.strip("0") != ""


def is_sort_code(text: str) -> bool:
    """Whether `text` has the shape of a UK sort code: six digits (its modulus check needs Vocalink's table)."""
    return re.fullmatch(r"\d{6}", compact(text), re.ASCII) is not None


def format_sort_code(text: str) -> str:
    """Return a sort code as printed: `20-00-00`."""
    code = compact(text)
    return f"{code[:2]}-{code[2:4]}-{code[4:]}"


def is_uk_account(text: str) -> bool:
    """Whether `text` has the shape of a UK account number: eight digits."""
    return re.fullmatch(r"\d{8}", compact(text), re.ASCII) is not None


def is_us_routing(text: str) -> bool:
    """Whether `text` is a US routing number: nine digits of a Federal Reserve district, weights 3-7-1 modulo 10."""
    number = compact(text)
    if not _ROUTING_DISTRICTS.fullmatch(number) or not number.isascii():
        return False
    return weighted_sum(number, _ROUTING_WEIGHTS) % 10 == 0


def is_rf_reference(text: str) -> bool:
    """Whether `text` is a creditor reference of ISO 11649: RF, two check digits, 1 to 21 letters and digits."""
    reference = compact(text)
    if not re.fullmatch(r"RF\d\d[0-9A-Z]{1,21}", reference, re.ASCII):
        return False
    return mod_97(reference[4:] + reference[:4]) == 1


def is_luhn(text: str) -> bool:
    """Whether `text` is at least two digits that satisfy Luhn's scheme (cards, and many references)."""
    digits = compact(text)
    return re.fullmatch(r"\d{2,}", digits, re.ASCII) is not None and luhn(digits)


def is_gtin(text: str) -> bool:
    """Whether `text` is a GTIN-8, -12, -13 or -14: weights 3 and 1 from the right, sum divisible by ten."""
    digits = compact(text)
    if len(digits) not in _GTIN_LENGTHS or not re.fullmatch(r"\d+", digits, re.ASCII):
        return False
    return weighted_sum(digits.rjust(14, "0"), (3, 1) * 7) % 10 == 0
