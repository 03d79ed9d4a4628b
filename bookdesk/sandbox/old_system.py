"""What the clients' old systems export on the day they are taken on: suppliers, open bills, open invoices."""

from __future__ import annotations

from bookdesk.sandbox.papers import cast
from bookdesk.sandbox.papers.truth import Party

AUSTRALIAN_BILLS = """Supplier,Invoice Number,Invoice Date,Due Date,Total,Amount Due
Tidewater Commercial Cleaning Pty Ltd,TCC-003702,2026-04-15,2026-05-15,1188.00,588.00
Brightwater Electrical Services,2240,2026-04-20,2026-05-04,462.00,462.00
Greenfield Fresh Produce,GF 76980,2026-04-27,2026-05-11,318.45,318.45
"""
AUSTRALIAN_INVOICES = """Customer,Invoice Number,Invoice Date,Due Date,Total,Amount Due
Fremantle Rowing Club,HL-0418,2026-04-18,2026-05-18,1430.00,1430.00
South Beach Yoga,HL-0421,2026-04-25,2026-05-25,286.00,143.00
"""
IRISH_BILLS = """Supplier,Invoice Number,Invoice Date,Due Date,Total,Balance
Shannon Paper and Print Limited,INV-8702,2026-04-09,2026-05-09,246.00,246.00
"""
IRISH_INVOICES = """Customer,Invoice Number,Invoice Date,Due Date,Total,Balance
Ranelagh Reading Circle,LLB-77,2026-04-22,2026-05-22,364.50,364.50
"""


def australian_suppliers() -> str:
    """Return the cafe's supplier list."""
    heading = "Supplier,ABN,Terms days,Account,Tax code,BSB,Account number,City,Country"
    rows = [
        _australian(cast.ROASTER, 30, "5-1000", "FRE"),
        _australian(cast.ELECTRICIAN, 14, "6-1300", "GST"),
        _australian(cast.GREENGROCER, 14, "5-1000", "FRE"),
        _australian(cast.CLEANER, 30, "6-0500", "GST"),
    ]
    return "\n".join([heading, *rows]) + "\n"


def irish_suppliers() -> str:
    """Return the bookshop's supplier list."""
    heading = "Supplier,VAT number,Terms days,Account,Tax code,IBAN,BIC,Street,City,Country"
    rows = [
        _irish(cast.PRINTER, 30, "7500", "P23"),
        _irish(cast.HEATING, 14, "7700", "P13"),
        _irish(cast.PUBLISHER, 30, "5000", "RC"),
    ]
    return "\n".join([heading, *rows]) + "\n"


def _australian(party: Party, days: int, account: str, tax: str) -> str:
    bsb, _, number = (party.bank or "").partition(" ")
    return _row(party.name, party.tax_id, days, account, tax, bsb, number, party.address[-1], party.country)


def _irish(party: Party, days: int, account: str, tax: str) -> str:
    street, city = party.address[0], party.address[1]
    return _row(party.name, party.tax_id, days, account, tax, party.bank, party.bic, street, city, party.country)


def _row(*cells: object) -> str:
    return ",".join(f'"{"" if cell is None else cell}"' for cell in cells)
