"""A document reviewed from the command line: confirmed, taken back, confirmed again, all in the history."""

from __future__ import annotations

from pathlib import Path

import pytest

from bookdesk.sandbox import papers
from bookdesk.sandbox.papers import bills
from bookdesk.store.places import Places
from tests.support.firm import OWNER, Firm
from tests.unit.cli.test_correcting import Shell, wired


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    firm = Firm(Places(tmp_path / "home"))
    firm.found()
    firm.staff()
    ready = wired(firm, monkeypatch)
    ready(OWNER, "takeon", "start")
    file = tmp_path / "coffee.pdf"
    file.write_bytes(papers.bill_pdf(bills.COFFEE, "classic"))
    ready(OWNER, "capture", file)
    ready(OWNER, "inbox", "set", "1", "account=5-1000", "customer=ok")
    return ready


def test_a_confirmed_document_is_taken_back_to_review_and_confirmed_again(shell: Shell) -> None:
    (row,) = shell(OWNER, "inbox", "confirm", "1")
    assert (row["state"], row["draft"]["status"], row["draft"]["supplier_known"]) == ("confirmed", "reviewed", True)
    (row,) = shell(OWNER, "inbox", "reopen", "1")
    assert (row["state"], row["draft"]["status"], row["draft"]["supplier_known"]) == ("to review", "draft", False)
    shell(OWNER, "inbox", "reopen", "1", status=1)
    assert "Document 1 is to review, not confirmed." in shell.said
    (row,) = shell(OWNER, "inbox", "confirm", "1")
    assert row["state"] == "confirmed"
    acts = [one["action"] for one in shell(OWNER, "history", "list")]
    assert acts[:3] == ["bill reviewed", "bill reopened", "bill reviewed"]


def test_fields_of_a_document_come_with_other_values_and_lines_with_the_reason_of_their_coding(shell: Shell) -> None:
    (row,) = shell(OWNER, "inbox", "show", "1")
    others = [one for field in row["fields"].values() for one in field["alternatives"]]
    assert others
    assert all(set(one) == {"value", "why"} for one in others)
    assert {line["why"] for line in row["draft"]["lines"]} == {"chosen by a person"}


def test_lines_are_made_one_and_the_history_says_so(shell: Shell) -> None:
    (before,) = shell(OWNER, "inbox", "show", "1")
    shell(OWNER, "inbox", "set", "1", "lines=1+2", status=1)
    assert "Lines 1 and 2 have different tax codes: FRE and GST." in shell.said
    assert "bookdesk inbox set 1 lines=by_code" in shell.said.replace("DOCUMENT", "1")
    (row,) = shell(OWNER, "inbox", "set", "1", "lines=2+3")
    first = before["draft"]["lines"][1]["description"]
    assert [(one["description"], one["net"], one["tax"]) for one in row["draft"]["lines"]][1] == (
        f"{first} and 1 more",
        "360.00",
        "36.00",
    )
    assert [row["draft"][name] for name in ("net", "tax", "total")] == [
        before["draft"][name] for name in ("net", "tax", "total")
    ]
    assert "corrected: 2 lines made one" in shell.plain(OWNER, "history", "list")


def test_what_was_learned_of_a_suppliers_layout_is_listed_and_forgotten(shell: Shell) -> None:
    assert shell(OWNER, "inbox", "layouts") == []
    shell(OWNER, "inbox", "confirm", "1")
    (row,) = shell(OWNER, "inbox", "layouts")
    assert (row["supplier"], row["documents"], row["missed"]) == (bills.COFFEE.supplier.name, 1, 0)
    assert {"invoice_number", "total", "issue_date"} <= set(row["fields"])
    assert "1 document " in shell.plain(OWNER, "inbox", "layouts")
    shell(OWNER, "inbox", "layouts", "--forget", "Nobody", status=1)
    (gone,) = shell(OWNER, "inbox", "layouts", "--forget", row["supplier"])
    assert gone["forgotten"]
    assert shell(OWNER, "inbox", "layouts") == []
