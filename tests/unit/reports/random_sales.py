"""A client's sales at random, as a story of acts day by day, written into real books; and what a person would reckon.

The naive reckoning keeps a list of what each act did to what is open or unapplied, and adds up what was done by a day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st

from bookdesk.core.identifiers import new_id
from bookdesk.core.vocabulary import ReceiptWay
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Instalment, Invoice, InvoiceAllocation, InvoiceKind, InvoiceSource, InvoiceStatus
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk
from tests.support.books import account_id, client_desk

START = date(2026, 1, 1)
RATE = Decimal("1.5")
CUSTOMERS = ("Blue Cafe", "Quay Press")


@dataclass
class Told:
    """What the acts did: changes of what is open of an invoice's claim, and of what is left of a credit, by day."""

    claims: list[tuple[str, date, int]] = field(default_factory=list)
    """(invoice, day, claim): from this day it claims so much, minus what it claimed."""
    settled: list[tuple[str, date, int]] = field(default_factory=list)
    credits: list[tuple[str, date, int]] = field(default_factory=list)
    currency: dict[str, str] = field(default_factory=dict)

    @property
    def days(self) -> list[date]:
        """The days on which something was done, and those before."""
        done = {when for facts in (self.claims, self.settled, self.credits) for _, when, _ in facts}
        return sorted(done | {day - timedelta(days=1) for day in done})

    def left(self, day: date) -> dict[str, int]:
        """Return what is open of each invoice (negative where it is overpaid) and minus what is left of each credit."""
        sums: dict[str, int] = {}
        for sign, facts in ((1, self.claims), (-1, self.settled), (-1, self.credits)):
            for name, when, amount in facts:
                if when <= day:
                    sums[name] = sums.get(name, 0) + sign * amount
        return {name: left for name, left in sums.items() if left}


