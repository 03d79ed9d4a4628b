"""Money in as one readable test: an accepted estimate becomes an invoice, is mailed once, paid, and in the ledger once.

Every act is the real program in a process of its own (its key derivation alone is cheaper), the mail server and the
ledger's stand-in answer on loopback. The tests below are the chapters of one story and run in their order.
"""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped] # it has no annotations
import pytest

from bookdesk.core.clock import SystemClock, today
from bookdesk.core.dates import add_months
from bookdesk.core.money import Money
from bookdesk.sandbox.bank import Account, Booking, ofx
from bookdesk.sandbox.papers import cast
from bookdesk.sandbox.xero.running import RunningXero
from tests.support.mailserver import House, open_house
from tests.support.practice import BOOKSHOP, found, take_on, write
from tests.support.program import Program, Row

pytestmark = pytest.mark.slow

TODAY = today(SystemClock(), "Europe/Dublin")  # the client's day: he lives in Ireland
LIBRARY, READER, CIRCLE = "Bibliothek Süd GmbH", "Maeve Nolan", "Ranelagh Reading Circle"
_LETTERHEAD = (
    *("street=12 Quay Street", "city=Dublin", "postcode=D01 AB12", "email=desk@quaybooks.example"),
    *("from_name=Quayside Books", "reply_to=accounts@quaybooks.example", "bank_account=Current", "terms=net 30"),
    *("accent=#7a1f3d", "discount=2% 10", "language=en-IE"),
)
_READER = ("email=maeve@nolan.example", "street=4 Bath Avenue", "city=Dublin", "postcode=D04 XY12", "country=IE")
_LIBRARY = ("email=kasse@bibsued.example", "street=Marktplatz 3", "city=Freiburg", "postcode=79098", "country=DE")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Program:
    made = Program(tmp_path_factory.mktemp("money-in"), launch=("-m", "tests.support.leastcost"))
    found(made)
    take_on(made)
    return made


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with open_house() as opened:
        yield opened


def ann(desk: Program, *words: str | Path, status: int = 0) -> list[Row]:
    return desk.by("ann", *words, client=BOOKSHOP, status=status)


def invoices(desk: Program) -> dict[str, Row]:
    return {row["number"]: row for row in ann(desk, "invoice", "list")}


def days_ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def words_of(pdf: bytes) -> str:
    document = pdfium.PdfDocument(pdf)
    return " ".join("\n".join(page.get_textpage().get_text_range() for page in document).split())


def mails(house: House) -> list[EmailMessage]:
    policy = email.policy.default
    return [email.message_from_bytes(raw, policy=policy) for _, raw in house.delivered]


def attached(mail: EmailMessage) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for part in mail.iter_attachments():
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        found[str(part.get_filename())] = content
    return found


def test_1_the_client_says_how_he_invoices_and_what_he_sells(desk: Program) -> None:
    (settings,) = ann(desk, "sales", "set", *_LETTERHEAD)
    assert (settings["from_name"], settings["accent"]) == ("Quayside Books", "#7a1f3d")
    (series,) = ann(desk, "sales", "series", "invoice", "--prefix", "QB-", "--digits", "4")
    assert series["next"] == "QB-0001"
    ann(desk, "product", "add", "code=READING", "name=Evening reading", "price=120.00", "unit=h", "tax_code=S23")
    ann(desk, "customer", "add", READER, "kind=consumer", "currency=EUR", *_READER)
    german = ("language=de-DE", "tax_id=DE136695976", "terms=net 14", "grace_days=3", "zone=Europe/Berlin")
    ann(desk, "customer", "add", LIBRARY, *german, *_LIBRARY)
    again = write(desk.own / "customers.csv", f"Name,Email\n{READER},maeve@nolan.example\nIna Iron,ina@iron.example\n")
    ann(desk, "customer", "import", again)
    ann(desk, "customer", "import", again)
    assert sorted(row["name"] for row in ann(desk, "customer", "list")) == sorted(
        [LIBRARY, "Ina Iron", READER, CIRCLE]
    ), "nobody is in twice, whether typed or imported before"


def test_2_an_accepted_estimate_becomes_one_invoice_with_hours_and_a_plan(desk: Program) -> None:
    reading = ("--line", "Poetry evening; product=READING; quantity=3; account=4000")
    ann(desk, "estimate", "new", "Maeve", *reading, "--line", "Travel; price=45; account=4000; tax=S23")
    (draft,) = ann(desk, "estimate", "list")
    (offered,) = ann(desk, "estimate", "offer", draft["id"])
    number = offered["number"]
    ann(desk, "estimate", "accept", number, "--by", "Maeve Nolan, by phone")
    (invoice,) = ann(desk, "estimate", "bill", number)
    assert (invoice["status"], invoice["number"], invoice["total"]) == ("draft", None, "498.15")
    ann(desk, "estimate", "bill", number, status=1)
    rows = (f"{days_ago(3)},Orla,Room,2:30,80,set-up", f"{days_ago(2)},Orla,Room,1.5,80,evening")
    sheet = "\n".join(("day,person,project,hours,rate,note", *rows, ""))
    ann(desk, "invoice", "hours", invoice["id"], write(desk.own / "hours.csv", sheet), "--product", "READING")
    ann(
        desk,
        "invoice",
        "edit",
        invoice["id"],
        "--part",
        "Deposit; 30%; net 0",
        "--part",
        "On the evening; rest; net 30",
    )
    (issued,) = ann(desk, "invoice", "issue", invoice["id"])
    assert (issued["number"], issued["net"], issued["tax"], issued["total"]) == (
        "QB-0001",
        "725.00",
        "166.75",
        "891.75",
    )
    assert issued["estimate"] == draft["id"]
    ann(desk, "invoice", "edit", "QB-0001", "note=afterwards", status=1)
    ann(desk, "invoice", "delete", "QB-0001", status=1)


