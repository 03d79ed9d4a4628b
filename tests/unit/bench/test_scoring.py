"""What counts as right, what is not labelled, and a baseline that really is naive."""

from __future__ import annotations

import pytest

from bookdesk.bench.naive_reader import read_naively
from bookdesk.bench.scoring import Tally, is_right


@pytest.mark.parametrize(
    ("name", "value", "answer", "right"),
    [
        ("total", "110", {"total": "110.00"}, True),
        ("total", "110.01", {"total": "110.00"}, False),
        ("total", "abc", {"total": "110.00"}, False),
        ("total", None, {"total": "110.00"}, False),
        ("total", "110.00", {"total": None}, None),
        ("total", "110.00", {}, None),
        ("issue_date", "2026-05-04", {"issue_date": "2026-05-04"}, True),
        ("invoice_number", "hf 1007", {"invoice_number": "HF-1007"}, True),
        ("invoice_number", "HF-1008", {"invoice_number": "HF-1007"}, False),
        ("supplier_name", "HARBOUR FOODS PTY LTD", {"supplier_name": "Harbour Foods Pty Ltd."}, True),
        ("supplier_name", "Cedar", {"supplier_name": "Harbour Foods"}, False),
        ("supplier_tax_id", "2", {"supplier_tax_id": "1", "supplier_tax_ids": ["1", "2"]}, True),
    ],
)
def test_what_is_right(name: str, value: str | None, answer: dict[str, object], right: bool | None) -> None:  # noqa: FBT001 - three answers
    assert is_right(name, value, answer) is right


def test_the_sign_of_a_credit_note_is_how_it_prints_it() -> None:
    assert is_right("total", "-110.00", {"total": "110.00"}, unsigned=True)
    assert is_right("total", "110.00", {"total": "-110.00"}, unsigned=True)
    assert not is_right("total", "-110.00", {"total": "110.00"})
    assert not is_right("total", "-110.01", {"total": "110.00"}, unsigned=True)


def test_a_tally_counts_only_what_is_labelled() -> None:
    tally = Tally()
    for outcome in (True, False, None):
        tally.add("total", outcome)
    tally.add("net", outcome=True)
    assert (tally.share("total"), tally.micro()) == (0.5, 2 / 3)
    assert Tally().micro() is None


def test_the_naive_reader_takes_the_first_value_behind_a_label() -> None:
    found = read_naively("Harbour Foods Ltd\nInvoice No: A-17\nDate 04/05/2026\nSubtotal 100.00\nTotal 1,110.00 €")
    assert (found["invoice_number"], found["issue_date"], found["net"]) == ("A-17", "2026-05-04", "100.00")
    assert found["supplier_name"] == "Harbour Foods Ltd"
