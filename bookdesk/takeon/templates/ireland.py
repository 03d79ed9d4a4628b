"""Ireland: VAT 23 % since 2012 (21 % from September 2020 to February 2021), 13.5 %, 9 %, 4.8 % (Revenue).

Sales without tax: VATCA 2010 Schedule 2 (zero rate, intra-Community supplies, exports), s 34 (services taxed where the
customer is, who accounts for the tax).
"""

from __future__ import annotations

from datetime import date

from bookdesk.models.account import AccountRole, TaxSide, TaxTreatment
from bookdesk.takeon.templates.parts import TaxCodeTemplate, Template, chart

_STANDARD = ((date(2012, 1, 1), "23"), (date(2020, 9, 1), "21"), (date(2021, 3, 1), "23"))
_START = date(2012, 1, 1)

TEMPLATE = Template(
    country="IE",
    zone="Europe/Dublin",
    bank_code="1200",
    tax_codes=(
        TaxCodeTemplate("P23", "Standard rate purchases", TaxTreatment.TAXABLE, TaxSide.PURCHASES, _STANDARD),
        TaxCodeTemplate("P13", "Reduced rate purchases", TaxTreatment.TAXABLE, TaxSide.PURCHASES, ((_START, "13.5"),)),
        TaxCodeTemplate("P9", "Second reduced rate", TaxTreatment.TAXABLE, TaxSide.PURCHASES, ((_START, "9"),)),
        TaxCodeTemplate("P4", "Livestock rate", TaxTreatment.TAXABLE, TaxSide.PURCHASES, ((_START, "4.8"),)),
        TaxCodeTemplate("Z", "Zero rated", TaxTreatment.ZERO_RATED, TaxSide.BOTH, ((_START, "0"),)),
        TaxCodeTemplate("EX", "Exempt", TaxTreatment.EXEMPT, TaxSide.BOTH, ((_START, "0"),)),
        TaxCodeTemplate("OUT", "Outside the scope of VAT", TaxTreatment.OUTSIDE, TaxSide.BOTH, ((_START, "0"),)),
        TaxCodeTemplate("RC", "EU reverse charge", TaxTreatment.REVERSE_CHARGE, TaxSide.PURCHASES, ((_START, "0"),)),
        TaxCodeTemplate("S23", "Standard rate sales", TaxTreatment.TAXABLE, TaxSide.SALES, _STANDARD),
        TaxCodeTemplate("S13", "Reduced rate sales", TaxTreatment.TAXABLE, TaxSide.SALES, ((_START, "13.5"),)),
        TaxCodeTemplate("S9", "Second reduced rate sales", TaxTreatment.TAXABLE, TaxSide.SALES, ((_START, "9"),)),
        TaxCodeTemplate("S4", "Livestock rate sales", TaxTreatment.TAXABLE, TaxSide.SALES, ((_START, "4.8"),)),
        TaxCodeTemplate(
            "RCS", "EU services, customer accounts", TaxTreatment.REVERSE_CHARGE, TaxSide.SALES, ((_START, "0"),)
        ),
        TaxCodeTemplate("ICS", "Intra-Community supply", TaxTreatment.ZERO_RATED, TaxSide.SALES, ((_START, "0"),)),
        TaxCodeTemplate("EXP", "Exports of goods", TaxTreatment.ZERO_RATED, TaxSide.SALES, ((_START, "0"),)),
    ),
    accounts=chart(
        "1100 | Trade debtors | asset | OUT",
        "1250 | Transfers between accounts | asset | OUT",
        "0030 | Office equipment | asset | P23",
        "2100 | Trade creditors | liability | OUT",
        "2200 | VAT on sales | liability | OUT",
        "2201 | VAT on purchases | liability | OUT",
        "2210 | PAYE and PRSI | liability | OUT",
        "3100 | Opening balances | equity | OUT",
        "4000 | Sales | income | S23",
        "4900 | Interest received | income | EX",
        "5000 | Purchases for resale | expense | P23",
        "5100 | Food for resale | expense | Z",
        "7000 | Wages | expense | OUT",
        "7100 | Rent | expense | P23",
        "7200 | Electricity and gas | expense | P9",
        "7300 | Motor expenses | expense | P23",
        "7400 | Travel and subsistence | expense | OUT",
        "7500 | Printing and stationery | expense | P23",
        "7502 | Telephone and internet | expense | P23",
        "7504 | Software and subscriptions | expense | P23",
        "7600 | Professional fees | expense | P23",
        "7700 | Repairs and cleaning | expense | P13",
        "7800 | Insurance | expense | EX",
        "7901 | Bank charges | expense | EX",
        "7902 | Merchant fees | expense | EX",
        "7906 | Exchange differences | expense | OUT",
        "7999 | Rounding | expense | OUT",
        "1260 | Undeposited funds | asset | OUT",
        "4009 | Discounts allowed | income | S23",
        "4905 | Late fees charged | income | OUT",
        "8100 | Bad debts | expense | S23",
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
