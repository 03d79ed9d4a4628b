"""Xero as an accounting provider: packed requests out, meanings and facts back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from bookdesk.core.errors import Unreachable
from bookdesk.formats import exactjson
from bookdesk.sync.intents import Intent
from bookdesk.sync.oauth import ReconnectNeeded
from bookdesk.sync.outbox_machine import Policy
from bookdesk.sync.ports import Answer, Denied, Hindrance, Lost, NotDone, Page, References, Sighting, Stream, Taken
from bookdesk.sync.providers.xero import errors, limits, mapping, packing, pulling
from bookdesk.sync.providers.xero.transport import Answered, Exchange, XeroClient, json_object

NAME = "xero"


class XeroProvider:
    """One connected organisation."""

    name = NAME
    system = "Xero"
    policy: Policy = limits.POLICY
    largest_attachment = limits.LARGEST_ATTACHMENT

    def __init__(self, client: XeroClient, organisation: str) -> None:
        """Speak through `client`."""
        self._client = client
        self.title = f"{organisation} ({self.system})"

    def pack(self, intent: Intent, references: References) -> str:
        """Return the request as text."""
        return packing.pack(intent, references)

    def send(self, packed: str, key: str, content: bytes | None) -> Answer:
        """Send it once, under `key`. What is taken back and refused may be gone already: that is looked up."""
        answer = self._send(packed, key, content)
        if isinstance(answer, Denied) and "undone" in mapping.unpack(packed):
            match self.look(packed):
                case Sighting((gone,)):
                    return gone
        return answer

    def _send(self, packed: str, key: str, content: bytes | None) -> Answer:
        request = mapping.unpack(packed)
        headers = {"Idempotency-Key": key, "Content-Type": request.get("media_type") or "application/json"}
        body = content if "media_type" in request else _body(request)
        exchange = self._call(request["method"], request["path"], headers, body)
        if isinstance(exchange, NotDone):
            return exchange
        failed = errors.meaning(exchange)
        return failed if failed is not None else _received(request, exchange)

    def look(self, packed: str) -> Sighting | NotDone | Lost:
        """Look for it by its mark."""
        request = mapping.unpack(packed)
        exchange = self._call("GET", request["look"]["path"], {}, None)
        if isinstance(exchange, NotDone):
            return exchange
        failed = errors.meaning(exchange)
        match failed:
            case None if isinstance(exchange, Answered):
                return mapping.sighting(request, _records(request, json_object(exchange.body)))
            case Denied(reasons, status, support):
                return Lost(" ".join(reasons), status, support)
            case NotDone() | Lost():
                return failed
        return Lost("the look gave no answer")

    def agreed(self, packed: str) -> Mapping[str, str]:
        """Return what a packed document said."""
        return mapping.agreed(mapping.unpack(packed))

    def pull(self, stream: Stream, cursor: str | None) -> Iterator[Page]:
        """Yield what changed; `Unreachable` where Xero does not answer properly."""
        return pulling.pages(stream, cursor, self._get)

    def _call(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Exchange | NotDone:
        """Call, with a failed renewal of access as what it is: nothing was sent."""
        try:
            return self._client.call(method, path, headers=headers, body=body)
        except ReconnectNeeded as ended:
            return NotDone(Hindrance.UNAUTHORISED, str(ended))
        except Unreachable as silent:
            return NotDone(Hindrance.UNREACHABLE, str(silent))

    def _get(self, path: str, headers: Mapping[str, str]) -> Mapping[str, Any]:
        exchange = self._client.call("GET", path, headers=headers)
        failed = errors.meaning(exchange)
        if failed is None and isinstance(exchange, Answered):
            return json_object(exchange.body)
        raise Unreachable(f"Xero does not answer ({_words(failed)}).", "Try again later; nothing is lost.")


def _body(request: mapping.Packed) -> bytes | None:
    return exactjson.dumps(request["body"]).encode() if "body" in request else None


def _received(request: mapping.Packed, exchange: Exchange) -> Answer:
    """Read the record of a 200; without one the outcome is open."""
    if not isinstance(exchange, Answered):
        return Lost("no answer")
    support = errors.request_id(exchange.headers)
    answer = json_object(exchange.body)
    listed = [answer] if request["method"] == "DELETE" else answer.get(request["list"])
    if not isinstance(listed, list) or len(listed) != 1 or not isinstance(listed[0], dict):
        return Lost("the answer does not hold the record", exchange.status, support)
    return replace(mapping.taken(request, listed[0]), status=exchange.status, request_id=support)


def _records(request: mapping.Packed, answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the records a look is about; allocations stand inside their credit note or overpayment."""
    if request["list"] == "Allocations":
        holders = [*(answer.get("CreditNotes") or []), *(answer.get("Overpayments") or [])]
        return [item for one in holders for item in one.get("Allocations") or []]
    return list(answer.get(request["list"]) or [])


def _words(failed: Answer | None) -> str:
    match failed:
        case NotDone(why, detail):
            return f"it {why}: {detail}" if detail else f"it {why}"
        case Lost(detail):
            return detail
        case Denied(reasons):
            return " ".join(reasons)
        case Taken() | None:
            return "no reason given"
