"""What comes next for one customer is told in one sentence, the soonest first."""

from __future__ import annotations

from datetime import timedelta

from bookdesk.receivables.nextreminder import next_reminder
from tests.unit.receivables.owing import DUE, Owing


def test_it_says_what_comes_next_and_why_nothing_does(dublin: Owing) -> None:
    acme = dublin.customer()
    assert next_reminder(dublin.desk, acme) == ""
    dublin.invoice(acme, "R-1")
    assert next_reminder(dublin.desk, acme) == "Reminders are switched off for this client."
    dublin.start()
    dublin.at(DUE - timedelta(days=20))
    assert next_reminder(dublin.desk, acme).startswith("R-1: ")
    dublin.at(DUE + timedelta(days=3))
    assert next_reminder(dublin.desk, acme) == "Ready now, for R-1."
    dublin.send()
    dublin.leave()
    assert "14 days after the due date, on 2026-06-15" in next_reminder(dublin.desk, acme)


def test_it_is_about_this_customer_alone(dublin: Owing) -> None:
    acme, other = dublin.customer(), dublin.customer("Other")
    dublin.invoice(other, "R-1")
    dublin.start()
    dublin.at(DUE + timedelta(days=3))
    assert next_reminder(dublin.desk, acme) == ""
    dublin.invoice(acme, "R-2", promised_until=DUE + timedelta(days=9))
    assert "R-2" in next_reminder(dublin.desk, acme)
    assert next_reminder(dublin.desk, other) == "Ready now, for R-1."


def test_what_comes_after_a_reminder_that_waits_counts_from_when_that_leaves(dublin: Owing) -> None:
    acme = dublin.customer()
    dublin.invoice(acme, "R-1")
    dublin.start()
    waits = "A reminder to him waits in the outbox."
    for days in (3, 14, 30):
        dublin.at(DUE + timedelta(days=days))
        dublin.send()
        if days < 30:
            dublin.leave()
    dublin.at(DUE + timedelta(days=35))
    told = next_reminder(dublin.desk, acme)
    leaves, after = DUE + timedelta(days=35), DUE + timedelta(days=49)
    assert told.startswith(f"{waits} If that leaves on {leaves}: R-1: ")
    assert told.endswith(f"14 days after the last step, on {after}.")
    dublin.leave()
    assert next_reminder(dublin.desk, acme).startswith("R-1: ")
    assert str(after) in next_reminder(dublin.desk, acme)
