"""A client erased at the desk: asked for by its name and a proof of who is there, and told what stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from bookdesk.office.newclient import NewClient
from bookdesk.security.practice import OpenPractice
from bookdesk.security.stepup import JUST_NOW
from bookdesk.ui.clients.view import ClientsScreen
from bookdesk.ui.frame.window import MainWindow
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.new_client.view import NewClientScreen
from tests.support.firm import BEN, DELI, KOALA, PASSPHRASE, STAPLE, Firm
from tests.support.window import Seat, new_firm, seated


class Ben(Firm):
    """The same practice, opened by Ben."""

    def open(self, user: str = BEN, passphrase: str = STAPLE, *, writes: bool = True) -> OpenPractice:
        return super().open(user, passphrase, writes=writes)


@dataclass
class Erasing:
    """The desk, with a client chosen."""

    seat: Seat
    window: MainWindow
    screen: ClientsScreen
    told: list[Message]

    def names(self) -> list[str]:
        model = self.screen.model
        rows = (model.row_at(place) for place in range(model.rowCount()))
        return [row.line.name for row in rows if row is not None]

    def ask(self, name: str, typed: str) -> None:
        self.screen.table.setCurrentIndex(self.screen.model.index(self.names().index(name), 0))
        self.screen.acts["erase"].trigger()
        prompt = self.screen.page.prompt
        prompt.answer.setText(typed)
        prompt.do.click()
        self.seat.settle()


def looked_at(seat: Seat) -> Erasing:
    window, told = seat.window(), list[Message]()
    seat.desktop.told.connect(told.append)
    seat.desktop.go(Place("clients", view="all"))
    seat.settle()
    screen = window.current()
    assert isinstance(screen, ClientsScreen)
    return Erasing(seat, window, screen, told)


@pytest.fixture
def erasing(qtbot: QtBot, tmp_path: Path) -> Iterator[Erasing]:
    with seated(qtbot, new_firm(tmp_path / "home")) as seat:
        yield looked_at(seat)


def test_its_name_is_typed_and_it_is_said_what_goes_and_what_stays(erasing: Erasing) -> None:
    erasing.ask(KOALA.name, "Koala")
    prompt = erasing.screen.page.prompt
    assert prompt.isVisible(), "the question stays"
    assert "not this client's name" in prompt.problem.text()
    words = prompt._question.text()  # noqa: SLF001 - what is read there
    for said in (f"Erase {KOALA.name} for good?", "key is destroyed", "who erased it and when", "Backups made before"):
        assert said in words
    assert KOALA.name in erasing.names()


def test_who_is_there_is_asked_and_then_it_is_gone_from_list_front_and_disk(erasing: Erasing) -> None:
    seat = erasing.seat
    client = seat.client(KOALA.name)
    seat.desktop.choose_client(client)
    folder = seat.practice.places.client(seat.office.entry(client).client_id)
    assert folder.is_dir()
    seat.firm.clock.advance(JUST_NOW.total_seconds() + 1)
    next(one for one in erasing.screen.pane.findChildren(QPushButton) if one.text().startswith("Erase")).setFocus()
    erasing.ask(KOALA.name, KOALA.name)
    dialog = erasing.window.step_ups.dialog
    assert dialog is not None, "whoever sits down at an open desk erases nothing"
    assert folder.is_dir()
    said = [one.text() for one in dialog.findChildren(QLabel)]
    assert any("It asks each time" in one for one in said), "a proof of a minute ago is none"
    dialog.passphrase.line.setText(PASSPHRASE)
    dialog.go_on.click()
    seat.settle()
    seat.settle()
    assert not folder.exists()
    assert erasing.names() == [DELI.name]
    assert seat.desktop.client_id == ""
    assert erasing.window.focusWidget() is erasing.screen.table, "not on what would erase the next client"
    assert [one.words for one in erasing.told if "is erased" in one.words] == [
        f"{KOALA.name} is erased: nobody here has a key of it."
    ]


def test_whoever_may_not_is_not_offered_it(qtbot: QtBot, tmp_path: Path) -> None:
    firm = new_firm(tmp_path / "home")
    with seated(qtbot, Ben(firm.places, firm.clock, firm.sheet)) as seat:
        erasing = looked_at(seat)
        assert not erasing.screen.acts["erase"].isEnabled()
        erasing.screen.table.setCurrentIndex(erasing.screen.model.index(0, 0))
        erasing.screen._erase()  # noqa: SLF001 - also not by another way
        assert not erasing.screen.page.prompt.isVisible()


def test_who_founded_a_client_by_a_slip_is_led_to_the_question_that_removes_it(erasing: Erasing) -> None:
    seat = erasing.seat
    seat.desktop.go(Place("new client"))
    seat.settle()
    page = erasing.window.current()
    assert isinstance(page, NewClientScreen)
    page.presenter.add(NewClient("Slip of the Hand", "AU", "AUD", "Australia/Perth"))
    for _ in range(4):
        seat.settle()
    note = next(one for one in erasing.told if one.words == "Slip of the Hand is a client now.")
    assert note.act is not None
    seat.desktop.choose_client(seat.client(KOALA.name))
    note.act()
    for _ in range(4):
        seat.settle()
    prompt = erasing.screen.page.prompt
    assert prompt.isVisible()
    assert "Erase Slip of the Hand for good?" in prompt._question.text()  # noqa: SLF001 - what is read there
    prompt.answer.setText("Slip of the Hand")
    prompt.do.click()
    for _ in range(4):
        seat.settle()
    assert erasing.names() == [DELI.name, KOALA.name]
    assert not prompt.isVisible(), "it asks once"
