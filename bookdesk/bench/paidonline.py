"""A desk that was away catches up: thousands of a gateway's events pulled into real encrypted books and booked.

The gateway is the stand-in, asked by its official client in this process, without sockets: what the stand-in itself
takes is in the figures, and is told by the baseline, which reads the same events and keeps nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from secrets import token_bytes
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TypeVar

from sqlalchemy import select

from bookdesk.bench.measure import Measurement, absolute, against
from bookdesk.core.clock import MovableClock
from bookdesk.core.identifiers import ClientId, DeviceId, UserId, new_id
from bookdesk.gateways.catalogue import Access
from bookdesk.gateways.port import Gateway
from bookdesk.gateways.references import spelled
from bookdesk.gateways.stripe.client import StripeGateway
from bookdesk.ledger.salesposting import post_invoice
from bookdesk.models.account import Account, TaxCode
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.history import Actor
from bookdesk.models.invoice import Invoice, InvoiceKind, InvoiceLine, InvoiceStatus
from bookdesk.receivables.online.connection import Reach
from bookdesk.receivables.online.service import OnlineService
from bookdesk.sandbox.stripe import acts
from bookdesk.sandbox.stripe.messages import Asked
from bookdesk.sandbox.stripe.settings import FULL_KEY, Settings
from bookdesk.sandbox.stripe.transport import InProcess
from bookdesk.sandbox.stripe.world import World
from bookdesk.store.client_file import create_books
from bookdesk.store.desk import Desk
from bookdesk.store.places import Places
from bookdesk.takeon.service import TakeOnService
from bookdesk.takeon.starting import profile

_Result = TypeVar("_Result")

_ME = Actor(UserId("bench"), DeviceId("bench"))
_KEY = "rk_test_bench"
_RIGHTS = (
    "account:read",
    "balance:read",
    "charge:write",
    "checkout_session:write",
    "dispute:read",
    "event:read",
    "payment_intent:read",
    "payment_method:read",
    "payout:read",
)
_TODAY = date(2026, 7, 1)
_GROSS, _TAX, _CURRENCY = 11_000, 1_000, "AUD"
_CHUNK, _APART = 250, 60
"""Invoices issued in one change; seconds between two payments."""


def caught_up(payments: int) -> Iterator[Measurement]:
    """Measure a look at the gateway after so many customers paid, one invoice each."""
    with _shop() as shop:
        begin = shop.cursor()
        for invoice in shop.issue(payments):
            shop.pays(invoice)
        shop.meet()
        alone, read, _ = _timed(lambda: shop.read(begin))
        service = OnlineService(shop.desk, Reach(shop.opens, practice=True))
        wall, looked, cpu = _timed(service.look)
    if looked.pulled.events != read or looked.booked.booked < payments:
        raise RuntimeError(f"{read} events of {payments} payments were told, but: {looked}")
    name = f"online-look-{looked.pulled.events}-events"
    yield against(name, "s", wall, "reading the events", alone, "< 10 s for 10,000", 1)
    yield absolute(f"{name}-cpu", "CPU s", cpu, "none", 1)
    yield absolute(f"{name}-booked", "moves", looked.booked.booked, f">= {payments}", 1)


@dataclass
class _Shop:
    """A client who is paid online, and the gateway where his customers pay."""

    desk: Desk
    world: World
    clock: MovableClock

    def opens(self, _name: str, access: Access) -> Gateway:
        """Open the gateway in this process."""
        return StripeGateway(
            access.key, self.clock, account=access.account, practice=True, network=InProcess(self.world), tries=0
        )

    def cursor(self) -> str:
        """Return where the gateway's events stand."""
        with closing(self.opens("stripe", Access(_KEY, practice=True))) as gateway:
            return gateway.list_events(None).cursor

    def read(self, cursor: str) -> int:
        """Read all events since, and keep none; returns how many."""
        count, more = 0, True
        with closing(self.opens("stripe", Access(_KEY, practice=True))) as gateway:
            while more:
                page = gateway.list_events(cursor)
                count, cursor, more = count + len(page.events), page.cursor, page.more
        return count

    def pays(self, invoice_id: str) -> None:
        """Let a customer pay an invoice whole, by card."""
        reference = spelled(new_id(), invoice_id)
        price = {"currency": "aud", "unit_amount": str(_GROSS), "product_data": {"name": "Work"}}
        told = {"attempt": reference, "reference": reference}
        given = {
            "mode": "payment",
            "success_url": "https://bench.example/",
            "line_items": [{"quantity": "1", "price_data": price}],
            "client_reference_id": reference,
            "metadata": told,
            "payment_intent_data": {"metadata": told},
        }
        headers = {"authorization": f"Bearer {FULL_KEY}"}
        made = self.world.handle(Asked("POST", "/v1/checkout/sessions", given, headers))
        acts.pay(self.world, made.json()["id"])
        self.world.advance(_APART)

    def meet(self) -> None:
        """Let the desk come back a minute after the last payment."""
        self.world.advance(_APART)
        self.clock.advance(self.world.now - int(self.clock.now().timestamp()))

    def issue(self, count: int) -> Sequence[str]:
        """Issue and book invoices of a line each to one customer; returns their ids."""
        with self.desk.books.change(Action.CONTACT_EDITED, "bench", actor=self.desk.actor) as work:
            customer = Contact(id=new_id(), name="Koala", customer=True)
            work.add(customer)
            work.commit()
        with self.desk.books.query() as session:
            account = session.scalars(select(Account.id).where(Account.code == "4-1000")).one()
            code = session.scalars(select(TaxCode.id).where(TaxCode.code == "GST")).one()
        made: list[str] = []
        while len(made) < count:
            with self.desk.books.change(Action.INVOICE_ISSUED, "bench", actor=self.desk.actor) as work:
                rows = [_invoice(f"INV-{len(made) + n}", customer.id) for n in range(min(_CHUNK, count - len(made)))]
                work.add(*rows)
                work.session.flush()
                work.add(*(_line(row, account, code) for row in rows))
                work.session.flush()
                for row in rows:
                    row.status = InvoiceStatus.ISSUED
                work.session.flush()
                for row in rows:
                    post_invoice(work, row, _TODAY)
                made += [row.id for row in rows]
                work.commit()
        return made


