from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from bookdesk.core.clock import MovableClock
from bookdesk.jobs.events import Counts, Finished, Paused, Progressed
from bookdesk.office.locking import LOOKS_EVERY, SLEPT, UNSAVED_STAYS, USUAL_MINUTES, Why
from bookdesk.ui.bills.view import BillsScreen
from bookdesk.ui.contacts.view import ContactsScreen
from bookdesk.ui.frame.keeper import Keeper
from bookdesk.ui.frame.veil import NOBODY
from bookdesk.ui.frame.watch import idle_name
from bookdesk.ui.frame.window import MainWindow
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.new_client.view import NewClientScreen
from tests.support.firm import NOON, OWNER, PASSPHRASE
from tests.support.window import LONG_ENOUGH, Seat, new_firm, seated

IDLE = 60.0 * USUAL_MINUTES


@dataclass
class Kept:
    """A desk that is kept, by clocks that a test moves; nothing here waits for time."""

    seat: Seat
    window: MainWindow
    keeper: Keeper
    clock: MovableClock
    awake: list[float]
    locks: list[tuple[Why, str]] = field(default_factory=list)

    def pass_by(self, seconds: float) -> None:
        """Let time pass as it does while the window looks now and then."""
        while seconds > 0 and not self.locks:
            step = min(seconds, LOOKS_EVERY)
            self.advance(step)
            self.keeper.watch.look()
            seconds -= step

    def advance(self, seconds: float, *, asleep: float = 0.0) -> None:
        """Let time pass without a look."""
        self.clock.advance(seconds + asleep)
        self.awake[0] += seconds

    def veiled(self) -> bool:
        return self.window.cover.veiled()

    def words(self) -> str:
        return self.window.cover.veil.words.text()

    def come_back(self, passphrase: str = PASSPHRASE) -> None:
        veil = self.window.cover.veil
        veil.passphrase.line.setText(passphrase)
        veil.back.click()
        self.seat.settle()


@pytest.fixture
def kept(qtbot: QtBot, tmp_path: Path) -> Iterator[Kept]:
    with seated(qtbot, new_firm(tmp_path / "home")) as seat:
        window, clock, awake = seat.window(), MovableClock(NOON), [0.0]
        with qtbot.waitSignal(seat.desktop.intake.finished, timeout=LONG_ENOUGH):  # reads on what waits: nothing
            seat.desktop.go(Place("bills", seat.client("Koala Kafe")))
        seat.settle()
        keeper = Keeper(seat.desktop, window, clock, lambda: awake[0])
        made = Kept(seat, window, keeper, clock, awake)
        keeper.lock_due.connect(lambda why, lost: made.locks.append((why, lost)))
        yield made


def key(kept: Kept) -> None:
    """Press a key as the system tells of it: to the window of the system."""
    handle = kept.window.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_Shift)


def move(kept: Kept, x: int) -> None:
    handle, here = kept.window.windowHandle(), QPointF(QPoint(x, 300))
    assert handle is not None
    none = Qt.MouseButton.NoButton
    QApplication.sendEvent(
        handle, QMouseEvent(QEvent.Type.MouseMove, here, here, none, none, Qt.KeyboardModifier.NoModifier)
    )


def test_a_desk_nobody_touches_is_locked_once_and_one_in_use_is_not(kept: Kept) -> None:
    kept.pass_by(IDLE - 5)
    key(kept)
    kept.pass_by(IDLE - 5)
    move(kept, 200)
    kept.pass_by(IDLE - 5)
    assert kept.locks == []
    kept.pass_by(3 * IDLE)
    assert kept.locks == [(Why.IDLE, "")]
    kept.keeper.watch.look()
    assert len(kept.locks) == 1


def test_a_mouse_that_lies_still_is_nobody(kept: Kept) -> None:
    move(kept, 200)
    for _ in range(int(IDLE / 10)):
        kept.pass_by(10)
        move(kept, 200)
    assert kept.locks == [(Why.IDLE, "")]


def test_who_comes_too_late_finds_it_locked_and_his_key_goes_nowhere(kept: Kept) -> None:
    kept.pass_by(IDLE - 4)
    kept.advance(10)
    here = kept.window.current()
    handle = kept.window.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert kept.locks == [(Why.IDLE, "")]
    assert kept.window.current() is here


