"""The desk says that nobody showed the recovery sheet yet, to those who can do something about it."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from bookdesk.security.recoverykeys import note_confirmed, renew_recovery
from bookdesk.ui.clients.view import ClientsScreen
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Place
from tests.support.window import Seat, new_firm, seated


def desk_of(seat: Seat) -> ClientsScreen:
    window = seat.window()
    seat.desktop.go(Place("clients"))
    seat.settle()
    screen = window.current()
    assert isinstance(screen, ClientsScreen)
    return screen


def test_an_owner_is_told_until_the_sheet_was_shown(qtbot: QtBot, tmp_path: Path) -> None:
    with seated(qtbot, new_firm(tmp_path / "home")) as seat:
        renew_recovery(seat.desktop.office.practice, lambda _: None)  # the new one was shown to nobody yet
        desk = desk_of(seat)
        assert desk.sheet.said().startswith("Nobody has shown yet that the recovery sheet is kept.")
        assert desk.sheet.tone() is Tone.WARN
        places: list[Place] = []
        seat.desktop.went.connect(places.append)
        desk.sheet.way.click()
        assert places == [Place("settings", view="security")]
        note_confirmed(seat.desktop.office.practice)
        seat.desktop.go(Place("clients"))
        seat.settle()
        assert not desk.sheet.isVisibleTo(desk)
