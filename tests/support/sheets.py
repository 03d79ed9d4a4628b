"""Pages made of words without a file: what a reader would have found."""

from __future__ import annotations

from collections.abc import Sequence

from bookdesk.reading.words import Page, Reading, Source, Word

_LETTER = 0.0085
_HEIGHT = 0.012


def page(*rows: str, number: int = 1, source: Source = Source.TEXT, left: float = 0.08, step: float = 0.02) -> Page:
    """Return an A4 page; each row is a line, in which two or more spaces lead to the same letter's column."""
    words: list[Word] = []
    for line, row in enumerate(rows):
        top = 0.05 + line * step
        column = 0
        for part in row.split(" "):
            if part:
                x0 = left + column * _LETTER
                words.append(Word(number, x0, top, x0 + len(part) * _LETTER, top + _HEIGHT, part, 1.0, line, 0))
            column += len(part) + 1
    return Page(number, 595, 842, source, tuple(words))


def reading(*pages: Page) -> Reading:
    """Return the reading of a PDF with these pages."""
    return Reading("pdf", tuple(pages), None, (), 0.0)


def invoice(**changes: str) -> Page:
    """Return a plain Australian tax invoice; `changes` replace values by name."""
    values = {
        "title": "TAX INVOICE",
        "supplier": "Harbour Foods Pty Ltd",
        "abn": "51 824 753 556",
        "number": "HF-1007",
        "date": "4 May 2026",
        "due": "18 May 2026",
        "net": "100.00",
        "tax": "10.00",
        "total": "110.00",
        **changes,
    }
    return page(*_rows(values))


def _rows(values: dict[str, str]) -> Sequence[str]:
    return (
        f"{values['supplier']}                          {values['title']}",
        "12 Quay Street",
        "Fremantle WA 6160",
        f"ABN {values['abn']}",
        "",
        f"Bill to:                                    Invoice number     {values['number']}",
        f"Blue Cafe                                   Invoice date       {values['date']}",
        f"7 Lane Road                                 Due date           {values['due']}",
        "",
        "Description                    Qty      Unit price       Amount",
        f"Coffee beans                     4           25.00       {values['net']}",
        "",
        f"Subtotal                                                ${values['net']}",
        f"GST 10%                                                  ${values['tax']}",
        f"Total (AUD)                                             ${values['total']}",
        "",
        "BSB 062-000   Account number 12345678",
    )
