"""What the client sells: added, changed, put away, and found by code when a line is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.amounts import exact_amount
from bookdesk.core.entered import is_nothing
from bookdesk.core.errors import BookDeskError, Conflict, InputError, NotFound
from bookdesk.core.money import MICRO
from bookdesk.core.partychecks import currency_code, yes_or_no
from bookdesk.core.texts import clean
from bookdesk.invoicing.entered import LARGEST, several
from bookdesk.models.account import Account, AccountKind, TaxCode, TaxSide
from bookdesk.models.actions import Action
from bookdesk.models.product import Product
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk

Setter = Callable[[Session, Product, str], None]
LONGEST_CODE = 60


class ProductService:
    """The products of one client; each act is one change, which undo takes back."""

    def __init__(self, desk: Desk) -> None:
        """Work at `desk`."""
        self._desk = desk

    def products(self, *, archived: bool = False, text: str = "") -> list[Product]:
        """Return products by code, those put away only where they are asked for; `text` stands in code or name."""
        query = select(Product).where(Product.archived.is_(archived)).order_by(Product.code)
        if text:
            named = Product.name.icontains(text, autoescape=True)
            query = query.where(named | Product.code.icontains(text, autoescape=True))
        with self._desk.books.query() as session:
            return list(session.scalars(query))

    def find(self, code_or_id: str) -> Product:
        """Return a product by its code, in any case, or by its id."""
        with self._desk.books.query() as session:
            return find_product(session, code_or_id)

    def add(self, assignments: Mapping[str, str]) -> Product:
        """Add a product with these fields (`SETTERS`); it needs a code and a name."""
        if not {"code", "name"} <= assignments.keys():
            raise InputError("A product needs a code and a name.", "Write both.")
        with self._change(f"product {assignments['code']} added") as work:
            product = Product(with_tax=False, archived=False)
            _apply(work.session, product, assignments)
            work.add(product)
            work.commit()
        return product

    def edit(self, product_id: str, assignments: Mapping[str, str], *, version: int | None = None) -> Product:
        """Change fields of a product; documents that were written before keep what they say."""
        if not assignments:
            raise InputError("Nothing to change was said.", "Change one field or more.")
        with self._change(", ".join(f"{name}={value}" for name, value in assignments.items())) as work:
            product = work.get(Product, product_id, version=version)
            _apply(work.session, product, assignments)
            work.commit()
        return product

    def problems(self, product_id: str, assignments: Mapping[str, str]) -> Mapping[str, BookDeskError]:
        """Return by field what would be refused of these, all at once; nothing is changed. No id is a new product."""
        found: dict[str, BookDeskError] = {}
        with self._desk.books.query() as session:
            tried = Product(id=product_id or "", with_tax=False, archived=False)
            wanted = assignments if product_id else {"code": "", "name": "", **assignments}
            for name, typed in wanted.items():
                try:
                    _apply(session, tried, {name: typed})
                except BookDeskError as error:
                    found[name] = error
        return found

    def archive(self, product_id: str, *, archived: bool = True, version: int | None = None) -> Product:
        """Put a product away, or take it back."""
        with self._change("put away" if archived else "taken back") as work:
            product = work.get(Product, product_id, version=version)
            product.archived = archived
            work.commit()
        return product

    def _change(self, reason: str) -> Change:
        return self._desk.books.change(Action.PRODUCT_EDITED, reason, actor=self._desk.actor)


def find_product(session: Session, code_or_id: str) -> Product:
    """Return a product by its code, in any case, or by its id; `NotFound` otherwise."""
    same = (Product.code.collate("NOCASE") == clean(code_or_id)) | (Product.id == code_or_id)
    found = session.scalars(select(Product).where(same)).first()
    if found is None:
        raise NotFound(
            f"There is no product {code_or_id}.", "Choose one from the list.", command="bookdesk product list"
        )
    return found


def _apply(session: Session, product: Product, assignments: Mapping[str, str]) -> None:
    with session.no_autoflush:
        for name, typed in assignments.items():
            if name not in SETTERS:
                raise InputError(f"{name} of a product cannot be set.", f"Known are {', '.join(sorted(SETTERS))}.")
            SETTERS[name](session, product, typed)


def _code(session: Session, product: Product, value: str) -> None:
    code = clean(value)
    if not code or len(code) > LONGEST_CODE:
        raise InputError(f"A product's code has 1 to {LONGEST_CODE} characters.", "Write a short one.")
    others = session.scalars(select(Product.code).where(Product.id != (product.id or "")))
    if code.casefold() in {other.casefold() for other in others}:
        raise Conflict(f"There is a product {code} already.", "Use that one, or choose another code.")
    product.code = code


def _name(_session: Session, product: Product, value: str) -> None:
    name = clean(value)
    if is_nothing(name):
        raise InputError("A product needs a name.", "Write what stands on the invoice.")
    product.name = name


def _price(_session: Session, product: Product, value: str) -> None:
    if is_nothing(value):
        product.unit_price = None
        return
    price = exact_amount(value)
    if abs(price) >= LARGEST or (price * MICRO) % 1:
        raise InputError(f"{value} is no price.", "Write it with at most six decimals.")
    product.unit_price = price


def _account(session: Session, product: Product, value: str) -> None:
    if is_nothing(value):
        product.account_id = None
        return
    query = select(Account).where(Account.code == clean(value), Account.archived.is_(False))
    found = session.scalars(query).one_or_none()
    if found is None or found.kind in {AccountKind.BANK, AccountKind.EQUITY}:
        raise NotFound(f"There is no account {value} to sell on.", "Use a code of the client's chart of accounts.")
    product.account_id = found.id


def _tax_code(session: Session, product: Product, value: str) -> None:
    if is_nothing(value):
        product.tax_code_id = None
        return
    query = select(TaxCode).where(TaxCode.code == clean(value), TaxCode.archived.is_(False))
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(f"There is no tax code {value}.", "Use one of the client's tax codes.")
    if found.side is TaxSide.PURCHASES:
        raise InputError(f"The tax code {found.code} is for purchases.", "Choose one that is charged on sales.")
    product.tax_code_id = found.id


def _currency(_session: Session, product: Product, value: str) -> None:
    product.currency = None if is_nothing(value) else currency_code(clean(value))


def _text(name: str) -> Setter:
    return lambda _session, product, value: setattr(product, name, None if is_nothing(value) else several(value))


SETTERS: Mapping[str, Setter] = {
    "code": _code,
    "name": _name,
    "description": _text("description"),
    "unit": lambda _session, product, value: setattr(product, "unit", None if is_nothing(value) else clean(value)),
    "price": _price,
    "with_tax": lambda _session, product, value: setattr(product, "with_tax", yes_or_no(clean(value), "with_tax")),
    "currency": _currency,
    "account": _account,
    "tax_code": _tax_code,
}
"""What can be set on a product."""
