"""Estimates in the window: offered, decided on, and made into invoices."""

from __future__ import annotations

from pathlib import Path

from bookdesk.invoicing.entered import Entered
from bookdesk.invoicing.estimates import EstimateService
from bookdesk.models.estimate import Estimate, EstimateStatus
from bookdesk.store.desk import Desk
from bookdesk.ui.sales.editor.view import EditorScreen
from bookdesk.ui.sales.estimates.table import state_pill
from bookdesk.ui.sales.estimates.view import EstimatesScreen
from tests.support.billing import customer, line
from tests.support.way_in import ScriptedChooser
from tests.unit.ui.sales.selling import Selling
from tests.unit.ui.sales.test_editor import cell, fill, paused


def a_draft(desk: Desk) -> str:
    return EstimateService(desk).draft(Entered(customer(desk), (line("500", text="Wedding"),))).id


def offered(desk: Desk) -> str:
    estimate_id = a_draft(desk)
    EstimateService(desk).offer(estimate_id)
    return estimate_id


def kept(selling: Selling, estimate_id: str) -> Estimate:
    return selling.work(lambda desk: EstimateService(desk).show(estimate_id)).view.estimate


def shown(selling: Selling) -> EstimatesScreen:
    return selling.at(EstimatesScreen)


def test_an_estimate_is_written_and_offered(selling: Selling) -> None:
    selling.work(customer)
    selling.go("estimates")
    selling.act("new")
    screen = selling.at(EditorScreen)
    fill(selling, screen.form.customer, "blue")
    cell(selling, 0, "description", "Wedding")
    cell(selling, 0, "unit_price", "500")
    paused(selling)
    assert screen.paper.page() == 1
    assert screen.acts["issue"].text() == "Offer"
    selling.act("issue")
    assert "estimate EST-0001 to Blue Cafe for 550.00 AUD" in screen.prompt._question.text()  # noqa: SLF001 - what is read
    selling.answer(screen.prompt)
    assert not screen.form.isVisible()
    older = selling.work(offered)
    selling.act("back")
    row = shown(selling).table.current_record()
    assert row.estimate.number == "EST-0001", "the one that was just made"
    assert {one.estimate.id for one in shown(selling).model.rows()} >= {older, row.estimate.id}


def test_an_offer_is_decided_on_its_own_page(selling: Selling) -> None:
    estimate_id = selling.work(offered)
    selling.go("invoice", view="estimate", item=estimate_id)
    screen = selling.at(EditorScreen)
    assert screen.deciding.pane.isVisible()
    assert not screen.acts["to invoice"].isEnabled()
    selling.act("accept")
    selling.answer(screen.prompt, "Jo Brown by mail")
    assert kept(selling, estimate_id).status is EstimateStatus.ACCEPTED
    assert not screen.acts["accept"].isEnabled()
    selling.act("decline")  # it was noted by mistake
    selling.answer(screen.prompt, "")
    assert kept(selling, estimate_id).status is EstimateStatus.DECLINED
    selling.act("accept")
    selling.answer(screen.prompt, "Jo Brown by mail")
    assert screen.acts["revise"].isEnabled(), "also back to a draft"
    selling.act("to invoice")
    front = selling.at(EditorScreen).presenter.front
    assert front is not None
    assert front.sort.value == "invoice"
    assert not screen.acts["accept"].isEnabled()
    selling.go("estimates", view="invoiced")
    assert [state_pill(one).words for one in shown(selling).model.rows()] == ["Invoice drafted"]


def test_what_is_accepted_becomes_an_invoice_once(selling: Selling) -> None:
    estimate_id = selling.work(offered)
    selling.go("estimates", view="open")
    selling.act("accept")
    prompt = shown(selling).page.prompt
    assert not prompt.do.isEnabled(), "somebody accepted it"
    selling.answer(prompt, "Jo Brown by mail")
    assert kept(selling, estimate_id).accepted_by == "Jo Brown by mail"
    selling.go("estimates", view="accepted")
    selling.act("invoice")
    screen = selling.at(EditorScreen)
    assert screen.presenter.front is not None
    assert screen.presenter.front.customer == "Blue Cafe"
    assert kept(selling, estimate_id).status is EstimateStatus.INVOICED
    selling.go("estimates", view="invoiced")
    assert not shown(selling).acts["invoice"].isEnabled()


def test_the_evidence_is_kept_with_what_was_accepted(selling: Selling, tmp_path: Path) -> None:
    estimate_id = selling.work(offered)
    mail = tmp_path / "yes.txt"
    mail.write_text("Yes, please.", "utf-8")
    selling.go("estimates", view="open")
    shown(selling).chooser = ScriptedChooser([mail])
    selling.act("accept with")
    selling.answer(shown(selling).page.prompt, "Jo")
    assert kept(selling, estimate_id).evidence_id is not None


def test_declined_and_taken_back_to_a_draft_it_keeps_its_number(selling: Selling) -> None:
    estimate_id = selling.work(offered)
    selling.go("estimates", view="open")
    selling.act("decline")
    selling.answer(shown(selling).page.prompt, "too dear")
    assert kept(selling, estimate_id).decision_note == "too dear"
    selling.go("estimates", view="declined")
    selling.act("revise")
    assert kept(selling, estimate_id).number == "EST-0001"
    assert selling.at(EditorScreen).form.isVisible()
    selling.go("estimates", view="draft")
    assert not shown(selling).acts["delete"].isEnabled(), "its number was told to the customer"


def test_the_filter_looks_in_customer_and_total(selling: Selling) -> None:
    selling.work(offered)
    selling.go("estimates", view="open")
    screen = shown(selling)
    for text, rows in (("blue", 1), ("550", 1), ("red", 0), ("blue red", 0)):
        screen.page.filter.setText(text)
        screen.page.filter_changed.emit(text)
        assert screen.model.rowCount() == rows, text
