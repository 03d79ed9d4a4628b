"""The Australian clients of the sample firm and their suppliers."""

from __future__ import annotations

from bookdesk.sandbox.firm.suppliers import DEBITED, Supplier
from bookdesk.sandbox.papers import cast
from bookdesk.sandbox.papers.numbers import abn
from bookdesk.sandbox.papers.trade import ELECTRONIC, Goods, Seller
from bookdesk.sandbox.papers.truth import Locale, Party

CAFE = cast.CAFE
PHYSIO = Party(
    "Wattle Grove Physiotherapy Pty Ltd",
    ("Suite 4, 91 Canning Highway", "South Perth WA 6151"),
    "AU",
    abn("009001101"),
    bank="306-052 4410927",
)
PLUMBER = Party(
    "Bayside Plumbing and Gas Pty Ltd",
    ("Unit 2, 17 Forsyth Street", "O'Connor WA 6163"),
    "AU",
    abn("009001202"),
    bank="036-075 118204",
)
GARDENS = Party(
    "Kurrajong Landscapes Pty Ltd",
    ("Lot 9, Ranford Road", "Forrestdale WA 6112"),
    "AU",
    abn("009001303"),
    bank="086-112 660215",
)
SURF = Party(
    "Coastline Surf School Pty Ltd",
    ("3 Marine Parade", "Cottesloe WA 6011"),
    "AU",
    abn("009001404"),
    bank="016-355 20877145",
)


def _seller(  # noqa: PLR0913 - a seller and his papers
    party: Party, layout: str, days: int, number: str, *goods: Goods, lines: int = 3, inclusive: bool = False
) -> Seller:
    return Seller(party, Locale.AUSTRALIA, "AUD", layout, days, number, goods, lines, inclusive)


def _party(name: str, street: str, town: str, stem: str, bank: str | None, email: str) -> Party:  # noqa: PLR0913, PLR0917 - an address
    return Party(name, (street, town), "AU", abn(stem), "08 5550 0100", f"{email}.example", None, bank)


