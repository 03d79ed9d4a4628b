"""HTTP for Stripe's own client: bounded in time and size, never to another host, and clear on what may have been done.

The one question that matters after a failure is whether a request may have been carried out. It surely was not where
no connection came about; whatever broke later leaves it open, also for the tries that followed.
"""

from __future__ import annotations

import logging
import ssl
import threading
from collections.abc import Callable, Mapping
from typing import Any

import requests
import requests.structures
import stripe
import urllib3.exceptions

from bookdesk.gateways.stripe import limits

stripe.enable_telemetry = False  # it would write an id into the user's home, and tell Stripe of the machine
logging.getLogger("stripe").setLevel(logging.WARNING)  # below that it logs what it sends and is sent

CONNECT_SECONDS, READ_SECONDS = 5.0, 30.0
_CHUNK = 1 << 16
_REDIRECTS, _CONFLICT, _BROKEN = range(300, 400), 409, 500


class Broke(stripe.APIConnectionError):
    """No whole answer came. `left` says that the request may have reached Stripe."""

    def __init__(self, why: str, *, left: bool, again: bool) -> None:
        """Say why, and whether trying again may help."""
        super().__init__(why, should_retry=again)  # type: ignore[no-untyped-call]  # untyped in the client
        self.why, self.left = why, left


class Watched(stripe.HTTPClient):
    """Another transport with the client's rule of trying again, which remembers whether a try may have been done."""

    name = "bookdesk"

    def __init__(self, inner: stripe.HTTPClient) -> None:
        """Watch over `inner`."""
        super().__init__()
        self._inner, self._mine = inner, threading.local()

    @property
    def doubtful(self) -> bool:
        """Whether this thread's last request, in any of its tries, may have been carried out without our knowing."""
        found: bool = getattr(self._mine, "doubtful", False)
        return found

    def request_with_retries(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        post_data: Any = None,  # noqa: ANN401 - the client's own signature
        max_network_retries: int | None = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        """Begin a request, of which nothing was carried out yet."""
        self._mine.doubtful = False
        return super().request_with_retries(method, url, headers, post_data, max_network_retries, _usage=_usage)

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,  # noqa: ANN401 - the client's own signature
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        """Try once."""
        try:
            content, status, told = self._inner.request(method, url, headers, post_data)
        except stripe.APIConnectionError as failure:
            self._mine.doubtful = self.doubtful or not isinstance(failure, Broke) or failure.left
            raise
        if status == _CONFLICT or status >= _BROKEN:
            self._mine.doubtful = True
        return content, status, told

    def close(self) -> None:
        """Close what is watched."""
        self._inner.close()  # type: ignore[no-untyped-call]  # untyped in the client

    def _sleep_time_seconds(self, num_retries: int) -> float:
        return self._inner._sleep_time_seconds(num_retries)  # noqa: SLF001 - the client's own place for it


class Network(stripe.HTTPClient):
    """Plain exchanges over real connections, one session a thread."""

    name = "requests"

    def __init__(
        self,
        *,
        proxies: bool,
        timeouts: tuple[float, float] = (CONNECT_SECONDS, READ_SECONDS),
        pause: Callable[[int], float] | None = None,
    ) -> None:
        """Use the system's proxies or none; `pause` tells the seconds before try n, else the client's own rule does."""
        super().__init__()
        self._proxies, self._timeouts, self._pause = proxies, timeouts, pause
        self._mine = threading.local()
        self._sessions: list[requests.Session] = []

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,  # noqa: ANN401 - the client's own signature
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        """Send a request once and read its answer; `Broke` where none came."""
        return self._exchange(method, url, headers or {}, post_data)

    def close(self) -> None:
        """Let go of the connections of all threads."""
        while self._sessions:
            self._sessions.pop().close()
        self._mine = threading.local()

    def _sleep_time_seconds(self, num_retries: int) -> float:
        return super()._sleep_time_seconds(num_retries) if self._pause is None else self._pause(num_retries)

    def _exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: str | None
    ) -> tuple[str, int, Mapping[str, str]]:
        try:
            with self._session().request(
                method,
                url,
                headers=dict(headers),
                data=body,
                auth=_Given(headers.get("Authorization", "")),
                timeout=self._timeouts,
                allow_redirects=False,
                stream=True,
            ) as answer:
                return _read(answer), answer.status_code, _headers(answer)
        except requests.ConnectTimeout as failure:
            raise Broke(_words(failure), left=False, again=False) from failure
        except requests.ConnectionError as failure:
            left = not _never_connected(failure)
            raise Broke(_words(failure), left=left, again=left) from failure
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as failure:
            raise Broke(_words(failure), left=True, again=isinstance(failure, requests.Timeout)) from failure

    def _session(self) -> requests.Session:
        found: requests.Session | None = getattr(self._mine, "session", None)
        if found is None:
            found = self._mine.session = requests.Session()
            found.trust_env = self._proxies
            self._sessions.append(found)
        return found


class _Given(requests.auth.AuthBase):
    """Sets the key itself, so that no entry in a .netrc file takes its place."""

    def __init__(self, header: str) -> None:
        self._header = header

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = self._header
        return request


def _headers(answer: requests.Response) -> Mapping[str, str]:
    told = requests.structures.CaseInsensitiveDict(answer.headers)
    told.pop("Stripe-Notice", None)  # advice to programmers, which the client would print
    return told


def _read(answer: requests.Response) -> str:
    """Read the body, no further than is sensible; who is sent elsewhere does not go there."""
    if answer.status_code in _REDIRECTS:
        raise Broke("it sends to another address", left=True, again=False)
    parts, size = [], 0
    for part in answer.iter_content(_CHUNK):
        parts.append(part)
        size += len(part)
        if size > limits.LARGEST_ANSWER:
            raise Broke("its answer is larger than any of Stripe's", left=True, again=False)
    return b"".join(parts).decode("utf-8")


def _never_connected(failure: requests.ConnectionError) -> bool:
    """Tell whether the failure came before a request could be sent: refused, no such host, not the host it says."""
    reason = getattr(failure.args[0] if failure.args else None, "reason", None)
    if isinstance(reason, urllib3.exceptions.NewConnectionError | urllib3.exceptions.ProxyError):
        return True
    return isinstance(reason, urllib3.exceptions.SSLError) and isinstance(reason.args[0], ssl.SSLCertVerificationError)


_SAID: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((urllib3.exceptions.NameResolutionError,), "its address is not found"),
    ((urllib3.exceptions.NewConnectionError,), "no connection can be made"),
    ((requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError), "it took too long"),
    ((requests.exceptions.SSLError, urllib3.exceptions.SSLError), "the connection is not safe"),
    ((ValueError,), "its answer cannot be read"),
)
"""What kept a request from its answer, most particular first, and how a person is told."""


def _words(failure: Exception) -> str:
    inner = failure.args[0] if failure.args else failure
    causes = (getattr(inner, "reason", None), inner, failure)
    found = (words for kinds, words in _SAID if any(isinstance(cause, kinds) for cause in causes))
    return next(found, "the connection broke off")
