"""Estimates: offered, decided with evidence, invoiced once, and never by themselves in the books."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.contacts.service import ContactService
from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import Conflict, InputError, NotFound, RuleBroken
from bookdesk.invoicing.considering import as_estimate, considered
from bookdesk.invoicing.entered import Entered
from bookdesk.invoicing.estimates import EstimateService, Evidence
from bookdesk.invoicing.service import InvoiceService
from bookdesk.models.estimate import Estimate, EstimateLine, EstimateStatus
from bookdesk.models.invoice import InvoiceKind
from bookdesk.models.paper import Paper
from bookdesk.store.desk import Desk
from bookdesk.store.papers import read
from tests.support.billing import TODAY, balances, customer, decide, line
from tests.support.books import client_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as desk:
        yield desk


@pytest.fixture
def service(desk: Desk) -> EstimateService:
    return EstimateService(desk)


def offered(desk: Desk, **values: object) -> Estimate:
    service = EstimateService(desk)
    entered = Entered(customer(desk), (line("250", "2", "Fence"),), **values)  # type: ignore[arg-type] # by name
    return service.offer(service.draft(entered).id)


def travel(desk: Desk, days: int) -> None:
    assert isinstance(desk.clock, MovableClock)
    desk.clock.instant += timedelta(days=days)


def test_an_accepted_estimate_becomes_one_invoice_with_its_lines(desk: Desk, service: EstimateService) -> None:
    made = offered(desk, reference="PO 7")
    assert (made.number, made.valid_until, made.total) == ("EST-0001", TODAY + timedelta(days=30), 55000)
    assert balances(desk, "1-1100") == [0]
    said = Evidence("yes.eml", "message/rfc822", b"Subject: yes")
    done = service.accept(made.id, "Jo\u202e Blue", note="by phone", evidence=said)
    with desk.books.query() as session:
        assert read(desk.books, session.get_one(Paper, done.evidence_id)) == b"Subject: yes"
    assert (done.accepted_by, done.decided_on, done.decision_note) == ("Jo Blue", TODAY, "by phone")
    invoice = service.invoice(made.id)
    assert (invoice.estimate_id, invoice.total, invoice.reference) == (made.id, 55000, "PO 7")
    with pytest.raises(RuleBroken, match="invoiced cannot become invoiced"):
        service.invoice(made.id)
    assert InvoiceService(desk).issue(invoice.id).number == "INV-0001"
    assert [one.id for one in service.show(made.id).invoices] == [invoice.id]


def test_it_may_be_invoiced_again_where_its_invoice_is_no_more(desk: Desk, service: EstimateService) -> None:
    made, invoices = offered(desk), InvoiceService(desk)
    service.accept(made.id, "Jo")
    invoices.delete(service.invoice(made.id).id)
    second = invoices.issue(service.invoice(made.id).id)
    invoices.cancel(second.id, "wrong day")
    third = service.invoice(made.id)
    assert [one.id for one in service.show(made.id).invoices] == [second.id, third.id]


def test_an_offer_that_ran_out_is_offered_anew_under_its_number(desk: Desk, service: EstimateService) -> None:
    made = offered(desk, due_date=date(2026, 7, 10))
    travel(desk, 10)
    assert next(service.estimates()).expired
    with pytest.raises(RuleBroken, match="ended on 2026-07-10"):
        service.accept(made.id, "Jo")
    assert service.accept(made.id, "Jo", on=date(2026, 7, 10)).status is EstimateStatus.ACCEPTED
    other = offered_again(desk, service)
    assert other.number == "EST-0002"


def offered_again(desk: Desk, service: EstimateService) -> Estimate:
    entered = Entered(customer(desk, "Other"), (line(),), due_date=date(2026, 7, 20))
    made = service.offer(service.draft(entered).id)
    travel(desk, 20)
    service.revise(made.id)
    with pytest.raises(RuleBroken, match="would end on 2026-07-20"):
        service.offer(made.id)
    service.edit(made.id, replace(service.entered(made.id), due_date=date(2026, 9, 1)))
    return service.offer(made.id)


def test_an_estimate_that_is_typed_holds_as_long_as_the_one_that_is_kept(desk: Desk, service: EstimateService) -> None:
    short = customer(desk)
    ContactService(desk).edit(short, {"terms": "net 14"})
    for said in (None, date(2026, 7, 9)):
        entered = Entered(short, (line(),), due_date=said)
        seen, _ = as_estimate(considered(desk, entered, InvoiceKind.INVOICE))
        assert seen.valid_until == service.draft(entered).valid_until


def test_a_decision_noted_by_mistake_is_taken_back_while_nothing_is_invoiced(
    desk: Desk, service: EstimateService
) -> None:
    made = offered(desk)
    service.accept(made.id, "Jo")
    assert (service.decline(made.id, note="it was the other one").accepted_by) is None
    service.accept(made.id, "Jo after all")
    back = service.revise(made.id)
    assert (back.status, back.number, back.accepted_by, back.decided_on) == ("draft", "EST-0001", None, None)
    service.offer(made.id)
    service.accept(made.id, "Jo")
    service.invoice(made.id)
    for late in (service.decline, service.revise):
        with pytest.raises(RuleBroken, match="that is invoiced cannot become"):
            late(made.id)


def test_the_words_of_invoices_do_not_stand_on_an_offer_nor_its_own_on_the_invoice(
    desk: Desk, service: EstimateService
) -> None:
    decide(desk, introduction="This is what we did for you.", note="With our guarantee.")
    entered = Entered(customer(desk), (line("250"),))
    previewed = considered(desk, entered, InvoiceKind.INVOICE, offer=True).entered
    kept = service.draft(entered)
    assert {one.introduction for one in (previewed, kept)} == {one.note for one in (previewed, kept)} == {None}
    own = service.draft(replace(entered, introduction="We offer you:"))
    assert own.introduction == "We offer you:"
    service.accept(service.offer(own.id).id, "Jo")
    invoice = service.invoice(own.id)
    assert (invoice.introduction, invoice.note) == ("This is what we did for you.", "With our guarantee.")


def test_no_and_never_mind_end_it(desk: Desk, service: EstimateService) -> None:
    no, never = offered(desk), None
    assert service.decline(no.id, note="too dear").status is EstimateStatus.DECLINED
    never = service.offer(service.copy(no.id).id)
    assert service.withdraw(never.id).status is EstimateStatus.WITHDRAWN
    with pytest.raises(RuleBroken):
        service.invoice(never.id)
    with pytest.raises(RuleBroken, match="cannot become accepted"):
        service.accept(never.id, "Jo")
    assert [one.estimate.status for one in service.estimates(EstimateStatus.DECLINED, "blue")] == ["declined"]


def test_slips_are_refused(desk: Desk, service: EstimateService) -> None:
    made = offered(desk)
    with pytest.raises(InputError, match="not said who"):
        service.accept(made.id, " \u200b ")
    with pytest.raises(InputError, match="no day of this offer"):
        service.accept(made.id, "Jo", on=TODAY + timedelta(days=1))
    with pytest.raises(InputError, match="0 bytes"):
        service.accept(made.id, "Jo", evidence=Evidence("mail.eml", "message/rfc822", b""))
    with pytest.raises(RuleBroken, match="is offered"):
        service.edit(made.id, service.entered(made.id))
    with pytest.raises(InputError, match="would end on"):
        service.draft(Entered(made.contact_id, (line(),), due_date=date(2026, 6, 1)))
    for lines in ((), (line("-1"),)):
        empty = service.draft(Entered(made.contact_id, lines))
        with pytest.raises(RuleBroken, match="is for"):
            service.offer(empty.id)
    with pytest.raises(Conflict):
        service.withdraw(made.id, version=made.version - 1)
    with pytest.raises(NotFound):
        service.find("EST-9")
    assert service.find("est-0001") == made.id


def test_a_draft_is_thrown_away_unless_it_has_a_number(desk: Desk, service: EstimateService) -> None:
    made = offered(desk)
    service.revise(made.id)
    with pytest.raises(RuleBroken, match="was offered before"):
        service.delete(made.id)
    service.delete(service.copy(made.id).id)
    with desk.books.query() as session:
        assert len(session.scalars(select(Estimate)).all()) == 1
        assert len(session.scalars(select(EstimateLine)).all()) == 1


def test_lists_are_walked_by_page(desk: Desk, service: EstimateService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bookdesk.invoicing.estimates.PAGE", 2)
    who = customer(desk)
    ids = [service.draft(Entered(who, (line(),), document_date=date(2026, 6, day))).id for day in (1, 2, 2, 3, 1)]
    found = [one.estimate for one in service.estimates()]
    assert len({one.id for one in found}) == len(ids)
    assert [one.document_date.day for one in found] == [3, 2, 2, 1, 1]
    assert Decimal(found[0].total) == 11000
