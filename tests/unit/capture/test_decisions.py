"""Duplicates, suppliers and coding: pure decisions over plain data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.capture.duplicates import Business, KnownBill, find_duplicate, text_hash
from bookdesk.capture.proposal import (
    CodedLine,
    RatedCode,
    SupplierHabits,
    propose_coding,
    propose_due,
    propose_way,
)
from bookdesk.capture.suppliers import Identity, KnownSupplier, MatchedBy, match_layout, match_supplier
from bookdesk.core.dates import Terms
from bookdesk.core.texts import number_key
from bookdesk.core.vocabulary import WayOfPayment

BILL = Business("bill", "s1", "Harbour Foods Pty Ltd", "HF-1007", date(2026, 5, 4), "AUD", 11000)
KNOWN = [KnownBill("b1", "d1", 1, BILL)]
NUMBERS = st.text(alphabet="ABC0123456789-/ .", min_size=1, max_size=12)


def test_the_same_business_is_a_duplicate_however_its_number_is_written() -> None:
    found = find_duplicate(replace(BILL, number="hf 1007", supplier_id=None), KNOWN)
    assert found
    assert found.certain
    assert found.known.bill_id == "b1"


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "credit note"},
        {"currency": "NZD"},
        {"minor": 11001},
        {"number": "HF-1008"},
        {"supplier_id": "s2"},
        {"day": date(2027, 5, 4)},
    ],
)
def test_what_differs_in_business_is_none(change: dict[str, object]) -> None:
    assert find_duplicate(replace(BILL, **change), KNOWN) is None  # type: ignore[arg-type] # fields by name


def test_a_photo_with_look_alike_letters_is_the_same_bill() -> None:
    assert find_duplicate(replace(BILL, number="HF-IOO7", by_ocr=True, day=None), KNOWN)
    assert find_duplicate(replace(BILL, number="HF-IOO7", day=None), KNOWN) is None


def test_without_a_number_only_the_same_day_is_a_hint() -> None:
    hint = find_duplicate(replace(BILL, number=None), KNOWN)
    assert hint
    assert not hint.certain
    assert (
        find_duplicate(replace(BILL, number=None, day=BILL.day + timedelta(days=1) if BILL.day else None), KNOWN)
        is None
    )


@given(NUMBERS, NUMBERS)
def test_bills_with_different_numbers_are_never_certain_duplicates(one: str, other: str) -> None:
    found = find_duplicate(replace(BILL, number=one), [KnownBill("b", None, None, replace(BILL, number=other))])
    if found and number_key(one) and number_key(other):
        assert number_key(one) == number_key(other)


@given(st.lists(st.text(alphabet="abcdef123", min_size=1), min_size=12, max_size=30), st.randoms())
def test_a_text_hash_ignores_order_and_case(words: list[str], chance: object) -> None:
    mixed = [word.upper() for word in reversed(words)]
    assert text_hash(words) == text_hash(mixed)
    assert text_hash([*words, "more"]) != text_hash(words)
    assert text_hash(words[:5]) is None
    del chance


SUPPLIERS = (
    KnownSupplier("1", "Harbour Foods Pty Ltd", "51824753556", ("06200012345678",)),
    KnownSupplier("2", "Cedar Cleaning", None, ("IE29AIBK93115212345678",)),
    KnownSupplier("3", "Cedar Clearing", None),
)


def test_a_supplier_is_known_by_tax_number_then_account_then_name() -> None:
    by_tax = match_supplier(Identity("Whoever", "51 824 753 556"), SUPPLIERS)
    by_account = match_supplier(Identity("Cedar Claening Ltd", None, "IE29 AIBK 9311 5212 3456 78"), SUPPLIERS)
    by_name = match_supplier(Identity("HARBOUR FOODS"), SUPPLIERS)
    assert by_tax
    assert by_account
    assert by_name
    assert [(match.supplier.id, match.by) for match in (by_tax, by_account, by_name)] == [
        ("1", MatchedBy.TAX_ID),
        ("2", MatchedBy.BANK_ACCOUNT),
        ("1", MatchedBy.NAME),
    ]


def test_an_account_alone_makes_nobody_of_another_name_or_tax_number_a_supplier() -> None:
    account = "IE29 AIBK 9311 5212 3456 78"
    assert match_supplier(Identity("Bellerive Signs", None, account), SUPPLIERS) is None
    numbered = (replace(SUPPLIERS[1], tax_id="51824753556"),)
    assert match_supplier(Identity(None, "53004085616", account), numbered) is None
    assert match_supplier(Identity(None, None, account), SUPPLIERS) is not None


def test_two_like_names_are_left_to_the_person_and_a_wrong_tax_number_is_doubted() -> None:
    assert match_supplier(Identity("Cedar Cleming"), SUPPLIERS) is None
    assert match_supplier(Identity(None), SUPPLIERS) is None
    doubtful = match_supplier(Identity("Harbour Foods Pty Ltd", "33102417032"), SUPPLIERS)
    assert doubtful
    assert doubtful.doubt


GST, FRE = RatedCode("gst", "GST", Decimal("0.10"), plain=True), RatedCode("fre", "FRE", Decimal(0), plain=True)
CAP = RatedCode("cap", "CAP", Decimal("0.10"), plain=False)


def test_coding_follows_the_supplier_and_the_printed_rate() -> None:
    habits = SupplierHabits("acc", "gst", last=(CodedLine("Beans", "cost", "cap"),))
    assert propose_coding("other", Decimal("0.10"), habits, (GST, FRE, CAP)).account_id == "acc"
    assert propose_coding("beans", Decimal("0.10"), habits, (GST, FRE, CAP)).account_id == "cost"
    assert propose_coding("other", Decimal(0), habits, (GST, FRE)).tax_code_id == "fre"
    assert propose_coding("other", Decimal("0.15"), habits, (GST, FRE)).tax_code_id is None
    assert propose_coding("new", None, SupplierHabits(), (GST, FRE)).account_id is None


def test_nothing_is_learned_from_rows_whose_origin_is_xero() -> None:
    habits = SupplierHabits(last=(CodedLine("Beans", "cost", "gst", origin="xero"),))
    coding = propose_coding("Beans", None, habits, (GST,))
    assert (coding.account_id, coding.tax_code_id) == (None, None)


def test_due_dates_and_ways_fall_back_on_the_supplier() -> None:
    issued, printed = date(2026, 5, 4), date(2026, 5, 20)
    assert propose_due(printed, issued, Terms.parse("net 30"))[0] == printed
    assert propose_due(None, issued, Terms.parse("net 30"))[0] == date(2026, 6, 3)
    assert propose_due(None, issued, None)[0] is None
    assert propose_way(None, SupplierHabits(way=WayOfPayment.DIRECT_DEBIT)) is WayOfPayment.DIRECT_DEBIT
    assert propose_way(WayOfPayment.CARD, SupplierHabits(way=WayOfPayment.DIRECT_DEBIT)) is WayOfPayment.CARD
    assert propose_way(None, SupplierHabits()) is WayOfPayment.TRANSFER


def test_a_layout_names_the_supplier_unless_something_says_that_it_is_another() -> None:
    known = [KnownSupplier("1", "Roast Co", "57 009 000 202"), KnownSupplier("2", "Brae", None, ("12345678",))]
    match = match_layout(Identity("Roast Co Ltd"), "1", known, named=True)
    assert match is not None
    assert (match.supplier.id, match.by, match.doubt) == ("1", MatchedBy.LAYOUT, None)
    assert match_layout(Identity("Harbour Foods"), "1", known, named=True) is None, "many firms use one template"
    heading = match_layout(Identity("RESTORATION OF CLOCKS"), "1", known, named=False)
    assert heading is not None
    assert heading.doubt == "the document is from RESTORATION OF CLOCKS"
    assert match_layout(Identity(tax_id="23 009 000 303"), "1", known, named=False) is None
    assert match_layout(Identity(account="12345678"), "1", known, named=False) is None
    assert match_layout(Identity(), None, known, named=False) is None
    assert match_layout(Identity(), "gone", known, named=False) is None
