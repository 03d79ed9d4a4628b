"""The way into every page: the link or the session first, then the form's token, then the page itself.

A link that is wrong, over, revoked or somebody else's ends at one and the same page, and so does a thing that is not
his. GET and HEAD pass here without writing anything but a link that led nowhere, which is counted against guessing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from bookdesk.core.errors import NotAllowed, Unreachable
from bookdesk.gateways.port import AnswerLost, Refused
from bookdesk.server.pages.document import document_page
from bookdesk.server.pages.errors import cannot_reach, changed_form, not_there, signed_out, too_many
from bookdesk.server.pages.forms import read_form
from bookdesk.server.pages.port import AccountGrant, DocumentGrant, Limited, PortalServices
from bookdesk.server.pages.settings import PageSettings
from bookdesk.server.pages.speech import Speech, accepted, speech_of
from bookdesk.server.pages.visit import Form, Visit
from bookdesk.server.security.cookies import session_id, set_cookie
from bookdesk.server.security.forgery import FIELD, is_ours

DocumentHandler = Callable[[Visit, DocumentGrant], Response | None]
AccountHandler = Callable[[Visit, AccountGrant], Response | None]

_LOG = logging.getLogger("bookdesk.server.pages")
_AWAY = 503
_LONGEST_TOKEN = 128
_PREFIX = 8
"""Signs of a token by which tries are counted: too few to be of use to anybody who reads them."""


class Opens(StrEnum):
    """What a page needs to be opened."""

    LINK = "link"
    OWN_DOCUMENT = "document of the account"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class Page:
    """One route below its door: `path` from there, `form_bytes` what a form may weigh, `bare` without a form's token.

    `bare` is for the one request that a mail program makes by itself: one-click unsubscribing (RFC 8058).
    """

    path: str
    method: str
    handler: DocumentHandler | AccountHandler
    form_bytes: int = 0
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request brings, read before a worker thread takes over."""

    method: str
    parts: Mapping[str, str]
    cookie: str
    address: str
    languages: str
    checked: bool
    form: Form


@dataclass(frozen=True, slots=True)
class Door:
    """What stands before one page: `__call__` is its endpoint."""

    services: PortalServices
    settings: PageSettings
    opens: Opens
    page: Page

    async def __call__(self, request: Request) -> Response:
        """Read what was sent, within its bounds, and answer: in a worker thread, unless all of it is at hand."""
        form = Form()
        if request.method == "POST":
            form = await read_form(request, self.settings, self.page.form_bytes)
        asked = Asked(
            request.method,
            request.path_params,
            session_id(request.cookies),
            request.client.host if request.client else "",
            request.headers.get("accept-language", ""),
            "checked" in request.query_params,
            form,
        )
        return self.answer(asked) if self._at_hand(asked) else await run_in_threadpool(self.answer, asked)

    def _at_hand(self, asked: Asked) -> bool:
        """Whether a look at a document needs nothing of the database: handing it to a thread would cost most of it."""
        if asked.method == "POST" or self.opens is not Opens.LINK or self.page.path:
            return False
        return self.services.at_hand(asked.parts["token"])

    def answer(self, asked: Asked) -> Response:
        """Return the page, or the page that says why not."""
        if wait := self.services.wait(Limited.BAD_LINK, asked.address):
            return too_many(accepted(asked.languages), wait)
        account = self._account(asked)
        if account is None and self.opens is not Opens.LINK:
            return signed_out(accepted(asked.languages))
        opened = self._open(asked, account)
        if opened is None:
            self.services.spend(Limited.BAD_LINK, asked.address, asked.parts.get("token", "")[:_PREFIX])
            return not_there(accepted(asked.languages))
        visit = self._visit(asked, opened)
        return self._refusal(asked, visit) or self._turn(visit, opened) or not_there(accepted(asked.languages))

    def _account(self, asked: Asked) -> AccountGrant | None:
        if self.opens is Opens.LINK or not asked.cookie:
            return None
        return self.services.session(asked.cookie)

    def _open(self, asked: Asked, account: AccountGrant | None) -> DocumentGrant | AccountGrant | None:
        if self.opens is Opens.LINK:
            token = asked.parts["token"]
            return self.services.link(token) if len(token) <= _LONGEST_TOKEN else None
        if self.opens is Opens.SESSION or account is None:
            return account
        return self.services.own_document(account, asked.parts["document"][:_LONGEST_TOKEN])

    def _visit(self, asked: Asked, opened: DocumentGrant | AccountGrant) -> Visit:
        return Visit(
            services=self.services,
            settings=self.settings,
            speech=speech_of(opened.locale),
            session_id=asked.cookie or self.settings.fresh_id(),
            new=not asked.cookie,
            address=asked.address,
            base=self._base(asked.parts),
            form=asked.form,
            parts=asked.parts,
            in_account=self.opens is not Opens.LINK,
            checked=asked.checked,
        )

    def _base(self, parts: Mapping[str, str]) -> str:
        return {
            Opens.LINK: f"/d/{parts.get('token', '')}",
            Opens.OWN_DOCUMENT: f"/account/d/{parts.get('document', '')}",
            Opens.SESSION: "/account",
        }[self.opens]

    def _refusal(self, asked: Asked, visit: Visit) -> Response | None:
        if asked.method != "POST" or self.page.bare:
            return None
        if wait := self.services.spend(Limited.ACT, asked.address, visit.base):
            return too_many(visit.speech, wait)
        if not is_ours(self.settings.secret, asked.cookie, asked.form.line(FIELD)):
            return _with_cookie(visit, changed_form(visit))
        return None

    def _turn(self, visit: Visit, opened: DocumentGrant | AccountGrant) -> Response | None:
        try:
            response = self.page.handler(visit, opened)  # type: ignore[arg-type] # the table pairs doors and handlers
        except (Unreachable, AnswerLost, Refused, NotAllowed) as reason:
            _LOG.warning("the gateway did not do as asked: %(error)s", {"error": type(reason).__name__})
            response = self._without_gateway(visit, opened)
        return None if response is None else _with_cookie(visit, response)

    def _without_gateway(self, visit: Visit, opened: DocumentGrant | AccountGrant) -> Response | None:
        """Return the document with its bank details where there is one, and the news that nobody can pay here now.

        A key that is refused is the firm's affair, not the customer's: to him the gateway is away.
        """
        if isinstance(opened, AccountGrant):
            return cannot_reach(visit)
        found = self.services.document(opened)
        return None if found is None else document_page(visit, found, _AWAY, "away")


def _with_cookie(visit: Visit, response: Response) -> Response:
    if visit.new and "set-cookie" not in response.headers:
        response.headers.append("set-cookie", set_cookie(visit.session_id))
    return response


def stranger_of(request: Request) -> Speech:
    """Return how to speak to somebody of whom nothing is known."""
    return accepted(request.headers.get("accept-language", ""))
