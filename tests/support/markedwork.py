"""What Wilhelmina and Ferdinand do in the marked practice, each chapter by commands of the real program."""

from __future__ import annotations

import base64
from datetime import date
from pathlib import Path

from bookdesk.core.clock import SystemClock
from bookdesk.core.money import Money
from bookdesk.sandbox import papers
from bookdesk.sandbox.bank import Account, Booking, csv, ofx
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.practice import open_practice
from bookdesk.security.totp import code_at, step_at
from bookdesk.store.file import StoreFile
from bookdesk.store.places import Places
from tests.support import marked
from tests.support.marked import ATLASES, CHANDLER, KEEPER, PAYER
from tests.support.overseen import OverseenProgram

TODAY = date.today()  # noqa: DTZ011 - the person's own day, as his computer shows it
_TRIES = 5
SHEET, ADVICES = "sheet.txt", "advices"


def found(desk: OverseenProgram) -> None:
    """Create the practice with its two people and its two clients."""
    for user, secret in marked.PASSPHRASES.items():
        desk.passphrase(user, secret)
    init = ("init", "--name", marked.PRACTICE, "--recovery-out", desk.own / SHEET, "--mode", "demo")
    desk.by(KEEPER, *init)
    desk.by(KEEPER, "client", "add", CHANDLER.name, "--country", "AU", "--currency", "AUD")
    desk.by(KEEPER, "client", "add", ATLASES.name, "--country", "IE", "--currency", "EUR")
    roles = ("--role", "approver", "--role", "payer", "--role", "reviewer")
    clients = ("--client", CHANDLER.name, "--client", ATLASES.name)
    desk.by(KEEPER, "user", "add", PAYER, *roles, *clients, "--new-passphrase-file", desk.passphrase(PAYER))


def take_on(desk: OverseenProgram) -> None:
    """Take both clients over from their old systems."""
    desk.by(KEEPER, "takeon", "start", "--tax-id", CHANDLER.tax_id or "", client=CHANDLER.name)
    desk.by(KEEPER, "takeon", "start", "--tax-id", ATLASES.tax_id or "", client=ATLASES.name)
    opening = ("--opening", "12000.00", "--on", marked.OPENING)
    bsb, number = marked.BANK
    everyday = ("--name", "Everyday", "--code", "1-1010", "--currency", "AUD", "--bsb", bsb, "--account-number", number)
    debtor = ("--user-name", "QUILLFEATHER", "--user-id", "301500", "--institution", "BWA")
    desk.by(KEEPER, "takeon", "bank", *everyday, *debtor, *opening, client=CHANDLER.name)
    current = ("--name", "Current", "--code", "1200", "--currency", "EUR", "--iban", ATLASES.bank or "")
    desk.by(KEEPER, "takeon", "bank", *current, "--bic", ATLASES.bic or "", *opening, client=ATLASES.name)
    sheets = {name: desk.bring(name, text) for name, text in marked.SHEETS.items()}
    desk.by(KEEPER, "takeon", "suppliers", sheets["suppliers.csv"], client=CHANDLER.name)
    desk.by(KEEPER, "takeon", "invoices", sheets["invoices.csv"], "--on", marked.OPENING, client=CHANDLER.name)
    desk.by(KEEPER, "takeon", "suppliers", sheets["irish-suppliers.csv"], client=ATLASES.name)


def capture(desk: OverseenProgram) -> None:
    """Take in a scan, a page with text and an e-invoice, and review them; the same for the other client."""
    files = [desk.bring(name, content) for name, content in marked.ORIGINALS.items()]
    read(desk, CHANDLER.name, *files)
    read(desk, ATLASES.name, desk.bring(marked.BOUND_NAME, papers.bill_pdf(marked.BOUND, "band")))
    for number in ("1", "2", "3"):
        desk.by(KEEPER, "inbox", "confirm", number, client=CHANDLER.name)
    desk.by(KEEPER, "inbox", "confirm", "1", client=ATLASES.name)


def read(desk: OverseenProgram, client: str, *files: Path) -> None:
    """Take files in and read all that waits; again where a busy machine gave a reader no time to start."""
    opening = ("--client", client, "--user", KEEPER, "--passphrase-file", desk.passphrase(KEEPER))
    desk.again("capture", *files, *opening)
    for _ in range(_TRIES):
        states = {row["state"] for row in desk.by(KEEPER, "inbox", "list", client=client)}
        if states <= {"to review", "confirmed"}:
            return
        desk.again("capture", *opening)
    raise AssertionError(f"documents of {client} are not read: {states}")


def approve(desk: OverseenProgram) -> None:
    """Approve in person and by a mail that a second person confirms."""
    for client in (CHANDLER.name, ATLASES.name):
        desk.by(KEEPER, "approve", "limit", PAYER, client=client)
    for number in (marked.PRINTED.number, marked.ELECTRONIC.number):
        desk.by(PAYER, "approve", "approve", number, client=CHANDLER.name)
    desk.by(PAYER, "approve", "approve", marked.BOUND.number, client=ATLASES.name)
    mail = desk.bring("peregrine.eml", marked.MAIL)
    received = ("--from", "Peregrine Ashgrove", "--channel", "mail", "--evidence", mail)
    desk.by(KEEPER, "approve", "received", marked.SCANNED.number, *received, client=CHANDLER.name)
    desk.by(PAYER, "approve", "confirm", marked.SCANNED.number, client=CHANDLER.name)


