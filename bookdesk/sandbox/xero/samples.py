"""The organisations a stand-in starts with: Australia, Ireland and the United Kingdom, chart and tax rates each.

Tax types, their rates and what they apply to are Xero's own per country (its developer pages on tax types).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bookdesk.sandbox.xero.messages import Record


@dataclass(frozen=True)
class Country:
    """What differs from country to country. `rates`: (tax type, name, percent, what it applies to)."""

    code: str
    currency: str
    zone: str
    version: str
    expense_tax: str
    sales_tax: str
    rates: tuple[tuple[str, str, str, str], ...]


_COSTS = "Assets Expenses Liabilities Equity"
_SALES = "Revenue Assets Liabilities Equity"
_ALL = "Assets Equity Expenses Liabilities Revenue"
_COUNTRIES = {
    "AU": Country(
        "AU", "AUD", "AUSEASTERNSTANDARDTIME", "AU", "INPUT", "OUTPUT",
        (
            ("INPUT", "GST on Expenses", "10", _COSTS),
            ("OUTPUT", "GST on Income", "10", _SALES),
            ("CAPEXINPUT", "GST on Capital", "10", "Assets"),
            ("EXEMPTEXPENSES", "GST Free Expenses", "0", _COSTS),
            ("EXEMPTCAPITAL", "GST Free Capital", "0", "Assets"),
            ("INPUTTAXED", "Input Taxed", "0", _ALL),
            ("EXEMPTOUTPUT", "GST Free Income", "0", _SALES),
            ("EXEMPTEXPORT", "GST Free Exports", "0", _SALES),
            ("BASEXCLUDED", "BAS Excluded", "0", _ALL),
        ),
    ),
    "IE": Country(
        "IE", "EUR", "GMTSTANDARDTIME", "GLOBAL", "INPUT2", "OUTPUT2",
        (
            ("INPUT2", "VAT on Purchases 23%", "23", _COSTS),
            ("OUTPUT2", "VAT on Sales 23%", "23", _SALES),
            ("INPUT3", "VAT on Purchases 13.5%", "13.5", _COSTS),
            ("INPUT4", "VAT on Purchases 9%", "9", _COSTS),
            ("ZERORATEDINPUT", "Zero Rated Purchases", "0", _COSTS),
            ("EXEMPTINPUT", "Exempt Purchases", "0", _COSTS),
            ("OUTPUT3", "VAT on Sales 13.5%", "13.5", _SALES),
            ("OUTPUT4", "VAT on Sales 9%", "9", _SALES),
            ("ZERORATEDOUTPUT", "Zero Rated Sales", "0", _SALES),
            ("EXEMPTOUTPUT", "Exempt Sales", "0", _SALES),
        ),
    ),
    "GB": Country(
        "GB", "GBP", "GMTSTANDARDTIME", "UK", "INPUT2", "OUTPUT2",
        (
            ("INPUT2", "20% (VAT on Expenses)", "20", _COSTS),
            ("OUTPUT2", "20% (VAT on Income)", "20", _SALES),
            ("RRINPUT", "5% (VAT on Expenses)", "5", _COSTS),
            ("ZERORATEDINPUT", "Zero Rated Expenses", "0", _COSTS),
            ("EXEMPTINPUT", "Exempt Expenses", "0", _COSTS),
            ("RROUTPUT", "5% (VAT on Income)", "5", _SALES),
            ("ZERORATEDOUTPUT", "Zero Rated Income", "0", _SALES),
            ("EXEMPTOUTPUT", "Exempt Income", "0", _SALES),
        ),
    ),
}  # fmt: skip
_NO_TAX = ("NONE", "Tax Exempt", "0", _ALL)
_CHART = (
    ("200", "Sales", "REVENUE", "REVENUE", "sales"),
    ("260", "Other Revenue", "REVENUE", "REVENUE", "sales"),
    ("270", "Discounts Allowed", "REVENUE", "REVENUE", "sales"),
    ("275", "Late Fees Charged", "REVENUE", "REVENUE", "none"),
    ("300", "Goods for Resale", "DIRECTCOSTS", "EXPENSE", "cost"),
    ("310", "Cost of Goods Sold", "DIRECTCOSTS", "EXPENSE", "cost"),
    ("320", "Food and Beverages", "DIRECTCOSTS", "EXPENSE", "cost"),
    ("400", "Advertising", "EXPENSE", "EXPENSE", "cost"),
    ("402", "Bad Debts", "EXPENSE", "EXPENSE", "none"),
    ("404", "Bank Fees", "EXPENSE", "EXPENSE", "none"),
    ("406", "Merchant Fees", "EXPENSE", "EXPENSE", "cost"),
    ("408", "Cleaning", "EXPENSE", "EXPENSE", "cost"),
    ("412", "Consulting & Accounting", "EXPENSE", "EXPENSE", "cost"),
    ("420", "Entertainment", "EXPENSE", "EXPENSE", "cost"),
    ("425", "Freight & Courier", "EXPENSE", "EXPENSE", "cost"),
    ("429", "General Expenses", "EXPENSE", "EXPENSE", "cost"),
    ("433", "Insurance", "EXPENSE", "EXPENSE", "cost"),
    ("445", "Light, Power, Heating", "EXPENSE", "EXPENSE", "cost"),
    ("449", "Motor Vehicle Expenses", "EXPENSE", "EXPENSE", "cost"),
    ("452", "Office Supplies", "EXPENSE", "EXPENSE", "cost"),
    ("453", "Office Expenses", "EXPENSE", "EXPENSE", "cost"),
    ("461", "Printing & Stationery", "EXPENSE", "EXPENSE", "cost"),
    ("469", "Rent", "EXPENSE", "EXPENSE", "cost"),
    ("473", "Repairs and Maintenance", "EXPENSE", "EXPENSE", "cost"),
    ("475", "Professional Fees", "EXPENSE", "EXPENSE", "cost"),
    ("485", "Software and Subscriptions", "EXPENSE", "EXPENSE", "cost"),
    ("489", "Telephone & Internet", "EXPENSE", "EXPENSE", "cost"),
    ("493", "Travel", "EXPENSE", "EXPENSE", "cost"),
    ("497", "Utilities", "EXPENSE", "EXPENSE", "cost"),
    ("710", "Office Equipment", "FIXED", "ASSET", "cost"),
    ("960", "Retained Earnings", "EQUITY", "EQUITY", "none"),
)
_SYSTEM = (
    ("610", "Accounts Receivable", "CURRENT", "ASSET", "DEBTORS"),
    ("800", "Accounts Payable", "CURRLIAB", "LIABILITY", "CREDITORS"),
    ("860", "Rounding", "CURRLIAB", "LIABILITY", "ROUNDING"),
)


def countries() -> list[str]:
    """Return the country codes there are samples for."""
    return sorted(_COUNTRIES)


def sample(name: str, country: str, new_id: str) -> Record:
    """Return an organisation with its chart and tax rates: `Organisation`, `Accounts`, `TaxRates` (lists)."""
    facts = _COUNTRIES[country]
    organisation: Record = {
        "OrganisationID": new_id,
        "Name": name,
        "LegalName": name,
        "PaysTax": True,
        "Version": facts.version,
        "OrganisationType": "COMPANY",
        "BaseCurrency": facts.currency,
        "CountryCode": facts.code,
        "IsDemoCompany": True,
        "OrganisationStatus": "ACTIVE",
        "FinancialYearEndDay": 30 if country == "AU" else 31,
        "FinancialYearEndMonth": 6 if country == "AU" else 12,
        "Timezone": facts.zone,
        "OrganisationEntityType": "COMPANY",
        "Class": "DEMO",
        "Edition": "BUSINESS",
    }
    return {"Organisation": [organisation], "Accounts": _accounts(facts), "TaxRates": _rates(facts)}


def _accounts(facts: Country) -> list[Record]:
    tax = {"sales": facts.sales_tax, "cost": facts.expense_tax, "none": "NONE"}
    plain = [_account(code, name, kind, side, tax[use]) for code, name, kind, side, use in _CHART]
    system = [
        {**_account(code, name, kind, side, "NONE"), "SystemAccount": system}
        for code, name, kind, side, system in _SYSTEM
    ]
    bank = {
        **_account("090", "Business Bank Account", "BANK", "ASSET", "NONE"),
        "BankAccountNumber": "",
        "BankAccountType": "BANK",
        "CurrencyCode": facts.currency,
        "EnablePaymentsToAccount": False,
    }
    in_hand = _account("615", "Undeposited Funds", "CURRENT", "ASSET", "NONE") | {"EnablePaymentsToAccount": True}
    return [bank, *plain, in_hand, *system]


def _account(code: str, name: str, kind: str, side: str, tax_type: str) -> Record:
    return {
        "Code": code,
        "Name": name,
        "Type": kind,
        "Class": side,
        "Status": "ACTIVE",
        "TaxType": tax_type,
        "EnablePaymentsToAccount": False,
        "ShowInExpenseClaims": False,
        "HasAttachments": False,
    }


def _rates(facts: Country) -> list[Record]:
    return [_rate(*rate) for rate in (*facts.rates, _NO_TAX)]


def _rate(tax_type: str, name: str, percent: str, applies: str) -> Record:
    sides = ("Assets", "Equity", "Expenses", "Liabilities", "Revenue")
    return {
        "Name": name,
        "TaxType": tax_type,
        "Status": "ACTIVE",
        "DisplayTaxRate": Decimal(percent),
        "EffectiveRate": Decimal(percent),
        "TaxComponents": [{"Name": name, "Rate": Decimal(percent), "IsCompound": False, "IsNonRecoverable": False}],
        **{f"CanApplyTo{side}": side in applies.split() for side in sides},
    }
