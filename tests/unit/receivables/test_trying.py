"""What a person does before reminders are written: looks at letters, leaves one out, tries other rules."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from bookdesk.core.errors import Conflict
from bookdesk.core.vocabulary import Counted, Tone
from bookdesk.receivables.dunningfacts import Why
from bookdesk.receivables.dunningpolicy import USUAL, Policy, Step
from bookdesk.receivables.policies import Rules
from bookdesk.receivables.sending_hours import SendingHours
from bookdesk.receivables.trying import Trial, reminded_today
from tests.unit.receivables.owing import DUE, Owing

FIRST = DUE + timedelta(days=3)


def late(client: Owing, name: str = "Acme") -> tuple[str, str]:
    customer = client.customer(name)
    invoice = client.invoice(customer, f"R-{name}")
    return customer, invoice


def seen(client: Owing, customer: str) -> str:
    found = client.reminders.letter(customer)
    assert found is not None
    return found.wording.message.digest


def test_only_the_chosen_are_written_to(dublin: Owing) -> None:
    (acme, _), _other = late(dublin), late(dublin, "Beta")
    dublin.start().at(FIRST)
    assert [mail.contact_id for mail in dublin.reminders.send({acme}).written] == [acme]
    assert dublin.reminders.send(set()).written == ()
    assert len(dublin.send().written) == 1, "the other one still waits for his"


def test_a_letter_is_shown_as_it_would_be_written(dublin: Owing) -> None:
    acme, _ = late(dublin)
    dublin.start().at(FIRST)
    found = dublin.reminders.letter(acme)
    assert found is not None
    assert (found.held, found.not_before, found.recipients) == (None, None, ("acme@customer.example",))
    (mail,) = dublin.send().written
    assert (mail.subject, mail.plain) == (found.wording.text.subject, found.wording.text.plain)
    again = dublin.reminders.letter(acme)
    assert again is None, "its step is done, and the next one is not reached"


def test_a_letter_says_when_the_office_opens_and_what_holds_it(dublin: Owing) -> None:
    acme, _ = late(dublin)
    dublin.at(FIRST, 3).policies.switch_on()
    held = dublin.reminders.letter(acme)
    assert held is not None
    assert held.held is not None
    assert held.held.why is Why.FIRST_DAY
    dublin.policies.approve(dublin.reminders.preview(texts=False).list_hash)
    found = dublin.reminders.letter(acme)
    assert found is not None
    assert found.not_before is not None
    assert (found.held, found.not_before.hour) == (None, 8), "nine o'clock of the summer in Dublin"


def test_one_left_out_is_not_written_and_the_next_step_comes(dublin: Owing) -> None:
    acme, _ = late(dublin)
    dublin.start().at(FIRST)
    dublin.reminders.pass_over(acme, seen(dublin, acme))
    assert dublin.send().written == ()
    assert dublin.at(FIRST + timedelta(days=1)).send().written == ()
    assert [step for _, step, _ in dublin.steps()] == ["first"]
    assert len(dublin.at(DUE + timedelta(days=14)).send().written) == 1


def test_another_letter_than_the_one_seen_is_not_left_out(dublin: Owing) -> None:
    acme, _ = late(dublin)
    dublin.start().at(FIRST)
    digest = seen(dublin, acme)
    dublin.invoice(acme, "R-2")
    with pytest.raises(Conflict):
        dublin.reminders.pass_over(acme, digest)
    dublin.reminders.pass_over(acme, seen(dublin, acme))
    with pytest.raises(Conflict):
        dublin.reminders.pass_over(acme, digest)


def test_rules_are_tried_before_they_are_kept(dublin: Owing) -> None:
    late(dublin)
    beta, _ = late(dublin, "Beta")
    dublin.policies.edit("usual", USUAL)
    _, gentle = dublin.policies.edit("usual", USUAL), dublin.policies.edit("gentle", Policy((Step("only", 20),)))[1]
    dublin.policies.assign(beta, "gentle")
    dublin.start().at(FIRST)
    service = dublin.reminders

    def reached(trial: Trial | None) -> int:
        return reminded_today(service.preview(texts=False, trial=trial).decision)

    hours, at_once = SendingHours(time(1), time(2)), Policy((Step("at once", 1, tone=Tone.FIRM),))
    usual = dublin.policies.policies()[0]
    assert reached(None) == 1
    assert reached(Trial(usual.id, usual.usual, Policy((Step("late", 30),)), hours)) == 0
    assert reached(Trial(gentle.id, gentle.usual, at_once, hours)) == 2
    assert reached(Trial("", usual=False, policy=at_once, hours=hours)) == 1, "nobody climbs a new ladder yet"
    assert len(dublin.send().written) == 1, "what was tried changed nothing"


def test_all_rules_are_kept_at_once_or_not_at_all(dublin: Owing) -> None:
    hours = SendingHours(time(8), time(12))
    kept = dublin.policies.keep(Rules("usual", USUAL, hours, statements_day=1))
    assert (kept.active, kept.hours, kept.statements_day) == (False, hours, 1)
    (ladder,) = dublin.policies.policies()
    steps = (*USUAL.steps[:2], Step("call", 9, Counted.LAST, Tone.FINAL, escalates=True))
    other = Rules("usual", Policy(steps), hours, None, ladder.version, kept.version)
    dublin.policies.keep(other)
    with pytest.raises(Conflict):
        dublin.policies.keep(Rules("usual", USUAL, hours, 1, ladder.version, kept.version))
    now = dublin.policies.standing()
    assert (now.usual.steps, now.statements_day) == (steps, None)
    with pytest.raises(Conflict):
        dublin.policies.keep(Rules("usual", USUAL, hours, None, None, now.version))
    assert dublin.policies.switch_on().usual.steps == steps


def test_a_ladder_that_kept_its_rest_is_another_version_all_the_same(dublin: Owing) -> None:
    (kept,) = dublin.policies.edit("usual", USUAL)
    dublin.policies.edit("usual", Policy(USUAL.steps[:2]), version=kept.version)
    with pytest.raises(Conflict):
        dublin.policies.edit("usual", Policy(USUAL.steps[:1]), version=kept.version)
