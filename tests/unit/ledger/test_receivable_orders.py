"""Whatever is received, laid on invoices, paid back, written off and taken back, in any order: nothing is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import ReceiptWay
from bookdesk.ledger.allocating import Applied, allocate_credit, apply_receipt, invoice_standing, release
from bookdesk.ledger.discounting import discount_if_paid, write_off
from bookdesk.ledger.invariants import INVARIANTS
from bookdesk.ledger.receivable import open_invoices, settled_invoices, standing_allocations, unapplied_receipts
from bookdesk.ledger.receivableinvariants import RECEIVABLES
from bookdesk.ledger.receiving import Fee, NewReceipt, book_receipt, free_receipt, reverse_receipt, unapplied_of
from bookdesk.ledger.refunding import NewRefund, book_refund, reverse_refund
from bookdesk.ledger.roles import ensure_role
from bookdesk.models.account import Account, AccountRole
from bookdesk.models.invoice import Invoice, InvoiceAllocation, InvoiceKind, InvoiceSource
from bookdesk.models.ledger import Posting
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk
from tests.support.books import bank, client_desk
from tests.support.sales import ISSUED, Early, changing, issued

SHARES = st.sampled_from([33, 50, 100, 100])
DAYS = st.sampled_from([0, 5, 10, 20])
PLACES = st.integers(min_value=0, max_value=3)
ACTS = (
    *("receive", "pay early", "pay less a fee", "apply", "credit", "free", "free one", "refund", "reverse"),
    *("unrefund", "write off", "unwrite"),
)
STEPS = st.tuples(
    st.sampled_from(ACTS),
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
    fees: str
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

    def pay_early(self, place: int, other: int, _share: int, day: date) -> None:
        """Pay all but the discount, which is given or refused."""
        invoice = self.invoices[place % len(self.invoices)]
        amount = invoice_standing(self.work.session, invoice).left - discount_if_paid(self.work.session, invoice, day)
        self._book(invoice, amount, day, discounts=other % 2 == 0)

    def pay_less_a_fee(self, place: int, other: int, share: int, day: date) -> None:
        """Pay a share of what is left, of which the bank or a gateway kept a fee with its tax back."""
        invoice = self.invoices[place % len(self.invoices)]
        amount = Money(self._left(invoice) * share // 100, invoice.currency)
        gross = Money(min(amount.minor // 20 + other, 500), "AUD")
        self._book(invoice, amount, day, fee=Fee(gross, Money(gross.minor // 11, "AUD"), self.fees))

    def _book(
        self, invoice: Invoice, amount: Money, day: date, *, discounts: bool = True, fee: Fee | None = None
    ) -> None:
        foreign = invoice.currency != "AUD"
        new = NewReceipt(
            invoice.contact_id,
            day,
            amount,
            ReceiptWay.BANK,
            self.account,
            banked=Money(1 + amount.minor * 97 // 61, "AUD") if foreign else None,
            fee=fee,
            applied=(Applied(invoice.id, amount),),
            discounts=discounts,
        )
        self.receipts.append(book_receipt(self.work, new, by="ann", at=self.desk.clock.now()))

    def free_one(self, place: int, other: int, _share: int, day: date) -> None:
        invoice = self.invoices[other % len(self.invoices)]
        free_receipt(self.work, self._receipt(place), invoice.id, day, "freed from one")

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

    def differing(self) -> list[str]:
        """Return where what the program says differs from what its own rows add up to, reckoned here a second time."""
        session = self.work.session
        told: list[str] = []
        for days in (0, 3, 9, 17, 40, None):
            day = None if days is None else ISSUED + timedelta(days=days)
            told += _differing_at(session, [*self.invoices, *self.notes], self.receipts, day)
        sums: Counter[str] = Counter()
        for side in session.scalars(select(Posting)):
            sums[side.entry_id] += side.base_amount
        told += [f"entry {entry}: {left} is left over" for entry, left in sums.items() if left]
        told += self._in_the_control_account()
        return told

    def _in_the_control_account(self) -> list[str]:
        """Hold receivables, by currency, against open documents less unapplied money."""
        session = self.work.session
        control = select(Account.id).where(Account.role == AccountRole.RECEIVABLES).scalar_subquery()
        booked: Counter[str] = Counter()
        for side in session.scalars(select(Posting).where(Posting.account_id == control)):
            booked[side.currency] += side.amount
        items: Counter[str] = Counter()
        for one in (*self.invoices, *self.notes):
            items[one.currency] += one.sign * (one.total - _settled(session, one, None))
        for receipt in self.receipts:
            items[receipt.currency] -= _unapplied(session, receipt, None)
        currencies = {"AUD", "USD", "JPY"}
        return [
            f"{one}: {booked[one]} in receivables, {items[one]} open" for one in currencies if booked[one] != items[one]
        ]

    def _left(self, document: Invoice) -> int:
        return invoice_standing(self.work.session, document).left.minor

    def _receipt(self, place: int) -> Receipt:
        if not self.receipts:
            raise RuleBroken("There is none.", "Go on.")
        return self.receipts[place % len(self.receipts)]


def _settled(session: Session, document: Invoice, day: date | None) -> int:
    """Add up, row by row, what settles a document through a day, or what was used of a credit note."""
    rows = [row for row in session.scalars(select(InvoiceAllocation)) if day is None or row.day <= day]
    mine = sum(row.amount for row in rows if row.invoice_id == document.id)
    note = document.kind is InvoiceKind.CREDIT_NOTE
    by_note = [row for row in rows if row.source is InvoiceSource.CREDIT_NOTE and row.source_id == document.id]
    return mine + (sum(row.amount for row in by_note) if note else 0)


def _unapplied(session: Session, receipt: Receipt, day: date | None) -> int:
    """Add up, row by row, what of a receipt is still credit at the end of a day."""
    gone = receipt.reversed_on is not None and (day is None or receipt.reversed_on <= day)
    if gone or (day is not None and receipt.day > day):
        return 0
    rows = [row for row in session.scalars(select(InvoiceAllocation)) if day is None or row.day <= day]
    laid = sum(row.amount for row in rows if row.source is InvoiceSource.RECEIPT and row.source_id == receipt.id)
    back = sum(
        one.amount
        for one in session.scalars(select(Refund))
        if one.receipt_id == receipt.id
        and (day is None or one.day <= day)
        and (one.reversed_on is None or (day is not None and one.reversed_on > day))
    )
    return receipt.amount - laid - back


def _differing_at(
    session: Session, documents: Sequence[Invoice], receipts: Sequence[Receipt], day: date | None
) -> Iterator[str]:
    said = open_invoices(session, documents, day)
    for one in documents:
        counts = day is None or (one.posting_date or one.document_date) <= day
        mine = one.total - _settled(session, one, day) if counts else 0
        if said[one.id].minor != mine:
            yield f"{one.number} at {day}: {said[one.id].minor} is said to be open, {mine} is"
    left = unapplied_receipts(session, [one.id for one in receipts], day)
    for receipt in receipts:
        if left[receipt.id] != _unapplied(session, receipt, day):
            yield f"{receipt.number} at {day}: {left[receipt.id]} is said to be unapplied"


@contextmanager
def _world() -> Iterator[_World]:
    note, early = InvoiceKind.CREDIT_NOTE, Early(Decimal("0.03"), 12)
    with TemporaryDirectory() as folder, client_desk(Path(folder)) as desk:
        invoices = [
            issued(desk, "1", 100_01, early=early),
            issued(desk, "2", 77_77, currency="USD", rate="1.53217", early=Early(Decimal("0.02"), 10)),
            issued(desk, "3", 10_000, currency="JPY", rate="0.0098131", day=date(2026, 7, 9), early=early),
        ]
        notes = [
            issued(desk, "6", 20_05, kind=note, day=date(2026, 7, 5)),
            issued(desk, "7", 60_00, kind=note, currency="USD", rate="1.4711"),
        ]
        account = bank(desk).account_id
        with changing(desk) as work:
            kept = [work.get(Invoice, one.id) for one in (*invoices, *notes)]
            yield _World(desk, work, kept[:3], kept[3:], account, ensure_role(work, AccountRole.MERCHANT_FEES))
            work.commit()


@settings(max_examples=12, deadline=None)
@given(st.lists(STEPS, min_size=4, max_size=14))
@example([("receive", 0, 1, 33, 0), *[("receive", 0, 0, 33, 0)] * 7, ("free", 0, 0, 33, 5), ("reverse", 0, 0, 33, 0)])
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
            assert world.differing() == []
        assert [sentence for one in INVARIANTS for sentence in one.check(world.work.session)] == []
