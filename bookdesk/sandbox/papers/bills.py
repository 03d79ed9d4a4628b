"""What the sample documents say: the journey's, and one for each further layout, country and trait."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bookdesk.sandbox.papers import cast
from bookdesk.sandbox.papers.truth import Entry, Kind, Line, Locale, Party, Truth


def line(description: str, quantity: str, price: str, rate: str) -> Line:
    """Return a position from plain figures."""
    return Line(description, Decimal(quantity), Decimal(price), Decimal(rate))


def _australian(supplier: Party, number: str, issued: date, due: date, *lines: Line) -> Truth:
    return Truth(Kind.INVOICE, Locale.AUSTRALIA, supplier, cast.CAFE, number, issued, "AUD", lines, due)


COFFEE = Truth(
    Kind.INVOICE,
    Locale.AUSTRALIA,
    cast.ROASTER,
    cast.CAFE,
    "SR-20418",
    date(2026, 5, 4),
    "AUD",
    (
        line("Roasted coffee beans, House Blend, 1 kg bag (GST-free)", "24", "31.50", "0"),
        line("Takeaway cups 8 oz, double wall, carton of 500", "3", "89.00", "10"),
        line("Takeaway lids 80 mm, carton of 1000", "2", "46.50", "10"),
        line("Delivery, metropolitan", "1", "18.00", "10"),
    ),
    date(2026, 6, 3),
    order="PO-1187",
    reference="SR-20418",
)
"""Mixed: GST-free beans and taxed goods."""

REWIRING = _australian(
    cast.ELECTRICIAN,
    "2291",
    date(2026, 5, 8),
    date(2026, 5, 22),
    line("Replace switchboard, incl. RCBOs and compliance certificate", "1", "2860.00", "10"),
    line("Install double power outlets, kitchen", "6", "145.00", "10"),
    line("Electrician, hours on site", "11.5", "98.00", "10"),
)
PRODUCE = Truth(
    Kind.INVOICE,
    Locale.AUSTRALIA,
    cast.GREENGROCER,
    cast.CAFE,
    "GF 77315",
    date(2026, 5, 11),
    "AUD",
    (
        line("Tomatoes, roma, box 10 kg", "4", "38.00", "0"),
        line("Avocado, hass, tray of 23", "3", "41.50", "0"),
        line("Mixed lettuce, washed, 1 kg", "6", "14.20", "0"),
        line("Orange juice, fresh, 5 L", "2", "27.50", "10"),
        line("Crate hire", "7", "2.20", "10"),
    ),
    date(2026, 5, 25),
    inclusive=True,
    reference="77315",
)
CLEANING = Truth(
    Kind.INVOICE,
    Locale.AUSTRALIA,
    cast.CLEANER,
    cast.CAFE,
    "TCC-003907",
    date(2026, 5, 15),
    "AUD",
    (
        line("Evening cleaning, kitchen and dining room, May", "18", "62.00", "10"),
        line("Window cleaning, street front", "1", "140.00", "10"),
    ),
    date(2026, 6, 14),
    order="PO-1190",
    reference="TCC003907",
)
COFFEE_CREDIT = Truth(
    Kind.CREDIT_NOTE,
    Locale.AUSTRALIA,
    cast.ROASTER,
    cast.CAFE,
    "SRC-1042",
    date(2026, 5, 12),
    "AUD",
    (line("Takeaway cups 8 oz, carton returned damaged", "1", "89.00", "10"),),
    corrects="SR-20418",
    note="This credit has been applied to your account.",
)
COFFEE_STATEMENT = Truth(
    Kind.STATEMENT,
    Locale.AUSTRALIA,
    cast.ROASTER,
    cast.CAFE,
    "HARLAN01",
    date(2026, 5, 31),
    "AUD",
    entries=(
        Entry(date(2026, 4, 7), "Invoice SR-20215", Decimal("912.40")),
        Entry(date(2026, 5, 1), "Payment received, thank you", Decimal("-912.40")),
        Entry(COFFEE.issued, f"Invoice {COFFEE.number}", COFFEE.total),
        Entry(COFFEE_CREDIT.issued, f"Adjustment note {COFFEE_CREDIT.number}", -COFFEE_CREDIT.total),
    ),
)
STATIONERY = Truth(
    Kind.INVOICE,
    Locale.IRELAND,
    cast.PRINTER,
    cast.BOOKSHOP,
    "INV-8841",
    date(2026, 5, 6),
    "EUR",
    (
        line("Paper carrier bags, printed two colours, per 1000", "2", "185.00", "23"),
        line("Loyalty cards, 350 gsm, per 500", "4", "42.50", "23"),
        line("Children's activity book, saddle stitched (zero rated)", "150", "1.90", "0"),
    ),
    date(2026, 6, 5),
    reference="INV8841",
)
BOILER = Truth(
    Kind.INVOICE,
    Locale.IRELAND,
    cast.HEATING,
    cast.BOOKSHOP,
    "KH/26/0512",
    date(2026, 5, 12),
    "EUR",
    (
        line("Annual boiler service, labour", "1", "140.00", "13.5"),
        line("Circulation pump, supplied and fitted", "1", "320.00", "13.5"),
    ),
    date(2026, 5, 26),
    prepaid=Decimal("100.00"),
    note="Deposit of 100.00 received 28 April 2026, with thanks.",
)
BOOKS = Truth(
    Kind.INVOICE,
    Locale.GERMANY,
    cast.PUBLISHER,
    cast.BOOKSHOP,
    "2026-04471",
    date(2026, 5, 18),
    "EUR",
    (
        line("Seekarten der Nordsee, Faksimile, gebunden", "12", "34.80", "0"),
        line("Leuchttürme Europas, Bildband", "8", "41.25", "0"),
        line("Versandkosten Irland", "1", "38.50", "0"),
    ),
    date(2026, 6, 17),
    reference="2026-04471",
    note="Steuerfreie innergemeinschaftliche Lieferung. USt-IdNr. des Empfängers: " + (cast.BOOKSHOP.tax_id or ""),
)
DESK_SUPPLIES = Truth(
    Kind.INVOICE,
    Locale.GERMANY,
    cast.WHOLESALER,
    cast.GALLERY,
    "R-118204",
    date(2026, 3, 3),
    "EUR",
    (
        line("Kopierpapier A4, 80 g, Karton mit 2.500 Blatt", "5", "23.49", "19"),
        line("Tonerkartusche schwarz, 6.000 Seiten", "2", "118.90", "19"),
        line("Fachbuch: Ordnung im Archiv", "3", "24.30", "7"),
    ),
    date(2026, 4, 2),
    order="GA-77",
    reference="R-118204",
)
BRANDING = Truth(
    Kind.INVOICE,
    Locale.BRITAIN,
    cast.STUDIO,
    cast.MILL,
    "PP-0312",
    date(2026, 2, 13),
    "GBP",
    (
        line("Brand identity, second stage", "1", "3450.00", "20"),
        line("Signage drawings, per elevation", "4", "215.00", "20"),
        line("Printed brand book, short run (zero rated)", "25", "11.80", "0"),
    ),
    date(2026, 3, 15),
    note="Payment within 30 days, please.",
)
OFFICE = Truth(
    Kind.INVOICE,
    Locale.AMERICA,
    cast.FORWARDER,
    cast.CLINIC,
    "10-44783",
    date(2026, 4, 9),
    "USD",
    (
        line("Copy paper, letter, case of 10 reams", "12", "42.99", "0"),
        line("Exam room chair, vinyl, black", "2", "318.00", "0"),
        line("Freight and handling", "1", "64.50", "0"),
    ),
    date(2026, 5, 9),
    order="RDG-2207",
    note="Net 30. Please make checks payable to Cascade Office Products, Inc.",
)
METERING = _australian(
    cast.CLEANER,
    "TCC-004112",
    date(2026, 6, 30),
    date(2026, 7, 30),
    *(
        line(f"Site visit {day:02d} June 2026: kitchen, dining room and wash rooms, two cleaners", "2", "31.00", "10")
        for day in range(1, 31)
    ),
)
"""Long enough for a second page in every layout."""
SCREWS = Truth(
    Kind.RECEIPT,
    Locale.AUSTRALIA,
    cast.HARDWARE,
    cast.CAFE,
    "0412-88731",
    date(2026, 5, 19),
    "AUD",
    (
        line("Screws timber 8g 100pk", "2", "9.90", "10"),
        line("Shelf bracket 200mm", "4", "6.45", "10"),
        line("Paint brush 50mm", "1", "13.20", "10"),
    ),
    inclusive=True,
    note="EFTPOS ****4471",
)
LUNCH = Truth(
    Kind.RECEIPT,
    Locale.GERMANY,
    cast.WHOLESALER,
    cast.GALLERY,
    "Bon 4471",
    date(2026, 3, 9),
    "EUR",
    (line("Ordner breit, grau", "6", "3.49", "19"), line("Notizbuch A5 kariert", "2", "7.95", "19")),
    inclusive=True,
    note="Girocard",
)
