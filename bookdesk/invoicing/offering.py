"""What may be chosen while a document is written: customers, products, accounts and the tax codes of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.dates import Terms
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import RoundedBy, TaxMode
from bookdesk.invoicing.custom import coins, settings_of, terms_for
from bookdesk.invoicing.writing import may_be_sold_on
from bookdesk.ledger.chart import accounts
from bookdesk.ledger.owner import client_profile, client_today
from bookdesk.ledger.salescategories import category
from bookdesk.ledger.salestax import policy
from bookdesk.ledger.taxcodes import sales_codes
from bookdesk.models.account import TaxCode
from bookdesk.models.contact import Contact
from bookdesk.models.product import Product
from bookdesk.store.desk import Desk


@dataclass(frozen=True, slots=True)
class Customer:
    """Who may be invoiced, in his currency and by his terms."""

    id: str
    name: str
    place: str
    email: str | None
    currency: str
    terms: Terms


@dataclass(frozen=True, slots=True)
class Code:
    """An account, product or tax code: `rate` of a tax code is a fraction, `category` what tax is rounded for."""

    id: str
    code: str
    name: str
    rate: Decimal = Decimal(0)
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """Everything that a form offers. `coin` is the smallest one to which totals are rounded, None for to the cent."""

    customers: tuple[Customer, ...]
    products: tuple[Code, ...]
    accounts: tuple[Code, ...]
    taxes: tuple[Code, ...]
    base: str
    tax_mode: TaxMode
    rounded_by: RoundedBy
    coin: Money | None
    today: date


def offered(desk: Desk, day: date | None = None) -> Offered:
    """Return what may be chosen for a document whose tax rates are those of `day`, today where nothing is said."""
    with desk.books.query() as session:
        settings, profile = settings_of(session), client_profile(session)
        today = client_today(session, desk.clock)
        return Offered(
            _customers(session, profile.base_currency),
            _products(session),
            tuple(Code(one.id, one.code, one.name) for one in accounts(session) if may_be_sold_on(one)),
            _taxes(session, day or today),
            profile.base_currency,
            settings.tax_mode or TaxMode.EXCLUSIVE,
            policy(profile.country, settings.rounded_by),
            coins(settings, profile.base_currency, profile.base_currency),
            today,
        )


def _customers(session: Session, base: str) -> tuple[Customer, ...]:
    """Return who is a customer, then who could become one."""
    settings = settings_of(session)
    query = select(Contact).where(Contact.archived.is_(False)).order_by(Contact.customer.desc(), Contact.name)
    return tuple(
        Customer(
            one.id,
            one.name,
            ", ".join(filter(None, (one.city, one.country))),
            one.email,
            one.currency or base,
            terms_for(settings, one),
        )
        for one in session.scalars(query)
    )


def _products(session: Session) -> tuple[Code, ...]:
    query = select(Product).where(Product.archived.is_(False)).order_by(Product.code)
    return tuple(Code(one.id, one.code, one.name) for one in session.scalars(query))


def _taxes(session: Session, day: date) -> tuple[Code, ...]:
    kept = {one.id: one for one in session.scalars(select(TaxCode))}
    return tuple(
        Code(one.id, one.code, kept[one.id].name, one.rate, category(one.code, kept[one.id].treatment))
        for one in sales_codes(session, day)
    )
