from __future__ import annotations

import copy
import logging

import pytest

from bookdesk.server.pages.port import Limited
from bookdesk.server.security.forgery import FIELD
from bookdesk.server.security.headers import security_headers
from tests.support.portal_client import PortalClient
from tests.support.portal_pages import Place, places
from tests.support.scripted_portal import CODE, ESTIMATE, FOREIGN, TOKEN, ScriptedPortal
from tests.unit.server.pages.conftest import GATEWAY

ALL = places()
READ = [place for place in ALL if place.method == "GET"]
ACTS = [place for place in ALL if place.method == "POST"]
GUARDED = [place for place in ACTS if not place.pattern.endswith("/unsubscribe")]
OF_LINK = [place for place in ALL if "{token}" in place.pattern]


def name(place: Place) -> str:
    return f"{place.method} {place.pattern}"


@pytest.mark.parametrize("place", ALL, ids=name)
def test_every_answer_carries_every_header(inside: PortalClient, place: Place) -> None:
    for method in (place.method, "HEAD", "PUT", "OPTIONS"):
        headers = inside.ask(method, place.path).headers
        assert {header: headers[header] for header in security_headers([GATEWAY])} == security_headers([GATEWAY])
        assert headers["cache-control"] == ("public,max-age=31536000,immutable" if kept(place, method) else "no-store")


def kept(place: Place, method: str) -> bool:
    return place.pattern.startswith("/static/") and method in {"GET", "HEAD"}


@pytest.mark.parametrize(
    "path", ["/", "/nowhere", "/d/", f"/d/{TOKEN}/", f"/d/{TOKEN}/no", "/static/0/portal.css", "/a?b"]
)
def test_what_is_nowhere_carries_them_too(visitor: PortalClient, path: str) -> None:
    response = visitor.get(path)
    assert response.status_code == 404
    assert security_headers([GATEWAY]).items() <= response.headers.items()
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("place", READ, ids=name)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_changes_nothing(inside: PortalClient, script: ScriptedPortal, place: Place, method: str) -> None:
    before = copy.deepcopy(script)
    scanner = {"sec-purpose": "prefetch", "purpose": "prefetch", "user-agent": "link scanner"}
    for headers in ({}, scanner):
        inside.ask(method, place.path, headers=headers)
    script.spent, before.spent = [], []  # a link that leads nowhere may be counted
    assert script == before


@pytest.mark.parametrize("place", READ, ids=name)
def test_the_head_of_a_page_is_that_of_the_page(inside: PortalClient, place: Place) -> None:
    whole, head = inside.get(place.path), inside.ask("HEAD", place.path)
    assert (head.status_code, head.headers, head.content) == (whole.status_code, whole.headers, b"")


@pytest.mark.parametrize("place", GUARDED, ids=name)
@pytest.mark.parametrize("given", ["", "0" * 64, "nonsense", "é"])
def test_a_form_without_our_key_does_nothing(
    inside: PortalClient, script: ScriptedPortal, place: Place, given: str
) -> None:
    before = list(script.done)
    response = inside.ask("POST", place.path, data={FIELD: given, "sure": "yes"} if given else {})
    assert (response.status_code, script.done) == (403, before)


@pytest.mark.parametrize("place", GUARDED, ids=name)
def test_a_form_of_another_session_does_nothing(inside: PortalClient, script: ScriptedPortal, place: Place) -> None:
    stolen, before = inside.key(f"/d/{TOKEN}"), list(script.done)
    if place.pattern.startswith("/d/"):
        inside.cookie = "z" * 43
    else:
        script.sessions["z" * 43] = script.sessions[inside.cookie]
        inside.cookie = "z" * 43
    response = inside.ask("POST", place.path, data={FIELD: stolen})
    assert (response.status_code, script.done) == (403, before)


@pytest.mark.parametrize("place", OF_LINK, ids=name)
def test_every_bad_link_ends_at_one_page(visitor: PortalClient, script: ScriptedPortal, place: Place) -> None:
    tokens = [FOREIGN, "x", TOKEN[:-1], TOKEN + "k", TOKEN.upper(), "k" * 5000, "%00", "..%2f", "é" * 43, "' OR 1=1 --"]
    answers = {
        (response.status_code, response.content, tuple(sorted(response.headers.items())))
        for token in tokens
        for response in [visitor.ask(place.method, place.path.replace(TOKEN, token))]
    }
    assert [status for status, _, _ in answers] == [404]
    assert script.done == []


def test_a_page_of_the_account_asks_for_the_session_first(visitor: PortalClient) -> None:
    answers = {visitor.ask(one.method, one.path).content for one in ALL if one.pattern.startswith("/account")}
    assert len(answers) == 1
    assert "signed out" in answers.pop().decode()


def test_the_account_opens_its_own_documents_only(inside: PortalClient) -> None:
    assert inside.get("/account/d/doc1").status_code == 200
    assert inside.get("/account/d/doc2").status_code == 404
    assert inside.get("/account/d/doc2").content == inside.get(f"/d/{FOREIGN}").content


def test_a_link_s_key_opens_no_other_link(visitor: PortalClient, script: ScriptedPortal) -> None:
    assert visitor.get(f"/d/{TOKEN}/accept").headers["location"] == f"/d/{TOKEN}"
    assert visitor.post(f"/d/{FOREIGN}/pay", {"amount": "1"}, shown_on=f"/d/{TOKEN}").status_code == 404
    assert script.done == []


