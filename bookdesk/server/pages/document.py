"""One document: what it says, how it stands, and the one thing that is to be done about it."""

from __future__ import annotations

from starlette.responses import Response

from bookdesk.core.checkdigits import compact
from bookdesk.server.pages.painting import words
from bookdesk.server.pages.port import DocumentGrant
from bookdesk.server.pages.remembered import (
    BASE_MARK,
    KEY_MARK,
    Lasting,
    LastingPage,
    RememberedPages,
    addressed,
    keyed,
)
from bookdesk.server.pages.visit import Visit
from bookdesk.server.security.forgery import form_key
from bookdesk.server.views import BankDetails, BankField, DocumentView

_GROUPED = frozenset({BankField.IBAN})
_GROUP = 4
_PAGES = RememberedPages()


def show(visit: Visit, grant: DocumentGrant) -> Response | None:
    """Return the document's page."""
    document = visit.services.document(grant)
    if document is None:
        return None
    text = _PAGES.page(document, visit.speech, in_account=visit.in_account, painted=lambda: _painted(visit, document))
    whole = addressed(text, visit.base)
    page = LastingPage(keyed(whole, form_key(visit.settings.secret, visit.session_id)))
    page.headers["content-language"] = visit.speech.language
    if grant.expires is not None and document.holds_until is not None:
        page.lasting = Lasting(whole, min(grant.expires, document.holds_until))
    return page


def _painted(visit: Visit, document: DocumentView) -> str:
    own = {"base": BASE_MARK, "form_key": KEY_MARK, "in_account": visit.in_account}
    values: dict[str, object] = {"document": document, "notice": "", "bank": bank_rows(document.bank), **own}
    return words("document.html", visit.speech, values)


def document_page(visit: Visit, document: DocumentView, status: int = 200, notice: str = "") -> Response:
    """Return the page; `notice` names what has just happened, in the template's list."""
    return visit.page("document", status, document=document, notice=notice, bank=bank_rows(document.bank))


def bank_rows(bank: BankDetails | None) -> list[tuple[str, str]]:
    """Return label and value of what a bank wants to know, long numbers in groups of four."""
    if bank is None:
        return []
    return [(name.value, _grouped(value) if name in _GROUPED else value) for name, value in bank.fields]


def _grouped(value: str) -> str:
    plain = compact(value)
    return " ".join(plain[start : start + _GROUP] for start in range(0, len(plain), _GROUP))
