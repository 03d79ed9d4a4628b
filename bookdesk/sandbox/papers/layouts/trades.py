"""Typewriter plain, prices with tax: what a tradesman prints from a template."""

from __future__ import annotations

from bookdesk.sandbox.papers.blocks import bank_rows, head_rows, party_lines, write_rows
from bookdesk.sandbox.papers.sheet import Align, Sheet
from bookdesk.sandbox.papers.table import Column, Style, Table, sums
from bookdesk.sandbox.papers.truth import Truth
from bookdesk.sandbox.papers.wording import Wording

_LEFT, _RIGHT = 22.0, 188.0


def draw(truth: Truth, words: Wording) -> bytes:
    """Draw an invoice or credit note; returns the PDF."""
    sheet = Sheet(face="Times-Roman", bold_face="Times-Bold")
    centre = sheet.width / 2
    supplier = party_lines(truth.supplier, words, contact=True)
    sheet.text(centre, 22, supplier[0].upper(), 18, bold=True, align=Align.CENTRE)
    y = sheet.column(centre, 28.5, supplier[1:], 10, align=Align.CENTRE)
    sheet.rule(_LEFT, y, _RIGHT, weight=0.3)
    sheet.rule(_LEFT, y + 1, _RIGHT, weight=1.2)
    sheet.text(centre, y + 12, words.title(truth.kind).upper(), 14, bold=True, align=Align.CENTRE)
    below = write_rows(sheet, _LEFT, 66, y + 22, head_rows(truth, words), 11, pitch=5.6, value_left=True)
    other = sheet.column(122, y + 22, [f"{words['bill_to']}:", *party_lines(truth.customer, words)], 11, pitch=5.2)
    y = _table(sheet, truth, words).write(sheet, max(below, other) + 8, truth.lines)
    sheet.rule(_LEFT, y, _RIGHT, weight=0.8)
    y = write_rows(sheet, 118, _RIGHT, y + 7, sums(truth, words), 11.5, pitch=6, bold_last=True)
    if truth.note:
        sheet.text(_LEFT, y + 5, truth.note, 10.5)
    if rows := bank_rows(truth, words):
        sheet.text(_LEFT, y + 16, words["pay_to"], 11, bold=True)
        write_rows(sheet, _LEFT, 62, y + 22, rows, 11, value_left=True)
    return sheet.pdf()


def _table(sheet: Sheet, truth: Truth, words: Wording) -> Table:
    mixed = len(truth.shares) > 1
    columns = [
        Column(words["description"], _LEFT, lambda _, line: line.description, Align.LEFT, width=86),
        Column(words["quantity"], 124, lambda _, line: words.quantity(line.quantity)),
        Column(words["price"], 150, lambda _, line: words.plain(line.unit_price)),
        Column(words["amount"], _RIGHT, lambda _, line: words.plain(line.amount)),
    ]
    if mixed:
        columns.insert(3, Column(words["rate"], 166, lambda _, line: words.percent(line.rate)))

    def on_turn() -> None:
        sheet.text(_RIGHT, 16, f"{words['page']} {sheet.page}", 10, align=Align.RIGHT)

    return Table(columns, _LEFT, _RIGHT, 250, 28, Style(size=10.5, row_gap=2), on_turn)
