"""Answering an estimate: a name is typed, the answer is shown once more, and only the second yes counts."""

from __future__ import annotations

from starlette.responses import Response

from bookdesk.server.pages.document import document_page
from bookdesk.server.pages.port import DocumentGrant
from bookdesk.server.pages.visit import Visit
from bookdesk.server.views import DocumentView

_CONFLICT, _WRONG = 409, 422
_SHORTEST_NAME = 2


def accept_form(visit: Visit, grant: DocumentGrant) -> Response | None:
    """Return the form to accept by."""
    return _form(visit, grant, "accept")


def decline_form(visit: Visit, grant: DocumentGrant) -> Response | None:
    """Return the form to decline by."""
    return _form(visit, grant, "decline")


def _form(visit: Visit, grant: DocumentGrant, answer: str) -> Response | None:
    document = visit.services.document(grant)
    if document is None:
        return None
    return _page(visit, document, answer) if document.can_be_answered else visit.go()


def _page(visit: Visit, document: DocumentView, answer: str, fault: str = "") -> Response:
    typed = {"name": visit.form.line("name"), "reason": visit.form.text("reason")}
    return visit.page(answer, _WRONG if fault else 200, document=document, fault=fault, typed=typed)


def accept(visit: Visit, grant: DocumentGrant) -> Response | None:
    """Ask once more, or accept."""
    return _answer(visit, grant, "accept")


def decline(visit: Visit, grant: DocumentGrant) -> Response | None:
    """Ask once more, or decline."""
    return _answer(visit, grant, "decline")


def _answer(visit: Visit, grant: DocumentGrant, answer: str) -> Response | None:
    document = visit.services.document(grant)
    if document is None:
        return None
    if not document.can_be_answered:
        return document_page(visit, document, _CONFLICT, "answered")
    name, reason = visit.form.line("name"), visit.form.text("reason")
    if len(name) < _SHORTEST_NAME:
        return _page(visit, document, answer, "name")
    if visit.form.line("sure") != "yes":
        typed = {"name": name, "reason": reason}
        return visit.page("sure", document=document, answer=answer, typed=typed)
    return _done(visit, grant, answer)


def _done(visit: Visit, grant: DocumentGrant, answer: str) -> Response | None:
    name, version = visit.form.line("name"), visit.form.whole("version")
    if answer == "accept":
        done = visit.services.accept(grant, name, version)
    else:
        done = visit.services.decline(grant, name, visit.form.text("reason"), version)
    if done:
        return visit.go()
    document = visit.services.document(grant)
    return None if document is None else document_page(visit, document, _CONFLICT, "other version")
