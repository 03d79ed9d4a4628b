"""Looks at a shown window as a careful person would: names, the way of the keyboard, words cut off or faint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QAction, QFontMetrics, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QTableView,
    QWidget,
)

from bookdesk.ui.look.tokens import GRID, contrast
from bookdesk.ui.pieces.columns import Pill
from bookdesk.ui.pieces.floating import Floating
from bookdesk.ui.pieces.labels import PillLabel, Shortened
from bookdesk.ui.pieces.models import PILL_ROLE

READABLE = 4.5
_MOST_TABS = 400
_SLACK = 2
"""Pixels that rounding may cost."""


def seen(window: QWidget) -> Iterator[QWidget]:
    """Yield every widget of ours that is on the screen, none of those that Qt makes for itself."""
    for widget in window.findChildren(QWidget):
        if widget.isVisibleTo(window) and widget.width() > 0 and not _is_qts_own(widget):
            yield widget


def complaints(window: QWidget, actions: Iterable[QAction], picture: Path) -> list[str]:
    """Return all that is wrong with what a window shows just now; where it is seen, a picture is kept.

    The keyboard is led through all of it at the end, and is elsewhere then.
    """
    found = [*mute(window), *cut_off(window), *overlapping(window), *faint(window)]
    found += [f"claimed twice: {one}" for one in ambiguous(actions)]
    if found:
        window.grab().save(str(picture))
    return found + [f"Tab does not come to {one}" for one in unreachable(window)]


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


# -- names and keys


def mute(window: QWidget) -> list[str]:
    """Return the widgets that take the keyboard and say nothing of themselves."""
    return [described(one) for one in seen(window) if _takes_keyboard(one) and not named(one)]


def unreachable(window: QWidget) -> list[str]:
    """Return the enabled widgets for the keyboard that Tab never comes to, forwards or backwards.

    Within a group of choices Tab stops at one, and the arrows reach the others.
    """
    wanted = {one for one in seen(window) if _takes_keyboard(one) and one.isEnabled()}
    found: set[QWidget] = set()
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        found |= wanted - _reached(key, len(wanted))
    return sorted(described(one) for one in found if one.isVisibleTo(window))


def _reached(key: Qt.Key, enough: int) -> set[QWidget]:
    reached: set[QWidget] = set()
    last: QWidget | None = None
    for _ in range(_MOST_TABS):
        focus = QApplication.focusWidget()
        again = focus in reached and focus is not last  # a table whose cells are walked is met several times in a row
        if focus is None or (again and len(reached) >= enough):
            break
        reached.update((focus, *_beside(focus)))
        last = focus
        QTest.keyClick(focus, key)
    return reached


def ambiguous(actions: Iterable[QAction]) -> list[str]:
    """Return the keys that two enabled acts claim at once, with the acts."""
    claims: dict[str, list[str]] = {}
    for action in actions:
        for key in action.shortcuts() if action.isEnabled() else ():
            claims.setdefault(key.toString(), []).append(action.text())
    return [f"{key}: {', '.join(words)}" for key, words in claims.items() if len(words) > 1]


def _beside(focus: QWidget) -> list[QWidget]:
    """Return what the arrows reach from a button: its group, of which Tab only stops at the one that is down."""
    group = focus.group() if isinstance(focus, QAbstractButton) else None
    return [*group.buttons()] if group is not None and group.exclusive() else []


# -- room


def cut_off(window: QWidget) -> list[str]:
    """Return the words that have no room, and what stands outside of the part it belongs to."""
    found = [f"{described(one)}: {why}" for one in seen(window) for why in _cut(one)]
    return found + [f"{described(one)}: stands outside" for one in seen(window) if _is_outside(one)]


def overlapping(window: QWidget) -> list[str]:
    """Return the siblings that lie on each other, apart from what floats."""
    parents = {one.parentWidget() for one in seen(window)}
    return [words for parent in parents if parent is not None for words in _overlapping_in(parent)]


def _overlapping_in(parent: QWidget) -> Iterator[str]:
    if isinstance(parent, QAbstractScrollArea):
        return
    children = [one for one in seen(parent) if one.parentWidget() is parent and _shows_something(one)]
    for first, second in combinations(children, 2):
        if _overlap(first.geometry(), second.geometry()):
            yield f"{described(first)} and {described(second)}"


def _shows_something(widget: QWidget) -> bool:
    if isinstance(widget, Floating):
        return False
    kinds = QLineEdit | QComboBox | QTableView | PillLabel
    return _has_words(widget) or isinstance(widget, kinds) or _takes_keyboard(widget)


def _is_outside(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    if parent is None or isinstance(parent.parentWidget(), QAbstractScrollArea) or isinstance(widget, Floating):
        return False
    room = parent.rect().adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK)
    return (_has_words(widget) or _takes_keyboard(widget)) and not room.contains(widget.geometry())


def _cut(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel) and widget.text().strip():
        yield from _cut_label(widget)
    elif isinstance(widget, QAbstractButton) and widget.text():
        if widget.sizeHint().width() > widget.width() + _SLACK or widget.sizeHint().height() > widget.height() + _SLACK:
            yield f"“{widget.text()}” needs {widget.sizeHint().toTuple()}, has {widget.size().toTuple()}"
    elif isinstance(widget, PillLabel):
        if widget.sizeHint().width() > widget.width() + _SLACK:
            yield f"needs {widget.sizeHint().width()} of width, has {widget.width()}"
    elif isinstance(widget, QTableView):
        yield from _cut_cells(widget)
    elif isinstance(widget, QScrollArea):
        yield from _cut_content(widget)
    elif isinstance(widget, QHeaderView) and widget.orientation() == Qt.Orientation.Horizontal:
        yield from _cut_headings(widget)


def _cut_label(widget: QLabel) -> Iterator[str]:
    """Say what is cut of a label; one that shortens itself may, where its tool tip says it all."""
    if widget.wordWrap():
        if widget.heightForWidth(widget.width()) > widget.height() + _SLACK:
            yield f"“{widget.text()}” needs {widget.heightForWidth(widget.width())} of height, has {widget.height()}"
        return
    needed = max(map(widget.fontMetrics().horizontalAdvance, widget.text().splitlines()))
    if needed > widget.width() + _SLACK and not (isinstance(widget, Shortened) and widget.toolTip() == widget.text()):
        yield f"“{widget.text()}” needs {needed} of width, has {widget.width()}"
    if widget.sizeHint().height() > widget.height() + _SLACK:
        yield f"“{widget.text()}” needs {widget.sizeHint().height()} of height, has {widget.height()}"


def _cut_content(area: QScrollArea) -> Iterator[str]:
    """Say when a part that scrolls downwards only is wider than what can be seen of it."""
    inside = area.widget()
    wide, room = inside.width() if inside is not None else 0, area.viewport().width()
    if area.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff and wide > room + _SLACK:
        yield f"what scrolls here is {wide} wide, {room} can be seen"


def _cut_headings(widget: QHeaderView) -> Iterator[str]:
    model = widget.model()
    for place in range(widget.count()):
        words = str(model.headerData(place, Qt.Orientation.Horizontal) or "")
        needed = widget.fontMetrics().horizontalAdvance(words) + 2 * GRID
        if words and not widget.isSectionHidden(place) and needed > widget.sectionSize(place) + _SLACK:
            yield f"heading “{words}” needs {needed}, has {widget.sectionSize(place)}"


def _cut_cells(view: QTableView) -> Iterator[str]:
    """Say which figures and days are cut: without its end a sum is another sum. Words end in an ellipsis and may."""
    for index in cells(view):
        room, text = view.visualRect(index), str(index.data())
        needed = view.fontMetrics().horizontalAdvance(text) + 2 * GRID
        whole = view.viewport().rect().contains(room) and not any(sign.isalpha() for sign in text)
        if whole and not _pill(index) and needed > room.width() + _SLACK:
            yield f"figure {index.data()} needs {needed}, has {room.width()}"


# -- colours


def faint(window: QWidget) -> list[str]:
    """Return the words whose colour is too near to what they stand on, as they were really painted."""
    picture = window.grab().toImage()
    found: list[str] = []
    for one in (one for one in seen(window) if not _is_covered(window, one)):
        if one.isEnabled() and isinstance(one, QLabel | QAbstractButton) and _has_words(one):
            box = _box_in(window, one, one.rect()).intersected(picture.rect())
            found += _faint(picture, box, described(one), one.fontMetrics())
        elif isinstance(one, QTableView):
            for index in cells(one):
                room = one.visualRect(index)
                if not _pill(index) and one.viewport().rect().contains(room):
                    box = _box_in(window, one.viewport(), room)
                    found += _faint(picture, box, f"{index.data()} in {described(one)}", one.fontMetrics())
    return found


def painted_contrast(image: QImage) -> float:
    """Return the contrast between the ground of a picture, its most frequent colour, and what differs most from it."""
    pixels = Counter(image.pixel(x, y) for x in range(image.width()) for y in range(image.height()))
    colours = [f"#{pixel & 0xFFFFFF:06x}" for pixel, _ in pixels.most_common()]
    return max(contrast(colours[0], colour) for colour in colours)


def _is_covered(window: QWidget, widget: QWidget) -> bool:
    """Whether something floats over a widget, such as a finder."""
    box = _box_in(window, widget, widget.rect())
    floating = [one for one in window.findChildren(Floating) if one.isVisible() and not one.isAncestorOf(widget)]
    return any(box.intersects(_box_in(window, one, one.rect())) for one in floating if one is not widget)


def _faint(picture: QImage, box: QRect, what: str, metrics: QFontMetrics) -> Iterator[str]:
    """Judge what is painted in a box, unless so little of it can be seen that no word can be whole."""
    if box.height() < metrics.height() or box.width() < metrics.averageCharWidth() * 2:
        return
    ratio = painted_contrast(picture.copy(box))
    if ratio < READABLE:
        yield f"{what}: {ratio:.2f}"


def _box_in(window: QWidget, widget: QWidget, rect: QRect) -> QRect:
    """Return where a part of a widget is in its window, as far as nothing around it cuts it off."""
    box = QRect(widget.mapTo(window, rect.topLeft()), rect.size())
    step = widget.parentWidget()
    while step is not None and step is not window:
        box &= QRect(step.mapTo(window, QPoint()), step.size())
        step = step.parentWidget()
    return box


# -- inside


def cells(view: QTableView) -> Iterator[QModelIndex]:
    """Yield the cells with words that can be seen."""
    model, height = view.model(), view.viewport().height()
    first = max(view.rowAt(0), 0)
    for row in range(first, model.rowCount()):
        if view.rowViewportPosition(row) >= height:
            return
        for column in range(model.columnCount()):
            index = model.index(row, column)
            if not view.isColumnHidden(column) and str(index.data() or "").strip():
                yield index


def _pill(index: QModelIndex) -> bool:
    return isinstance(index.data(PILL_ROLE), Pill)


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


def _overlap(first: QRect, second: QRect) -> bool:
    shared = first.intersected(second)
    return shared.width() > _SLACK and shared.height() > _SLACK
