"""The German clients of the sample firm and their suppliers."""

from __future__ import annotations

from bookdesk.sandbox.firm.suppliers import DEBITED, Supplier
from bookdesk.sandbox.papers import cast
from bookdesk.sandbox.papers.numbers import german_vat, iban
from bookdesk.sandbox.papers.trade import ELECTRONIC, Goods, Seller
from bookdesk.sandbox.papers.truth import Locale, Party

GALLERY = Party(
    "Galerie am Anger",
    ("Anger 61", "99084 Erfurt"),
    "DE",
    german_vat("90001018"),
    bank=iban("DE", "820510000141009217"),
    bic="HELADEF1WEM",
)
BAKERS = Party("Bäckerei Vogelsang GmbH", ("Johannesstraße 9", "99084 Erfurt"), "DE", german_vat("90001025"))


def _seller(party: Party, layout: str, days: int, number: str, *goods: Goods, lines: int = 3) -> Seller:
    return Seller(party, Locale.GERMANY, "EUR", layout, days, number, goods, lines)


def _party(name: str, street: str, town: str, stem: str, account: str | None, email: str) -> Party:  # noqa: PLR0913, PLR0917 - an address
    bank = iban("DE", f"82051000{account}") if account else None
    bic = "HELADEF1WEM" if account else None
    return Party(name, (street, town), "DE", german_vat(stem), "0361 5550 0", f"{email}.example", None, bank, bic)


STATIONER = Supplier(
    _seller(
        cast.WHOLESALER,
        "letter",
        30,
        "R-118{:03d}",
        Goods("Kopierpapier A4, 80 g, Karton mit 2.500 Blatt", "23.49", "19", 5),
        Goods("Tonerkartusche schwarz, 6.000 Seiten", "118.90", "19", 2),
        Goods("Fachbuch: Ordnung im Archiv", "24.30", "7", 3),
    ),
    "4930",
    "V19",
)
FRAMER = Supplier(
    _seller(
        _party("Rahmenwerkstatt Ilm", "Am Kanal 4", "99423 Weimar", "90002012", "0300118842", "werkstatt@rahmen-ilm"),
        "sidebar",
        14,
        "RW {:04d}",
        Goods("Rahmen Eiche, 50 x 70, mit Museumsglas", "148.00", "19", 6),
        Goods("Passepartout nach Maß", "27.50", "19", 10),
    ),
    "3400",
    "V19",
)
CARRIER = Supplier(
    _seller(
        _party(
            "Kunsttransporte Saale GmbH",
            "Hermsdorfer Straße 22",
            "07549 Gera",
            "90002029",
            "0440097713",
            "dispo@kunst-saale",
        ),
        "band",
        30,
        "KS-{:05d}",
        Goods("Transport klimatisiert, je Fahrt", "420.00", "19", 2),
        Goods("Kiste, Maßanfertigung", "185.00", "19", 3),
    ),
    "4900",
    "V19",
)
POWER = Supplier(
    _seller(
        _party("Geratal Energie GmbH", "Schillerstraße 40", "99096 Erfurt", "90002036", None, "kunden@geratal-energie"),
        ELECTRONIC,
        14,
        "GE{:07d}",
        Goods("Strom, kWh", "0.35", "19", 900),
        Goods("Grundpreis, Tage", "0.60", "19", 31),
    ),
    "4240",
    "V19",
    DEBITED,
)
TELEPHONE = Supplier(
    _seller(
        _party(
            "Wartburg Telefon GmbH", "Bahnhofstraße 3", "99817 Eisenach", "90002043", None, "rechnung@wartburg-telefon"
        ),
        ELECTRONIC,
        14,
        "WT{:06d}",
        Goods("Glasfaseranschluss, Monat", "49.90", "19"),
        Goods("Telefonanschlüsse, Monat", "12.50", "19", 3),
    ),
    "4920",
    "V19",
    DEBITED,
)
