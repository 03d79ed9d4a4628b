"""The window before the desk: it shows one page at a time, and says when a practice was opened."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError
from bookdesk.ui.entry.presenter import EntryPresenter
from bookdesk.ui.entry.view import UnlockPage
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.memory import Memory
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.form import foot, push
from bookdesk.ui.pieces.labels import heading, label, quiet
from bookdesk.ui.pieces.page import NARROW, CardPage
from bookdesk.ui.surroundings import Surroundings
from bookdesk.ui.tasks import Door, LongWork


class Entrance(QWidget):
    """Unlock where a practice is, else the first day. What it opens is handed on; it closes nothing it opened."""

    opened = Signal(object, str)
    """An office, and the client that was just added, or nothing."""
    sample_asked = Signal()
    other_asked = Signal()
    """The window that has this practice open should come to the front."""
    painted = Signal()
    """It was painted for the first time: whatever takes its time may begin."""

    def __init__(self, around: Surroundings, door: Door, memory: Memory) -> None:
        """Show the page that fits."""
        super().__init__()
        self._around = around
        self._door, self._memory = door, memory
        self._entry = EntryPresenter(around, door, memory)
        self._give_up: Callable[[], None] | None = None
        self._was_painted = False
        self._stack = QStackedWidget()
        self.setWindowTitle("BookDesk")
        self.setMinimumSize(QSize(520, 480))
        self.resize(1100, 760)
        remembered = memory.state("window geometry")
        if not remembered.isEmpty():
            self.restoreGeometry(remembered)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)

    def show_first_page(self) -> None:
        """Show how one gets in here."""
        if self._around.practice_is_here():
            self.show_unlock(self._entry.why_locked())
        else:
            self._show_first_day()

    def show_unlock(self, message: Message | None = None) -> None:
        """Ask for name and passphrase."""
        page = UnlockPage(self._entry)
        page.opened.connect(lambda office: self.opened.emit(office, ""))
        page.lost.connect(self._show_recover)
        page.other_asked.connect(self.other_asked)
        sample = self._around.sample
        if sample is not None:
            page.offer(sample.user, sample.passphrase)
        self._show(page)
        if message is not None:
            page.banner.say(message)
        if self._was_painted:
            page.look_for_keyring()
        else:
            self.painted.connect(page.look_for_keyring)

    def show_work(self, work: LongWork, words: str, about: str) -> None:
        """Show work that has to end before one can go on."""
        page = WorkPage(words, about)
        work.stepped.connect(page.show_step)
        page.cancel.clicked.connect(work.cancel)
        self._show(page)

    def page(self) -> CardPage:
        """Return the page that is shown."""
        shown = self._stack.currentWidget()
        if not isinstance(shown, CardPage):
            raise TypeError("no page is shown yet")
        return shown

    def start_again(self, error: BookDeskError) -> None:
        """Go back to where one began, and say there what went wrong."""
        self.show_first_page()
        self.fail(error)

    def fail(self, error: BookDeskError) -> None:
        """Say what went wrong on the page that is shown."""
        self.page().fail(error)

    def event(self, event: QEvent) -> bool:
        """Tell once that a page was painted; it covers this window, which gets no paint event of its own."""
        done = super().event(event)
        if event.type() == QEvent.Type.UpdateRequest and self._stack.count() and not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self.painted.emit)
        return done

    def closeEvent(self, event: QCloseEvent) -> None:
        """Give up what was begun."""
        self.abandon()
        super().closeEvent(event)

    def abandon(self) -> None:
        """Let nothing wait for an answer that will not come."""
        if self._give_up is not None:
            self._give_up()
            self._give_up = None

    def _show_first_day(self) -> None:
        from bookdesk.ui.first_run.presenter import FirstRunPresenter  # noqa: PLC0415 - who unlocks does not wait for it
        from bookdesk.ui.first_run.view import FirstRunPage  # noqa: PLC0415 - as above

        presenter = FirstRunPresenter(self._around, self._door, self._memory)
        page = FirstRunPage(presenter, self._around.chooser)
        page.opened.connect(self.opened)
        page.sample.setEnabled(self._around.make_sample is not None)
        page.sample_asked.connect(self.sample_asked)
        page.restore_asked.connect(self._show_restore)
        self._show(page)
        self._give_up = presenter.abandon

    def _show_recover(self) -> None:
        from bookdesk.ui.recovery.presenter import RecoveryPresenter  # noqa: PLC0415 - as above
        from bookdesk.ui.recovery.view import RecoverPage  # noqa: PLC0415 - as above

        presenter = RecoveryPresenter(self._around, self._door, self._memory)
        page = RecoverPage(presenter, self._around.chooser)
        page.opened.connect(lambda office: self.opened.emit(office, ""))
        page.left.connect(self.show_first_page)
        self._show(page)
        self._give_up = presenter.abandon

    def _show_restore(self) -> None:
        from bookdesk.ui.first_run.presenter import FirstRunPresenter  # noqa: PLC0415 - as above
        from bookdesk.ui.first_run.view import RestorePage  # noqa: PLC0415 - as above

        page = RestorePage(FirstRunPresenter(self._around, self._door, self._memory), self._around.chooser)
        page.left.connect(self.show_first_page)
        page.restored.connect(self._restored)
        self._show(page)

    def _restored(self, day: str) -> None:
        from bookdesk.office.entering import SINCE_THEN  # noqa: PLC0415 - loaded by then

        words = f"It is as it was at {day}. {SINCE_THEN} Unlock it as ever."
        self.show_unlock(Message("The practice is back.", Tone.WARN, words))

    def _show(self, page: CardPage) -> None:
        """Show a page instead of the one before, which is gone with all that was typed into it."""
        self.abandon()
        before = self._stack.currentWidget()
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        if before is not None:
            self._stack.removeWidget(before)
            before.deleteLater()
        page.take_keyboard()


class WorkPage(CardPage):
    """What is going on, and how far it is."""

    def __init__(self, words: str, about: str) -> None:
        """Show that it begins."""
        super().__init__(NARROW)
        self.what, self.cancel = label("Starting …", wraps=True), push("Cancel")
        self.add(heading(words), quiet(about), self.what, foot(self.cancel))
        self.cancel.clicked.connect(lambda: self.cancel.setEnabled(False))
        self.work(on=True)

    def show_step(self, what: str, done: int, of: int) -> None:
        """Show how far it is."""
        self.what.setText(what)
        self.progress.setRange(0, of)
        self.progress.setValue(done)
