"""What a person sets of net, tax and total stays as he set it, and what the checks and confirming say of it."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.service import CaptureService
from bookdesk.capture.summing import BY_COLUMNS, STEP, SUMS, Said, follow, hear, said_in, settled
from bookdesk.capture.views import InboxItem
from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.models.document import DocumentState
from bookdesk.sandbox import papers
from tests.unit.capture.intake import COST, ROAST, taken

READ = {"net": "1134.00", "tax": "37.80", "total": "1171.80"}
CONTRADICTS = "contradicts itself"


@pytest.fixture
def number(capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]) -> str:
    """A document of one line without a tax code."""
    taken(capture, files, ROAST)
    assert sums(inbox.set("1", {"lines": "1", "account": COST})) == READ
    return "1"


def sums(item: InboxItem) -> dict[str, str | None]:
    return {one.name: one.value for one in item.fields if one.name in SUMS}


def on_bill(item: InboxItem) -> tuple[str, str, str]:
    assert item.bill is not None
    (line,) = item.bill.lines
    assert (line.net, line.tax, line.gross) == (item.bill.net, item.bill.tax, item.bill.total)
    return line.net.text, line.tax.text, line.gross.text


def why(item: InboxItem, name: str) -> str:
    return next(one.why for one in item.fields if one.name == name)


@pytest.mark.parametrize("order", list(permutations(["net", "tax", "total"])))
def test_in_whatever_order_sums_are_set_each_stays(inbox: InboxService, number: str, order: tuple[str, ...]) -> None:
    wanted = {"net": "1153.10", "tax": "5.30", "total": "1158.40"}
    for at, name in enumerate(order):
        shown = sums(inbox.set(number, {name: wanted[name]}))
        assert {one: shown[one] for one in order[: at + 1]} == {one: wanted[one] for one in order[: at + 1]}
    assert on_bill(inbox.show(number)) == ("1153.10", "5.30", "1158.40")


@pytest.mark.parametrize("order", [("net", "tax"), ("tax", "net")])
def test_so_they_do_where_they_are_set_at_once(inbox: InboxService, number: str, order: tuple[str, ...]) -> None:
    wanted = {"net": "1166.50", "tax": "5.30"}
    after = inbox.set(number, {name: wanted[name] for name in order})
    assert sums(after) == {**wanted, "total": READ["total"]}
    assert on_bill(after) == ("1166.50", "5.30", "1171.80")
    assert dict(after.checks)["net + tax = total"]


def test_what_was_set_to_what_was_read_is_set_as_well(inbox: InboxService, number: str) -> None:
    inbox.set(number, {"net": READ["net"]})
    assert on_bill(inbox.set(number, {"tax": "5.30"})) == (READ["net"], "5.30", "1139.30")


def test_only_what_nobody_set_follows_and_does_not_say_that_a_person_set_it(inbox: InboxService, number: str) -> None:
    after = inbox.set(number, {"tax": "5.30"})
    assert sums(after) == {"net": "1166.50", "tax": "5.30", "total": READ["total"]}
    assert why(after, "net") == "follows from what was set; read as 1134.00"
    after = inbox.set(number, {"total": "1139.30"})
    assert sums(after) == {"net": READ["net"], "tax": "5.30", "total": "1139.30"}
    assert why(after, "net") == "as it was read"


def test_a_tax_code_computes_nothing_over_that_was_set(inbox: InboxService, number: str) -> None:
    inbox.set(number, {"net": "1166.50", "tax": "5.30"})
    assert on_bill(inbox.set(number, {"tax_code": "GST"})) == ("1166.50", "5.30", "1171.80")


def test_with_a_total_that_was_set_a_tax_code_finds_the_tax_in_it(inbox: InboxService, number: str) -> None:
    inbox.set(number, {"total": "1100.00"})
    assert on_bill(inbox.set(number, {"tax_code": "GST"})) == ("1000.00", "100.00", "1100.00")


def test_figures_that_contradict_each_other_are_told_and_refused_until_seen(inbox: InboxService, number: str) -> None:
    inbox.set(number, {"net": "1134.00", "tax": "37.80", "tax_code": "FRE"})
    after = inbox.set(number, {"total": "1200.00"})
    assert sums(after) == {"net": "1134.00", "tax": "37.80", "total": "1200.00"}
    assert not dict(after.checks)["net + tax = total"]
    with pytest.raises(RuleBroken, match=CONTRADICTS) as refused:
        inbox.confirm(number)
    assert refused.value.command == "bookdesk inbox set 1 checks=ok"
    inbox.set(number, {"checks": "ok"})
    assert not any(CONTRADICTS in one.what for one in inbox.objections(number))


def test_a_step_back_of_the_total_leaves_net_and_tax_as_they_were_set(inbox: InboxService, number: str) -> None:
    inbox.set(number, {"net": "1166.50"})
    inbox.set(number, {"tax": "5.30"})
    assert not dict(inbox.set(number, {"total": "90.00"}).checks)["net + tax = total"]
    after = inbox.step_back(number, "total")
    assert sums(after) == {"net": "1166.50", "tax": "5.30", "total": READ["total"]}
    assert on_bill(after) == ("1166.50", "5.30", READ["total"])
    assert dict(after.checks)["net + tax = total"]


def test_a_step_back_of_the_net_lets_the_checks_say_so(inbox: InboxService, number: str) -> None:
    inbox.set(number, {"net": "1166.50", "tax": "5.30"})
    after = inbox.step_back(number, "net")
    assert sums(after) == {"net": READ["net"], "tax": "5.30", "total": READ["total"]}
    assert not dict(after.checks)["net + tax = total"]
    assert any(CONTRADICTS in one.what for one in inbox.objections(number))


def test_lines_must_make_a_tax_that_was_set(inbox: InboxService, number: str) -> None:
    inbox.set(number, {"tax": READ["tax"], "tax_code": "GST"})
    assert inbox.objections(number) == ()
    after = inbox.set(number, {"line.1.gross": READ["total"]})
    assert on_bill(after) == ("1065.27", "106.53", READ["total"])
    with pytest.raises(RuleBroken, match=r"The lines make a tax of 106\.53 AUD, but it was set to 37\.80 AUD"):
        inbox.confirm(number)
    inbox.set(number, {"tax": "106.53"})
    assert inbox.objections(number) == ()


def test_a_correct_document_is_still_confirmed_after_its_sums_were_set(inbox: InboxService, number: str) -> None:
    inbox.set(number, {"tax_code": "GST", "net": "1065.27", "tax": "106.53"})
    assert inbox.confirm(number).row.state is DocumentState.CONFIRMED


# -- pure

AMOUNTS = st.integers(1, 10**7)


@given(st.lists(st.tuples(st.sampled_from(SUMS), AMOUNTS), min_size=1, max_size=6), AMOUNTS, AMOUNTS)
def test_every_value_that_was_said_stands_unless_three_contradict(
    said: list[tuple[str, int]], net: int, tax: int
) -> None:
    heard: Said = {}
    now = {"net": Money(net, "AUD"), "tax": Money(tax, "AUD"), "total": Money(net + tax, "AUD")}
    for name, minor in said:
        hear(heard, name, str(minor))
        last = {one: Money(int(texts[-1]), "AUD") for one, texts in heard.items()}
        found = settled(now, last)
        now = {"net": found[0], "tax": found[1], "total": found[0] + found[1]}
        contradict = len(last) == len(SUMS) and last["net"] + last["tax"] != last["total"]
        assert all(now[one] == value for one, value in last.items() if not (contradict and one == "net"))


@pytest.mark.parametrize(
    ("reasons", "of_document", "of_lines"),
    [
        (("net=53.10, tax=5.30",), {"net": "53.10", "tax": "5.30"}, {"net": "53.10", "tax": "5.30"}),
        (("net=1,053.10, due_date=2026-06-01",), {"net": "1,053.10"}, {"net": "1,053.10"}),
        (("total=1", "total=2", f"{STEP}total=1"), {"total": "1"}, {"total": "1"}),
        (("total=1", f"{STEP}total=9"), {}, {}),
        (("net=1", "line.1.net=2"), {"net": "1"}, {"net": "2"}),
        (("net=1", "line.1.tax=2"), {"net": "1"}, {"net": "1", "tax": "2"}),
        (("net=1, total=3", "line.1.gross=2"), {"net": "1", "total": "3"}, {"total": "2"}),
        (("net=1", "line.2.net=2"), {"net": "1"}, {}),
        (("net=1", BY_COLUMNS), {"net": "1"}, {}),
        (("total=1", "lines=1, tax=2"), {"total": "1", "tax": "2"}, {"tax": "2"}),
    ],
)
def test_what_was_said_is_heard_from_the_reasons(
    reasons: tuple[str, ...], of_document: dict[str, str], of_lines: dict[str, str]
) -> None:
    assert {name: texts[-1] for name, texts in said_in(reasons).items()} == of_document
    assert {name: texts[-1] for name, texts in said_in(reasons, of_lines=True).items()} == of_lines


def test_nothing_follows_from_what_is_no_sum() -> None:
    assert follow(["due_date"]) == []
    assert follow(["net"]) == ["tax"]
    assert Decimal(READ["net"]) + Decimal(READ["tax"]) == Decimal(READ["total"])


def test_words_that_read_like_a_sum_are_none(inbox: InboxService, number: str) -> None:
    inbox.set(number, {"line.1.description": "two boxes, tax=99.00"})
    inbox.set(number, {"invoice_number": "A-1, tax=7.00"})
    assert on_bill(inbox.set(number, {"net": "53.10"})) == ("53.10", READ["tax"], "90.90")
