"""Whatever is sold, however tax is in the price: the paper adds up, the e-invoice is right, and both say the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import RoundedBy, TaxMode
from bookdesk.formats.einvoice.reader import read_einvoice
from bookdesk.formats.einvoice.writing.checking import problems
from bookdesk.formats.einvoice.writing.cii import write_cii
from bookdesk.formats.einvoice.writing.ubl import write_ubl
from bookdesk.formats.paper.content import checked
from bookdesk.invoicing.einvoices import einvoice_of
from bookdesk.invoicing.paperbuild import paper_of
from bookdesk.invoicing.paperfacts import Facts, facts_from
from bookdesk.invoicing.pricing import ToPrice, priced
from bookdesk.ledger.salescategories import category
from bookdesk.models.account import TaxCode
from bookdesk.models.actions import Action
from bookdesk.models.client import ClientProfile
from bookdesk.models.invoice import Invoice, InvoiceKind, InvoiceLine, InvoiceStatus
from bookdesk.store.desk import Desk
from tests.support.billing import customer, decide
from tests.support.books import bank, client_desk
from tests.support.officialrules import faults

RATES = {"S23": Decimal("0.23"), "S13": Decimal("0.135"), "S4": Decimal("0.048"), "RCS": Decimal(0), "EXP": Decimal(0)}

sold_line = st.tuples(
    st.sampled_from([*RATES, "S23", "S23"]),
    st.decimals(min_value="-99", max_value="999", places=3),
    st.decimals(min_value="-50", max_value="9999", places=4),
    st.sampled_from([None, None, Decimal("0.05"), Decimal("0.333"), Decimal(1)]),
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with client_desk(tmp_path_factory.mktemp("sold"), "IE") as opened:
        decide(opened, street="1 Main St", city="Dublin", bank_account_id=bank(opened).id, registration="CRO 12345")
        with opened.books.change(Action.CLIENT_EDITED, "tax number", actor=opened.actor) as work:
            work.session.scalars(select(ClientProfile)).one().tax_id = "IE6388047V"
            work.commit()
        yield opened


@pytest.fixture(scope="module")
def buyer(desk: Desk) -> str:
    return customer(desk, "Café Morgenrot", street="Große Straße 7", country="DE", tax_id="DE123456788")


def facts(
    desk: Desk, buyer: str, sold: Sequence[tuple[str, Decimal, Decimal, Decimal | None]], mode: TaxMode, coin: int
) -> Facts:
    """An issued invoice of these lines as the desk would reckon it, read with all that belongs to it."""
    with desk.books.query() as session:
        codes = {one.code: one for one in session.scalars(select(TaxCode))}
        to_price = [
            ToPrice(quantity, price, RATES[code], discount, code, category(code, codes[code].treatment.value))
            for code, quantity, price, discount in sold
        ]
        step = Money(coin, "EUR") if coin else None
        done = priced(to_price, "EUR", mode=mode, by=RoundedBy.CATEGORY, step=step)
        invoice = Invoice(
            kind=InvoiceKind.INVOICE,
            status=InvoiceStatus.ISSUED,
            number="INV-0001",
            contact_id=buyer,
            document_date=date(2026, 7, 1),
            due_date=date(2026, 7, 31),
            tax_point=date(2026, 7, 1),
            currency="EUR",
            tax_mode=mode,
            net=done.net.minor,
            tax=done.tax.minor,
            rounding=done.rounding.minor,
            total=done.total.minor,
        )
        lines = [
            InvoiceLine(
                position=place,
                description=f"Item {place}",
                quantity=quantity,
                unit_price=price,
                discount=discount,
                tax_code_id=codes[code].id,
                tax_rate=RATES[code],
                net=one.net.minor,
                tax=one.tax.minor,
                gross=one.gross.minor,
            )
            for place, ((code, quantity, price, discount), one) in enumerate(zip(sold, done.lines, strict=True), 1)
        ]
        return facts_from(session, desk.books, invoice, lines, [])


@settings(max_examples=60, deadline=None)
@given(
    sold=st.lists(sold_line, min_size=1, max_size=12),
    mode=st.sampled_from([TaxMode.EXCLUSIVE, TaxMode.INCLUSIVE]),
    coin=st.sampled_from([0, 0, 5, 10]),
)
def test_the_paper_adds_up_and_the_data_is_right(
    desk: Desk, buyer: str, sold: list[tuple[str, Decimal, Decimal, Decimal | None]], mode: TaxMode, coin: int
) -> None:
    read = facts(desk, buyer, sold, mode, coin)
    assume(read.document.total > 0)
    paper, written = checked(paper_of(read)), einvoice_of(read)
    assume(written.total.minor > 0)
    assert problems(written) == ()
    assert paper.total.minor == read.document.total == written.due.minor
    assert sum(row.tax.minor for row in paper.taxes) == written.tax.minor
    for write in (write_cii, write_ubl):
        xml = write(written)
        assert faults(xml) == []
        assert read_einvoice(xml).amount_due == paper.total.major


@given(st.integers(min_value=-3, max_value=3).filter(bool))
def test_a_line_that_is_a_cent_off_is_refused_by_both(desk: Desk, buyer: str, cents: int) -> None:
    read = facts(desk, buyer, [("S23", Decimal(1), Decimal(100), None)], TaxMode.EXCLUSIVE, 0)
    (kept,) = read.lines
    kept.net += cents
    assert problems(einvoice_of(read))
    with pytest.raises(RuleBroken, match="add up"):
        checked(paper_of(read))
