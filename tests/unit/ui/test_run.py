from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bookdesk.core.errors import RuleBroken
from bookdesk.core.progress import Progress
from bookdesk.models.practice import Mode
from bookdesk.store.ballast import laid
from bookdesk.store.places import Places
from bookdesk.ui.entrance import Entrance, WorkPage
from bookdesk.ui.entry.view import UnlockPage
from bookdesk.ui.first_run.view import FirstRunPage, RestorePage
from bookdesk.ui.frame.ribbon import READ_ONLY_WORDS, SAMPLE_WORDS, SERVED_BEFORE, Ribbon
from bookdesk.ui.frame.window import MainWindow
from bookdesk.ui.messages import Place
from bookdesk.ui.pieces.keeping import SheetToKeep
from bookdesk.ui.recovery.view import RecoverPage
from bookdesk.ui.run import MEMORY, Run
from bookdesk.ui.single import ring
from bookdesk.ui.surroundings import Sample
from tests.support.firm import BEN, KOALA, OWNER, PASSPHRASE, STAPLE, Firm
from tests.support.readonly import read_only
from tests.support.way_in import ScriptedChooser, around, no_sample
from tests.support.window import LONG_ENOUGH, new_firm

WORDS = "four words of mine"


@dataclass
class Program:
    """The program of the window on one home, started as often as a test wants; all of it ends with the test."""

    qtbot: QtBot
    home: Path
    chooser: ScriptedChooser = field(default_factory=ScriptedChooser)
    restarts: list[Sample | None] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)

    def start(self, make_sample: Callable[[Progress], Sample] = no_sample) -> Run:
        run = Run(around(self.home, self.chooser, self.restarts, make_sample))
        self.runs.append(run)
        return run

    def begin(self) -> tuple[Run, Entrance]:
        run = self.start()
        assert run.begin()
        return run, self.entrance(run)

    def entrance(self, run: Run) -> Entrance:
        entrance = run.entrance
        assert entrance is not None
        self.qtbot.addWidget(entrance)
        return entrance

    def unlock(self, entrance: Entrance, user: str, passphrase: str) -> None:
        page = entrance.page()
        assert isinstance(page, UnlockPage)
        page.user.setText(user)
        page.passphrase.line.setText(passphrase)
        page.unlock.click()

    def window(self, run: Run) -> MainWindow:
        self.qtbot.waitUntil(lambda: run.window is not None and run.door.quiet(), timeout=LONG_ENOUGH)
        window = run.window
        assert window is not None
        self.qtbot.addWidget(window)
        return window

    def settle(self, run: Run) -> None:
        self.qtbot.waitUntil(run.door.quiet, timeout=LONG_ENOUGH)


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    made = Program(qtbot, tmp_path / "home")
    yield made
    for run in made.runs:
        run.end()


@pytest.fixture
def firm(program: Program) -> Firm:
    return new_firm(program.home)


def test_from_the_first_day_over_the_lock_back_to_the_desk(program: Program, tmp_path: Path) -> None:
    run, entrance = program.begin()
    page, sheets = entrance.page(), list[SheetToKeep]()
    assert isinstance(page, FirstRunPage)
    page.practice.setText("Hill & Partner")
    page.user.setText("Anna")
    page.new.first.line.setText(WORDS)
    page.new.again.line.setText(WORDS)
    page.go_on.click()
    program.qtbot.waitUntil(lambda: page.stack.currentIndex() == 1, timeout=LONG_ENOUGH)
    sheets.append(sheet_of(page))
    program.chooser.answers = [tmp_path / "sheet.txt"]
    page.keeper.save.click()
    page.keeper.go_on.click()
    for line, place in zip(page.keeper.proofs, sheets[0].asked, strict=True):
        line.setText(sheets[0].group(place))
    page.keeper.make.click()
    program.qtbot.waitUntil(lambda: page.stack.currentIndex() == 2, timeout=LONG_ENOUGH)
    form = page.client_form
    assert form is not None
    form.name.setText("Acme Catering")
    form.choose_country("IE")
    page.add_client.click()
    window = program.window(run)
    assert window.isVisible()
    assert run.entrance is None
    assert "Acme Catering" in window.bar.client.text()
    ended = list[bool]()
    run.ended.connect(lambda: ended.append(True))
    window.actions_by_name["lock"].trigger()
    assert (ended, program.restarts, window.isVisible()) == ([True], [None], False)
    again, locked = program.begin()
    assert isinstance(locked.page(), UnlockPage)
    program.unlock(locked, "Anna", WORDS)
    desk = program.window(again).desktop
    assert [client.name for client in desk.office.clients()] == ["Acme Catering"]


