"""The Irish clients of the sample firm and their suppliers, two of them from abroad."""

from __future__ import annotations

from bookdesk.sandbox.firm.suppliers import DEBITED, Supplier
from bookdesk.sandbox.papers import cast
from bookdesk.sandbox.papers.numbers import british_vat, iban, irish_vat
from bookdesk.sandbox.papers.trade import ELECTRONIC, Goods, Seller
from bookdesk.sandbox.papers.truth import Locale, Party

BOOKSHOP = cast.BOOKSHOP
JOINERY = Party(
    "Glenmore Joinery Limited",
    ("The Saw Yard, Kilcoole Road", "Greystones, Co. Wicklow"),
    "IE",
    irish_vat("9001014"),
    bank=iban("IE", "AIBK93317000441820"),
    bic="AIBKIE2D",
)


def _seller(party: Party, layout: str, days: int, number: str, *goods: Goods, lines: int = 3) -> Seller:
    return Seller(party, Locale.IRELAND, "EUR", layout, days, number, goods, lines)


def _party(name: str, street: str, town: str, stem: str, account: str | None, email: str) -> Party:  # noqa: PLR0913, PLR0917 - an address
    bank = iban("IE", f"BOFI9043{account}") if account else None
    bic = "BOFIIE2D" if account else None
    return Party(name, (street, town), "IE", irish_vat(stem), "01 555 0100", f"{email}.example", None, bank, bic)


PRINTER = Supplier(
    _seller(
        cast.PRINTER,
        "band",
        30,
        "INV-8{:03d}",
        Goods("Paper carrier bags, printed two colours, per 1000", "185.00", "23", 2),
        Goods("Loyalty cards, 350 gsm, per 500", "42.50", "23", 4),
        Goods("Children's activity book, saddle stitched (zero rated)", "1.90", "0", 200),
    ),
    "7500",
    "P23",
)
HEATING = Supplier(
    _seller(
        cast.HEATING,
        "sidebar",
        14,
        "KH/26/{:04d}",
        Goods("Boiler service, labour", "140.00", "13.5", 2),
        Goods("Radiator valve, supplied and fitted", "64.00", "13.5", 4),
    ),
    "7700",
    "P13",
)
TIMBER = Supplier(
    _seller(
        _party(
            "Boyne Timber Merchants Limited",
            "Donore Road",
            "Drogheda, Co. Louth",
            "9002014",
            "5100001184",
            "accounts@boynetimber",
        ),
        "classic",
        30,
        "BT{:06d}",
        Goods("Red deal, planed, 4.8 m", "14.60", "23", 60),
        Goods("Oak board, first grade, cubic metre", "2140.00", "23", 1),
        Goods("Plywood, birch, 18 mm sheet", "71.00", "23", 12),
    ),
    "5000",
    "P23",
)
FIXINGS = Supplier(
    _seller(
        _party(
            "Slaney Fixings Limited",
            "Old Dublin Road",
            "Enniscorthy, Co. Wexford",
            "9002021",
            "5200007716",
            "sales@slaneyfixings",
        ),
        "form",
        30,
        "SF-{:05d}",
        Goods("Hinge, butt, stainless, box of 24", "52.80", "23", 6),
        Goods("Screws, 5 x 60, box of 200", "9.90", "23", 20),
        Goods("Door closer, overhead", "87.50", "23", 4),
    ),
    "5000",
    "P23",
)
SPRAYSHOP = Supplier(
    _seller(
        _party(
            "Arklow Spray Finishers",
            "Croghan Business Park",
            "Arklow, Co. Wicklow",
            "9002038",
            "5300012093",
            "office@arklowspray",
        ),
        "trades",
        14,
        "ASF {:04d}",
        Goods("Lacquer, kitchen doors, per square metre", "46.00", "13.5", 22),
        Goods("Colour sample board", "35.00", "13.5", 2),
    ),
    "7700",
    "P13",
)
POWER = Supplier(
    _seller(
        _party(
            "Ember Energy Ireland Limited",
            "Harbour Square",
            "Dún Laoghaire, Co. Dublin",
            "9002046",
            None,
            "business@emberenergy",
        ),
        "utility",
        14,
        "EE{:07d}",
        Goods("Electricity, day units, kWh", "0.35", "9", 1100),
        Goods("Standing charge, days", "1.05", "9", 31),
    ),
    "7200",
    "P9",
    DEBITED,
)
TELECOM = Supplier(
    _seller(
        _party("Corrib Telecom Limited", "Eyre House", "Galway", "9002054", None, "accounts@corribtelecom"),
        ELECTRONIC,
        14,
        "CT{:06d}",
        Goods("Fibre and telephone, month", "61.00", "23"),
        Goods("Card terminal line, month", "15.00", "23", 2),
    ),
    "7502",
    "P23",
    DEBITED,
)
PUBLISHER = Supplier(
    Seller(
        cast.PUBLISHER,
        Locale.GERMANY,
        "EUR",
        "letter",
        30,
        "2026-0{:04d}",
        (
            Goods("Seekarten der Nordsee, Faksimile, gebunden", "34.80", "0", 12),
            Goods("Leuchttürme Europas, Bildband", "41.25", "0", 8),
        ),
        note="Steuerfreie innergemeinschaftliche Lieferung. USt-IdNr. des Empfängers: " + (cast.BOOKSHOP.tax_id or ""),
    ),
    "5000",
    "RC",
)
TAMAR = Supplier(
    Seller(
        Party(
            "Tamar House Press Ltd",
            ("Quay Works, Bridge Street", "Saltash PL12 4AD"),
            "GB",
            british_vat("9003019"),
            "01752 555 014",
            "trade@tamarhouse.example",
            "Maritime books since 1974",
            iban("GB", "BARC20714530118807"),
            "BARCGB22",
        ),
        Locale.BRITAIN,
        "GBP",
        "classic",
        30,
        "THP-{:05d}",
        (
            Goods("A Pilot's Guide to the Western Isles, hardback", "18.60", "0", 30),
            Goods("Knots and Splices, paperback", "7.45", "0", 40),
            Goods("Carriage to Ireland", "26.00", "0"),
        ),
    ),
    "5000",
    "Z",
)
HUDSON = Supplier(
    Seller(
        Party(
            "Hudson Art Books, Inc.",
            ("118 Main Street", "Beacon, NY 12508"),
            "US",
            None,
            "(845) 555-0142",
            "ar@hudsonartbooks.example",
            None,
            "021000089 4470098123",
        ),
        Locale.AMERICA,
        "USD",
        "form",
        45,
        "HAB-{:05d}",
        (
            Goods("Harbors at Dawn, monograph", "32.00", "0", 20),
            Goods("Poster set, lighthouses, six", "14.50", "0", 30),
            Goods("Freight, air", "118.00", "0"),
        ),
        note="Net 45.",
    ),
    "5000",
    "Z",
)
