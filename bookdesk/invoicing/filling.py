"""A document as entered, completed: what is empty is the product's, the customer's, the client's or usual."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.currencies import EXPONENTS
from bookdesk.core.dates import due_date
from bookdesk.core.errors import InputError, NotFound, RuleBroken
from bookdesk.core.vocabulary import TaxMode
from bookdesk.invoicing.custom import settings_of, terms_for, usual_discount
from bookdesk.invoicing.entered import Entered, EnteredLine, checked
from bookdesk.invoicing.pricing import unit_price
from bookdesk.ledger.owner import client_profile
from bookdesk.ledger.salestax import policy
from bookdesk.ledger.tax import DatedCode
from bookdesk.ledger.taxcodes import sales_codes
from bookdesk.models.account import Account, AccountRole
from bookdesk.models.contact import Contact
from bookdesk.models.product import Product
from bookdesk.models.sales import SalesSettings


@dataclass(frozen=True, slots=True)
class _Setting:
    """What lines of one document are filled from."""

    customer: Contact
    settings: SalesSettings
    products: Mapping[str, Product]
    codes: Mapping[str, DatedCode]
    sales_account: str | None
    of_accounts: Mapping[str, str | None]
    currency: str
    mode: TaxMode


def filled(session: Session, entered: Entered, today: date, *, offer: bool = False) -> Entered:
    """Return a document with everything that a new one needs; `today` is the client's day.

    An `offer` has none of the client's usual words: they are those of invoices, which speak of work that was done.

    `NotFound` for an unknown customer or product, `RuleBroken` for a customer who was put away.
    """
    entered = checked(entered)
    customer, settings, profile = (
        customer_of(session, entered.contact_id),
        settings_of(session),
        client_profile(session),
    )
    worded = entered.usual and not offer
    day = entered.document_date or today
    mode = entered.tax_mode or settings.tax_mode or TaxMode.EXCLUSIVE
    currency = entered.currency or customer.currency or profile.base_currency
    setting = _setting(session, customer, settings, entered, (currency, mode, entered.tax_point or day))
    return replace(
        entered,
        document_date=day,
        currency=_known(currency),
        language=entered.language or customer.language or settings.language,
        tax_mode=mode,
        rounded_by=entered.rounded_by or policy(profile.country, settings.rounded_by),
        introduction=entered.introduction or (settings.introduction if worded else None),
        note=entered.note or (settings.note if worded else None),
        due_date=_due(entered, customer, settings, day),
        discount=entered.discount or (usual_discount(settings) if entered.usual else None),
        lines=tuple(_line(number, one, setting) for number, one in enumerate(entered.lines, 1)),
    )


def customer_of(session: Session, contact_id: str) -> Contact:
    """Return the customer of a document."""
    customer = session.get(Contact, contact_id)
    if customer is None:
        raise NotFound("There is no such customer.", "Choose one from the list, or add him first.")
    if customer.archived:
        raise RuleBroken(f"{customer.name} was put away.", "Take the contact back first.")
    return customer


def _setting(
    session: Session, customer: Contact, settings: SalesSettings, entered: Entered, how: tuple[str, TaxMode, date]
) -> _Setting:
    currency, mode, day = how
    wanted = {one.product_id for one in entered.lines} - {None}
    products = session.scalars(select(Product).where(Product.id.in_(wanted)))
    sales = session.scalar(select(Account.id).where(Account.role == AccountRole.SALES))
    return _Setting(
        customer,
        settings,
        {one.id: one for one in products},
        {one.id: one for one in sales_codes(session, day)},
        sales,
        dict(session.execute(select(Account.id, Account.default_tax_code_id)).all()),
        currency,
        mode,
    )


def _line(number: int, one: EnteredLine, setting: _Setting) -> EnteredLine:
    product = _product(number, one, setting)
    account = one.account_id or _account(product, setting)
    code = one.tax_code_id or _code(product, account, setting)
    price = one.unit_price if one.unit_price is not None else _price(number, product, code, setting)
    description = one.description or (product.name if product else "")
    if not description:
        raise InputError(f"Line {number} says nothing.", "Write what is billed.")
    return replace(
        one,
        description=description,
        detail=one.detail or (product.description if product else None),
        unit=one.unit or (product.unit if product else None),
        unit_price=price,
        account_id=account,
        tax_code_id=code,
    )


def _product(number: int, one: EnteredLine, setting: _Setting) -> Product | None:
    if one.product_id is None:
        return None
    product = setting.products.get(one.product_id)
    if product is None:
        raise NotFound(f"There is no product as line {number} has it.", "Choose one from the list.")
    return product


def _account(product: Product | None, setting: _Setting) -> str | None:
    own = product.account_id if product else None
    return own or setting.customer.sales_account_id or setting.settings.default_account_id or setting.sales_account


def _code(product: Product | None, account: str | None, setting: _Setting) -> str | None:
    """Return the first tax code that holds for sales: the product's, the customer's, the client's, the account's.

    The customer's goes first where it is one: to whom is sold decides about reverse charge and export.
    """
    own = product.tax_code_id if product else None
    usual = setting.of_accounts.get(account or "")
    for code in (setting.customer.sales_tax_code_id, own, setting.settings.default_tax_code_id, usual):
        if code in setting.codes:
            return code
    return None


def _price(number: int, product: Product | None, code: str | None, setting: _Setting) -> Decimal:
    """Return a product's price as the document shows prices; one in another currency is no price here."""
    if product is None or product.unit_price is None:
        raise InputError(f"Line {number} has no price.", "Write one.")
    if product.currency not in (None, setting.currency):
        raise InputError(
            f"The price of {product.code} is in {product.currency}, the document in {setting.currency}.",
            f"Write the price of line {number} in {setting.currency}.",
        )
    dated = setting.codes.get(code or "")
    rate = dated.rate if dated else Decimal(0)
    return unit_price(product.unit_price, rate, with_tax=product.with_tax, mode=setting.mode)


def _due(entered: Entered, customer: Contact, settings: SalesSettings, day: date) -> date:
    return entered.due_date or due_date(day, entered.terms or terms_for(settings, customer))


def _known(currency: str) -> str:
    if currency not in EXPONENTS:
        raise InputError(f"{currency} is no currency.", "Write its ISO code: AUD, EUR, GBP, USD.")
    return currency
