"""A request and an answer as the stand-in sees them, and the gateway's own form of an error.

Error objects (type, code, decline_code, param, message) and statuses follow the gateway's public API reference: 400 for
a request that makes no sense or a state that forbids it, 401 and 403 for keys, 402 for a refused payment, 404 for an
unknown id in the path, 409 for a key in use, 429 for limits.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Record = dict[str, Any]
"""An object as it goes over the wire: whole minor units, seconds since 1970."""

JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Asked:
    """One request. `given` is the tree of the query or of the form; header names are lower case."""

    method: str
    path: str
    given: Record = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """One answer; `text` is JSON, or a page where the headers say so."""

    status: int
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def json(self) -> Record:
        """Return the body as an object."""
        found: Record = json.loads(self.text)
        return found


BAD_GATEWAY = Answer(502, "<html><body><h1>502 Bad Gateway</h1></body></html>", {"Content-Type": "text/html"})


def halved(answer: Answer) -> Answer:
    """Return what arrives of an answer when the line breaks half way."""
    return Answer(answer.status, answer.text[: len(answer.text) // 2], answer.headers)


class Refused(Exception):
    """The request ends with an error object; `kept` tells whether a key remembers it, `undone` what stays of it."""

    def __init__(self, status: int, error: Record, *, kept: bool = True, retry: bool | None = None) -> None:
        """Carry the error; a refusal before execution began is not `kept` under an idempotency key."""
        super().__init__(error.get("message"))
        self.status, self.error, self.kept, self.retry = status, error, kept, retry


def refusal(refused: Refused, headers: Mapping[str, str] | None = None) -> Answer:
    """Return the answer that tells a refusal."""
    retry = {} if refused.retry is None else {"Stripe-Should-Retry": "true" if refused.retry else "false"}
    return Answer(refused.status, json.dumps({"error": refused.error}), {**(headers or JSON), **retry})


def invalid(message: str, code: str | None = None, param: str | None = None) -> Refused:
    """Return the 400 of a request that a rule forbids."""
    return Refused(400, _error("invalid_request_error", message, code, param))


def unreadable(message: str, code: str, param: str) -> Refused:
    """Return the 400 of parameters that are not understood: nothing was executed, so no key remembers it."""
    return Refused(400, _error("invalid_request_error", message, code, param), kept=False)


def missing(kind: str, wanted: str, param: str | None = None) -> Refused:
    """Return what is said of an unknown id: 404 in the path (`param` "id"), 400 in any other parameter."""
    name = param or "id"
    error = _error("invalid_request_error", f"No such {kind.replace('.', ' ')}: '{wanted}'", "resource_missing", name)
    return Refused(404 if param is None else 400, error)


def no_route(method: str, path: str) -> Refused:
    """Return the 404 of an address that does not exist."""
    message = f"Unrecognized request URL ({method}: {path}). Please see the API reference for the addresses in use."
    return Refused(404, _error("invalid_request_error", message, None, None), kept=False)


def unauthorised(message: str, code: str | None = None) -> Refused:
    """Return the 401 of a key that is not known, or no longer."""
    return Refused(401, _error("invalid_request_error", message, code, None), kept=False)


def forbidden(message: str) -> Refused:
    """Return the 403 of a key without the right."""
    return Refused(403, _error("invalid_request_error", message, None, None), kept=False)


def declined(error: Record) -> Refused:
    """Return the 402 of a payment that was refused; `error` carries code, decline_code, message and the intent."""
    return Refused(402, {"type": "card_error", **error}, retry=False)


def conflict(message: str) -> Refused:
    """Return the 409 of an idempotency key whose first request is still under way."""
    return Refused(409, _error("idempotency_error", message, "idempotency_key_in_use", None), kept=False)


def misused_key(message: str) -> Refused:
    """Return the 400 of an idempotency key that came with other parameters."""
    return Refused(400, _error("idempotency_error", message, None, None), kept=False)


def throttled(*, lock: bool) -> Refused:
    """Return the 429: too many requests, or (`lock`) an object that another request holds."""
    if lock:
        message = "This object cannot be accessed right now because another API request is currently accessing it."
        return Refused(429, _error("invalid_request_error", message, "lock_timeout", None), kept=False, retry=True)
    message = "Request rate limit exceeded. Slow down, and spread the requests over time."
    return Refused(429, _error("invalid_request_error", message, "rate_limit", None), kept=False)


def broken(*, kept: bool) -> Refused:
    """Return the 500; after a commit (`kept`) it is what the key remembers from now on."""
    message = "An unknown error occurred while the request was processed."
    return Refused(500, _error("api_error", message, None, None), kept=kept, retry=not kept)


def _error(kind: str, message: str, code: str | None, param: str | None) -> Record:
    named = {"code": code, "message": message, "param": param, "type": kind}
    return {name: value for name, value in named.items() if value is not None}
