"""HTTP with a portal: encrypted, one host, no redirects, bounded time and size, and a clear word on what is known."""

from __future__ import annotations

import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

import requests
import urllib3.exceptions

from bookdesk.core.errors import InputError, NotAllowed
from bookdesk.protocol import answering

LARGEST_ANSWER: Final = 32_000_000
"""Bytes of one answer: a page of events ends after 4 million letters and one question, whose files are some more."""
_CONNECT_SECONDS, _READ_SECONDS = 10, 30
_CHUNK = 1 << 16
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Answered:
    """A whole answer; `seal` is what it carries as the portal's signature."""

    status: int
    body: bytes
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """No whole answer came; `sent` says whether the request may have been carried out."""

    why: str
    sent: bool


Exchange = Answered | Lost


class Way(Protocol):
    """How a portal is reached."""

    def exchange(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Exchange:
        """Send one request to the portal and return its answer."""
        ...


def checked_address(address: str, *, practice: bool) -> str:
    """Return a portal's origin, `https://pay.example`; plain http on this machine is for demo and training only."""
    parts = urllib.parse.urlsplit(address.strip().rstrip("/"))
    try:
        port = parts.port
    except ValueError:
        port = -1
    if not parts.hostname or port == -1 or parts.username or parts.path or parts.query or parts.fragment:
        raise InputError(f"{address} is no portal's address.", "Write it like https://pay.example, without a path.")
    if parts.scheme == "https" or (parts.scheme == "http" and practice and parts.hostname in _LOOPBACK):
        return f"{parts.scheme}://{parts.netloc.lower()}"
    raise NotAllowed(
        "A portal is reached by an encrypted connection only.",
        "Give its https address; plain http is for demo and training practices on this machine.",
    )


class Http:
    """The real way to a portal."""

    def __init__(self, address: str) -> None:
        """Speak with the portal at a checked address."""
        self._address = address
        self._session = requests.Session()
        self._session.trust_env = urllib.parse.urlsplit(address).hostname not in _LOOPBACK

    def close(self) -> None:
        """Let go of connections."""
        self._session.close()

    def exchange(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Exchange:
        """Send one request and read its answer; a redirect is an answer that nobody understands."""
        try:
            with self._session.request(
                method,
                f"{self._address}{path}",
                headers={"Accept": "application/json", "Content-Type": "application/json", **headers},
                data=body,
                auth=_no_password,
                timeout=(_CONNECT_SECONDS, _READ_SECONDS),
                allow_redirects=False,
                stream=True,
            ) as answer:
                return Answered(answer.status_code, _read(answer), answer.headers.get(answering.HEADER, ""))
        except requests.ConnectTimeout:
            return Lost("it does not answer", sent=False)
        except requests.exceptions.SSLError:
            return Lost("the connection is not safe", sent=False)
        except requests.ConnectionError as failure:
            return Lost("no connection can be made, or it broke off", sent=not _never_connected(failure))
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError):
            return Lost("the connection broke off", sent=True)


def _no_password(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keep an entry of a .netrc file from being sent along."""
    return request


def _read(answer: requests.Response) -> bytes:
    parts, size = [], 0
    for part in answer.iter_content(_CHUNK):
        parts.append(part)
        size += len(part)
        if size > LARGEST_ANSWER:
            raise requests.RequestException("the answer is larger than any of a portal's")
    return b"".join(parts)


def _never_connected(failure: requests.ConnectionError) -> bool:
    inner = failure.args[0] if failure.args else None
    return isinstance(getattr(inner, "reason", None), urllib3.exceptions.NewConnectionError)
