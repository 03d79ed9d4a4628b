"""A pile is read before its first bill is confirmed: what is known from there on reaches the rest of it."""

from __future__ import annotations

import pytest

from bookdesk.capture.catching_up import catch_up
from bookdesk.capture.inbox import InboxService
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.core.errors import RuleBroken
from bookdesk.models.contact import Contact
from bookdesk.models.document import DocumentState
from bookdesk.store.desk import Desk
from tests.support.pages import pdf
from tests.unit.capture.intake import COST, count

ABN, ACCOUNT = "ABN 83 914 571 673", "062-000  Account 1020 3040"
BELLERIVE = ("Bellerive Signs Pty Ltd", ABN, ACCOUNT)
QUOKKA = ("Quokka Print Works", ABN, ACCOUNT)


def page(number: str, net: str, tax: str, total: str, *, sender: tuple[str, str, str] = BELLERIVE) -> bytes:
    name, registered, account = sender
    lines = (
        name,
        registered,
        "",
        "TAX INVOICE",
        f"Invoice number {number}",
        "Invoice date 5 June 2026",
        "Due date 5 July 2026",
        "Bill to: Harbour Lane Cafe Pty Ltd",
        "",
        f"Shop sign           {net}",
        f"Subtotal            {net}",
        f"GST 10%             {tax}",
        f"Total AUD           {total}",
        "",
        f"BSB {account}",
    )
    return pdf((lines,))


def test_the_second_bill_of_a_pile_knows_the_supplier_of_the_first(
    desk: Desk, capture: CaptureService, inbox: InboxService
) -> None:
    first, second = page("BS1009", "520.00", "52.00", "572.00"), page("BS1010", "100.00", "10.00", "110.00")
    capture.capture([Incoming("first.pdf", first), Incoming("second.pdf", second)])
    capture.read_waiting()
    assert any("is not a supplier yet" in one for one in inbox.show("2").remarks)
    inbox.set("1", {"account": COST})
    inbox.confirm("1")
    catch_up(desk)
    shown = inbox.show("2")
    assert shown.bill is not None
    assert shown.bill.supplier_known
    assert [(line.account, line.tax_code) for line in shown.bill.lines] == [(COST, "GST")]
    assert not any("is not a supplier yet" in one for one in shown.remarks)
    assert inbox.confirm("2").row.state is DocumentState.CONFIRMED


def test_what_a_person_set_is_left_and_others_learn_nothing(
    desk: Desk, capture: CaptureService, inbox: InboxService
) -> None:
    mine = page("BS1010", "100.00", "10.00", "110.00")
    capture.capture([Incoming("a.pdf", page("BS1009", "520.00", "52.00", "572.00")), Incoming("b.pdf", mine)])
    capture.read_waiting()
    inbox.set("2", {"supplier_name": "Somebody Else", "account": "6-0500"})
    inbox.set("1", {"account": COST})
    inbox.confirm("1")
    catch_up(desk)
    shown = inbox.show("2")
    assert shown.bill is not None
    assert (shown.row.supplier, shown.bill.supplier_known) == ("Somebody Else", False)
    assert [line.account for line in shown.bill.lines] == ["6-0500"]


def test_a_total_that_net_does_not_make_without_tax_is_doubted_and_not_confirmed(
    capture: CaptureService, inbox: InboxService
) -> None:
    capture.capture([Incoming("a.pdf", page("BS1009", "520.00", "52.00", "580.00"))])
    capture.read_waiting()
    shown = inbox.set("1", {"account": COST, "tax_code": "FRE"})
    assert {"net", "tax", "total"} <= {one.name for one in shown.fields if one.state in ("check", "failed")}
    assert any("contradicts itself: net 520.00 without any tax" in one.what for one in inbox.objections("1"))


def two(capture: CaptureService, inbox: InboxService, first: bytes, second: bytes) -> None:
    """Read two bills, and then confirm the first."""
    capture.capture([Incoming("a.pdf", first), Incoming("b.pdf", second)])
    capture.read_waiting()
    inbox.set("1", {"account": COST})
    inbox.confirm("1")


