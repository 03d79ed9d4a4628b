from __future__ import annotations

import base64
from dataclasses import fields
from datetime import date, timedelta
from email.utils import parseaddr

import pytest
from sqlalchemy import select

from bookdesk.core.clock import MovableClock
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod
from bookdesk.gateways.port import PaymentState
from bookdesk.protocol import commands, contents
from bookdesk.protocol.events import (
    CodeMailed,
    ConsentGiven,
    ConsentRevoked,
    DocumentSeen,
    EstimateAccepted,
    EstimateDeclined,
    Event,
    MethodRemoved,
    PreferencesChanged,
    QuestionRaised,
)
from bookdesk.protocol.words import PaperKind, PaperState
from bookdesk.server import tenants
from bookdesk.server.assembly import Portal
from bookdesk.server.collecting.consents import keep_method
from bookdesk.server.collecting.letting_go import AGAIN
from bookdesk.server.customers.grants import hash_of
from bookdesk.server.pages.port import AccountGrant, CodeAnswer, Limited, Paying, PayWish, PortalServices, Raised
from bookdesk.server.storage.base import PortalBase
from bookdesk.server.storage.moneytables import MethodRow
from bookdesk.server.views import Standing, Upload
from tests.support.desk import TOKEN, Desk, link, opened, paper_content
from tests.support.memorygateway import MemoryGateway
from tests.support.portal import Letters
from tests.unit.server.helpers import WHOLE, begun, grant, work

PDF = b"%PDF-1.7 olives"


def told(desk: Desk, kind: type[Event]) -> list[Event]:
    return [event for event in desk.pull() if isinstance(event, kind)]


def entered(portal: Portal, letters: Letters, session_id: str = "session-1") -> AccountGrant:
    own = grant(portal)
    assert portal.services.send_code(own)
    found = portal.services.redeem(own, letters.sent[-1].subject[-6:], session_id)
    assert isinstance(found, AccountGrant)
    return found


def everything(portal: Portal) -> dict[str, list[object]]:
    with portal.heart.store.reading() as session:
        tables = PortalBase.metadata.sorted_tables
        return {table.name: [tuple(row) for row in session.execute(select(table))] for table in tables}


def test_a_document_is_shown_as_it_was_published(portal: Portal, desk: Desk) -> None:
    services: PortalServices = portal.services
    desk.send(desk.paper())
    view = services.document(grant(portal))
    assert view is not None
    assert (view.number, view.standing, view.total, view.payable) == ("INV-1", Standing.OPEN, WHOLE, WHOLE)
    assert (view.firm.name, view.to) == ("Deli GmbH", ("Koala Pty Ltd", "Road 2"))
    assert [line.text for line in view.lines] == ["Olives"]
    assert view.can_be_paid
    assert services.document(grant(portal)) is view, "what did not change is made once"


def test_how_customers_reach_the_firm_is_shown_as_it_was_told_last(portal: Portal, desk: Desk) -> None:
    desk.send(desk.paper())
    for said in ("", "Ann, 01 555 0100"):
        desk.set_up(contact_line=said)
        view = portal.services.document(grant(portal))
        assert view is not None
        assert view.firm.contact == said


@pytest.mark.parametrize("what", ["wrong", "expired", "revoked", "withdrawn", "erased"])
def test_a_link_that_leads_nowhere_is_nothing_whatever_the_reason(
    portal: Portal, desk: Desk, clock: MovableClock, what: str
) -> None:
    desk.send(desk.paper())
    assert portal.services.link(TOKEN) is not None
    if what == "expired":
        clock.instant += timedelta(days=90)
    elif what == "revoked":
        desk.send(commands.RevokeLink(hash_of(TOKEN)))
    elif what == "withdrawn":
        desk.send(commands.WithdrawDocument("d1", PaperState.WITHDRAWN))
    elif what == "erased":
        desk.send(commands.EraseCustomer("cust1"))
    assert portal.services.link(TOKEN + ("x" if what == "wrong" else "")) is None


def test_only_the_hash_of_a_token_is_kept(portal: Portal, desk: Desk) -> None:
    desk.send(desk.paper())
    assert TOKEN not in repr(everything(portal))
    assert "Koala Pty" not in repr(everything(portal))
    assert "kim@example" not in repr(everything(portal))


