"""The style and the script of the pages: ours, few, and named by their content, so that a browser may keep them."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import Final

from starlette.responses import Response

FOLDER: Final = "/static/"
_KINDS: Final = {
    "portal.css": "text/css",
    "portal.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
_KEPT = "public,max-age=31536000,immutable"
"""A year: the name changes with the content."""


@cache
def _content(name: str) -> bytes:
    return files("bookdesk.server").joinpath("static", name).read_bytes()


@cache
def address_of(name: str) -> str:
    """Return where a page finds an asset."""
    digest = hashlib.sha256(_content(name)).hexdigest()[:12]
    return f"{FOLDER}{digest}/{name}"


def asset(digest: str, name: str) -> Response | None:
    """Return an asset; None for a name, or a content, that there is not."""
    if name not in _KINDS or address_of(name) != f"{FOLDER}{digest}/{name}":
        return None
    return Response(_content(name), media_type=_KINDS[name], headers={"cache-control": _KEPT})
