"""What an exchange with Xero means: taken, denied, surely not done, or lost. And its words, made fit for a person."""

from __future__ import annotations

import math
from collections.abc import Mapping

from bookdesk.sync.ports import Answer, Denied, Hindrance, Lost, NotDone
from bookdesk.sync.providers.xero import limits
from bookdesk.sync.providers.xero.transport import Answered, Broken, Exchange, Held, Unsent, json_object

_OK, _BAD, _UNAUTHORISED, _FORBIDDEN, _MISSING, _TOO_LARGE, _TOO_MANY = 200, 400, 401, 403, 404, 413, 429
_REMEDIES = (
    ("lock date", "Give it a posting date after the lock, or unlock the period in Xero."),
    ("has been archived", "Restore the account in Xero, or map it to another."),
    ("is not a valid code for this document", "Map the account to one that Xero allows here."),
    ("cannot be used with account code", "Change the tax code or the account of that line."),
    ("does not exist or cannot be used", "Map the tax code to one that is in use."),
    ("already assigned to another contact", "Map it to the contact Xero has."),
    ("contact is archived", "Restore the contact in Xero."),
    ("exceeds the amount outstanding", "Look at it in Xero: somebody has recorded a payment or credit there."),
    ("exceeds the remaining credit", "Look at it in Xero: somebody has used or paid back a part of it there."),
    ("Authorised documents", "Look at it in Xero: it is paid, void or still a draft there."),
    ("cannot be voided", "Take back in Xero what was recorded on it there, then try again."),
    ("must be unique", "Another document in Xero has this number: link it to that one, or give that one another."),
    ("Idempotency-Key", "Report this: it is a defect of BookDesk."),
)


def meaning(exchange: Exchange) -> Answer | None:
    """Return what a failed exchange means, or None for a 200 with a JSON object, which the caller reads."""
    match exchange:
        case Unsent(why):
            return NotDone(Hindrance.UNREACHABLE, why)
        case Broken(why):
            return Lost(why)
        case Held(seconds):
            return NotDone(Hindrance.THROTTLED, "", math.ceil(seconds))
        case Answered():
            return _of_answer(exchange)


def request_id(headers: Mapping[str, str]) -> str | None:
    """Return the id by which Xero's support finds a request."""
    return headers.get("Xero-Correlation-Id")


def _of_answer(answer: Answered) -> Answer | None:
    support, status = request_id(answer.headers), answer.status
    if status == _OK:
        return None if json_object(answer.body) else Lost("the answer cannot be read", status, support)
    if status in {_UNAUTHORISED, _FORBIDDEN}:
        detail = str(json_object(answer.body).get("Detail") or "")
        return NotDone(Hindrance.UNAUTHORISED, detail, None, status, support)
    if status == _TOO_MANY:
        which = answer.headers.get("X-Rate-Limit-Problem", "")
        return NotDone(Hindrance.THROTTLED, which, limits.retry_after(answer.headers), status, support)
    if status in {_BAD, _MISSING, _TOO_LARGE}:
        return Denied(_reasons(answer), status, support)
    return Lost(f"status {status}", status, support)


def _reasons(answer: Answered) -> tuple[str, ...]:
    """Return Xero's validation messages, each with what to do about it where that is known."""
    body = json_object(answer.body)
    elements = body.get("Elements")
    found = [
        str(error.get("Message"))
        for element in (elements if isinstance(elements, list) else [])
        for error in element.get("ValidationErrors") or []
    ]
    if not found:
        plain = body.get("Message") or answer.body[:200].decode("utf-8", "replace")
        found = [str(plain) or f"Xero answers {answer.status}."]
    return tuple(_with_remedy(message) for message in dict.fromkeys(found))


def _with_remedy(message: str) -> str:
    known = next((remedy for part, remedy in _REMEDIES if part.casefold() in message.casefold()), None)
    return f"Xero says: {message} {known}" if known else f"Xero says: {message}"
