"""Keys and their rights: a full one, and restricted ones that read or write some resources only.

A right is `resource` and `read` or `write`; to write includes to read. The names in the refusal are the gateway's own
form (`rak_charge_read`). A key of the live mode is refused, so that nobody gets used to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from bookdesk.sandbox.stripe.messages import forbidden, unauthorised

_EVERYTHING = "*"
_RIGHT = re.compile(r"[a-z_]+:(read|write)")


class Keys:
    """The keys of one account."""

    def __init__(self, account: str, full: str) -> None:
        """Begin with one key that may do everything."""
        self._account = account
        self._rights: dict[str, frozenset[str]] = {full: frozenset({_EVERYTHING})}
        self._expired: set[str] = set()

    def add(self, secret: str, rights: Iterable[str]) -> str:
        """Add a restricted key with rights such as `charge:read`, `checkout_session:write`; return it."""
        wanted = frozenset(rights)
        wrong = sorted(right for right in wanted if not _RIGHT.fullmatch(right))
        if wrong:
            raise ValueError(f"not a right: {wrong[0]}")
        self._rights[secret] = wanted
        return secret

    def expire(self, secret: str) -> None:
        """Let a key be refused from now on."""
        self._expired.add(secret)

    def admit(self, headers: Mapping[str, str]) -> str:
        """Return the key of a request, or refuse it: none, unknown, expired, for another account."""
        kind, _, secret = headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not secret:
            raise unauthorised("You did not provide an API key. Provide it in the Authorization header (Bearer).")
        if secret in self._expired:
            raise unauthorised(f"Expired API Key provided: {_hidden(secret)}", "api_key_expired")
        if secret not in self._rights:
            raise unauthorised(f"Invalid API Key provided: {_hidden(secret)}")
        wanted = headers.get("stripe-account", self._account)
        if wanted != self._account:
            message = f"The provided key '{_hidden(secret)}' does not have access to account '{wanted}'."
            raise forbidden(message)
        return secret

    def check(self, secret: str, resource: str, deed: str) -> None:
        """Refuse what a key may not do; `deed` is `read` or `write`."""
        rights = self._rights[secret]
        if rights & {_EVERYTHING, f"{resource}:{deed}", f"{resource}:write"}:
            return
        needed = f"rak_{resource}_{deed}"
        message = (
            f"The provided key '{_hidden(secret)}' does not have the required permissions for this endpoint on account "
            f"'{self._account}'. Having the '{needed}' permission would allow this request to continue."
        )
        raise forbidden(message)


def _hidden(secret: str) -> str:
    return f"{secret[:8]}{'*' * 10}{secret[-4:]}"
