"""From a reading to what each document in the file says: e-invoice first, pages beside it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bookdesk.capture import einvoices
from bookdesk.capture.candidates import finds_of
from bookdesk.capture.checks import Check
from bookdesk.capture.fields import Background, Extraction, read_fields
from bookdesk.capture.kinds import KindFinding
from bookdesk.capture.lines import sheet_of
from bookdesk.capture.places import Places
from bookdesk.capture.segments import segments_of
from bookdesk.core.vocabulary import DocumentKind
from bookdesk.formats.einvoice.invoice import EInvoice
from bookdesk.reading.words import Page, Reading, Source


@dataclass(frozen=True, slots=True)
class Extracted:
    """One document of a file: its pages, where its values come from, and what they are."""

    pages: tuple[Page, ...]
    source: Source
    extraction: Extraction


def extract(reading: Reading, background: Background | None = None, *, apart: bool = True) -> tuple[Extracted, ...]:
    """Return the documents of a file, in order; one with an e-invoice, or not taken `apart`, is one."""
    if reading.einvoice is not None:
        return (Extracted(reading.pages, Source.XML, _with_einvoice(reading.einvoice, reading.pages, background)),)
    return tuple(
        Extracted(pages, replace(reading, pages=pages).source, read_fields(pages, background))
        for pages in (apart and segments_of(reading.pages)) or (reading.pages,)
    )


def _with_einvoice(invoice: EInvoice, pages: tuple[Page, ...], background: Background | None) -> Extraction:
    """Let the e-invoice's values win; lines and tax rows come from the page where the XML has none (MINIMUM)."""
    page = read_fields(pages, background)
    sheet = sheet_of(pages)
    fields = einvoices.einvoice_fields(invoice, page.fields, Places(sheet, finds_of(sheet)))
    checks = [check for check in _arithmetic(invoice) if check]
    checks.extend(einvoices.mismatches(fields, page.fields, has_words=bool(sheet.words)))
    return Extraction(
        einvoices.kind_of_einvoice(invoice),
        {name: fields[name] for name in page.fields},
        einvoices.einvoice_tax_rows(invoice) or page.tax_rows,
        einvoices.einvoice_items(invoice) or page.items,
        tuple(checks),
        page.terms,
        einvoices.way_of_einvoice(invoice) or page.way,
    )


def _arithmetic(invoice: EInvoice) -> tuple[Check | None, ...]:
    if invoice.net is None or invoice.tax is None or invoice.total is None:
        return ()
    return (Check("net + tax = total", invoice.net + invoice.tax == invoice.total),)


def as_kind(document: Extracted, kind: DocumentKind) -> Extracted:
    """Return the document as the kind a person says it is."""
    return replace(document, extraction=replace(document.extraction, kind=KindFinding(kind, 2.0, "said by a person")))