@pytest.mark.parametrize("asleep", [SLEPT + 1, 3600.0])
def test_after_sleep_it_is_locked_before_anything_is_painted(kept: Kept, asleep: float) -> None:
    kept.advance(1, asleep=asleep)
    kept.window.update()
    kept.window.repaint()
    QApplication.sendEvent(kept.window, QEvent(QEvent.Type.UpdateRequest))
    assert kept.locks == [(Why.SLEEP, "")]


def test_each_person_chooses_after_how_long_and_may_choose_never(kept: Kept) -> None:
    memory, name = kept.seat.desktop.memory, idle_name(kept.seat.desktop)
    memory.keep(name, "0")
    kept.pass_by(4 * IDLE)
    assert kept.locks == []
    key(kept)
    memory.keep(name, "2")
    kept.pass_by(119)
    assert kept.locks == []
    kept.pass_by(2)
    assert kept.locks == [(Why.IDLE, "")]


def test_the_system_may_lock_it(kept: Kept) -> None:
    kept.keeper.watch.hear(Why.SCREEN)
    assert kept.locks == [(Why.SCREEN, "")]


def test_a_system_that_tells_nothing_is_asked_with_each_look(kept: Kept) -> None:
    hidden = [False]
    kept.keeper.watch.ask_with_each_look(lambda: hidden[0])
    kept.pass_by(2 * LOOKS_EVERY)
    assert kept.locks == []
    hidden[0] = True
    kept.pass_by(LOOKS_EVERY)
    assert kept.locks == [(Why.SCREEN, "")]


def test_work_somebody_waits_for_is_veiled_and_locked_when_it_ends(kept: Kept) -> None:
    may_end, seat = threading.Event(), kept.seat

    def work(progress: object) -> None:
        progress.step("Reading of Koala Kafe", 40, 120)  # type: ignore[attr-defined] # a Progress
        assert may_end.wait(60)

    seat.door.long("Reading", kept.window, work, lambda _: None)
    seat.qtbot.waitUntil(lambda: "40" in kept.keeper.watch.at_work.words(), timeout=LONG_ENOUGH)
    kept.pass_by(IDLE + 30)
    assert kept.veiled()
    assert kept.words() == "At work: Reading 40 of 120. BookDesk locks when that ends."
    assert kept.locks == []
    may_end.set()
    seat.settle()
    assert kept.locks == [(Why.IDLE, "")]


def test_documents_being_read_are_work_unless_they_are_paused(kept: Kept) -> None:
    intake, client = kept.seat.desktop.intake, kept.seat.client("Koala Kafe")
    intake.hear(Progressed(client, Counts(120, 40, 120)))
    kept.seat.qtbot.waitUntil(kept.keeper.watch.at_work.any, timeout=LONG_ENOUGH)
    kept.pass_by(IDLE)
    assert kept.words() == "At work: Reading 40 of 120. BookDesk locks when that ends."
    intake.hear(Paused(client))
    kept.seat.qtbot.waitUntil(lambda: kept.locks == [(Why.IDLE, "")], timeout=LONG_ENOUGH)


