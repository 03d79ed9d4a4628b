"""Columns on the page of the document under review: asked for, changed, tried and taken."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from bookdesk.capture.columns import Grid
from bookdesk.capture.items import Column
from bookdesk.capture.relining import Columns, LinesRead
from bookdesk.core.errors import BookDeskError
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.review.presenter import Reviewed, ReviewPresenter


class ColumnsPresenter(QObject):
    """Holds the columns that are drawn; what is read by them comes after each change that is let go of."""

    drawn = Signal(object)
    """A `Grid` that is drawn now; None for none."""
    read = Signal(object)
    """The `LinesRead` by the columns that are drawn."""
    failed = Signal(object)
    """A `BookDeskError`."""

    def __init__(self, desktop: Desktop, review: ReviewPresenter, parent: QObject | None = None) -> None:
        """Draw nothing yet."""
        super().__init__(parent)
        self._desktop, self._review = desktop, review
        self._document = ""
        self.grid: Grid | None = None
        review.shown.connect(self._other_in_front)

    def propose(self, page: int) -> None:
        """Draw the columns that a page of the shown document seems to have."""
        reviewed = self._review.reviewed
        if reviewed is None or not reviewed.open:
            return
        self._document = reviewed.document_id
        self._ask(lambda columns, document: columns.propose(document, page), self._proposed)

    def close(self) -> None:
        """Draw nothing any more."""
        self._document = ""
        if self.grid is not None:
            self.grid = None
            self.drawn.emit(None)

    def take(self) -> None:
        """Let the draft have the lines that are read by these columns."""
        if self.grid is not None:
            self._review.reline(self.grid)
            self.close()

    # -- drawing

    def move_bound(self, number: int, x: float) -> None:
        """Draw a bound elsewhere."""
        self._draw(lambda grid: grid.with_bound(number, x))

    def move_frame(self, top: float, bottom: float) -> None:
        """Draw the frame higher or lower."""
        self._draw(lambda grid: grid.with_frame(top, bottom))

    def part(self, x: float) -> None:
        """Draw a bound more, and try it."""
        self._draw(lambda grid: grid.parted(x))
        self.try_them()

    def join(self, number: int) -> None:
        """Draw a bound less, and try it."""
        self._draw(lambda grid: grid.joined(number))
        self.try_them()

    def name(self, column: int, holds: Column) -> None:
        """Say what a column holds, and try it."""
        self._draw(lambda grid: grid.named(column, holds))
        self.try_them()

    def try_them(self) -> None:
        """Read the lines by the columns as they are drawn now."""
        grid = self.grid
        if grid is not None:
            self._ask(lambda columns, document: columns.read(document, grid), self._tried)

    # -- inside

    def _other_in_front(self, reviewed: Reviewed) -> None:
        """Draw nothing on another document than the one it was drawn for."""
        if reviewed.document_id != self._document or not reviewed.open:
            self.close()

    def _draw(self, change: Callable[[Grid], Grid]) -> None:
        if self.grid is not None:
            self.grid = change(self.grid)
            self.drawn.emit(self.grid)

    def _ask(self, work: Callable[[Columns, str], LinesRead], then: Callable[[LinesRead], None]) -> None:
        document, desktop = self._document, self._desktop

        def answered(read: LinesRead) -> None:
            if document == self._document:
                then(read)

        def refused(error: BookDeskError) -> None:
            if document == self._document:
                self.failed.emit(error)

        desktop.ask(
            self._review.client_id,
            self,
            lambda workspace: work(Columns(workspace.desk), document),
            answered,
            refused,
            name="columns",
        )

    def _proposed(self, read: LinesRead) -> None:
        self.grid = read.grid
        self.drawn.emit(read.grid)
        self.read.emit(read)

    def _tried(self, read: LinesRead) -> None:
        if read.grid == self.grid:  # else it was changed meanwhile
            self.read.emit(read)
