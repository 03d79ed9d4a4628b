"""Card numbers in what people type: never kept.

Pure: text in, text out. A card number has 13 to 19 digits (ISO/IEC 7812), perhaps in groups, begins with 2 to 6 and
ends with its check digit (Luhn).
"""

from __future__ import annotations

import re
from typing import Final

REMOVED: Final = "[removed]"

_RUN = re.compile(r"(?<![0-9A-Za-z])[2-6](?:[ .\-\u00a0]?[0-9]){12,18}(?![0-9])")


def holds_card_number(text: str) -> bool:
    """Whether a text holds what may be a card number."""
    return any(passes(_digits(found[0])) for found in _RUN.finditer(text))


def without_card_numbers(text: str) -> str:
    """Return the text with `REMOVED` in the place of each."""
    return _RUN.sub(lambda found: REMOVED if passes(_digits(found[0])) else found[0], text)


def passes(digits: str) -> bool:
    """Whether the last digit is the check digit of those before it (Luhn, ISO/IEC 7812-1 annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled  # noqa: PLR2004 - the digits of a two-digit number, added
    return total % 10 == 0


def _digits(text: str) -> str:
    return "".join(sign for sign in text if "0" <= sign <= "9")
