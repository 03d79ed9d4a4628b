"""A sample as UBL 2.1 (OASIS), in the Peppol BIS Billing 3.0 shape or its Australian and New Zealand extension."""

from __future__ import annotations

from decimal import Decimal

from lxml import etree

from bookdesk.sandbox.papers.truth import Kind, Line, Party, Share, Truth, cents

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_CAC, _CBC = f"{_UBL}CommonAggregateComponents-2", f"{_UBL}CommonBasicComponents-2"
_PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
_CUSTOMISATION = {
    "AU": "urn:cen.eu:en16931:2017#conformant#urn:fdc:peppol.eu:2017:poacc:billing:international:aunz:3.0",
}
_EUROPE = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_SCHEMES = {"AU": "GST"}
_ABN_SCHEME = "0151"  # ISO 6523 code list
_CREDIT_TRANSFER = "30"  # UNCL4461
_INVOICE, _CREDIT_NOTE = "380", "381"  # UNCL1001


def ubl(truth: Truth) -> bytes:
    """Return the document as UBL 2.1; its prices are before tax."""
    if truth.inclusive:
        raise ValueError("an e-invoice's prices are before tax")
    credit = truth.kind is Kind.CREDIT_NOTE
    name = "CreditNote" if credit else "Invoice"
    spaces = {None: f"{_UBL}{name}-2", "cac": _CAC, "cbc": _CBC}
    root = etree.Element(f"{{{_UBL}{name}-2}}{name}", nsmap=spaces)  # type: ignore[arg-type] # None is the default space
    root.extend(_header(truth, name))
    root.append(_group("AccountingSupplierParty", _party(truth.supplier)))
    root.append(_group("AccountingCustomerParty", _party(truth.customer)))
    if truth.supplier.bank and not credit:
        root.append(_payment_means(truth))
    root.append(_tax_total(truth))
    root.append(_sums(truth))
    root.extend(_line(truth, name, index, line) for index, line in enumerate(truth.lines, 1))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _header(truth: Truth, name: str) -> list[etree._Element]:
    elements = [
        _value("CustomizationID", _CUSTOMISATION.get(truth.supplier.country, _EUROPE)),
        _value("ProfileID", _PROFILE),
        _value("ID", truth.number),
        _value("IssueDate", truth.issued.isoformat()),
    ]
    if truth.due and name == "Invoice":
        elements.append(_value("DueDate", truth.due.isoformat()))
    elements.append(_value(f"{name}TypeCode", _CREDIT_NOTE if name == "CreditNote" else _INVOICE))
    elements += [_value("Note", truth.note)] if truth.note else []
    elements.append(_value("DocumentCurrencyCode", truth.currency))
    elements.append(_value("BuyerReference", truth.order or truth.customer.name))
    if truth.order:
        elements.append(_group("OrderReference", _value("ID", truth.order)))
    if truth.corrects:
        elements.append(_group("BillingReference", _group("InvoiceDocumentReference", _value("ID", truth.corrects))))
    return elements


def _party(party: Party) -> etree._Element:
    australian = party.country == "AU"
    scheme = {"schemeID": _ABN_SCHEME} if australian else {}
    address = [_value("StreetName", party.address[0]), _value("CityName", party.address[-1])]
    parts = [_value("EndpointID", party.tax_id or party.name, **scheme)]
    parts.append(_group("PartyName", _value("Name", party.name)))
    country = _group("Country", _value("IdentificationCode", party.country))
    parts.append(_group("PostalAddress", *address, country))
    if party.tax_id:
        tax = _group("TaxScheme", _value("ID", _SCHEMES.get(party.country, "VAT")))
        parts.append(_group("PartyTaxScheme", _value("CompanyID", party.tax_id), tax))
    parts.append(_group("PartyLegalEntity", _value("RegistrationName", party.name)))
    return _group("Party", *parts)


def _payment_means(truth: Truth) -> etree._Element:
    bank = truth.supplier.bank or ""
    is_iban = bank[:2].isalpha()
    routing, _, number = bank.partition(" ")
    account = [
        _value("ID", bank.replace(" ", "") if is_iban else number),
        _value("Name", truth.supplier.name),
        _group(
            "FinancialInstitutionBranch",
            _value("ID", (truth.supplier.bic or "") if is_iban else routing.replace("-", "")),
        ),
    ]
    means = [_value("PaymentMeansCode", _CREDIT_TRANSFER)]
    means += [_value("PaymentID", truth.reference)] if truth.reference else []
    return _group("PaymentMeans", *means, _group("PayeeFinancialAccount", *account))


def _tax_total(truth: Truth) -> etree._Element:
    return _group(
        "TaxTotal", _amount("TaxAmount", truth.tax, truth), *(_tax_subtotal(truth, share) for share in truth.shares)
    )


def _tax_subtotal(truth: Truth, share: Share) -> etree._Element:
    return _group(
        "TaxSubtotal",
        _amount("TaxableAmount", share.net, truth),
        _amount("TaxAmount", share.tax, truth),
        _group("TaxCategory", *_category(truth, share.rate)),
    )


def _category(truth: Truth, rate: Decimal) -> list[etree._Element]:
    """Standard rate S, else zero rated Z (UNCL5305)."""
    scheme = _group("TaxScheme", _value("ID", _SCHEMES.get(truth.supplier.country, "VAT")))
    return [_value("ID", "S" if rate else "Z"), _value("Percent", str(rate)), scheme]


def _sums(truth: Truth) -> etree._Element:
    parts = [
        _amount("LineExtensionAmount", truth.net, truth),
        _amount("TaxExclusiveAmount", truth.net, truth),
        _amount("TaxInclusiveAmount", truth.total, truth),
    ]
    parts += [_amount("PrepaidAmount", truth.prepaid, truth)] if truth.prepaid else []
    return _group("LegalMonetaryTotal", *parts, _amount("PayableAmount", truth.amount_due, truth))


def _line(truth: Truth, name: str, index: int, line: Line) -> etree._Element:
    quantity = "CreditedQuantity" if name == "CreditNote" else "InvoicedQuantity"
    item = _group(
        "Item", _value("Name", line.description), _group("ClassifiedTaxCategory", *_category(truth, line.rate))
    )
    return _group(
        f"{name}Line",
        _value("ID", str(index)),
        _value(quantity, str(line.quantity), unitCode="C62"),
        _amount("LineExtensionAmount", line.amount, truth),
        item,
        _group("Price", _value("PriceAmount", str(line.unit_price), currencyID=truth.currency)),
    )


def _amount(name: str, amount: Decimal, truth: Truth) -> etree._Element:
    return _value(name, str(cents(amount)), currencyID=truth.currency)


def _group(name: str, *children: etree._Element) -> etree._Element:
    """Return an aggregate with its children."""
    element = etree.Element(f"{{{_CAC}}}{name}", nsmap={"cac": _CAC, "cbc": _CBC})
    element.extend(children)
    return element


def _value(name: str, text: str, **attributes: str) -> etree._Element:
    """Return a basic element with its text."""
    element = etree.Element(f"{{{_CBC}}}{name}", nsmap={"cbc": _CBC}, attrib=attributes)
    element.text = text
    return element