def _invoice(number: str, customer: str) -> Invoice:
    return Invoice(
        id=new_id(),
        kind=InvoiceKind.INVOICE,
        status=InvoiceStatus.DRAFT,
        number=number,
        contact_id=customer,
        document_date=_TODAY,
        posting_date=_TODAY,
        due_date=_TODAY + timedelta(days=30),
        currency=_CURRENCY,
        net=_GROSS - _TAX,
        tax=_TAX,
        total=_GROSS,
        billed_to={"name": "Koala"},
    )


def _line(row: Invoice, account: str, code: str) -> InvoiceLine:
    return InvoiceLine(
        invoice_id=row.id,
        position=1,
        description="work",
        quantity=Decimal(1),
        unit_price=Decimal(row.net) / 100,
        account_id=account,
        tax_code_id=code,
        tax_rate=Decimal("0.1"),
        net=row.net,
        tax=row.tax,
        gross=row.total,
    )


@contextmanager
def _shop() -> Iterator[_Shop]:
    clock = MovableClock(datetime(2026, 7, 1, 2, tzinfo=UTC))
    with (
        TemporaryDirectory(prefix="bookdesk-bench-") as folder,
        closing(create_books(Places(Path(folder)), ClientId("bench"), token_bytes(32), clock=clock)) as books,
    ):
        desk = Desk(books, _ME, clock)
        TakeOnService(desk).start(profile(name="Bench", country="AU", currency=_CURRENCY, zone=None, tax_id=None))
        world = World(1, int(clock.now().timestamp()), Settings(country="AU", currency="aud"))
        world.keys.add(_KEY, _RIGHTS)
        shop = _Shop(desk, world, clock)
        OnlineService(desk, Reach(shop.opens, practice=True)).connect("stripe", _KEY)
        shop.meet()
        yield shop


def _timed(work: Callable[[], _Result]) -> tuple[float, _Result, float]:
    """Return wall seconds, what came of it, and CPU seconds of this process."""
    wall, cpu = perf_counter(), process_time()
    result = work()
    return perf_counter() - wall, result, process_time() - cpu
