"""The screen of a file's pages as small pictures, with the cuts between documents moved by keys or clicks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QListView, QListWidget, QListWidgetItem, QVBoxLayout

from bookdesk.capture.parting import Proposal
from bookdesk.core.errors import BookDeskError
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look import theme
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import Message, Place, history_of
from bookdesk.ui.pieces.commands import Command, bind, button
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import heading, label, quiet
from bookdesk.ui.pieces.notices import Banner
from bookdesk.ui.pieces.pictures import image_of
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.sheets import PageShown
from bookdesk.ui.split.presenter import THUMB, SplitPresenter

COMMANDS = (
    Command("apply", "Take apart", ("Ctrl+Return",), "accept"),
    Command("cut", "Another document begins here, or not", ("X",), "part"),
    Command("proposed", "As proposed", ("P",), "undo"),
    Command("one", "It is one document", ("O",), "file"),
    Command("back", "Back", ("Escape",), "left"),
)
_TALL, _WIDE = 212, 216
_EDGE = 6
"""Pixels of the bar before a page with which another document begins."""


class SplitScreen(Screen):
    """The pages of a document of the client in front."""

    def __init__(self, desktop: Desktop) -> None:
        """Build the screen; the pages come with `show_place`."""
        super().__init__(desktop, "split")
        self.presenter = SplitPresenter(desktop, self)
        self.acts = bind(self, COMMANDS, self._handlers())
        self.banner, self.title, self.why = Banner(), heading(""), quiet("")
        self.sum = label("", "muted", wraps=True)
        self.pages = QListWidget()
        self.pages.setAccessibleName("Pages of the file")
        self.pages.setViewMode(QListView.ViewMode.IconMode)
        self.pages.setMovement(QListView.Movement.Static)
        self.pages.setResizeMode(QListView.ResizeMode.Adjust)
        self.pages.setIconSize(QSize(THUMB, _TALL))
        self.pages.setSpacing(GRID)
        self.pages.setGridSize(QSize(_WIDE, _TALL + 5 * GRID))
        self._pictures: dict[int, QImage] = {}
        self._lay_out()
        presenter = self.presenter
        presenter.found.connect(self._show)
        presenter.cuts_changed.connect(self._show_cuts)
        presenter.page_shown.connect(self._show_page)
        presenter.failed.connect(self._refused)
        self.pages.currentRowChanged.connect(lambda _: self._judge())
        self.pages.itemDoubleClicked.connect(lambda _: self._cut())
        self._judge()

    def show_place(self, place: Place) -> None:
        """Show the pages of a document (`item`)."""
        self.presenter.back = place.back or Place("inbox", item=place.item)
        if place.item:
            self._clear()
            self.presenter.open(place.item)

    def forget(self) -> None:
        """Show no document any more."""
        super().forget()
        self.presenter.close()
        self._clear()

    def take_keyboard(self) -> None:
        """Begin with the pages."""
        self.pages.setFocus()

    def record(self) -> Place | None:
        """Return where the history of the document is."""
        proposal = self.presenter.proposal
        return history_of("document", proposal.document_id) if proposal is not None else None

    def leave(self) -> bool:
        """Let go of the pages."""
        if not super().leave():
            return False
        self.presenter.close()
        return True

    def pictured(self) -> set[int]:
        """Return the pages whose small pictures are there."""
        return set(self._pictures)

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "apply": self.presenter.take_apart,
            "cut": self._cut,
            "proposed": self.presenter.as_proposed,
            "one": self.presenter.is_one,
            "back": self.presenter.go_back,
        }

    def _cut(self) -> None:
        self.presenter.toggle(self._page())

    def _page(self) -> int:
        return self.pages.currentRow() + 1

    def _show(self, proposal: Proposal) -> None:
        self.title.setText(f"{proposal.number}   {proposal.file_name}")
        for page in range(1, proposal.pages + 1):
            self.pages.addItem(QListWidgetItem(QIcon(_empty()), f"{proposal.what.capitalize()} {page}"))
        first = proposal.likely[0].page if proposal.likely else 1
        self.pages.setCurrentRow(first - 1)
        self._show_cuts()

    def _show_page(self, page: PageShown) -> None:
        self._pictures[page.number] = image_of(page.picture.pixels, page.picture.width, page.picture.height)
        self._paint(page.number)

    def _show_cuts(self) -> None:
        for row in range(self.pages.count()):
            self._paint(row + 1)
        documents = self.presenter.document_of(self.pages.count())
        self.sum.setText(
            f"As it is cut now, these are {wording.count(documents, 'document')}." if documents > 1 else ""
        )
        self._judge()

    def _paint(self, page: int) -> None:
        """Show a page with the document it is in, and a bar before the first page of one."""
        item, image = self.pages.item(page - 1), self._pictures.get(page)
        begins = page in self.presenter.cuts
        word = "begins document" if begins or page == 1 else "document"
        proposal = self.presenter.proposal
        what = proposal.what.capitalize() if proposal is not None else "Page"
        item.setText(f"{what} {page}, {word} {self.presenter.document_of(page)}")
        picture = _empty() if image is None else QPixmap.fromImage(image.scaled(THUMB, _TALL, _KEPT, _SMOOTH))
        if begins:
            pen = QPainter(picture)
            pen.fillRect(0, 0, _EDGE, picture.height(), QColor(theme.colours().accent))
            pen.end()
        item.setIcon(QIcon(picture))

    def _refused(self, error: BookDeskError) -> None:
        named = self.desktop.office.named
        self.banner.say(Message(named(error.what), Tone.BAD, named(error.remedy)))

    def _clear(self) -> None:
        self._pictures = {}
        self.pages.clear()
        self.title.setText("")
        self.sum.setText("")
        self.banner.clear()
        self._judge()

    def _judge(self) -> None:
        presenter = self.presenter
        self.why.setText(presenter.why(self._page()))
        self.acts["apply"].setEnabled(bool(presenter.cuts))
        self.acts["cut"].setEnabled(self._page() > 1)
        self.acts["proposed"].setEnabled(presenter.proposal is not None and bool(presenter.proposal.likely))
        self.acts["one"].setEnabled(presenter.proposal is not None)

    def _lay_out(self) -> None:
        foot = QFrame()
        foot.setProperty("kind", "footer")
        under = QVBoxLayout(foot)
        under.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        under.addWidget(self.why)
        under.addWidget(self.sum)
        row = FlowLayout(GRID)
        for name in ("apply", "cut", "proposed", "one", "back"):
            row.addWidget(button(self.acts[name], "primary" if name == "apply" else ""))
        row.addWidget(self.history_button())
        under.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.banner)
        self.title.setContentsMargins(2 * GRID, GRID, 2 * GRID, 0)
        column.addWidget(self.title)
        column.addWidget(self.pages, 1)
        column.addWidget(foot)


_KEPT = Qt.AspectRatioMode.KeepAspectRatio
_SMOOTH = Qt.TransformationMode.SmoothTransformation


def _empty() -> QPixmap:
    """Return the paper of a page whose picture is still to come."""
    paper = QPixmap(THUMB, _TALL)
    paper.fill(QColor(theme.colours().raised))
    return paper
