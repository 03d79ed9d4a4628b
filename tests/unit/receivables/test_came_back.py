"""Nothing is written by itself to an address from which mail came back, until a person mends or confirms it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bookdesk.core.errors import RuleBroken
from bookdesk.mail.bounces import Fate, Notice
from bookdesk.mail.bouncing import take_notices
from bookdesk.mail.service import MailService
from bookdesk.models.mail import MailMessage
from bookdesk.receivables.daily import write_due
from bookdesk.receivables.dunningfacts import Why
from bookdesk.receivables.receiptmail import ReceiptMailing
from bookdesk.receivables.statementmail import StatementService
from bookdesk.receivables.thanks import ThanksService
from tests.unit.receivables.owing import DUE, Owing

FIRST = DUE + timedelta(days=3)
MAY = (date(2026, 5, 1), date(2026, 5, 31))
ACME = "acme@customer.example"


def came_back(client: Owing, mail: MailMessage) -> MailMessage:
    """Let a mail leave, and come back for good."""
    assert client.leave()[-1] == (mail.subject, "left")
    assert take_notices(client.desk, [Notice(mail.message_id, ACME, Fate.FAILED, "550 5.1.1 no such user")]) == 1
    return mail


def late(client: Owing) -> tuple[str, MailMessage]:
    """Return a customer and a statement to him that came back."""
    acme = client.customer()
    client.invoice(acme, "R-1", document_date=date(2026, 5, 2))
    client.start()
    return acme, came_back(client, StatementService(client.at(DUE).desk).send(acme, *MAY))


def test_a_reminder_is_held_and_the_dry_run_says_why(dublin: Owing) -> None:
    _, mail = late(dublin)
    (held,) = dublin.at(FIRST).reminders.preview().decision.held
    assert held.why is Why.CAME_BACK
    assert held.words.startswith(f"The last mail to {ACME} came back: mend the address")
    assert dublin.send().written == ()
    MailService(dublin.desk).settle(mail.id, "the box was full, it is emptied")
    assert len(dublin.send().written) == 1


def test_a_mended_address_is_written_to(dublin: Owing) -> None:
    acme, _ = late(dublin)
    dublin.at(FIRST).change_customer(acme, email="billing@acme.example")
    (written,) = dublin.send().written
    assert written.recipients == ["billing@acme.example"]


def test_a_reminder_that_waits_already_is_taken_back_and_comes_again(dublin: Owing) -> None:
    acme = dublin.customer()
    dublin.invoice(acme, "R-1", document_date=date(2026, 5, 2))
    dublin.start()
    statement = StatementService(dublin.at(DUE).desk).send(acme, *MAY)
    dublin.leave()
    (reminder,) = dublin.at(FIRST).send().written
    take_notices(dublin.desk, [Notice(statement.message_id, ACME, Fate.FAILED, "550")])
    assert "came back" in dublin.leave()[-1][1]
    MailService(dublin.desk).settle(statement.id, "right after all")
    (again,) = dublin.send().written
    assert again.id != reminder.id
    assert dublin.leave() == [(again.subject, "left")]


def test_what_is_only_late_holds_nothing(dublin: Owing) -> None:
    acme = dublin.customer()
    dublin.invoice(acme, "R-1", document_date=date(2026, 5, 2))
    dublin.start()
    mail = StatementService(dublin.at(DUE).desk).send(acme, *MAY)
    dublin.leave()
    take_notices(dublin.desk, [Notice(mail.message_id, ACME, Fate.DELAYED, "421 busy")])
    assert len(dublin.at(FIRST).send().written) == 1


def test_thanks_wait_and_are_told_of(dublin: Owing) -> None:
    acme, mail = late(dublin)
    dublin.settings(thank=True)
    paid = dublin.invoice(acme, "R-2", "50")
    dublin.at(FIRST).pays(acme, "50", FIRST, (paid, "50"))
    run = ThanksService(dublin.desk).thank()
    assert run.written == ()
    assert [type(error) for _, error in run.failed] == [RuleBroken]
    assert "came back" in run.failed[0][1].what
    MailService(dublin.desk).settle(mail.id, "right after all")
    assert len(ThanksService(dublin.desk).thank().written) == 1


def test_thanks_that_wait_stay_until_the_address_is_settled_or_another_one(dublin: Owing) -> None:
    acme, mail = late(dublin)
    dublin.settings(thank=True)
    MailService(dublin.desk).settle(mail.id, "right after all")
    paid = dublin.invoice(acme, "R-2", "50")
    statement = StatementService(dublin.at(FIRST).desk).send(acme, date(2026, 5, 1), FIRST)
    dublin.leave()
    dublin.pays(acme, "50", FIRST, (paid, "50"))
    (thanked,) = ThanksService(dublin.desk).thank().written
    take_notices(dublin.desk, [Notice(statement.message_id, ACME, Fate.FAILED, "550")])
    assert dublin.leave() == [(thanked.subject, "waits")]
    dublin.change_customer(acme, email="billing@acme.example")
    assert dublin.leave() == [(thanked.subject, "The customer's mail address was changed.")]


def test_receipts_and_statements_by_themselves_wait_and_those_a_person_sends_leave(dublin: Owing) -> None:
    acme, _ = late(dublin)
    dublin.settings(send_receipts=True)
    paid = dublin.invoice(acme, "R-2", "50")
    receipt = dublin.at(FIRST).pays(acme, "50", FIRST, (paid, "50"))
    run = ReceiptMailing(dublin.desk).send_new()
    assert (run.written, len(run.failed)) == ((), 1)
    dublin.policies.send_statements(1)
    month = StatementService(dublin.desk).send_monthly()
    assert (month.written, [name for name, _ in month.failed]) == ((), ["Acme"])
    assert {words for _, error in write_due(dublin.desk).failed for words in [error.what]} == {month.failed[0][1].what}
    assert ReceiptMailing(dublin.desk).send(receipt).subject
    assert StatementService(dublin.desk).send(acme, date(2026, 5, 1), FIRST).subject


@pytest.mark.parametrize("email", ["acme@customer.example; second@acme.example"])
def test_one_bad_address_of_two_holds_both(dublin: Owing, email: str) -> None:
    acme, _ = late(dublin)
    dublin.at(FIRST).change_customer(acme, email=email)
    assert dublin.send().written == ()
