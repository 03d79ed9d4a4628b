"""Papers of invoices for tests, and what stands in their files: pages, texts, fonts."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from itertools import chain

import pypdfium2  # type: ignore[import-untyped] # it has no annotations
from PIL import Image
from pypdfium2 import raw

from bookdesk.core.money import Money
from bookdesk.formats.paper.content import Detail, InvoicePaper, PaperLine, PaymentWay, Printed, Seller, TaxRow
from bookdesk.formats.paper.render import render

TAX = Decimal("0.20")
SELLER = Seller("Harbour Lane Ltd", ("4 Quay Street", "Bristol BS1 4DJ"), (Detail("VAT", "GB123456789"),))


def lines(amounts: Sequence[int], *, descriptions: Sequence[str] = ()) -> tuple[PaperLine, ...]:
    """Return a line for each amount in pence, called `Item 001` and so on unless descriptions are given."""
    return tuple(
        PaperLine(
            descriptions[place] if place < len(descriptions) else f"Item {place + 1:03d}",
            Money(amount, "GBP"),
            quantity=Decimal(1),
            price=Decimal(amount).scaleb(-2),
            rate=TAX,
        )
        for place, amount in enumerate(amounts)
    )


def paper_of(rows: tuple[PaperLine, ...]) -> InvoicePaper:
    """Return an invoice in pounds with these lines; all else is usual."""
    net = Money(sum(row.amount.minor for row in rows), "GBP")
    return InvoicePaper(
        kind=Printed.INVOICE,
        number="INV-0042",
        issued=date(2026, 11, 29),
        due=date(2026, 12, 29),
        seller=SELLER,
        address=("Bayside Plumbing", "12 Shore Road", "Bristol BS2 0AA"),
        lines=rows,
        total=net + net.times(TAX),
        taxes=(TaxRow("VAT", TAX, net, net.times(TAX)),),
        ways=(PaymentWay("Bank transfer", (Detail("Account", "12345678"), Detail("Sort code", "01-02-03"))),),
        terms="Payment within 30 days.",
    )


def pages_of(paper: InvoicePaper) -> list[str]:
    """Return the text of each page of a paper as a reader copies it."""
    return texts_of(render(paper))


def texts_of(pdf: bytes) -> list[str]:
    """Return the text of each page of a file as a reader copies it."""
    with _opened(pdf) as document:
        return [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in document]


def pages_in(pdf: bytes) -> int:
    """Return how many pages a file has."""
    with _opened(pdf) as document:
        return len(document)


def fonts_of(pdf: bytes) -> set[tuple[str, bool]]:
    """Return every font in which something is written, and whether it is in the file."""
    with _opened(pdf) as document:
        objects = chain.from_iterable(page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]) for page in document)
        fonts = [raw.FPDFTextObj_GetFont(one.raw) for one in objects]
        return {(_name(font), raw.FPDFFont_GetIsEmbedded(font) == 1) for font in fonts}


def ink_of(pdf: bytes, page: int) -> Iterator[tuple[float, float, float, float]]:
    """Yield where each object of a page stands: left, bottom, right, top in points."""
    with _opened(pdf) as document:
        yield from [one.get_bounds() for one in document[page].get_objects()]


def picture_of(pdf: bytes, dpi: int) -> Image.Image:
    """Return the first page as a printer would make it."""
    with _opened(pdf) as document:
        picture: Image.Image = document[0].render(scale=dpi / 72).to_pil()
        return picture


def _name(font: object) -> str:
    size = raw.FPDFFont_GetBaseFontName(font, None, 0)
    name = ctypes.create_string_buffer(size)
    raw.FPDFFont_GetBaseFontName(font, name, size)
    return name.value.decode()


@contextmanager
def _opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()
