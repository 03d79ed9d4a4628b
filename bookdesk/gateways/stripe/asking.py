"""The one door to Stripe: a request through its own client, and what its answer or its failure means."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import quote

import stripe

from bookdesk.gateways.port import Refused
from bookdesk.gateways.stripe import errors, limits, shapes
from bookdesk.gateways.stripe.reading import Kind, Wanted
from bookdesk.gateways.stripe.shapes import Object
from bookdesk.gateways.stripe.transport import Watched

_READ, _WRITE = "get", "post"
_MISSING = "resource_missing"
_REPLAYED = "Idempotent-Replayed"
_FEW, _SHARE = 4, 4
"""From how many objects on a list is asked first, and how many of them justify a page of it."""

T = TypeVar("T")


class Door:
    """Requests with one key. Parameters have the client's types; answers are read as JSON, ten times faster."""

    def __init__(self, key: str, base: str, network: stripe.HTTPClient, tries: int) -> None:
        """Speak with `key` to `base`; a request is tried again up to `tries` times."""
        self._network = Watched(network)
        self._client = stripe.StripeClient(
            key,
            stripe_version=limits.API_VERSION,
            base_addresses={"api": base, "connect": base, "files": base, "meter_events": base},
            max_network_retries=tries,
            http_client=self._network,
        )

    def get(self, path: str, shape: Callable[[Object], T], given: Mapping[str, Any] | None = None) -> T:
        """Read an object and give it a form; `Unreachable` or `Refused`."""
        return self._ask(_READ, path, shape, given or {})[0]

    def maybe(self, path: str, shape: Callable[[Object], T], given: Mapping[str, Any] | None = None) -> T | None:
        """Read an object, or return None where Stripe has no such thing."""
        try:
            return self.get(path, shape, given)
        except Refused as refusal:
            if refusal.code != _MISSING:
                raise
            return None

    def post(
        self, path: str, shape: Callable[[Object], T], given: Mapping[str, Any], key: str | None = None
    ) -> tuple[T, bool]:
        """Change something under a key; the second value says that the answer is an old one, told again.

        A payment that a bank refused is an answer, too. Without a key the tries of one call share one of their own.
        """
        result, headers = self._ask(_WRITE, path, shape, {**given, "idempotency_key": key} if key else given)
        return result, headers.get(_REPLAYED) == "true"

    def page(self, path: str, given: Mapping[str, Any]) -> tuple[list[Object], bool]:
        """Read a page of a list, newest first, and whether older ones follow."""
        return self._ask(_READ, path, shapes.page, given)[0]

    def pages(self, path: str, given: Mapping[str, Any]) -> Iterable[Object]:
        """Read a whole list, newest first, a page at a time."""
        after: dict[str, str] = {}
        while True:
            found, more = self.page(path, {**given, "limit": limits.PAGE, **after})
            yield from found
            if not more or not found:
                return
            with understood():
                after = {"starting_after": shapes.text(found[-1], "id")}

    def several(self, kind: Kind, wanted: Wanted) -> list[Object]:
        """Read objects by id, many of them by few requests; those that Stripe does not have are left out.

        A few hundred objects of one time are a few pages of their list. What no page holds is asked for by itself, so
        that a wrong time costs a request, no object.
        """
        found = self._listed(kind, wanted) if kind.listed and len(wanted.told) >= _FEW else {}
        whole = {"expand": list(kind.along)} if kind.along else {}
        single = (self.maybe(at(kind.path, one), dict, whole) for one in wanted.told if one not in found)
        return [*found.values(), *(one for one in single if one is not None)]

    def close(self) -> None:
        """Let go of connections."""
        self._network.close()

    def _listed(self, kind: Kind, wanted: Wanted) -> dict[str, Object]:
        found: dict[str, Object] = {}
        given: dict[str, Any] = {
            "created": {"gte": wanted.earliest, "lte": wanted.latest},
            "limit": limits.PAGE,
            **({"expand": [f"data.{name}" for name in kind.along]} if kind.along else {}),
        }
        for _ in range(math.ceil(len(wanted.told) / _SHARE)):
            page, more = self.page(kind.path, given)
            found.update({one["id"]: one for one in page if shapes.word(one, "id") in wanted.told})
            if not more or not page or len(found) == len(wanted.told):
                break
            with understood():
                given["starting_after"] = shapes.text(page[-1], "id")
        return found

    def _ask(
        self, method: str, path: str, shape: Callable[[Any], T], given: Mapping[str, Any]
    ) -> tuple[T, Mapping[str, str]]:
        changes = method == _WRITE
        try:
            answer = self._client.raw_request(method, path, **given)
            data, headers = answer.data, answer.headers
        except stripe.StripeError as failure:
            refused = errors.declined(failure)
            if refused is None:
                raise errors.meaning(failure, changes=changes, doubtful=self._network.doubtful) from failure
            data, headers = refused, {}
        with understood(changes=changes):
            if not isinstance(data, Mapping) or shapes.too_deep(data):
                raise shapes.Misshapen("no object, or nested too deep")
            return shape(data), headers


@contextmanager
def understood(*, changes: bool = False) -> Iterator[None]:
    """Say of an answer that does not have the documented form what it means: nothing is known of what it tells."""
    try:
        yield
    except shapes.Misshapen as failure:
        raise errors.misunderstood(str(failure), changes=changes) from failure


def at(path: str, *steps: str) -> str:
    """Return an address below a path; names from outside cannot lead elsewhere."""
    return "/".join([path, *(quote(step, safe="") for step in steps)])
