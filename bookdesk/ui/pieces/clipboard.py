"""What goes to the clipboard from here does not stay there: any program may read it, and some keep all that was on it.

Secrets are marked for programs that remember what was copied. Windows keeps what has one of three formats neither in
its history nor in its cloud ("Clipboard Formats" of the Windows documentation), programs of Linux know the mark of
KDE's password managers, and for macOS there is a custom of its clipboard managers (nspasteboard.org).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.form import push
from bookdesk.ui.pieces.labels import label

STAYS: Final = 30_000
"""Milliseconds that something copied here stays on the clipboard."""
KDE: Final = "x-kde-passwordManagerHint"
WINDOWS: Final = (
    "ExcludeClipboardContentFromMonitorProcessing",
    "CanIncludeInClipboardHistory",
    "CanUploadToCloudClipboard",
)
_WINDOWS_NAME: Final = 'application/x-qt-windows-mime;value="{}"'
_NO: Final = bytes(4)  # a DWORD of zero


def marks(system: str) -> dict[str, bytes]:
    """Return the formats beside the text that keep a secret out of histories, as Qt names them on a system."""
    if system == "win32":
        return {_WINDOWS_NAME.format(name): _NO for name in WINDOWS}
    return {KDE: b"secret"} if system == "linux" else {}


def marked(text: str, system: str = sys.platform) -> QMimeData:
    """Return a secret as it is copied or dragged."""
    made = QMimeData()
    made.setText(text)
    for name, value in marks(system).items():
        made.setData(name, value)
    return made


def copy(text: str, *, secret: bool = False) -> None:
    """Put a text on the clipboard; a `secret` is marked as one."""
    clipboard = QGuiApplication.clipboard()
    if not secret:
        clipboard.setText(text)
        return
    clipboard.setMimeData(marked(text))
    if sys.platform == "darwin":
        from bookdesk.ui.pieces.pasteboard import conceal  # noqa: PLC0415 - of this system only

        conceal()


class ClipboardKeeper(QObject):
    """Takes from the clipboard whatever was copied in this program: after a while, and when it is locked or ends.

    It hears of every copy, those that Qt makes of a field, too. What another program put there since is never touched.
    """

    def __init__(self, parent: QObject) -> None:
        """Watch the clipboard of this system from now on."""
        super().__init__(parent)
        self._clipboard, self._ours = QGuiApplication.clipboard(), ""
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(STAYS)
        self.timer.timeout.connect(self.forget)
        self._clipboard.dataChanged.connect(self._look)

    def forget(self) -> None:
        """Clear the clipboard where it still holds what was copied here."""
        self.timer.stop()
        ours, self._ours = self._ours, ""
        for mode in (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection):
            owned = self._owned(mode)
            if owned and (mode is QClipboard.Mode.Selection or (ours and self._clipboard.text(mode) == ours)):
                self._clipboard.clear(mode)

    def _look(self) -> None:
        text = self._clipboard.text() if self._owned(QClipboard.Mode.Clipboard) else ""
        self._ours = text
        if text:
            self.timer.start()
        else:
            self.timer.stop()

    def _owned(self, mode: QClipboard.Mode) -> bool:
        """Whether this program put there what lies there; Linux has a second clipboard, of what is selected."""
        if mode is QClipboard.Mode.Selection:
            return self._clipboard.supportsSelection() and self._clipboard.ownsSelection()
        return self._clipboard.ownsClipboard()


class SecretLine(QWidget):
    """A secret in large type, which is not selected by the mouse but copied by its button, marked as one."""

    def __init__(self, about: str = "", *, size: int, copied: Callable[[str], str] = str) -> None:
        """Show nothing yet; `about` stands before it, and `copied` returns it as it is copied."""
        super().__init__()
        self._about, self._copied, self._secret = about, copied, ""
        self.label, self.button = label("", "title" if not about else "", size=size, wraps=True), push("Copy")
        self.button.setToolTip("Copy it. The clipboard forgets it after 30 seconds.")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.label, 1)
        row.addWidget(self.button)
        self.button.clicked.connect(lambda: copy(self._copied(self._secret), secret=True))

    def show_secret(self, secret: str) -> None:
        """Show a secret; nothing forgets it."""
        self._secret = secret
        self.label.setText(f"{self._about}{secret}" if secret else "")
        self.button.setEnabled(bool(secret))

    def secret(self) -> str:
        """Return what is shown."""
        return self._secret
