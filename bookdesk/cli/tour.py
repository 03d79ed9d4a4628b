"""The steps of the demo, each a handful of commands. Values that a step hands to the next are read from its rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bookdesk.cli.rehearsal import Rehearsal, expect
from bookdesk.core.money import Money
from bookdesk.sandbox import old_system, papers
from bookdesk.sandbox.bank import Account, Booking, csv, ofx
from bookdesk.sandbox.papers import cast
from bookdesk.sandbox.xero.running import RunningXero

CAFE, BOOKSHOP = cast.CAFE.name, cast.BOOKSHOP.name
_TAKEN_ON = "2026-04-30"
_OPENING = ("--opening", "12000.00", "--on", _TAKEN_ON)


def found(show: Rehearsal, _today: date) -> None:
    """Create practice, clients and the second user."""
    show.write("ann.txt", "orchard lantern vivid mosaic 41\n")
    ben = show.write("ben.txt", "harvest quartz pelican drum 72\n")
    sheet = show.root / "recovery-sheet.txt"
    show.by("ann", "init", "--name", "Ann & Ben, bookkeepers", "--recovery-out", sheet, "--mode", "demo")
    show.by("ann", "client", "add", CAFE, "--country", "AU", "--currency", "AUD")
    show.by("ann", "client", "add", BOOKSHOP, "--country", "IE", "--currency", "EUR")
    roles = [word for role in ("approver", "payer", "reviewer") for word in ("--role", role)]
    clients = ("--client", CAFE, "--client", BOOKSHOP)
    show.by("ann", "user", "add", "ben", *roles, *clients, "--new-passphrase-file", ben)


def take_on(show: Rehearsal, _today: date) -> None:
    """Take both clients over from their old systems."""
    show.by("ann", "takeon", "start", "--tax-id", cast.CAFE.tax_id or "", client=CAFE)
    routing, _, number = (cast.CAFE.bank or "").partition(" ")
    everyday = ("--name", "Everyday", "--code", "1-1010", "--currency", "AUD", "--bsb", routing)
    debtor = ("--user-name", "HARBOUR LANE CAFE", "--user-id", "301500", "--institution", "BWA")
    show.by("ann", "takeon", "bank", *everyday, "--account-number", number, *debtor, *_OPENING, client=CAFE)
    australian = (old_system.australian_suppliers(), old_system.AUSTRALIAN_BILLS, old_system.AUSTRALIAN_INVOICES)
    _sheets(show, CAFE, australian)
    show.by("ann", "takeon", "start", "--tax-id", cast.BOOKSHOP.tax_id or "", client=BOOKSHOP)
    current = ("--name", "Current", "--code", "1200", "--currency", "EUR")
    account = ("--iban", cast.BOOKSHOP.bank or "", "--bic", cast.BOOKSHOP.bic or "")
    show.by("ann", "takeon", "bank", *current, *account, *_OPENING, client=BOOKSHOP)
    _sheets(show, BOOKSHOP, (old_system.irish_suppliers(), old_system.IRISH_BILLS, old_system.IRISH_INVOICES))


def capture(show: Rehearsal, _today: date) -> None:
    """Drop the files of both clients."""
    files = [show.write(paper.name, paper.data) for paper in papers.journey().values()]
    outcomes = show.by("ann", "capture", *files, client=CAFE)
    expect([row["state"] for row in outcomes], ["to review"] * 5 + ["not payable", "duplicate"])
    irish = [show.write(paper.name, paper.data) for paper in papers.irish().values()]
    show.by("ann", "capture", *irish, client=BOOKSHOP)


def review(show: Rehearsal, _today: date) -> None:
    """Correct a line, split a photo's one line by tax rate, confirm five documents and the bookshop's three."""
    show.by("ann", "inbox", "show", "1", client=CAFE)
    show.by("ann", "inbox", "set", "1", "line.4.account=6-1700", client=CAFE, quiet=True)
    show.by("ann", "inbox", "confirm", "3", client=CAFE, status=1)
    free = ("line.1.description=Fruit and vegetables", "line.1.net=361.70")
    taxed = ("line.2.description=Juice and crates", "line.2.account=5-1000", "line.2.tax_code=GST", "line.2.net=64.00")
    show.by("ann", "inbox", "set", "3", *free, *taxed, client=CAFE)
    for number in "12345":
        show.by("ann", "inbox", "confirm", number, client=CAFE, quiet=True)
    show.by("ann", "inbox", "set", "2", "prepaid=ok", client=BOOKSHOP, quiet=True)
    for number in "123":
        show.by("ann", "inbox", "confirm", number, client=BOOKSHOP, quiet=True)
    show.by("ann", "bill", "list", client=CAFE)


def approve(show: Rehearsal, _today: date) -> None:
    """Set Ben's limit, try it, and record an approval that came by mail."""
    show.by("ann", "approve", "limit", "ann", client=CAFE, quiet=True)
    show.by("ann", "approve", "limit", "ben", "5000.00", client=CAFE, quiet=True)
    show.by("ann", "approve", "limit", "ben", client=BOOKSHOP, quiet=True)
    show.by("ann", "approve", "approve", "SR-20418", client=CAFE, status=1)
    show.by("ben", "approve", "approve", "2291", client=CAFE, status=1)
    for number in ("SR-20418", "SRC-1042", "GF 77315", "TCC-003907"):
        show.by("ben", "approve", "approve", number, client=CAFE)
    mail = show.write("approval.eml", "From: Mia Harlan\nSubject: Brightwater 2291\n\nApproved. Mia\n")
    show.by("ann", "approve", "received", "2291", "--from", "Mia Harlan", "--evidence", mail, client=CAFE)
    show.by("ben", "approve", "confirm", "2291", client=CAFE)
    for number in ("INV-8841", "KH/26/0512", "2026-04471"):
        show.by("ben", "approve", "approve", number, client=BOOKSHOP, quiet=True)


