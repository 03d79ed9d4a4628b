from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from bookdesk.office.opened import Office
from bookdesk.security.recovery import from_text, read_sheet
from bookdesk.security.safety import back_up_practice
from bookdesk.ui.first_run.presenter import FirstRunPresenter
from bookdesk.ui.first_run.view import FirstRunPage, RestorePage
from bookdesk.ui.memory import Memory
from bookdesk.ui.pieces.keeping import SheetToKeep
from bookdesk.ui.tasks import Door
from tests.support.firm import OWNER, PASSPHRASE
from tests.support.way_in import ScriptedChooser, around
from tests.support.window import LONG_ENOUGH, new_firm

WORDS = "four words of mine"


@dataclass
class Beginning:
    """A computer on which there is no practice yet."""

    qtbot: QtBot
    home: Path
    door: Door
    chooser: ScriptedChooser
    presenter: FirstRunPresenter
    sheets: list[SheetToKeep]
    opened: list[tuple[Office, str]]

    def page(self) -> FirstRunPage:
        page = FirstRunPage(self.presenter, self.chooser)
        self.qtbot.addWidget(page)
        page.opened.connect(lambda office, client: self.opened.append((office, client)))
        page.show()
        return page

    def fill_in(self, page: FirstRunPage) -> None:
        page.practice.setText("Hill & Partner")
        page.user.setText("Anna")
        page.new.first.line.setText(WORDS)
        page.new.again.line.setText(WORDS)

    def until_sheet(self, page: FirstRunPage) -> SheetToKeep:
        self.fill_in(page)
        wanted = len(self.sheets) + 1
        page.go_on.click()
        self.qtbot.waitUntil(lambda: len(self.sheets) == wanted and page.stack.currentIndex() == 1, timeout=LONG_ENOUGH)
        return self.sheets[-1]

    def prove(self, page: FirstRunPage, sheet: SheetToKeep) -> None:
        page.keeper.go_on.click()
        for field, place in zip(page.keeper.proofs, sheet.asked, strict=True):
            field.setText(sheet.group(place).lower())
        page.keeper.make.click()

    def settle(self) -> None:
        self.qtbot.waitUntil(self.door.quiet, timeout=LONG_ENOUGH)


@pytest.fixture
def beginning(qtbot: QtBot, tmp_path: Path) -> Iterator[Beginning]:
    home, door, chooser = tmp_path / "home", Door(), ScriptedChooser()
    presenter = FirstRunPresenter(around(home, chooser), door, Memory())
    made = Beginning(qtbot, home, door, chooser, presenter, [], [])
    presenter.sheet_made.connect(made.sheets.append)
    yield made
    presenter.abandon()
    made.settle()
    door.close()
    for office, _client in made.opened:
        office.close()


def test_three_steps_make_a_practice_a_sheet_and_a_client(beginning: Beginning, tmp_path: Path) -> None:
    page = beginning.page()
    sheet = beginning.until_sheet(page)
    assert not beginning.home.exists()
    assert not page.keeper.go_on.isEnabled()
    kept = tmp_path / "sheet.pdf"
    beginning.chooser.answers = [None, kept]
    page.keeper.save.click()
    assert not page.keeper.go_on.isEnabled()
    page.keeper.save.click()
    assert kept.read_bytes().startswith(b"%PDF-")
    assert read_sheet(kept).reveal() == from_text(sheet.text).reveal()
    beginning.prove(page, sheet)
    beginning.settle()
    assert page.stack.currentIndex() == 2
    form = page.client_form
    assert form is not None
    form.name.setText("Acme Catering")
    form.choose_country("AU")
    assert (form.currency.value(), form.zone.value(), form.starts.isChecked()) == ("AUD", "Australia/Sydney", True)
    page.add_client.click()
    beginning.settle()
    ((office, client_id),) = beginning.opened
    assert office.entry(client_id).name == "Acme Catering"
    assert office.user_name() == "Anna"


def test_no_practice_is_made_before_two_groups_of_its_sheet_were_typed_back(beginning: Beginning) -> None:
    beginning.chooser.printers = True
    page = beginning.page()
    sheet = beginning.until_sheet(page)
    page.keeper.print.click()
    dots, across, down = sheet.picture
    assert beginning.chooser.printed == [(across, down, sha256(dots).hexdigest())]
    page.keeper.go_on.click()
    assert page.keeper.currentIndex() == 1
    lines = [line.split()[1:] for line in sheet.text.splitlines() if line.startswith("KEY ")]
    ordinals = ["First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh"]
    for name, place in zip((line.accessibleName() for line in page.keeper.proofs), sheet.asked, strict=True):
        nth, _group, _of, _the, which, _line = name.split()
        assert lines[which == "second"][ordinals.index(nth)] == sheet.group(place)
    seen = {one.text() for one in page.keeper.findChildren(QLabel) if one.isVisibleTo(page.keeper)}
    assert {line.accessibleName() for line in page.keeper.proofs} <= seen, "which groups are asked for is to be read"
    first, second = page.keeper.proofs
    first.setText(sheet.group(sheet.asked[0]))
    second.setText(sheet.group(sheet.asked[0]))
    page.keeper.make.click()
    assert page.stack.currentIndex() == 1
    assert not beginning.home.exists()
    page.keeper.again.click()
    assert page.keeper.text.toPlainText() == sheet.text


