"""What a person gives up is never sent, is told, and can be sent after all."""

from __future__ import annotations

import pytest

from bookdesk.core.errors import RuleBroken
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill, BillStatus
from bookdesk.sync.service import EntryView, SyncService
from tests.unit.sync.scene import Scene

pytestmark = pytest.mark.slow


def of_kind(shown: tuple[EntryView, ...], kind: str) -> EntryView:
    (found,) = (one for one in shown if one.kind == kind)
    return found


def kinds(shown: tuple[EntryView, ...]) -> list[str]:
    return [one.kind for one in shown]


@pytest.fixture
def service(stage: Scene) -> SyncService:
    return stage.ready()


def test_what_goes_after_a_bill_falls_with_it_and_comes_back_with_it(stage: Scene, service: SyncService) -> None:
    stage.pay(stage.bill(), 11000)
    shown = service.preview()
    assert kinds(shown) == ["contact", "bill", "attachment", "payment"]
    bill = of_kind(shown, "bill")
    falls = service.giving_up.falls(bill.id)
    assert falls.ids == (bill.id, of_kind(shown, "attachment").id, of_kind(shown, "payment").id)
    assert len(service.status().open) == 4, "nothing was given up by asking"
    assert service.cancel(bill.id).state == "cancelled"
    service.send()
    assert [len(stage.held(kind)) for kind in ("Contacts", "Invoices", "Payments")] == [1, 0, 0]
    status = service.status()
    assert status.open == ()
    assert kinds(status.given_up) == ["bill", "attachment", "payment"]
    assert all(str(one.problem).startswith("Given up by ann on 2026-") for one in status.given_up)
    service.restore(bill.id)
    assert service.status().given_up == ()
    assert kinds(service.preview()) == ["bill", "attachment", "payment"]
    assert service.send().done
    assert [len(stage.held(kind)) for kind in ("Invoices", "Payments")] == [1, 1]


def test_what_comes_back_is_shown_before_it_is_sent(stage: Scene, service: SyncService) -> None:
    stage.bill(document=False)
    bill = of_kind(service.preview(), "bill")
    service.cancel(bill.id)
    service.restore(bill.id)
    service.send()
    assert stage.held("Invoices") == []


def test_a_supplier_takes_its_bills_and_all_of_theirs_with_it(stage: Scene, service: SyncService) -> None:
    stage.pay(stage.bill(), 11000)
    stage.bill("Z-1", name="Harbour Foods", document=False)
    shown = service.preview()
    cedar = next(one for one in shown if one.kind == "contact" and "Cedar" in one.sentence)
    falls = service.giving_up.falls(cedar.id).ids
    assert [next(one.kind for one in shown if one.id == fallen) for fallen in falls] == [
        "contact",
        "bill",
        "attachment",
        "payment",
    ]


def test_later_work_on_a_bill_that_was_given_up_does_not_send_it(stage: Scene, service: SyncService) -> None:
    paid = stage.bill(document=False)
    bill = of_kind(service.preview(), "bill")
    service.cancel(bill.id)
    stage.pay(paid, 11000)
    with stage.desk.books.change(Action.BILL_EDITED, "edited", actor=stage.desk.actor) as work:
        work.get(Bill, paid).note = "a word"
        work.commit()
    payment = of_kind(service.preview(), "payment")
    assert payment.problem == ("The bill it belongs to was given up. Send that after all, or give this up as well.")
    service.send()
    assert stage.held("Invoices") == []
    service.restore(bill.id)
    service.preview()
    assert service.send().done
    assert len(stage.held("Payments")) == 1


def test_what_is_approved_anew_is_sent_though_it_was_once_given_up(stage: Scene, service: SyncService) -> None:
    bill = stage.bill(document=False)
    service.cancel(of_kind(service.preview(), "bill").id)
    for status in (BillStatus.REVIEWED, BillStatus.APPROVED):
        with stage.desk.books.change(Action.BILL_APPROVED, "again", actor=stage.desk.actor) as work:
            work.get(Bill, bill).status = status
            work.commit()
    assert "bill" in kinds(service.preview())
    assert service.status().given_up == ()


def test_only_what_was_given_up_is_sent_after_all(stage: Scene, service: SyncService) -> None:
    stage.bill(document=False)
    bill = of_kind(service.preview(), "bill")
    with pytest.raises(RuleBroken):
        service.restore(bill.id)
    service.send()
    with pytest.raises(RuleBroken):
        service.cancel(bill.id)


def test_what_the_ledger_has_otherwise_is_kept_there_and_not_sent_again(stage: Scene, service: SyncService) -> None:
    bill = stage.bill(document=False)
    stage.pay(bill, 11000)
    with stage.desk.books.change(Action.BILL_RECODED, "another rate", actor=stage.desk.actor) as work:
        work.get(Bill, bill).tax, work.get(Bill, bill).total = 0, 10000
        work.commit()
    service.preview()
    service.send()
    (disputed,) = (one for one in service.status().open if one.state == "conflict")
    falls = service.giving_up.falls(disputed.id)
    assert falls.there
    assert falls.ids == (disputed.id,), "its payment goes on: the bill is there"
    service.cancel(disputed.id)
    (kept,) = service.status().given_up
    assert str(kept.problem).endswith("the ledger keeps what it holds.")
    with pytest.raises(RuleBroken):
        service.restore(kept.id)
