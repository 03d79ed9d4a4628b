"""Rules of capture written at the window: a sentence is typed, told what it would have done, kept, ordered, removed."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bookdesk.capture.rulebook import RuleBook
from bookdesk.capture.supporting import RequiredPapers
from bookdesk.office.equipment import Equipment
from bookdesk.ui.messages import Place
from bookdesk.ui.rules.presenter import RuleList
from bookdesk.ui.rules.view import CaptureRulesScreen
from tests.support.hands import Hands, at_window
from tests.support.sample import ANN, SampleFirm
from tests.support.window import LONG_ENOUGH

pytestmark = pytest.mark.slow


@pytest.fixture
def firm(sample: SampleFirm, tmp_path: Path) -> SampleFirm:
    return sample.copy(tmp_path / "home")


def chosen(screen: CaptureRulesScreen, place: int) -> None:
    row = screen.model.row_at(place)
    assert row is not None
    assert screen.table.choose(row.id)


def test_rules_are_written_by_keys_and_stand_in_both_lists(
    qtbot: QtBot, firm: SampleFirm, equipment: Equipment
) -> None:
    with at_window(qtbot, firm, ANN, equipment=equipment) as ann:
        ann.seat.desktop.go(Place("inbox", firm.client("documents")))
        ann.settle()
        ann.press("Ctrl+Shift+R")
        ann.settle()
        screen = ann.screen(CaptureRulesScreen)
        assert "No rule codes lines here" in screen.page.empty.accessibleName()
        _write(ann, screen, "rahmen", "4970")
        _write(ann, screen, "rahmen holz", "4120")
        first, second = (screen.model.row_at(place) for place in (0, 1))
        assert first is not None
        assert second is not None
        assert first.sentence.startswith("When the line contains “rahmen”: account 4970")
        assert first.pill.words == "Proposes"
        assert "after rule 1, which says otherwise" in second.told
        chosen(screen, 1)
        ann.settle()
        ann.press("Alt+Up")
        ann.settle()
        moved = screen.model.row_at(0)
        assert moved is not None
        assert "rahmen holz" in moved.sentence
        ann.press("S")
        ann.settle()
        off = screen.model.row_at(0)
        assert off is not None
        assert off.pill.words == "Off"
        ann.press("Shift+Delete")
        ann.settle()
        assert screen.model.rowCount() == 1
        ann.press("N")
        ann.write("nothing of this is kept")
        ann.press("Escape", "Escape")
        assert screen.coding.isHidden(), "what is half typed is told first, and dropped when he asks once more"
        screen.show_place(Place("capture rules", view=RuleList.PAPERS))
        ann.settle()
        ann.press("N")
        ann.write("1000")
        screen.papers.kind.show_value("order")
        ann.press("Return")
        ann.settle()
        row = screen.model.row_at(0)
        assert row is not None
        assert row.sentence == "No bill over 1000.00 EUR without an order."
    with firm.workspace("documents") as workspace:
        assert [one.rule.contains for one in RuleBook(workspace.desk).rules()] == ["rahmen"]
        assert len(RequiredPapers(workspace.desk).rules()) == 1


def _write(ann: Hands, screen: CaptureRulesScreen, words: str, account: str) -> None:
    """Write a rule of coding as a person does, and see what it would have done before it is kept."""
    before = screen.model.rowCount()
    ann.press("N")
    ann.write(words)
    screen.coding.account.show_value(account)
    ann.seat.qtbot.waitUntil(lambda: "It would" in screen.coding.said.text(), timeout=LONG_ENOUGH)
    screen.coding.do.click()
    ann.settle()
    assert screen.model.rowCount() == before + 1
