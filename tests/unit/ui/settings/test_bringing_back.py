"""One client brought back from the settings: from a chosen backup, after a question, its folder set aside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from bookdesk.contacts.service import ContactService
from bookdesk.core.errors import StorageError
from bookdesk.models.contact import Contact
from bookdesk.office import restoring
from bookdesk.office.backupplan import Moment
from bookdesk.office.backups import Backups
from bookdesk.office.restoring import SET_ASIDE, ClientBack, bring_back
from bookdesk.security.backups import BackupSet
from bookdesk.security.stepup import LASTS, StepUpNeeded
from bookdesk.store.desk import Desk
from bookdesk.takeon.service import TakeOnService
from bookdesk.takeon.starting import profile
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Place
from bookdesk.ui.settings.backups.presenter import brought_words
from bookdesk.ui.settings.backups.view import BackupsSection
from bookdesk.ui.settings.view import SettingsScreen
from tests.support.firm import KOALA
from tests.support.way_in import ScriptedChooser
from tests.support.window import LONG_ENOUGH, Seat, new_firm, seated


@dataclass
class Bringing:
    """The section about backups, with one backup of before a contact was added."""

    seat: Seat
    section: BackupsSection

    def settle(self) -> None:
        keeping = self.seat.desktop.safekeeping
        self.seat.qtbot.waitUntil(lambda: self.seat.door.quiet() and not keeping.at_work(), timeout=LONG_ENOUGH)

    @property
    def client(self) -> str:
        return self.seat.client(KOALA.name)

    @property
    def folder(self) -> Path:
        return self.seat.practice.places.client(self.seat.office.entry(self.client).client_id)

    def contacts(self) -> list[str]:
        with self.seat.office.workspace(self.client) as workspace, workspace.desk.books.query() as session:
            return list(session.scalars(select(Contact.name).order_by(Contact.name)))

    def aside(self) -> list[Path]:
        return sorted((self.seat.practice.places.home / SET_ASIDE).glob("*"))


def add(desk: Desk, name: str) -> None:
    ContactService(desk).add({"name": name})


@pytest.fixture
def bringing(qtbot: QtBot, tmp_path: Path) -> Iterator[Bringing]:
    with seated(qtbot, new_firm(tmp_path / "home")) as seat:
        with seat.office.workspace(seat.client(KOALA.name)) as workspace:
            TakeOnService(workspace.desk).start(
                profile(name=KOALA.name, country="AU", currency="AUD", zone="Australia/Sydney", tax_id=None)
            )
            add(workspace.desk, "Bean Brothers")
        window = seat.window()
        seat.desktop.go(Place("settings", view="backups"))
        screen = window.current()
        assert isinstance(screen, SettingsScreen)
        screen.chooser = ScriptedChooser([tmp_path / "stick"])
        seat.settle()
        made = Bringing(seat, screen.backups)
        screen.backups.choose.click()
        made.settle()
        with seat.office.workspace(seat.client(KOALA.name)) as workspace:
            add(workspace.desk, "Milk Maids")
        made.section.sets.choose_first()
        made.settle()
        yield made


def ask(bringing: Bringing) -> None:
    section = bringing.section
    section.client.setText(KOALA.name)
    section.client.editingFinished.emit()
    section.bring.click()


def test_a_client_comes_back_as_it_was_and_its_folder_is_kept(bringing: Bringing) -> None:
    assert bringing.contacts() == ["Bean Brothers", "Milk Maids"]
    ask(bringing)
    question = bringing.section.prompt
    assert question.isVisible()
    assert "set aside, not deleted" in question._question.text()  # noqa: SLF001 - what is read there
    question.do.click()
    bringing.settle()
    assert bringing.contacts() == ["Bean Brothers"]
    (kept,) = bringing.aside()
    assert (kept / "books.db").is_file()
    message = bringing.section.result.message()
    assert message is not None
    assert message.tone is Tone.GOOD
    assert message.words.startswith(f"{KOALA.name} is as it was at ")
    assert str(kept) in message.remedy


def test_what_came_back_is_backed_up_when_the_desk_is_left(bringing: Bringing) -> None:
    """No backup has it as it is now, nor the word in the practice's history that it came back."""
    backups = Backups(bringing.seat.office)
    bringing.seat.firm.clock.advance(60)
    backups.make()
    assert not backups.due(Moment.LEAVING)
    heard: list[str] = []
    bringing.seat.office.listen(lambda: heard.append("written"))
    ask(bringing)
    bringing.section.prompt.do.click()
    bringing.settle()
    assert "written" in heard
    assert backups.due(Moment.LEAVING)


def test_whoever_cannot_prove_himself_moves_nothing(bringing: Bringing) -> None:
    bringing.seat.firm.clock.advance(LASTS.total_seconds() + 1)
    backup = bringing.section.sets.current_record()
    assert isinstance(backup, BackupSet)
    with pytest.raises(StepUpNeeded):
        bring_back(bringing.seat.office, backup.folder, bringing.client)
    assert bringing.folder.is_dir()
    assert bringing.aside() == []


def test_where_it_cannot_be_brought_back_everything_stands_as_before(
    bringing: Bringing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageError("The disk is full.", "Make room.")

    monkeypatch.setattr(restoring, "restore_one", full)
    ask(bringing)
    bringing.section.prompt.do.click()
    bringing.settle()
    message = bringing.section.result.message()
    assert message is not None
    assert message.words == "The disk is full."
    assert bringing.aside() == []
    assert bringing.contacts() == ["Bean Brothers", "Milk Maids"]


def test_nothing_is_offered_where_no_backup_is_chosen_or_the_right_is_missing(
    bringing: Bringing, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = bringing.section
    assert {one.words for one in section.client.choices()} >= {KOALA.name}
    assert not section.bring.isEnabled(), "no client is named yet"
    monkeypatch.setattr("bookdesk.ui.settings.backups.presenter.may_bring_back", lambda _: False)
    section._suit()  # noqa: SLF001 - as after another backup is chosen
    assert not section._one.isVisible()  # noqa: SLF001 - what is offered there


def test_older_keys_are_a_warning() -> None:
    said = brought_words(ClientBack("Koala", "2026-06-30T12:00:00+00:00", older_keys=True, aside=None))
    assert said.tone is Tone.WARN
    assert "before a change of keys" in said.remedy
