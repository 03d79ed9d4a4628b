"""The screen of what happened: found, filtered, told in full, taken back, exported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from bookdesk import verifier
from bookdesk.contacts.service import ContactService
from bookdesk.takeon.service import TakeOnService
from bookdesk.takeon.starting import profile
from bookdesk.ui import wording
from bookdesk.ui.frame.window import MainWindow
from bookdesk.ui.history.table import as_text
from bookdesk.ui.history.view import HistoryScreen
from bookdesk.ui.messages import Place
from bookdesk.ui.pieces.field import Field
from bookdesk.workspace import Workspace
from tests.support.firm import BEN, KOALA, OWNER
from tests.support.hands import texts
from tests.support.way_in import ScriptedChooser
from tests.support.window import Seat, new_firm, seated


@dataclass
class Looking:
    """The history in its window."""

    seat: Seat
    window: MainWindow
    screen: HistoryScreen

    def rows(self) -> list[str]:
        """Return what the acts say that are listed."""
        model = self.screen.model
        return [row.label for place in range(model.rowCount()) if (row := model.row_at(place)) is not None]

    def go(self, view: str) -> None:
        self.seat.desktop.go(Place("history", view=view))
        self.seat.settle()

    def said(self) -> str:
        assert self.screen.detail is not None
        return as_text(self.screen.detail, self.screen.presenter.zone)


def work(workspace: Workspace) -> str:
    TakeOnService(workspace.desk).start(
        profile(name=KOALA.name, country="AU", currency="AUD", zone="Australia/Sydney", tax_id=None)
    )
    contacts = ContactService(workspace.desk)
    made = contacts.add({"name": "Bean Brothers"})
    contacts.edit(made.id, {"email": "jo@bean.example"})
    return made.id


@pytest.fixture
def looking(qtbot: QtBot, tmp_path: Path) -> Iterator[Looking]:
    with seated(qtbot, new_firm(tmp_path / "home")) as seat:
        with seat.office.workspace(seat.client(KOALA.name)) as workspace:
            work(workspace)
        window = seat.window()
        seat.desktop.go(Place("history", seat.client(KOALA.name)))
        screen = window.current()
        assert isinstance(screen, HistoryScreen)
        seat.settle()
        yield Looking(seat, window, screen)


def test_the_newest_act_is_on_top_and_told_in_full(looking: Looking) -> None:
    assert looking.rows()[:2] == ["Contact Bean Brothers changed", "Contact Bean Brothers added"]
    said = looking.said()
    assert f"Who: {OWNER}" in said
    assert "When: " in said
    assert "(Sydney)" in said.split("When: ")[1].splitlines()[0], "by the client's clock, which is not that of here"
    assert "Email: nothing  →  jo@bean.example" in said
    assert looking.screen.page._count.text().endswith("acts")  # noqa: SLF001 - what stands in the footer


def test_a_filter_by_kind_leaves_the_others_out_and_is_taken_away_at_once(looking: Looking) -> None:
    filters, before = looking.screen.filters, looking.rows()
    filters.kind.setText("Payments")
    filters.kind.editingFinished.emit()
    looking.seat.settle()
    assert looking.rows() == []
    assert "Nothing that happened fits" in looking.screen.page.empty.accessibleName() or looking.screen.detail is None
    looking.screen.acts["clear"].trigger()
    looking.seat.settle()
    assert looking.rows() == before
    assert filters.kind.text() == ""


def test_words_and_days_are_looked_for(looking: Looking) -> None:
    looking.screen.presenter.show(text="Bean")
    looking.seat.settle()
    assert set(looking.rows()) == {"Contact Bean Brothers changed", "Contact Bean Brothers added"}
    looking.screen.filters.until.setText("1/1/2020")
    looking.screen.filters.until.editingFinished.emit()
    looking.seat.settle()
    assert looking.rows() == []


def test_the_history_of_one_record_is_reached_from_an_act(looking: Looking) -> None:
    looking.screen.acts["record"].trigger()
    looking.seat.settle()
    assert looking.rows() == ["Contact Bean Brothers changed", "Contact Bean Brothers added"]


def test_an_act_is_taken_back_and_listed_as_such(looking: Looking) -> None:
    assert looking.screen.acts["undo act"].isEnabled()
    looking.screen.acts["undo act"].trigger()
    looking.seat.settle()
    looking.seat.settle()
    assert looking.rows()[0] == "Undone: Contact Bean Brothers changed"


def test_the_record_is_shown_by_its_heading(looking: Looking) -> None:
    (link,) = [one for one in looking.screen.pane.findChildren(QPushButton) if one.text() == "Contact Bean Brothers"]
    link.click()
    looking.seat.settle()
    shown = looking.window.current()
    assert shown is not None
    assert shown.name == "contacts"


def test_what_an_act_says_is_copied(looking: Looking) -> None:
    looking.screen.acts["copy"].trigger()
    assert "jo@bean.example" in QGuiApplication.clipboard().text()


def test_what_is_looked_for_is_exported_and_holds(
    looking: Looking, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    looking.screen.chooser = ScriptedChooser([tmp_path / "koala.jsonl"])
    looking.screen.presenter.show(text="Bean")
    looking.seat.settle()
    looking.screen.filters.person.setFocus()
    looking.screen.acts["export"].trigger()
    looking.seat.settle()
    assert looking.screen.table.hasFocus(), "a space that is typed now presses no button"
    assert verifier.main([str(tmp_path / "koala.jsonl")]) == 3
    assert "left out by a filter" in capsys.readouterr().out
    assert (tmp_path / "verifier.py").is_file()
    looking.go("all")
    looking.screen.acts["clear"].trigger()
    looking.seat.settle()
    assert looking.rows()[0] == "History exported"


def test_a_day_that_is_none_is_told_and_nothing_is_exported(looking: Looking) -> None:
    screen, before = looking.screen, looking.rows()
    screen.filters.until.setText("31/31")
    screen.acts["export"].trigger()
    message = screen.page.banner.message()
    assert message is not None
    assert (message.words, "To day: " in message.remedy) == ("Nothing was exported.", True)
    assert screen.page.empty.isVisible()
    assert screen.filters._why.text() == screen.filters.problem() == message.remedy  # noqa: SLF001 - what is read there
    screen.acts["clear"].trigger()
    looking.seat.settle()
    assert (looking.rows(), screen.filters.problem(), screen.page.empty.isVisible()) == (before, "", False)
    looking.seat.desktop.go(Place("contacts"))
    assert screen.page.banner.message() is None, "what was said goes with the screen"


def typed(looking: Looking, field: Field, text: str) -> None:
    field.setText(text)
    field.editingFinished.emit()
    looking.seat.settle()


def test_what_was_refused_is_said_no_more_when_the_day_is_right(looking: Looking) -> None:
    screen, before = looking.screen, looking.rows()
    screen.filters.until.setText("31/31")
    screen.acts["export"].trigger()
    assert screen.page.banner.message() is not None
    typed(looking, screen.filters.until, "2030-01-01")
    assert (screen.page.banner.message(), looking.rows()) == (None, before)


def test_days_the_wrong_way_round_are_told_and_nothing_is_exported(looking: Looking, tmp_path: Path) -> None:
    screen, before = looking.screen, looking.rows()
    screen.chooser = ScriptedChooser([tmp_path / "none.jsonl"])
    typed(looking, screen.filters.until, "2020-01-01")
    typed(looking, screen.filters.since, "2020-01-02")
    words = "The days are the wrong way round: the first is later than the last."
    assert (screen.filters.problem(), screen.filters._why.text()) == (words, words)  # noqa: SLF001 - what is read there
    assert words in screen.page.empty.accessibleName()
    screen.acts["export"].trigger()
    message = screen.page.banner.message()
    assert message is not None
    assert (message.words, message.remedy) == ("Nothing was exported.", words)
    assert not (tmp_path / "none.jsonl").exists()
    typed(looking, screen.filters.until, "2030-01-01")
    assert (screen.filters.problem(), screen.page.banner.message(), looking.rows()) == ("", None, before)
    typed(looking, screen.filters.since, "2030-01-01")
    assert screen.filters.problem() == "", "one day may be first and last"


def test_an_export_that_would_hold_nothing_leaves_no_file(looking: Looking, tmp_path: Path) -> None:
    screen = looking.screen
    screen.chooser = ScriptedChooser([tmp_path / "none.jsonl"])
    screen.filters.until.setText("1/1/2020")
    screen.acts["export"].trigger()
    looking.seat.settle()
    message = screen.page.banner.message()
    assert message is not None
    assert "no file was written" in message.words
    assert not (tmp_path / "none.jsonl").exists()
    assert screen.presenter.file_name() == "history-Koala-Kafe-to-2020-01-01.jsonl"


def test_one_record_s_history_names_it_until_the_screen_is_asked_for_anew(looking: Looking) -> None:
    everything = looking.rows()
    looking.screen.acts["record"].trigger()
    looking.seat.settle()
    said = looking.screen.filters._about  # noqa: SLF001 - what is read there
    assert said.text() == "Only what touched contact Bean Brothers"
    looking.go("")
    assert (looking.rows(), said.text()) == (everything, "")


def test_one_key_and_one_button_lead_from_one_record_back_to_all(looking: Looking) -> None:
    screen, everything = looking.screen, looking.rows()
    lead = screen.filters.findChild(QPushButton, "button whole")
    assert lead is not None
    assert (lead.text(), lead.isVisible(), screen.acts["whole"].isEnabled()) == ("Show all", False, False)
    for leave in (lead.click, lambda: QTest.keyClick(screen.table, Qt.Key.Key_Escape)):
        typed(looking, screen.filters.since, "2020-01-01")
        screen.presenter.show(records=(("contact", screen.detail.touched[0].leads_to[1]),) if screen.detail else ())
        looking.seat.settle()
        assert len(looking.rows()) == 2
        assert lead.isVisible()
        leave()
        looking.seat.settle()
        assert looking.rows() == everything
        assert (lead.isVisible(), screen.filters._about.text()) == (False, "")  # noqa: SLF001 - what is read there
        assert screen.filters.since.text(), "what else is looked for stays"
        assert screen.table.hasFocus()


def test_the_practice_tells_its_own_history_to_owners(looking: Looking) -> None:
    looking.go("practice")
    assert f"Client {KOALA.name} added" in looking.rows()
    assert f"User {BEN} added" in looking.rows()
    when = looking.screen.model.row_at(0).when  # type: ignore[union-attr] # there are rows
    assert texts(looking.screen.table, 0)[0] == wording.moment(when), "the practice has no zone of its own"
    assert not looking.screen.acts["undo act"].isEnabled()


def test_others_are_told_why_not(looking: Looking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking.screen.presenter, "may_see_practice", lambda: False)
    before = looking.rows()
    looking.screen.page.tab_chosen.emit("practice")
    looking.seat.settle()
    message = looking.screen.page.banner.message()
    assert message is not None
    assert "those who manage its people" in message.words
    assert looking.rows() == before
    assert looking.screen.page.tab() == "all"
