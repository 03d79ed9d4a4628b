"""What the client sells: the text, price, account and tax code that a line begins with."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from bookdesk.models.base import Books, ClientBase
from bookdesk.models.columns import Currency, Flag, Micro, reference


class Product(Books, ClientBase):
    """A product or service. `unit_price` is without tax unless `with_tax`; none is asked for in each line."""

    __tablename__ = "product"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    description: Mapped[str | None]
    unit: Mapped[str | None]
    unit_price: Mapped[Micro | None]
    with_tax: Mapped[Flag] = mapped_column(default=False)
    currency: Mapped[Currency | None]
    account_id: Mapped[str | None] = mapped_column(reference("account"))
    tax_code_id: Mapped[str | None] = mapped_column(reference("tax_code"))
    archived: Mapped[Flag] = mapped_column(default=False)
