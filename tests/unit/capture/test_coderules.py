"""Rules of coding: proved on confirmed lines before they act alone, in order, with conflicts and reasons told."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.capture.coderules import (
    ENOUGH,
    CodeRule,
    PastLine,
    Proof,
    ProvedRule,
    conflicts,
    proved,
    ruling,
    words_of,
)
from bookdesk.capture.inbox import InboxService
from bookdesk.capture.proposal import CodedLine, RatedCode, SupplierHabits, propose_coding
from bookdesk.capture.rulebook import RuleBook, RuleTyped
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.core.errors import InputError, NotFound
from bookdesk.sandbox import papers
from bookdesk.sandbox.papers import bills
from bookdesk.store.desk import Desk
from tests.unit.capture.intake import COST

TONER = CodeRule("r1", 1, None, "", "toner", "a1", "6100 Office supplies", "gst", "GST")
LINE = PastLine("s1", "Toner cartridge, black", "a1", "gst")
GST, FRE = RatedCode("gst", "GST", Decimal("0.10"), plain=True), RatedCode("fre", "FRE", Decimal(0), plain=True)


def test_a_rule_reads_as_a_sentence() -> None:
    assert TONER.sentence == "When the line contains “toner”: account 6100 Office supplies, tax code GST."
    of = replace(TONER, supplier_id="s1", supplier="Harbour Foods", tax_code="")
    assert of.sentence.startswith("When the supplier is Harbour Foods and the line contains “toner”: account 6100")


@pytest.mark.parametrize(
    ("contains", "description", "fits"),
    [
        ("toner", "TONER-cartridge 2x", True),
        ("toner", "Tonerless paper", False),
        ("black toner", "Toner black", False),
        ("", "anything", True),
    ],
)
def test_whole_words_in_order_decide(*, contains: str, description: str, fits: bool) -> None:
    assert replace(TONER, contains=contains).fits("s1", description) is fits


def test_another_suppliers_lines_are_not_meant() -> None:
    of = replace(TONER, supplier_id="s1")
    assert of.fits("s1", "toner")
    assert not of.fits("s2", "toner")
    assert not of.fits(None, "toner")


@given(st.integers(0, 9), st.integers(0, 3))
def test_a_rule_acts_alone_only_with_five_lines_for_it_and_none_against(agrees: int, disagrees: int) -> None:
    past = [LINE] * agrees + [replace(LINE, account_id="a2")] * disagrees
    (one,) = proved([TONER], past)
    assert one.proof == Proof(agrees, disagrees)
    assert one.proof.enough is (agrees >= ENOUGH and disagrees == 0)
    assert ("not proved yet" in one.why) is not one.proof.enough


@pytest.mark.parametrize(
    ("proof", "words"),
    [
        (Proof(0, 0), "no confirmed line agrees, none disagrees"),
        (Proof(1, 1), "1 confirmed line agrees, 1 disagrees"),
        (Proof(7, 2), "7 confirmed lines agree, 2 disagree"),
    ],
)
def test_a_proof_is_told_in_words(proof: Proof, words: str) -> None:
    assert proof.words == words


def test_another_tax_code_disagrees_unless_the_rule_leaves_it_open() -> None:
    past = [replace(LINE, tax_code_id="fre")]
    assert proved([TONER], past)[0].proof == Proof(0, 1)
    assert proved([replace(TONER, tax_code_id=None)], past)[0].proof == Proof(1, 0)


def test_what_was_pulled_from_the_accounting_system_proves_nothing() -> None:
    assert proved([TONER], [replace(LINE, origin="Xero")] * 9)[0].proof == Proof(0, 0)


def test_the_first_rule_that_fits_counts_and_one_that_says_otherwise_after_it_is_told() -> None:
    paper = replace(TONER, id="r2", position=2, contains="black toner", account_id="a2", account="6200 Paper")
    other = replace(TONER, id="r3", position=3, contains="cartridge", account_id="a3")
    same = replace(TONER, id="r4", position=4, contains="toner black", account_id="a1")
    rules = [ProvedRule(one, Proof(9, 0)) for one in (TONER, paper, other, same)]
    assert ruling(rules, None, "black toner") is rules[0]
    assert ruling([ProvedRule(replace(TONER, enabled=False), Proof(9, 0)), rules[1]], None, "black toner") is rules[1]
    assert ruling(rules, None, "coffee") is None
    told = conflicts([TONER, paper, other, same], [LINE])
    assert told == {"r2": (1,), "r3": (1,)}, "a line that both are about, or words within words"
    assert conflicts([TONER, replace(other, supplier_id="s1"), replace(paper, enabled=False)], []) == {}


@given(st.text(max_size=30))
def test_words_are_the_same_whatever_stands_between_them(text: str) -> None:
    assert words_of(words_of(text)) == words_of(text)


def coded(rule: ProvedRule, *last: CodedLine) -> SupplierHabits:
    return SupplierHabits("acc", None, last=last, rules=(rule,), supplier_id="s1")


def test_a_proved_rule_goes_before_all_and_an_unproved_one_after_the_same_line() -> None:
    sure, unsure = ProvedRule(TONER, Proof(5, 0)), ProvedRule(TONER, Proof(4, 0))
    before = CodedLine("black toner", "a7", "gst")
    alone = propose_coding("black toner", Decimal("0.10"), coded(sure, before), (GST, FRE))
    assert (alone.account_id, alone.tax_code_id, alone.proved) == ("a1", "gst", True)
    assert alone.why.startswith("rule 1: When the line contains “toner”")
    again = propose_coding("black toner", Decimal("0.10"), coded(unsure, before), (GST, FRE))
    assert (again.account_id, again.proved) == ("a7", True)
    doubt = propose_coding("red toner", Decimal("0.10"), coded(unsure, before), (GST, FRE))
    assert (doubt.account_id, doubt.proved) == ("a1", False)
    untaxed = propose_coding("red toner", Decimal(0), coded(sure), (GST, FRE))
    assert untaxed.tax_code_id == "fre", "a rate that is printed goes before a rule"


# -- in the books


@pytest.fixture
def book(desk: Desk) -> RuleBook:
    return RuleBook(desk)


def take(capture: CaptureService, number: str) -> None:
    content = papers.bill_pdf(replace(bills.CLEANING, number=number), "classic")
    capture.capture([Incoming(f"{number}.pdf", content)])
    capture.read_waiting()


CLEANING = RuleTyped(COST, contains="window cleaning", tax_code="GST")
OTHER = "6-1000"


def test_a_rule_proposes_first_and_acts_alone_once_it_is_proved(
    capture: CaptureService, inbox: InboxService, book: RuleBook
) -> None:
    added = book.add(CLEANING)
    assert (added.proof, added.standing) == (Proof(0, 0), "proposes")
    take(capture, "W-1")
    shown = inbox.show("1")
    assert shown.bill
    assert [line.account for line in shown.bill.lines] == [None, COST]
    assert any("not proved yet" in remark and remark.startswith("Line 2") for remark in shown.remarks)
    assert "not proved yet" in shown.bill.lines[1].why
    for at in range(1, ENOUGH + 1):
        if at > 1:
            take(capture, f"W-{at}")
        inbox.set(str(at), {"line.1.account": COST, "duplicate": "no"})
        inbox.confirm(str(at))
    (rule,) = book.rules()
    assert (rule.proof, rule.standing) == (Proof(ENOUGH, 0), "acts by itself")
    take(capture, "W-9")
    last = inbox.show(str(ENOUGH + 1))
    assert last.bill
    assert last.bill.lines[1].why.startswith("rule 1: When the line contains “window cleaning”")
    assert not any("not proved yet" in remark for remark in last.remarks)
    inbox.set(str(ENOUGH + 1), {"line.2.account": OTHER, "duplicate": "no"})
    inbox.confirm(str(ENOUGH + 1))
    assert [one.standing for one in book.rules()] == ["proposes"], "one that a person coded otherwise is enough"


def test_rules_are_written_tried_ordered_switched_and_removed(book: RuleBook) -> None:
    book.add(CLEANING)
    tried = book.tried(RuleTyped(OTHER, contains="the window cleaning"))
    assert (tried.rule.position, tried.after) == (2, (1,))
    assert len(book.rules()) == 1
    second = book.add(RuleTyped(OTHER, contains="the window cleaning"))
    assert second.after == (1,)
    assert book.move("2", 1).rule.position == 1
    assert [one.after for one in book.rules()] == [(), ()]
    assert not book.switch("1", on=False).rule.enabled
    assert book.rules()[0].standing == "switched off"
    book.switch("1", on=True)
    assert book.edit("1", RuleTyped(COST, contains="polish")).rule.contains == "polish"
    book.remove("1")
    assert [one.rule.position for one in book.rules()] == [1]


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        (RuleTyped(COST), InputError),
        (RuleTyped(COST, contains="!?"), InputError),
        (RuleTyped("9-9999", contains="x"), NotFound),
        (RuleTyped(COST, supplier="Nobody"), NotFound),
        (RuleTyped(COST, contains="x", tax_code="NONE"), NotFound),
    ],
)
def test_what_is_no_rule_is_told(book: RuleBook, typed: RuleTyped, error: type[Exception]) -> None:
    with pytest.raises(error):
        book.add(typed)
    assert book.rules() == ()
    with pytest.raises(NotFound):
        book.remove("1")
