"""Ladders, hours and the approval of the first list, as they are kept."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from bookdesk.core.errors import Conflict, InputError, NotFound, RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import Counted, CustomerKind, LateCharge, MailKind, Tone
from bookdesk.mail.verdicts import Withdraw
from bookdesk.models.actions import Action
from bookdesk.models.estimate import Estimate, EstimateStatus
from bookdesk.models.invoice import InvoiceStatus
from bookdesk.receivables.dunningpolicy import USUAL, Conditions, Policy, Step
from bookdesk.receivables.sending_hours import SendingHours
from bookdesk.receivables.stillwanted import still_wanted
from tests.support.posted import post
from tests.unit.receivables.owing import DUE, Owing

PUBLIC = Conditions(kinds=frozenset({CustomerKind.PUBLIC}))
FULL = Policy(
    (
        Step("soon", -5, conditions=Conditions((Money.of("10", "EUR"), Money.of("1000", "JPY")))),
        Step("first", 1, tone=Tone.FIRM, charge=LateCharge.FEE, conditions=Conditions(part_paid=False)),
        Step("next", 9, Counted.LAST, Tone.FINAL, PUBLIC, LateCharge.BOTH, statement=True),
        Step("call", 5, Counted.LAST, escalates=True),
    ),
    rest_days=3,
)


def test_a_ladder_is_read_as_it_was_written(dublin: Owing) -> None:
    (kept,) = dublin.policies.edit("usual", FULL)
    assert (kept.policy, kept.usual) == (FULL, True)
    (again,) = dublin.policies.edit("usual", USUAL)
    assert again.policy == USUAL


def test_whoever_switches_on_starts_with_the_usual_ladder_and_keeps_his_own(dublin: Owing) -> None:
    assert dublin.policies.standing().usual == USUAL
    assert dublin.policies.policies() == ()
    dublin.policies.edit("ours", FULL)
    dublin.policies.switch_on()
    assert [one.name for one in dublin.policies.policies()] == ["ours"]
    assert dublin.policies.standing().usual == FULL


def test_to_switch_on_twice_does_nothing(dublin: Owing) -> None:
    dublin.start()
    connected = dublin.policies.standing().first_day
    assert dublin.at(DUE).policies.switch_on().first_day == connected


def test_a_customer_may_have_a_ladder_of_his_own(dublin: Owing) -> None:
    acme = dublin.customer()
    dublin.invoice(acme, "R-1")
    dublin.policies.edit("usual", USUAL)
    dublin.policies.edit("gentle", Policy((Step("only", 20),)))
    dublin.policies.assign(acme, "gentle")
    dublin.start()
    assert dublin.at(DUE + timedelta(days=3)).send().written == ()
    assert len(dublin.at(DUE + timedelta(days=21)).send().written) == 1
    dublin.policies.assign(acme, None)
    with pytest.raises(NotFound, match="no ladder called harsh"):
        dublin.policies.assign(acme, "harsh")


def test_a_stale_version_is_refused(dublin: Owing) -> None:
    (kept,) = dublin.policies.edit("usual", USUAL)
    dublin.policies.edit("usual", FULL, version=kept.version)
    with pytest.raises(Conflict):
        dublin.policies.edit("usual", USUAL, version=kept.version)
    acme = dublin.customer()
    dublin.change_customer(acme, name="Acme & Co")
    with pytest.raises(Conflict):
        dublin.policies.assign(acme, "usual", version=1)


@pytest.mark.parametrize("name", ["", " \u202e ", "x" * 81])
def test_a_ladder_needs_a_name(dublin: Owing, name: str) -> None:
    with pytest.raises(InputError, match="short name"):
        dublin.policies.edit(name, USUAL)


def test_hours_are_kept(dublin: Owing) -> None:
    dublin.policies.switch_on()
    hours = SendingHours(time(7, 30), time(12), frozenset({5, 6}))
    assert dublin.policies.keep_hours(hours).hours == hours


def test_what_was_never_switched_on_cannot_be_changed(dublin: Owing) -> None:
    for act in (dublin.policies.switch_off, lambda: dublin.policies.approve("x")):
        with pytest.raises(RuleBroken, match="never switched on"):
            act()


def test_a_list_is_not_approved_while_reminders_are_off(dublin: Owing) -> None:
    dublin.policies.switch_on()
    dublin.policies.switch_off()
    with pytest.raises(RuleBroken, match="switched off"):
        dublin.policies.approve(dublin.reminders.preview().list_hash)


def test_the_approval_says_who_and_when(dublin: Owing) -> None:
    dublin.invoice(dublin.customer(), "R-1")
    dublin.at(DUE + timedelta(days=3)).policies.switch_on()
    dublin.policies.approve(dublin.reminders.preview().list_hash)
    approved = dublin.policies.standing().first_day.approved
    assert approved is not None
    assert (approved.day, len(approved.messages)) == (date(2026, 6, 4), 1)


def test_a_mail_with_what_was_cancelled_does_not_leave(dublin: Owing) -> None:
    acme = dublin.customer()
    gone = dublin.invoice(acme, "R-1", status=InvoiceStatus.VOID, cancelled_on=DUE)
    stands = dublin.invoice(acme, "R-2")
    offer = Estimate(
        id="e" * 36, contact_id=acme, currency="EUR", status=EstimateStatus.WITHDRAWN, number="E-1", document_date=DUE,
        created_by="ann",
    )  # fmt: skip
    dublin.keep(offer, action=Action.ESTIMATE_EDITED)
    mails = [
        post(dublin.desk, key="invoice:1:1", kind=MailKind.INVOICE, subject_id=gone),
        post(dublin.desk, key="estimate:1:1", kind=MailKind.ESTIMATE, subject_id=offer.id),
        post(dublin.desk, key="invoice:2:1", kind=MailKind.INVOICE, subject_id=stands),
        post(dublin.desk, key="notice:1", kind=MailKind.NOTICE),
    ]
    with dublin.desk.books.query() as session:
        verdicts = [still_wanted(session, mail, dublin.desk.clock.now()) for mail in mails]
    assert [isinstance(verdict, Withdraw) for verdict in verdicts] == [True, True, False, False]
    assert "R-1 was cancelled" in str(verdicts[0])


def test_a_changed_address_takes_the_reminder_back(dublin: Owing) -> None:
    acme = dublin.customer()
    dublin.invoice(acme, "R-1")
    dublin.start().at(DUE + timedelta(days=3)).send()
    dublin.change_customer(acme, email="new@customer.example")
    assert [what for _, what in dublin.leave()] == ["The customer's mail address was changed."]
    (mail,) = dublin.send().written
    assert mail.recipients == ["new@customer.example"]
