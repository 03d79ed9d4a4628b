"""The history for people: who did what to a record, each field before and after, with names instead of ids."""

from __future__ import annotations

from datetime import date

import pytest

from bookdesk.banking.service import Part
from bookdesk.core.money import Money
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill, BillLine
from bookdesk.office.fields import FieldChange, word
from bookdesk.office.trail import TrailEntry, latest, trail
from bookdesk.payments.bills import BillService
from bookdesk.store.undo import undo
from bookdesk.workspace import Workspace
from tests.support.firm import BEN, OWNER
from tests.unit.office.bureau import PAY_DAY, Bureau, approvals, banking, editing, inbox, payees, paying
from tests.unit.office.deeds import OTHER_ACCOUNT, on_bill


def of(bureau: Bureau, table: str, row_id: str) -> tuple[TrailEntry, ...]:
    return bureau.ask(lambda one: trail(one, table, row_id, bureau.anna.name_of))


def changes(entry: TrailEntry) -> dict[str, tuple[object, object]]:
    return {one.field: (one.before, one.after) for one in entry.changes}


def test_a_bill_tells_its_life_with_names_money_and_days(busy: Bureau) -> None:
    bill = busy.id_of("INV-1")
    on_bill(busy, "INV-1", lambda one, _: editing(one).recode(bill, {"line.1.account": "6-1200"}))
    on_bill(busy, "INV-1", lambda one, _: editing(one).edit(bill, {"total": "99.00", "due_date": "2026-07-31"}))
    on_bill(busy, "INV-1", lambda one, _: BillService(one.desk).hold(bill, "short: two crates"))
    entered, approved, recoded, edited, lapsed, held = of(busy, "bill", bill)
    assert [one.label for one in (entered, approved, recoded, edited, lapsed, held)] == [
        "Bill INV-1 confirmed",
        "Bill INV-1 approved",
        "Bill INV-1 recoded",
        "Bill INV-1 changed",
        "Approval of bill INV-1 lapsed",
        "Bill INV-1 put on hold",
    ]
    assert [one.who for one in (entered, approved, edited)] == [OWNER, BEN, OWNER]
    assert [one.by_job for one in (edited, lapsed)] == [False, True]
    said = changes(entered)
    assert said["contact"] == (None, "Milk Maids")
    assert said["total"] == (None, Money(11000, "AUD"))
    assert said["created by"] == (None, OWNER)
    assert said["line 1"] == (None, "as ordered, 110.00 AUD")
    assert "on hold" not in said
    assert changes(approved) == {"status": ("reviewed", "approved")}
    assert changes(recoded)["line 1 account"] == ("6-0500 Cleaning", "6-1200 Rent")
    assert changes(edited)["total"] == (Money(11000, "AUD"), Money(9900, "AUD"))
    assert changes(edited)["due date"] == (date(2026, 7, 1), date(2026, 7, 31))
    assert changes(edited)["line 1 gross"] == (Money(11000, "AUD"), Money(9900, "AUD"))
    assert changes(held) == {"on hold": (False, True), "hold reason": (None, "short: two crates")}
    assert held.note == "short: two crates"


def test_lines_that_came_and_went_payments_and_what_was_undone(busy: Bureau) -> None:
    bill = busy.id_of("INV-2")
    added = {"line.2.description": "Crates", "line.2.account": "6-0500", "line.2.tax_code": "FRE", "line.2.net": "5.00"}
    on_bill(busy, "INV-2", lambda one, _: editing(one).edit(bill, added))
    removed = on_bill(busy, "INV-2", lambda one, _: editing(one).edit(bill, {"line.2": "remove"}))
    on_bill(busy, "INV-2", lambda one, _: approvals(one).approve(bill, comment="as ordered"), "ben")
    _, came, went, decided = of(busy, "bill", bill)
    assert changes(came)["line 2"] == (None, "Crates, 5.00 AUD")
    assert changes(went)["line 2"] == ("Crates, 5.00 AUD", None)
    assert changes(decided)["comment"] == (None, "as ordered")
    on_bill(busy, "INV-2", lambda one, _: approvals(one).withdraw(bill, "too early: ask her"), "ben")
    busy.act(lambda one: undo(one.desk.books, removed.sets[0].id, actor=one.desk.actor))
    found = of(busy, "bill", bill)
    assert [one.undone for one in found] == [False, False, True, False, False, False]
    assert (found[-2].label, found[-2].note) == ("Approval of bill INV-2 withdrawn", "too early: ask her")
    assert found[-1].label == "Undone: Bill INV-2 changed"
    paid = of(busy, "bill", busy.id_of("PAID-2"))
    assert [one.label for one in paid[-2:]] == ["Payment run 1 proposed", "Payment run 1 released"]
    assert changes(paid[-2])["in a payment run"] == (None, Money(2200, "AUD"))
    assert changes(paid[-1])["settled"] == (None, Money(2200, "AUD"))


