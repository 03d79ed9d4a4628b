"""The British clients of the sample firm and their suppliers."""

from __future__ import annotations

from bookdesk.sandbox.firm.suppliers import DEBITED, Supplier
from bookdesk.sandbox.papers import cast
from bookdesk.sandbox.papers.numbers import british_vat
from bookdesk.sandbox.papers.trade import ELECTRONIC, Goods, Seller
from bookdesk.sandbox.papers.truth import Locale, Party

MILL = Party(
    "Aire Valley Mill Ltd",
    ("Canal Road", "Leeds LS12 2PU"),
    "GB",
    british_vat("9001014"),
    bank="20-99-12 40118823",
)
VETS = Party(
    "Thornbury Veterinary Practice Ltd",
    ("2 Castle Street", "Thornbury BS35 1HB"),
    "GB",
    british_vat("9001021"),
    bank="40-88-31 71209934",
)
CYCLES = Party(
    "Calder Cycles Ltd",
    ("19 Wharf Street", "Sowerby Bridge HX6 2AF"),
    "GB",
    british_vat("9001038"),
    bank="30-91-44 22870165",
)


def _seller(party: Party, layout: str, days: int, number: str, *goods: Goods, lines: int = 3) -> Seller:
    return Seller(party, Locale.BRITAIN, "GBP", layout, days, number, goods, lines)


def _party(name: str, street: str, town: str, stem: str, bank: str | None, email: str) -> Party:  # noqa: PLR0913, PLR0917 - an address
    return Party(name, (street, town), "GB", british_vat(stem), "0113 555 0100", f"{email}.example", None, bank)


