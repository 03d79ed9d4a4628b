"""The person's part at the stand-in: opens the address for consent, agrees, and returns where he was sent back to."""

from __future__ import annotations

import requests

from bookdesk.core.errors import Unreachable

_SECONDS = 10
_FOUND = 302


def consent(url: str) -> str:
    """Return the address a browser would be sent back to; `Unreachable` where no stand-in answers."""
    try:
        answer = requests.get(url, allow_redirects=False, timeout=_SECONDS)
    except requests.RequestException as failure:
        raise Unreachable("The stand-in does not answer.", "Start it: python -m bookdesk.sandbox.xero.") from failure
    if answer.status_code != _FOUND:
        raise Unreachable(f"The stand-in answers {answer.status_code}.", "Check the address behind --base-url.")
    return str(answer.headers["Location"])