def test_of_a_bulk_act_a_record_tells_its_own_part(busy: Bureau) -> None:
    ids = [busy.id_of(number) for number in ("INV-2", "INV-3")]

    def hold(workspace: Workspace) -> None:
        with workspace.desk.books.change(Action.BILL_HELD, "held: both", actor=workspace.desk.actor) as work:
            for bill in ids:
                work.get(Bill, bill).on_hold = True
            work.commit()

    busy.act(hold)
    assert of(busy, "bill", ids[1])[-1].label == "Bill INV-3 put on hold"
    assert busy.ask(latest)[0].label == "2 bills put on hold"


def test_a_bank_line_remembers_every_match_it_was_in(busy: Bureau) -> None:
    fee = busy.line("ACCOUNT FEE")
    busy.act(lambda one: banking(one).code(fee, [Part("6-0400")]))
    busy.act(lambda one: banking(one).undo(fee))
    assert [one.label for one in of(busy, "bank_line", fee)] == [
        "Bank statement july.ofx imported, 4 lines",
        "Bank line coded to Bank fees",
        "Coding of a bank line reversed",
    ]


def test_a_supplier_tells_of_his_bank_account_and_a_run_of_its_payments(busy: Bureau) -> None:
    busy.act(lambda one: payees(one).enter("Milk Maids", OTHER_ACCOUNT))
    entry = of(busy, "contact", _contact_of(busy, "INV-1"))[-1]
    assert entry.label == "Bank account of Milk Maids changed"
    assert changes(entry)["bank account account number"] == ("87654321", "10448821")
    assert changes(entry)["bank account confirmed by"] == (BEN, None)
    bank = busy.ask(lambda one: paying(one).bank_account("Everyday").id)
    busy.act(lambda one: approvals(one).approve(busy.id_of("INV-2")), "ben")
    run = busy.ask(lambda one: paying(one).propose(bank, PAY_DAY).run.id)
    payment = busy.ask(lambda one: paying(one).show(run).payments[0].payment.id)
    busy.act(lambda one: paying(one).hold(payment, "asked: him"))
    entry = of(busy, "payment_run", run)[-1]
    assert (entry.label, entry.note) == ("Payment to Milk Maids held back in run 2", "asked: him")
    assert changes(entry)["payment to Milk Maids: state"] == ("proposed", "held")


def _contact_of(bureau: Bureau, number: str) -> str:
    def look(workspace: Workspace) -> str:
        with workspace.desk.books.query() as session:
            return session.get_one(Bill, bureau.id_of(number)).contact_id or ""

    return bureau.ask(look)


def test_a_document_tells_of_its_draft(busy: Bureau) -> None:
    busy.act(lambda one: inbox(one).confirm("1"))
    document = busy.ask(lambda one: inbox(one).show("1").row.document_id)
    found = of(busy, "document", document)
    assert [one.label for one in found] == [
        "Document tidewater.xml added",
        "Document tidewater.xml read",
        "Bill TCC-003907 corrected",
        "Bill TCC-003907 confirmed",
    ]
    assert changes(found[-1])["state"] == ("to review", "confirmed")


def test_the_latest_acts_come_in_pages_and_miss_nothing(busy: Bureau) -> None:
    whole = busy.ask(lambda one: latest(one, busy.anna.name_of, limit=1000))

    def page(before: int | None) -> tuple[TrailEntry, ...]:
        return busy.ask(lambda one: latest(one, busy.anna.name_of, limit=7, before=before))

    pages = page(None)
    while more := page(pages[-1].position):
        pages += more
    assert pages == whole
    assert [one.position for one in whole] == sorted((one.position for one in whole), reverse=True)
    assert {one.who for one in whole} == {OWNER, BEN}
    assert all(one.label for one in whole)


def test_nothing_secret_and_no_id_is_told(busy: Bureau) -> None:
    ids = {str(one.id) for one in (busy.anna.practice.user, busy.ben.practice.user)}
    document = busy.ask(lambda one: inbox(one).show("1").row.document_id)
    told: list[FieldChange] = []
    for table, row_id in (("document", document), ("bill", busy.id_of("PAID-1")), ("bill", busy.id_of("CN-1"))):
        told += [change for entry in of(busy, table, row_id) for change in entry.changes]
    values = [value for change in told for value in (change.before, change.after) if isinstance(value, str)]
    assert [value for value in values if value in ids or (len(value) == 36 and value.count("-") == 4)] == []
    assert [change.field for change in told if "key" in change.field or "hash" in change.field] == []


@pytest.mark.parametrize(
    ("column", "expected"), [("due_date", "due date"), ("contact_id", "contact"), ("account_id", "account")]
)
def test_fields_have_names(column: str, expected: str) -> None:
    assert word(column) == expected


def test_a_line_of_another_bill_is_not_in_it(busy: Bureau) -> None:
    before = of(busy, "bill", busy.id_of("INV-3"))
    on_bill(busy, "INV-2", lambda one, bill: editing(one).edit(bill, {"total": "60.00"}))
    assert of(busy, "bill", busy.id_of("INV-3")) == before
    assert BillLine.__tablename__ not in {field.field for entry in before for field in entry.changes}
