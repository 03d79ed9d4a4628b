"""A dark column at the left with everything about the sender: what a small agency designs for itself."""

from __future__ import annotations

from bookdesk.sandbox.papers.blocks import bank_rows, head_rows, party_lines, write_rows
from bookdesk.sandbox.papers.sheet import GREY, WHITE, Align, Sheet
from bookdesk.sandbox.papers.table import Column, Style, Table, sums
from bookdesk.sandbox.papers.truth import Truth
from bookdesk.sandbox.papers.wording import Wording

_NIGHT = (0.13, 0.16, 0.24)
_BAR = 62.0
_LEFT, _RIGHT = 72.0, 198.0


def draw(truth: Truth, words: Wording) -> bytes:
    """Draw an invoice or credit note; returns the PDF."""
    sheet = Sheet()
    _bar(sheet, truth, words)
    sheet.text(_LEFT, 28, words.title(truth.kind), 24, colour=_NIGHT)
    y = write_rows(sheet, _LEFT, _RIGHT, 42, head_rows(truth, words), 9.5)
    sheet.text(_LEFT, y + 6, words["bill_to"], 8.5, colour=GREY)
    y = sheet.column(_LEFT, y + 11, party_lines(truth.customer, words), 9.5, bold_first=True)
    y = _table(sheet, words).write(sheet, y + 10, truth.lines) + 4
    y = write_rows(sheet, 118, _RIGHT, y, sums(truth, words), 10.5, pitch=6, bold_last=True)
    if truth.note:
        sheet.text(_LEFT, y + 8, truth.note, 9, colour=GREY)
    return sheet.pdf()


def _bar(sheet: Sheet, truth: Truth, words: Wording) -> None:
    sheet.block(0, 0, _BAR, sheet.height, _NIGHT)
    name = sheet.wrapped(truth.supplier.name, 36, 15)
    y = sheet.column(10, 28, name, 15, pitch=6.6, colour=WHITE)
    y = sheet.column(10, y + 6, party_lines(truth.supplier, words, contact=True)[1:], 8.5, pitch=4.6, colour=WHITE)
    if rows := bank_rows(truth, words):
        y = max(y + 12, 190)
        sheet.text(10, y, words["pay_to"], 9.5, bold=True, colour=WHITE)
        for label, value in rows:
            y += 8
            sheet.text(10, y, label, 7, colour=(0.75, 0.78, 0.85))
            sheet.text(10, y + 3.8, value, 8.5 if sheet.fits(value, 48, 8.5) else 7, colour=WHITE)


def _table(sheet: Sheet, words: Wording) -> Table:
    columns = (
        Column(words["description"], _LEFT, lambda _, line: line.description, Align.LEFT, width=56),
        Column(words["quantity"], 140, lambda _, line: words.quantity(line.quantity)),
        Column(words["price"], 160, lambda _, line: words.plain(line.unit_price)),
        Column(words["rate"], 174, lambda _, line: words.percent(line.rate)),
        Column(words["amount"], _RIGHT, lambda _, line: words.plain(line.amount)),
    )

    def on_turn() -> None:
        sheet.block(0, 0, _BAR, sheet.height, _NIGHT)
        sheet.text(_RIGHT, 16, f"{words['page']} {sheet.page}", 8, align=Align.RIGHT, colour=GREY)

    return Table(columns, _LEFT, _RIGHT, 262, 30, Style(ruled=True, size=8.5), on_turn)
