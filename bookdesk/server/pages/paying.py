"""Paying: the wish goes to the heart, the customer to the gateway's own page; whatever he comes back with, we read.

At most three steps: the button; or another amount, typed and confirmed with what each way costs, then the button.
"""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod
from bookdesk.server.pages.document import document_page
from bookdesk.server.pages.port import DocumentGrant, PayAnswer, Paying, PayWish
from bookdesk.server.pages.visit import Visit
from bookdesk.server.views import DocumentView, LiveState

_CONFLICT, _WRONG, _AWAY = 409, 422, 503
_NOTICES = {
    Paying.CHANGED: ("changed", _CONFLICT),
    Paying.NOT_PAYABLE: ("not payable", _CONFLICT),
    Paying.BAD_METHOD: ("bad method", _WRONG),
    Paying.AWAY: ("away", _AWAY),
    Paying.HELD: ("", _AWAY),
}


def pay(visit: Visit, grant: DocumentGrant) -> Response | None:
    """Begin to pay: on to the gateway's page, or the page that says why not."""
    document = visit.services.document(grant)
    if document is None:
        return None
    amount = _minor(visit, document, "amount")
    if amount is None:
        return part_page(visit, document, "not an amount", status=_WRONG)
    wish = PayWish(
        amount=amount,
        seen=_minor(visit, document, "seen") or Money.zero(document.payable.currency),
        done_url=visit.url("/back"),
        back_url=visit.url(),
        method=_method(visit),
        keep=visit.form.line("keep") == "yes",
    )
    return _answered(visit, grant, visit.services.pay(grant, wish))


def _minor(visit: Visit, document: DocumentView, name: str) -> Money | None:
    minor = visit.form.whole(name)
    return Money(minor, document.payable.currency) if minor > 0 else None


def _method(visit: Visit) -> PayMethod | None:
    given = visit.form.line("method")
    return PayMethod(given) if given in set(PayMethod) else None


def _answered(visit: Visit, grant: DocumentGrant, answer: PayAnswer) -> Response | None:
    if answer.outcome is Paying.GO and answer.url and visit.settings.is_gateway(answer.url):
        return RedirectResponse(answer.url, 303)
    if answer.outcome in {Paying.UNDER_WAY, Paying.UNKNOWN}:
        return visit.go("/paying")
    document = visit.services.document(grant)
    if document is None:
        return None
    if answer.outcome is Paying.BAD_AMOUNT:
        return part_page(visit, document, "amount", status=_WRONG)
    notice, status = _NOTICES.get(answer.outcome, ("away", _AWAY))
    return document_page(visit, document, status, notice)


def part(visit: Visit, grant: DocumentGrant) -> Response | None:
    """Return the form for another amount."""
    document = visit.services.document(grant)
    if document is None or document.minimum is None:
        return None
    return part_page(visit, document) if document.can_begin else visit.go()


def part_page(visit: Visit, document: DocumentView, fault: str = "", *, status: int = 200) -> Response:
    """Return the form; `fault` names what is wrong with what was typed."""
    least, most = document.minimum or document.payable, document.maximum or document.payable
    typed = visit.form.line("typed")
    return visit.page("part", status, document=document, fault=fault, least=least, most=most, typed=typed)


def choose_part(visit: Visit, grant: DocumentGrant) -> Response | None:
    """Take the amount that was typed and show what paying just that costs by each way."""
    document = visit.services.document(grant)
    if document is None or document.minimum is None or document.maximum is None:
        return None
    amount = visit.speech.typed(visit.form.line("typed"), document.payable.currency)
    if amount is None:
        return part_page(visit, document, "not an amount", status=_WRONG)
    if not document.minimum <= amount <= document.maximum:
        return part_page(visit, document, "amount", status=_WRONG)
    offers = visit.services.offers(grant, amount)
    return visit.page("part_confirm", document=document, amount=amount, offers=offers)


def under_way(visit: Visit, grant: DocumentGrant) -> Response | None:
    """Return the page of the attempt that holds the document, for whoever comes a second time."""
    document = visit.services.document(grant)
    if document is None:
        return None
    return visit.page("paying", document=document) if document.live is not None else visit.go()


def resume(visit: Visit, grant: DocumentGrant) -> Response | None:
    """Go on with the attempt under way."""
    return _answered(visit, grant, visit.services.resume(grant))


def stop(visit: Visit, grant: DocumentGrant) -> Response:
    """Close the attempt under way; if it was paid meanwhile, the document says so."""
    visit.services.stop(grant)
    return visit.go()


def back(visit: Visit, grant: DocumentGrant) -> Response | None:
    """Return what is known of the attempt. The address tells nothing: only the gateway's word, as stored, counts."""
    document = visit.services.document(grant)
    if document is None:
        return None
    forgotten = document.live is None and document.hold is not None and document.hold.unread
    look = forgotten or (document.live is not None and document.live.state is not LiveState.PROCESSING)
    return visit.page("back", document=document, look=look, by_itself=look and not visit.checked)


def check(visit: Visit, grant: DocumentGrant) -> Response:
    """Have the attempt read at the gateway, then show what came of it."""
    visit.services.check(grant)
    return visit.go("/back?checked")
