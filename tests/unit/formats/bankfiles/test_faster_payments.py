"""Faster Payments: columns as the bank counts them, and the same batch read back."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import BankScheme
from bookdesk.formats.bankfiles.batch import BankFileRefused, Transfer
from bookdesk.formats.bankfiles.faster_payments import write_faster_payments_csv
from tests.unit.formats.bankfiles.builders import UK_PAYER, aud, batch, gbp, references

TRANSFERS = st.builds(
    Transfer,
    holder=references(18),
    bank=st.builds(
        lambda code, number: BankDetails(BankScheme.SORT_CODE, routing=code, account_number=number),
        st.from_regex(r"[0-9]{6}", fullmatch=True),
        st.from_regex(r"[0-9]{8}", fullmatch=True),
    ),
    amount=st.builds(Money, st.integers(1, 99_999_999), st.just("GBP")),
    reference=references(18),
)


@given(st.lists(TRANSFERS, min_size=1, max_size=8))
def test_the_columns_hold_the_same_batch(transfers: list[Transfer]) -> None:
    content = write_faster_payments_csv(batch(UK_PAYER, *transfers)).content.decode("ascii")
    rows = list(csv.reader(content.splitlines()))
    assert {len(row) for row in rows} == {40}
    assert [(row[24], row[30], row[32], row[36], row[16]) for row in rows] == [
        (one.bank.routing, one.bank.account_number, one.holder, one.reference, one.amount.text) for one in transfers
    ]
    assert {(row[3], row[12], row[18]) for row in rows} == {("01", "20000055779911", "01072026")}


@pytest.mark.parametrize(
    "transfer", [gbp(100, reference="MORE THAN EIGHTEEN!"), gbp(100, reference=""), aud(100), gbp(100_000_000)]
)
def test_what_does_not_fit_is_refused(transfer: Transfer) -> None:
    with pytest.raises(BankFileRefused):
        write_faster_payments_csv(batch(UK_PAYER, transfer))


def test_a_long_name_is_cut_and_told() -> None:
    written = write_faster_payments_csv(batch(UK_PAYER, gbp(5, holder="Mersey Parts & Services Limited")))
    assert b"Mersey Parts & Ser," in written.content
    assert written.notes
