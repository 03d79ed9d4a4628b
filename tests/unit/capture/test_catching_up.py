"""A pile is read before its first bill is confirmed: what is known from there on reaches the rest of it."""

from __future__ import annotations

from bookdesk.capture.catching_up import catch_up
from bookdesk.capture.inbox import InboxService
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.models.document import DocumentState
from bookdesk.store.desk import Desk
from tests.support.pages import pdf
from tests.unit.capture.intake import COST


def page(number: str, net: str, tax: str, total: str, *, name: str = "Bellerive Signs Pty Ltd") -> bytes:
    lines = (
        name,
        "ABN 83 914 571 673",
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
        "BSB 062-000  Account 1020 3040",
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
