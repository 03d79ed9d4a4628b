"""What the books say reaches a real portal: documents, amounts, links, withdrawals; the newest of what waited."""

from __future__ import annotations

import hashlib
from decimal import Decimal

import pytest

from bookdesk.core.errors import RuleBroken, Unreachable
from bookdesk.core.money import Money
from bookdesk.invoicing.estimates import EstimateService
from bookdesk.invoicing.service import InvoiceService
from bookdesk.office.portal import switch_off
from bookdesk.protocol.words import PaperKind, PaperState
from bookdesk.receivables.portal import links
from bookdesk.receivables.receipts import ReceiptService
from tests.support.billing import customer, drafted, issued, line
from tests.support.portalside import Side
from tests.unit.receivables.portal.acting import commands_of, offered, paid, workspace_of


def test_nothing_leaves_before_a_person_has_seen_it(side: Side) -> None:
    issued(side.desk, customer(side.desk))
    with pytest.raises(RuleBroken, match="Nobody has seen"):
        side.service.push()
    assert side.between.heard == []
    (row,) = side.service.preview()
    assert (row.number, row.customer, row.what) == ("INV-0001", "Blue Cafe", "publish document")
    assert side.between.heard == []
    side.service.push()
    assert list(side.held()) == [row.document]


def test_an_issued_invoice_is_published_with_what_its_reader_sees_and_nothing_of_it_in_the_open(side: Side) -> None:
    invoice = issued(side.desk, customer(side.desk, email="kim@blue.example, office@blue.example"), line("12.50", "4"))
    side.settle()
    row, content = side.held()[invoice.id], side.content(invoice.id)
    assert (row.number, row.amount, row.open, row.currency) == (invoice.number, invoice.total, invoice.total, "AUD")
    assert content.total == Money(invoice.total, "AUD")
    assert [(one.text, one.quantity, one.amount) for one in content.lines] == [("Work", Decimal(4), Money(5000, "AUD"))]
    assert content.buyer.name == "Blue Cafe"
    assert sum(tax.amount.minor for tax in content.taxes) == invoice.tax
    assert content.contacts[0].mail == "kim@blue.example"
    spoken = b"".join(body for _, _, _, body in side.between.heard)
    assert b"Blue Cafe" not in spoken
    assert b"kim@blue.example" not in spoken
    assert hashlib.sha256(b"kim@blue.example").hexdigest().encode() in spoken


def test_a_draft_is_nobodys_business(side: Side) -> None:
    invoice = drafted(side.desk, customer(side.desk))
    side.settle()
    assert side.held() == {}
    assert links.link_for(side.desk, invoice.id) is None


def test_money_that_came_by_hand_changes_what_is_open_without_a_new_version(side: Side) -> None:
    invoice = issued(side.desk, customer(side.desk))
    side.settle()
    paid(side.desk, invoice, 4000)
    side.service.push()
    row = side.held()[invoice.id]
    assert (row.version, row.open, row.state) == (1, invoice.total - 4000, PaperState.ISSUED)
    paid(side.desk, invoice, invoice.total - 4000)
    side.service.push()
    assert (side.held()[invoice.id].open, side.held()[invoice.id].state) == (0, PaperState.SETTLED)
    assert commands_of(side.desk, invoice.id) == ["publish document", "change amount", "change amount"]


def test_a_payment_taken_back_opens_it_again(side: Side) -> None:
    invoice = issued(side.desk, customer(side.desk))
    side.settle()
    receipt = paid(side.desk, invoice, invoice.total)
    side.service.push()
    ReceiptService(side.desk).reverse(receipt, why="bounced")
    side.service.push()
    assert (side.held()[invoice.id].open, side.held()[invoice.id].state) == (invoice.total, PaperState.ISSUED)


def test_a_credit_note_takes_off_what_is_open_and_is_published_itself(side: Side) -> None:
    invoice = issued(side.desk, customer(side.desk))
    side.settle()
    service = InvoiceService(side.desk)
    note = service.issue(service.credit(invoice.id, lines=(line("30"),)).id)
    side.service.push()
    assert side.held()[invoice.id].open == invoice.total - note.total
    assert commands_of(side.desk, invoice.id)[-1] == "credit document"


def test_a_cancelled_invoice_is_withdrawn_as_void(side: Side) -> None:
    invoice = issued(side.desk, customer(side.desk))
    side.settle()
    InvoiceService(side.desk).cancel(invoice.id, "twice")
    side.service.push()
    assert side.held()[invoice.id].state == PaperState.VOID


def test_an_offer_that_is_changed_is_withdrawn_and_published_anew(side: Side) -> None:
    service, estimate = EstimateService(side.desk), offered(side.desk, customer(side.desk))
    side.settle()
    assert side.held()[estimate.id].state == PaperState.ISSUED
    service.revise(estimate.id)
    side.service.push()
    assert side.held()[estimate.id].state == PaperState.WITHDRAWN
    service.offer(estimate.id)
    side.service.push()
    row = side.held()[estimate.id]
    assert (row.version, row.state) == (2, PaperState.ISSUED)


