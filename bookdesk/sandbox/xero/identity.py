"""Sign-in: authorisation with PKCE (S256), tokens that rotate, and the list of connected organisations.

Facts (Xero's OAuth 2.0 guide): access tokens live 30 minutes; a refresh token lives 60 days unless used, is replaced
by each use, and the one before it may be tried again for 30 minutes, in case the answer was lost.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from datetime import datetime, timedelta
from typing import cast
from urllib.parse import parse_qsl, urlencode

from bookdesk.formats import exactjson
from bookdesk.sandbox.xero.messages import Record, Refusal, Reply, Request, answer, bad_request, problem, stamp
from bookdesk.sandbox.xero.state import State

_ACCESS = timedelta(minutes=30)
_REFRESH = timedelta(days=60)
_RETRIABLE = timedelta(minutes=30)
_CODE = timedelta(minutes=5)


def authorize(state: State, request: Request, now: datetime) -> Reply:
    """GET /identity/connect/authorize: consents at once, as a person would, and redirects with a code."""
    query = request.query
    target = query.get("redirect_uri", "")
    if query.get("response_type") != "code" or not query.get("client_id") or not target:
        return bad_request("response_type, client_id and redirect_uri must be given")
    if query.get("code_challenge_method", "S256") != "S256":
        return bad_request("code_challenge_method must be S256")
    code = secrets.token_urlsafe(24)
    _keep(state, "code", code, now + _CODE, dict(query))
    return Reply(302, b"", {"Location": f"{target}?{urlencode({'code': code, 'state': query.get('state', '')})}"})


def token(state: State, request: Request, now: datetime) -> Reply:
    """POST /connect/token: a code or a refresh token becomes a new pair."""
    form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
    client = form.get("client_id") or _basic_user(request)
    if form.get("grant_type") == "authorization_code":
        scope = _redeem(state, form, client, now)
    elif form.get("grant_type") == "refresh_token":
        scope = _rotate(state, form, client, now)
    else:
        raise Refusal(answer({"error": "unsupported_grant_type"}, 400))
    return _issue(state, client, scope, now)


def connections(state: State, now: datetime) -> Reply:
    """GET /connections: the organisations the person consented to."""
    return answer(
        [
            {
                "id": record["id"],
                "authEventId": record["id"],
                "tenantId": record["tenantId"],
                "tenantType": "ORGANISATION",
                "tenantName": record["tenantName"],
                "createdDateUtc": now.strftime("%Y-%m-%dT%H:%M:%S.%f0"),
                "updatedDateUtc": now.strftime("%Y-%m-%dT%H:%M:%S.%f0"),
            }
            for _, record in state.all("", "Connections")
        ]
    )


def check_access(state: State, request: Request, now: datetime) -> None:
    """Refuse a request whose bearer token is unknown or expired."""
    bearer = request.headers.get("authorization", "")
    found = _known(state, "access", bearer.removeprefix("Bearer ").strip(), now)
    if found is None:
        raise Refusal(problem(401, "Unauthorized", "AuthenticationUnsuccessful"))


def check_tenant(state: State, request: Request) -> str:
    """Return the organisation a request names; 403 where it is not connected."""
    tenant = request.headers.get("xero-tenant-id", "")
    if state.get("", "Connections", tenant) is None:
        raise Refusal(problem(403, "Forbidden", "AuthenticationUnsuccessful"))
    return tenant


def issue_pair(state: State, client: str, now: datetime) -> Record:
    """Return a token pair as if a person had just consented; for tests that are not about consent."""
    return cast("Record", exactjson.loads(_issue(state, client, _SCOPE, now).body))


_SCOPE = (
    "offline_access accounting.settings accounting.contacts accounting.invoices"
    " accounting.payments accounting.banktransactions accounting.attachments"
)


def _redeem(state: State, form: dict[str, str], client: str, now: datetime) -> str:
    """Check code, redirect address, application and PKCE verifier; a code works once."""
    found = _known(state, "code", form.get("code", ""), now)
    state.db.execute("DELETE FROM token WHERE token = ?", (form.get("code", ""),))
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    if (
        found is None
        or found.get("client_id") != client
        or found.get("redirect_uri") != form.get("redirect_uri")
        or found.get("code_challenge", challenge) != challenge
    ):
        raise Refusal(answer({"error": "invalid_grant"}, 400))
    return str(found.get("scope") or _SCOPE)


def _rotate(state: State, form: dict[str, str], client: str, now: datetime) -> str:
    """Take a refresh token; from now on it is retriable for half an hour only."""
    old = form.get("refresh_token", "")
    found = _known(state, "refresh", old, now)
    if found is None or found["client_id"] != client:
        raise Refusal(answer({"error": "invalid_grant"}, 400))
    if not found.get("used"):
        _keep(state, "refresh", old, now + _RETRIABLE, {**found, "used": stamp(now)})
    return str(found["scope"])


def _issue(state: State, client: str, scope: str, now: datetime) -> Reply:
    access, refresh = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    _keep(state, "access", access, now + _ACCESS, {"client_id": client, "scope": scope})
    _keep(state, "refresh", refresh, now + _REFRESH, {"client_id": client, "scope": scope})
    return answer(
        {
            "access_token": access,
            "expires_in": int(_ACCESS.total_seconds()),
            "token_type": "Bearer",
            "refresh_token": refresh,
            "scope": scope,
        }
    )


def _keep(state: State, kind: str, value: str, expires: datetime, body: Record) -> None:
    state.db.execute(
        "INSERT OR REPLACE INTO token (token, kind, expires, body) VALUES (?, ?, ?, ?)",
        (value, kind, expires.isoformat(), exactjson.dumps(body)),
    )


def _known(state: State, kind: str, value: str, now: datetime) -> Record | None:
    row = state.db.execute("SELECT expires, body FROM token WHERE token = ? AND kind = ?", (value, kind)).fetchone()
    if row is None or datetime.fromisoformat(row[0]) <= now:
        return None
    return cast("Record", exactjson.loads(row[1]))


def _basic_user(request: Request) -> str:
    """Return the user of HTTP Basic, by which applications with a secret sign."""
    given = request.headers.get("authorization", "").removeprefix("Basic ")
    try:
        return base64.b64decode(given, validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""
