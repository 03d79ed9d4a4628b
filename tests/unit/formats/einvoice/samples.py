"""Small e-invoices of our own, one per syntax, saying the same."""

from __future__ import annotations

UBL = """<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
 <cbc:CustomizationID>urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0</cbc:CustomizationID>
 <cbc:ID>R-2041</cbc:ID><cbc:IssueDate>2024-03-05</cbc:IssueDate><cbc:DueDate>2024-04-04Z</cbc:DueDate>
 <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:TaxPointDate>2024-02-29</cbc:TaxPointDate>
 <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
 <cac:OrderReference><cbc:ID>PO-77</cbc:ID></cac:OrderReference>
 <cac:AccountingSupplierParty><cac:Party>
  <cac:PartyName><cbc:Name>Farmgate</cbc:Name></cac:PartyName>
  <cac:PostalAddress><cac:Country><cbc:IdentificationCode>IE</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
  <cac:PartyTaxScheme><cbc:CompanyID>LOCAL-9</cbc:CompanyID><cac:TaxScheme><cbc:ID>TAX</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
  <cac:PartyTaxScheme><cbc:CompanyID>IE6388047V</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
  <cac:PartyLegalEntity><cbc:RegistrationName>Farmgate Foods
     Limited</cbc:RegistrationName></cac:PartyLegalEntity>
 </cac:Party></cac:AccountingSupplierParty>
 <cac:AccountingCustomerParty><cac:Party>
  <cac:PartyLegalEntity><cbc:RegistrationName>Corner Café</cbc:RegistrationName></cac:PartyLegalEntity>
 </cac:Party></cac:AccountingCustomerParty>
 <cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode></cac:PaymentMeans>
 <cac:PaymentMeans><cbc:PaymentMeansCode>58</cbc:PaymentMeansCode><cbc:PaymentID>RF18 2041</cbc:PaymentID>
  <cac:PayeeFinancialAccount><cbc:ID>IE29 AIBK 9311 5212 3456 78</cbc:ID><cbc:Name>Farmgate</cbc:Name>
   <cac:FinancialInstitutionBranch><cbc:ID>AIBKIE2D</cbc:ID></cac:FinancialInstitutionBranch></cac:PayeeFinancialAccount>
 </cac:PaymentMeans>
 <cac:PaymentTerms><cbc:Note>30 days</cbc:Note></cac:PaymentTerms>
 <cac:TaxTotal><cbc:TaxAmount currencyID="USD">99.99</cbc:TaxAmount></cac:TaxTotal>
 <cac:TaxTotal><cbc:TaxAmount currencyID="EUR">12.44</cbc:TaxAmount>
  <cac:TaxSubtotal><cbc:TaxableAmount>65.46</cbc:TaxableAmount><cbc:TaxAmount>12.44</cbc:TaxAmount>
   <cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>19.00</cbc:Percent></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
 <cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount>65.46</cbc:TaxExclusiveAmount>
  <cbc:TaxInclusiveAmount>77.90</cbc:TaxInclusiveAmount><cbc:PrepaidAmount>7.90</cbc:PrepaidAmount>
  <cbc:PayableAmount>70.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
 <cac:InvoiceLine><cbc:InvoicedQuantity unitCode="KGM">200</cbc:InvoicedQuantity>
  <cbc:LineExtensionAmount>65.46</cbc:LineExtensionAmount>
  <cac:Item><cbc:Name>Oats</cbc:Name><cac:SellersItemIdentification><cbc:ID>A1</cbc:ID></cac:SellersItemIdentification>
   <cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent></cac:ClassifiedTaxCategory></cac:Item>
  <cac:Price><cbc:PriceAmount>32.73</cbc:PriceAmount><cbc:BaseQuantity>100</cbc:BaseQuantity></cac:Price>
 </cac:InvoiceLine>
</Invoice>"""

UBL_CREDIT_NOTE = """<CreditNote><ID>CN-1</ID><IssueDate>2024-03-06</IssueDate>
 <DocumentCurrencyCode>EUR</DocumentCurrencyCode>
 <BillingReference><InvoiceDocumentReference><ID>R-2041</ID></InvoiceDocumentReference></BillingReference>
 <LegalMonetaryTotal><TaxInclusiveAmount>10.00</TaxInclusiveAmount></LegalMonetaryTotal>
 <CreditNoteLine><CreditedQuantity unitCode="C62">1</CreditedQuantity>
  <LineExtensionAmount>10.00</LineExtensionAmount><Item><Name>Oats</Name></Item></CreditNoteLine></CreditNote>"""

