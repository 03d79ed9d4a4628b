from __future__ import annotations

import re
from importlib.resources import files

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bookdesk.server.locale import LANGUAGES, words_in
from bookdesk.server.locale.renew import HERE, renewed, spoken

SIGNS = re.compile(r"%\((\w+)\)s")
SAME = {"Total", "Documents", "Code", "Sort code", "Date", "Bank", "Sort Code", "Article"}
"""Words that are the same in another of our languages, by chance or because a bank calls them so everywhere."""


def catalogue(language: str) -> Catalog:
    with files("bookdesk.server.locale").joinpath(f"{language}.po").open("rb") as source:
        return read_po(source, locale=language, abort_invalid=True)


def forms(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple | list) else [str(message.string)]


def keys(message: Message) -> list[str]:
    return list(message.id) if isinstance(message.id, tuple | list) else [str(message.id)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_has_all_that_is_said_and_nothing_else(language: str) -> None:
    said = {tuple(keys(message)) for message in spoken() if message.id}
    known = {tuple(keys(message)) for message in catalogue(language) if message.id}
    assert said - known == set(), "renew the catalogues and translate what is new"
    assert known - said == set(), "renew the catalogues"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_translated_in_every_form_with_the_same_gaps(language: str) -> None:
    own = catalogue(language)
    for message in own:
        if not message.id:
            continue
        assert all(forms(message)), message.id
        assert len(forms(message)) == (own.num_plurals if len(keys(message)) > 1 else 1), message.id
        gaps = set(SIGNS.findall(keys(message)[-1]))
        assert all(set(SIGNS.findall(form)) | {"num"} == gaps | {"num"} for form in forms(message)), message.id
        assert not any(SIGNS.sub("", form).count("%") for form in forms(message)), message.id


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_nothing_was_left_in_english(language: str) -> None:
    left = [message.id for message in catalogue(language) if message.id and forms(message)[0] == keys(message)[0]]
    assert set(map(str, left)) - SAME == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_renewing_changes_nothing_while_nothing_is_said_anew(language: str) -> None:
    text = (HERE / f"{language}.po").read_bytes()
    assert renewed(language, text) == text


def test_a_word_that_is_gone_is_dropped_and_a_new_one_is_empty() -> None:
    text = renewed("de", b'msgid "Gone"\nmsgstr "Weg"\n\nmsgid "Paid"\nmsgstr "Gezahlt"\n').decode()
    assert "Gone" not in text
    assert 'msgid "Paid"\nmsgstr "Gezahlt"' in text
    assert 'msgid "Overdue"\nmsgstr ""' in text


def test_one_and_many_differ() -> None:
    one, many = "One document", "%(num)s documents"
    said = {
        language: (words_in(language).ngettext(one, many, 1), words_in(language).ngettext(one, many, 2))
        for language in LANGUAGES
    }
    assert said["de"] == ("Ein Dokument", "%(num)s Dokumente")
    assert words_in("fr").ngettext(one, many, 0) == "Un document"
    assert all(first != second for first, second in said.values())
