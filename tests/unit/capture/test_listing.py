"""Lists of the inbox: what is on them follows from documents, fields and drafts, in every order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bookdesk.capture import readiness, views
from bookdesk.capture.inbox import InboxService
from bookdesk.capture.listing import DocumentRow, InboxList, InboxListing, InboxOrder, InboxQuery
from bookdesk.capture.service import CaptureService
from bookdesk.core.identifiers import new_id
from bookdesk.core.texts import number_key
from bookdesk.core.vocabulary import DocumentKind, FieldState
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill, BillLine, BillStatus
from bookdesk.models.document import Document, DocumentField, DocumentState
from bookdesk.sandbox import papers
from bookdesk.store.desk import Desk
from tests.support.books import account_id, client_desk, tax_code_id
from tests.unit.capture.intake import COST, CREDIT, ROAST, STATEMENT, taken


@dataclass(frozen=True)
class Dropped:
    """A document in short: its bills by status, what each lacks, and the states of what was read on it."""

    state: DocumentState
    kind: DocumentKind | None
    bills: tuple[BillStatus, ...]
    lacks: str
    doubts: tuple[FieldState, ...]
    copy: bool = False


_NEEDED = ("supplier_name", "number", "document_date", "due_date", "total", "lines", "account", "tax_code", "rate")
dropped = st.builds(
    Dropped,
    state=st.sampled_from([DocumentState.TO_REVIEW, DocumentState.TO_REVIEW, *DocumentState]),
    kind=st.none() | st.sampled_from([DocumentKind.INVOICE, DocumentKind.RECEIPT, DocumentKind.EVIDENCE]),
    bills=st.lists(st.sampled_from([BillStatus.DRAFT, BillStatus.DRAFT, BillStatus.VOID]), max_size=3).map(tuple),
    lacks=st.just("") | st.sampled_from(_NEEDED),
    doubts=st.lists(st.sampled_from([FieldState.PROVED, FieldState.ABSENT, *FieldState]), max_size=2).map(tuple),
    copy=st.booleans(),
)


def enter(desk: Desk, documents: Sequence[Dropped]) -> list[str]:
    """Write documents with their bills and fields, and return their ids."""
    made: list[str] = []
    account, code = account_id(desk, COST), tax_code_id(desk, "GST")
    with desk.books.change(Action.DOCUMENT_CAPTURED, "random documents", actor=desk.actor) as work:
        for place, one in enumerate(documents):
            document = _document(desk, one, place, made)
            work.add(document, *_read(one, document.id, place))
            for status in one.bills:
                bill = _bill(one, status, document.id, place)
                work.add(bill, *_lines(one, bill.id, account, code))
            made.append(document.id)
        work.commit()
    return made


def _document(desk: Desk, one: Dropped, place: int, before: Sequence[str]) -> Document:
    return Document(
        id=new_id(),
        intake_number=place + 1,
        file_name=f"{'Bcaé'[place % 4]}-{place}.pdf",
        media_type="application/pdf",
        size=1,
        sha256=f"{place:064}",
        stored_name=new_id(),
        seal_key="00",
        received_at=desk.clock.now() - timedelta(minutes=place % 3),
        received_by="ann",
        state=one.state,
        kind=one.kind,
        failure="Not legible." if place % 2 else None,
        duplicate_of_id=before[0] if one.copy and before else None,
    )


def _read(one: Dropped, document_id: str, place: int) -> Iterator[DocumentField]:
    names = ("invoice_number", "supplier_name", "check: net + tax = total", "remark: reading 1")
    values = (f"read-{place}", f"Read Supplies {place}", None, None)
    for name, value, state in zip(names, values, (FieldState.PROVED, *one.doubts), strict=False):
        yield DocumentField(
            document_id=document_id, name=name, value=value, confidence=Decimal(1), state=state, why="printed so"
        )


def _bill(one: Dropped, status: BillStatus, document_id: str, place: int) -> Bill:
    number = None if one.lacks == "number" else f"A-{place % 5}/{status}"
    total = 0 if one.lacks == "total" else 1000 * (place % 4 + 1)
    return Bill(
        id=new_id(),
        status=status,
        document_id=document_id,
        supplier_name=None if one.lacks == "supplier_name" else f"{'zYa'[place % 3]} Trading {status}",
        number=number,
        number_key=number_key(number) if number else None,
        document_date=None if one.lacks == "document_date" else date(2026, 6, 1 + place % 3),
        due_date=None if one.lacks == "due_date" else date(2026, 7, 1 + place % 4),
        received_date=date(2026, 6, 2),
        currency="USD" if one.lacks == "rate" else "AUD",
        net=total,
        tax=0,
        total=total,
        created_by="ann",
    )


def _lines(one: Dropped, bill_id: str, account: str, code: str) -> Iterator[BillLine]:
    for position in () if one.lacks == "lines" else (1, 2):
        line = BillLine(bill_id=bill_id, position=position, description="coffee", net=0, tax=0, gross=0)
        line.account_id = None if one.lacks == "account" and position == 2 else account
        line.tax_code_id = None if one.lacks == "tax_code" and position == 2 else code
        yield line


def complete(one: Dropped) -> bool:
    """Say the slow way whether a document has a draft that may be confirmed."""
    unnumbered = one.lacks == "number" and one.kind is DocumentKind.RECEIPT
    return BillStatus.DRAFT in one.bills and (not one.lacks or unnumbered)


def belongs(which: InboxList, one: Dropped) -> bool:
    """Say the slow way whether a document is on a list."""
    unsure = any(state in readiness.DOUBTFUL for state in one.doubts)
    ready = one.state is DocumentState.TO_REVIEW and complete(one) and not unsure
    by_state = {
        InboxList.RECEIVED: DocumentState.RECEIVED,
        InboxList.NOT_PAYABLE: DocumentState.NOT_PAYABLE,
        InboxList.DUPLICATE: DocumentState.DUPLICATE,
        InboxList.CONFIRMED: DocumentState.CONFIRMED,
    }
    done = {DocumentState.CONFIRMED, DocumentState.REJECTED, DocumentState.MOVED}
    on_it = {
        InboxList.ALL_OPEN: one.state not in done,
        InboxList.PUT_ASIDE: one.state in done - {DocumentState.CONFIRMED},
        InboxList.FAILED: one.state in {DocumentState.FAILED, DocumentState.LOCKED},
        InboxList.READY: ready,
        InboxList.TO_REVIEW: one.state is DocumentState.TO_REVIEW and not ready,
    } | {name: one.state is state for name, state in by_state.items()}
    return one.kind is not DocumentKind.EVIDENCE and on_it[which]


def shown(desk: Desk, query: InboxQuery) -> tuple[DocumentRow, ...]:
    view = InboxListing(desk).of(query)
    return tuple(view.rows(view.keys()))


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        yield opened


@settings(max_examples=25)
@given(st.lists(dropped, max_size=10))
def test_count_keys_and_the_slow_definition_agree_on_every_list(documents: list[Dropped]) -> None:
    with TemporaryDirectory() as folder, client_desk(Path(folder)) as desk:
        ids = enter(desk, documents)
        listing = InboxListing(desk)
        counts = listing.counts(tuple(InboxList))
        for which in InboxList:
            rows = shown(desk, InboxQuery(which))
            expected = [id_ for id_, one in zip(ids, documents, strict=True) if belongs(which, one)]
            assert [row.id for row in rows] == expected, which
            assert counts[which] == listing.count(which) == len(expected), which
            assert all(row.ready == belongs(InboxList.READY, documents[row.number - 1]) for row in rows)


@settings(max_examples=15)
@given(st.lists(dropped, max_size=8))
def test_rows_of_a_list_say_what_each_document_says_alone(documents: list[Dropped]) -> None:
    with TemporaryDirectory() as folder, client_desk(Path(folder)) as desk:
        enter(desk, documents)
        with desk.books.query() as session:
            alone = [
                views.inbox_row(session, one)
                for one in session.scalars(select(Document).order_by(Document.intake_number))
            ]
            listed = views.inbox_rows(session, ())
        assert listed == [row for row in alone if row.kind is not DocumentKind.EVIDENCE]


_ORDERS: dict[InboxOrder, Callable[[DocumentRow], object]] = {
    InboxOrder.NUMBER: lambda row: row.number,
    InboxOrder.FILE_NAME: lambda row: row.file_name.lower(),
    InboxOrder.KIND: lambda row: row.kind or "",
    InboxOrder.SUPPLIER: lambda row: (row.supplier or "").lower(),
    InboxOrder.BILL_NUMBER: lambda row: number_key(row.bill_number) if row.bill_id and row.bill_number else "",
    InboxOrder.DOCUMENT_DATE: lambda row: row.document_date or date.min,
    InboxOrder.DUE_DATE: lambda row: row.due_date or date.min,
    InboxOrder.TOTAL: lambda row: row.total.minor if row.total else -1,
    InboxOrder.STATE: lambda row: (list(DocumentState).index(row.state), row.ready),
    InboxOrder.DOUBTS: lambda row: row.doubts,
    InboxOrder.REASON: lambda row: row.reason or "",
    InboxOrder.RECEIVED: lambda row: row.received_at,
}


@settings(max_examples=15)
@given(
    st.lists(dropped, max_size=10),
    st.sampled_from([InboxList.ALL_OPEN, InboxList.TO_REVIEW]),
    st.sampled_from(["", "a", "trading"]),
)
def test_every_order_shows_the_same_documents_and_backwards_the_other_way(
    documents: list[Dropped], which: InboxList, text: str
) -> None:
    with TemporaryDirectory() as folder, client_desk(Path(folder)) as desk:
        enter(desk, documents)
        listing = InboxListing(desk)
        same = sorted(listing.of(InboxQuery(which, text)).keys())
        for order in InboxOrder:
            keys = list(listing.of(InboxQuery(which, text, order)).keys())
            assert sorted(keys) == same
            assert list(listing.of(InboxQuery(which, text, order, descending=True)).keys()) == keys[::-1]
            rows = listing.of(InboxQuery()).rows(keys)
            if order is not InboxOrder.BILL_NUMBER or all(row.bill_id for row in rows):
                ranks = [_ORDERS[order](row) for row in rows]
                assert all(one <= other for one, other in pairwise(ranks)), order  # type: ignore[operator]


def test_a_ready_document_can_be_confirmed_as_it_is(
    desk: Desk, capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST, STATEMENT)
    (row,) = shown(desk, InboxQuery(InboxList.TO_REVIEW, "roast"))
    assert (row.number, row.ready, row.state) == (1, False, DocumentState.TO_REVIEW)
    assert [one.file_name for one in shown(desk, InboxQuery(InboxList.NOT_PAYABLE))] == [STATEMENT]
    inbox.set("1", {"account": COST})
    inbox.confirm("1")
    taken(capture, files, CREDIT)
    assert shown(desk, InboxQuery(InboxList.TO_REVIEW)) == ()
    (ready,) = shown(desk, InboxQuery(InboxList.READY))
    (due,) = (one for one in inbox.show("3").fields if one.name == "amount_due")
    assert due.state in readiness.DOUBTFUL, "it is the total, which is sure: no doubt of its own"
    assert (ready.file_name, ready.ready, ready.doubts) == (CREDIT, True, 0)
    assert readiness.is_ready(inbox.show(str(ready.number)))
    assert inbox.objections(str(ready.number)) == ()
    inbox.confirm(str(ready.number))
    assert [one.number for one in shown(desk, InboxQuery(InboxList.CONFIRMED, order=InboxOrder.TOTAL))] == [3, 1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {1, 2, 3, 4}),
        ("trading", {1, 2}),
        ("read", {3, 4}),
        ("read-2", {3}),
        ("#3", {3}),
        ("3", {3, 4}),
        ("É", {4}),
        ("a1 draft", {2}),
        ("20.00", {2}),
        ("pdf 2", {2, 3}),
        ("nobody", set()),
    ],
)
def test_what_is_typed_finds_supplier_number_amount_file_and_intake(plain: Desk, text: str, found: set[int]) -> None:
    billed = Dropped(DocumentState.TO_REVIEW, DocumentKind.INVOICE, (BillStatus.DRAFT,), "", (FieldState.PROVED,))
    bare = Dropped(DocumentState.FAILED, None, (), "", (FieldState.CHECK,))
    enter(plain, [billed, billed, bare, bare])
    assert {row.number for row in shown(plain, InboxQuery(text=text))} == found


def test_rows_are_frozen_and_say_their_key(plain: Desk) -> None:
    enter(plain, [Dropped(DocumentState.RECEIVED, None, (), "", ())])
    (row,) = shown(plain, InboxQuery(InboxList.RECEIVED))
    assert (row.key, row.number) == (InboxListing(plain).key_of(row.id), 1)
    assert isinstance(row.received_at, datetime)
    assert {"supplier", "total", "doubts", "reason"} < {field.name for field in fields(row)}
    assert InboxListing(plain).of(InboxQuery()).rows([row.key + 1]) == ()
    assert InboxListing(plain).key_of("nothing") is None
