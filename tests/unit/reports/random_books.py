"""Random books: bills, documents, bank lines and what waits for the ledger, in every state these can be in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from bookdesk.core.identifiers import new_id
from bookdesk.core.vocabulary import (
    BankScheme,
    Channel,
    Decision,
    DocumentKind,
    FieldState,
    OutboxKind,
    OutboxState,
    Provenance,
)
from bookdesk.models.actions import Action
from bookdesk.models.approval import ApprovalDecision
from bookdesk.models.bank import (
    BankAccount,
    BankLine,
    Match,
    MatchKind,
    MatchLine,
    Reconciler,
    Statement,
    StatementProof,
)
from bookdesk.models.bill import Allocation, AllocationSource, Bill, BillKind, BillLine, BillStatus
from bookdesk.models.contact import PayeeAccount
from bookdesk.models.document import Document, DocumentField, DocumentState
from bookdesk.models.payment import PaymentRun, Rail, RunState
from bookdesk.models.sync import OutboxEntry
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk
from tests.support.books import account_id, bank, supplier, tax_code_id

DAY = date(2026, 7, 1)
"""About which everything is dated."""


@dataclass(frozen=True)
class RandomBill:
    kind: BillKind
    status: BillStatus
    on_hold: bool
    disputed: bool
    due: int | None
    currency: str
    rate: Decimal | None
    total: int
    settled: int
    rejected: bool


@dataclass(frozen=True)
class RandomDocument:
    state: DocumentState
    kind: DocumentKind | None
    field: FieldState
    draft: bool
    coded: bool


@dataclass(frozen=True)
class RandomLine:
    amount: int
    day: int
    account: int
    withdrawn: bool
    matched: bool


@dataclass(frozen=True)
class RandomBooks:
    bills: Sequence[RandomBill]
    documents: Sequence[RandomDocument]
    lines: Sequence[RandomLine]
    outbox: Sequence[tuple[OutboxState, str | None]]
    runs: Sequence[RunState]
    payees: Sequence[tuple[bool, bool]]


_TOTALS = st.integers(1, 9_999_999)
_BILLS = st.builds(
    RandomBill,
    kind=st.sampled_from(BillKind),
    status=st.sampled_from(BillStatus),
    on_hold=st.booleans(),
    disputed=st.booleans(),
    due=st.none() | st.integers(-30, 30),
    currency=st.sampled_from(["AUD", "EUR", "JPY"]),
    rate=st.none() | st.decimals("0.01", "9", places=4),
    total=_TOTALS,
    settled=_TOTALS | st.just(0),
    rejected=st.booleans(),
)
_DOCUMENTS = st.builds(
    RandomDocument,
    state=st.sampled_from(DocumentState),
    kind=st.none() | st.sampled_from(DocumentKind),
    field=st.sampled_from(FieldState),
    draft=st.booleans(),
    coded=st.booleans(),
)
_LINES = st.builds(
    RandomLine,
    amount=st.integers(-99_999, 99_999),
    day=st.integers(0, 60),
    account=st.integers(0, 2),
    withdrawn=st.booleans(),
    matched=st.booleans(),
)
_PROBLEMS = st.sampled_from([None, "Goes after the bill it belongs to.", "The account 404 is archived."])
BOOKS = st.builds(
    RandomBooks,
    bills=st.lists(_BILLS, max_size=12),
    documents=st.lists(_DOCUMENTS, max_size=8),
    lines=st.lists(_LINES, max_size=8),
    outbox=st.lists(st.tuples(st.sampled_from(OutboxState), _PROBLEMS), max_size=6),
    runs=st.lists(st.sampled_from(RunState), max_size=3),
    payees=st.lists(st.tuples(st.booleans(), st.booleans()), max_size=4),
)


def write(desk: Desk, books: RandomBooks) -> None:
    """Put them into a client that was taken on."""
    with desk.books.change(Action.TAKEN_ON, "random", actor=desk.actor) as work:
        for bill in books.bills:
            _bill(work, desk, bill)
        for number, document in enumerate(books.documents, 1):
            _document(work, desk, number, document)
        if books.lines:
            _bank(work, desk, books.lines)
        _others(work, desk, books)
        work.commit()


def _bill(work: Change, desk: Desk, one: RandomBill) -> None:
    row = Bill(
        id=new_id(),
        kind=one.kind,
        status=one.status,
        on_hold=one.on_hold,
        disputed=one.disputed,
        contact_id=supplier(desk, "Cedar Cleaning").id,
        supplier_name="Cedar Cleaning",
        number="C-1",
        due_date=None if one.due is None else DAY + timedelta(days=one.due),
        received_date=DAY,
        currency=one.currency,
        rate=one.rate,
        net=one.total,
        tax=0,
        total=one.total,
        created_by="ann",
    )
    work.add(row)
    work.session.flush()
    if one.settled:
        amount = min(one.settled, one.total)
        credit = one.kind is BillKind.CREDIT_NOTE
        bill_id, source_id = (new_id(), row.id) if credit else (row.id, new_id())
        source = AllocationSource.CREDIT_NOTE if credit else AllocationSource.PAYMENT
        other = Bill(id=bill_id, received_date=DAY, currency="AUD", net=1, tax=0, total=10**8, created_by="ann")
        work.add(*([other] if credit else []))
        work.session.flush()
        work.add(Allocation(bill_id=bill_id, source=source, source_id=source_id, day=DAY, amount=amount))
    work.add(_decision(desk, row.id, Decision.REJECTED if one.rejected else Decision.APPROVED))


def _decision(desk: Desk, bill_id: str, decision: Decision) -> ApprovalDecision:
    return ApprovalDecision(
        bill_id=bill_id,
        decision=decision,
        channel=Channel.DESK,
        decided_by="ben",
        decided_at=desk.clock.now(),
        payment_hash="x",
        accounting_hash="x",
        statement="{}",
        signature="00",
    )


def _document(work: Change, desk: Desk, number: int, one: RandomDocument) -> None:
    row = Document(
        id=new_id(),
        intake_number=number,
        file_name="a.pdf",
        media_type="application/pdf",
        size=1,
        sha256=f"{number:064}",
        stored_name=str(number),
        seal_key="00",
        received_at=datetime(2026, 6, 1 + number, tzinfo=UTC),
        received_by="ann",
        state=one.state,
        kind=one.kind,
    )
    work.add(row)
    work.session.flush()
    work.add(DocumentField(document_id=row.id, name="total", confidence=Decimal(1), state=one.field, why="read"))
    if one.draft:
        draft = Bill(
            id=new_id(), supplier_name="Cedar Cleaning", number=f"D-{number}", document_date=DAY, due_date=DAY,
            received_date=DAY, currency="AUD", net=100, tax=0, total=100, created_by="ann", document_id=row.id,
        )  # fmt: skip
        work.add(draft)
        work.session.flush()
        line = BillLine(bill_id=draft.id, position=1, description="x", net=100, tax=0, gross=100)
        line.account_id = account_id(desk, "6-0500") if one.coded else None
        line.tax_code_id = tax_code_id(desk, "GST")
        work.add(line)


def _bank(work: Change, desk: Desk, lines: Sequence[RandomLine]) -> None:
    """Lines on an account that is reconciled here, one that the ledger reconciles, and one that is archived."""
    here = bank(desk)
    accounts = [
        here.id,
        _account(work, here, "B", reconciled_in=Reconciler.LEDGER),
        _account(work, here, "C", archived=True),
    ]
    both = [(account, gone) for account in accounts for gone in (True, False)]
    statements = {(account, gone): _statement(account, desk, gone=gone) for account, gone in both}
    work.add(*statements.values())
    work.session.flush()
    for position, one in enumerate(lines):
        account = accounts[one.account]
        row = BankLine(
            id=new_id(),
            statement_id=statements[account, one.withdrawn].id,
            bank_account_id=account,
            position=position,
            day=DAY + timedelta(days=one.day),
            amount=one.amount,
            currency="AUD",
            description="x",
            fingerprint=str(position),
            occurrence=1,
        )
        work.add(row)
        if one.matched:
            match = Match(
                id=new_id(),
                bank_account_id=account,
                kind=MatchKind.CODED,
                matched_by="ann",
                matched_at=desk.clock.now(),
            )
            work.add(match)
            work.session.flush()
            work.add(MatchLine(match_id=match.id, bank_line_id=row.id))


def _account(work: Change, like: BankAccount, name: str, **how: object) -> str:
    row = BankAccount(
        id=new_id(), name=name, account_id=like.account_id, holder="x", scheme=BankScheme.BSB, currency="AUD",
        opening_balance=0, opening_date=DAY, **how,
    )  # fmt: skip
    work.add(row)
    work.session.flush()
    return row.id


def _statement(account: str, desk: Desk, *, gone: bool) -> Statement:
    return Statement(
        id=new_id(), bank_account_id=account, format="csv", file_name="x", sha256="x", from_day=DAY,
        to_day=DAY + timedelta(days=99 if gone else 60), proof=StatementProof.UNPROVED,
        imported_at=desk.clock.now(), imported_by="ann", withdrawn=gone,
    )  # fmt: skip


def _others(work: Change, desk: Desk, books: RandomBooks) -> None:
    work.add(
        *(
            PaymentRun(
                number=number, bank_account_id=bank(desk).id, rail=Rail.ABA, execution_date=DAY, currency="AUD",
                state=state, proposed_by="ann", proposed_at=desk.clock.now(),
            )
            for number, state in enumerate(books.runs, 1)
        ),
        *(
            OutboxEntry(
                provider="xero", kind=OutboxKind.BILL, local_id=new_id(), change_set_id="x", state=state,
                summary="bill", problem=problem, marker="x", queued_at=desk.clock.now(),
            )
            for state, problem in books.outbox
        ),
        *(
            PayeeAccount(
                contact_id=supplier(desk, "Cedar Cleaning").id, holder="x", scheme=BankScheme.BSB, routing="062001",
                account_number="1", provenance=Provenance.TYPED, edited_by="ann", edited_at=desk.clock.now(),
                confirmed_by="ben" if confirmed else None, archived=archived,
            )
            for confirmed, archived in books.payees
        ),
    )  # fmt: skip