def sheet_of(page: FirstRunPage) -> SheetToKeep:
    sheet = page.sheet
    assert sheet is not None
    return sheet


def test_who_locked_the_desk_comes_back_to_where_he_was_and_nobody_else_does(program: Program, firm: Firm) -> None:
    with firm.open() as practice:
        client = next(str(one.client_id) for one in practice.clients() if one.name == KOALA.name)
    run, entrance = program.begin()
    program.unlock(entrance, OWNER, PASSPHRASE)
    window, places = program.window(run), list[Place]()
    for screen in ("bills", "review", "new client"):
        window.desktop.go(Place(screen, client))
        places.append(window.place())
    assert [one.screen for one in places] == ["bills", "inbox", "clients"]
    window.desktop.go(places[0])
    for user, passphrase, shown in ((OWNER, PASSPHRASE, "bills"), (BEN, STAPLE, "clients")):
        program.settle(run)
        window.lock()
        run, entrance = program.begin()
        program.unlock(entrance, user, passphrase)
        window = program.window(run)
        assert window.place() == Place(shown, client if shown == "bills" else "")
    program.settle(run)
    window.close()
    run.end()
    run, entrance = program.begin()
    program.unlock(entrance, BEN, STAPLE)
    assert program.window(run).place() == Place("clients", ""), "a day begins with all clients"


@pytest.mark.usefixtures("firm")
def test_the_process_that_comes_after_a_lock_reads_why_and_where(program: Program) -> None:
    """It may read the file before this process has ended, and so before Qt would write it."""
    read = list[str]()
    run = Run(
        replace(
            around(program.home, program.chooser),
            restart=lambda _: read.append((program.home / MEMORY).read_text("utf-8")),
        )
    )
    program.runs.append(run)
    assert run.begin()
    program.unlock(program.entrance(run), OWNER, PASSPHRASE)
    window = program.window(run)
    window.desktop.go(Place("bills", str(next(iter(window.desktop.office.clients())).client_id)))
    program.settle(run)
    window.lock()
    (written,) = read
    assert 'locked="asked ' in written
    assert f"bills {window.desktop.client_id} {OWNER}" in written


def test_a_locked_desk_holds_nothing_and_its_log_names_nobody(program: Program, firm: Firm) -> None:
    run, entrance = program.begin()
    program.unlock(entrance, OWNER, PASSPHRASE)
    window = program.window(run)
    run.tell(KeyError(OWNER))
    window.lock()
    firm.open().close()
    assert not ring(program.home)
    log = (program.home / "log" / "bookdesk.log").read_text("utf-8")
    assert "BookDesk" in log
    assert OWNER not in log


@pytest.mark.usefixtures("firm")
def test_work_under_way_is_said_before_the_desk_is_locked_and_may_be_stopped(program: Program) -> None:
    run, entrance = program.begin()
    program.unlock(entrance, OWNER, PASSPHRASE)
    window, begun = program.window(run), threading.Event()

    def until_stopped(progress: Progress) -> None:
        begun.set()
        pause = threading.Event()
        while not progress.cancelled():
            pause.wait(0.001)

    run.door.long("Reading 40 documents", window, until_stopped, lambda _: None)
    assert begun.wait(10)
    window.lock()
    veil = window.cover.veil
    assert window.cover.veiled(), "nothing is left to be read, at once"
    assert veil.words.text() == "At work: Reading 40 documents. BookDesk locks when that ends."
    assert program.restarts == []
    assert not window.close()
    veil.lock.click()
    assert program.restarts == [None]


