"""The whole history as a list: newest first, found by person, kind, record, day and words, and told in full."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from bookdesk.banking.service import Part
from bookdesk.core.money import Money
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill
from bookdesk.office.actkinds import ActKind, acts_of, kind_of
from bookdesk.office.past import ActRow, Past, PastQuery
from bookdesk.payments.bills import BillService
from bookdesk.store.undo import undo
from bookdesk.workspace import Workspace
from tests.support.firm import BEN, OWNER
from tests.unit.office.bureau import PAY_DAY, Bureau, banking, editing, payees, paying
from tests.unit.office.deeds import OTHER_ACCOUNT, on_bill


def looked(bureau: Bureau, query: PastQuery) -> list[ActRow]:
    def work(one: Workspace) -> list[ActRow]:
        past = Past(one.desk.books, query, bureau.anna.name_of, "Australia/Sydney")
        keys = past.keys()
        assert list(past.first(3)) == list(keys)[:3]
        assert list(keys) == sorted(keys, reverse=True)
        return list(past.rows(keys))

    return bureau.ask(work)


def held(bureau: Bureau) -> str:
    bill = bureau.id_of("INV-1")
    on_bill(bureau, "INV-1", lambda one, _: BillService(one.desk).hold(bill, "short: two crates"))
    return bill


def test_everything_that_happened_is_there_newest_first(busy: Bureau) -> None:
    held(busy)
    rows = looked(busy, PastQuery())
    assert (rows[0].label, rows[0].note, rows[0].who) == ("Bill INV-1 put on hold", "short: two crates", OWNER)
    assert [row.key for row in rows] == list(range(len(rows), 0, -1))


@pytest.mark.parametrize(
    ("sought", "fits"),
    [
        (PastQuery(kind=ActKind.APPROVALS), lambda row: kind_of(Action(row.action)) is ActKind.APPROVALS),
        (PastQuery(by_people=True), lambda row: not row.by_job),
        (PastQuery(since=date(2100, 1, 1)), lambda _: False),
        (PastQuery(until=date(2000, 1, 1)), lambda _: False),
        (PastQuery(since=date(2000, 1, 1), until=date(2100, 1, 1)), lambda _: True),
    ],
)
def test_what_is_sought_is_found_and_nothing_else(
    busy: Bureau, sought: PastQuery, fits: Callable[[ActRow], bool]
) -> None:
    held(busy)
    everything = looked(busy, PastQuery())
    assert looked(busy, sought) == [row for row in everything if fits(row)]


def test_acts_of_one_person_are_found(busy: Bureau) -> None:
    ben = next(row.user for row in looked(busy, PastQuery()) if row.who == BEN)
    found = looked(busy, PastQuery(person=ben))
    assert found
    assert {row.who for row in found} == {BEN}


def test_words_find_reasons_and_the_records_that_are_called_so(busy: Bureau) -> None:
    held(busy)
    labels = {row.label for row in looked(busy, PastQuery(text="two crates"))}
    assert labels == {"Bill INV-1 put on hold"}
    found = [row.label for row in looked(busy, PastQuery(text="INV-1"))]
    assert "Bill INV-1 approved" in found
    assert "Bill INV-1 put on hold" in found
    assert looked(busy, PastQuery(text="100%_")) == []


def test_the_history_of_a_record_and_of_a_kind_of_record(busy: Bureau) -> None:
    bill = held(busy)
    of_bill = looked(busy, PastQuery(records=(("bill", bill),)))
    assert of_bill[0].label == "Bill INV-1 put on hold"
    assert {row.id for row in of_bill} <= {row.id for row in looked(busy, PastQuery(table="bill"))}


def prepared(bureau: Bureau) -> tuple[str, str]:
    """Return a run that is not released, and its payment of INV-1."""
    bank = bureau.ask(lambda one: paying(one).bank_account("Everyday").id)
    view = bureau.ask(lambda one: paying(one).propose(bank, PAY_DAY))
    return view.run.id, view.payments[0].payment.id


def test_the_history_of_a_run_tells_all_that_happened_to_its_payments(busy: Bureau) -> None:
    run, payment = prepared(busy)
    busy.act(lambda one: paying(one).exclude(payment, "asked him"))
    busy.act(lambda one: paying(one).include(payment))
    busy.act(lambda one: paying(one).hold(payment, "goods missing"))
    busy.act(lambda one: paying(one).include(payment))
    busy.act(lambda one: paying(one).pay_part(payment, "INV-1", Money(5000, "AUD")))
    busy.act(lambda one: paying(one).net(payment, "CN-1"))
    found = looked(busy, PastQuery(records=(("payment_run", run),)))
    assert [(row.label, row.note) for row in reversed(found)] == [
        ("Payment run 2 proposed", ""),
        ("Payment to Milk Maids left out of run 2", "asked him"),
        ("Payment to Milk Maids put back into run 2", ""),
        ("Payment to Milk Maids held back in run 2", "goods missing"),
        ("Payment to Milk Maids put back into run 2", ""),
        ("Payment to Milk Maids made a part payment in run 2", ""),
        ("Payment to Milk Maids netted with a credit note in run 2", ""),
    ]


def test_an_act_on_no_more_than_a_part_of_a_payment_belongs_to_its_run(busy: Bureau) -> None:
    run, payment = prepared(busy)
    busy.act(lambda one: paying(one).net(payment, "CN-1"))
    busy.act(lambda one: paying(one).net(payment, "CN-1"))  # the same amount anew: only its part comes and goes
    found = looked(busy, PastQuery(records=(("payment_run", run),)))
    assert [row.label for row in found[:2]] == ["Payment to Milk Maids netted with a credit note in run 2"] * 2


def test_the_history_of_a_bill_tells_why_it_was_not_paid(busy: Bureau) -> None:
    _, payment = prepared(busy)
    busy.act(lambda one: paying(one).hold(payment, "goods missing"))
    found = looked(busy, PastQuery(records=(("bill", busy.id_of("INV-1")),)))
    assert [row.label for row in reversed(found)] == [
        "Bill INV-1 confirmed",
        "Bill INV-1 approved",
        "Payment run 2 proposed",
        "Payment to Milk Maids held back in run 2",
    ]
    of_another = looked(busy, PastQuery(records=(("bill", busy.id_of("INV-2")),)))
    assert [row.label for row in of_another] == ["Bill INV-2 confirmed"]


def test_the_history_of_a_bill_has_its_lines_and_what_settled_it(busy: Bureau) -> None:
    on_bill(busy, "PAID-1", lambda one, bill: editing(one).recode(bill, {"line.1.account": "6-1200"}))
    found = looked(busy, PastQuery(records=(("bill", busy.id_of("PAID-1")),)))
    assert [row.label for row in found[:2]] == ["Bill PAID-1 recoded", "Payment run 1 released"]
    note = busy.id_of("CN-1")
    on_bill(busy, "INV-1", lambda one, bill: BillService(one.desk).allocate_credit(note, bill, Money(1100, "AUD")))
    for number in ("CN-1", "INV-1"):
        newest = looked(busy, PastQuery(records=(("bill", busy.id_of(number)),)))[0]
        assert newest.action == Action.CREDIT_ALLOCATED, number


def test_the_history_of_a_supplier_tells_of_his_bank_details(busy: Bureau) -> None:
    busy.act(lambda one: payees(one).enter("Milk Maids", OTHER_ACCOUNT))
    contact = busy.ask(lambda one: contact_of(one, busy.id_of("INV-1")))
    assert looked(busy, PastQuery(records=(("contact", contact),)))[0].label == "Bank account of Milk Maids changed"


def test_the_history_of_a_bank_line_tells_of_every_match_it_was_in(busy: Bureau) -> None:
    fee = busy.line("ACCOUNT FEE")
    busy.act(lambda one: banking(one).code(fee, [Part("6-0400")]))
    busy.act(lambda one: banking(one).undo(fee))
    found = looked(busy, PastQuery(records=(("bank_line", fee),)))
    assert [row.label for row in found] == [
        "Coding of a bank line reversed",
        "Bank line coded to Bank fees",
        "Bank statement july.ofx imported, 4 lines",
    ]


def test_the_history_of_a_line_and_of_its_account_tells_that_it_was_reconciled(busy: Bureau) -> None:
    saved, account = busy.line("TO SAVINGS"), busy.ask(lambda one: paying(one).bank_account("Everyday").id)
    busy.act(lambda one: banking(one).accept(busy.line("DIRECT ENTRY"), ["payment:R1-1"]))
    busy.act(lambda one: banking(one).accept(busy.line("MILK MAIDS"), ["bill:INV-1"]))
    busy.act(lambda one: banking(one).code(busy.line("ACCOUNT FEE"), [Part("6-0400")]))
    busy.act(lambda one: banking(one).transfer(saved, "Savings"))
    busy.act(lambda one: banking(one).sign_off("Everyday"))
    for record in (("bank_line", saved), ("bank_account", account)):
        labels = [row.label for row in looked(busy, PastQuery(records=(record,)))]
        assert labels[0].startswith("Bank account Everyday reconciled to "), record
        assert "Bank statement july.ofx imported, 4 lines" in labels, record


def contact_of(workspace: Workspace, bill: str) -> str:
    with workspace.desk.books.query() as session:
        return session.get_one(Bill, bill).contact_id or ""


def test_an_act_in_full_tells_each_record_and_where_it_is_shown(busy: Bureau) -> None:
    bill = held(busy)

    def work(one: Workspace) -> None:
        past = Past(one.desk.books, PastQuery(), busy.anna.name_of)
        detail = past.detail(past.first(1)[0])
        assert detail is not None
        (touched,) = detail.touched
        assert (touched.noun, touched.name, touched.leads_to) == ("bill", "INV-1", ("bill", bill))
        assert (touched.made, touched.gone, touched.purged, detail.more) == (False, False, False, False)
        assert {one.field: (one.before, one.after) for one in touched.changes}["on hold"] == (False, True)
        assert past.detail(10_000) is None

    busy.ask(work)


def test_an_act_that_was_taken_back_says_so(busy: Bureau) -> None:
    held(busy)
    first = looked(busy, PastQuery())[0]
    on_bill(busy, "INV-1", lambda one, _: undo(one.desk.books, first.id, actor=one.desk.actor))
    rows = looked(busy, PastQuery())
    assert rows[0].label == "Undone: Bill INV-1 put on hold"
    assert next(row for row in rows if row.id == first.id).undone


def test_the_practice_has_a_history_of_its_own(busy: Bureau) -> None:
    past = Past(busy.anna.practice.file, PastQuery(), busy.anna.name_of)
    rows = past.rows(past.keys())
    assert {"practice created", "user edited"} <= {row.action for row in rows}
    for row in rows:
        detail = past.detail(row.key)
        assert detail is not None
        said = {change.field for one in detail.touched for change in one.changes}
        assert not said & {"sign key", "box key", "wrapped key", "root box", "sealed profile", "sealed secret"}


def test_roles_are_told_in_words(busy: Bureau) -> None:
    past = Past(busy.anna.practice.file, PastQuery(), busy.anna.name_of)
    details = [past.detail(row.key) for row in past.rows(past.keys())]
    told = {str(change.after) for detail in details if detail for one in detail.touched for change in one.changes}
    assert any("approver" in words for words in told)


def test_every_act_is_of_one_kind_and_every_kind_has_acts() -> None:
    known = [acts_of(kind) for kind in ActKind]
    assert all(known)
    assert sorted(one for those in known for one in those) == sorted(Action)


def test_only_what_the_program_does_to_its_own_history_is_of_no_trade() -> None:
    assert acts_of(ActKind.OTHER) == {Action.UNDONE, Action.PURGED, Action.UPGRADED}


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        (Action.ESTIMATE_DECIDED, ActKind.SALES),
        (Action.NUMBER_SERIES_EDITED, ActKind.SALES),
        (Action.RECEIPTS_PAID_IN, ActKind.RECEIPTS),
        (Action.WRITE_OFF_REVERSED, ActKind.RECEIPTS),
        (Action.REFUND_REVERSED, ActKind.RECEIPTS),
        (Action.GATEWAY_TOLD, ActKind.ONLINE),
        (Action.MOVE_DECIDED, ActKind.ONLINE),
        (Action.PORTAL_WORD_DONE, ActKind.ONLINE),
        (Action.REMINDERS_PASSED, ActKind.MAIL),
        (Action.LINE_MATCHED, ActKind.BANK),
    ],
)
def test_an_act_is_looked_for_where_people_would(action: Action, kind: ActKind) -> None:
    assert kind_of(action) is kind


@pytest.mark.parametrize("action", Action)
def test_a_kind_finds_its_acts(action: Action) -> None:
    assert action.value in acts_of(kind_of(action))
