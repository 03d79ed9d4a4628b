"""What both families of syntax share: telling IBANs from other accounts, ordering tax ids, telling credit notes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", re.ASCII)

CREDIT_NOTE_CODES = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"})
"""UNCL 1001 codes that EN 16931 (its code list of 2024) files under credit notes."""


def as_iban(text: str | None) -> str | None:
    """Return `text` without spaces, in capitals, if it has the shape of an IBAN (ISO 13616)."""
    compact = re.sub(r"\s", "", text or "").upper()
    return compact if _IBAN.fullmatch(compact) else None


def account(iban: str | None, other: str | None) -> tuple[str | None, str | None]:
    """Return (IBAN, other account) of one payment instruction, whichever element the sender put them in.

    A placeholder without a digit is no account.
    """
    found = as_iban(iban) or as_iban(other)
    rest = [text for text in (other, iban) if text and as_iban(text) is None and any(sign.isdigit() for sign in text)]
    return (found, rest[0] if rest else None)


def distinct(texts: Iterable[str | None]) -> tuple[str, ...]:
    """Return the texts that are there, each once, in order."""
    return tuple(dict.fromkeys(text for text in texts if text))


def is_credit_note(type_code: str | None, total: Decimal | None) -> bool:
    """Return whether the code, or a negative total, makes the document money owed to the buyer."""
    return type_code in CREDIT_NOTE_CODES or (total is not None and total < 0)
