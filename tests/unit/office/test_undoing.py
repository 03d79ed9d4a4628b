"""Undo of real acts over the real services: the books are as before, or nothing happened and the reason is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bookdesk.banking.service import Part
from bookdesk.capture.parting import Parting
from bookdesk.capture.service import Incoming
from bookdesk.core.errors import BookDeskError, NotAllowed, RuleBroken
from bookdesk.ledger.chart import add_account
from bookdesk.models.account import Account, AccountKind
from bookdesk.models.actions import REVERSAL, Action, Reversal
from bookdesk.models.document import DocumentState
from bookdesk.office.answers import ANSWERS, How, agrees
from bookdesk.office.undostack import Done
from bookdesk.payments.bills import BillService
from bookdesk.sandbox.papers import bills as papers
from bookdesk.security.roles import Role
from bookdesk.store.verify import verify
from bookdesk.workspace import Workspace
from tests.support.pages import pdf
from tests.unit.office.bureau import (
    BOOKSHOP,
    PAY_DAY,
    Bureau,
    approvals,
    banking,
    capture,
    enter_bill,
    inbox,
    paying,
    statement,
)
from tests.unit.office.deeds import COUNTERED, RESTORED, Act, on_bill
from tests.unit.office.picture import picture


def test_every_kind_of_act_says_how_it_is_taken_back_and_as_the_model_declares_it() -> None:
    assert set(ANSWERS) == set(Action)
    assert [action for action in Action if not agrees(action)] == []
    assert all(answer.words.endswith(".") for answer in ANSWERS.values())
    assert [action for action, one in ANSWERS.items() if (one.way is None) is not (one.how is How.NOT)] == []
    assert [one for one in ANSWERS.values() if one.how is How.NOT and not one.remedy] == []
    reversible = {action for action, how in REVERSAL.items() if how is Reversal.REVERSIBLE}
    assert {action for action, one in ANSWERS.items() if one.how is How.RESTORED} == reversible


def both_ways(bureau: Bureau, act: Act, who: str = "anna") -> tuple[Done, Done]:
    """Do something and take it back; the books must be as before, the trial have changed nothing."""
    before = bureau.ask(picture)
    done = act(bureau)
    after = bureau.ask(picture)
    assert after != before
    plan = bureau.undoing(who).plan(done)
    assert plan.possible, plan
    assert bureau.ask(picture) == after
    undone = bureau.undoing(who).undo(done)
    now = bureau.ask(picture)
    assert {name for name in now if now[name] != before[name]} == set()
    assert undone.label == f"Undone: {done.label}"
    assert undone.takes_back is done
    assert not bureau.undoing(who).plan(done).possible
    return done, undone


@pytest.mark.parametrize("name", RESTORED)
def test_acts_that_are_restored(busy: Bureau, name: str) -> None:
    act, who = RESTORED[name]
    done, undone = both_ways(busy, act, who)
    assert busy.undoing(who).outlook(done).how is How.RESTORED
    before = busy.ask(picture)
    again = busy.undoing(who).redo(undone)
    assert again.label == done.label
    assert busy.ask(picture) != before
    busy.undoing(who).undo(again)
    assert busy.ask(picture) == before
    with busy.anna.workspace(busy.cafe) as workspace:
        assert [finding for finding in verify(workspace.desk.books) if not finding.holds] == []


@pytest.mark.parametrize("name", COUNTERED)
def test_acts_that_are_countered(busy: Bureau, name: str) -> None:
    act, who = COUNTERED[name]
    done, _ = both_ways(busy, act, who)
    plan = busy.undoing(who).outlook(done)
    assert (plan.possible, plan.how) == (True, How.COUNTERED)


def test_documents_that_were_put_together_go_back_and_wait_to_be_read(busy: Bureau) -> None:
    files = [
        Incoming(f"{name}.pdf", pdf([[f"Timesheet {name}", *[f"{name} {n} hours of work" for n in range(9)]]]))
        for name in "ab"
    ]
    busy.act(lambda one: (capture(one).capture(files), capture(one).read_waiting()))
    numbers = [row.number for row in busy.ask(lambda one: inbox(one).list())][-2:]
    done = busy.act(lambda one: Parting(one.desk).merge([str(number) for number in numbers]))
    assert busy.undoing("anna").plan(done).how is How.COUNTERED
    busy.undoing("anna").undo(done)
    states = [row.state for row in busy.ask(lambda one: inbox(one).list())][-3:]
    assert states == [DocumentState.RECEIVED, DocumentState.RECEIVED, DocumentState.REJECTED]


def refused(bureau: Bureau, done: Done, words: str, who: str = "anna") -> None:
    """An act stands, for a reason that plan and undo tell alike, and nothing is changed by asking."""
    before = bureau.ask(picture)
    plan = bureau.undoing(who).plan(done)
    assert (plan.possible, plan.how) == (False, How.NOT)
    assert words in f"{plan.words} {plan.remedy}"
    with pytest.raises(BookDeskError) as told:
        bureau.undoing(who).undo(done)
    assert str(told.value) == f"{plan.words} {plan.remedy}".strip()
    assert bureau.ask(picture) == before


def test_a_released_run_is_not_undone_and_recall_is_named(busy: Bureau) -> None:
    bank = busy.ask(lambda one: paying(one).bank_account("Everyday").id)
    run = busy.ask(lambda one: paying(one).propose(bank, PAY_DAY).run.id)
    done = busy.act(lambda one: paying(one).release(run), "ben")
    assert not busy.undoing("ben").outlook(done).possible
    refused(busy, done, "may be saved at any time. If the bank will never execute it, use Recall on the run", "ben")
    final = busy.act(lambda one: BillService(one.desk).void(busy.id_of("INV-2"), "twice"))
    refused(busy, final, "stays void")


def test_a_bulk_act_is_refused_whole_and_names_the_part(busy: Bureau) -> None:
    ids = [busy.id_of(number) for number in ("INV-2", "INV-3")]
    done = busy.act(lambda one: [BillService(one.desk).hold(bill, "asked") for bill in ids])
    assert done.label == "2 bills put on hold"
    disputed = busy.act(lambda one: BillService(one.desk).dispute(ids[0], disputed=True))
    refused(
        busy, done, "Bill INV-2 put on hold: The bill was changed later (disputed or settled with its supplier, 1 Jul"
    )
    busy.undoing().undo(disputed)
    busy.undoing().undo(done)


def test_what_others_did_in_between_counts_only_where_rows_collide(busy: Bureau) -> None:
    held = on_bill(busy, "INV-2", lambda one, bill: BillService(one.desk).hold(bill, "asked"))
    on_bill(busy, "INV-3", lambda one, bill: approvals(one).approve(bill), "ben")
    assert busy.undoing().plan(held).possible
    on_bill(busy, "INV-2", lambda one, bill: approvals(one).approve(bill), "ben")
    refused(busy, held, "The bill was changed later (approved, 1 Jul 2026).")


def test_nobody_takes_back_what_somebody_else_did_or_what_he_may_no_longer_do(busy: Bureau) -> None:
    held = on_bill(busy, "INV-2", lambda one, bill: BillService(one.desk).hold(bill, "asked"))
    refused(busy, held, "Somebody else did this.", "ben")
    undone = busy.undoing().undo(held)
    with pytest.raises(NotAllowed, match="Somebody else"):
        busy.undoing("ben").redo(undone)
    entry = busy.anna.entry(busy.cafe)
    busy.anna._entries[entry.client_id] = replace(entry, roles=(Role.READER,))  # noqa: SLF001 - as after a new grant
    with pytest.raises(NotAllowed, match="may not review bills"):
        busy.undoing().redo(undone)


def test_a_confirmation_whose_supplier_others_use_goes_back_to_review_without_him(busy: Bureau) -> None:
    confirmed = busy.act(lambda one: inbox(one).confirm("1"))
    supplier = papers.CLEANING.supplier.name
    busy.act(lambda one: enter_bill(one, supplier, "TCC-9", 1100))
    undone = busy.undoing().undo(confirmed)
    assert undone.label == "Undone: Bill TCC-003907 confirmed"
    assert busy.ask(lambda one: inbox(one).show("1").row.state) == "to review"
    assert supplier in busy.ask(lambda one: [str(row["name"]) for row in _rows(picture(one)["contact"])])
    confirmed = busy.act(lambda one: inbox(one).confirm("1"))
    on_bill(busy, "TCC-003907", lambda one, bill: approvals(one).approve(bill), "ben")
    refused(busy, confirmed, "Document 1 cannot be reopened: its bill is approved.")


def _rows(found: object) -> list[dict[str, object]]:
    assert isinstance(found, list)
    return found


def test_what_was_used_elsewhere_meanwhile_is_not_done_again(busy: Bureau) -> None:
    bank = busy.ask(lambda one: paying(one).bank_account("Everyday").id)
    proposed = busy.act(lambda one: paying(one).propose(bank, PAY_DAY))
    undone = busy.undoing().undo(proposed)
    busy.act(lambda one: paying(one).propose(bank, PAY_DAY))
    with pytest.raises(RuleBroken, match="taken its place"):
        busy.undoing().redo(undone)

    def pair(workspace: Workspace) -> None:
        banking(workspace).accept(busy.line("DIRECT ENTRY"), ["payment:R1-1"])

    busy.act(pair)
    unmatched = busy.act(lambda one: banking(one).undo(busy.line("DIRECT ENTRY")))
    file = statement(("-121.00", "DIRECT ENTRY SECOND"), day=PAY_DAY + timedelta(days=1))
    busy.act(lambda one: banking(one).import_statement("more.ofx", file, account="Everyday", accept_gap=True))
    busy.act(lambda one: banking(one).accept(busy.line("DIRECT ENTRY SECOND"), ["payment:R1-1"]))
    refused(busy, unmatched, "The payment was matched with another bank line meanwhile.")


def test_an_excluded_payment_is_not_put_back_once_its_bill_waits_elsewhere(busy: Bureau) -> None:
    bank = busy.ask(lambda one: paying(one).bank_account("Everyday").id)
    run = busy.ask(lambda one: paying(one).propose(bank, PAY_DAY))
    excluded = busy.act(lambda one: paying(one).exclude(run.payments[0].payment.id, "asked"))
    busy.act(lambda one: paying(one).propose(bank, PAY_DAY))
    refused(busy, excluded, "Bill INV-1 of Milk Maids was settled or scheduled elsewhere meanwhile: 110.00 AUD")


def test_a_line_that_was_matched_anew_keeps_its_new_match(busy: Bureau) -> None:
    coded = busy.act(lambda one: banking(one).code(busy.line("ACCOUNT FEE"), [Part("6-0400")]))
    busy.act(lambda one: banking(one).undo(busy.line("ACCOUNT FEE")))
    busy.act(lambda one: banking(one).code(busy.line("ACCOUNT FEE"), [Part("6-0500", "GST")]))
    refused(busy, coded, "The bank line is not matched so any more.")


def test_a_field_that_stands_on_the_document_alone_says_again_what_was_read(busy: Bureau) -> None:
    def correct(on: Bureau, number: str) -> Done:
        return on.act(lambda one: inbox(one).set("1", {"customer_name": f"Cafe, {number}", "bank_account": number}))

    def says(name: str) -> object:
        return busy.ask(lambda one: next(row.value for row in inbox(one).show("1").fields if row.name == name))

    _, undone = both_ways(busy, lambda on: correct(on, "4410021"))
    busy.undoing().redo(undone)
    assert (says("bank_account"), says("customer_name")) == ("4410021", "Cafe, 4410021")
    second = correct(busy, "4410022")
    busy.undoing().undo(second)
    assert (says("bank_account"), says("customer_name")) == ("4410021", "Cafe, 4410021")


def test_an_act_in_two_files_is_taken_back_in_both_or_in_neither(busy: Bureau) -> None:
    shop = busy.client(BOOKSHOP.name)

    def both(workspace: Workspace) -> None:
        add_account(workspace.desk, "6-9000", "Sundries", AccountKind.EXPENSE, None)
        with busy.anna.workspace(shop) as other:
            add_account(other.desk, "6-9000", "Sundries", AccountKind.EXPENSE, None)

    def rename(workspace: Workspace) -> None:
        with workspace.desk.books.change(Action.ACCOUNT_EDITED, "renamed", actor=workspace.desk.actor) as work:
            work.session.scalars(select(Account).where(Account.code == "6-9000")).one().name = "Various"
            work.commit()

    done = busy.act(both)
    changed = busy.act(rename, client=shop)
    refused(busy, done, "Account Various added: The account was changed later (changed, 1 Jul 2026).")
    busy.undoing().undo(changed)
    undone = busy.undoing().undo(done)
    assert {one.client_id for one in undone.sets} == {busy.cafe, shop}
    with busy.anna.workspace(shop) as workspace, workspace.desk.books.query() as session:
        assert session.scalars(select(Account.name).where(Account.code == "6-9000")).all() == []


def test_only_an_undo_is_done_again_and_a_countered_act_is_not(busy: Bureau) -> None:
    coded = busy.act(lambda one: banking(one).code(busy.line("ACCOUNT FEE"), [Part("6-0400")]))
    with pytest.raises(RuleBroken, match="no undo"):
        busy.undoing().redo(coded)
    undone = busy.undoing().undo(coded)
    assert undone.label == "Undone: Bank line coded to Bank fees"
    with pytest.raises(RuleBroken, match="a reversal stays"):
        busy.undoing().redo(undone)
