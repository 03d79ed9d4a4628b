"""From file to reviewed bill: sealed at once, read, corrected, confirmed; what is no bill never becomes payable."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.readiness import doubtful
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.capture.views import FieldView, InboxItem
from bookdesk.core.errors import Conflict, InputError, NotFound, RuleBroken
from bookdesk.core.vocabulary import DocumentKind, FieldState, TaxMode, WayOfPayment
from bookdesk.models.bill import Bill, BillKind, BillLine, BillStatus
from bookdesk.models.contact import PayeeAccount, Provenance
from bookdesk.models.document import Document, DocumentPage, DocumentState
from bookdesk.sandbox import papers
from bookdesk.sandbox.papers import bills
from bookdesk.sandbox.papers.truth import Truth
from bookdesk.store.desk import Desk
from tests.support.books import supplier
from tests.support.readers import Stopping
from tests.unit.capture.intake import COST, CREDIT, ROAST, STATEMENT, XML, bill, count, taken


def test_each_file_has_its_number_at_once_and_its_original_sealed(
    desk: Desk, capture: CaptureService, files: dict[str, papers.Paper]
) -> None:
    intakes = capture.capture(Incoming(name, files[name].data) for name in (ROAST, XML))
    assert [(intake.number, intake.state) for intake in intakes] == [
        (1, DocumentState.RECEIVED),
        (2, DocumentState.RECEIVED),
    ]
    with desk.books.query() as session:
        row = session.get_one(Document, intakes[0].document_id)
    assert desk.books.documents.read(row.stored_name, row.seal_key, row.sha256) == files[ROAST].data


def test_outcomes_follow_from_what_a_document_is(
    desk: Desk, capture: CaptureService, files: dict[str, papers.Paper]
) -> None:
    outcomes = {intake.file_name: intake for intake in taken(capture, files, ROAST, CREDIT, STATEMENT, XML)}
    assert {name: intake.state for name, intake in outcomes.items()} == {
        ROAST: DocumentState.TO_REVIEW,
        CREDIT: DocumentState.TO_REVIEW,
        STATEMENT: DocumentState.NOT_PAYABLE,
        XML: DocumentState.TO_REVIEW,
    }
    assert outcomes[STATEMENT].reason
    assert outcomes[STATEMENT].bill_id is None
    assert count(desk, Bill) == 3
    assert bill(desk, "SRC-1042").kind is BillKind.CREDIT_NOTE


def test_the_draft_has_the_documents_lines_taxes_and_four_dates(
    desk: Desk, capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST)
    draft = bill(desk, "SR-20418")
    assert (draft.net, draft.tax, draft.total, draft.currency) == (113400, 3780, 117180, "AUD")
    assert (draft.document_date, draft.tax_point, draft.due_date) == (
        date(2026, 5, 4),
        date(2026, 5, 4),
        date(2026, 6, 3),
    )
    assert (draft.received_date, draft.order_number) == (date(2026, 7, 1), "PO-1187")
    shown = inbox.show("1")
    assert shown.bill
    assert [(line.tax_code, line.net.text, line.tax.text) for line in shown.bill.lines] == [
        ("FRE", "756.00", "0.00"),
        ("GST", "267.00", "26.70"),
        ("GST", "93.00", "9.30"),
        ("GST", "18.00", "1.80"),
    ]
    assert all(passed for _, passed in shown.checks)
    placed = {field.name: field for field in shown.fields}["total"]
    assert placed.page == 1
    assert placed.box
    assert placed.state is FieldState.PROVED


def test_lines_with_tax_in_their_prices_stay_so(desk: Desk, capture: CaptureService, inbox: InboxService) -> None:
    capture.capture([Incoming("produce.pdf", papers.bill_pdf(bills.PRODUCE, "form"))])
    capture.read_waiting()
    draft = bill(desk, bills.PRODUCE.number)
    assert (draft.tax_mode, draft.net, draft.tax, draft.total) == (TaxMode.INCLUSIVE, 42570, 640, 43210)
    shown = inbox.show("1")
    assert shown.bill
    assert [(line.tax_code, line.gross.text) for line in shown.bill.lines][-1] == ("GST", "15.40")


def test_corrections_are_kept_beside_what_was_read(
    desk: Desk, capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST)
    shown = inbox.set(
        "1",
        {
            "issue_date": "2026-05-05",
            "account": COST,
            "line.1.description": "Beans",
            "way_of_payment": "direct_debit",
            "payment_reference": "none",
        },
    )
    field = {one.name: one for one in shown.fields}["issue_date"]
    assert (field.value, field.read_value, field.state) == ("2026-05-05", "2026-05-04", FieldState.CORRECTED)
    assert shown.bill
    assert {line.account for line in shown.bill.lines} == {COST}
    assert shown.bill.lines[0].description == "Beans"
    changed = bill(desk, "SR-20418")
    assert (changed.way_of_payment, changed.payment_reference) == (WayOfPayment.DIRECT_DEBIT, None)


def test_tax_follows_code_and_mode_and_a_printed_tax_stays(
    desk: Desk, capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, CREDIT)
    inbox.set("1", {"tax_code": "FRE"})
    assert (bill(desk, "SRC-1042").net, bill(desk, "SRC-1042").tax) == (8900, 0)
    inbox.set("1", {"tax_code": "GST"})
    assert (bill(desk, "SRC-1042").tax, bill(desk, "SRC-1042").total) == (890, 9790)
    inbox.set("1", {"line.1.tax": "8.91"})
    assert (bill(desk, "SRC-1042").tax, bill(desk, "SRC-1042").total) == (891, 9791)
    inbox.set("1", {"line.1.tax": "8.90", "tax_mode": "inclusive", "line.1.gross": "97.90"})
    changed = bill(desk, "SRC-1042")
    assert (changed.tax_mode, changed.net, changed.tax, changed.total) == (TaxMode.INCLUSIVE, 8900, 890, 9790)
    inbox.set("1", {"line.1.net": "50", "line.2.description": "second", "line.2.tax_code": "FRE", "line.2.net": "39"})
    assert count(desk, BillLine) == 2
    assert bill(desk, "SRC-1042").net == 8900
    inbox.set("1", {"lines": "1"})
    assert count(desk, BillLine) == 1


WRONG: tuple[tuple[dict[str, str], type[Exception]], ...] = (
    ({"nonsense": "1"}, InputError),
    ({"issue_date": "03/04/2026"}, InputError),
    ({"total": "12.345"}, InputError),
    ({"total": "1,00"}, InputError),
    ({"total": "5.00"}, InputError),
    ({"currency": "ZZZ"}, InputError),
    ({"currency": "JPY"}, InputError),
    ({"account": "no such"}, NotFound),
    ({"tax_code": "no such"}, NotFound),
    ({"line.9.net": "1"}, NotFound),
    ({"line.1.nonsense": "1"}, InputError),
    ({"way_of_payment": "barter"}, InputError),
    ({"kind": "poem"}, InputError),
    ({"duplicate": "maybe"}, InputError),
    ({"customer": "no"}, InputError),
)


def test_a_wrong_correction_changes_nothing(
    capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST)
    before = inbox.show("1")
    for corrections, refusal in WRONG:
        with pytest.raises(refusal):
            inbox.set("1", {"invoice_number": "changed", **corrections})
        assert inbox.show("1") == before


def test_confirming_makes_a_reviewed_bill_and_its_supplier(
    desk: Desk, capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST)
    with pytest.raises(RuleBroken, match="account"):
        inbox.confirm("1")
    inbox.set("1", {"account": COST})
    shown = inbox.confirm("1")
    assert shown.row.state is DocumentState.CONFIRMED
    confirmed = bill(desk, "SR-20418")
    assert (confirmed.status, confirmed.created_by, confirmed.posting_date) == (
        BillStatus.REVIEWED,
        "ann",
        date(2026, 5, 4),
    )
    made = supplier(desk, "Southern Roast Coffee Supplies Pty Ltd")
    assert (made.tax_id, made.terms_days, made.id) == ("57009000202", 30, confirmed.contact_id)
    with desk.books.query() as session:
        account = session.scalars(select(PayeeAccount).where(PayeeAccount.contact_id == made.id)).one()
    assert (account.routing, account.account_number, account.provenance, account.confirmed_by) == (
        "063010", "10448821", Provenance.DOCUMENT, None,
    )  # fmt: skip
    assert confirmed.payee_account_id == account.id


def test_the_second_bill_of_a_supplier_comes_coded(
    desk: Desk, capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST)
    inbox.set("1", {"account": COST})
    inbox.confirm("1")
    taken(capture, files, CREDIT)
    shown = inbox.show("2")
    assert shown.bill
    assert shown.bill.supplier_known
    assert [(line.account, line.tax_code) for line in shown.bill.lines] == [(COST, "GST")]
    assert inbox.confirm("2").row.state is DocumentState.CONFIRMED
    assert bill(desk, "SRC-1042").contact_id == bill(desk, "SR-20418").contact_id


def test_two_documents_read_before_either_is_confirmed_are_of_one_supplier(
    desk: Desk, capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST, CREDIT)
    for number in ("1", "2"):
        inbox.set(number, {"account": COST})
        inbox.confirm(number)
    assert bill(desk, "SRC-1042").contact_id == bill(desk, "SR-20418").contact_id
    assert supplier(desk, "Southern Roast Coffee Supplies Pty Ltd").tax_id == "57009000202"


def test_a_supplier_whom_a_person_named_is_not_taken_for_another_by_numbers(
    desk: Desk, capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST, CREDIT)
    inbox.set("1", {"account": COST})
    inbox.set("2", {"account": COST, "supplier_name": "Western Roast Partners"})
    inbox.confirm("1")
    inbox.set("2", {"supplier": "new"})
    inbox.confirm("2")
    assert bill(desk, "SRC-1042").contact_id != bill(desk, "SR-20418").contact_id


def test_the_same_file_again_is_a_duplicate_before_it_is_read(
    desk: Desk, capture: CaptureService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST)
    again = capture.capture([Incoming("again.pdf", files[ROAST].data)])[0]
    assert (again.state, again.duplicate_of) == (DocumentState.DUPLICATE, 1)
    assert capture.read_waiting() == []
    assert count(desk, Bill) == 1


def test_the_same_bill_in_another_file_is_a_duplicate_until_a_person_says_no(
    desk: Desk, capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST)
    other = papers.bill_pdf(files[ROAST].truth, "letter")
    capture.capture([Incoming("other.pdf", other)])
    twice = capture.read_waiting()[0]
    assert (twice.state, twice.duplicate_of, twice.bill_id) == (DocumentState.DUPLICATE, 1, None)
    assert twice.reason
    assert "SR-20418" in twice.reason
    with pytest.raises(RuleBroken):
        inbox.confirm("2")
    apart = inbox.set("2", {"duplicate": "no", "account": COST})
    assert apart.row.state is DocumentState.TO_REVIEW
    assert apart.remarks[0] == f"A person said that it is a bill of its own. {twice.reason}", "it stays told"
    assert inbox.confirm("2").row.state is DocumentState.CONFIRMED
    assert count(desk, Bill) == 2


def test_a_bill_that_became_a_duplicate_meanwhile_is_refused(
    capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    other = papers.bill_pdf(replace(files[ROAST].truth, number="SR-99999"), "letter")
    capture.capture([Incoming(ROAST, files[ROAST].data), Incoming("other.pdf", other)])
    assert [intake.state for intake in capture.read_waiting()] == [DocumentState.TO_REVIEW] * 2
    inbox.set("1", {"account": COST})
    inbox.confirm("1")
    inbox.set("2", {"account": COST, "invoice_number": "SR-20418"})
    with pytest.raises(RuleBroken, match="again"):
        inbox.confirm("2")


def test_what_a_person_says_it_is_is_what_it_is(
    desk: Desk, capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, STATEMENT)
    assert count(desk, Bill) == 0
    shown = inbox.set("1", {"kind": "invoice"})
    assert (shown.row.state, shown.row.kind) == (DocumentState.TO_REVIEW, DocumentKind.INVOICE)
    assert inbox.set("1", {"kind": "statement"}).row.state is DocumentState.NOT_PAYABLE
    assert count(desk, Bill) == 0


def test_lines_that_do_not_add_up_to_the_document_are_not_confirmed(
    capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST)
    inbox.set("1", {"account": COST, "line.2.net": "300.00"})
    with pytest.raises(RuleBroken, match="add up"):
        inbox.confirm("1")
    inbox.set("1", {"total": "1208.10"})
    assert inbox.confirm("1").row.state is DocumentState.CONFIRMED


def test_other_bank_details_than_the_suppliers_are_told_and_not_taken(
    desk: Desk, capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST)
    inbox.set("1", {"supplier_name": "Harbour Foods", "account": COST})
    inbox.confirm("1")
    known = bill(desk, "SR-20418")
    with desk.books.query() as session:
        accounts = session.scalars(select(PayeeAccount).where(PayeeAccount.contact_id == known.contact_id)).all()
    assert [account.account_number for account in accounts] == ["12345678"]
    assert known.payee_account_id == accounts[0].id


def test_a_stale_version_is_a_conflict(
    capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST)
    version = inbox.show("1").row.version
    inbox.set("1", {"account": COST}, version=version)
    with pytest.raises(Conflict):
        inbox.set("1", {"account": COST}, version=version)
    with pytest.raises(Conflict):
        inbox.confirm("1", version=version)


def test_rejecting_keeps_the_document_and_voids_the_draft(
    desk: Desk, capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST)
    with pytest.raises(InputError):
        inbox.reject("1", " ")
    row = inbox.reject("1", "ordered by nobody")
    assert (row.state, row.reason) == (DocumentState.REJECTED, "ordered by nobody")
    assert bill(desk, "SR-20418").status is BillStatus.VOID
    assert capture.capture([Incoming("again.pdf", files[ROAST].data)])[0].state is DocumentState.RECEIVED


def test_a_confirmed_document_is_voided_not_rejected(
    capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST)
    inbox.set("1", {"account": COST})
    inbox.confirm("1")
    with pytest.raises(RuleBroken):
        inbox.reject("1", "changed my mind")
    with pytest.raises(RuleBroken):
        inbox.set("1", {"account": COST})
    with pytest.raises(RuleBroken):
        inbox.set("1", {"kind": "statement"})


@pytest.mark.parametrize("content", [b"", b"hello, I am no PDF", b"%PDF-1.7\nbroken", b"\xff\xd8\xff\xe0"])
def test_what_cannot_be_read_is_kept_in_failed_with_a_reason(
    desk: Desk, capture: CaptureService, content: bytes
) -> None:
    capture.capture([Incoming("bad.pdf", content)])
    failed = capture.read_waiting()[0]
    assert failed.state is DocumentState.FAILED
    assert failed.reason
    assert failed.reason.count(".") >= 2
    assert count(desk, Bill) == 0


def test_a_reading_that_was_stopped_is_done_again(
    desk: Desk, capture: CaptureService, files: dict[str, papers.Paper]
) -> None:
    capture.capture([Incoming(ROAST, files[ROAST].data)])
    with pytest.raises(KeyboardInterrupt):
        CaptureService(desk, Stopping()).read_waiting()
    assert count(desk, DocumentPage) == 0
    assert capture.read_waiting()[0].state is DocumentState.TO_REVIEW
    capture.read(capture_id(desk))
    assert (count(desk, Bill), count(desk, DocumentPage), count(desk, BillLine)) == (1, 1, 4)


def capture_id(desk: Desk) -> str:
    with desk.books.query() as session:
        return session.scalars(select(Document.id)).one()


def test_a_foreign_bill_needs_its_rate(
    capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, CREDIT)
    inbox.set("1", {"account": COST, "currency": "NZD"})
    with pytest.raises(RuleBroken, match="exchange rate"):
        inbox.confirm("1")
    inbox.set("1", {"rate": "0.9150"})
    assert inbox.confirm("1").row.state is DocumentState.CONFIRMED


def test_what_is_not_there_is_said(inbox: InboxService) -> None:
    with pytest.raises(NotFound):
        inbox.show("77")
    assert inbox.list() == []


def test_shares_of_a_page_and_exact_values_come_back(
    capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, XML)
    shown = inbox.show("1")
    assert {field.name: field.value for field in shown.fields}["bank_routing"] == "036011"
    assert shown.bill
    assert shown.bill.lines[0].quantity == Decimal(18)


def test_a_due_date_as_the_suppliers_terms_say_is_sure_and_another_one_is_looked_at(
    capture: CaptureService, inbox: InboxService
) -> None:
    def taken_in(truth: Truth) -> InboxItem:
        capture.capture([Incoming(f"{truth.number}.pdf", papers.bill_pdf(truth, "form"))])
        (intake,) = capture.read_waiting()
        return inbox.show(intake.document_id)

    def due(item: InboxItem) -> FieldView:
        return next(field for field in item.fields if field.name == "due_date")

    first = taken_in(bills.COFFEE)
    assert due(first).state is FieldState.CHECK, "nothing is known of him yet"
    inbox.set("1", {"account": COST})
    inbox.confirm("1")
    as_ever = taken_in(replace(bills.COFFEE, number="SR-20501", issued=date(2026, 6, 4), due=date(2026, 7, 4)))
    assert due(as_ever).state is FieldState.CONFIDENT
    assert due(as_ever).why.endswith("as the supplier's terms, net 30, say")
    hurried = taken_in(replace(bills.COFFEE, number="SR-20502", issued=date(2026, 6, 5), due=date(2026, 6, 12)))
    assert (due(hurried).value, due(hurried).state) == ("2026-06-12", FieldState.CHECK)
    assert due(hurried).why.endswith("the supplier's terms, net 30, say 2026-07-05")
    assert "due_date" in doubtful(hurried)