@pytest.mark.usefixtures("firm")
def test_who_closes_the_message_stays(program: Program) -> None:
    run, entrance = program.begin()
    program.unlock(entrance, OWNER, PASSPHRASE)
    window, may_end = program.window(run), threading.Event()
    run.door.long("Reading", window, lambda _: may_end.wait(10), lambda _: None)
    window.close()
    assert window.isVisible()
    window.banner.clear()
    may_end.set()
    program.settle(run)
    assert window.isVisible()
    window.close()
    assert not window.isVisible()


@pytest.mark.usefixtures("firm")
@pytest.mark.qt_log_ignore(r"does not support raise\(\)")
def test_a_second_start_brings_the_first_window_to_the_front_and_shows_nothing(program: Program) -> None:
    run, entrance = program.begin()
    program.unlock(entrance, OWNER, PASSPHRASE)
    window = program.window(run)
    window.showMinimized()
    second = program.start()
    assert not second.begin()
    assert second.entrance is None
    program.qtbot.waitUntil(lambda: not window.isMinimized(), timeout=LONG_ENOUGH)


def test_a_command_that_holds_the_practice_is_no_window_to_be_shown(program: Program, firm: Firm) -> None:
    _run, entrance = program.begin()
    with firm.open():
        program.unlock(entrance, OWNER, PASSPHRASE)
        program.qtbot.waitUntil(lambda: entrance.page().banner.message() is not None, timeout=LONG_ENOUGH)
        refused = entrance.page().banner.message()
        assert refused is not None
        assert refused.act is not None
        refused.act()
    told = entrance.page().banner.message()
    assert told is not None
    assert told.words.startswith("No window answers")
    assert entrance.isVisible()


