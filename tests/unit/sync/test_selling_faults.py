"""Every fault at every exchange of what is sold and taken back: each thing is there once, or gone once."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import requests

from bookdesk.core.money import Money
from bookdesk.ledger.receiving import Fee
from bookdesk.models.receipt import Receipt, Refund
from tests.support.books import account_id
from tests.support.xero_contract import objections
from tests.unit.sync import selling
from tests.unit.sync.scene import Scene
from tests.unit.sync.selling import alive, due, there
from tests.unit.sync.test_killed import executed, start

pytestmark = pytest.mark.slow

FAULTS = ("drop_request", "drop_response", "error_before", "error_after", "bad_gateway", "truncated")
PATHS = (
    *("/Contacts", "/Invoices", "/CreditNotes", "/Attachments/", "/Payments", "/BankTransactions"),
    *("CreditNotes/", "Overpayments/"),
)


class Story:
    """An invoice with its PDF, a credit note, a payment with a fee, an overpayment that is drawn on and paid back."""

    def __init__(self, stage: Scene) -> None:
        self.stage = stage
        self.sold, self.later = selling.invoice(stage), selling.invoice(stage, "10")
        selling.pdf(stage, self.sold)
        self.note = selling.credit_note(stage, self.sold)
        fee = Fee(Money(100, "AUD"), Money(0, "AUD"), account_id(stage.desk, "6-0800"))
        self.receipt: Receipt = selling.receive(stage, 11900, (self.sold, 8800), fee=fee)
        selling.lay(stage, self.receipt, self.later, 1100)
        self.refund: Refund = selling.refund(stage, 2000, receipt=self.receipt)

    def arrived_once(self) -> None:
        """Each thing is there once, and what is open there is what is open here."""
        stage = self.stage
        counts = {kind: len(stage.held(kind)) for kind in ("Contacts", "Invoices", "CreditNotes", "Overpayments")}
        assert counts == {"Contacts": 1, "Invoices": 2, "CreditNotes": 1, "Overpayments": 1}
        assert (len(stage.held("Payments")), len(stage.held("BankTransactions"))) == (2, 2)
        assert (due(stage, self.sold), due(stage, self.later)) == (0, 0)
        assert (stage.held("CreditNotes")[0]["RemainingCredit"], stage.held("Overpayments")[0]["RemainingCredit"]) == (
            0,
            0,
        )
        path = f"Invoices/{there(stage, self.sold)['InvoiceID']}/Attachments"
        assert len(stage.peer.call("GET", path).json()["Attachments"]) == 1

    def take_back(self) -> None:
        """Take everything back that can be taken back."""
        stage = self.stage
        selling.refund_back(stage, self.refund)
        selling.reverse(stage, self.receipt)
        for one in (self.note, self.sold, self.later):
            selling.cancel(stage, one)

    def gone_once(self) -> None:
        """Nothing is left there but what a person undoes, and nothing was taken back twice."""
        stage = self.stage
        assert [alive(stage, kind) for kind in ("Invoices", "CreditNotes", "Payments")] == [[], [], []]
        (over,) = stage.held("Overpayments")
        assert (over["RemainingCredit"], over["Allocations"], over["Payments"]) == (31, [], [])


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_happens_to_an_exchange_each_thing_arrives_exactly_once(stage: Scene, fault: str) -> None:
    service = selling.ready(stage)
    story = Story(stage)
    service.preview()
    for path in PATHS:
        stage.fault(fault, method="PUT", path=path)
    assert service.send(patience=6000).done
    story.arrived_once()


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_happens_to_an_exchange_each_thing_is_taken_back_exactly_once(stage: Scene, fault: str) -> None:
    service = selling.ready(stage)
    story = Story(stage)
    selling.sent(service)
    story.take_back()
    service.preview()
    for method, path in (
        *(("POST", f"/{kind}/") for kind in ("Invoices", "CreditNotes", "Payments")),
        *(("DELETE", f"{kind}/") for kind in ("CreditNotes", "Overpayments")),
    ):
        stage.fault(fault, method=method, path=path)
    assert service.send(patience=6000).done
    story.gone_once()
    assert {view.kind for view in service.status().open} == {"void"}
    assert service.preview() == ()


def test_the_machine_started_anew_in_the_middle_repeats_nothing(stage: Scene) -> None:
    service = selling.ready(stage)
    story = Story(stage)
    service.preview()
    for path in PATHS:
        stage.fault("late", method="PUT", path=path, seconds=90)
    for boot in range(2, 12):
        if service.send(patience=0).done:
            break
        stage.wait(200)
        service = stage.service(f"boot {boot}")
        service.run(patience=200)
    assert not service.status().open
    story.arrived_once()


def test_what_is_taken_back_while_its_outcome_is_unknown_is_gone_in_the_end(stage: Scene) -> None:
    service = selling.ready(stage)
    sold = selling.invoice(stage)
    service.preview()
    stage.fault("late", method="PUT", path="/Invoices", seconds=100)
    service.send()
    selling.cancel(stage, sold)
    again = stage.service("boot 2")
    again.preview()
    again.send(patience=400)
    again.preview()
    assert again.send(patience=400).done
    assert (len(stage.held("Invoices")), alive(stage, "Invoices")) == (1, [])


def test_what_is_taken_back_and_never_arrived_is_not_sent_and_not_undone(stage: Scene) -> None:
    service = selling.ready(stage)
    sold = selling.invoice(stage)
    service.preview()
    stage.fault("drop_request", method="PUT", path="/Invoices")
    service.send()
    selling.cancel(stage, sold)
    stage.wait(500)
    again = stage.service("boot 2")
    again.preview()
    again.send(patience=400)
    assert stage.held("Invoices") == []
    assert again.status().open == ()


def test_new_money_waits_until_what_it_replaces_is_taken_back_there(stage: Scene) -> None:
    service = selling.ready(stage)
    sold = selling.invoice(stage)
    wrong = selling.receive(stage, 11000, (sold, 11000))
    selling.sent(service)
    selling.free(stage, wrong, sold)
    selling.receive(stage, 11000, (sold, 11000))
    service.preview()
    stage.fault("error_before", method="POST", path="/Payments/")
    waiting = service.send()
    held_back = selling.of_kind(waiting.open, "receipt")
    assert (held_back.state, held_back.problem) == ("blocked", "Goes after the taking back that comes before it.")
    assert service.send(patience=900).done
    assert (due(stage, sold), len(alive(stage, "Payments"))) == (0, 1)


def test_a_limit_in_the_middle_is_respected_and_nothing_is_repeated(stage: Scene) -> None:
    service = selling.ready(stage)
    story = Story(stage)
    service.preview()
    for path in PATHS:
        stage.fault("throttled", method="PUT", path=path, seconds=30)
    assert service.send(patience=6000).done
    story.arrived_once()


@pytest.mark.parametrize("path", ["/Invoices", "/CreditNotes", "/Payments", "/BankTransactions", "/Overpayments/"])
def test_a_sender_killed_before_it_heard_the_answer_sends_nothing_twice(
    stage: Scene, tmp_path: Path, path: str
) -> None:
    service = selling.ready(stage)
    story = Story(stage)
    service.preview()
    stage.fault("hold_response", method="PUT", path=path)
    with start(tmp_path) as killed:
        while not executed(stage, path):
            assert killed.poll() is None, "the sender ended by itself"
        os.kill(killed.pid, 9)
        assert killed.wait(60) != 0
    stage.peer.control("POST", "release")
    with start(tmp_path) as again:
        assert again.wait(60) == 0
    story.arrived_once()
    assert service.status().open == ()


def test_everything_we_send_and_get_conforms_to_xeros_own_description(
    stage: Scene, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchanges: list[requests.Response] = []
    plain = requests.Session.request

    def recorded(self: requests.Session, *args: Any, **more: Any) -> requests.Response:  # noqa: ANN401 - passed on
        answer = plain(self, *args, **{**more, "stream": False})
        if "/api.xro/" in answer.url:
            exchanges.append(answer)
        return answer

    monkeypatch.setattr(requests.Session, "request", recorded)
    service = selling.ready(stage)
    story = Story(stage)
    service.preview()
    for path in PATHS:
        stage.fault("error_before", method="PUT", path=path)
    assert service.send(patience=6000).done
    story.take_back()
    for method, path in (("POST", "/Payments/"), ("DELETE", "Overpayments/"), ("POST", "/CreditNotes/")):
        stage.fault("error_before", method=method, path=path)
    service.preview()
    assert service.send(patience=6000).done
    asked = {(one.request.method, one.request.path_url.partition("?")[0].split("/")[3]) for one in exchanges}
    assert {
        ("PUT", "BankTransactions"),
        ("GET", "BankTransactions"),
        ("PUT", "Overpayments"),
        ("GET", "Overpayments"),
        ("DELETE", "Overpayments"),
        ("DELETE", "CreditNotes"),
        ("POST", "Invoices"),
        ("POST", "CreditNotes"),
        ("POST", "Payments"),
    } <= asked
    assert objections(shared, [one for one in exchanges if one.status_code != 500]) == []


def test_giving_up_an_invoice_gives_up_its_money_and_sending_it_after_all_sends_both(stage: Scene) -> None:
    service = selling.ready(stage)
    sold = selling.invoice(stage)
    selling.pdf(stage, sold)
    selling.receive(stage, 11000, (sold, 11000))
    given_up = service.cancel(selling.of_kind(service.preview(), "invoice").id)
    assert {view.kind for view in service.status().given_up} == {"invoice", "attachment", "receipt"}
    service.restore(given_up.id)
    selling.sent(service)
    assert due(stage, sold) == 0
