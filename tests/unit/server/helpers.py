"""What tests of the portal do again and again."""

from __future__ import annotations

from bookdesk.core.money import Money
from bookdesk.server.assembly import Portal
from bookdesk.server.collecting.paying import Result, Wish
from bookdesk.server.pages.port import DocumentGrant
from tests.support.desk import TOKEN

WHOLE = Money(10000, "EUR")


def begun(portal: Portal, document: str = "d1") -> str:
    """Begin an attempt to pay all of a document; returns the gateway's name of its page."""
    wish = Wish("koala", document, "contact1", "de", WHOLE, WHOLE, "https://p/done", "https://p/back")
    found = portal.services.paying.start(wish)
    assert found.result is Result.GO
    assert found.url is not None
    return found.url.rpartition("/")[2]


def work(portal: Portal) -> None:
    """Let the worker do all that is due."""
    while portal.worker.turn():
        pass


def grant(portal: Portal, token: str = TOKEN) -> DocumentGrant:
    """Return what a link opens."""
    found = portal.services.link(token)
    assert found is not None
    return found