def test_while_the_portal_is_away_the_newest_word_takes_the_place_of_what_waits(side: Side) -> None:
    invoice = issued(side.desk, customer(side.desk))
    side.service.preview()
    for part in (1000, 2000, 3000):
        side.between.faults = ["before"]
        with pytest.raises(Unreachable, match="cannot be reached"):
            side.service.push()
        paid(side.desk, invoice, part)
        side.clock.advance(86_400)
    sent = side.service.push().sent
    assert side.held()[invoice.id].open == invoice.total - 6000
    assert sent == 2  # settings, and one version of the document
    assert side.service.waiting() == 0


def test_a_document_that_never_left_and_is_cancelled_needs_no_word(side: Side) -> None:
    invoice = issued(side.desk, customer(side.desk))
    side.service.preview()
    side.between.faults = ["before"]
    with pytest.raises(Unreachable):
        side.service.push()
    InvoiceService(side.desk).cancel(invoice.id, "twice")
    side.service.push()
    assert side.held() == {}
    assert side.register() == {}


def test_links_are_made_offline_stable_and_lead_nowhere_once_revoked(side: Side) -> None:
    invoice = issued(side.desk, customer(side.desk))
    first, again = links.link_for(side.desk, invoice.id), links.link_for(side.desk, invoice.id)
    assert first is not None
    assert first == again
    token = first.rsplit("/", 1)[1]
    assert len(token) == 43  # 256 bits in base64
    side.settle()
    known = side.links()
    assert set(known) == {hashlib.sha256(token.encode()).hexdigest()}
    assert token.encode() not in b"".join(body for _, _, _, body in side.between.heard)
    new = side.service.link(invoice.id, anew=True)
    side.service.push()
    states = {row.token_hash: row.revoked is not None for row in side.links().values()}
    assert states == {
        hashlib.sha256(token.encode()).hexdigest(): True,
        hashlib.sha256(new.rsplit("/", 1)[1].encode()).hexdigest(): False,
    }


def test_each_contact_has_a_way_of_his_own(side: Side) -> None:
    invoice = issued(side.desk, customer(side.desk))
    one, two = links.link_for(side.desk, invoice.id), links.link_for(side.desk, invoice.id, "another-contact")
    assert one != two
    links.revoke(side.desk, invoice.id, "another-contact")
    side.settle()
    assert sum(row.revoked is None for row in side.links().values()) == 1
    assert links.link_for(side.desk, invoice.id) == one


def test_what_is_switched_off_is_withdrawn(side: Side) -> None:
    invoice = issued(side.desk, customer(side.desk))
    side.settle()
    switch_off(workspace_of(side.desk))
    side.service.push()
    assert side.held()[invoice.id].state == PaperState.WITHDRAWN
    assert links.link_for(side.desk, invoice.id) is None
    side.offer()
    side.settle()
    assert side.held()[invoice.id].state == PaperState.ISSUED


def test_a_paper_goes_along_where_papers_are_wanted(side: Side) -> None:
    side.offer(papers=True)
    invoice = issued(side.desk, customer(side.desk))
    side.settle()
    content = side.content(invoice.id)
    assert content.pdf is not None
    assert content.pdf_name.endswith(".pdf")
    assert side.service.push().sent == 0  # making the paper is no news


def test_a_refused_amount_is_told_with_its_document(side: Side) -> None:
    invoice = issued(side.desk, customer(side.desk))
    side.settle()
    side.clock.advance(-86_400)  # the desk's clock was ahead when it published
    paid(side.desk, invoice, 1000)
    side.service.push()
    side.service.push()
    assert side.held()[invoice.id].open == invoice.total - 1000


def test_many_documents_go_in_batches_of_what_a_request_may_hold(side: Side) -> None:
    side.offer(papers=True)
    who = customer(side.desk)
    for _ in range(12):
        issued(side.desk, who)
    side.settle()
    assert len(side.held()) == 12
    assert max(len(body) for _, _, _, body in side.between.heard) <= 1_000_000
    assert side.service.waiting() == 0


def test_statements_follow_where_they_are_wanted(side: Side) -> None:
    side.offer(statements=True)
    who = customer(side.desk)
    invoice = issued(side.desk, who)
    side.settle()
    first = side.statement(who)
    assert [(row.kind, row.number) for row in first.rows] == [(PaperKind.INVOICE, invoice.number)]
    assert first.closing == (Money(invoice.total, "AUD"),)
    paid(side.desk, invoice, 1000)
    side.service.push()
    assert side.statement(who).closing == (Money(invoice.total - 1000, "AUD"),)
    assert side.service.push().sent == 0
