"""Thanks for payments and notices of them: each once, and none to whom they are not due."""

from __future__ import annotations

from datetime import timedelta

from bookdesk.mail.outbox import all_recipients
from bookdesk.models.actions import Action
from bookdesk.models.receipt import Receipt
from bookdesk.receivables.daily import write_due
from bookdesk.receivables.thanks import ThanksService
from tests.unit.receivables.owing import DUE, Owing

LATER = DUE + timedelta(days=1)


def thanks(client: Owing) -> list[str]:
    return [mail.plain for mail in ThanksService(client.desk).thank().written]


def test_who_paid_in_full_is_thanked_once(dublin: Owing) -> None:
    dublin.settings(thank=True)
    acme = dublin.customer()
    first = dublin.invoice(acme, "R-1", "100")
    second = dublin.invoice(acme, "R-2", "50")
    assert ThanksService(dublin.desk).waiting() == ()
    dublin.at(DUE).pays(acme, "120", DUE, (first, "100"), (second, "20"))
    (waiting,) = ThanksService(dublin.desk).waiting()
    assert (waiting.customer, waiting.invoices, waiting.money.minor) == ("Acme", ("R-1",), 12_000)
    (mail,) = ThanksService(dublin.desk).thank().written
    assert "your payment of €120.00 arrived on 1 June 2026" in mail.plain
    assert "R-1: €100.00" in mail.plain
    assert "R-2" not in mail.plain
    assert all_recipients(mail) == ("acme@customer.example",)
    assert thanks(dublin) == []
    assert ThanksService(dublin.desk).waiting() == ()


def test_a_part_payment_brings_no_thanks(dublin: Owing) -> None:
    dublin.settings(thank=True)
    acme = dublin.customer()
    first = dublin.invoice(acme, "R-1", "100")
    dublin.at(DUE).pays(acme, "99.99", DUE, (first, "99.99"))
    assert thanks(dublin) == []


def test_nobody_is_thanked_where_it_is_off_or_the_receipt_does_so(dublin: Owing) -> None:
    acme = dublin.customer()
    first = dublin.invoice(acme, "R-1")
    dublin.at(DUE).pays(acme, "100", DUE, (first, "100"))
    assert thanks(dublin) == []
    dublin.settings(thank=True, send_receipts=True)
    assert thanks(dublin) == []


def test_nobody_is_thanked_for_last_year(dublin: Owing) -> None:
    dublin.settings(thank=True)
    acme = dublin.customer()
    first = dublin.invoice(acme, "R-1")
    dublin.at(DUE).pays(acme, "100", DUE, (first, "100"))
    dublin.at(DUE + timedelta(days=4))
    assert thanks(dublin) == []


def test_a_payment_that_was_taken_back_is_not_thanked_for(dublin: Owing) -> None:
    dublin.settings(thank=True)
    acme = dublin.customer()
    first = dublin.invoice(acme, "R-1")
    receipt = dublin.at(DUE).pays(acme, "100", DUE, (first, "100"))
    assert len(thanks(dublin)) == 1
    with dublin.desk.books.change(Action.RECEIPT_REVERSED, "bounced", actor=dublin.desk.actor) as work:
        row = work.get(Receipt, receipt)
        row.reversed_on, row.reversed_reason = DUE, "bounced"
        work.commit()
    assert [what for _, what in dublin.leave()] == ["The payment was taken back before the mail left."]


def test_a_bad_address_keeps_nobody_else_waiting(dublin: Owing) -> None:
    dublin.settings(thank=True)
    for name, address in (("Acme", "nobody"), ("Bolt", "b@customer.example")):
        customer = dublin.customer(name, email=address)
        first = dublin.invoice(customer, f"R-{name}")
        dublin.at(DUE).pays(customer, "100", DUE, (first, "100"))
    run = ThanksService(dublin.desk).thank()
    assert (len(run.written), len(run.failed)) == (1, 1)


def test_the_client_is_told_of_each_day_once(dublin: Owing) -> None:
    dublin.settings(notify="boss@acme.example")
    acme = dublin.customer()
    dublin.at(DUE).pays(acme, "100", DUE)
    dublin.at(DUE, 23, 30).pays(acme, "7", DUE)  # half past midnight in Dublin
    service = ThanksService(dublin.desk)
    (first,) = service.notify()
    assert first.key == "notice:payments:2026-06-01"
    assert "1 June 2026, Acme: €100.00" in first.plain
    assert "€7.00" not in first.plain
    assert service.notify() == ()
    (second,) = ThanksService(dublin.at(LATER + timedelta(days=5)).desk).notify()
    assert "€7.00" in second.plain
    assert ThanksService(dublin.at(DUE).desk).notify() == ()


def test_nothing_is_told_without_an_address(dublin: Owing) -> None:
    dublin.at(DUE).pays(dublin.customer(), "100", DUE)
    assert ThanksService(dublin.at(LATER).desk).notify() == ()


def test_all_that_is_written_by_itself_is_written_once(dublin: Owing) -> None:
    dublin.settings(thank=True, notify="boss@acme.example")
    acme, bolt = dublin.customer("Acme"), dublin.customer("Bolt")
    paid = dublin.invoice(acme, "R-1")
    dublin.invoice(bolt, "R-2")
    assert write_due(dublin.at(DUE).desk).written == ()
    dublin.start()
    dublin.policies.send_statements(1)
    dublin.at(DUE + timedelta(days=2)).pays(acme, "100", DUE, (paid, "100"))
    run = write_due(dublin.at(DUE + timedelta(days=3)).desk)
    kinds = sorted(mail.kind.value for mail in run.written)
    assert kinds == ["notice", "reminder", "statement", "statement", "thank you"]
    assert write_due(dublin.desk).written == ()
