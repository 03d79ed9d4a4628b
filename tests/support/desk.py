"""A desk for tests of the portal: pairs, sends commands in order, pulls and verifies events."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod
from bookdesk.protocol import boxes, commands, contents, events, messages, signing, versions
from bookdesk.protocol.chain import Position, verified
from bookdesk.protocol.commands import Command
from bookdesk.protocol.envelope import FIRST, Request, body_hash, to_header
from bookdesk.protocol.envelopes import Chance, Envelope, close
from bookdesk.protocol.messages import Answer, Result, Standing
from bookdesk.protocol.words import PaperKind, PaperState
from bookdesk.server import tenants
from bookdesk.server.assembly import Portal
from bookdesk.server.sync.pulling import Pulling
from bookdesk.server.sync.requests import Asked, Reply, Requests
from tests.support.memorygateway import SECRET

TOKEN = "token-of-a-link-with-256-bits-of-chance-in-it"  # noqa: S105 - a link's, in tests


def chance() -> Chance:
    return Chance(os.urandom(32), os.urandom(12), os.urandom(12), X25519PrivateKey.generate())


@dataclass
class Desk:
    """A device and what it knows: its last request, its last event."""

    portal: Portal
    tenant: str
    device: str = "desk1"
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    seq: int = 0
    prev: str = FIRST
    position: Position = field(default_factory=Position)
    box: str = ""
    hook: str = ""
    sent: int = 0

    def request(self, method: str, path: str, body: bytes, seq: int) -> tuple[Request, Asked]:
        now = self.portal.heart.now()
        prev = self.prev if seq else FIRST
        request = Request(self.tenant, self.device, seq, prev, f"r{seq}", now, method, path, body_hash(body))
        return request, Asked(to_header(request, self.key), method, path, body)

    def write(self, path: str, body: bytes) -> Reply:
        """Send the next request; whoever it was taken from is the next one's forerunner."""
        request, asked = self.request("POST", path, body, self.seq + 1)
        requests, pulling = Requests(self.portal.heart), Pulling(self.portal.heart)
        is_ack = path == "/sync/ack"
        reply = requests.write(asked, pulling.acknowledge) if is_ack else requests.commands(asked)
        if reply.status == 200:
            self.seq, self.prev = request.seq, request.hash()
        return reply

    def send(self, *sent: Command) -> tuple[Result, ...]:
        """Send commands, each under a key of its own; returns what became of them."""
        raw = []
        for command in sent:
            self.sent += 1
            encoded = commands.KINDS.encode(command)
            raw.append(messages.command(f"{self.device}-{self.sent}", encoded["kind"], encoded["data"]))
        return self.send_raw(*raw)

    def send_raw(self, *raw: messages.RawCommand) -> tuple[Result, ...]:
        batch = messages.Batch(versions.spoken(), tuple(sorted(versions.CAPABILITIES)), raw)
        reply = self.write("/sync/commands", messages.to_json(batch))
        assert reply.status == 200, reply.body
        return messages.from_json(Answer, reply.body).results

    def pull(self) -> list[events.Event]:
        """Pull and verify what is new."""
        found: list[events.Event] = []
        while True:
            page = messages.page_from_json(self.read(f"/sync/events?after={self.position.n}&hash={self.position.hash}"))
            public = signing.public_of(self.portal.heart.keys.signing)
            self.position = verified(public, self.tenant, self.position, page)
            found += [events.from_content(event.kind, event.content or "") for event in page.events]
            if self.position.n >= page.head:
                return found

    def read(self, path: str) -> bytes:
        _, asked = self.request("GET", path, b"", 0)
        requests, pulling = Requests(self.portal.heart), Pulling(self.portal.heart)
        reply = requests.read(asked, pulling.standing if path == "/sync/state" else pulling.events)
        assert reply.status == 200, reply.body
        return reply.body

    def standing(self) -> Standing:
        return messages.from_json(Standing, self.read("/sync/state"))

    def ack(self) -> None:
        reply = self.write("/sync/ack", messages.to_json(messages.Ack(self.position.n, self.position.hash)))
        assert reply.status == 200, reply.body

    def closed(self, content: bytes, where: str) -> Envelope:
        return close(content, where, self.box, chance())

    def boxed(self, what: str, secret: str) -> str:
        own = chance()
        return boxes.seal(self.box, f"{what}/{self.tenant}", secret.encode(), own.box_key, own.nonce)

    def settings(self, **changed: Any) -> commands.SetTenant:  # noqa: ANN401 - fields of the settings
        """Return settings of a tenant that lets its customers do everything."""
        settings: dict[str, Any] = {
            "display_name": "Deli GmbH",
            "locale": "en",
            "currency": "EUR",
            "zone": "Europe/Berlin",
            "methods": (PayMethod.CARD, PayMethod.BANK_DEBIT),
            "part_payment": True,
            "auto_pay": True,
        }
        return commands.SetTenant(**settings | changed)

    def set_up(self, **changed: Any) -> None:  # noqa: ANN401 - as above
        """Send settings and the gateway."""
        gateway = commands.SetGateway(
            "memory", "acct", self.boxed("gateway key", "rk_test"), (self.boxed("webhook secret", SECRET),)
        )
        results = self.send(self.settings(**changed), gateway)
        assert {result.outcome for result in results} == {events.Outcome.APPLIED}, results

    def paper(self, document: str = "d1", version: int = 1, **changed: Any) -> commands.PublishDocument:  # noqa: ANN401 - fields
        """Return a document to be published."""
        now = self.portal.heart.now()
        amount = changed.pop("amount", Money(10000, "EUR"))
        content = changed.pop("content", None) or paper_content(amount)
        fields: dict[str, Any] = {
            "kind": PaperKind.INVOICE,
            "number": "INV-1",
            "state": PaperState.ISSUED,
            "open": amount,
            "included": (),
            "as_of": now,
            "issued": now.date(),
            "due": now.date() + timedelta(days=14),
            "customer": commands.Customer("cust1", (), "de-AT"),
            "links": (link(now),),
        }
        closed = self.closed(contents.to_bytes(content), tenants.paper_place(self.tenant, document, version))
        return commands.PublishDocument(document, version, amount=amount, envelope=closed, **fields | changed)


