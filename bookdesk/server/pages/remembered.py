"""Pages of documents that did not change: painted once, then only the visitor's own two words are put in.

A view is the same object for as long as its document stands as it does (the heart remembers views), so that is what a
page is known by; it is held with its page, hence no other view can come to be at its address. What differs between
visitors is where the page is reached and the key of its forms: painted as two marks that nobody's text can contain.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Final

from starlette.responses import HTMLResponse

from bookdesk.server.pages.speech import Speech
from bookdesk.server.views import DocumentView

BASE_MARK: Final = f"base{secrets.token_hex(16)}"
KEY_MARK: Final = f"key{secrets.token_hex(16)}"
_MOST: Final = 1000
"""Pages of some five thousand bytes."""

STATE: Final = "look"
"""The name under which a page leaves its `Lasting` in the state of its request."""

Key = tuple[int, str, str, bool]


@dataclass(frozen=True, slots=True)
class Lasting:
    """A page with marks for the key of its forms, and the instant (UTC) to which it stays true if nobody commits."""

    text: str
    until: datetime


class LastingPage(HTMLResponse):
    """A page, and what may be shown of it again; `lasting` is None where nobody can tell."""

    lasting: Lasting | None = None


@dataclass
class RememberedPages:
    """Pages by the view they show, the language they speak and whether they stand within an account."""

    most: int = _MOST
    _known: OrderedDict[Key, tuple[DocumentView, str]] = field(default_factory=OrderedDict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def page(self, document: DocumentView, speech: Speech, *, in_account: bool, painted: Callable[[], str]) -> str:
        """Return the page with its marks, from `painted` where it is not remembered."""
        key: Key = (id(document), speech.language, str(speech.locale), in_account)
        with self._guard:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key][1]
        text = painted()
        with self._guard:
            self._known[key] = (document, text)
            while len(self._known) > self.most:
                self._known.popitem(last=False)
        return text


def addressed(text: str, base: str) -> str:
    """Return a page with where it is reached in the place of that mark."""
    return text.replace(BASE_MARK, escape(base))


def keyed(text: str, form_key: str) -> str:
    """Return a page with the key of its forms in the place of that mark."""
    return text.replace(KEY_MARK, form_key)
