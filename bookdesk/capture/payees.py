"""The sender's registrations, IBAN and currency. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from bookdesk.capture.candidates import Find, Finds
from bookdesk.capture.identity import OwnIdentity
from bookdesk.capture.lines import Sheet
from bookdesk.capture.memory.layouts import Recalled
from bookdesk.capture.nearness import Neighbourhood
from bookdesk.capture.numbers import Pick, pick
from bookdesk.capture.roles import Role
from bookdesk.capture.zones import Zone, party_at
from bookdesk.core.currencies import EXPONENTS

_BUYERS_OWN = re.compile(r"(?i)\b(?:client|customer|kunde|kunden|ihre|your|buyer|k[aä]ufer|cliente|klant)\b")
_DEBITED = re.compile(
    r"(?i)\b(?:your|ihre[mnrs]?|votre|uw)\s(?:bank\s?)?(?:account|konto|bankkonto|compte|rekening|iban)\b"
    r"|\b(?:client|customer|kunden?|buyer|k[aä]ufer)(?:'s)?[\s-](?:bank\s?)?(?:account|konto|iban)\b"
)
_WORDS_BEFORE = 6
_COMMON = frozenset(
    [
        "EUR",
        "USD",
        "GBP",
        "AUD",
        "NZD",
        "CAD",
        "CHF",
        "SEK",
        "NOK",
        "DKK",
        "ISK",
        "PLN",
        "CZK",
        "HUF",
        "RON",
        "BGN",
        "TRY",
        "JPY",
        "CNY",
        "HKD",
        "SGD",
        "MYR",
        "INR",
        "THB",
        "IDR",
        "PHP",
        "KRW",
        "TWD",
        "ZAR",
        "AED",
        "SAR",
        "ILS",
        "BRL",
        "MXN",
    ]
)
_CODE = re.compile(r"\b(" + "|".join(sorted(EXPONENTS)) + r")\b")
_SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "RM": "MYR",
    "Rs": "INR",
    "zł": "PLN",
    "Kč": "CZK",
    "₺": "TRY",
    "₪": "ILS",
}
_DOLLARS = {
    "A$": "AUD",
    "AU$": "AUD",
    "NZ$": "NZD",
    "US$": "USD",
    "C$": "CAD",
    "CA$": "CAD",
    "S$": "SGD",
    "HK$": "HKD",
    "R$": "BRL",
}
_SIGN = re.compile(r"(?:AU|NZ|US|CA|HK|[ACSR])?\$|[€£¥₹₺₪]|\bRM(?=\s?[0-9]|\b)|\bRs\b|zł|Kč")
_BARE_SIGN = re.compile(r"[$\u00a3\u00a5](?!\s?[0-9]|\))|\$(?=[0-9]+[A-Za-z])")
"""A sign of dollars, pounds or yen without a figure, or with one that a word goes on from: `$4Abs` is a paragraph's."""
_LEGIBLE = 0.5
"""The engine's figure from which a currency's sign is believed."""
_PLACES = (
    ("AUD", re.compile(r"(?i)\bABN\b|\bACN\b|\baustralia\b|\b(?:NSW|VIC|QLD)\s[0-9]{4}\b")),
    ("NZD", re.compile(r"(?i)\bnew zealand\b|\bGST\s?(?:no|number)\b.{0,12}[0-9]{2,3}-[0-9]{3}-[0-9]{3}")),
    ("CAD", re.compile(r"(?i)\bcanada\b|\bHST\b|\b[A-Z][0-9][A-Z]\s?[0-9][A-Z][0-9]\b")),
    ("SGD", re.compile(r"(?i)\bsingapore\b")),
    ("USD", re.compile(r"(?i)\busa?\b|united states|\b[A-Z]{2},?\s+[0-9]{5}(?:-[0-9]{4})?\b")),
)
_IN_AMERICA = re.compile(
    r"[A-Za-z]{2},?\s(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT"
    r"|V[AT]|W[AIVY]),?\s[0-9]{5}\b"
)
"""A town, its state and ZIP code: there tills often print no currency at all."""
_OTHER_PLACES = (
    ("MYR", re.compile(r"(?i)\bsdn\.?\s?bhd\b|\bmalaysia\b|\bselangor\b|\bjohor\b|kuala lumpur|\bjalan\b")),
    (
        "GBP",
        re.compile(
            r"(?i)united kingdom|(?<!new )\bengland\b|\bLtd\b.*\bVAT\b|(?:[,.]|\bthe)\s?UK\b"
            r"|\bUK\s?(?:[,.\n]|VAT|Ltd|Limited)"
        ),
    ),
    ("CHF", re.compile(r"(?i)\bschweiz\b|\bsuisse\b|\bCHE-[0-9]{3}")),
    ("INR", re.compile(r"(?i)\bGSTIN\b|\bindia\b|\bPvt\b")),
    ("EUR", re.compile(r"(?i)\beuros?\b|\bUSt\b|\bMwSt\b|\bTVA\b|\bGmbH\b|\bIreland\b|\bB\.?V\.?\b|\bBTW\b")),
)


def supplier_tax_id(  # noqa: PLR0913, PLR0917 - what a pick rests on
    sheet: Sheet, finds: Finds, near: Neighbourhood, zones: Sequence[Zone], own: OwnIdentity, recalled: Recalled
) -> Pick | None:
    """Return the sender's registration: labelled, proved by its check digits, not the client's and not the buyer's."""
    scored = (_tax_id(find, sheet, near, zones, own) for find in finds.tax_ids)
    return pick(recalled.weigh("supplier_tax_id", scored), 0.45)


