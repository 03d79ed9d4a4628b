"""The table of pages, and the routes made of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bookdesk.server.pages import (
    account,
    document,
    entry,
    errors,
    estimate,
    methods,
    papers,
    paying,
    preferences,
    question,
)
from bookdesk.server.pages.assets import FOLDER, asset
from bookdesk.server.pages.doors import Door, Opens, Page, stranger_of
from bookdesk.server.pages.port import PortalServices
from bookdesk.server.pages.remembered import STATE, LastingPage
from bookdesk.server.pages.settings import PageSettings

_NOT_FOUND, _NOT_ALLOWED, _TOO_LARGE = 404, 405, 413


def document_pages(settings: PageSettings) -> tuple[Page, ...]:
    """Return the pages of one document, reached by its link or through the account."""
    return (
        Page("", "GET", document.show),
        Page("/pay", "POST", paying.pay),
        Page("/part", "GET", paying.part),
        Page("/part", "POST", paying.choose_part),
        Page("/paying", "GET", paying.under_way),
        Page("/resume", "POST", paying.resume),
        Page("/stop", "POST", paying.stop),
        Page("/back", "GET", paying.back),
        Page("/check", "POST", paying.check),
        Page("/paper", "POST", papers.take),
        Page("/receipt/{payment}", "GET", papers.receipt),
        Page("/receipt/{payment}", "POST", papers.take_receipt),
        Page("/accept", "GET", estimate.accept_form),
        Page("/accept", "POST", estimate.accept),
        Page("/decline", "GET", estimate.decline_form),
        Page("/decline", "POST", estimate.decline),
        Page("/question", "GET", question.form),
        Page("/question", "POST", question.ask, form_bytes=settings.files * settings.file_bytes),
        Page("/question/sent", "GET", question.sent),
        Page("/preferences", "GET", preferences.form),
        Page("/preferences", "POST", preferences.keep),
    )


LINK_PAGES: Final = (
    Page("/unsubscribe", "GET", preferences.unsubscribe_form),
    Page("/unsubscribe", "POST", preferences.unsubscribe, bare=True),
    Page("/everything", "GET", entry.form),
    Page("/everything", "POST", entry.send),
    Page("/everything/code", "GET", entry.code_form),
    Page("/everything/code", "POST", entry.redeem),
)
"""Pages that only a link leads to."""

ACCOUNT_PAGES: Final = (
    Page("", "GET", account.show),
    Page("/statement", "POST", account.take_statement),
    Page("/leave", "POST", entry.leave),
    Page("/methods", "GET", methods.show),
    Page("/methods/{method}/remove", "POST", methods.remove),
    Page("/consent", "POST", methods.agree),
    Page("/consent/revoke", "POST", methods.revoke),
)
"""Pages of the account."""


def page_routes(services: PortalServices, settings: PageSettings) -> list[Route]:
    """Return every route of the customer's pages."""
    own = document_pages(settings)
    return [
        *_routes("/d/{token}", Opens.LINK, (*own, *LINK_PAGES), services, settings),
        *_routes("/account/d/{document}", Opens.OWN_DOCUMENT, own, services, settings),
        *_routes("/account", Opens.SESSION, ACCOUNT_PAGES, services, settings),
        Route(FOLDER + "{digest}/{name}", _asset, methods=["GET"]),
    ]


def _routes(
    base: str, opens: Opens, pages: tuple[Page, ...], services: PortalServices, settings: PageSettings
) -> Iterator[Route]:
    for path, group in groupby(sorted(pages, key=attrgetter("path")), key=attrgetter("path")):
        doors = {page.method: Door(services, settings, opens, page) for page in group}
        yield Route(base + path, _Fork(doors), methods=list(doors))


class _Fork:
    """An endpoint that leads to the door of the method; HEAD goes through GET's, which only reads."""

    def __init__(self, doors: dict[str, Door]) -> None:
        self._doors = doors | ({"HEAD": doors["GET"]} if "GET" in doors else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as an application of its own."""
        request = Request(scope, receive, send)
        response = await self._doors[request.method](request)
        if isinstance(response, LastingPage):
            scope.setdefault("state", {})[STATE] = response.lasting
        await response(scope, receive, send)


def _asset(request: Request) -> Response:
    found = asset(request.path_params["digest"], request.path_params["name"])
    return errors.not_there(stranger_of(request)) if found is None else found


async def refused(request: Request, reason: Exception) -> Response:
    """Return the page for what the framework, or a form's bounds, refused."""
    status = reason.status_code if isinstance(reason, HTTPException) else _NOT_FOUND
    speech = stranger_of(request)
    if status in {_NOT_FOUND, _NOT_ALLOWED}:
        return errors.not_there(speech, status)
    return errors.too_large(speech) if status == _TOO_LARGE else errors.not_understood(speech, status)


async def broken(request: Request, _reason: Exception) -> Response:
    """Return the page for a fault of ours; the fault itself goes to the log and to whoever runs the portal."""
    return errors.out_of_order(stranger_of(request))
