"""Every fault at every exchange, and everything a person may decide on the way to the ledger."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.core.errors import NotAllowed, NotFound, RuleBroken, UsageError
from bookdesk.core.vocabulary import TaxMode
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill, BillLine, BillStatus
from bookdesk.models.client import LockSource, PeriodLock
from bookdesk.models.history import Origin
from bookdesk.models.sync import LedgerConnection, MappingKind, RemoteLink
from bookdesk.sandbox.xero.consent import consent
from bookdesk.sync.connection import Connecting, connected
from bookdesk.sync.service import EntryView, SyncService
from tests.support.books import supplier, tax_code_id
from tests.unit.sync.scene import Scene

pytestmark = pytest.mark.slow


def states(views: tuple[EntryView, ...]) -> dict[str, str]:
    return {view.kind: view.state for view in views}


def test_only_the_entries_that_were_named_are_sent(stage: Scene) -> None:
    service = stage.ready()
    stage.bill("FIRST", net="40.00")
    stage.bill("SECOND", net="60.00")
    shown = service.preview()
    chosen = [view.id for view in shown if view.kind == "contact" or "FIRST" in view.sentence]
    service.send(chosen)
    assert [item["InvoiceNumber"] for item in stage.held("Invoices")] == ["FIRST"]
    with pytest.raises(NotFound):
        service.send(["nothing like this"])


@pytest.mark.parametrize("fault", ["drop_request", "drop_response", "error_before", "error_after", "bad_gateway"])
@pytest.mark.parametrize(
    "path", ["/Contacts", "/Invoices?", "/Attachments/", "/Payments", "/Allocations", "/CreditNotes"]
)
def test_whatever_happens_to_an_exchange_each_thing_arrives_exactly_once(stage: Scene, fault: str, path: str) -> None:
    service = stage.ready()
    bill = stage.bill()
    credit = stage.bill("CN-1", net="20.00", credit=True, document=False)
    stage.pay(bill, 8800, credit, 2200)
    service.preview()
    stage.fault(fault, method="PUT", path=path.rstrip("?"))
    assert service.send(patience=600).done
    assert [len(stage.held(kind)) for kind in ("Contacts", "Invoices", "CreditNotes", "Payments")] == [1, 1, 1, 1]
    invoice = stage.held("Invoices")[0]
    assert (invoice["Status"], len(invoice["Payments"]), len(invoice["CreditNotes"])) == ("PAID", 1, 1)
    listed = stage.peer.call("GET", f"Invoices/{invoice['InvoiceID']}/Attachments").json()["Attachments"]
    assert len(listed) == 1


def test_a_remembered_error_is_waited_out_looked_after_and_tried_with_a_new_key(stage: Scene) -> None:
    service = stage.ready()
    stage.bill(document=False)
    service.preview()
    stage.fault("error_before", method="PUT", path="/Invoices")
    assert service.send(patience=900).done
    sent = [entry for entry in stage.requests() if "Invoices" in entry["path"]]
    assert [entry["status"] for entry in sent] == [500] * (len(sent) - 1) + [200]
    assert len({entry["key"] for entry in sent}) == 2
    assert [entry["path"] for entry in stage.requests("GET")].count("/api.xro/2.0/Invoices") == 3  # two pulls, the look
    assert len(stage.held("Invoices")) == 1


def test_two_copies_or_a_near_one_need_a_person(stage: Scene) -> None:
    service = stage.ready()
    service.preview()
    bill = stage.bill(document=False)
    shown = service.preview()
    service.send([view.id for view in shown if view.kind == "contact"])
    stage.fault("drop_request", method="PUT", path="/Invoices")
    service.send()
    contact = stage.held("Contacts")[0]["ContactID"]
    same = stage.peer.bill(
        contact,
        InvoiceNumber="INV-7",
        Date="2026-07-10",
        DueDate="2026-08-09",
        Quantity=1,
        UnitAmount=100,
        AccountCode="408",
    )
    by_hand = stage.peer.ok("PUT", "Invoices", same)
    stage.wait(400)
    report = stage.service("boot 2").run(patience=400)
    assert states(report.open)["bill"] == "conflict"
    assert "INV-7" in str(report.open[0].problem)
    linked = service.link(report.open[0].id, by_hand["InvoiceID"])
    assert linked.state == "verified"
    assert len(stage.held("Invoices")) == 1
    with stage.desk.books.query() as session:
        assert (
            session.scalars(select(RemoteLink.remote_id).where(RemoteLink.local_id == bill)).one()
            == by_hand["InvoiceID"]
        )


def test_what_the_ledger_holds_otherwise_is_a_conflict_and_holds_back_what_hangs_on_it(stage: Scene) -> None:
    service = stage.ready()
    bill = stage.bill(document=False)
    with stage.desk.books.change(Action.BILL_EDITED, "totals that do not add up", actor=stage.desk.actor) as work:
        work.get(Bill, bill).total = 11001
        work.commit()
    stage.pay(bill, 11000)
    service.preview()
    report = service.send()
    assert states(report.open) == {"bill": "conflict", "payment": "blocked"}
    assert report.open[0].problem == "Total is 110.00 in Xero and 110.01 here."
    service.keep_theirs(report.open[0].id)
    assert service.send().done


def test_a_lock_date_pulled_blocks_before_anything_is_sent_and_locks_the_books_here(stage: Scene) -> None:
    service = stage.ready()
    stage.peer.control("POST", "lock", tenant=stage.peer.tenant, name="EndOfYearLockDate", date="2026-07-31")
    stage.bill(document=False)
    service.pull()
    blocked = next(view for view in service.preview() if view.kind == "bill")
    assert "locked through 2026-07-31. Give it a posting date from 2026-08-01 on" in str(blocked.problem)
    service.send()
    assert stage.held("Invoices") == []
    with stage.desk.books.query() as session:
        lock = session.scalars(select(PeriodLock).where(PeriodLock.source == LockSource.LEDGER)).one()
    assert lock.locked_through == date(2026, 7, 31)
    stage.peer.control("POST", "lock", tenant=stage.peer.tenant, name="EndOfYearLockDate", date=None)
    service.pull()
    with stage.desk.books.query() as session:
        assert session.scalars(select(PeriodLock)).all() == []


def test_a_bill_that_is_there_already_is_not_sent_before_a_person_says_it_is_another(stage: Scene) -> None:
    contact = stage.peer.contact("Cedar Cleaning")
    stage.peer.made_bill(contact, InvoiceNumber="inv 07".replace(" 0", "-"), Date="2026-01-10")
    service = stage.ready()
    stage.bill(document=False)
    suspected = service.preview()
    assert states(suspected) == {"bill": "blocked"}
    assert "with the same number" in str(suspected[0].problem)
    service.send()
    assert len(stage.held("Invoices")) == 1
    assert service.allow_duplicate(suspected[0].id).state == "ready"
    service.send()
    assert len(stage.held("Invoices")) == 2


def test_a_new_supplier_who_is_there_under_his_name_is_matched_by_the_pull(stage: Scene) -> None:
    contact = stage.peer.contact("Cedar Cleaning Pty Ltd")
    service = stage.ready()
    mapped = {one.name: one for one in service.map() if one.kind is MappingKind.CONTACT}
    assert (mapped["Cedar Cleaning"].remote, mapped["Harbour Foods"].remote) == ("Cedar Cleaning Pty Ltd", None)
    stage.bill(document=False)
    service.preview()
    service.send()
    assert stage.held("Invoices")[0]["Contact"]["ContactID"] == contact


def test_a_person_maps_what_does_not_map_itself(stage: Scene) -> None:
    service = stage.ready()
    chosen = service.mappings.choose(MappingKind.ACCOUNT, "6-0800", "404")
    assert (chosen.name, chosen.remote) == ("Merchant fees", "Bank Fees")
    again = service.mappings.choose(MappingKind.ACCOUNT, "Merchant fees", "General Expenses")
    assert again.remote == "General Expenses"
    for ours, theirs in (("no such account", "404"), ("6-0800", "no such account")):
        with pytest.raises(NotFound):
            service.mappings.choose(MappingKind.ACCOUNT, ours, theirs)


def test_a_bill_taken_back_before_it_was_sent_never_leaves(stage: Scene) -> None:
    service = stage.ready()
    bill = stage.bill()
    service.preview()
    with stage.desk.books.change(Action.APPROVAL_WITHDRAWN, "withdrawn", actor=stage.desk.actor) as work:
        work.get(Bill, bill).status = BillStatus.REVIEWED
        work.commit()
    service.send()
    assert stage.held("Invoices") == []
    assert states(service.status().open) == {}


def test_a_bill_taken_back_after_it_was_sent_asks_for_the_same_at_the_ledger(stage: Scene) -> None:
    service = stage.ready()
    bill = stage.bill(document=False)
    service.preview()
    service.send()
    with stage.desk.books.change(Action.BILL_VOIDED, "void", actor=stage.desk.actor) as work:
        work.get(Bill, bill).status = BillStatus.VOID
        work.commit()
    notice = service.status().open[0]
    assert (notice.kind, notice.state) == ("void", "blocked")
    assert "Undo it at the ledger" in str(notice.problem)
    assert service.cancel(notice.id).state == "cancelled"
    assert service.status().open == ()


def test_what_came_by_pull_is_not_sent_back(stage: Scene) -> None:
    service = stage.ready()
    contact = supplier(stage.desk, "Cedar Cleaning").id
    with stage.desk.books.change(Action.LEDGER_PULLED, "pulled", actor=stage.desk.actor, origin=Origin.PULL) as work:
        work.add(
            Bill(
                status=BillStatus.APPROVED,
                contact_id=contact,
                received_date=date(2026, 7, 1),
                currency="AUD",
                net=0,
                tax=0,
                total=0,
                created_by="ann",
            )
        )
        work.commit()
    assert service.preview() == ()


def test_a_rejected_connection_asks_for_consent_and_everything_waits(stage: Scene) -> None:
    service = stage.ready()
    stage.bill(document=False)
    service.preview()
    stage.wait(61 * 86400)
    with pytest.raises(NotAllowed, match="Connect it again"):
        service.send()
    with stage.desk.books.query() as session:
        assert session.scalars(select(LedgerConnection)).one().needs_reconnect
    stage.connect()
    assert stage.service().send().done
    assert len(stage.held("Invoices")) == 1


def test_an_expired_access_token_is_renewed_on_the_way(stage: Scene) -> None:
    service = stage.ready()
    with stage.desk.books.query() as session:
        before = session.scalars(select(LedgerConnection.refresh_token)).one()
    stage.wait(3600)
    service.pull()
    stage.fault("unauthorised")
    service.pull()
    with stage.desk.books.query() as session:
        row = session.scalars(select(LedgerConnection)).one()
    assert row.refresh_token != before
    assert row.previous_refresh_token is None


def test_a_limit_is_respected_within_the_patience_given(stage: Scene) -> None:
    service = stage.ready()
    stage.bill(document=False)
    service.preview()
    stage.fault("throttled", method="PUT", seconds=30)
    waiting = service.send()
    assert (waiting.next_look, states(waiting.open)["contact"]) == (30, "ready")
    assert stage.service().send(patience=60).done
    assert len(stage.held("Contacts")) == 1


def test_many_bills_stay_within_sixty_calls_a_minute(stage: Scene) -> None:
    service = stage.ready()
    for number in range(40):
        stage.bill(f"N{number}", net=f"{number + 1}.00", document=False)
    service.preview()
    assert service.send(patience=600).done
    assert len(stage.held("Invoices")) == 40
    assert not [entry for entry in stage.requests() if entry["status"] == 429]


def test_inclusive_amounts_and_lines_that_do_not_multiply(stage: Scene) -> None:
    service = stage.ready()
    bill = stage.bill(document=False, tax_mode=TaxMode.INCLUSIVE)
    with stage.desk.books.change(Action.BILL_EDITED, "odd figures", actor=stage.desk.actor) as work:
        line = work.session.scalars(select(BillLine).where(BillLine.bill_id == bill)).one()
        line.net, line.tax, line.gross, line.tax_edited = 9995, 1005, 11000, True
        row = work.get(Bill, bill)
        row.net, row.tax = 9995, 1005
        work.commit()
    service.preview()
    assert service.send().done
    invoice = stage.held("Invoices")[0]
    assert (invoice["LineAmountTypes"], invoice["SubTotal"], invoice["TotalTax"]) == ("Inclusive", 99.95, 10.05)
    line_there = invoice["LineItems"][0]
    assert (line_there["Quantity"], line_there["UnitAmount"]) == (1, 110)


def test_without_a_tax_code_or_mapping_it_is_blocked_with_the_cure(stage: Scene) -> None:
    service = stage.ready()
    bill = stage.bill(document=False)
    with stage.desk.books.change(Action.BILL_EDITED, "outside", actor=stage.desk.actor) as work:
        line = work.session.scalars(select(BillLine).where(BillLine.bill_id == bill)).one()
        line.tax_code_id = tax_code_id(stage.desk, "N-T")
        work.commit()
    blocked = next(view for view in service.preview() if view.kind == "bill")
    assert "N-T Not reported on the BAS has no counterpart" in str(blocked.problem)
    service.mappings.choose(MappingKind.TAX_CODE, "N-T", "BASEXCLUDED")
    assert states(service.preview())["bill"] == "blocked"


def test_what_may_be_under_way_cannot_be_cancelled(stage: Scene) -> None:
    service = stage.ready()
    stage.bill(document=False)
    service.preview()
    stage.fault("drop_response", method="PUT", path="/Contacts")
    entry = service.send().open[0]
    assert entry.state == "unknown"
    with pytest.raises(RuleBroken):
        service.cancel(entry.id)


def test_a_stand_in_is_for_demo_and_training_practices_only(stage: Scene, tmp_path: Path) -> None:
    del tmp_path
    with pytest.raises(NotAllowed):
        Connecting(stage.desk, "app", base_url=stage.peer.standin.base_url, practice=False)
    with pytest.raises(NotAllowed):
        Connecting(stage.desk, "app", base_url="http://example.org", practice=True)
    stage.connect()
    with pytest.raises(NotAllowed):
        connected(stage.desk, practice=False)


def test_with_several_organisations_a_person_names_one(stage: Scene) -> None:
    stage.peer.control("POST", "organisations", name="Another", country="IE")
    connecting = Connecting(stage.desk, "app", base_url=stage.peer.standin.base_url, practice=True)
    with pytest.raises(UsageError, match="Sample Trading, Another"):
        connecting.finish(consent(connecting.consent.url))
    again = Connecting(stage.desk, "app", base_url=stage.peer.standin.base_url, practice=True)
    assert again.finish(consent(again.consent.url), "Another") == "Another"
    assert isinstance(stage.service(), SyncService)


def test_without_a_connection_it_says_what_to_do(stage: Scene) -> None:
    with pytest.raises(NotFound, match="Connect it first") as refused:
        stage.service()
    assert refused.value.command == "bookdesk sync connect"


def test_what_came_apart_after_it_was_sent_is_told_and_left_alone(stage: Scene) -> None:
    service = stage.ready()
    bill = stage.bill(document=False)
    service.preview()
    service.send()
    assert service.status().drifts == ()
    invoice = stage.held("Invoices")[0]
    line = {**invoice["LineItems"][0], "UnitAmount": 30, "LineAmount": None, "TaxAmount": None}
    stage.peer.ok("POST", f"Invoices/{invoice['InvoiceID']}", {"LineItems": [line]})
    with stage.desk.books.change(Action.BILL_RECODED, "another day", actor=stage.desk.actor) as work:
        work.get(Bill, bill).posting_date = date(2026, 7, 11)
        work.commit()
    service.pull()
    told = {field.name: field.verdict.value for field in service.status().drifts[0].fields}
    assert told == {"net": "changed there", "tax": "changed there", "total": "changed there", "date": "changed here"}
    assert service.preview() == ()


def test_a_payment_of_a_bill_of_the_old_system_waits_until_it_is_said_which_one_it_is_there(stage: Scene) -> None:
    contact = stage.peer.contact("Cedar Cleaning")
    there = stage.peer.made_bill(contact, InvoiceNumber="OLD-1", AccountCode="408", Quantity=1, UnitAmount=100)
    service = stage.ready()
    bill = stage.bill("OLD 1", document=False)
    with stage.desk.books.change(Action.TAKEN_ON, "taken over", actor=stage.desk.actor) as work:
        work.get(Bill, bill).taken_on = True
        work.commit()
    assert service.preview() == ()
    stage.pay(bill, 11000)
    asked = service.preview()
    assert states(asked) == {"bill": "blocked", "payment": "blocked"}
    assert asked[0].sentence == (
        "Match the bill OLD 1 of Cedar Cleaning, taken over from the old system, with what the ledger has of it."
    )
    assert str(asked[0].problem).startswith(f"It seems to be {there['InvoiceID']}. ")
    service.send()
    assert stage.held("Payments") == []
    service.link(asked[0].id, there["InvoiceID"])
    service.preview()
    assert service.send().done
    assert [len(stage.held(kind)) for kind in ("Invoices", "Payments")] == [1, 1]
    assert stage.held("Invoices")[0]["Status"] == "PAID"
