"""How the client invoices: letterhead, terms, ways to pay, and how the numbers of his documents look."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from bookdesk.core.vocabulary import EmbeddedXml, NumberedBy, NumberedKind, RoundedBy, TaxMode, TaxOnDiscount, YearShown
from bookdesk.models.base import Books, ClientBase
from bookdesk.models.columns import Flag, Minor, Rate, member, one_of, reference
from bookdesk.models.contact import Terms


class SalesSettings(Books, ClientBase):
    """One row. What is empty falls back to the client's profile or to the country's custom.

    `accent` is a colour (`#1f5f8b`), `stationery` one of `formats/paper/stationery`. `cash_step` rounds totals that
    are paid in coins, in minor units. `thank` mails thanks with the receipt, `notify` is told of every payment.
    """

    __tablename__ = "sales_settings"
    __extra__ = (
        one_of("tax_mode", TaxMode),
        one_of("rounded_by", RoundedBy),
        one_of("numbered_by", NumberedBy),
        one_of("embedded_xml", EmbeddedXml),
        one_of("terms", Terms),
        one_of("discount_tax", TaxOnDiscount),
    )

    logo_id: Mapped[str | None] = mapped_column(reference("paper"))
    accent: Mapped[str | None]
    stationery: Mapped[str | None]
    trading_name: Mapped[str | None]
    street: Mapped[str | None]
    city: Mapped[str | None]
    postcode: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    website: Mapped[str | None]
    registration: Mapped[str | None]
    from_name: Mapped[str | None]
    reply_to: Mapped[str | None]
    bank_account_id: Mapped[str | None] = mapped_column(reference("bank_account"))
    instructions: Mapped[str | None]
    introduction: Mapped[str | None]
    note: Mapped[str | None]
    language: Mapped[str | None]
    terms: Mapped[Terms | None] = member(Terms)
    terms_days: Mapped[int | None]
    terms_text: Mapped[str | None]
    discount_days: Mapped[int | None]
    discount_share: Mapped[Rate | None]
    discount_tax: Mapped[TaxOnDiscount | None] = member(TaxOnDiscount)
    tax_mode: Mapped[TaxMode | None] = member(TaxMode)
    rounded_by: Mapped[RoundedBy | None] = member(RoundedBy)
    cash_step: Mapped[Minor | None]
    numbered_by: Mapped[NumberedBy] = member(NumberedBy, default=NumberedBy.BOOKDESK)
    embedded_xml: Mapped[EmbeddedXml] = member(EmbeddedXml, default=EmbeddedXml.WHERE_ASKED)
    default_account_id: Mapped[str | None] = mapped_column(reference("account"))
    default_tax_code_id: Mapped[str | None] = mapped_column(reference("tax_code"))
    send_receipts: Mapped[Flag] = mapped_column(default=False)
    thank: Mapped[Flag] = mapped_column(default=False)
    notify: Mapped[str | None]


class NumberSeries(Books, ClientBase):
    """How the numbers of one kind look (`ledger/numbering`). The next one is derived from those used, never kept."""

    __tablename__ = "number_series"
    __extra__ = (one_of("kind", NumberedKind), one_of("year", YearShown))

    kind: Mapped[NumberedKind] = member(NumberedKind, unique=True)
    prefix: Mapped[str]
    digits: Mapped[int]
    year: Mapped[YearShown] = member(YearShown, default=YearShown.NONE)
    short_year: Mapped[Flag] = mapped_column(default=False)
    separator: Mapped[str]
    restarts: Mapped[Flag] = mapped_column(default=False)
    start_month: Mapped[int] = mapped_column(default=1)
    first: Mapped[int] = mapped_column(default=1)
