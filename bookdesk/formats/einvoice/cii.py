"""UN/CEFACT Cross Industry Invoice (CEN/TS 16931-3-3, Factur-X 1.0, ZUGFeRD 2) and its forerunner ZUGFeRD 1.0.

Both have the same tree under slightly different names, so one walk serves both with a table of names.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bookdesk.formats.einvoice.invoice import EInvoice, EInvoiceLine, EInvoiceTax, Syntax
from bookdesk.formats.einvoice.parties import account, distinct, is_credit_note
from bookdesk.formats.einvoice.tree import Node


@dataclass(frozen=True, slots=True)
class _Names:
    """Where the two generations keep things."""

    context: str
    document: str
    transaction: str
    agreement: str
    delivery: str
    settlement: str
    summation: str
    line_agreement: str
    line_delivery: str
    line_settlement: str
    line_summation: str
    order_id: str
    rate: str


_CII = _Names(
    context="ExchangedDocumentContext",
    document="ExchangedDocument",
    transaction="SupplyChainTradeTransaction",
    agreement="ApplicableHeaderTradeAgreement",
    delivery="ApplicableHeaderTradeDelivery",
    settlement="ApplicableHeaderTradeSettlement",
    summation="SpecifiedTradeSettlementHeaderMonetarySummation",
    line_agreement="SpecifiedLineTradeAgreement",
    line_delivery="SpecifiedLineTradeDelivery",
    line_settlement="SpecifiedLineTradeSettlement",
    line_summation="SpecifiedTradeSettlementLineMonetarySummation",
    order_id="IssuerAssignedID",
    rate="RateApplicablePercent",
)
_ZUGFERD1 = _Names(
    context="SpecifiedExchangedDocumentContext",
    document="HeaderExchangedDocument",
    transaction="SpecifiedSupplyChainTradeTransaction",
    agreement="ApplicableSupplyChainTradeAgreement",
    delivery="ApplicableSupplyChainTradeDelivery",
    settlement="ApplicableSupplyChainTradeSettlement",
    summation="SpecifiedTradeSettlementMonetarySummation",
    line_agreement="SpecifiedSupplyChainTradeAgreement",
    line_delivery="SpecifiedSupplyChainTradeDelivery",
    line_settlement="SpecifiedSupplyChainTradeSettlement",
    line_summation="SpecifiedTradeSettlementMonetarySummation",
    order_id="ID",
    rate="ApplicablePercent",
)


def read_cii(root: Node) -> EInvoice:
    """Return what a Cross Industry Invoice says."""
    return _read(root, _CII, Syntax.CII)


def read_zugferd1(root: Node) -> EInvoice:
    """Return what a ZUGFeRD 1.0 document says."""
    return _read(root, _ZUGFERD1, Syntax.ZUGFERD1)


def _read(root: Node, names: _Names, syntax: Syntax) -> EInvoice:
    in_agreement = f"{names.transaction}/{names.agreement}"
    in_settlement = f"{names.transaction}/{names.settlement}"
    sums = f"{in_settlement}/{names.summation}"
    type_code = root.text(f"{names.document}/TypeCode")
    currency = root.text(f"{in_settlement}/InvoiceCurrencyCode")
    total = root.decimal(f"{sums}/GrandTotalAmount")
    seller = root.one(f"{in_agreement}/SellerTradeParty")
    buyer = root.one(f"{in_agreement}/BuyerTradeParty")
    means = _payment_means(root, in_settlement)
    iban, other = _account(means)
    return EInvoice(
        syntax=syntax,
        profile=root.text(f"{names.context}/GuidelineSpecifiedDocumentContextParameter/ID"),
        type_code=type_code,
        is_credit_note=is_credit_note(type_code, total),
        supplier_name=seller.text("Name") if seller else None,
        supplier_trading_name=seller.text("SpecifiedLegalOrganization/TradingBusinessName") if seller else None,
        invoice_number=root.text(f"{names.document}/ID"),
        issue_date=root.day(f"{names.document}/IssueDateTime/DateTimeString"),
        due_date=root.day(f"{in_settlement}/SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString"),
        currency=currency,
        net=root.decimal(f"{sums}/TaxBasisTotalAmount"),
        tax=_tax_total(root, sums, currency),
        total=total,
        amount_due=root.decimal(f"{sums}/DuePayableAmount"),
        prepaid=root.decimal(f"{sums}/TotalPrepaidAmount"),
        rounding=root.decimal(f"{sums}/RoundingAmount"),
        tax_point=root.day(
            f"{in_settlement}/ApplicableTradeTax/TaxPointDate/DateString",
            f"{names.transaction}/{names.delivery}/ActualDeliverySupplyChainEvent/OccurrenceDateTime/DateTimeString",
        ),
        supplier_tax_ids=_tax_ids(seller),
        supplier_country=seller.text("PostalTradeAddress/CountryID") if seller else None,
        customer_name=buyer.text("Name") if buyer else None,
        customer_tax_id=next(iter(_tax_ids(buyer)), None),
        payee_name=root.text(f"{in_settlement}/PayeeTradeParty/Name"),
        payment_means_code=means.text("TypeCode") if means else None,
        iban=iban,
        bank_account=other,
        bic=means.text("PayeeSpecifiedCreditorFinancialInstitution/BICID") if means else None,
        account_name=means.text(f"{_ACCOUNT}/AccountName") if means else None,
        payment_reference=root.text(f"{in_settlement}/PaymentReference"),
        payment_terms=root.text(f"{in_settlement}/SpecifiedTradePaymentTerms/Description"),
        po_number=root.text(f"{in_agreement}/BuyerOrderReferencedDocument/{names.order_id}"),
        corrected_invoice=root.text(f"{in_settlement}/InvoiceReferencedDocument/{names.order_id}"),
        tax_breakdown=tuple(_tax(tax, names) for tax in root.all(f"{in_settlement}/ApplicableTradeTax")),
        line_items=_lines(root, names),
    )


_ACCOUNT = "PayeePartyCreditorFinancialAccount"


def _tax_ids(party: Node | None) -> tuple[str, ...]:
    """VAT id (scheme VA) first, then the local tax number (FC), then the company register."""
    if party is None:
        return ()
    numbers = list(party.all("SpecifiedTaxRegistration/ID"))
    vat = [number.own_text for number in numbers if number.attribute("schemeID") == "VA"]
    return distinct([*vat, *(number.own_text for number in numbers), party.text("SpecifiedLegalOrganization/ID")])


def _tax_total(root: Node, sums: str, currency: str | None) -> Decimal | None:
    """Return the tax in the document's currency: a second amount may state it in the accounting currency."""
    amounts = list(root.all(f"{sums}/TaxTotalAmount"))
    own = [amount for amount in amounts if amount.attribute("currencyID") in (currency, None)]
    return (own or amounts)[0].value if amounts else None


