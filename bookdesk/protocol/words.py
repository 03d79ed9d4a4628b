"""What commands and events have in common: the words of both, and checks of what travels in them."""

from __future__ import annotations

import re
from enum import StrEnum

from bookdesk.core.money import Money

LARGEST_MINOR = 2**53 - 1
"""Amounts travel as integers of JSON, which every reader has exactly up to here."""

_NAME = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_HEX = re.compile(r"[0-9a-f]+")
_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")


class PaperKind(StrEnum):
    """What is published. Values travel and are stored: add, never rename."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit note"
    ESTIMATE = "estimate"


class PaperState(StrEnum):
    """How a document stands at the desk. What is open, late or part paid is computed from amounts and days."""

    ISSUED = "issued"
    SETTLED = "settled"
    VOID = "void"
    WITHDRAWN = "withdrawn"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"

    @property
    def gone(self) -> bool:
        """Whether nobody can act upon it any more."""
        return self in {PaperState.VOID, PaperState.WITHDRAWN}


def check_name(what: str, *names: str) -> None:
    """Refuse anything but a plain opaque name of at most 64 letters."""
    for name in names:
        if _NAME.fullmatch(name) is None:
            raise ValueError(f"{what} is no plain name")


def check_hex(what: str, length: int, *texts: str) -> None:
    """Refuse anything but so many lower-case hex digits."""
    for text in texts:
        if len(text) != length or _HEX.fullmatch(text) is None:
            raise ValueError(f"{what} is not {length} hex digits")


def check_text(what: str, longest: int, *texts: str | None) -> None:
    """Refuse text that is longer, or holds a zero byte."""
    for text in texts:
        if text is not None and (len(text) > longest or "\x00" in text):
            raise ValueError(f"{what} is longer than {longest} letters, or not text")


def check_locale(locale: str) -> None:
    """Refuse anything but a language tag (RFC 5646 in its plain forms): `en`, `de-AT`."""
    if _LOCALE.fullmatch(locale) is None:
        raise ValueError("a language tag looks like en or de-AT")


def check_owed(*amounts: Money) -> None:
    """Refuse negative amounts, two currencies, and more than travels exactly."""
    if any(not 0 <= amount.minor <= LARGEST_MINOR for amount in amounts):
        raise ValueError("an amount is negative, or more than travels exactly")
    if len({amount.currency for amount in amounts}) > 1:
        raise ValueError("the amounts of a document have one currency")
