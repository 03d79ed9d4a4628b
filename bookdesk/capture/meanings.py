"""What a written value of a field means, in the exact form in which it is set: one value, several, or why none. Pure.

Words clicked on a page and what a person types come here alike; `Hints` says how the page, or the person, writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum, auto

from bookdesk.core.amounts import AmountReading, DecimalMark, NotAnAmount, human_amount
from bookdesk.core.checkdigits import compact, is_abn, is_bsb, is_iban, is_sort_code, is_us_routing, is_vat_id
from bookdesk.core.currencies import EXPONENTS
from bookdesk.core.dates import DateReading, DayOrder
from bookdesk.core.money import Money, NotInCurrency
from bookdesk.core.vatids import VAT_CHECKED

NOTHING = "none"
"""The exact form of an emptied field."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A value a field may have, in exact form, and why."""

    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """`value` in exact form and why; where there is none, `alternatives` to choose from, or the reason alone."""

    value: str | None
    why: str
    alternatives: tuple[Alternative, ...] = ()

    @property
    def ambiguous(self) -> bool:
        """Whether a person has to choose."""
        return self.value is None and bool(self.alternatives)


@dataclass(frozen=True, slots=True)
class Hints:
    """How a page or person writes, and what a value is measured against; None where it is not known.

    `currency` is the document's. `country` (ISO 3166) is where the books are kept. `issued` is the document's date,
    from which a due date is counted.
    """

    mark: DecimalMark | None = None
    order: DayOrder | None = None
    currency: str | None = None
    country: str | None = None
    today: date | None = None
    issued: date | None = None


class FieldType(Enum):
    """What a field holds."""

    AMOUNT = auto()
    DATE = auto()
    NAME = auto()
    TEXT = auto()
    CODE = auto()
    IBAN = auto()
    ROUTING = auto()
    ACCOUNT_NUMBER = auto()
    TAX_ID = auto()
    CURRENCY = auto()
    RATE = auto()
    CHOICE = auto()
    """One of a list: an account, a tax code, a way of payment."""


_TYPES = {
    "net": FieldType.AMOUNT,
    "tax": FieldType.AMOUNT,
    "total": FieldType.AMOUNT,
    "gross": FieldType.AMOUNT,
    "amount_due": FieldType.AMOUNT,
    "issue_date": FieldType.DATE,
    "due_date": FieldType.DATE,
    "tax_point": FieldType.DATE,
    "posting_date": FieldType.DATE,
    "supplier_name": FieldType.NAME,
    "customer_name": FieldType.NAME,
    "note": FieldType.TEXT,
    "description": FieldType.TEXT,
    "invoice_number": FieldType.CODE,
    "po_number": FieldType.CODE,
    "payment_reference": FieldType.CODE,
    "iban": FieldType.IBAN,
    "bank_routing": FieldType.ROUTING,
    "bank_account": FieldType.ACCOUNT_NUMBER,
    "supplier_tax_id": FieldType.TAX_ID,
    "currency": FieldType.CURRENCY,
    "rate": FieldType.RATE,
}
_ROUTINGS = {"AUD": ("BSB", is_bsb), "GBP": ("sort code", is_sort_code), "USD": ("routing number", is_us_routing)}
"""How banks are named by the currency of a bill, as in `bankdetails`."""
_ABN_DIGITS = 11
_ACCOUNT_LENGTHS = range(4, 18)
_ROUTING_LENGTHS = range(3, 13)
_LETTERS = re.compile(r"\b[A-Z]{3}\b")


def type_of(field: str) -> FieldType:
    """Return what a field holds, by its name or `line.N.name`; what is not known is one of a list."""
    return _TYPES.get(field.rpartition(".")[2], FieldType.CHOICE)


def is_line(field: str) -> bool:
    """Whether the name is of a line: `line.2.net`."""
    return field.startswith("line.")


def one_of(found: Iterable[Alternative], otherwise: str) -> Meaning:
    """Return the one value that was found, or all to choose from, or `otherwise` as the reason why there is none."""
    by_value: dict[str, Alternative] = {}
    for alternative in found:
        by_value.setdefault(alternative.value, alternative)
    if len(by_value) == 1:
        only = next(iter(by_value.values()))
        return Meaning(only.value, only.why)
    if by_value:
        return Meaning(None, f"{len(by_value)} values are possible", tuple(by_value.values()))
    return Meaning(None, otherwise)


def with_mark(hints: Hints, mark: DecimalMark | None) -> Hints:
    """Return the hints with the decimal mark that the text itself shows."""
    return replace(hints, mark=mark or hints.mark)


def unsigned(meaning: Meaning) -> Meaning:
    """Return the meaning of an amount without its sign."""
    value = meaning.value.removeprefix("-") if meaning.value is not None else None
    others = tuple(replace(one, value=one.value.removeprefix("-")) for one in meaning.alternatives)
    return Meaning(value, meaning.why, others)


