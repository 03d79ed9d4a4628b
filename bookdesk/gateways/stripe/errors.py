"""What a failure at Stripe means: surely not done, refused and why, or nobody knows. Pure.

Statuses, types and codes are those of Stripe's API reference ("errors") and of its lists of decline codes. A change
whose earlier try may have been carried out stays unknown, whatever the later try was told, unless Stripe answers for
the key of the request itself: then it tells the result of whichever try it carried out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import stripe

from bookdesk.core.errors import BookDeskError, Unreachable
from bookdesk.gateways.port import AnswerLost, Refused
from bookdesk.gateways.stripe.transport import Broke

_UNAUTHORISED, _DECLINED, _FORBIDDEN, _CONFLICT, _TOO_MANY, _BROKEN = 401, 402, 403, 409, 429, 500
_SECRET = re.compile(r"\b((?:sk|rk|pk|whsec)_(?:live_|test_)?)[A-Za-z0-9]+")
_RIGHT = re.compile(r"\brak_([a-z_]+)_(read|write)\b")
_LONGEST = 300

SOFT = frozenset(
    {
        "approve_with_id",
        "bank_account_declined",
        "card_velocity_exceeded",
        "insufficient_funds",
        "issuer_not_available",
        "processing_error",
        "reenter_transaction",
        "try_again_later",
        "withdrawal_count_limit_exceeded",
    }
)
"""Reasons that may pass: no money now, a limit of the day, the bank away. Any other reason stands."""

_REMEDIES = {
    "amount_too_small": "The sum is below the least that Stripe takes: offer bank details for it.",
    "amount_too_large": "The sum is above the most that Stripe takes: ask for it in parts, or offer bank details.",
    "charge_already_refunded": "It was paid back before: look at the refunds of this payment.",
    "charge_disputed": "The customer disputed it with his bank: answer the dispute in Stripe instead.",
    "expires_at": "Put the clock of this machine right, then try again.",
    "insufficient_funds": "Wait until the balance at Stripe is larger, or top it up there.",
    "payment_method_unactivated": "Switch this way of paying on in Stripe, or do not offer it.",
    "idempotency_error": "Report this: it is a defect of BookDesk.",
    "parameter_unknown": "Report this: it is a defect of BookDesk.",
}
"""What to do, by Stripe's code or by the parameter it complains of."""


def meaning(failure: stripe.StripeError, *, changes: bool, doubtful: bool) -> BookDeskError:
    """Return what a failure means; `changes` for a request that changes something.

    `doubtful` says that one of its tries may have been carried out without our knowing.
    """
    if isinstance(failure, stripe.APIConnectionError):
        why = failure.why if isinstance(failure, Broke) else "the connection broke off"
        return _unknown(why, changes=changes and doubtful)
    status, error = failure.http_status or 0, _error(failure.json_body)
    if error is None or status >= _BROKEN or status == _CONFLICT:
        return _unknown(f"status {status}" if status else "its answer cannot be read", changes=changes)
    if status in {_UNAUTHORISED, _FORBIDDEN, _TOO_MANY} and changes and doubtful:
        return _unknown("the connection broke off", changes=True)
    if status in {_UNAUTHORISED, _FORBIDDEN}:
        return _of_key(status, error)
    if status == _TOO_MANY:
        code = str(error.get("code") or "rate_limit")
        return Refused("Stripe has too much to do at once.", "Try again in a minute.", code=code, final=False)
    return _refused(status, error)


def lost(why: str) -> BookDeskError:
    """Return what is said of a change that was made before, or may have been, and cannot be looked up."""
    return _unknown(why, changes=True)


def misunderstood(why: str, *, changes: bool) -> BookDeskError:
    """Return what an answer means whose form is not the documented one: nothing is known of what it tells."""
    if changes:
        return _unknown("its answer is not understood", changes=True)
    return Unreachable(
        f"Stripe answers what this version does not understand ({cleaned(why)}).", "Update BookDesk; nothing is lost."
    )


def soft(code: str | None) -> bool:
    """Tell whether the reason of a failed charge may pass."""
    return code in SOFT


def declined(failure: stripe.StripeError) -> Mapping[str, Any] | None:
    """Return the payment that a bank refused, as it stands now, or None where this is another failure."""
    found = (_error(failure.json_body) or {}).get("payment_intent")
    return found if failure.http_status == _DECLINED and isinstance(found, Mapping) else None


def cleaned(text: object) -> str:
    """Return Stripe's words fit to be shown and kept: one line, not endless, no secret in it."""
    line = " ".join(str(text or "").split())
    return _SECRET.sub(r"\1…", line)[:_LONGEST]


def _unknown(why: str, *, changes: bool) -> BookDeskError:
    if changes:
        return AnswerLost(
            f"Stripe was asked and nobody knows what came of it ({why}).",
            "BookDesk looks it up at Stripe before anything else is done.",
        )
    return Unreachable(f"Stripe does not answer ({why}).", "Try again in a while; nothing is lost.")


def _of_key(status: int, error: Mapping[str, Any]) -> Refused:
    said = cleaned(error.get("message"))
    if status == _UNAUTHORISED:
        return Refused(
            "Stripe does not take the key: it was replaced, has ended or was copied wrongly.",
            "Make a restricted key in Stripe (Developers, API keys) and enter it.",
            code=str(error.get("code") or "key"),
        )
    right = _RIGHT.search(said)
    if right is None:
        return Refused(f"Stripe forbids this to the key: {said}", "Use a key of this account.", code="permission")
    return Refused(
        f"The key lacks the right to {right[2]} {right[1].replace('_', ' ')}.",
        "Give it that right in Stripe (Developers, API keys); the key stays the same.",
        code="permission",
    )


def _refused(status: int, error: Mapping[str, Any]) -> Refused:
    kind = "idempotency_error" if error.get("type") == "idempotency_error" else None
    code = str(error.get("decline_code") or error.get("code") or kind or error.get("param") or status)
    known = (_REMEDIES.get(str(word)) for word in (kind, code, error.get("code"), error.get("param")))
    remedy = next((words for words in known if words), "")
    said = cleaned(error.get("message")) or code
    return Refused(f"Stripe refuses: {said}", remedy, code=code, final=not soft(code))


def _error(body: object) -> Mapping[str, Any] | None:
    found = body.get("error") if isinstance(body, Mapping) else None
    return found if isinstance(found, Mapping) else None