STUDIO = Supplier(
    _seller(
        cast.STUDIO,
        "sidebar",
        30,
        "PP-0{:03d}",
        Goods("Brand identity, days", "620.00", "20", 8),
        Goods("Signage drawings, per elevation", "215.00", "20", 4),
        Goods("Printed brand book, short run (zero rated)", "11.80", "0", 30),
    ),
    "7600",
    "T1",
)
YARNS = Supplier(
    _seller(
        _party(
            "Pennine Yarns Ltd",
            "Bobbin Works, Mill Lane",
            "Huddersfield HD1 4QF",
            "9002014",
            "20-77-15 60331908",
            "sales@pennineyarns",
        ),
        "classic",
        30,
        "PY{:06d}",
        Goods("Merino 2/30 Nm, undyed, kg", "31.40", "20", 80),
        Goods("Lambswool, heather, kg", "24.75", "20", 60),
        Goods("Cones, returnable", "1.20", "20", 40),
    ),
    "5000",
    "T1",
)
DYER = Supplier(
    _seller(
        _party(
            "Holme Dyeworks", "River Street", "Holmfirth HD9 3AA", "9002021", "40-52-09 11807743", "office@holmedye"
        ),
        "trades",
        14,
        "HD {:04d}",
        Goods("Hank dyeing, per kg", "6.80", "20", 120),
        Goods("Shade matching, per lot", "85.00", "20", 3),
    ),
    "5000",
    "T1",
)
CARRIER = Supplier(
    _seller(
        _party(
            "Roundhay Freight Ltd",
            "Unit 6, Cross Green Way",
            "Leeds LS9 0RX",
            "9002038",
            "30-80-27 45110982",
            "accounts@roundhayfreight",
        ),
        "band",
        30,
        "RF-{:05d}",
        Goods("Pallet, next day", "58.00", "20", 9),
        Goods("Fuel surcharge", "14.50", "20"),
    ),
    "7300",
    "T1",
)
MACHINES = Supplier(
    _seller(
        _party(
            "Colne Valley Machine Works Ltd",
            "Foundry Yard",
            "Slaithwaite HD7 5HA",
            "9002045",
            "20-13-68 90221476",
            "service@colnemachine",
        ),
        "form",
        30,
        "CVM/{:04d}",
        Goods("Carding machine, overhaul of main cylinder", "2350.00", "20", 2),
        Goods("Drive belts, set", "310.00", "20", 2),
        Goods("Engineer, days on site", "540.00", "20", 4),
    ),
    "7700",
    "T1",
)
POWER = Supplier(
    _seller(
        _party(
            "Northmoor Power Ltd",
            "1 Beacon House, Long Row",
            "Bradford BD1 5BL",
            "9002052",
            None,
            "business@northmoorpower",
        ),
        "utility",
        14,
        "NMP{:07d}",
        Goods("Electricity, day units, kWh", "0.30", "20", 2400),
        Goods("Electricity, night units, kWh", "0.20", "20", 900),
        Goods("Standing charge, days", "0.85", "20", 31),
    ),
    "7200",
    "T1",
    DEBITED,
)
BROADBAND = Supplier(
    _seller(
        _party("Lantern Broadband Ltd", "Kiln Court", "York YO1 9TT", "9002069", None, "billing@lanternbb"),
        ELECTRONIC,
        14,
        "LB{:06d}",
        Goods("Business fibre, month", "54.00", "20"),
        Goods("Telephone lines, month", "18.00", "20", 4),
    ),
    "7502",
    "T1",
    DEBITED,
)
WASTE = Supplier(
    _seller(
        _party(
            "Aire Waste Care Ltd",
            "Transfer Station, Knowsthorpe Gate",
            "Leeds LS9 0NP",
            "9002076",
            "40-33-71 52009186",
            "invoices@airewaste",
        ),
        ELECTRONIC,
        30,
        "AWC-{:05d}",
        Goods("General waste, 1100 L bin, lifts", "21.50", "20", 8),
        Goods("Clinical waste, bags", "9.40", "20", 25),
    ),
    "7700",
    "T1",
)
VETSUPPLY = Supplier(
    _seller(
        _party(
            "Fellside Veterinary Supplies Ltd",
            "Skirsgill Park",
            "Penrith CA11 0FA",
            "9002083",
            "20-66-04 30857711",
            "ledger@fellsidevet",
        ),
        "classic",
        30,
        "FVS{:06d}",
        Goods("Vaccine, canine, tray of 25", "142.00", "20", 5),
        Goods("Suture material, box", "46.80", "20", 6),
        Goods("Anaesthetic, 250 ml", "71.25", "20", 4),
    ),
    "5000",
    "T1",
)
LABORATORY = Supplier(
    _seller(
        _party(
            "Severnside Diagnostics Ltd",
            "Science Quarter, Filton",
            "Bristol BS34 7QS",
            "9002090",
            "30-44-12 66190027",
            "finance@severnsidedx",
        ),
        "letter",
        14,
        "SD-{:05d}",
        Goods("Haematology profile", "28.50", "20", 20),
        Goods("Histology, per sample", "64.00", "20", 6),
    ),
    "7600",
    "T1",
)
PETFOOD = Supplier(
    _seller(
        _party(
            "Mendip Pet Nutrition Ltd",
            "Dulcote Works",
            "Wells BA5 3PZ",
            "9002106",
            "40-19-85 80440213",
            "orders@mendippet",
        ),
        "band",
        30,
        "MPN-{:05d}",
        Goods("Renal diet, 12 kg", "58.40", "20", 14),
        Goods("Recovery tins, tray of 24", "37.20", "20", 10),
    ),
    "5000",
    "T1",
)
PARTS = Supplier(
    _seller(
        _party(
            "Spoke and Hub Distribution Ltd",
            "Burnley Road",
            "Todmorden OL14 7EF",
            "9002113",
            "20-51-90 10664538",
            "accounts@spokehub",
        ),
        "classic",
        30,
        "SH{:06d}",
        Goods("Wheelset, 700C, disc", "164.00", "20", 4),
        Goods("Chain, 11 speed", "18.90", "20", 20),
        Goods("Brake pads, pair", "6.40", "20", 40),
    ),
    "5000",
    "T1",
)
FRAMES = Supplier(
    _seller(
        _party(
            "Ribblehead Frame Builders",
            "Station Yard",
            "Settle BD24 9AA",
            "9002120",
            "30-25-66 74400891",
            "build@ribblehead",
        ),
        "trades",
        14,
        "RFB {:03d}",
        Goods("Frame, steel, touring, 56 cm", "890.00", "20", 2),
        Goods("Powder coat", "95.00", "20", 2),
    ),
    "5000",
    "T1",
)
CLOTHING = Supplier(
    _seller(
        _party(
            "Cragvale Cycle Clothing Ltd",
            "Turvin Mill",
            "Hebden Bridge HX7 5TT",
            "9002137",
            "40-70-03 21985502",
            "sales@cragvaleclothing",
        ),
        "sidebar",
        30,
        "CC-{:05d}",
        Goods("Jersey, long sleeve", "34.00", "20", 15),
        Goods("Children's helmet (zero rated)", "18.50", "0", 12),
    ),
    "5000",
    "T1",
)
LOCUM = Supplier(
    _seller(
        _party(
            "Wyeside Locum Vets",
            "12 Church Street",
            "Chepstow NP16 5HE",
            "9002144",
            "20-39-07 40926613",
            "bookings@wyesidelocum",
        ),
        "band",
        14,
        "WL {:03d}",
        Goods("Locum cover, days", "380.00", "20", 3),
        Goods("Mileage", "0.45", "20", 90),
    ),
    "7600",
    "T1",
)
