"""The queue over all clients: only those are opened of which something waits, and many are approved one by one."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import partial

import pytest

from bookdesk.approvals.limits import ApprovalRules
from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.identifiers import ClientId, new_id
from bookdesk.core.money import Money
from bookdesk.core.progress import Progress, Silent
from bookdesk.core.vocabulary import BankScheme
from bookdesk.models.actions import Action
from bookdesk.models.bill import Allocation, AllocationSource, BillKind
from bookdesk.office.overview import Overview, not_looked_at
from bookdesk.office.queue import ApprovalQueue, Wanted
from bookdesk.office.waiting import QueueItem, View, in_order, sums, viewed
from bookdesk.payments.bills import BillService
from bookdesk.payments.safeguards import Concern, Severity
from bookdesk.store.books import Books
from bookdesk.workspace import Workspace
from tests.unit.office.bureau import PAY_DAY, Bureau, approvals, editing, enter_bill, payees
from tests.unit.office.test_overview import Told


def items_of(queue: ApprovalQueue, progress: Progress | None = None) -> tuple[QueueItem, ...]:
    """Return all that waits, by due date, as a screen puts it together."""
    return in_order(item for one in queue.each({}, progress) for item in one.items or ())


class Queues:
    """The queue as Anna, who keeps the books, and Ben, who approves, see it."""

    def __init__(self, bureau: Bureau) -> None:
        self.bureau = bureau
        self.anna = ApprovalQueue(bureau.anna, Overview(bureau.anna))
        self.ben = ApprovalQueue(bureau.ben, Overview(bureau.ben))

    def bill(self, number: str, gross: int, supplier: str = "Bean Brothers", kind: BillKind = BillKind.BILL) -> str:
        self.bureau.act(lambda one: enter_bill(one, supplier, number, gross, kind))
        return self.bureau.id_of(number)

    def of_ben(self) -> dict[str, QueueItem]:
        return {item.number: item for item in items_of(self.ben)}

    def of_anna(self) -> dict[str, QueueItem]:
        return {item.number: item for item in items_of(self.anna)}


@pytest.fixture
def queues(bureau: Bureau) -> Queues:
    bureau.act(lambda one: payees(one).confirm_taken_over("as paid for years"), "ben")
    return Queues(bureau)


def wanted(items: Sequence[QueueItem]) -> list[Wanted]:
    return [(item.client_id, item.bill_id, item.version) for item in items]


def test_a_reviewed_bill_waits_for_whoever_may_approve_it(queues: Queues) -> None:
    queues.bill("B-1", 11000)
    mine, hers = queues.of_ben()["B-1"], queues.of_anna()["B-1"]
    assert (mine.mine, mine.refusal, mine.waits_for, mine.needed, mine.given) == (True, None, ("Ben",), 1, ())
    assert (mine.supplier, mine.total, mine.base, mine.policy) == (
        "Bean Brothers", Money(11000, "AUD"), Money(11000, "AUD"), "1 approval",
    )  # fmt: skip
    assert (mine.entered_by, mine.edited_by, mine.since) == ("Anna Å", "Anna Å", queues.bureau.clock.now())
    assert mine.why == "110.00 AUD needs 1 approval; 0 given."
    assert (hers.mine, hers.refusal) == (False, "You have no approval limit for this client.")
    assert viewed([mine], View.MINE) == (mine,)
    assert viewed([hers], View.OTHERS) == (hers,)


def test_only_clients_of_which_something_waits_are_opened(queues: Queues, monkeypatch: pytest.MonkeyPatch) -> None:
    queues.bill("B-1", 11000)
    practice, overview = queues.bureau.anna.practice, Overview(queues.bureau.anna)
    list(overview.refresh_all(Silent()))
    using, opened = practice.using_client, list[str]()

    def recorded(client_id: ClientId) -> AbstractContextManager[Books]:
        opened.append(client_id)
        return using(client_id)

    monkeypatch.setattr(practice, "using_client", recorded)
    progress = Told()
    assert [item.number for item in items_of(ApprovalQueue(queues.bureau.anna, overview), progress)] == ["B-1"]
    assert set(opened) == {queues.bureau.cafe}
    assert [done for _, done, _ in progress.steps] == [0, 1, 2]


def test_a_client_whose_books_stand_as_they_did_is_not_opened_again(queues: Queues) -> None:
    queues.bill("B-1", 11000)
    overview = Overview(queues.bureau.anna)
    queue = ApprovalQueue(queues.bureau.anna, overview)
    list(queue.each({}))  # what is left to do by the books themselves is done with the first look
    (first,) = queue.each({})
    known = {first.client_id: first.seen}
    assert [one.items for one in queue.each(known)] == [None]
    queues.bureau.clock.advance(60)
    queues.bill("B-2", 22000)
    (again,) = queue.each(known)
    assert {item.number for item in again.items or ()} == {"B-1", "B-2"}


def test_clients_nobody_looked_at_are_looked_at_first(queues: Queues) -> None:
    queues.bill("B-1", 11000)
    overview = Overview(queues.bureau.anna)
    assert [item.number for item in items_of(ApprovalQueue(queues.bureau.anna, overview))] == ["B-1"]
    assert not_looked_at(overview.stored()) == 0


def test_asked_to_stop_it_tells_what_it_has(queues: Queues) -> None:
    queues.bill("B-1", 11000)
    assert items_of(queues.ben, Told(most=0)) == ()


def test_who_never_may_is_told_so_whatever_his_limit(queues: Queues) -> None:
    queues.bureau.ask(lambda one: ApprovalRules(one.desk).set_limit(one.desk.actor.user, None))
    queues.bill("B-1", 11000)
    assert queues.of_anna()["B-1"].refusal == "Whoever entered a bill never approves it."


def test_a_bill_sent_back_is_returned_with_who_and_why_until_it_is_submitted(queues: Queues) -> None:
    bill = queues.bill("B-1", 11000)
    queues.bureau.act(lambda one: approvals(one).reject(bill, "ordered twice"), "ben")
    item = queues.of_anna()["B-1"]
    assert item.returned == "Ben: ordered twice"
    assert item.refusal is not None
    assert viewed([item], View.RETURNED) == (item,)
    queues.bureau.act(lambda one: approvals(one).submit(bill))
    assert queues.of_anna()["B-1"].returned is None


def test_an_approval_that_lapsed_is_told_with_its_reason(queues: Queues) -> None:
    bill = queues.bill("B-1", 11000)
    queues.bureau.act(lambda one: approvals(one).approve(bill), "ben")
    assert queues.of_ben() == {}
    queues.bureau.act(lambda one: editing(one).edit(bill, {"line.1.net": "200.00"}))
    item = queues.of_ben()["B-1"]
    assert item.lapsed == ("Payee, bank account, amount or document changed since Ben approved.",)
    assert viewed([item], View.LAPSED) == viewed([item], View.MINE) == (item,)


def test_an_approval_under_an_old_limit_is_found_though_the_bill_says_approved(queues: Queues) -> None:
    bill = queues.bill("B-1", 11000)
    queues.bureau.act(lambda one: approvals(one).approve(bill), "ben")
    queues.bureau.clock.advance(60)
    ben = queues.bureau.ben.practice.user.id
    queues.bureau.act(lambda one: ApprovalRules(one.desk).set_limit(ben, Money(5000, "AUD")))
    item = queues.of_ben()["B-1"]
    assert item.lapsed == ("The approval of Ben no longer counts.",)
    assert item.refusal == "The limit of 50.00 AUD does not cover 110.00 AUD."
    assert [one.number for one in items_of(queues.anna)] == ["B-1"]


def test_what_a_run_would_say_is_said_before_the_approval(queues: Queues) -> None:
    queues.bill("B-1", 11000)
    for _ in range(2):
        queues.bureau.act(lambda one: enter_bill(one, "Milk Maids", "B-2", 22000))
    new = BankDetails(BankScheme.BSB, routing="062001", account_number="99999999")
    queues.bureau.act(lambda one: payees(one).enter("Bean Brothers", new))
    found = items_of(queues.ben)
    concerns = {(item.number, one.concern, one.severity) for item in found for one in item.warnings}
    assert concerns == {
        ("B-1", Concern.UNCONFIRMED_ACCOUNT, Severity.BLOCK),
        ("B-1", Concern.FIRST_PAYMENT, Severity.WARN),
        ("B-2", Concern.DUPLICATE, Severity.WARN),
    }
    assert {item.number: item.serious for item in found} == {"B-1": True, "B-2": False}


def test_a_hold_is_said_and_a_card_payment_is_only_held_against_others(queues: Queues) -> None:
    bill = queues.bill("B-1", 11000)
    queues.bureau.act(lambda one: BillService(one.desk).hold(bill, "ask first"))
    assert [one.concern for one in queues.of_ben()["B-1"].warnings] == [Concern.HELD]
    cards = [queues.bill(number, 5500) for number in ("B-2", "B-3")]
    for card in cards:
        queues.bureau.act(partial(pay_by_card, card))
    assert [one.concern for one in queues.of_ben()["B-2"].warnings] == [Concern.LIKE_ANOTHER]


def pay_by_card(bill: str, workspace: Workspace) -> None:
    editing(workspace).edit(bill, {"way_of_payment": "card"})


def test_many_are_approved_each_by_itself_and_what_changed_meanwhile_is_refused(queues: Queues) -> None:
    for number in ("B-1", "B-2", "B-3"):
        queues.bill(number, 11000)
    items = items_of(queues.ben)
    changed = queues.bureau.id_of("B-2")
    queues.bureau.act(lambda one: BillService(one.desk).hold(changed, "ask first"))
    done = queues.ben.approve_many([*wanted(items), ("no such client", "x", 1)])
    said = {one.bill_id: (one.approved, one.complete) for one in done.outcomes}
    assert said == {
        queues.bureau.id_of("B-1"): (True, True),
        changed: (False, False),
        queues.bureau.id_of("B-3"): (True, True),
        "x": (False, False),
    }
    assert [one.bill_id for one in done.outcomes] == [*(item.bill_id for item in items), "x"]
    assert done.approved == 2
    assert [one.said.split(" (")[0].split(".")[0] for one in done.refused] == [
        "This bill was changed since you read it",
        "You have no such client",
    ]
    assert list(queues.of_ben()) == ["B-2"]
    assert [(act.client_id, len(act.sets)) for act in done.acts] == [(queues.bureau.cafe, 2)]


def test_many_stop_where_they_are_asked_to(queues: Queues) -> None:
    for number in ("B-1", "B-2"):
        queues.bill(number, 11000)
    done = queues.ben.approve_many(wanted(items_of(queues.ben)), progress=Told(most=1))
    assert [(one.approved, one.said) for one in done.outcomes] == [
        (True, ""),
        (False, "It was not approved: you stopped before its turn."),
    ]


def test_whoever_may_not_approve_is_refused_for_every_bill(queues: Queues) -> None:
    queues.bill("B-1", 11000)
    done = queues.anna.approve_many(wanted(items_of(queues.anna)))
    assert [one.approved for one in done.outcomes] == [False]
    assert "no approval limit" in done.outcomes[0].said
    assert done.acts == ()


def test_a_credit_note_counts_against_what_is_to_be_approved(queues: Queues) -> None:
    queues.bill("B-1", 11000)
    queues.bill("C-1", 3300, kind=BillKind.CREDIT_NOTE)
    assert [(one.count, one.total) for one in sums(items_of(queues.ben))] == [(2, Money(7700, "AUD"))]


def test_the_queue_agrees_with_the_service_of_each_client(queues: Queues) -> None:
    for number in ("B-1", "B-2", "B-3", "B-4"):
        queues.bill(number, 11000)
    act = queues.bureau.act
    act(lambda one: approvals(one).approve(queues.bureau.id_of("B-1")), "ben")
    act(lambda one: approvals(one).approve(queues.bureau.id_of("B-2")), "ben")
    act(lambda one: approvals(one).reject(queues.bureau.id_of("B-3"), "no"), "ben")
    act(partial(pay_a_part, queues.bureau.id_of("B-2")))
    queues.bureau.clock.advance(60)
    act(lambda one: ApprovalRules(one.desk).set_step(Money(1, "AUD"), 2))
    service = queues.bureau.ask(lambda one: [waiting.bill_id for waiting in approvals(one).queue()])
    found = [item.bill_id for item in items_of(queues.anna) if item.returned is None]
    assert sorted(found) == sorted(service)
    assert len(found) == 3


def test_a_bill_that_is_settled_already_waits_for_nobody(queues: Queues) -> None:
    queues.bill("B-1", 100)
    assert list(queues.of_ben()) == ["B-1"]
    queues.bureau.act(partial(pay_a_part, queues.bureau.id_of("B-1")))
    assert queues.of_ben() == {}


def pay_a_part(bill: str, workspace: Workspace) -> None:
    with workspace.desk.books.change(Action.LINE_MATCHED, "paid in part", actor=workspace.desk.actor) as work:
        part = Allocation(bill_id=bill, source=AllocationSource.BANK_LINE, source_id=new_id(), day=PAY_DAY, amount=100)
        work.add(part)
        work.commit()
