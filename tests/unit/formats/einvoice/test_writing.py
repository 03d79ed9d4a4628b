"""E-invoices of ours, judged by the official rules and read back by three readers, two of them not ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from drafthorse.models.document import Document
from facturx import parse_ubl_cii_xml
from hypothesis import given, settings
from hypothesis import strategies as st

from bookdesk.core.money import Money
from bookdesk.formats.einvoice.invoice import EInvoice
from bookdesk.formats.einvoice.reader import read_einvoice
from bookdesk.formats.einvoice.writing.checking import problems
from bookdesk.formats.einvoice.writing.cii import write_cii
from bookdesk.formats.einvoice.writing.document import CREDIT_NOTE, EAddress, EDocument, EParty
from bookdesk.formats.einvoice.writing.ubl import write_ubl
from bookdesk.formats.einvoice.writing.units import unit_code
from tests.support.einvoices import BUYER, SAMPLES, SELLER, STANDARD, document, line
from tests.support.officialrules import faults

Writer = Callable[[EDocument], bytes]
WRITERS: list[Writer] = [write_cii, write_ubl]
EVERY_SAMPLE = pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
EVERY_WRITER = pytest.mark.parametrize("write", WRITERS)


@EVERY_WRITER
@EVERY_SAMPLE
def test_schema_and_official_rules_find_nothing(sample: EDocument, write: Writer) -> None:
    assert problems(sample) == ()
    assert faults(write(sample)) == []


@EVERY_WRITER
@EVERY_SAMPLE
def test_our_own_reader_reads_back_what_was_written(sample: EDocument, write: Writer) -> None:
    read = read_einvoice(write(sample))
    assert_says(read, sample)


def assert_says(read: EInvoice, wrote: EDocument) -> None:
    assert (read.invoice_number, read.issue_date, read.currency) == (wrote.number, wrote.issued, wrote.currency)
    assert read.is_credit_note == wrote.is_credit_note
    assert (read.net, read.tax, read.total) == (wrote.net.major, wrote.tax.major, wrote.total.major)
    assert read.amount_due == wrote.due.major
    assert read.prepaid == (wrote.paid.major if wrote.paid else None)
    assert read.rounding == (wrote.rounding.major if wrote.rounding else None)
    assert (read.supplier_name, read.customer_name) == (wrote.seller.name, wrote.buyer.name)
    assert read.customer_tax_id == (wrote.buyer.vat_id or None)
    assert read.supplier_tax_id == (wrote.seller.vat_id or wrote.seller.registration)
    assert read.supplier_country == wrote.seller.address.country
    assert read.po_number == (wrote.order or None)
    assert read.payment_terms == (wrote.terms or None)
    assert read.corrected_invoice == (wrote.corrects[0] if wrote.corrects else None)
    if wrote.payment is not None:
        assert read.payment_reference == wrote.payment_reference
        assert wrote.payment.account in (read.iban, read.bank_account)
        assert (read.bic, read.account_name) == (wrote.payment.bic or None, wrote.payment.holder)
        assert read.due_date == wrote.due_date
    told = [(one.category, (one.rate or 0) / 100, one.net, one.tax) for one in read.tax_breakdown]
    assert told == [(one.category, one.rate or 0, one.base.major, one.tax.major) for one in wrote.taxes]
    lines = [(one.description, one.quantity, one.unit, one.unit_price, one.net) for one in read.line_items]
    assert lines == [(one.description, one.quantity, one.unit, one.price, one.net.major) for one in wrote.lines]
    assert [one.per_quantity for one in read.line_items] == [one.per for one in wrote.lines]
    assert [one.item_number or "" for one in read.line_items] == [one.item_number for one in wrote.lines]


@EVERY_WRITER
@EVERY_SAMPLE
def test_the_reader_of_factur_x_reads_the_same(sample: EDocument, write: Writer) -> None:
    read = parse_ubl_cii_xml(write(sample))
    assert (read["BT-1"], read["BT-2"], read["BT-5"]) == (sample.number, sample.issued, sample.currency)
    sums = {"BT-106": sample.net, "BT-109": sample.net, "BT-110": sample.tax, "BT-112": sample.total}
    sums |= {"BT-115": sample.due}
    sums |= {"BT-113": sample.paid} if sample.paid else {}
    sums |= {"BT-114": sample.rounding} if sample.rounding else {}
    assert {term: read[term] for term in sums} == {term: money.text for term, money in sums.items()}
    assert (read["BG-4"]["name"], read["BG-7"]["name"]) == (sample.seller.name, sample.buyer.name)
    told = [(one["BT-118"], one["BT-116"], one["BT-117"], one.get("BT-121", "")) for one in read["BG-23"]]
    assert told == [(one.category, one.base.text, one.tax.text, one.reason_code) for one in sample.taxes]
    lines = [(one["BT-153"], Decimal(one["BT-129"]), one["BT-130"], one["BT-131"]) for one in read["BG-25"]]
    assert lines == [(one.description, one.quantity, one.unit, one.net.text) for one in sample.lines]


@EVERY_SAMPLE
def test_drafthorse_reads_the_same(sample: EDocument) -> None:
    read = Document.parse(write_cii(sample), strict=True)
    sums = read.trade.settlement.monetary_summation
    assert str(read.header.id) == sample.number
    assert vars(read.header.issue_date_time)["_value"] == sample.issued
    assert vars(sums.due_amount)["_value"] == sample.due.major
    assert vars(sums.grand_total)["_amount"] == sample.total.major
    assert [str(one.product.name) for one in read.trade.items.children] == [one.description for one in sample.lines]


def test_equal_documents_are_equal_files() -> None:
    for write in WRITERS:
        assert write(SAMPLES["plain"]) == write(replace(SAMPLES["plain"]))


amounts = st.decimals(min_value="0.0001", max_value="9999.9999", places=4)
quantities = st.decimals(min_value="-99", max_value="999", places=3).filter(bool)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(amounts, quantities, st.sampled_from([STANDARD, Decimal("0.07"), Decimal("0.055")])),
        min_size=1,
        max_size=12,
    )
)
def test_whatever_is_sold_the_official_rules_find_nothing(sold: list[tuple[Decimal, Decimal, Decimal]]) -> None:
    made = document([line(str(price), str(quantity), rate) for price, quantity, rate in sold])
    made = replace(made, terms="at once", due_date=None)
    if made.total.minor < 0:
        assert problems(made)
        return
    assert problems(made) == ()
    for write in WRITERS:
        assert faults(write(made)) == []
        assert_says(read_einvoice(write(made)), made)


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=80), st.text(max_size=40))
def test_any_text_makes_sound_xml(text: str, short: str) -> None:
    strange = replace(
        SAMPLES["plain"],
        number=short,
        notes=(text,),
        terms=text,
        buyer=EParty(text, EAddress("DE", (text,) * 5, short)),
    )
    for write in WRITERS:
        xml = write(strange)
        assert xml.startswith(b"<?xml")
        assert "\u202e".encode() not in xml


PLAIN, REVERSE, EU = SAMPLES["plain"], SAMPLES["reverse charge"], SAMPLES["within the EU"]
CENT = Money(1, "EUR")
FAULTS: dict[str, tuple[EDocument, str]] = {
    "total off by a cent": (replace(PLAIN, total=PLAIN.total + CENT, due=PLAIN.due + CENT), "BR-CO-15"),
    "net off by a cent": (replace(PLAIN, net=PLAIN.net - CENT), "BR-CO-10"),
    "due off by a cent": (replace(PLAIN, due=PLAIN.due + CENT), "BR-CO-16"),
    "tax of the whole off by a cent": (replace(PLAIN, tax=PLAIN.tax + CENT), "BR-CO-14"),
    "no reason": (replace(REVERSE, taxes=(replace(REVERSE.taxes[0], reason="", reason_code=""),)), "BR-AE-10"),
    "no registration": (replace(PLAIN, seller=replace(SELLER, vat_id="", registration="")), "BR-CO-26"),
    "no tax number": (replace(PLAIN, seller=replace(SELLER, vat_id="")), "BR-S-02"),
    "customer without number": (replace(REVERSE, buyer=BUYER), "BR-AE-02"),
    "delivered nowhere": (replace(EU, deliver_to=""), "BR-IC-12"),
    "delivered never": (replace(EU, delivered=None), "BR-IC-11"),
    "nameless": (replace(PLAIN, buyer=replace(BUYER, name="")), "BR-07"),
    "from nowhere": (replace(PLAIN, buyer=replace(BUYER, address=EAddress(""))), "BR-11"),
    "nothing sold": (replace(PLAIN, lines=(replace(PLAIN.lines[0], description=" "), PLAIN.lines[1])), "BR-25"),
    "negative price": (
        replace(PLAIN, lines=(replace(PLAIN.lines[0], price=-PLAIN.lines[0].price), PLAIN.lines[1])),
        "BR-27",
    ),
    "rate without breakdown": (
        replace(PLAIN, lines=(replace(PLAIN.lines[0], rate=Decimal("0.07")), PLAIN.lines[1])),
        "BR-S-08",
    ),
}
UNSEEN: dict[str, EDocument] = {
    "tax off by a cent": replace(
        PLAIN,
        taxes=(replace(PLAIN.taxes[0], tax=PLAIN.taxes[0].tax + CENT),),
        tax=PLAIN.tax + CENT,
        total=PLAIN.total + CENT,
        due=PLAIN.due + CENT,
    ),
    "another currency": replace(PLAIN, rounding=Money(0, "GBP")),
    "price and amount differ": replace(PLAIN, lines=(replace(PLAIN.lines[0], price=Decimal("98.60")), PLAIN.lines[1])),
    "three decimals": document([replace(line("1"), net=Money(1_000, "KWD"))]),
    "no lines": replace(PLAIN, lines=()),
    "neither due nor terms": replace(PLAIN, due_date=None),
    "less than nothing": document([line("5", "-1")]),
}
"""Faults that pass every official rule, or that no rule could judge."""


@pytest.mark.parametrize(("faulty", "rule"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_found_by_us_and_by_the_rule_that_forbids_it(faulty: EDocument, rule: str) -> None:
    assert problems(faulty)
    found = faults(write_ubl(faulty))
    assert any(rule in one for one in found) or any(one.startswith("schema") for one in found), found


@pytest.mark.parametrize("faulty", UNSEEN.values(), ids=UNSEEN)
def test_a_fault_that_no_official_rule_sees_is_found_by_us(faulty: EDocument) -> None:
    found = problems(faulty)
    assert found
    assert all(one.endswith(".") for one in found)


def test_the_official_rules_let_a_cent_of_tax_pass() -> None:
    """Why there is a check of our own."""
    assert faults(write_cii(UNSEEN["tax off by a cent"])) == []


def test_tax_that_was_in_the_price_is_reckoned_from_what_is_paid() -> None:
    """Of 0.03 at 23 % a cent is tax; of the 0.02 that are left none would be."""
    rate = Decimal("0.23")
    sold = document([line("0.02", rate=rate)])
    paid = replace(
        sold,
        taxes=(replace(sold.taxes[0], tax=CENT),),
        tax=CENT,
        total=Money(3, "EUR"),
        due=Money(3, "EUR"),
    )
    assert any("once for each rate" in one for one in problems(paid))
    assert problems(replace(paid, with_tax=True)) == ()
    assert faults(write_cii(paid)) == []
    assert problems(replace(UNSEEN["tax off by a cent"], with_tax=True))


@pytest.mark.parametrize("category", ["Z", "E", "AE", "K", "G", "O"])
def test_what_is_not_taxed_has_no_rate(category: str) -> None:
    one = line("100", category=category)
    assert any("category" in problem for problem in problems(document([one], buyer=SAMPLES["reverse charge"].buyer)))


def test_what_is_outside_the_scope_stands_alone() -> None:
    mixed = document([line("100", rate=None, category="O"), line("5")])
    assert any("invoice of its own" in one for one in problems(mixed))


@pytest.mark.parametrize(
    ("unit", "code"),
    [("", "C62"), ("Std.", "HUR"), (" KG ", "KGM"), ("jours", "DAY"), ("pauschal", "LS"), ("Fuhre", None)],
)
def test_units_are_known_as_people_write_them(unit: str, code: str | None) -> None:
    assert unit_code(unit) == code


def test_a_year_before_1000_keeps_four_digits() -> None:
    assert b">09990101<" in write_cii(replace(PLAIN, issued=date(999, 1, 1)))


def test_a_credit_note_says_when_it_is_due_where_its_syntax_has_the_place() -> None:
    note = replace(SAMPLES["credit note"], payment=PLAIN.payment)
    assert note.type_code == CREDIT_NOTE
    assert faults(write_ubl(note)) == []
    assert read_einvoice(write_ubl(note)).due_date == note.due_date
