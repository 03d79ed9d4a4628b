"""Sample documents with known answers: drawn, scanned and photographed by us, the same bytes each time.

`journey()` has the files that the demo and the journey's test capture; `further()` widens it to more layouts,
languages and traits. `python -m bookdesk.sandbox.papers FOLDER` writes all of them with their answers beside them.
Whoever measures with these measures the generator too: accuracy of the product is measured on real documents.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from bookdesk.sandbox.papers import bills
from bookdesk.sandbox.papers.camera import photo, scan
from bookdesk.sandbox.papers.einvoice import ubl
from bookdesk.sandbox.papers.layouts import BILLS, RECEIPT, STATEMENT
from bookdesk.sandbox.papers.truth import Truth
from bookdesk.sandbox.papers.wording import Wording

__all__ = ["Paper", "bill_pdf", "further", "irish", "journey", "photo", "receipt_pdf", "scan", "statement_pdf", "ubl"]


@dataclass(frozen=True, slots=True)
class Paper:
    """One file: its name, its type, its bytes and what it says."""

    name: str
    media_type: str
    data: bytes
    truth: Truth


def bill_pdf(truth: Truth, layout: str) -> bytes:
    """Draw an invoice or credit note in one of the `layouts.BILLS`; returns a PDF with a text layer."""
    return BILLS[layout](truth, Wording(truth.locale, truth.currency))


def receipt_pdf(truth: Truth) -> bytes:
    """Draw a till's receipt; returns a PDF."""
    return RECEIPT(truth, Wording(truth.locale, truth.currency))


def statement_pdf(truth: Truth) -> bytes:
    """Draw a supplier's statement of account; returns a PDF."""
    return STATEMENT(truth, Wording(truth.locale, truth.currency))


def journey() -> dict[str, Paper]:
    """Return the seven files of the Australian client, in the order in which they arrive."""
    return _named(*_journey())


def irish() -> dict[str, Paper]:
    """Return the files of the Irish client."""
    return _named(*_irish())


def further() -> dict[str, Paper]:
    """Return more layouts, languages and traits: long tables, receipts, scans and photos of German pages."""
    return _named(*_further())


@cache
def _journey() -> tuple[Paper, ...]:
    coffee = bill_pdf(bills.COFFEE, "classic")
    return (
        _pdf("southern-roast-SR-20418", coffee, bills.COFFEE),
        _pdf("scan-brightwater-2291", scan(bill_pdf(bills.REWIRING, "trades"), 11), bills.REWIRING),
        _jpeg("photo-greenfield-77315", photo(bill_pdf(bills.PRODUCE, "form"), 12), bills.PRODUCE),
        Paper("tidewater-TCC-003907.xml", "application/xml", ubl(bills.CLEANING), bills.CLEANING),
        _pdf("southern-roast-SRC-1042", bill_pdf(bills.COFFEE_CREDIT, "classic"), bills.COFFEE_CREDIT),
        _pdf("southern-roast-statement-may", statement_pdf(bills.COFFEE_STATEMENT), bills.COFFEE_STATEMENT),
        _jpeg("photo-southern-roast", photo(coffee, 13), bills.COFFEE),
    )


@cache
def _irish() -> tuple[Paper, ...]:
    return (
        _pdf("shannon-INV-8841", bill_pdf(bills.STATIONERY, "band"), bills.STATIONERY),
        _pdf("kildare-KH-26-0512", bill_pdf(bills.BOILER, "sidebar"), bills.BOILER),
        _pdf("nordlicht-2026-04471", bill_pdf(bills.BOOKS, "letter"), bills.BOOKS),
    )


@cache
def _further() -> tuple[Paper, ...]:
    german = bill_pdf(bills.DESK_SUPPLIES, "letter")
    return (
        _pdf("lindner-R-118204", german, bills.DESK_SUPPLIES),
        _pdf("scan-lindner-R-118204", scan(german, 21), bills.DESK_SUPPLIES),
        _jpeg("photo-lindner-R-118204", photo(german, 22), bills.DESK_SUPPLIES),
        _pdf("peel-PP-0312", bill_pdf(bills.BRANDING, "sidebar"), bills.BRANDING),
        _pdf("cascade-10-44783", bill_pdf(bills.OFFICE, "form"), bills.OFFICE),
        *(_pdf(f"long-{name}", bill_pdf(bills.METERING, name), bills.METERING) for name in sorted(BILLS)),
        _pdf("receipt-hardware", receipt_pdf(bills.SCREWS), bills.SCREWS),
        _jpeg("photo-receipt-hardware", photo(receipt_pdf(bills.SCREWS), 23), bills.SCREWS),
        _pdf("receipt-lindner", receipt_pdf(bills.LUNCH), bills.LUNCH),
    )


def _pdf(name: str, data: bytes, truth: Truth) -> Paper:
    return Paper(f"{name}.pdf", "application/pdf", data, truth)


def _jpeg(name: str, data: bytes, truth: Truth) -> Paper:
    return Paper(f"{name}.jpg", "image/jpeg", data, truth)


def _named(*papers: Paper) -> dict[str, Paper]:
    return {paper.name: paper for paper in papers}