ROASTER = Supplier(
    _seller(
        cast.ROASTER,
        "classic",
        30,
        "SR-2{:04d}",
        Goods("Roasted coffee beans, House Blend, 1 kg bag (GST-free)", "31.50", "0", 24),
        Goods("Decaf beans, Swiss water, 1 kg bag (GST-free)", "36.00", "0", 6),
        Goods("Takeaway cups 8 oz, double wall, carton of 500", "89.00", "10", 4),
        Goods("Takeaway lids 80 mm, carton of 1000", "46.50", "10", 3),
        lines=4,
    ),
    "5-1000",
    "FRE",
)
GREENGROCER = Supplier(
    _seller(
        cast.GREENGROCER,
        "form",
        14,
        "GF 7{:04d}",
        Goods("Tomatoes, roma, box 10 kg", "38.00", "0", 5),
        Goods("Avocado, hass, tray of 23", "41.50", "0", 4),
        Goods("Mixed lettuce, washed, 1 kg", "14.20", "0", 8),
        Goods("Orange juice, fresh, 5 L", "27.50", "10", 4),
        lines=4,
        inclusive=True,
    ),
    "5-1000",
    "FRE",
)
CLEANER = Supplier(
    _seller(
        cast.CLEANER,
        ELECTRONIC,
        30,
        "TCC-00{:04d}",
        Goods("Evening cleaning, per visit", "62.00", "10", 18),
        Goods("Window cleaning, street front", "140.00", "10"),
    ),
    "6-0500",
    "GST",
)
ELECTRICIAN = Supplier(
    _seller(
        cast.ELECTRICIAN,
        "trades",
        14,
        "2{:03d}",
        Goods("Electrician, hours on site", "98.00", "10", 6),
        Goods("Install double power outlets", "145.00", "10", 3),
        Goods("Test and tag, per appliance", "9.50", "10", 30),
    ),
    "6-1300",
    "GST",
)
BAKERY = Supplier(
    _seller(
        _party(
            "Loaf and Ladle Bakehouse",
            "44 Wray Avenue",
            "Fremantle WA 6160",
            "009002109",
            "306-044 9981200",
            "orders@loafladle",
        ),
        "sidebar",
        7,
        "LL{:05d}",
        Goods("Sourdough loaf, sliced (GST-free)", "5.40", "0", 40),
        Goods("Almond croissant", "3.60", "10", 48),
        Goods("Banana bread, slab", "24.00", "10", 4),
    ),
    "5-1000",
    "FRE",
)
DAIRY = Supplier(
    _seller(
        _party(
            "Mount Barker Dairy Supply",
            "Lot 2, Albany Highway",
            "Mount Barker WA 6324",
            "009002206",
            "036-188 402911",
            "accounts@mbdairy",
        ),
        "band",
        14,
        "MB-{:05d}",
        Goods("Full cream milk, 10 L (GST-free)", "18.90", "0", 20),
        Goods("Oat drink barista, carton of 12", "41.00", "10", 5),
    ),
    "5-1000",
    "FRE",
)
ENERGY = Supplier(
    _seller(
        _party(
            "Swan Coast Energy", "Level 8, 20 Mounts Bay Road", "Perth WA 6000", "009002303", None, "bills@swancoast"
        ),
        "utility",
        21,
        "SCE-{:06d}",
        Goods("Electricity, peak, kWh", "0.35", "10", 900),
        Goods("Electricity, off-peak, kWh", "0.20", "10", 600),
        Goods("Supply charge, days", "1.10", "10", 31),
    ),
    "6-1800",
    "GST",
    DEBITED,
)
TELCO = Supplier(
    _seller(
        _party("Quokka Telecom", "1 Terrace Road", "East Perth WA 6004", "009002400", None, "billing@quokkatel"),
        "band",
        14,
        "Q{:08d}",
        Goods("Business broadband, month", "89.00", "10"),
        Goods("Mobile plan, per service", "35.00", "10", 5),
    ),
    "6-1600",
    "GST",
    DEBITED,
)
FUEL = Supplier(
    _seller(
        _party(
            "Westway Fuel Cards",
            "77 Great Eastern Highway",
            "Rivervale WA 6103",
            "009002507",
            None,
            "cards@westwayfuel",
        ),
        ELECTRONIC,
        14,
        "WF{:07d}",
        Goods("Diesel, litres", "1.75", "10", 320),
        Goods("Unleaded 91, litres", "1.60", "10", 120),
    ),
    "6-0900",
    "GST",
    DEBITED,
)
NURSERY = Supplier(
    _seller(
        _party(
            "Banksia Wholesale Nursery",
            "210 Nicholson Road",
            "Canning Vale WA 6155",
            "009002604",
            "086-331 552108",
            "sales@banksianursery",
        ),
        "classic",
        30,
        "BN{:05d}",
        Goods("Grevillea, 140 mm pot", "9.80", "10", 60),
        Goods("Lomandra, tube stock", "2.40", "10", 200),
        Goods("Topsoil blend, cubic metre", "48.00", "10", 12),
    ),
    "5-2000",
    "GST",
)
STONE = Supplier(
    _seller(
        _party(
            "Toodyay Stone and Paving",
            "Lot 31, Northam Road",
            "Toodyay WA 6566",
            "009002701",
            "306-090 7710043",
            "office@toodyaystone",
        ),
        "trades",
        14,
        "TS-{:04d}",
        Goods("Toodyay stone, random, tonne", "215.00", "10", 6),
        Goods("Delivery, tipper", "180.00", "10"),
    ),
    "5-2000",
    "GST",
)
PIPES = Supplier(
    _seller(
        _party(
            "Trident Plumbing Supplies",
            "5 Norma Road",
            "Myaree WA 6154",
            "009002808",
            "016-440 31550987",
            "ar@tridentplumb",
        ),
        "form",
        30,
        "TPS{:06d}",
        Goods("Copper pipe 20 mm, 6 m length", "74.00", "10", 12),
        Goods("Hot water unit, gas, 170 L", "1180.00", "10", 2),
        Goods("Tempering valve, 20 mm", "96.50", "10", 6),
    ),
    "5-2000",
    "GST",
)
LANDLORD = Supplier(
    _seller(
        _party(
            "Marri Property Management",
            "Level 1, 9 Cantonment Street",
            "Fremantle WA 6160",
            "009002905",
            "036-022 915500",
            "rents@marriproperty",
        ),
        ELECTRONIC,
        7,
        "MPM-{:05d}",
        Goods("Rent in advance, month", "2850.00", "10"),
        Goods("Variable outgoings, month", "310.00", "10"),
        lines=2,
    ),
    "6-1200",
    "GST",
)
MEDICAL = Supplier(
    _seller(
        _party(
            "Bluegum Medical Supplies",
            "14 Catalano Circuit",
            "Canning Vale WA 6155",
            "009003007",
            "063-121 10995512",
            "billing@bluegummed",
        ),
        "band",
        30,
        "INV-{:05d}",
        Goods("Treatment table paper, carton", "62.00", "10", 4),
        Goods("Kinesiology tape, box of 12", "118.00", "10", 3),
        Goods("Resistance band, 25 m roll", "84.00", "10", 2),
    ),
    "6-1000",
    "GST",
)
WETSUITS = Supplier(
    _seller(
        _party(
            "Reefline Wetsuits",
            "8 Hakea Street",
            "Dunsborough WA 6281",
            "009003104",
            "306-071 4419008",
            "trade@reefline",
        ),
        "sidebar",
        30,
        "RW/{:04d}",
        Goods("Wetsuit, steamer 3/2, school print", "124.00", "10", 12),
        Goods("Rash vest, long sleeve", "29.50", "10", 30),
    ),
    "5-2000",
    "GST",
)
REPAIRS = Supplier(
    _seller(
        _party(
            "Ding Alley Board Repairs",
            "Rear, 6 Napier Street",
            "Cottesloe WA 6011",
            "009003201",
            "086-006 229134",
            "fix@dingalley",
        ),
        "trades",
        14,
        "DA{:04d}",
        Goods("Board repair, hours", "65.00", "10", 9),
        Goods("Resin and cloth", "48.00", "10", 2),
    ),
    "6-1300",
    "GST",
)
