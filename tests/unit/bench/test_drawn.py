"""Drawn documents say what their answers say, differ from seed to seed only, and give the committed table."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bookdesk.bench.drawn import Drawn, drawn
from bookdesk.bench.training import drawn_rows
from bookdesk.capture.ranking.drawn_table import ROWS
from bookdesk.reading.words import Source

SOME = list(drawn(7, 150))


def text_of(document: Drawn) -> str:
    return " ".join(word.text for word in document.page.words)


def test_the_same_seed_draws_the_same_documents() -> None:
    assert list(drawn(7, 20)) == SOME[:20]
    assert list(drawn(8, 20)) != SOME[:20]


def test_sums_add_up() -> None:
    for one in SOME:
        net, tax, total = (Decimal(one.answer[name]) for name in ("net", "tax", "total"))
        assert net + tax == total


def test_the_supplier_is_named_on_every_document_with_a_text_layer() -> None:
    for one in SOME:
        if one.page.source is Source.TEXT:
            assert one.answer["supplier_name"] in text_of(one)


def test_words_stand_on_their_page() -> None:
    for one in SOME:
        assert one.page.words
        assert all(0 <= word.x0 < word.x1 <= 1.1 and 0 <= word.y0 < word.y1 <= 1.05 for word in one.page.words)


def test_countries_kinds_and_ways_of_writing_are_all_there() -> None:
    assert {one.answer["currency"] for one in SOME} == {"USD", "GBP", "AUD", "MYR", "EUR", "CHF"}
    assert {one.page.source for one in SOME} == {Source.TEXT, Source.OCR}


@pytest.mark.slow
def test_the_committed_table_is_what_drawn_documents_give() -> None:
    """Anybody can make it: no other document is asked for."""
    assert drawn_rows() == ROWS
