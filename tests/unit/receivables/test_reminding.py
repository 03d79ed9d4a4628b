"""Reminders over real books: who gets what, who is spared, and that nothing is ever written twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bookdesk.core.errors import Conflict, RuleBroken
from bookdesk.core.vocabulary import CustomerKind, LateCharge, Tone
from bookdesk.mail.outbox import all_recipients
from bookdesk.models.invoice import InvoiceKind
from bookdesk.receivables.dunningfacts import Why
from bookdesk.receivables.dunningpolicy import Policy, Step
from bookdesk.receivables.reminding import Outcome
from bookdesk.receivables.statementmail import StatementService
from tests.unit.receivables.owing import DUE, Owing

FIRST = DUE + timedelta(days=3)
"""A Thursday: three days after the due date the first step comes."""


def by_recipient(outcome: Outcome) -> dict[str, str]:
    return {all_recipients(mail)[0]: mail.plain for mail in outcome.written}


def why(client: Owing) -> list[tuple[str, Why]]:
    return [(one.invoice.number, one.why) for one in client.reminders.preview().decision.spared]


def test_a_late_customer_gets_one_mail_that_names_what_is_open(dublin: Owing) -> None:
    acme = dublin.customer()
    dublin.invoice(acme, "R-1", "100.10")
    dublin.invoice(acme, "R-2", "50", DUE)
    dublin.start()
    outcome = dublin.at(FIRST).send()
    (mail,) = outcome.written
    assert mail.recipients == ["acme@customer.example"]
    assert "R-1: €100.10, was due on 1 June 2026" in mail.plain
    assert "R-2: €50.00" in mail.plain
    assert "Open in all: €150.10" in mail.plain
    assert mail.key == f"reminder:{acme}:2026-06-04"
    assert sorted(dublin.steps()) == [("R-1", "first", FIRST), ("R-2", "first", FIRST)]
    assert dublin.leave() == [(mail.subject, "left")]


def test_reminders_and_statements_go_to_their_own_address_where_he_has_one(dublin: Owing) -> None:
    acme = dublin.customer(reminder_email="ledger@customer.example")
    only = dublin.customer("Only One", email=None, reminder_email="late@only.example")
    for who, number in ((acme, "R-1"), (only, "R-2")):
        dublin.invoice(who, number)
    dublin.start()
    outcome = dublin.at(FIRST).send()
    assert set(by_recipient(outcome)) == {"ledger@customer.example", "late@only.example"}
    assert len(dublin.leave()) == 2
    mail = StatementService(dublin.desk).send(acme, DUE - timedelta(days=60), DUE)
    assert all_recipients(mail) == ("ledger@customer.example",)


def test_a_second_start_writes_nothing(dublin: Owing) -> None:
    dublin.invoice(dublin.customer(), "R-1")
    dublin.start()
    assert len(dublin.at(FIRST).send().written) == 1
    again = dublin.send()
    assert (again.written, again.failed) == ((), ())
    assert len(dublin.mails()) == 1


def test_off_means_off_and_the_dry_run_still_tells(dublin: Owing) -> None:
    dublin.invoice(dublin.customer(), "R-1")
    dublin.at(FIRST)
    with pytest.raises(RuleBroken, match="switched off"):
        dublin.send()
    found = dublin.reminders.preview()
    assert not found.active
    assert [held.why for held in found.decision.held] == [Why.FIRST_DAY]


def test_nothing_is_written_before_the_first_list_is_approved(dublin: Owing) -> None:
    dublin.invoice(dublin.customer(), "R-1")
    dublin.at(FIRST).policies.switch_on()
    for days in range(4):
        assert dublin.at(FIRST + timedelta(days=days)).send().written == ()
    dublin.policies.approve(dublin.reminders.preview().list_hash)
    assert len(dublin.send().written) == 1


def test_the_list_is_approved_as_it_was_seen(dublin: Owing) -> None:
    acme = dublin.customer()
    first = dublin.invoice(acme, "R-1")
    dublin.at(FIRST).policies.switch_on()
    seen = dublin.reminders.preview().list_hash
    dublin.pays(acme, "40", FIRST, (first, "40"))
    with pytest.raises(Conflict, match="another one"):
        dublin.policies.approve(seen)
    assert dublin.send().written == ()


def test_what_came_onto_the_list_on_the_day_of_its_approval_waits_for_the_next(dublin: Owing) -> None:
    dublin.start(FIRST)
    dublin.invoice(dublin.customer(), "R-1")
    assert dublin.send().written == ()
    assert len(dublin.at(FIRST + timedelta(days=1)).send().written) == 1


def test_whoever_switches_them_on_again_approves_again(dublin: Owing) -> None:
    dublin.invoice(dublin.customer(), "R-1")
    dublin.start()
    dublin.policies.switch_off()
    dublin.at(FIRST).policies.switch_on()
    assert dublin.send().written == ()


@pytest.mark.parametrize(
    ("marks", "reason"),
    [
        ({"disputed": True}, Why.DISPUTED),
        ({"promised_until": FIRST}, Why.PROMISED),
    ],
)
def test_who_disputes_or_promises_is_spared(dublin: Owing, marks: dict[str, Any], reason: Why) -> None:
    dublin.invoice(dublin.customer(), "R-1", **marks)
    dublin.start()
    assert dublin.at(FIRST).send().written == ()
    assert why(dublin) == [("R-1", reason)]


def test_one_document_or_one_customer_can_be_spared(dublin: Owing) -> None:
    dublin.invoice(dublin.customer("Acme"), "R-1", reminders=False)
    dublin.invoice(dublin.customer("Bolt", reminders=False), "R-2")
    dublin.start()
    assert dublin.at(FIRST).send().written == ()
    assert why(dublin) == [("R-2", Why.SWITCHED_OFF)]
    assert [one.invoice.number for one in dublin.reminders.preview().decision.unready] == ["R-1"]


def test_grace_is_given(dublin: Owing) -> None:
    dublin.invoice(dublin.customer(grace_days=2), "R-1")
    dublin.start()
    assert dublin.at(FIRST).send().written == ()
    assert why(dublin) == [("R-1", Why.GRACE)]
    assert len(dublin.at(FIRST + timedelta(days=4)).send().written) == 1


def test_what_has_no_day_or_number_is_never_asked_for(dublin: Owing) -> None:
    acme = dublin.customer()
    dublin.invoice(acme, "R-1", due=None)
    dublin.invoice(acme, None)  # type: ignore[arg-type]
    dublin.start()
    assert dublin.at(FIRST).send().written == ()
    assert len(dublin.reminders.preview().decision.unready) == 2


def test_credit_of_his_counts_for_his_oldest_invoices(dublin: Owing) -> None:
    acme = dublin.customer()
    dublin.invoice(acme, "R-1", "100", DUE - timedelta(days=1))
    dublin.invoice(acme, "R-2", "50")
    dublin.start()
    dublin.pays(acme, "120", FIRST)
    (mail,) = dublin.at(FIRST).send().written
    assert "R-1" not in mail.plain
    assert "R-2: €30.00" in mail.plain
    assert why(dublin) == [("R-1", Why.IN_PROCESS), ("R-2", Why.NOT_YET)]


def test_an_open_credit_note_is_credit_too(dublin: Owing) -> None:
    acme = dublin.customer()
    dublin.invoice(acme, "R-1")
    dublin.invoice(acme, "C-1", "100", None, kind=InvoiceKind.CREDIT_NOTE)
    dublin.start()
    assert dublin.at(FIRST).send().written == ()
    (spared,) = dublin.reminders.preview().decision.spared
    assert "to his credit" in spared.words


def test_an_instalment_is_asked_for_and_not_the_whole(dublin: Owing) -> None:
    acme = dublin.customer()
    plan = (("30", DUE), ("30", DUE + timedelta(days=30)), ("40", None))
    first = dublin.invoice(acme, "R-1", plan=plan)
    dublin.start()
    (mail,) = dublin.at(FIRST).send().written
    assert "R-1: €30.00" in mail.plain
    assert "100" not in mail.plain
    dublin.leave()
    dublin.pays(acme, "30", FIRST, (first, "30"))
    assert why(dublin) == [("R-1", Why.NOT_YET)]
    (second,) = dublin.at(DUE + timedelta(days=35)).send().written
    assert "R-1: €30.00" in second.plain
    assert [step for _, step, _ in dublin.steps()] == ["first", "first"]


def test_who_has_no_address_is_told_and_loses_no_step(dublin: Owing) -> None:
    acme = dublin.customer(email=None)
    dublin.invoice(acme, "R-1")
    dublin.start()
    assert dublin.at(FIRST).send().written == ()
    (held,) = dublin.reminders.preview().decision.held
    assert held.why is Why.NO_ADDRESS
    dublin.change_customer(acme, email="a@customer.example; b@customer.example")
    (mail,) = dublin.send().written
    assert mail.recipients == ["a@customer.example", "b@customer.example"]


def test_an_address_that_is_none_keeps_nobody_else_waiting(dublin: Owing) -> None:
    dublin.invoice(dublin.customer("Acme", email="nobody"), "R-1")
    dublin.invoice(dublin.customer("Bolt"), "R-2")
    dublin.start()
    outcome = dublin.at(FIRST).send()
    assert [one.recipients for one in outcome.written] == [["bolt@customer.example"]]
    assert [one.customer for one in outcome.failed] == ["Acme"]
    assert [number for number, _, _ in dublin.steps()] == ["R-2"]


def test_hours_are_those_of_the_recipient(dublin: Owing) -> None:
    dublin.invoice(dublin.customer(zone="Australia/Sydney"), "R-1")
    dublin.start()
    (mail,) = dublin.at(FIRST).send().written  # 21:00 in Sydney
    assert mail.not_before == datetime(2026, 6, 4, 23, tzinfo=UTC)
    assert dublin.steps() == [("R-1", "first", date(2026, 6, 5))]
    assert dublin.leave() == [(mail.subject, "waits")]
    assert dublin.at(date(2026, 6, 4), 23).leave() == [(mail.subject, "left")]


def test_a_mail_for_monday_is_written_on_friday_and_says_what_is_true_on_monday(dublin: Owing) -> None:
    dublin.invoice(dublin.customer(), "R-1", due=date(2026, 6, 8))
    dublin.policies.edit("usual", Policy((Step("day", 0),)))
    dublin.start()
    assert dublin.at(date(2026, 6, 5), 20).send().written == ()
    (mail,) = dublin.at(date(2026, 6, 8), 6).send().written
    assert mail.not_before == datetime(2026, 6, 8, 8, tzinfo=UTC)
    assert "due today" in mail.plain


def test_what_is_queued_is_withdrawn_when_the_customer_pays(dublin: Owing) -> None:
    acme = dublin.customer()
    first = dublin.invoice(acme, "R-1")
    dublin.start()
    dublin.at(FIRST).send()
    dublin.pays(acme, "100", FIRST, (first, "100"))
    assert dublin.leave() == [("A note about your account with Acme Catering", "Nothing is open any more.")]
    assert dublin.send().written == ()


@pytest.mark.parametrize("marks", [{"disputed": True}, {"promised_until": date(2026, 7, 1)}, {"reminders": False}])
def test_what_is_queued_is_withdrawn_when_he_disputes_or_promises(dublin: Owing, marks: dict[str, Any]) -> None:
    first = dublin.invoice(dublin.customer(), "R-1")
    dublin.start()
    dublin.at(FIRST).send()
    dublin.mark(first, **marks)
    ((_, what),) = dublin.leave()
    assert what.startswith("R-1: ")


def test_a_withdrawn_reminder_comes_again_and_a_part_payment_changes_it(dublin: Owing) -> None:
    acme = dublin.customer()
    first = dublin.invoice(acme, "R-1")
    dublin.start()
    dublin.at(FIRST).send()
    dublin.pays(acme, "40", FIRST, (first, "40"))
    ((_, what),) = dublin.leave()
    assert "written anew" in what
    (mail,) = dublin.send().written
    assert "R-1: €60.00" in mail.plain
    assert mail.key == f"reminder:{acme}:2026-06-04:2"
    assert [became for _, became in dublin.leave()] == ["left"]
    assert dublin.send().written == ()


def test_what_a_person_took_out_stays_out(dublin: Owing) -> None:
    dublin.invoice(dublin.customer(), "R-1")
    dublin.start()
    (mail,) = dublin.at(FIRST).send().written
    dublin.cancel(mail.id)
    assert dublin.send().written == ()
    assert dublin.at(FIRST + timedelta(days=5)).send().written == ()
    (later,) = dublin.at(DUE + timedelta(days=14)).send().written
    assert later.subject.startswith("Overdue")


def test_switched_off_withdraws_what_waits(dublin: Owing) -> None:
    dublin.invoice(dublin.customer(), "R-1")
    dublin.start()
    dublin.at(FIRST).send()
    dublin.policies.switch_off()
    assert [what for _, what in dublin.leave()] == ["Reminders were switched off."]


def test_a_month_offline_sends_the_one_mail_that_is_true_then(dublin: Owing) -> None:
    dublin.invoice(dublin.customer(), "R-1")
    dublin.start()
    dublin.at(FIRST).send()
    later = DUE + timedelta(days=31)
    ((_, what),) = dublin.at(later).leave()
    assert "written anew" in what
    (mail,) = dublin.send().written
    assert mail.subject.startswith("Overdue"), "nothing is final before a reminder ever left"
    assert [became for _, became in dublin.leave()] == ["left"]
    assert [step for _, step, _ in dublin.steps()] == ["first", "final"]


def test_while_one_waits_no_other_is_written(dublin: Owing) -> None:
    acme = dublin.customer()
    dublin.invoice(acme, "R-1")
    dublin.start()
    dublin.at(FIRST).send()
    dublin.invoice(acme, "R-2", "70")
    assert dublin.at(FIRST + timedelta(days=1)).send().written == ()
    (held,) = dublin.reminders.preview().decision.held
    assert held.why is Why.IN_OUTBOX


def test_what_left_late_counts_for_the_day_it_left(dublin: Owing) -> None:
    acme = dublin.customer()
    dublin.invoice(acme, "R-1")
    dublin.start()
    dublin.at(FIRST).send()
    dublin.at(FIRST + timedelta(days=1)).leave()
    dublin.invoice(acme, "R-2", "70")
    (held,) = dublin.reminders.preview().decision.held
    assert held.why is Why.ALREADY_TODAY
    assert dublin.send().written == ()


def test_the_last_step_goes_to_a_person_once(dublin: Owing) -> None:
    dublin.invoice(dublin.customer(), "R-1")
    dublin.policies.edit("usual", Policy((Step("person", 3, tone=Tone.FINAL, escalates=True),)))
    dublin.start()
    outcome = dublin.at(FIRST).send()
    assert outcome.written == ()
    assert [one.line.step_id for one in outcome.escalated] == ["person"]
    assert dublin.send().escalated == ()
    assert dublin.mails() == []


def test_a_fee_is_claimed_once_with_its_law_and_never_of_a_consumer(dublin: Owing) -> None:
    steps = (Step("one", 3, charge=LateCharge.FEE), Step("two", 14, tone=Tone.FIRM, charge=LateCharge.FEE))
    dublin.invoice(dublin.customer("Acme"), "R-1")
    dublin.invoice(dublin.customer("Jo", kind=CustomerKind.CONSUMER), "R-2")
    dublin.policies.edit("usual", Policy(steps))
    dublin.start()
    texts = by_recipient(dublin.at(FIRST).send())
    assert "Fee for late payment of R-1: €40.00 (European Communities" in texts["acme@customer.example"]
    assert "Fee" not in texts["jo@customer.example"]
    dublin.leave()
    later = by_recipient(dublin.at(DUE + timedelta(days=14)).send())
    assert "Fee" not in later["acme@customer.example"]


@pytest.mark.parametrize(("currency", "shown"), [("JPY", "JPY 100"), ("KWD", "KWD 100.000")])
def test_currencies_with_other_decimals(dublin: Owing, currency: str, shown: str) -> None:
    dublin.invoice(dublin.customer(), "R-1", currency=currency)
    dublin.start()
    (mail,) = dublin.at(FIRST).send().written
    assert f"R-1: {shown}, was due" in mail.plain


def test_a_name_cannot_write_into_the_mail(dublin: Owing) -> None:
    evil = "Evil <b>x</b>\u202egnp.\r\nBcc: all@example.com {open}"
    dublin.invoice(dublin.customer(evil, email="e@customer.example"), "R-1")
    dublin.start()
    (mail,) = dublin.at(FIRST).send().written
    assert "\u202e" not in mail.plain
    assert "<b>" not in (mail.html or "")
    assert "Hello Evil <b>x</b>gnp. Bcc: all@example.com {open}," in mail.plain