def _payment_means(root: Node, in_settlement: str) -> Node | None:
    """Return the first means that names an account, else the first."""
    means = list(root.all(f"{in_settlement}/SpecifiedTradeSettlementPaymentMeans"))
    return next((one for one in means if _account(one) != (None, None)), means[0] if means else None)


def _account(means: Node | None) -> tuple[str | None, str | None]:
    if means is None:
        return (None, None)
    return account(means.text(f"{_ACCOUNT}/IBANID"), means.text(f"{_ACCOUNT}/ProprietaryID"))


def _tax(tax: Node, names: _Names) -> EInvoiceTax:
    return EInvoiceTax(
        rate=tax.decimal(names.rate),
        net=tax.decimal("BasisAmount"),
        tax=tax.decimal("CalculatedAmount"),
        category=tax.text("CategoryCode"),
    )


def _lines(root: Node, names: _Names) -> tuple[EInvoiceLine, ...]:
    """Return the lines that carry an amount or a product: text-only lines of the extended profile say nothing."""
    nodes = root.all(f"{names.transaction}/IncludedSupplyChainTradeLineItem")
    lines = [_line(node, names) for node in nodes]
    return tuple(line for line in lines if line.net is not None or line.quantity is not None or line.description)


def _line(line: Node, names: _Names) -> EInvoiceLine:
    price = f"{names.line_agreement}/NetPriceProductTradePrice"
    tax = f"{names.line_settlement}/ApplicableTradeTax"
    quantity = line.one(f"{names.line_delivery}/BilledQuantity")
    return EInvoiceLine(
        description=line.text("SpecifiedTradeProduct/Name", "SpecifiedTradeProduct/Description"),
        quantity=quantity.value if quantity else None,
        unit_price=line.decimal(f"{price}/ChargeAmount"),
        per_quantity=line.decimal(f"{price}/BasisQuantity"),
        net=line.decimal(f"{names.line_settlement}/{names.line_summation}/LineTotalAmount"),
        tax_rate=line.decimal(f"{tax}/{names.rate}"),
        tax_category=line.text(f"{tax}/CategoryCode"),
        unit=quantity.attribute("unitCode") if quantity else None,
        item_number=line.text("SpecifiedTradeProduct/SellerAssignedID"),
    )
