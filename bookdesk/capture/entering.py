"""What a person types into a field in his own way, made into the exact form in which it is set. Pure.

    amounts       1,234.5  1.234,50  1 234.50  € 99  12-      as `core.amounts` reads people
    dates         3/11  3.11.2026  +30  eom  today            as `core.typed` reads people; +30 for a due date counts
                                                              from the document's date
    due date      net 30  eom 10  next 20                     terms, from the document's date
    choices       card  direct deb                            the beginning is enough where only one begins so

What may be two values offers both; nothing typed empties a field that may be empty.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum

from bookdesk.capture import meanings
from bookdesk.capture.meanings import NOTHING, Alternative, FieldType, Hints, Meaning
from bookdesk.core.dates import NotADate, Terms, due_date
from bookdesk.core.entered import is_nothing
from bookdesk.core.texts import clean
from bookdesk.core.typed import typed_date
from bookdesk.core.vocabulary import TaxMode, WayOfPayment

_CHOICES: dict[str, type[StrEnum]] = {"way_of_payment": WayOfPayment, "tax_mode": TaxMode}
_NEVER_EMPTY = frozenset(
    [
        *("net", "tax", "total", "gross", "supplier_name", "currency", "rate", "account", "tax_code", "lines"),
        *_CHOICES,
    ]
)


def entered(field: str, text: str, hints: Hints) -> Meaning:
    """Return what was typed as the value of `field` (its name, or `line.N.name`), as it is set."""
    typed, name = clean(text), field.rpartition(".")[2]
    if is_nothing(typed):
        return _emptied(name)
    if name in _CHOICES:
        return _choice(typed, _CHOICES[name])
    return _READERS.get(meanings.type_of(field), _as_typed)(name, typed, hints)


def _emptied(name: str) -> Meaning:
    if name in _NEVER_EMPTY:
        return Meaning(None, f"{name.replace('_', ' ')} cannot be empty")
    return Meaning("" if name == "description" else NOTHING, "nothing")


def _choice(typed: str, choices: type[StrEnum]) -> Meaning:
    wanted = typed.lower().replace("_", " ")
    known = [one.value for one in choices]
    if wanted in known:
        return Meaning(wanted, "as chosen")
    beginning = [Alternative(value, "begins so") for value in known if value.startswith(wanted)]
    return meanings.one_of(beginning, f"“{typed}” is none of {', '.join(known)}")


def _date(name: str, typed: str, hints: Hints) -> Meaning:
    counted_from = (hints.issued if name == "due_date" else None) or hints.today
    if counted_from is None:
        return Meaning(None, "it is not known which day it is")
    if name == "due_date" and hints.issued is not None and (by_terms := _by_terms(typed, hints.issued)):
        return by_terms
    base = hints.today if typed.casefold() in _DAYS_OF_THE_CLOCK and hints.today else counted_from
    try:
        reading = typed_date(typed, base, hints.order)
    except NotADate:
        return Meaning(None, f"“{typed}” is no date: write 3/11, 3.11.2026, +30, eom or today")
    meaning = meanings.day(typed, reading)
    return Meaning(meaning.value, f"{typed} from {base}") if typed[0] in "+-" else meaning


_DAYS_OF_THE_CLOCK = frozenset({"today", "t", "yesterday", "tomorrow"})


def _by_terms(typed: str, issued: date) -> Meaning | None:
    try:
        terms = Terms.parse(typed.lower())
    except ValueError:
        return None
    return Meaning(due_date(issued, terms).isoformat(), f"from the terms, {terms}")


def _as_typed(name: str, typed: str, hints: Hints) -> Meaning:
    del name, hints
    return Meaning(typed, "as typed")


_READERS: dict[FieldType, Callable[[str, str, Hints], Meaning]] = {
    FieldType.AMOUNT: lambda _name, typed, hints: meanings.amount(typed, hints),
    FieldType.DATE: _date,
    FieldType.IBAN: lambda _name, typed, _hints: meanings.iban(typed),
    FieldType.ROUTING: lambda _name, typed, hints: meanings.routing(typed, hints),
    FieldType.ACCOUNT_NUMBER: lambda _name, typed, _hints: meanings.account_number(typed),
    FieldType.TAX_ID: lambda _name, typed, hints: meanings.tax_id(typed, hints),
    FieldType.CURRENCY: lambda _name, typed, _hints: meanings.currency(typed),
    FieldType.RATE: lambda _name, typed, hints: meanings.rate(typed, hints),
}
