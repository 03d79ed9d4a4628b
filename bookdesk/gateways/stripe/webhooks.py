"""Stripe's messages, believed only by their signature: over the raw bytes, in constant time, before any reading. Pure.

The header `Stripe-Signature` holds `t=<seconds>` and one or more `v1=<hex>`, each an HMAC-SHA256 under an endpoint's
secret over `<seconds>.<body>` (Stripe's page "verify webhook signatures", with its tolerance of five minutes). While a
secret is exchanged Stripe signs with both, and we may know both.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from bookdesk.formats import exactjson
from bookdesk.gateways.port import Forged, RawEvent
from bookdesk.gateways.stripe import limits, mapping, shapes

_HEADER = "stripe-signature"
_THIN = "v2.core.event"
_LONGEST_HEADER = 4096
_MOST_SIGNATURES = 16
_STAMP = re.compile(r"\d{1,10}", re.ASCII)
_SIGNATURE = re.compile(r"[0-9a-f]{64}", re.ASCII)


def verify(body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime) -> tuple[RawEvent, ...]:
    """Return the event in a message, or raise `Forged`; see `port.VerifyWebhook`."""
    if len(body) > limits.LARGEST_MESSAGE:
        raise _forged("it is larger than any of Stripe's")
    stamp, signatures = _told(headers)
    if not _signed(body, stamp, signatures, secrets):
        raise _forged("its signature is not Stripe's")
    if abs(now - datetime.fromtimestamp(int(stamp), UTC)) > limits.TOLERANCE:
        raise _forged("it was signed at another time")
    return (_event(body),)


def kept(body: str) -> RawEvent | None:
    """Return the event in a message that was believed before and kept; None for what is none."""
    try:
        return _event(body.encode())
    except Forged:
        return None


def sign(body: bytes, secret: str, at: datetime) -> str:
    """Return the header by which a message is believed: for stand-ins."""
    stamp = str(int(at.timestamp()))
    return f"t={stamp},v1={_mac(body, stamp, secret)}"


def _told(headers: Mapping[str, str]) -> tuple[str, list[str]]:
    found = next((value for name, value in headers.items() if name.lower() == _HEADER), "")
    if not found or len(found) > _LONGEST_HEADER:
        raise _forged("it is not signed")
    parts = [part.strip().partition("=") for part in found.split(",")]
    stamps = [value for name, _, value in parts if name == "t"]
    signatures = [value for name, _, value in parts if name == "v1" and _SIGNATURE.fullmatch(value)]
    if len(stamps) != 1 or not _STAMP.fullmatch(stamps[0]) or not 1 <= len(signatures) <= _MOST_SIGNATURES:
        raise _forged("it is not signed as Stripe signs")
    return stamps[0], signatures


def _signed(body: bytes, stamp: str, signatures: Sequence[str], secrets: Sequence[str]) -> bool:
    """Compare every signature with every secret, whichever fits, so that the time taken tells nothing."""
    fits = False
    for secret in secrets:
        expected = _mac(body, stamp, secret) if secret.strip() else ""
        for signature in signatures:
            fits |= hmac.compare_digest(expected, signature)
    return fits


def _mac(body: bytes, stamp: str, secret: str) -> str:
    return hmac.new(secret.encode(), b"%s.%s" % (stamp.encode(), body), hashlib.sha256).hexdigest()


def _event(body: bytes) -> RawEvent:
    try:
        text = body.decode("utf-8")
        found = exactjson.loads(text)
    except (ValueError, RecursionError) as failure:
        raise _forged("it cannot be read") from failure
    if not isinstance(found, dict) or shapes.too_deep(found):
        raise _forged("it holds no event")
    try:
        return _thin(found, text) if found.get("object") == _THIN else mapping.event(found, text)
    except shapes.Misshapen as failure:
        raise _forged(f"it is no whole event ({failure})") from failure


def _thin(found: exactjson.Object, text: str) -> RawEvent:
    """Return an event of Stripe's second interface, which is not read: kept, so that a person sees it."""
    return RawEvent(
        id=shapes.text(found, "id"),
        kind=shapes.text(found, "type"),
        created=_moment(shapes.text(found, "created")),
        api_version=None,
        object_kind="",
        object_id="",
        body=text,
        known=False,
    )


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as failure:
        raise shapes.Misshapen("an event with no time") from failure


def _forged(why: str) -> Forged:
    return Forged(f"A message in Stripe's name is not believed: {why}.", "Look up in Stripe what happened.")
