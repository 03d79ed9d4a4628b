"""The face of the package: bytes in, `EInvoice` out."""

from __future__ import annotations

from collections.abc import Callable

from bookdesk.core.errors import UnreadableDocument
from bookdesk.formats.einvoice.cii import read_cii, read_zugferd1
from bookdesk.formats.einvoice.invoice import EInvoice
from bookdesk.formats.einvoice.tree import Node, parse
from bookdesk.formats.einvoice.ubl import read_ubl

ATTACHMENT_NAMES = ("factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml")
"""Names, in lower case, under which a PDF carries its e-invoice (Factur-X 1.0, 6.2); orders (order-x.xml) are none."""

_READERS: dict[str, Callable[[Node], EInvoice]] = {
    "Invoice": read_ubl,
    "CreditNote": read_ubl,
    "CrossIndustryInvoice": read_cii,
    "CrossIndustryDocument": read_zugferd1,
}


def read_einvoice(data: bytes) -> EInvoice:
    """Return what the XML `data` says; `UnreadableDocument` if it is damaged, hostile or no invoice.

    Syntaxes are told apart by the local name of the root element.
    """
    root = parse(data)
    reader = _READERS.get(root.name)
    if reader is None:
        raise UnreadableDocument(
            f"The XML file is no e-invoice: it holds a “{root.name[:60]}”.",
            "UBL, CII (Factur-X, XRechnung) and ZUGFeRD can be read; ask the sender for one of these or a PDF.",
        )
    invoice = reader(root)
    if invoice.invoice_number is None and invoice.total is None:
        raise UnreadableDocument(
            "The e-invoice has neither a number nor a total.", "Ask the sender for a complete copy, or add the PDF."
        )
    return invoice