def test_3_the_paper_is_kept_and_the_same_for_ever(desk: Program) -> None:
    first, again = desk.own / "first.pdf", desk.own / "again.pdf"
    ann(desk, "invoice", "paper", "QB-0001", "--out", first)
    ann(desk, "sales", "set", "accent=#103f20", "note=Mind the step.")
    ann(desk, "invoice", "paper", "QB-0001", "--out", again)
    assert first.read_bytes() == again.read_bytes()
    text = words_of(first.read_bytes())
    for part in ("QB-0001", "Liffey Lane Books Limited", "4 Bath Avenue", "891.75", "Deposit", "267.53", "873.91"):
        assert part in text, f"{part} is not on the page: {text}"


def test_4_it_leaves_once_from_the_clients_name(desk: Program, house: House) -> None:
    german = ("--line", "Lesereise; quantity=1; price=1500; tax=RCS; account=4000")
    (draft,) = ann(desk, "invoice", "new", "Bibliothek", "currency=EUR", *german)
    ann(desk, "invoice", "issue", draft["id"])
    where = ("--host", "127.0.0.1", "--port", str(house.port), "--security", "none")
    desk.by("ann", "mail", "account", "set", "--firm", "--address", "desk@annben.example", *where)
    (shown,) = ann(desk, "invoice", "mail", "QB-0001", "--preview")
    assert shown["subject"] == "Invoice QB-0001 from Quayside Books"
    ann(desk, "invoice", "mail", "QB-0001")
    ann(desk, "invoice", "mail", "QB-0002")
    assert [row["stage"] for row in ann(desk, "mail", "outbox")] == ["queued", "queued"]
    desk.by("ann", "mail", "send")
    desk.by("ann", "mail", "send")
    first, second = mails(house)
    assert (first["From"], first["Reply-To"]) == (
        "Quayside Books <desk@annben.example>",
        "accounts@quaybooks.example",
    )
    assert second["Subject"] == "Rechnung QB-0002 von Quayside Books"
    (sent,) = attached(first).values()
    assert sent == (desk.own / "first.pdf").read_bytes()
    (german_paper,) = attached(second).values()
    assert "1.500,00" in words_of(german_paper)
    assert ann(desk, "mail", "outbox") == []


def test_5_a_schedule_catches_up_each_missed_month_once(desk: Program) -> None:
    begun = add_months(TODAY, -2) - timedelta(days=1)
    made = ("--every", "month", "--catch-up", "each missed one", "--makes", "an issued invoice")
    line = ("--line", "Story hour {period}; quantity=1; price=80; tax=S23; account=4000")
    ann(desk, "schedule", "new", "Story hour", "Ranelagh", "--first", begun.isoformat(), *made, *line)
    billed = ann(desk, "schedule", "bill")
    assert [row["number"] for row in billed] == ["QB-0003", "QB-0004", "QB-0005"]
    assert ann(desk, "schedule", "bill") == []


def test_6_bank_lines_pay_short_by_a_fee_three_at_once_and_too_much(desk: Program) -> None:
    rows = (
        ("1496.50", "SEPA BIBLIOTHEK SUED QB-0002"),
        ("295.20", "RANELAGH READING CIRCLE QB-0003 0004 0005"),
        ("900.00", "MAEVE NOLAN QB-0001"),
    )
    bookings = [Booking(TODAY, Money.of(amount, "EUR"), text) for amount, text in rows]
    bank = Account("", cast.BOOKSHOP.bank or "", "EUR")
    ann(desk, "bank", "import", write(desk.own / "bank.ofx", ofx(bank, Money.of("12000.00", "EUR"), bookings)))
    lines = {row["description"].split()[-1]: row["id"] for row in ann(desk, "bank", "lines")}
    ann(desk, "bank", "accept", lines["QB-0002"], "--with", "invoice:QB-0002", "--residue", "7901")
    three = [word for number in (3, 4, 5) for word in ("--with", f"invoice:QB-000{number}")]
    ann(desk, "bank", "accept", lines["0005"], *three)
    ann(desk, "bank", "accept", lines["QB-0001"], "--with", "invoice:QB-0001", "--on-account")
    kept = {row["customer"]: row for row in ann(desk, "receipt", "list")}
    assert (kept[LIBRARY]["amount"], kept[LIBRARY]["banked"], kept[LIBRARY]["fee"]) == ("1500.00", "1496.50", "3.50")
    assert (kept[CIRCLE]["amount"], kept[CIRCLE]["on_account"]) == ("295.20", "0.00")
    assert (kept[READER]["amount"], kept[READER]["on_account"]) == ("900.00", "8.25")
    assert {row["settlement"] for number, row in invoices(desk).items() if number.startswith("QB")} == {"paid"}


