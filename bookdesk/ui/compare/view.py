"""The screen of two documents that may be one: both pages with what stands on one only, the fields, and two answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QSplitter, QVBoxLayout, QWidget

from bookdesk.capture.comparing import unlike_words
from bookdesk.capture.sidebyside import Comparison
from bookdesk.core.errors import BookDeskError
from bookdesk.ui import wording
from bookdesk.ui.compare.presenter import ComparePresenter
from bookdesk.ui.compare.table import ROWS, told
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import Message, Place, history_of
from bookdesk.ui.pieces.commands import Command, bind, button
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import label, quiet
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.notices import Banner
from bookdesk.ui.pieces.page_viewer import FieldBox, PageViewer
from bookdesk.ui.pieces.pictures import image_of
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.pieces.table import RecordTable
from bookdesk.ui.sheets import PageShown

COMMANDS = (
    Command("same", "It is the same", ("S",), "duplicate"),
    Command("another", "It is another one", ("B",), "bill"),
    Command("next other", "Compare with the next", ("N",), "right"),
    Command("next page", "Next page of both", ("PgDown", "]"), "right", "Page", repeats=True),
    Command("previous page", "Previous page of both", ("PgUp", "["), "left", "Page", repeats=True),
    Command("closer", "Closer", ("Ctrl++", "Ctrl+="), "zoom-in", "Page", repeats=True),
    Command("farther", "Farther", ("Ctrl+-",), "zoom-out", "Page", repeats=True),
    Command("back", "Back", ("Escape",), "left"),
)
_BUTTONS = ("same", "another", "next other", "previous page", "next page", "back")


class CompareScreen(Screen):
    """Two documents of the client in front."""

    def __init__(self, desktop: Desktop) -> None:
        """Build the screen; the documents come with `show_place`."""
        super().__init__(desktop, "compare")
        self.presenter = ComparePresenter(desktop, self)
        self.acts = bind(self, COMMANDS, self._handlers())
        self.viewers = (PageViewer("Page of the document"), PageViewer("Page of the one beside it"))
        self.names = (label("", "title"), label("", "title"))
        self.why, self.banner = quiet(""), Banner()
        self.model = RowsModel(ROWS, lambda row: row.compared.name, self)
        self.table = RecordTable(self.model, "compared", desktop.memory, "What both documents say")
        self._pages: dict[str, PageShown] = {}
        self._lay_out()
        presenter = self.presenter
        presenter.found.connect(self._show)
        presenter.failed.connect(self._refused)
        presenter.page_shown.connect(self._show_page)
        presenter.page_failed.connect(self._no_page)
        self._judge()

    def show_place(self, place: Place) -> None:
        """Show a document (`item`) beside another one (`view`), or beside the likeliest."""
        self.presenter.back = place.back or Place("inbox", item=place.item)
        if place.item:
            self._clear()
            self.presenter.open(place.item, place.view)

    def forget(self) -> None:
        """Show no document any more."""
        super().forget()
        self.presenter.close()
        self._clear()

    def take_keyboard(self) -> None:
        """Begin in the list of fields."""
        self.table.setFocus()

    def record(self) -> Place | None:
        """Return where the history of the document is."""
        found = self.presenter.comparison
        return history_of("document", found.left.row.document_id) if found is not None else None

    def leave(self) -> bool:
        """Let go of the pages."""
        if not super().leave():
            return False
        self.presenter.close()
        return True

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "same": self.presenter.is_same,
            "another": self.presenter.is_another,
            "next other": self.presenter.next_other,
            "next page": lambda: self.presenter.leaf(1),
            "previous page": lambda: self.presenter.leaf(-1),
            "closer": partial(self._zoom, closer=True),
            "farther": partial(self._zoom, closer=False),
            "back": self.presenter.go_back,
        }

    def _zoom(self, *, closer: bool) -> None:
        for viewer in self.viewers:
            viewer.zoom(closer=closer)

    def _show(self, found: Comparison) -> None:
        self._pages = {}
        for name, one in zip(self.names, (found.left, found.right), strict=True):
            name.setText(f"{one.row.number}   {one.row.file_name}   {one.row.state}")
        self.why.setText(wording.local(found.why))
        self.model.show_rows(told(found))
        self.table.choose_first()
        self._judge()

    def _show_page(self, page: PageShown) -> None:
        found = self.presenter.comparison
        if found is None:
            return
        self._pages[page.document_id] = page
        ids = [one.row.document_id for one in (found.left, found.right)]
        viewer = self.viewers[ids.index(page.document_id)]
        viewer.show_page(image_of(page.picture.pixels, page.picture.width, page.picture.height))
        self._mark([self._pages.get(one) for one in ids])
        self._judge()

    def _mark(self, pages: list[PageShown | None]) -> None:
        """Outline the words that stand on one of both pages only."""
        left, right = pages
        if left is None or right is None or left.number != right.number:
            return
        for viewer, words in zip(self.viewers, unlike_words(left.words, right.words), strict=True):
            boxes = [FieldBox(f"{one.position}", one.box, Tone.WARN, f"only here: {one.text}") for one in words]
            viewer.show_boxes(boxes)

    def _no_page(self, document_id: str, error: BookDeskError) -> None:
        """Show no page where a document has none so far: the other may be longer."""
        del error
        found = self.presenter.comparison
        if found is not None:
            at = [one.row.document_id for one in (found.left, found.right)].index(document_id)
            self.viewers[at].show_page(None)
            self.viewers[at].show_boxes(())

    def _refused(self, error: BookDeskError) -> None:
        named = self.desktop.office.named
        self.banner.say(Message(named(error.what), Tone.BAD, named(error.remedy)))

    def _clear(self) -> None:
        self._pages = {}
        for viewer, name in zip(self.viewers, self.names, strict=True):
            viewer.show_page(None)
            viewer.show_boxes(())
            name.setText("")
        self.why.setText("")
        self.banner.clear()
        self.model.forget()
        self._judge()

    def _judge(self) -> None:
        presenter = self.presenter
        found, repeating = presenter.comparison, presenter.repeating()
        self.acts["same"].setEnabled(presenter.may_decide())
        self.acts["another"].setEnabled(presenter.may_decide())
        self.acts["same"].setText(f"It is document {repeating[1]} again" if repeating else "It is the same")
        self.acts["next other"].setEnabled(found is not None and len(found.others) > 1)
        self.acts["next page"].setEnabled(presenter.page < presenter.pages())
        self.acts["previous page"].setEnabled(presenter.page > 1)

    def _lay_out(self) -> None:
        pages = QSplitter(Qt.Orientation.Horizontal)
        for viewer, name in zip(self.viewers, self.names, strict=True):
            side = QWidget()
            inside = QVBoxLayout(side)
            inside.setContentsMargins(GRID, GRID, GRID, 0)
            inside.addWidget(name)
            inside.addWidget(viewer, 1)
            pages.addWidget(side)
        whole = QSplitter(Qt.Orientation.Vertical)
        whole.addWidget(pages)
        whole.addWidget(self.table)
        whole.setSizes([600, 240])
        foot = QFrame()
        foot.setProperty("kind", "footer")
        under = QVBoxLayout(foot)
        under.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        under.addWidget(self.why)
        row = FlowLayout(GRID)
        for act in _BUTTONS:
            row.addWidget(button(self.acts[act], "primary" if act == "same" else "", hides=act == "next other"))
        row.addWidget(self.history_button())
        under.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(whole, 1)
        column.addWidget(foot)
