"""A document beside what it may be again: hints that prove nothing, the e-invoice in front, and what differs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.capture.comparing import Compared, compared, unlike_words
from bookdesk.capture.duplicates import Business, KnownBill, find_hints, looks_alike
from bookdesk.capture.inbox import InboxService
from bookdesk.capture.placed import PlacedWord
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.core.errors import InputError, NotFound, RuleBroken
from bookdesk.models.document import Document, DocumentState
from bookdesk.reading.inprocess import InProcessReader
from bookdesk.reading.pagehash import difference_hash
from bookdesk.sandbox import papers
from bookdesk.sandbox.papers import bills
from bookdesk.store.desk import Desk
from tests.support.readers import NoTextReader
from tests.unit.capture.intake import COST, bill

LOOK = "00ff00ff00ff00ff"
BILL = Business("bill", "s1", "Harbour Foods Pty Ltd", "HF-10078", date(2026, 5, 4), "AUD", 11000, looks=(LOOK,))
KNOWN = [KnownBill("b1", "d1", 1, BILL)]
OTHER = replace(BILL, supplier_id="s2", supplier_name="Somebody Else", looks=())


def hash_of(bits: int) -> str:
    return f"{int(LOOK, 16) ^ ((1 << bits) - 1):016x}"


@given(st.integers(0, 64))
def test_pages_look_alike_up_to_six_bits_and_only_page_by_page(bits: int) -> None:
    assert looks_alike([LOOK], [hash_of(bits)]) is (bits <= 6)
    assert not looks_alike([LOOK], [hash_of(bits), LOOK])
    assert not looks_alike([""], [""])
    assert not looks_alike([], [])


def test_a_page_that_looks_the_same_is_a_hint_only_with_its_number_or_total() -> None:
    alike = replace(OTHER, looks=(hash_of(3),), number="X-1", minor=5)
    assert find_hints(alike, KNOWN) == ()
    (by_total,) = find_hints(replace(alike, minor=BILL.minor), KNOWN)
    (by_number,) = find_hints(replace(alike, number="hf 10078"), KNOWN)
    assert by_total.doubtful
    assert by_number.doubtful
    assert "total" in by_total.why
    assert "number" in by_number.why


@pytest.mark.parametrize(
    ("change", "doubtful"),
    [
        ({"minor": 1100}, True),
        ({"number": "HF-10087"}, True),
        ({"number": "HF-10079"}, False),
        ({"number": "HF-99999"}, False),
        ({"number": "HF-10018", "by_ocr": True}, True),
        ({"number": "HF-10018"}, False),
        ({"number": "HF-99999", "day": date(2026, 6, 4)}, None),
        ({"day": date(2026, 6, 4)}, True),
        ({"number": "HF-99999", "kind": "credit note"}, None),
        ({}, None),
    ],
)
def test_what_differs_a_little_is_told_and_doubted_where_it_may_be_a_slip(
    *, change: dict[str, object], doubtful: bool | None
) -> None:
    found = find_hints(replace(BILL, looks=(), **change), KNOWN)  # type: ignore[arg-type] # fields by name
    assert [hint.doubtful for hint in found] == ([] if doubtful is None else [doubtful])


def test_the_rent_of_the_next_month_is_no_hint_however_alike_its_page_is() -> None:
    following = replace(BILL, number="HF-10101", day=date(2026, 6, 4))
    assert find_hints(following, KNOWN) == ()
    assert find_hints(replace(following, by_ocr=True), KNOWN), "a number that was recognised may be misread"
    assert find_hints(replace(following, number=None), KNOWN)
    assert find_hints(replace(following, day=date(2026, 5, 6)), KNOWN)


def test_doubtful_hints_come_first() -> None:
    known = [KnownBill("b2", "d2", 2, replace(BILL, number="Z-1", looks=())), *KNOWN]
    found = find_hints(replace(BILL, looks=(), number="HF-10087", day=BILL.day and BILL.day + timedelta(2)), known)
    assert [hint.known.bill_id for hint in found] == ["b1", "b2"]


def test_a_page_and_its_coarser_picture_look_alike_and_an_empty_one_like_nothing() -> None:
    shades = np.random.default_rng(7).integers(0, 255, (8, 9), dtype=np.uint8)
    page = np.repeat(np.repeat(shades, 90, axis=0), 90, axis=1)
    one, other = difference_hash(page), difference_hash(page[::3, ::3])
    assert looks_alike([one], [other])
    assert not looks_alike([one], [difference_hash(np.ascontiguousarray(page[:, ::-1]))])
    assert difference_hash(np.full((800, 600), 255, dtype=np.uint8)) == ""
    assert difference_hash(page[:5]) == ""


def placed(*texts: str) -> list[PlacedWord]:
    return [PlacedWord(1, at, text, (0.0, 0.0, 1.0, 1.0), 1.0, 0, 0) for at, text in enumerate(texts)]


def test_words_on_one_page_only_are_found_as_often_as_they_stand_there() -> None:
    left, right = placed("Total", "10.00", "10.00", "AUD"), placed("TOTAL", "10.00", "12.00", "AUD")
    here, there = unlike_words(left, right)
    assert [word.position for word in here] == [2]
    assert [word.text for word in there] == ["12.00"]
    assert unlike_words(placed("a", "b"), placed("c", "d")) == ((), ())


def test_fields_differ_by_what_they_say_not_by_how_it_is_written() -> None:
    rows = compared(
        ("invoice_number", "total"), {"total": "10.00", "invoice_number": "A-1"}, {"invoice_number": "a 1", "net": "9"}
    )
    assert rows == [
        Compared("invoice_number", "A-1", "a 1"),
        Compared("total", "10.00", None),
        Compared("net", None, "9"),
    ]
    assert [row.same for row in rows] == [True, False, False]
    assert not rows[1].differs


def take(capture: CaptureService, name: str, content: bytes) -> int:
    (one,) = capture.capture([Incoming(name, content)])
    capture.read_waiting()
    return one.number


PDF, XML = papers.bill_pdf(bills.CLEANING, "classic"), papers.ubl(bills.CLEANING)


@pytest.mark.parametrize("page_first", [True, False])
def test_of_a_page_and_its_e_invoice_the_e_invoice_is_in_front(
    *, desk: Desk, capture: CaptureService, inbox: InboxService, page_first: bool
) -> None:
    pages = [("bill.pdf", PDF), ("bill.xml", XML)]
    for name, content in pages if page_first else reversed(pages):
        take(capture, name, content)
    page, exact = ("1", "2") if page_first else ("2", "1")
    assert inbox.show(exact).row.state is DocumentState.TO_REVIEW
    shown = inbox.show(page)
    assert (shown.row.state, shown.row.duplicate_of) == (DocumentState.DUPLICATE, int(exact))
    assert shown.fields, "what was read of the page stays"
    assert bill(desk, bills.CLEANING.number).document_id == inbox.show(exact).row.document_id
    found = inbox.compare(exact)
    assert found.right.row.number == int(page)
    assert {row.name for row in found.rows if row.differs} <= {"bank_account", "bank_routing", "line 1"}


def test_a_page_that_somebody_corrected_stays_in_front(capture: CaptureService, inbox: InboxService) -> None:
    take(capture, "bill.pdf", PDF)
    inbox.set("1", {"account": COST})
    take(capture, "bill.xml", XML)
    assert inbox.show("1").row.state is DocumentState.TO_REVIEW
    assert inbox.show("2").row.duplicate_of == 1


def test_pages_keep_what_they_look_like(desk: Desk, capture: CaptureService) -> None:
    take(capture, "bill.pdf", PDF)
    with desk.books.query() as session:
        kept = session.get_one(
            Document, capture.outcome(bill(desk, bills.CLEANING.number).document_id or "").document_id
        )
    look = InProcessReader(NoTextReader()).read(PDF).pages[0].look
    assert len(look) == 16
    assert kept.image_hash == look


def second(number: str) -> bytes:
    return papers.bill_pdf(replace(bills.CLEANING, number=number), "classic")


def test_a_look_alike_is_told_and_said_to_be_another_one_or_the_same(
    capture: CaptureService, inbox: InboxService
) -> None:
    take(capture, "one.pdf", PDF)
    take(capture, "two.pdf", second(bills.CLEANING.number + "9"))
    shown = inbox.show("2")
    assert shown.row.state is DocumentState.TO_REVIEW
    assert any(f"{bills.CLEANING.number} of" in remark and "document 1" in remark for remark in shown.remarks)
    beside = inbox.compare("2")
    assert [row.name for row in beside.differing if row.differs] == ["invoice_number"]
    assert "looks the same" in beside.why
    account = {"account": COST}
    inbox.set("2", account)
    said = inbox.set("2", {"duplicate": "no"})
    assert not any("document 1" in remark for remark in said.remarks)
    assert said.bill
    assert {line.account for line in said.bill.lines} == {COST}, "what was corrected is not read anew"
    with pytest.raises(NotFound):
        inbox.compare("2")
    again = inbox.set("2", {"duplicate": "1"})
    assert (again.row.state, again.row.duplicate_of) == (DocumentState.DUPLICATE, 1)
    assert inbox.compare("1").right.row.number == 2
    own = inbox.set("2", {"duplicate": "no"})
    assert own.row.state is DocumentState.TO_REVIEW


def test_a_document_is_not_itself_again_and_a_confirmed_one_stays(capture: CaptureService, inbox: InboxService) -> None:
    take(capture, "one.pdf", PDF)
    take(capture, "two.pdf", second("CLN-77"))
    with pytest.raises(InputError):
        inbox.set("1", {"duplicate": "1"})
    with pytest.raises(InputError):
        inbox.set("1", {"duplicate": "2", "account": COST})
    with pytest.raises(NotFound):
        inbox.set("1", {"duplicate": "9"})
    inbox.set("1", {"account": COST})
    inbox.confirm("1")
    with pytest.raises(RuleBroken):
        inbox.set("1", {"duplicate": "2"})
