"""A document to look at: its page, the tools for it, and what it is called. It asks for pages and shows them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QImage, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.columns import Pill
from bookdesk.ui.pieces.commands import Command, bind, button
from bookdesk.ui.pieces.labels import PillLabel, Shortened, label
from bookdesk.ui.pieces.page_viewer import PageViewer, WordBox

PAGE_COMMANDS = (
    Command("next page", "Next page", ("PgDown", "]"), "right", "Page", repeats=True),
    Command("previous page", "Previous page", ("PgUp", "["), "left", "Page", repeats=True),
    Command("closer", "Closer", ("Ctrl++", "Ctrl+="), "zoom-in", "Page", repeats=True),
    Command("farther", "Farther", ("Ctrl+-",), "zoom-out", "Page", repeats=True),
    Command("fit", "Whole width", ("Ctrl+0",), "fit", "Page"),
    Command("turn", "Turn", ("Ctrl+R",), "rotate", "Page"),
)
_SHARPER = 1.3
"""A page shown so much larger than its picture is asked for anew."""


class Paper(QWidget):
    """The page of a document with its tools. Its keys act in the whole `screen`."""

    page_wanted = Signal(int, int)
    """A page's number and how many pixels wide it will be shown (none: whatever is usual)."""

    def __init__(self, screen: QWidget, head: Sequence[QWidget] = (), tail: Sequence[QWidget] = ()) -> None:
        """Put `head` before and `tail` behind the document's name."""
        super().__init__()
        self.viewer = PageViewer("Page of the document")
        self.acts = bind(
            screen,
            PAGE_COMMANDS,
            {
                "next page": partial(self._leaf, 1),
                "previous page": partial(self._leaf, -1),
                "closer": partial(self._zoom, closer=True),
                "farther": partial(self._zoom, closer=False),
                "fit": self.viewer.fit,
                "turn": self.viewer.turn,
            },
        )
        self._title, self._pill, self._problem = Shortened("", "title"), PillLabel(), label("", "muted", wraps=True)
        self._where, self._why, self._told = label("", "muted"), "", ""
        self._page, self._of, self._width, self._document = 0, 0, 0, ""
        self._lay_out(head, tail)
        self.show_nothing()

    def show_name(self, words: str, pill: Pill | None = None) -> None:
        """Show what the document is called, and where it stands."""
        self._title.setText(words)
        self._pill.show_pill(pill)

    def show_state(self, pill: Pill) -> None:
        """Show that the document stands otherwise now."""
        self._pill.show_pill(pill)

    def show_page(  # noqa: PLR0913 - a page with which one it is
        self, document_id: str, number: int, of: int, image: QImage, words: Sequence[WordBox], *, drawn: bool
    ) -> None:
        """Show a page; the same one in more detail keeps its place."""
        same = (self._document, self._page) == (document_id, number)
        if self._document != document_id:
            self.viewer.straight()
        self._document, self._page, self._of, self._width = document_id, number, of, image.width()
        self.viewer.show_page(image, keep_view=same)
        self.viewer.show_words(words)
        self._say_why("")
        self._where.setText(f"Page {number} of {of}" + ("  ·  drawn from the e-invoice" if drawn else ""))
        self._judge()

    def show_nothing(self, why: str = "") -> None:
        """Show no page, and why there is none."""
        self._document, self._page, self._of, self._width = "", 0, 0, 0
        self.viewer.show_page(None)
        self.viewer.show_words(())
        self.viewer.show_boxes(())
        self._say_why(why)
        self._where.setText("")
        self._judge()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go of the picture while nobody sees it: it takes seven megabytes."""
        super().hideEvent(event)
        self.viewer.rest()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the picture again, as sharp as it was; zoom and place stay."""
        super().showEvent(event)
        if self._page and self.viewer.is_resting():
            self.page_wanted.emit(self._page, self._width)

    def told_beside(self, words: str) -> None:
        """Know what is told of the document elsewhere on the screen: it is not told here as well."""
        self._told = words
        self._say_why(self._why)

    def problem(self) -> str:
        """Return what is said in the place of a page, if anything."""
        return self._problem.text() if self._problem.isVisibleTo(self) else ""

    def document(self) -> str:
        """Return the id of the document whose page is shown, nothing for none."""
        return self._document

    def page(self) -> int:
        """Return the number of the shown page, 0 for none."""
        return self._page

    def _say_why(self, why: str) -> None:
        self._why = why
        self._problem.setText(why)
        self._problem.setVisible(bool(why) and why != self._told)

    def _leaf(self, by: int) -> None:
        if 1 <= self._page + by <= self._of:
            self.page_wanted.emit(self._page + by, 0)

    def _zoom(self, *, closer: bool) -> None:
        self.viewer.zoom(closer=closer)
        wanted = self.viewer.wanted_width()
        if self._page and wanted > self._width * _SHARPER:
            self.page_wanted.emit(self._page, wanted)

    def _judge(self) -> None:
        self.acts["next page"].setEnabled(self._page < self._of)
        self.acts["previous page"].setEnabled(self._page > 1)
        for name in ("closer", "farther", "fit", "turn"):
            self.acts[name].setEnabled(self._page > 0)

    def _lay_out(self, head: Sequence[QWidget], tail: Sequence[QWidget]) -> None:
        top, tools = QFrame(), QFrame()
        top.setProperty("kind", "bar")
        self._problem.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        tools.setProperty("kind", "footer")
        first, last = QHBoxLayout(top), QHBoxLayout(tools)
        first.setContentsMargins(GRID, GRID, GRID, GRID)
        last.setContentsMargins(GRID, 2, GRID, 2)
        for part in head:
            first.addWidget(part)
        first.addWidget(self._title, 1)
        first.addWidget(self._pill)
        for part in tail:
            first.addWidget(part)
        for name in ("previous page", "next page"):
            last.addWidget(bare(button(self.acts[name], "flat")))
        last.addWidget(self._where)
        last.addStretch(1)
        for name in ("farther", "closer", "fit", "turn"):
            last.addWidget(bare(button(self.acts[name], "flat")))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (top, self._problem, self.viewer, tools):
            column.addWidget(part, 1 if part is self.viewer else 0)


def bare(made: QPushButton) -> QPushButton:
    """Let a button show its icon alone; its words are spoken and stand in its tool tip."""
    made.setProperty("bare", True)
    made.setAccessibleName(made.text())
    made.setText("")
    return made
