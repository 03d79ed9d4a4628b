"""Light, dark or as the system: palette and the few styled classes, applied to the whole program at once."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from bookdesk.ui.look import tokens
from bookdesk.ui.look.style import sheet
from bookdesk.ui.look.tokens import DARK, LIGHT, Colours


class Scheme(StrEnum):
    """What a person chooses."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """The look that is in force; there is one for the program."""

    changed = Signal()

    def __init__(self) -> None:
        """Begin with the light scheme, not applied yet."""
        super().__init__()
        self.comfortable = False
        self.scheme = Scheme.LIGHT
        self.colours = LIGHT
        self._follows = False

    def apply(self, scheme: Scheme) -> None:
        """Give the whole program this scheme; `SYSTEM` goes along when the system changes."""
        self.scheme = scheme
        self._follow()
        self.colours = DARK if self._is_dark() else LIGHT
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(palette(self.colours))
            _dress(app, sheet(self.colours, scale()))
        self.changed.emit()

    def _is_dark(self) -> bool:
        if self.scheme is Scheme.SYSTEM:
            return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self.scheme is Scheme.DARK

    def _follow(self) -> None:
        if not self._follows:
            self._follows = True
            QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)

    def _system_changed(self) -> None:
        if self.scheme is Scheme.SYSTEM:
            self.apply(Scheme.SYSTEM)


def _dress(app: QApplication, style: str) -> None:
    """Give the program its style sheet; widgets that are there keep their fonts."""
    widgets = QApplication.allWidgets()
    if not widgets:
        app.setStyleSheet(style)
        return
    from bookdesk.ui.look.resizing import keeping_fonts  # noqa: PLC0415 - not before the first paint

    with keeping_fonts(widgets):
        app.setStyleSheet(style)


THEME = Theme()


def colours() -> Colours:
    """Return the colours in force."""
    return THEME.colours


def palette(chosen: Colours) -> QPalette:
    """Return a scheme as Qt's own palette, so that native controls follow it."""
    found = QPalette()
    roles = QPalette.ColorRole
    for role, colour in (
        (roles.Window, chosen.window),
        (roles.Base, chosen.surface),
        (roles.AlternateBase, chosen.raised),
        (roles.Button, chosen.raised),
        (roles.ToolTipBase, chosen.raised),
        (roles.WindowText, chosen.text),
        (roles.Text, chosen.text),
        (roles.ButtonText, chosen.text),
        (roles.ToolTipText, chosen.text),
        (roles.PlaceholderText, chosen.muted),
        (roles.Highlight, chosen.accent_soft),
        (roles.HighlightedText, chosen.text),
        (roles.Accent, chosen.accent),
        (roles.Link, chosen.accent),
        (roles.Mid, chosen.border),
    ):
        found.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        found.setColor(QPalette.ColorGroup.Disabled, role, QColor(chosen.muted))
    return found


def scale() -> float:
    """Return how much larger than 100 % this person reads, by the program's own font."""
    return max(1.0, QApplication.font().pixelSize() / tokens.BASE) if QApplication.font().pixelSize() > 0 else 1.0


def sized(pixels: int) -> int:
    """Return a size of type, or of what must hold type, in this person's scale."""
    return round(pixels * scale())


def row() -> int:
    """Return the height of a table's rows in this person's scale and density."""
    return sized(tokens.COMFORTABLE_ROW if THEME.comfortable else tokens.ROW)


def set_type(percent: int = 100) -> None:
    """Give the program its base size of type, 13 pixels at 100 %, also where its window is open already."""
    before, font, pixels = scale(), QFont(QApplication.font()), round(tokens.BASE * percent / 100)
    if font.pixelSize() != pixels:
        font.setPixelSize(pixels)
        QApplication.setFont(font)
        if widgets := QApplication.allWidgets():
            from bookdesk.ui.look.resizing import rescale  # noqa: PLC0415 - as above

            rescale(widgets, scale() / before)


def figures(font: QFont) -> QFont:
    """Return a font whose digits all have one width, for amounts that stand below each other."""
    tabular = QFont(font)
    tabular.setFeature(QFont.Tag("tnum"), 1)
    return tabular
