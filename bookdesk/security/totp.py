"""One-time codes by the clock: RFC 6238 over RFC 4226, with SHA-1, six digits and steps of 30 seconds. Pure.

SHA-1 because every authenticator knows it; in HMAC it is as sound here as its successors.
"""

from __future__ import annotations

import base64
import hmac
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

DIGITS: Final = 6
PERIOD: Final = 30
SECRET_BYTES: Final = 20
"""160 bits, as RFC 4226, 4 (R6) recommends."""
WINDOW: Final = 1
"""So many steps before and after the present one are accepted: clocks differ, and typing takes a while."""
_FAR: Final = 40
"""So many steps around are looked at to tell a clock that is off from a code that is wrong: twenty minutes."""


def step_at(instant: datetime) -> int:
    """Return the number of the step an instant lies in."""
    return int(instant.timestamp()) // PERIOD


def code_at(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """Return the code of a step."""
    digest = hmac.new(secret, step.to_bytes(8), "sha1").digest()
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4]) & 0x7FFF_FFFF
    return str(number % 10**digits).zfill(digits)


def find_step(secret: bytes, code: str, now: datetime) -> int | None:
    """Return the step, of those around `now`, whose code this is; the nearest of several, none if it is no code."""
    present = step_at(now)
    for distance in sorted(range(-_FAR, _FAR + 1), key=abs):
        step = present + distance
        if step >= 0 and hmac.compare_digest(code_at(secret, step), code):
            return step
    return None


def secret_text(secret: bytes) -> str:
    """Return the secret as authenticators take it when it is typed: base 32."""
    return base64.b32encode(secret).decode("ascii").rstrip("=")


def enrolment_uri(secret: bytes, issuer: str, account: str) -> str:
    """Return what a QR code tells an authenticator (the `otpauth` scheme that all of them read)."""
    label = f"{quote(issuer, safe='')}:{quote(account, safe='')}"
    facts = {"secret": secret_text(secret), "issuer": issuer, "algorithm": "SHA1", "digits": DIGITS, "period": PERIOD}
    return f"otpauth://totp/{label}?{urlencode(facts, quote_via=quote)}"
