"""Estimates answered, questions asked, wishes kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookdesk.server.pages.port import Raised
from bookdesk.server.security.forgery import FIELD
from bookdesk.server.views import Standing
from tests.support.portal_client import PortalClient
from tests.support.scripted_portal import ESTIMATE, NOW, TOKEN, ScriptedPortal, estimate

OFFER, BILL = f"/d/{ESTIMATE}", f"/d/{TOKEN}"


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_an_answer_is_shown_once_more_before_it_counts(
    visitor: PortalClient, script: ScriptedPortal, answer: str
) -> None:
    page, typed = f"{OFFER}/{answer}", {"name": "Mara Lindqvist", "reason": "Too dear.", "version": "1"}
    sure = visitor.post(page, typed, shown_on=page)
    assert "Is this right?" in sure.text
    assert "Mara Lindqvist" in sure.text
    assert script.done == []
    assert visitor.post(page, {**typed, "sure": "yes"}, shown_on=page).headers["location"] == OFFER
    assert script.done[0][:3] == (answer, ESTIMATE, "Mara Lindqvist")
    assert f"{answer[:4].capitalize()}" in visitor.get(OFFER).text
    assert "by Mara Lindqvist on 30 Nov 2026" in visitor.get(OFFER).text


@pytest.mark.parametrize("name", ["", " ", "x", "\u200b\u202e\u0000"])
def test_an_answer_needs_a_name(visitor: PortalClient, script: ScriptedPortal, name: str) -> None:
    page = f"{OFFER}/accept"
    response = visitor.post(page, {"name": name, "version": "1", "sure": "yes"}, shown_on=page)
    assert response.status_code == 422
    assert 'id="fault"' in response.text
    assert script.done == []


def test_an_answer_to_another_version_is_not_taken(visitor: PortalClient) -> None:
    page = f"{OFFER}/accept"
    response = visitor.post(page, {"name": "Mara", "version": "0", "sure": "yes"}, shown_on=page)
    assert response.status_code == 409
    assert "was for another version" in response.text


def test_what_is_answered_is_not_answered_again(visitor: PortalClient, script: ScriptedPortal) -> None:
    key = visitor.key(f"{OFFER}/accept")
    answered = replace(estimate(), standing=Standing.DECLINED, answered_by="Jo", answered_at=NOW)
    script.documents[ESTIMATE] = answered
    response = visitor.ask("POST", f"{OFFER}/accept", data={"name": "Mara", "sure": "yes", FIELD: key})
    assert (response.status_code, script.done) == (409, [])
    assert "Declined by Jo" in response.text


def test_a_question_goes_with_its_lines_and_files(visitor: PortalClient, script: ScriptedPortal) -> None:
    page, files = f"{BILL}/question", [("files", ("photo.png", b"\x89PNG")), ("files", ("a.pdf", b"%PDF-1.7"))]
    typed = {"text": "Line two\r\nis wrong.\u202e", "line": ["2", "9", "x", "2"], "kind": "dispute"}
    assert visitor.post(page, typed, files, shown_on=page).headers["location"] == f"{page}/sent"
    assert script.done == [("ask", TOKEN, "Line two\nis wrong.", (2,), ("photo.png", "a.pdf"), True)]
    assert "will answer you by mail" in visitor.get(f"{page}/sent").text


@pytest.mark.parametrize("raised", [one for one in Raised if one is not Raised.DONE])
def test_what_is_refused_is_said_beside_its_field_and_what_was_typed_stays(
    visitor: PortalClient, script: ScriptedPortal, raised: Raised
) -> None:
    script.raised = raised
    page = f"{BILL}/question"
    response = visitor.post(page, {"text": "4242 4242", "line": ["1"], "kind": "dispute"}, shown_on=page)
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.text
    assert ">4242 4242</textarea>" in response.text
    assert 'value="1" checked' in response.text
    assert 'value="dispute" checked' in response.text


@pytest.mark.parametrize(
    ("text", "sizes"),
    [("", []), ("   \u200b", []), ("?", [2001]), ("?", [1, 1, 1, 1])],
    ids=["none", "blank", "big", "many"],
)
def test_a_question_within_bounds_only(
    visitor: PortalClient, script: ScriptedPortal, text: str, sizes: list[int]
) -> None:
    page = f"{BILL}/question"
    files = [("files", (f"{number}.pdf", b"x" * size)) for number, size in enumerate(sizes)]
    response = visitor.post(page, {"text": text}, files, shown_on=page)
    assert (response.status_code, script.done) == (422, [])


def test_a_long_text_is_cut_not_lost(visitor: PortalClient, script: ScriptedPortal) -> None:
    page = f"{BILL}/question"
    visitor.post(page, {"text": "y" * 5_000}, shown_on=page)
    assert script.done[0][2] == "y" * 4_000


def test_the_language_is_kept_and_used_at_once(visitor: PortalClient, script: ScriptedPortal) -> None:
    page = f"{BILL}/preferences"
    led = visitor.post(page, {"language": "fr"}, shown_on=page).headers["location"]
    assert "Enregistré" in visitor.get(led).text
    assert script.done == [("prefer", TOKEN, "fr", False)]
    assert visitor.post(page, {"language": "xx"}, shown_on=page).status_code == 422


def test_a_mail_program_unsubscribes_in_one_click_without_a_cookie(
    visitor: PortalClient, script: ScriptedPortal
) -> None:
    response = visitor.ask("POST", f"{BILL}/unsubscribe", data={"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert script.done == [("unsubscribe", TOKEN)]


def test_a_person_unsubscribes_by_a_button(visitor: PortalClient, script: ScriptedPortal) -> None:
    page = f"{BILL}/unsubscribe"
    assert visitor.ask("POST", page).status_code == 403
    assert script.done == []
    assert "You get no more reminders" in visitor.post(page, {}, shown_on=page).text
    assert script.done == [("unsubscribe", TOKEN)]
