"""Paid online: the pay portal's invoice page, what it takes in of a gateway's messages, and the desk that catches up.

The portal is the program that a host runs, one worker on SQLite, in a process of its own; what loads it is this
process. The baseline of both is the least Starlette page (`hello.py`) under the same server and the same load.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import count, cycle, islice
from pathlib import Path

from bookdesk.bench.load import Load, get, loaded, post
from bookdesk.bench.measure import Measurement, against, median, percentile
from bookdesk.bench.paidonline import caught_up
from bookdesk.bench.portalhost import SECRET, Hosted, hello, hosted_portal
from bookdesk.gateways.stripe.webhooks import sign
from bookdesk.sandbox.stripe.messages import Asked
from bookdesk.sandbox.stripe.settings import FULL_KEY
from bookdesk.sandbox.stripe.world import World

_INVOICES, _ROUNDS, _PAGES, _CONNECTIONS = 50, 5, 2_000, 8
_OFFERED, _OFFERED_PAGES, _COMMITS = 300, 6_000, 20
_MESSAGES, _SENDERS = 2_000, 16
_OFFERED_MESSAGES = 800
_WAITING = 64
"""Connections that stand ready at a fixed rate: more than ever wait while the server keeps up."""
_PAYMENTS = 2_500
_OK, _TAKEN = 200, 204
_HELLO = "hello world"
_INTENT = {"amount": "11000", "currency": "eur", "metadata": {"reference": "of the benchmark"}}


def run(data: Path | None) -> Iterator[Measurement]:
    """Measure portal and desk; `data` is not used."""
    del data
    with hosted_portal(_INVOICES) as portal, hello() as least:
        yield from _pages(portal, least)
        yield from _messages(portal, least)
    yield from caught_up(_PAYMENTS)


def _pages(portal: Hosted, least: int) -> Iterator[Measurement]:
    asked = [get(path) for path in islice(cycle(portal.pages), max(_PAGES, _OFFERED_PAGES))]
    greeted = [get("/")] * len(asked)
    for port, requests in ((portal.port, asked), (least, greeted)):  # warm both
        loaded(port, requests[:_INVOICES], _OK, connections=_CONNECTIONS)
    pairs = [
        (
            loaded(portal.port, asked[:_PAGES], _OK, connections=_CONNECTIONS).rate,
            loaded(least, greeted[:_PAGES], _OK, connections=_CONNECTIONS).rate,
        )
        for _ in range(_ROUNDS)
    ]
    pages, hellos = median([pair[0] for pair in pairs]), median([pair[1] for pair in pairs])
    yield against("portal-page", "pages/s", pages, _HELLO, hellos, ">= 0.60 x", _ROUNDS)
    yield from _pages_anew(portal, least, asked[:_INVOICES], greeted[:_INVOICES])
    own = loaded(portal.port, asked[:_OFFERED_PAGES], _OK, connections=_WAITING, rate=_OFFERED)
    other = loaded(least, greeted[:_OFFERED_PAGES], _OK, connections=_WAITING, rate=_OFFERED)
    aims = {50: "none", 95: "< 20 ms", 99: "< 50 ms"}
    yield from _times(f"portal-page-at-{_OFFERED}/s", own, other, aims)


def _pages_anew(portal: Hosted, least: int, asked: Sequence[bytes], greeted: Sequence[bytes]) -> Iterator[Measurement]:
    """Look once at each page after a commit, which makes old all that the portal remembers."""
    own, other = [], []
    for _ in range(_COMMITS):
        portal.commit()
        own.append(loaded(portal.port, asked, _OK, connections=_CONNECTIONS).rate)
        other.append(loaded(least, greeted, _OK, connections=_CONNECTIONS).rate)
    yield against("portal-page-after-a-commit", "pages/s", median(own), _HELLO, median(other), "none", _COMMITS)


def _messages(portal: Hosted, least: int) -> Iterator[Measurement]:
    """Send messages as a gateway would, each once, and see that each is stored."""
    bodies = _bodies()
    fast = [next(bodies) for _ in range(_MESSAGES * _ROUNDS)]
    even = [next(bodies) for _ in range(_OFFERED_MESSAGES * _ROUNDS)]
    pairs = []
    for start in range(0, len(fast), _MESSAGES):
        some = fast[start : start + _MESSAGES]
        own = loaded(portal.port, _signed(portal.hook, some), _TAKEN, connections=_SENDERS)
        other = loaded(least, _signed("/", some), _TAKEN, connections=_SENDERS)
        pairs.append((own.rate, other.rate))
    taken, swallowed = median([pair[0] for pair in pairs]), median([pair[1] for pair in pairs])
    yield against("portal-messages", "messages/s", taken, "reading bodies only", swallowed, ">= 800/s", _ROUNDS)
    own = loaded(portal.port, _signed(portal.hook, even), _TAKEN, connections=_WAITING, rate=_OFFERED_MESSAGES)
    other = loaded(least, _signed("/", even), _TAKEN, connections=_WAITING, rate=_OFFERED_MESSAGES)
    if portal.stored() != len(fast) + len(even):
        raise RuntimeError(f"{len(fast) + len(even)} messages were sent, and {portal.stored()} stored.")
    yield from _times(f"portal-messages-at-{_OFFERED_MESSAGES}/s", own, other, {50: "none", 95: "< 25 ms", 99: "none"})


def _times(name: str, own: Load, other: Load, aims: dict[int, str]) -> Iterator[Measurement]:
    for share, aim in aims.items():
        mine, least = (percentile(one.each, share) * 1_000 for one in (own, other))
        yield against(f"{name}-p{share}", "ms", mine, _HELLO, least, aim, len(own.each))


def _bodies() -> Iterator[bytes]:
    """Return messages of the gateway's own shape, each under an id of its own and about an object of its own."""
    world = World()
    world.handle(Asked("POST", "/v1/payment_intents", _INTENT, {"authorization": f"Bearer {FULL_KEY}"}))
    event = json.dumps(next(iter(world.events)))
    for number in count():
        whole = json.loads(event)
        whole["id"] = f"evt_bench{number:08}"
        whole["data"]["object"]["id"] = f"pi_bench{number:08}"
        yield json.dumps(whole).encode()


def _signed(path: str, bodies: Sequence[bytes]) -> Sequence[bytes]:
    """Return requests signed now: a signature is believed for five minutes."""
    now = datetime.now(UTC)
    return [post(path, body, Stripe_Signature=sign(body, SECRET, now)) for body in bodies]
