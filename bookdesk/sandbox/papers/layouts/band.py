"""A coloured band across the top and the amount due in large figures: what an online billing service sends."""

from __future__ import annotations

from bookdesk.sandbox.papers.blocks import bank_rows, head_rows, party_lines, write_rows
from bookdesk.sandbox.papers.sheet import GREY, WHITE, Align, Sheet
from bookdesk.sandbox.papers.table import Column, Style, Table, sums
from bookdesk.sandbox.papers.truth import Kind, Truth
from bookdesk.sandbox.papers.wording import Wording

_TEAL = (0.05, 0.42, 0.48)
_PALE = (0.93, 0.96, 0.97)
_LEFT, _RIGHT = 18.0, 192.0


def draw(truth: Truth, words: Wording) -> bytes:
    """Draw an invoice or credit note; returns the PDF."""
    sheet = Sheet()
    _band(sheet, truth, words)
    _who_and_how_much(sheet, truth, words)
    y = _table(sheet, words).write(sheet, 112, truth.lines) + 4
    y = write_rows(sheet, 120, _RIGHT - 3, y, sums(truth, words, by_rate=True), 10, pitch=6, bold_last=True)
    _payment(sheet, truth, words, max(y + 8, 205))
    sheet.text(sheet.width / 2, 284, words["thanks"], 8.5, align=Align.CENTRE, colour=GREY)
    return sheet.pdf()


def _band(sheet: Sheet, truth: Truth, words: Wording) -> None:
    sheet.block(0, 0, sheet.width, 38, _TEAL)
    sheet.text(_LEFT, 18, truth.supplier.name, 17, bold=True, colour=WHITE)
    contact = party_lines(truth.supplier, words, contact=True)[1:]
    half = (len(contact) + 1) // 2
    sheet.column(_LEFT, 25, [" · ".join(contact[:half]), " · ".join(contact[half:])], 8, pitch=4.4, colour=WHITE)
    sheet.text(_RIGHT, 18, words.title(truth.kind), 20, align=Align.RIGHT, colour=WHITE)


def _who_and_how_much(sheet: Sheet, truth: Truth, words: Wording) -> None:
    sheet.text(_LEFT, 50, words["bill_to"].upper(), 8, bold=True, colour=_TEAL)
    sheet.column(_LEFT, 55.5, party_lines(truth.customer, words, tax_id=False), bold_first=True)
    x = 84.0
    for label, value in head_rows(truth, words):
        sheet.text(x, 50 if x < _RIGHT - 30 else 62, label.upper(), 7.5, bold=True, colour=_TEAL)
        sheet.text(x, 55.5 if x < _RIGHT - 30 else 67.5, value, 9.5)
        x += 38
    sheet.block(_LEFT, 82, _RIGHT - _LEFT, 16, _PALE)
    label = words["balance"] if truth.kind is Kind.INVOICE else words["total"]
    sheet.text(_LEFT + 4, 92, label, 11, colour=_TEAL)
    sheet.text(_RIGHT - 4, 92.5, words.money(truth.amount_due), 16, bold=True, align=Align.RIGHT, colour=_TEAL)


def _table(sheet: Sheet, words: Wording) -> Table:
    columns = (
        Column(words["description"], _LEFT + 3, lambda _, line: line.description, Align.LEFT, width=78),
        Column(words["quantity"], 116, lambda _, line: words.quantity(line.quantity)),
        Column(words["price"], 142, lambda _, line: words.money(line.unit_price)),
        Column(words["rate"], 160, lambda _, line: words.percent(line.rate)),
        Column(words["amount"], _RIGHT - 3, lambda _, line: words.money(line.amount)),
    )

    def on_turn() -> None:
        sheet.block(0, 0, sheet.width, 6, _TEAL)
        sheet.text(_RIGHT, 14, f"{words['page']} {sheet.page}", 8, align=Align.RIGHT, colour=GREY)

    style = Style(head_fill=_TEAL, head_colour=WHITE, stripe=_PALE)
    return Table(columns, _LEFT, _RIGHT, 255, 24, style, on_turn)


def _payment(sheet: Sheet, truth: Truth, words: Wording, y: float) -> None:
    rows = bank_rows(truth, words)
    if not rows:
        return
    if y > 250:  # noqa: PLR2004 - no room left above the footer
        sheet.turn()
        y = 30
    sheet.text(_LEFT, y, words["pay_to"], 10.5, bold=True, colour=_TEAL)
    write_rows(sheet, _LEFT, 60, y + 6.5, rows, 9, value_left=True)
