"""A supplier's statement of account: every open document, a running balance and how old it is. Not to be paid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bookdesk.sandbox.papers.blocks import party_lines, write_rows
from bookdesk.sandbox.papers.sheet import GREY, Align, Sheet
from bookdesk.sandbox.papers.truth import Truth
from bookdesk.sandbox.papers.wording import Wording

_INK = (0.35, 0.18, 0.08)
_LEFT, _RIGHT = 18.0, 192.0
_BUCKETS = ("Current", "30 days", "60 days", "90+ days")


def draw(truth: Truth, words: Wording) -> bytes:
    """Draw a statement; returns the PDF."""
    sheet = Sheet()
    sheet.column(_LEFT, 20, party_lines(truth.supplier, words, contact=True), 9, pitch=4.3, bold_first=True)
    sheet.text(_RIGHT, 22, words.title(truth.kind).upper(), 16, bold=True, align=Align.RIGHT, colour=_INK)
    rows = [("Statement date", words.long_day(truth.issued)), ("Customer account", truth.number)]
    write_rows(sheet, 128, _RIGHT, 32, rows)
    sheet.column(_LEFT, 62, ["To:", *party_lines(truth.customer, words, tax_id=False)], 10, pitch=4.8)
    y = _entries(sheet, truth, words)
    sheet.rule(_LEFT, y - 3, _RIGHT, weight=0.8)
    sheet.text(_LEFT, y + 3, "Balance outstanding", 11, bold=True)
    sheet.text(_RIGHT, y + 3, words.money(truth.total), 11, bold=True, align=Align.RIGHT)
    _ages(sheet, truth, words, y + 18)
    sheet.text(_LEFT, 270, "This is a statement of your account, not an invoice.", 9, colour=GREY)
    return sheet.pdf()


def _entries(sheet: Sheet, truth: Truth, words: Wording) -> float:
    y, balance = 98.0, Decimal(0)
    headings = (("Date", _LEFT), ("Transaction", 46.0))
    for heading, x in headings:
        sheet.text(x, y, heading, 9, bold=True)
    for heading, x in (("Charges", 132.0), ("Credits", 162.0), ("Balance", _RIGHT)):
        sheet.text(x, y, heading, 9, bold=True, align=Align.RIGHT)
    sheet.rule(_LEFT, y + 2, _RIGHT, weight=0.8)
    y += 8
    for entry in truth.entries:
        balance += entry.amount
        sheet.text(_LEFT, y, words.day(entry.day), 9)
        sheet.text(46, y, entry.text, 9)
        sheet.text(132 if entry.amount > 0 else 162, y, words.plain(abs(entry.amount)), 9, align=Align.RIGHT)
        sheet.text(_RIGHT, y, words.plain(balance), 9, align=Align.RIGHT)
        y += 6
    return y


def _ages(sheet: Sheet, truth: Truth, words: Wording, y: float) -> None:
    width = (_RIGHT - _LEFT) / len(_BUCKETS)
    for index, (name, amount) in enumerate(zip(_BUCKETS, aged(truth), strict=True)):
        left = _LEFT + index * width
        sheet.frame(left, y, width, 14)
        sheet.text(left + width / 2, y + 5, name, 8.5, align=Align.CENTRE, colour=GREY)
        sheet.text(left + width / 2, y + 11, words.plain(amount), 9.5, align=Align.CENTRE)


def aged(truth: Truth) -> tuple[Decimal, ...]:
    """Return the balance by age of its entries on the day of the statement, youngest first."""
    buckets = [Decimal(0)] * len(_BUCKETS)
    for entry in truth.entries:
        buckets[_bucket(truth.issued, entry.day)] += entry.amount
    return tuple(buckets)


def _bucket(today: date, day: date) -> int:
    return min((today - day).days // 30, len(_BUCKETS) - 1)
