"""Australia: GST 10 % since 1 July 2000 (A New Tax System (Goods and Services Tax) Act 1999); BAS classes as codes.

Exports are GST-free by s 38-185 (goods) and s 38-190 (services) and reported apart (label G2 of the BAS).
"""

from __future__ import annotations

from datetime import date

from bookdesk.models.account import AccountRole, TaxSide, TaxTreatment
from bookdesk.takeon.templates.parts import TaxCodeTemplate, Template, chart

_START = date(2000, 7, 1)

TEMPLATE = Template(
    country="AU",
    zone="Australia/Sydney",
    bank_code="1-1010",
    tax_codes=(
        TaxCodeTemplate("GST", "GST on purchases", TaxTreatment.TAXABLE, TaxSide.PURCHASES, ((_START, "10"),)),
        TaxCodeTemplate("CAP", "GST on capital", TaxTreatment.CAPITAL, TaxSide.PURCHASES, ((_START, "10"),)),
        TaxCodeTemplate("FRE", "GST-free", TaxTreatment.ZERO_RATED, TaxSide.BOTH, ((_START, "0"),)),
        TaxCodeTemplate("INP", "Input taxed", TaxTreatment.INPUT_TAXED, TaxSide.BOTH, ((_START, "0"),)),
        TaxCodeTemplate("N-T", "Not reported on the BAS", TaxTreatment.OUTSIDE, TaxSide.BOTH, ((_START, "0"),)),
        TaxCodeTemplate("GSTI", "GST on sales", TaxTreatment.TAXABLE, TaxSide.SALES, ((_START, "10"),)),
        TaxCodeTemplate("EXP", "Exports, GST-free", TaxTreatment.ZERO_RATED, TaxSide.SALES, ((_START, "0"),)),
    ),
    accounts=chart(
        "1-1100 | Receivables | asset | N-T",
        "1-1900 | Transfers between accounts | asset | N-T",
        "1-2100 | Equipment | asset | CAP",
        "2-1100 | Payables | liability | N-T",
        "2-1210 | GST collected | liability | N-T",
        "2-1220 | GST paid | liability | N-T",
        "2-1300 | PAYG withholding | liability | N-T",
        "3-1100 | Opening balances | equity | N-T",
        "4-1000 | Sales | income | GSTI",
        "4-2000 | Interest received | income | INP",
        "5-1000 | Food and beverages | expense | FRE",
        "5-2000 | Goods for resale | expense | GST",
        "6-0400 | Bank fees | expense | FRE",
        "6-0500 | Cleaning | expense | GST",
        "6-0600 | Exchange differences | expense | N-T",
        "6-0700 | Insurance | expense | GST",
        "6-0800 | Merchant fees | expense | GST",
        "6-0900 | Motor vehicle | expense | GST",
        "6-1000 | Office supplies | expense | GST",
        "6-1100 | Professional fees | expense | GST",
        "6-1200 | Rent | expense | GST",
        "6-1300 | Repairs and maintenance | expense | GST",
        "6-1400 | Rounding | expense | N-T",
        "6-1500 | Software and subscriptions | expense | GST",
        "6-1600 | Telephone and internet | expense | GST",
        "6-1700 | Travel | expense | GST",
        "6-1800 | Utilities | expense | GST",
        "6-1900 | Wages | expense | N-T",
        "1-1200 | Undeposited funds | asset | N-T",
        "4-1900 | Discounts allowed | income | GSTI",
        "4-3000 | Late fees charged | income | N-T",
        "6-0300 | Bad debts | expense | GSTI",
        roles={
            "1-1100": AccountRole.RECEIVABLES,
            "1-1900": AccountRole.TRANSFERS,
            "2-1100": AccountRole.PAYABLES,
            "2-1210": AccountRole.TAX_ON_SALES,
            "2-1220": AccountRole.TAX_ON_PURCHASES,
            "3-1100": AccountRole.OPENING_BALANCES,
            "6-0600": AccountRole.EXCHANGE_DIFFERENCES,
            "6-0800": AccountRole.MERCHANT_FEES,
            "6-1400": AccountRole.ROUNDING,
            "4-1000": AccountRole.SALES,
            "1-1200": AccountRole.UNDEPOSITED_FUNDS,
            "4-1900": AccountRole.DISCOUNTS_ALLOWED,
            "4-3000": AccountRole.LATE_FEES,
            "6-0300": AccountRole.BAD_DEBTS,
        },
    ),
)