def _tax_id(
    find: Find, sheet: Sheet, near: Neighbourhood, zones: Sequence[Zone], own: OwnIdentity
) -> tuple[float, Find, str]:
    label = near.score(find, Role.TAX_ID)
    party = party_at(zones, find.page, find.box)
    before = " ".join(token.text for token in sheet.lines[find.line].tokens[max(0, find.first - 5) : find.first])
    score = label + (0.6 if find.proved else 0.0) + (0.3 if party is Role.SELLER else 0.0)
    score -= 0.9 if party is Role.BUYER else 0.0
    score -= 0.8 if _BUYERS_OWN.search(before) else 0.0
    score -= 5.0 if own.is_tax_id(find.value) else 0.0
    score += 0.05 if find.value[:2].isalpha() else 0.0
    return score, find, "check digits hold" if find.proved else "its label"


def payable_ibans(sheet: Sheet, finds: Finds, own: OwnIdentity) -> tuple[Find, ...]:
    """Return the IBANs that may be the sender's: neither the client's own nor said to be the buyer's."""
    return tuple(find for find in finds.ibans if not own.is_account(find.value) and not _is_debited(sheet, find))


def _is_debited(sheet: Sheet, find: Find) -> bool:
    """Whether the words before an IBAN say that it is the buyer's: `from your account`, `Käufer-IBAN`."""
    tokens = sheet.lines[find.line].tokens[max(0, find.first - _WORDS_BEFORE) : find.first]
    return _DEBITED.search(" ".join(token.text for token in tokens)) is not None


def iban(ibans: Sequence[Find], near: Neighbourhood, recalled: Recalled) -> Pick | None:
    """Return the account to pay to, one whose check digits hold where there is one."""
    scored = (
        (
            1.0 + 0.2 * near.score(find, Role.IBAN) - (0.0 if find.proved else 0.5),
            find,
            "check digits hold" if find.proved else "its label",
        )
        for find in ibans
    )
    return pick(recalled.weigh("iban", scored))


def currency(sheet: Sheet, finds: Finds, home: str | None) -> tuple[str, float, str] | None:
    """Return the currency, how sure that is and why: code printed, sign printed, place, else the books' own."""
    text = sheet.text
    valued = (find for find in finds.amounts if find.decimals == 2 and find.confidence >= _LEGIBLE)  # noqa: PLR2004 - cents
    units = Counter(find.unit.rstrip(".") for find in valued if find.unit)
    codes = Counter(match for match in _CODE.findall(text) if match in _COMMON or units[match])
    for code, count in codes.items():
        codes[code] = count + 3 * units[code] - (0 if units[code] or "$" not in units or code.endswith("D") else 3)
    found = _by_sign(_legible_text(sheet), units, home)
    code, count = codes.most_common(1)[0] if codes else ("", 0)
    if count > 0 and (units[code] or found is None or not _is_only_a_word(code, found, units)):
        return code, 0.97, "its code is printed"
    return found or ((home, 0.5, "the currency of these books") if home else None)


def _is_only_a_word(code: str, found: tuple[str, float, str], units: Mapping[str, int]) -> bool:
    """Whether a code that stands beside no amount is a word of goods or seasons (`CNY hampers`): signs say otherwise.

    A dollar's sign says nothing against the code of a dollar.
    """
    other = found[0]
    return other != code and any(other in {_SIGNS.get(sign), _DOLLARS.get(sign)} for sign in units)


def _legible_text(sheet: Sheet) -> str:
    """Return the text without words that an engine hardly made out: what it takes for a currency's sign often is none.

    A sign without the figure that belongs behind it is one of those.
    """
    kept = [word for word in sheet.words if word.confidence >= _LEGIBLE]
    text = " ".join(word.text for word in kept)
    return text if all(word.confidence >= 1 for word in kept) else _BARE_SIGN.sub(" ", text)


def _by_sign(text: str, units: Counter[str], home: str | None) -> tuple[str, float, str] | None:
    """Return the currency by the signs beside amounts, then by the place, then by any sign on the page."""
    place = next((code for code, pattern in _OTHER_PLACES if pattern.search(text)), None)
    for sign, count in units.most_common():
        code = _DOLLARS.get(sign) or _SIGNS.get(sign)
        if code and (place in {None, code} or count > 1):  # a sign that an engine made up stands alone
            return code, 0.95, f"{sign} is printed"
    signs = Counter(_SIGN.findall(text))
    if place != "MYR" and ("$" in units or "$" in signs):  # a till in Malaysia prints $ for ringgit
        return _dollar(text, home)
    if place:
        return place, 0.7, "from the place and its words"
    for sign, _ in signs.most_common(1):
        return (_DOLLARS.get(sign) or _SIGNS[sign]), 0.6, f"{sign} is printed"
    return ("USD", 0.7, "from the place") if _IN_AMERICA.search(text) else None


def _dollar(text: str, home: str | None) -> tuple[str, float, str]:
    """Return which dollar is meant: the place's, else the books' own, else the American."""
    for code, pattern in _PLACES:
        if pattern.search(text):
            return code, 0.9, "$ and the place"
    if home and home.endswith("D"):
        return home, 0.85, "$ and the currency of these books"
    return "USD", 0.7, "$ is printed"
