"""A pay portal to be measured: filled over the desks' own requests, then served by the program that a host runs."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import func, select

from bookdesk.bench.load import HOST, answers, free_port
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod
from bookdesk.protocol import boxes, commands, contents, messages, signing, versions
from bookdesk.protocol.commands import Command
from bookdesk.protocol.envelope import FIRM, FIRST, Request, body_hash, to_header
from bookdesk.protocol.envelopes import Chance, close
from bookdesk.protocol.events import Outcome
from bookdesk.protocol.messages import Answer, Result
from bookdesk.protocol.words import PaperKind, PaperState
from bookdesk.server import tenants
from bookdesk.server.gatewaydoor import HOOK_CONTEXT, KEY_CONTEXT
from bookdesk.server.heart import Heart
from bookdesk.server.pairing import new_code, pair
from bookdesk.server.run import open_heart
from bookdesk.server.settings import PortalSettings
from bookdesk.server.storage.base import stamp
from bookdesk.server.storage.engine import Store
from bookdesk.server.storage.moneytables import BucketRow, MessageRow
from bookdesk.server.sync.requests import Asked, Requests

SECRET = "whsec_of_the_benchmark"  # noqa: S105 - believed by nobody else
_KEY = "rk_test_ofthebenchmark0123456789"
_TENANT, _CURRENCY = "bench", "EUR"
_LINES, _NET, _TAX = 12, 1_000, 200
"""Lines of each invoice, and net and tax of one in minor units."""


@dataclass(frozen=True, slots=True)
class Hosted:
    """A portal that is served: the port, the paths of its invoices' pages, and the path of its gateway's messages."""

    port: int
    pages: Sequence[str]
    hook: str
    database: str

    def stored(self) -> int:
        """Return how many messages of the gateway are in the database."""
        store = Store(self.database)
        try:
            with store.reading() as session:
                return session.scalars(select(func.count()).select_from(MessageRow)).one()
        finally:
            store.close()

    def commit(self) -> None:
        """Commit something that no page shows: whatever is remembered until anybody commits is old."""
        store = Store(self.database)
        try:
            with store.writing() as session:
                session.add(BucketRow(key=os.urandom(8).hex(), level=0, at=stamp(datetime.now(UTC))))
        finally:
            store.close()


@contextmanager
def hosted_portal(invoices: int) -> Iterator[Hosted]:
    """Fill a portal on SQLite in a temporary folder and serve it; nobody answers in the gateway's place."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="bookdesk-bench-")))
        port, gateway = free_port(), f"http://{HOST}:{free_port()}"
        settings = PortalSettings(folder, address=f"http://{HOST}:{port}", port=port, gateway_url=gateway)
        heart = open_heart(settings)
        stack.callback(heart.store.close)
        hook, pages = _filled(heart, invoices)
        own = {"FOLDER": str(folder), "PORT": str(port), "ADDRESS": settings.address, "GATEWAY_URL": gateway}
        environment = {f"BOOKDESK_PORTAL_{name}": value for name, value in own.items()}
        stack.enter_context(served("bookdesk.server", port, environment=environment))
        yield Hosted(port, pages, hook, settings.database_url)


@contextmanager
def hello() -> Iterator[int]:
    """Serve the least page; yields its port."""
    port = free_port()
    with served("bookdesk.bench.hello", port, str(port)):
        yield port


