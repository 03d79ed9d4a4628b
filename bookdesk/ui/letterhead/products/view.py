"""The products of a client: the list, what one is, and its form beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError
from bookdesk.invoicing.productlisting import ProductList, ProductRow
from bookdesk.takeon.customers import Imported
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.letterhead.products.form.view import ProductForm
from bookdesk.ui.letterhead.products.presenter import ProductsFound, ProductsPresenter
from bookdesk.ui.letterhead.products.table import COLUMNS, facts_of
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import Message, Place, history_of
from bookdesk.ui.pieces.choosing import Chooser
from bookdesk.ui.pieces.commands import Command, button
from bookdesk.ui.pieces.facts import Facts
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import heading, quiet
from bookdesk.ui.pieces.list_page import ListPage, ListTab
from bookdesk.ui.pieces.models import WindowModel
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.table import RecordTable

PRODUCT_COMMANDS = (
    Command("new", "New product", ("N",), "add"),
    Command("edit", "Edit", ("E", "F2"), "edit"),
    Command("away", "Put away", ("Shift+Delete",), "void"),
    Command("take back", "Take back", (), "undo"),
    Command("import", "Import products from a sheet…", ("Ctrl+O",), "statement"),
    Command("filter", "Filter the list", ("/", "Ctrl+F"), "filter"),
)
TABS = (ListTab(ProductList.IN_USE, "In use"), ListTab(ProductList.ARCHIVED, "Put away"))
_SHEET = "It needs the columns code and product; price, unit, account, tax code and others may follow."


class ProductsPage(QWidget):
    """The list of products; its commands are the screen's."""

    left = Signal()
    """Nothing is edited any more."""
    typed = Signal()
    told = Signal(object)
    """A `Message` about what was done."""

    def __init__(self, desktop: Desktop) -> None:
        """Hold nothing; the acts come with `give`."""
        super().__init__()
        self._desktop, self.chooser = desktop, Chooser()
        self.presenter = ProductsPresenter(desktop, self)
        self.model = WindowModel(COLUMNS, self.presenter.page, self)
        self.table = RecordTable(self.model, "products", desktop.memory, "Products")
        self.form = ProductForm(self.presenter)
        self._acts: dict[str, QAction] = {}
        self._on = False

    def give(self, acts: dict[str, QAction]) -> None:
        """Take the acts of the screen, and build the page with them."""
        self._acts = acts
        self.page = ListPage(
            "products",
            "Products",
            TABS,
            self.table,
            self._desktop.memory,
            primary=acts["new"],
            others=(acts["import"],),
            beside=self._pane(),
            share=36,
        )
        self.page.show_tab(ProductList.IN_USE)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self._connect()

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what the commands of this page do."""
        return {
            "new": lambda: self.form.open(None),
            "edit": self._edit,
            "away": partial(self._put_away, away=True),
            "take back": partial(self._put_away, away=False),
            "import": self._import,
            "filter": self._focus_filter,
        }

    # -- what the screen asks

    def show_list(self, wanted: str = "") -> None:
        """Ask for the list, with one product in it."""
        self.presenter.show(text=self.page.filter.text().strip(), wanted=wanted)

    def forget(self) -> None:
        """Show nothing any more, and nothing that is half typed."""
        self.presenter.begin_anew()
        self.page.show_tab(ProductList.IN_USE)
        self.form.hide()
        self._show_current()

    def changed(self) -> bool:
        """Whether a product is half typed."""
        return self.form.changed()

    def save(self) -> None:
        """Keep the product that is typed."""
        self.form.save.click()

    def begin(self) -> None:
        """Put the keyboard where the work begins."""
        self.page.focus_list()

    def record(self) -> Place | None:
        """Return where the history of the chosen product is."""
        row = self._current()
        return history_of("product", row.id) if row is not None else None

    def take_sheet(self, sheet: Path) -> None:
        """Take the products of a sheet in."""
        self.presenter.take_sheet(sheet)

    def judge(self, *, on: bool) -> None:
        """Offer what can be done, while this page is shown."""
        self._on = on
        self._judge()

    # -- inside

    def _connect(self) -> None:
        presenter, page, table = self.presenter, self.page, self.table
        page.tab_chosen.connect(lambda name: presenter.show(list=ProductList(name)))
        page.filter_changed.connect(lambda text: presenter.show(text=text))
        table.order_chosen.connect(lambda order, down: presenter.show(order=order, descending=down))
        table.current_changed.connect(lambda _: self._show_current())
        table.selection_changed.connect(self._judge)
        table.opened.connect(lambda _: self._edit())
        presenter.found.connect(self._show_found)
        presenter.saved.connect(self._saved)
        presenter.refused.connect(self.form.refuse)
        presenter.failed.connect(self._failed)
        presenter.imported.connect(self._tell_imported)
        presenter.not_imported.connect(self._tell_not_imported)
        presenter.stale.connect(lambda: presenter.refresh(self.model.looked_at()))
        self.model.dataChanged.connect(lambda *_: self._show_current())
        self.form.left.connect(self._left)
        self.form.typed.connect(self.typed)

    def _show_found(self, found: ProductsFound) -> None:
        self.model.show_list(found.list)
        self.table.show_order(found.query.order, descending=found.query.descending)
        self.page.show_tab(found.query.list)
        self.page.show_counts(found.counts)
        self.page.show_footer(wording.count(self.model.rowCount(), "product"))
        if self.model.rowCount():
            self.page.show_table()
            if found.wanted is None or not self.table.choose(found.wanted):
                self.table.choose_first()
        else:
            self._say_empty(found)
        self._show_current()

    def _say_empty(self, found: ProductsFound) -> None:
        new = self._acts["new"]
        if found.query.text:
            message = Message(
                f"No product here matches “{found.query.text}”.",
                remedy="The filter looks in code, name and what stands below the line.",
                label="Clear the filter",
                act=self.page.filter.clear,
            )
        elif found.query.list is ProductList.ARCHIVED:
            message = Message("No product was put away.")
        else:
            remedy = "What is sold again and again: a line takes its text, price, account and tax code from it."
            message = Message("No product is here yet.", remedy=remedy, label=new.text(), act=new.trigger)
        self.page.show_empty("tag", message)

    def _current(self) -> ProductRow | None:
        row = self.table.current_record()
        return row if isinstance(row, ProductRow) else None

    def _show_current(self) -> None:
        row, editing = self._current(), not self.form.isHidden()
        self._none.setVisible(row is None and not editing)
        for part in (self._title, self._facts):
            part.setVisible(row is not None and not editing)
        self._title.setText(row.name if row is not None else "")
        self._facts.show_facts(facts_of(row) if row is not None else ())
        self._judge()

    def _judge(self) -> None:
        may = self._on and bool(self._desktop.client_id) and self.presenter.may_edit()
        rows, one = self.table.selected_records() if self._on else [], self._current()
        away = bool(rows) and all(row.archived for row in rows)
        on = {
            "new": may,
            "edit": may and one is not None and len(rows) <= 1,
            "away": may and bool(rows) and not any(row.archived for row in rows),
            "take back": may and away,
            "import": may,
            "filter": self._on,
        }
        for name, enabled in on.items():
            self._acts[name].setEnabled(enabled)
            self._acts[name].setVisible(self._on)

    def _edit(self) -> None:
        row = self._current()
        if row is not None and self._acts["edit"].isEnabled():
            self.form.open(row)
            self._show_current()

    def _put_away(self, *, away: bool) -> None:
        self.presenter.put_away(self.table.selected_records(), away=away)

    def _focus_filter(self) -> None:
        self.page.filter.setFocus()

    def _left(self) -> None:
        self._show_current()
        self.table.setFocus()
        self.left.emit()

    def _saved(self, product_id: str) -> None:
        self.form.hide()
        self.presenter.refresh(self.model.looked_at(), wanted=product_id)
        self.table.setFocus()
        self._show_current()
        self.left.emit()

    def _failed(self, error: BookDeskError) -> None:
        if not self.form.isHidden():
            self.form.refuse_all(error)
            return
        what, remedy = (wording.local(self._desktop.office.named(words)) for words in (error.what, error.remedy))
        self.told.emit(Message(what, Tone.BAD, remedy))

    def _import(self) -> None:
        sheet = self.chooser.file(self, "Sheet of products (CSV)")
        if sheet is not None:
            self.take_sheet(sheet)

    def _tell_imported(self, done: Imported) -> None:
        known = f"{wording.count(len(done.known), 'product')} were here already." if done.known else ""
        known = known.replace("1 product were", "1 product was")
        words = f"{wording.count(len(done.added), 'product')} added."
        self.told.emit(Message(words, Tone.GOOD if done.added else Tone.INFO, known))

    def _tell_not_imported(self, error: BookDeskError) -> None:
        what = wording.local(self._desktop.office.named(error.what))
        remedy = wording.local(f"{error.remedy} {_SHEET}")
        again = self._acts["import"]
        self.told.emit(Message(f"Nothing was imported. {what}", Tone.BAD, remedy, "Choose again", again.trigger))

    def _pane(self) -> QWidget:
        self._title, self._facts, self._none = heading(""), Facts(), quiet("No product is chosen.")
        self._title.setWordWrap(True)
        body, row = QWidget(), FlowLayout(GRID // 2)
        for name in ("edit", "away", "take back"):
            row.addWidget(button(self._acts[name], hides=True))
        column = QVBoxLayout(body)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        for part in (self._none, self._title, self.form, self._facts):
            column.addWidget(part)
        column.addLayout(row)
        column.addStretch(1)
        pane = Scrolling(body)
        pane.setAccessibleName("The chosen product")
        return pane
