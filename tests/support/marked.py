"""A practice in which every name, number, amount and word is a mark that stands nowhere else.

Wilhelmina keeps the books and Ferdinand approves and pays, for a ship chandler in Albany and a seller of atlases in
Ballina. Nobody of this exists. `WORDS` are the marks; the secrets are made by the program and found by `secrets_of`.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from bookdesk.core.money import Money
from bookdesk.sandbox import papers
from bookdesk.sandbox.papers import bills
from bookdesk.sandbox.papers.numbers import abn, iban, irish_vat
from bookdesk.sandbox.papers.truth import Line, Party

PRACTICE = "Wrenfield & Oduya Bookkeeping"
KEEPER, PAYER = "wilhelmina", "ferdinand"
PASSPHRASES = {KEEPER: "gallant turnip meadow zephyr 58", PAYER: "velvet anchor thimble quince 93"}
LATER_PASSPHRASE = "copper hedgehog lullaby prism 27"  # noqa: S105 - of a person who does not exist

CHANDLER = Party("Quillfeather Chandlery Pty Ltd", ("9 Tamarisk Jetty", "Albany WA 6330"), "AU", abn("009000711"))
ATLASES = Party(
    "Ballinderry Atlas Books Limited",
    ("3 Heron Terrace", "Ballina, Co. Mayo"),
    "IE",
    irish_vat("9000811"),
    bank=iban("IE", "AIBK93115200774312"),
    bic="AIBKIE2D",
)
RIGGER = Party(
    "Thistledown Rigging Services",
    ("41 Capstan Street", "Albany WA 6330"),
    "AU",
    abn("009000722"),
    "08 5550 0961",
    "office@thistledownrigging.example",
    None,
    "016-460 402299187",
)
BAKER = Party(
    "Marzipan Bakehouse Supplies Pty Ltd",
    ("Unit 6, 70 Almond Road", "Port Kembla NSW 2505"),
    "AU",
    abn("009000733"),
    "02 5550 0972",
    "accounts@marzipanbakehouse.example",
    "Rusks and biscuits for long voyages",
    "063-010 10449977",
)
CLEANER = Party(
    "Cormorant Slipway Cleaning Pty Ltd",
    ("Level 5, 12 Barnacle Way", "Albany WA 6330"),
    "AU",
    abn("009000744"),
    "08 5550 0983",
    "billing@cormorantslipway.example",
    None,
    "036-011 33412877",
)
BINDER = Party(
    "Clonakilty Vellum Works Limited",
    ("Saltpetre Lane", "Clonakilty", "P85 X2Y1"),
    "IE",
    irish_vat("9000822"),
    "023 555 0194",
    "accounts@clonakiltyvellum.example",
    None,
    iban("IE", "BOFI90435100667788"),
    "BOFIIE2D",
)


def _line(description: str, quantity: str, price: str, rate: str) -> Line:
    return Line(description, Decimal(quantity), Decimal(price), Decimal(rate))


SCANNED = replace(
    bills.REWIRING,
    supplier=RIGGER,
    customer=CHANDLER,
    number="TRS-55187",
    lines=(
        _line("Splice halyards and replace corroded stanchions", "1", "2871.30", "10"),
        _line("Inspect mizzen shrouds, per hour", "6", "147.00", "10"),
    ),
)
"""Comes as a scan: its words are found by Tesseract alone."""
PRINTED = replace(
    bills.COFFEE,
    supplier=BAKER,
    customer=CHANDLER,
    number="MBS-70233",
    reference="MBS-70233",
    order="PO-77451",
    lines=(
        _line("Ginger rusks, tin of forty (GST-free)", "24", "33.70", "0"),
        _line("Sugared almonds, drum of 9 kg", "3", "91.40", "10"),
    ),
)
ELECTRONIC = replace(
    bills.CLEANING,
    supplier=CLEANER,
    customer=CHANDLER,
    number="CSC-004418",
    reference="CSC004418",
    note="Scrub kelp from the eastern slipway",
    lines=(_line("Limpet removal, northern pontoon", "18", "63.50", "10"),),
)
BOUND = replace(
    bills.STATIONERY,
    supplier=BINDER,
    customer=ATLASES,
    number="CVW-9927",
    reference="CVW9927",
    lines=(_line("Calfskin spines, gilt, per dozen", "2", "187.20", "23"),),
)
THICK = replace(SCANNED, number="TRS-55201", lines=tuple(SCANNED.lines[0] for _ in range(120)))
"""Many pages, so that somebody can be in the middle of them."""

SCAN = papers.scan(papers.bill_pdf(SCANNED, "trades"), 31)
ORIGINALS = {
    "thistledown-scan-from-the-quay.pdf": SCAN,
    "marzipan-biscuits-in-may.pdf": papers.bill_pdf(PRINTED, "classic"),
    "cormorant-by-network.xml": papers.ubl(ELECTRONIC),
}
BOUND_NAME = "clonakilty-gilt-spines.pdf"
MAIL = "From: Peregrine Ashgrove\nSubject: Thistledown\n\nHoist it. The lighthouse keeper agrees. Peregrine\n"
CONFIRMED = "called Bartholomew Esk on the number of the charter party"
HELD = "the lugger came without her spinnaker"
CARD = "EFTPOS 7719 PELICAN HARDWARE ALBANY"
FEE = "CRANSTON DREDGING LEVY"
ABROAD = "SEPA CT LOUGH CORRIB EEL SMOKERY"
OPENING = "2026-04-30"
CUSTOMER = "Jarrahdale Regatta Committee"
APPLICATION = "0B5D2F7E9C4A4E1D8A66F3B27C915D30"
BANK = ("306-041", "55517293")

_SUPPLIERS = "Supplier,ABN,Terms days,Account,Tax code,BSB,Account number,City,Country\n" + "".join(
    f'"{one.name}",{one.tax_id},14,{account},{tax},{(one.bank or "").replace(" ", ",")},"{one.address[-1]}",AU\n'
    for one, account, tax in ((RIGGER, "6-1300", "GST"), (BAKER, "5-1000", "FRE"), (CLEANER, "6-0500", "GST"))
)
_IRISH_SUPPLIERS = (
    "Supplier,VAT number,Terms days,Account,Tax code,IBAN,BIC,Street,City,Country\n"
    f'"{BINDER.name}",{BINDER.tax_id},30,7500,P23,{BINDER.bank},{BINDER.bic},"{BINDER.address[0]}",Clonakilty,IE\n'
)
_INVOICES = (
    "Customer,Invoice Number,Invoice Date,Due Date,Total,Amount Due\n"
    f"{CUSTOMER},QC-0418,2026-04-18,2026-05-18,1437.60,1437.60\n"
)
SHEETS = {"suppliers.csv": _SUPPLIERS, "invoices.csv": _INVOICES, "irish-suppliers.csv": _IRISH_SUPPLIERS}

_PARTIES = (CHANDLER, ATLASES, RIGGER, BAKER, CLEANER, BINDER)


def _shown(amount: Money | Decimal) -> str:
    return f"{amount:,.2f}" if isinstance(amount, Decimal) else amount.text


WORDS = (
    *(PRACTICE, KEEPER, PAYER, CUSTOMER, "Peregrine Ashgrove", "Bartholomew Esk"),
    *(party.name for party in _PARTIES),
    *(party.tax_id or "" for party in _PARTIES),
    *((party.bank or "").replace(" ", "") for party in (ATLASES, BINDER)),
    *((party.bank or "").partition(" ")[2] for party in (RIGGER, BAKER, CLEANER)),
    *(BANK[1], *(truth.number for truth in (SCANNED, PRINTED, ELECTRONIC, BOUND))),
    *(_shown(truth.total) for truth in (SCANNED, PRINTED, BOUND)),
    *("halyards", "stanchions", "mizzen"),
    *("Ginger rusks, tin of forty", "Sugared almonds, drum of 9 kg", "long voyages", "PO-77451"),
    *("Limpet removal, northern pontoon", "Scrub kelp", "Calfskin spines, gilt"),
    *("accounts@marzipanbakehouse.example", "02 5550 0972", "Port Kembla"),
    *ORIGINALS,
    BOUND_NAME,
    *(CONFIRMED, HELD, "The lighthouse keeper agrees", CARD, FEE, ABROAD),
)
"""What the practice holds of clients and people; each stands in a practice whose files are not encrypted."""

PIECES = tuple(content[len(content) // 2 :][:32] for content in (SCAN, ORIGINALS["marzipan-biscuits-in-may.pdf"]))
"""Bytes from the middle of originals whose words are packed: where they are found lies a copy."""


def groups(sheet: Path) -> list[str]:
    """Return the key of a recovery sheet in text as it stands there: its lines, and the groups that are no number."""
    lines = [line.split()[1:] for line in sheet.read_text("utf-8").splitlines() if line.startswith("KEY ")]
    every = [group for line in lines for group in line]
    telling = [one for one in every if any(sign.isdigit() for sign in one) and any(sign.isalpha() for sign in one)]
    return [*(" ".join(line) for line in lines), *telling]


def whole_keys(sheet: Path) -> list[str]:
    """Return the key of a recovery sheet as it could be written elsewhere: in one, with spaces, with hyphens."""
    lines = [line.split()[1:] for line in sheet.read_text("utf-8").splitlines() if line.startswith("KEY ")]
    every = [group for line in lines for group in line]
    return [sign.join(every) for sign in ("", " ", "-")]
