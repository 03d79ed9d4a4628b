"""Boxes and grids on letter paper: what an American desktop accounting program prints."""

from __future__ import annotations

from bookdesk.sandbox.papers.blocks import bank_rows, head_rows, party_lines, write_rows
from bookdesk.sandbox.papers.sheet import LETTER, Align, Sheet
from bookdesk.sandbox.papers.table import Column, Style, Table, sums
from bookdesk.sandbox.papers.truth import Locale, Truth
from bookdesk.sandbox.papers.wording import Wording

_GREY_FILL = (0.88, 0.88, 0.88)
_LEFT, _RIGHT = 14.0, 202.0
_BOTTOM = 205.0


def draw(truth: Truth, words: Wording) -> bytes:
    """Draw an invoice or credit note; returns the PDF."""
    sheet = Sheet(size=LETTER) if truth.locale is Locale.AMERICA else Sheet()
    sheet.column(_LEFT, 20, party_lines(truth.supplier, words, contact=True), 9.5, bold_first=True)
    sheet.text(_RIGHT, 22, words.title(truth.kind), 22, bold=True, align=Align.RIGHT)
    _grid(sheet, head_rows(truth, words)[:2], 126, 30)
    _box(sheet, _LEFT, 54, 84, words["bill_to"], party_lines(truth.customer, words, tax_id=False))
    _grid(sheet, head_rows(truth, words)[2:], 126, 64)
    top = 90.0
    y = _table(sheet, words).write(sheet, top, truth.lines)
    if sheet.page == 1:
        sheet.frame(_LEFT, top - 5, _RIGHT - _LEFT, _BOTTOM + 5 - top)
        y = _BOTTOM
    _foot(sheet, truth, words, y + 8)
    return sheet.pdf()


def _grid(sheet: Sheet, rows: list[tuple[str, str]], x: float, y: float) -> None:
    """Draw cells side by side, the label above its value."""
    width = (_RIGHT - x) / 2
    for index, (label, value) in enumerate(rows):
        left = x + (index % 2) * width
        top = y + (index // 2) * 13
        sheet.block(left, top, width, 6, _GREY_FILL)
        sheet.frame(left, top, width, 6)
        sheet.frame(left, top + 6, width, 7)
        sheet.text(left + width / 2, top + 4.3, label, 8.5, align=Align.CENTRE)
        sheet.text(left + width / 2, top + 10.8, value, 9, align=Align.CENTRE)


def _box(sheet: Sheet, x: float, y: float, width: float, title: str, lines: list[str]) -> None:  # noqa: PLR0913, PLR0917 - a box
    sheet.block(x, y, width, 6, _GREY_FILL)
    sheet.frame(x, y, width, 6)
    sheet.frame(x, y + 6, width, 22)
    sheet.text(x + 2, y + 4.3, title, 8.5)
    sheet.column(x + 2, y + 11, lines, 9, pitch=4.3)


def _table(sheet: Sheet, words: Wording) -> Table:
    columns = (
        Column(words["quantity"], 30, lambda _, line: words.quantity(line.quantity)),
        Column(words["description"], 36, lambda _, line: line.description, Align.LEFT, width=88),
        Column(words["price"], 152, lambda _, line: words.plain(line.unit_price)),
        Column(words["rate"], 170, lambda _, line: words.percent(line.rate)),
        Column(words["amount"], _RIGHT - 3, lambda _, line: words.plain(line.amount)),
    )

    def on_turn() -> None:
        sheet.text(_RIGHT, 15, f"{words['page']} {sheet.page}", 8.5, align=Align.RIGHT)

    return Table(columns, _LEFT, _RIGHT, _BOTTOM, 30, Style(head_fill=_GREY_FILL), on_turn)


def _foot(sheet: Sheet, truth: Truth, words: Wording, y: float) -> None:
    write_rows(sheet, _LEFT, 46, y, bank_rows(truth, words), 8.5, pitch=4.6, value_left=True)
    below = write_rows(sheet, 130, _RIGHT - 3, y, sums(truth, words), 10, pitch=6, bold_last=True)
    sheet.frame(127, y - 5, _RIGHT - 127, below - y + 2)
    sheet.text(_LEFT, max(below, y + 26) + 4, truth.note or words["thanks"], 8.5)
