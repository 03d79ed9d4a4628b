"""What estimates, invoices and schedules have in common: how a document is priced, and what stands in its lines."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bookdesk.core.vocabulary import RoundedBy, TaxMode
from bookdesk.models.columns import Currency, Day, Micro, Minor, Rate, member, one_of, reference


def priced_checks() -> tuple[CheckConstraint, ...]:
    """Return the checks of a `Priced` table, made anew for each."""
    return (one_of("tax_mode", TaxMode), one_of("rounded_by", RoundedBy))


class Priced:
    """Mix-in of a document: for whom, in which currency, language and way of reckoning tax.

    `rounded_by` is kept with the document, since the client may decide otherwise later. `reference` is the customer's
    own: his order, or the name he asks for. `language` is a locale (`de-AT`).
    """

    contact_id: Mapped[str] = mapped_column(reference("contact"))
    currency: Mapped[Currency]
    language: Mapped[str | None]
    reference: Mapped[str | None]
    tax_mode: Mapped[TaxMode] = member(TaxMode, default=TaxMode.EXCLUSIVE)
    rounded_by: Mapped[RoundedBy | None] = member(RoundedBy)
    introduction: Mapped[str | None]
    note: Mapped[str | None]


class PricedLine:
    """Mix-in of a line: `net + tax = gross`, `tax_rate` as it was when the line was reckoned (0.1 is 10 %).

    `discount` is a share of the line's price (0.05 is 5 %). `unit_price` is with tax where the document's prices are.
    """

    position: Mapped[int]
    product_id: Mapped[str | None] = mapped_column(reference("product"))
    description: Mapped[str]
    detail: Mapped[str | None]
    quantity: Mapped[Micro]
    unit: Mapped[str | None]
    unit_price: Mapped[Micro]
    discount: Mapped[Rate | None]
    account_id: Mapped[str | None] = mapped_column(reference("account"))
    tax_code_id: Mapped[str | None] = mapped_column(reference("tax_code"))
    tax_rate: Mapped[Rate]
    net: Mapped[Minor]
    tax: Mapped[Minor]
    gross: Mapped[Minor]
    served_from: Mapped[Day | None]
    served_to: Mapped[Day | None]
