"""The pages that say why something is not shown or was not done, each with what to do next."""

from __future__ import annotations

from starlette.responses import Response

from bookdesk.server.pages.painting import paint
from bookdesk.server.pages.speech import Speech
from bookdesk.server.pages.visit import Visit

_MINUTE = 60


def not_there(speech: Speech, status: int = 404) -> Response:
    """Return the one page for every link that opens nothing, whatever the reason."""
    return paint("errors/not_there", speech, {}, status)


def signed_out(speech: Speech) -> Response:
    """Return the page for whoever has no session, or no more: the same for both."""
    return paint("errors/signed_out", speech, {}, 403)


def too_many(speech: Speech, seconds: int) -> Response:
    """Return the page for whoever asked too often; he may again in so many seconds."""
    response = paint("errors/too_many", speech, {"minutes": max(1, -(-seconds // _MINUTE))}, 429)
    response.headers["retry-after"] = str(seconds)
    return response


def too_large(speech: Speech) -> Response:
    """Return the page for a form that weighs more than is taken."""
    return paint("errors/too_large", speech, {}, 413)


def not_understood(speech: Speech, status: int = 400) -> Response:
    """Return the page for a request that is no form of ours."""
    return paint("errors/not_understood", speech, {}, status)


def out_of_order(speech: Speech) -> Response:
    """Return the page for a fault of ours."""
    return paint("errors/out_of_order", speech, {}, 500)


def changed_form(visit: Visit) -> Response:
    """Return the page for a form that was not shown in this session: nothing was done, it is shown anew."""
    return visit.page("errors/changed_form", 403)


def cannot_reach(visit: Visit) -> Response:
    """Return the page for a gateway that does not answer."""
    return visit.page("errors/cannot_reach", 503)
