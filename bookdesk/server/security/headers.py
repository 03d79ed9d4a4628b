"""The headers of every answer, and the door that puts them there, whatever answered: page, refusal, fault or file.

Sources: Content Security Policy Level 3; OWASP Secure Headers; RFC 6797 (HSTS). Chromium holds `form-action` against
the redirect that follows a form, so the gateway's pages are named there.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_TWO_YEARS = 63_072_000
"""Seconds that a browser asks for this host by TLS only (hstspreload.org asks for one year at least)."""


_CACHED = b"cache-control"
_NOT_KEPT = (_CACHED, b"no-store")


def content_policy(gateways: Sequence[str]) -> str:
    """Return the policy: our own style, script and pictures, forms to us and to the gateways' origins, nothing else."""
    rules = {
        "default-src": ("'none'",),
        "style-src": ("'self'",),
        "script-src": ("'self'",),
        "img-src": ("'self'",),
        "form-action": ("'self'", *gateways),
        "frame-ancestors": ("'none'",),
        "base-uri": ("'none'",),
    }
    return "; ".join(" ".join((name, *sources)) for name, sources in rules.items())


def security_headers(gateways: Sequence[str]) -> dict[str, str]:
    """Return what every answer carries, by lower-case name."""
    return {
        "content-security-policy": content_policy(gateways),
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": ", ".join(f"{what}=()" for what in ("camera", "geolocation", "microphone", "payment")),
        "referrer-policy": "no-referrer",
        "strict-transport-security": f"max-age={_TWO_YEARS}",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "x-robots-tag": "noindex",
    }


class SecurityHeaders:
    """The outermost door: adds the headers, and `no-store` to whatever did not say how long it may be kept."""

    def __init__(self, app: ASGIApp, gateways: Sequence[str]) -> None:
        """Stand before `app`."""
        self._app = app
        self._headers = [(name.encode(), value.encode("latin-1")) for name, value in security_headers(gateways).items()]
        self._names = frozenset(name for name, _ in self._headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the head of its answer."""

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [pair for pair in message.get("headers", ()) if pair[0].lower() not in self._names]
                kept = any(name.lower() == _CACHED for name, _ in own)
                message["headers"] = [*own, *self._headers, *(() if kept else (_NOT_KEPT,))]
            await send(message)

        await self._app(scope, receive, complete)
