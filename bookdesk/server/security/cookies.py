"""The one cookie: a random id without meaning. What it opens stands in the database, under the id's hash.

`__Host-` binds it to this host, its root and TLS (RFC 6265bis, 4.1.3.2). Lax, since a customer comes by a link in a
mail and comes back from the gateway. It dies with the browser's session.
"""

from __future__ import annotations

import re

NAME = "__Host-desk"
_ID = re.compile(r"[A-Za-z0-9_-]{43}")
"""256 bits as base64url without padding: nothing else was given out by us."""


_BOUNDS = ("Path=/", "Secure", "HttpOnly", "SameSite=Lax")


def session_id(cookies: dict[str, str]) -> str:
    """Return the id that came, empty where none came or none of ours."""
    given = cookies.get(NAME, "")
    return given if _ID.fullmatch(given) else ""


def set_cookie(given: str) -> str:
    """Return the header that gives an id."""
    return "; ".join((f"{NAME}={given}", *_BOUNDS))


def drop_cookie() -> str:
    """Return the header that takes it away."""
    return "; ".join((f"{NAME}=", *_BOUNDS, "Max-Age=0"))
