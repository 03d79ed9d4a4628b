"""The client's own words: tried, kept, used, put back, and refused where they could not be sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bookdesk.core.errors import Conflict, InputError
from bookdesk.core.vocabulary import MailKind, Tone
from bookdesk.mail.chosen import chosen
from bookdesk.mail.paymark import MARK
from bookdesk.mail.templates import FaultyTemplate, Placeholder, Template
from bookdesk.mail.templateservice import MOST_BODY, MailTemplateService, empty_in, kinds, objections, offered
from bookdesk.mail.wordings import LANGUAGES, built_in
from bookdesk.models.gateway import GatewayConnection
from bookdesk.store.desk import Desk
from tests.support.books import client_desk

OWN = Template("From {sender}", "Hello {customer},\r\n{invoices}\n{sender}\n")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as desk:
        yield desk


def test_every_kind_can_be_shown_and_tried_in_every_language(desk: Desk) -> None:
    service = MailTemplateService(desk)
    assert len(service.words()) == len(LANGUAGES) * len(list(kinds()))
    for one in service.words():
        assert not one.own
        found = service.preview(one.kind, one.language, one.tone)
        assert "{" not in found.subject + found.plain


def test_nothing_speaks_against_the_built_in_words_and_they_leave_no_hole() -> None:
    for kind, tone in kinds():
        for language in LANGUAGES:
            words = built_in(kind, language, tone)
            assert not objections(kind, words), (kind, language)
            assert empty_in(kind, words) == (), (kind, language)


def test_all_objections_are_told_at_once_with_their_places() -> None:
    found = objections(MailKind.INVOICE, Template("{bank}\n", "{nobody} {sender.name}"))
    assert len(found.subject) == 2
    assert len(found.body) == 4
    assert "column 10" in found.body[1]
    assert empty_in(MailKind.THANKS, Template("{number}", "{bank} {days}")) == (Placeholder.BANK, Placeholder.DAYS)
    assert Placeholder.BANK not in offered(MailKind.THANKS)
    assert Placeholder.BANK in offered(MailKind.INVOICE)


def connect_gateway(desk: Desk) -> None:
    with desk.books.upkeep() as session:
        session.add(
            GatewayConnection(
                gateway="stripe",
                merchant="acct_1",
                name="Acme",
                country="AU",
                currency="AUD",
                live=False,
                automatic=True,
                key="rk_test_madeUp",
                connected_at=desk.clock.now(),
            )
        )


def test_a_trial_shows_the_link_to_pay_where_the_client_offers_that(desk: Desk) -> None:
    service = MailTemplateService(desk)
    without = service.preview(MailKind.INVOICE, "en", Tone.FRIENDLY)
    assert "online" not in without.plain
    connect_gateway(desk)
    for language in LANGUAGES:
        found = service.preview(MailKind.INVOICE, language, Tone.FRIENDLY)
        assert "https://pay.example/2026-0042 (" in found.plain
        assert MARK not in found.plain + found.html
        assert found.html.count("<a ") == 1
    assert "online" not in service.preview(MailKind.THANKS, "en", Tone.FRIENDLY).plain
    for kind in (MailKind.INVOICE, MailKind.REMINDER):
        assert Placeholder.LINK in offered(kind)
    assert Placeholder.LINK not in offered(MailKind.STATEMENT)


def test_words_with_something_beside_the_link_are_not_kept(desk: Desk) -> None:
    with pytest.raises(InputError, match="on a line of its own"):
        MailTemplateService(desk).keep(
            MailKind.INVOICE, "en", Tone.FRIENDLY, Template("{number}", "{number} {sender}\nPay: {link}")
        )
    (said,) = objections(MailKind.INVOICE, Template("{number}", "{number} {sender}\nPay: {link}")).body
    assert said.startswith("Line 2, column 6: {link} stands on a line of its own")


def test_own_words_are_used_until_they_are_put_back(desk: Desk) -> None:
    service = MailTemplateService(desk)
    kept = service.keep(MailKind.REMINDER, "de", Tone.FIRM, OWN)
    assert (kept.own, kept.template.body) == (True, "Hello {customer},\n{invoices}\n{sender}")
    with desk.books.query() as session:
        assert chosen(session, MailKind.REMINDER, "de-AT", Tone.FIRM) == kept.template
        assert chosen(session, MailKind.REMINDER, "de", Tone.FINAL) == built_in(MailKind.REMINDER, "de", Tone.FINAL)
        assert chosen(session, MailKind.REMINDER, "en", Tone.FIRM) == built_in(MailKind.REMINDER, "en", Tone.FIRM)
    assert not service.reset(MailKind.REMINDER, "de", Tone.FIRM).own
    assert not service.reset(MailKind.REMINDER, "de", Tone.FIRM).own


def test_only_reminders_have_tones(desk: Desk) -> None:
    service = MailTemplateService(desk)
    service.keep(MailKind.INVOICE, "en", Tone.FINAL, Template("{number}", "{number} {sender}"))
    assert service.show(MailKind.INVOICE, "en", Tone.FRIENDLY).own


def test_a_version_that_is_stale_is_refused(desk: Desk) -> None:
    service = MailTemplateService(desk)
    first = service.keep(MailKind.THANKS, "en", Tone.FRIENDLY, OWN)
    service.keep(MailKind.THANKS, "en", Tone.FRIENDLY, Template("Again", "{sender}"), first.version)
    with pytest.raises(Conflict):
        service.keep(MailKind.THANKS, "en", Tone.FRIENDLY, OWN, first.version)


@pytest.mark.parametrize(
    ("template", "words"),
    [
        (Template("", OWN.body), "subject in en is empty"),
        (Template("x", "   "), "body in en is empty"),
        (Template("x\nBcc: all@example.com", OWN.body), "one line"),
        (Template("{invoices}", OWN.body), "several lines"),
        (Template("x", "{sender} {invoices} {customer.__class__}"), "no placeholder"),
        (Template("x", "{sender} {invoices} {password}"), "no placeholder of the list"),
        (Template("x", "{sender} {invoices} \u202e"), "invisible character"),
        (Template("x", "{sender}"), "does not name {invoices}"),
        (Template("x", "{invoices}"), "does not name {sender}"),
        (Template("x" * 201, OWN.body), "too long"),
        (Template("x", "{sender}{invoices}" + "x" * MOST_BODY), "too long"),
    ],
)
def test_words_that_could_not_be_sent_are_refused(desk: Desk, template: Template, words: str) -> None:
    service = MailTemplateService(desk)
    with pytest.raises(InputError, match=words.replace("{", r"\{").replace("}", r"\}")):
        service.keep(MailKind.REMINDER, "en", Tone.FRIENDLY, template)
    with pytest.raises((InputError, FaultyTemplate)):
        service.preview(MailKind.REMINDER, "en", Tone.FRIENDLY, template)
    assert not service.show(MailKind.REMINDER, "en").own


def test_a_language_without_words_is_refused(desk: Desk) -> None:
    with pytest.raises(InputError, match="no mails in 'pl'"):
        MailTemplateService(desk).keep(MailKind.NOTICE, "pl", Tone.FRIENDLY, OWN)
