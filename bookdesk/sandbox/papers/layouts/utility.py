"""A summary page with the account and the amount due, the details on the pages after it: what a utility sends."""

from __future__ import annotations

from bookdesk.sandbox.papers.blocks import bank_rows, head_rows, party_lines, write_rows
from bookdesk.sandbox.papers.sheet import GREY, WHITE, Align, Sheet
from bookdesk.sandbox.papers.table import Column, Style, Table, sums
from bookdesk.sandbox.papers.truth import Truth
from bookdesk.sandbox.papers.wording import Wording

_GREEN = (0.16, 0.45, 0.20)
_PALE = (0.94, 0.97, 0.93)
_LEFT, _RIGHT = 20.0, 190.0


def draw(truth: Truth, words: Wording) -> bytes:
    """Draw an invoice of at least two pages; returns the PDF."""
    sheet = Sheet()
    _summary(sheet, truth, words)
    sheet.turn()
    _running_head(sheet, truth, words)
    y = _table(sheet, truth, words).write(sheet, 38, truth.lines) + 4
    write_rows(sheet, 120, _RIGHT, y, sums(truth, words), 9.5, bold_last=True)
    return sheet.pdf()


def _summary(sheet: Sheet, truth: Truth, words: Wording) -> None:
    sheet.block(_LEFT, 14, 4, 22, _GREEN)
    sheet.column(28, 19, party_lines(truth.supplier, words, contact=True), 8.5, pitch=4.2, bold_first=True)
    sheet.text(_RIGHT, 22, words.title(truth.kind), 16, bold=True, align=Align.RIGHT, colour=_GREEN)
    sheet.column(_LEFT, 62, party_lines(truth.customer, words, tax_id=False), 10.5, pitch=5)
    write_rows(sheet, 120, _RIGHT, 62, head_rows(truth, words), 9.5)
    sheet.block(_LEFT, 105, _RIGHT - _LEFT, 34, _PALE)
    sheet.text(_LEFT + 6, 117, words["balance"], 13, colour=_GREEN)
    sheet.text(_RIGHT - 6, 118, words.money(truth.amount_due), 22, bold=True, align=Align.RIGHT, colour=_GREEN)
    if truth.due:
        sheet.text(_LEFT + 6, 130, f"{words['due']}: {words.long_day(truth.due)}", 11)
    write_rows(sheet, _LEFT, _RIGHT, 152, sums(truth, words), 10.5, pitch=7, bold_last=True)
    sheet.text(_LEFT, 205, words["pay_to"], 11, bold=True, colour=_GREEN)
    write_rows(sheet, _LEFT, 66, 212, bank_rows(truth, words), 9.5, value_left=True)
    if truth.note:
        sheet.column(_LEFT, 250, sheet.wrapped(truth.note, 165), 9, colour=GREY)


def _running_head(sheet: Sheet, truth: Truth, words: Wording) -> None:
    sheet.text(_LEFT, 18, truth.supplier.name, 9, bold=True, colour=_GREEN)
    sheet.text(_RIGHT, 18, f"{truth.number} · {words['page']} {sheet.page}", 8.5, align=Align.RIGHT, colour=GREY)
    sheet.rule(_LEFT, 21, _RIGHT, colour=_GREEN)


def _table(sheet: Sheet, truth: Truth, words: Wording) -> Table:
    columns = (
        Column(words["description"], _LEFT + 2, lambda _, line: line.description, Align.LEFT, width=80),
        Column(words["quantity"], 122, lambda _, line: words.quantity(line.quantity)),
        Column(words["price"], 148, lambda _, line: words.plain(line.unit_price)),
        Column(words["rate"], 164, lambda _, line: words.percent(line.rate)),
        Column(words["amount"], _RIGHT - 2, lambda _, line: words.plain(line.amount)),
    )
    style = Style(head_fill=_GREEN, head_colour=WHITE, stripe=_PALE, size=8.5)
    return Table(columns, _LEFT, _RIGHT, 250, 38, style, lambda: _running_head(sheet, truth, words))
