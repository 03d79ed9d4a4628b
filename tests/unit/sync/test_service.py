"""The whole way from an approved bill to a stand-in Xero over real HTTP: as shown, when told to, exactly once."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import select

from bookdesk.core.errors import Unreachable
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill
from bookdesk.models.sync import SyncAttempt
from bookdesk.sync.intents import mark
from bookdesk.sync.service import EntryView
from tests.unit.sync.scene import ORIGINAL, Scene


def states(views: tuple[EntryView, ...]) -> dict[str, str]:
    return {view.kind: view.state for view in views}


def test_a_bill_its_original_a_credit_and_a_payment_arrive_and_settle(stage: Scene) -> None:
    service = stage.ready()
    bill = stage.bill()
    credit = stage.bill("CN-1", net="20.00", credit=True, document=False)
    stage.pay(bill, 8800, credit, 2200)
    shown = service.preview()
    assert [view.kind for view in shown] == [
        "contact",
        "bill",
        "credit note",
        "attachment",
        "allocation",
        "payment",
    ]
    assert service.send().done
    invoice = stage.held("Invoices")[0]
    assert (invoice["Type"], invoice["Status"], invoice["InvoiceNumber"]) == ("ACCPAY", "PAID", "INV-7")
    assert (invoice["Total"], invoice["AmountPaid"], invoice["AmountCredited"]) == (110, 88, 22)
    assert invoice["Url"] == f"https://bookdesk.example/bill/{mark(bill)}"
    note = stage.held("CreditNotes")[0]
    assert (note["RemainingCredit"], note["Allocations"][0]["Amount"]) == (0, 22)
    path = f"Invoices/{invoice['InvoiceID']}/Attachments"
    name = stage.peer.ok("GET", path)["FileName"]
    assert hashlib.sha256(ORIGINAL).hexdigest()[:8] in name
    assert stage.peer.call("GET", f"{path}/{name}").content == ORIGINAL
    assert service.status().counts == {"verified": 6}
    assert service.preview() == ()


def test_nothing_leaves_before_send_and_only_what_was_shown_is_sent(stage: Scene) -> None:
    service = stage.ready()
    stage.bill("FIRST", net="40.00")
    service.preview()
    stage.bill("SECOND", net="60.00")
    assert stage.requests() == []
    report = service.send()
    assert [item["InvoiceNumber"] for item in stage.held("Invoices")] == ["FIRST"]
    assert {view.released for view in report.open} == {False}
    service.preview()
    service.send()
    assert [item["InvoiceNumber"] for item in stage.held("Invoices")] == ["FIRST", "SECOND"]


@pytest.mark.slow
def test_what_changed_after_it_was_shown_is_held_back_until_it_is_shown_again(stage: Scene) -> None:
    service = stage.ready()
    bill = stage.bill()
    service.preview()
    with stage.desk.books.change(Action.BILL_RECODED, "another number", actor=stage.desk.actor) as work:
        work.get(Bill, bill).number = "INV-8"
        work.commit()
    report = service.send()
    held_back = next(view for view in report.open if view.kind == "bill")
    assert held_back.problem == "It changed after it was shown. Look at it again."
    assert stage.held("Invoices") == []
    service.preview()
    service.send()
    assert [item["InvoiceNumber"] for item in stage.held("Invoices")] == ["INV-8"]


def test_with_the_ledger_unreachable_everything_waits_and_arrives_once_when_it_is_back(stage: Scene) -> None:
    service = stage.ready()
    stage.pay(stage.bill(), 11000)
    service.preview()
    stage.peer.control("POST", "listen", open=False)
    for _ in range(3):
        with pytest.raises(Unreachable) as silent:
            service.send()
    assert silent.value.exit_status == 4
    assert set(states(service.status().open).values()) == {"ready", "blocked"}
    assert all(view.released for view in service.status().open)
    stage.peer.control("POST", "listen", open=True)
    assert stage.service("boot 2").send().done
    assert [len(stage.held(kind)) for kind in ("Contacts", "Invoices", "Payments")] == [1, 1, 1]


def test_a_lost_answer_is_asked_for_again_with_the_same_bytes_under_the_same_key(stage: Scene) -> None:
    service = stage.ready()
    stage.bill(document=False)
    service.preview()
    stage.fault("drop_response", method="PUT", path="/Invoices")
    assert service.send(patience=10).done
    sent = [entry for entry in stage.requests() if "Invoices" in entry["path"]]
    assert len(sent) == 2
    assert len({entry["key"] for entry in sent}) == 1
    with stage.desk.books.query() as session:
        attempts = session.scalars(select(SyncAttempt).order_by(SyncAttempt.started_at)).all()
    assert [attempt.outcome for attempt in attempts] == ["taken", "lost", "taken"]
    assert len({attempt.body_hash for attempt in attempts}) == 2


@pytest.mark.slow
def test_a_late_arrival_is_adopted_not_repeated(stage: Scene) -> None:
    """The machine was started anew meanwhile, so no key protects and only a look can tell."""
    service = stage.ready()
    stage.bill(document=False)
    service.preview()
    stage.fault("late", method="PUT", path="/Invoices", seconds=100)
    waiting = service.send()
    assert states(waiting.open)["bill"] == "unknown"
    again = stage.service("boot 2")
    report = again.run()
    assert report.next_look == 145
    assert stage.held("Invoices") == []
    assert again.run(patience=200).done
    assert len(stage.held("Invoices")) == 1


@pytest.mark.slow
def test_while_the_machine_runs_on_another_start_of_the_program_may_resend_at_once(stage: Scene) -> None:
    service = stage.ready()
    stage.bill(document=False)
    service.preview()
    stage.fault("drop_response", method="PUT", path="/Invoices")
    service.send()
    assert stage.service().run(patience=5).done
    assert len({entry["key"] for entry in stage.requests() if "Invoices" in entry["path"]}) == 1
    assert len(stage.held("Invoices")) == 1


@pytest.mark.slow
def test_a_refusal_is_told_in_words_with_a_cure_and_can_be_tried_again(stage: Scene) -> None:
    service = stage.ready()
    stage.bill(document=False)
    service.preview()
    stage.peer.control("POST", "lock", tenant=stage.peer.tenant, name="PeriodLockDate", date="2026-07-31")
    report = service.send()
    entry = next(view for view in report.open if view.kind == "bill")
    assert entry.state == "rejected"
    assert "period lock date, currently set at 31/07/2026" in str(entry.problem)
    assert "unlock the period in Xero" in str(entry.problem)
    assert service.send().open == report.open
    stage.peer.control("POST", "lock", tenant=stage.peer.tenant, name="PeriodLockDate", date=None)
    assert service.retry(entry.id).state == "queued"
    assert service.send().done
    assert len(stage.held("Invoices")) == 1
