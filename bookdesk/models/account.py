"""Chart of accounts and dated tax codes."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from bookdesk.models.base import Books, ClientBase
from bookdesk.models.columns import Currency, Day, Flag, Rate, member, one_of, reference


class AccountKind(StrEnum):
    """What an account is, by the side on which it grows."""

    ASSET = "asset"
    BANK = "bank"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"


class AccountRole(StrEnum):
    """Accounts the program itself posts to; each role has at most one account."""

    PAYABLES = "payables"
    RECEIVABLES = "receivables"
    TAX_ON_PURCHASES = "tax on purchases"
    TAX_ON_SALES = "tax on sales"
    TRANSFERS = "transfers"
    EXCHANGE_DIFFERENCES = "exchange differences"
    MERCHANT_FEES = "merchant fees"
    ROUNDING = "rounding"
    OPENING_BALANCES = "opening balances"
    SALES = "sales"
    DISCOUNTS_ALLOWED = "discounts allowed"
    BAD_DEBTS = "bad debts"
    UNDEPOSITED_FUNDS = "undeposited funds"
    LATE_FEES = "late fees charged"


class TaxTreatment(StrEnum):
    """What a tax code means for the return."""

    TAXABLE = "taxable"
    CAPITAL = "capital"
    ZERO_RATED = "zero rated"
    EXEMPT = "exempt"
    INPUT_TAXED = "input taxed"
    OUTSIDE = "outside scope"
    REVERSE_CHARGE = "reverse charge"
    IMPORT = "import"


class TaxSide(StrEnum):
    """Whether a code is for purchases, for sales or for both."""

    PURCHASES = "purchases"
    SALES = "sales"
    BOTH = "both"


class TaxCode(Books, ClientBase):
    """A tax code; its percentage stands in dated `TaxRate` rows."""

    __tablename__ = "tax_code"
    __extra__ = (one_of("treatment", TaxTreatment), one_of("side", TaxSide))

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    treatment: Mapped[TaxTreatment] = member(TaxTreatment)
    side: Mapped[TaxSide] = member(TaxSide)
    archived: Mapped[Flag] = mapped_column(default=False)


class TaxRate(Books, ClientBase):
    """The rate of a tax code from a day on: `0.10` is 10 %."""

    __tablename__ = "tax_rate"
    __extra__ = (Index(None, "tax_code_id", "valid_from", unique=True),)

    tax_code_id: Mapped[str] = mapped_column(reference("tax_code"))
    valid_from: Mapped[Day]
    rate: Mapped[Rate]


class Account(Books, ClientBase):
    """An account of the chart. A bank account's ledger account carries the bank's currency."""

    __tablename__ = "account"
    __extra__ = (one_of("kind", AccountKind), one_of("role", AccountRole))

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[AccountKind] = member(AccountKind)
    role: Mapped[AccountRole | None] = member(AccountRole, unique=True)
    currency: Mapped[Currency | None]
    default_tax_code_id: Mapped[str | None] = mapped_column(reference("tax_code"))
    archived: Mapped[Flag] = mapped_column(default=False)
