"""HTTP with Xero: fixed hosts, bearer token, bounded time and size, no redirects, and a clear word on what is known.

The one question that matters after a failure is whether the request may have been executed. It surely was not where
no connection came about, and on 401, 403 and 429; everything else that is no proper answer leaves it open.
"""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import requests
import urllib3.exceptions

from bookdesk.core.clock import Clock
from bookdesk.core.errors import NotAllowed, Unreachable
from bookdesk.formats import exactjson
from bookdesk.sync import throttle
from bookdesk.sync.oauth import TokenKeeper
from bookdesk.sync.providers.xero import limits

_CONNECT_SECONDS, _READ_SECONDS = 10, 30
_LONGEST_PAUSE = 5.0
_CHUNK = 1 << 16
_UNAUTHORISED, _TOO_MANY = 401, 429
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where Xero is. There is one region."""

    login: str = "https://login.xero.com"
    identity: str = "https://identity.xero.com"
    api: str = "https://api.xero.com"

    @property
    def real(self) -> bool:
        """Whether this is Xero itself."""
        return self == Endpoints()


def endpoints(override: str | None, *, practice: bool) -> Endpoints:
    """Return where to go; an `override` (a stand-in on loopback) is for demo and training practices only."""
    if override is None:
        return Endpoints()
    address = urllib.parse.urlsplit(override)
    if not practice or address.hostname not in _LOOPBACK or address.scheme != "http":
        raise NotAllowed(
            "Another address than Xero's own is for demo and training practices only, and on this machine only.",
            "Connect to Xero itself.",
            command="bookdesk sync connect --app APP",
        )
    base = override.rstrip("/")
    return Endpoints(base, base, base)


@dataclass(frozen=True, slots=True)
class Answered:
    """A whole answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Unsent:
    """No connection came about, so nothing was executed."""

    why: str


@dataclass(frozen=True, slots=True)
class Broken:
    """The request may have left, and no whole answer came."""

    why: str


@dataclass(frozen=True, slots=True)
class Held:
    """It was not sent, since Xero asked us to stay away for so many seconds more."""

    seconds: float


Exchange = Answered | Unsent | Broken | Held


