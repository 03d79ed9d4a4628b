"""Icons by name from one font, painted in the colour of a role, so that they follow light and dark."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

from bookdesk.ui.look import theme

NAMES: Final = {
    "accept": "check",
    "add": "plus",
    "alert": "alert",
    "approve": "check-decagram-outline",
    "ask": "comment-question-outline",
    "backup": "backup-restore",
    "bank": "bank-outline",
    "bill": "file-document-outline",
    "cancel": "close",
    "card": "credit-card-outline",
    "check": "check-circle-outline",
    "clear": "check-all",
    "clients": "view-dashboard-outline",
    "clock": "clock-outline",
    "code": "tag-outline",
    "conflict": "source-merge",
    "contact": "account-outline",
    "contacts": "account-group-outline",
    "credit": "file-undo-outline",
    "dark": "weather-night",
    "delete": "trash-can-outline",
    "dispute": "scale-balance",
    "doubt": "help-circle-outline",
    "down": "chevron-down",
    "draft": "pencil-outline",
    "drop": "tray-arrow-down",
    "duplicate": "content-duplicate",
    "edit": "pencil",
    "export": "export-variant",
    "failed": "alert-circle-outline",
    "file": "file-outline",
    "filter": "filter-variant",
    "fit": "fit-to-page-outline",
    "folder": "folder-open-outline",
    "hold": "pause-circle-outline",
    "inbox": "inbox-arrow-down-outline",
    "info": "information-outline",
    "key": "key-outline",
    "left": "chevron-left",
    "light": "weather-sunny",
    "link": "link-variant",
    "lock": "lock-outline",
    "match": "link-variant",
    "menu": "menu",
    "more": "dots-horizontal",
    "offline": "cloud-off-outline",
    "open": "circle-outline",
    "paid": "check-circle",
    "part": "circle-half-full",
    "pause": "pause",
    "pay": "cash-multiple",
    "play": "play",
    "practice": "domain",
    "print": "printer-outline",
    "proved": "check-decagram",
    "quit": "exit-to-app",
    "receipt": "receipt-text-outline",
    "redo": "redo",
    "refresh": "refresh",
    "reject": "close-circle-outline",
    "release": "send-check-outline",
    "reports": "chart-box-outline",
    "right": "chevron-right",
    "rotate": "rotate-right",
    "sales": "file-send-outline",
    "search": "magnify",
    "send": "send-outline",
    "settings": "cog-outline",
    "split": "call-split",
    "star": "star",
    "star-off": "star-outline",
    "statement": "file-table-outline",
    "sync": "cloud-sync-outline",
    "synced": "cloud-check-outline",
    "system": "theme-light-dark",
    "tag": "tag-outline",
    "transfer": "swap-horizontal",
    "undo": "undo",
    "unlock": "lock-open-variant-outline",
    "up": "chevron-up",
    "user": "account-circle-outline",
    "verify": "shield-check-outline",
    "void": "cancel",
    "waiting": "timer-sand",
    "zoom-in": "magnify-plus-outline",
    "zoom-out": "magnify-minus-outline",
}
"""What the program calls an icon → its name in the font."""
EARLY: Final = {
    "alert": "\U000f0026",
    "cancel": "\U000f0156",
    "failed": "\U000f05d6",
    "info": "\U000f02fd",
    "proved": "\U000f0791",
}
"""Signs of the first page, so that it need not wait for the table of the font. A test holds them in step with it."""
_FONT: Final = "materialdesignicons-webfont.ttf"


@cache
def family() -> str:
    """Load the font of icons once and return its family."""
    found = find_spec("fonticon_mdi7")
    file = Path(found.origin).with_name("fonts") / _FONT if found is not None and found.origin else Path(_FONT)
    identity = QFontDatabase.addApplicationFont(str(file))
    return QFontDatabase.applicationFontFamilies(identity)[0]


@cache
def glyph(name: str) -> str:
    """Return the sign of an icon; `KeyError` for a name that is not in the table."""
    if (early := EARLY.get(name)) is not None:
        return early
    from fonticon_mdi7 import MDI7  # noqa: PLC0415 - seven thousand names, of which the first page needs five

    sign: str = getattr(MDI7, NAMES[name].replace("-", "_"))
    return sign.rpartition(".")[2]


def paint(painter: QPainter, rect: QRect, name: str, colour: str | QColor) -> None:
    """Paint an icon into a square of a painter that is at work already."""
    font = QFont(family())
    font.setPixelSize(max(1, min(rect.width(), rect.height())))
    painter.save()
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, glyph(name))
    painter.restore()


class _Glyph(QIconEngine):
    """Paints one sign in the colour that its role has when it is painted."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name, self._role = name, role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Paint; a disabled icon is faint."""
        del state
        colour = QColor(getattr(theme.colours(), self._role, self._role))
        if mode == QIcon.Mode.Disabled:
            colour.setAlphaF(0.4)
        paint(painter, rect, self._name, colour)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return the icon as a picture."""
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return picture

    def clone(self) -> QIconEngine:
        """Return another of the kind."""
        return _Glyph(self._name, self._role)


def icon(name: str, role: str = "muted") -> QIcon:
    """Return an icon by our name; `role` is a role of `Colours`, or a colour of its own."""
    glyph(name)
    return QIcon(_Glyph(name, role))
