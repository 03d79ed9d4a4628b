"""The events that the guide has people choose at Stripe are Stripe's, and of kinds that are read."""

from __future__ import annotations

import re

from stripe.params import WebhookEndpointCreateParams

from bookdesk.gateways.stripe.reading import KINDS
from tests.house.sources import ROOT

GUIDE = (ROOT / "docs" / "guide" / "portal.md").read_text("utf-8")


def named() -> list[str]:
    table = GUIDE.partition("| Events to choose at Stripe")[2].partition("\n\n")[0]
    return re.findall(r"`([a-z_]+\.[a-z_.]+)`", table)


def stripes() -> set[str]:
    """Return every event that its client may subscribe to, out of the annotation."""
    listed = str(WebhookEndpointCreateParams.__annotations__["enabled_events"])
    return set(re.findall(r"[a-z_]+(?:\.[a-z_]+)+", listed))


def test_every_event_of_the_guide_is_one_of_stripes_and_is_read() -> None:
    found = named()
    assert len(found) == len(set(found)) > 20
    assert set(found) <= stripes()
    of = {"charge.dispute": "dispute"}
    kinds = {of.get(name.rpartition(".")[0], re.sub(r"\.(async_payment_\w+|\w+)$", "", name)) for name in found}
    assert kinds <= set(KINDS)
    assert kinds == set(KINDS)