class Http:
    """Plain exchanges, without tokens."""

    def __init__(self, where: Endpoints) -> None:
        """Use the system's proxies for Xero itself, none for a stand-in."""
        self.where = where
        self._session = requests.Session()
        self._session.trust_env = where.real

    def close(self) -> None:
        """Close what is open."""
        self._session.close()

    def exchange(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        auth: requests.auth.AuthBase | None = None,
    ) -> Exchange:
        """Send a request and read its answer, at most `LARGEST_ANSWER` bytes of it."""
        try:
            with self._session.request(
                method,
                url,
                headers=dict(headers or {}),
                data=body,
                auth=auth,
                timeout=(_CONNECT_SECONDS, _READ_SECONDS),
                allow_redirects=False,
                stream=True,
            ) as answer:
                return Answered(answer.status_code, answer.headers, _read(answer))
        except requests.ConnectTimeout as failure:
            return Unsent(_name(failure))
        except requests.ConnectionError as failure:
            return Unsent(_name(failure)) if _never_connected(failure) else Broken(_name(failure))
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as failure:
            return Broken(_name(failure))

    def grant(self, form: Mapping[str, str]) -> Mapping[str, object] | None:
        """Post a form to the token endpoint; None on `invalid_grant`, `Unreachable` on anything that is no answer."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        body = urllib.parse.urlencode(form).encode()
        match self.exchange("POST", f"{self.where.identity}/connect/token", headers=headers, body=body):
            case Answered(200, _, content):
                return json_object(content)
            case Answered(400, _, content) if json_object(content).get("error") == "invalid_grant":
                return None
            case other:
                raise Unreachable(f"Xero's sign-in does not answer ({_short(other)}).", "Try again in a while.")


class XeroClient:
    """Calls on one organisation, with a token that renews itself and at the pace Xero allows."""

    def __init__(
        self, http: Http, tokens: TokenKeeper, tenant_id: str, clock: Clock, pause: Callable[[float], None]
    ) -> None:
        """Speak for one connection; `pause` waits that many seconds."""
        self._http, self._tokens, self._tenant_id = http, tokens, tenant_id
        self._clock, self._pause = clock, pause
        self._bucket = throttle.full(limits.BURST, limits.PER_MINUTE, clock.monotonic())

    def call(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Exchange:
        """Call a resource under /api.xro/2.0, twice if the token was refused the first time: a 401 did nothing."""
        token = self._tokens.access()
        exchange = self._once(method, path, token, headers or {}, body)
        if isinstance(exchange, Answered) and exchange.status == _UNAUTHORISED:
            exchange = self._once(method, path, self._tokens.renew(token), headers or {}, body)
        if isinstance(exchange, Answered) and exchange.status < _UNAUTHORISED:
            self._tokens.worked()
        return exchange

    def _once(self, method: str, path: str, token: str, headers: Mapping[str, str], body: bytes | None) -> Exchange:
        seconds = throttle.wait(self._bucket, self._clock.monotonic())
        if seconds > _LONGEST_PAUSE:
            return Held(seconds)
        self._take_turn()
        sent = {"Accept": "application/json", "xero-tenant-id": self._tenant_id, **headers}
        url = f"{self._http.where.api}/api.xro/2.0/{path}"
        exchange = self._http.exchange(method, url, headers=sent, body=body, auth=_Bearer(token))
        if isinstance(exchange, Answered):
            asked = limits.retry_after(exchange.headers) if exchange.status == _TOO_MANY else None
            now = self._clock.monotonic()
            self._bucket = throttle.told(self._bucket, now, limits.remaining(exchange.headers), asked)
        return exchange

    def _take_turn(self) -> None:
        while (seconds := throttle.wait(self._bucket, self._clock.monotonic())) > 0:
            self._pause(seconds)
        self._bucket = throttle.take(self._bucket, self._clock.monotonic())


class _Bearer(requests.auth.AuthBase):
    """Sets the token itself, so that no entry in a .netrc file takes its place."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def connections(http: Http, token: str) -> list[Mapping[str, object]]:
    """Return the organisations a token is good for (GET /connections); `Unreachable` where that fails."""
    match http.exchange("GET", f"{http.where.api}/connections", auth=_Bearer(token)):
        case Answered(200, _, content):
            listed = exactjson.loads(content)
            return [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
        case other:
            raise Unreachable(f"Xero does not tell which organisations there are ({_short(other)}).", "Try again.")


def json_object(content: bytes) -> Mapping[str, object]:
    """Return the object a body holds, or an empty one where it holds none."""
    try:
        value = exactjson.loads(content)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _read(answer: requests.Response) -> bytes:
    """Read the body, no further than is sensible."""
    parts, size = [], 0
    for part in answer.iter_content(_CHUNK):
        parts.append(part)
        size += len(part)
        if size > limits.LARGEST_ANSWER:
            raise requests.RequestException("the answer is larger than any of Xero's")
    return b"".join(parts)


def _never_connected(failure: requests.ConnectionError) -> bool:
    """Tell whether the failure came before a connection existed: refused, or no such host."""
    inner = failure.args[0] if failure.args else None
    return isinstance(getattr(inner, "reason", None), urllib3.exceptions.NewConnectionError)


_SAID: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((urllib3.exceptions.NameResolutionError,), "its address is not found"),
    ((urllib3.exceptions.NewConnectionError,), "no connection can be made"),
    ((requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError), "it took too long"),
    ((requests.exceptions.SSLError, urllib3.exceptions.SSLError), "the connection is not safe"),
)
"""What kept a request from its answer, most particular first, and how a person is told."""


def _name(failure: Exception) -> str:
    inner = failure.args[0] if failure.args else failure
    causes = (getattr(inner, "reason", None), inner, failure)
    found = (words for kinds, words in _SAID if any(isinstance(cause, kinds) for cause in causes))
    return next(found, "the connection broke off")


def _short(exchange: Exchange) -> str:
    match exchange:
        case Answered(status):
            return str(status)
        case Held(seconds):
            return f"asks to wait {seconds:.0f} seconds"
        case Unsent(why) | Broken(why):
            return why
