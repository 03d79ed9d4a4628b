"""An invoice from its draft to its end: what is issued stands, and every cent of it is in the books once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.core.dates import Terms, TermsKind
from bookdesk.core.errors import Conflict, InputError, NotFound, RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import NumberedBy, RoundedBy, TaxMode
from bookdesk.invoicing.entered import Entered, EnteredLine
from bookdesk.invoicing.service import InvoiceService
from bookdesk.invoicing.terms import Milestone
from bookdesk.ledger.balances import trial_balance
from bookdesk.ledger.earlypayment import EarlyPayment
from bookdesk.ledger.periods import lock_through
from bookdesk.models import contact as contacts
from bookdesk.models.account import TaxRate
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Instalment, Invoice, InvoiceKind, InvoiceLine, InvoiceStatus
from bookdesk.models.ledger import LedgerEntry
from bookdesk.store.desk import Desk
from tests.support.billing import TODAY, balances, coded, customer, decide, drafted, issued, line
from tests.support.books import account_id, as_ben, client_desk, tax_code_id

AR, SALES, TAX = "1-1100", "4-1000", "2-1210"
BOOKED = (AR, SALES, TAX)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as desk:
        yield desk


@pytest.fixture
def service(desk: Desk) -> InvoiceService:
    return InvoiceService(desk)


def test_a_draft_has_no_number_and_is_in_no_account(desk: Desk, service: InvoiceService) -> None:
    made = drafted(desk, customer(desk), line("33.333333", "3"), coded(desk, "FRE", "50"))
    assert (made.status, made.number, made.document_date) == (InvoiceStatus.DRAFT, None, TODAY)
    assert (made.net, made.tax, made.total, made.due_date) == (15000, 1000, 16000, date(2026, 7, 31))
    found = service.show(made.id)
    assert [(one.position, one.net, one.tax, found.codes[one.tax_code_id or ""]) for one in found.lines] == [
        (1, 10000, 1000, "GSTI"),
        (2, 5000, 0, "FRE"),
    ]
    assert found.customer == "Blue Cafe"
    assert balances(desk, *BOOKED) == [0, 0, 0]


def test_issuing_numbers_books_and_freezes_in_one_change(desk: Desk, service: InvoiceService) -> None:
    who = customer(desk, street="1 Bean St", city="Perth", postcode="6000", country="AU", email="pay@blue.example")
    made = issued(desk, who)
    assert (made.status, made.number, made.payment_reference) == (InvoiceStatus.ISSUED, "INV-0001", "INV-0001")
    assert isinstance(made.billed_to, dict)
    assert made.billed_to["name"] == "Blue Cafe"
    assert made.billed_to["postcode"] == "6000"
    assert (made.issued_by, made.posting_date, made.tax_point) == ("ann", TODAY, TODAY)
    assert balances(desk, *BOOKED) == [11000, -10000, -1000]
    assert issued(desk, who).number == "INV-0002"
    assert service.find("inv-0002") == issued_id(desk, "INV-0002")
    assert service.find(issued_id(desk, "INV-0002")[-8:]) == issued_id(desk, "INV-0002")
    with pytest.raises(NotFound, match="No invoice has the number or id"):
        service.find(issued_id(desk, "INV-0002")[-5:])
    with pytest.raises(RuleBroken, match="does not change any more"):
        service.edit(made.id, service.entered(made.id))
    with pytest.raises(RuleBroken, match="does not change any more"):
        service.delete(made.id)
    with pytest.raises(RuleBroken, match="does not change any more"):
        service.issue(made.id)
    with desk.books.change(Action.INVOICE_EDITED, "past the service", actor=desk.actor) as work:
        line_of = work.session.scalars(select(InvoiceLine)).first()
        assert line_of is not None
        line_of.net += 1
        with pytest.raises(RuleBroken, match="stays as it is"):
            work.session.flush()


def issued_id(desk: Desk, number: str) -> str:
    with desk.books.query() as session:
        return session.scalars(select(Invoice.id).where(Invoice.number == number)).one()


def test_a_customer_moving_house_changes_no_invoice_of_before(desk: Desk) -> None:
    who = customer(desk, city="Perth")
    made = issued(desk, who)
    with desk.books.change(Action.CONTACT_EDITED, "moved", actor=desk.actor) as work:
        work.get(Contact, who).city = "Hobart"
        work.commit()
    with desk.books.query() as session:
        kept = session.get_one(Invoice, made.id).billed_to
    assert isinstance(kept, dict)
    assert kept["city"] == "Perth"


@pytest.mark.parametrize(
    ("lines", "values", "why"),
    [
        ((), {}, "no lines"),
        ((line("-5"),), {}, "more than nothing; this one is for -5.50 AUD"),
        ((line("0"),), {}, "more than nothing"),
        ((line(),), {"document_date": date(2026, 7, 2)}, "dated 2026-07-02, and today is 2026-07-01"),
        ((line(),), {"currency": "EUR"}, "no exchange rate"),
    ],
)
def test_what_is_no_invoice_stays_a_draft(
    desk: Desk, service: InvoiceService, lines: tuple[EnteredLine, ...], values: dict[str, object], why: str
) -> None:
    made = service.draft(Entered(customer(desk), lines, **values))  # type: ignore[arg-type] # by name
    with pytest.raises(RuleBroken, match=why):
        service.issue(made.id)
    with desk.books.query() as session:
        assert session.get_one(Invoice, made.id).status is InvoiceStatus.DRAFT
    assert balances(desk, *BOOKED) == [0, 0, 0]


def test_what_no_page_can_hold_gets_no_number(desk: Desk, service: InvoiceService) -> None:
    made = drafted(desk, customer(desk, "Blue Cafe " * 60))
    with pytest.raises(InputError, match="goes on for"):
        service.issue(made.id)
    assert issued(desk, customer(desk)).number == "INV-0001"


def test_slips_are_refused_while_drafting(desk: Desk, service: InvoiceService) -> None:
    who = customer(desk)
    for wrong, why in (
        (Entered("nobody", (line(),)), "no such customer"),
        (Entered(who, (line(),), currency="XXQ"), "no currency"),
        (Entered(who, (EnteredLine("", Decimal(1), Decimal(5)),)), "says nothing"),
        (Entered(who, (EnteredLine("Work"),)), "has no price"),
        (Entered(who, (coded(desk, "GST"),)), "not for sales"),
        (Entered(who, (line(account_id=account_id(desk, AR)),)), "Nothing is sold on 1-1100"),
        (Entered(who, (line(account_id="nothing"),)), "no account as line 1"),
        (Entered(who, (line(),), due_date=date(2026, 6, 1)), "before it is written"),
        (Entered(who, (line("9000000000", "1000000000"),)), "more than any amount"),
    ):
        with pytest.raises((InputError, NotFound), match=why):
            service.draft(wrong)
    with desk.books.query() as session:
        assert session.scalars(select(Invoice)).all() == []


def test_an_archived_customer_gets_none(desk: Desk, service: InvoiceService) -> None:
    who = customer(desk, archived=True)
    with pytest.raises(RuleBroken, match="put away"):
        service.draft(Entered(who, (line(),)))


def test_a_locked_period_takes_no_invoice_but_another_posting_date_does(desk: Desk, service: InvoiceService) -> None:
    made = drafted(desk, customer(desk), document_date=date(2026, 6, 15))
    lock_through(desk, date(2026, 6, 30), "year end")
    with pytest.raises(RuleBroken, match="locked through 2026-06-30"):
        service.issue(made.id)
    service.edit(made.id, replace(service.entered(made.id), posting_date=TODAY))
    done = service.issue(made.id)
    assert (done.document_date, done.posting_date, done.number) == (date(2026, 6, 15), TODAY, "INV-0001")


def test_a_stale_form_does_not_overwrite(desk: Desk, service: InvoiceService) -> None:
    made = drafted(desk, customer(desk))
    seen = made.version
    changed = replace(service.entered(made.id), lines=(line("7"), line("8")))
    InvoiceService(as_ben(desk)).edit(made.id, changed, version=seen)
    with pytest.raises(Conflict):
        service.edit(made.id, changed, version=seen)
    with pytest.raises(Conflict):
        service.issue(made.id, version=seen)
    with pytest.raises(Conflict):
        service.delete(made.id, version=seen)
    with desk.books.query() as session:
        assert session.get_one(Invoice, made.id).total == 1650
        assert len(session.scalars(select(InvoiceLine)).all()) == 2


def test_other_words_in_a_line_are_a_change_of_the_invoice(desk: Desk, service: InvoiceService) -> None:
    made = drafted(desk, customer(desk))
    seen = made.version
    before = service.entered(made.id)
    service.edit(made.id, replace(before, lines=(line(text="Other work"),)))
    with pytest.raises(Conflict):
        service.issue(made.id, version=seen)


def test_two_who_issue_the_same_draft_issue_it_once(desk: Desk, service: InvoiceService) -> None:
    made = drafted(desk, customer(desk))
    service.issue(made.id)
    with pytest.raises(RuleBroken, match="was issued"):
        InvoiceService(as_ben(desk)).issue(made.id)
    assert balances(desk, AR) == [11000]


def test_a_draft_leaves_nothing_when_it_is_thrown_away(desk: Desk, service: InvoiceService) -> None:
    parts = (Milestone("Deposit", Decimal("0.3"), TODAY), Milestone("Rest", None, None))
    made = drafted(desk, customer(desk), milestones=parts)
    service.delete(made.id)
    with desk.books.query() as session:
        for model in (Invoice, InvoiceLine, Instalment):
            assert session.scalars(select(model)).all() == []
    assert issued(desk, customer(desk, "Other")).number == "INV-0001"


def test_cancelling_reverses_and_keeps_the_number(desk: Desk, service: InvoiceService) -> None:
    who = customer(desk)
    made = issued(desk, who)
    with pytest.raises(InputError, match="not said why"):
        service.cancel(made.id, " \u202e ")
    gone = service.cancel(made.id, "wrong customer")
    assert (gone.status, gone.number, gone.cancelled_on) == (InvoiceStatus.VOID, "INV-0001", TODAY)
    assert balances(desk, *BOOKED) == [0, 0, 0]
    assert issued(desk, who).number == "INV-0002"
    with pytest.raises(RuleBroken):
        service.cancel(made.id, "again")
    with pytest.raises(RuleBroken):
        service.issue(made.id)
    with pytest.raises(RuleBroken, match="draft is not cancelled"):
        service.cancel(drafted(desk, who).id, "x")


def test_cancelling_after_the_period_was_closed_is_booked_on_the_first_open_day(
    desk: Desk, service: InvoiceService
) -> None:
    made = issued(desk, customer(desk), document_date=date(2026, 6, 20))
    lock_through(desk, date(2026, 7, 5), "early close")
    assert service.cancel(made.id, "doubled").cancelled_on == date(2026, 7, 6)


def test_a_credit_note_is_for_the_whole_or_for_lines_and_never_above(desk: Desk, service: InvoiceService) -> None:
    made = issued(desk, customer(desk), line("100", "4"), coded(desk, "FRE", "50"))
    half = service.credit(made.id, quantities={1: Decimal(2)}, note="two came back")
    assert (half.kind, half.corrects_id, half.total, half.due_date) == (InvoiceKind.CREDIT_NOTE, made.id, 22000, None)
    done = service.issue(half.id)
    assert done.number == "CN-0001"
    assert balances(desk, *BOOKED) == [49000 - 22000, -45000 + 20000, -4000 + 2000]
    assert str(service.show(made.id).creditable) == "270.00 AUD"
    again = service.credit(made.id)
    with pytest.raises(RuleBroken, match=r"490.00 AUD is more than can be credited .* 270.00 AUD is left"):
        service.issue(again.id)
    for wrong, why in (
        ({3: None}, "no line 3"),
        ({1: Decimal(5)}, "it has 4"),
        ({1: Decimal(-1)}, "cannot be credited"),
    ):
        with pytest.raises(InputError, match=why):
            service.credit(made.id, quantities=wrong)
    with pytest.raises(RuleBroken):
        service.cancel(made.id, "too late")


def test_a_credit_note_settles_its_invoice_and_frees_it_when_cancelled(desk: Desk, service: InvoiceService) -> None:
    made = issued(desk, customer(desk), currency="EUR", rate=Decimal("1.6543"))
    note = service.issue(service.credit(made.id).id)
    assert [str(service.show(one.id).open) for one in (made, note)] == ["0.00 EUR", "0.00 EUR"]
    service.cancel(note.id, "wrong one")
    assert service.show(made.id).open == Money(11000, "EUR")
    assert str(service.show(made.id).creditable) == "110.00 EUR"
    service.cancel(made.id, "this one, too")
    with desk.books.query() as session:
        assert {code: trial_balance(session).get(account_id(desk, code), 0) for code in BOOKED} == dict.fromkeys(
            BOOKED, 0
        )


def test_what_was_not_issued_is_not_credited(desk: Desk, service: InvoiceService) -> None:
    who = customer(desk)
    made = drafted(desk, who)
    with pytest.raises(RuleBroken, match="Credit an issued invoice only"):
        service.credit(made.id)
    done = issued(desk, who)
    note = service.credit(done.id)
    service.cancel(done.id, "wrong")
    with pytest.raises(RuleBroken, match="is void"):
        service.issue(note.id)
    with pytest.raises(RuleBroken, match="another customer"):
        service.edit(note.id, replace(service.entered(note.id), contact_id=customer(desk, "Other")))


def test_a_credit_note_has_the_rates_of_its_invoice_and_not_of_its_day(desk: Desk, service: InvoiceService) -> None:
    made = issued(desk, customer(desk), document_date=date(2026, 6, 20))
    code = tax_code_id(desk, "GSTI")
    with desk.books.change(Action.TAX_CODE_EDITED, "new rate", actor=desk.actor) as work:
        work.add(TaxRate(tax_code_id=code, valid_from=TODAY, rate=Decimal("0.12")))
        work.commit()
    assert service.issue(service.credit(made.id).id).total == 11000
    assert drafted(desk, customer(desk, "Other")).total == 11200


def test_a_draft_is_issued_with_the_tax_that_it_shows_or_not_at_all(desk: Desk, service: InvoiceService) -> None:
    made = drafted(desk, customer(desk))
    with desk.books.change(Action.TAX_CODE_EDITED, "new rate", actor=desk.actor) as work:
        work.add(TaxRate(tax_code_id=tax_code_id(desk, "GSTI"), valid_from=TODAY, rate=Decimal("0.12")))
        work.commit()
    with pytest.raises(RuleBroken, match=r"make 112.00 AUD, not 110.00 AUD"):
        service.issue(made.id)
    assert service.issue(made.id, on=date(2026, 6, 30)).total == 11000


def test_dating_at_issue_moves_what_counts_from_the_date(desk: Desk, service: InvoiceService) -> None:
    who = customer(desk, terms=contacts.Terms.NET, terms_days=7)
    made = drafted(desk, who, document_date=date(2026, 6, 1), tax_point=date(2026, 6, 1))
    assert made.due_date == date(2026, 6, 8)
    done = service.issue(made.id, on=TODAY)
    assert (done.document_date, done.due_date, done.tax_point) == (TODAY, date(2026, 7, 8), TODAY)
    fixed = drafted(desk, who, document_date=date(2026, 6, 1), due_date=date(2026, 7, 30))
    assert service.issue(fixed.id, on=TODAY).due_date == date(2026, 7, 30)


def test_terms_are_the_customers_then_the_clients_then_usual(desk: Desk) -> None:
    decide(desk, terms=contacts.Terms.MONTH_END, terms_days=10)
    assert drafted(desk, customer(desk)).due_date == date(2026, 8, 10)
    own = customer(desk, "Own", terms=contacts.Terms.DAY_OF_NEXT_MONTH, terms_days=20)
    assert drafted(desk, own).due_date == date(2026, 8, 20)
    assert drafted(desk, own, terms=Terms(TermsKind.NET, 0)).due_date == TODAY


def test_a_plan_is_the_total_and_a_milestone_is_reached_once(desk: Desk, service: InvoiceService) -> None:
    parts = (
        Milestone("Deposit", Decimal("0.3333"), Terms(TermsKind.NET, 5)),
        Milestone("On delivery", Money(2000, "AUD"), None),
        Milestone("Rest", None, date(2026, 9, 1)),
    )
    made = service.issue(drafted(desk, customer(desk), milestones=parts).id)
    found = service.show(made.id)
    assert [(one.name, one.amount, one.due_date) for one in found.instalments] == [
        ("Deposit", 3666, date(2026, 7, 6)),
        ("On delivery", 2000, None),
        ("Rest", 5334, date(2026, 9, 1)),
    ]
    assert made.due_date == date(2026, 9, 1)
    service.reached(made.id, 2)
    for position, error in ((2, RuleBroken), (4, NotFound)):
        with pytest.raises(error):
            service.reached(made.id, position)
    assert service.show(made.id).instalments[1].due_date == TODAY


def test_a_plan_that_is_not_the_total_is_refused(desk: Desk) -> None:
    parts = (Milestone("Half", Decimal("0.5"), TODAY), Milestone("More", Decimal("0.6"), TODAY))
    with pytest.raises(InputError, match="differ by"):
        drafted(desk, customer(desk), milestones=parts)


def test_an_early_payment_is_kept_with_the_invoice(desk: Desk, service: InvoiceService) -> None:
    decide(desk, discount_days=10, discount_share=Decimal("0.02"))
    made = issued(desk, customer(desk))
    decide(desk, discount_days=99)
    found = service.show(made.id)
    assert found.discount == EarlyPayment(Decimal("0.02"), 10)
    assert found.discount_until == date(2026, 7, 11)
    none = replace(service.entered(drafted(desk, customer(desk, "Other")).id), discount=None)
    assert service.draft(none).discount_days is None


def test_a_foreign_invoice_and_its_credit_note_leave_nothing_in_base_currency(
    desk: Desk, service: InvoiceService
) -> None:
    lines = [line("3.33", "1.1") for _ in range(9)]
    made = issued(desk, customer(desk, currency="EUR"), *lines, rate=Decimal("1.6543"))
    service.issue(service.credit(made.id).id)
    with desk.books.query() as session:
        assert trial_balance(session)[account_id(desk, AR)] == 0
        note = session.scalars(select(Invoice).where(Invoice.kind == InvoiceKind.CREDIT_NOTE)).one()
    assert (note.rate, note.currency) == (Decimal("1.6543"), "EUR")


@pytest.mark.parametrize(("currency", "total"), [("JPY", 1101), ("KWD", 1101100)])
def test_currencies_without_or_with_more_minor_units(desk: Desk, currency: str, total: int) -> None:
    made = issued(desk, customer(desk), line("1001"), currency=currency, rate=Decimal("0.5"))
    assert made.total == total


def test_coins_are_rounded_at_home_only(desk: Desk) -> None:
    decide(desk, cash_step=5)
    who = customer(desk)
    made = issued(desk, who, coded(desk, "FRE", "10.02"))
    assert (made.net, made.rounding, made.total) == (1002, -2, 1000)
    assert issued(desk, who, coded(desk, "FRE", "10.02"), currency="EUR", rate=Decimal(2)).rounding == 0
    note = InvoiceService(desk).issue(InvoiceService(desk).credit(made.id).id)
    assert (note.rounding, note.total) == (-2, 1000)


def test_prices_with_tax_and_tax_by_document(desk: Desk) -> None:
    decide(desk, tax_mode=TaxMode.INCLUSIVE, rounded_by=RoundedBy.DOCUMENT)
    made = issued(desk, customer(desk), *[line("1.05") for _ in range(3)])
    assert (made.total, made.tax, made.rounded_by) == (315, 29, RoundedBy.DOCUMENT)


def test_who_charges_no_tax_shows_none(desk: Desk) -> None:
    made = issued(desk, customer(desk), line("100"), tax_mode=TaxMode.NONE)
    assert (made.tax, made.total) == (0, 10000)


def test_the_ledger_numbers_where_the_client_says_so(desk: Desk, service: InvoiceService) -> None:
    decide(desk, numbered_by=NumberedBy.LEDGER)
    made = issued(desk, customer(desk))
    assert (made.number, made.payment_reference) == (None, None)
    assert service.number_given(made.id, "XI-1").number == "XI-1"
    with pytest.raises(Conflict):
        service.number_given(made.id, "XI-2")


def test_marks_are_of_issued_invoices_and_taken_back(desk: Desk, service: InvoiceService) -> None:
    who = customer(desk)
    made = issued(desk, who)
    assert service.dispute(made.id, "arrived\x00 broken").dispute_reason == "arrived broken"
    assert service.dispute(made.id, None).disputed is False
    assert service.promise(made.id, date(2026, 7, 20)).promised_until == date(2026, 7, 20)
    with pytest.raises(InputError, match="before the invoice"):
        service.promise(made.id, date(2026, 6, 1))
    assert service.remind(made.id, wanted=False).reminders is False
    with pytest.raises(RuleBroken, match="Only an issued invoice"):
        service.dispute(drafted(desk, who).id, "x")


def test_a_late_one_is_charged_for_outside_tax(desk: Desk, service: InvoiceService) -> None:
    who = customer(desk, sales_tax_code_id=tax_code_id(desk, "GSTI"))
    late = issued(desk, who, document_date=date(2026, 5, 1))
    fee, interest = Money(4000, "AUD"), Money(123, "AUD")
    made = service.charge(late.id, [("Late fee", fee), ("Interest", interest)])
    assert (made.fee_for_id, made.tax, made.total, made.reference) == (late.id, 0, 4123, "INV-0001")
    service.issue(made.id)
    assert balances(desk, "4-3000") == [-4123]
    for claims in ([], [("Nothing", Money(0, "AUD"))], [("Other", Money(100, "EUR"))]):
        with pytest.raises(InputError):
            service.charge(late.id, claims)
    with pytest.raises(RuleBroken, match="not late"):
        service.charge(issued(desk, who).id, [("Fee", fee)])
    service.issue(service.credit(late.id).id)
    with pytest.raises(RuleBroken, match="Nothing is open"):
        service.charge(late.id, [("Fee", fee)])


def test_a_copy_is_a_new_draft_of_today(desk: Desk, service: InvoiceService) -> None:
    made = issued(desk, customer(desk), line("5", text="Beans"), document_date=date(2026, 6, 1), reference="PO 7")
    again = service.copy(made.id)
    assert (again.status, again.number, again.document_date, again.total) == (InvoiceStatus.DRAFT, None, TODAY, 550)
    assert (again.reference, service.show(again.id).lines[0].description) == ("PO 7", "Beans")


def test_an_entry_stands_for_every_issued_document(desk: Desk) -> None:
    made = issued(desk, customer(desk))
    with desk.books.query() as session:
        entry = session.scalars(select(LedgerEntry).where(LedgerEntry.source_id == made.id)).one()
    assert entry.narration == "invoice INV-0001 Blue Cafe"
