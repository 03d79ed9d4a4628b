"""Bills changed after their review, on real books: what approvals, postings and payments make of it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from bookdesk.core.errors import BookDeskError, Conflict, InputError, RuleBroken
from bookdesk.core.identifiers import new_id
from bookdesk.ledger.balances import account_balance, trial_balance
from bookdesk.models.account import Account, AccountRole
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill, BillLine, BillStatus
from bookdesk.models.client import LockSource, PeriodLock
from bookdesk.models.document import Document, DocumentState
from bookdesk.models.ledger import LedgerEntry
from bookdesk.payments.bill_edits import BillEditing, Changed
from bookdesk.payments.bills import BillService
from bookdesk.payments.payees import PayeeService
from bookdesk.store.undo import undo
from bookdesk.takeon.service import TakeOnService
from tests.unit.payments.office import PAY_DAY, Office, details

MAY, JUNE = date(2026, 5, 31), date(2026, 6, 30)


def editing(office: Office, who: str = "maker") -> BillEditing:
    return BillEditing(office.as_(who), office.approving(who))


def edit(office: Office, bill: str, *texts: str, version: int | None = None) -> Changed:
    return editing(office).edit(bill, dict(text.split("=") for text in texts), version=version)


def recode(office: Office, bill: str, *texts: str, on: date | None = None, version: int | None = None) -> Changed:
    return editing(office).recode(bill, dict(text.split("=") for text in texts), on=on, version=version)


def taxed(office: Office, number: str = "INV-1", *, approve: bool = True) -> str:
    """A bill of 110.00 with GST, coded to cleaning."""
    bill = office.bill("Bean Brothers", number, 10000, approve=False)
    edit(office, bill, "line.1.account=6-0500", "line.1.tax_code=GST")
    if approve:
        office.approving("ann").approve(bill)
    return bill


def shown(office: Office, bill: str) -> Bill:
    return BillService(office.desk).show(bill).view.bill


def lines(office: Office, bill: str) -> list[tuple[int, int, int]]:
    return [(line.position, line.net, line.tax) for line in BillService(office.desk).show(bill).lines]


def balances(office: Office, *codes: str, as_at: date | None = None) -> list[int]:
    with office.desk.books.query() as session:
        ids = dict(session.execute(select(Account.code, Account.id)).all())
        assert sum(trial_balance(session).values()) == 0
        return [account_balance(session, ids[code], "AUD", as_at).minor for code in codes]


def lock(office: Office, through: date) -> None:
    with office.desk.books.change(Action.PERIOD_LOCKED, "quarter", actor=office.desk.actor) as work:
        work.add(PeriodLock(locked_through=through, source=LockSource.PERSON, note="BAS lodged"))
        work.commit()


def entries(office: Office, bill: str) -> int:
    with office.desk.books.query() as session:
        return len(session.scalars(select(LedgerEntry).where(LedgerEntry.source_id == bill)).all())


def test_recoding_moves_the_cost_today_and_leaves_approvals_alone(office: Office) -> None:
    bill = taxed(office)
    done = recode(office, bill, "line.1.account=6-1200", "line.1.tax_code=CAP")
    assert (done.booked_on, done.why) == (date(2026, 6, 30), "today")
    assert balances(office, "6-0500", "6-1200", "2-1220", "2-1100") == [0, 10000, 1000, -11000]
    assert balances(office, "6-0500", "6-1200", as_at=date(2026, 6, 29)) == [10000, 0]
    standing = office.approving("ann").standings([bill])[bill]
    assert (standing.approved, standing.validity.recoded) == (True, True)
    assert shown(office, bill).status is BillStatus.APPROVED


def test_a_paid_bill_is_recoded_at_tax_time(office: Office) -> None:
    bill = taxed(office)
    run = office.paying().propose(office.bank, PAY_DAY).run.id
    office.paying("bob").release(run)
    recode(office, bill, "line.1.account=6-1200", on=date(2026, 7, 31))
    assert balances(office, "6-0500", "6-1200", "2-1100", as_at=date(2026, 7, 30)) == [10000, 0, 0]
    assert balances(office, "6-0500", "6-1200", "2-1100") == [0, 10000, 0]


def test_after_a_lock_the_first_open_day_is_taken_and_told(office: Office) -> None:
    bill = taxed(office)
    lock(office, JUNE)
    with pytest.raises(RuleBroken, match=r"locked through 2026-06-30.*Post it on 2026-07-01"):
        recode(office, bill, "line.1.account=6-1200", on=date(2026, 6, 15))
    done = recode(office, bill, "line.1.account=6-1200")
    assert done.booked_on == date(2026, 7, 1)
    assert done.why == "the first open day, since the books are locked through 2026-06-30"


def test_a_booking_is_not_replaced_before_its_own_day(office: Office) -> None:
    bill = taxed(office)
    with pytest.raises(InputError, match="Choose 2026-06-01"):
        recode(office, bill, "line.1.account=6-1200", on=MAY)
    later = taxed(office, "INV-2", approve=False)
    with pytest.raises(InputError, match="not booked yet"):
        recode(office, later, "line.1.account=6-1200", on=PAY_DAY)
    assert recode(office, later, "line.1.account=6-1200").booked_on is None
    edit(office, later, "posting_date=2026-08-01")
    office.approving("ann").approve(later)
    done = recode(office, later, "line.1.account=6-0500")
    assert (done.booked_on, done.why) == (date(2026, 8, 1), "the day it is booked on")


def test_the_same_coding_again_changes_nothing(office: Office) -> None:
    bill = taxed(office)
    version = shown(office, bill).version
    assert recode(office, bill, "line.1.account=6-0500").booked_on is None
    assert (entries(office, bill), shown(office, bill).version) == (1, version)


def test_recoding_refuses_what_would_change_the_amount_and_a_stale_version(office: Office) -> None:
    bill = taxed(office)
    with pytest.raises(RuleBroken, match="Edit the bill instead") as refused:
        recode(office, bill, "line.1.tax_code=FRE")
    assert refused.value.command == "bookdesk bill edit BILL line.1.tax_code=FRE"
    with pytest.raises(InputError, match="no coding"):
        recode(office, bill, "number=INV-9")
    version = shown(office, bill).version
    recode(office, bill, "line.1.account=6-1200", version=version)
    with pytest.raises(Conflict):
        recode(office, bill, "line.1.account=6-0500", version=version)
    assert balances(office, "6-0500", "6-1200") == [0, 10000]


def test_an_edited_amount_lapses_the_approval_in_the_same_act(office: Office) -> None:
    bill = taxed(office)
    done = edit(office, bill, "line.1.net=90.00")
    assert done.lapsed
    found = shown(office, bill)
    assert (found.net, found.tax, found.total, found.status) == (9000, 900, 9900, BillStatus.REVIEWED)
    assert balances(office, "6-0500", "2-1220", "2-1100") == [0, 0, 0]
    assert "changed since ann approved" in office.approving("ann").standings([bill])[bill].why
    office.approving("ann").approve(bill)
    assert balances(office, "6-0500", "2-1220", "2-1100") == [9000, 900, -9900]


def test_lines_are_added_and_removed(office: Office) -> None:
    bill = taxed(office, approve=False)
    new = ("line.2.description=Freight", "line.2.account=6-1200", "line.2.tax_code=FRE", "line.2.net=7.00")
    edit(office, bill, *new)
    assert (lines(office, bill), shown(office, bill).total) == ([(1, 10000, 1000), (2, 700, 0)], 11700)
    edit(office, bill, "line.1=remove")
    assert (lines(office, bill), shown(office, bill).total) == ([(2, 700, 0)], 700)
    for texts, words in (
        (("line.2=remove",), "at least one line"),
        (("line.2.net=-7.00",), "add up to -7.00"),
        (("line.3.net=1.00",), "Line 3 has no account"),
        (("total=-1.00",), "add up to -1.00"),
    ):
        with pytest.raises(RuleBroken, match=words):
            edit(office, bill, *texts)
    assert lines(office, bill) == [(2, 700, 0)]


def test_an_edit_that_only_concerns_the_booking_replaces_it_on_its_day(office: Office) -> None:
    bill = taxed(office)
    done = edit(office, bill, "line.1.net=60.00", "line.2.account=6-1200", "line.2.tax_code=GST", "line.2.net=40.00")
    assert (done.lapsed, done.booked_on) == (False, date(2026, 6, 1))
    assert balances(office, "6-0500", "6-1200", "2-1100", as_at=date(2026, 6, 1)) == [6000, 4000, -11000]
    assert shown(office, bill).status is BillStatus.APPROVED
    done = edit(office, bill, "document_date=2026-06-09")
    assert done.booked_on == date(2026, 6, 9)
    assert balances(office, "2-1100", as_at=date(2026, 6, 8)) == [0]
    before = entries(office, bill)
    assert edit(office, bill, "due_date=2026-07-15", "number=INV-1a", "payment_reference=none").booked_on is None
    found = shown(office, bill)
    assert (found.number_key, found.due_date, found.payment_reference) == ("INV1A", date(2026, 7, 15), None)
    assert entries(office, bill) == before


def test_payee_account_and_way_of_payment_are_what_was_approved(office: Office) -> None:
    bill = taxed(office)
    assert not edit(office, bill, "payee_account=013-999 4410021").lapsed
    assert edit(office, bill, "way_of_payment=direct_debit").lapsed
    with pytest.raises(BookDeskError, match=r"no account 1.*013-999 4410021"):
        edit(office, bill, "payee_account=1")
    edit(office, bill, "supplier=Milk Maids", "payee_account=none", "way_of_payment=transfer")
    standing = office.approving("ann").standings([bill])[bill]
    assert (shown(office, bill).supplier_name, standing.approved) == ("Milk Maids", False)


def test_what_is_paid_or_scheduled_is_not_edited(office: Office) -> None:
    bill = taxed(office)
    run = office.paying().propose(office.bank, PAY_DAY)
    with pytest.raises(RuleBroken, match="waits in a payment run"):
        edit(office, bill, "due_date=2026-07-15")
    office.paying("bob").release(run.run.id)
    with pytest.raises(RuleBroken, match="settled, at least in part"):
        edit(office, bill, "line.1.net=1.00")


def test_a_number_that_the_supplier_used_before_is_refused(office: Office) -> None:
    taxed(office)
    other = taxed(office, "INV-2")
    with pytest.raises(RuleBroken, match="has a bill INV-1 already"):
        edit(office, other, "number=inv 1")
    office.credit("Bean Brothers", "INV-7", 500)
    assert not edit(office, other, "number=INV-7").lapsed
    assert edit(office, other, "number=INV-7").booked_on is None


def test_a_corrected_bill_is_not_booked_in_a_closed_period_unasked(office: Office) -> None:
    bill = taxed(office)
    lock(office, JUNE)
    with pytest.raises(RuleBroken, match=r"cannot be booked on 2026-06-01.*posting date from 2026-07-01") as refused:
        edit(office, bill, "line.1.net=90.00")
    assert refused.value.command == f"bookdesk bill edit {bill} FIELD=VALUE posting_date=2026-07-01"
    assert shown(office, bill).total == 11000
    assert not edit(office, bill, "due_date=2026-07-15").lapsed
    assert edit(office, bill, "line.1.net=90.00", "posting_date=2026-07-01").lapsed
    assert balances(office, "2-1100", as_at=JUNE) == [-11000]
    assert balances(office, "2-1100") == [0]
    office.approving("ann").approve(bill)
    assert balances(office, "2-1100") == [-9900]


def test_bank_details_changed_after_a_lock_unbook_on_the_first_open_day(office: Office) -> None:
    bill = taxed(office)
    lock(office, JUNE)
    PayeeService(office.desk).enter("Bean Brothers", details("062000 87654321"))
    assert office.approving("ann").revalidate() == [bill]
    assert balances(office, "2-1100", as_at=JUNE) == [-11000]
    assert balances(office, "2-1100", as_at=date(2026, 7, 1)) == [0]


def test_an_edit_is_undone_where_nothing_was_posted(office: Office) -> None:
    bill = taxed(office, approve=False)
    before = lines(office, bill)
    edit(office, bill, "line.1=remove", "line.2.account=6-1200", "line.2.net=5.00")
    with office.desk.books.query() as session:
        last = session.connection().exec_driver_sql("SELECT id FROM change_set ORDER BY position DESC LIMIT 1").scalar()
    undo(office.desk.books, str(last), actor=office.desk.actor)
    assert (lines(office, bill), shown(office, bill).total) == (before, 11000)


def test_the_document_says_what_the_total_is_unless_it_was_misread(office: Office) -> None:
    document = Document(
        id=new_id(), intake_number=5, file_name="a.pdf", media_type="application/pdf", size=1, sha256="0" * 64,
        stored_name="x", seal_key="0", received_at=office.desk.clock.now(), received_by="maker",
        state=DocumentState.TO_REVIEW,
    )  # fmt: skip
    with office.desk.books.change(Action.DOCUMENT_CAPTURED, "captured", actor=office.desk.actor) as work:
        work.add(document)
        work.commit()
    bill = office.bill("Bean Brothers", "INV-5", 10000, approve=False, document_id=document.id, status=BillStatus.DRAFT)
    with pytest.raises(RuleBroken, match="still in the inbox") as refused:
        edit(office, bill, "due_date=2026-07-15")
    assert refused.value.command == "bookdesk inbox set 5 FIELD=VALUE"
    with office.desk.books.change(Action.BILL_REVIEWED, "confirmed", actor=office.desk.actor) as work:
        work.get(Document, document.id).state = DocumentState.CONFIRMED
        work.get(Bill, bill).status = BillStatus.REVIEWED
        work.commit()
    with office.desk.books.upkeep() as session:
        session.connection().exec_driver_sql(
            "INSERT INTO document_field (id, document_id, name, value, confidence, state, why, corrected)"
            " VALUES ('f', ?, 'total', '100.00', 1000000, 'proved', '', 0)",
            (document.id,),
        )
    with pytest.raises(RuleBroken, match=r"add up to 90.00 AUD, but the document's total is 100.00.*to 90.00") as left:
        edit(office, bill, "line.1.net=90.00")
    assert left.value.command == f"bookdesk bill edit {bill} FIELD=VALUE total=90.00"
    edit(office, bill, "line.1.net=90.00", "total=90.00")
    assert shown(office, bill).total == 9000
    edit(office, bill, "total=100.00")
    assert lines(office, bill) == [(1, 10000, 0)]


def test_a_rejected_bill_is_corrected_and_submitted_again(office: Office) -> None:
    bill = taxed(office)
    office.approving("ann").reject(bill, "90 were agreed")
    edit(office, bill, "line.1.net=90.00")
    office.approving("maker").submit(bill)
    office.approving("ann").approve(bill)
    assert office.balance(AccountRole.PAYABLES) == -9900


def test_a_bill_taken_over_keeps_its_amount_and_takes_the_rest(office: Office) -> None:
    sheet = "Supplier,Number,Date,Due date,Total,Open\nBean Brothers,OLD-1,2026-05-01,2026-05-31,50.00,20.00\n"
    TakeOnService(office.desk).bills(sheet, date(2026, 6, 30))
    bill = BillService(office.desk).find("OLD-1")
    office.approving("ann").approve(bill)
    for texts in (("total=60.00",), ("line.1.net=1.00",), ("posting_date=2026-07-01",)):
        with pytest.raises(RuleBroken, match="taken over"):
            edit(office, bill, *texts)
    with pytest.raises(RuleBroken, match="taken over"):
        recode(office, bill, "line.1.account=6-0500")
    assert not edit(office, bill, "due_date=2026-07-10", "document_date=2026-05-02").lapsed
    assert edit(office, bill, "way_of_payment=cheque").lapsed
    assert shown(office, bill).status is BillStatus.REVIEWED
    assert office.balance(AccountRole.PAYABLES) == -2000


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("colour=red", "Known are amount_due"),
        ("number=none", "cannot be empty"),
        ("due_date=30.6.2026", "year, month, day"),
        ("way_of_payment=barter", "no way of payment"),
        ("tax_mode=sometimes", "no tax mode"),
        ("rate=0", "no exchange rate"),
        ("supplier=Nobody", "No supplier is called Nobody"),
        ("amount_due=1,2", "not an amount"),
    ],
)
def test_nonsense_is_told_and_changes_nothing(office: Office, text: str, words: str) -> None:
    bill = taxed(office, approve=False)
    version = shown(office, bill).version
    with pytest.raises(BookDeskError, match=words):
        edit(office, bill, text)
    assert shown(office, bill).version == version


def test_a_tax_mode_and_what_is_asked(office: Office) -> None:
    bill = taxed(office)
    assert edit(office, bill, "tax_mode=none").lapsed
    assert lines(office, bill) == [(1, 10000, 0)]
    edit(office, bill, "amount_due=40.00", "note=deposit paid")
    assert shown(office, bill).amount_due == 4000
    edit(office, bill, "amount_due=none", "tax_mode=exclusive")
    assert (shown(office, bill).amount_due, shown(office, bill).total) == (None, 11000)


def test_a_void_bill_and_an_empty_wish_are_refused(office: Office) -> None:
    bill = taxed(office, approve=False)
    with pytest.raises(InputError, match="Nothing to change"):
        editing(office).edit(bill, {})
    BillService(office.desk).void(bill, "twice")
    with pytest.raises(RuleBroken, match="is void"):
        edit(office, bill, "number=1")


def test_one_who_approved_and_then_edits_is_asked_no_more(office: Office) -> None:
    bill = taxed(office)
    done = editing(office, "ann").edit(bill, {"due_date": "2026-07-15"})
    assert done.lapsed
    assert "last edited" in str(office.approving("ann").standings([bill])[bill].plan.refusals)


def test_a_line_is_a_part_of_its_bill(office: Office) -> None:
    bill = taxed(office, approve=False)
    version = shown(office, bill).version
    edit(office, bill, "line.1.description=Window cleaning")
    with pytest.raises(Conflict):
        edit(office, bill, "due_date=2026-07-15", version=version)
    with office.desk.books.query() as session:
        line = session.scalars(select(BillLine).where(BillLine.bill_id == bill)).one()
    assert (line.description, line.net) == ("Window cleaning", 10000)
