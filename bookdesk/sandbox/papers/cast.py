"""The parties of the sample documents. None exists; their numbers are well formed."""

from __future__ import annotations

from bookdesk.sandbox.papers.numbers import abn, british_vat, german_vat, iban, irish_vat
from bookdesk.sandbox.papers.truth import Party

CAFE = Party(
    "Harbour Lane Cafe Pty Ltd",
    ("14 Harbour Lane", "Fremantle WA 6160"),
    "AU",
    abn("009000101"),
    bank="306-041 5550001",
)
"""The Australian client, buyer of the journey's documents."""

BOOKSHOP = Party(
    "Liffey Lane Books Limited",
    ("27 Ormond Quay Lower", "Dublin 7"),
    "IE",
    irish_vat("9000011"),
    bank=iban("IE", "AIBK93115200000117"),
    bic="AIBKIE2D",
)
"""The Irish client."""

ROASTER = Party(
    "Southern Roast Coffee Supplies Pty Ltd",
    ("Unit 3, 88 Wharf Road", "Port Melbourne VIC 3207"),
    "AU",
    abn("009000202"),
    "03 5550 0188",
    "accounts@southernroast.example",
    "Green beans, roasted beans and everything around the cup",
    "063-010 10448821",
)
ELECTRICIAN = Party(
    "Brightwater Electrical Services",
    ("5 Foundry Street", "North Fremantle WA 6159"),
    "AU",
    abn("009000303"),
    "08 5550 0123",
    "office@brightwater.example",
    None,
    "016-460 402218745",
)
GREENGROCER = Party(
    "Greenfield Fresh Produce",
    ("Market Shed 12", "280 Bannister Road", "Canning Vale WA 6155"),
    "AU",
    abn("009000404"),
    "08 5550 0177",
    "orders@greenfieldfresh.example",
    None,
    "086-492 778120345",
)
CLEANER = Party(
    "Tidewater Commercial Cleaning Pty Ltd",
    ("Level 2, 40 Adelaide Street", "Fremantle WA 6160"),
    "AU",
    abn("009000505"),
    "08 5550 0144",
    "billing@tidewater.example",
    None,
    "036-011 334120",
)
HARDWARE = Party(
    "Fremantle Hardware", ("212 South Terrace", "Fremantle WA 6160"), "AU", abn("009000606"), "08 5550 0166"
)
PRINTER = Party(
    "Shannon Paper and Print Limited",
    ("Raheen Business Park", "Limerick", "V94 X2Y1"),
    "IE",
    irish_vat("9000026"),
    "061 555 0142",
    "accounts@shannonpaper.example",
    None,
    iban("IE", "BOFI90435100000223"),
    "BOFIIE2D",
)
HEATING = Party(
    "Kildare Heating and Plumbing",
    ("Unit 9, Millennium Park", "Naas, Co. Kildare"),
    "IE",
    irish_vat("9000034"),
    "045 555 019",
    "jobs@kildareheating.example",
    None,
    iban("IE", "ULSB98502000000339"),
    "ULSBIE2D",
)
PUBLISHER = Party(
    "Nordlicht Verlag GmbH",
    ("Speicherstraße 18", "24937 Flensburg"),
    "DE",
    german_vat("90000011"),
    "0461 5550 18",
    "rechnung@nordlicht-verlag.example",
    "Bücher und Karten vom Rand der Meere",
    iban("DE", "215500500000441199"),
    "NOLADE21NOS",
)
WHOLESALER = Party(
    "Bürobedarf Lindner & Söhne OHG",
    ("Gewerbepark 7", "99084 Erfurt"),
    "DE",
    german_vat("90000028"),
    "0361 5550 70",
    "buchhaltung@lindner-soehne.example",
    "Alles für den Schreibtisch seit 1951",
    iban("DE", "820510000000770042"),
    "HELADEF1WEM",
)
GALLERY = Party("Galerie am Anger", ("Anger 61", "99084 Erfurt"), "DE")
STUDIO = Party(
    "Peel and Partners Design Ltd",
    ("3rd Floor, 11 Cutler Street", "Leeds LS1 4AB"),
    "GB",
    british_vat("9000014"),
    "0113 555 0119",
    "studio@peelpartners.example",
    None,
    "20-99-45 55501234",
)
MILL = Party("Aire Valley Mill Ltd", ("Canal Road", "Leeds LS12 2PU"), "GB")
FORWARDER = Party(
    "Cascade Office Products, Inc.",
    ("4100 Industrial Way", "Portland, OR 97210"),
    "US",
    None,
    "(503) 555-0138",
    "ar@cascadeoffice.example",
    None,
    "123000220 0055501177",
)
CLINIC = Party("Riverside Dental Group", ("820 SE Belmont St", "Portland, OR 97214"), "US")
