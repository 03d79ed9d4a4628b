"""Sign-in by OAuth 2.0 without a secret: consent with PKCE (RFC 7636), and access that renews itself.

A refresh token is replaced by each use. The new one is stored before it is used; the one before it is kept until a
call succeeded, since it may be tried again when an answer was lost. One lock for each connection: two refreshes at
once would kill each other's token. (One BookDesk at a time holds a client file, so no other process refreshes.)
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import parse_qs, urlencode, urlsplit

from bookdesk.core.clock import Clock
from bookdesk.core.errors import NotAllowed

_EARLY = timedelta(seconds=60)


class ReconnectNeeded(NotAllowed):
    """The ledger does not accept this connection any more; a person consents anew, and the queue waits."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """A pair of tokens, and the refresh token before it until a call succeeded."""

    access: str
    expires_at: datetime
    refresh: str
    previous: str | None = None


class TokenStore(Protocol):
    """Where the tokens of one connection are kept."""

    def load(self) -> Tokens:
        """Return what was saved last."""
        ...

    def save(self, tokens: Tokens) -> None:
        """Keep them, durably, before they are used."""
        ...

    def consent_ended(self) -> None:
        """Remember that a person must consent anew."""
        ...


Grant = Callable[[Mapping[str, str]], Mapping[str, object] | None]
"""Posts a form to the token endpoint: its answer, or None where it said `invalid_grant`; `Unreachable` otherwise."""


class TokenKeeper:
    """Gives out access tokens that are good for at least another minute."""

    def __init__(self, store: TokenStore, grant: Grant, application_id: str, clock: Clock) -> None:
        """Keep the tokens of one connection."""
        self._store, self._grant, self._application_id, self._clock = store, grant, application_id, clock
        self._lock = threading.Lock()

    def access(self) -> str:
        """Return an access token; `ReconnectNeeded` or `Unreachable` where there is none to be had."""
        with self._lock:
            tokens = self._store.load()
            return (tokens if tokens.expires_at - _EARLY > self._clock.now() else self._renew(tokens)).access

    def renew(self, rejected: str) -> str:
        """Return another token than `rejected`, which the ledger did not accept."""
        with self._lock:
            tokens = self._store.load()
            return (tokens if tokens.access != rejected else self._renew(tokens)).access

    def worked(self) -> None:
        """Tell that a call succeeded, so that the token before the present one can be forgotten."""
        with self._lock:
            tokens = self._store.load()
            if tokens.previous is not None:
                self._store.save(Tokens(tokens.access, tokens.expires_at, tokens.refresh))

    def _renew(self, tokens: Tokens) -> Tokens:
        for refresh in (tokens.refresh, tokens.previous):
            if refresh is None:
                continue
            granted = self._grant(
                {"grant_type": "refresh_token", "client_id": self._application_id, "refresh_token": refresh}
            )
            if granted is not None:
                renewed = tokens_from(granted, self._clock.now(), previous=refresh)
                self._store.save(renewed)
                return renewed
        self._store.consent_ended()
        raise ReconnectNeeded(
            "The ledger does not accept the connection any more.", "Connect it again.", command="bookdesk sync connect"
        )


@dataclass(frozen=True, slots=True)
class Consent:
    """One request for consent: the address a person opens, and what proves that the answer belongs to it."""

    url: str
    verifier: str
    state: str
    redirect: str
    application_id: str

    @classmethod
    def ask(cls, authorize_url: str, application_id: str, redirect: str, scopes: str) -> Consent:
        """Make the address to open."""
        verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        query = {
            "response_type": "code",
            "client_id": application_id,
            "redirect_uri": redirect,
            "scope": scopes,
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return cls(f"{authorize_url}?{urlencode(query)}", verifier, state, redirect, application_id)

    def form(self, came_back_to: str) -> dict[str, str]:
        """Return the form that turns the address a person came back to into tokens; `NotAllowed` if it is not ours."""
        answer = parse_qs(urlsplit(came_back_to).query)
        if answer.get("state") != [self.state] or "code" not in answer:
            raise NotAllowed(
                "The address does not answer this request for consent.",
                "Open the link again and copy the whole address.",
            )
        return {
            "grant_type": "authorization_code",
            "client_id": self.application_id,
            "code": answer["code"][0],
            "redirect_uri": self.redirect,
            "code_verifier": self.verifier,
        }


def tokens_from(granted: Mapping[str, object], now: datetime, previous: str | None = None) -> Tokens:
    """Read a token endpoint's answer."""
    lifetime = timedelta(seconds=int(str(granted["expires_in"])))
    return Tokens(str(granted["access_token"]), now + lifetime, str(granted["refresh_token"]), previous)
