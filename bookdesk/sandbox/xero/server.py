"""The sockets: the API on one port, and on another the control routes that only a test or the demo uses.

Control routes (JSON): POST /clock {"advance": seconds} · POST /faults {"kind", "method", "path", "times", ...} ·
DELETE /faults · POST /listen {"open": false} refuses connections · POST /release answers what is held ·
POST /organisations {"name", "country"} · POST /lock {"tenant", "name", "date"} · POST /tokens {"client_id"} ·
GET /requests, GET /records/{kind}?tenant= and GET /limits tell what happened.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from urllib.parse import parse_qsl

from bookdesk.sandbox.loopback import LOOPBACK, Exchange, Heard, Listener
from bookdesk.sandbox.xero import settings
from bookdesk.sandbox.xero.faults import Fault, Kind, Plan
from bookdesk.sandbox.xero.identity import issue_pair
from bookdesk.sandbox.xero.messages import Record, Refusal, Reply, Request, answer, not_found
from bookdesk.sandbox.xero.service import Service

_HOLD_AT_MOST = 120.0
_GATEWAY_PAGE = Reply(502, b"<html><body><h1>502 Bad Gateway</h1></body></html>", {"Content-Type": "text/html"})


class Standin:
    """The two listeners around a service."""

    def __init__(self, service: Service, port: int = 0, control_port: int = 0) -> None:
        """Bind both to the loopback interface; port 0 takes a free one."""
        self.service, self.plan = service, Plan()
        self.held = threading.Event()
        self._api: Listener | None = Listener(port, self._serve_api)
        self.port = self._api.server_port
        self._control = Listener(control_port, self._serve_control)
        self.control_port = self._control.server_port

    @property
    def base_url(self) -> str:
        """Return the address that stands for api.xero.com."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def control_url(self) -> str:
        """Return the address of the control routes."""
        return f"http://{LOOPBACK}:{self.control_port}"

    def start(self) -> None:
        """Serve in the background."""
        if self._api:
            self._api.start()
        self._control.start()

    def stop(self) -> None:
        """Close both listeners."""
        self.held.set()
        self.listen(wanted=False)
        self._control.stop()

    def listen(self, *, wanted: bool) -> None:
        """Refuse connections to the API, or accept them again on the same port."""
        if wanted and self._api is None:
            self._api = Listener(self.port, self._serve_api)
            self._api.start()
        elif not wanted and self._api is not None:
            self._api.stop()
            self._api = None

    def _serve_api(self, heard: Heard, handler: Exchange) -> None:
        request = _request(heard)
        fault = self.plan.next(request.method, request.path)
        number = self.service.record_request(request, fault)
        refusal = self.service.admit(request)
        if refusal is not None:
            self.service.record_status(number, refusal.status)
            _write(handler, refusal)
            return
        try:
            self._carry(request, fault, number, handler)
        finally:
            self.service.release(request)

    def _carry(self, request: Request, fault: Fault | None, number: int, handler: Exchange) -> None:
        """Let the service answer, as far as the fault lets the request in and the answer out."""
        kind = fault.kind if fault else None
        if kind is Kind.LATE and fault:
            self.service.arrive_late(request, fault.seconds)
        if kind in {Kind.LATE, Kind.DROP_REQUEST}:
            handler.cut()
            return
        reply = _GATEWAY_PAGE if kind is Kind.BAD_GATEWAY else self.service.handle(request, fault)
        self.service.record_status(number, reply.status)
        if kind is Kind.HOLD_RESPONSE:
            self.held.wait(_HOLD_AT_MOST)
        if kind is Kind.DROP_RESPONSE:
            handler.cut()
        elif kind is Kind.TRUNCATED:
            _write(handler, reply, upto=len(reply.body) // 2)
        else:
            _write(handler, reply)

    def _serve_control(self, heard: Heard, handler: Exchange) -> None:
        request = _request(heard)
        try:
            _write(handler, self._control_reply(request))
        except Refusal as refusal:
            _write(handler, refusal.reply)
        except (KeyError, TypeError, ValueError) as wrong:
            _write(handler, answer({"error": str(wrong)}, 400))

    def _control_reply(self, request: Request) -> Reply:
        body: Record = request.json() if request.body else {}
        route = f"{request.method} /{request.path.strip('/').partition('/')[0]}"
        act = self._controls().get(route)
        with self.service.lock:
            return not_found() if act is None else answer(act(body, request))

    def _controls(self) -> dict[str, Callable[[Record, Request], object]]:
        """Return what each control route does; the result is its JSON answer."""
        service, state = self.service, self.service.state
        return {
            "POST /clock": lambda body, _: service.advance(float(body["advance"])),
            "POST /faults": lambda body, _: self.plan.add(body),
            "DELETE /faults": lambda *_: self.plan.clear(),
            "POST /listen": lambda body, _: self.listen(wanted=bool(body["open"])),
            "POST /release": lambda *_: self.held.set(),
            "POST /organisations": lambda body, _: {"tenant": self._found(body)},
            "POST /lock": self._lock,
            "POST /tokens": lambda body, _: issue_pair(state, body["client_id"], service.clock.now()),
            "GET /requests": lambda *_: state.log(),
            "GET /records": lambda _, request: [
                record for _, record in state.all(request.query.get("tenant", ""), request.path.rpartition("/")[2])
            ],
            "GET /limits": lambda *_: {"most_at_once": service.limits.most_at_once},
        }

    def _found(self, body: Record) -> str:
        service = self.service
        return settings.found_organisation(service.state, body["name"], body["country"], service.clock.now())

    def _lock(self, body: Record, request: Request) -> None:
        day = date.fromisoformat(body["date"]) if body.get("date") else None
        settings.set_lock_date(self.service.context(body["tenant"], request), body["name"], day)


def _request(heard: Heard) -> Request:
    return Request(heard.method, heard.path, dict(parse_qsl(heard.query)), heard.headers, heard.body)


def _write(handler: Exchange, reply: Reply, upto: int | None = None) -> None:
    handler.write(reply.status, reply.headers, reply.body, upto)
