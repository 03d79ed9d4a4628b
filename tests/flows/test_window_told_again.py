"""What a question under review was refused for is told, and the question stays where its answer was typed wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from bookdesk.capture.supporting import RequiredPapers
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import DocumentKind
from bookdesk.office.equipment import Equipment
from bookdesk.ui.inbox.view import InboxScreen
from bookdesk.ui.messages import Place
from bookdesk.ui.review.view import ReviewScreen
from tests.support.hands import Hands, at_window
from tests.support.sample import SampleFirm

pytestmark = pytest.mark.slow


@pytest.fixture
def hands(qtbot: QtBot, sample: SampleFirm, equipment: Equipment, tmp_path: Path) -> Iterator[Hands]:
    with at_window(qtbot, sample.copy(tmp_path / "home"), equipment=equipment) as made:
        yield made


@pytest.fixture
def review(hands: Hands, sample: SampleFirm) -> ReviewScreen:
    """A bill under review that lacks the order which the client's bills need."""
    client = sample.client("heap")
    with hands.seat.desktop.office.workspace(client) as workspace:
        RequiredPapers(workspace.desk).add(DocumentKind.ORDER, Money(100, "AUD"))
    hands.seat.desktop.go(Place("inbox", client, view="to review"))
    hands.settle()
    hands.screen(InboxScreen).table.choose_first()
    hands.press("R")
    hands.settle()
    screen = hands.screen(ReviewScreen)
    screen.calm = 0
    return screen


def told_of_papers(review: ReviewScreen) -> list[str]:
    said = [banner.message() for banner in review.fields.objections.banners()]
    return [one.words for one in said if one is not None and "without an order" in one.words]


def test_an_answer_that_is_refused_stays_with_the_reason(hands: Hands, review: ReviewScreen) -> None:
    prompt = review.fields.prompt
    hands.press("Ctrl+Shift+K")
    hands.write("bill")
    hands.press("Return")
    hands.settle()
    assert (prompt.isVisible(), prompt.answer.text(), prompt.answer.hasFocus()) == (True, "bill", True)
    assert prompt.problem.text() == (
        "bill is no kind of document. Known are invoice, credit note, receipt, statement, reminder, proforma, quote,"
        " order, delivery note, other."
    )
    hands.write("delivery note")
    hands.press("Return")
    hands.settle()
    assert not prompt.isVisible()
    assert hands.told[-1].words
    assert review.presenter.reviewed is not None
    assert review.presenter.reviewed.item.row.kind is DocumentKind.DELIVERY_NOTE


def test_a_paper_that_is_none_is_told_and_the_note_stays(hands: Hands, review: ReviewScreen) -> None:
    prompt, shown = review.fields.prompt, review.presenter.reviewed
    assert shown is not None
    (why,) = [one for one in review.fields.findChildren(QPushButton) if one.text() == "Name it, or say why not…"]
    hands.click(why)
    assert told_of_papers(review), "it is not answered yet"
    hands.write("99999")
    hands.press("Return")
    hands.settle()
    assert (prompt.isVisible(), prompt.answer.text()) == (True, "99999")
    assert prompt.problem.text().startswith("There is no document 99999 in this client's inbox.")
    hands.write(str(shown.item.row.number))
    hands.press("Return")
    hands.settle()
    assert prompt.isVisible()
    assert prompt.problem.text()
    assert "99999" not in prompt.problem.text()
    hands.press("Escape")
    assert not prompt.isVisible()
    assert told_of_papers(review)


def test_a_reason_that_is_taken_back_brings_the_note_back_in_sight(hands: Hands, review: ReviewScreen) -> None:
    (why,) = [one for one in review.fields.findChildren(QPushButton) if one.text() == "Name it, or say why not…"]
    hands.click(why)
    hands.write("agreed by phone")
    hands.press("Return")
    hands.settle()
    assert not told_of_papers(review)
    review.fields.confirm.setFocus()
    bar = review.fields._area.verticalScrollBar()  # noqa: SLF001 - what the person scrolls
    hands.window.resize(1100, 620)
    hands.settle()
    bar.setValue(bar.maximum())
    assert bar.value() > 0
    hands.press("Ctrl+Z")
    hands.settle()
    assert told_of_papers(review)
    banner = next(one for one in review.fields.objections.banners() if one.message() is not None)
    seen = banner.visibleRegion().boundingRect()
    assert (seen.top(), bar.value()) == (0, 0)
    assert seen.height() > 0


@pytest.mark.parametrize("corrected", [False, True])
def test_that_there_is_no_second_reader_is_told_at_once(hands: Hands, review: ReviewScreen, corrected: bool) -> None:  # noqa: FBT001 - a parameter
    if corrected:
        review.presenter.correct({"invoice_number": "A-1"})
        hands.settle()
    hands.press("Ctrl+Shift+G")
    hands.settle()
    assert not review.fields.prompt.isVisible(), "nothing is asked first"
    said = review.fields.banner.message()
    assert said is not None
    assert said.words == "The second reader is not installed on this computer."
    assert said.remedy == "Install its extra, bookdesk[rapid], and start BookDesk again."
