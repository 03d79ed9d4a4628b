"""Writes UN/CEFACT Cross Industry Invoice D16B, as CEN/TS 16931-3-3 binds it: the XML of Factur-X and ZUGFeRD 2."""

from __future__ import annotations

from datetime import date
from typing import Final

from bookdesk.formats.einvoice.writing.building import Element, amount, compact_day, exact, percent
from bookdesk.formats.einvoice.writing.document import PROFILE, EDocument, ELine, EParty, EPayment, ETax

_SPACES: Final = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
    "qdt": "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
}


def write_cii(document: EDocument) -> bytes:
    """Return the document as CII; what it says is not checked here (see `checking`)."""
    root = Element.root("rsm:CrossIndustryInvoice", _SPACES)
    root.under("rsm:ExchangedDocumentContext").under("ram:GuidelineSpecifiedDocumentContextParameter").text(
        "ram:ID", PROFILE
    )
    head = root.under("rsm:ExchangedDocument")
    head.text("ram:ID", document.number)
    head.text("ram:TypeCode", document.type_code)
    _day(head.under("ram:IssueDateTime"), document.issued)
    for note in document.notes:
        head.under("ram:IncludedNote").text("ram:Content", note)
    whole = root.under("rsm:SupplyChainTradeTransaction")
    for place, line in enumerate(document.lines, start=1):
        _line(whole.under("ram:IncludedSupplyChainTradeLineItem"), place, line)
    _agreement(whole.under("ram:ApplicableHeaderTradeAgreement"), document)
    _delivery(whole.under("ram:ApplicableHeaderTradeDelivery"), document)
    _settlement(whole.under("ram:ApplicableHeaderTradeSettlement"), document)
    return root.bytes()


def _line(at: Element, place: int, line: ELine) -> None:
    at.under("ram:AssociatedDocumentLineDocument").text("ram:LineID", str(place))
    product = at.under("ram:SpecifiedTradeProduct")
    product.text("ram:SellerAssignedID", line.item_number)
    product.text("ram:Name", line.description)
    product.text("ram:Description", line.detail)
    price = at.under("ram:SpecifiedLineTradeAgreement").under("ram:NetPriceProductTradePrice")
    price.text("ram:ChargeAmount", exact(line.price))
    if line.per is not None:
        price.text("ram:BasisQuantity", exact(line.per), unitCode=line.unit)
    at.under("ram:SpecifiedLineTradeDelivery").text("ram:BilledQuantity", exact(line.quantity), unitCode=line.unit)
    settled = at.under("ram:SpecifiedLineTradeSettlement")
    tax = settled.under("ram:ApplicableTradeTax")
    tax.text("ram:TypeCode", "VAT")
    tax.text("ram:CategoryCode", line.category)
    if line.rate is not None:
        tax.text("ram:RateApplicablePercent", percent(line.rate))
    _period(settled, line.served)
    if line.allowance:
        less = settled.under("ram:SpecifiedTradeAllowanceCharge")
        less.under("ram:ChargeIndicator").text("udt:Indicator", "false")
        less.text("ram:ActualAmount", amount(line.allowance))
        less.text("ram:ReasonCode", "95")  # UNCL 5189: discount
    settled.under("ram:SpecifiedTradeSettlementLineMonetarySummation").text("ram:LineTotalAmount", amount(line.net))


def _agreement(at: Element, document: EDocument) -> None:
    at.text("ram:BuyerReference", document.buyer_reference)
    _party(at.under("ram:SellerTradeParty"), document.seller)
    _party(at.under("ram:BuyerTradeParty"), document.buyer)
    if document.order:
        at.under("ram:BuyerOrderReferencedDocument").text("ram:IssuerAssignedID", document.order)


def _party(at: Element, party: EParty) -> None:
    at.text("ram:Name", party.name)
    if party.registration or party.trading_name:
        legal = at.under("ram:SpecifiedLegalOrganization")
        legal.text("ram:ID", party.registration)
        legal.text("ram:TradingBusinessName", party.trading_name)
    if party.contact or party.phone or party.email:
        _contact(at.under("ram:DefinedTradeContact"), party)
    address = at.under("ram:PostalTradeAddress")
    address.text("ram:PostcodeCode", party.address.postcode)
    for name, line in zip(("ram:LineOne", "ram:LineTwo", "ram:LineThree"), party.address.lines, strict=False):
        address.text(name, line)
    address.text("ram:CityName", party.address.city)
    address.text("ram:CountryID", party.address.country)
    if party.electronic is not None:
        at.under("ram:URIUniversalCommunication").text("ram:URIID", party.electronic[1], schemeID=party.electronic[0])
    for scheme, number in (("VA", party.vat_id), ("FC", party.tax_number)):
        if number:
            at.under("ram:SpecifiedTaxRegistration").text("ram:ID", number, schemeID=scheme)


