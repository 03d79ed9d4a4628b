"""One request as a page sees it: who asks, what was typed, and how to answer him in his language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from starlette.responses import HTMLResponse, RedirectResponse, Response

from bookdesk.core.texts import clean, clean_lines
from bookdesk.server.pages.painting import paint
from bookdesk.server.pages.port import PortalServices
from bookdesk.server.pages.settings import PageSettings
from bookdesk.server.pages.speech import Speech
from bookdesk.server.security.forgery import form_key
from bookdesk.server.views import PaperFile, Upload

SHORT, LONG = 200, 4000
"""Signs that one line and a text of several may have."""


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed, as text without controls; `files` as they came."""

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: tuple[Upload, ...] = ()

    def line(self, name: str, most: int = SHORT) -> str:
        """Return one line, empty where nothing was typed."""
        return clean(next(iter(self.fields.get(name, ())), "")[: most * 2])[:most]

    def text(self, name: str) -> str:
        """Return a text of several lines."""
        return clean_lines(next(iter(self.fields.get(name, ())), "")[: LONG * 2])[:LONG]

    def numbers(self, name: str) -> tuple[int, ...]:
        """Return the numbers that were ticked; what is none is left out."""
        ticked = self.fields.get(name, ())[:LONG]
        return tuple(sorted({int(one) for one in ticked if re.fullmatch("[0-9]{1,6}", one)}))

    def whole(self, name: str) -> int:
        """Return a whole number of minor units or a version; -1 where there is none."""
        given = self.line(name)
        return int(given) if re.fullmatch("[0-9]{1,18}", given) else -1


@dataclass(frozen=True, slots=True)
class Visit:
    """One request. `session_id` is the cookie's, or a fresh one that `new` says must be given.

    `base` is the path of what is looked at (`/d/TOKEN`), `in_account` that it was reached through the account,
    `checked` that he comes from a look at the gateway: it spares a second look and decides nothing.
    """

    services: PortalServices
    settings: PageSettings
    speech: Speech
    session_id: str
    new: bool
    address: str
    base: str
    form: Form
    parts: Mapping[str, str]
    in_account: bool = False
    checked: bool = False

    def page(self, template: str, status: int = 200, **values: object) -> HTMLResponse:
        """Return a page with what every page has."""
        common: dict[str, object] = {
            "base": self.base,
            "form_key": form_key(self.settings.secret, self.session_id),
            "in_account": self.in_account,
        }
        return paint(template, self.speech, common | values, status)

    def go(self, path: str = "") -> Response:
        """Return a redirect to a page below `base`, to be fetched by GET."""
        return RedirectResponse(f"{self.base}{path}", 303)

    def url(self, path: str = "") -> str:
        """Return the whole address of a page below `base`."""
        return f"{self.settings.address}{self.base}{path}"


def as_file(paper: PaperFile) -> Response:
    """Return bytes to be kept by the customer, never shown within our pages (RFC 6266)."""
    name = re.sub(r"[^A-Za-z0-9._-]", "_", paper.name)[:100] or "document"
    spelled = quote(paper.name[:100], safe="")
    disposition = "; ".join(("attachment", f'filename="{name}"', f"filename*=UTF-8''{spelled}"))
    return Response(paper.content, media_type=paper.media_type, headers={"content-disposition": disposition})
