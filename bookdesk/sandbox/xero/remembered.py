"""Idempotency keys: remembered for six minutes from first use, errors of the server included.

Facts (Xero's idempotency guide): at most 128 characters; the same key with another request is a 400; after six
minutes the key is new again. Answers 401 and 429 are given before the key is looked at and are not remembered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

from bookdesk.formats import exactjson
from bookdesk.sandbox.xero.messages import Refusal, Reply, Request, bad_request
from bookdesk.sandbox.xero.state import State

LIFE = timedelta(minutes=6)
_LONGEST = 128


def once(state: State, tenant: str, request: Request, now: datetime, work: Callable[[], Reply]) -> Reply:
    """Do `work`, or replay what it answered under the request's key."""
    key = request.headers.get("idempotency-key")
    if not key or request.method not in {"PUT", "POST", "PATCH"}:
        return work()
    if len(key) > _LONGEST:
        raise Refusal(bad_request("The Idempotency-Key is longer than 128 characters"))
    digest = hashlib.sha256(f"{tenant}\n{request.method}\n{request.path}\n".encode() + request.body).hexdigest()
    known = state.db.execute(
        "SELECT used, request, status, headers, body FROM remembered WHERE key = ?", (key,)
    ).fetchone()
    if known and datetime.fromisoformat(known[0]) + LIFE > now:
        if known[1] != digest:
            raise Refusal(bad_request("The Idempotency-Key was used before with a different request"))
        return Reply(known[2], known[4], cast("dict[str, str]", exactjson.loads(known[3])))
    reply = work()
    state.db.execute(
        "INSERT OR REPLACE INTO remembered (key, used, request, status, headers, body) VALUES (?, ?, ?, ?, ?, ?)",
        (key, now.isoformat(), digest, reply.status, exactjson.dumps(dict(reply.headers)), reply.body),
    )
    return reply
