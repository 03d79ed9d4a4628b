"""The paper roll of a till, 80 mm wide and as long as it must be."""

from __future__ import annotations

from bookdesk.sandbox.papers.sheet import Align, Sheet
from bookdesk.sandbox.papers.truth import Kind, Truth
from bookdesk.sandbox.papers.wording import Wording

_WIDTH, _LEFT, _RIGHT = 80.0, 6.0, 74.0
_PITCH = 4.4


def draw(truth: Truth, words: Wording) -> bytes:
    """Draw a receipt; returns the PDF of one long page."""
    rows = 2 * len(truth.lines) + len(truth.shares)
    sheet = Sheet(size=(_WIDTH, 95.0 + rows * _PITCH), face="Courier", bold_face="Courier-Bold")
    y = _head(sheet, truth, words)
    for line in truth.lines:
        sheet.text(_LEFT, y, line.description[:28], 8)
        y += _PITCH
        sheet.text(_LEFT + 4, y, f"{words.quantity(line.quantity)} x {words.plain(line.unit_price)}", 8)
        mark = "*" if line.rate else " "
        sheet.text(_RIGHT, y, f"{words.plain(line.amount)}{mark}", 8, align=Align.RIGHT)
        y += _PITCH
    sheet.rule(_LEFT, y - 2, _RIGHT, weight=0.4)
    _sums(sheet, truth, words, y + 4)
    return sheet.pdf()


def _head(sheet: Sheet, truth: Truth, words: Wording) -> float:
    centre = _WIDTH / 2
    sheet.text(centre, 10, truth.supplier.name, 9.5, bold=True, align=Align.CENTRE)
    lines = list(truth.supplier.address)
    if truth.supplier.tax_id:
        lines.append(f"{words['tax_id']} {words.tax_id(truth.supplier.tax_id)}")
    y = sheet.column(centre, 15, lines, 8, pitch=_PITCH, align=Align.CENTRE)
    sheet.text(centre, y + 3, words.title(Kind.RECEIPT).upper(), 10, bold=True, align=Align.CENTRE)
    sheet.text(_LEFT, y + 10, words.day(truth.issued), 8)
    sheet.text(_RIGHT, y + 10, truth.number, 8, align=Align.RIGHT)
    sheet.rule(_LEFT, y + 12, _RIGHT, weight=0.4)
    return y + 17


def _sums(sheet: Sheet, truth: Truth, words: Wording, y: float) -> None:
    sheet.text(_LEFT, y, words["total"].upper(), 11, bold=True)
    sheet.text(_RIGHT, y, words.money(truth.total), 11, bold=True, align=Align.RIGHT)
    y += 6
    for share in truth.shares:
        sheet.text(_LEFT, y, f"{words['tax']} {words.percent(share.rate)}", 8)
        sheet.text(_RIGHT, y, words.plain(share.tax), 8, align=Align.RIGHT)
        y += _PITCH
    sheet.text(_LEFT, y, truth.note or "VISA ****", 8)
    sheet.text(_RIGHT, y, words.plain(truth.total), 8, align=Align.RIGHT)
    sheet.text(_WIDTH / 2, y + 9, words["thanks"], 7.5, align=Align.CENTRE)
