"""The account to pay to as bills print it: whole, doubtful where anything is odd, and never something else."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bookdesk.capture.bankdetails import details_of
from bookdesk.capture.evidence import Field
from bookdesk.capture.fields import Background, read_fields
from bookdesk.capture.identity import OwnIdentity
from bookdesk.core.dates import dates_in
from bookdesk.core.vocabulary import FieldState
from tests.support.sheets import page

AUSTRALIAN = (
    "Southern Roast Pty Ltd                     TAX INVOICE",
    "ABN 51 824 753 556",
    "",
    "Invoice number SR-1   Invoice date 4 May 2026",
    "",
    "Subtotal            143.20",
    "GST                  14.32",
    "Total (AUD)         157.52",
    "",
)
BRITISH = ("Thames Tools Ltd              INVOICE", "", "Invoice number TT-1   Invoice date 4 May 2026", "")
SURE = {FieldState.CONFIDENT, FieldState.PROVED}


def read(*rows: str, head: tuple[str, ...] = AUSTRALIAN, background: Background | None = None) -> Mapping[str, Field]:
    return read_fields([page(*head, *rows)], background or Background(home_currency="AUD")).fields


def account(fields: Mapping[str, Field]) -> tuple[str | None, str | None]:
    return fields["bank_routing"].value, fields["bank_account"].value


@pytest.mark.parametrize(
    "rows",
    [
        ["BSB 062-000  Account 1020 3040"],
        ["BSB 062-000  Account 10203040"],
        ["BSB: 062-000", "Acc No: 10 203 040"],
        ["BSB 062-000   A/c 1020-3040"],
        ["BSB            Account number", "062-000        1020 3040"],
        ["BSB            Account number     Amount", "062-000        1020 3040          157.52"],
        [
            "BSB            Account number     Reference     Due",
            "062-000        1020 3040          4711          15/06/2026",
        ],
        ["Bank      Commonwealth", "BSB       062-000", "Account   1020 3040", "Name      Southern Roast"],
        ["Direct deposit", "Account name: Southern Roast Pty Ltd", "BSB:          062 000", "Account no:   1020 3040"],
        ["BSB 062 000 Account No. 1020 3040"],
        ["BSB 062 - 000   Account 1020 - 3040"],
        ["BSB / Account: 062-000 / 1020 3040"],
        ["BSB-Account: 062-000-10203040"],
        ["BSB# 062-000  Account# 1020 3040"],
        ["BSB 062-000 Account # 1020 3040"],
        ["EFT: Southern Roast, BSB 062-000, Acct 1020 3040"],
        ["Account Name: Southern Roast  Account Number: 1020 3040  BSB: 062-000"],
        ["Bank account number: 062-000 1020 3040"],
        ["BSB 062-000 Account 1020 3040 Ref SR-1"],
        ["BSB 062-000 Account 1020 3040 by 15 June 2026"],
        ["BSB 062-000 Account 1020 3040 15/06/2026"],
        ["BSB 062-000 Account 1020 3040 $157.52"],
        ["BSB 062-000 Account 1020 3040 157.52"],
        ["BSB 062-000 Account 1020 3040 1 157.52"],
        ["BSB 062-000 Account 1020 3040", "Phone 1300 123 456", "ACN 004 085 616"],
    ],
)
def test_an_account_in_groups_is_read_whole_and_nothing_else_with_it(rows: list[str]) -> None:
    fields = read(*rows)
    assert account(fields) == ("062-000", "10203040")
    assert fields["bank_account"].state is FieldState.CONFIDENT
    assert fields["bank_account"].alternatives == ()
    assert (fields["supplier_tax_id"].value, fields["supplier_tax_id"].state) == ("51824753556", FieldState.PROVED)
    assert (fields["invoice_number"].value, fields["total"].value) == ("SR-1", "157.52")
    assert fields["customer_name"].value is None, "the holder of the account is no customer"
    details = details_of(fields, "AUD")
    assert details is not None
    assert details.shown == "062-000 10203040"


def test_a_number_in_groups_shows_all_its_words() -> None:
    shown = page(*AUSTRALIAN, "BSB 062 000  Account 1020 3040")
    fields = read_fields([shown]).fields
    spelled = {name: " ".join(shown.words[word].text for word in fields[name].words) for name in fields}
    assert (spelled["bank_routing"], spelled["bank_account"]) == ("062 000", "1020 3040")


@pytest.mark.parametrize(
    ("row", "number", "why"),
    [
        ("BSB 062-000 Account 1020", "1020", "it has 4 digits, account numbers in Australia have 6 to 9 digits"),
        ("BSB 062-000 Account 12345", "12345", "it has 5 digits"),
        ("BSB 062-000 Account 12 3456 7890", "1234567890", "it has 10 digits"),
        ("BSB 062-000 Account 1020 3040 4711 22", "10203040", "more digits stand behind it"),
        ("BSB 062-000 Account 1O20 3O4l", "10203041", "a letter in it was taken for a digit"),
        ("BSB 062-000 10203040", "10203040", "behind the bank's code; nothing else bears it out"),
        ("Direct credit to 062-000 1020 3040", "10203040", "behind the bank's code; nothing else bears it out"),
        ("BSB 062-000 Account 1020 3040   BSB 033-001 Account 5566 7788", "10203040", "nearly as likely"),
    ],
)
def test_an_account_with_anything_odd_is_a_doubt_that_says_why(row: str, number: str, why: str) -> None:
    field = read(row)["bank_account"]
    assert (field.value, field.state) == (number, FieldState.CHECK)
    assert why in field.told


@pytest.mark.parametrize("row", ["BSB 062-000 Account ****3040", "BSB 062-000 Account ending in 3040", "BSB 062-000"])
def test_a_bank_code_without_its_account_is_a_doubt(row: str) -> None:
    fields = read(row)
    assert account(fields) == ("062-000", None)
    assert fields["bank_routing"].state is FieldState.CHECK
    assert "no account number was read beside it" in fields["bank_routing"].told


def test_two_accounts_on_one_bill_are_a_doubt_and_the_other_is_offered() -> None:
    fields = read("BSB 062-000", "Account 1020 3040", "", "BSB 033-001", "Account 5566 7788")
    assert account(fields) == ("062-000", "10203040")
    assert {fields[name].state for name in ("bank_routing", "bank_account")} == {FieldState.CHECK}
    assert "another account is printed as well" in fields["bank_account"].told
    assert [one.value for one in fields["bank_account"].alternatives] == ["55667788"]


def test_two_ibans_on_one_bill_are_a_doubt_unless_one_is_the_clients() -> None:
    rows = ("IBAN DE21 8600 0000 0086 0010 55", "IBAN DE08 7009 0100 1234 5678 90")
    both = read(*rows)["iban"]
    assert (both.state, [one.value for one in both.alternatives]) == (FieldState.CHECK, ["DE08700901001234567890"])
    own = OwnIdentity(accounts=("DE21860000000086001055",))
    one = read(*rows, background=Background(own))["iban"]
    assert (one.value, one.state) == ("DE08700901001234567890", FieldState.PROVED)


@pytest.mark.parametrize("words", ["Käufer-IBAN :", "von Ihrem Konto mit IBAN", "We debit your account IBAN"])
def test_an_iban_that_is_said_to_be_the_buyers_is_not_the_one_to_pay_to(words: str) -> None:
    buyers = f"{words} DE21 8600 0000 0086 0010 55"
    assert read(buyers)["iban"].value is None
    both = read(buyers, "IBAN DE08 7009 0100 1234 5678 90")["iban"]
    assert (both.value, both.state) == ("DE08700901001234567890", FieldState.PROVED)


@pytest.mark.parametrize(
    "rows",
    [
        ["Account number: 4711", "BSB 062-000", "Acc 1020 3040"],
        ["Your account number: 884 221", "BSB 062-000", "Account 1020 3040"],
        ["Account No. 884221", "BSB 062-000   ACC 1020 3040   157.52"],
    ],
)
def test_a_customers_number_loses_against_the_bank_account(rows: list[str]) -> None:
    assert account(read(*rows)) == ("062-000", "10203040")


def test_a_biller_code_in_the_next_column_is_no_second_bank_code() -> None:
    fields = read("BSB:        062 000          Biller code 234567", "Acc No:     1020 3040        Ref 4711 2233")
    assert account(fields) == ("062-000", "10203040")
    assert {fields[name].state for name in ("bank_routing", "bank_account")} == {FieldState.CONFIDENT}


def test_the_clients_own_account_is_never_the_one_to_pay_to() -> None:
    own = Background(OwnIdentity(accounts=("06200011223344",)), "AUD")
    asked = ("We debit BSB 062-000 Account 1122 3344", "", "", "", "Or pay to BSB 033-001 Account 5566 7788")
    assert account(read(*asked, background=own)) == ("033-001", "55667788")
    assert account(read(asked[0], background=own)) == (None, None)


@pytest.mark.parametrize(
    ("row", "found", "state"),
    [
        ("Sort code 20-00-00 Account number 5577 9911", ("20-00-00", "55779911"), FieldState.CONFIDENT),
        ("Sort code 20 00 00  Account number 55 77 99 11", ("20-00-00", "55779911"), FieldState.CONFIDENT),
        ("Sort code 20-11-26 Account number 55779911", ("20-11-26", "55779911"), FieldState.CONFIDENT),
        ("Sort code 20-00-00 Account number 5577991", ("20-00-00", "5577991"), FieldState.CHECK),
        ("Sort code 20-00-00 Account number 55779911 22", ("20-00-00", "55779911"), FieldState.CHECK),
    ],
)
def test_a_british_account_has_eight_digits(row: str, found: tuple[str, str], state: FieldState) -> None:
    fields = read("Total GBP  157.52", "", row, head=BRITISH)
    assert account(fields) == found
    assert fields["bank_account"].state is state


@pytest.mark.parametrize("row", ["Bank account 12-3456-0123456-00", "Bank account 12 3456 0123456 00"])
def test_an_account_of_new_zealand_stays_in_its_parts(row: str) -> None:
    fields = read("Total NZD  157.52", "", row, head=BRITISH)
    assert account(fields) == (None, "12-3456-0123456-00")


def test_a_number_beside_an_amount_is_no_business_number_by_chance() -> None:
    row = "BSB 062-000   Account 687678  157.52"
    fields = read(
        row, head=("Southern Roast Pty Ltd   TAX INVOICE", "", "Invoice number SR-1", "Total (AUD) 157.52", "")
    )
    assert account(fields) == ("062-000", "687678")
    assert fields["supplier_tax_id"].value is None


def test_numbers_in_the_form_of_an_account_are_none_without_a_word_of_paying() -> None:
    assert account(read("Call 131-456 7890123 or 062-000 10203040")) == (None, None)


def test_a_german_bank_code_is_no_australian_one() -> None:
    fields = read("Gesamtbetrag 119,00 EUR", "BLZ: 700 901 00  Kontonr.: 1234 5678 90", head=BRITISH)
    assert account(fields) == (None, "1234567890")


numbers = st.integers(6, 9).flatmap(lambda size: st.text("0123456789", min_size=size, max_size=size))
tails = st.sampled_from(["", "  157.52", " $157.52", " 15/06/2026", " 15 June 2026", " Ref 4711", "     4711", " SR-1"])
labels = st.sampled_from(["Account", "Account number", "Account No.", "Acc No:", "A/c", "Acct"])


@given(numbers, st.data(), labels, tails, st.sampled_from([" ", "-"]))
def test_however_a_number_is_grouped_it_is_read_whole(
    number: str, data: st.DataObject, label: str, tail: str, between: str
) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(1, len(number) - 1), max_size=3)))
    parts = [number[start:end] for start, end in zip([0, *cuts], [*cuts, len(number)], strict=True)]
    printed = between.join(parts)
    assume(parts == [number] or not dates_in(printed))
    fields = read(f"BSB 062-000   {label} {printed}{tail}")
    assert account(fields) == ("062-000", number)


@given(st.text("0123456789", min_size=1, max_size=5), labels, tails)
def test_a_number_that_is_too_short_is_never_sure(number: str, label: str, tail: str) -> None:
    field = read(f"BSB 062-000   {label} {number}{tail}")["bank_account"]
    assert field.state not in SURE
    assert field.value in {None, number}


@given(st.text("0123456789 -,.$/OlABx*", max_size=24))
def test_nothing_but_printed_digits_becomes_an_account(text: str) -> None:
    fields = read(f"BSB 062-000   Account {text}")
    found = fields["bank_account"]
    assert found.state is not FieldState.PROVED
    for value in filter(None, (found.value, *(one.value for one in found.alternatives))):
        written = "".join(sign for sign in text.translate(str.maketrans("Ol", "01")) if sign.isdigit())
        assert value.replace("-", "") in "062000" + written
        if found.state in SURE:
            assert 6 <= len(value) <= 9