def _contact(at: Element, party: EParty) -> None:
    at.text("ram:PersonName", party.contact)
    if party.phone:
        at.under("ram:TelephoneUniversalCommunication").text("ram:CompleteNumber", party.phone)
    if party.email:
        at.under("ram:EmailURIUniversalCommunication").text("ram:URIID", party.email)


def _delivery(at: Element, document: EDocument) -> None:
    if document.deliver_to:
        at.under("ram:ShipToTradeParty").under("ram:PostalTradeAddress").text("ram:CountryID", document.deliver_to)
    if document.delivered is not None:
        _day(at.under("ram:ActualDeliverySupplyChainEvent").under("ram:OccurrenceDateTime"), document.delivered)


def _settlement(at: Element, document: EDocument) -> None:
    at.text("ram:PaymentReference", document.payment_reference)
    if document.base_tax is not None:
        at.text("ram:TaxCurrencyCode", document.base_tax.currency)
    at.text("ram:InvoiceCurrencyCode", document.currency)
    if document.payment is not None:
        _means(at.under("ram:SpecifiedTradeSettlementPaymentMeans"), document.payment)
    for tax in document.taxes:
        _tax(at.under("ram:ApplicableTradeTax"), tax)
    _period(at, document.served)
    if document.terms or document.due_date:
        terms = at.under("ram:SpecifiedTradePaymentTerms")
        terms.text("ram:Description", document.terms)
        if document.due_date is not None:
            _day(terms.under("ram:DueDateDateTime"), document.due_date)
    _sums(at.under("ram:SpecifiedTradeSettlementHeaderMonetarySummation"), document)
    if document.corrects is not None:
        before = at.under("ram:InvoiceReferencedDocument")
        before.text("ram:IssuerAssignedID", document.corrects[0])
        before.under("ram:FormattedIssueDateTime").text(
            "qdt:DateTimeString", compact_day(document.corrects[1]), format="102"
        )


def _means(at: Element, payment: EPayment) -> None:
    at.text("ram:TypeCode", payment.code)
    account = at.under("ram:PayeePartyCreditorFinancialAccount")
    account.text("ram:IBANID", payment.account if payment.is_iban else "")
    account.text("ram:AccountName", payment.holder)
    account.text("ram:ProprietaryID", "" if payment.is_iban else payment.account)
    if payment.bic:
        at.under("ram:PayeeSpecifiedCreditorFinancialInstitution").text("ram:BICID", payment.bic)


def _tax(at: Element, tax: ETax) -> None:
    at.text("ram:CalculatedAmount", amount(tax.tax))
    at.text("ram:TypeCode", "VAT")
    at.text("ram:ExemptionReason", tax.reason)
    at.text("ram:BasisAmount", amount(tax.base))
    at.text("ram:CategoryCode", tax.category)
    at.text("ram:ExemptionReasonCode", tax.reason_code)
    if tax.rate is not None:
        at.text("ram:RateApplicablePercent", percent(tax.rate))


def _sums(at: Element, document: EDocument) -> None:
    at.text("ram:LineTotalAmount", amount(document.net))
    at.text("ram:TaxBasisTotalAmount", amount(document.net))
    for tax in (document.tax, document.base_tax):
        if tax is not None:
            at.text("ram:TaxTotalAmount", amount(tax), currencyID=tax.currency)
    if document.rounding:
        at.text("ram:RoundingAmount", amount(document.rounding))
    at.text("ram:GrandTotalAmount", amount(document.total))
    if document.paid:
        at.text("ram:TotalPrepaidAmount", amount(document.paid))
    at.text("ram:DuePayableAmount", amount(document.due))


def _period(at: Element, served: tuple[date, date] | None) -> None:
    if served is None:
        return
    period = at.under("ram:BillingSpecifiedPeriod")
    _day(period.under("ram:StartDateTime"), served[0])
    _day(period.under("ram:EndDateTime"), served[1])


def _day(at: Element, when: date) -> None:
    at.text("udt:DateTimeString", compact_day(when), format="102")