@dataclass
class _Books:
    """The story so far, with what may still be done."""

    desk: Desk
    work: Change
    told: Told
    contacts: Sequence[str]
    bank: str
    day: date = START
    open: dict[str, int] = field(default_factory=dict)
    credit: dict[str, int] = field(default_factory=dict)
    whose: dict[str, tuple[int, str]] = field(default_factory=dict)
    there: dict[str, date] = field(default_factory=dict)
    receipts: dict[str, Receipt] = field(default_factory=dict)
    invoices: dict[str, Invoice] = field(default_factory=dict)
    untouched: set[str] = field(default_factory=set)

    def issue(self, one: Issue) -> None:
        """An invoice or credit note, perhaps with a plan, perhaps posted later, perhaps taken on."""
        currency = one.currency
        entered = self.day + timedelta(days=one.late)
        invoice = Invoice(
            id=new_id(), kind=one.kind, status=InvoiceStatus.ISSUED, number=f"I-{len(self.invoices)}",
            contact_id=self.contacts[one.customer], document_date=self.day, posting_date=entered,
            due_date=None if one.term is None else self.day + timedelta(days=one.term), currency=currency,
            rate=None if currency == "AUD" else RATE, rate_source=None if currency == "AUD" else "bank",
            net=one.total, total=one.total * (2 if one.taken_on else 1), taken_on=one.taken_on,
            open_at_take_on=one.total if one.taken_on else 0,
        )  # fmt: skip
        self.work.add(invoice)
        self.work.session.flush()
        if one.plan and one.kind is InvoiceKind.INVOICE and not one.taken_on:
            for position, (amount, term) in enumerate(_shares(one.total, one.plan), start=1):
                due = None if term is None else self.day + timedelta(days=term)
                part = Instalment(
                    invoice_id=invoice.id, position=position, name=f"part {position}", due_date=due, amount=amount
                )
                self.work.add(part)
        self.invoices[invoice.id] = invoice
        self.whose[invoice.id], self.there[invoice.id] = (one.customer, currency), entered
        self.told.currency[invoice.id] = currency
        if one.kind is InvoiceKind.INVOICE:
            self.open[invoice.id] = one.total
            self.told.claims.append((invoice.id, entered, one.total))
        else:
            self.credit[invoice.id] = one.total
            self.told.credits.append((invoice.id, entered, one.total))
        self.untouched.add(invoice.id)

    def cancel(self, one: Cancel) -> None:
        ready = sorted(name for name in self.untouched if self.there[name] <= self.day)
        if ready:
            name = ready[one.which % len(ready)]
            self.invoices[name].status, self.invoices[name].cancelled_on = InvoiceStatus.VOID, self.day
            self.untouched.remove(name)
            for left, facts in ((self.open, self.told.claims), (self.credit, self.told.credits)):
                if name in left:
                    facts.append((name, self.day, -left.pop(name)))

    def receive(self, one: Receive) -> None:
        """Money of a customer for his invoices in turn; what is left over is his credit."""
        receipt = Receipt(
            id=new_id(), number=f"R-{len(self.receipts)}", contact_id=self.contacts[one.customer], day=self.day,
            currency=one.currency, amount=one.amount, way=ReceiptWay.CASH, account_id=self.bank, banked=one.amount,
            banked_currency=one.currency, rate=None if one.currency == "AUD" else RATE, entered_by="ann",
            entered_at=self.desk.clock.now(),
        )  # fmt: skip
        self.work.add(receipt)
        self.work.session.flush()
        self.receipts[receipt.id], self.credit[receipt.id] = receipt, one.amount
        self.whose[receipt.id], self.there[receipt.id] = (one.customer, one.currency), self.day
        self.told.currency[receipt.id] = one.currency
        self.told.credits.append((receipt.id, self.day, one.amount))
        if one.at_once:
            self._use(receipt.id, InvoiceSource.RECEIPT)

    def apply(self, one: Apply) -> None:
        """Use some credit for what its customer owes."""
        ready = [name for name in self.credit if self.credit[name] and self.there[name] <= self.day]
        if ready:
            name = min(ready, key=lambda name: (name in self.receipts, name)) if one.which else ready[0]
            self._use(name, InvoiceSource.RECEIPT if name in self.receipts else InvoiceSource.CREDIT_NOTE)

    def _use(self, credit: str, source: InvoiceSource) -> None:
        for name in sorted(self.open):
            amount = min(self.open[name], self.credit[credit])
            if amount and self.whose[name] == self.whose[credit] and self.there[name] <= self.day:
                self._allocate(name, source, credit, amount)

    def _allocate(self, invoice: str, source: InvoiceSource, source_id: str, amount: int) -> None:
        row = InvoiceAllocation(invoice_id=invoice, source=source, source_id=source_id, day=self.day, amount=amount)
        self.work.add(row)
        self.untouched -= {invoice, source_id}
        if invoice in self.open:
            self.open[invoice] -= amount
            self.told.settled.append((invoice, self.day, amount))
        if source_id in self.credit:
            self.credit[source_id] -= amount
            self.told.credits.append((source_id, self.day, -amount))

    def reverse(self, one: Reverse) -> None:
        """A receipt bounced: opposite rows and the end of it, on one day."""
        ready = [name for name, row in self.receipts.items() if row.reversed_on is None and name in self.credit]
        if ready:
            name = ready[one.which % len(ready)]
            for invoice, amount in self._used(name).items():
                self._allocate(invoice, InvoiceSource.RECEIPT, name, -amount)
            self.receipts[name].reversed_on = self.day
            self.told.credits.append((name, self.day, -self.credit.pop(name)))

    def release(self, one: Release) -> None:
        """What a receipt settled becomes the customer's credit again."""
        ready = [name for name, row in self.receipts.items() if row.reversed_on is None and name in self.credit]
        if ready:
            name = ready[one.which % len(ready)]
            for invoice, amount in self._used(name).items():
                self._allocate(invoice, InvoiceSource.RECEIPT, name, -amount)

    def _used(self, credit: str) -> dict[str, int]:
        self.work.session.flush()
        net: dict[str, int] = {}
        for row in self.work.session.query(InvoiceAllocation).filter_by(source_id=credit):
            net[row.invoice_id] = net.get(row.invoice_id, 0) + row.amount
        return {invoice: amount for invoice, amount in net.items() if amount}

    def give_back(self, one: GiveBack) -> None:
        """Money paid back of what is left of a receipt or credit note."""
        ready = sorted(name for name in self.credit if self.credit[name] and self.there[name] <= self.day)
        if not ready:
            return
        name = ready[one.which % len(ready)]
        amount = self.credit.pop(name)
        self.told.credits.append((name, self.day, -amount))
        self.untouched.discard(name)
        of_receipt = name in self.receipts
        refund = Refund(
            id=new_id(), contact_id=self.contacts[self.whose[name][0]], receipt_id=name if of_receipt else None,
            credit_note_id=None if of_receipt else name, day=self.day, currency=self.whose[name][1], amount=amount,
            way=ReceiptWay.CASH, account_id=self.bank, reason="asked for", entered_by="ann",
            entered_at=self.desk.clock.now(),
        )  # fmt: skip
        self.work.add(refund)
        if not of_receipt:
            row = InvoiceAllocation(
                invoice_id=name, source=InvoiceSource.REFUND, source_id=refund.id, day=self.day, amount=amount
            )
            self.work.add(row)

    def give_up(self, one: GiveUp) -> None:
        """A discount taken, or a debt written off."""
        ready = sorted(name for name in self.open if self.open[name] and self.there[name] <= self.day)
        if ready:
            name = ready[one.which % len(ready)]
            source = InvoiceSource.DISCOUNT if one.discount else InvoiceSource.WRITE_OFF
            self._allocate(name, source, new_id(), max(1, self.open[name] // one.part))


@dataclass(frozen=True)
class Issue:
    customer: int
    kind: InvoiceKind
    total: int
    term: int | None
    late: int
    currency: str
    taken_on: bool
    plan: tuple[tuple[int, int | None], ...]


@dataclass(frozen=True)
class Receive:
    customer: int
    amount: int
    currency: str
    at_once: bool


@dataclass(frozen=True)
class Cancel:
    which: int


@dataclass(frozen=True)
class Apply:
    which: int


@dataclass(frozen=True)
class Reverse:
    which: int


@dataclass(frozen=True)
class Release:
    which: int


@dataclass(frozen=True)
class GiveBack:
    which: int


@dataclass(frozen=True)
class GiveUp:
    which: int
    discount: bool
    part: int


Act = Issue | Receive | Cancel | Apply | Reverse | Release | GiveBack | GiveUp
Story = Sequence[tuple[int, Act]]
"""Acts, each so many days after the one before."""
_ACTS = {
    Issue: "issue",
    Receive: "receive",
    Cancel: "cancel",
    Apply: "apply",
    Reverse: "reverse",
    Release: "release",
    GiveBack: "give_back",
    GiveUp: "give_up",
}
_which = st.integers(0, 9)
_customer, _currency = st.sampled_from([0, 0, 0, 1]), st.sampled_from(["AUD", "AUD", "AUD", "USD"])
_plan = st.just(()) | st.lists(
    st.tuples(st.integers(1, 5), st.none() | st.integers(0, 60)), min_size=2, max_size=3
).map(tuple)
_issue = st.builds(
    Issue, _customer, st.sampled_from([*InvoiceKind, InvoiceKind.INVOICE]), st.integers(1, 90_000),
    st.none() | st.integers(0, 60), st.sampled_from([0, 0, 3]), _currency, st.sampled_from([False, False, True]), _plan,
)  # fmt: skip
_invoice = st.builds(
    Issue, _customer, st.just(InvoiceKind.INVOICE), st.integers(1, 90_000), st.none() | st.integers(0, 60),
    st.sampled_from([0, 0, 3]), _currency, st.sampled_from([False, False, True]), _plan,
)  # fmt: skip
_act = st.one_of(
    _invoice,
    _invoice,
    _invoice,
    _issue,
    _issue,
    st.builds(Receive, _customer, st.integers(1, 120_000), _currency, st.booleans()),
    st.builds(Receive, _customer, st.integers(1, 120_000), _currency, st.just(value=True)),
    st.builds(Apply, _which),
    st.builds(Apply, _which),
    st.builds(Cancel, _which) | st.builds(GiveBack, _which),
    st.builds(Reverse, _which) | st.builds(Release, _which),
    st.builds(GiveUp, _which, st.booleans(), st.integers(1, 3)),
)
stories: st.SearchStrategy[Story] = st.lists(st.tuples(st.integers(0, 25), _act), min_size=8, max_size=18)
story_days = st.integers(-5, 250).map(lambda offset: START + timedelta(days=offset))


@contextmanager
def desk_after(story: Story) -> Iterator[tuple[Desk, Told]]:
    """Yield a client's desk after all of this was done, and what it did."""
    with TemporaryDirectory() as folder, client_desk(Path(folder)) as desk:
        yield desk, enter(desk, story)


def enter(desk: Desk, story: Story) -> Told:
    """Write a story into the books."""
    told, bank = Told(), account_id(desk, "1-1010")
    contacts = [new_id() for _ in CUSTOMERS]
    with desk.books.change(Action.TAKEN_ON, "customers", actor=desk.actor) as work:
        for key, name in zip(contacts, CUSTOMERS, strict=True):
            work.add(Contact(id=key, name=name, customer=True, supplier=False))
        work.commit()
    with desk.books.change(Action.INVOICE_ISSUED, "a story", actor=desk.actor) as work:
        books = _Books(desk, work, told, contacts, bank)
        for after, act in story:
            books.day += timedelta(days=after)
            getattr(books, _ACTS[type(act)])(act)
        work.commit()
    return told


def _shares(total: int, plan: Sequence[tuple[int, int | None]]) -> Iterator[tuple[int, int | None]]:
    """Yield the parts of a plan, by weights, which add up to the total."""
    whole, left = sum(weight for weight, _ in plan), total
    for place, (weight, term) in enumerate(plan, start=1):
        amount = left if place == len(plan) else total * weight // whole
        left -= amount
        yield amount, term
