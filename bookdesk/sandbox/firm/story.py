"""What a story is: a client, what there is to see, and how it comes about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bookdesk.sandbox.firm.scene import Scene
from bookdesk.sandbox.papers.truth import Party

_ZONES = {"AU": "Australia/Perth", "GB": "Europe/London", "IE": "Europe/Dublin", "DE": "Europe/Berlin"}
_CURRENCIES = {"AU": "AUD", "GB": "GBP", "IE": "EUR", "DE": "EUR"}


@dataclass(frozen=True, slots=True)
class Story:
    """A client's story: `key` names it, `says` tells in a sentence what there is to see, `tell` lets it happen."""

    key: str
    client: Party
    says: str
    tell: Callable[[Scene], None]

    @property
    def zone(self) -> str:
        """The client's time zone."""
        return _ZONES[self.client.country]

    @property
    def currency(self) -> str:
        """The client's currency."""
        return _CURRENCIES[self.client.country]
