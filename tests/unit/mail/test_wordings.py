"""The built-in words: fit to be sent in every language, each kind naming the same things in all of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import MailKind, Tone
from bookdesk.mail.chosen import worded
from bookdesk.mail.phrases import Phrases
from bookdesk.mail.templatelint import REMINDER_NEEDS, lint
from bookdesk.mail.templates import Placeholder, Template
from bookdesk.mail.wordings import LANGUAGES, built_in, language_of

EVERY = [(kind, tone) for kind in MailKind for tone in Tone]
FULL: dict[Placeholder, str | Sequence[str]] = {**dict.fromkeys(Placeholder, "x")}


@pytest.mark.parametrize(("kind", "tone"), EVERY)
def test_each_kind_can_be_sent_in_every_language(kind: MailKind, tone: Tone) -> None:
    words = {language: built_in(kind, language, tone) for language in LANGUAGES}
    needs = REMINDER_NEEDS if kind is MailKind.REMINDER else {Placeholder.SENDER}
    assert lint(words, LANGUAGES, needs) == ()


@pytest.mark.parametrize(("kind", "tone"), EVERY)
def test_no_two_languages_have_the_same_words(kind: MailKind, tone: Tone) -> None:
    assert len({built_in(kind, language, tone) for language in LANGUAGES}) == len(LANGUAGES)


def test_each_tone_of_a_reminder_has_words_of_its_own() -> None:
    for language in LANGUAGES:
        assert len({built_in(MailKind.REMINDER, language, tone) for tone in Tone}) == len(Tone)


def test_the_friendly_words_do_not_say_that_anything_is_late() -> None:
    late = ("overdue", "late", "überfällig", "verzug", "retard", "vencid")
    for language in LANGUAGES:
        words = built_in(MailKind.REMINDER, language).body.casefold()
        assert not [one for one in late if one in words], language


def test_what_is_owed_can_be_paid_online_and_nothing_else() -> None:
    for kind, tone in EVERY:
        for language in LANGUAGES:
            offers = "\n\n{link}\n\n{bank}\n\n" in built_in(kind, language, tone).body
            assert offers is (kind in {MailKind.INVOICE, MailKind.REMINDER})
            assert ("{link}" in built_in(kind, language, tone).body) is offers


def test_what_is_empty_leaves_no_gap() -> None:
    full = worded(
        Template("s", "One\n\n{charge}\n\n{bank}\n\nTwo"), FULL | {Placeholder.CHARGE: "", Placeholder.BANK: []}
    )
    assert full.plain == "One\n\nTwo"
    assert "<bdi></bdi>" not in full.html
    assert full.html.count("<p ") == 2


@pytest.mark.parametrize(
    ("locale", "language"), [("de-AT", "de"), ("fr", "fr"), ("pl-PL", "en"), ("", "en"), (None, "en"), ("ES-mx", "es")]
)
def test_whose_language_is_not_known_reads_english(locale: str | None, language: str) -> None:
    assert language_of(locale) == language


def test_amounts_and_days_are_written_as_the_customer_writes_them() -> None:
    swiss = Phrases("de-CH")
    line = swiss.line("late", "R-7", Money.of("1234.50", "CHF"), date(2026, 6, 1))
    assert line == "R-7: CHF\u00a01\u2019234.50, war fällig am 1. Juni 2026"
    assert Phrases("pl-PL").day(date(2026, 6, 1)) == "1 June 2026"
    assert Phrases("ja").money(Money.of("500", "JPY")) == "JPY\u00a0500"


def test_sums_of_several_currencies_stand_in_one_phrase() -> None:
    sums = [Money.of("1", "EUR"), Money.of("2", "GBP"), Money.of("3", "KWD")]
    assert Phrases("en-IE").sums(sums) == "€1.00, £2.00 and KWD\u00a03.000"
    assert Phrases("en-IE").sums(sums[:1]) == "€1.00"
