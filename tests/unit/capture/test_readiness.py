"""What a reviewer is led by: what is doubtful, what is missing, what confirming would refuse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.capture.fields import FIELD_NAMES
from bookdesk.capture.inbox import InboxService
from bookdesk.capture.meanings import Alternative
from bookdesk.capture.readiness import (
    Needs,
    doubtful,
    in_words,
    is_ready,
    missing,
    missing_of,
    next_doubtful,
    review_order,
)
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.core.errors import InputError, RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import DocumentKind, FieldState
from bookdesk.models.bill import Bill
from bookdesk.models.document import DocumentField, DocumentState
from bookdesk.sandbox import papers
from bookdesk.store.desk import Desk
from tests.unit.capture.intake import COST, CREDIT, ROAST, STATEMENT, XML, bill, count, taken


@dataclass(frozen=True)
class Read:
    name: str
    value: str | None = "x"
    state: FieldState = FieldState.CONFIDENT


@dataclass(frozen=True)
class Line:
    position: int
    account: str | None = "5-1000"
    tax_code: str | None = "GST"


@dataclass(frozen=True)
class Draft:
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Row:
    kind: DocumentKind | None = DocumentKind.INVOICE
    supplier: str | None = "Bean Brothers"
    bill_number: str | None = "INV-1"
    document_date: date | None = date(2026, 5, 4)
    due_date: date | None = date(2026, 6, 3)
    total: Money | None = Money(11000, "AUD")  # noqa: RUF009 - it cannot change


@dataclass(frozen=True)
class Doc:
    row: Row
    fields: tuple[Read, ...]
    bill: Draft | None


names = st.lists(st.sampled_from(FIELD_NAMES), unique=True)
states = st.sampled_from(list(FieldState))
lines = st.lists(st.tuples(st.booleans(), st.booleans()), max_size=4)


@st.composite
def docs(draw: st.DrawFn) -> Doc:
    due = draw(st.sampled_from(["x", "y"]))
    fields = tuple(Read(name, due if name == "amount_due" else "x", draw(states)) for name in draw(names))
    coded = draw(lines)
    drafted = tuple(
        Line(at, "5-1000" if account else None, "GST" if code else None) for at, (account, code) in enumerate(coded, 1)
    )
    row = Row(bill_number=draw(st.sampled_from([None, "", "INV-1"])), due_date=draw(st.sampled_from([None, date.max])))
    return Doc(row, fields, draw(st.sampled_from([None, Draft(drafted)])))


@given(docs(), st.sets(st.sampled_from(FIELD_NAMES)))
def test_what_is_doubtful_is_reviewed_in_one_order_and_left_when_seen(doc: Doc, seen: set[str]) -> None:
    order, unsure = review_order(doc), doubtful(doc, seen)
    assert [name for name in order if name in FIELD_NAMES] == [
        name for name in FIELD_NAMES if name in {field.name for field in doc.fields}
    ]
    assert list(unsure) == [name for name in order if name in unsure]
    lacking = set(missing(doc))
    sure = {field.name for field in doc.fields if field.state not in {FieldState.CHECK, FieldState.FAILED}}
    for field in doc.fields:
        wanted = field.name not in sure and field.name not in seen
        wanted = wanted and not (field.name == "amount_due" and "total" in sure and field.value == "x")
        assert (field.name in unsure) == (wanted or field.name in lacking)
    assert is_ready(doc, seen) == (doc.bill is not None and not unsure)


@given(docs())
def test_going_from_doubt_to_doubt_meets_each_and_comes_round(doc: Doc) -> None:
    unsure = doubtful(doc)
    met: list[str] = []
    after: str | None = None
    for _ in unsure:
        after = next_doubtful(doc, after)
        assert after is not None
        met.append(after)
    assert tuple(met) == unsure
    assert next_doubtful(doc, after) == (unsure[0] if unsure else None)
    assert next_doubtful(doc, "no such field") == (unsure[0] if unsure else None)


@given(
    st.sampled_from([None, *DocumentKind]),
    *[st.sampled_from([None, "", "x"])] * 2,
    *[st.sampled_from([None, date(2026, 5, 4)])] * 2,
    st.integers(-1, 1),
    st.lists(st.tuples(*[st.sampled_from([None, "id"])] * 2), max_size=3),
)
def test_a_bill_lacks_exactly_what_is_not_there(  # noqa: PLR0913, PLR0917 - one of each need
    kind: DocumentKind | None,
    supplier: str | None,
    number: str | None,
    issued: date | None,
    due: date | None,
    total: int,
    coded: list[tuple[str | None, str | None]],
) -> None:
    found = set(missing_of(Needs(kind, supplier, number, issued, due, total, tuple(coded))))
    assert ("supplier_name" in found) == (not supplier)
    assert ("invoice_number" in found) == (not number and kind is not DocumentKind.RECEIPT)
    assert ("issue_date" in found, "due_date" in found) == (issued is None, due is None)
    assert ("total" in found) == (total <= 0)
    assert ("account" in found) == (not coded or any(account is None for account, _ in coded))
    assert ("tax_code" in found) == (not coded or any(code is None for _, code in coded))


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        (["line.1.account"], "the account of line 1 is missing"),
        (["line.1.account", "line.3.account"], "the account of lines 1 and 3 is missing"),
        (["line.2.tax_code"], "the tax code of line 2 is missing"),
        (
            ["invoice_number", "due_date", "line.1.account", "line.2.account", "line.4.account", "line.2.tax_code"],
            "the number, the due date, the account of lines 1, 2 and 4 and the tax code of line 2 are missing",
        ),
        ([f"line.{at}.account" for at in range(1, 6)], "the account of lines 1, 2, 3 and 2 more is missing"),
        (["supplier_name", "issue_date", "total"], "the supplier, the date and the total are missing"),
        (["account", "tax_code"], "a line with account and tax code is missing"),
    ],
)
def test_what_is_missing_is_said_as_the_form_calls_it(missing: list[str], words: str) -> None:
    assert in_words(missing) == words


@given(docs())
def test_what_is_missing_is_named_by_line_and_always_said(doc: Doc) -> None:
    names = missing(doc)
    if names:
        said = in_words(names)
        assert "_" not in said
        assert said.endswith("missing")
    for name in names:
        if name.startswith("line.") and doc.bill is not None:
            _, position, what = name.split(".")
            assert getattr(doc.bill.lines[int(position) - 1], what) is None


def test_a_real_document_is_ready_once_it_is_coded(
    capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST)
    item = inbox.show("1")
    assert review_order(item)[: len(FIELD_NAMES)] == FIELD_NAMES
    assert missing(item) == tuple(f"line.{number}.account" for number in range(1, 5))
    assert next_doubtful(item) == doubtful(item)[0]
    assert not is_ready(item)
    item = inbox.set("1", {"account": COST})
    unsure = doubtful(item)
    assert missing(item) == ()
    assert is_ready(item, unsure)
    assert is_ready(item) == (unsure == ())


def told(inbox: InboxService, reference: str) -> list[tuple[str | None, tuple[str, ...]]]:
    return [(one.word, one.about) for one in inbox.objections(reference)]


def test_everything_that_would_be_refused_is_told_at_once_and_nothing_is_changed(
    capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST)
    inbox.set("1", {"account": COST})
    assert inbox.objections("1") == ()
    capture.capture([Incoming("a.xml", files[XML].data.replace(b"1381.60", b"1381.64"))])
    capture.read_waiting()
    inbox.set("2", {"invoice_number": "none", "tax_code": "FRE", "line.1.tax": "9.00"})
    before = inbox.show("2")
    objections = inbox.objections("2")
    assert [one.word for one in objections] == [None, None, "checks=ok", None]
    assert objections[0].about == ("invoice_number", "line.1.account")
    assert objections[0].what == (
        "Document 2 cannot be confirmed yet: the number and the account of line 1 are missing."
    )
    assert objections[1].about == ("total",)
    assert "contradicts itself" in objections[2].what
    assert "9.00 AUD of tax" in objections[3].what
    assert all(one.what and one.remedy and str(one) == f"{one.what} {one.remedy}" for one in objections)
    assert inbox.show("2") == before
    with pytest.raises(RuleBroken) as caught:
        inbox.confirm("2")
    assert (caught.value.what, caught.value.remedy) == (objections[0].what, objections[0].remedy)
    way = "bookdesk inbox set 2 invoice_number=… account=…; bookdesk account list"
    assert caught.value.command == objections[0].command == way


def test_the_word_that_overrules_an_objection_removes_it(
    capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST, CREDIT, STATEMENT)
    assert told(inbox, "3") == [("kind=invoice", ())]
    inbox.set("3", {"kind": "invoice", "account": COST, "tax_code": "FRE", "due_date": "2026-06-30"})
    assert told(inbox, "3") == [("statement=no", ())]
    inbox.set("3", {"statement": "no"})
    assert told(inbox, "3") == []
    assert inbox.show("3").said == (("kind", "said by ann"), ("no statement of known bills", "said by ann"))


def test_a_duplicate_says_the_word_that_makes_it_a_bill_of_its_own(
    capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST)
    capture.capture([Incoming("again.pdf", files[ROAST].data + b"\n% again")])
    capture.read_waiting()
    (objection,) = inbox.objections("2")
    assert (objection.word, objection.command) == ("duplicate=no", "bookdesk inbox set 2 duplicate=no")
    inbox.set("2", {"duplicate": "no"})
    assert inbox.show("2").row.state is DocumentState.TO_REVIEW


def test_a_locked_period_and_a_missing_rate_are_told_too(
    desk: Desk, capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST)
    inbox.set("1", {"account": COST, "currency": "EUR", "posting_date": "2026-06-30"})
    abouts = [about for _, about in told(inbox, "1")]
    assert ("rate",) in abouts
    assert count(desk, Bill) == 1


def test_other_values_a_field_may_have_are_offered_with_reasons(
    capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST)
    fields = {field.name: field for field in inbox.show("1").fields}
    others = [one for field in fields.values() for one in field.alternatives]
    assert others
    assert all(one.value and one.why for one in others)
    for field in fields.values():
        assert field.value not in [one.value for one in field.alternatives]
        assert len({one.value for one in field.alternatives}) == len(field.alternatives) <= 4


def test_alternatives_of_older_readings_are_dates_whose_day_and_month_may_be_swapped(
    desk: Desk, capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST)
    with desk.books.upkeep() as session:
        row = session.query(DocumentField).filter_by(name="issue_date").one()
        row.alternatives = ["2026-04-05"]
    (field,) = [one for one in inbox.show("1").fields if one.name == "issue_date"]
    assert field.alternatives == (Alternative("2026-04-05", "day and month swapped"),)


def test_a_line_says_where_its_account_comes_from(
    capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST)
    draft = inbox.show("1").bill
    assert draft is not None
    assert {line.why for line in draft.lines} == {"no bill of this supplier is coded yet"}
    coded = inbox.set("1", {"account": COST}).bill
    assert coded is not None
    assert {(line.why, line.account_name) for line in coded.lines} == {("chosen by a person", "Food and beverages")}
    confirmed = inbox.confirm("1").bill
    assert confirmed is not None
    assert {line.why for line in confirmed.lines} == {""}
    taken(capture, files, CREDIT)
    again = inbox.show("2").bill
    assert again is not None
    assert {line.why for line in again.lines} <= {"the supplier's account", "as the same line was coded before"}


def test_a_field_tells_what_its_bill_has_for_it_beside_what_was_read(
    capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST, STATEMENT)
    fields = {field.name: field for field in inbox.set("1", {"due_date": "2026-06-30"}).fields}
    assert (fields["due_date"].read_value, fields["due_date"].on_bill) == ("2026-06-03", "2026-06-30")
    assert (fields["total"].on_bill, fields["invoice_number"].on_bill) == ("1171.80", "SR-20418")
    assert fields["bank_routing"].on_bill is None
    assert {field.on_bill for field in inbox.show("2").fields} == {None}


def test_what_a_document_is_and_how_it_came_is_told(
    desk: Desk, capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST)
    arrival = inbox.show("1").arrival
    assert (arrival.media_type, arrival.size, arrival.pages, arrival.source, arrival.received_by) == (
        "application/pdf",
        len(files[ROAST].data),
        1,
        "text",
        desk.actor.user,
    )


def test_fields_that_stand_on_the_document_alone_are_corrected_beside_what_was_read(
    desk: Desk, capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST)
    version = inbox.show("1").row.version
    shown = inbox.set(
        "1", {"supplier_tax_id": "51 824 753 556", "bank_routing": "062-001", "customer_name": "none"}, version=version
    )
    fields = {field.name: field for field in shown.fields}
    assert (fields["supplier_tax_id"].value, fields["supplier_tax_id"].state) == ("51824753556", FieldState.CORRECTED)
    assert (fields["bank_routing"].value, fields["customer_name"].value) == ("062001", None)
    assert fields["bank_routing"].read_value not in {None, "062001"}
    assert shown.row.version > version
    for wrong in ({"iban": "IE29AIBK93115212345679"}, {"bank_account": "12ab", "note": "x"}):
        with pytest.raises(InputError):
            inbox.set("1", wrong)
    assert bill(desk, "SR-20418").note is None