def test_a_sample_is_made_before_ones_eyes_and_can_be_locked_and_opened_again(program: Program, tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []

    def make(progress: Progress) -> Sample:
        progress.step("Adding clients", 1, 2)
        sample = new_firm(tmp_path / "sample")
        steps.append(("made", 0, 0))
        return Sample(sample.places, sample.clock, OWNER, PASSPHRASE, tmp_path / "files", serving=True)

    run = program.start(make)
    run.begin_sample()
    assert isinstance(program.entrance(run).page(), WorkPage)
    window = program.window(run)
    (ribbon,) = window.findChildren(Ribbon)
    assert ribbon.accessibleName() == SAMPLE_WORDS
    ribbon.act.click()
    assert program.chooser.shown == [tmp_path / "files"]
    window.lock()
    (sample,) = program.restarts
    assert sample is not None
    assert sample.places.home == tmp_path / "sample"
    assert not (program.home / MEMORY).exists()
    again = Run(replace(around(tmp_path / "sample", program.chooser), sample=replace(sample, serving=False)))
    program.runs.append(again)
    assert again.begin()
    page = program.entrance(again).page()
    assert isinstance(page, UnlockPage)
    assert page.user.text() == OWNER
    program.unlock(program.entrance(again), OWNER, PASSPHRASE)
    (ribbon,) = program.window(again).findChildren(Ribbon)
    assert ribbon.accessibleName() == f"{SAMPLE_WORDS} {SERVED_BEFORE}"


@pytest.mark.parametrize("mode", [Mode.DEMO, Mode.NORMAL])
def test_a_sample_practice_is_told_from_a_real_one_wherever_it_lies(program: Program, mode: Mode) -> None:
    Firm(Places(program.home)).found(mode)
    run, entrance = program.begin()
    program.unlock(entrance, OWNER, PASSPHRASE)
    ribbons = program.window(run).findChildren(Ribbon)
    assert [one.accessibleName() for one in ribbons] == [SAMPLE_WORDS] * (mode is Mode.DEMO)
    assert not any(one.act.isVisible() for one in ribbons), "there is no file to be shown"


def test_a_practice_that_was_put_back_says_so_all_the_time(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bookdesk.security.practice.put_back", lambda _practice: "It was put back.")
    Firm(Places(program.home)).found(Mode.NORMAL)
    run, entrance = program.begin()
    program.unlock(entrance, OWNER, PASSPHRASE)
    assert [one.accessibleName() for one in program.window(run).findChildren(Ribbon)] == ["It was put back."]


def test_a_sample_that_cannot_be_made_is_told_in_place(program: Program) -> None:
    def refuse(progress: Progress) -> Sample:
        raise RuleBroken("The disk is full.", f"Make room, then try again {'!' if progress.cancelled() else ''}")

    run = program.start(refuse)
    run.begin_sample()
    entrance = program.entrance(run)
    program.settle(run)
    message = entrance.page().banner.message()
    assert message is not None
    assert message.words == "The disk is full."


def test_a_sample_that_takes_too_long_leads_back_to_the_beginning(program: Program) -> None:
    run = program.start(until_stopped)
    assert run.begin()
    first = program.entrance(run).page()
    assert isinstance(first, FirstRunPage)
    first.sample.click()
    working = program.entrance(run).page()
    assert isinstance(working, WorkPage)
    working.cancel.click()
    program.settle(run)
    back = program.entrance(run).page()
    assert isinstance(back, FirstRunPage)
    message = back.banner.message()
    assert message is not None
    assert message.words == "It was stopped."


def until_stopped(progress: Progress) -> Sample:
    pause = threading.Event()
    while not progress.cancelled():
        pause.wait(0.001)
    raise RuleBroken("It was stopped.", "Begin again when you want it.")


def test_ways_aside_lead_back(program: Program) -> None:
    _run, entrance = program.begin()
    first = entrance.page()
    assert isinstance(first, FirstRunPage)
    first.restore.click()
    restore = entrance.page()
    assert isinstance(restore, RestorePage)
    restore.back.click()
    assert isinstance(entrance.page(), FirstRunPage)


def test_a_practice_that_is_back_is_told_with_what_is_not_in_it(program: Program) -> None:
    _run, entrance = program.begin()
    first = entrance.page()
    assert isinstance(first, FirstRunPage)
    first.restore.click()
    restore = entrance.page()
    assert isinstance(restore, RestorePage)
    restore.restored.emit("2026-06-30T12:00:00+00:00")
    page = entrance.page()
    assert isinstance(page, UnlockPage)
    message = page.banner.message()
    assert message is not None
    assert "compare each client with the bank before its first payment" in message.remedy
    assert "remove again who was removed since" in message.remedy


@pytest.mark.usefixtures("firm")
def test_who_lost_his_passphrase_can_still_go_back(program: Program) -> None:
    _run, entrance = program.begin()
    page = entrance.page()
    assert isinstance(page, UnlockPage)
    page.lost_button.click()
    lost = entrance.page()
    assert isinstance(lost, RecoverPage)
    lost.back.click()
    assert isinstance(entrance.page(), UnlockPage)


def test_a_mistake_before_the_desk_is_told_on_the_page_and_never_with_data(program: Program) -> None:
    run, entrance = program.begin()
    run.tell(KeyError("Acme Catering"))
    message = entrance.page().banner.message()
    assert message is not None
    assert "KeyError" in message.words
    assert "Acme" not in message.words + message.remedy


@pytest.mark.usefixtures("firm")
def test_closing_before_the_desk_leaves_no_thread_behind(program: Program) -> None:
    before = set(threading.enumerate())
    run, entrance = program.begin()
    entrance.close()
    run.end()
    assert {thread.name for thread in set(threading.enumerate()) - before if thread.name.startswith("desk")} == set()


def test_a_practice_that_cannot_be_written_to_is_read_and_says_so_all_the_time(program: Program) -> None:
    new_firm(program.home)
    with read_only(program.home) as kept_out:
        if not kept_out:
            pytest.skip("this user cannot be kept from writing")
        run, entrance = program.begin()
        program.unlock(entrance, OWNER, PASSPHRASE)
        window = program.window(run)
        assert READ_ONLY_WORDS in [one.accessibleName() for one in window.findChildren(Ribbon)]
        for screen in ("clients", "settings"):
            window.desktop.go(Place(screen))
            program.settle(run)
        window.desktop.go(Place("inbox", str(window.desktop.office.clients()[0].client_id)))
        program.settle(run)
        window.close()
        run.end()


def test_room_is_kept_back_for_a_full_disk_once_the_desk_is_open(program: Program) -> None:
    new_firm(program.home)
    assert not laid(program.home)
    run, entrance = program.begin()
    program.unlock(entrance, OWNER, PASSPHRASE)
    program.window(run)
    program.settle(run)
    assert laid(program.home)
