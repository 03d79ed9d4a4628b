"""The windowed lists of products: in use and put away, found by code, name or unit, sorted as one likes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from bookdesk.ledger.search import matches, stands_in
from bookdesk.models.account import Account, TaxCode
from bookdesk.models.product import Product
from bookdesk.store.desk import Desk
from bookdesk.store.listing import Keys, Listing, among, read_keys, rowid


class ProductList(StrEnum):
    """Lists of products."""

    IN_USE = "in use"
    ARCHIVED = "archived"


class ProductOrder(StrEnum):
    """Columns by which products are sorted; those that agree in it, by code."""

    CODE = "code"
    NAME = "name"
    UNIT = "unit"
    PRICE = "price"


@dataclass(frozen=True, slots=True)
class ProductQuery:
    """Which products, in which order; each word of `text` must stand in code, name or description."""

    list: ProductList = ProductList.IN_USE
    text: str = ""
    order: ProductOrder = ProductOrder.CODE
    descending: bool = False


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product in a list, with the codes people know. `price` is for one unit, None where each line says its own."""

    key: int
    id: str
    version: int
    code: str
    name: str
    description: str | None
    unit: str | None
    price: Decimal | None
    with_tax: bool
    currency: str | None
    account: str | None
    tax_code: str | None
    archived: bool


class ProductListing:
    """The products of one client, as lists."""

    def __init__(self, desk: Desk) -> None:
        """Read at `desk`."""
        self._desk = desk

    def of(self, query: ProductQuery) -> Listing[ProductRow]:
        """Return a view, ready to be asked."""
        return _View(self._desk, query)

    def counts(self) -> Mapping[ProductList, int]:
        """Return how many products are on each list, all at one moment."""
        counting = select(func.count()).select_from(Product)
        with self._desk.books.query() as session:
            found = {one: session.scalar(counting.where(_LISTS[one])) or 0 for one in ProductList}
        return MappingProxyType(found)

    def key_of(self, product_id: str) -> int | None:
        """Return the key of a product, None where there is no such product."""
        with self._desk.books.query() as session:
            found: int | None = session.scalar(select(_KEY).where(Product.id == product_id))
        return found


@dataclass(frozen=True, slots=True)
class _View:
    """One question about products."""

    desk: Desk
    query: ProductQuery

    def keys(self) -> Keys:
        """Return the keys of all products of the view, in order."""
        with self.desk.books.query() as session:
            return read_keys(session, _keys(self.query))

    def rows(self, keys: Keys) -> tuple[ProductRow, ...]:
        """Return the products of these keys, in their order."""
        with self.desk.books.query() as session:
            return _rows(session, keys)


def _keys(query: ProductQuery) -> Select[Any]:
    columns = (_ORDERS[query.order], _CODE, Product.id.expression)
    by = [one.desc() for one in columns] if query.descending else columns
    keys = select(_KEY).where(_LISTS[query.list]).order_by(*by)
    typed = matches(query.text, *_SEARCHED)
    return keys if typed is None else keys.where(typed)


def _rows(session: Session, keys: Keys) -> tuple[ProductRow, ...]:
    found = {
        key: ProductRow(
            key,
            one.id,
            one.version,
            one.code,
            one.name,
            one.description,
            one.unit,
            one.unit_price,
            one.with_tax,
            one.currency,
            account,
            tax_code,
            one.archived,
        )
        for key, one, account, tax_code in session.execute(_COLUMNS.where(among(_KEY, keys)))
    }
    return tuple(found[key] for key in keys if key in found)


_KEY = rowid("product")
_CODE = Product.code.collate("NOCASE")
_LISTS: Mapping[ProductList, ColumnElement[bool]] = {
    ProductList.IN_USE: Product.archived.is_(False),
    ProductList.ARCHIVED: Product.archived.is_(True),
}
_SEARCHED = (stands_in(Product.code), stands_in(Product.name), stands_in(Product.description))
_ORDERS: Mapping[ProductOrder, ColumnElement[Any]] = {
    ProductOrder.CODE: _CODE,
    ProductOrder.NAME: Product.name.collate("NOCASE"),
    ProductOrder.UNIT: Product.unit.collate("NOCASE"),
    ProductOrder.PRICE: Product.unit_price.expression,
}
_COLUMNS = (
    select(_KEY.label("key"), Product, Account.code, TaxCode.code)
    .outerjoin(Account, Account.id == Product.account_id)
    .outerjoin(TaxCode, TaxCode.id == Product.tax_code_id)
)
