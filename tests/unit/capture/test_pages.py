"""Words and fields stand on the picture of their page where they are printed, however the paper lay."""

from __future__ import annotations

import io
import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select, update

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.meanings import Hints
from bookdesk.capture.pages import DocumentPages, words_on
from bookdesk.capture.picking import picked
from bookdesk.capture.placed import PlacedWord, words_within
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.core.amounts import DecimalMark
from bookdesk.core.dates import DayOrder
from bookdesk.core.errors import NotFound, Tampered
from bookdesk.core.vocabulary import DocumentKind
from bookdesk.models.document import Document, DocumentPage
from bookdesk.reading.inprocess import InProcessPictures, InProcessReader
from bookdesk.reading.ocr_engine import LateTextReader
from bookdesk.sandbox import papers
from bookdesk.sandbox.papers import bills
from bookdesk.store.desk import Desk
from tests.support.books import client_desk
from tests.support.ink import empty_places
from tests.unit.capture.intake import ROAST, XML, taken

Point = tuple[float, float]


@cache
def paper() -> Image.Image:
    """The invoice as a clean picture at 150 dpi."""
    picture = InProcessPictures().show(papers.bill_pdf(bills.COFFEE, "classic")).picture(1, 1240)
    return Image.frombytes("RGB", (picture.width, picture.height), picture.pixels)


def png(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, "PNG", dpi=(150, 150))
    return target.getvalue()


@pytest.fixture(scope="module")
def eyes() -> LateTextReader:
    return LateTextReader()


@pytest.fixture
def reading(tmp_path: Path, eyes: LateTextReader) -> Iterator[tuple[Desk, CaptureService]]:
    """A desk whose reader recognises pictures."""
    with client_desk(tmp_path, name="Harbour Lane Cafe Pty Ltd") as desk:
        yield desk, CaptureService(desk, InProcessReader(eyes), ("eng",))


def middles(words: tuple[PlacedWord, ...]) -> dict[str, Point]:
    """The middle of each word that stands on the page once."""
    counted = Counter(word.text for word in words)
    return {
        word.text: ((word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2)
        for word in words
        if counted[word.text] == 1 and len(word.text) > 3
    }


def skewed(degrees: float) -> Callable[[Point], Point]:
    """Where a point goes when the paper is turned counter-clockwise around its middle."""
    width, height = paper().size
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))

    def moved(point: Point) -> Point:
        x, y = (point[0] - 0.5) * width, (point[1] - 0.5) * height
        return 0.5 + (x * cosine + y * sine) / width, 0.5 + (y * cosine - x * sine) / height

    return moved


def on_its_left_side(point: Point) -> Point:
    return point[1], 1 - point[0]


def tilted() -> Image.Image:
    return paper().rotate(2.5, Image.Resampling.BICUBIC, fillcolor="white")


def turned() -> Image.Image:
    return paper().transpose(Image.Transpose.ROTATE_90)


@dataclass(frozen=True)
class Laid:
    """The invoice as a text layer (document 1) and as a scan of it that lay otherwise (document 2)."""

    pages: DocumentPages
    inbox: InboxService
    scan: bytes
    moved: Callable[[Point], Point]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((tilted, skewed(2.5)), id="skewed"),
        pytest.param((turned, on_its_left_side), id="sideways", marks=pytest.mark.slow),
    ],
)
def laid(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, eyes: LateTextReader
) -> Iterator[Laid]:
    lay, moved = request.param
    scan = png(lay())
    with client_desk(tmp_path_factory.mktemp("laid"), name="Harbour Lane Cafe Pty Ltd") as desk:
        capture = CaptureService(desk, InProcessReader(eyes), ("eng",))
        capture.capture([Incoming("a.pdf", papers.bill_pdf(bills.COFFEE, "classic")), Incoming("scan.png", scan)])
        capture.read_waiting()
        yield Laid(DocumentPages(desk), InboxService(desk, capture), scan, moved)


