"""Watches whether anybody is at the desk: keys and mouse, the clocks, and what the system tells. The rules are pure."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent, QWindow
from PySide6.QtWidgets import QWidget

from bookdesk.core.clock import Clock
from bookdesk.office import locking
from bookdesk.office.locking import Desk, Judged, Moment, Verdict, Why
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.frame.at_work import AtWork

_TOUCHES = frozenset(
    {
        QEvent.Type.ShortcutOverride,  # comes before a key, and before its command acts
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
        QEvent.Type.NativeGesture,
    }
)
_PAINTS = frozenset({QEvent.Type.UpdateRequest, QEvent.Type.Expose})
_CLOSE = 1.0
"""Seconds within which touches are one."""


class Watch(QObject):
    """Tells when the desk is to be veiled or locked. It sits between the windows of the program and their events."""

    veil_due = Signal()
    lock_due = Signal(object)
    """A `Why`. It is told once."""

    def __init__(
        self,
        desktop: Desktop,
        window: QWidget,
        unsaved: Callable[[], str],
        *,
        clock: Clock,
        awake: Callable[[], float] = time.monotonic,
    ) -> None:
        """Watch a window that is shown; `unsaved` tells what is half typed in it."""
        super().__init__(window)
        self._desktop, self._clock, self._awake, self._unsaved = desktop, clock, awake, unsaved
        self.at_work = AtWork(desktop, self)
        self._watched = locking.begin(self._moment())
        self._pointer, self._half, self._ended = QPoint(), "", False
        self._hidden: Callable[[], bool] = lambda: False
        self._taken = False
        """Whether the key that is being pressed came too late, and goes nowhere."""
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.timeout.connect(self.look)
        self._timer.start(int(1000 * locking.LOOKS_EVERY))
        self.at_work.changed.connect(self._look_under_veil)
        window.installEventFilter(self)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._follow)
        self._follow(window.windowHandle())

    def listen(self, window: QWidget) -> None:
        """Hear what the system tells of sleep and of its screen, where it tells anything."""
        if sys.platform == "win32":
            from bookdesk.ui.frame.broadcasts import BroadcastSigns  # noqa: PLC0415 - of this system only

            BroadcastSigns(window, self).heard.connect(self.hear)
        elif sys.platform == "linux":
            from bookdesk.ui.frame.bus import signs  # noqa: PLC0415 - of this system only

            signs(self).heard.connect(self.hear)
        elif sys.platform == "darwin":
            from bookdesk.ui.frame.quartz import QuartzSession  # noqa: PLC0415 - of this system only

            self.ask_with_each_look(QuartzSession().hidden)

    def ask_with_each_look(self, hidden: Callable[[], bool]) -> None:
        """Ask a system that tells nothing by itself whether its screen is locked or shows another session."""
        self._hidden = hidden

    def look(self) -> None:
        """See what time it is, and whether anybody can see this desk."""
        if self._hidden():
            self.hear(Why.SCREEN)
        self._obey(locking.look(self._watched, self._moment(), self._desk()))

    def ask(self) -> None:
        """Lock because the person says so; documents that are being read do not keep him, they are taken up later."""
        desk = Desk(None, self.at_work.long(), bool(self.half_typed()))
        self._obey(locking.ask(self._watched, self._moment(), desk))

    def waits(self) -> bool:
        """Whether work is waited for before the desk locks, so far as it is veiled."""
        return self.at_work.long() if self._watched.asked else self.at_work.any()

    def asked(self) -> bool:
        """Whether the person asked for the lock himself."""
        return self._watched.asked

    def half_typed(self) -> str:
        """Return what would be lost; what the veil hid is remembered, since it is not seen any more."""
        if not self._watched.veiled:
            self._half = self._unsaved()
        return self._half

    def lift(self) -> None:
        """Go on: the person proved himself."""
        self._watched = locking.lifted(self._watched, self._moment())

    def hear(self, why: Why) -> None:
        """Lock because the system says so."""
        self._lock(why)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Judge what comes from keyboard and mouse; after sleep nothing is painted any more."""
        kind = event.type()
        if kind in _PAINTS:
            if locking.slept(self._watched.looked, self._moment()):
                self.look()
            return self._ended
        if kind in _TOUCHES and isinstance(watched, QWindow):
            taken = self._touch(event)
            if kind == QEvent.Type.ShortcutOverride:
                self._taken = taken
                event.setAccepted(taken or event.isAccepted())  # then no command hears of this key
            return taken or (kind == QEvent.Type.KeyPress and self._taken)
        return False

    # -- inside

    def _touch(self, event: QEvent) -> bool:
        """Judge a touch; whether it is to be taken away."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            here = event.globalPosition().toPoint()
            if here == self._pointer:
                return self._ended  # the window moved, or the system only says where the mouse is
            self._pointer = here
        moment = self._moment()
        if moment.now - self._watched.looked.now < _CLOSE and self._watched.touched == self._watched.looked.now:
            return self._ended
        before = self._watched.veiled
        self._obey(locking.touch(self._watched, moment, self._desk()))
        return self._ended or self._watched.veiled != before

    def _obey(self, judged: Judged) -> None:
        veiled, self._watched = self._watched.veiled, judged.watched
        if judged.verdict is Verdict.LOCK:
            self._lock(judged.why)
        elif judged.verdict is Verdict.VEIL and not veiled:
            self.veil_due.emit()

    def _lock(self, why: Why) -> None:
        if not self._ended:
            self._ended = True
            self._timer.stop()
            self.lock_due.emit(why)

    def _look_under_veil(self) -> None:
        """See at once whether what the veil waits for ended."""
        if self._watched.veiled:
            self.look()

    def _follow(self, window: QWindow | None) -> None:
        """Watch another window of the program, such as a dialog or a menu."""
        if window is not None:
            window.installEventFilter(self)

    def _moment(self) -> Moment:
        return Moment(self._clock.monotonic(), self._awake())

    def _desk(self) -> Desk:
        idle = locking.idle_seconds(self._desktop.memory.text(idle_name(self._desktop)))
        return Desk(idle, self.waits(), bool(self.half_typed()))


def idle_name(desktop: Desktop) -> str:
    """Return under which name it is remembered after how many minutes this person's desk locks."""
    return f"lock after {desktop.office.practice.user.id}"