def pay(desk: OverseenProgram) -> dict[str, list[Path]]:
    """Pay two of three bills; returns what was written out because it was asked for."""
    desk.by(PAYER, "payee", "confirm", "--taken-over", "--note", marked.CONFIRMED, client=CHANDLER.name)
    propose = ("pay", "propose", "--account", "Everyday", "--on", TODAY.isoformat())
    desk.by(KEEPER, *propose, client=CHANDLER.name)
    desk.by(KEEPER, "pay", "hold", "1", "cormorant", "--reason", marked.HELD, client=CHANDLER.name)
    desk.by(PAYER, "pay", "release", "1", client=CHANDLER.name)
    file, report = desk.own / "run.aba", desk.own / "report.pdf"
    desk.by(PAYER, "pay", "export", "1", "--out", file, client=CHANDLER.name)
    desk.by(PAYER, "pay", "report", "1", "--out", report, client=CHANDLER.name)
    told = desk.by(PAYER, "pay", "remittance", "1", "--out", desk.own / ADVICES, client=CHANDLER.name)
    advices = [Path(row["file"]) for row in told]
    assert len(advices) == 2
    return {"bank file": [file], "report": [report], "advices": advices}


def bank(desk: OverseenProgram) -> None:
    """Bring in the statements of both clients and code a line of each."""
    paid = marked.SCANNED.total + marked.PRINTED.total
    rows = ((f"-{paid}", "DIRECT ENTRY PAYMENT 301500"), ("-85.80", marked.CARD), ("-17.40", marked.FEE))
    bookings = [Booking(TODAY, Money.of(amount, "AUD"), text) for amount, text in rows]
    statement = ofx(Account(marked.BANK[0].replace("-", ""), marked.BANK[1], "AUD"), Money.of("12000", "AUD"), bookings)
    desk.by(KEEPER, "bank", "import", desk.bring("may.ofx", statement), client=CHANDLER.name)
    desk.by(KEEPER, "bank", "accept", "--auto", client=CHANDLER.name)
    fee = next(row["id"] for row in desk.by(KEEPER, "bank", "lines", "--open", client=CHANDLER.name))
    desk.by(KEEPER, "bank", "code", fee, "--account", "6-0400", client=CHANDLER.name)
    abroad = [Booking(TODAY, Money.of("-31.70", "EUR"), marked.ABROAD)]
    file = desk.bring("current.csv", csv(Money.of("12000", "EUR"), abroad))
    desk.by(KEEPER, "bank", "import", file, "--account", "Current", client=ATLASES.name)


CHAPTERS = (found, take_on, capture, approve, pay, bank)
"""The practice without what leaves it: everything that is stored of clients and people."""


def exchange(desk: OverseenProgram, base_url: str) -> None:
    """Send everything to the accounting system."""
    connect = ("sync", "connect", "--app", marked.APPLICATION, "--base-url", base_url)
    desk.by(KEEPER, *connect, client=CHANDLER.name)
    desk.by(KEEPER, "sync", "pull", client=CHANDLER.name)
    desk.by(KEEPER, "sync", "preview", client=CHANDLER.name)
    desk.by(KEEPER, "sync", "send", "--all", client=CHANDLER.name)


def back_up(desk: OverseenProgram) -> None:
    """Make backups in two folders, and bring one of them back on trial."""
    desk.by(KEEPER, "backup", "--to", desk.root / "backups")
    desk.by(KEEPER, "backup", "settings", "--folder", desk.root / "chosen")
    desk.by(KEEPER, "backup")
    desk.by(KEEPER, "backup", "test")


def change_keys(desk: OverseenProgram) -> Path:
    """Give every file another key, print another recovery sheet and choose another passphrase; returns the sheet."""
    sheet = desk.own / "second-sheet.txt"
    desk.by(KEEPER, "recovery", "renew", "--recovery-out", sheet)
    desk.by(KEEPER, "recovery", "confirm", "--recovery-file", sheet)
    desk.by(KEEPER, "keys", "rotate")
    new = desk.bring("later.txt", marked.LATER_PASSPHRASE + "\n")
    desk.by(KEEPER, "user", "passphrase", "--new-passphrase-file", new)
    desk.bring("earlier.txt", marked.PASSPHRASES[KEEPER] + "\n")
    desk.passphrase(KEEPER, marked.LATER_PASSPHRASE)
    return sheet


def take_second_factor(desk: OverseenProgram) -> str:
    """Enrol a phone; returns the secret that was shown once."""
    (shown,) = desk.by(KEEPER, "user", "second-factor", "begin")
    secret = str(shown["secret"])
    raw = base64.b32decode(secret + "=" * (-len(secret) % 8))
    desk.by(KEEPER, "user", "second-factor", "confirm", code_at(raw, step_at(SystemClock().now())))
    return secret


def in_plain(desk: OverseenProgram, user: str, passphrase: str, target: Path) -> None:
    """Write every row of every file of the practice out as it is read by who has the key."""
    places = Places(desk.home)
    with open_practice(places, user, passphrase_from(passphrase), clock=SystemClock(), writes=False) as practice:
        _write_rows(practice.file, target / "practice")
        for entry in practice.clients():
            with practice.using_client(entry.client_id) as books:
                _write_rows(books, target / entry.client_id)


def _write_rows(file: StoreFile, target: Path) -> None:
    with file.query() as session, target.open("wb") as out:
        connection = session.connection()
        for (table,) in connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):  # noqa: S608 - a table of our own
                out.write(b"\n".join(one if isinstance(one, bytes) else str(one).encode() for one in row) + b"\n")
