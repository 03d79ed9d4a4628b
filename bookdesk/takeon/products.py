"""Products from the sheet of another program, at any time: one that is here already comes in no second time.

A sheet with a fault in any row is not used at all.
"""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.currencies import EXPONENTS
from bookdesk.core.errors import Conflict, InputError
from bookdesk.core.money import MICRO
from bookdesk.core.partychecks import yes_or_no
from bookdesk.ledger.owner import client_profile
from bookdesk.models.actions import Action
from bookdesk.models.product import Product
from bookdesk.store.desk import Desk
from bookdesk.takeon.customers import Imported, sales_account, sales_tax_code
from bookdesk.takeon.sheets import SheetRow, rows

_LARGEST = Decimal(10) ** 12
_LONGEST_CODE = 60
_COMPARED = ("name", "description", "unit", "unit_price", "with_tax", "currency", "account_id", "tax_code_id")


def import_products(desk: Desk, sheet: str) -> Imported:
    """Take products of a sheet in; one is known by its code, in any case.

    `Conflict` where a code is twice in the sheet, or is here already with other words, price or coding.
    """
    with desk.books.change(Action.PRODUCT_EDITED, "products from a sheet", actor=desk.actor) as work:
        client_profile(work.session)
        before = {one.code.casefold(): one for one in work.session.scalars(select(Product))}
        added: dict[str, str] = {}
        known: dict[str, str] = {}
        for row in rows(sheet, ("code", "product")):
            made = _product(work.session, row)
            key = made.code.casefold()
            if key in added or key in known:
                raise Conflict(f"Line {row.line}: {made.code} is twice in the sheet.", "Leave one of them out.")
            if key in before:
                _refuse_other(row, before[key], made)
                known[key] = made.code
                continue
            work.add(made)
            added[key] = made.code
        work.commit()
    return Imported(tuple(added.values()), tuple(known.values()))


def _product(session: Session, row: SheetRow) -> Product:
    code, currency = row.need("code"), (row.text("currency") or "").upper() or None
    if len(code) > _LONGEST_CODE:
        raise InputError(f"Line {row.line}: the code has {len(code)} characters.", f"Keep it below {_LONGEST_CODE}.")
    if currency is not None and currency not in EXPONENTS:
        raise InputError(f"Line {row.line}: {currency} is no currency.", "Write its ISO code; nothing was imported.")
    with_tax = row.text("with_tax")
    return Product(
        code=code,
        name=row.need("product"),
        description=row.text("description"),
        unit=row.text("unit"),
        unit_price=_price(row),
        with_tax=yes_or_no(with_tax, "with_tax") if with_tax else False,
        currency=currency,
        account_id=sales_account(session, row),
        tax_code_id=sales_tax_code(session, row),
        archived=False,
    )


def _price(row: SheetRow) -> Decimal | None:
    if row.text("price") is None:
        return None
    price = row.amount("price")
    if abs(price) >= _LARGEST or (price * MICRO) % 1:
        raise InputError(f"Line {row.line}: {price} is no price.", "Write it with at most six decimals.")
    return price


def _refuse_other(row: SheetRow, before: Product, made: Product) -> None:
    for name in _COMPARED:
        if getattr(before, name) != getattr(made, name):
            what = name.removesuffix("_id").replace("_", " ")
            raise Conflict(
                f"Line {row.line}: there is a product {before.code} already, and its {what} is another.",
                "Leave it out, or change the one that is here; nothing was imported.",
            )
