"""Lines of a draft made one: totals stay, what is confirmed teaches no wrong coding, and what is wrong is refused."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.rulebook import RuleBook, RuleTyped
from bookdesk.capture.service import CaptureService
from bookdesk.capture.views import BillView, InboxItem
from bookdesk.core.errors import InputError, NotFound, RuleBroken
from bookdesk.core.vocabulary import FieldState
from bookdesk.models.actions import Action
from bookdesk.models.bill import BillLine
from bookdesk.sandbox import papers
from bookdesk.store.desk import Desk
from tests.unit.capture.intake import COST, CREDIT, ROAST, taken

OTHER = "6-1700"


def told(item: InboxItem) -> list[tuple[str, str | None, str | None, str, str]]:
    return [(one.description, one.account, one.tax_code, one.net.text, one.tax.text) for one in draft(item).lines]


def draft(item: InboxItem) -> BillView:
    assert item.bill is not None
    return item.bill


def sums(item: InboxItem) -> tuple[str, str, str]:
    bill = draft(item)
    return bill.net.text, bill.tax.text, bill.total.text


@pytest.fixture
def coded(capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]) -> InboxItem:
    """Four lines of 756.00 without tax and of 267.00, 93.00 and 18.00 with ten per cent."""
    taken(capture, files, ROAST)
    return inbox.set("1", {"account": COST})


def test_chosen_lines_are_one_where_the_first_stood(inbox: InboxService, coded: InboxItem) -> None:
    names = [one.description for one in draft(coded).lines]
    after = inbox.set("1", {"lines": "4+2"})
    assert told(after) == [
        (names[0], COST, "FRE", "756.00", "0.00"),
        (f"{names[1]} and 1 more", COST, "GST", "285.00", "28.50"),
        (names[2], COST, "GST", "93.00", "9.30"),
    ]
    assert sums(after) == sums(coded)
    assert [one.position for one in draft(after).lines] == [1, 2, 3]
    assert (draft(after).lines[1].quantity, draft(after).lines[1].unit_price) == (None, None)
    assert draft(after).lines[2].quantity == draft(coded).lines[2].quantity, "what was left alone is as it was"


def test_each_account_and_code_has_one_line(inbox: InboxService, coded: InboxItem) -> None:
    names = [one.description for one in draft(coded).lines]
    inbox.set("1", {"line.4.account": OTHER})
    after = inbox.set("1", {"lines": "by_code"})
    assert told(after) == [
        (names[0], COST, "FRE", "756.00", "0.00"),
        (f"{names[1]} and 1 more", COST, "GST", "360.00", "36.00"),
        (names[3], OTHER, "GST", "18.00", "1.80"),
    ]
    assert sums(after) == sums(coded)
    assert all(passed for _, passed in after.checks)
    total = next(one for one in after.fields if one.name == "total")
    assert total.state is FieldState.PROVED
    with pytest.raises(InputError, match="one line already"):
        inbox.set("1", {"lines": "by_code"})


def test_lines_can_be_put_together_before_they_are_coded(
    capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST)
    before = inbox.show("1")
    assert {one.account for one in draft(before).lines} == {None}
    after = inbox.set("1", {"lines": "by_code", "account": COST})
    assert [(one.account, one.tax_code) for one in draft(after).lines] == [(COST, "FRE"), (COST, "GST")]
    assert sums(after) == sums(before)
    assert inbox.confirm("1").row.state.value == "confirmed"


@pytest.mark.parametrize(
    ("value", "refusal", "said"),
    [
        ("1+2", RuleBroken, "Lines 1 and 2 have different tax codes: FRE and GST."),
        ("2+3+4", RuleBroken, "Lines 2, 3 and 4 have different accounts: 5-1000 and 6-1700."),
        ("2+9", NotFound, "There is no line 9."),
        ("2+2", InputError, "Line 2 is one line already."),
        ("2", InputError, "lines cannot be set to 2."),
        ("2+", InputError, "lines cannot be set to"),
    ],
)
@pytest.mark.usefixtures("coded")
def test_what_cannot_be_one_line_is_refused_and_nothing_changes(
    inbox: InboxService, value: str, refusal: type[Exception], said: str
) -> None:
    before = inbox.set("1", {"line.4.account": OTHER})
    with pytest.raises(refusal, match=said.replace("+", r"\+")):
        inbox.set("1", {"invoice_number": "changed", "lines": value})
    assert inbox.show("1") == before


@pytest.mark.usefixtures("coded")
def test_lines_without_a_code_that_are_taxed_differently_are_refused_and_what_to_do_is_told(
    inbox: InboxService, desk: Desk
) -> None:
    with desk.books.change(Action.DOCUMENT_EDITED, "codes unknown", actor=desk.actor) as work:
        for row in work.session.scalars(select(BillLine)):
            work.get(BillLine, row.id).tax_code_id = None
        work.commit()
    with pytest.raises(RuleBroken, match="have no tax code yet and are taxed differently") as refused:
        inbox.set("1", {"lines": "by_code"})
    assert refused.value.command == "bookdesk inbox set DOCUMENT line.N.tax_code=CODE"
    assert len(draft(inbox.set("1", {"lines": "2+3+4"})).lines) == 2, "those of one rate can be one"


@pytest.mark.usefixtures("coded")
def test_cents_of_many_lines_survive_the_code_that_is_set_afterwards(inbox: InboxService) -> None:
    """Each line's tax was rounded by itself: what they make together is not what the sum would."""
    cents = {f"line.{n}.net": net for n, net in ((2, "40.04"), (3, "40.04"), (4, "40.04"))}
    before = inbox.set("1", {**cents, "line.2.tax": "4.01", "line.3.tax": "4.01", "line.4.tax": "4.01"})
    one = draft(inbox.set("1", {"lines": "2+3+4"})).lines[1]
    assert (one.net.text, one.tax.text, one.tax_edited) == ("120.12", "12.03", True)
    after = inbox.set("1", {"tax_code": "GST", "line.1.tax_code": "FRE"})
    assert sums(after)[1] == sums(before)[1]


@pytest.mark.usefixtures("coded")
def test_a_tax_that_its_code_cannot_make_is_still_told(inbox: InboxService) -> None:
    inbox.set("1", {"line.2.tax_code": "FRE", "line.3.tax_code": "FRE", "line.2.tax": "26.70", "line.3.tax": "9.30"})
    assert [one.what for one in inbox.objections("1") if "tax_code" in one.about]
    inbox.set("1", {"lines": "2+3"})
    assert [one.what for one in inbox.objections("1") if "tax_code" in one.about]


def test_what_is_confirmed_of_lines_put_together_codes_the_next_bill_as_it_would_have(
    desk: Desk, capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper], coded: InboxItem
) -> None:
    first = draft(coded).lines[1].description
    inbox.set("1", {"lines": "by_code"})
    inbox.confirm("1")
    shown = RuleBook(desk).tried(RuleTyped(COST, contains=first, tax_code="GST"))
    assert (shown.proof.agrees, shown.proof.disagrees) == (1, 0)
    taken(capture, files, CREDIT)
    assert {one.account for one in draft(inbox.show("2")).lines} == {COST}
