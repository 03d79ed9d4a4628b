"""The pure rules: what is shown, what blocks, how fast, what fits what, and which of three versions holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.identifiers import new_id
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import OutboxKind, TaxMode
from bookdesk.sync import throttle
from bookdesk.sync.intents import (
    AllocationIntent,
    AttachmentIntent,
    ContactIntent,
    Counterpart,
    DocumentIntent,
    Intent,
    Line,
    PaymentIntent,
    content_hash,
    kind_of,
    mark,
    needs_of,
)
from bookdesk.sync.preflight import (
    Cause,
    Facts,
    KnownDocument,
    RemoteAccount,
    RemoteContact,
    RemoteTax,
    check,
)
from bookdesk.sync.proposals import ACCOUNT_TESTS, CONTACT_TESTS, TAX_TESTS, Ours, Theirs, propose
from bookdesk.sync.reconcile import Verdict, merge
from bookdesk.sync.wording import describe

DAY = date(2026, 7, 10)
ACCOUNT = Counterpart("a", "6-0500 Cleaning", "A1", "408 Cleaning", "408")
TAX = Counterpart("t", "GST on purchases", "INPUT", "GST on Expenses")
LINE = Line("Cleaning", Money(10000, "AUD"), Money(1000, "AUD"), Money(11000, "AUD"), ACCOUNT, TAX)
BILL = DocumentIntent(
    local_id="018f0000-0000-7000-8000-000000000001",
    credit=False,
    contact=Counterpart("c", "Cedar Cleaning", "C1"),
    number="INV-7",
    day=DAY,
    due=DAY + timedelta(days=30),
    tax_mode=TaxMode.EXCLUSIVE,
    lines=(LINE,),
    net=Money(10000, "AUD"),
    tax=Money(1000, "AUD"),
    total=Money(11000, "AUD"),
)
BANK = Counterpart("b", "Everyday", "B1", "090 Business Bank Account", "090")
PAYMENT = PaymentIntent("p", BILL.local_id, BILL.label, BANK, DAY, Money(11000, "AUD"))
ORIGINAL = AttachmentIntent("d", BILL.local_id, BILL.label, False, "scan.pdf", "application/pdf", "ab" * 32, 5000)  # noqa: FBT003 - by position as in the class
ALLOCATION = AllocationIntent("l", "cn", "credit note CN-1 of Cedar", BILL.local_id, BILL.label, DAY, Money(500, "AUD"))
CONTACT = ContactIntent("c", "Cedar Cleaning", "53004085616", "office@cedar.example")
FACTS = Facts(
    accounts={
        "A1": RemoteAccount("408 Cleaning", active=True, side="expense", postable=True, pays=False),
        "B1": RemoteAccount("090 Bank", active=True, side="asset", postable=False, pays=True),
    },
    taxes={"INPUT": RemoteTax("GST on Expenses", active=True, sides=frozenset({"expense", "asset"}))},
    contacts={"C1": RemoteContact("Cedar Cleaning", active=True)},
    base_currency="AUD",
    largest_attachment=10_000,
)


def causes(intent: Intent, facts: Facts) -> list[Cause]:
    return [blocker.cause for blocker in check(intent, facts)]


def with_line(line: Line) -> DocumentIntent:
    return replace(BILL, lines=(line,))


def known(contact: str = "C1", key: str = "inv7", day: date = DAY, total: int = 11000) -> Facts:
    one = KnownDocument("X", contact, key, day, Money(total, "AUD"), credit=False)
    return replace(FACTS, documents=(one,))


def test_the_kinds_are_those_that_are_stored() -> None:
    assert {kind.value for kind in OutboxKind} | {"void"} == {kind.value for kind in OutboxKind}


@pytest.mark.parametrize("intent", [BILL, PAYMENT, ORIGINAL, ALLOCATION, CONTACT])
def test_what_is_sound_is_not_blocked(intent: Intent) -> None:
    facts = replace(FACTS, contacts={}) if isinstance(intent, ContactIntent) else FACTS
    assert causes(intent, facts) == []


@pytest.mark.parametrize(
    ("intent", "facts", "cause"),
    [
        (with_line(replace(LINE, account=None)), FACTS, Cause.CONTENT),
        (with_line(replace(LINE, account=replace(ACCOUNT, remote_id=None))), FACTS, Cause.MAPPING),
        (with_line(replace(LINE, account=replace(ACCOUNT, remote_id="gone"))), FACTS, Cause.ACCOUNT),
        (with_line(replace(LINE, account=BANK)), FACTS, Cause.ACCOUNT),
        (with_line(replace(LINE, tax_code=None)), FACTS, Cause.CONTENT),
        (with_line(replace(LINE, tax_code=replace(TAX, remote_id=None))), FACTS, Cause.MAPPING),
        (with_line(replace(LINE, tax_code=replace(TAX, remote_id="OLD"))), FACTS, Cause.TAX),
        (BILL, replace(FACTS, taxes={"INPUT": RemoteTax("GST", active=True, sides=frozenset({"asset"}))}), Cause.TAX),
        (BILL, replace(FACTS, contacts={"C1": RemoteContact("Cedar", active=False)}), Cause.CONTACT),
        (BILL, replace(FACTS, locked_through=DAY), Cause.LOCKED),
        (replace(BILL, lines=()), FACTS, Cause.CONTENT),
        (replace(BILL, due=None), FACTS, Cause.CONTENT),
        (BILL, known(), Cause.DUPLICATE),
        (BILL, known(key="other", day=DAY + timedelta(days=7)), Cause.DUPLICATE),
        (PAYMENT, replace(FACTS, locked_through=DAY), Cause.LOCKED),
        (replace(PAYMENT, bank=replace(BANK, remote_id=None)), FACTS, Cause.MAPPING),
        (replace(PAYMENT, bank=ACCOUNT), FACTS, Cause.ACCOUNT),
        (replace(PAYMENT, amount=Money(5, "EUR")), FACTS, Cause.CONTENT),
        (replace(PAYMENT, cleared=False), FACTS, Cause.CLEARING),
        (ALLOCATION, replace(FACTS, locked_through=DAY), Cause.LOCKED),
        (replace(ORIGINAL, size=10_001), FACTS, Cause.SIZE),
        (CONTACT, FACTS, Cause.CONTACT),
    ],
)
def test_what_the_ledger_would_refuse_is_found_before(intent: Intent, facts: Facts, cause: Cause) -> None:
    blockers = check(intent, facts)
    assert [blocker.cause for blocker in blockers] == [cause]
    assert str(blockers[0]).count(".") >= 2


@pytest.mark.parametrize(
    "facts",
    [
        known(contact="C2"),
        known(key="other", total=1),
        known(key="other", day=DAY + timedelta(days=8)),
        replace(FACTS, documents=(replace(known().documents[0], ours=BILL.local_id),)),
        replace(FACTS, documents=(replace(known().documents[0], credit=True),)),
    ],
)
def test_what_merely_resembles_is_no_duplicate(facts: Facts) -> None:
    assert causes(BILL, facts) == []


def test_a_person_may_say_that_a_duplicate_is_none_and_no_tax_needs_no_code() -> None:
    assert check(BILL, known(), duplicate_accepted=True) == ()
    assert causes(replace(BILL, tax_mode=TaxMode.NONE, lines=(replace(LINE, tax_code=None),)), FACTS) == []


def test_the_words_are_true_and_complete() -> None:
    told = describe(BILL, "Acme (Xero)")
    assert told.sentence == (
        "Enter the bill INV-7 of Cedar Cleaning in Acme (Xero): 110.00 AUD, dated 2026-07-10, due 2026-08-09,"
        " approved there as well."
    )
    assert told.details == (
        (
            "Cleaning: 100.00 AUD net, 10.00 AUD tax (GST on purchases, there GST on Expenses),"
            " to 6-0500 Cleaning, there 408 Cleaning."
        ),
        "Net 100.00 AUD, tax 10.00 AUD, total 110.00 AUD.",
    )
    assert describe(PAYMENT, "Acme").sentence == (
        "Record 110.00 AUD paid on 2026-07-10 for the bill INV-7 of Cedar Cleaning."
    )
    assert describe(CONTACT, "Acme").details == ("Tax number 53004085616.", "E-mail office@cedar.example.")
    assert "5 kB" in describe(ORIGINAL, "Acme").sentence
    assert describe(ALLOCATION, "Acme").sentence.startswith("Use 5.00 AUD of the credit note CN-1")
    assert "(not mapped)" in describe(replace(PAYMENT, bank=replace(BANK, remote_id=None)), "Acme").details[0]


@given(st.sampled_from(["number", "day", "due", "total", "lines", "tax_mode", "local_id"]))
def test_every_change_of_what_is_shown_changes_the_hash(name: str) -> None:
    changed = {
        "number": "INV-8",
        "day": DAY + timedelta(days=1),
        "due": None,
        "total": Money(11001, "AUD"),
        "lines": (replace(LINE, account=replace(ACCOUNT, remote_id="A2")),),
        "tax_mode": TaxMode.INCLUSIVE,
        "local_id": "018f0000-0000-7000-8000-000000000002",
    }
    assert content_hash(replace(BILL, **{name: changed[name]})) != content_hash(BILL)  # type: ignore[arg-type]


def test_whether_the_supplier_is_there_already_is_no_change_of_the_bill() -> None:
    assert content_hash(replace(BILL, contact=Counterpart("c", "Cedar Cleaning"))) == content_hash(BILL)


def test_what_goes_first() -> None:
    assert needs_of(BILL) == ()
    assert needs_of(replace(BILL, contact=Counterpart("c", "Cedar"))) == ((OutboxKind.CONTACT, "c"),)
    assert needs_of(ORIGINAL) == ((OutboxKind.BILL, BILL.local_id),)
    assert needs_of(ALLOCATION) == ((OutboxKind.CREDIT_NOTE, "cn"), (OutboxKind.BILL, BILL.local_id))
    assert kind_of(replace(BILL, credit=True)) is OutboxKind.CREDIT_NOTE


def test_marks_are_ulids_of_the_same_instant_and_never_collide() -> None:
    assert mark("00000000-0000-0000-0000-000000000000") == "0" * 26
    assert mark("ffffffff-ffff-ffff-ffff-ffffffffffff") == "7" + "Z" * 25
    made = [new_id() for _ in range(100)]
    assert [mark(one) for one in made] == sorted({mark(one) for one in made})


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("scan.pdf", "scan abababab.pdf"),
        ("a/b:c?.PDF", "a-b-c abababab.PDF"),
        ("...", "document abababab."),
        ("x" * 300 + ".pdf", "x" * 96 + " abababab.pdf"),
    ],
)
def test_names_of_attachments_are_allowed_and_found_again(name: str, sent: str) -> None:
    assert replace(ORIGINAL, file_name=name).sent_name == sent


@given(st.lists(st.floats(min_value=0, max_value=20), min_size=1, max_size=300))
def test_never_more_than_sixty_calls_in_any_minute(idle: list[float]) -> None:
    bucket, now, calls = throttle.full(5, 55, 0.0), 0.0, []
    for seconds in idle:
        now += seconds / 20
        now += throttle.wait(bucket, now)
        bucket = throttle.take(bucket, now)
        calls.append(now)
    assert all(sum(1 for other in calls if call - 60 < other <= call) <= 60 for call in calls)


def test_the_ledgers_word_counts_more_than_our_own_count() -> None:
    bucket = throttle.full(5, 55, 0.0)
    assert throttle.wait(bucket, 0.0) == 0
    assert throttle.wait(throttle.told(bucket, 0.0, remaining=0, retry_after=None), 0.0) == pytest.approx(60 / 55)
    closed = throttle.told(bucket, 0.0, remaining=None, retry_after=30)
    assert throttle.wait(closed, 10.0) == 20
    with pytest.raises(ValueError, match="empty"):
        throttle.take(closed, 10.0)


def test_three_versions_merge_field_by_field() -> None:
    agreed = {"total": "10.00", "number": "1", "date": "a", "memo": "m", "status": "AUTHORISED"}
    ours = {**agreed, "number": "2", "date": "b", "memo": "n"}
    theirs = {**agreed, "total": "11.00", "date": "c", "memo": "n"}
    merged = merge(agreed, ours, theirs)
    assert [(field.name, field.verdict) for field in merged.fields] == [
        ("total", Verdict.THEIRS),
        ("date", Verdict.CONFLICT),
        ("memo", Verdict.BOTH_ALIKE),
        ("number", Verdict.OURS),
    ]
    assert (merged.to_push, merged.to_take, merged.needs_person) == ({"number": "2"}, {"total": "11.00"}, True)


def test_what_is_closed_there_refuses_our_changes() -> None:
    merged = merge({"total": "1"}, {"total": "2"}, {"status": "PAID"})
    assert {field.name: field.verdict for field in merged.fields} == {
        "total": Verdict.REFUSED,
        "status": Verdict.THEIRS,
    }
    assert merged.needs_person


@given(st.dictionaries(st.sampled_from("abc"), st.sampled_from("xyz")))
def test_merging_equal_versions_leaves_nothing(version: dict[str, str]) -> None:
    assert merge(version, version, version).fields == ()
    assert merge(version, {}, {}).fields == ()


def test_counterparts_are_found_by_look_up_and_never_guessed() -> None:
    theirs = [
        Theirs("1", "408", "Cleaning", frozenset({"expense"})),
        Theirs("2", "489", "Telephone & Internet", frozenset({"expense"})),
        Theirs("3", "200", "Sales", frozenset({"revenue"})),
        Theirs("4", "300", "Twice", frozenset({"expense"})),
        Theirs("5", "301", "twice", frozenset({"expense"})),
    ]
    ours = [
        Ours("a", "6-05", "Cleaning expenses", "expense"),
        Ours("b", "6-16", "Telephone and internet", "expense"),
        Ours("c", "4-10", "Sales", "expense"),
        Ours("d", "9", "Twice", "expense"),
    ]
    found = {one.ours.local_id: one.theirs.remote_id for one in propose(ours, theirs, ACCOUNT_TESTS)}
    assert found == {"a": "1", "b": "2"}


def test_tax_codes_fit_by_treatment_and_rate_contacts_by_number_before_name() -> None:
    taxes = [
        Theirs("INPUT", "INPUT", "GST on Expenses", frozenset({"taxable"}), Decimal(10)),
        Theirs("EXEMPT", "EXEMPT", "GST Free", frozenset({"zero rated"}), Decimal(0)),
    ]
    code = Ours("g", "GST", "GST on purchases", "taxable", Decimal(10))
    assert propose([code], taxes, TAX_TESTS)[0].theirs.remote_id == "INPUT"
    assert propose([replace(code, rate=Decimal(5))], taxes, TAX_TESTS) == []
    people = [Theirs("1", "", "Cedar", tax_number="53 004 085 616"), Theirs("2", "", "Cedar Cleaning Pty Ltd")]
    supplier = Ours("c", "", "Cedar Cleaning", tax_number="53004085616")
    assert propose([supplier], people, CONTACT_TESTS)[0].why == "same tax number"
    assert propose([replace(supplier, tax_number="")], people, CONTACT_TESTS)[0].theirs.remote_id == "2"
