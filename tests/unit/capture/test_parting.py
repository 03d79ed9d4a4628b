"""Files that hold several documents, and documents in several files: proposed, taken apart, put together, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pypdfium2  # type: ignore[import-untyped] # it has no annotations
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bookdesk.capture.binding import MEDIA_TYPE, Leaf, bound, by_source, packed, part_of, unpacked
from bookdesk.capture.boundaries import LIKELY, SURE, Boundary, Sheet, boundaries_of, in_words, parts, proposed
from bookdesk.capture.inbox import InboxService
from bookdesk.capture.pages import DocumentPages
from bookdesk.capture.parting import Parting
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.core.errors import InputError, RuleBroken, Tampered
from bookdesk.models.bill import Bill, BillStatus
from bookdesk.models.document import Document, DocumentState
from bookdesk.reading.boundpages import BoundPages
from bookdesk.reading.inprocess import InProcessPictures
from bookdesk.reading.words import Reading
from bookdesk.sandbox import papers
from bookdesk.sandbox.papers import bills
from bookdesk.store.desk import Desk
from tests.support import pages as drawn
from tests.support.scripted import page_of
from tests.unit.capture.intake import COST

LEAVES = st.lists(
    st.builds(
        Leaf,
        st.text("ab-0", min_size=1),
        st.just("0f" * 32),
        st.integers(1, 200),
        st.none() | st.just((0, 10, 5_000, 10_000)),
    ),
    min_size=1,
    max_size=9,
)


def sheets(*texts: str) -> list[Sheet]:
    return [Sheet(number, text) for number, text in enumerate(texts, 1)]


def only(*texts: str) -> Boundary:
    return boundaries_of(sheets(*texts))[-1]


INVOICE = "Harbour Foods Pty Ltd Sydney\nTax invoice\nInvoice no: HF-1007\nBeans 100.00\nTotal 110.00"


def test_only_numbered_pages_are_sure() -> None:
    sure = only("Invoice\nPage 2 of 2", "Invoice\nPage 1 of 3")
    assert sure.score >= SURE
    assert "page 1 of 3" in sure.words
    assert only("Page 1 of 2", "Page 2 of 2").score < 0.1
    everything = only(INVOICE, "Separator page", "Cedar Cleaning Limited Dublin\nInvoice no: 77\nPage 1 of 2")
    assert LIKELY < everything.score < SURE


@pytest.mark.parametrize(
    ("following", "likely", "why"),
    [
        ("Harbour Foods Pty Ltd Sydney\nTax invoice\nInvoice no: HF-1008\nTotal 9.00", True, "another number"),
        ("Cedar Cleaning Limited Dublin Ireland\nReceipt\nmops 4.00", True, "letterhead"),
        ("Harbour Foods Pty Ltd Sydney\nTax invoice\nInvoice no: HF-1007\nmore beans", False, ""),
        ("Terms and conditions of trade\nGoods remain ours until paid", False, ""),
    ],
)
def test_a_page_is_told_from_the_next_ones_first(*, following: str, likely: bool, why: str) -> None:
    boundary = only(INVOICE, following)
    assert (boundary.score >= LIKELY) is likely
    assert why in boundary.words


@given(st.lists(st.text("Page 1of2\nInvoice no:7total.,", max_size=60), max_size=6))
def test_every_page_but_the_first_has_a_score_whatever_it_says(texts: list[str]) -> None:
    found = boundaries_of(sheets(*texts))
    assert [one.page for one in found] == list(range(2, len(texts) + 1))
    assert all(0 <= one.score <= 1 for one in found)
    assert set(proposed(found, SURE)) <= set(proposed(found))


@given(st.integers(1, 30), st.sets(st.integers(-2, 40)))
def test_parts_are_all_pages_once_in_order(pages: int, firsts: set[int]) -> None:
    runs = parts(pages, firsts)
    assert [page for run in runs for page in run] == list(range(1, pages + 1))
    assert {run[0] for run in runs} == {1} | {first for first in firsts if 1 < first <= pages}


def test_pages_are_named_as_people_do() -> None:
    assert (in_words((3,)), in_words((1, 2))) == ("page 3", "pages 1 to 2")


@given(LEAVES)
def test_pages_are_packed_and_unpacked(leaves: list[Leaf]) -> None:
    assert list(unpacked(packed(leaves))) == leaves
    assert sum(len(pages) for pages in by_source(leaves).values()) == len(leaves)


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{}", b'{"pages": []}', b'{"pages": [["a", "b", 0]]}', b'{"pages": [[1, "b", 1]]}', b"%PDF"),
        b'{"pages": 5}',
        b'{"pages": [["a", "b", 1, [0, 0, 10000]]]}',
        b'{"pages": [["a", "b", 1, [0, 0, 0, 10000]]]}',
        b'{"pages": [["a", "b", 1, [0, 0, 1, 10001]]]}',
        b'{"pages": [["a", "b", 1, [0, 0, 1, 1], 7]]}',
    ],
)
def test_what_is_no_list_of_pages_is_told_as_damaged(content: bytes) -> None:
    with pytest.raises(Tampered):
        unpacked(content)


def test_readings_are_bound_page_by_page_and_parts_are_numbered_anew() -> None:
    one = Reading("pdf", (page_of(["first"]), page_of(["second"], 2)), None, ("a page is damaged",), 0.5)
    other = Reading("jpeg", (page_of(["photo"]),), None, (), 0.25)
    leaves = [Leaf("b", "", 1), Leaf("a", "", 2), Leaf("a", "", 7)]
    whole = bound(leaves, {"a": one, "b": other})
    assert [(page.number, page.text, page.words[0].page) for page in whole.pages] == [(1, "photo", 1), (2, "second", 2)]
    assert (whole.problems, whole.seconds) == (("a page is damaged",), 0.75)
    part = part_of(one, (2,))
    assert [(page.number, page.text) for page in part.pages] == [(1, "second")]


# -- in the books


def joined(*files: bytes) -> bytes:
    whole = pypdfium2.PdfDocument(files[0])
    for one in files[1:]:
        whole.import_pages(pypdfium2.PdfDocument(one))
    return drawn.saved(whole)


CLEANING, PRODUCE = papers.bill_pdf(bills.CLEANING, "classic"), papers.bill_pdf(bills.PRODUCE, "form")


@pytest.fixture
def parting(desk: Desk) -> Parting:
    return Parting(desk)


def take(capture: CaptureService, **files: bytes) -> None:
    capture.capture(Incoming(f"{name}.pdf", content) for name, content in files.items())
    capture.read_waiting()


def numbered(*runs: Sequence[int]) -> bytes:
    """Draw invoices of so many pages each, numbered page by page."""
    texts = []
    for at, (first, count) in enumerate(runs):
        for page in range(first, first + count):
            lines = [
                f"Supplier {at} Pty Ltd",
                "Tax invoice",
                f"Invoice no: AB-{at}77",
                "Date 4 May 2026",
                *[f"Item {n} of many things 10.00" for n in range(12)],
                f"Total {100 + at}.00",
                f"Page {page} of {count}",
            ]
            texts.append(lines)
    return drawn.pdf(texts)


def states(desk: Desk) -> list[tuple[int, DocumentState]]:
    with desk.books.query() as session:
        rows = session.execute(select(Document.intake_number, Document.state).order_by(Document.intake_number))
        return [(number, state) for number, state in rows]


def test_a_file_whose_pages_say_so_is_taken_apart_and_its_original_stays(
    desk: Desk, capture: CaptureService, inbox: InboxService, parting: Parting
) -> None:
    scan = numbered((1, 2), (1, 1))
    (one,) = capture.capture([Incoming("scan.pdf", scan)])
    outcome = capture.read(one.document_id)
    assert len(outcome.parts) == 2
    assert [number for number, _ in states(desk)] == [1, 2, 3]
    whole, first, second = (inbox.show(str(number)) for number in (1, 2, 3))
    assert whole.row.state is DocumentState.REJECTED
    assert whole.row.reason == "It holds several documents and was taken apart: 2 (pages 1 to 2), 3 (page 3)."
    assert (first.row.file_name, second.row.file_name) == ("scan (pages 1 to 2).pdf", "scan (page 3).pdf")
    assert [one.row.bill_number for one in (first, second)] == ["AB-077", "AB-177"]
    assert {field.page for field in second.fields if field.page} == {1}, "a part counts its own pages"
    assert DocumentPages(desk).original("1").content == scan
    (again,) = capture.capture([Incoming("again.pdf", scan)])
    assert (again.state, again.duplicate_of) == (DocumentState.DUPLICATE, 1)
    assert parting.rejoin("3") == (1,)
    capture.read_waiting()
    assert inbox.show("1").row.state is not DocumentState.REJECTED, "a person said that it is one document"
    assert [state for _, state in states(desk)[1:3]] == [DocumentState.REJECTED] * 2
    assert not parting.proposal("1").likely


def test_a_file_that_only_looks_so_is_proposed_and_taken_apart_by_a_person(
    desk: Desk, capture: CaptureService, inbox: InboxService, parting: Parting
) -> None:
    take(capture, scan=joined(CLEANING, PRODUCE))
    shown = inbox.show("1")
    assert shown.row.state is DocumentState.TO_REVIEW
    assert any("may hold 2 documents (page 1, page 2)" in remark for remark in shown.remarks)
    proposal = parting.proposal("1")
    assert proposal.parts == ((1,), (2,))
    assert parting.split("1", [one.page for one in proposal.likely]) == (2, 3)
    assert [one.state for one in capture.read_waiting()] == [DocumentState.TO_REVIEW] * 2
    assert [inbox.show(number).row.bill_number for number in ("2", "3")] == [
        bills.CLEANING.number,
        bills.PRODUCE.number,
    ]
    with desk.books.query() as session:
        voided = session.scalars(select(Bill.status).where(Bill.document_id == shown.row.document_id)).all()
    assert voided == [BillStatus.VOID]
    found = DocumentPages(desk).originals("3")
    pictures = InProcessPictures()
    seen = BoundPages(
        [(pictures.show(found.contents[leaf.document_id]), leaf.page, leaf.area) for leaf in found.leaves]
    )
    assert len(seen.opened().pages) == 1
    direct = InProcessPictures().show(PRODUCE).picture(1, 100)
    assert seen.picture(1, 100).pixels == direct.pixels
    assert seen.picture(1, 100).number == 1
    seen.close()


def test_it_is_one_document_where_a_person_says_so_also_when_it_is_read_again(
    capture: CaptureService, inbox: InboxService, parting: Parting
) -> None:
    take(capture, scan=joined(CLEANING, PRODUCE))
    parting.decline("1")
    assert not any("may hold" in remark for remark in inbox.show("1").remarks)
    assert parting.proposal("1").declined
    inbox.set("1", {"kind": "invoice"})
    assert parting.proposal("1").declined


def test_pages_of_one_bill_are_put_together_and_go_back(
    desk: Desk, capture: CaptureService, inbox: InboxService, parting: Parting
) -> None:
    long = papers.bill_pdf(bills.CLEANING, "classic")
    annex = drawn.pdf(
        [["Timesheet of April", *[f"{day} April 3 hours of cleaning and polishing" for day in range(1, 20)]]]
    )
    take(capture, annex=annex, bill=long)
    assert parting.merge(["2", "1"]) == 3
    (read,) = capture.read_waiting()
    assert read.state is DocumentState.TO_REVIEW
    shown = inbox.show("3")
    assert (shown.row.bill_number, shown.arrival.pages) == (bills.CLEANING.number, 2)
    assert shown.arrival.media_type == MEDIA_TYPE
    assert "Timesheet" in [word.text for word in DocumentPages(desk).words("3", 2)]
    assert [state for _, state in states(desk)] == [
        DocumentState.REJECTED,
        DocumentState.REJECTED,
        DocumentState.TO_REVIEW,
    ]
    inbox.set("3", {"account": COST})
    inbox.confirm("3")
    with pytest.raises(RuleBroken):
        parting.rejoin("3")
    inbox.reopen("3")
    assert parting.rejoin("3") == (1, 2)
    assert [one.state for one in capture.read_waiting()] == [DocumentState.NOT_PAYABLE, DocumentState.TO_REVIEW]
    assert inbox.show("3").row.state is DocumentState.REJECTED


def test_what_cannot_be_taken_apart_or_put_together_is_told(
    capture: CaptureService, inbox: InboxService, parting: Parting
) -> None:
    take(capture, one=CLEANING, two=PRODUCE)
    capture.capture([Incoming("e.xml", papers.ubl(replace(bills.COFFEE, number="X-1")))])
    capture.read_waiting()
    for firsts in ([], [1], [2]):
        with pytest.raises(InputError):
            parting.split("1", firsts)
    with pytest.raises(InputError):
        parting.merge(["1", "1"])
    with pytest.raises(InputError):
        parting.merge(["1", "3"])
    with pytest.raises(RuleBroken):
        parting.rejoin("1")
    inbox.reject("2", "not ours")
    with pytest.raises(RuleBroken):
        parting.merge(["1", "2"])


def test_a_part_whose_file_is_gone_says_so(desk: Desk, capture: CaptureService, parting: Parting) -> None:
    take(capture, scan=joined(CLEANING, PRODUCE))
    parting.split("1", [2])
    with desk.books.query() as session:
        row = session.scalars(select(Document).where(Document.intake_number == 1)).one()
    (desk.books.documents.folder / row.stored_name).unlink()
    with pytest.raises(Tampered):
        DocumentPages(desk).originals("2")
