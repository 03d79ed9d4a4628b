"""Another size of type while the window is open: what follows no font by itself is brought along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QHeaderView, QStyle, QWidget

_UNBOUNDED = 16_777_215
"""Qt's own QWIDGETSIZE_MAX: no maximum."""


@contextmanager
def keeping_fonts(widgets: Sequence[QWidget]) -> Iterator[None]:
    """Let a change of the style sheet leave fonts as they are: Qt gives each back the font it first met it with."""
    own = [(one, one.font()) for one in widgets if one.testAttribute(Qt.WidgetAttribute.WA_SetFont)]
    yield
    for widget, font in own:
        if widget.font() != font:
            widget.setFont(font)


def rescale(widgets: Iterable[QWidget], ratio: float) -> None:
    """Bring along fonts of a size of their own, bounds in pixels, pictures on buttons and columns."""
    for widget in widgets:
        _font(widget, ratio)
        _bounds(widget, ratio)
        if isinstance(widget, QAbstractButton):
            _picture(widget, ratio)
        elif isinstance(widget, QHeaderView) and widget.orientation() == Qt.Orientation.Horizontal:
            _columns(widget, ratio)


def _font(widget: QWidget, ratio: float) -> None:
    font = widget.font()
    if widget.testAttribute(Qt.WidgetAttribute.WA_SetFont) and font.pixelSize() > 0:
        font.setPixelSize(round(font.pixelSize() * ratio))
        widget.setFont(font)


def _bounds(widget: QWidget, ratio: float) -> None:
    """Windows keep their smallest size: they must fit on a screen."""
    if widget.isWindow():
        return
    least, most = widget.minimumSize(), widget.maximumSize()
    widget.setMaximumSize(_scaled(most.width(), ratio), _scaled(most.height(), ratio))
    widget.setMinimumSize(_scaled(least.width(), ratio), _scaled(least.height(), ratio))


def _picture(button: QAbstractButton, ratio: float) -> None:
    usual = button.style().pixelMetric(QStyle.PixelMetric.PM_ButtonIconSize)
    if button.iconSize() != QSize(usual, usual):
        button.setIconSize(button.iconSize() * ratio)


def _columns(header: QHeaderView, ratio: float) -> None:
    header.setMinimumSectionSize(round(header.minimumSectionSize() * ratio))
    for place in range(header.count()):
        if header.sectionResizeMode(place) == QHeaderView.ResizeMode.Interactive and not header.isSectionHidden(place):
            header.resizeSection(place, round(header.sectionSize(place) * ratio))


def _scaled(pixels: int, ratio: float) -> int:
    return pixels if pixels in (0, _UNBOUNDED) else round(pixels * ratio)
