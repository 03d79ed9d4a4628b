"""Icons by name from one font, painted in the colour of a role, so that they follow light and dark."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

from bookdesk.ui.look import theme


class Sign(NamedTuple):
    """One sign: its name in the font, and the character it is drawn by."""

    font_name: str
    character: str


NAMES: Final = {
    "accept": Sign("check", "\U000f012c"),
    "add": Sign("plus", "\U000f0415"),
    "alert": Sign("alert", "\U000f0026"),
    "approve": Sign("check-decagram-outline", "\U000f1740"),
    "ask": Sign("comment-question-outline", "\U000f0186"),
    "backup": Sign("backup-restore", "\U000f006f"),
    "bank": Sign("bank-outline", "\U000f0e80"),
    "bill": Sign("file-document-outline", "\U000f09ee"),
    "cancel": Sign("close", "\U000f0156"),
    "card": Sign("credit-card-outline", "\U000f019b"),
    "check": Sign("check-circle-outline", "\U000f05e1"),
    "clear": Sign("check-all", "\U000f012d"),
    "clients": Sign("view-dashboard-outline", "\U000f0a1d"),
    "clock": Sign("clock-outline", "\U000f0150"),
    "code": Sign("tag-outline", "\U000f04fc"),
    "columns": Sign("view-column-outline", "\U000f1487"),
    "conflict": Sign("source-merge", "\U000f062d"),
    "contact": Sign("account-outline", "\U000f0013"),
    "contacts": Sign("account-group-outline", "\U000f0b58"),
    "credit": Sign("file-undo-outline", "\U000f103c"),
    "dark": Sign("weather-night", "\U000f0594"),
    "delete": Sign("trash-can-outline", "\U000f0a7a"),
    "dispute": Sign("scale-balance", "\U000f05d1"),
    "doubt": Sign("help-circle-outline", "\U000f0625"),
    "down": Sign("chevron-down", "\U000f0140"),
    "draft": Sign("pencil-outline", "\U000f0cb6"),
    "drop": Sign("tray-arrow-down", "\U000f0120"),
    "duplicate": Sign("content-duplicate", "\U000f0191"),
    "edit": Sign("pencil", "\U000f03eb"),
    "export": Sign("export-variant", "\U000f0b93"),
    "failed": Sign("alert-circle-outline", "\U000f05d6"),
    "file": Sign("file-outline", "\U000f0224"),
    "filter": Sign("filter-variant", "\U000f0236"),
    "fit": Sign("fit-to-page-outline", "\U000f0ef6"),
    "folder": Sign("folder-open-outline", "\U000f0dcf"),
    "hold": Sign("pause-circle-outline", "\U000f03e6"),
    "inbox": Sign("inbox-arrow-down-outline", "\U000f1270"),
    "info": Sign("information-outline", "\U000f02fd"),
    "join": Sign("call-merge", "\U000f00f8"),
    "key": Sign("key-outline", "\U000f0dd6"),
    "left": Sign("chevron-left", "\U000f0141"),
    "light": Sign("weather-sunny", "\U000f0599"),
    "link": Sign("link-variant", "\U000f0339"),
    "lock": Sign("lock-outline", "\U000f0341"),
    "match": Sign("link-variant", "\U000f0339"),
    "menu": Sign("menu", "\U000f035c"),
    "more": Sign("dots-horizontal", "\U000f01d8"),
    "offline": Sign("cloud-off-outline", "\U000f0164"),
    "open": Sign("circle-outline", "\U000f0766"),
    "paid": Sign("check-circle", "\U000f05e0"),
    "part": Sign("circle-half-full", "\U000f1396"),
    "pause": Sign("pause", "\U000f03e4"),
    "pay": Sign("cash-multiple", "\U000f0116"),
    "pin": Sign("pin-outline", "\U000f0931"),
    "play": Sign("play", "\U000f040a"),
    "practice": Sign("domain", "\U000f01d7"),
    "print": Sign("printer-outline", "\U000f1786"),
    "proved": Sign("check-decagram", "\U000f0791"),
    "quit": Sign("exit-to-app", "\U000f0206"),
    "receipt": Sign("receipt-text-outline", "\U000f19dc"),
    "redo": Sign("redo", "\U000f044e"),
    "refresh": Sign("refresh", "\U000f0450"),
    "reject": Sign("close-circle-outline", "\U000f015a"),
    "release": Sign("send-check-outline", "\U000f1162"),
    "reports": Sign("chart-box-outline", "\U000f154e"),
    "right": Sign("chevron-right", "\U000f0142"),
    "rotate": Sign("rotate-right", "\U000f0467"),
    "sales": Sign("file-send-outline", "\U000f1039"),
    "search": Sign("magnify", "\U000f0349"),
    "send": Sign("send-outline", "\U000f1165"),
    "settings": Sign("cog-outline", "\U000f08bb"),
    "split": Sign("call-split", "\U000f00fb"),
    "star": Sign("star", "\U000f04ce"),
    "star-off": Sign("star-outline", "\U000f04d2"),
    "statement": Sign("file-table-outline", "\U000f0c7f"),
    "sum": Sign("sigma", "\U000f04a0"),
    "sync": Sign("cloud-sync-outline", "\U000f12d6"),
    "synced": Sign("cloud-check-outline", "\U000f1bec"),
    "system": Sign("theme-light-dark", "\U000f050e"),
    "tag": Sign("tag-outline", "\U000f04fc"),
    "transfer": Sign("swap-horizontal", "\U000f04e1"),
    "undo": Sign("undo", "\U000f054c"),
    "unlock": Sign("lock-open-variant-outline", "\U000f0fc7"),
    "up": Sign("chevron-up", "\U000f0143"),
    "user": Sign("account-circle-outline", "\U000f0b55"),
    "verify": Sign("shield-check-outline", "\U000f0cc8"),
    "void": Sign("cancel", "\U000f073a"),
    "waiting": Sign("timer-sand", "\U000f051f"),
    "zoom-in": Sign("magnify-plus-outline", "\U000f06ed"),
    "zoom-out": Sign("magnify-minus-outline", "\U000f06ec"),
}
"""What the program calls an icon → its sign in the font. The font's own table has seven thousand names, which takes
longer to load than the first page to paint; a test holds these in step with it."""
_FONT: Final = "materialdesignicons-webfont.ttf"


@cache
def family() -> str:
    """Load the font of icons once and return its family."""
    found = find_spec("fonticon_mdi7")
    file = Path(found.origin).with_name("fonts") / _FONT if found is not None and found.origin else Path(_FONT)
    identity = QFontDatabase.addApplicationFont(str(file))
    return QFontDatabase.applicationFontFamilies(identity)[0]


def glyph(name: str) -> str:
    """Return the sign of an icon; `KeyError` for a name that is not in the table."""
    return NAMES[name].character


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
