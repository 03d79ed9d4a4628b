"""The lines of a draft read anew by columns that a person drew on its page: proposed, tried, and taken.

The person draws on the page as it is shown; lines are read on it once it is straight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.capture import views
from bookdesk.capture.candidates import finds_of
from bookdesk.capture.columns import Grid, lines_in, proposed
from bookdesk.capture.drafts import Amounts, Part, amounts_of, lines_as_printed, lines_of_items
from bookdesk.capture.edit import Edit
from bookdesk.capture.items import Item
from bookdesk.capture.keptpages import kept_pages
from bookdesk.capture.labels import labels_of
from bookdesk.capture.lines import sheet_of
from bookdesk.capture.proposal import SupplierHabits, propose_coding
from bookdesk.core.errors import InputError, NotFound
from bookdesk.core.money import Money
from bookdesk.ledger.owner import client_profile
from bookdesk.ledger.tax import MOST_DRIFT
from bookdesk.models.bill import BillLine
from bookdesk.models.document import DocumentField
from bookdesk.reading.words import Page
from bookdesk.store.desk import Desk


@dataclass(frozen=True, slots=True)
class LinesRead:
    """What is read by some columns: the lines, what they add up to, and what the document says they should make."""

    grid: Grid
    items: tuple[Item, ...]
    sum: Money
    net: Money
    total: Money

    @property
    def fits(self) -> bool:
        """Whether the lines make the document's net, or its total where prices include tax."""
        return abs(self.sum.minor) in {self.net.minor, self.total.minor} and bool(self.items)

    @property
    def wordless(self) -> int:
        """How many lines have no description."""
        return sum(not item.description.strip() for item in self.items)


class Columns:
    """Tries columns on the pages of one client's documents; nothing is changed."""

    def __init__(self, desk: Desk) -> None:
        """Work at `desk`."""
        self._desk = desk

    def propose(self, reference: str, page: int) -> LinesRead:
        """Return the columns that page `page` (from 1) seems to have, and what is read by them.

        `NotFound` where nothing was read on the page, `InputError` where it lies on its side.
        """
        with self._desk.books.query() as session:
            document_id = views.find_document(session, reference).id
            pages = kept_pages(session, document_id)
            page_there = _page(pages, page)
            sheet = sheet_of(pages)
            grid = proposed(sheet, page, finds_of(sheet), labels_of(sheet))
            return _read(session, document_id, pages, _as_shown(grid, page_there))

    def read(self, reference: str, grid: Grid) -> LinesRead:
        """Return what is read by these columns; raises as `propose`."""
        with self._desk.books.query() as session:
            document_id = views.find_document(session, reference).id
            return _read(session, document_id, kept_pages(session, document_id), grid)


def read_by_columns(session: Session, document_id: str, grid: Grid) -> LinesRead:
    """Return what is read by these columns; `InputError` where it is no line at all."""
    found = _read(session, document_id, kept_pages(session, document_id), grid)
    if not found.items:
        raise InputError(
            "No line is read by these columns.", "Draw the frame around the rows, and say which column is the amount."
        )
    return found


def reline(edit: Edit, read: LinesRead, amounts: Amounts, habits: SupplierHabits) -> None:
    """Let the draft have these lines instead of its own, coded as a document's lines are when it is read.

    A line that says the same as one before keeps its account and code, and what every line had before a line keeps for
    which nothing else is proposed.
    """
    coded = {_said(one): (one.account_id, one.tax_code_id) for one in edit.lines}
    mode, parts = lines_of_items(read.items, amounts, edit.codes)
    parts = parts or lines_as_printed(read.items, amounts, edit.codes)
    edit.bill.tax_mode = mode
    accounts, codes = {one.account_id for one in edit.lines}, {one.tax_code_id for one in edit.lines}
    account, code = (next(iter(one)) if len(one) == 1 else None for one in (accounts, codes))
    rate = {one.id: one.rate for one in edit.codes}.get(code or "")
    for place, part in enumerate(parts):
        row = edit.lines[place] if place < len(edit.lines) else _new_line(edit, place + 1)
        coding = propose_coding(part.description, part.rate, habits, edit.codes)
        _fill(row, part)
        kept = coded.get(_said(row), (None, None))
        row.account_id = kept[0] or coding.account_id or account
        row.tax_code_id = kept[1] or coding.tax_code_id or (code if part.rate in {None, rate} else None)
    for row in edit.lines[len(parts) :]:
        edit.session.delete(row)
    del edit.lines[len(parts) :]
    edit.bill.net, edit.bill.tax = (sum(getattr(one, name) for one in edit.lines) for name in ("net", "tax"))
    edit.bill.total = edit.bill.net + edit.bill.tax


