"""Payment runs over real encrypted books: from approved bills to the file, the postings and back."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import Decimal

import pytest
from lxml import etree
from sqlalchemy import select

from bookdesk.approvals.limits import ApprovalRules
from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import Conflict, InputError, NotAllowed, NotFound, RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import BankScheme, EntryKind, FieldState
from bookdesk.formats.bankfiles.pain_rules import problems_of
from bookdesk.ledger.balances import account_balance
from bookdesk.ledger.exchange import ExchangeRate
from bookdesk.ledger.posting import account_for, standing_entry
from bookdesk.models.account import AccountRole
from bookdesk.models.actions import Action
from bookdesk.models.bank import BankAccount
from bookdesk.models.bill import Bill, SettlementState
from bookdesk.models.client import ClientProfile
from bookdesk.models.contact import Contact
from bookdesk.models.document import Document, DocumentField, DocumentState
from bookdesk.models.payment import PaymentState, RunState
from bookdesk.payments.advices import remittance
from bookdesk.payments.files import identifier
from bookdesk.payments.payees import PayeeService
from bookdesk.payments.releasing import DOMAIN
from bookdesk.payments.safeguards import Concern
from bookdesk.payments.views import RunView
from bookdesk.store.history import latest_sets
from bookdesk.store.undo import undo
from bookdesk.takeon.service import TakeOnService
from tests.unit.approvals.people import Keys
from tests.unit.formats.bankfiles.aba_reader import read as read_aba
from tests.unit.payments.office import PAY_DAY, Office, details


def proposed(office: Office, *, net_credits: bool = False) -> RunView:
    return office.paying().propose(office.bank, PAY_DAY, net_credits=net_credits)


def aud(minor: int) -> Money:
    return Money(minor, "AUD")


def test_a_run_pays_in_full_in_part_and_net_of_a_credit_note_and_leaves_one_held(office: Office) -> None:
    office.supplier("Cup Co", "033000 777777")
    first, second = office.bill("Bean Brothers", "INV-1", 10000), office.bill("Bean Brothers", "INV-2", 5000)
    credit = office.credit("Bean Brothers", "CN-1", 3000)
    partly, held = office.bill("Milk Maids", "M-7", 20000), office.bill("Cup Co", "C-9", 4000)
    debit = office.direct_debit("Milk Maids", "DD-1", 100)
    waiting = office.bill("Cup Co", "C-10", 1, approve=False)
    view = proposed(office)
    pay = office.paying()
    run = view.run.id
    assert {one.payable.bill_id: one.words for one in view.left}[debit] == "Will be taken on 2026-06-30."
    assert "needs 1 approval" in {one.payable.bill_id: one.words for one in view.left}[waiting]
    assert [one.bill_id for one in view.credits] == [credit]
    pay.pay_part(pay.payment(run, "Milk"), "M-7", aud(7500))
    pay.net(pay.payment(run, "bean"), "CN-1")
    view = pay.hold(pay.payment(run, "Cup Co"), "wrong cups")
    assert [(one.payment.holder, one.amount.minor, one.payment.state) for one in view.payments] == [
        ("Bean Brothers", 12000, PaymentState.PROPOSED),
        ("Milk Maids", 7500, PaymentState.PROPOSED),
        ("Cup Co", 4000, PaymentState.HELD),
    ]
    assert view.total == aud(19500)
    assert office.settlement(partly).state is SettlementState.SCHEDULED
    bank, payables = office.balance(), office.balance(AccountRole.PAYABLES)
    released = office.paying("bob").release(run)
    assert released.run.state is RunState.RELEASED
    states = {one: office.settlement(one).state for one in (first, second, credit, partly, held)}
    assert states == {
        first: SettlementState.PAID, second: SettlementState.PAID, credit: SettlementState.PAID,
        partly: SettlementState.PART_PAID, held: SettlementState.OPEN,
    }  # fmt: skip
    assert office.settlement(partly, as_at=date(2026, 6, 30)).state is SettlementState.OPEN
    assert office.balance() == bank - 19500
    assert office.balance(AccountRole.PAYABLES) == payables + 19500
    name, content = pay.export(run)
    assert name == "run-1-2026-07-01.aba"
    file = read_aba(content)
    assert [(item.cents, item.reference, item.code) for item in file.items] == [
        (12000, "R1-1", "50"), (7500, "M-7", "50"), (19500, identifier(released.run), "13"),
    ]  # fmt: skip
    assert file.day == PAY_DAY


def test_the_file_is_written_once_and_every_export_is_the_same_bytes(office: Office) -> None:
    office.bill("Bean Brothers", "INV-1", 10000)
    run = proposed(office).run.id
    with pytest.raises(RuleBroken, match="not released"):
        office.paying().export(run)
    office.paying("bob").release(run)
    exports = {office.paying().export(run)[1] for _ in range(3)}
    assert len(exports) == 1
    view = office.paying().show(run)
    assert hashlib.sha256(exports.pop()).hexdigest() == view.run.file_sha256
    with pytest.raises(RuleBroken, match="is released"):
        office.paying("bob").release(run)
    with pytest.raises(RuleBroken, match="is released"):
        office.paying().exclude(view.payments[0].payment.id, "late")


def test_what_the_file_cuts_is_told_with_what_the_bank_shows(office: Office) -> None:
    long = "The Harbour Roasting and Brewing Company of Sydney"
    office.supplier(long, "013999 55667788")
    office.bill(long, "HR-1", 2500)
    office.bill("Bean Brothers", "INV-1", 10000)
    run = proposed(office).run.id
    with pytest.raises(RuleBroken, match="not released"):
        office.paying().take_file(run)
    office.paying("bob").release(run)
    file = office.paying().take_file(run)
    assert (file.payments, str(file.total)) == (2, "125.00 AUD")
    assert hashlib.sha256(file.content).hexdigest() == file.sha256
    assert f"The payee '{long}' is written '{long[:32].rstrip()}'." in file.notes


def test_the_release_is_signed_over_file_payees_and_amounts(office: Office) -> None:
    office.bill("Bean Brothers", "INV-1", 10000)
    run = office.paying("bob").release(proposed(office).run.id).run
    statement = json.loads(run.release_statement or "")
    assert (statement["file"], statement["total"], statement["by"]) == (run.file_sha256, "100.00 AUD", "bob")
    assert Keys().verify("bob", DOMAIN, statement, run.release_signature or "")
    assert not Keys().verify("bob", DOMAIN, statement | {"total": "1.00 AUD"}, run.release_signature or "")


def test_the_editor_of_bank_details_never_releases(office: Office) -> None:
    office.bill("Bean Brothers", "INV-1", 10000)
    with pytest.raises(NotAllowed, match="You entered the bank details of Bean Brothers"):
        office.paying("maker").release(proposed(office).run.id)


def test_changed_bank_details_stop_the_run_in_words(office: Office) -> None:
    office.bill("Bean Brothers", "INV-1", 10000)
    office.paying("bob").release(proposed(office).run.id)
    bill = office.bill("Bean Brothers", "INV-2", 6000)
    run = proposed(office).run.id
    PayeeService(office.desk).enter("Bean Brothers", details("062000 99999999"))
    view = office.paying("bob").show(run)
    concerns = {finding.concern for finding in view.payments[0].findings}
    assert {
        Concern.UNCONFIRMED_ACCOUNT, Concern.CHANGED_SINCE_PROPOSED, Concern.CHANGED_SINCE_PAID, Concern.NOT_APPROVED
    } <= concerns  # fmt: skip
    assert any("013-999 4410021 when the run was proposed" in one.words for one in view.payments[0].changed)
    with pytest.raises(NotAllowed, match="call back"):
        office.paying("bob").release(run)
    office.paying().cancel(run, "new account")
    PayeeService(office.as_("bob")).confirm("Bean Brothers", "called Jo on the number of last year")
    office.approving("ann").revalidate()
    office.approving("ann").approve(bill)
    again = proposed(office)
    assert [finding.concern for finding in again.payments[0].findings] == [
        Concern.CHANGED_SINCE_PAID, Concern.FIRST_PAYMENT, Concern.FRESHLY_CONFIRMED
    ]  # fmt: skip
    with pytest.raises(NotAllowed, match="You confirmed the bank details of Bean Brothers"):
        office.paying("bob").release(again.run.id)
    assert office.paying("ann").release(again.run.id).total == aud(6000)


def test_who_alone_approved_a_large_bill_does_not_release_it(office: Office) -> None:
    office.bill("Bean Brothers", "INV-1", 10000)
    ApprovalRules(office.desk).set_step(Money(10000, "AUD"), 1)
    run = proposed(office).run.id
    with pytest.raises(NotAllowed, match=r"You alone approved what is paid to Bean Brothers, from 100\.00 AUD on"):
        office.paying("ann").release(run)
    assert office.paying("bob").release(run).run.state is RunState.RELEASED


def test_a_bill_changed_after_its_approval_is_not_paid(office: Office) -> None:
    bill = office.bill("Bean Brothers", "INV-1", 10000)
    run = proposed(office).run.id
    with office.desk.books.change(Action.BILL_EDITED, "changed", actor=office.desk.actor) as work:
        work.get(Bill, bill).total = 11000
        work.commit()
    with pytest.raises(NotAllowed, match="INV-1 is not approved"):
        office.paying("bob").release(run)


def test_the_same_invoice_twice_is_stopped(office: Office) -> None:
    office.bill("Bean Brothers", "INV-1", 10000)
    office.paying("bob").release(proposed(office).run.id)
    office.bill("Bean Brothers", "INV 1", 10000, number_key="INV1")
    with pytest.raises(NotAllowed, match="have the same number"):
        office.paying("bob").release(proposed(office).run.id)


def test_a_document_that_shows_another_account_is_stopped(office: Office) -> None:
    document = Document(
        id="d1", intake_number=1, file_name="a.pdf", media_type="application/pdf", size=1, sha256="00",
        stored_name="x", seal_key="00", received_at=office.desk.clock.now(), received_by="maker",
        state=DocumentState.CONFIRMED,
    )  # fmt: skip
    read = DocumentField(
        document_id="d1", name="bank_account", value="062-000 55555555", confidence=Decimal(1),
        state=FieldState.CONFIDENT, why="label",
    )  # fmt: skip
    with office.desk.books.change(Action.DOCUMENT_CAPTURED, "captured", actor=office.desk.actor) as work:
        work.add(document)
        work.session.flush()
        work.add(read)
        work.commit()
    office.bill("Bean Brothers", "INV-1", 10000, document_id="d1", received_date=date(2026, 7, 1))
    view = proposed(office)
    with pytest.raises(NotAllowed, match="shows the account 062-000 55555555"):
        office.paying("bob").release(view.run.id)
    assert isinstance(office.desk.clock, MovableClock)
    office.desk.clock.advance(3600)
    PayeeService(office.as_("carl")).confirm("Bean Brothers", "called Jo again: the account is as before")
    assert office.paying("bob").release(view.run.id).run.state is RunState.RELEASED


def test_cancelling_frees_the_bills_and_excluding_does_too(office: Office) -> None:
    bill = office.bill("Bean Brothers", "INV-1", 10000)
    view = proposed(office)
    with pytest.raises(RuleBroken, match="No approved bill is due"):
        proposed(office)
    office.paying().cancel(view.run.id, "too early")
    assert office.settlement(bill).state is SettlementState.OPEN
    second = proposed(office)
    excluded = office.paying().exclude(second.payments[0].payment.id, "ask first")
    assert excluded.total == aud(0)
    third = proposed(office)
    with pytest.raises(RuleBroken, match=r"only 0\.00 AUD is still free"):
        office.paying().include(second.payments[0].payment.id)
    office.paying().cancel(third.run.id, "one is enough")
    assert office.paying().include(second.payments[0].payment.id).total == aud(10000)
    office.paying().exclude(second.payments[0].payment.id, "no")
    with pytest.raises(RuleBroken, match="pays nobody"):
        office.paying("bob").release(second.run.id)


def test_holding_a_payment_is_undone_until_its_run_is_released(office: Office) -> None:
    office.bill("Bean Brothers", "INV-1", 10000)
    office.bill("Milk Maids", "M-7", 20000)
    pay, view = office.paying(), proposed(office)
    payment = pay.payment(view.run.id, "Milk")
    pay.hold(payment, "wrong cups")
    undo(office.desk.books, newest(office), actor=office.desk.actor)
    assert pay.show(view.run.id).total == aud(30000)
    pay.hold(payment, "wrong cups")
    held = newest(office)
    office.paying("bob").release(view.run.id)
    with pytest.raises(RuleBroken, match="payment run it is a part of went on since"):
        undo(office.desk.books, held, actor=office.desk.actor)


def newest(office: Office) -> str:
    with office.desk.books.query() as session:
        return latest_sets(session, 1)[0].id


def test_a_recalled_run_is_compensated_not_erased(office: Office) -> None:
    bill, credit = office.bill("Bean Brothers", "INV-1", 10000), office.credit("Bean Brothers", "CN-1", 4000)
    before = office.balance(), office.balance(AccountRole.PAYABLES)
    run = office.paying("bob").release(proposed(office, net_credits=True).run.id)
    entry = run.payments[0].payment.entry_id
    recalled = office.paying("bob").recall(run.run.id, "bank was closed")
    assert recalled.run.state is RunState.RECALLED
    assert (office.balance(), office.balance(AccountRole.PAYABLES)) == before
    assert {office.settlement(one).state for one in (bill, credit)} == {SettlementState.OPEN}
    with office.desk.books.query() as session:
        assert standing_entry(session, run.payments[0].payment.id, EntryKind.PAYMENT) is None
        assert entry is not None
    assert office.paying().export(run.run.id)
    again = proposed(office, net_credits=True)
    assert again.total == aud(6000)


def test_one_returned_payment_is_open_again(office: Office) -> None:
    bill, other = office.bill("Bean Brothers", "INV-1", 10000), office.bill("Milk Maids", "M-1", 500)
    run = office.paying("bob").release(proposed(office).run.id)
    returned = office.paying().returned(run.payments[0].payment.id, "account closed")
    assert [one.payment.state for one in returned.payments] == [PaymentState.RETURNED, PaymentState.RELEASED]
    assert office.settlement(bill).state is SettlementState.OPEN
    assert office.settlement(other).state is SettlementState.PAID


def test_a_credit_note_is_netted_as_far_as_something_is_paid_and_can_be_changed(office: Office) -> None:
    office.bill("Bean Brothers", "INV-1", 10000)
    office.credit("Bean Brothers", "CN-1", 12000)
    view = proposed(office)
    payment, pay = view.payments[0].payment.id, office.paying()
    assert pay.net(payment, "CN-1").total == aud(1)
    assert pay.net(payment, "CN-1", aud(2500)).total == aud(7500)
    for amount, words in ((aud(12001), "cannot be netted"), (aud(10000), "leave nothing to pay")):
        with pytest.raises(RuleBroken, match=words):
            pay.net(payment, "CN-1", amount)
    with pytest.raises(NotFound, match="no open credit note CN-9"):
        pay.net(payment, "CN-9")
    assert pay.show(view.run.id).total == aud(7500)


@pytest.mark.parametrize(
    ("amount", "error"),
    [(aud(0), RuleBroken), (aud(-500), RuleBroken), (aud(10001), RuleBroken), (Money(1, "EUR"), InputError)],
)
def test_a_part_is_more_than_nothing_and_at_most_what_is_open(
    office: Office, amount: Money, error: type[Exception]
) -> None:
    office.bill("Bean Brothers", "INV-1", 10000)
    payment = proposed(office).payments[0].payment.id
    with pytest.raises(error):
        office.paying().pay_part(payment, "INV-1", amount)
    with pytest.raises(NotFound, match="not in this payment"):
        office.paying().pay_part(payment, "INV-2", aud(1))


def test_a_part_paid_bill_is_paid_up_by_the_next_run(office: Office) -> None:
    bill = office.bill("Bean Brothers", "INV-1", 10000)
    view = proposed(office)
    office.paying().pay_part(view.payments[0].payment.id, "INV-1", aud(4000))
    office.paying("bob").release(view.run.id)
    rest = proposed(office)
    assert rest.total == aud(6000)
    office.paying("bob").release(rest.run.id)
    assert office.settlement(bill).state is SettlementState.PAID
    assert [run.number for run in office.paying().runs()] == [2, 1]


def test_payees_taken_over_need_one_confirmation_for_all(office: Office) -> None:
    sheet = "Supplier,BSB,Account number\nOld One,062-000,111111\nOld Two,062-000,222222\n"
    TakeOnService(office.desk).suppliers(sheet)
    with office.desk.books.query() as session:
        office.suppliers |= {row.name: row.id for row in session.scalars(select(Contact))}
    office.bill("Old One", "O-1", 100)
    run = proposed(office).run.id
    with pytest.raises(NotAllowed, match="taken over from the old system"):
        office.paying("bob").release(run)
    with pytest.raises(NotAllowed, match="never confirms"):
        PayeeService(office.desk).confirm_taken_over("I know them")
    confirmed = PayeeService(office.as_("bob")).confirm_taken_over("compared with last year's payments")
    assert [one.supplier for one in confirmed] == ["Old One", "Old Two"]
    assert office.paying("bob").release(run).total == aud(100)


def test_bank_details_are_checked_when_they_are_entered(office: Office) -> None:
    with pytest.raises(InputError, match="not a valid IBAN"):
        PayeeService(office.desk).enter("Bean Brothers", BankDetails(BankScheme.IBAN, iban="DE00"))
    with pytest.raises(NotFound, match="No supplier is called Nobody"):
        PayeeService(office.desk).enter("Nobody", details("062000 1"))
    with pytest.raises(InputError, match="needs its note"):
        PayeeService(office.as_("bob")).confirm("Bean Brothers", " ")
    with pytest.raises(NotFound, match="No supplier is called Nobody"):
        PayeeService(office.as_("bob")).confirm("Nobody", "again")
    with pytest.raises(NotFound, match="No bank details to confirm: taken over"):
        PayeeService(office.as_("bob")).confirm_taken_over("compared")


def test_a_run_of_yesterday_is_neither_proposed_nor_released(office: Office) -> None:
    office.bill("Bean Brothers", "INV-1", 10000)
    with pytest.raises(RuleBroken, match="2026-06-28 is past"):
        office.paying().propose(office.bank, date(2026, 6, 28), due_by=PAY_DAY)
    run = proposed(office)
    assert isinstance(office.desk.clock, MovableClock)
    office.desk.clock.advance(3 * 86_400)  # the payment day was the first of these
    with pytest.raises(RuleBroken, match="is past"):
        office.paying("bob").release(run.run.id)


def test_what_the_bank_cannot_carry_releases_nothing(office: Office) -> None:
    bill = office.bill("Bean Brothers", "INV-1", 10000)
    run = proposed(office).run.id
    with office.desk.books.change(Action.BANK_ACCOUNT_EDITED, "no APCA id", actor=office.desk.actor) as work:
        work.session.scalars(select(BankAccount)).one().direct_entry_user_id = None
        work.commit()
    with pytest.raises(InputError, match="APCA"):
        office.paying("bob").release(run)
    assert office.paying().show(run).run.state is RunState.DRAFT
    assert office.settlement(bill).state is SettlementState.SCHEDULED


def test_a_stale_version_is_refused(office: Office) -> None:
    office.bill("Bean Brothers", "INV-1", 10000)
    run = proposed(office).run
    with pytest.raises(Conflict, match=r"Somebody|changed"):
        office.paying("bob").release(run.id, version=run.version + 1)


def test_the_advice_shows_bills_credits_and_the_total(office: Office) -> None:
    office.bill("Bean Brothers", "INV-1", 10000)
    office.credit("Bean Brothers", "CN-1", 3000)
    view = office.paying("bob").release(proposed(office, net_credits=True).run.id)
    name, pdf = remittance(office.desk, view.payments[0].payment.id)
    assert name == "remittance-1-1.pdf"
    assert remittance(office.desk, view.payments[0].payment.id)[1] == pdf
    assert pdf.startswith(b"%PDF")


def test_the_irish_run_becomes_a_clean_sepa_file(dublin: Office) -> None:
    dublin.bill("Bean Brothers", "RE-1", 10000, payment_reference="RF18 5390 0754 7034")
    dublin.bill("Milk Maids", "M-1", 2550)
    view = dublin.paying("bob").release(proposed(dublin).run.id)
    name, content = dublin.paying().export(view.run.id)
    assert name == "run-1-2026-07-01.xml"
    assert problems_of(content) == ()
    text = etree.tostring(etree.fromstring(content)).decode()
    assert "<CtrlSum>125.50</CtrlSum>" in text
    assert "<Ref>RF18539007547034</Ref>" in text
    assert "<EndToEndId>M-1</EndToEndId>" in text


def test_a_foreign_run_needs_its_rate_and_books_the_difference(dublin: Office) -> None:
    with dublin.desk.books.change(Action.CLIENT_EDITED, "books in AUD", actor=dublin.desk.actor) as work:
        work.session.scalars(select(ClientProfile)).one().base_currency = "AUD"
        work.commit()
    bill = dublin.bill("Milk Maids", "M-1", 10000, rate=Decimal("1.6"), rate_source="bank", currency="EUR")
    run = proposed(dublin).run.id
    with pytest.raises(InputError, match="no exchange rate"):
        dublin.paying("bob").release(run)
    dublin.paying("bob").release(run, rate=ExchangeRate(Decimal("1.7"), "bank", PAY_DAY))
    assert dublin.settlement(bill).state is SettlementState.PAID
    with dublin.desk.books.query() as session:
        lost = account_balance(session, account_for(session, AccountRole.EXCHANGE_DIFFERENCES), "AUD")
    assert lost == aud(1000)
