"""Kept ways to pay and automatic payment: each removed or revoked in two clicks, given by exact words only.

The words of the consent are the template's in the customer's language, and travel with it into the record. A form that
was shown before the words changed is shown anew, so that nobody agrees to what he did not read.
"""

from __future__ import annotations

import hashlib
from typing import Final

from starlette.responses import Response

from bookdesk.server.pages.painting import words
from bookdesk.server.pages.port import AccountGrant
from bookdesk.server.pages.speech import Speech
from bookdesk.server.pages.visit import Visit
from bookdesk.server.views import AccountView, FirmView, SavedMethod

CONSENT_VERSION: Final = "2026-12"
"""Changes whenever the words do; a test holds it to their hash."""
_CONFLICT, _WRONG = 409, 422


def consent_words(speech: Speech, firm: FirmView) -> str:
    """Return what a customer agrees to, as one paragraph of text."""
    return " ".join(words("consent.txt", speech, {"firm": firm}).split())


def words_key(text: str) -> str:
    """Return by what a form shows which words it carried."""
    return hashlib.sha256(text.encode()).hexdigest()


def show(visit: Visit, grant: AccountGrant) -> Response:
    """Return the kept ways, and the consent."""
    return _page(visit, visit.services.account(grant))


def _page(visit: Visit, account: AccountView, fault: str = "", status: int = 200) -> Response:
    text = consent_words(visit.speech, account.firm)
    return visit.page("methods", status, account=account, fault=fault, words=text, words_key=words_key(text))


def remove(visit: Visit, grant: AccountGrant) -> Response | None:
    """Ask once more, or forget a kept way."""
    account = visit.services.account(grant)
    method = _method(account, visit.parts["method"])
    if method is None:
        return None
    if visit.form.line("sure") != "yes":
        return visit.page("remove_method", account=account, method=method)
    return visit.go("/methods") if visit.services.remove_method(grant, method.id) else None


def _method(account: AccountView, wanted: str) -> SavedMethod | None:
    return next((method for method in account.methods if method.id == wanted), None)


def agree(visit: Visit, grant: AccountGrant) -> Response | None:
    """Record the consent, if it was ticked and the words are those that were shown."""
    account = visit.services.account(grant)
    method = _method(account, visit.form.line("method"))
    if not account.autopay_offered:
        return None
    if method is None or visit.form.line("agree") != "yes":
        return _page(visit, account, "not ticked", _WRONG)
    text = consent_words(visit.speech, account.firm)
    if visit.form.line("words") != words_key(text):
        return _page(visit, account, "new words", _CONFLICT)
    given = visit.services.give_consent(grant, method.id, text, CONSENT_VERSION)
    return visit.go("/methods") if given else None


def revoke(visit: Visit, grant: AccountGrant) -> Response:
    """End the consent."""
    visit.services.revoke_consent(grant)
    return visit.go("/methods")