def test_looking_changes_nothing(portal: Portal, desk: Desk, letters: Letters) -> None:
    desk.send(desk.paper())
    account = entered(portal, letters)
    before = everything(portal)
    services, own = portal.services, grant(portal)
    services.document(own)
    services.offers(own, WHOLE)
    services.preferences(own)
    services.account(account)
    services.session("session-1")
    services.own_document(account, "d1")
    services.wait(Limited.BAD_LINK, "192.0.2.1")
    assert everything(portal) == before


def test_a_link_of_another_tenant_takes_no_token_and_opens_nothing_else(
    portal: Portal, firm: Desk, desk: Desk, letters: Letters
) -> None:
    desk.send(desk.paper())
    other = opened(portal, firm, "wombat")
    other.set_up()
    stolen, own = (
        other.send(other.paper()),
        other.send(other.paper("d2", links=(link(portal.heart.now(), "wombat's"),))),
    )
    assert "leads elsewhere" in stolen[0].why
    assert own[0].why == ""
    account = entered(portal, letters)
    assert portal.services.own_document(account, "d2") is None
    assert portal.services.own_document(account, "d1") is not None
    assert other.send(commands.RevokeLink(hash_of(TOKEN)))[0].why == "There is no such link."
    assert portal.services.link(TOKEN) is not None


def test_paying_by_the_pages_door(portal: Portal, desk: Desk, gateway: MemoryGateway) -> None:
    desk.send(desk.paper())
    services, own = portal.services, grant(portal)
    answer = services.pay(own, PayWish(WHOLE, WHOLE, "https://p/done", "https://p/back"))
    assert answer.outcome is Paying.GO
    view = services.document(own)
    assert view is not None
    assert view.live is not None
    assert not view.can_be_paid
    assert services.resume(own) == answer
    gateway.pay("ses-1", PaymentState.PROCESSING)
    services.check(own)
    waiting = services.document(own)
    assert waiting is not None
    assert (waiting.standing, waiting.payable) == (Standing.PROCESSING, Money(0, "EUR"))
    gateway.settle("ses-1", PaymentState.SUCCEEDED)
    services.check(own)
    paid = services.document(own)
    assert paid is not None
    assert (paid.standing, paid.paid, [one.amount for one in paid.payments]) == (Standing.PAID, WHOLE, [WHOLE])


def test_a_part_a_late_day_and_an_old_amount_are_seen(
    portal: Portal, desk: Desk, gateway: MemoryGateway, clock: MovableClock
) -> None:
    desk.send(desk.paper(open=Money(4000, "EUR")))
    part = portal.services.document(grant(portal))
    assert part is not None
    assert (part.standing, part.paid, part.minimum) == (Standing.PART_PAID, Money(6000, "EUR"), Money(100, "EUR"))
    assert not part.overdue
    assert not part.stale
    clock.instant += timedelta(days=15)
    late = portal.services.document(grant(portal))
    assert late is not None
    assert late.overdue
    assert late.stale
    del gateway


def test_papers_and_receipts_are_taken_away(portal: Portal, desk: Desk) -> None:
    pdf = base64.b64encode(PDF).decode()
    desk.send(desk.paper(content=paper_content(WHOLE, pdf=pdf, pdf_name="INV-1.pdf")))
    paper = portal.services.take_paper(grant(portal))
    assert paper is not None
    assert (paper.name, paper.content) == ("INV-1.pdf", PDF)
    assert len(told(desk, DocumentSeen)) == 1
    where = tenants.receipt_place("koala", "d1", "pay-1")
    closed = desk.closed(contents.to_bytes(contents.ReceiptContent("Paid.", pdf)), where)
    desk.send(commands.ReceiptAvailable("d1", "pay-1", "RC-1", WHOLE, date(2026, 11, 30), closed))
    receipt = portal.services.take_receipt(grant(portal), "pay-1")
    assert receipt is not None
    assert receipt.content == PDF
    assert portal.services.take_receipt(grant(portal), "pay-2") is None


def test_an_estimate_is_answered_once_in_the_version_that_was_seen(portal: Portal, desk: Desk) -> None:
    desk.send(desk.paper(kind=PaperKind.ESTIMATE))
    services, own = portal.services, grant(portal)
    assert not services.accept(own, "Kim", 2)
    assert services.accept(own, "Kim \u202e4111 1111 1111 1111", 1)
    assert not services.decline(own, "Kim", "No", 1)
    view = services.document(own)
    assert view is not None
    assert (view.standing, view.answered_by) == (Standing.ACCEPTED, "Kim [removed]")
    assert [event.name for event in told(desk, EstimateAccepted) if isinstance(event, EstimateAccepted)] == [
        "Kim [removed]"
    ]
    desk.send(desk.paper(version=2, kind=PaperKind.ESTIMATE))
    assert services.decline(own, "Kim", "Too dear", 2)
    assert [event.reason for event in told(desk, EstimateDeclined) if isinstance(event, EstimateDeclined)] == [
        "Kim: Too dear"
    ]


