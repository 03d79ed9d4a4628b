"""What words on a bank line usually mean, as names of accounts in a chart: guesses for the first line of a kind. Pure.

Each row gives words of a line's text, the direction of the money where it matters, and words of account names, the best
first. The chart decides: a row whose accounts it does not have says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bookdesk.banking.matching.normalise import fold


@dataclass(frozen=True, slots=True)
class Usual:
    """Phrases on a line (a trailing star lets a word go on), and fragments of the names of accounts they belong to."""

    phrases: str
    accounts: str
    money_in: bool | None = None


_OUT, _IN = False, True
_TABLE: tuple[Usual, ...] = (
    Usual("MERCHANT FEE|TERMINAL FEE|STRIPE FEE*|SQUARE FEE*|EFTPOS FEE*", "MERCHANT FEE|ZAHLUNGSDIENST", _OUT),
    Usual(
        "FEE|FEES|CHARGE|CHARGES|COMMISSION|KONTOFUHRUNG*|ENTGELT*|GEBUHR*|SPESEN",
        "BANK FEE|BANK CHARGE|GELDVERKEHR|MERCHANT FEE",
        _OUT,
    ),
    Usual("INTEREST|ZINS*", "INTEREST RECEIVED|INTEREST INCOME|INTEREST|ZINSERTR|ZINS", _IN),
    Usual("INTEREST|ZINS*", "INTEREST PAID|INTEREST EXPENSE|INTEREST|ZINSAUF|ZINS|BANK FEE|BANK CHARGE", _OUT),
    Usual("WAGES|SALARY|SALARIES|PAYROLL|PAYRUN|LOHN*|GEHALT*|GEHALTER", "WAGES|SALARIES|GEHALTER|LOHNE", _OUT),
    Usual("SUPERANNUATION|SUPER|SUPERCHOICE|PENSION*", "SUPERANNUATION|PENSION|WAGES", _OUT),
    Usual("PAYG|PAYE|PRSI|NATIONAL INSURANCE|LOHNSTEUER", "PAYG|PAYE|LOHNSTEUER"),
    Usual(
        "ATO|TAX OFFICE|HMRC|REVENUE COMMISSIONERS|COLLECTOR GENERAL|FINANZAMT|FINANZKASSE|VAT|BAS|UMSATZSTEUER",
        "GST COLLECTED|VAT ON SALES|UMSATZSTEUER|PAYG|PAYE",
    ),
    Usual("RENT|LEASE|MIETE", "RENT|MIETE", _OUT),
    Usual("INSURANCE|VERSICHERUNG*|ALLIANZ|AVIVA|QBE|AXA", "INSURANCE|VERSICHERUNG", _OUT),
    Usual("TELSTRA|OPTUS|VODAFONE|TELEKOM|EIRCOM|INTERNET|BROADBAND|MOBILE|TELEFON*", "TELEPHONE|TELEFON", _OUT),
    Usual("ENERGY|ELECTRICITY|GAS|WATER|POWER|STROM|STADTWERKE", "UTILITIES|ELECTRICITY|STROM", _OUT),
    Usual("FUEL|PETROL|DIESEL|TANKSTELLE|AMPOL|SHELL|BP|CALTEX|ARAL|ESSO", "MOTOR|KFZ", _OUT),
    Usual("PARKING|TOLL|LINKT|TAXI|UBER|AIRLINES|QANTAS|RYANAIR|HOTEL|TRAIN|RAIL", "TRAVEL|REISE|MOTOR|KFZ", _OUT),
    Usual(
        "MICROSOFT|GOOGLE|ADOBE|XERO|MYOB|QUICKBOOKS|AWS|DROPBOX|SUBSCRIPTION|SOFTWARE",
        "SOFTWARE|SUBSCRIPTION|EDV",
        _OUT,
    ),
    Usual("OFFICEWORKS|STATIONERY|VIKING|STAPLES|BUROBEDARF", "STATIONERY|OFFICE SUPPLIES|BUROBEDARF", _OUT),
    Usual("CLEANING|REPAIR*|MAINTENANCE|REINIGUNG", "CLEANING|REPAIRS|MAINTENANCE|REINIGUNG", _OUT),
    Usual("ACCOUNTANT*|SOLICITOR*|LEGAL|LAWYER*|STEUERBERAT*|NOTAR", "PROFESSIONAL FEE|BERATUNG", _OUT),
    Usual(
        "SALES|TAKINGS|SETTLEMENT|PAYOUT|STRIPE|SQUARE|SUMUP|WORLDPAY|DEPOSIT|TAGESEINNAHMEN",
        "SALES|REVENUE|TURNOVER|ERLOSE",
        _IN,
    ),
)


def usual_accounts(text: str, *, money_in: bool, names: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the place in `names` (of accounts) and the phrase for each row that fits a line, in the table's order."""
    padded = f" {' '.join(_words(text))} "
    folded = [fold(name) for name in names]
    for row in _TABLE:
        phrase = next((one for one in row.phrases.split("|") if _stands(one, padded)), None)
        if phrase is None or row.money_in not in {None, money_in}:
            continue
        place = _best(row.accounts.split("|"), folded)
        if place is not None:
            yield place, phrase.rstrip("*")


def _words(text: str) -> list[str]:
    return "".join(sign if sign.isalnum() else " " for sign in fold(text)).split()


def _stands(phrase: str, padded: str) -> bool:
    """Return whether a phrase stands in a text as whole words; with a star its last word may go on."""
    return f" {phrase[:-1]}" in padded if phrase.endswith("*") else f" {phrase} " in padded


def _best(fragments: Sequence[str], names: Sequence[str]) -> int | None:
    """Return the first name that has the first fragment which any name has."""
    for fragment in fragments:
        for place, name in enumerate(names):
            if fragment in name:
                return place
    return None
