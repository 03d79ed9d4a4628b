"""Writes OASIS UBL 2.1 Invoice and CreditNote, as CEN/TS 16931-3-2 binds EN 16931 to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from bookdesk.core.money import Money
from bookdesk.formats.einvoice.writing.building import Element, amount, day, exact, percent
from bookdesk.formats.einvoice.writing.document import PROFILE, EDocument, ELine, EParty, ETax

_COMMON: Final = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
_ROOT: Final = "urn:oasis:names:specification:ubl:schema:xsd:{}-2"


def write_ubl(document: EDocument) -> bytes:
    """Return the document as UBL; what it says is not checked here (see `checking`)."""
    kind = "CreditNote" if document.is_credit_note else "Invoice"
    root = Element.root(kind, {"": _ROOT.format(kind), **_COMMON})
    _head(root, kind, document)
    if document.served is not None:
        _period(root, document.served)
    if document.order:
        root.under("cac:OrderReference").text("cbc:ID", document.order)
    if document.corrects is not None:
        before = root.under("cac:BillingReference").under("cac:InvoiceDocumentReference")
        before.text("cbc:ID", document.corrects[0])
        before.text("cbc:IssueDate", day(document.corrects[1]))
    _party(root.under("cac:AccountingSupplierParty").under("cac:Party"), document.seller)
    _party(root.under("cac:AccountingCustomerParty").under("cac:Party"), document.buyer)
    _delivery(root, document)
    _means(root, document)
    if document.terms:
        root.under("cac:PaymentTerms").text("cbc:Note", document.terms)
    _taxes(root, document)
    _sums(root.under("cac:LegalMonetaryTotal"), document)
    for place, line in enumerate(document.lines, start=1):
        _line(root.under(f"cac:{kind}Line"), kind, place, line)
    return root.bytes()


def _head(root: Element, kind: str, document: EDocument) -> None:
    root.text("cbc:CustomizationID", PROFILE)
    root.text("cbc:ID", document.number)
    root.text("cbc:IssueDate", day(document.issued))
    if document.due_date is not None and kind == "Invoice":
        root.text("cbc:DueDate", day(document.due_date))
    root.text(f"cbc:{kind}TypeCode", document.type_code)
    for note in document.notes:
        root.text("cbc:Note", note)
    root.text("cbc:DocumentCurrencyCode", document.currency)
    if document.base_tax is not None:
        root.text("cbc:TaxCurrencyCode", document.base_tax.currency)
    root.text("cbc:BuyerReference", document.buyer_reference)


def _party(at: Element, party: EParty) -> None:
    if party.electronic is not None:
        at.text("cbc:EndpointID", party.electronic[1], schemeID=party.electronic[0])
    if party.trading_name:
        at.under("cac:PartyName").text("cbc:Name", party.trading_name)
    _address(at.under("cac:PostalAddress"), party)
    for scheme, number in (("VAT", party.vat_id), ("TAX", party.tax_number)):
        if number:
            registered = at.under("cac:PartyTaxScheme")
            registered.text("cbc:CompanyID", number)
            registered.under("cac:TaxScheme").text("cbc:ID", scheme)
    legal = at.under("cac:PartyLegalEntity")
    legal.text("cbc:RegistrationName", party.name)
    legal.text("cbc:CompanyID", party.registration)
    if party.contact or party.phone or party.email:
        contact = at.under("cac:Contact")
        contact.text("cbc:Name", party.contact)
        contact.text("cbc:Telephone", party.phone)
        contact.text("cbc:ElectronicMail", party.email)


def _address(at: Element, party: EParty) -> None:
    street, more, *rest = (*party.address.lines, "", "")
    at.text("cbc:StreetName", street)
    at.text("cbc:AdditionalStreetName", more)
    at.text("cbc:CityName", party.address.city)
    at.text("cbc:PostalZone", party.address.postcode)
    if third := next((line for line in rest if line), ""):
        at.under("cac:AddressLine").text("cbc:Line", third)
    at.under("cac:Country").text("cbc:IdentificationCode", party.address.country)


def _delivery(root: Element, document: EDocument) -> None:
    if document.delivered is None and not document.deliver_to:
        return
    at = root.under("cac:Delivery")
    if document.delivered is not None:
        at.text("cbc:ActualDeliveryDate", day(document.delivered))
    if document.deliver_to:
        where = at.under("cac:DeliveryLocation").under("cac:Address").under("cac:Country")
        where.text("cbc:IdentificationCode", document.deliver_to)


def _means(root: Element, document: EDocument) -> None:
    payment = document.payment
    due = document.due_date if document.is_credit_note else None
    if payment is None:
        return
    at = root.under("cac:PaymentMeans")
    at.text("cbc:PaymentMeansCode", payment.code)
    if due is not None:
        at.text("cbc:PaymentDueDate", day(due))
    at.text("cbc:PaymentID", document.payment_reference)
    account = at.under("cac:PayeeFinancialAccount")
    account.text("cbc:ID", payment.account)
    account.text("cbc:Name", payment.holder)
    if payment.bic:
        account.under("cac:FinancialInstitutionBranch").text("cbc:ID", payment.bic)


def _taxes(root: Element, document: EDocument) -> None:
    total = root.under("cac:TaxTotal")
    total.text("cbc:TaxAmount", amount(document.tax), **_in(document.tax))
    for tax in document.taxes:
        part = total.under("cac:TaxSubtotal")
        part.text("cbc:TaxableAmount", amount(tax.base), **_in(tax.base))
        part.text("cbc:TaxAmount", amount(tax.tax), **_in(tax.tax))
        _category(part.under("cac:TaxCategory"), tax)
    if document.base_tax is not None:
        root.under("cac:TaxTotal").text("cbc:TaxAmount", amount(document.base_tax), **_in(document.base_tax))


def _category(at: Element, tax: ETax | ELine) -> None:
    at.text("cbc:ID", tax.category)
    if tax.rate is not None:
        at.text("cbc:Percent", percent(tax.rate))
    if isinstance(tax, ETax):
        at.text("cbc:TaxExemptionReasonCode", tax.reason_code)
        at.text("cbc:TaxExemptionReason", tax.reason)
    at.under("cac:TaxScheme").text("cbc:ID", "VAT")


def _sums(at: Element, document: EDocument) -> None:
    at.text("cbc:LineExtensionAmount", amount(document.net), **_in(document.net))
    at.text("cbc:TaxExclusiveAmount", amount(document.net), **_in(document.net))
    at.text("cbc:TaxInclusiveAmount", amount(document.total), **_in(document.total))
    if document.paid:
        at.text("cbc:PrepaidAmount", amount(document.paid), **_in(document.paid))
    if document.rounding:
        at.text("cbc:PayableRoundingAmount", amount(document.rounding), **_in(document.rounding))
    at.text("cbc:PayableAmount", amount(document.due), **_in(document.due))


def _line(at: Element, kind: str, place: int, line: ELine) -> None:
    at.text("cbc:ID", str(place))
    quantity = "Credited" if kind == "CreditNote" else "Invoiced"
    at.text(f"cbc:{quantity}Quantity", exact(line.quantity), unitCode=line.unit)
    at.text("cbc:LineExtensionAmount", amount(line.net), **_in(line.net))
    if line.served is not None:
        _period(at, line.served)
    if line.allowance:
        less = at.under("cac:AllowanceCharge")
        less.text("cbc:ChargeIndicator", "false")
        less.text("cbc:AllowanceChargeReasonCode", "95")  # UNCL 5189: discount
        less.text("cbc:Amount", amount(line.allowance), **_in(line.allowance))
    item = at.under("cac:Item")
    item.text("cbc:Description", line.detail)
    item.text("cbc:Name", line.description)
    if line.item_number:
        item.under("cac:SellersItemIdentification").text("cbc:ID", line.item_number)
    _category(item.under("cac:ClassifiedTaxCategory"), line)
    price = at.under("cac:Price")
    price.text("cbc:PriceAmount", exact(line.price), **_in(line.net))
    if line.per is not None:
        price.text("cbc:BaseQuantity", exact(line.per), unitCode=line.unit)


def _period(at: Element, served: tuple[date, date]) -> None:
    period = at.under("cac:InvoicePeriod")
    period.text("cbc:StartDate", day(served[0]))
    period.text("cbc:EndDate", day(served[1]))


def _in(money: Money) -> Mapping[str, str]:
    return {"currencyID": money.currency}
