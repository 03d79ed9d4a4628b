"""What the list of products shows of each, and a product as it is typed."""

from __future__ import annotations

from decimal import Decimal

from bookdesk.invoicing.productlisting import ProductOrder, ProductRow
from bookdesk.ui.pieces.columns import Column


def price_words(row: ProductRow) -> str:
    """Return the price of one unit with all its decimals."""
    return "" if row.price is None else _figure(row.price)


def _figure(value: Decimal) -> str:
    """Return a figure with two decimals at least, and no nought behind them."""
    plain = value.normalize()
    exponent = plain.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return f"{plain:,.{max(decimals, 2)}f}"


COLUMNS: tuple[Column[ProductRow], ...] = (
    Column("code", "Code", 88, lambda row: row.code, order=ProductOrder.CODE),
    Column(
        "name",
        "Name",
        190,
        lambda row: row.name,
        order=ProductOrder.NAME,
        note=lambda row: row.description or "",
        grows=True,
    ),
    Column("unit", "Unit", 64, lambda row: row.unit or "", order=ProductOrder.UNIT, spare=3),
    Column("price", "Price", 108, price_words, number=True, order=ProductOrder.PRICE),
    Column("currency", "", 44, lambda row: row.currency or "", muted=True, spare=5),
    Column("with tax", "", 84, lambda row: "with tax" if row.with_tax else "", muted=True, hidden=True),
    Column("account", "Account", 74, lambda row: row.account or "", spare=2),
    Column("tax code", "Tax code", 78, lambda row: row.tax_code or "", spare=1),
)


def typed_of(row: ProductRow) -> dict[str, str]:
    """Return a product as it is typed."""
    return {
        "code": row.code,
        "name": row.name,
        "description": row.description or "",
        "unit": row.unit or "",
        "price": f"{row.price.normalize():f}" if row.price is not None else "",
        "with_tax": "yes" if row.with_tax else "no",
        "currency": row.currency or "",
        "account": row.account or "",
        "tax_code": row.tax_code or "",
    }


def facts_of(row: ProductRow) -> list[tuple[str, str]]:
    """Return what stands beside the list of a product."""
    return [
        ("Code", row.code),
        (
            "Price",
            f"{price_words(row)} {row.currency or ''}".strip() if row.price is not None else "asked for in each line",
        ),
        ("Tax", "in the price" if row.with_tax and row.price is not None else ""),
        ("Unit", row.unit or ""),
        ("Account", row.account or "the usual one"),
        ("Tax code", row.tax_code or "the usual one"),
        ("Below the line", row.description or ""),
    ]
