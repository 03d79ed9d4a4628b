"""From one document to everything: a six-digit code by mail, spent by POST, opens a session under a fresh id.

A link opens one document and may have been passed on; only who reads the customer's mail sees the rest. The id that the
browser had before is worth nothing afterwards.
"""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from bookdesk.core.texts import digits
from bookdesk.server.pages.errors import too_many
from bookdesk.server.pages.port import AccountGrant, CodeAnswer, DocumentGrant, Limited
from bookdesk.server.pages.visit import Visit
from bookdesk.server.security.cookies import drop_cookie, set_cookie

_WRONG, _AWAY = 422, 503


def form(visit: Visit, grant: DocumentGrant) -> Response | None:
    """Return the page that offers to send a code."""
    return _page(visit, grant, "offer")


def _page(visit: Visit, grant: DocumentGrant, step: str, fault: str = "", status: int = 200) -> Response | None:
    document = visit.services.document(grant)
    if document is None:
        return None
    masked = visit.services.preferences(grant).masked_mail
    return visit.page("entry", status, document=document, step=step, fault=fault, masked=masked)


def send(visit: Visit, grant: DocumentGrant) -> Response | None:
    """Mail a code."""
    if wait := visit.services.spend(Limited.CODE_SENT, visit.address, grant.contact):
        return too_many(visit.speech, wait)
    if not visit.services.send_code(grant):
        return _page(visit, grant, "offer", "no mail", _AWAY)
    return visit.go("/everything/code")


def code_form(visit: Visit, grant: DocumentGrant) -> Response | None:
    """Return the form for the code."""
    return _page(visit, grant, "code")


def redeem(visit: Visit, grant: DocumentGrant) -> Response | None:
    """Spend the code and open the account."""
    if wait := visit.services.spend(Limited.CODE_TRIED, visit.address, grant.contact):
        return too_many(visit.speech, wait)
    fresh = visit.settings.fresh_id()
    answer = visit.services.redeem(grant, digits(visit.form.line("code", 20)), fresh)
    if isinstance(answer, CodeAnswer):
        return _page(visit, grant, "code", answer.value, _WRONG)
    visit.services.leave(visit.session_id)
    return RedirectResponse("/account", 303, headers={"set-cookie": set_cookie(fresh)})


def leave(visit: Visit, _grant: AccountGrant) -> Response:
    """End the session."""
    visit.services.leave(visit.session_id)
    response = visit.page("left")
    response.headers.append("set-cookie", drop_cookie())
    return response
