"""What is said of a sender who is no supplier yet follows what becomes of the bill; lists count as documents do."""

from __future__ import annotations

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.service import CaptureService
from bookdesk.capture.told import newcomer
from bookdesk.capture.views import with_names
from bookdesk.sandbox import papers
from bookdesk.sandbox.papers import bills
from tests.unit.capture.intake import COST, CREDIT, ROAST, XML, taken


def newcomers(inbox: InboxService, number: str) -> list[str]:
    """Return whom the document calls no supplier yet; the list counts what is in doubt as the document does."""
    item = inbox.show(number)
    (listed,) = [row for row in inbox.list() if row.number == int(number)]
    assert listed.to_check == item.row.to_check
    ending = newcomer("").words
    return [one.removesuffix(ending) for one in item.remarks if one.endswith(ending)]


def test_a_corrected_name_and_confirming_change_what_is_said(
    capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST, CREDIT, XML)
    assert newcomers(inbox, "1") == [bills.COFFEE.supplier.name]
    inbox.set("1", {"supplier_name": "Southern Roasters", "account": COST})
    assert newcomers(inbox, "1") == ["Southern Roasters"]
    assert newcomers(inbox, "3") == [bills.CLEANING.supplier.name]
    inbox.confirm("1")
    assert newcomers(inbox, "1") == []
    assert newcomers(inbox, "3") == [bills.CLEANING.supplier.name]
    inbox.reopen("1")
    assert newcomers(inbox, "1") == ["Southern Roasters"], "the supplier whom confirming made is gone again"


def test_a_bill_that_is_given_a_known_supplier_and_taken_from_him_says_so(
    capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST, XML)
    inbox.set("1", {"account": COST})
    inbox.confirm("1")
    doubts = inbox.show("2").row.to_check
    inbox.set("2", {"supplier_name": bills.COFFEE.supplier.name})
    assert newcomers(inbox, "2") == []
    assert inbox.show("2").row.to_check < doubts
    inbox.set("2", {"supplier_name": "Somebody New"})
    assert newcomers(inbox, "2") == ["Somebody New"]


def test_people_are_told_by_name(capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]) -> None:
    taken(capture, files, ROAST)
    item = inbox.set("1", {"due_date": "2026-12-24", "checks": "ok"})
    named = with_names(item, lambda text: text.replace("ann", "Anna Berg"))
    (due,) = [field.why for field in named.fields if field.name == "due_date"]
    assert due.startswith("set by Anna Berg; read as 20")
    assert ("checks are seen", "said by Anna Berg") in named.said
