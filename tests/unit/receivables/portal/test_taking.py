"""What the portal tells: each event once, words acted upon, attempts and consents kept, the gateway asked for money."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bookdesk.core.errors import Conflict, RuleBroken, Unreachable
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import AttemptState, PayMethod
from bookdesk.models.contact import Contact
from bookdesk.models.estimate import Estimate, EstimateStatus
from bookdesk.models.gateway import CameBy, CollectionAttempt, GatewayEvent, GatewayMove, MoveBooking
from bookdesk.models.invoice import Invoice
from bookdesk.models.paper import Paper
from bookdesk.models.portal import PortalConsent, PortalEvent, PortalWord, WordKind, WordState
from bookdesk.models.receipt import Receipt
from bookdesk.office.portalwords import act
from bookdesk.protocol import events
from bookdesk.protocol.chain import BrokenChain, Happening
from bookdesk.protocol.events import AttemptState as Told
from bookdesk.receivables.online.collecting import Collecting, Pages
from bookdesk.server.storage.tables import EventRow
from bookdesk.server.telling import append
from bookdesk.store.papers import read
from tests.support.billing import customer, issued
from tests.support.portalside import Side, connected, moment
from tests.unit.receivables.portal.acting import offered


def words(side: Side) -> list[PortalWord]:
    with side.desk.books.query() as session:
        return list(session.scalars(select(PortalWord).order_by(PortalWord.at, PortalWord.id)))


def test_an_estimate_is_accepted_once_by_whom_and_when_it_was(side: Side) -> None:
    estimate = offered(side.desk, customer(side.desk))
    side.settle()
    at = moment(side)
    side.happened(events.EstimateAccepted(estimate.id, 1, estimate.contact_id, "Kim Blue", at))
    side.clock.advance(3 * 86_400)
    side.service.pull()
    assert act(side.desk).done == 1
    assert act(side.desk).done == 0
    with side.desk.books.query() as session:
        row = session.get_one(Estimate, estimate.id)
    assert (row.status, row.accepted_by, str(row.decided_on)) == (EstimateStatus.ACCEPTED, "Kim Blue", "2026-07-01")
    assert [one.state for one in words(side)] == [WordState.ASKS], "somebody has to bill it"


def test_what_was_done_before_a_crash_counts_as_done(side: Side) -> None:
    estimate = offered(side.desk, customer(side.desk))
    side.settle()
    side.happened(events.EstimateAccepted(estimate.id, 1, estimate.contact_id, "Kim", moment(side)))
    side.service.pull()
    from bookdesk.invoicing.estimates import EstimateService  # noqa: PLC0415 - acts as the program that ended would have

    EstimateService(side.desk).accept(estimate.id, "Kim")
    assert act(side.desk).done == 1


def test_an_estimate_that_was_changed_since_is_left_to_a_person(side: Side) -> None:
    estimate = offered(side.desk, customer(side.desk))
    side.settle()
    side.happened(events.EstimateAccepted(estimate.id, 7, estimate.contact_id, "Kim", moment(side)))
    side.service.pull()
    assert act(side.desk).asks == 1
    (word,) = side.service.words()
    assert word.state is WordState.ASKS
    assert "was changed since" in (word.why or "")
    side.service.answer(word.id, "He means the new one.")
    assert side.service.words() == []
    with pytest.raises(RuleBroken, match="seen to"):
        side.service.answer(word.id, "again")


def test_an_estimate_is_declined_with_its_reason(side: Side) -> None:
    estimate = offered(side.desk, customer(side.desk))
    side.settle()
    side.happened(events.EstimateDeclined(estimate.id, 1, estimate.contact_id, "too dear", moment(side)))
    side.service.pull()
    act(side.desk)
    with side.desk.books.query() as session:
        row = session.get_one(Estimate, estimate.id)
    assert (row.status, row.decision_note) == (EstimateStatus.DECLINED, "too dear")


def test_a_dispute_marks_the_invoice_and_keeps_its_files_as_papers(side: Side) -> None:
    invoice = issued(side.desk, customer(side.desk))
    side.settle()
    file = events.SentFile("photo.png", "image/png", base64.b64encode(b"pixels").decode())
    side.happened(
        events.QuestionRaised(invoice.id, 1, invoice.contact_id, True, (2,), "broken", (file,), moment(side))  # noqa: FBT003 - a field
    )
    side.service.pull()
    act(side.desk)
    with side.desk.books.query() as session:
        row = session.get_one(Invoice, invoice.id)
        (paper,) = session.scalars(select(Paper).where(Paper.subject_id == invoice.id, Paper.kind == "evidence"))
        (kept,) = session.scalars(select(PortalEvent).where(PortalEvent.kind == "question raised"))
    assert (row.disputed, row.dispute_reason) == (True, "broken (lines 2)")
    assert read(side.desk.books, paper) == b"pixels"
    assert '"content":""' in (kept.content or "")
    (word,) = side.service.words()
    assert (word.kind, word.state, word.papers) == (WordKind.DISPUTE, WordState.ASKS, (paper.id,))


def test_who_asks_for_no_reminders_gets_none_and_is_written_to_in_his_language(side: Side) -> None:
    who = customer(side.desk)
    side.happened(events.PreferencesChanged(who, who, "fr", False, moment(side)))  # noqa: FBT003 - a field
    side.service.pull()
    assert act(side.desk).asks == 0
    with side.desk.books.query() as session:
        row = session.get_one(Contact, who)
    assert (row.language, row.reminders) == ("fr", False)


def test_a_consent_is_kept_in_its_words_until_it_is_taken_back(side: Side) -> None:
    who, at = customer(side.desk), moment(side)
    given = events.ConsentGiven("c1", who, "I agree.", "v1", "en", "pm_1", PayMethod.BANK_DEBIT, at)
    side.happened(given, given)
    side.service.pull()
    side.happened(events.ConsentRevoked("c1", who, at + timedelta(days=1)))
    side.service.pull()
    with side.desk.books.query() as session:
        (row,) = session.scalars(select(PortalConsent))
    assert (row.wording, row.given_at, row.revoked_at) == ("I agree.", at, at + timedelta(days=1))


def test_an_attempt_at_the_portal_holds_the_lease_here(side: Side) -> None:
    connected(side.desk)
    invoice = issued(side.desk, customer(side.desk))
    side.settle()
    amount, at = Money(invoice.total, "AUD"), moment(side)
    reference = f"{invoice.id}.{invoice.id}"
    side.happened(events.SessionOpened(invoice.id, "a1", reference, amount, None, at))
    side.service.pull()
    collecting = Collecting(side.desk, side.gateway, Pages("", "", lambda _: ""))
    with pytest.raises(Conflict, match="at the pay portal"):
        collecting.link(invoice.id)
    assert collecting.tidy() == 0
    assert side.gateway.sessions == {}
    side.happened(
        events.SessionChanged(invoice.id, "a1", reference, Told.PROCESSING, amount, "pi_1", None, at),
        events.SessionChanged(invoice.id, "a1", reference, Told.SUCCEEDED, amount, "pi_1", None, at),
        events.SessionChanged(invoice.id, "a1", reference, Told.EXPIRED, amount, None, None, at),
    )
    assert side.service.pull().news
    with side.desk.books.query() as session:
        (row,) = session.scalars(select(CollectionAttempt))
        assert session.scalar(select(func.count(Receipt.id))) == 0  # money is booked from the gateway alone
    assert (row.state, row.live, row.payment_id) == (AttemptState.SUCCEEDED, False, "pi_1")
    other = issued(side.desk, invoice.contact_id)
    with pytest.raises(RuleBroken, match="pay at the pay portal"):
        collecting.link(other.id)


def test_a_message_of_the_gateway_is_kept_as_it_came_and_once(side: Side) -> None:
    body = '{"id":"evt_1","object":"event"}'
    told = events.GatewayMessage("memory", "acct", "evt_1", "charge.succeeded", "v", body, True, moment(side))  # noqa: FBT003 - a field
    side.happened(told, told)
    assert side.service.pull().news
    with side.desk.books.query() as session:
        (row,) = session.scalars(select(GatewayEvent))
        assert session.scalar(select(func.count(GatewayMove.id))) == 0
        assert session.scalar(select(func.count(MoveBooking.id))) == 0
    assert (row.event_id, row.body, row.came_by) == ("evt_1", body, CameBy.PORTAL)


def test_an_event_that_nobody_knows_is_kept_and_shown(side: Side) -> None:
    at = moment(side)
    with side.portal.heart.store.writing() as session:
        append(session, side.tenant, [Happening("u1", at, "customer sang", '{"song":"blue"}')])
    side.service.pull()
    (word,) = side.service.words()
    assert (word.kind, word.state, word.said) == (WordKind.UNKNOWN, WordState.ASKS, {"kind": "customer sang"})
    with side.desk.books.query() as session:
        assert session.scalars(select(PortalEvent.content)).one() == '{"song":"blue"}'


def test_the_end_of_a_command_that_needed_the_gateway_is_kept_with_it(side: Side) -> None:
    invoice = issued(side.desk, customer(side.desk))
    side.settle()
    with side.desk.books.query() as session:
        from bookdesk.models.portal import PortalCommand  # noqa: PLC0415 - looked at here only

        idem = session.scalars(select(PortalCommand.idem).where(PortalCommand.subject == invoice.id)).one()
    why = "It was paid before it could be closed."
    side.happened(events.CommandOutcome(idem, "change amount", invoice.id, events.Outcome.REFUSED, why, moment(side)))
    side.service.pull()
    assert side.service.status().refused == (f"publish document {invoice.number}: {why}",)


def test_events_are_acknowledged_after_they_are_kept_and_taken_once(side: Side) -> None:
    side.happened(*(events.CodeMailed("c", moment(side)) for _ in range(3)))
    side.between.faults = ["after"]
    with pytest.raises(Unreachable):
        side.service.pull()
    with side.desk.books.query() as session:
        assert session.scalar(select(func.count(PortalEvent.id))) == 0
    assert side.service.pull().events == 3
    with side.portal.heart.store.reading() as session:
        from bookdesk.server.storage.tables import TenantRow  # noqa: PLC0415 - looked at here only

        assert session.get_one(TenantRow, side.tenant).acked_n == 3
    assert side.service.pull().events == 0


def test_a_forged_page_is_not_taken(side: Side) -> None:
    side.happened(events.CodeMailed("c", moment(side)))
    side.between.tampers = lambda body: body.replace(b'"code mailed"', b'"code_mailed"')
    with pytest.raises(Unreachable, match="does not carry the portal's signature"):
        side.service.pull()
    side.between.tampers = lambda body: body
    assert side.service.pull().events == 1


def test_an_event_that_was_changed_at_the_portal_itself_is_not_taken(side: Side) -> None:
    side.happened(events.CodeMailed("c", moment(side)))
    with side.portal.heart.store.writing() as session:
        row = session.get_one(EventRow, (side.tenant, 1))
        honest, row.kind = row.kind, "estimate accepted"
    with pytest.raises(BrokenChain, match="does not follow"):
        side.service.pull()
    with side.portal.heart.store.writing() as session:
        session.get_one(EventRow, (side.tenant, 1)).kind = honest
    assert side.service.pull().events == 1