@contextmanager
def served(module: str, port: int, *words: str, environment: dict[str, str] | None = None) -> Iterator[None]:
    """Run a module that serves on a port, in a process of its own, and end it afterwards."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("BOOKDESK_PORTAL_")}
    child = subprocess.Popen(  # noqa: S603 - our own
        [sys.executable, "-m", module, *words],
        env=plain | (environment or {}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        answers(port)
        yield
    finally:
        child.kill()  # what it holds goes with its folder
        child.wait()


@dataclass
class _Device:
    """A device that sends commands as a desk does, each batch signed and after the one before."""

    heart: Heart
    tenant: str
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    seq: int = 0
    prev: str = FIRST

    def send(self, *sent: Command) -> Sequence[Result]:
        """Send commands; `RuntimeError` where one was not taken."""
        self.seq += 1
        encoded = [commands.KINDS.encode(one) for one in sent]
        raw = [messages.command(f"{self.seq}-{n}", one["kind"], one["data"]) for n, one in enumerate(encoded)]
        batch = messages.Batch(versions.spoken(), tuple(sorted(versions.CAPABILITIES)), tuple(raw))
        body, path, now = messages.to_json(batch), "/sync/commands", self.heart.now()
        name = f"r{self.seq}"
        request = Request(self.tenant, "bench", self.seq, self.prev, name, now, "POST", path, body_hash(body))
        reply = Requests(self.heart).commands(Asked(to_header(request, self.key), "POST", path, body))
        self.prev = request.hash()
        results = messages.from_json(Answer, reply.body).results
        if {one.outcome for one in results} != {Outcome.APPLIED}:
            raise RuntimeError(f"The portal did not take what it was sent: {results}")
        return results


def _filled(heart: Heart, invoices: int) -> tuple[str, Sequence[str]]:
    """Open a tenant with a gateway and publish invoices; returns the gateway's path and that of each page."""
    firm, desk = _Device(heart, FIRM), _Device(heart, _TENANT)
    pair(heart, messages.Pairing(new_code(heart), "bench", signing.public_of(firm.key), "Bench", versions.spoken()))
    register = commands.RegisterDevice(_TENANT, "bench", signing.public_of(desk.key), "Bench")
    given = json.loads(firm.send(commands.OpenTenant(_TENANT), register)[0].given)
    box = given["box_key"]
    sealed = (_boxed(box, KEY_CONTEXT, _KEY), (_boxed(box, HOOK_CONTEXT, SECRET),))
    desk.send(_settings(), commands.SetGateway("stripe", "acct", *sealed))
    tokens = [os.urandom(32).hex() for _ in range(invoices)]
    for number, token in enumerate(tokens):
        desk.send(_paper(heart, box, number, token))
    return given["hook"], [f"/d/{token}" for token in tokens]


def _settings() -> commands.SetTenant:
    return commands.SetTenant(
        display_name="Bench GmbH",
        locale="en",
        currency=_CURRENCY,
        zone="Europe/Berlin",
        methods=(PayMethod.CARD, PayMethod.BANK_DEBIT),
        part_payment=True,
        auto_pay=True,
    )


def _paper(heart: Heart, box: str, number: int, token: str) -> commands.PublishDocument:
    now, document, amount = heart.now(), f"d{number}", Money(_LINES * (_NET + _TAX), _CURRENCY)
    place = tenants.paper_place(_TENANT, document, 1)
    link = commands.Link(hashlib.sha256(token.encode()).hexdigest(), "kim", now + timedelta(days=90))
    return commands.PublishDocument(
        document,
        1,
        kind=PaperKind.INVOICE,
        number=f"INV-{number}",
        state=PaperState.ISSUED,
        amount=amount,
        open=amount,
        included=(),
        as_of=now,
        issued=now.date(),
        due=now.date() + timedelta(days=14),
        customer=commands.Customer(f"customer{number}", (), "en-IE"),
        links=(link,),
        envelope=close(contents.to_bytes(_content(amount)), place, box, _chance()),
    )


def _content(amount: Money) -> contents.PaperContent:
    return contents.PaperContent(
        contents.Party("Bench GmbH", ("Weg 1", "10115 Berlin")),
        contents.Party("Koala Ltd", ("Road 2", "Dublin")),
        total=amount,
        lines=tuple(contents.Line(f"Olives of the grove {n}", Money(_NET, _CURRENCY)) for n in range(_LINES)),
        taxes=(contents.Tax("20 % VAT", Money(_LINES * _TAX, _CURRENCY)),),
        contacts=(contents.ContactMail("kim", "kim@customer.example"),),
        bank=(contents.BankDetail(contents.BankField.IBAN, "DE02 1203 0000 0000 2020 51"),),
    )


def _boxed(box: str, what: str, secret: str) -> str:
    own = _chance()
    return boxes.seal(box, f"{what}/{_TENANT}", secret.encode(), own.box_key, own.nonce)


def _chance() -> Chance:
    return Chance(os.urandom(32), os.urandom(12), os.urandom(12), X25519PrivateKey.generate())
