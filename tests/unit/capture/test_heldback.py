"""What the inbox calls ready is what confirming takes without a question, whatever happens elsewhere in the books."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bookdesk.capture.heldback import weigh_again
from bookdesk.capture.inbox import InboxService
from bookdesk.capture.listing import DocumentRow, InboxList, InboxListing, InboxQuery
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.capture.supporting import RequiredPapers
from bookdesk.core.errors import BookDeskError
from bookdesk.core.identifiers import ClientId
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import DocumentKind
from bookdesk.ledger.inboxlists import is_ready_but_for_objections
from bookdesk.ledger.periods import lock_through
from bookdesk.models.document import Document, DocumentState
from bookdesk.reading.inprocess import InProcessReader
from bookdesk.sandbox import papers
from bookdesk.sandbox.papers import bills
from bookdesk.sandbox.papers.truth import Truth
from bookdesk.store.client_file import open_books
from bookdesk.store.desk import Desk
from bookdesk.store.history import latest_sets
from bookdesk.store.places import Places
from bookdesk.store.undo import undo
from tests.support import pages as drawn
from tests.support.books import ANN, KEY, client_desk, clock_at_take_on
from tests.support.readers import NoTextReader
from tests.unit.capture.intake import COST
from tests.unit.capture.test_required import PURCHASE

FIRST = bills.CLEANING
CAFE = "Harbour Lane Cafe Pty Ltd"
APART = timedelta(days=35)


def numbered(number: int, prepaid: str = "0") -> Truth:
    """Return a later bill of the same supplier, alike in nothing that would make it a duplicate."""
    first = FIRST.lines[0]
    return replace(
        FIRST,
        number=f"TCC-01{number:04}",
        issued=FIRST.issued + number * APART,
        due=FIRST.issued + number * APART + timedelta(days=30),
        lines=(replace(first, quantity=first.quantity + number),),
        reference=None,
        prepaid=Decimal(prepaid),
    )


@contextmanager
def opened(home: Path) -> Iterator[Desk]:
    clock = clock_at_take_on()
    with closing(open_books(Places(home), ClientId("client-au"), KEY, clock=clock)) as books:
        yield Desk(books, ANN, clock)


def take(capture: CaptureService, *truths: Truth) -> None:
    capture.capture([Incoming(f"{truth.number}.xml", papers.ubl(truth)) for truth in truths])
    capture.read_waiting()


@pytest.fixture
def known(desk: Desk, capture: CaptureService, inbox: InboxService) -> None:
    """Let the supplier be one of the books, so that his next bills are ready as they come."""
    take(capture, FIRST)
    inbox.set("1", {"account": COST})
    inbox.confirm("1")
    weigh_again(desk)


def listed(desk: Desk, which: InboxList) -> dict[int, DocumentRow]:
    view = InboxListing(desk).of(InboxQuery(which))
    return {row.number: row for row in view.rows(view.keys())}


def is_the_same_answer(desk: Desk, inbox: InboxService) -> bool:
    """Whether the list of ready ones is what would be confirmed as it is, of what lacks nothing and is not doubtful."""
    with desk.books.query() as session:
        query = select(Document.intake_number).where(
            Document.state == DocumentState.TO_REVIEW, is_ready_but_for_objections()
        )
        wanted = {number for number in session.scalars(query) if not inbox.objections(str(number))}
    return wanted == set(listed(desk, InboxList.READY))


@pytest.mark.usefixtures("known")
def test_a_bill_that_is_asked_about_is_not_called_ready(
    desk: Desk, capture: CaptureService, inbox: InboxService
) -> None:
    take(capture, numbered(1), numbered(2, prepaid="100"))
    assert set(listed(desk, InboxList.READY)) == {2}
    row = listed(desk, InboxList.TO_REVIEW)[3]
    assert row.held is not None
    assert row.held.startswith("It asks for ")
    assert (row.ready, row.doubts) == (False, 1)
    assert inbox.objections("3")[0].what == row.held
    inbox.confirm("2")


@pytest.mark.usefixtures("known")
def test_a_word_lets_go_at_once(desk: Desk, capture: CaptureService, inbox: InboxService) -> None:
    take(capture, numbered(1, prepaid="100"), numbered(2, prepaid="100"))
    assert not listed(desk, InboxList.READY)
    inbox.set("2", {"prepaid": "ok"})
    assert set(listed(desk, InboxList.READY)) == {2}
    inbox.set("3", {"amount_due": str(numbered(2).total)})
    assert set(listed(desk, InboxList.READY)) == {2, 3}
    assert is_the_same_answer(desk, inbox)


@pytest.mark.usefixtures("known")
def test_what_is_sealed_elsewhere_holds_back_and_lets_go(desk: Desk, capture: CaptureService) -> None:
    take(capture, numbered(1), numbered(2))
    weigh_again(desk)
    assert set(listed(desk, InboxList.READY)) == {2, 3}
    lock_through(desk, numbered(1).issued, "June is filed")
    with desk.books.query() as session:
        lock = latest_sets(session, 1)[0].id
    weigh_again(desk)
    assert set(listed(desk, InboxList.READY)) == {3}
    assert "locked" in (listed(desk, InboxList.TO_REVIEW)[2].held or "")
    undo(desk.books, lock, actor=desk.actor)
    weigh_again(desk)
    assert set(listed(desk, InboxList.READY)) == {2, 3}


@pytest.mark.usefixtures("known")
def test_a_rule_of_papers_holds_back_until_the_order_comes(
    desk: Desk, capture: CaptureService, inbox: InboxService
) -> None:
    take(capture, numbered(1))
    RequiredPapers(desk).add(DocumentKind.ORDER, Money(0, "AUD"))
    weigh_again(desk)
    assert "no order beside it" in (listed(desk, InboxList.TO_REVIEW)[2].held or "")
    capture.capture([Incoming("order.pdf", drawn.pdf([PURCHASE]))])
    capture.read_waiting()
    inbox.set("3", {"kind": "order"})
    weigh_again(desk)
    assert set(listed(desk, InboxList.READY)) == {2}
    inbox.reject("3", "not this one")
    weigh_again(desk)
    assert not listed(desk, InboxList.READY)
    RequiredPapers(desk).waive("2", "agreed by telephone")
    weigh_again(desk)
    assert set(listed(desk, InboxList.READY)) == {2}


@pytest.mark.usefixtures("known")
def test_a_bill_of_the_same_number_confirmed_since_holds_back(
    desk: Desk, capture: CaptureService, inbox: InboxService
) -> None:
    take(capture, numbered(1), numbered(2))
    inbox.set("2", {"invoice_number": numbered(2).number})
    assert set(listed(desk, InboxList.READY)) == {2, 3}, "a draft is no bill of the books yet"
    inbox.confirm("2")
    weigh_again(desk)
    assert "again" in (listed(desk, InboxList.TO_REVIEW)[3].held or "")
    inbox.reopen("2")
    weigh_again(desk)
    assert is_the_same_answer(desk, inbox)


@pytest.mark.usefixtures("known")
def test_books_of_before_are_weighed_once(desk: Desk, capture: CaptureService, inbox: InboxService) -> None:
    take(capture, numbered(1, prepaid="100"), numbered(2))
    with desk.books.upkeep() as session:
        session.connection().exec_driver_sql("DELETE FROM consumer_cursor WHERE consumer = 'held back'")
        session.connection().exec_driver_sql("DELETE FROM document_field WHERE name = 'held: back'")
    assert set(listed(desk, InboxList.READY)) == {2, 3}
    weigh_again(desk)
    assert set(listed(desk, InboxList.READY)) == {3}
    assert is_the_same_answer(desk, inbox)


def _lock(desk: Desk, _: InboxService, number: int) -> None:
    lock_through(desk, FIRST.issued + timedelta(days=number), "filed")


def _rule(desk: Desk, _: InboxService, number: int) -> None:
    RequiredPapers(desk).add(DocumentKind.ORDER, Money(100_000 + 10_000 * number, "AUD"))


def _number(_: Desk, inbox: InboxService, number: int) -> None:
    inbox.set(str(2 + number % 3), {"invoice_number": f"TCC-01{number % 4:04}"})


def _total(_: Desk, inbox: InboxService, number: int) -> None:
    inbox.set(str(2 + number % 3), {"line.1.net": f"{100 * (1 + number % 2)}.00"})


def _supplier(_: Desk, inbox: InboxService, number: int) -> None:
    inbox.set(str(2 + number % 3), {"supplier_name": ("Tidewater", FIRST.supplier.name)[number % 2]})


def _confirm(_: Desk, inbox: InboxService, number: int) -> None:
    if not inbox.objections(str(2 + number % 3)):
        inbox.confirm(str(2 + number % 3))


def _seen(_: Desk, inbox: InboxService, number: int) -> None:
    inbox.set(str(2 + number % 3), {"prepaid": "ok"})


def _reopen(_: Desk, inbox: InboxService, number: int) -> None:
    inbox.reopen(str(1 + number % 4))


def _undo(desk: Desk, _: InboxService, number: int) -> None:
    with desk.books.query() as session:
        last = latest_sets(session, 1 + number % 3)[-1].id
    undo(desk.books, last, actor=desk.actor)


ACTS: tuple[Callable[[Desk, InboxService, int], None], ...] = (
    *(_lock, _rule, _number, _total, _supplier, _confirm, _seen, _reopen, _undo),
)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with the books of a cafe that has three bills to review, one of them asked about."""
    home = tmp_path_factory.mktemp("prepared")
    with client_desk(home, name=CAFE) as desk:
        capture = CaptureService(desk, InProcessReader(NoTextReader()))
        inbox = InboxService(desk, capture)
        take(capture, FIRST)
        inbox.set("1", {"account": COST})
        inbox.confirm("1")
        take(capture, numbered(1), numbered(2, prepaid="100"), numbered(3))
        weigh_again(desk)
    return home


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 80)), min_size=1, max_size=5))
def test_whatever_is_done_the_list_and_confirming_answer_alike(
    prepared: Path, acts: list[tuple[Callable[[Desk, InboxService, int], None], int]]
) -> None:
    with TemporaryDirectory() as folder:
        shutil.copytree(prepared, folder, dirs_exist_ok=True)
        with opened(Path(folder)) as desk:
            inbox = InboxService(desk, CaptureService(desk, InProcessReader(NoTextReader())))
            for act, number in acts:
                with suppress(BookDeskError):  # what cannot be done changes nothing
                    act(desk, inbox, number)
                weigh_again(desk)
                assert is_the_same_answer(desk, inbox), act.__name__
