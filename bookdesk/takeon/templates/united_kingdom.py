"""United Kingdom: VAT 20 % since 4 January 2011, 5 %, zero rate (VATA 1994); codes as HMRC's return groups them.

Sales without tax: VATA 1994 s 30(6) (exports of goods), s 55A (the customer accounts for it, as in construction).
"""

from __future__ import annotations

from datetime import date

from bookdesk.models.account import AccountRole, TaxSide, TaxTreatment
from bookdesk.takeon.templates.parts import TaxCodeTemplate, Template, chart

_START = date(2011, 1, 4)

TEMPLATE = Template(
    country="GB",
    zone="Europe/London",
    bank_code="1200",
    tax_codes=(
        TaxCodeTemplate("T1", "Standard rate purchases", TaxTreatment.TAXABLE, TaxSide.PURCHASES, ((_START, "20"),)),
        TaxCodeTemplate("T5", "Reduced rate purchases", TaxTreatment.TAXABLE, TaxSide.PURCHASES, ((_START, "5"),)),
        TaxCodeTemplate("T0", "Zero rated", TaxTreatment.ZERO_RATED, TaxSide.BOTH, ((_START, "0"),)),
        TaxCodeTemplate("T2", "Exempt", TaxTreatment.EXEMPT, TaxSide.BOTH, ((_START, "0"),)),
        TaxCodeTemplate("T9", "Outside the scope of VAT", TaxTreatment.OUTSIDE, TaxSide.BOTH, ((_START, "0"),)),
        TaxCodeTemplate("RC", "Reverse charge", TaxTreatment.REVERSE_CHARGE, TaxSide.PURCHASES, ((_START, "0"),)),
        TaxCodeTemplate("PI", "Import, postponed accounting", TaxTreatment.IMPORT, TaxSide.PURCHASES, ((_START, "0"),)),
        TaxCodeTemplate("S20", "Standard rate sales", TaxTreatment.TAXABLE, TaxSide.SALES, ((_START, "20"),)),
        TaxCodeTemplate("S5", "Reduced rate sales", TaxTreatment.TAXABLE, TaxSide.SALES, ((_START, "5"),)),
        TaxCodeTemplate("EXP", "Exports of goods", TaxTreatment.ZERO_RATED, TaxSide.SALES, ((_START, "0"),)),
        TaxCodeTemplate(
            "RCS", "Customer accounts for the VAT", TaxTreatment.REVERSE_CHARGE, TaxSide.SALES, ((_START, "0"),)
        ),
    ),
    accounts=chart(
        "1100 | Trade debtors | asset | T9",
        "1250 | Transfers between accounts | asset | T9",
        "0030 | Office equipment | asset | T1",
        "2100 | Trade creditors | liability | T9",
        "2200 | VAT on sales | liability | T9",
        "2201 | VAT on purchases | liability | T9",
        "2210 | PAYE and National Insurance | liability | T9",
        "3100 | Opening balances | equity | T9",
        "4000 | Sales | income | S20",
        "4900 | Interest received | income | T2",
        "5000 | Purchases for resale | expense | T1",
        "5100 | Food for resale | expense | T0",
        "7000 | Wages | expense | T9",
        "7100 | Rent | expense | T1",
        "7200 | Electricity and gas | expense | T1",
        "7300 | Motor expenses | expense | T1",
        "7400 | Travel and subsistence | expense | T9",
        "7500 | Printing and stationery | expense | T1",
        "7502 | Telephone and internet | expense | T1",
        "7504 | Software and subscriptions | expense | T1",
        "7600 | Professional fees | expense | T1",
        "7700 | Repairs and cleaning | expense | T1",
        "7800 | Insurance | expense | T2",
        "7901 | Bank charges | expense | T2",
        "7902 | Merchant fees | expense | T2",
        "7906 | Exchange differences | expense | T9",
        "7999 | Rounding | expense | T9",
        "1260 | Undeposited funds | asset | T9",
        "4009 | Discounts allowed | income | S20",
        "4905 | Late fees charged | income | T9",
        "8100 | Bad debts | expense | S20",
        roles={
            "1100": AccountRole.RECEIVABLES,
            "1250": AccountRole.TRANSFERS,
            "2100": AccountRole.PAYABLES,
            "2200": AccountRole.TAX_ON_SALES,
            "2201": AccountRole.TAX_ON_PURCHASES,
            "3100": AccountRole.OPENING_BALANCES,
            "7902": AccountRole.MERCHANT_FEES,
            "7906": AccountRole.EXCHANGE_DIFFERENCES,
            "7999": AccountRole.ROUNDING,
            "4000": AccountRole.SALES,
            "1260": AccountRole.UNDEPOSITED_FUNDS,
            "4009": AccountRole.DISCOUNTS_ALLOWED,
            "4905": AccountRole.LATE_FEES,
            "8100": AccountRole.BAD_DEBTS,
        },
    ),
)
