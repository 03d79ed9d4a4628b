"""Forms carry a token that only a page of ours, shown in the same session, could have given: HMAC over its id.

Pure but for comparing in constant time: the key is handed in, nothing is stored, so that a page shown by GET costs the
database nothing. Source: OWASP, "Cross-Site Request Forgery Prevention", signed double submit bound to the session.
"""

from __future__ import annotations

import hmac

_PURPOSE = b"bookdesk portal form\x00\x01"
FIELD = "form_key"
"""The hidden field that carries it."""


def form_key(secret: bytes, session_id: str) -> str:
    """Return the token of a session as hex."""
    return hmac.digest(secret, _PURPOSE + session_id.encode(), "sha256").hex()


def is_ours(secret: bytes, session_id: str, given: str) -> bool:
    """Whether a form was shown in this session."""
    return bool(session_id) and hmac.compare_digest(form_key(secret, session_id).encode(), given.encode())
