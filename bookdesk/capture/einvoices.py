"""Fields from an e-invoice: its values win, the page lends them places, differences are told. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bookdesk.capture.checks import Check
from bookdesk.capture.evidence import ABSENT, Field, with_doubt
from bookdesk.capture.identity import same_name
from bookdesk.capture.items import Item
from bookdesk.capture.kinds import KindFinding
from bookdesk.capture.labels import compact
from bookdesk.capture.places import Places
from bookdesk.capture.taxrows import TaxRow
from bookdesk.core.vocabulary import DocumentKind, FieldState, WayOfPayment
from bookdesk.formats.einvoice.invoice import EInvoice

_SURE = 0.99
_WHY = "from the e-invoice"
_PROFORMA, _SELF_BILLED_CREDIT = "325", "261"
_SAME_NAME = 80


def kind_of_einvoice(invoice: EInvoice) -> KindFinding:
    """Return what the e-invoice says it is (UNCL 1001)."""
    if invoice.is_credit_note or invoice.type_code == _SELF_BILLED_CREDIT:
        return KindFinding(DocumentKind.CREDIT_NOTE, 2.0, _WHY)
    if invoice.type_code == _PROFORMA:
        return KindFinding(DocumentKind.PROFORMA, 2.0, _WHY)
    return KindFinding(DocumentKind.INVOICE, 2.0, _WHY)


def einvoice_fields(invoice: EInvoice, page: Mapping[str, Field], places: Places) -> dict[str, Field]:
    """Return every field, from the XML where it has it and from the page where not."""
    balanced = _balances(invoice)
    fields: dict[str, Field] = {}
    for name, value in _values(invoice).items():
        if value is None:
            fields[name] = page.get(name, ABSENT)
            continue
        state = FieldState.PROVED if balanced and name in {"net", "tax", "total"} else FieldState.CONFIDENT
        fields[name] = _placed(Field(value, state, _SURE, _WHY), name, page.get(name, ABSENT), places)
    if _printed_otherwise(fields["total"], page.get("total", ABSENT)):
        fields["total"] = with_doubt(fields["total"], f"the page shows {page['total'].value}")
    return {**{name: page[name] for name in page if name not in fields}, **fields}


def mismatches(fields: Mapping[str, Field], page: Mapping[str, Field], *, has_words: bool) -> Iterator[Check]:
    """Yield whether the page prints what the e-invoice says, a sign of error or fraud where it does not."""
    if not has_words:
        return
    for name, words in (
        ("total", "the page shows the e-invoice's total"),
        ("invoice_number", "the page shows its number"),
    ):
        if fields[name].value is not None:
            shown = fields[name].page is not None
            yield Check(words, shown or not _printed_otherwise(fields[name], page.get(name, ABSENT)))


def einvoice_items(invoice: EInvoice) -> tuple[Item, ...]:
    """Return the lines of the e-invoice."""
    return tuple(
        Item(line.description or "", line.quantity, line.unit_price, line.net, line.tax_rate)
        for line in invoice.line_items
    )


def einvoice_tax_rows(invoice: EInvoice) -> tuple[TaxRow, ...]:
    """Return its tax breakdown, as far as it is complete."""
    return tuple(
        TaxRow(row.rate or Decimal(0), row.net, row.tax)
        for row in invoice.tax_breakdown
        if row.net is not None and row.tax is not None
    )


def _values(invoice: EInvoice) -> dict[str, str | None]:
    return {
        "supplier_name": invoice.supplier_name or invoice.supplier_trading_name,
        "supplier_tax_id": invoice.supplier_tax_id,
        "invoice_number": invoice.invoice_number,
        "issue_date": _day(invoice.issue_date),
        "due_date": _day(invoice.due_date),
        "currency": invoice.currency,
        "net": _amount(invoice.net),
        "tax": _amount(invoice.tax),
        "total": _amount(invoice.total),
        "amount_due": _amount(invoice.amount_due),
        "iban": invoice.iban,
        "bank_account": invoice.bank_account,
        "bank_routing": _routing(invoice),
        "payment_reference": invoice.payment_reference,
        "po_number": invoice.po_number,
        "customer_name": invoice.customer_name,
    }


def way_of_einvoice(invoice: EInvoice) -> WayOfPayment | None:
    """Return how it asks to be paid (UNCL 4461)."""
    return _WAYS.get(invoice.payment_means_code or "")


_WAYS = {
    "30": WayOfPayment.TRANSFER,
    "31": WayOfPayment.TRANSFER,
    "42": WayOfPayment.TRANSFER,
    "58": WayOfPayment.TRANSFER,
    "49": WayOfPayment.DIRECT_DEBIT,
    "59": WayOfPayment.DIRECT_DEBIT,
    "48": WayOfPayment.CARD,
    "54": WayOfPayment.CARD,
    "55": WayOfPayment.CARD,
    "20": WayOfPayment.CHEQUE,
    "10": WayOfPayment.ALREADY_PAID,
}


def _routing(invoice: EInvoice) -> str | None:
    """Return the branch of an account that is no IBAN, where it is a BSB, sort code or routing number and no BIC."""
    branch = compact(invoice.bic or "")
    return branch if invoice.bank_account and branch.isdigit() else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _amount(value: Decimal | None) -> str | None:
    return format(value, "f") if value is not None else None


def _balances(invoice: EInvoice) -> bool:
    parts: Sequence[Decimal | None] = (invoice.net, invoice.tax, invoice.total)
    return all(part is not None for part in parts) and (invoice.net or 0) + (invoice.tax or 0) == invoice.total


def _placed(field: Field, name: str, page: Field, places: Places) -> Field:
    """Return the field with the place where the page prints its value."""
    if page.value is not None and page.box and _same(name, field.value or "", page.value):
        return replace(field, page=page.page, box=page.box, words=page.words)
    place = places.of(name, field.value or "")
    return replace(field, page=place.page, box=place.box, words=place.words) if place else field


def _same(name: str, one: str, other: str) -> bool:
    if name in {"net", "tax", "total", "amount_due"}:
        return Decimal(one) == Decimal(other)
    if name.endswith("_name"):
        return same_name(one, other) >= _SAME_NAME
    return compact(one) == compact(other)


def _printed_otherwise(field: Field, page: Field) -> bool:
    """Whether the page surely shows another value than the e-invoice, and this one nowhere."""
    sure = page.state in {FieldState.PROVED, FieldState.CONFIDENT}
    return sure and field.page is None and page.value is not None and page.value != field.value
