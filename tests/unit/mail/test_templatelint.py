"""The lint over templates: what a person must mend before any is sent."""

from __future__ import annotations

from bookdesk.mail.templatelint import Lack, lint
from bookdesk.mail.templates import Placeholder, Template, Trouble

GOOD = Template("Reminder from {sender}", "Dear {customer},\n{invoices}\n{sender}\n{link}")
GERMAN = Template("Erinnerung von {sender}", "Guten Tag {customer},\n{invoices}\n{sender}\n{link}")


def lacks(templates: dict[str, Template], languages: tuple[str, ...] = ("en",)) -> list[tuple[str, Lack]]:
    return [(one.language, one.lack) for one in lint(templates, languages)]


def test_sound_templates_in_all_languages_bring_no_remark() -> None:
    assert lint({"en": GOOD, "de": GERMAN}, ("de", "en")) == ()


def test_a_language_without_template_is_missed() -> None:
    assert lacks({"en": GOOD}, ("en", "fr", "de")) == [("de", Lack.LANGUAGE), ("fr", Lack.LANGUAGE)]
    assert lacks({}, ("en",)) == [("en", Lack.LANGUAGE)]


def test_an_empty_subject_or_body_is_missed() -> None:
    assert ("en", Lack.SUBJECT) in lacks({"en": Template(" ", GOOD.body)})
    assert ("en", Lack.BODY) in lacks({"en": Template("s", "\n")})


def test_what_every_reminder_needs_is_missed_in_the_body() -> None:
    found = lint({"en": Template("{sender}", "Please pay {number}.")}, ("en",))
    assert [one.words for one in found if one.lack is Lack.MISSING] == [
        "The body in en does not name {invoices}.",
        "The body in en does not name {sender}.",
    ]


def test_a_language_that_forgot_the_link_is_told() -> None:
    forgetful = Template(GERMAN.subject, GERMAN.body.replace("{link}", ""))
    (remark,) = lint({"en": GOOD, "de": forgetful}, ("en", "de"))
    assert (remark.language, remark.lack, remark.words) == (
        "de",
        Lack.UNEVEN,
        "Another language names {link}, de does not.",
    )


def test_what_every_language_needs_is_told_once_where_it_is_missing() -> None:
    forgetful = Template(GERMAN.subject, GERMAN.body.replace("{invoices}", ""))
    assert lacks({"en": GOOD, "de": forgetful}, ("en", "de")) == [("de", Lack.MISSING)]


def test_an_unknown_placeholder_is_told_with_its_part_and_place() -> None:
    (remark,) = lint({"en": Template(GOOD.subject, GOOD.body + "\n{costumer}")}, ("en",))
    assert remark.fault is not None
    assert (remark.lack, remark.fault.trouble, remark.fault.line) == (Lack.FAULT, Trouble.UNKNOWN, 5)
    assert remark.words.startswith("The body in en: Line 5, column 1: {costumer}")


def test_needs_may_be_others_for_another_kind_of_message() -> None:
    assert lint({"en": Template("Thanks", "Received.")}, ("en",), needs=()) == ()
    assert [one.lack for one in lint({"en": Template("s", "b")}, ("en",), needs=[Placeholder.LINK])] == [Lack.MISSING]