def test_going_back_makes_nothing_and_removes_a_sheet_that_opens_nothing(beginning: Beginning, tmp_path: Path) -> None:
    page, kept = beginning.page(), tmp_path / "sheet.txt"
    beginning.until_sheet(page)
    beginning.chooser.answers = [kept]
    page.keeper.save.click()
    page.keeper.back.click()
    beginning.settle()
    assert not beginning.home.exists()
    assert not kept.exists()
    assert page.stack.currentIndex() == 0
    second = beginning.until_sheet(page)
    assert second.text != beginning.sheets[0].text


def test_a_sheet_is_never_written_over_a_file(beginning: Beginning, tmp_path: Path) -> None:
    page, taken = beginning.page(), tmp_path / "letter.txt"
    taken.write_text("dear aunt", "utf-8")
    beginning.until_sheet(page)
    beginning.chooser.answers = [taken]
    page.keeper.save.click()
    assert "exists already" in page.keeper.kept_as.text()
    assert taken.read_text("utf-8") == "dear aunt"
    assert not page.keeper.go_on.isEnabled()


@pytest.mark.parametrize(
    ("passphrase", "again", "said"),
    [
        ("short", "short", "Too short: at least 8 characters."),
        (WORDS, WORDS[:-1], "The two differ. Type it once more."),
    ],
)
def test_a_passphrase_that_cannot_be_taken_is_told_below_its_field(
    beginning: Beginning, passphrase: str, again: str, said: str
) -> None:
    page = beginning.page()
    beginning.fill_in(page)
    page.new.first.line.setText(passphrase)
    page.new.again.line.setText(again)
    page.go_on.click()
    assert said in (page.new.first.said(), page.new.again.said())
    assert beginning.door.quiet()


def test_a_client_may_wait(beginning: Beginning, tmp_path: Path) -> None:
    page = beginning.page()
    sheet = beginning.until_sheet(page)
    beginning.chooser.answers = [tmp_path / "sheet.txt"]
    page.keeper.save.click()
    beginning.prove(page, sheet)
    beginning.settle()
    page.later.click()
    ((office, client_id),) = beginning.opened
    assert (office.clients(), client_id) == ((), "")


def test_what_a_client_lacks_is_told_below_the_field(beginning: Beginning, tmp_path: Path) -> None:
    page = beginning.page()
    sheet = beginning.until_sheet(page)
    beginning.chooser.answers = [tmp_path / "sheet.txt"]
    page.keeper.save.click()
    beginning.prove(page, sheet)
    beginning.settle()
    form = page.client_form
    assert form is not None
    assert form.read() is None
    form.name.setText("Acme")
    form.choose_country("AU")
    form.tax_id.setText("51 824 753 557")
    page.add_client.click()
    beginning.settle()
    assert beginning.opened == []
    assert "no ABN" in form.tax_id.accessibleDescription()
    page.later.click()


def test_a_backup_comes_back_into_an_empty_home(beginning: Beginning, tmp_path: Path) -> None:
    firm = new_firm(tmp_path / "elsewhere")
    with firm.open() as practice:
        back_up_practice(practice, tmp_path / "backups")
    page, days = RestorePage(beginning.presenter, beginning.chooser), list[str]()
    beginning.qtbot.addWidget(page)
    page.restored.connect(days.append)
    beginning.chooser.answers = [tmp_path / "backups"]
    page.choose.click()
    page.user.setText(OWNER)
    page.secret.line.setText("something else")
    page.go_on.click()
    beginning.settle()
    assert page.banner.message() is not None
    assert not beginning.home.exists()
    page.secret.line.setText(PASSPHRASE)
    page.go_on.click()
    beginning.settle()
    assert len(days) == 1
    assert (beginning.home / "keys.slots").is_file()


def test_the_recovery_sheet_in_a_file_brings_it_back_as_well(beginning: Beginning, tmp_path: Path) -> None:
    firm = new_firm(tmp_path / "elsewhere")
    with firm.open() as practice:
        back_up_practice(practice, tmp_path / "backups")
    page, days = RestorePage(beginning.presenter, beginning.chooser), list[str]()
    beginning.qtbot.addWidget(page)
    page.restored.connect(days.append)
    page.folder.setText(str(tmp_path / "backups"))
    page.user.setText(OWNER)
    (tmp_path / "novel.txt").write_text("It was a dark and stormy night.", "utf-8")
    (tmp_path / "sheet.txt").write_text(firm.sheet, "utf-8")
    beginning.chooser.answers = [None, tmp_path / "novel.txt", tmp_path / "sheet.txt"]
    page.sheet.click()
    page.sheet.click()
    assert page.banner.message() is not None
    assert page.user.text() == OWNER
    page.sheet.click()
    assert page.user.text() == ""
    page.go_on.click()
    beginning.settle()
    assert len(days) == 1
    assert (beginning.home / "keys.slots").is_file()
