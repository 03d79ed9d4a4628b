"""A question or a dispute: about all of the document or some of its lines, in words, with files if need be."""

from __future__ import annotations

from starlette.responses import Response

from bookdesk.server.pages.port import DocumentGrant, Raised
from bookdesk.server.pages.visit import Visit
from bookdesk.server.views import DocumentView

_WRONG = 422
_MEGABYTE = 1024 * 1024


def form(visit: Visit, grant: DocumentGrant) -> Response | None:
    """Return the form."""
    document = visit.services.document(grant)
    return None if document is None else _page(visit, document)


def _page(visit: Visit, document: DocumentView, fault: str = "") -> Response:
    return visit.page(
        "question",
        _WRONG if fault else 200,
        document=document,
        fault=fault,
        text=visit.form.text("text"),
        ticked=visit.form.numbers("line"),
        disputed=visit.form.line("kind") == "dispute",
        most_files=visit.settings.files,
        megabytes=visit.settings.file_bytes // _MEGABYTE,
    )


def ask(visit: Visit, grant: DocumentGrant) -> Response | None:
    """Send it, or say what is wrong with it; what was typed is kept."""
    document = visit.services.document(grant)
    if document is None:
        return None
    if fault := _fault(visit):
        return _page(visit, document, fault)
    known = {line.number for line in document.lines}
    lines = [number for number in visit.form.numbers("line") if number in known]
    disputed = visit.form.line("kind") == "dispute"
    raised = visit.services.ask(grant, visit.form.text("text"), lines, visit.form.files, dispute=disputed)
    return visit.go("/question/sent") if raised is Raised.DONE else _page(visit, document, raised.value)


def _fault(visit: Visit) -> str:
    if not visit.form.text("text"):
        return "text"
    if len(visit.form.files) > visit.settings.files:
        return Raised.TOO_MANY.value
    if any(len(file.content) > visit.settings.file_bytes for file in visit.form.files):
        return Raised.FILE_SIZE.value
    return ""


def sent(visit: Visit, grant: DocumentGrant) -> Response | None:
    """Return the page that says it was sent."""
    document = visit.services.document(grant)
    return None if document is None else visit.page("question_sent", document=document)
