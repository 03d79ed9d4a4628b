"""Whatever is received, laid on invoices, paid back, written off and taken back, in any order: nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import ReceiptWay
from bookdesk.ledger.allocating import Applied, allocate_credit, apply_receipt, invoice_standing, release
from bookdesk.ledger.discounting import write_off
from bookdesk.ledger.invariants import INVARIANTS
from bookdesk.ledger.receivable import settled_invoices, standing_allocations
from bookdesk.ledger.receivableinvariants import RECEIVABLES
from bookdesk.ledger.receiving import NewReceipt, book_receipt, free_receipt, reverse_receipt, unapplied_of
from bookdesk.ledger.refunding import NewRefund, book_refund, reverse_refund
from bookdesk.models.invoice import Invoice, InvoiceAllocation, InvoiceKind, InvoiceSource
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk
from tests.support.books import bank, client_desk
from tests.support.sales import ISSUED, Early, changing, issued

SHARES = st.sampled_from([33, 50, 100, 100])
DAYS = st.sampled_from([0, 5, 10, 20])
PLACES = st.integers(min_value=0, max_value=3)
STEPS = st.tuples(
    st.sampled_from(["receive", "apply", "credit", "free", "refund", "reverse", "unrefund", "write off", "unwrite"]),
    *(PLACES, PLACES, SHARES, DAYS),
)


@dataclass
class _World:
    """Two customers' worth of documents, and what was done with them so far."""

    desk: Desk
    work: Change
    invoices: list[Invoice]
    notes: list[Invoice]
    account: str
    receipts: list[Receipt] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)

    def receive(self, place: int, other: int, share: int, day: date) -> None:
        invoice = self.invoices[place % len(self.invoices)]
        left = invoice_standing(self.work.session, invoice).left
        amount = Money(invoice.total * share // 100 + other, invoice.currency)
        applied = min(amount, left)
        base = Money(1 + amount.minor * (90 + other) // 60, "AUD") if invoice.currency != "AUD" else None
        new = NewReceipt(
            invoice.contact_id,
            day,
            amount,
            ReceiptWay.BANK,
            self.account,
            banked=base,
            applied=(Applied(invoice.id, applied),) if other else (),
        )
        self.receipts.append(book_receipt(self.work, new, by="ann", at=self.desk.clock.now()))

    def apply(self, place: int, other: int, share: int, day: date) -> None:
        receipt, invoice = self._receipt(place), self.invoices[other % len(self.invoices)]
        left = min(unapplied_of(self.work.session, receipt).minor, self._left(invoice))
        apply_receipt(self.work, receipt, Applied(invoice.id, Money(left * share // 100, invoice.currency)), day)

    def credit(self, place: int, other: int, share: int, day: date) -> None:
        note, invoice = self.notes[place % len(self.notes)], self.invoices[other % len(self.invoices)]
        amount = Money(min(self._left(note), self._left(invoice)) * share // 100, invoice.currency)
        allocate_credit(self.work, note, Applied(invoice.id, amount), day)

    def free(self, place: int, _other: int, _share: int, day: date) -> None:
        free_receipt(self.work, self._receipt(place), None, day, "freed")

    def refund(self, place: int, other: int, share: int, day: date) -> None:
        receipt = self._receipt(place) if other % 2 else None
        note = None if receipt else self.notes[place % len(self.notes)]
        whole = receipt.money if receipt else self.notes[place % len(self.notes)].total_money
        left = unapplied_of(self.work.session, receipt).minor if receipt else self._left(self.notes[place % 2])
        amount = Money(left * share // 100, whole.currency)
        paid = Money(1 + amount.minor * (80 + other) // 60, "AUD") if amount.currency != "AUD" else None
        new = NewRefund(
            day,
            amount,
            ReceiptWay.BANK,
            self.account,
            "back",
            receipt.id if receipt else None,
            note.id if note else None,
            paid=paid,
        )
        self.refunds.append(book_refund(self.work, new, by="ann", at=self.desk.clock.now()))

    def reverse(self, place: int, _other: int, _share: int, day: date) -> None:
        reverse_receipt(self.work, self._receipt(place), day, "bounced")

    def unrefund(self, place: int, _other: int, _share: int, day: date) -> None:
        if not self.refunds:
            raise RuleBroken("There is none.", "Go on.")
        reverse_refund(self.work, self.refunds[place % len(self.refunds)], day, "came back")

    def write_off(self, place: int, other: int, share: int, day: date) -> None:
        invoice = self.invoices[place % len(self.invoices)]
        amount = Money(self._left(invoice) * share // 100, invoice.currency)
        write_off(self.work, invoice, amount, day, "insolvent", with_tax=bool(other % 2))

    def unwrite(self, place: int, _other: int, _share: int, day: date) -> None:
        rows = standing_allocations(self.work.session, InvoiceAllocation.source == InvoiceSource.WRITE_OFF)
        if rows:
            release(self.work, rows[place % len(rows)], day, "paid after all")

    def broken(self) -> list[str]:
        """Return what is not as it always is, as at any day."""
        session = self.work.session
        session.flush()
        told = [sentence for one in RECEIVABLES for sentence in one.check(session)]
        documents = [*self.invoices, *self.notes]
        for days in range(0, 60, 2):
            done = settled_invoices(session, [one.id for one in documents], ISSUED + timedelta(days=days))
            told += [
                f"{one.number} on day {days}: {done[one.id]}" for one in documents if not 0 <= done[one.id] <= one.total
            ]
        return told

    def _left(self, document: Invoice) -> int:
        return invoice_standing(self.work.session, document).left.minor

    def _receipt(self, place: int) -> Receipt:
        if not self.receipts:
            raise RuleBroken("There is none.", "Go on.")
        return self.receipts[place % len(self.receipts)]


@contextmanager
def _world() -> Iterator[_World]:
    note, early = InvoiceKind.CREDIT_NOTE, Early(Decimal("0.03"), 12)
    with TemporaryDirectory() as folder, client_desk(Path(folder)) as desk:
        invoices = [
            issued(desk, "1", 100_01, early=early),
            issued(desk, "2", 77_77, currency="USD", rate="1.53217"),
            issued(desk, "3", 10_000, currency="JPY", rate="0.0098131", day=date(2026, 7, 9)),
        ]
        notes = [
            issued(desk, "6", 20_05, kind=note, day=date(2026, 7, 5)),
            issued(desk, "7", 60_00, kind=note, currency="USD", rate="1.4711"),
        ]
        account = bank(desk).account_id
        with changing(desk) as work:
            kept = [work.get(Invoice, one.id) for one in (*invoices, *notes)]
            yield _World(desk, work, kept[:3], kept[3:], account)
            work.commit()


@settings(max_examples=12, deadline=None)
@given(st.lists(STEPS, min_size=4, max_size=14))
def test_no_order_of_acts_loses_a_cent(steps: list[tuple[str, int, int, int, int]]) -> None:
    with _world() as world:
        for what, place, other, share, day in steps:
            act: Callable[[int, int, int, date], None] = getattr(world, what.replace(" ", "_"))
            try:
                with world.work.session.begin_nested():
                    act(place, other, share, ISSUED + timedelta(days=day))
            except RuleBroken:
                continue
            assert world.broken() == []
        assert [sentence for one in INVARIANTS for sentence in one.check(world.work.session)] == []