def test_an_estimate_that_lapsed_is_not_accepted(portal: Portal, desk: Desk, clock: MovableClock) -> None:
    desk.send(desk.paper(kind=PaperKind.ESTIMATE))
    clock.instant += timedelta(days=20)
    assert not portal.services.accept(grant(portal), "Kim", 1)


def test_a_question_is_told_with_its_files_and_a_dispute_shows(portal: Portal, desk: Desk) -> None:
    desk.send(desk.paper())
    services, own = portal.services, grant(portal)
    files = (Upload("..\\..\\evil/photo.png", b"\x89PNG\r\n\x1a\n..."),)
    assert services.ask(own, "Which olives?", (1,), files, dispute=False) is Raised.DONE
    assert services.ask(own, "These are not mine", (), (), dispute=True) is Raised.DONE
    first, second = (event for event in told(desk, QuestionRaised) if isinstance(event, QuestionRaised))
    assert (first.lines, first.files[0].name, first.files[0].media_type) == ((1,), "photo.png", "image/png")
    assert second.dispute
    view = services.document(own)
    assert view is not None
    assert view.standing is Standing.DISPUTED


@pytest.mark.parametrize(
    ("text", "files", "answer"),
    [
        ("my card is 4111-1111-1111-1111", (), Raised.CARD_NUMBER),
        ("see file", (Upload("4111 1111 1111 1111.pdf", PDF),), Raised.CARD_NUMBER),
        ("see file", (Upload("a.pdf", b"MZ..."),), Raised.FILE_KIND),
        ("see file", (Upload("a.pdf", PDF + b"x" * 5 * 1024 * 1024),), Raised.FILE_SIZE),
        ("see files", (Upload("a.pdf", PDF),) * 4, Raised.TOO_MANY),
    ],
)
def test_what_is_not_kept_is_refused(
    portal: Portal, desk: Desk, text: str, files: tuple[Upload, ...], answer: Raised
) -> None:
    desk.send(desk.paper())
    assert portal.services.ask(grant(portal), text, (), files, dispute=False) is answer
    assert desk.pull() == []


def test_wishes_are_kept_and_told_when_they_change(portal: Portal, desk: Desk) -> None:
    desk.send(desk.paper())
    services = portal.services
    assert services.preferences(grant(portal)).masked_mail == "k•••@example.org"
    services.prefer(grant(portal), "fr", reminders=True)
    services.unsubscribe(grant(portal))
    services.unsubscribe(grant(portal))
    assert grant(portal).locale == "fr"
    assert not services.preferences(grant(portal)).reminders
    assert len(told(desk, PreferencesChanged)) == 2


def test_a_code_opens_the_account_once_and_for_an_hour(
    portal: Portal, desk: Desk, letters: Letters, clock: MovableClock
) -> None:
    desk.send(desk.paper())
    account = entered(portal, letters)
    assert letters.sent[0].to == "kim@example.org"
    assert "Deli GmbH" in letters.sent[0].body
    assert portal.services.redeem(grant(portal), letters.sent[0].subject[-6:], "again") is CodeAnswer.WRONG
    assert portal.services.session("session-1") == account
    assert portal.services.session("session-2") is None
    assert "session-1" not in repr(everything(portal))
    clock.advance(3601)
    assert portal.services.session("session-1") is None
    assert len(told(desk, CodeMailed)) == 1


def test_a_code_is_not_guessed_nor_good_for_long(
    portal: Portal, desk: Desk, letters: Letters, clock: MovableClock
) -> None:
    desk.send(desk.paper())
    own = grant(portal)
    portal.services.send_code(own)
    right = letters.sent[-1].subject[-6:]
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    assert [portal.services.redeem(own, wrong, "s") for _ in range(6)] == [CodeAnswer.WRONG] * 5 + [CodeAnswer.TOO_MANY]
    assert portal.services.redeem(own, right, "s") is CodeAnswer.TOO_MANY
    portal.services.send_code(own)
    clock.advance(601)
    assert portal.services.redeem(own, letters.sent[-1].subject[-6:], "s") is CodeAnswer.WRONG
    letters.away = True
    assert not portal.services.send_code(own)


def test_leaving_ends_the_session(portal: Portal, desk: Desk, letters: Letters) -> None:
    desk.send(desk.paper())
    entered(portal, letters)
    portal.services.leave("session-1")
    assert portal.services.session("session-1") is None


