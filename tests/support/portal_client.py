"""A browser without a window: asks the portal in process, keeps its cookie and finds the key of a form."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

import httpx
from starlette.types import ASGIApp

from bookdesk.server.security.cookies import NAME
from bookdesk.server.security.forgery import FIELD

ADDRESS = "https://pay.bookdesk.test"
_KEY = re.compile(rf'name="{FIELD}" value="([0-9a-f]+)"')
File = tuple[str, tuple[str, bytes]]


class PortalClient:
    """One visitor. Redirects are not followed: where they lead is what a test looks at."""

    def __init__(self, app: ASGIApp, *, languages: str = "") -> None:
        """Open the browser; `with` closes it."""
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        headers = {"accept-language": languages} if languages else {}
        self._client = httpx.AsyncClient(transport=transport, base_url=ADDRESS, headers=headers)
        self._runner = asyncio.Runner()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, at: TracebackType | None
    ) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()

    @property
    def cookie(self) -> str:
        """The session's id, empty before there is one."""
        return self._client.cookies.get(NAME) or ""

    @cookie.setter
    def cookie(self, value: str) -> None:
        self._client.cookies.clear()
        if value:
            self._client.cookies.set(NAME, value, domain="pay.bookdesk.test", path="/")

    def ask(self, method: str, path: str, **more: object) -> httpx.Response:
        """Send any request."""
        return self._runner.run(self._client.request(method, path, **more))  # type: ignore[arg-type] # passed on as given

    def get(self, path: str) -> httpx.Response:
        """Open a page."""
        return self.ask("GET", path)

    def key(self, page: str) -> str:
        """Return the key that the forms of a page carry."""
        found = _KEY.search(self.get(page).text)
        assert found is not None, f"no form on {page}"
        return found[1]

    def post(
        self, path: str, data: Mapping[str, str | Sequence[str]], files: Sequence[File] = (), *, shown_on: str
    ) -> httpx.Response:
        """Send a form as the page `shown_on` would."""
        fields = {FIELD: self.key(shown_on), **data}
        return self.ask("POST", path, data=fields, files=[*files] or None)