FIRST = page("BS1009", "520.00", "52.00", "572.00")


def test_a_tax_number_tells_of_whom_a_waiting_bill_is_whatever_name_it_bears(
    desk: Desk, capture: CaptureService, inbox: InboxService
) -> None:
    two(capture, inbox, FIRST, page("Q-77", "100.00", "10.00", "110.00", sender=QUOKKA))
    catch_up(desk)
    shown = inbox.show("2")
    assert shown.bill is not None
    assert (shown.row.supplier, shown.bill.supplier_known) == ("Bellerive Signs Pty Ltd", True)
    assert any("recognised by tax number, but the document is from Quokka Print Works" in one for one in shown.remarks)
    before = count(desk, Contact)
    assert inbox.confirm("2").row.state is DocumentState.CONFIRMED
    assert count(desk, Contact) == before


def test_a_second_supplier_of_one_tax_number_is_made_only_if_a_person_says_so(
    desk: Desk, capture: CaptureService, inbox: InboxService
) -> None:
    two(capture, inbox, FIRST, page("Q-77", "100.00", "10.00", "110.00", sender=QUOKKA))
    inbox.set("2", {"supplier_name": "Quokka Print Works Group", "account": COST})
    with pytest.raises(RuleBroken, match=r"is that of Bellerive Signs Pty Ltd in the books; the bill is of Quokka"):
        inbox.confirm("2")
    before = count(desk, Contact)
    inbox.set("2", {"supplier": "new"})
    catch_up(desk)
    assert inbox.confirm("2").row.supplier == "Quokka Print Works Group"
    assert count(desk, Contact) == before + 1
    capture.capture(
        [Incoming("c.pdf", page("Q-78", "90.00", "9.00", "99.00", sender=("Quokka Print Works Group", ABN, ACCOUNT)))]
    )
    capture.read_waiting()
    assert inbox.show("3").row.supplier == "Quokka Print Works Group", "of two with one number the name decides"


def test_an_account_of_another_supplier_is_told_whichever_was_read_first(
    desk: Desk, capture: CaptureService, inbox: InboxService
) -> None:
    other = page("Q-77", "100.00", "10.00", "110.00", sender=(QUOKKA[0], "ABN 51 824 753 556", ACCOUNT))
    two(capture, inbox, FIRST, other)
    catch_up(desk)
    waited = [one for one in inbox.show("2").remarks if "bank account" in one]
    assert len(waited) == 1
    assert waited[0].startswith("The bank account on the document is that of Bellerive Signs Pty Ltd in the books")
    assert "the bank account of another supplier is on it" in [one.short for one in inbox.show("2").weighty]
    catch_up(desk)
    assert [one for one in inbox.show("2").remarks if "bank account" in one] == waited, "it is told once"
    capture.read(inbox.show("2").row.document_id)
    assert [one for one in inbox.show("2").remarks if "bank account" in one] == waited, "read later it says the same"


def test_an_account_learned_since_is_held_against_bills_that_waited(
    desk: Desk, capture: CaptureService, inbox: InboxService
) -> None:
    two(
        capture,
        inbox,
        FIRST,
        page("BS1010", "100.00", "10.00", "110.00", sender=(*BELLERIVE[:2], "062-000  Account 9988 7766")),
    )
    catch_up(desk)
    shown = inbox.show("2")
    assert any("are not those of Bellerive Signs Pty Ltd" in one for one in shown.remarks)
    assert "another bank account is on it" in [one.short for one in shown.weighty]


def test_a_name_that_is_only_alike_is_borne_out_by_the_account(
    desk: Desk, capture: CaptureService, inbox: InboxService
) -> None:
    two(capture, inbox, FIRST, page("BS1010", "100.00", "10.00", "110.00", sender=("Bellerive Frames", "", ACCOUNT)))
    assert inbox.show("2").row.supplier == "Bellerive Frames"
    catch_up(desk)
    assert inbox.show("2").row.supplier == "Bellerive Signs Pty Ltd"
