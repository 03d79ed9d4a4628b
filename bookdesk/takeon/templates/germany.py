"""Germany: VAT 19 % and 7 % since 2007 (16 % and 5 % in the second half of 2020), UStG 12; account numbers as SKR03.

Sales without tax: UStG 4 Nr. 1 a (export) and b (intra-Community supply), 13b (the recipient owes it), 19 (small).
"""

from __future__ import annotations

from datetime import date

from bookdesk.models.account import AccountRole, TaxSide, TaxTreatment
from bookdesk.takeon.templates.parts import TaxCodeTemplate, Template, chart

_STANDARD = ((date(2007, 1, 1), "19"), (date(2020, 7, 1), "16"), (date(2021, 1, 1), "19"))
_REDUCED = ((date(2007, 1, 1), "7"), (date(2020, 7, 1), "5"), (date(2021, 1, 1), "7"))
_START = date(2007, 1, 1)

TEMPLATE = Template(
    country="DE",
    zone="Europe/Berlin",
    bank_code="1200",
    tax_codes=(
        TaxCodeTemplate("V19", "Vorsteuer 19 %", TaxTreatment.TAXABLE, TaxSide.PURCHASES, _STANDARD),
        TaxCodeTemplate("V7", "Vorsteuer 7 %", TaxTreatment.TAXABLE, TaxSide.PURCHASES, _REDUCED),
        TaxCodeTemplate("V0", "Steuerfrei", TaxTreatment.EXEMPT, TaxSide.BOTH, ((_START, "0"),)),
        TaxCodeTemplate(
            "RC", "Leistungsempfänger §13b", TaxTreatment.REVERSE_CHARGE, TaxSide.PURCHASES, ((_START, "0"),)
        ),
        TaxCodeTemplate("IG", "Erwerb aus der EU", TaxTreatment.REVERSE_CHARGE, TaxSide.PURCHASES, ((_START, "0"),)),
        TaxCodeTemplate("N", "Nicht steuerbar", TaxTreatment.OUTSIDE, TaxSide.BOTH, ((_START, "0"),)),
        TaxCodeTemplate("U19", "Umsatzsteuer 19 %", TaxTreatment.TAXABLE, TaxSide.SALES, _STANDARD),
        TaxCodeTemplate("U7", "Umsatzsteuer 7 %", TaxTreatment.TAXABLE, TaxSide.SALES, _REDUCED),
        TaxCodeTemplate(
            "RCS", "Steuerschuld des Empfängers §13b", TaxTreatment.REVERSE_CHARGE, TaxSide.SALES, ((_START, "0"),)
        ),
        TaxCodeTemplate(
            "IGL", "Innergemeinschaftliche Lieferung", TaxTreatment.ZERO_RATED, TaxSide.SALES, ((_START, "0"),)
        ),
        TaxCodeTemplate("EXP", "Ausfuhrlieferung", TaxTreatment.ZERO_RATED, TaxSide.SALES, ((_START, "0"),)),
        TaxCodeTemplate("KU", "Kleinunternehmer §19", TaxTreatment.EXEMPT, TaxSide.SALES, ((_START, "0"),)),
    ),
    accounts=chart(
        "0420 | Büroeinrichtung | asset | V19",
        "0800 | Eröffnungsbilanz | equity | N",
        "1360 | Geldtransit | asset | N",
        "1400 | Forderungen | asset | N",
        "1576 | Abziehbare Vorsteuer | asset | N",
        "1600 | Verbindlichkeiten | liability | N",
        "1776 | Umsatzsteuer | liability | N",
        "2150 | Kursdifferenzen | expense | N",
        "3400 | Wareneingang | expense | V19",
        "3300 | Wareneingang Lebensmittel | expense | V7",
        "4120 | Gehälter | expense | N",
        "4210 | Miete | expense | V0",
        "4240 | Gas, Strom, Wasser | expense | V19",
        "4360 | Versicherungen | expense | V0",
        "4530 | Kfz-Kosten | expense | V19",
        "4806 | Wartung Software | expense | V19",
        "4900 | Sonstige Aufwendungen | expense | V19",
        "4920 | Telefon | expense | V19",
        "4930 | Bürobedarf | expense | V19",
        "4950 | Rechts- und Beratungskosten | expense | V19",
        "4970 | Nebenkosten des Geldverkehrs | expense | V0",
        "4971 | Zahlungsdienste | expense | V0",
        "4999 | Rundung | expense | N",
        "8400 | Erlöse | income | U19",
        "1005 | Noch nicht eingezahlte Gelder | asset | N",
        "8736 | Gewährte Skonti | income | U19",
        "8650 | Mahngebühren und Verzugszinsen | income | N",
        "2400 | Forderungsverluste | expense | U19",
        roles={
            "0800": AccountRole.OPENING_BALANCES,
            "1360": AccountRole.TRANSFERS,
            "1400": AccountRole.RECEIVABLES,
            "1576": AccountRole.TAX_ON_PURCHASES,
            "1600": AccountRole.PAYABLES,
            "1776": AccountRole.TAX_ON_SALES,
            "2150": AccountRole.EXCHANGE_DIFFERENCES,
            "4971": AccountRole.MERCHANT_FEES,
            "4999": AccountRole.ROUNDING,
            "8400": AccountRole.SALES,
            "1005": AccountRole.UNDEPOSITED_FUNDS,
            "8736": AccountRole.DISCOUNTS_ALLOWED,
            "8650": AccountRole.LATE_FEES,
            "2400": AccountRole.BAD_DEBTS,
        },
    ),
)
