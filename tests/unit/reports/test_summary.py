"""Each figure of a summary is the length of the list it names, whatever the books hold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import DeclarativeBase, Session

from bookdesk.approvals.limits import ApprovalRules
from bookdesk.banking.records import open_lines
from bookdesk.banking.standing import proof
from bookdesk.core.clock import MovableClock
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import FieldState
from bookdesk.ledger.balances import settlements
from bookdesk.ledger.banklists import LineList, line_on_list
from bookdesk.ledger.billlists import BillList, on_list
from bookdesk.ledger.exchange import ExchangeRate, in_base
from bookdesk.ledger.inboxlists import InboxList, in_inbox
from bookdesk.ledger.outboxlists import OutboxList, in_outbox
from bookdesk.models.account import Account, AccountKind
from bookdesk.models.actions import Action
from bookdesk.models.bank import BankLine
from bookdesk.models.bill import Bill, BillKind, BillStatus
from bookdesk.models.document import Document, DocumentState
from bookdesk.models.history import Origin
from bookdesk.models.payment import RunState
from bookdesk.models.sync import LedgerConnection, OutboxEntry
from bookdesk.payments.payees import PayeeService
from bookdesk.reports.content import LastAct, Summary, from_data, to_data
from bookdesk.reports.figures import Figure, counts, due
from bookdesk.reports.summary import read_summary
from bookdesk.store.desk import Desk
from tests.support.books import as_ben, client_desk, clock_at_take_on, empty_books
from tests.unit.reports.random_books import BOOKS, DAY, RandomBill, RandomBooks, RandomDocument, write

_BILLS = {Figure(which.value): which for which in BillList if which.value in set(Figure)}
_INBOX = {Figure(which.value): which for which in InboxList if which.value in set(Figure)}


@contextmanager
def client() -> Iterator[Desk]:
    with TemporaryDirectory() as home, client_desk(Path(home)) as desk:
        yield desk


def summary_of(desk: Desk) -> Summary:
    with desk.books.query() as session:
        return read_summary(session, lambda session, account: proof(session, account).proven_to)


def length(session: Session, table: type[DeclarativeBase], condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(table).where(condition)) or 0


def lengths(session: Session, today: date) -> dict[Figure, int]:
    bills = {figure: length(session, Bill, on_list(which, today)) for figure, which in _BILLS.items()}
    inbox = {figure: length(session, Document, in_inbox(which)) for figure, which in _INBOX.items()}
    return (
        bills
        | inbox
        | {
            Figure.OPEN_LINES: length(session, BankLine, line_on_list(LineList.OPEN)),
            Figure.SYNC_WAITING: length(session, OutboxEntry, in_outbox(OutboxList.WAITING)),
            Figure.SYNC_PROBLEMS: length(session, OutboxEntry, in_outbox(OutboxList.PROBLEMS)),
        }
    )


@settings(max_examples=25)
@given(BOOKS, st.integers(-20, 20))
def test_each_figure_is_the_length_of_its_list(books: RandomBooks, later: int) -> None:
    today = DAY + timedelta(days=later)
    with client() as desk:
        before = len(PayeeService(desk).payees(unconfirmed_only=True))
        write(desk, books)
        summary = summary_of(desk)
        found = counts(summary, today)
        with desk.books.query() as session:
            assert {figure: found[figure] for figure in lengths(session, today)} == lengths(session, today)
            assert summary.bills.open == length(session, Bill, on_list(BillList.OPEN, today))
            assert summary.inbox.open == length(session, Document, in_inbox(InboxList.ALL_OPEN))
        assert found[Figure.DRAFT_RUNS] == books.runs.count(RunState.DRAFT)
        assert found[Figure.UNCONFIRMED_PAYEES] == len(PayeeService(desk).payees(unconfirmed_only=True))
        assert found[Figure.UNCONFIRMED_PAYEES] == before + books.payees.count((False, False))
    assert from_data(to_data(summary)) == summary


@settings(max_examples=12)
@given(BOOKS, st.integers(-20, 20))
def test_sums_by_due_date_are_those_of_the_bills_on_the_list(books: RandomBooks, later: int) -> None:
    today = DAY + timedelta(days=later)
    with client() as desk:
        write(desk, books)
        late = due(summary_of(desk), None, today - timedelta(days=1))
        with desk.books.query() as session:
            bills = session.scalars(select(Bill).where(on_list(BillList.OVERDUE, today))).all()
            left = settlements(session, bills)
        amounts = [in_home_currency(bill, left[bill.id].open) for bill in bills]
    assert late.base == sum(amount for amount in amounts if amount is not None)
    assert late.without_rate == amounts.count(None)


def in_home_currency(bill: Bill, amount: Money) -> int | None:
    if bill.currency != "AUD" and bill.rate is None:
        return None
    rate = None if bill.rate is None else ExchangeRate(bill.rate, "", DAY)
    return in_base(amount, "AUD", rate).minor


@settings(max_examples=12)
@given(BOOKS)
def test_the_bank_tells_its_open_lines_their_sums_and_the_oldest(books: RandomBooks) -> None:
    with client() as desk:
        write(desk, books)
        (found,) = summary_of(desk).banks
        with desk.books.query() as session:
            lines = open_lines(session, found.account_id)
    assert (found.name, found.currency, found.open) == ("Everyday", "AUD", len(lines))
    assert found.money_in - found.money_out == sum(line.amount for line in lines)
    assert found.money_in == sum(line.amount for line in lines if line.amount > 0)
    assert found.oldest == min((line.day for line in lines), default=None)
    assert found.last_day == (DAY + timedelta(days=60) if books.lines else None)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with client() as opened:
        yield opened


def test_the_oldest_document_is_of_those_that_are_open(desk: Desk) -> None:
    assert summary_of(desk).inbox.oldest_at is None
    states = (DocumentState.CONFIRMED, DocumentState.FAILED, DocumentState.RECEIVED)
    write(desk, replace(NOTHING, documents=[replace(A_DOCUMENT, state=state) for state in states]))
    inbox = summary_of(desk).inbox
    assert (inbox.open, inbox.oldest_at) == (2, datetime(2026, 6, 3, tzinfo=UTC))


def test_the_last_act_is_a_persons(desk: Desk) -> None:
    with as_ben(desk).books.change(Action.ACCOUNT_EDITED, "by hand", actor=as_ben(desk).actor) as work:
        work.add(Account(code="9-9999", name="x", kind=AccountKind.EXPENSE))
        work.commit()
    with desk.books.change(Action.LEDGER_PULLED, "by a job", actor=desk.actor, origin=Origin.JOB) as work:
        work.add(Account(code="9-9998", name="x", kind=AccountKind.EXPENSE))
        work.commit()
    last = summary_of(desk).last_act
    assert last == LastAct(desk.clock.now().isoformat(), "account edited", "ben")
    assert last is not None
    assert last.instant == desk.clock.now()


def test_a_client_that_was_only_added_has_no_figures_yet(tmp_path: Path) -> None:
    with empty_books(tmp_path, "c1", clock_at_take_on()) as books, books.query() as session:
        assert read_summary(session, lambda _session, _account: None) == Summary()


def test_a_connection_that_has_to_be_made_again_is_told(desk: Desk) -> None:
    with desk.books.upkeep() as session:
        session.add(
            LedgerConnection(
                provider="xero", tenant_id="t", organisation="o", application_id="a", connected_at=desk.clock.now(),
                needs_reconnect=True,
            )
        )  # fmt: skip
    assert summary_of(desk).reconnect


def test_approvals_are_doubtful_once_a_part_is_paid_or_the_rules_have_changed(desk: Desk) -> None:
    approved = replace(A_BILL, status=BillStatus.APPROVED, rejected=False)
    part_paid, reviewed = replace(approved, settled=1), replace(approved, status=BillStatus.REVIEWED)
    write(desk, replace(NOTHING, bills=[approved, approved, part_paid, reviewed, replace(approved, settled=100)]))
    assert summary_of(desk).bills.doubtful == 1
    cast("MovableClock", desk.clock).advance(60)
    ApprovalRules(desk).set_limit("ben", None)
    assert summary_of(desk).bills.doubtful == 3
    write(desk, replace(NOTHING, bills=[approved]))
    assert summary_of(desk).bills.doubtful == 3


NOTHING = RandomBooks((), (), (), (), (), ())
A_DOCUMENT = RandomDocument(DocumentState.RECEIVED, None, FieldState.PROVED, draft=False, coded=False)
A_BILL = RandomBill(
    kind=BillKind.BILL,
    status=BillStatus.REVIEWED,
    on_hold=False,
    disputed=False,
    due=5,
    currency="AUD",
    rate=None,
    total=100,
    settled=0,
    rejected=True,
)
