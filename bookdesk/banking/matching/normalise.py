"""Bank text into words, numbers and a payee's name; every part keeps its place in the text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\s,;:]+")
_NOT_ALNUM = {code: None for code in range(128) if not chr(code).isalnum()}
_CONFUSED = str.maketrans("OISBGZ", "015862")
_LONGEST = 20
_PARTS = 3

PREFIXES = re.compile(
    r"^(?:SQ ?\*|PAYPAL ?\*|TST\* ?|SUMUP ?\*|ZELLE|POS(?= )|EFTPOS|VISA DEBIT|DIRECT (?:CREDIT|DEBIT)|BACS|"
    r"SEPA (?:CT|DD)|ACH (?:CCD|PPD|CTX)|OSKO|FPS|FPI|FPO|BGC|DDR?(?= )|GIRO|WIRE|PAYMENT (?:TO|FROM)|"
    r"TRANSFER (?:TO|FROM)(?= \w+ \w+)|PENDING)\s*"
)
"""Words of processors and rails that stand before a name."""

REFERENCE_WORDS = frozenset(
    {"INV", "INVOICE", "REF", "RE", "PMT", "PAYMENT", "THANKS", "BILL", "REFERENCE", "NO", "NR", "RECHNUNG"}
)
"""Words that stand between a name and a number."""
LEGAL = re.compile(
    r"\b(?:PTY|LTD|LIMITED|LLC|LLP|INC|CORP|CO|PLC|GMBH|AG|KG|BV|B V|NV|SARL|SAS|SRL|GROUP|SONS|AND SONS|& SONS|"
    r"UG|OY|AB|AS)\b\.?"
)
BANK_WORDS = re.compile(
    r"\b(?:ACCOUNT FEE|SERVICE CHARGE|SERVICE FEE|INTEREST|TXN FEE|TRANSACTION FEE|ATM|TAX OFFICE|BAS|PAYROLL|WAGES|"
    r"SALARY|SALARIES|SETTLEMENT ADJ|OVERDRAFT|BANK FEE|CHARGES|KONTOF(?:UE|U)HRUNG|ZINSEN)\b"
)
"""What only the bank, the tax office or the pay run writes."""
TRANSFER_WORDS = re.compile(r"\b(?:TFR|TRANSFER|XFER|INTERNAL|UMBUCHUNG|UEBERTRAG|OVERBOEKING|VIREMENT INTERNE)\b")
PAYOUT_WORDS = re.compile(
    r"\b(?:PAYOUT|STRIPE|SQUARE|ADYEN|MOLLIE|GOCARDLESS|SETTLEMENT|SHOPIFY|WORLDPAY|SUMUP PAYMENTS)\b"
)
FOREIGN = re.compile(r"\b([A-Z]{3}) ?(\d[\d,]*\.\d{2})\b")


@dataclass(frozen=True, slots=True)
class Words:
    """A line's text, split: numbers by spelling, with their spans."""

    folded: str
    spelt: dict[str, tuple[int, int]]
    """Letters and digits of every word with a digit, and of two or three neighbours (line wraps)."""
    digits: dict[str, tuple[int, int]]
    """Digits of single words without leading zeros."""


def fold(text: str) -> str:
    """Return `text` in upper case without accents, of the same length, so that spans stay true."""
    if text.isascii():
        return text.upper()
    return "".join(map(_base, text))


@lru_cache(maxsize=4096)
def _base(character: str) -> str:
    return unicodedata.normalize("NFKD", character)[0].upper()[0]


def spelling(text: str) -> str:
    """Return only the letters and digits of folded `text`."""
    return text.translate(_NOT_ALNUM)


def confusable(spelt: str) -> str:
    """Replace letters that are mistaken for digits by those digits."""
    return spelt.translate(_CONFUSED)


def digits_of(spelt: str) -> str:
    """Return the digits of `spelt` without leading zeros."""
    return "".join(character for character in spelt if character.isdigit()).lstrip("0")


def split(text: str, reference: str) -> Words:
    """Split a line's text; a reference that does not stand in it is read as its continuation."""
    folded = fold(text if reference in text else f"{text} {reference}")
    found = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(folded)]
    words = [(spelling(word), start, end, any(map(str.isdigit, word))) for word, start, end in found]
    spelt: dict[str, tuple[int, int]] = {}
    digits: dict[str, tuple[int, int]] = {}
    for index, (word, start, end, numeric) in enumerate(words):
        if numeric:
            spelt.setdefault(word, (start, end))
            digits.setdefault(digits_of(word), (start, end))
        joined, any_digit = word, numeric
        for following, _, reach, more in words[index + 1 : index + _PARTS]:
            joined += following
            any_digit = any_digit or more
            if len(joined) > _LONGEST:
                break
            if any_digit:
                spelt.setdefault(joined, (start, reach))
    digits.pop("", None)
    return Words(folded, spelt, digits)


def payee_name(payee: str, text: str) -> str:
    """Return the name a line gives its other side: the payee field, or the words before the first number."""
    if payee:
        return PREFIXES.sub("", fold(payee)).strip()
    rest = PREFIXES.sub("", fold(text))
    words: list[str] = []
    for word in rest.split():
        if any(map(str.isdigit, word)) or word.strip(".:,#") in REFERENCE_WORDS:
            break
        words.append(word)
    return " ".join(words)
