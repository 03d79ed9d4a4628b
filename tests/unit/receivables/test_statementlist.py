"""Whose accounts have something to state, held against each account on its own."""

from __future__ import annotations

from datetime import date, timedelta

from bookdesk.core.money import Money
from bookdesk.receivables.accounts import AccountService
from bookdesk.receivables.statementlist import accounts
from bookdesk.receivables.statementmail import StatementService
from tests.unit.receivables.owing import DUE, Owing


def euros(*amounts: str) -> tuple[Money, ...]:
    return tuple(Money.of(one, "EUR") for one in amounts)


def test_what_is_owed_is_what_each_account_says(dublin: Owing) -> None:
    dublin.at(DUE + timedelta(days=10))
    acme, beta, paid = dublin.customer("acme"), dublin.customer("Beta", email=None), dublin.customer("Paid")
    dublin.invoice(acme, "R-1", "100")
    dublin.invoice(acme, "R-2", "50", DUE + timedelta(days=30))
    dublin.pays(acme, "30", DUE)
    dublin.pays(paid, "20", DUE, (dublin.invoice(paid, "R-3", "20"), "20"))
    dublin.pays(beta, "5", DUE)
    first, second = accounts(dublin.desk, DUE + timedelta(days=10))
    assert (first.customer, first.owed, first.overdue, first.documents) == ("acme", euros("120"), euros("100"), 2)
    assert (second.owed, second.addresses, second.documents) == (euros("-5"), (), 0)
    account = AccountService(dublin.desk).account(acme)
    assert first.owed == tuple(account.owed.values())


def test_of_an_invoice_in_parts_only_what_was_asked_for_is_late_and_its_next_day_is_told(dublin: Owing) -> None:
    dublin.at(DUE + timedelta(days=10))
    acme, later = dublin.customer("acme"), DUE + timedelta(days=60)
    invoice = dublin.invoice(acme, "R-1", "100", later, plan=[("30", DUE), ("70", later)])

    def told() -> tuple[tuple[Money, ...], date | None]:
        (row,) = accounts(dublin.desk, DUE + timedelta(days=10))
        return row.overdue, AccountService(dublin.desk).account(acme).statements[0].rows[0].due

    assert told() == (euros("30"), DUE)
    dublin.pays(acme, "10", DUE, (invoice, "10"))
    assert told() == (euros("20"), DUE)
    dublin.pays(acme, "25", DUE, (invoice, "25"))
    assert told() == ((), later)


def test_as_at_a_day_that_is_past_money_that_came_later_is_not_there(dublin: Owing) -> None:
    dublin.at(DUE + timedelta(days=10))
    acme = dublin.customer()
    invoice = dublin.invoice(acme, "R-1", "100")
    dublin.pays(acme, "100", DUE, (invoice, "100"))
    assert accounts(dublin.desk, DUE + timedelta(days=10)) == ()
    (before,) = accounts(dublin.desk, DUE - timedelta(days=1))
    assert (before.owed, before.overdue) == (euros("100"), ())
    assert accounts(dublin.desk, date(2026, 4, 30)) == ()


def test_mails_are_written_once_and_one_without_address_keeps_no_other(dublin: Owing) -> None:
    dublin.at(DUE + timedelta(days=10))
    ids = [dublin.customer("Acme"), dublin.customer("Beta", email=None)]
    for place, one in enumerate(ids):
        dublin.invoice(one, f"R-{place}")
    service, until = StatementService(dublin.desk), DUE + timedelta(days=10)
    run = service.send_all(ids, DUE, until)
    assert ([mail.contact_id for mail in run.written], [name for name, _ in run.failed]) == (ids[:1], ["Beta"])
    again = service.send_all(ids[:1], DUE, until)
    assert (again.written, [name for name, _ in again.failed]) == ((), ["Acme"])
    assert accounts(dublin.desk, until)[0].mailed is not None
