"""A page that was shown and did not change is shown again without being made, and only as long as it is true."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from bookdesk.core.clock import MovableClock
from bookdesk.core.money import Money
from bookdesk.server.assembly import Portal
from bookdesk.server.pages.looks import Looks
from bookdesk.server.pages.settings import PageSettings
from bookdesk.server.pages.whole import portal_app
from bookdesk.server.security.accesslog import AccessLog
from tests.support.desk import TOKEN, Desk
from tests.support.portal_client import ADDRESS, PortalClient

PAGE = f"/d/{TOKEN}"
BAD = "/d/a-token-that-nobody-was-ever-given-000000"
TRIES, LIMITED = 30, 429
HOUR = 3600


class Counted:
    """An application and how often it was asked."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.times = app, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.times += 1
        await self.app(scope, receive, send)


@pytest.fixture
def counted(portal: Portal, desk: Desk) -> Counted:
    """The application behind the door of looks, with an invoice published."""
    assert [one.why for one in desk.send(desk.paper())] == [""]
    return Counted(portal_app(portal.for_pages(), settings(), portal.routes()))


@pytest.fixture
def looks(portal: Portal, counted: Counted) -> Looks:
    """The door of looks."""
    return Looks(counted, portal.for_pages(), settings(), AccessLog(counted, time.monotonic))


@pytest.fixture
def visitor(looks: Looks) -> Iterator[PortalClient]:
    with PortalClient(looks) as client:
        yield client


def settings() -> PageSettings:
    return PageSettings(ADDRESS, ("https://pay.example",), b"k" * 32)


def plain(text: str) -> str:
    """Return a page without the key of its forms."""
    return re.sub(r'value="[0-9a-f]{64}"', "", text)


def test_a_second_look_is_the_first_answer_with_a_key_of_its_own(
    visitor: PortalClient, looks: Looks, counted: Counted, database: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bookdesk.server.access")
    first = visitor.get(PAGE)
    with PortalClient(looks) as other:
        second, third = other.get(PAGE), other.get(PAGE)
        assert counted.times == (1 if database.startswith("sqlite") else 3)
        assert "set-cookie" in second.headers
        assert "set-cookie" not in third.headers
        assert second.text == third.text
        assert other.cookie != visitor.cookie
    assert first.text != second.text
    assert plain(first.text) == plain(second.text)
    own = {"set-cookie"}
    assert {name: text for name, text in first.headers.items() if name not in own} == {
        name: text for name, text in second.headers.items() if name not in own
    }
    assert [line.getMessage().rsplit(" ", 2)[0] for line in caplog.records] == ["GET /d/{token} 200"] * 3


def test_forms_of_a_page_that_was_remembered_are_taken_from_its_own_visitor_only(
    visitor: PortalClient, looks: Looks
) -> None:
    key = visitor.key(PAGE)
    with PortalClient(looks) as other:
        other.get(PAGE)
        foreign = other.ask("POST", f"{PAGE}/stop", data={"form_key": key})
        own = other.post(f"{PAGE}/stop", {}, shown_on=PAGE)
    assert foreign.status_code == 403
    assert own.status_code == 303


def test_what_anybody_commits_is_on_the_next_page(visitor: PortalClient, desk: Desk, counted: Counted) -> None:
    assert "100,00" in visitor.get(PAGE).text
    times = counted.times
    changed = desk.paper(version=2, amount=Money(7777, "EUR"))
    assert [one.why for one in desk.send(changed)] == [""]
    assert "77,77" in visitor.get(PAGE).text
    assert counted.times == times + 1


def test_a_link_that_ended_opens_nothing_though_nobody_committed(
    visitor: PortalClient, desk: Desk, clock: MovableClock
) -> None:
    ends = clock.now() + timedelta(seconds=HOUR)
    paper = desk.paper(version=2)
    short = replace(paper.links[0], expires=ends)
    assert [one.why for one in desk.send(replace(paper, links=(short,)))] == [""]
    assert visitor.get(PAGE).status_code == 200
    clock.advance(HOUR - 60)
    assert visitor.get(PAGE).status_code == 200
    clock.advance(60)
    assert visitor.get(PAGE).status_code == 404


def test_a_new_day_makes_it_overdue_though_nobody_committed(
    visitor: PortalClient, desk: Desk, clock: MovableClock
) -> None:
    assert [one.why for one in desk.send(desk.paper(version=2, due=clock.now().date()))] == [""]
    before = visitor.get(PAGE).text
    assert plain(visitor.get(PAGE).text) == plain(before)
    clock.advance(24 * HOUR)
    assert plain(visitor.get(PAGE).text) != plain(before)


def test_who_guessed_too_often_waits_at_a_page_that_is_remembered_too(visitor: PortalClient) -> None:
    visitor.get(PAGE)
    for _ in range(TRIES):
        visitor.get(BAD)
    assert visitor.get(PAGE).status_code == LIMITED


def test_other_ways_to_ask_pass_on(visitor: PortalClient, counted: Counted) -> None:
    visitor.get(PAGE)
    times = counted.times
    assert visitor.get(f"{PAGE}?checked").status_code == 200
    assert visitor.ask("HEAD", PAGE).text == ""
    assert visitor.get(BAD).status_code == 404
    assert visitor.get(BAD).status_code == 404
    assert counted.times == times + 4
