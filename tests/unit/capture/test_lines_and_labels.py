"""Words become lines whatever their order, and labels are found however they are written."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bookdesk.capture.labels import compact, labels_of, phrases
from bookdesk.capture.lines import sheet_of
from bookdesk.capture.roles import Role
from bookdesk.reading.words import Page
from tests.support.sheets import invoice, page


@given(st.integers(min_value=0, max_value=10_000))
def test_lines_do_not_depend_on_the_order_of_words(seed: int) -> None:
    tidy = invoice()
    words = list(tidy.words)
    random.Random(seed).shuffle(words)  # noqa: S311 - a shuffle, no secret
    mixed = Page(1, 595, 842, tidy.source, tuple(words))
    assert sheet_of([mixed]).text == sheet_of([tidy]).text


def test_wide_gaps_make_cells_and_words_with_labels_are_cut() -> None:
    sheet = sheet_of([page("Invoice number        HF-1007", "Facture n°562044387 Date:01/02/2026")])
    assert [cell.text for cell in sheet.lines[0].cells] == ["Invoice number", "HF-1007"]
    assert [token.text for token in sheet.lines[1].tokens] == ["Facture", "n°", "562044387", "Date:", "01/02/2026"]
    assert sheet.words_of(1, 1, 2) == (4,)  # both tokens are one word


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Rechnungs-Nr.: 4711", Role.NUMBER),
        ("RECHNUNGSNUMMER 4711", Role.NUMBER),
        ("lnvoice Number 4711", Role.NUMBER),
        ("N° de facture 4711", Role.NUMBER),
        ("Date d'échéance 01/02/2026", Role.DUE_DATE),
        ("Total (inc GST) 5.00", Role.TOTAL),
        ("Sub-total 5.00", Role.NET),
        ("MwSt. 5.00", Role.TAX),
    ],
)
def test_labels_are_found_without_case_accents_and_punctuation(text: str, role: Role) -> None:
    label = labels_of(sheet_of([page(text)]))[0]
    assert label.weight(role) > 0
    assert label.first == 0


def test_the_longest_phrase_wins_and_columns_are_not_joined() -> None:
    labels = labels_of(sheet_of([page("Total discount 1.00", "Tax            Amount")]))
    assert [label.phrase for label in labels if label.line == 0] == [compact("total discount")]
    assert compact("tax amount") not in {label.phrase for label in labels}


def test_every_phrase_of_the_table_is_its_own_compact_form() -> None:
    assert all(compact(name) == name for name in phrases())


@given(st.text(max_size=40))
@example("\N{MATHEMATICAL MONOSPACE CAPITAL A} \N{NUMERO SIGN} \N{LATIN SMALL LIGATURE FI}")
def test_compact_is_stable(text: str) -> None:
    assert compact(compact(text)) == compact(text)
