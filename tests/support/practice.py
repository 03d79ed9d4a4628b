"""The practice of the journey: Ann keeps the books, Ben approves and pays; a cafe and a bookshop are clients."""

from __future__ import annotations

from pathlib import Path

from bookdesk.sandbox import old_system
from bookdesk.sandbox.papers import cast
from tests.support.program import Program, Row

CAFE = cast.CAFE.name
BOOKSHOP = cast.BOOKSHOP.name
OPENING = "2026-04-30"
PASSPHRASES = {"ann": "orchard lantern vivid mosaic 41", "ben": "harvest quartz pelican drum 72"}


def found(program: Program) -> None:
    """Create the practice with its two users, both clients granted to both."""
    for user, secret in PASSPHRASES.items():
        program.passphrase(user, secret)
    program.by("ann", "init", "--name", "Ann & Ben", "--recovery-out", program.own / "sheet.txt", "--mode", "demo")
    program.by("ann", "client", "add", CAFE, "--country", "AU", "--currency", "AUD")
    program.by("ann", "client", "add", BOOKSHOP, "--country", "IE", "--currency", "EUR")
    new = ("--new-passphrase-file", program.passphrase("ben"))
    clients = ("--client", CAFE, "--client", BOOKSHOP)
    program.by(
        "ann", "user", "add", "ben", "--role", "approver", "--role", "payer", "--role", "reviewer", *clients, *new
    )


def take_on(program: Program) -> dict[str, list[Row]]:
    """Take both clients over from their old systems; returns what was told for each sheet."""
    program.by("ann", "takeon", "start", "--tax-id", cast.CAFE.tax_id or "", client=CAFE)
    program.by("ann", "takeon", "start", "--tax-id", cast.BOOKSHOP.tax_id or "", client=BOOKSHOP)
    cafe_bank = ("--name", "Everyday", "--code", "1-1010", "--currency", "AUD", "--bsb", "306-041")
    debtor = ("--user-name", "HARBOUR LANE CAFE", "--user-id", "301500", "--institution", "BWA")
    opening = ("--opening", "12000.00", "--on", OPENING)
    program.by("ann", "takeon", "bank", *cafe_bank, "--account-number", "5550001", *debtor, *opening, client=CAFE)
    shop_bank = ("--name", "Current", "--code", "1200", "--currency", "EUR", "--iban", cast.BOOKSHOP.bank or "")
    program.by("ann", "takeon", "bank", *shop_bank, "--bic", cast.BOOKSHOP.bic or "", *opening, client=BOOKSHOP)
    return {client: _sheets(program, client, texts) for client, texts in _SHEETS.items()}


def _sheets(program: Program, client: str, texts: tuple[str, str, str]) -> list[Row]:
    told: list[Row] = []
    for what, text in zip(("suppliers", "bills", "invoices"), texts, strict=True):
        sheet = write(program.own / f"{client}-{what}.csv", text)
        on = () if what == "suppliers" else ("--on", OPENING)
        told += program.by("ann", "takeon", what, sheet, *on, client=client)
    return told


def write(path: Path, content: str | bytes) -> Path:
    """Write one of the person's own files and return its path."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


_SHEETS = {
    CAFE: (old_system.australian_suppliers(), old_system.AUSTRALIAN_BILLS, old_system.AUSTRALIAN_INVOICES),
    BOOKSHOP: (old_system.irish_suppliers(), old_system.IRISH_BILLS, old_system.IRISH_INVOICES),
}


CANARIES = (
    *PASSPHRASES.values(),
    *(party.name for party in (cast.CAFE, cast.BOOKSHOP, cast.ROASTER, cast.ELECTRICIAN, cast.GREENGROCER)),
    *(party.name for party in (cast.CLEANER, cast.PRINTER, cast.HEATING, cast.PUBLISHER)),
    *("Fremantle Rowing Club", "South Beach Yoga", "Ranelagh Reading Circle"),
    *("10448821", "402218745", "778120345", "BOFI90435100000223", "ULSB98502000000339", "215500500000441199"),
    *("57009000202", "23009000303", "78009000404", "44009000505", "IE9000026U", "IE9000034T"),
    *("SR-20418", "GF 77315", "TCC-003907", "SRC-1042", "INV-8841", "KH/26/0512", "2026-04471", "TCC-003702"),
    *("1,171.80", "5,342.70", "432.10", "1381.60", "949.20", "522.10", "786.10", "117180", "534270", "78610"),
    *("Window cleaning, street front", "Circulation pump", "southern-roast-SR-20418.pdf", "Port Melbourne"),
)
"""Names, amounts, numbers, accounts and secrets of the journey that no file may betray."""
