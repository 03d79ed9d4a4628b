"""A letterhead, a ruled table and a payment slip to cut off: what a wholesaler's program prints."""

from __future__ import annotations

from bookdesk.sandbox.papers.blocks import bank_rows, head_rows, party_lines, write_rows
from bookdesk.sandbox.papers.sheet import GREY, WHITE, Align, Sheet
from bookdesk.sandbox.papers.table import Column, Style, Table, sums
from bookdesk.sandbox.papers.truth import Truth
from bookdesk.sandbox.papers.wording import Wording

_INK = (0.35, 0.18, 0.08)
_LEFT, _RIGHT = 16.0, 194.0


def draw(truth: Truth, words: Wording) -> bytes:
    """Draw an invoice or credit note; returns the PDF."""
    sheet = Sheet()
    _letterhead(sheet, truth, words)
    write_rows(sheet, 128, _RIGHT, 52, head_rows(truth, words))
    sheet.text(_LEFT, 52, f"{words['bill_to']}:", 9, colour=GREY)
    sheet.column(_LEFT, 57, party_lines(truth.customer, words), bold_first=True)
    y = _table(sheet, words).write(sheet, 90, truth.lines) + 3
    y = write_rows(sheet, 128, _RIGHT, y, sums(truth, words), 10, bold_last=True)
    if truth.inclusive:
        sheet.text(_LEFT, y, words["inclusive"], 8.5, colour=GREY)
    if truth.note:
        sheet.text(_LEFT, y + 6, truth.note, 9)
    if bank_rows(truth, words):
        _slip(sheet, truth, words)
    return sheet.pdf()


def _letterhead(sheet: Sheet, truth: Truth, words: Wording) -> None:
    supplier = truth.supplier
    sheet.disc(23, 22, 7, _INK)
    sheet.text(23, 24.4, supplier.name[0], 18, bold=True, align=Align.CENTRE, colour=WHITE)
    sheet.text(34, 20, supplier.name, 13, bold=True, colour=_INK)
    if supplier.slogan:
        sheet.text(34, 25.5, supplier.slogan, 8.5, colour=GREY)
    sheet.text(_RIGHT, 21, words.title(truth.kind).upper(), 14, bold=True, align=Align.RIGHT)
    sheet.column(34, 31, party_lines(supplier, words, contact=True)[1:3], 8.5, pitch=4)
    sheet.column(112, 31, party_lines(supplier, words, contact=True)[3:], 8.5, pitch=4)
    sheet.rule(_LEFT, 43, _RIGHT, weight=1.2, colour=_INK)


def _table(sheet: Sheet, words: Wording) -> Table:
    columns = (
        Column(words["quantity"], 28, lambda _, line: words.quantity(line.quantity)),
        Column(words["description"], 33, lambda _, line: line.description, Align.LEFT, width=80),
        Column(words["price"], 144, lambda _, line: words.plain(line.unit_price)),
        Column(words["rate"], 164, lambda _, line: words.percent(line.rate)),
        Column(words["amount"], _RIGHT, lambda _, line: words.plain(line.amount)),
    )

    def on_turn() -> None:
        sheet.text(_RIGHT, 15, f"{words['page']} {sheet.page}", 8, align=Align.RIGHT)

    return Table(columns, _LEFT, _RIGHT, 205, 25, Style(ruled=True), on_turn)


def _slip(sheet: Sheet, truth: Truth, words: Wording) -> None:
    sheet.dashes(240)
    sheet.text(_LEFT, 249, words["pay_to"], 10.5, bold=True)
    write_rows(sheet, _LEFT, 52, 256, bank_rows(truth, words), value_left=True)
    sheet.frame(140, 246, 54, 26)
    sheet.text(144, 253, words["balance"], 9, colour=GREY)
    sheet.text(190, 264, words.money(truth.amount_due), 15, bold=True, align=Align.RIGHT)
