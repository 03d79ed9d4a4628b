"""Invoices and estimates by mail: what is written, once, to whom, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.core.errors import InputError, RuleBroken
from bookdesk.core.vocabulary import MailKind, MailStage, PaperKind
from bookdesk.invoicing.entered import Entered
from bookdesk.invoicing.estimates import EstimateService
from bookdesk.invoicing.mailing import SalesMailing, Wish
from bookdesk.invoicing.service import InvoiceService
from bookdesk.invoicing.terms import Milestone
from bookdesk.mail.bounces import Fate, Notice
from bookdesk.mail.bouncing import take_notices
from bookdesk.mail.outbox import AlreadyWritten, all_recipients, texts
from bookdesk.mail.templates import Template
from bookdesk.models.actions import Action
from bookdesk.models.mail import MailMessage, MailState
from bookdesk.models.paper import Paper
from bookdesk.store.desk import Desk
from tests.support.billing import customer, decide, drafted, issued, line
from tests.support.books import bank, client_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path, "IE") as desk:
        decide(desk, bank_account_id=bank(desk).id, reply_to="office@acme.example", from_name="Acme Catering")
        yield desk


def mails(desk: Desk) -> list[MailMessage]:
    with desk.books.query() as session:
        return list(session.scalars(select(MailMessage).order_by(MailMessage.id)))


def take_out(desk: Desk, mail: MailMessage) -> None:
    with desk.books.change(Action.MAIL_CANCELLED, "no", actor=desk.actor) as work:
        state = work.session.scalars(select(MailState).where(MailState.mail_id == mail.id)).one()
        state.stage = MailStage.CANCELLED
        work.commit()


def test_an_invoice_leaves_with_its_paper_and_says_where_to_pay(desk: Desk) -> None:
    who = customer(desk, email="pay@blue.example", attention="Jo")
    invoice = issued(desk, who)
    mail = SalesMailing(desk).write(invoice.id)
    assert (mail.kind, mail.key, mail.subject_id) == (MailKind.INVOICE, f"invoice:{invoice.id}:1", invoice.id)
    assert all_recipients(mail) == ("pay@blue.example",)
    assert (mail.from_name, mail.reply_to) == ("Acme Catering", "office@acme.example")
    assert mail.subject == f"Invoice {invoice.number} from Acme Catering"
    assert "Hello Jo," in mail.plain
    assert "IBAN: IE29 AIBK 9311 5212 3456 78" in mail.plain
    assert f"Payment reference: {invoice.payment_reference or invoice.number}" in mail.plain
    with desk.books.query() as session:
        (paper,) = (session.get_one(Paper, id_) for id_ in texts(mail.attachments))
    assert (paper.kind, paper.subject_id) == (PaperKind.INVOICE, invoice.id)


def test_a_mail_writes_the_numbers_of_an_account_as_its_paper_does(tmp_path: Path) -> None:
    with client_desk(tmp_path) as desk:
        decide(desk, bank_account_id=bank(desk).id)
        mail = SalesMailing(desk).write(issued(desk, customer(desk, email="pay@blue.example")).id)
    assert "BSB: 062-000\nAccount number: 11223344" in mail.plain


def test_the_preview_is_what_is_written_and_keeps_nothing(desk: Desk) -> None:
    invoice = issued(desk, customer(desk, email="pay@blue.example", language="de-DE"))
    seen = SalesMailing(desk).preview(invoice.id)
    assert (mails(desk), seen.before) == ([], ())
    mail = SalesMailing(desk).write(invoice.id)
    assert (seen.text.subject, seen.text.plain, seen.recipients) == (mail.subject, mail.plain, all_recipients(mail))
    assert mail.subject.startswith("Rechnung")
    assert [one.id for one in SalesMailing(desk).preview(invoice.id).before] == [mail.id]


def test_it_is_written_once_unless_a_person_asks_again(desk: Desk) -> None:
    invoice = issued(desk, customer(desk, email="pay@blue.example"))
    first = SalesMailing(desk).write(invoice.id)
    with pytest.raises(AlreadyWritten, match=r"is in the outbox already, to pay@blue\.example"):
        SalesMailing(desk).write(invoice.id)
    assert SalesMailing(desk).preview(invoice.id).waits
    with desk.books.change(Action.MAIL_SENT, "accepted", actor=desk.actor) as work:
        work.session.scalars(select(MailState).where(MailState.mail_id == first.id)).one().stage = MailStage.ACCEPTED
        work.commit()
    with pytest.raises(AlreadyWritten, match=r"mailed on .* to pay@blue\.example"):
        SalesMailing(desk).write(invoice.id)
    assert not SalesMailing(desk).preview(invoice.id).waits
    again = SalesMailing(desk).write(
        invoice.id, Wish(to=("boss@blue.example",), copies=("cc@blue.example",), again=True)
    )
    assert again.key == f"invoice:{invoice.id}:2"
    assert all_recipients(again) == ("boss@blue.example", "cc@blue.example")
    assert len({one.message_id for one in mails(desk)}) == 2


def test_what_was_taken_out_of_the_outbox_may_be_written_again(desk: Desk) -> None:
    invoice = issued(desk, customer(desk, email="pay@blue.example"))
    take_out(desk, SalesMailing(desk).write(invoice.id))
    assert SalesMailing(desk).write(invoice.id).key == f"invoice:{invoice.id}:2"


def test_nobody_to_write_to_is_told_and_nothing_is_written(desk: Desk) -> None:
    invoice = issued(desk, customer(desk))
    with pytest.raises(InputError, match="no recipient"):
        SalesMailing(desk).write(invoice.id)
    assert mails(desk) == []


def test_a_draft_and_a_cancelled_one_are_refused(desk: Desk) -> None:
    who = customer(desk, email="pay@blue.example")
    with pytest.raises(RuleBroken, match="draft"):
        SalesMailing(desk).write(drafted(desk, who).id)
    gone = issued(desk, who)
    InvoiceService(desk).cancel(gone.id, "wrong customer")
    with pytest.raises(RuleBroken):
        SalesMailing(desk).write(gone.id)
    assert mails(desk) == []


def test_a_credit_note_asks_for_nothing(desk: Desk) -> None:
    invoice = issued(desk, customer(desk, email="pay@blue.example"))
    note = InvoiceService(desk).credit(invoice.id)
    issued_note = InvoiceService(desk).issue(note.id)
    mail = SalesMailing(desk).write(issued_note.id)
    assert mail.kind is MailKind.CREDIT_NOTE
    assert "IBAN" not in mail.plain


def test_an_estimate_says_until_when_it_holds(desk: Desk) -> None:
    who = customer(desk, email="pay@blue.example")
    estimate = EstimateService(desk).draft(Entered(who, (line(),), due_date=date(2026, 7, 31)))
    EstimateService(desk).offer(estimate.id)
    mail = SalesMailing(desk).write(estimate.id)
    assert mail.kind is MailKind.ESTIMATE
    assert mail.key == f"estimate:{estimate.id}:1"
    assert "Valid until: " in mail.plain


def test_words_of_ones_own_for_one_mail(desk: Desk) -> None:
    invoice = issued(desk, customer(desk, email="pay@blue.example"))
    mail = SalesMailing(desk).write(
        invoice.id, Wish(words=Template("As discussed: {number}", "Dear {customer}\n{total}"))
    )
    assert mail.subject == f"As discussed: {invoice.number}"


def test_of_several_those_that_can_be_written_are(desk: Desk) -> None:
    first = issued(desk, customer(desk, email="pay@blue.example"))
    second = issued(desk, customer(desk, "Red Cafe"))
    SalesMailing(desk).write(first.id)
    third = issued(desk, customer(desk, "Green Cafe", email="g@green.example"))
    run = SalesMailing(desk).write_all([first.id, second.id, third.id])
    assert [one.subject_id for one in run.written] == [third.id]
    assert [id_ for id_, _ in run.failed] == [second.id]


def test_a_mail_to_an_address_from_which_the_last_one_came_back_is_warned_of_and_written(desk: Desk) -> None:
    invoice = issued(desk, customer(desk, email="pay@blue.example"))
    mail = SalesMailing(desk).write(invoice.id)
    assert SalesMailing(desk).preview(invoice.id).shut == ()
    take_notices(desk, [Notice(mail.message_id, "pay@blue.example", Fate.FAILED, "550")])
    assert SalesMailing(desk).preview(invoice.id).shut == ("pay@blue.example",)
    assert SalesMailing(desk).preview(invoice.id, Wish(to=("new@blue.example",))).shut == ()
    assert SalesMailing(desk).write(invoice.id, Wish(again=True)).id != mail.id


def test_an_invoice_in_parts_says_how_much_is_due_first_and_by_when(desk: Desk) -> None:
    who = customer(desk, email="pay@blue.example")
    parts = (
        Milestone("Deposit", Decimal("0.3"), date(2026, 7, 10)),
        Milestone("Rest", None, date(2026, 8, 10)),
    )
    mail = SalesMailing(desk).write(issued(desk, who, milestones=parts).id)
    assert "To pay: €123.00\nDue: €36.90 on 10 July 2026, the rest as the invoice says\n" in mail.plain
    reached = (Milestone("All", None, None),)
    assert "Due: in parts" in SalesMailing(desk).write(issued(desk, who, milestones=reached).id).plain
