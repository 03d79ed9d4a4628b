"""What a person enters of an invoice, an estimate or a schedule: frozen, and not reckoned yet. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bookdesk.core.dates import Terms
from bookdesk.core.errors import InputError
from bookdesk.core.money import MICRO, RATE_SCALE
from bookdesk.core.texts import clean
from bookdesk.core.vocabulary import RoundedBy, TaxMode
from bookdesk.invoicing.terms import Milestone
from bookdesk.ledger.earlypayment import EarlyPayment

MOST_LINES = 1000
"""Lines of one document: more is a table that belongs into a file beside it."""
LARGEST = Decimal(10) ** 12
"""Units and prices from here on are a slip; both fit the 64 bits of a stored integer."""
LONGEST = 2000
"""Characters of a text on a document."""


@dataclass(frozen=True, slots=True)
class EnteredLine:
    """A line: `quantity` x `unit_price`, less `discount` as a share of it (0.05 is 5 %).

    The price is with tax where the document's prices are. Without `tax_code_id`, account or text those of the product,
    the customer and the client's settings hold, where the document is filled (`invoicing/filling`).
    """

    description: str = ""
    quantity: Decimal = Decimal(1)
    unit_price: Decimal | None = None
    unit: str | None = None
    detail: str | None = None
    discount: Decimal | None = None
    product_id: str | None = None
    account_id: str | None = None
    tax_code_id: str | None = None
    served_from: date | None = None
    served_to: date | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """A document as entered. What is None is the customer's, else the client's, else usual, where it is filled.

    `due_date` wins over `terms`, `milestones` over both. `rate` is base currency for one unit of the document's. Of an
    estimate `due_date` is the last day on which its offer holds. Without `usual` discount and wording stay empty where
    they are, as in a form that shows all of it.
    """

    contact_id: str
    lines: tuple[EnteredLine, ...] = ()
    document_date: date | None = None
    currency: str | None = None
    language: str | None = None
    reference: str | None = None
    tax_mode: TaxMode | None = None
    rounded_by: RoundedBy | None = None
    introduction: str | None = None
    note: str | None = None
    terms: Terms | None = None
    due_date: date | None = None
    tax_point: date | None = None
    posting_date: date | None = None
    served_from: date | None = None
    served_to: date | None = None
    discount: EarlyPayment | None = None
    milestones: tuple[Milestone, ...] = ()
    rate: Decimal | None = None
    payment_reference: str | None = None
    usual: bool = True


def checked(entered: Entered) -> Entered:
    """Return the document with its texts made harmless; `InputError` names what no document can have."""
    if len(entered.lines) > MOST_LINES:
        raise InputError(f"A document has at most {MOST_LINES} lines.", "Sum some up, and enclose the table.")
    _in_order("The service", entered.served_from, entered.served_to)
    if entered.rate is not None:
        _bounded("An exchange rate", entered.rate, RATE_SCALE, least=Decimal(1) / RATE_SCALE, most=Decimal(10) ** 8)
    for one in entered.milestones:
        if isinstance(one.part, Decimal):
            _bounded(f"The share of {one.name}", one.part, RATE_SCALE, least=Decimal(1) / RATE_SCALE, most=Decimal(1))
    return replace(
        entered,
        lines=tuple(_line(number, one) for number, one in enumerate(entered.lines, 1)),
        reference=_text(entered.reference, "The reference"),
        payment_reference=_text(entered.payment_reference, "The payment reference"),
        language=_text(entered.language),
        introduction=several(entered.introduction, "The text above the lines"),
        note=several(entered.note, "The text below the lines"),
    )


def several(text: str | None, what: str = "A text") -> str | None:
    """Return a text of several lines made harmless, None where nothing is left of it; `InputError` if it is too long.

    That names `what` it is. Each line loses controls and signs that turn the direction; blank ones at both ends go.
    """
    if text is None:
        return None
    found = "\n".join(clean(one) for one in text.replace("\r\n", "\n").split("\n")).strip("\n")
    if len(found) > LONGEST:
        raise InputError(f"{what} of {len(found)} characters is too long.", f"Keep it below {LONGEST}.")
    return found or None


def _line(number: int, one: EnteredLine) -> EnteredLine:
    _bounded(f"The quantity of line {number}", one.quantity, MICRO, least=-LARGEST, most=LARGEST)
    if one.unit_price is not None:
        _bounded(f"The price of line {number}", one.unit_price, MICRO, least=-LARGEST, most=LARGEST)
    if one.discount is not None:
        if one.discount.is_finite() and not 0 <= one.discount <= 1:
            share = f"{(one.discount * 100).normalize():f} %"
            raise InputError(f"{share} is no discount of line {number}.", "Write one between 0 % and 100 %.")
        _bounded(f"The discount of line {number}", one.discount, RATE_SCALE, least=Decimal(0), most=Decimal(1))
    _in_order(f"The service of line {number}", one.served_from, one.served_to)
    return replace(
        one,
        description=_text(one.description, f"The description of line {number}") or "",
        unit=_text(one.unit, f"The unit of line {number}"),
        detail=several(one.detail, f"The detail of line {number}"),
    )


def _bounded(what: str, value: Decimal, scale: int, *, least: Decimal, most: Decimal) -> None:
    """Refuse what is no number, lies beyond the bounds, or has more decimals than are kept."""
    if not value.is_finite() or not least <= value <= most:
        raise InputError(f"{what} of {value} is a slip.", f"It lies between {least} and {most}.")
    if (value * scale) % 1:
        raise InputError(f"{what} has too many decimals.", f"Write it with {len(str(scale)) - 1} at most.")


def _in_order(what: str, first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        raise InputError(f"{what} ends on {last}, before it begins.", "Exchange the two days.")


def _text(text: str | None, what: str = "A text") -> str | None:
    found = clean(text or "")
    if len(found) > LONGEST:
        raise InputError(f"{what} of {len(found)} characters is too long.", f"Keep it below {LONGEST}.")
    return found or None
