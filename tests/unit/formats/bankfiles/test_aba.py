"""ABA: what is written is what an independent reader finds; what does not fit is refused in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import BankScheme
from bookdesk.formats.bankfiles.aba import write_aba
from bookdesk.formats.bankfiles.batch import BankFileRefused, Transfer
from tests.unit.formats.bankfiles.aba_reader import read
from tests.unit.formats.bankfiles.builders import AU_PAYER, aud, batch, eur, references

ACCOUNTS = st.builds(
    lambda routing, number: BankDetails(BankScheme.BSB, routing=routing, account_number=number),
    st.from_regex(r"[0-9]{6}", fullmatch=True),
    st.from_regex(r"[0-9]{0,8}[1-9]", fullmatch=True),
)
TRANSFERS = st.builds(
    Transfer,
    holder=references(32),
    bank=ACCOUNTS,
    amount=st.builds(Money, st.integers(1, 99_999_999), st.just("AUD")),
    reference=references(18),
    wages=st.booleans(),
)


@given(st.lists(TRANSFERS, min_size=1, max_size=12), st.booleans())
def test_an_independent_reader_finds_the_same_batch(transfers: list[Transfer], self_balancing: bool) -> None:  # noqa: FBT001 - drawn
    given_batch = batch(AU_PAYER, *transfers, self_balancing=self_balancing)
    found = read(write_aba(given_batch).content)
    credits_, debits = found.items[: len(transfers)], found.items[len(transfers) :]
    assert [(item.bsb, item.account, item.cents, item.title, item.reference) for item in credits_] == [
        (one.bank.routing, one.bank.account_number, one.amount.minor, one.holder, one.reference) for one in transfers
    ]
    assert [item.code for item in credits_] == ["53" if one.wages else "50" for one in transfers]
    assert {item.trace for item in found.items} == {("062000", "10012345")}
    assert [(item.code, item.cents) for item in debits] == ([("13", given_batch.total.minor)] if self_balancing else [])


def test_the_header_says_who_pays_when() -> None:
    found = read(write_aba(batch(AU_PAYER, aud(150000))).content)
    assert (found.institution, found.user_name, found.user_id) == ("CBA", "HARBOUR CAFE PTY LTD", "301500")
    assert (found.description, found.day.isoformat()) == ("SUPPLIERS", "2026-07-01")
    assert found.items[0].remitter == "Harbour Cafe Pty"


def test_a_record_stands_column_by_column() -> None:
    lines = write_aba(batch(AU_PAYER, aud(150000), self_balancing=False)).content.decode().split("\r\n")
    assert lines[0] == (
        "0" + " " * 17 + "01CBA" + " " * 7 + "HARBOUR CAFE PTY LTD      301500SUPPLIERS   010726" + " " * 40
    )
    assert lines[1] == (
        "1013-999  4410021 500000150000Bean Brothers                   RUN7-1            "
        "062-000 10012345Harbour Cafe Pty00000000"
    )
    assert lines[2] == "7999-999" + " " * 12 + "000015000000001500000000000000" + " " * 24 + "000001" + " " * 40


def test_a_long_or_foreign_name_is_cut_and_spelled_and_told() -> None:
    name = "Österreichische Kaffee & Röstereigesellschaft Sydney"
    written = write_aba(batch(AU_PAYER, aud(100, holder=name)))
    assert read(written.content).items[0].title == "Osterreichische Kaffee & Rostere"
    assert f"The payee '{name}' is written 'Osterreichische Kaffee & Rostere'." in written.notes


@pytest.mark.parametrize(
    ("transfer", "words"),
    [
        (aud(100, reference="A REFERENCE OF 26 LETTERS."), "reference 'A REFERENCE OF 26 LETTERS.' has 26 characters"),
        (aud(100, reference=" "), "has no reference"),
        (aud(0), "which the file cannot carry"),
        (aud(10_000_000_000), "which the file cannot carry"),
        (eur(100), "is paid in EUR, the file is for AUD"),
        (aud(100, bank=BankDetails(BankScheme.IBAN, iban="DE89370400440532013000")), "has no BSB"),
        (aud(100, bank=BankDetails(BankScheme.BSB, routing="062000", account_number="0")), "is not an account number"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(transfer: Transfer, words: str) -> None:
    with pytest.raises(BankFileRefused) as refused:
        write_aba(batch(AU_PAYER, aud(5), transfer))
    assert any(words in problem for problem in refused.value.problems)
    assert "No ABA file was written" in str(refused.value)


def test_a_payer_without_direct_entry_details_is_told_all_that_is_missing() -> None:
    with pytest.raises(BankFileRefused) as refused:
        write_aba(batch(replace(AU_PAYER, institution=None, user_id=None, user_name=None), aud(5)))
    assert len(refused.value.problems) == 3


def test_totals_beyond_the_file_are_refused() -> None:
    with pytest.raises(BankFileRefused, match="more than a file can carry"):
        write_aba(batch(AU_PAYER, aud(9_999_999_999), aud(9_999_999_999)))


def test_nothing_to_pay_is_no_file() -> None:
    with pytest.raises(BankFileRefused, match="nothing to pay"):
        write_aba(batch(AU_PAYER))


def test_the_same_batch_gives_the_same_bytes() -> None:
    made = batch(AU_PAYER, aud(1), aud(2))
    assert write_aba(made).content == write_aba(made).content
