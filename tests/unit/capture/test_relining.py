"""The lines of a draft are read anew by columns: what becomes of its sums, its coding and its total."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bookdesk.capture.columns import Grid
from bookdesk.capture.inbox import InboxService
from bookdesk.capture.items import Column
from bookdesk.capture.relining import Columns
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.capture.views import BillView, InboxItem
from bookdesk.core.errors import InputError, NotFound
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import FieldState, TaxMode
from bookdesk.store.desk import Desk
from bookdesk.ui.review.columns.view import told
from tests.support.books import client_desk
from tests.support.readers import DrawnReader
from tests.support.sheets import page

HEAD = (
    "Cobble & Sons Pty Ltd                      TAX INVOICE",
    "ABN 51 824 753 556",
    "Invoice number CS-4711",
    "Invoice date 4 May 2026",
    "What we did                    often       each      GST     makes",
)
ROWS = (
    "Sourdough loaf, sliced             3       5.15       0%     15.45",
    "Almond croissant                  31       3.45      10%    106.95",
    "Banana bread, slab                 2      24.50      10%     49.00",
)
SUMS = (
    "Subtotal                                                     171.40",
    "GST                                                           15.60",
    "Total AUD                                                    187.00",
)
INCLUSIVE = (
    "Oats                                                         110.00",
    "Honey                                                         55.00",
    "Subtotal                                                     150.00",
    "GST 10%                                                       15.00",
    "Total AUD                                                    165.00",
)
PAGES = {
    "plain": page(*HEAD, *ROWS, "", *SUMS),
    "inclusive": page(*HEAD[:4], "", *INCLUSIVE),
    "blank": page(*HEAD[:4], "Total AUD 187.00"),
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path, name="Harbour Lane Cafe Pty Ltd") as opened:
        yield opened


@pytest.fixture
def inbox(desk: Desk) -> InboxService:
    return InboxService(desk, CaptureService(desk, DrawnReader(PAGES)))


def taken(desk: Desk, name: str) -> str:
    capture = CaptureService(desk, DrawnReader(PAGES))
    (intake,) = capture.capture([Incoming(f"{name}.pdf", name.encode())])
    return capture.read(intake.document_id).document_id


def bill(item: InboxItem) -> BillView:
    assert item.bill is not None
    return item.bill


def lines(item: InboxItem) -> list[tuple[str, str, str]]:
    return [(one.description, one.net.text, one.tax.text) for one in bill(item).lines]


def state(item: InboxItem, name: str) -> FieldState:
    return next(one.state for one in item.fields if one.name == name)


def test_proposed_columns_make_the_documents_net_and_the_lines_are_taken(desk: Desk, inbox: InboxService) -> None:
    document = taken(desk, "plain")
    before = inbox.set(document, {"account": "5-1000"})
    assert len(bill(before).lines) == 1, "the heads say nothing, so it was read as one line"
    read = Columns(desk).propose(document, 1)
    assert read.fits
    after = inbox.reline(document, read.grid)
    assert lines(after) == [
        ("Sourdough loaf, sliced", "15.45", "0.00"),
        ("Almond croissant", "106.95", "10.70"),
        ("Banana bread, slab", "49.00", "4.90"),
    ]
    assert {one.account for one in bill(after).lines} == {"5-1000"}, "the only line's account was a person's"
    assert bill(after).total == Money(18700, "AUD")
    assert state(after, "total") == state(before, "total")


def test_prices_with_tax_in_them_are_seen_by_what_they_add_up_to(desk: Desk, inbox: InboxService) -> None:
    document = taken(desk, "inclusive")
    after = inbox.reline(document, Columns(desk).propose(document, 1).grid)
    assert bill(after).tax_mode is TaxMode.INCLUSIVE
    assert lines(after) == [("Oats", "100.00", "10.00"), ("Honey", "50.00", "5.00")]


def test_lines_that_do_not_add_up_are_taken_and_the_total_says_so(desk: Desk, inbox: InboxService) -> None:
    document = taken(desk, "plain")
    read = Columns(desk).propose(document, 1)
    last = read.grid.bottom - 0.02
    fewer = Columns(desk).read(document, read.grid.with_frame(read.grid.top, last))
    assert not fewer.fits
    assert fewer.sum == Money(12240, "AUD")
    after = inbox.reline(document, fewer.grid)
    assert len(bill(after).lines) == 2
    assert state(after, "total") is FieldState.FAILED
    whole = inbox.reline(document, read.grid)
    assert state(whole, "total") is FieldState.PROVED


def test_lines_without_words_are_told_though_they_add_up(desk: Desk) -> None:
    document = taken(desk, "plain")
    read = Columns(desk).propose(document, 1)
    assert read.wordless == 0
    assert "description" not in told(read)
    nameless = replace(
        read.grid, holds=tuple(Column.OTHER if one is Column.DESCRIPTION else one for one in read.grid.holds)
    )
    without = Columns(desk).read(document, nameless)
    assert without.fits
    assert without.wordless == len(without.items) == 3
    assert told(without).endswith("No line has a description: say which column has the words.")


def test_where_nothing_is_read_nothing_is_changed(desk: Desk, inbox: InboxService) -> None:
    document = taken(desk, "plain")
    before = inbox.show(document)
    nowhere = Grid(1, 0.9, 0.95, (0.1, 0.5, 0.9), (Column.DESCRIPTION, Column.NET))
    with pytest.raises(InputError, match="No line is read"):
        inbox.reline(document, nowhere)
    assert inbox.show(document) == before


def test_a_page_without_words_is_told(desk: Desk) -> None:
    document = taken(desk, "plain")
    with pytest.raises(NotFound, match="page 2"):
        Columns(desk).propose(document, 2)


def test_lines_that_are_read_as_before_keep_their_account(desk: Desk, inbox: InboxService) -> None:
    document = taken(desk, "plain")
    grid = Columns(desk).propose(document, 1).grid
    inbox.reline(document, grid)
    inbox.set(document, {"line.2.account": "6-0500"})
    accounts = [one.account for one in bill(inbox.show(document)).lines]
    assert accounts[1] == "6-0500" != accounts[0]
    assert [one.account for one in bill(inbox.reline(document, grid)).lines] == accounts


def test_a_line_is_taken_out_and_those_after_it_move_up(desk: Desk, inbox: InboxService) -> None:
    document = taken(desk, "plain")
    inbox.set(document, {"account": "5-1000"})
    inbox.reline(document, Columns(desk).propose(document, 1).grid)
    after = inbox.set(document, {"line.2.removed": "yes"})
    assert [(one.position, one.description) for one in bill(after).lines] == [
        (1, "Sourdough loaf, sliced"),
        (2, "Banana bread, slab"),
    ]
    assert (bill(after).net, bill(after).tax) == (Money(6445, "AUD"), Money(490, "AUD"))
    assert state(after, "total") is FieldState.FAILED, "the lines do not make it any more"
    last = inbox.set(document, {"line.2.removed": "yes"})
    with pytest.raises(InputError, match="only line"):
        inbox.set(document, {"line.1.removed": "yes"})
    with pytest.raises(NotFound, match="no line 7"):
        inbox.set(document, {"line.7.removed": "yes"})
    assert len(bill(last).lines) == 1
