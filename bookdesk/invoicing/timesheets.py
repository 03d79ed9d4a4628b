"""Hours of a time sheet as lines of a document: rows that cannot be used are told, and the others are used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from bookdesk.core.dates import DayOrder
from bookdesk.core.errors import InputError
from bookdesk.core.money import MICRO, Money
from bookdesk.invoicing.entered import EnteredLine
from bookdesk.invoicing.hours import Grouping, HoursLine, Refusal, lines, read
from bookdesk.invoicing.pricing import ToPrice, line_amount

HOUR = "h"
"""The unit of a line of hours, by its international sign."""


@dataclass(frozen=True, slots=True)
class Worked:
    """What a sheet makes: lines to bill, how many rows are in them, and the rows that were refused."""

    lines: tuple[EnteredLine, ...]
    rows: int
    refused: tuple[Refusal, ...]


def worked(  # noqa: PLR0913 - each is a separate choice of a person
    text: str,
    currency: str,
    by: Grouping = Grouping.PROJECT,
    *,
    order: DayOrder | None = None,
    usual: Mapping[str, Decimal] = MappingProxyType({}),
    product_id: str | None = None,
) -> Worked:
    """Return the lines of a sheet in a currency; `usual` are rates by person where a row has none.

    Each has the days it was worked on, its hours rounded to the six decimals that are kept, and its rate. `InputError`
    where nothing can be used, or where an hour's part that no decimals write would change what is billed.
    """
    sheet = read(text, order, usual)
    if not sheet.entries:
        why = f" {sheet.refused[0].why}" if sheet.refused else ""
        raise InputError(f"No row of the time sheet can be used.{why}", "Correct it and import it again.")
    made = lines(sheet.entries, by, currency)
    entered = tuple(_entered(one, currency, product_id) for one in made)
    return Worked(entered, len(sheet.entries), sheet.refused)


def _entered(one: HoursLine, currency: str, product_id: str | None) -> EnteredLine:
    hours = Decimal(one.quantity) / MICRO
    _refuse_difference(one, hours, currency)
    days = [entry.day for entry in one.entries]
    return EnteredLine(
        one.text, hours, one.rate, HOUR, product_id=product_id, served_from=min(days), served_to=max(days)
    )


def _refuse_difference(one: HoursLine, hours: Decimal, currency: str) -> None:
    billed = line_amount(ToPrice(hours, one.rate, Decimal(0)), currency)
    if billed != one.amount:
        apart: Money = abs(billed - one.amount)
        raise InputError(
            f"The hours of {one.text} cannot be written so that they make {one.amount}: {apart} is between.",
            "Bill them by entry, or round the times in the sheet.",
        )
