"""Reports, a contact's card and regular payments from the command line, in a real practice."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from bookdesk.models.bill import BillKind, BillStatus
from bookdesk.store.places import Places
from bookdesk.workspace import at_work
from tests.support import sales
from tests.support.firm import KOALA, OWNER, Firm
from tests.support.owed import Owed, enter
from tests.unit.cli.test_correcting import Shell, wired

PARK = "Hilton Park"


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    firm = Firm(Places(tmp_path / "home"))
    firm.found()
    firm.staff()
    firm.clock.instant += timedelta(days=1)
    ready = wired(firm, monkeypatch)
    ready(OWNER, "takeon", "start")
    ready(
        OWNER, "takeon", "bank", "--name", "Everyday", "--currency", "AUD", "--bsb", "062-000", "--account-number",
        "11223344", "--code", "1-1010", "--opening", "10000.00", "--on", "2026-06-30",
    )  # fmt: skip
    with firm.open() as practice, at_work(practice, KOALA.name, firm.clock) as workspace:
        who = sales.customer(workspace.desk, PARK).id
        old = sales.issued(workspace.desk, "I-1", 110_000, day=date(2026, 4, 1))
        sales.received(workspace.desk, 110_000, (old, 110_000), day=date(2026, 5, 6))
        sales.issued(workspace.desk, "I-2", 55_000, day=date(2026, 5, 20))
        enter(workspace.desk, [Owed(BillKind.BILL, BillStatus.APPROVED, "any", 30_000, 9)], [who])
    return ready


def test_the_ageing_is_told_by_contact_as_of_any_day(shell: Shell) -> None:
    contact, total = shell(OWNER, "report", "ageing")
    assert (contact["contact"], contact["1 to 30 days"], total["contact"]) == (PARK, "550.00", None)
    assert "As of 1 Jul 2026, amounts in AUD." in shell.said
    assert "account 1-1100 Receivables, 550.00 AUD in the ledger" in shell.said
    assert [row["total"] for row in shell(OWNER, "report", "ageing", "--as-of", "2026-04-30")] == ["1100.00", "1100.00"]
    (payable, _) = shell(OWNER, "report", "ageing", "--payables")
    assert (payable["side"], payable["total"]) == ("payables", "300.00")
    assert shell(OWNER, "report", "ageing", "--currency", "usd") == []
    _, document, _ = shell(OWNER, "report", "ageing", "--items", "--contact", "hilton")
    assert (document["number"], document["days_overdue"]) == ("I-2", 12)
    shell(OWNER, "report", "ageing", "--as-of", "2026-07-02", status=1)
    assert "still to come" in shell.said
    assert "Hilton Park: 550.00 AUD (current 0.00, 1 to 30 days 550.00)" in shell.plain(OWNER, "report", "ageing")


def test_a_sheet_is_written_once_and_the_history_knows(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "ageing.csv"
    shell(OWNER, "report", "ageing", "--csv", path)
    header, *rows = csv.reader(path.read_text(encoding="utf-8-sig").splitlines())
    assert header[:3] == ["as of", "contact", "currency"]
    assert [row[1] for row in rows] == [PARK, "all contacts"]
    assert shell(OWNER, "history", "list")[0]["reason"] == "ageing of receivables as of 2026-07-01 saved"
    shell(OWNER, "report", "ageing", "--csv", path, status=2)
    assert "is there already" in shell.said
    for words in (("dso",), ("forecast",), ("ageing", "--items")):
        other = tmp_path / f"{'-'.join(words)}.csv"
        shell(OWNER, "report", *words, "--csv", other)
        assert len(other.read_text(encoding="utf-8-sig").splitlines()) > 1
    for words in (("overview",), ("forecast",), ("ageing", "--payables")):
        paper = tmp_path / f"{'-'.join(words)}.pdf"
        shell(OWNER, "report", *words, "--pdf", paper)
        assert paper.read_bytes().startswith(b"%PDF-")
        assert shell(OWNER, "history", "list")[0]["reason"].endswith(" saved")


def test_key_figures_come_with_their_definitions(shell: Shell) -> None:
    rows = {row["figure"]: row for row in shell(OWNER, "report", "dso", "--as-of", "2026-06-30")}
    assert rows["DSO (simple)"]["value"] == "90.0"  # 550.00 of the 550.00 sold in 90 days
    assert rows["Paid on time, by number"]["value"] == "0.0000"
    assert all(row["definition"] for row in rows.values())
    within = {row["figure"]: row for row in shell(OWNER, "report", "dso", "--as-of", "2026-06-30", "--grace", "5")}
    assert within["Paid on time, by number"]["value"] == "0.5000"
    assert "DSO (count-back): " in shell.plain(OWNER, "report", "dso")


def test_the_overview_counts_invoices_by_how_they_stand(shell: Shell, tmp_path: Path) -> None:
    rows = {row["standing"]: row for row in shell(OWNER, "report", "overview")}
    assert {name: row["count"] for name, row in rows.items()} == {
        "pending": 0, "part settled": 0, "overdue": 1, "settled": 1,
    }  # fmt: skip
    assert rows["overdue"]["open"] == {"AUD": "550.00"}
    assert "Settled: 1, 1100.00 AUD" in shell.plain(OWNER, "report", "overview")
    assert {row["count"] for row in shell(OWNER, "report", "overview", "--currency", "usd")} == {0}
    path = tmp_path / "overview.csv"
    shell(OWNER, "report", "overview", "--contact", "hilton", "--csv", path)
    assert "2026-07-01,overdue,AUD,1,550.00,550.00" in path.read_text("utf-8-sig")


def test_regular_payments_are_entered_listed_and_ended_and_the_forecast_knows_them(shell: Shell) -> None:
    (made,) = shell(
        OWNER, "commitment", "add", "Wages", "2500", "--sort", "payroll", "--first", "2026-07-15", "--every",
        "every two weeks",
    )  # fmt: skip
    assert (made["amount"], made["next"]) == ("-2500.00", "2026-07-15")
    shell(OWNER, "commitment", "add", "Grant", "100", "--first", "2026-07-10", "--incoming")
    assert [row["name"] for row in shell(OWNER, "commitment", "list")] == ["Grant", "Wages"]
    moves = [row for row in shell(OWNER, "report", "forecast", "--days", "30") if row["what"] == "moves"]
    assert [(row["name"], row["day"], row["amount"]) for row in moves if row["name"] != f"{PARK} I-2"] == [
        ("receipt REC-0001", "2026-07-02", "1100.00"),
        (f"{PARK} INV-000", "2026-07-10", "-300.00"),
        ("Grant", "2026-07-10", "100.00"),
        ("Wages", "2026-07-15", "-2500.00"),
        ("Wages", "2026-07-29", "-2500.00"),
    ]
    (ended,) = shell(OWNER, "commitment", "end", "wages", "--last", "2026-07-20")
    assert (ended["last"], ended["next"]) == ("2026-07-20", "2026-07-15")
    (gone,) = shell(OWNER, "commitment", "end", "Grant")
    assert gone["archived"]
    assert [row["name"] for row in shell(OWNER, "commitment", "list")] == ["Wages"]
    for wrong in ("0", "-5"):
        shell(OWNER, "commitment", "add", "Rent", wrong, "--first", "2026-07-10", status=2)
    shell(OWNER, "commitment", "add", "Rent", "5", "--first", "2026-07-10", "--currency", "XYZ", status=1)
    assert "Traceback" not in shell.said


def test_the_card_and_the_timeline_of_a_contact(shell: Shell) -> None:
    (card,) = shell(OWNER, "contact", "card", "hilton")
    assert (card["name"], card["owes"], card["owed"]) == (PARK, {"AUD": "550.00"}, {"AUD": "300.00"})
    assert (card["usual_days_late"], card["next_due"]) == (5, "2026-07-10")
    told = shell.plain(OWNER, "contact", "card", PARK)
    assert "Owes 550.00 AUD." in told
    assert "Usually pays 5 days after the due date (1 invoice)." in told
    first = shell(OWNER, "contact", "timeline", "hilton", "--most", "2")
    rest = shell(OWNER, "contact", "timeline", "hilton", "--before", first[-1]["key"])
    whole = shell(OWNER, "contact", "timeline", "hilton")
    assert first + rest == whole
    assert {row["kind"] for row in whole} == {"bill", "invoice", "receipt", "edit"}
    assert {row["kind"] for row in shell(OWNER, "contact", "timeline", "hilton", "--kind", "invoice")} == {"invoice"}
    shell(OWNER, "contact", "timeline", "hilton", "--before", "x", status=1)
    shell(OWNER, "contact", "card", "nobody", status=1)
    assert "There is no contact" in shell.said
