"""A client's desk and a stand-in Xero of its own, with approved bills to send and time that passes on request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import select

from bookdesk.core.clock import MovableClock
from bookdesk.core.identifiers import new_id
from bookdesk.core.vocabulary import DocumentKind, TaxMode
from bookdesk.models.actions import Action
from bookdesk.models.bill import Allocation, AllocationSource, Bill, BillKind, BillLine, BillStatus
from bookdesk.models.contact import BankScheme, PayeeAccount
from bookdesk.models.document import Document, DocumentState
from bookdesk.models.payment import Payment, PaymentRun, PaymentState, Rail, RunState
from bookdesk.store.desk import Desk
from bookdesk.sync.connection import Connecting, connected
from bookdesk.sync.service import SyncService
from tests.support.books import account_id, bank, client_desk, supplier, tax_code_id
from tests.unit.sandbox.xero.peer import Peer

ORIGINAL = b"%PDF-1.7 the original as it came " + bytes(range(256))


@dataclass
class Scene:
    """What a test holds."""

    desk: Desk
    peer: Peer
    boots: int = 0
    paused: list[float] = field(default_factory=list)

    @property
    def clock(self) -> MovableClock:
        assert isinstance(self.desk.clock, MovableClock)
        return self.desk.clock

    def pause(self, seconds: float) -> None:
        """Let time go by, on the desk and at Xero."""
        self.paused.append(seconds)
        self.wait(seconds)

    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.peer.control("POST", "clock", advance=seconds)

    def service(self, boot: str = "boot 1") -> SyncService:
        """The program started anew; on another `boot` the machine, too."""
        provider = connected(self.desk, practice=True, pause=self.pause)
        return SyncService(self.desk, provider, pause=self.pause, boot=boot)

    def connect(self) -> None:
        connecting = Connecting(self.desk, "app", base_url=self.peer.standin.base_url, practice=True)
        opened = requests.get(connecting.consent.url, allow_redirects=False, timeout=20)
        assert connecting.finish(opened.headers["Location"]) == "Sample Trading"

    def ready(self) -> SyncService:
        """Connected, pulled and mapped by hand where nothing maps itself."""
        self.connect()
        service = self.service()
        service.pull()
        return service

    def fault(self, kind: str, **more: object) -> None:
        self.peer.control("POST", "faults", kind=kind, **more)

    def held(self, kind: str) -> list[dict[str, Any]]:
        """What Xero holds of a kind."""
        found: list[dict[str, Any]] = self.peer.control("GET", f"records/{kind}?tenant={self.peer.tenant}")
        return found

    def requests(self, method: str = "PUT") -> list[dict[str, Any]]:
        return [entry for entry in self.peer.control("GET", "requests") if entry["method"] == method]

    def bill(  # noqa: PLR0913 - what bills differ by
        self,
        number: str = "INV-7",
        *,
        name: str = "Cedar Cleaning",
        net: str = "100.00",
        credit: bool = False,
        document: bool = True,
        day: date = date(2026, 7, 10),
        tax_mode: TaxMode = TaxMode.EXCLUSIVE,
    ) -> str:
        """Approve a bill of one line with ten per cent of tax; return its id."""
        minor = int(Decimal(net) * 100)
        tax = minor // 10
        contact = supplier(self.desk, name)
        bill = Bill(
            id=new_id(),
            kind=BillKind.CREDIT_NOTE if credit else BillKind.BILL,
            status=BillStatus.APPROVED,
            contact_id=contact.id,
            supplier_name=contact.name,
            number=number,
            document_date=day,
            received_date=day,
            posting_date=day,
            due_date=day + timedelta(days=30),
            currency="AUD",
            tax_mode=tax_mode,
            net=minor,
            tax=tax,
            total=minor + tax,
            created_by="ann",
        )
        line = BillLine(
            bill_id=bill.id,
            position=1,
            description="Cleaning of the office",
            quantity=Decimal(4),
            unit_price=Decimal(net) / 4,
            account_id=account_id(self.desk, "6-0500"),
            tax_code_id=tax_code_id(self.desk, "GST"),
            net=minor,
            tax=tax,
            gross=minor + tax,
        )
        paper = self._document() if document else None
        with self.desk.books.change(Action.BILL_APPROVED, "approved", actor=self.desk.actor) as work:
            if paper:
                bill.document_id = paper.id
                work.add(paper)
            work.add(bill, line)
            work.commit()
        return bill.id

    def _document(self) -> Document:
        sealed = self.desk.books.documents.put(ORIGINAL)
        with self.desk.books.query() as session:
            number = len(session.scalars(select(Document.id)).all()) + 1
        return Document(
            id=new_id(),
            intake_number=number,
            file_name="Rechnung 7/24.pdf",
            media_type="application/pdf",
            size=sealed.size,
            sha256=sealed.sha256,
            stored_name=sealed.name,
            seal_key=sealed.key_hex,
            received_at=self.clock.now(),
            received_by="ann",
            state=DocumentState.CONFIRMED,
            kind=DocumentKind.INVOICE,
        )

    def pay(self, bill_id: str, amount: int, credit_id: str | None = None, netted: int = 0) -> None:
        """Release a run that pays a bill, less what a credit note takes over; minor units."""
        with self.desk.books.query() as session:
            contact_id = session.get_one(Bill, bill_id).contact_id or ""
            payee = session.scalars(select(PayeeAccount).where(PayeeAccount.contact_id == contact_id)).one()
            runs = len(session.scalars(select(PaymentRun.id)).all())
        day = date(2026, 7, 20)
        run = PaymentRun(
            id=new_id(),
            number=runs + 1,
            bank_account_id=bank(self.desk).id,
            rail=Rail.ABA,
            execution_date=day,
            currency="AUD",
            state=RunState.RELEASED,
            proposed_by="ann",
            proposed_at=self.clock.now(),
        )
        payment = Payment(
            id=new_id(),
            run_id=run.id,
            position=1,
            contact_id=contact_id,
            payee_account_id=payee.id,
            holder=payee.holder,
            scheme=BankScheme.BSB,
            bank_hash="",
            amount=amount,
            currency="AUD",
            statement_reference="RUN",
            state=PaymentState.RELEASED,
        )
        settled = [
            Allocation(bill_id=bill_id, source=AllocationSource.PAYMENT, source_id=payment.id, day=day, amount=amount)
        ]
        if credit_id:
            settled.append(
                Allocation(
                    bill_id=bill_id, source=AllocationSource.CREDIT_NOTE, source_id=credit_id, day=day, amount=netted
                )
            )
        with self.desk.books.change(Action.RUN_RELEASED, "released", actor=self.desk.actor) as work:
            work.add(run, payment, *settled)
            work.commit()


@contextmanager
def scene(home: Path) -> Iterator[Scene]:
    """Yield an Australian client's desk and a stand-in with one organisation, its clock at the desk's."""
    with client_desk(home) as desk:
        peer = Peer.connected()
        try:
            yield Scene(desk, peer)
        finally:
            peer.close()
