"""What can be read in a window, whatever shows it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QTableView, QWidget

from bookdesk.ui.frame.client_bar import ClientBar
from tests.support.walk import cells, named, seen


def read(window: QWidget) -> set[str]:
    """Return all words that are seen in a window, of buttons those with a figure; not what its bar says of a client."""
    return {words for one in seen(window) if not _is_of_bar(one) for words in _words(one) if words.strip()}


def _words(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QAbstractButton):
        yield from (words for words in (widget.text(), widget.accessibleName()) if any(map(str.isdigit, words)))
    elif isinstance(widget, QLabel | QLineEdit):
        yield widget.text()
    elif isinstance(widget, QTableView):
        yield from (str(index.data()) for index in cells(widget))
    else:
        yield named(widget)


def _is_of_bar(widget: QWidget) -> bool:
    return isinstance(widget.parentWidget(), ClientBar)
