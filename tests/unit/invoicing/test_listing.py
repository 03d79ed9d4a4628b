"""Lists of invoices: what is on them follows from the books, in every order, searched, counted and added up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import MailKind, MailStage
from bookdesk.invoicing.listing import InvoiceList, InvoiceListing, InvoiceOrder, InvoiceQuery, InvoiceRow
from bookdesk.models.actions import Action
from bookdesk.models.bill import SettlementState
from bookdesk.models.invoice import Instalment, Invoice, InvoiceAllocation, InvoiceKind, InvoiceSource, InvoiceStatus
from bookdesk.models.mail import MailEvent, MailEventKind, MailMessage, MailState
from bookdesk.store.desk import Desk
from tests.support.books import client_desk
from tests.support.sold import CUSTOMERS, TODAY, Sold, desk_with, enter, sold

INVOICE, CREDIT = InvoiceKind.INVOICE, InvoiceKind.CREDIT_NOTE
DRAFT, ISSUED, VOID = InvoiceStatus.DRAFT, InvoiceStatus.ISSUED, InvoiceStatus.VOID


class Slowly:
    """What is known of an invoice, worked out from rows one by one."""

    def __init__(self, desk: Desk, invoice: Invoice) -> None:
        with desk.books.query() as session:
            allocations = session.scalars(select(InvoiceAllocation)).all()
            parts = session.scalars(select(Instalment).where(Instalment.invoice_id == invoice.id)).all()
        self.invoice, self.parts = invoice, parts
        self.settled = sum(one.amount for one in allocations if one.invoice_id == invoice.id)
        if invoice.kind is CREDIT:
            self.settled += sum(
                one.amount
                for one in allocations
                if one.source is InvoiceSource.CREDIT_NOTE and one.source_id == invoice.id
            )
        self.claim = invoice.claim.minor
        self.open = invoice.status is ISSUED and self.settled < self.claim
        self.owed = self.open and invoice.kind is INVOICE

    def asked(self, last: date) -> bool:
        """Whether something that was due by `last` is not settled."""
        if self.parts:
            return sum(one.amount for one in self.parts if one.due_date and one.due_date <= last) > max(self.settled, 0)
        return self.invoice.due_date is not None and self.invoice.due_date <= last

    def on(self, which: InvoiceList) -> bool:
        invoice = self.invoice
        late, week = self.asked(TODAY - timedelta(days=1)), self.asked(TODAY + timedelta(days=7))
        return {
            InvoiceList.ALL: invoice.status is not VOID,
            InvoiceList.DRAFTS: invoice.status is DRAFT,
            InvoiceList.OPEN: self.open,
            InvoiceList.PENDING: self.owed and self.settled <= 0 and not late,
            InvoiceList.PART_SETTLED: self.owed and self.settled > 0,
            InvoiceList.OVERDUE: self.owed and late,
            InvoiceList.DUE_IN_7_DAYS: self.owed and week and not late,
            InvoiceList.DISPUTED: self.open and invoice.disputed,
            InvoiceList.PROMISED: self.open and invoice.promised_until is not None,
            InvoiceList.SETTLED: invoice.status is ISSUED and not self.open,
            InvoiceList.CREDIT_NOTES: invoice.kind is CREDIT and invoice.status is not VOID,
            InvoiceList.CANCELLED: invoice.status is VOID,
        }[which]


def shown(desk: Desk, query: InvoiceQuery) -> Sequence[InvoiceRow]:
    view = InvoiceListing(desk).of(query)
    return view.rows(view.keys())


@settings(max_examples=25)
@given(st.lists(sold, max_size=12))
def test_count_keys_and_the_slow_definition_agree_on_every_list(invoices: list[Sold]) -> None:
    with desk_with(invoices) as (desk, made):
        slowly, listing = {one.id: Slowly(desk, one) for one in made}, InvoiceListing(desk)
        counts = listing.counts(tuple(InvoiceList))
        for which in InvoiceList:
            rows = shown(desk, InvoiceQuery(which))
            expected = {one.id for one in made if slowly[one.id].on(which)}
            assert {row.id for row in rows} == expected, which
            assert counts[which] == len(rows) == len(expected), which
        for row in (*shown(desk, InvoiceQuery()), *shown(desk, InvoiceQuery(InvoiceList.CANCELLED))):
            known = slowly[row.id]
            left = known.claim - known.settled if row.status is ISSUED else 0
            assert row.open == Money(left, row.total.currency)
            assert (row.days_late > 0) == known.on(InvoiceList.OVERDUE)


@settings(max_examples=15)
@given(st.lists(sold, max_size=12), st.sampled_from(InvoiceList))
def test_sums_are_those_of_the_rows(invoices: list[Sold], which: InvoiceList) -> None:
    with desk_with(invoices) as (desk, made):
        listing, slowly = InvoiceListing(desk), {one.id: Slowly(desk, one) for one in made}
        keys = listing.of(InvoiceQuery(which)).keys()
        rows = listing.of(InvoiceQuery(which)).rows(keys)
        owed: dict[str, int] = defaultdict(int)
        worth: dict[str, int] = defaultdict(int)
        for row in rows:
            sign = -1 if row.kind is CREDIT else 1
            if row.status is ISSUED:
                owed[row.total.currency] += sign * (slowly[row.id].claim - slowly[row.id].settled)
            if row.status is not VOID:
                worth[row.total.currency] += sign * row.total.minor
        assert listing.sums(keys) == tuple(Money(minor, currency) for currency, minor in sorted(owed.items()))
        assert listing.totals(keys) == tuple(Money(minor, currency) for currency, minor in sorted(worth.items()))


KEYS: dict[InvoiceOrder, Callable[[InvoiceRow], object]] = {
    InvoiceOrder.DATE: lambda row: row.document_date,
    InvoiceOrder.CUSTOMER: lambda row: "".join(sign.lower() if sign.isascii() else sign for sign in row.customer),
    InvoiceOrder.NUMBER: lambda row: (row.number is not None, row.number),
    InvoiceOrder.TOTAL: lambda row: row.total.minor,
    InvoiceOrder.STATUS: lambda row: list(InvoiceStatus).index(row.status),
}


@settings(max_examples=15)
@given(st.lists(sold, max_size=12), st.sampled_from(InvoiceList), st.sampled_from(["", "a", "cedar", "inv 0"]))
def test_every_order_shows_the_same_invoices_and_backwards_the_other_way(
    invoices: list[Sold], which: InvoiceList, text: str
) -> None:
    with desk_with(invoices) as (desk, _):
        listing = InvoiceListing(desk)
        same = sorted(listing.of(InvoiceQuery(which, text)).keys())
        for order in InvoiceOrder:
            keys = list(listing.of(InvoiceQuery(which, text, order=order)).keys())
            back = list(listing.of(InvoiceQuery(which, text, order=order, descending=True)).keys())
            assert sorted(keys) == same
            assert list(listing.of(InvoiceQuery(which, text, order=order)).first(5)) == keys[:5]
            assert back == keys[::-1]
            if order in KEYS:
                ranks = [KEYS[order](row) for row in listing.of(InvoiceQuery()).rows(keys)]
                assert all(one <= other for one, other in pairwise(ranks)), order  # type: ignore[operator]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", set(CUSTOMERS)),
        ("  CEDAR ", {"cedar cleaning"}),
        ("foods har", {"Harbour Foods"}),
        ("harbour cedar", set()),
        ("KÖLN", {"Ärztehaus Köln"}),
        ("0%", {"100% Juice_Bar"}),
        ("inv-0002", {"Ärztehaus Köln"}),
        ("INV/0002", {"Ärztehaus Köln"}),
        ("inv0002", {"Ärztehaus Köln"}),
        ("1,171", {"Harbour Foods"}),
        ("1171.8", {"Harbour Foods"}),
        ("po-77", {"cedar cleaning"}),
        ("cedar 117", {"cedar cleaning"}),
        ("'; DROP TABLE invoice", set()),
        ("\N{RIGHT-TO-LEFT OVERRIDE}", set(CUSTOMERS)),
    ],
)
def test_what_is_typed_finds_customer_number_amount_and_reference(desk: Desk, text: str, found: set[str]) -> None:
    totals = {"Harbour Foods": 117180, "cedar cleaning": 11700, "Ärztehaus Köln": 571, "100% Juice_Bar": 50}
    enter(desk, [Sold(customer=name, total=totals[name], reference=_reference(name)) for name in CUSTOMERS])
    assert {row.customer for row in shown(desk, InvoiceQuery(text=text))} == found
    rows = shown(desk, InvoiceQuery(InvoiceList.OPEN, text, order=InvoiceOrder.OPEN))
    assert {row.customer for row in rows} == found


def _reference(name: str) -> str | None:
    return "Order PO-77" if name.startswith("cedar") else None


def test_one_customer_is_listed_alone(desk: Desk) -> None:
    made = enter(desk, [Sold(customer=name) for name in CUSTOMERS])
    (row,) = shown(desk, InvoiceQuery(contact_id=made[1].contact_id))
    assert (row.id, row.customer) == (made[1].id, CUSTOMERS[1])


def test_of_a_plan_the_next_part_that_is_not_settled_is_due(desk: Desk) -> None:
    plan = ((3, -5), (3, 5), (4, None))
    enter(
        desk, [Sold(plan=plan), Sold(plan=plan, parts=(3,)), Sold(plan=plan, parts=(3, 3)), Sold(plan=plan, due_in=-9)]
    )
    rows = shown(desk, InvoiceQuery(order=InvoiceOrder.NUMBER))
    early, later = TODAY - timedelta(days=5), TODAY + timedelta(days=5)
    assert [row.due_date for row in rows] == [early, later, None, early]
    assert [row.days_late for row in rows] == [5, 0, 0, 5]
    assert [row.settlement for row in rows[:2]] == [SettlementState.OPEN, SettlementState.PART_PAID]


def test_of_what_was_taken_on_only_what_was_open_then_is_claimed(desk: Desk) -> None:
    enter(desk, [Sold(total=1000, taken_on=4, parts=(3,))])
    (row,) = shown(desk, InvoiceQuery(InvoiceList.OPEN))
    assert (row.total.minor, row.open.minor) == (1000, 100)


def test_a_promise_is_broken_the_day_after_it(desk: Desk) -> None:
    enter(desk, [Sold(promised_in=-1), Sold(promised_in=0), Sold(promised_in=-1, parts=(10,))])
    rows = shown(desk, InvoiceQuery(order=InvoiceOrder.NUMBER))
    assert [row.promise_broken for row in rows] == [True, False, False]


def test_how_far_the_last_mail_is_stands_in_the_row(desk: Desk) -> None:
    made = enter(desk, [Sold(), Sold(), Sold()])
    with desk.books.change(Action.MAIL_WRITTEN, "mails", actor=desk.actor) as work:
        for invoice, stages in ((made[0], (MailStage.ACCEPTED, MailStage.QUEUED)), (made[1], (MailStage.ACCEPTED,))):
            for number, stage in enumerate(stages):
                mail = MailMessage(
                    key=f"invoice:{invoice.id}:{number}",
                    kind=MailKind.INVOICE,
                    subject_id=invoice.id,
                    message_id=f"<{invoice.id}.{number}@example>",
                    recipients=["jo@example.com"],
                    from_name="Acme",
                    language="en",
                    subject="Invoice",
                    plain="Here it is.",
                    attachments=[],
                    written_at=desk.clock.now() + timedelta(minutes=number),
                    written_by="ann",
                )
                work.add(mail)
                work.session.flush()
                work.add(MailState(mail_id=mail.id, stage=stage))
        work.add(MailEvent(mail_id=mail.id, kind=MailEventKind.BOUNCED, key="bounce 1", at=desk.clock.now()))
        work.commit()
    rows = {row.id: row for row in shown(desk, InvoiceQuery())}
    told = [(rows[one.id].mailed, rows[one.id].bounced) for one in made]
    assert told == [(MailStage.QUEUED, False), (MailStage.ACCEPTED, True), (None, False)]


def test_a_key_is_found_and_rows_that_are_gone_are_left_out(desk: Desk) -> None:
    made = enter(desk, [Sold(status=DRAFT)] * 2)
    listing = InvoiceListing(desk)
    keys = [listing.key_of(one.id) or 0 for one in made]
    view = listing.of(InvoiceQuery())
    assert [row.id for row in view.rows([keys[1], 9999, keys[0]])] == [made[1].id, made[0].id]
    assert listing.key_of("none") is None
