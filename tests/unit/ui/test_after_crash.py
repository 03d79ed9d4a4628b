"""What is told after an unexpected end: how it was, in one note, and that it is checked behind the first screen."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bookdesk.core.identifiers import ClientId
from bookdesk.office.aftercrash import Checked
from bookdesk.office.equipment import Equipment
from bookdesk.office.opened import Office
from bookdesk.security.safety import Verified
from bookdesk.store.places import Places
from bookdesk.store.verify import Finding
from bookdesk.ui import wording
from bookdesk.ui.after_crash import look, words
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.memory import Memory
from bookdesk.ui.messages import Message
from bookdesk.ui.tasks import Door
from tests.support.firm import KOALA, Firm
from tests.support.window import LONG_ENOUGH, new_firm

AT = datetime(2026, 11, 29, 14, 2, tzinfo=UTC)
ENDED = f"BookDesk ended unexpectedly at {wording.clock_time(AT)}."


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (Checked(AT, 2, ()), f"{ENDED} 2 clients checked: in order."),
        (Checked(AT, 1, ()), f"{ENDED} 1 client checked: in order."),
        (Checked(AT, 0, ()), f"{ENDED} The practice checked: in order."),
    ],
)
def test_what_is_in_order_is_said_with_the_time(found: Checked, told: str) -> None:
    assert words(found) == Message(told, Tone.GOOD)


def test_what_others_have_to_check_is_said() -> None:
    assert words(Checked(AT, 1, (), left=1)).remedy == "1 client left to somebody who holds the key."
    told = words(Checked(AT, 1, (), old_keys=True))
    assert (told.tone, told.remedy) == (
        Tone.WARN,
        "Somebody who left still knows a key: People says so and goes on with the change.",
    )


def test_what_is_wrong_is_named_with_its_first_reason() -> None:
    finding = Finding("pages", ("A page does not verify: 3.",))
    message = words(Checked(AT, 2, (Verified("Koala Kafe", ClientId("k"), (finding,)),)))
    assert message.words == f"{ENDED} Not in order: Koala Kafe. A page does not verify: 3."
    assert message.tone is Tone.BAD
    assert message.remedy


def test_it_is_checked_behind_the_desk_and_told_once(qtbot: QtBot, tmp_path: Path, equipment: Equipment) -> None:
    firm: Firm = new_firm(tmp_path / "firm")
    with firm.open() as practice, practice.open_client(KOALA.name).query() as session:
        session.connection()
        shutil.copytree(firm.places.home, tmp_path / "home")
    firm = Firm(Places(tmp_path / "home"))
    for notes in (1, 0):
        with closing(Office(firm.open(), firm.clock)) as office:
            door = Door()
            desktop = Desktop(office, door, Memory(tmp_path / "window.ini"), equipment)
            told: list[Message] = []
            desktop.told.connect(told.append)
            look(desktop)
            qtbot.waitUntil(door.quiet, timeout=LONG_ENOUGH)
            assert len(told) == notes
            door.close()
