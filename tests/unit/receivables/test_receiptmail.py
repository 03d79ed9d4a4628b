"""Receipts that leave: made once and the same ever after, mailed once, and not at all where nobody wants it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
from sqlalchemy import select

from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import MailKind, ReceiptWay
from bookdesk.mail.outbox import AlreadyWritten
from bookdesk.mail.verdicts import Withdraw
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.mail import MailMessage
from bookdesk.models.sales import SalesSettings
from bookdesk.receivables.receiptmail import ReceiptMailing
from bookdesk.receivables.receipts import ReceiptService
from bookdesk.receivables.stillwanted import still_wanted
from bookdesk.receivables.takings import Taken
from bookdesk.store.desk import Desk
from bookdesk.store.papers import read
from tests.support.books import client_desk
from tests.support.sales import customer, issued

NAME = "Hilton Park"
NOW = datetime(2026, 7, 20, 2, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        assert isinstance(opened.clock, MovableClock)
        opened.clock.instant = NOW
        told(opened, NAME, "accounts@hilton.example", "en-AU")
        issued(opened, "INV-1", 110_00)
        yield opened


def told(desk: Desk, name: str, email: str | None, language: str) -> None:
    who = customer(desk, name)
    with desk.books.change(Action.CONTACT_EDITED, "test", actor=desk.actor) as work:
        row = work.get(Contact, who.id)
        row.email, row.language = email, language
        work.commit()


def wanted(desk: Desk) -> None:
    with desk.books.change(Action.SALES_SETTINGS_EDITED, "test", actor=desk.actor) as work:
        work.add(SalesSettings(send_receipts=True))
        work.commit()


def take(desk: Desk, minor: int = 150_00) -> str:
    found = ReceiptService(desk).take(Taken(NAME, Money(minor, "AUD"), ReceiptWay.CHEQUE, reference="cheque 17"))
    return found.row.receipt.number or ""


def mails(desk: Desk) -> list[MailMessage]:
    with desk.books.query() as session:
        return list(session.scalars(select(MailMessage)))


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join(page.get_textpage().get_text_bounded() for page in document)


def test_a_paper_names_what_was_paid_and_what_is_left_and_never_changes(desk: Desk) -> None:
    number = take(desk)
    mailing = ReceiptMailing(desk)
    paper = mailing.make(number)
    text = text_of(read(desk.books, paper))
    for said in ("REC-0001", "Invoice INV-1", "110.00", "Your credit", "40.00", "150.00", "cheque 17"):
        assert said in text
    issued(desk, "INV-2", 40_00)
    ReceiptService(desk).apply(number)
    assert mailing.make(number).id == paper.id
    assert mailing.take(number) == read(desk.books, paper)
    assert "INV-2" in text_of(mailing.pdf(number))


@pytest.mark.parametrize(("language", "said"), [("de-DE", "Quittung"), ("fr-FR", "Reçu"), ("es-ES", "Recibo")])
def test_a_paper_is_in_the_customers_language(desk: Desk, language: str, said: str) -> None:
    told(desk, NAME, "a@hilton.example", language)
    assert said in text_of(ReceiptMailing(desk).pdf(take(desk)))


def test_a_mail_is_written_once_with_its_paper(desk: Desk) -> None:
    number = take(desk)
    mailing = ReceiptMailing(desk)
    mail = mailing.send(number)
    assert (mail.kind, mail.recipients) == (MailKind.RECEIPT, ["accounts@hilton.example"])
    assert mail.attachments == [mailing.make(number).id]
    assert "150" in mail.subject
    assert "INV-1" in mail.plain
    with pytest.raises(AlreadyWritten):
        mailing.send(number)


def test_new_receipts_are_mailed_by_themselves_once_where_the_client_wants_it(desk: Desk) -> None:
    take(desk)
    mailing = ReceiptMailing(desk)
    assert mailing.send_new().written == ()
    wanted(desk)
    assert len(mailing.send_new().written) == 1
    assert mailing.send_new().written == ()
    assert len(mails(desk)) == 1


def test_receipts_of_last_week_and_of_customers_without_an_address_are_left_alone(desk: Desk) -> None:
    wanted(desk)
    take(desk)
    assert isinstance(desk.clock, MovableClock)
    desk.clock.instant = NOW + timedelta(days=7)
    assert ReceiptMailing(desk).send_new().written == ()
    told(desk, NAME, None, "en-AU")
    number = take(desk, 5_00)
    assert ReceiptMailing(desk).send_new() == ReceiptMailing(desk).send_new()
    with pytest.raises(RuleBroken, match="no mail address"):
        ReceiptMailing(desk).send(number)
    assert mails(desk) == []


def test_a_reversed_receipt_is_not_mailed_nor_does_its_mail_leave(desk: Desk) -> None:
    first, second = take(desk), take(desk, 7_00)
    mail = ReceiptMailing(desk).send(first)
    for one in (first, second):
        ReceiptService(desk).reverse(one, why="bounced")
    with pytest.raises(RuleBroken, match="was reversed"):
        ReceiptMailing(desk).send(second)
    with desk.books.query() as session:
        verdict = still_wanted(session, session.get_one(MailMessage, mail.id), NOW)
    assert isinstance(verdict, Withdraw)
