"""What a customer wishes: his language, and whether he wants reminders; and the way out of them in one click.

One-click unsubscribing is what a mail program does by itself (RFC 8058): a POST with no cookie and no token of ours, to
an address that only he has. A person who opens that address sees a button.
"""

from __future__ import annotations

from starlette.responses import Response

from bookdesk.server.locale import LANGUAGES
from bookdesk.server.pages.port import DocumentGrant
from bookdesk.server.pages.visit import Visit
from bookdesk.server.security.forgery import FIELD, is_ours

_WRONG, _REFUSED = 422, 403


def form(visit: Visit, grant: DocumentGrant) -> Response | None:
    """Return the form."""
    return _page(visit, grant, kept=visit.checked)


def _page(visit: Visit, grant: DocumentGrant, *, kept: bool = False, status: int = 200) -> Response | None:
    document = visit.services.document(grant)
    if document is None:
        return None
    wishes = visit.services.preferences(grant)
    return visit.page("preferences", status, document=document, wishes=wishes, kept=kept)


def keep(visit: Visit, grant: DocumentGrant) -> Response | None:
    """Keep what was chosen."""
    language = visit.form.line("language")
    if language not in LANGUAGES:
        return _page(visit, grant, status=_WRONG)
    visit.services.prefer(grant, language, reminders=visit.form.line("reminders") == "yes")
    return visit.go("/preferences?checked")


def unsubscribe_form(visit: Visit, grant: DocumentGrant) -> Response | None:
    """Return the page with the button."""
    document = visit.services.document(grant)
    return None if document is None else visit.page("unsubscribe", document=document, done=False)


def unsubscribe(visit: Visit, grant: DocumentGrant) -> Response | None:
    """Send no more reminders; the request is a mail program's, or comes from our button."""
    one_click = visit.form.line("List-Unsubscribe") == "One-Click"
    if not one_click and not is_ours(visit.settings.secret, visit.session_id, visit.form.line(FIELD)):
        return visit.page("errors/changed_form", _REFUSED)
    document = visit.services.document(grant)
    if document is None:
        return None
    visit.services.unsubscribe(grant)
    return visit.page("unsubscribe", document=document, done=True)
