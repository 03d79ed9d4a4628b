"""A text that somebody else's OCR guessed is told from one that says what the page says, in whatever language."""

from __future__ import annotations

import random

import pytest

from bookdesk.reading.garbled import is_garbled


def words_of(text: str) -> list[str]:
    return text.split()


TILL = words_of(
    "Kaffeehaus am Markt Inh. Jürgen Weiß Marktstraße 12 04109 Leipzig Tel. 0341/4466712 Rechnung Nr. 4711-B2 "
    "2x Kaffee Crème 5,80 1x Käsekuchen 3,90 Zwischensumme 9,70 MwSt 19% 1,55 Summe EUR 9,70 Bar 10,00 Zurück 0,30 "
    "Es bediente Sie McKenzie USt-IdNr. DE123456788 www.kaffeehaus-markt.de GmbH&Co.KG Kunde(n) ID:A4B-99X"
)
GREEK = words_of("Τιμολόγιο Αριθμός Ημερομηνία Σύνολο ΦΠΑ Καθαρή Αξία Διεύθυνση Αθήνα IBAN Total EUR")
JAPANESE = words_of("請求書 ご請求金額 消費税 カタカナ株式会社 東京都 Invoice No. 2026")
ENGINEER = words_of("Widerstand 10 kΩ Kabel 3 µm Δ-Schalter Preis 2º Summe netto brutto Artikel Menge Einheit")


@pytest.mark.parametrize("words", [TILL, GREEK, JAPANESE, [], ["\u2603"], ["4711"], ["\u03a9"]])
def test_what_a_language_writes_is_believed(words: list[str]) -> None:
    assert not is_garbled(words)


def test_letters_of_another_alphabet_betray_an_engine_that_knows_all_of_them() -> None:
    assert is_garbled([*TILL, "\u039c\u039c,", "\u04220\u0422"])
    assert is_garbled([*TILL, "\u06271,99", "\uff9b\u300c"])
    assert is_garbled([*GREEK, "\u0434\u0430", "\u0436"])


def test_words_of_two_alphabets_betray_it_on_the_longest_page() -> None:
    assert not is_garbled([*TILL * 40, "lA伯ntzlar"])
    assert is_garbled([*TILL * 40, "lA伯ntzlar", "Mast己rCa"])


def test_one_such_letter_is_a_mark() -> None:
    assert not is_garbled([*TILL, "\u03a9"])


@pytest.mark.parametrize("odd", ["ORiQirwiAL", "Deutsch!ands", "Se]HUEI", "6lU1pzi9", "bo0k", "SUMM3N"])
def test_what_stands_in_the_middle_of_words_counts_by_its_share(odd: str) -> None:
    assert not is_garbled([*TILL, odd])
    assert is_garbled([*TILL[:20], odd, odd])


def test_the_more_is_misread_the_surer_it_is_found_out() -> None:
    """Each letter is exchanged for one that looks like it, as engines do that know all alphabets."""
    alike = str.maketrans("oelauints", "\u043e\u0113!\u0430\u0446\u043f1\u0442\u0455")
    chance = random.Random(4)  # noqa: S311 - no secret

    def misread(share: float) -> list[str]:
        signs = (sign.translate(alike) if chance.random() < share else sign for sign in " ".join(TILL * 3))
        return "".join(signs).split()

    found = [sum(is_garbled(misread(share)) for _ in range(50)) for share in (0.0, 0.01, 0.05, 0.2)]
    assert found == sorted(found)
    assert (found[0], found[-1]) == (0, 50)
