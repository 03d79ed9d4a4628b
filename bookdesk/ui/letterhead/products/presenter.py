"""Products as they are asked for and changed; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from bookdesk.core.errors import BookDeskError
from bookdesk.invoicing.productlisting import ProductListing, ProductQuery, ProductRow
from bookdesk.invoicing.products import ProductService
from bookdesk.invoicing.settingview import opened
from bookdesk.models.product import Product
from bookdesk.security.roles import Permission, permitted
from bookdesk.takeon.customers import Imported
from bookdesk.takeon.files import sheet_text
from bookdesk.takeon.products import import_products
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.letterhead.products.table import COLUMNS
from bookdesk.ui.pieces.client_presenter import ClientPresenter
from bookdesk.ui.pieces.models import OpenedList, open_list
from bookdesk.workspace import Workspace

T = TypeVar("T")


@dataclass(frozen=True)
class ProductsFound:
    """One look at the products: the list, how long each list is, and the product that somebody wanted to see."""

    query: ProductQuery
    list: OpenedList[ProductRow]
    counts: dict[str, int]
    wanted: int | None = None


class ProductsPresenter(ClientPresenter):
    """Asks for lists of products of the client in front, and changes them."""

    found = Signal(object)
    offered = Signal(object)
    """The `SettingsOpened` whose accounts and tax codes a form offers."""
    saved = Signal(str)
    """The id of a product that was added or changed."""
    refused = Signal(object)
    """By field why nothing was changed."""
    failed = Signal(object)
    imported = Signal(object)
    not_imported = Signal(object)

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Begin with what is in use."""
        super().__init__(desktop, parent)
        self._unanswered = self.failed.emit
        self.query = self._first = ProductQuery()
        self._busy = False

    def begin_anew(self) -> None:
        """Show the first list again, of another client."""
        self.query, self._busy = self._first, False

    def show(self, *, wanted: str = "", **changes: object) -> None:
        """Ask for the list anew, with other terms where given."""
        self.query = replace(self.query, **changes)  # type: ignore[arg-type] # fields of the query, by name
        self.refresh(wanted=wanted)

    def refresh(self, pages: Sequence[int] = (0,), wanted: str = "") -> None:
        """Ask for the same list again."""
        query = self.query
        self._ask("list", lambda workspace: _find(workspace, query, pages, wanted), self.found.emit)

    def page(self, work: Callable[[], object], then: Callable[[object], None]) -> None:
        """Read a page of the list; the model asks for it."""
        self._ask("", lambda _workspace: work(), then)

    def offer(self) -> None:
        """Ask what a form offers."""
        self._ask("offered", lambda workspace: opened(workspace.desk), self.offered.emit)

    def may_edit(self) -> bool:
        """Whether the person may change products."""
        return permitted(self._desktop.office.entry(self._desktop.client_id).roles, Permission.INVOICE)

    # -- acts

    def save(self, product_id: str, typed: Mapping[str, str], version: int | None) -> None:
        """Change fields of a product, or add one where no id is given; what is refused is told by field."""
        assignments = dict(typed)
        if self._busy:  # a second press would write a second product, or be held against the first
            return

        def work(workspace: Workspace) -> Product | Mapping[str, BookDeskError]:
            workspace.require(Permission.INVOICE)
            service = ProductService(workspace.desk)
            wrong = service.problems(product_id, assignments)
            if wrong:
                return wrong
            return service.edit(product_id, assignments, version=version) if product_id else service.add(assignments)

        def done(found: Product | Mapping[str, BookDeskError]) -> None:
            self._busy = False
            if isinstance(found, Product):
                self.saved.emit(found.id)
            else:
                self.refused.emit(found)

        def undone(error: BookDeskError) -> None:
            self._busy = False
            self.failed.emit(error)

        self._busy = True
        self._desktop.act(self._desktop.client_id, self, work, done, undone)

    def put_away(self, rows: Sequence[ProductRow], *, away: bool) -> None:
        """Put products away, or take them back."""
        chosen = list(rows)

        def work(workspace: Workspace) -> None:
            workspace.require(Permission.INVOICE)
            for row in chosen:
                ProductService(workspace.desk).archive(row.id, archived=away, version=row.version)

        self._act(work, lambda _: None)

    def take_sheet(self, sheet: Path) -> None:
        """Take the products of a sheet in; all of them, or none where one cannot be used."""

        def work(workspace: Workspace) -> Imported:
            workspace.require(Permission.INVOICE)
            return import_products(workspace.desk, sheet_text(sheet))

        self._desktop.act(self._desktop.client_id, self, work, self.imported.emit, self.not_imported.emit)

    # -- inside

    def _act(self, work: Callable[[Workspace], T], then: Callable[[T], None]) -> None:
        self._desktop.act(self._desktop.client_id, self, work, then, self.failed.emit)


def _find(workspace: Workspace, query: ProductQuery, pages: Sequence[int], wanted: str) -> ProductsFound:
    listing = ProductListing(workspace.desk)
    found = open_list(listing.of(query), COLUMNS, pages)
    counts = {one.value: number for one, number in listing.counts().items()}
    return ProductsFound(query, found, counts, listing.key_of(wanted) if wanted else None)
