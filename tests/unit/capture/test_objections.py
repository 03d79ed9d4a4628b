"""What speaks against confirming, as pure decisions: tax that does not fit, and a document to somebody else."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.capture.addressee import other_addressee
from bookdesk.capture.identity import OwnIdentity
from bookdesk.capture.proposal import RatedCode
from bookdesk.capture.taxing import DraftLine, misfit
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import TaxMode
from bookdesk.ledger.tax import line

FRE = RatedCode("fre", "FRE", Decimal(0), plain=True)
GST = RatedCode("gst", "GST", Decimal("0.10"), plain=True)
CODES = (GST, FRE)
OWN = OwnIdentity(names=("Acme Catering", "Acme Catering Pty Ltd"))


def of(code: RatedCode, net: str, tax: str, *, edited: bool = False) -> DraftLine:
    return DraftLine(1, code, Money.of(net, "AUD"), Money.of(tax, "AUD"), edited)


@given(st.integers(-(10**9), 10**9), st.sampled_from(CODES), st.sampled_from(list(TaxMode)))
def test_a_line_as_it_is_computed_fits(minor: int, code: RatedCode, mode: TaxMode) -> None:
    one = line(Money(minor, "AUD"), code.rate, mode)
    assert misfit([DraftLine(1, code, one.net, one.tax, edited=False)], mode, CODES) is None


@given(minor=st.integers(1, 10**9), edited=st.booleans())
def test_at_nothing_per_cent_no_tax_fits_whoever_set_it(*, minor: int, edited: bool) -> None:
    taxed = DraftLine(1, FRE, Money(10**9, "AUD"), Money(minor, "AUD"), edited)
    assert misfit([taxed], TaxMode.EXCLUSIVE, CODES) is not None


@pytest.mark.parametrize(
    ("tax", "edited", "fits"), [("10.05", False, True), ("6.40", False, False), ("6.40", True, True)]
)
def test_rounding_fits_and_more_needs_a_person(*, tax: str, edited: bool, fits: bool) -> None:
    assert (misfit([of(GST, "100.00", tax, edited=edited)], TaxMode.EXCLUSIVE, CODES) is None) is fits


def test_the_way_to_split_adds_up_to_what_is_there() -> None:
    found = misfit([of(GST, "425.70", "6.40")], TaxMode.EXCLUSIVE, CODES)
    assert found is not None
    assert "64.00 net stay, 361.70 go to a new line as FRE" in found.remedy
    assert "the tax is 6.40, if the document prints it so" in found.remedy
    assert found.corrections == (
        "line.1.net=64.00 line.2.description=… line.2.tax_code=FRE line.2.account=… line.2.net=361.70",
        "line.1.tax=6.40",
    )
    too_much = misfit([of(FRE, "10.00", "6.40")], TaxMode.EXCLUSIVE, CODES)
    assert too_much is not None
    assert "choose its tax code" in too_much.remedy
    assert too_much.corrections == ("line.1.tax_code=…",)


def test_tax_on_a_document_without_any_asks_how_its_amounts_are_meant() -> None:
    found = misfit([of(GST, "100.00", "10.00")], TaxMode.NONE, CODES)
    assert found is not None
    assert found.corrections == ("tax_mode=exclusive", "tax_mode=inclusive")


@pytest.mark.parametrize(
    ("customer", "supplier", "text", "other"),
    [
        ("Harbour Lane Cafe Pty Ltd", "Bean Brothers", "Bean Brothers to Harbour Lane Cafe Pty Ltd", True),
        ("ACME CATERING PTY LTD", "Bean Brothers", "", False),
        ("Attention: Jo", "Bean Brothers", "Bill to\nAttention: Jo\nAcme Caterlng", False),
        (None, "Bean Brothers", "a till roll", False),
        ("Bean Brothers Ltd", "Bean Brothers", "Bean Brothers", False),
    ],
)
def test_a_document_to_somebody_else_is_told_from_one_to_the_client(
    *, customer: str | None, supplier: str, text: str, other: bool
) -> None:
    assert other_addressee(customer, supplier, text, OWN) is other