_CII = """<?xml version="1.0" encoding="UTF-8"?>
<rsm:{root} xmlns:rsm="urn:r" xmlns:ram="urn:a" xmlns:udt="urn:u">
 <rsm:{context}><ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>urn:cen.eu:en16931:2017</ram:ID>
 </ram:GuidelineSpecifiedDocumentContextParameter></rsm:{context}>
 <rsm:{document}><ram:ID>R-2041</ram:ID><ram:TypeCode>{code}</ram:TypeCode>
  <ram:IssueDateTime><udt:DateTimeString format="102">20240305</udt:DateTimeString></ram:IssueDateTime></rsm:{document}>
 <rsm:{transaction}>
  <ram:IncludedSupplyChainTradeLineItem>
   <ram:SpecifiedTradeProduct><ram:SellerAssignedID>A1</ram:SellerAssignedID><ram:Name>Oats</ram:Name></ram:SpecifiedTradeProduct>
   <ram:{line_agreement}><ram:NetPriceProductTradePrice><ram:ChargeAmount>32.73</ram:ChargeAmount>
    <ram:BasisQuantity unitCode="KGM">100</ram:BasisQuantity></ram:NetPriceProductTradePrice></ram:{line_agreement}>
   <ram:{line_delivery}><ram:BilledQuantity unitCode="KGM">200</ram:BilledQuantity></ram:{line_delivery}>
   <ram:{line_settlement}><ram:ApplicableTradeTax><ram:CategoryCode>S</ram:CategoryCode><ram:{rate}>19</ram:{rate}></ram:ApplicableTradeTax>
    <ram:{line_summation}><ram:LineTotalAmount>65.46</ram:LineTotalAmount></ram:{line_summation}></ram:{line_settlement}>
  </ram:IncludedSupplyChainTradeLineItem>
  <ram:{agreement}>
   <ram:SellerTradeParty><ram:Name>Farmgate Foods Limited</ram:Name>
    <ram:SpecifiedTaxRegistration><ram:ID schemeID="FC">LOCAL-9</ram:ID></ram:SpecifiedTaxRegistration>
    <ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">IE6388047V</ram:ID></ram:SpecifiedTaxRegistration>
   </ram:SellerTradeParty>
   <ram:BuyerTradeParty><ram:Name>Corner Café</ram:Name></ram:BuyerTradeParty>
   <ram:BuyerOrderReferencedDocument><ram:{order}>PO-77</ram:{order}></ram:BuyerOrderReferencedDocument></ram:{agreement}>
  <ram:{delivery}><ram:ActualDeliverySupplyChainEvent><ram:OccurrenceDateTime>
   <udt:DateTimeString>20240229</udt:DateTimeString></ram:OccurrenceDateTime></ram:ActualDeliverySupplyChainEvent>
  </ram:{delivery}>
  <ram:{settlement}><ram:PaymentReference>RF18 2041</ram:PaymentReference>
   <ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
   <ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>58</ram:TypeCode>
    <ram:PayeePartyCreditorFinancialAccount><ram:IBANID>IE29AIBK93115212345678</ram:IBANID>
     <ram:ProprietaryID>12345678</ram:ProprietaryID></ram:PayeePartyCreditorFinancialAccount>
    <ram:PayeeSpecifiedCreditorFinancialInstitution><ram:BICID>AIBKIE2D</ram:BICID></ram:PayeeSpecifiedCreditorFinancialInstitution>
   </ram:SpecifiedTradeSettlementPaymentMeans>
   <ram:ApplicableTradeTax><ram:CalculatedAmount>12.44</ram:CalculatedAmount><ram:BasisAmount>65.46</ram:BasisAmount>
    <ram:CategoryCode>S</ram:CategoryCode><ram:{rate}>19.00</ram:{rate}></ram:ApplicableTradeTax>
   <ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime><udt:DateTimeString format="102">20240404</udt:DateTimeString>
   </ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>
   <ram:{summation}><ram:TaxBasisTotalAmount>65.46</ram:TaxBasisTotalAmount>
    <ram:TaxTotalAmount currencyID="USD">99.99</ram:TaxTotalAmount>
    <ram:TaxTotalAmount currencyID="EUR">12.44</ram:TaxTotalAmount>
    <ram:GrandTotalAmount>77.90</ram:GrandTotalAmount><ram:TotalPrepaidAmount>7.90</ram:TotalPrepaidAmount>
    <ram:DuePayableAmount>70.00</ram:DuePayableAmount></ram:{summation}></ram:{settlement}>
 </rsm:{transaction}></rsm:{root}>"""

CII = _CII.format(
    root="CrossIndustryInvoice", context="ExchangedDocumentContext", document="ExchangedDocument", code="380",
    transaction="SupplyChainTradeTransaction", agreement="ApplicableHeaderTradeAgreement",
    delivery="ApplicableHeaderTradeDelivery", settlement="ApplicableHeaderTradeSettlement",
    summation="SpecifiedTradeSettlementHeaderMonetarySummation", line_agreement="SpecifiedLineTradeAgreement",
    line_delivery="SpecifiedLineTradeDelivery", line_settlement="SpecifiedLineTradeSettlement",
    line_summation="SpecifiedTradeSettlementLineMonetarySummation",
    order="IssuerAssignedID", rate="RateApplicablePercent",
)  # fmt: skip

ZUGFERD1 = _CII.format(
    root="CrossIndustryDocument", context="SpecifiedExchangedDocumentContext", document="HeaderExchangedDocument",
    code="380", transaction="SpecifiedSupplyChainTradeTransaction", agreement="ApplicableSupplyChainTradeAgreement",
    delivery="ApplicableSupplyChainTradeDelivery", settlement="ApplicableSupplyChainTradeSettlement",
    summation="SpecifiedTradeSettlementMonetarySummation", line_agreement="SpecifiedSupplyChainTradeAgreement",
    line_delivery="SpecifiedSupplyChainTradeDelivery", line_settlement="SpecifiedSupplyChainTradeSettlement",
    line_summation="SpecifiedTradeSettlementMonetarySummation", order="ID", rate="ApplicablePercent",
)  # fmt: skip
