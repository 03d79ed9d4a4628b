"""Access renews itself, a rotated token is never lost, and a refused one asks for consent once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import NotAllowed, Unreachable
from bookdesk.sync.oauth import Consent, ReconnectNeeded, TokenKeeper, Tokens

START = datetime(2026, 7, 1, tzinfo=UTC)


@dataclass
class Cupboard:
    tokens: Tokens
    saved: list[Tokens] = field(default_factory=list)
    ended: bool = False

    def load(self) -> Tokens:
        return self.tokens

    def save(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.saved.append(tokens)

    def consent_ended(self) -> None:
        self.ended = True


class Endpoint:
    """Grants to the tokens it still knows; each grant makes the next."""

    def __init__(self, *known: str) -> None:
        self.known, self.asked = set(known), list[str]()
        self.silent = False

    def __call__(self, form: Mapping[str, str]) -> Mapping[str, object] | None:
        self.asked.append(form["refresh_token"])
        if self.silent:
            raise Unreachable("silent")
        if form["refresh_token"] not in self.known:
            return None
        fresh = f"r{len(self.asked)}"
        self.known.add(fresh)
        return {"access_token": f"a{len(self.asked)}", "expires_in": 1800, "refresh_token": fresh}


def keeper(endpoint: Endpoint, previous: str | None = None) -> tuple[TokenKeeper, Cupboard, MovableClock]:
    clock = MovableClock(START)
    cupboard = Cupboard(Tokens("a0", START + timedelta(minutes=30), "r0", previous))
    return TokenKeeper(cupboard, endpoint, "app", clock), cupboard, clock


def test_a_good_token_is_used_as_it_is_and_renewed_a_minute_before_its_end() -> None:
    endpoint = Endpoint("r0")
    tokens, cupboard, clock = keeper(endpoint)
    assert tokens.access() == "a0"
    clock.advance(29 * 60)
    assert tokens.access() == "a1"
    assert cupboard.saved == [Tokens("a1", clock.now() + timedelta(minutes=30), "r1", "r0")]


def test_the_token_before_is_kept_until_a_call_succeeded() -> None:
    tokens, cupboard, _ = keeper(Endpoint("r0"))
    tokens.renew("a0")
    for _ in range(2):
        tokens.worked()
    assert [saved.previous for saved in cupboard.saved] == ["r0", None]


def test_two_who_were_refused_at_once_renew_once() -> None:
    endpoint = Endpoint("r0")
    tokens, _, _ = keeper(endpoint)
    assert [tokens.renew("a0"), tokens.renew("a0")] == ["a1", "a1"]
    assert endpoint.asked == ["r0"]


def test_a_refused_token_falls_back_to_the_one_before() -> None:
    endpoint = Endpoint("old")
    tokens, cupboard, _ = keeper(endpoint, previous="old")
    tokens.renew("a0")
    assert endpoint.asked == ["r0", "old"]
    assert not cupboard.ended


def test_silence_is_no_refusal_and_loses_nothing() -> None:
    endpoint = Endpoint("r0")
    endpoint.silent = True
    tokens, cupboard, _ = keeper(endpoint)
    with pytest.raises(Unreachable):
        tokens.renew("a0")
    assert (cupboard.saved, cupboard.ended) == ([], False)
    endpoint.silent = False
    assert tokens.renew("a0") == "a2"


def test_when_nothing_is_accepted_a_person_consents_anew() -> None:
    tokens, cupboard, _ = keeper(Endpoint())
    with pytest.raises(ReconnectNeeded, match="Connect it again"):
        tokens.renew("a0")
    assert cupboard.ended


def test_an_answer_to_another_request_for_consent_is_refused() -> None:
    consent = Consent.ask("https://login.example/authorize", "app", "http://localhost:1/", "offline_access")
    asked = parse_qs(urlsplit(consent.url).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert consent.verifier not in consent.url
    form = consent.form(f"http://localhost:1/?code=c&state={consent.state}")
    assert (form["code"], form["code_verifier"]) == ("c", consent.verifier)
    for address in ("http://localhost:1/?code=c&state=other", f"http://localhost:1/?state={consent.state}", "nonsense"):
        with pytest.raises(NotAllowed):
            consent.form(address)
