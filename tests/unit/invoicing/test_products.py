"""Products: found when a line is written, in the document's currency and way of showing tax."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from bookdesk.core.errors import BookDeskError, Conflict, InputError, NotFound
from bookdesk.core.vocabulary import TaxMode
from bookdesk.invoicing.entered import EnteredLine
from bookdesk.invoicing.products import SETTERS, ProductService
from bookdesk.invoicing.service import InvoiceService
from bookdesk.store.desk import Desk
from tests.support.billing import customer, drafted
from tests.support.books import client_desk, tax_code_id

BEANS = {
    "code": "BEAN",
    "name": "Beans\u200b",
    "description": "Roasted\nin Perth",
    "unit": "kg",
    "price": "40",
    "with_tax": "no",
    "currency": "aud",
    "account": "4-1000",
    "tax_code": "GSTI",
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as desk:
        yield desk


def test_all_of_it_is_kept_changed_and_put_away(desk: Desk) -> None:
    service = ProductService(desk)
    made = service.add(BEANS)
    assert (made.name, made.unit_price, made.currency) == ("Beans", Decimal(40), "AUD")
    assert set(BEANS) == set(SETTERS)
    dearer = service.edit(made.id, {"price": "44.5", "currency": "-"}, version=made.version)
    assert (service.find("bean").unit_price, dearer.currency) == (Decimal("44.5"), None)
    with pytest.raises(Conflict):
        service.edit(made.id, {"price": "1"}, version=made.version)
    service.archive(made.id)
    assert service.products() == []
    assert [one.code for one in service.products(archived=True, text="ean")] == ["BEAN"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("code", " "),
        ("code", "x" * 61),
        ("name", "-"),
        ("price", "free"),
        ("price", "1e9"),
        ("price", "0.0000001"),
        ("price", "1000000000000"),
        ("currency", "QQQ"),
        ("account", "1-1010"),
        ("account", "9"),
        ("tax_code", "GST"),
        ("tax_code", "Q"),
        ("colour", "red"),
    ],
)
def test_slips_are_refused(desk: Desk, name: str, value: str) -> None:
    with pytest.raises(BookDeskError):
        ProductService(desk).add({**BEANS, name: value})


def test_a_code_is_taken_in_any_case(desk: Desk) -> None:
    ProductService(desk).add(BEANS)
    with pytest.raises(Conflict):
        ProductService(desk).add({**BEANS, "code": "bean"})


def test_a_line_takes_text_price_and_coding_of_its_product(desk: Desk) -> None:
    bean = ProductService(desk).add(BEANS).id
    line = EnteredLine(quantity=Decimal(2), product_id=bean)
    found = InvoiceService(desk).show(drafted(desk, customer(desk), line).id).lines[0]
    assert (found.description, found.detail, found.unit, found.net, found.tax) == (
        "Beans",
        "Roasted\nin Perth",
        "kg",
        8000,
        800,
    )
    with_tax = drafted(desk, customer(desk, "Other"), line, tax_mode=TaxMode.INCLUSIVE)
    assert (with_tax.total, with_tax.tax) == (8800, 800)


def test_to_whom_is_sold_decides_about_tax_before_what_is_sold(desk: Desk) -> None:
    bean = ProductService(desk).add(BEANS).id
    abroad = customer(desk, "Tokyo KK", sales_tax_code_id=tax_code_id(desk, "EXP"))
    assert drafted(desk, abroad, EnteredLine(product_id=bean)).tax == 0


def test_a_price_in_another_currency_is_no_price(desk: Desk) -> None:
    bean = ProductService(desk).add(BEANS).id
    who = customer(desk)
    with pytest.raises(InputError, match="is in AUD, the document in EUR"):
        drafted(desk, who, EnteredLine(product_id=bean), currency="EUR")
    assert drafted(desk, who, EnteredLine(product_id=bean, unit_price=Decimal(7)), currency="EUR").net == 700
    with pytest.raises(NotFound, match="no product"):
        drafted(desk, who, EnteredLine(product_id="nothing"))