def _said(row: BillLine) -> tuple[str, int, int]:
    return row.description.casefold(), row.net, row.tax


def amounts_said(session: Session, document_id: str) -> Amounts:
    """Return the sums that the document says, as read or as corrected."""
    fields = _fields(session, document_id)
    bill = views.bill_of(session, document_id)
    currency = bill.currency if bill is not None else client_profile(session).base_currency
    missing = _Nothing()
    return amounts_of({name: fields.get(name, missing) for name in ("net", "tax", "total", "amount_due")}, currency)


@dataclass(frozen=True, slots=True)
class _Nothing:
    """A field that is not there."""

    value: str | None = None


def _fields(session: Session, document_id: str) -> Mapping[str, DocumentField]:
    rows = session.scalars(select(DocumentField).where(DocumentField.document_id == document_id))
    return {row.name: row for row in rows}


def _new_line(edit: Edit, position: int) -> BillLine:
    row = BillLine(bill_id=edit.bill.id, position=position, description="", net=0, tax=0, gross=0, tax_edited=False)
    edit.session.add(row)
    edit.lines.append(row)
    return row


def _fill(row: BillLine, part: Part) -> None:
    row.description, row.quantity, row.unit_price = part.description, part.quantity, part.unit_price
    row.net, row.tax, row.gross = part.net.minor, part.tax.minor, part.net.minor + part.tax.minor
    computed = part.net.times(part.rate) if part.rate is not None else part.tax
    row.tax_edited = 0 < abs(computed - part.tax).minor <= MOST_DRIFT


def _read(session: Session, document_id: str, pages: Sequence[Page], grid: Grid) -> LinesRead:
    straight = _as_straight(grid, _page(pages, grid.page))
    sheet = sheet_of(pages)
    items = lines_in(straight, sheet, finds_of(sheet).mark)
    amounts = amounts_said(session, document_id)
    zero = Money.zero(amounts.net.currency)
    added = sum((Money.rounded(item.net, zero.currency) for item in items if item.net is not None), zero)
    return LinesRead(grid, items, added, amounts.net, amounts.total)


def _page(pages: Sequence[Page], number: int) -> Page:
    """Return a page to draw on: one that was read, and that does not lie on its side."""
    found = next((page for page in pages if page.number == number and page.words), None)
    if found is None:
        raise NotFound(f"Nothing was read on page {number}.", "Type the lines into the table instead.")
    if found.rotation % 360:
        raise InputError(f"Page {number} lies on its side.", "Type the lines into the table instead.")
    return found


def _as_straight(grid: Grid, page: Page) -> Grid:
    """Return columns drawn on the page as shown as they are on it once it is straight."""
    across, down = (grid.bounds[0] + grid.bounds[-1]) / 2, (grid.top + grid.bottom) / 2
    bounds = tuple(page.from_paper((x, down, x, down))[0] for x in grid.bounds)
    top, bottom = (page.from_paper((across, y, across, y))[1] for y in (grid.top, grid.bottom))
    return replace(grid, bounds=bounds, top=top, bottom=bottom)


def _as_shown(grid: Grid, page: Page) -> Grid:
    """Return columns of the straight page as they are on it as it is shown; undoes `_as_straight`."""
    across, down = (grid.bounds[0] + grid.bounds[-1]) / 2, (grid.top + grid.bottom) / 2
    bounds = tuple(page.on_paper((x, down, x, down))[0] for x in grid.bounds)
    top, bottom = (page.on_paper((across, y, across, y))[1] for y in (grid.top, grid.bottom))
    return replace(grid, bounds=bounds, top=top, bottom=bottom)