def pay(show: Rehearsal, today: date) -> None:
    """Propose, edit and release a run for each client."""
    day = today.isoformat()
    show.by("ann", "pay", "propose", "--account", "Everyday", "--on", day, "--net-credits", client=CAFE, quiet=True)
    note = ("--note", "held against the old system's list")
    show.by("ben", "payee", "confirm", "--taken-over", *note, client=CAFE, quiet=True)
    show.by("ann", "pay", "part", "1", "tidewater", "TCC-003907", "1000.00", client=CAFE, quiet=True)
    held = ("pay", "hold", "1", "greenfield", "--reason", "crates were short")
    show.by("ann", *held, client=CAFE, quiet=True)
    show.by("ben", "pay", "show", "1", client=CAFE)
    show.by("ben", "pay", "release", "1", client=CAFE, quiet=True)
    show.by("ben", "pay", "export", "1", "--out", show.root / "run-1.aba", client=CAFE)
    show.by("ben", "pay", "remittance", "1", "--out", show.root / "advices", client=CAFE)
    show.by("ben", "payee", "confirm", "--taken-over", *note, client=BOOKSHOP, quiet=True)
    show.by("ann", "pay", "propose", "--account", "Current", "--on", day, client=BOOKSHOP, quiet=True)
    show.by("ben", "pay", "release", "1", client=BOOKSHOP, quiet=True)
    show.by("ben", "pay", "export", "1", "--out", show.root / "run-1.xml", client=BOOKSHOP)


def bank(show: Rehearsal, today: date) -> None:
    """Import a statement for each client, clear, code and reconcile."""
    statement = ofx(
        Account("306041", "5550001", "AUD"),
        Money.of("12000.00", "AUD"),
        _bookings(
            today,
            "AUD",
            ("-7416.60", "DIRECT ENTRY PAYMENT 301500 SUPPLIERS"),
            ("-10.00", "ACCOUNT SERVICING FEE"),
            ("-85.80", "EFTPOS 4471 OFFICE BARN FREMANTLE"),
        ),
    )
    show.by("ann", "bank", "import", show.write("everyday.ofx", statement), client=CAFE)
    show.by("ann", "bank", "propose", client=CAFE)
    paid, fee, card = (row["id"] for row in show.by("ann", "bank", "lines", "--open", client=CAFE, quiet=True))
    show.by("ann", "bank", "accept", paid, client=CAFE)
    show.by("ann", "bank", "code", fee, "--account", "6-0400", client=CAFE)
    split = ("--split", "6-1000,GST:66.00", "--split", "5-1000,FRE:19.80")
    show.by("ann", "bank", "code", card, *split, client=CAFE)
    show.by("ann", "bank", "undo", paid, client=CAFE)
    show.by("ann", "bank", "accept", paid, client=CAFE)
    show.by("ann", "reconcile", "show", "--balance", "4487.60", client=CAFE)
    (signed,) = show.by("ann", "reconcile", "sign", "--balance", "4487.60", client=CAFE)
    expect(signed["difference"], "0.00")
    items = _bookings(
        today,
        "EUR",
        ("-422.10", "SEPA CT KILDARE HEATING AND PLUMBING KH/26/0512 / R1-1"),
        ("-949.20", "SEPA CT SHANNON PAPER AND PRINT INV8841"),
        ("-786.10", "SEPA CT NORDLICHT VERLAG 2026-04471"),
    )
    running = show.write("current.csv", csv(Money.of("12000.00", "EUR"), items))
    show.by("ann", "bank", "import", running, client=BOOKSHOP)
    show.by("ann", "bank", "accept", "--auto", client=BOOKSHOP)
    show.by("ann", "reconcile", "sign", "--balance", "9842.60", client=BOOKSHOP)


def sync(show: Rehearsal, _today: date) -> None:
    """Connect the stand-in ledger, show what would be sent, and send it through an outage and a lost answer."""
    with RunningXero(show.root / "ledger.db", CAFE, "AU") as ledger:
        app = ("--app", "our-app", "--base-url", ledger.base_url)
        show.by("ann", "sync", "connect", *app, client=CAFE)
        show.by("ann", "sync", "pull", client=CAFE, quiet=True)
        show.by("ann", "sync", "preview", client=CAFE)
        expect(ledger.records("Invoices"), [])
        ledger.stop()
        show.by("ann", "sync", "send", "--all", client=CAFE, status=4)
        ledger.start()
        ledger.fail_next("drop_response", "PUT", "Invoices")
        show.by("ann", "sync", "send", "--all", client=CAFE)
        arrived = sorted(bill["InvoiceNumber"] for bill in ledger.records("Invoices"))
        expect(arrived, ["2291", "GF 77315", "SR-20418", "TCC-003907"])


def verify(show: Rehearsal, _today: date) -> None:
    """Check all that was stored, and try a wrong passphrase."""
    show.by("ann", "verify")
    right = (show.root / "ann.txt").read_text()
    show.write("ann.txt", "not her passphrase\n")
    show.by("ann", "client", "list", status=3)
    show.write("ann.txt", right)


def _sheets(show: Rehearsal, client: str, texts: Sequence[str]) -> None:
    for what, text in zip(("suppliers", "bills", "invoices"), texts, strict=True):
        on = () if what == "suppliers" else ("--on", _TAKEN_ON)
        sheet: Path = show.write(f"{client.partition(' ')[0]}-{what}.csv", text)
        show.by("ann", "takeon", what, sheet, *on, client=client)


def _bookings(day: date, currency: str, *rows: tuple[str, str]) -> list[Booking]:
    return [Booking(day, Money.of(amount, currency), text) for amount, text in rows]
