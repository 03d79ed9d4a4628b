from __future__ import annotations

import pytest

from bookdesk.core.money import Money
from bookdesk.takeon.service import Taken
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.taking_over import taken_over


@pytest.mark.parametrize(
    ("taken", "words"),
    [
        (Taken("suppliers", 1, ()), "1 supplier taken over."),
        (Taken("suppliers", 12, ()), "12 suppliers taken over."),
        (Taken("open bills", 1, (Money(9700, "AUD"),)), "1 open bill taken over, open in all 97.00 AUD."),
        (
            Taken("open bills", 1200, (Money(-500, "AUD"), Money(9700, "EUR"))),
            "1,200 open bills taken over, open in all \N{MINUS SIGN}5.00 AUD  ·  97.00 EUR.",
        ),
    ],
)
def test_what_came_is_told_by_number_and_sum(taken: Taken, words: str) -> None:
    message = taken_over(taken)
    assert (message.words, message.tone) == (words, Tone.GOOD)


def test_names_that_a_sheet_was_the_first_to_mention_are_to_be_looked_at() -> None:
    few = taken_over(Taken("open bills", 3, (), ("Acme", "Bravo")))
    assert few.tone is Tone.WARN
    assert few.remedy == "New by this sheet, check their spelling: Acme, Bravo."
    many = taken_over(Taken("open bills", 40, (), tuple(f"Supplier {number}" for number in range(30))))
    assert many.remedy.endswith("Supplier 7, and 22 more.")


def test_accounts_that_are_to_be_confirmed_one_by_one_are_counted() -> None:
    late = taken_over(Taken("suppliers", 3, (), typed=2))
    assert late.tone is Tone.WARN
    assert late.remedy.startswith("Bank details newly entered: 2, since the client's payments began before this sheet.")
