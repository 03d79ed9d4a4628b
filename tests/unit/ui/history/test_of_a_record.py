"""From any record to all that happened to it, by one key; and the practice's own history, with no client in front."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from bookdesk.models.wording import NOUNS
from bookdesk.office.past import PastQuery
from bookdesk.security.members import grant_client
from bookdesk.ui.history.presenter import HistoryPresenter
from bookdesk.ui.history.table import OF_PRACTICE, RECORDS, about
from bookdesk.ui.history.view import HistoryScreen
from bookdesk.ui.inbox.view import InboxScreen
from bookdesk.ui.messages import Place
from bookdesk.ui.people.view import PeopleScreen
from tests.support.firm import BEN, DELI, KOALA
from tests.support.hands import Hands, at_window
from tests.support.sample import SampleFirm
from tests.support.way_in import ScriptedChooser
from tests.support.window import Seat, new_firm, seated


def shown(hands: Hands) -> HistoryScreen:
    """Return the history that is shown by now."""
    hands.settle()
    return hands.screen(HistoryScreen)


def acts(screen: HistoryScreen) -> list[str]:
    rows = (screen.model.row_at(place) for place in range(screen.model.rowCount()))
    return [row.label for row in rows if row is not None]


@pytest.fixture
def hands(qtbot: QtBot, sample: SampleFirm, tmp_path: Path) -> Iterator[Hands]:
    with at_window(qtbot, sample.copy(tmp_path / "home")) as made:
        yield made


def test_one_key_leads_from_each_record_to_all_that_happened_to_it(hands: Hands, sample: SampleFirm) -> None:
    for screen, story, view, table in (
        ("inbox", "heap", "to review", "document"),
        ("bills", "overdue", "open", "bill"),
        ("contacts", "overdue", "suppliers", "contact"),
        ("payments", "draft run", "draft", "payment_run"),
        ("bank", "bank", "open", "bank_line"),
        ("approvals", "approvals", "mine", "bill"),
    ):
        hands.seat.desktop.go(Place(screen, sample.client(story), view=view))
        hands.settle()
        hands.press("Ctrl+Shift+H")
        history = shown(hands)
        assert [found for found, _ in history.presenter.query.records] == [table], screen
        assert acts(history), f"something happened to it: {screen}"
        assert NOUNS[table] in history.filters._about.text()  # noqa: SLF001 - what is read there


def test_it_leads_from_a_client_and_from_the_settings_to_the_whole(hands: Hands, sample: SampleFirm) -> None:
    hands.seat.desktop.go(Place("bills", sample.client("overdue")))
    hands.seat.desktop.go(Place("clients", view="all"))
    hands.settle()
    current = hands.window.current()
    assert current is not None
    leads = current.record()
    assert leads is not None
    hands.press("Ctrl+Shift+H")
    history = shown(hands)
    assert hands.seat.desktop.client_id == leads.client_id
    assert history.presenter.query.records == ()
    hands.seat.desktop.go(Place("settings"))
    hands.settle()
    hands.press("Ctrl+Shift+H")
    assert shown(hands).page.tab() == "practice"


def test_its_button_is_there_with_a_record_and_gone_without_one(hands: Hands, sample: SampleFirm) -> None:
    for story, there in (("heap", True), ("new", False)):
        hands.seat.desktop.go(Place("inbox", sample.client(story), view="to review"))
        hands.settle()
        lead = hands.screen(InboxScreen).findChild(QPushButton, "button history")
        assert lead is not None
        assert lead.isVisible() == there, story


def test_where_nothing_is_chosen_it_says_so(hands: Hands, sample: SampleFirm) -> None:
    hands.seat.desktop.go(Place("sync", sample.client("overdue")))
    hands.settle()
    hands.press("Ctrl+Shift+H")
    assert hands.told[-1].words == "No record is chosen here."


@pytest.fixture
def seat(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    """Somebody who looked at no client yet."""
    with seated(qtbot, new_firm(tmp_path / "home")) as made:
        yield made


def opened(seat: Seat, place: Place) -> HistoryScreen:
    window = seat.window()
    seat.desktop.go(place)
    seat.settle()
    current = window.current()
    assert isinstance(current, HistoryScreen)
    return current


def test_the_practice_is_told_without_any_client(seat: Seat, tmp_path: Path) -> None:
    screen = opened(seat, Place("history"))
    assert seat.desktop.client_id == ""
    assert screen.page.tab() == "practice"
    assert f"Client {KOALA.name} added" in acts(screen)
    assert screen.detail is not None, "the chosen act is told in full"
    screen.page.tab_chosen.emit("all")
    message = screen.page.banner.message()
    assert message is not None
    assert (message.words, message.remedy) == ("No client is in front of you.", "Choose one first: Ctrl+P.")
    assert screen.page.tab() == "practice"
    screen.chooser = ScriptedChooser([tmp_path / "firm.jsonl"])
    screen.acts["export"].trigger()
    seat.settle()
    seat.settle()
    assert (tmp_path / "firm.jsonl").is_file()
    assert acts(screen)[0] == "History exported"


def test_a_client_that_comes_to_the_front_has_its_own(seat: Seat) -> None:
    screen = opened(seat, Place("history"))
    seat.desktop.go(Place("history", seat.client(KOALA.name)))
    seat.settle()
    assert screen.page.tab() == "all"
    assert f"Client {KOALA.name} added" not in acts(screen)


def test_who_does_not_manage_people_is_told_to_choose_a_client(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HistoryPresenter, "may_see_practice", lambda _: False)
    screen = opened(seat, Place("history"))
    assert screen.page.empty.isVisible()
    assert acts(screen) == []
    seat.desktop.go(Place("history", view="practice"))
    seat.settle()
    message = screen.page.banner.message()
    assert message is not None
    assert "those who manage its people" in message.words
    assert acts(screen) == []


def test_the_history_of_a_person_tells_what_he_was_given(seat: Seat) -> None:
    grant_client(seat.practice, DELI.name, BEN)
    window = seat.window()
    seat.desktop.go(Place("people"))
    seat.settle()
    people = window.current()
    assert isinstance(people, PeopleScreen)
    table = people.tables["people"]
    row = next(place for place, one in enumerate(people.staff.members if people.staff else ()) if one.name == BEN)
    table.setCurrentIndex(table.model().index(row, 0))
    seat.settle()
    leads = people.pane.findChild(QPushButton, "button history")
    assert leads is not None
    leads.click()
    seat.settle()
    history = window.current()
    assert isinstance(history, HistoryScreen)
    assert history.page.tab() == "practice"
    told = acts(history)
    assert told[-1] == f"User {BEN} added"
    assert len(told) == 2, "an access has a row of its own, and is his all the same"
    assert f"Client {KOALA.name} added" not in told
    history.acts["clear"].trigger()
    seat.settle()
    assert history.page.tab() == "practice", "to look for everything leads nowhere else"
    assert f"Client {KOALA.name} added" in acts(history)


def test_kinds_of_record_have_their_names_and_each_list_its_own(seat: Seat) -> None:
    assert (
        {
            "bank_line",
            "bank_account",
            "statement",
            "account",
            "tax_code",
            "approval_limit",
            "approval_step",
            "coding_rule",
        }
        <= set(RECORDS)
        <= set(NOUNS)
    )
    assert set(OF_PRACTICE) <= set(NOUNS)
    assert about(PastQuery(records=(("approval_step", "1"),))) == "Only what touched one approval rule"
    screen = opened(seat, Place("history"))
    screen.filters.record.setText("Computers")
    screen.filters.record.editingFinished.emit()
    seat.settle()
    assert all("omputer" in one or "ractice" in one for one in acts(screen))
    assert acts(screen)
    seat.desktop.go(Place("history", seat.client(KOALA.name)))
    seat.settle()
    assert screen.filters.record.text() == ""
