"""Random stories of sales, sent now and then through faults: in the end the ledger says what the books say.

Each story lays, releases, refunds, reverses and cancels at random. After the last sending every invoice and credit note
that both hold is open there by what is open here, and what Xero got on the bank is what the books got.
"""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest
from sqlalchemy import select

from bookdesk.core.errors import RuleBroken
from bookdesk.core.vocabulary import OutboxKind
from bookdesk.ledger.earlypayment import EarlyPayment
from bookdesk.ledger.receivable import open_invoices, unapplied_receipts
from bookdesk.models.invoice import Invoice, InvoiceKind, InvoiceStatus
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.models.sync import OutboxEntry, RemoteLink
from bookdesk.sync.service import SyncService
from tests.unit.sync import selling
from tests.unit.sync.scene import Scene

pytestmark = pytest.mark.slow

_FAULTS = ("drop_request", "drop_response", "error_before", "error_after", "truncated")
_STEPS = 26


class Teller:
    """One story: everything that happened, so that a failure can be told."""

    def __init__(self, stage: Scene, seed: int) -> None:
        self.stage, self.random = stage, Random(seed)  # noqa: S311 - a replayable story, not a secret
        self.invoices: list[Invoice] = []
        self.receipts: list[Receipt] = []
        self.refunds: list[Refund] = []
        self.told: list[str] = []

    def step(self, service: SyncService) -> None:
        acts = (
            *(self.sell, self.sell, self.receive, self.receive, self.lay, self.lay),
            *(self.free, self.credit, self.refund, self.refund_back, self.reverse, self.cancel),
        )
        act = self.random.choice(acts)
        try:
            act()
            self.told.append(act.__name__)
        except (RuleBroken, IndexError):
            self.told.append(f"({act.__name__})")  # the books did not allow it, or there was nothing to do it to
        if self.random.random() < 0.3:
            self.send(service)

    def send(self, service: SyncService) -> None:
        if self.random.random() < 0.6:
            method = self.random.choice(("PUT", "PUT", "POST", "DELETE"))
            self.stage.fault(self.random.choice(_FAULTS), method=method)
        service.preview()
        service.send(patience=2000)
        self.told.append("sent")

    def sell(self) -> None:
        early = EarlyPayment(Decimal("0.03"), 30) if self.random.random() < 0.3 else None
        self.invoices.append(selling.invoice(self.stage, str(self.random.randint(10, 99)), discount=early))

    def receive(self) -> None:
        amount = self.random.randint(1000, 15000)
        applied, left = [], amount
        for one in self.random.sample(self.invoices, min(2, len(self.invoices))):
            part = min(left, self.random.randint(1, max(1, self.left(one))))
            if part > 0 and self.left(one) >= part:
                applied.append((one, part))
                left -= part
        self.receipts.append(selling.receive(self.stage, amount, *applied))

    def lay(self) -> None:
        receipt, sold = self.random.choice(self.receipts), self.random.choice(self.invoices)
        with self.stage.desk.books.query() as session:
            rest = unapplied_receipts(session, [receipt.id])[receipt.id]
        selling.lay(self.stage, receipt, sold, self.random.randint(1, max(1, min(rest, self.left(sold)))))

    def free(self) -> None:
        selling.free(self.stage, self.random.choice(self.receipts), self.random.choice(self.invoices))

    def credit(self) -> None:
        self.invoices.append(
            selling.credit_note(self.stage, self.random.choice(self.invoices), str(self.random.randint(1, 30)))
        )

    def refund(self) -> None:
        self.refunds.append(
            selling.refund(self.stage, self.random.randint(1, 3000), receipt=self.random.choice(self.receipts))
        )

    def refund_back(self) -> None:
        selling.refund_back(self.stage, self.random.choice(self.refunds))

    def reverse(self) -> None:
        selling.reverse(self.stage, self.random.choice(self.receipts))

    def cancel(self) -> None:
        selling.cancel(self.stage, self.random.choice(self.invoices))

    def left(self, sold: Invoice) -> int:
        with self.stage.desk.books.query() as session:
            return open_invoices(session, [session.get_one(Invoice, sold.id)])[sold.id].minor

    def agrees(self) -> None:
        """Every document is there once, and open by what is open here."""
        with self.stage.desk.books.query() as session:
            ours = session.scalars(select(Invoice).where(Invoice.status != InvoiceStatus.DRAFT)).all()
            left = open_invoices(session, ours)
        names = {InvoiceKind.INVOICE: ("Invoices", "InvoiceNumber", "AmountDue")}
        for one in ours:
            kind, number, rest = names.get(one.kind, ("CreditNotes", "CreditNoteNumber", "RemainingCredit"))
            copies = [held for held in selling.alive(self.stage, kind) if held[number] == one.number]
            if one.status is InvoiceStatus.VOID:
                assert copies == [], (one.number, self.told)
                continue
            assert len(copies) == 1, (one.number, self.told)
            assert _minor(copies[0][rest]) == left[one.id].minor, (one.number, self.told)

    def bank_agrees(self, by_hand: int) -> None:
        """What came in there less what went out is what the books say; `by_hand` a person has still to take back."""
        with self.stage.desk.books.query() as session:
            receipts = session.scalars(select(Receipt).where(Receipt.reversed_on.is_(None))).all()
            refunds = session.scalars(select(Refund).where(Refund.reversed_on.is_(None))).all()
            ours = sum(one.amount for one in receipts) - sum(one.amount for one in refunds)
        payments = selling.alive(self.stage, "Payments")
        moved = sum(
            _minor(one["Amount"]) * (1 if one["PaymentType"] == "ACCRECPAYMENT" else -1) for one in payments
        ) + sum(_minor(one["Total"]) for one in self.stage.held("BankTransactions"))
        assert moved - by_hand == ours, self.told


def _minor(amount: object) -> int:
    return int(Decimal(str(amount)) * 100)


@pytest.mark.parametrize("seed", range(6))
def test_after_any_story_the_ledger_agrees_with_the_books(stage: Scene, seed: int) -> None:
    service, teller = selling.ready(stage), Teller(stage, seed)
    for _ in range(_STEPS):
        teller.step(service)
    for _ in range(2):
        service.preview()
        service.send(patience=6000)
    left = [(view.sentence, view.problem) for view in service.status().open if view.kind != "void"]
    assert left == [], teller.told
    teller.agrees()
    teller.bank_agrees(_to_be_undone_by_hand(stage))


def _to_be_undone_by_hand(stage: Scene) -> int:
    """Return what stands there of overpayments that a notice asks a person to undo."""
    with stage.desk.books.query() as session:
        notices = select(OutboxEntry.local_id).where(OutboxEntry.kind == OutboxKind.VOID)
        links = select(RemoteLink.remote_id).where(
            RemoteLink.kind == OutboxKind.OVERPAYMENT, RemoteLink.local_id.in_(notices)
        )
        ids = set(session.scalars(links))
    return sum(_minor(one["Total"]) for one in stage.held("Overpayments") if one["OverpaymentID"] in ids)
