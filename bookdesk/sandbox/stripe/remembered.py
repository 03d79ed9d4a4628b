"""Idempotency keys: an answer is replayed for 24 hours, whatever it was, once execution had begun.

Facts (the gateway's API reference): the first answer is kept whether it succeeded or failed, 500 included; not where
parameters were not understood or another request with the key was under way; other parameters are refused; keys have at
most 255 characters and are forgotten after at least 24 hours; only requests that write are guarded.
"""

from __future__ import annotations

from dataclasses import dataclass

from bookdesk.sandbox.stripe.messages import Answer, Asked, Record, conflict, misused_key, unreadable

_LONGEST = 255
_HOUR = 3600


@dataclass
class _First:
    """The first request under a key."""

    at: int
    path: str
    given: Record
    answer: Answer | None = None


class Remembered:
    """What was answered under each key."""

    def __init__(self, hours: int) -> None:
        """Forget after so many hours."""
        self._life = hours * _HOUR
        self._known: dict[str, _First] = {}
        self._held: set[str] = set()

    def begin(self, asked: Asked, now: int) -> Answer | None:
        """Return the answer to replay, or None where the request is new; refuse a key that is misused or in use."""
        key = key_of(asked)
        if key is None:
            return None
        if len(key) > _LONGEST:
            raise unreadable("Idempotency keys have at most 255 characters.", "parameter_invalid", "idempotency_key")
        known = self._known.get(key)
        if known is None or known.at + self._life <= now:
            self._known[key] = _First(now, asked.path, asked.given)
            return None
        if (known.path, known.given) != (asked.path, asked.given):
            message = (
                "Keys for idempotent requests can only be used with the same parameters they were first used with. "
                f"Try using a key other than '{key}' if you meant to execute a different request."
            )
            raise misused_key(message)
        if key in self._held or known.answer is None:
            message = f"There is currently another in-progress request using this Idempotent Key ('{key}')."
            raise conflict(message)
        headers = {**known.answer.headers, "Idempotent-Replayed": "true"}
        if known.answer.status >= 500:  # noqa: PLR2004 - an error of the server: trying again gives the same
            headers["Stripe-Should-Retry"] = "false"
        return Answer(known.answer.status, known.answer.text, headers)

    def finish(self, asked: Asked, answer: Answer | None, *, held: bool = False) -> None:
        """Keep the answer, or with None forget that there was a request; `held`: it is still on its way."""
        key = key_of(asked)
        if key is None:
            return
        if answer is None:
            self._known.pop(key, None)
            return
        self._known[key].answer = answer
        if held:
            self._held.add(key)

    def release(self) -> None:
        """Let what was held arrive."""
        self._held.clear()


def key_of(asked: Asked) -> str | None:
    """Return the key of a request that writes."""
    return asked.headers.get("idempotency-key") or None if asked.method == "POST" else None
