"""Bad painters and closed documents: a sentence that says what to do, and the next document is shown as ever."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from functools import partial

import pytest

from bookdesk.core.errors import UnreadableDocument
from bookdesk.reading.preview import ChildPictures, PainterPool, ShowingStopped, start_painter
from tests.failures import painter_children
from tests.support import pages

SENTENCES = {
    "slow": "took too long",
    "short": "cannot be drawn",
    "vast": "cannot be drawn",
    "flooding": "more memory",
    "garbage": "cannot be drawn",
    "killed": "cannot be drawn",
    "crashed": "cannot be drawn",
    "greedy": "more memory",
}


@pytest.fixture(scope="module")
def good() -> Iterator[ChildPictures]:
    with PainterPool(1, start_painter) as pool:
        yield ChildPictures(pool)


@pytest.mark.skipif(sys.platform == "win32", reason="signals and memory limits of this kind do not exist there")
@pytest.mark.parametrize("name", painter_children.PLUGINS)
def test_a_bad_painter_costs_one_picture_only(good: ChildPictures, name: str) -> None:
    with PainterPool(1, partial(painter_children.start, name)) as bad:
        document = ChildPictures(bad).show(pages.pdf())
        assert len(document.opened().pages) == 1
        with pytest.raises(UnreadableDocument, match=SENTENCES[name]) as caught:
            document.picture(1, 100)
        assert caught.value.remedy
        document.close()
    shown = good.show(pages.pdf())
    assert shown.picture(1, 120).width == 120
    shown.close()


def test_a_document_closed_while_its_page_is_painted_ends_the_child_and_whoever_waits() -> None:
    told: list[ShowingStopped] = []
    with PainterPool(1, partial(painter_children.start, "slow")) as pool:
        document = ChildPictures(pool).show(pages.pdf())
        document.opened()

        def ask() -> None:
            try:
                document.picture(1, 100)
            except ShowingStopped as stopped:
                told.append(stopped)

        worker = threading.Thread(target=ask)
        worker.start()
        document.close()
        worker.join(20)
    assert len(told) == 1


def test_a_bomb_is_refused_before_it_unpacks(good: ChildPictures) -> None:
    document = good.show(pages.bomb())
    with pytest.raises(UnreadableDocument, match="million pixels"):
        document.opened()
    document.close()


def test_a_real_child_shows_a_page_and_is_gone_when_the_document_is_closed(good: ChildPictures) -> None:
    document = good.show(pages.pdf([pages.INVOICE] * 3))
    assert len(document.opened().pages) == 3
    assert {document.picture(number, 200).number for number in (3, 1)} == {1, 3}
    document.close()
    with pytest.raises(ShowingStopped):
        document.picture(1, 200)