def test_the_id_that_a_browser_came_with_is_worth_nothing_after_the_code(
    visitor: PortalClient, script: ScriptedPortal
) -> None:
    visitor.cookie = fixed = "a" * 43
    page = f"/d/{TOKEN}/everything/code"
    response = visitor.post(page, {"code": CODE}, shown_on=page)
    given = response.headers["set-cookie"]
    assert response.headers["location"] == "/account"
    assert {part.strip() for part in given.split(";")[1:]} == {"Path=/", "Secure", "HttpOnly", "SameSite=Lax"}
    assert given.startswith("__Host-desk=")
    assert fixed not in given
    assert list(script.sessions) == [visitor.cookie]
    visitor.cookie = fixed
    assert visitor.get("/account").status_code == 403


def test_a_second_code_ends_the_first_session(inside: PortalClient, script: ScriptedPortal) -> None:
    first, page = inside.cookie, f"/d/{TOKEN}/everything/code"
    inside.post(page, {"code": CODE}, shown_on=page)
    assert list(script.sessions) == [inside.cookie] != [first]
    inside.cookie = first
    assert inside.get("/account").status_code == 403


@pytest.mark.parametrize("given", ["short", "a" * 44, "a" * 42 + "!", "a b" * 20])
def test_an_id_that_is_none_of_ours_is_replaced(visitor: PortalClient, given: str) -> None:
    response = visitor.ask("GET", f"/d/{TOKEN}", headers={"cookie": f"__Host-desk={given}"})
    assert response.headers["set-cookie"].startswith("__Host-desk=")
    assert given not in response.headers["set-cookie"]


def test_an_id_of_ours_stays_while_one_looks(visitor: PortalClient) -> None:
    visitor.get(f"/d/{TOKEN}")
    before = visitor.cookie
    assert "set-cookie" not in visitor.get(f"/d/{ESTIMATE}").headers
    assert visitor.cookie == before != ""


def test_who_signs_out_is_out(inside: PortalClient, script: ScriptedPortal) -> None:
    before = inside.cookie
    response = inside.post("/account/leave", {}, shown_on="/account")
    assert "Max-Age=0" in response.headers["set-cookie"]
    inside.cookie = before
    assert inside.get("/account").status_code == 403
    assert script.sessions == {}


def test_guesses_are_counted_by_a_few_signs_of_the_link_and_stopped(
    visitor: PortalClient, script: ScriptedPortal
) -> None:
    visitor.get("/d/abcdefghijklmnop")
    assert script.spent == [(Limited.BAD_LINK, "127.0.0.1", "abcdefgh")]
    script.limited[Limited.BAD_LINK] = 90
    response = visitor.get(f"/d/{TOKEN}")
    assert (response.status_code, response.headers["retry-after"]) == (429, "90")
    assert "2 minutes" in response.text


def test_who_acts_too_often_is_told_when_to_come_back(visitor: PortalClient, script: ScriptedPortal) -> None:
    script.limited[Limited.ACT] = 20
    response = visitor.post(f"/d/{TOKEN}/pay", {"amount": "1"}, shown_on=f"/d/{TOKEN}")
    assert (response.status_code, script.done) == (429, [])
    assert "one minute" in response.text


def test_a_form_that_is_too_large_is_not_read(visitor: PortalClient, script: ScriptedPortal) -> None:
    huge = {"reason": "x" * 200_000}
    assert visitor.post(f"/d/{ESTIMATE}/decline", huge, shown_on=f"/d/{ESTIMATE}").status_code == 413
    files = [("files", ("a.pdf", b"x" * 100_000))]
    response = visitor.post(f"/d/{TOKEN}/question", {"text": "?"}, files, shown_on=f"/d/{TOKEN}/question")
    assert (response.status_code, script.done) == (413, [])


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=a", b"--b"),
        ("application/x-www-form-urlencoded", b"%ff=%fe&&&=;;" * 100),
        ("application/json", b"{}"),
        ("", b"\x00\xff"),
    ],
)
def test_what_is_no_form_is_refused(visitor: PortalClient, script: ScriptedPortal, kind: str, body: bytes) -> None:
    response = visitor.ask("POST", f"/d/{TOKEN}/pay", content=body, headers={"content-type": kind} if kind else {})
    assert response.status_code in {400, 403}
    assert script.done == []


def test_a_fault_of_ours_is_told_as_ours(
    visitor: PortalClient, script: ScriptedPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_token: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(script, "link", fail)
    response = visitor.get(f"/d/{TOKEN}")
    assert response.status_code == 500
    assert "our fault" in response.text
    assert security_headers([GATEWAY]).items() <= response.headers.items()


def test_no_line_of_the_log_tells_a_link_or_a_session(inside: PortalClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="bookdesk.server")
    for place in ALL:
        inside.ask(place.method, place.path + "?mail=somebody")
    inside.get("/d/" + "secret" * 4)
    said = [record.getMessage() for record in caplog.records if record.name.startswith("bookdesk.server")]
    assert len(said) > len(ALL)
    assert not [line for line in said for word in (TOKEN, inside.cookie, "secret", "somebody", "doc1") if word in line]
    assert any(line.startswith("GET /d/{token} 200 ") for line in said)
