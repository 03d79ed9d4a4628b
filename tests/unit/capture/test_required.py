"""Papers that bills need beside them: rules in sentences, an objection, the order, and a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.required import REQUIRABLE, BillFacts, Requirement, lacking, named, unlike_agreed
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.capture.supporting import RequiredPapers
from bookdesk.core.errors import InputError, NotFound, RuleBroken
from bookdesk.core.identifiers import new_id
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import DocumentKind
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.document import DocumentState
from bookdesk.sandbox import papers
from bookdesk.sandbox.papers import bills
from bookdesk.store.desk import Desk
from tests.support import pages as drawn
from tests.unit.capture.intake import COST

ORDER = DocumentKind.ORDER
AUD = Money.of("1000.00", "AUD")
FACTS = BillFacts(Money.of("1381.60", "AUD"), "s1", frozenset({"a1"}))
RULE = Requirement("r", ORDER, AUD)


def test_a_rule_reads_as_a_sentence() -> None:
    assert RULE.sentence == "No bill over 1000.00 AUD without an order."
    of = Requirement("r", DocumentKind.DELIVERY_NOTE, Money.zero("AUD"), "s1", "Harbour Foods", "a1", "6-1000 Repairs")
    assert of.sentence == "No bill of Harbour Foods with a line on 6-1000 Repairs without a delivery note."
    assert named(DocumentKind.OTHER) == "a paper that explains it"


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_bill_is_held_back_only_above_the_limit(limit: int, total: int) -> None:
    bill = BillFacts(Money(total, "AUD"), None, frozenset())
    broken = lacking([Requirement("r", ORDER, Money(limit, "AUD"))], bill, ())
    assert bool(broken) is (total > limit)


def test_a_rule_holds_for_its_supplier_and_account_and_until_the_paper_is_there() -> None:
    narrow = [Requirement("1", ORDER, AUD, "s1"), Requirement("2", DocumentKind.DELIVERY_NOTE, AUD, None, "", "a1")]
    assert [one.id for one in lacking(narrow, FACTS, ())] == ["1", "2"]
    assert [one.id for one in lacking(narrow, FACTS, {ORDER})] == ["2"]
    assert lacking(narrow, BillFacts(FACTS.total, "s2", frozenset({"a2"})), ()) == ()
    twice = [RULE, Requirement("lower", ORDER, Money.zero("AUD"))]
    assert [one.id for one in lacking(twice, FACTS, ())] == ["lower"], "one sentence is enough"


@given(st.integers(1, 10**8), st.integers(1, 10**8), st.integers(0, 10**6))
def test_what_a_bill_is_over_its_orders_is_told_to_the_cent(ordered: int, net: int, tax: int) -> None:
    total = Money(net + tax, "AUD")
    said = unlike_agreed([Money(ordered, "AUD")], Money(net, "AUD"), total)
    if ordered in {net, net + tax}:
        assert said is None
    else:
        more = net + tax > ordered
        assert said is not None
        assert said.endswith(f"{Money(abs(net + tax - ordered), 'AUD')} {'more' if more else 'less'}.")


def test_two_orders_count_together_and_another_currency_tells_nothing() -> None:
    half, other = Money.of("690.80", "AUD"), Money.of("690.80", "EUR")
    assert unlike_agreed([half, half], AUD, FACTS.total) is None
    assert unlike_agreed([half, other], AUD, FACTS.total) is None
    assert unlike_agreed([], AUD, FACTS.total) is None


# -- in the books

PURCHASE = [
    "Harbour Lane Cafe Pty Ltd",
    "PURCHASE ORDER",
    "Order number PO-1190",
    "Order date 2 May 2026",
    "To Tidewater Commercial Cleaning Pty Ltd",
    *[f"Cleaning of room {room} in May, evenings 62.00" for room in range(1, 9)],
    "We order the above. Please deliver by the end of May and quote our order number.",
]


@pytest.fixture
def required(desk: Desk) -> RequiredPapers:
    return RequiredPapers(desk)


def take(capture: CaptureService, name: str, content: bytes) -> None:
    capture.capture([Incoming(name, content)])
    capture.read_waiting()


@pytest.fixture
def bill(capture: CaptureService, inbox: InboxService) -> str:
    take(capture, "bill.pdf", papers.bill_pdf(bills.CLEANING, "classic"))
    inbox.set("1", {"account": COST})
    return "1"


def against(inbox: InboxService, document: str) -> list[str]:
    return [one.what for one in inbox.objections(document)]


def test_a_bill_without_its_order_is_held_back_until_the_order_comes(
    capture: CaptureService, inbox: InboxService, required: RequiredPapers, bill: str
) -> None:
    assert against(inbox, bill) == []
    required.add(ORDER, Money.of("1381.60", "AUD"))
    assert against(inbox, bill) == [], "as much as the limit is not over it"
    required.add(ORDER, AUD)
    assert against(inbox, bill) == ["It has no order beside it. No bill over 1000.00 AUD without an order."]
    with pytest.raises(RuleBroken):
        inbox.confirm(bill)
    take(capture, "order.pdf", drawn.pdf([PURCHASE]))
    inbox.set("2", {"kind": "order"})
    assert against(inbox, bill) == []
    assert inbox.show(bill).papers[0] == "Beside it: document 2 (order, order.pdf), by its number."
    inbox.reject("2", "not this one")
    assert len(against(inbox, bill)) == 1


def test_an_order_is_put_beside_its_bill_by_hand(
    capture: CaptureService, inbox: InboxService, required: RequiredPapers, bill: str
) -> None:
    required.add(ORDER, AUD, supplier="")
    inbox.set(bill, {"po_number": "none"})
    take(capture, "order.pdf", drawn.pdf([PURCHASE]))
    inbox.set("2", {"kind": "order"})
    assert len(against(inbox, bill)) == 1
    with pytest.raises(InputError):
        inbox.set(bill, {"paper": bill})
    with pytest.raises(NotFound):
        inbox.set(bill, {"paper": "7"})
    shown = inbox.set(bill, {"paper": "2"})
    assert shown.papers[0] == "Beside it: document 2 (order, order.pdf)."
    inbox.set(bill, {"paper": "2"})
    assert inbox.show(bill).papers == shown.papers
    assert inbox.confirm(bill).row.state is DocumentState.CONFIRMED


def order(net: str, tax: str, total: str) -> list[str]:
    sums = (f"Subtotal            {net}", f"GST 10%             {tax}", f"Total AUD           {total}")
    return [*PURCHASE[:5], "", f"Cleaning in May     {net}", *sums, "", PURCHASE[-1]]


@pytest.mark.parametrize(
    ("paper", "told"),
    [
        (order("1000.00", "100.00", "1100.00"), "1100.00 AUD was agreed; the bill of 1381.60 AUD is 281.60 AUD more."),
        (order("1256.00", "125.60", "1381.60"), None),
        (PURCHASE, "as far as it could be read; the bill of 1381.60 AUD is"),
    ],
)
def test_what_the_order_comes_to_is_held_against_the_bill_and_refuses_nothing(
    capture: CaptureService, inbox: InboxService, bill: str, paper: list[str], told: str | None
) -> None:
    take(capture, "order.pdf", drawn.pdf([paper]))
    inbox.set("2", {"kind": "order"})
    said = inbox.show(bill).papers[1:]
    assert len(said) == (told is not None)
    assert told is None or told in said[0]
    assert against(inbox, bill) == []


def test_who_may_review_says_why_no_paper_is_needed(inbox: InboxService, required: RequiredPapers, bill: str) -> None:
    required.add(ORDER, AUD)
    with pytest.raises(InputError):
        inbox.set(bill, {"no_paper": "  "})
    inbox.set(bill, {"no_paper": "agreed by phone"})
    shown = inbox.set(bill, {"no_paper": "agreed by phone on Monday"})
    assert shown.papers == ("No paper is needed beside it: agreed by phone on Monday.",)
    assert against(inbox, bill) == []


@pytest.mark.parametrize("named", ["PO-1190", "po 1190", "Order.PDF"])
def test_an_order_named_where_a_reason_was_asked_for_is_put_beside_the_bill(
    capture: CaptureService, inbox: InboxService, required: RequiredPapers, bill: str, named: str
) -> None:
    required.add(ORDER, AUD)
    inbox.set(bill, {"po_number": "none"})
    take(capture, "order.pdf", drawn.pdf([PURCHASE]))
    inbox.set("2", {"kind": "order"})
    with pytest.raises(InputError, match="No documents of this client are called PO-555"):
        inbox.set(bill, {"no_paper": "PO-555"})
    assert len(against(inbox, bill)) == 1
    assert inbox.set(bill, {"no_paper": named}).papers[0] == "Beside it: document 2 (order, order.pdf)."
    assert against(inbox, bill) == []


def test_rules_are_of_a_supplier_and_go_again(
    desk: Desk, inbox: InboxService, required: RequiredPapers, bill: str
) -> None:
    with desk.books.change(Action.CONTACT_EDITED, "new", actor=desk.actor) as work:
        work.add(Contact(id=new_id(), name="Somebody Else", supplier=True, customer=False))
        work.commit()
    required.add(ORDER, AUD, supplier="Somebody Else")
    required.add(DocumentKind.DELIVERY_NOTE, Money.zero("AUD"), account=COST)
    assert required.rules()[0].sentence.startswith("No bill with a line on 5-1000")
    assert len(against(inbox, bill)) == 1
    required.remove("1")
    assert against(inbox, bill) == []
    required.remove(required.rules()[0].id)
    assert required.rules() == ()
    for wrong in ("1", "nonsense", "0"):
        with pytest.raises(NotFound):
            required.remove(wrong)
    with pytest.raises(NotFound):
        required.add(ORDER, AUD, supplier="Nobody")
    with pytest.raises(NotFound):
        required.add(ORDER, AUD, account="9-9999")
    with pytest.raises(InputError):
        required.add(ORDER, Money.of("1.00", "EUR"))
    with pytest.raises(InputError):
        required.add(DocumentKind.INVOICE, AUD)
    assert DocumentKind.INVOICE not in REQUIRABLE
