"""Bank details: defects in words, and a fingerprint that follows the account and nothing else."""

from __future__ import annotations

import pytest

from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.vocabulary import BankScheme

IBAN = BankDetails(BankScheme.IBAN, iban="IE29AIBK93115212345678")
BSB = BankDetails(BankScheme.BSB, routing="062000", account_number="12345678")


@pytest.mark.parametrize(
    "details",
    [
        IBAN,
        BSB,
        BankDetails(BankScheme.SORT_CODE, routing="200000", account_number="55779911"),
        BankDetails(BankScheme.ROUTING, routing="021000021", account_number="12345"),
        BankDetails(BankScheme.NZ, account_number="0101230456789000"),
    ],
)
def test_well_formed_details_have_no_defect(details: BankDetails) -> None:
    assert details.defect() is None
    assert details.country in {"IE", "AU", "GB", "US", "NZ"}


@pytest.mark.parametrize(
    ("details", "words"),
    [
        (BankDetails(BankScheme.IBAN, iban="IE29AIBK93115212345679"), "not a valid IBAN"),
        (BankDetails(BankScheme.IBAN), "nothing is not"),
        (BankDetails(BankScheme.IBAN, iban="IE29AIBK93115212345678", bic="AIB"), "not a BIC"),
        (BankDetails(BankScheme.BSB, routing="62000", account_number="1"), "not a BSB"),
        (BankDetails(BankScheme.BSB, routing="062000", account_number="1234567890"), "not an account number"),
        (BankDetails(BankScheme.NZ), "missing"),
    ],
)
def test_a_defect_is_said_in_words(details: BankDetails, words: str) -> None:
    assert words in (details.defect() or "")


def test_the_fingerprint_ignores_how_it_is_written_and_a_bic_beside_an_iban() -> None:
    written = BankDetails.of(BankDetails(BankScheme.IBAN, iban="ie29 aibk 9311 5212 3456 78", bic="AIBKIE2D"))
    assert written.fingerprint == IBAN.fingerprint
    assert written.shown == "IE29 AIBK 9311 5212 3456 78"


def test_the_fingerprint_changes_with_the_account() -> None:
    other = BankDetails(BankScheme.BSB, routing="062000", account_number="12345679")
    assert len({IBAN.fingerprint, BSB.fingerprint, other.fingerprint}) == 3
    assert BSB.shown == "062-000 12345678"
