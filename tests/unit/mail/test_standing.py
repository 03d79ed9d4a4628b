"""What is cancelled is not mailed: told of the waiting mail at once, by the rule that stops it at sending."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bookdesk.cli.mailrows import view_text
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import MailKind
from bookdesk.invoicing.service import InvoiceService
from bookdesk.mail.listing import MailRow
from bookdesk.mail.lists import MailList
from bookdesk.mail.records import message_in
from bookdesk.mail.service import MailService
from bookdesk.mail.standing import stopped
from bookdesk.mail.verdicts import Withdraw
from bookdesk.models.estimate import Estimate, EstimateStatus
from bookdesk.models.invoice import Invoice, InvoiceStatus
from bookdesk.models.receipt import Receipt
from bookdesk.receivables.receipts import ReceiptService
from bookdesk.receivables.stillwanted import still_wanted
from bookdesk.reports.contactcard import ContactCards
from bookdesk.reports.salessummary import read_sales
from bookdesk.store.desk import Desk
from tests.support import sales
from tests.support.billing import TODAY, customer, issued
from tests.support.books import client_desk
from tests.support.posted import post
from tests.unit.mail.test_listing import rows


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as desk:
        yield desk


def found(desk: Desk, mail_id: str) -> MailRow:
    return next(row for row in rows(desk) if row.id == mail_id)


def to_decide(desk: Desk) -> list[str]:
    return [row.id for row in rows(desk, MailList.TO_DECIDE)]


def test_only_what_does_not_hold_any_more_is_stopped() -> None:
    over = {InvoiceStatus.VOID}
    for status in InvoiceStatus:
        for kind in (MailKind.INVOICE, MailKind.CREDIT_NOTE):
            assert bool(stopped(kind, Invoice(status=status, number="INV-1"))) is (status in over)
    gone = {EstimateStatus.WITHDRAWN, EstimateStatus.DRAFT}
    for state in EstimateStatus:
        assert bool(stopped(MailKind.ESTIMATE, Estimate(status=state, number="Q-1"))) is (state in gone)
    assert stopped(MailKind.STATEMENT, Invoice(status=InvoiceStatus.VOID)) is None
    assert stopped(MailKind.INVOICE, None) is None
    taken_back = Receipt(reversed_on=TODAY)
    assert [stopped(kind, taken_back) is None for kind in (MailKind.RECEIPT, MailKind.THANKS)] == [False, False]


def test_the_mail_of_a_cancelled_invoice_is_to_be_decided_and_would_be_withdrawn(desk: Desk) -> None:
    invoice, other = issued(desk, customer(desk)), issued(desk, customer(desk, "Red Cafe"))
    mail, kept = (post(desk, key=one.id, subject_id=one.id) for one in (invoice, other))
    assert to_decide(desk) == []
    InvoiceService(desk).cancel(invoice.id, "written twice")
    assert to_decide(desk) == [mail.id]
    row = found(desk, mail.id)
    assert row.stopped is not None
    assert (row.stopped.word, found(desk, kept.id).stopped) == ("cancelled", None)
    with desk.books.query() as session:
        verdicts = [still_wanted(session, message_in(session, one.id), desk.clock.now()) for one in (mail, kept)]
    assert verdicts == [Withdraw(row.stopped.why), None]
    said = [view_text(one) for one in MailService(desk).outbox()]
    assert ["will not leave" in one for one in said] == [True, False]
    assert f"{invoice.number} was cancelled before the mail left" in said[0]


def test_what_is_stopped_or_tells_an_old_sum_is_to_be_decided_and_stands_on_no_other_list(desk: Desk) -> None:
    gone, paid = issued(desk, customer(desk)), sales.issued(desk, "INV-0009", 110_00)
    for one in (gone, paid):
        post(desk, key=one.id, subject_id=one.id, contact_id=one.contact_id)
    assert mails_of(desk) == (2, 0)
    InvoiceService(desk).cancel(gone.id, "written twice")
    sales.received(desk, 25_00, (paid, 25_00))
    assert mails_of(desk) == (0, 2)
    assert {row.subject_id for row in rows(desk, MailList.TO_DECIDE)} == {gone.id, paid.id}
    assert not rows(desk, MailList.WAITING)
    (last,) = ContactCards(desk).card(gone.contact_id).mails
    assert last.stopped is not None
    assert last.stopped.word == "cancelled"


def mails_of(desk: Desk) -> tuple[int, int]:
    with desk.books.query() as session:
        found = read_sales(session, "AUD")
    return found.waiting, found.stuck


def test_a_mail_tells_that_its_sum_changed_after_it_was_written(desk: Desk) -> None:
    invoice = sales.issued(desk, "INV-0001", 110_00)
    mail = post(desk, subject_id=invoice.id)
    assert found(desk, mail.id).settled_since is None
    paid = sales.received(desk, 25_00, (invoice, 25_00))
    assert found(desk, mail.id).settled_since == Money(25_00, "AUD")
    assert found(desk, post(desk, key="2", subject_id=invoice.id).id).settled_since is None, "it tells the new sum"
    ReceiptService(desk).reverse(paid.id, why="bounced")
    assert found(desk, mail.id).settled_since is None, "as it was when it was written"
