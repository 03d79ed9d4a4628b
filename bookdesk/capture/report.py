"""A read document as plain data, in the form that `bookdesk read --json` prints and measurements compare. Pure.

Amounts are text in major units, dates ISO, unknown is None; boxes are shares of the page as the file shows it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from bookdesk.capture.evidence import Field
from bookdesk.capture.extraction import Extracted
from bookdesk.capture.items import Item
from bookdesk.capture.taxrows import TaxRow
from bookdesk.reading.words import Box, Page

_PLACES = 4


def document_row(file: str, number: int, document: Extracted, seconds: float) -> Mapping[str, object]:
    """Return one document of a file; `seconds` is what reading it took."""
    read = document.extraction
    pages = {page.number: page for page in document.pages}
    return {
        "file": file,
        "document": number,
        "pages": list(pages),
        "kind": read.kind.kind.value,
        "source": document.source.value,
        "seconds": round(seconds, 3),
        "error": None,
        "fields": {name: field_data(field, pages) for name, field in read.fields.items()},
        "tax_breakdown": [tax_data(row) for row in read.tax_rows],
        "line_items": [item_data(item) for item in read.items],
        "checks": [{"name": check.name, "passed": check.passed} for check in read.checks],
        "terms": str(read.terms) if read.terms else None,
    }


def refused_row(file: str, error: str) -> Mapping[str, object]:
    """Return the row of a file that could not be read."""
    return {
        "file": file, "document": 1, "pages": [], "kind": None, "source": None, "seconds": None, "error": error,
        "fields": {}, "tax_breakdown": [], "line_items": [], "checks": [], "terms": None, "words": None,
    }  # fmt: skip


def field_data(field: Field, pages: Mapping[int, Page]) -> Mapping[str, object]:
    """Return one field with its evidence."""
    page = pages.get(field.page) if field.page is not None else None
    box = page.on_paper(field.box) if page and field.box else field.box
    return {
        "value": field.value,
        "confidence": field.confidence,
        "state": field.state.value,
        "page": field.page,
        "box": rounded(box) if box else None,
        "why": field.told,
    }


def rounded(box: Box) -> list[float]:
    """Return a box with four decimals, a tenth of a millimetre on A4."""
    return [round(side, _PLACES) for side in box]


def tax_data(row: TaxRow) -> Mapping[str, str]:
    """Return a row of the tax breakdown."""
    return {"rate": _plain(row.rate, 2), "net": _plain(row.net, 2), "tax": _plain(row.tax, 2)}


def item_data(item: Item) -> Mapping[str, str | None]:
    """Return a line item."""
    return {
        "description": item.description,
        "quantity": _text(item.quantity),
        "unit_price": _text(item.unit_price),
        "net": _text(item.net),
        "tax_rate": _text(item.tax_rate),
    }


def words_of(document: Extracted) -> Sequence[Mapping[str, object]]:
    """Return every word with its place on the paper."""
    return [
        {"page": page.number, "text": word.text, "box": rounded(page.on_paper(word.box)), "confidence": word.confidence}
        for page in document.pages
        for word in page.words
    ]


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _plain(value: Decimal, places: int) -> str:
    """Return at least `places` decimals."""
    exponent = value.as_tuple().exponent
    return format(
        value if isinstance(exponent, int) and exponent <= -places else value.quantize(Decimal(10) ** -places), "f"
    )