def test_a_code_leaves_from_the_hosts_address_and_answers_go_to_the_client(
    portal: Portal, desk: Desk, letters: Letters
) -> None:
    desk.set_up(mail_from="post@deli.example")
    desk.send(desk.paper())
    entered(portal, letters)
    letter = letters.sent[-1]
    assert parseaddr(letter.sender) == ("Deli GmbH", "portal@example.org")
    assert letter.reply_to == "post@deli.example"


def test_the_account_shows_everything_of_its_customer_alone(portal: Portal, desk: Desk, letters: Letters) -> None:
    desk.send(desk.paper(), desk.paper("d2", links=()))
    stranger = commands.Customer("cust2", (), "en")
    desk.send(desk.paper("d3", links=(), customer=stranger))
    rows = (contents.StatementRow(date(2026, 11, 1), None, "=1+1", Money(-500, "EUR"), Money(19500, "EUR")),)
    whole = contents.StatementContent("Koala Pty Ltd", (), rows, (), ())
    closed = desk.closed(contents.to_bytes(whole), tenants.statement_place("koala", "cust1", 1))
    desk.send(commands.PublishStatement(commands.Customer("cust1", (), "de"), date(2026, 11, 30), 1, closed))
    account = entered(portal, letters)
    view = portal.services.account(account)
    assert [row.id for row in view.documents] == ["d1", "d2"]
    assert (view.name, view.balance, len(view.history)) == ("Koala Pty Ltd", (Money(20000, "EUR"),), 1)
    table = portal.services.take_statement(account, date(2026, 11, 1), date(2026, 11, 30), "csv")
    assert table is not None
    assert "'=1+1" in table.content.decode()
    assert portal.services.take_statement(account, date(2026, 11, 1), date(2026, 11, 30), "pdf") is None


def test_consent_is_recorded_in_its_words_and_ends_with_its_method(
    portal: Portal, desk: Desk, letters: Letters, gateway: MemoryGateway, clock: MovableClock
) -> None:
    desk.send(desk.paper())
    account, services, now = entered(portal, letters), portal.services, portal.heart.now()
    with portal.heart.store.writing() as session:
        row = MethodRow(tenant="koala", id="pm", customer="cust1", gateway_customer="cus")
        keep_method(session, row, PayMethod.CARD, None, now)
    assert not services.give_consent(account, "pm of another", "Charge me.", "1")
    assert services.give_consent(account, "pm", "Charge me.", "1")
    view = services.account(account)
    assert view.consent is not None
    assert view.consent.words == "Charge me."
    assert [method.automatic for method in view.methods] == [True]
    assert services.give_consent(account, "pm", "Charge me, please.", "2")
    assert services.remove_method(account, "pm")
    assert not services.remove_method(account, "pm")
    gateway.methods["pm"] = True
    gateway.faults.append("away")
    portal.worker.turn()
    assert gateway.methods == {"pm": True}
    portal.worker.turn()  # not before its time
    assert gateway.methods == {"pm": True}
    clock.advance(AGAIN.total_seconds())
    portal.worker.turn()
    assert gateway.methods == {}
    assert portal.worker.letting_go.turn(9) == 0
    services.revoke_consent(account)
    assert services.account(account).consent is None
    kinds = [type(event) for event in desk.pull()]
    assert kinds.count(ConsentGiven) == 2
    assert kinds.count(ConsentRevoked) == 2
    assert kinds.count(MethodRemoved) == 1


def test_what_is_kept_long_enough_is_deleted_once_it_is_settled_and_told(
    portal: Portal, desk: Desk, gateway: MemoryGateway, clock: MovableClock
) -> None:
    desk.send(desk.paper(), desk.paper("d2", links=()))
    gateway.pay(begun(portal))
    portal.services.check(grant(portal))
    desk.send(commands.ChangeAmount("d1", PaperState.SETTLED, Money(0, "EUR"), ("pay-ses-1",), clock.now()))
    desk.pull()
    desk.ack()
    clock.instant += timedelta(days=91)
    work(portal)
    rows = everything(portal)
    assert [row[1] for row in rows["document"] if isinstance(row, tuple)] == ["d2"]
    assert rows["attempt"] == []
    again = Desk(portal, "koala", desk.device, desk.key, desk.seq, desk.prev)
    assert {field.name for field in fields(again)} >= {"position"}
    pages = again.pull()
    assert pages
    assert again.position == desk.position
