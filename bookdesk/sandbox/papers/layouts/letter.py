"""A business letter after DIN 5008: window address, a block of references, a salutation and a footer in columns."""

from __future__ import annotations

from bookdesk.sandbox.papers.blocks import bank_rows, head_rows, write_rows
from bookdesk.sandbox.papers.sheet import GREY, Align, Sheet
from bookdesk.sandbox.papers.table import Column, Style, Table, sums
from bookdesk.sandbox.papers.truth import Kind, Locale, Truth
from bookdesk.sandbox.papers.wording import Wording

_LEFT, _RIGHT = 25.0, 190.0
_SALUTATION = {
    Kind.INVOICE: "für unsere Lieferungen und Leistungen berechnen wir Ihnen:",
    Kind.CREDIT_NOTE: "folgende Positionen schreiben wir Ihnen gut:",
}


def draw(truth: Truth, words: Wording) -> bytes:
    """Draw an invoice or credit note; returns the PDF."""
    sheet = Sheet()
    supplier = truth.supplier
    sheet.text(_RIGHT, 22, supplier.name, 18, bold=True, align=Align.RIGHT)
    if supplier.slogan:
        sheet.text(_RIGHT, 28, supplier.slogan, 9, align=Align.RIGHT, colour=GREY)
    sheet.text(_LEFT, 49, " · ".join((supplier.name, *supplier.address)), 6.5, colour=GREY)
    sheet.rule(_LEFT, 50, 106, weight=0.3, colour=GREY)
    sheet.column(_LEFT, 56, [truth.customer.name, *truth.customer.address], 10.5, pitch=5)
    write_rows(sheet, 128, _RIGHT, 56, head_rows(truth, words))
    sheet.text(_LEFT, 100, f"{words.title(truth.kind)} {truth.number}", 13, bold=True)
    y = _salutation(sheet, truth)
    y = _table(sheet, truth, words).write(sheet, y, truth.lines) + 2
    y = write_rows(sheet, 118, _RIGHT, y, sums(truth, words), 10, bold_last=True)
    y = sheet.column(_LEFT, y + 6, _terms(truth, words), 9.5)
    _footer(sheet, truth, words)
    return sheet.pdf()


def _salutation(sheet: Sheet, truth: Truth) -> float:
    german = truth.locale is Locale.GERMANY
    greeting = "Sehr geehrte Damen und Herren," if german else "Dear Sir or Madam,"
    opening = _SALUTATION[truth.kind] if german else "for our deliveries and services we charge:"
    sheet.column(_LEFT, 109, [greeting, "", opening], 10, pitch=4.6)
    return 130


def _terms(truth: Truth, words: Wording) -> list[str]:
    lines = [truth.note] if truth.note else []
    if truth.kind is Kind.INVOICE and truth.due:
        amount, day = words.money(truth.amount_due), words.day(truth.due)
        lines.append(
            f"Bitte überweisen Sie {amount} bis zum {day} auf das unten genannte Konto."
            if truth.locale is Locale.GERMANY
            else f"Please transfer {amount} by {day} to the account below."
        )
        if truth.reference:
            lines.append(f"{words['reference']}: {truth.reference}")
    return lines


def _table(sheet: Sheet, truth: Truth, words: Wording) -> Table:
    mixed = len(truth.shares) > 1
    columns = [
        Column("Pos.", _LEFT, lambda index, _: str(index + 1), Align.LEFT),
        Column(words["description"], 36, lambda _, line: line.description, Align.LEFT, width=72),
        Column(words["quantity"], 124, lambda _, line: words.quantity(line.quantity)),
        Column(words["price"], 150, lambda _, line: words.plain(line.unit_price)),
        Column(f"{words['amount']} {truth.currency}", _RIGHT, lambda _, line: words.plain(line.amount)),
    ]
    if mixed:
        columns.insert(4, Column(words["rate"], 164, lambda _, line: words.percent(line.rate)))

    def on_turn() -> None:
        _footer(sheet, truth, words)
        sheet.text(_RIGHT, 18, f"{words['page']} {sheet.page}", 8.5, align=Align.RIGHT, colour=GREY)

    return Table(columns, _LEFT, _RIGHT, 246, 30, Style(ruled=True, size=9.5), on_turn)


def _footer(sheet: Sheet, truth: Truth, words: Wording) -> None:
    supplier = truth.supplier
    sheet.rule(_LEFT, 272, _RIGHT, weight=0.3, colour=GREY)
    contact = [part for part in (supplier.phone, supplier.email) if part]
    columns = (
        [supplier.name, *supplier.address],
        [*contact, f"{words['tax_id']}: {supplier.tax_id}"],
        [words["pay_to"], *(f"{label} {value}" for label, value in bank_rows(truth, words)[1:3])],
    )
    for x, lines in zip((_LEFT, 82.0, 132.0), columns, strict=True):
        sheet.column(x, 277, lines, 7.5, pitch=3.6, colour=GREY)
