"""Looks at a document that did not change: the whole answer as it was given before, ahead of every other door.

What a link's page shows depends on the link, on the database and on time, and on nothing that the browser sends but its
cookie. So an answer holds until anybody commits, at the latest until the instant that came with it (a link that ends, a
day that begins where the firm is). Only the key of the forms is the visitor's own, and stands as a mark in between. An
address that guessed too often waits here as well; everything that is not such a look passes to the application.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bookdesk.server.pages.port import Limited, PortalServices
from bookdesk.server.pages.remembered import KEY_MARK, STATE, Lasting
from bookdesk.server.pages.settings import PageSettings
from bookdesk.server.security.accesslog import AccessLog
from bookdesk.server.security.cookies import session_id, set_cookie
from bookdesk.server.security.forgery import form_key

PATTERN: Final = "/d/{token}"
_PATH: Final = re.compile(r"/d/[^/]{1,128}")
_COOKIE: Final = b"set-cookie"
"""The one header that is a visitor's own: keys of forms are all of one length, so a page's length is its own."""
_MOST_WELCOME: Final = 100
_MOST: Final = 1000
"""Answers of some seven thousand bytes."""

Header = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class _Answer:
    """`headers` are whole but for the cookie; `welcome` are the addresses that had not to wait under this mark."""

    mark: int
    until: datetime
    headers: Sequence[Header]
    parts: Sequence[bytes]
    welcome: set[str] = field(default_factory=set)


@dataclass
class _Known:
    most: int = _MOST
    answers: OrderedDict[str, _Answer] = field(default_factory=OrderedDict)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, path: str, answer: _Answer) -> None:
        with self.guard:
            self.answers[path] = answer
            self.answers.move_to_end(path)
            while len(self.answers) > self.most:
                self.answers.popitem(last=False)


class Looks:
    """The outermost door: answers what it answered before, and remembers what the application answers."""

    def __init__(self, app: ASGIApp, services: PortalServices, settings: PageSettings, log: AccessLog) -> None:
        """Stand before `app`; lines of what is answered here go to `log`."""
        self._app, self._services, self._settings, self._log = app, services, settings, log
        self._known = _Known()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a look, or pass the request on."""
        known = self._known.answers.get(scope.get("path", ""))
        if not _is_look(scope, known=known is not None):
            await self._app(scope, receive, send)
            return
        mark = self._services.mark()  # before anything is read: what is committed meanwhile makes the answer old
        if mark is not None and known is not None and known.mark == mark and self._may(scope, known):
            await self._again(known, scope, send)
        else:
            await self._anew(mark, scope, receive, send)

    def _may(self, scope: Scope, known: _Answer) -> bool:
        """Whether it is still true, and may be shown to whoever asks: each wrong guess is a commit and a new mark."""
        client = scope.get("client")
        address = client[0] if client else ""
        if address not in known.welcome:
            if self._services.wait(Limited.BAD_LINK, address):
                return False
            if len(known.welcome) < _MOST_WELCOME:
                known.welcome.add(address)
        return self._services.now() < known.until

    async def _again(self, known: _Answer, scope: Scope, send: Send) -> None:
        begun = self._log.seconds()
        own = _session_of(scope)
        session = own or self._settings.fresh_id()
        body = form_key(self._settings.secret, session).encode().join(known.parts)
        headers = known.headers if own else [*known.headers, (b"set-cookie", set_cookie(session).encode())]
        self._log.tell("GET", PATTERN, 200, begun)
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _anew(self, mark: int | None, scope: Scope, receive: Receive, send: Send) -> None:
        headers: list[Header] = []

        async def seen(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers.extend(pair for pair in message["headers"] if pair[0].lower() != _COOKIE)
            await send(message)

        await self._app(scope, receive, seen)
        lasting = scope.get("state", {}).get(STATE)
        if mark is not None and isinstance(lasting, Lasting):
            parts = [part.encode() for part in lasting.text.split(KEY_MARK)]
            self._known.keep(scope["path"], _Answer(mark, lasting.until, headers, parts))


def _is_look(scope: Scope, *, known: bool) -> bool:
    """Whether a document is just looked at; a path that is `known` needs no second look."""
    plain = scope["type"] == "http" and scope["method"] == "GET" and not scope["query_string"]
    return plain and (known or _PATH.fullmatch(scope["path"]) is not None)


def _session_of(scope: Scope) -> str:
    """Return the id that came with the request's cookies, empty where none came or none of ours."""
    for name, _ in scope["headers"]:
        if name == b"cookie":
            return session_id(HTTPConnection(scope).cookies)
    return ""
