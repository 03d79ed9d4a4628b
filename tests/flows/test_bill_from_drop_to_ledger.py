"""The product as one readable test: a dropped invoice becomes a reviewed, approved, paid, matched and booked bill.

Every act is the real program in a process of its own: SQLCipher, Tesseract, Argon2id, HTTP. The tests below are the
chapters of one story and run in their order on one practice.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from bookdesk.core.money import Money
from bookdesk.sandbox import papers
from bookdesk.sandbox.bank import Account, Booking, csv, ofx
from bookdesk.sandbox.papers import cast
from bookdesk.sandbox.papers.numbers import iban
from bookdesk.sandbox.xero.running import RunningXero
from tests.support.canaries import found as found_canaries
from tests.support.practice import BOOKSHOP, CAFE, CANARIES, OPENING, found, take_on, write
from tests.support.program import Program
from tests.support.recording import RecordingProgram
from tests.unit.formats.bankfiles.aba_reader import read as read_direct_entry

pytestmark = pytest.mark.slow

PAY_DAY = date.today()  # noqa: DTZ011 - the person's own day, as his computer shows it

SAVINGS = iban("IE", "AIBK93115200000228")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> RecordingProgram:
    return RecordingProgram(tmp_path_factory.mktemp("journey"))


def bills(desk: RecordingProgram, client: str) -> dict[str, dict[str, object]]:
    return {row["number"]: row for row in desk.by("ann", "bill", "list", client=client)}


def bookings_of(currency: str, *rows: tuple[str, str]) -> list[Booking]:
    return [Booking(PAY_DAY, Money.of(amount, currency), text) for amount, text in rows]


def test_1_two_clients_are_taken_on_with_the_totals_of_their_old_systems(desk: RecordingProgram) -> None:
    found(desk)
    told = take_on(desk)
    assert [row["open"] for row in told[CAFE]] == [{}, {"AUD": "1368.45"}, {"AUD": "1573.00"}]
    assert [row["open"] for row in told[BOOKSHOP]] == [{}, {"EUR": "246.00"}, {"EUR": "364.50"}]
    assert {number: bill["open"] for number, bill in bills(desk, CAFE).items()} == {
        "TCC-003702": "588.00",
        "2240": "462.00",
        "GF 76980": "318.45",
    }


def test_2_seven_files_get_a_number_at_once_and_an_outcome_each(desk: RecordingProgram) -> None:
    files = [write(desk.own / paper.name, paper.data) for paper in papers.journey().values()]
    outcomes = desk.by("ann", "capture", *files, client=CAFE)
    assert [row["number"] for row in outcomes] == [1, 2, 3, 4, 5, 6, 7]
    assert [row["state"] for row in outcomes] == [
        "to review",
        "to review",
        "to review",
        "to review",
        "to review",
        "not payable",
        "duplicate",
    ]
    assert [outcomes[4]["kind"], outcomes[5]["kind"]] == ["credit_note", "statement"]
    assert outcomes[6]["duplicate_of"] == 1
    payable = [bill for bill in bills(desk, CAFE).values() if bill["status"] == "draft"]
    assert len(payable) == 5
    for number in ("6", "7"):
        desk.by("ann", "inbox", "confirm", number, client=CAFE, status=1)


def test_2_the_same_for_the_bookshop(desk: RecordingProgram) -> None:
    files = [write(desk.own / paper.name, paper.data) for paper in papers.irish().values()]
    assert [row["state"] for row in desk.by("ann", "capture", *files, client=BOOKSHOP)] == ["to review"] * 3


def test_3_fields_are_reviewed_where_they_stand_corrected_and_confirmed(desk: RecordingProgram) -> None:
    (coffee,) = desk.by("ann", "inbox", "show", "1", client=CAFE)
    total = coffee["fields"]["total"]
    assert (total["value"], total["state"], total["page"]) == ("1171.80", "proved", 1)
    assert "net + tax = total" in total["why"]
    assert coffee["due_date"] == "2026-06-03"
    codes = [(line["account"], line["tax_code"]) for line in coffee["draft"]["lines"]]
    assert codes == [("5-1000", "FRE"), ("5-1000", "GST"), ("5-1000", "GST"), ("5-1000", "GST")]
    (corrected,) = desk.by("ann", "inbox", "set", "1", "line.4.account=6-1700", "due_date=2026-06-05", client=CAFE)
    assert corrected["draft"]["lines"][3]["account"] == "6-1700"
    assert corrected["fields"]["due_date"]["state"] == "corrected"
    desk.by("ann", "inbox", "confirm", "3", client=CAFE, status=1)
    assert "Line 1 has 6.40 AUD of tax, but FRE makes 0.00 AUD" in desk.said
    assert "line.1.net=361.70" in desk.said
    free = ("line.1.description=Fruit and vegetables", "line.1.net=361.70")
    taxed = ("line.2.description=Juice and crates", "line.2.account=5-1000", "line.2.tax_code=GST", "line.2.net=64.00")
    (photo,) = desk.by("ann", "inbox", "set", "3", *free, *taxed, client=CAFE)
    split = [(line["tax_code"], line["net"], line["tax"]) for line in photo["draft"]["lines"]]
    assert split == [("FRE", "361.70", "0.00"), ("GST", "64.00", "6.40")]
    assert photo["draft"]["total"] == "432.10"
    for number in ("1", "2", "3", "4", "5"):
        desk.by("ann", "inbox", "confirm", number, client=CAFE)
    listed = bills(desk, CAFE)
    assert (listed["SR-20418"]["status"], listed["SR-20418"]["settlement"]) == ("reviewed", "open")
    assert listed["SR-20418"]["due_date"] == "2026-06-05"
    assert (listed["SRC-1042"]["kind"], listed["SRC-1042"]["total"]) == ("credit note", "97.90")
    desk.by("ann", "inbox", "confirm", "2", client=BOOKSHOP, status=1)
    assert "100.00 EUR is said to be paid" in desk.said
    desk.by("ann", "inbox", "set", "2", "prepaid=ok", client=BOOKSHOP)
    for number in ("1", "2", "3"):
        desk.by("ann", "inbox", "confirm", number, client=BOOKSHOP)


def test_4_the_second_user_approves_within_his_limit_and_the_first_cannot(desk: RecordingProgram) -> None:
    desk.by("ann", "approve", "limit", "ann", client=CAFE)
    desk.by("ann", "approve", "limit", "ben", "5000.00", client=CAFE)
    desk.by("ann", "approve", "limit", "ben", client=BOOKSHOP)
    desk.by("ann", "approve", "approve", "SR-20418", client=CAFE, status=1)
    assert "yourself" in desk.said or "created" in desk.said or "entered" in desk.said
    desk.by("ben", "approve", "approve", "2291", client=CAFE, status=1)
    assert "5000.00" in desk.said
    for number in ("SR-20418", "SRC-1042", "GF 77315", "TCC-003907"):
        (standing,) = desk.by("ben", "approve", "approve", number, client=CAFE)
        assert (standing["approved"], standing["given_by"]) == (True, ["ben"])
    for number in ("INV-8841", "KH/26/0512", "2026-04471"):
        desk.by("ben", "approve", "approve", number, client=BOOKSHOP)


def test_4_an_approval_by_mail_counts_once_a_second_person_confirms_it(desk: RecordingProgram) -> None:
    mail = write(desk.own / "approval.eml", "From: Mia Harlan\nSubject: Brightwater 2291\n\nApproved. Mia\n")
    received = ("approve", "received", "2291", "--from", "Mia Harlan", "--channel", "mail", "--evidence", mail)
    (standing,) = desk.by("ann", *received, client=CAFE)
    assert (standing["approved"], standing["to_confirm"]) == (False, ["Mia Harlan"])
    desk.by("ann", "approve", "confirm", "2291", client=CAFE, status=1)
    (standing,) = desk.by("ben", "approve", "confirm", "2291", client=CAFE)
    assert (standing["approved"], standing["given_by"]) == (True, ["Mia Harlan"])


def test_4_another_account_code_keeps_an_approval_and_another_amount_voids_it(desk: RecordingProgram) -> None:
    desk.by("ann", "bill", "recode", "TCC-003907", "line.2.account=6-1300", client=CAFE)
    assert bills(desk, CAFE)["TCC-003907"]["status"] == "approved"
    desk.by("ann", "bill", "edit", "TCC-003907", "line.2.net=150.00", "total=1392.60", client=CAFE)
    assert bills(desk, CAFE)["TCC-003907"]["status"] == "reviewed"
    assert "TCC-003907" in {row["number"] for row in desk.by("ben", "approve", "queue", client=CAFE)}
    desk.by("ann", "bill", "edit", "TCC-003907", "line.2.net=140.00", "total=1381.60", client=CAFE)
    back = bills(desk, CAFE)["TCC-003907"]
    assert (back["total"], back["status"]) == ("1381.60", "approved"), "what he signed is what it says again"


def test_5_a_run_pays_in_part_nets_a_credit_note_holds_one_and_is_released_by_another(desk: RecordingProgram) -> None:
    proposing = ("pay", "propose", "--account", "Everyday", "--on", PAY_DAY.isoformat(), "--net-credits")
    (run,) = desk.by("ann", *proposing, client=CAFE)
    payees = {payment["payee"]: payment for payment in run["payments"]}
    assert payees[cast.ROASTER.name]["amount"] == "1073.90"
    assert [(bill["number"], bill["amount"]) for bill in payees[cast.ROASTER.name]["bills"]] == [
        ("SR-20418", "1171.80"),
        ("SRC-1042", "-97.90"),
    ]
    desk.by("ben", "pay", "release", "1", client=CAFE, status=1)
    assert "not confirmed" in desk.said
    desk.by("ben", "payee", "confirm", "--taken-over", "--note", "held against the old system's list", client=CAFE)
    desk.by("ann", "pay", "part", "1", "tidewater", "TCC-003907", "1000.00", client=CAFE)
    desk.by("ann", "pay", "hold", "1", "greenfield", "--reason", "crates were short", client=CAFE)
    (run,) = desk.by("ann", "pay", "show", "1", client=CAFE)
    assert (run["total"], run["count"]) == ("7416.60", 3)
    desk.by("ann", "pay", "release", "1", client=CAFE, status=1)
    (released,) = desk.by("ben", "pay", "release", "1", client=CAFE)
    assert released["state"] == "released"
    file = desk.own / "run.aba"
    (exported,) = desk.by("ben", "pay", "export", "1", "--out", file, client=CAFE)
    assert exported["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest() == released["sha256"]
    written = {(item.code, item.cents) for item in read_direct_entry(file.read_bytes()).items}
    assert written == {("50", 534270), ("50", 100000), ("50", 107390), ("13", 741660)}
    advices = desk.by("ben", "pay", "remittance", "1", "--out", desk.own / "advices", client=CAFE)
    assert all(Path(advice["file"]).read_bytes().startswith(b"%PDF-") for advice in advices)
    listed = bills(desk, CAFE)
    assert [listed[number]["settlement"] for number in ("SR-20418", "SRC-1042", "2291")] == ["paid", "paid", "paid"]
    assert (listed["TCC-003907"]["settlement"], listed["TCC-003907"]["open"]) == ("part paid", "381.60")
    assert listed["GF 77315"]["settlement"] == "open"


def test_5_the_irish_run_becomes_a_sepa_file(desk: RecordingProgram) -> None:
    desk.by("ben", "payee", "confirm", "--taken-over", "--note", "held against the old list", client=BOOKSHOP)
    proposing = ("pay", "propose", "--account", "Current", "--on", PAY_DAY.isoformat())
    (run,) = desk.by("ann", *proposing, client=BOOKSHOP)
    assert {payment["payee"]: payment["amount"] for payment in run["payments"]} == {
        cast.PRINTER.name: "949.20",
        cast.HEATING.name: "422.10",
        cast.PUBLISHER.name: "786.10",
    }
    desk.by("ben", "pay", "release", "1", client=BOOKSHOP)
    desk.by("ben", "pay", "export", "1", "--out", desk.own / "run.xml", client=BOOKSHOP)


def test_5_the_sepa_file_is_what_its_schema_allows(desk: RecordingProgram, shared: Path) -> None:
    (schema,) = (shared / "data" / "banking" / "pain-xsd").glob("sepaxml*pain.001.001.09.xsd")
    etree.XMLSchema(etree.parse(schema)).assertValid(etree.parse(desk.own / "run.xml"))


def test_6_the_statement_clears_the_run_as_one_line_and_two_lines_are_coded(desk: RecordingProgram) -> None:
    bookings = bookings_of(
        "AUD",
        ("-7416.60", "DIRECT ENTRY PAYMENT 301500 SUPPLIERS"),
        ("-10.00", "ACCOUNT SERVICING FEE"),
        ("-85.80", "EFTPOS 4471 OFFICE BARN FREMANTLE"),
    )
    statement = ofx(Account("306041", "5550001", "AUD"), Money.of("12000.00", "AUD"), bookings)
    (imported,) = desk.by("ann", "bank", "import", write(desk.own / "may.ofx", statement), client=CAFE)
    assert (imported["new"], imported["closing"]) == (3, "4487.60")
    (again,) = desk.by("ann", "bank", "import", desk.own / "may.ofx", client=CAFE)
    assert (again["new"], again["known"]) == (0, 3)
    paid, fee, card = (row["id"] for row in desk.by("ann", "bank", "lines", "--open", client=CAFE))
    proposal = next(row for row in desk.by("ann", "bank", "propose", client=CAFE) if row["line"] == paid)
    assert (proposal["kind"], proposal["auto"]) == ("run", True)
    desk.by("ann", "bank", "accept", paid, client=CAFE)
    desk.by("ann", "bank", "code", fee, "--account", "6-0400", client=CAFE)
    split = ("--split", "6-1000,GST:66.00", "--split", "5-1000,FRE:19.80")
    desk.by("ann", "bank", "code", card, *split, client=CAFE)
    (shown,) = desk.by("ann", "reconcile", "show", "--balance", "4487.60", client=CAFE)
    assert (shown["difference"], shown["ledger_balance"]) == ("0.00", "4487.60")
    desk.by("ann", "bank", "undo", paid, client=CAFE)
    (shown,) = desk.by("ann", "reconcile", "show", client=CAFE)
    assert shown["unmatched"]
    desk.by("ann", "bank", "accept", paid, client=CAFE)
    (signed,) = desk.by("ann", "reconcile", "sign", "--balance", "4487.60", client=CAFE)
    assert signed["difference"] == "0.00"


def test_6_the_irish_csv_is_proved_by_its_balance_and_matched_item_by_item(desk: RecordingProgram) -> None:
    savings = ("--name", "Savings", "--code", "1210", "--currency", "EUR", "--iban", SAVINGS)
    opening = ("--opening", "0.00", "--on", OPENING)
    desk.by("ann", "takeon", "bank", *savings, *opening, client=BOOKSHOP)
    bookings = bookings_of(
        "EUR",
        ("-422.10", "SEPA CT KILDARE HEATING AND PLUMBING KH/26/0512 / R1-1"),
        ("-949.20", "SEPA CT SHANNON PAPER AND PRINT INV8841"),
        ("-786.10", "SEPA CT NORDLICHT VERLAG 2026-04471"),
        ("-4.20", "QUARTERLY FEES"),
        ("-2000.00", "TRANSFER TO SAVINGS"),
    )
    file = write(desk.own / "current.csv", csv(Money.of("12000.00", "EUR"), bookings))
    (imported,) = desk.by("ann", "bank", "import", file, "--account", "Current", client=BOOKSHOP)
    assert (imported["new"], imported["proof"], imported["closing"]) == (5, "proved", "7838.40")
    listed = desk.by("ann", "bank", "lines", "--account", "Current", client=BOOKSHOP)
    lines = {row["description"]: row["id"] for row in listed}
    desk.by("ann", "bank", "accept", "--auto", "--account", "Current", client=BOOKSHOP)
    matched = [row["match"] for row in desk.by("ann", "bank", "lines", "--account", "Current", client=BOOKSHOP)]
    assert matched == ["payment", "payment", "payment", None, None]
    desk.by("ann", "bank", "code", lines["QUARTERLY FEES"], "--account", "7901", client=BOOKSHOP)
    desk.by("ann", "bank", "transfer", lines["TRANSFER TO SAVINGS"], "--to", "Savings", client=BOOKSHOP)
    signing = ("reconcile", "sign", "--account", "Current", "--balance", "7838.40")
    (signed,) = desk.by("ann", *signing, client=BOOKSHOP)
    assert (signed["difference"], signed["ledger_balance"]) == ("0.00", "7838.40")


def test_7_nothing_leaves_before_send_and_everything_arrives_exactly_once(desk: RecordingProgram) -> None:
    with RunningXero(desk.root / "xero.db", CAFE, "AU") as ledger:
        desk.by("ann", "sync", "connect", "--app", "our-app", "--base-url", ledger.base_url, client=CAFE)
        desk.by("ann", "sync", "pull", client=CAFE)
        shown = desk.by("ann", "sync", "preview", client=CAFE)
        assert any("Enter the bill SR-20418 of Southern Roast" in row["what"] for row in shown)
        assert ledger.records("Invoices") == []
        ledger.stop()
        desk.by("ann", "sync", "send", "--all", client=CAFE, status=4)
        assert "Everything waits and nothing is lost" in desk.said
        ledger.start()
        ledger.fail_next("drop_response", "PUT", "Invoices")
        ledger.fail_next("drop_response", "PUT", "Payments")
        ledger.fail_next("drop_response", "PUT", "Attachments")
        desk.by("ann", "sync", "send", "--all", client=CAFE)
        desk.by("ann", "sync", "send", "--all", client=CAFE)
        arrived = sorted((bill["InvoiceNumber"], bill["Total"]) for bill in ledger.records("Invoices"))
        assert arrived == [("2291", 5342.7), ("GF 77315", 432.1), ("SR-20418", 1171.8), ("TCC-003907", 1381.6)]
        assert sorted(payment["Amount"] for payment in ledger.records("Payments")) == [1000.0, 1073.9, 5342.7]
        assert [note["Total"] for note in ledger.records("CreditNotes")] == [97.9]
    with sqlite3.connect(desk.root / "xero.db") as remembered:
        assert remembered.execute("SELECT count(*) FROM attachment").fetchone() == (5,)


def test_8_everything_is_there_after_a_restart_and_a_wrong_passphrase_opens_nothing(desk: RecordingProgram) -> None:
    assert all(checked["ok"] for checked in desk.by("ann", "verify"))
    assert len(bills(desk, CAFE)) == 8
    wrong = write(desk.own / "wrong.txt", "not her passphrase\n")
    desk.run("client", "list", "--user", "ann", "--passphrase-file", wrong, status=3)
    desk.run("client", "list", "--user", "nobody", "--passphrase-file", wrong, status=3)


def test_8_no_file_the_processes_left_betrays_a_name_an_amount_or_a_secret(
    desk: RecordingProgram, tmp_path: Path
) -> None:
    assert found_canaries(CANARIES, desk.home, desk.temporary) == {}
    control = Program(tmp_path, launch=("-m", "tests.support.plain"))
    found(control)
    take_on(control)
    papers_of = {CAFE: papers.journey(), BOOKSHOP: papers.irish()}
    for client, dropped in papers_of.items():
        control.by(
            "ann", "capture", *(write(control.own / one.name, one.data) for one in dropped.values()), client=client
        )
    betrayed = found_canaries(CANARIES, control.home, control.temporary)
    assert len(betrayed) >= 0.95 * len(CANARIES), set(CANARIES) - set(betrayed)


def test_8_a_kill_at_any_step_leaves_what_was_there_or_what_was_done(desk: RecordingProgram, tmp_path: Path) -> None:
    steps = {one.name: one for one in desk.remembered if not one.name.startswith("sync")}
    assert {"capture", "inbox confirm", "approve approve", "pay release", "bank import"} <= steps.keys()
    for number, (name, step) in enumerate(sorted(steps.items())):
        killed = desk.elsewhere(tmp_path / f"{number}", step)
        killed.kill(random.Random(name).uniform(0.5, 1.0) * step.seconds, *step.words)  # noqa: S311 - no secret
        assert all(checked["ok"] for checked in killed.by("ann", "verify")), name
        assert killed.again(*step.words) in {0, 1}, name
        assert all(checked["ok"] for checked in killed.by("ann", "verify")), name
        shutil.rmtree(killed.root)