def test_words_of_a_scan_stand_where_its_picture_shows_them(laid: Laid) -> None:
    printed, scanned = middles(laid.pages.words("1", 1)), middles(laid.pages.words("2", 1))
    common = printed.keys() & scanned.keys()
    assert len(common) > 40
    apart = sorted(math.dist(laid.moved(printed[text]), scanned[text]) for text in common)
    assert apart[len(apart) // 2] < 0.003
    assert apart[-1] < 0.02
    boxes = [word.box for word in laid.pages.words("2", 1)]
    picture = InProcessPictures().show(laid.scan).picture(1, 1000)
    assert empty_places(picture, boxes) == []


def test_the_box_of_a_field_holds_the_words_it_was_read_from(laid: Laid) -> None:
    words, hints = laid.pages.words("2", 1), laid.pages.hints("2")
    for field in laid.inbox.show("2").fields:
        if field.name in {"invoice_number", "issue_date", "total", "supplier_name"}:
            assert field.box is not None
            assert picked(field.name, words_within(words, field.box), hints).value == field.value, field.name


def test_a_scan_of_the_camera_shows_its_words_in_place(reading: tuple[Desk, CaptureService]) -> None:
    desk, capture = reading
    data = papers.scan(papers.bill_pdf(bills.REWIRING, "trades"), 11)
    capture.capture([Incoming("scan.pdf", data)])
    capture.read_waiting()
    words = DocumentPages(desk).words("1", 1)
    picture = InProcessPictures().show(data).picture(1, 1000)
    sure = [word.box for word in words if word.confidence > 0.5 and len(word.text) > 2]
    assert len(sure) > 60
    assert empty_places(picture, sure) == []


def test_words_come_in_reading_order_with_line_and_block(
    desk: Desk, capture: CaptureService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST)
    words = DocumentPages(desk).words("1", 1)
    assert [word.position for word in words] == list(range(len(words)))
    assert [word.line for word in words] == sorted(word.line for word in words)
    assert len({word.block for word in words}) > 5
    assert {(word.page, word.confidence) for word in words} == {(1, 1.0)}
    assert DocumentPages(desk).words("1", 2) == ()


def test_words_kept_before_lines_were_find_their_lines_anew(
    desk: Desk, capture: CaptureService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST)
    pages = DocumentPages(desk)
    before = pages.words("1", 1)
    with desk.books.upkeep() as session:
        row = session.scalars(select(DocumentPage)).one()
        assert isinstance(row.words, list)
        old = [cells[:6] for cells in row.words if isinstance(cells, list)]
        session.execute(update(DocumentPage).values(words=old))
    with desk.books.query() as session:
        document = session.scalars(select(Document)).one()
        after = words_on(session, document.id, 1)
    assert [(word.text, word.box) for word in after] == [(word.text, word.box) for word in before]
    same = sum(one.line == other.line for one, other in zip(before, after, strict=True))
    assert same > 0.9 * len(before)


def test_a_document_says_how_it_writes(
    desk: Desk, capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST, XML)
    assert DocumentPages(desk).hints("1") == Hints(
        mark=DecimalMark.DOT,
        order=DayOrder.DAY_FIRST,
        currency="AUD",
        country="AU",
        today=desk.clock.now().date(),
        issued=bills.COFFEE.issued,
    )
    assert DocumentPages(desk).hints("2").mark is None
    inbox.set("1", {"kind": DocumentKind.QUOTE.value})
    assert DocumentPages(desk).hints("1").currency == "AUD"


def test_the_original_is_what_was_dropped(desk: Desk, capture: CaptureService, files: dict[str, papers.Paper]) -> None:
    taken(capture, files, ROAST)
    original = DocumentPages(desk).original("1")
    assert (original.content, original.file_name, original.media_type) == (files[ROAST].data, ROAST, "application/pdf")
    with pytest.raises(NotFound):
        DocumentPages(desk).original("2")
    sealed = next(iter(desk.books.documents.folder.iterdir()))
    sealed.write_bytes(sealed.read_bytes()[:-1] + b"?")
    with pytest.raises(Tampered):
        DocumentPages(desk).original("1")
