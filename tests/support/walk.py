"""Looks at a shown window as a careful person would: names, the way of the keyboard, words cut off or faint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QScrollBar,
    QTableView,
    QWidget,
)

from bookdesk.ui.look.tokens import contrast

READABLE = 4.5
_MOST_TABS = 400
_SLACK = 2
"""Pixels that rounding may cost."""


def seen(window: QWidget) -> Iterator[QWidget]:
    """Yield every widget of ours that is on the screen, none of those that Qt makes for itself."""
    for widget in window.findChildren(QWidget):
        if widget.isVisibleTo(window) and widget.width() > 0 and not _is_qts_own(widget):
            yield widget


def named(widget: QWidget) -> str:
    """Return what a reader of the screen would speak; nothing where it is mute."""
    words = widget.accessibleName()
    if not words and isinstance(widget, QAbstractButton):
        words = widget.text()
    if not words and isinstance(widget, QLineEdit):
        words = widget.placeholderText()
    return words.strip()


def described(widget: QWidget) -> str:
    """Return how a test tells of a widget."""
    parents: list[str] = []
    step: QWidget | None = widget
    while step is not None and len(parents) < 4:
        parents.append(step.objectName() or type(step).__name__)
        step = step.parentWidget()
    return f"{named(widget) or '(mute)'} [{' < '.join(parents)}]"


def mute(window: QWidget) -> list[str]:
    """Return the widgets that take the keyboard and say nothing of themselves."""
    return [described(one) for one in seen(window) if _takes_keyboard(one) and not named(one)]


def unreachable(window: QWidget) -> list[str]:
    """Return the enabled widgets for the keyboard that Tab never comes to."""
    wanted = {one for one in seen(window) if _takes_keyboard(one) and one.isEnabled()}
    reached: set[QWidget] = set()
    for _ in range(_MOST_TABS):
        focus = QApplication.focusWidget()
        if focus is None or (focus in reached and len(reached) >= len(wanted)):
            break
        reached.add(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    return [described(one) for one in wanted - reached if one.isVisibleTo(window)]


def ambiguous(actions: list[QAction]) -> list[str]:
    """Return the keys that two enabled acts claim at once."""
    keys = Counter(key.toString() for action in actions if action.isEnabled() for key in action.shortcuts())
    return [key for key, count in keys.items() if count > 1]


def cut_off(window: QWidget) -> list[str]:
    """Return the words that have no room."""
    return [f"{described(one)}: {why}" for one in seen(window) for why in _cut(one)]


def overlapping(window: QWidget) -> list[str]:
    """Return the siblings that lie on each other."""
    parents = {one.parentWidget() for one in seen(window)}
    return [words for parent in parents if parent is not None for words in _overlapping_in(parent)]


def _overlapping_in(parent: QWidget) -> Iterator[str]:
    if isinstance(parent, QAbstractScrollArea):
        return
    children = [one for one in seen(parent) if one.parentWidget() is parent and _has_words(one)]
    for first, second in combinations(children, 2):
        if _overlap(first.geometry(), second.geometry()):
            yield f"{described(first)} and {described(second)}"


def faint(window: QWidget) -> list[str]:
    """Return the words whose colour is too near to what they stand on, as they were really painted."""
    found = []
    for one in seen(window):
        if one.isEnabled() and isinstance(one, QLabel | QAbstractButton) and _has_words(one):
            ratio = painted_contrast(one.grab().toImage())
            if ratio < READABLE:
                found.append(f"{described(one)}: {ratio:.2f}")
    return found


def painted_contrast(image: QImage) -> float:
    """Return the contrast between the ground of a picture, its most frequent colour, and what differs most from it."""
    pixels = Counter(image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height()))
    ground = pixels.most_common(1)[0][0]
    return max(contrast(ground, colour) for colour in pixels)


def _is_qts_own(widget: QWidget) -> bool:
    inside = widget.parentWidget()
    return (
        isinstance(widget, QScrollBar)
        or widget.objectName().startswith("qt_")
        or isinstance(inside, QComboBox | QLineEdit | QHeaderView)
        or (isinstance(inside, QAbstractScrollArea) and widget is inside.viewport())
        or (isinstance(widget, QAbstractButton) and isinstance(inside, QTableView))
    )


def _takes_keyboard(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None


def _has_words(widget: QWidget) -> bool:
    if isinstance(widget, QLabel):
        return bool(widget.text().strip())
    return isinstance(widget, QAbstractButton) and bool(widget.text().strip())


def _cut(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel) and widget.text().strip():
        if widget.wordWrap():
            if widget.heightForWidth(widget.width()) > widget.height() + _SLACK:
                yield f"needs {widget.heightForWidth(widget.width())} of height, has {widget.height()}"
        elif max(map(widget.fontMetrics().horizontalAdvance, widget.text().splitlines())) > widget.width() + _SLACK:
            yield f"“{widget.text()}” needs more than {widget.width()} of width"
    elif isinstance(widget, QAbstractButton) and widget.text():
        if widget.sizeHint().width() > widget.width() + _SLACK or widget.sizeHint().height() > widget.height() + _SLACK:
            yield f"“{widget.text()}” needs {widget.sizeHint().toTuple()}, has {widget.size().toTuple()}"
    elif isinstance(widget, QHeaderView) and widget.orientation() == Qt.Orientation.Horizontal:
        model = widget.model()
        for place in range(widget.count()):
            words = str(model.headerData(place, Qt.Orientation.Horizontal) or "")
            if not widget.isSectionHidden(place) and widget.fontMetrics().horizontalAdvance(words) > widget.sectionSize(
                place
            ):
                yield f"heading “{words}” needs more than {widget.sectionSize(place)}"


def _overlap(first: QRect, second: QRect) -> bool:
    shared = first.intersected(second)
    return shared.width() > _SLACK and shared.height() > _SLACK
