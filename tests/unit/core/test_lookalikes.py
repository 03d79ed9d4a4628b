"""Names that look like a supplier's are told, and names of real firms are not."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.lookalikes import alphabets, looks_like, mixes, skeleton
from bookdesk.sandbox.papers import cast
from bookdesk.sandbox.papers.truth import Party

NAMES = sorted({one.name for one in vars(cast).values() if isinstance(one, Party)})
FORGED = {
    **dict(zip("aceopxyi", "\u0430\u0441\u0435\u043e\u0440\u0445\u0443\u0456", strict=True)),
    **dict(zip("ABEHKMOPTX", "\u0410\u0412\u0415\u041d\u041a\u041c\u041e\u0420\u0422\u0425", strict=True)),
    **dict(zip("uvn", "υνп", strict=True)),
    "m": "rn",
    "w": "vv",
    "l": "1",
    "o": "0",
}


def forgeries() -> list[tuple[str, str]]:
    """Return real names and the same with one letter forged, each way that it can be."""
    return [
        (name, name[:place] + FORGED[letter] + name[place + 1 :])
        for name in NAMES
        for place, letter in enumerate(name)
        if letter in FORGED
    ]


def test_nearly_all_of_many_forged_names_are_seen() -> None:
    pairs = forgeries()
    assert len(pairs) >= 200
    missed = [pair for pair in pairs if not looks_like(pair[1], pair[0])]
    assert len(missed) <= len(pairs) * 0.05, missed[:9]


def test_real_names_are_none_of_each_other_and_mix_nothing() -> None:
    assert [pair for pair in combinations(NAMES, 2) if looks_like(*pair)] == []
    assert [name for name in NAMES if mixes(name)] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Harbour Foods Pty Ltd", "HARBOUR FOODS PTY. LTD"),
        ("Müller GmbH", "Muller GmbH"),
        ("Quay  Print", "Quay Print"),
        ("Яндекс", "Яндекс"),
    ],
)
def test_another_way_to_write_it_is_no_forgery(one: str, other: str) -> None:
    assert not looks_like(one, other)


def test_alphabets_are_told_apart() -> None:
    assert mixes("\u0410cme Catering")
    assert not mixes("Яндекс Catering")
    assert alphabets("Яндекс Catering 5") == {"Cyrillic", "Latin"}
    assert skeleton("...") == ""


@given(st.text(max_size=40))
def test_no_name_looks_like_itself(name: str) -> None:
    assert not looks_like(name, name)
