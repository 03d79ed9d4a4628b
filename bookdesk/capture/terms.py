"""Payment terms in words: `Net 30`, `zahlbar innerhalb 14 Tagen`, `30 days end of month`. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bookdesk.capture.lines import Sheet
from bookdesk.core.dates import Terms, TermsKind

_DAYS = r"(?P<days>[0-9]{1,3})"
_PATTERNS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            TermsKind.END_OF_MONTH,
            (
                rf"{_DAYS}\s*(?:days|tage|jours)\s*(?:after|from|nach|fin|of)?\s*(?:the\s)?(?:end of (?:the )?month|eom"
                rf"|monatsende|(?:de\s)?mois)"
            ),
        ),
        (TermsKind.END_OF_MONTH, rf"\beom\s*\+?\s*{_DAYS}"),
        (TermsKind.DAY_OF_NEXT_MONTH, rf"{_DAYS}(?:st|nd|rd|th)\s+(?:day\s)?of\s+(?:the\s)?(?:following|next)\s+month"),
        (TermsKind.NET, rf"\bnet\s*{_DAYS}\b"),
        (
            TermsKind.NET,
            rf"(?:terms?|payment|due|pay(?:able)?|within|strictly)\D{{0,25}}?{_DAYS}\s*(?:calendar\s)?days?",
        ),
        (TermsKind.NET, rf"{_DAYS}\s*days?\s*(?:net|from|after|of)?\s*(?:the\s)?(?:date\s(?:of\s)?)?invoice"),
        (TermsKind.NET, rf"(?:zahlbar|zahlung|zahlungsziel|f[aä]llig|netto)\D{{0,40}}?{_DAYS}\s*tage"),
        (TermsKind.NET, rf"{_DAYS}\s*tagen?\s*(?:netto|ohne abzug|rein netto|nach rechnung)"),
        (TermsKind.NET, rf"(?:paiement|payable|[aà]|sous|net)\D{{0,20}}?{_DAYS}\s*jours"),
        (TermsKind.NET, rf"(?:betaling|betalen|binnen|betaaltermijn)\D{{0,25}}?{_DAYS}\s*dagen"),
    )
)
_AT_ONCE = re.compile(
    r"(?i)\b(?:due (?:up)?on receipt|payable on receipt|immediate payment|sofort (?:zahlbar|f[aä]llig)"
    r"|zahlbar sofort|paiement imm[eé]diat|cash on delivery)\b"
)
_DISCOUNT = re.compile(r"(?i)skonto|discount|escompte")


@dataclass(frozen=True, slots=True)
class TermsFind:
    """Terms and the line they stand on."""

    terms: Terms
    line: int


def terms_of(sheet: Sheet) -> TermsFind | None:
    """Return the terms printed; days of an early-payment discount are not terms."""
    for line in sheet.lines:
        found = _terms_in(line.text)
        if found:
            return TermsFind(found, line.number)
    return None


def _terms_in(text: str) -> Terms | None:
    if _AT_ONCE.search(text):
        return Terms(TermsKind.NET, 0)
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            around = text[max(0, match.start() - 12) : match.end() + 22]
            if _DISCOUNT.search(around) and not re.search(r"(?i)netto|net\b|ohne abzug", match[0]):
                continue
            days = int(match["days"])
            if kind is not TermsKind.DAY_OF_NEXT_MONTH or 1 <= days <= 31:  # noqa: PLR2004 - days of a month
                return Terms(kind, min(days, 366))
    return None
