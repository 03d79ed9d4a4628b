"""A supplier known by a layout alone is asked about where another name is read, since many firms use one template."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.capture.suppliers import Identity, KnownSupplier, match_layout
from bookdesk.core.errors import RuleBroken
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill
from bookdesk.models.document import DocumentState
from bookdesk.store.desk import Desk
from tests.support.pages import pdf
from tests.unit.capture.intake import COST, bill

HARDWARE, TUTOR = "Bluegum Hardware", "Anna Smith Tutor"


def page(name: str, number: str, total: str, account: str = "") -> Sequence[str]:
    return (
        name,
        "12 Harbour Road, Fremantle WA 6160",
        "",
        "INVOICE",
        f"Invoice number {number}",
        "Invoice date 5 June 2026",
        "Oats, rolled, organic",
        f"Total amount AUD         {total}",
        *([f"BSB 082-001 Account {account}"] if account else []),
    )


def taken(capture: CaptureService, inbox: InboxService, number: str, lines: Sequence[str]) -> None:
    capture.capture([Incoming(f"{number}.pdf", pdf([lines]))])
    capture.read_waiting()
    inbox.set(number, {"account": COST, "tax_code": "FRE"})


@pytest.fixture
def known(capture: CaptureService, inbox: InboxService) -> InboxService:
    """Return an inbox whose first document taught how the hardware shop lays its bills out."""
    taken(capture, inbox, "1", page(HARDWARE, "BG-1001", "120.00"))
    inbox.set("1", {"supplier_name": HARDWARE})
    inbox.confirm("1")
    return inbox


def of_supplier(inbox: InboxService, number: str) -> list[str]:
    return [one.what for one in inbox.objections(number) if "supplier_name" in one.about]


def guess(desk: Desk, number: str) -> None:
    """Let the bill be of the shop, as its layout says where no name is read with any certainty."""
    with desk.books.change(Action.DOCUMENT_EDITED, "by layout", actor=desk.actor) as work:
        shop = bill(desk, "BG-1001").contact_id
        guessed = work.get(Bill, bill(desk, number).id)
        guessed.contact_id, guessed.supplier_name = shop, HARDWARE
        work.commit()


def test_another_name_on_a_page_laid_out_alike_is_asked_about(
    desk: Desk, capture: CaptureService, known: InboxService
) -> None:
    taken(capture, known, "2", page(TUTOR, "AS-7", "150.00"))
    assert of_supplier(known, "2") == []
    guess(desk, "AS-7")
    assert of_supplier(known, "2") == [
        f"The document reads as from {TUTOR}; its bill is of {HARDWARE}, whose documents look like it."
    ]
    with pytest.raises(RuleBroken, match="reads as from"):
        known.confirm("2")
    known.set("2", {"supplier_name": TUTOR})
    assert of_supplier(known, "2") == []
    assert known.confirm("2").row.state is DocumentState.CONFIRMED
    assert bill(desk, "AS-7").supplier_name == TUTOR
    assert bill(desk, "AS-7").contact_id != bill(desk, "BG-1001").contact_id


def test_a_heading_that_was_corrected_once_asks_no_more(
    desk: Desk, capture: CaptureService, known: InboxService
) -> None:
    for number, name in (("2", "BG-1002"), ("3", "BG-1003")):
        taken(capture, known, number, page("RESTORATION OF CLOCKS", name, "80.00"))
        guess(desk, name)
        asked = of_supplier(known, number)
        assert bool(asked) is (number == "2")
        if asked:
            known.set(number, {"supplier_name": HARDWARE})
        known.set(number, {"duplicate": "no"})
        known.confirm(number)
        assert bill(desk, name).contact_id == bill(desk, "BG-1001").contact_id


def test_his_account_on_the_page_bears_him_out(desk: Desk, capture: CaptureService, known: InboxService) -> None:
    taken(capture, known, "2", page(HARDWARE, "BG-1002", "80.00", "555512345"))
    known.confirm("2")
    taken(capture, known, "3", page(TUTOR, "AS-7", "150.00", "555512345"))
    guess(desk, "AS-7")
    assert of_supplier(known, "3") == []


def test_a_strange_name_beside_another_account_is_no_layouts_supplier() -> None:
    shop = KnownSupplier("1", HARDWARE, None, ("062000-11112222",))
    said = Identity(TUTOR, None, "082001-555512345")
    assert match_layout(said, "1", [shop], named=False) is None
    assert match_layout(Identity(TUTOR, None, "062000-11112222"), "1", [shop], named=False) is not None