def test_the_veil_lets_nothing_be_read_or_done(kept: Kept) -> None:
    kept.seat.desktop.intake.hear(Progressed(kept.seat.client("Koala Kafe"), Counts(2, 1, 2)))
    kept.window.user_menu.open_below(kept.window.bar.user)
    kept.seat.qtbot.waitUntil(kept.keeper.watch.at_work.any, timeout=LONG_ENOUGH)
    kept.pass_by(IDLE)
    assert not kept.window.user_menu.isVisible()
    assert not kept.window.bar.isVisible()
    assert not kept.window.acceptDrops()
    shown = [one.text() for one in kept.window.findChildren(type(kept.window.cover.veil.words)) if one.isVisible()]
    assert not any("Koala" in text for text in shown)
    here = kept.window.current()
    kept.window.actions_by_name["lock"].changed.emit()
    QTest.keyClick(kept.window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(kept.window.cover.veil.passphrase.line, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert kept.window.current() is here
    assert not kept.window.tools.palette.isVisibleTo(kept.window.cover)


def test_the_veil_is_lifted_by_ones_own_passphrase_only(kept: Kept) -> None:
    kept.seat.desktop.intake.hear(Progressed(kept.seat.client("Koala Kafe"), Counts(2, 1, 2)))
    kept.seat.qtbot.waitUntil(kept.keeper.watch.at_work.any, timeout=LONG_ENOUGH)
    kept.pass_by(IDLE)
    kept.window.cover.veil.back.click()
    assert kept.window.cover.veil.passphrase.said() == "This is needed."
    kept.come_back("correct battery staple")
    assert kept.veiled()
    message = kept.window.cover.veil.banner.message()
    assert message is not None
    assert "wrong" in message.words
    kept.come_back()
    assert not kept.veiled()
    assert kept.window.bar.isVisible()
    assert kept.window.cover.veil.passphrase.text() == ""
    QTest.keyClick(kept.window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert kept.window.place().screen == "clients", "the keys act again"
    kept.pass_by(IDLE + 5)
    assert kept.veiled(), "and the time began anew"


def test_who_does_not_wait_for_the_work_locks_at_once(kept: Kept) -> None:
    kept.seat.desktop.intake.hear(Progressed(kept.seat.client("Koala Kafe"), Counts(2, 1, 2)))
    kept.seat.qtbot.waitUntil(kept.keeper.watch.at_work.any, timeout=LONG_ENOUGH)
    kept.pass_by(IDLE)
    kept.window.cover.veil.lock.click()
    assert kept.locks == [(Why.ASKED, "")]


@pytest.fixture
def half_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the screen that is shown say so, as those with forms do: what is hidden is not being typed."""
    monkeypatch.setattr(BillsScreen, "unsaved", lambda screen: "a bill" if screen.isVisible() else "")


@pytest.mark.usefixtures("half_typed")
def test_what_is_half_typed_is_kept_under_a_veil_and_not_for_ever(kept: Kept) -> None:
    kept.pass_by(IDLE)
    assert kept.words().startswith("Not saved yet: a bill.")
    assert kept.window.cover.veil.title.text() == NOBODY, "he did not lock it himself"
    kept.come_back()
    assert not kept.veiled()
    kept.pass_by(IDLE)
    assert kept.veiled()
    kept.pass_by(UNSAVED_STAYS)
    assert kept.locks == [(Why.IDLE, "a bill")]


@pytest.fixture
def writing(kept: Kept) -> QLineEdit:
    """Somebody is half through a new contact."""
    kept.seat.desktop.go(Place("contacts"))
    kept.seat.settle()
    screen = kept.window.current()
    assert isinstance(screen, ContactsScreen)
    screen.acts["new"].trigger()
    field = screen.pane.form.fields["name"]
    field.setText("Bean Brothers")
    return field


def lock_key(kept: Kept, on: QWidget) -> None:
    QTest.keyClick(on, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    kept.seat.settle()


def test_who_locks_leaves_nothing_to_read_and_finds_what_he_was_writing(kept: Kept, writing: QLineEdit) -> None:
    lock_key(kept, writing)
    assert kept.veiled(), "the books are shut at once, whatever is half typed"
    assert not writing.isVisible()
    assert kept.locks == []
    assert kept.window.cover.veil.title.text() == f"{OWNER} locked this desk"
    assert kept.words() == ("Not saved yet: a contact. BookDesk keeps it for an hour, then it locks and that is lost.")
    kept.come_back()
    assert writing.isVisible()
    assert writing.text() == "Bean Brothers"


def test_nobody_waits_longer_than_an_hour_for_who_locked(kept: Kept, writing: QLineEdit) -> None:
    lock_key(kept, writing)
    kept.pass_by(UNSAVED_STAYS - LOOKS_EVERY)
    assert kept.locks == []
    kept.pass_by(LOOKS_EVERY)
    assert kept.locks == [(Why.ASKED, "a contact")]


def test_the_key_that_locks_pressed_again_locks_without_waiting_and_tells_what_was_lost(
    kept: Kept, writing: QLineEdit
) -> None:
    lock_key(kept, writing)
    assert kept.veiled()
    lock_key(kept, kept.window.cover.veil.passphrase.line)
    assert kept.locks == [(Why.ASKED, "a contact")]


def test_documents_being_read_do_not_keep_the_keys_of_who_locked(kept: Kept, writing: QLineEdit) -> None:
    kept.seat.desktop.intake.hear(Progressed(kept.seat.client("Koala Kafe"), Counts(120, 40, 120)))
    kept.seat.qtbot.waitUntil(kept.keeper.watch.at_work.any, timeout=LONG_ENOUGH)
    lock_key(kept, writing)
    assert kept.words().startswith("Not saved yet: a contact.")
    kept.pass_by(UNSAVED_STAYS)
    assert kept.locks == [(Why.ASKED, "a contact")]


def test_a_new_client_that_is_half_typed_is_kept_too(kept: Kept) -> None:
    kept.seat.desktop.go(Place("new client"))
    screen = kept.window.current()
    assert isinstance(screen, NewClientScreen)
    assert screen.unsaved() == "", "what was proposed is typed by nobody"
    screen.form.name.setText("Wombat Wines")
    kept.window.lock()
    assert kept.words().startswith("Not saved yet: a new client.")
    kept.come_back()
    assert screen.form.name.text() == "Wombat Wines"


def test_an_answer_that_is_half_typed_is_kept_too(kept: Kept) -> None:
    screen = kept.window.current()
    assert isinstance(screen, BillsScreen)
    prompt = screen.page.prompt
    prompt.ask("Why?", "Hold it", lambda _: None)
    assert kept.window.unsaved() == ""
    QTest.keyClicks(prompt.answer, "The second delivery is missing")
    lock_key(kept, prompt.answer)
    assert kept.words().startswith("Not saved yet: an answer.")
    kept.come_back()
    assert prompt.answer.text() == "The second delivery is missing"
    kept.seat.desktop.go(Place("contacts"))
    assert kept.window.current() is screen
    assert "“Hold it” keeps it" in prompt.problem.text()


def test_a_window_with_something_half_typed_closes_when_that_is_let_go_and_not_by_closing_it_again(
    kept: Kept, writing: QLineEdit
) -> None:
    window, told = kept.window, list[Message | None]()
    for _ in range(2):
        assert not window.close()
        told.append(window.banner.message())
    first, again = told
    assert first is not None
    assert again is not None
    assert (first.words, first.tone) == ("Not saved yet: a contact.", Tone.WARN)
    assert (again.words, again.tone) == ("BookDesk is still open, since this is not saved: a contact.", Tone.BAD)
    assert writing.isVisible()
    kept.seat.desktop.went.emit(Place("contacts"))
    assert window.banner.message() is None, "he went on"
    assert not window.close()
    writing.setText("")
    kept.window.current().take_keyboard()  # type: ignore[union-attr] # it is shown
    assert window.banner.message() is None, "nothing would be lost any more"
    writing.setText("Bean Brothers")
    assert not window.close()
    window.banner.findChildren(QPushButton)[0].click()
    assert not window.isVisible()


@pytest.mark.usefixtures("half_typed")
def test_sleep_tells_what_was_lost_by_it(kept: Kept) -> None:
    kept.advance(1, asleep=100)
    kept.keeper.watch.look()
    assert kept.locks == [(Why.SLEEP, "a bill")]


def test_reading_that_ended_is_no_work_any_more(kept: Kept) -> None:
    intake, client = kept.seat.desktop.intake, kept.seat.client("Koala Kafe")
    intake.hear(Progressed(client, Counts(2, 1, 2)))
    kept.seat.qtbot.waitUntil(kept.keeper.watch.at_work.any, timeout=LONG_ENOUGH)
    intake.hear(Finished(client, Counts(2, 2, 2), 0))
    kept.seat.qtbot.waitUntil(lambda: not kept.keeper.watch.at_work.any(), timeout=LONG_ENOUGH)
    assert kept.keeper.watch.at_work.words() == ""
    assert OWNER in kept.window.cover.veil.passphrase.line.accessibleName()
