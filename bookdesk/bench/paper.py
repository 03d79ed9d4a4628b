"""Papers of invoices: how many a second of CPU, beside a bare canvas that draws the same texts in the same places.

With data means what leaves the desk: checked to the cent, written as CII, and put into an archive file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from io import BytesIO
from pathlib import Path
from time import process_time
from typing import Any, Final

from reportlab.pdfgen.canvas import Canvas

from bookdesk.bench.measure import Measurement, absolute, against, median
from bookdesk.core.money import Money
from bookdesk.formats.einvoice.writing.checking import problems
from bookdesk.formats.einvoice.writing.cii import write_cii
from bookdesk.formats.einvoice.writing.document import INVOICE, EAddress, EDocument, ELine, EParty, ETax
from bookdesk.formats.paper.content import (
    Detail,
    InvoicePaper,
    PaperLine,
    PaymentWay,
    Printed,
    QrCode,
    Seller,
    TaxRow,
)
from bookdesk.formats.paper.faces import REGULAR
from bookdesk.formats.paper.press import draw
from bookdesk.formats.paper.render import laid_out, render
from bookdesk.formats.pdfa import archived

_RUNS: Final = 15
_RATE: Final = Decimal("0.19")
_WORK: Final = ("Consulting on the new warehouse", "Oak shelf, oiled, 180 x 40 cm", "Delivery and assembly on site")
_CODE: Final = "BCD\n002\n1\nSCT\n\nBrandt\nDE02120300000000202051\nEUR1.00\n\n\nRE-{}"

Noted = list[tuple[str, tuple[Any, ...]]]
"""Every call that sets a font, draws a text or ends a page."""


def run(data: Path | None) -> Sequence[Measurement]:
    """Measure papers of 12 and 200 lines; `data` is not used."""
    del data
    short, long = sample(12), sample(200)
    coded = [replace(short, qr=QrCode(_CODE.format(number))) for number in range(_RUNS)]
    found = [_beside(paper) for paper in (short, long)]
    with_code = median([_seconds(partial(render, paper)) for paper in coded])
    with_data = [median([_seconds(partial(with_xml, paper)) for _ in range(_RUNS)]) for paper in (short, long)]
    what = "bare canvas"
    return [
        *(
            against(f"paper-{len(paper.lines)}-lines", "per CPU s", 1 / ours, what, 1 / bare, ">= 0.35 x", _RUNS)
            for paper, (ours, bare) in zip((short, long), found, strict=True)
        ),
        absolute("paper-200-lines-time", "CPU ms", found[1][0] * 1000, "< 150", _RUNS),
        absolute("paper-12-lines-coded", "per CPU s", 1 / with_code, ">= 20, each with a code of its own", _RUNS),
        absolute("paper-12-lines-data", "per CPU s", 1 / with_data[0], ">= 25", _RUNS),
        absolute("paper-200-lines-data-time", "CPU ms", with_data[1] * 1000, "< 150", _RUNS),
    ]


def with_xml(paper: InvoicePaper) -> bytes:
    """Return an archive file of a paper with its e-invoice inside, checked to the cent before."""
    document = einvoice(paper)
    if wrong := problems(document):
        raise ValueError(wrong)
    return archived(render(paper), paper.issued, write_cii(document))


def einvoice(paper: InvoicePaper) -> EDocument:
    """Return the e-invoice of a sample: each line as one piece at its amount."""
    zero = Money.zero(paper.total.currency)
    lines = tuple(
        ELine(row.description, Decimal(1), "C62", row.amount.major, row.amount, "S", _RATE, detail=row.detail)
        for row in paper.lines
    )
    (tax,) = paper.taxes
    seller, buyer = (EParty(name, EAddress("DE", (street,), town)) for name, street, town in _parties(paper))
    return EDocument(
        type_code=INVOICE,
        number=paper.number,
        issued=paper.issued,
        currency=paper.total.currency,
        seller=replace(seller, vat_id="DE123456788"),
        buyer=buyer,
        lines=lines,
        taxes=(ETax("S", _RATE, tax.base, tax.tax),),
        net=tax.base,
        tax=tax.tax,
        total=paper.total,
        paid=zero,
        rounding=zero,
        due=paper.total,
        due_date=paper.due,
    )


def _parties(paper: InvoicePaper) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return (paper.seller.name, *paper.seller.address), paper.address


def sample(lines: int) -> InvoicePaper:
    """Return an invoice of so many lines, without a logo."""
    rows = tuple(
        PaperLine(
            _WORK[place % 3],
            Money(12_350 + place * 731, "EUR"),
            quantity=Decimal(place + 1) / 2,
            unit="h",
            price=Decimal("98.50"),
            rate=_RATE,
            detail=f"Delivery note {2_000 + place} of 3 November 2026" if place % 2 else "",
        )
        for place in range(lines)
    )
    net = Money(sum(row.amount.minor for row in rows), "EUR")
    return InvoicePaper(
        kind=Printed.INVOICE,
        number="RE-2026-0042",
        issued=date(2026, 11, 29),
        due=date(2026, 12, 13),
        seller=Seller("Tischlerei Brandt & Söhne GmbH", ("Hafenstraße 12", "20457 Hamburg")),
        address=("Café Morgenrot OHG", "Große Bergstraße 7", "22767 Hamburg"),
        lines=rows,
        total=net + net.times(_RATE),
        taxes=(TaxRow("MwSt.", _RATE, net, net.times(_RATE)),),
        ways=(PaymentWay("Überweisung", (Detail("IBAN", "DE02 1203 0000 0000 2020 51"),)),),
        terms="Zahlbar innerhalb von 14 Tagen ohne Abzug.",
        locale="de-DE",
    )


class _Noting(Canvas):
    """A canvas that notes what is written on it."""

    def __init__(self, out: BytesIO, noted: Noted) -> None:
        self._noted: Noted = []  # what a canvas does while it begins is no text of ours
        super().__init__(out, invariant=1)
        self._noted = noted

    def setFont(self, *words: Any) -> None:  # noqa: N802, ANN401 - named and called as reportlab does
        self._noted.append(("setFont", words))
        super().setFont(*words)

    def drawString(self, *words: Any) -> None:  # noqa: N802, ANN401 - as above
        self._noted.append(("drawString", words))
        super().drawString(*words)

    def showPage(self) -> None:  # noqa: N802 - as above
        self._noted.append(("showPage", ()))
        super().showPage()


def _beside(paper: InvoicePaper) -> tuple[float, float]:
    """Return the CPU seconds of a paper and of the bare canvas, taken in turn."""
    noted: Noted = []
    draw(_Noting(BytesIO(), noted), *laid_out(paper))
    _bare(noted)
    pairs = [(_seconds(lambda: render(paper)), _seconds(lambda: _bare(noted))) for _ in range(_RUNS)]
    return median([ours for ours, _ in pairs]), median([bare for _, bare in pairs])


def _bare(noted: Noted) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, invariant=1, pageCompression=1, initialFontName=REGULAR)  # type: ignore[arg-type] # a wrong stub
    for name, words in noted:
        getattr(canvas, name)(*words)
    canvas.save()
    return out.getvalue()


def _seconds(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start