def test_7_cash_a_cheque_a_refund_and_a_credit_note(desk: Program) -> None:
    ann(desk, "receipt", "add", CIRCLE, "200.00", "--way", "cash", "--invoice", "LLB-77")
    ann(desk, "receipt", "add", CIRCLE, "100.00", "--way", "cheque", "--reference", "001234", "--invoice", "LLB-77")
    (overpaid,) = (row["number"] for row in ann(desk, "receipt", "list") if row["customer"] == READER)
    back = ("--account", "Current", "--way", "bank", "--why", "paid too much")
    ann(desk, "receipt", "refund", overpaid, "8.26", *back, status=1)
    ann(desk, "receipt", "refund", overpaid, "8.25", *back)
    ann(desk, "receipt", "refund", overpaid, "0.01", *back, status=1)
    (account,) = ann(desk, "receipt", "account", READER)
    assert (account["owed"], account["on_account"]) == ({"EUR": "0.00"}, {})
    assert invoices(desk)["LLB-77"]["open"] == "64.50"
    (draft,) = ann(desk, "invoice", "new", "Maeve", "--line", "Signed copy; price=60; tax=S23; account=4000")
    (issued,) = ann(desk, "invoice", "issue", draft["id"])
    (note,) = ann(desk, "invoice", "credit", issued["number"], "--note", "came back")
    ann(desk, "invoice", "issue", note["id"])
    assert invoices(desk)[issued["number"]]["open"] == "0.00"
    ann(desk, "invoice", "cancel", issued["number"], "--reason", "credited already", status=1)


def test_8_reminders_are_looked_at_first_and_written_once(desk: Program) -> None:
    ann(desk, "customer", "edit", CIRCLE, "email=hello@ranelagh.example")
    ann(desk, "remind", "policy", "--on")
    *held, shown = ann(desk, "remind", "preview")
    assert [(row["customer"], row["why"], row["open"]) for row in held] == [
        (CIRCLE, "first list not approved", ["64.50 EUR"])
    ]
    assert ann(desk, "remind", "send") == []
    ann(desk, "remind", "approve", "0" * 64, status=1)
    ann(desk, "remind", "approve", shown["hash"])
    ann(desk, "remind", "send")
    written = [row for row in ann(desk, "mail", "outbox") if row["kind"] == "reminder"]
    ann(desk, "remind", "send")
    assert [row for row in ann(desk, "mail", "outbox") if row["kind"] == "reminder"] == written
    statement = desk.own / "statement.pdf"
    ann(desk, "remind", "statement", CIRCLE, "--out", statement)
    assert "64.50" in words_of(statement.read_bytes())


def test_9_the_overview_agrees_with_the_books(desk: Program) -> None:
    overview = {row["standing"]: row for row in ann(desk, "report", "overview")}
    assert (overview["overdue"]["count"], overview["overdue"]["open"]) == (1, {"EUR": "64.50"})
    (_, total) = ann(desk, "report", "ageing")
    assert (total["over 90 days"], total["total"]) == ("64.50", "64.50")
    figures = {row["figure"] for row in ann(desk, "report", "dso")}
    assert {"DSO (count-back)", "DSO (simple)", "Best possible DSO"} <= figures
    ann(desk, "commitment", "add", "Wages", "1800.00", "--sort", "payroll", "--first", TODAY.isoformat())
    forecast = ann(desk, "report", "forecast")
    assert forecast[0]["balance"] == "14691.70"
    assert any(row.get("name") == "Wages" for row in forecast)


def test_10_everything_reaches_the_ledger_exactly_once(desk: Program) -> None:
    with RunningXero(desk.root / "xero.db", BOOKSHOP, "IE") as ledger:
        ann(desk, "sync", "connect", "--app", "our-app", "--base-url", ledger.base_url)
        ann(desk, "sync", "pull")
        ann(desk, "sync", "map", "sales-tax-code", "RCS", "ZERORATEDOUTPUT")
        ann(desk, "sync", "map", "account", "7901", "404")
        ann(desk, "sync", "preview")
        ledger.fail_next("drop_response", "PUT", "Invoices")
        for _ in range(2):  # what was taken over waits until somebody says which one it is there
            ann(desk, "sync", "send", "--all", status=1)
        sold = [row for row in ledger.records("Invoices") if row["Type"] == "ACCREC"]
        assert sorted(row["InvoiceNumber"] for row in sold) == [f"QB-000{number}" for number in range(1, 7)]
        assert {row["InvoiceNumber"]: str(row["Total"]) for row in sold}["QB-0001"] == "891.75"
    verified: list[dict[str, Any]] = desk.by("ann", "verify")
    assert all(row["ok"] for row in verified)
