from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import date

import pytest

from bookdesk.server.locale import LANGUAGES
from bookdesk.server.pages.methods import CONSENT_VERSION, consent_words
from bookdesk.server.pages.port import Limited
from bookdesk.server.pages.speech import speech_of
from bookdesk.server.views import FirmView
from tests.support.portal_client import PortalClient
from tests.support.scripted_portal import CODE, FIRM, TOKEN, ScriptedPortal

ENTRY = f"/d/{TOKEN}/everything"
WORDS = re.compile(r'name="words" value="([0-9a-f]{64})"')


def test_a_code_by_mail_opens_everything(visitor: PortalClient, script: ScriptedPortal) -> None:
    assert "m•••@thornbury.example" in visitor.get(ENTRY).text
    assert visitor.post(ENTRY, {}, shown_on=ENTRY).headers["location"] == f"{ENTRY}/code"
    assert script.done == [("code", TOKEN)]
    spaced = f" {CODE[:3]} {CODE[3:]} "
    assert visitor.post(f"{ENTRY}/code", {"code": spaced}, shown_on=f"{ENTRY}/code").headers["location"] == "/account"
    page = visitor.get("/account").text
    assert "Thornbury Bakery" in page
    assert "INV-188" in page


@pytest.mark.parametrize("code", ["", "000000", "204817", "\uff12\uff10\uff14\uff18\uff11\uff16", "x" * 5000])
def test_a_wrong_code_opens_nothing(visitor: PortalClient, script: ScriptedPortal, code: str) -> None:
    before = visitor.get(ENTRY).status_code, visitor.cookie
    response = visitor.post(f"{ENTRY}/code", {"code": code}, shown_on=f"{ENTRY}/code")
    assert response.status_code == 422
    assert "wrong or no longer valid" in response.text
    assert (script.sessions, visitor.cookie) == ({}, before[1])


@pytest.mark.parametrize(
    ("what", "path"), [(Limited.CODE_SENT, ENTRY), (Limited.CODE_TRIED, f"{ENTRY}/code")], ids=["sent", "tried"]
)
def test_codes_are_counted(visitor: PortalClient, script: ScriptedPortal, what: Limited, path: str) -> None:
    script.limited[what] = 600
    response = visitor.post(path, {"code": CODE}, shown_on=path)
    assert response.status_code == 429
    assert "10 minutes" in response.text
    assert (script.done, script.sessions) == ([], {})
    assert (what, "127.0.0.1", "p1") in script.spent


def test_mail_that_does_not_leave_is_said(visitor: PortalClient, script: ScriptedPortal) -> None:
    script.mail = False
    response = visitor.post(ENTRY, {}, shown_on=ENTRY)
    assert response.status_code == 503
    assert "could not be sent" in response.text


def test_a_statement_is_taken_away(inside: PortalClient, script: ScriptedPortal) -> None:
    assert 'value="2026-01-01"' in inside.get("/account").text
    typed = {"first": "2026-07-01", "last": "2026-09-30", "kind": "csv"}
    response = inside.post("/account/statement", typed, shown_on="/account")
    assert response.headers["content-type"].startswith("text/csv")
    assert script.done == [("statement", "c1", date(2026, 7, 1), date(2026, 9, 30), "csv")]


@pytest.mark.parametrize(
    ("first", "last", "kind"),
    [
        ("2026-02-30", "2026-03-01", "pdf"),
        ("2026-03-02", "2026-03-01", "pdf"),
        ("2026-01-01", "2026-02-01", "exe"),
        ("", "", ""),
    ],
)
def test_a_period_that_is_none_is_said(
    inside: PortalClient, script: ScriptedPortal, first: str, last: str, kind: str
) -> None:
    response = inside.post("/account/statement", {"first": first, "last": last, "kind": kind}, shown_on="/account")
    assert response.status_code == 422
    assert 'id="fault"' in response.text
    assert script.done == []


def test_a_kept_way_is_removed_after_a_second_yes(inside: PortalClient, script: ScriptedPortal) -> None:
    path = "/account/methods/pm1/remove"
    assert "Remove Visa •••• 4242?" in inside.post(path, {}, shown_on="/account/methods").text
    assert script.done == []
    inside.post(path, {"sure": "yes"}, shown_on="/account/methods")
    assert script.done == [("remove", "c1", "pm1")]
    assert "Visa" not in inside.get("/account/methods").text
    assert inside.post("/account/methods/pm9/remove", {"sure": "yes"}, shown_on="/account").status_code == 404


def test_automatic_payment_is_agreed_to_in_the_words_that_were_shown(
    inside: PortalClient, script: ScriptedPortal
) -> None:
    page = inside.get("/account/methods").text
    words, found = consent_words(speech_of("en_AU"), FIRM), WORDS.search(page)
    assert found is not None
    assert words in page
    typed = {"method": "pm2", "agree": "yes", "words": found[1]}
    inside.post("/account/consent", typed, shown_on="/account/methods")
    assert script.done == [("consent", "c1", "pm2", words, CONSENT_VERSION)]
    inside.post("/account/consent/revoke", {}, shown_on="/account/methods")
    assert script.done[-1] == ("revoke", "c1")


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"method": "pm1", "words": "x"}, 422),
        ({"method": "pm9", "agree": "yes", "words": "x"}, 422),
        ({"method": "pm1", "agree": "yes", "words": "x"}, 409),
        ({"agree": "yes"}, 422),
    ],
)
def test_without_a_tick_a_way_and_the_right_words_nothing_is_agreed(
    inside: PortalClient, script: ScriptedPortal, typed: dict[str, str], status: int
) -> None:
    response = inside.post("/account/consent", typed, shown_on="/account/methods")
    assert (response.status_code, script.done) == (status, [])


def test_where_the_firm_does_not_offer_it_nobody_can_agree(inside: PortalClient, script: ScriptedPortal) -> None:
    script.own = replace(script.own, autopay_offered=False)
    typed = {"method": "pm1", "agree": "yes"}
    assert inside.post("/account/consent", typed, shown_on="/account/methods").status_code == 404


def test_the_words_of_the_consent_change_with_their_version_only() -> None:
    firm = FirmView("A <b>firm</b> & sons")
    words = {language: consent_words(speech_of(language), firm) for language in LANGUAGES}
    assert all("A <b>firm</b> & sons" in text for text in words.values())
    assert len(set(words.values())) == len(LANGUAGES)
    digest = hashlib.sha256("\n".join(words[language] for language in sorted(words)).encode()).hexdigest()
    assert {CONSENT_VERSION: digest[:16]} == {"2026-12": "c556598abb5a3256"}
