"""OASIS UBL 2.1 Invoice and CreditNote, as profiled by EN 16931 (CEN/TS 16931-3-2) and Peppol BIS Billing 3."""

from __future__ import annotations

from bookdesk.formats.einvoice.invoice import EInvoice, EInvoiceLine, EInvoiceTax, Syntax
from bookdesk.formats.einvoice.parties import account, distinct, is_credit_note
from bookdesk.formats.einvoice.tree import Node

_CREDIT_NOTE_CODE = "381"


def read_ubl(root: Node) -> EInvoice:
    """Return what a UBL Invoice or CreditNote says."""
    currency = root.text("DocumentCurrencyCode")
    type_code = root.text("InvoiceTypeCode", "CreditNoteTypeCode")
    if type_code is None and root.name == "CreditNote":
        type_code = _CREDIT_NOTE_CODE
    total = root.decimal("LegalMonetaryTotal/TaxInclusiveAmount")
    seller = root.one("AccountingSupplierParty/Party")
    buyer = root.one("AccountingCustomerParty/Party")
    tax_total = _tax_total(root, currency)
    means = _payment_means(root)
    iban, other = account(*_account_ids(means))
    return EInvoice(
        syntax=Syntax.UBL,
        profile=root.text("CustomizationID"),
        type_code=type_code,
        is_credit_note=root.name == "CreditNote" or is_credit_note(type_code, total),
        supplier_name=_name(seller),
        supplier_trading_name=seller.text("PartyName/Name") if seller else None,
        invoice_number=root.text("ID"),
        issue_date=root.day("IssueDate"),
        due_date=root.day("DueDate", "PaymentMeans/PaymentDueDate", "PaymentTerms/PaymentDueDate"),
        currency=currency,
        net=root.decimal("LegalMonetaryTotal/TaxExclusiveAmount"),
        tax=tax_total.decimal("TaxAmount") if tax_total else None,
        total=total,
        amount_due=root.decimal("LegalMonetaryTotal/PayableAmount"),
        prepaid=root.decimal("LegalMonetaryTotal/PrepaidAmount"),
        rounding=root.decimal("LegalMonetaryTotal/PayableRoundingAmount"),
        tax_point=root.day("TaxPointDate", "Delivery/ActualDeliveryDate"),
        supplier_tax_ids=_tax_ids(seller),
        supplier_country=seller.text("PostalAddress/Country/IdentificationCode") if seller else None,
        customer_name=_name(buyer),
        customer_tax_id=next(iter(_tax_ids(buyer)), None),
        payee_name=root.text("PayeeParty/PartyName/Name"),
        payment_means_code=means.text("PaymentMeansCode") if means else None,
        iban=iban,
        bank_account=other,
        bic=means.text(f"{_ACCOUNT}/FinancialInstitutionBranch/ID", _OLD_BIC) if means else None,
        account_name=means.text(f"{_ACCOUNT}/Name") if means else None,
        payment_reference=means.text("PaymentID", "InstructionID") if means else None,
        payment_terms=root.text("PaymentTerms/Note"),
        po_number=root.text("OrderReference/ID"),
        corrected_invoice=root.text("BillingReference/InvoiceDocumentReference/ID"),
        tax_breakdown=tuple(_tax(subtotal) for subtotal in tax_total.all("TaxSubtotal")) if tax_total else (),
        line_items=tuple(_line(line) for tag in ("InvoiceLine", "CreditNoteLine") for line in root.all(tag)),
    )


_ACCOUNT = "PayeeFinancialAccount"
_OLD_BIC = f"{_ACCOUNT}/FinancialInstitutionBranch/FinancialInstitution/ID"


def _name(party: Node | None) -> str | None:
    return party.text("PartyLegalEntity/RegistrationName", "PartyName/Name") if party else None


def _tax_ids(party: Node | None) -> tuple[str, ...]:
    """VAT first; then other tax schemes, then the company register."""
    if party is None:
        return ()
    schemes = [(scheme.text("TaxScheme/ID"), scheme.text("CompanyID")) for scheme in party.all("PartyTaxScheme")]
    vat = [number for name, number in schemes if (name or "").upper() == "VAT"]
    others = [number for name, number in schemes if (name or "").upper() != "VAT"]
    return distinct([*vat, *others, party.text("PartyLegalEntity/CompanyID")])


def _tax_total(root: Node, currency: str | None) -> Node | None:
    """Return the total in the document's currency: a second one may state the tax in the accounting currency."""
    totals = list(root.all("TaxTotal"))
    for total in totals:
        amount = total.one("TaxAmount")
        if amount and amount.attribute("currencyID") == currency:
            return total
    return totals[0] if totals else None


def _payment_means(root: Node) -> Node | None:
    """Return the first means that names an account, else the first."""
    means = list(root.all("PaymentMeans"))
    return next((one for one in means if one.text(f"{_ACCOUNT}/ID")), means[0] if means else None)


def _account_ids(means: Node | None) -> tuple[str | None, str | None]:
    found = means.one(f"{_ACCOUNT}/ID") if means else None
    return (None, found.own_text if found else None)


def _tax(subtotal: Node) -> EInvoiceTax:
    return EInvoiceTax(
        rate=subtotal.decimal("TaxCategory/Percent", "Percent"),
        net=subtotal.decimal("TaxableAmount"),
        tax=subtotal.decimal("TaxAmount"),
        category=subtotal.text("TaxCategory/ID"),
    )


def _line(line: Node) -> EInvoiceLine:
    quantity = line.one("InvoicedQuantity") or line.one("CreditedQuantity")
    return EInvoiceLine(
        description=line.text("Item/Name", "Item/Description"),
        quantity=line.decimal("InvoicedQuantity", "CreditedQuantity"),
        unit_price=line.decimal("Price/PriceAmount"),
        per_quantity=line.decimal("Price/BaseQuantity"),
        net=line.decimal("LineExtensionAmount"),
        tax_rate=line.decimal("Item/ClassifiedTaxCategory/Percent"),
        tax_category=line.text("Item/ClassifiedTaxCategory/ID"),
        unit=quantity.attribute("unitCode") if quantity else None,
        item_number=line.text("Item/SellersItemIdentification/ID"),
    )
