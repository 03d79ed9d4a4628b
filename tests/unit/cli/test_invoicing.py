"""An invoice on the command line: customers, products, estimates, invoices and schedules, in a real practice."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod
from bookdesk.gateways.fees import PERCENT, FeeTable, Rate
from bookdesk.mail.paymark import MARK
from bookdesk.models.gateway import GatewayConnection
from bookdesk.receivables.online.settings import Wishes, keep_wishes
from bookdesk.store.places import Places
from tests.support.firm import BEN, KOALA, OWNER, Firm
from tests.unit.cli.test_correcting import Shell, wired

HOURS = "Date,Person,Project,Hours,Rate\n2026-06-01,Ann,Fence,1:30,100.00\n2026-06-01,Ann,Fence,99,100.00\n"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Firm:
    """A practice with a client who has one customer and one product, made once and copied for each test."""
    firm = Firm(Places(tmp_path_factory.mktemp("prepared") / "home"))
    firm.found()
    firm.staff()
    with pytest.MonkeyPatch.context() as patch:
        shell = wired(firm, patch)
        shell(OWNER, "takeon", "start")
        shell(OWNER, "customer", "add", "Blue Cafe", "email=pay@blue.example", "terms=net 14", "city=Perth")
        shell(OWNER, "product", "add", "code=HR", "name=Consulting", "unit=h", "price=120", "tax_code=GSTI")
    return firm


@pytest.fixture
def shell(prepared: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    return wired(prepared.copy(tmp_path / "home"), monkeypatch)


def drafted(shell: Shell, *more: str) -> str:
    (row,) = shell(OWNER, "invoice", "new", "blue", *more, "--line", "product=HR; quantity=1.5")
    return str(row["id"])


def test_fields_count_behind_options_and_a_slip_is_answered_in_words(shell: Shell) -> None:
    words = ("invoice", "new", "blue", "date=2026-05-04", "--line", "Fence; price=10", "note=at the gate")
    (row,) = shell(OWNER, *words, "--line", "Gate; price=5", "reference=PO 7")
    assert (row["document_date"], row["reference"], len(row["lines"])) == ("2026-05-04", "PO 7", 2)
    shell(OWNER, "invoice", "new", "blue", "--line", "Fence; price=10; discount=150%", status=1)
    assert "150 % is no discount of line 1." in shell.said
    with pytest.raises(SystemExit):
        shell(OWNER, "invoice", "new", "blue", "--lien", "Fence", "note=x")
    with pytest.raises(SystemExit):
        shell(OWNER, "invoice", "show", "INV-0001", "note=x")


def test_customers_are_kept_and_come_in_once(shell: Shell, tmp_path: Path) -> None:
    (row,) = shell(OWNER, "customer", "edit", "blue", "language=de", "kind=public", "grace_days=5")
    assert (row["language"], row["kind"], row["grace_days"]) == ("de", "public authority", 5)
    sheet = tmp_path / "customers.csv"
    sheet.write_text("Name,Email\nBlue Cafe,pay@blue.example\nRed Bar,bar@red.example\n", encoding="utf-8")
    looked = shell(OWNER, "customer", "import", sheet, "--dry-run")
    assert {one["outcome"] for one in looked} <= {"new", "same", "changed"}
    (row,) = shell(OWNER, "customer", "import", sheet)
    assert sorted(row["added"]) == sorted(one["name"] for one in looked if one["outcome"] == "new")
    assert (row["added"], row["known"]) == (["Red Bar"], ["Blue Cafe"])
    assert [one["name"] for one in shell(OWNER, "customer", "list")] == ["Blue Cafe", "Red Bar"]
    assert shell(OWNER, "customer", "archive", "Red Bar")[0]["archived"] is True
    shell(OWNER, "customer", "show", "nobody", status=1)
    assert "No customer is called nobody" in shell.said
    assert "Blue Cafe (public authority, net 14)" in shell.plain(OWNER, "customer", "show", "blue")


def test_products_are_kept_and_come_in_once(shell: Shell, tmp_path: Path) -> None:
    assert shell(OWNER, "product", "edit", "hr", "price=125.50")[0]["price"] == "125.5"
    sheet = tmp_path / "products.csv"
    sheet.write_text("Code,Product,Price\nBEAN,Beans,33.3\n", encoding="utf-8")
    assert shell(OWNER, "product", "import", sheet)[0]["added"] == ["BEAN"]
    assert shell(OWNER, "product", "import", sheet)[0]["known"] == ["BEAN"]
    shell(OWNER, "product", "archive", "BEAN")
    assert [one["code"] for one in shell(OWNER, "product", "list")] == ["HR"]
    shell(OWNER, "product", "restore", "BEAN")
    assert "BEAN  Beans  33.3" in shell.plain(OWNER, "product", "list")


def test_settings_and_series_show_what_comes_next(shell: Shell, tmp_path: Path) -> None:
    (row,) = shell(OWNER, "sales", "set", "terms=month end 10", "cash_step=0.05", "instructions=Pay by transfer.")
    assert (row["terms"], row["cash_step"], row["next"]["invoice"]) == ("month end 10", 5, "INV-0001")
    assert shell(OWNER, "sales", "series", "invoice", "--prefix", "R-", "--digits", "3")[0]["next"] == "R-001"
    shell(OWNER, "sales", "series", "receipt", "--prefix", "r-", status=1)
    assert "could be the same" in shell.said
    assert "next numbers: invoice R-001" in shell.plain(OWNER, "sales", "show")
    shell(BEN, "sales", "set", "city=Perth", status=1)
    picture = tmp_path / "logo.png"
    Image.new("RGB", (40, 20), "#1f5f8b").save(picture)
    assert shell(OWNER, "sales", "logo", picture)[0]["logo"] == "logo.png"
    assert shell(OWNER, "sales", "logo")[0]["logo"] is None
    shell(OWNER, "sales", "logo", Path(__file__), status=1)


def test_an_invoice_from_its_draft_to_its_credit_note(shell: Shell) -> None:
    invoice = drafted(shell, "reference=PO 7", "--line", "Travel; price=50; tax=FRE; from=2026-06-01")
    (row,) = shell(OWNER, "invoice", "edit", invoice, "line.1.price=60", "note=See you", "discount=2% 10")
    assert (row["net"], row["tax"], row["total"], row["status"]) == ("240.00", "18.00", "258.00", "draft")
    assert [line["text"] for line in row["lines"]] == ["Travel", "Consulting"]
    (row,) = shell(OWNER, "invoice", "edit", invoice, "line.1=")
    assert row["total"] == "198.00"
    (row,) = shell(OWNER, "invoice", "issue", invoice)
    assert (row["number"], row["status"], row["open"], row["discount_until"]) == (
        "INV-0001",
        "issued",
        "198.00",
        "2026-07-10",
    )
    shell(OWNER, "invoice", "edit", "INV-0001", "note=again", status=1)
    assert "does not change any more" in shell.said
    (note,) = shell(OWNER, "invoice", "credit", "inv-0001", "--only", "1=0.5", "--note", "half an hour less")
    assert (note["kind"], note["total"]) == ("credit note", "66.00")
    assert shell(OWNER, "invoice", "issue", note["id"])[0]["number"] == "CN-0001"
    (row,) = shell(OWNER, "invoice", "show", "INV-0001")
    assert (row["open"], row["creditable"], row["credit_notes"]) == ("132.00", "132.00", ["CN-0001"])
    assert shell(OWNER, "invoice", "show", "INV-0001", "--as-of", "2026-06-01")[0]["open"] == "0.00"
    assert [one["number"] for one in shell(OWNER, "invoice", "list", "--which", "part settled")] == ["INV-0001"]
    shell(OWNER, "invoice", "cancel", "INV-0001", "--reason", "no", status=1)
    assert shell(OWNER, "invoice", "cancel", "CN-0001", "--reason", "wrong line")[0]["status"] == "void"
    assert shell(OWNER, "invoice", "cancel", "INV-0001", "--reason", "wrong customer")[0]["status"] == "void"
    assert shell(OWNER, "sales", "numbers", "invoice")[0]["cancelled"] == ["INV-0001"]


def test_a_plan_marks_and_hours(shell: Shell, tmp_path: Path) -> None:
    sheet = tmp_path / "hours.csv"
    sheet.write_text(HOURS, encoding="utf-8")
    invoice = drafted(shell, "--part", "Deposit; 30%; 2026-07-10", "--part", "Rest; rest")
    (row,) = shell(OWNER, "invoice", "hours", invoice, sheet, "--product", "HR", status=1)
    assert "Line 3 was not used" in shell.said
    assert [(one["name"], one["amount"]) for one in row["parts"]] == [("Deposit", "108.90"), ("Rest", "254.10")]
    shell(OWNER, "invoice", "edit", invoice, "--part", "Half; 50%; 2026-07-10", "--part", "Rest; rest; ")
    shell(OWNER, "invoice", "issue", invoice)
    (row,) = shell(OWNER, "invoice", "reached", "INV-0001", "2", "--due", "2026-07-20")
    assert row["parts"][1]["due_date"] == "2026-07-20"
    assert shell(OWNER, "invoice", "dispute", "INV-0001", "--reason", "broken")[0]["dispute_reason"] == "broken"
    assert shell(OWNER, "invoice", "undispute", "INV-0001")[0]["disputed"] is False
    assert shell(OWNER, "invoice", "promise", "INV-0001", "2026-08-01")[0]["promised_until"] == "2026-08-01"
    assert shell(OWNER, "invoice", "spare", "INV-0001")[0]["reminders"] is False
    assert shell(OWNER, "invoice", "unspare", "INV-0001")[0]["reminders"] is True


def test_a_late_one_is_charged_for(shell: Shell) -> None:
    shell(OWNER, "invoice", "issue", drafted(shell, "date=2026-05-01"))
    (row,) = shell(OWNER, "invoice", "charge", "INV-0001", "40", "--text", "Late fee by our terms")
    assert (row["total"], row["tax"], row["lines"][0]["account"]) == ("40.00", "0.00", "4-3000")
    assert shell(OWNER, "sales", "tax-codes")[0]["added"] == []


def test_the_paper_and_the_mail(shell: Shell, tmp_path: Path) -> None:
    invoice = drafted(shell)
    shell(OWNER, "invoice", "paper", invoice, "--out", tmp_path / "draft.pdf", "--draft")
    shell(OWNER, "invoice", "mail", invoice, status=1)
    shell(OWNER, "invoice", "issue", invoice)
    shell(OWNER, "invoice", "paper", "INV-0001", "--out", tmp_path / "one.pdf")
    shell(OWNER, "invoice", "paper", "INV-0001", "--out", tmp_path / "two.pdf")
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()
    assert (tmp_path / "draft.pdf").read_bytes()[:5] == b"%PDF-"
    shell(OWNER, "invoice", "paper", "INV-0001", "--out", tmp_path / "one.pdf", status=2)
    shell(OWNER, "invoice", "xml", "INV-0001", "--out", tmp_path / "data.xml", status=1)
    assert "defect" not in shell.said
    seen = shell(OWNER, "invoice", "mail", "INV-0001", "--preview")[0]
    assert seen["to"] == ["pay@blue.example"]
    assert shell(OWNER, "invoice", "mail", "INV-0001")[0]["subject"] == seen["subject"]
    shell(OWNER, "invoice", "mail", "INV-0001", status=1)
    shell(OWNER, "invoice", "mail", "INV-0001", "--again")


def test_what_a_link_is_expected_to_cost_is_said_before_it_is_offered(shell: Shell) -> None:
    shell(OWNER, "invoice", "issue", drafted(shell))
    assert shell(OWNER, "invoice", "mail", "INV-0001", "--preview")[0]["online"] is None
    with shell.office() as office:
        connection = GatewayConnection(
            gateway="stripe", merchant="acct_1", name="Koala", country="AU", currency="AUD", live=False,
            automatic=True, key="rk_test_madeUp", connected_at=office.desk.clock.now(),
        )  # fmt: skip
        with office.desk.books.upkeep() as session:
            session.add(connection)
        rate = Rate(PayMethod.CARD, 7 * PERCENT // 4, Money(30, "AUD"))
        keep_wishes(office.desk, Wishes(fees=(FeeTable(date(2026, 1, 1), (rate,)),)))
    seen = shell(OWNER, "invoice", "mail", "INV-0001", "--preview")[0]
    assert seen["online"] == {
        "amount": "198.00",
        "currency": "AUD",
        "expected": {"card": {"fee": "3.77", "net": "194.23"}},
    }
    assert MARK in seen["text"]
    assert "A link to pay 198.00 AUD online is made as the mail leaves" in shell.said
    assert "By card it is expected to cost 3.77 AUD, so 194.23 AUD would arrive." in shell.said


def test_an_estimate_is_accepted_and_billed_once(shell: Shell, tmp_path: Path) -> None:
    evidence = tmp_path / "yes.eml"
    evidence.write_text("Subject: yes", encoding="utf-8")
    (row,) = shell(OWNER, "estimate", "new", "Blue Cafe", "--line", "Fence; quantity=2; price=250")
    (row,) = shell(OWNER, "estimate", "edit", row["id"], "reference=PO 8", "due=2026-08-31")
    assert (row["valid_until"], row["total"], row["lines"][0]["text"]) == ("2026-08-31", "550.00", "Fence")
    assert shell(OWNER, "estimate", "offer", row["id"])[0]["number"] == "EST-0001"
    shell(OWNER, "estimate", "paper", "EST-0001", "--out", tmp_path / "estimate.pdf")
    shell(OWNER, "estimate", "mail", "EST-0001")
    shell(OWNER, "estimate", "revise", "EST-0001")
    shell(OWNER, "estimate", "offer", "EST-0001")
    (row,) = shell(OWNER, "estimate", "accept", "EST-0001", "--by", "Jo Blue", "--evidence", evidence)
    assert (row["status"], row["accepted_by"]) == ("accepted", "Jo Blue")
    assert shell(OWNER, "estimate", "bill", "EST-0001")[0]["total"] == "550.00"
    shell(OWNER, "estimate", "bill", "EST-0001", status=1)
    (copy,) = shell(OWNER, "estimate", "duplicate", "EST-0001")
    shell(OWNER, "estimate", "offer", copy["id"])
    assert shell(OWNER, "estimate", "decline", "EST-0002", "--note", "too dear")[0]["note"] == "too dear"
    assert [one["number"] for one in shell(OWNER, "estimate", "list", "--status", "declined")] == ["EST-0002"]


def test_a_schedule_bills_and_mails_what_is_due(shell: Shell) -> None:
    shell(OWNER, "schedule", "new", "Rent", "blue", "--first", "2026-05-01", "--line", "Rent {period}; price=100",
          "--makes", "an issued invoice that is mailed")  # fmt: skip
    done = shell(OWNER, "schedule", "bill", "rent")
    assert [(one["number"], one["days"], one["to_send"]) for one in done] == [
        ("INV-0001", ["2026-05-01"], True),
        ("INV-0002", ["2026-06-01"], True),
    ]
    assert len(shell(OWNER, "mail", "outbox")) == 2
    assert shell(OWNER, "schedule", "bill") == []
    assert shell(OWNER, "schedule", "edit", "Rent", "--times", "3")[0]["times"] == 3
    shell(OWNER, "schedule", "pause", "Rent", "2026-07-01")
    assert shell(OWNER, "schedule", "list")[0]["coming"] == []
    assert shell(OWNER, "schedule", "resume", "Rent")[0]["coming"] == ["2026-07-01"]
    assert shell(OWNER, "schedule", "stop", "Rent")[0]["stopped"] is True


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("invoice", "new", "nobody", "--line", "x; price=1"), 1),
        (("invoice", "new", "blue", "--line", "x; price=1,50"), 1),
        (("invoice", "new", "blue", "--line", "x; colour=red"), 1),
        (("invoice", "new", "blue", "--line", "x; nonsense"), 1),
        (("invoice", "new", "blue", "--line", "x; price=1; tax=GST"), 1),
        (("invoice", "new", "blue", "--line", "x; price=1; account=9"), 1),
        (("invoice", "new", "blue", "date=1.7.2026", "--line", "x; price=1"), 1),
        (("invoice", "new", "blue", "number=INV-9", "--line", "x; price=1"), 1),
        (("invoice", "new", "blue", "--line", "x; price=1", "--part", "Half; 50%"), 1),
        (("invoice", "new", "blue", "nothing"), 2),
        (("invoice", "show", "INV-9"), 1),
        (("estimate", "show", "EST-9"), 1),
        (("schedule", "stop", "Rent"), 1),
        (("product", "add", "code=HR", "name=Again"), 1),
        (("sales", "set", "terms=soon"), 1),
    ],
)
def test_slips_are_refused_in_words(shell: Shell, words: tuple[str, ...], status: int) -> None:
    shell(OWNER, *words, status=status)
    assert "defect" not in shell.said
    assert shell(OWNER, "invoice", "list") == []


def test_who_may_not_invoice_is_told(shell: Shell) -> None:
    shell(BEN, "invoice", "new", "blue", "--line", "x; price=1", status=1)
    assert "may not" in shell.said
    assert KOALA.name