def link(now: datetime, token: str = TOKEN, contact: str = "contact1") -> commands.Link:
    return commands.Link(hashlib.sha256(token.encode()).hexdigest(), contact, now + timedelta(days=90))


def paper_content(amount: Money, **changed: Any) -> contents.PaperContent:  # noqa: ANN401 - fields of a paper
    line = contents.Line("Olives", amount)
    whole: dict[str, Any] = {
        "lines": (line,),
        "taxes": (contents.Tax("0 % VAT", Money(0, amount.currency)),),
        "contacts": (contents.ContactMail("contact1", "kim@example.org"),),
        "bank": (contents.BankDetail(contents.BankField.IBAN, "DE02 1203 0000 0000 2020 51"),),
    }
    seller, buyer = contents.Party("Deli GmbH", ("Weg 1",)), contents.Party("Koala Pty Ltd", ("Road 2",))
    return contents.PaperContent(seller, buyer, total=amount, **whole | changed)


def opened(portal: Portal, firm: Desk, tenant: str = "koala") -> Desk:
    """Open a tenant with the firm's device, register a device for it, and set it up."""
    desk = Desk(portal, tenant)
    register = commands.RegisterDevice(tenant, desk.device, signing.public_of(desk.key), "Kim's desk")
    made, registered = firm.send(commands.OpenTenant(tenant), register)
    assert registered.outcome is events.Outcome.APPLIED, registered
    given = json.loads(made.given)
    desk.box, desk.hook = given["box_key"], given["hook"]
    return desk