def amount(text: str, hints: Hints) -> Meaning:
    """Read an amount of the document's currency; where a mark may mean two things, its decimals decide."""
    try:
        reading = human_amount(text, hints.mark)
    except NotAnAmount:
        return Meaning(None, f"“{text}” is no amount")
    if (foreign := _foreign(reading, hints)) is not None:
        return Meaning(None, f"{foreign} is not the document's currency, {hints.currency}")
    fitting = [value for value in reading.alternatives if _fits(value, hints.currency)]
    if not fitting:
        return _other_mark(text, hints)
    return one_of((Alternative(_exact(value, hints.currency), _why(text, value, reading)) for value in fitting), "")


def _other_mark(text: str, hints: Hints) -> Meaning:
    """Where the mark as decimal mark leaves too many decimals, offer what it means between thousands."""
    try:
        loose = human_amount(text).alternatives
    except NotAnAmount:
        loose = ()
    why = f"{text} has more decimals than {hints.currency} knows"
    whole = (Alternative(_exact(value, hints.currency), "if its mark stands between thousands") for value in loose)
    offered = tuple(one for one, value in zip(whole, loose, strict=True) if _fits(value, hints.currency))
    return Meaning(None, why, offered)


def _foreign(reading: AmountReading, hints: Hints) -> str | None:
    """Return the currency code written beside an amount where it is another one than the document's."""
    unit = reading.unit or ""
    return unit if hints.currency and unit in EXPONENTS and unit != hints.currency else None


def _fits(value: Decimal, currency: str | None) -> bool:
    if currency is None:
        return True
    try:
        Money.of(value, currency)
    except NotInCurrency:
        return False
    return True


def _exact(value: Decimal, currency: str | None) -> str:
    if currency is None or not _fits(value, currency):
        return format(value, "f")
    return Money.of(value, currency).text


def _why(text: str, value: Decimal, reading: AmountReading) -> str:
    if not reading.ambiguous:
        return f"“{text}” is written"
    between = value == value.to_integral_value() and abs(value) >= 1000  # noqa: PLR2004 - from here on there are groups
    return f"“{text}” with its mark {'between thousands' if between else 'before decimals'}"


def day(text: str, reading: DateReading) -> Meaning:
    """Return the day or days that a date may mean."""
    if not reading.ambiguous:
        return Meaning(reading.alternatives[0].isoformat(), f"“{text}” is written")
    first, second = reading.alternatives
    return one_of((Alternative(first.isoformat(), "day first"), Alternative(second.isoformat(), "month first")), "")


def iban(text: str) -> Meaning:
    """Read an account number of ISO 13616."""
    number = compact(text)
    if not number:
        return Meaning(None, "no account number is written")
    if is_iban(number):
        return Meaning(number, "its check digits hold")
    return Meaning(None, f"{number} is no IBAN: length or check digits are wrong")


def routing(text: str, hints: Hints) -> Meaning:
    """Read a BSB, sort code or routing number by the document's currency; of others what has the length of one."""
    number = compact(text)
    name, check = _ROUTINGS.get(hints.currency or "", ("bank code", _is_bank_code))
    if check(number):
        return Meaning(number, f"a {name}")
    return Meaning(None, f"“{text}” is no {name}")


def _is_bank_code(number: str) -> bool:
    return number.isascii() and number.isalnum() and any(map(str.isdigit, number)) and len(number) in _ROUTING_LENGTHS


def account_number(text: str) -> Meaning:
    """Read the number of an account that has no IBAN."""
    number = compact(text)
    if number.isascii() and number.isdigit() and len(number) in _ACCOUNT_LENGTHS:
        return Meaning(number, "an account number")
    return Meaning(None, f"“{text}” is no account number")


def tax_id(text: str, hints: Hints) -> Meaning:
    """Read a registration: refused where its check digits are known and do not hold."""
    number = compact(text)
    if len(number) == _ABN_DIGITS and number.isdigit() and is_abn(number):
        return Meaning(number, "an ABN whose check digits hold")
    if is_vat_id(number):
        return Meaning(number, "a VAT number whose check digits hold" if number[:2] in VAT_CHECKED else "a VAT number")
    if number[:2] in VAT_CHECKED or (hints.country == "AU" and number.isdigit() and len(number) == _ABN_DIGITS):
        return Meaning(None, f"{number} is no tax number: its check digits do not hold")
    if not any(map(str.isdigit, number)) or not number.isascii():
        return Meaning(None, f"“{text}” is no tax number")
    return Meaning(number, "its check digits are not known here")


def currency(text: str) -> Meaning:
    """Read a currency's code."""
    codes = [code for code in _LETTERS.findall(text.upper()) if code in EXPONENTS]
    return one_of((Alternative(code, "its code is written") for code in codes), f"“{text}” is no currency")


def rate(text: str, hints: Hints) -> Meaning:
    """Read what one unit of the foreign currency costs."""
    try:
        found = human_amount(text, hints.mark).alternatives
    except NotAnAmount:
        found = ()
    return one_of(
        (Alternative(format(value, "f"), f"“{text}” is written") for value in found if value > 0),
        f"“{text}” is no exchange rate",
    )
