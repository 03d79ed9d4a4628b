"""The Qt program around the window: application, style, type, and what happens to a mistake of ours."""

from __future__ import annotations

import ctypes
import gc
import logging
import sys
import threading
from types import TracebackType

import PySide6
from PySide6.QtCore import (
    QCoreApplication,
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from bookdesk.ui.look import theme
from bookdesk.ui.look.theme import THEME, Scheme
from bookdesk.ui.memory import Memory

_LOG = logging.getLogger("bookdesk.window")
TYPE_SIZES = (100, 125, 150, 200)
"""Percent of the base size that a person may choose."""


def application(words: list[str]) -> QApplication:
    """Return the program's `QApplication`, made with our names where there is none yet."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    if sys.platform == "linux":
        _share_heaps()
    QCoreApplication.setApplicationName("BookDesk")
    QCoreApplication.setOrganizationName("BookDesk")
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus, sys.platform == "darwin")
    made = QApplication([*words])
    if sys.platform == "linux" and made.style().objectName() != "fusion":
        made.setStyle("Fusion")  # elsewhere Qt takes the style of the system
    return made


_ARENA_MAX, _ARENAS = -8, 2


def _share_heaps() -> None:
    """Let all threads share two heaps: glibc gives each one of its own, whose holes come to a tenth of our memory.

    The number of the option is that of `M_ARENA_MAX` in glibc's malloc.h; another C library knows none and ignores it.
    """
    tune = getattr(ctypes.CDLL(None), "mallopt", None)
    if tune is not None:
        tune(_ARENA_MAX, _ARENAS)


def choose_language() -> None:
    """Write dates and amounts as the system does, or as in Britain where it names no language.

    Called once the first page is painted: to make Qt's table of languages and countries takes as long as that page.
    """
    from PySide6.QtCore import QLocale  # noqa: PLC0415 - as said

    if QLocale.system().language() == QLocale.Language.C:
        QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))


_SWITCH = 0.0005
"""Seconds after which a thread that works gives way; with Python's own 5 ms a paint waits behind a reader's page."""


def settle() -> None:
    """Let the window's thread come first from now on: others give way sooner, and what was imported is never swept."""
    sys.setswitchinterval(_SWITCH)
    gc.collect()
    gc.freeze()


def dress(memory: Memory) -> None:
    """Give the program the type, rows and colours that this person likes."""
    size = memory.text("type size", "100")
    theme.set_type(int(size) if size.isdigit() and int(size) in TYPE_SIZES else 100)
    THEME.comfortable = memory.text("rows") == "comfortable"
    chosen = memory.text("scheme", Scheme.SYSTEM.value)
    THEME.apply(Scheme(chosen) if chosen in set(Scheme) else Scheme.SYSTEM)


class Mistakes(QObject):
    """Mistakes of ours that nobody caught, on whatever thread; they are told on the window's."""

    made = Signal(object)

    def take(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log a mistake and tell it; an interruption from the keyboard is none."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _LOG.error("a defect", exc_info=(kind, error, trace))
        self.made.emit(error)


def tell_mistakes(mistakes: Mistakes) -> None:
    """Let mistakes that reach Qt's loop or end a thread be told to the person and logged, instead of being printed."""

    def ended(what: threading.ExceptHookArgs) -> None:
        if what.exc_value is not None:
            mistakes.take(what.exc_type, what.exc_value, what.exc_traceback)

    sys.excepthook = mistakes.take
    threading.excepthook = ended
    qInstallMessageHandler(_log_message)


def unfit(qt: str = PySide6.__version__, python: tuple[int, ...] = sys.version_info[:2]) -> str:
    """Return why this Qt must not run on this Python, or nothing.

    PySide6 6.12.0 takes a reference from `None` with every call that returns nothing: below Python 3.12, where `None`
    is counted like anything else, the process ends within seconds of painting.
    """
    if qt == "6.12.0" and python < (3, 12):
        return (
            "PySide6 6.12.0 ends the program without a word on Python older than 3.12."
            " Install PySide6-Essentials 6.11.3, or use Python 3.12 or newer."
        )
    return ""


def _log_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    del context
    level = logging.INFO if kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) else logging.WARNING
    _LOG.log(level, "Qt: %s", message)
