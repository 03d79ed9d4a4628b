"""The one door to a portal: what is known of a request after each way to fail, and what is never followed or read."""

from __future__ import annotations

from contextlib import closing

import pytest

from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import Unreachable
from bookdesk.receivables.portal.reaching import LARGEST_ANSWER, Answered, Http, Lost
from bookdesk.receivables.portal.speaking import STATE, Speaker, Then, UnderWay, Voice
from tests.support.answerer import Act, answering, cuts, pours, resets, says
from tests.support.books import clock_at_take_on


class Memory:
    """A voice that nobody keeps."""

    def __init__(self) -> None:
        """Speak for the first time."""
        self.kept = Voice("koala", "d1", "11" * 32)

    def voice(self) -> Voice:
        """Return it."""
        return self.kept

    def begin(self, what: UnderWay, then: Then) -> None:
        """Reads keep nothing."""
        raise AssertionError((what, then))

    def ended(self, voice: Voice, then: Then) -> None:
        """Reads keep nothing."""
        raise AssertionError((voice, then))


def asked(*script: Act) -> Answered | Lost:
    with answering(*script) as answerer, closing(Http(answerer.url)) as http:
        return http.exchange("GET", STATE, {"BookDesk-Request": "v1"}, None)


def test_a_redirect_is_not_followed_and_takes_no_signature_elsewhere() -> None:
    with answering(says({})) as elsewhere:
        found = asked(says("", 302, {"Location": f"{elsewhere.url}/sync/state"}))
        assert elsewhere.heard == []
    assert isinstance(found, Answered)
    assert found.status == 302


@pytest.mark.parametrize("act", [cuts(), resets(), pours(LARGEST_ANSWER + (2 << 20))])
def test_what_breaks_off_may_have_been_carried_out(act: Act) -> None:
    found = asked(act)
    assert isinstance(found, Lost)
    assert found.sent


def test_where_nobody_listens_nothing_was_carried_out() -> None:
    with answering(says({})) as answerer:
        address = answerer.url
    with closing(Http(address)) as http:
        found = http.exchange("GET", STATE, {}, None)
    assert isinstance(found, Lost)
    assert not found.sent


@pytest.mark.parametrize("act", [says("<html>", 404), says("<html>", 409), says({}, 302), says("", 429), says("", 503)])
def test_what_is_no_portal_is_not_believed(act: Act) -> None:
    clock: MovableClock = clock_at_take_on()
    with answering(act) as answerer, closing(Http(answerer.url)) as http:
        with pytest.raises(Unreachable):
            Speaker(http, "22" * 32, Memory(), clock, lambda *_: None).read(STATE)
        assert len(answerer.heard) == 1
