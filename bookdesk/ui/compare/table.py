"""What two documents say, field by field, and whether it is the same."""

from __future__ import annotations

from dataclasses import dataclass

from bookdesk.capture.comparing import Compared
from bookdesk.capture.sidebyside import Comparison
from bookdesk.capture.views import InboxItem
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.columns import Column, Pill
from bookdesk.ui.pieces.exact import FIELD_WORDS, shown_value

_SAME, _DIFFERS, _ONE = Pill("check", "Same", Tone.GOOD), Pill("doubt", "Differs", Tone.WARN), Pill("info", "On one")


@dataclass(frozen=True)
class Told:
    """A field of two documents, and what each of them says as the person at the desk reads it."""

    compared: Compared
    left: str
    right: str


def told(found: Comparison) -> list[Told]:
    """Return the fields of two documents in their order, amounts and dates as the locale writes them."""
    left, right = _currency(found.left), _currency(found.right)
    return [Told(row, _text(row.name, row.left, left), _text(row.name, row.right, right)) for row in found.rows]


def field_words(row: Told) -> str:
    """Return what a person calls a field."""
    name = row.compared.name
    return FIELD_WORDS.get(name, name.replace("_", " ").capitalize())


def pill_of(row: Told) -> Pill:
    """Return whether both say the same."""
    if row.compared.same:
        return _SAME
    return _DIFFERS if row.compared.differs else _ONE


def _currency(item: InboxItem) -> str:
    """Return the currency of a document's amounts: of its bill, or as it was read."""
    if item.row.total is not None:
        return item.row.total.currency
    return next((one.value or "" for one in item.fields if one.name == "currency"), "")


def _text(name: str, value: str | None, currency: str) -> str:
    """Return a value as it is read here; of a line (`Coffee: 80.00 + 8.00`) its net and tax."""
    if value is None or not name.startswith("line "):
        return shown_value(name, value, currency)
    description, _, sums = value.rpartition(": ")
    net, _, tax = sums.partition(" + ")
    return f"{description}: {shown_value('net', net, currency)} + {shown_value('tax', tax, currency)}"


ROWS: tuple[Column[Told], ...] = (
    Column("field", "Field", 150, field_words),
    Column("left", "Left", 220, lambda row: row.left, note=lambda row: row.left, grows=True),
    Column("right", "Right", 360, lambda row: row.right, note=lambda row: row.right),
    Column("same", "Same", 110, lambda row: pill_of(row).words, pill=pill_of),
)
