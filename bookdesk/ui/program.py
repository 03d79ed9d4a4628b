"""The Qt program around the window: application, style, type, and what happens to a mistake of ours."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from bookdesk.ui.look import theme
from bookdesk.ui.look.theme import THEME, Scheme
from bookdesk.ui.memory import Memory

_LOG = logging.getLogger("bookdesk.window")
_TYPE_SIZES = (100, 125, 150, 200)


def application(words: list[str]) -> QApplication:
    """Return the program's `QApplication`, made with our names where there is none yet."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    QCoreApplication.setApplicationName("BookDesk")
    QCoreApplication.setOrganizationName("BookDesk")
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus, sys.platform == "darwin")
    made = QApplication([*words])
    if sys.platform == "linux":
        made.setStyle("Fusion")  # elsewhere Qt takes the style of the system
    return made


def dress(memory: Memory) -> None:
    """Give the program the type and colours that this person likes."""
    size = memory.text("type size", "100")
    theme.set_type(int(size) if size.isdigit() and int(size) in _TYPE_SIZES else 100)
    chosen = memory.text("scheme", Scheme.SYSTEM.value)
    THEME.apply(Scheme(chosen) if chosen in set(Scheme) else Scheme.SYSTEM)


def tell_mistakes(tell: Callable[[BaseException], None]) -> None:
    """Let mistakes that reach Qt's loop be told to the person and logged, instead of being printed and forgotten."""

    def told(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _LOG.error("a defect", exc_info=(kind, error, trace))
        tell(error)

    sys.excepthook = told
    qInstallMessageHandler(_log_message)


def _log_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    del context
    level = logging.INFO if kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) else logging.WARNING
    _LOG.log(level, "Qt: %s", message)
