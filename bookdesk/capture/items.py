"""Line items from tables: description, quantity, unit price, net. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bookdesk.capture.candidates import Finds
from bookdesk.capture.lines import Sheet


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a document, as printed; None where it is not."""

    description: str
    quantity: Decimal | None
    unit_price: Decimal | None
    net: Decimal | None
    tax_rate: Decimal | None


def items_of(sheet: Sheet, finds: Finds) -> tuple[Item, ...]:
    return ()
