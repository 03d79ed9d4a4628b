from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core import checkdigits
from bookdesk.core.vatids import is_vat_id
from bookdesk.sandbox.papers import cast, numbers
from bookdesk.sandbox.papers.truth import Party

PARTIES = [party for party in vars(cast).values() if isinstance(party, Party)]


def stems(digits: int) -> st.SearchStrategy[str]:
    return st.integers(0, 10**digits - 1).map(lambda number: f"{number:0{digits}d}")


@given(stems(9))
def test_every_stem_makes_an_abn(stem: str) -> None:
    assert checkdigits.is_abn(numbers.abn(stem))


@given(stems(14))
def test_every_account_makes_an_iban(account: str) -> None:
    assert checkdigits.is_iban(numbers.iban("IE", "AIBK" + account))


@given(st.integers(10**7, 10**8 - 1).map(str))
def test_every_stem_makes_a_german_vat_id(stem: str) -> None:
    assert is_vat_id(numbers.german_vat(stem), "DE")


@given(st.integers(1, 10**7 - 1).map(lambda number: f"{number:07d}"))
def test_every_stem_makes_an_irish_vat_id(stem: str) -> None:
    assert is_vat_id(numbers.irish_vat(stem), "IE")


@pytest.mark.parametrize("party", PARTIES, ids=lambda party: party.name)
def test_parties_carry_numbers_that_prove_themselves(party: Party) -> None:
    assert len(fields(party)) > 0
    if party.tax_id:
        valid = checkdigits.is_abn(party.tax_id) if party.country == "AU" else is_vat_id(party.tax_id)
        assert valid
    if party.bank and party.bank[:2].isalpha():
        assert checkdigits.is_iban(party.bank)
        assert party.bic
        assert checkdigits.is_bic(party.bic)
    if party.bank and party.country == "AU":
        routing, number = party.bank.split()
        assert checkdigits.is_bsb(routing)
        assert checkdigits.is_au_account(number)
