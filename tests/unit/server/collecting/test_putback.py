"""A portal that was put back from a backup: the gateway tells what was forgotten, and nothing is ever payable twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import Unreachable
from bookdesk.core.money import Money
from bookdesk.gateways.port import Capability, Charged, PaymentState, Session
from bookdesk.gateways.references import spelled
from bookdesk.protocol import commands
from bookdesk.protocol.events import AttemptState, AutoChargeResult, SessionChanged
from bookdesk.protocol.words import PaperState
from bookdesk.server.assembly import Portal
from bookdesk.server.backup import restore_backup, write_backup
from bookdesk.server.collecting.paying import Result, Wish
from bookdesk.server.collecting.putback import SETTLED, PutBack, hold
from bookdesk.server.storage.moneytables import AttemptRow
from bookdesk.server.views import Standing
from tests.support.desk import Desk
from tests.support.memorygateway import MemoryGateway
from tests.support.portal import KEYS
from tests.unit.server.helpers import WHOLE, begun, grant, work

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
AGAIN = "0192f0c0-0000-7000-8000-00000000000a"

Restore = Callable[[], None]


def wish(document: str = "d1") -> Wish:
    return Wish("koala", document, "contact1", "de", WHOLE, WHOLE, "https://p/done", "https://p/back")


def result(portal: Portal, document: str = "d1") -> Result:
    return portal.services.paying.start(wish(document)).result


@pytest.fixture
def restore(portal: Portal, desk: Desk, clock: MovableClock, tmp_path: Path) -> Restore:
    """Back up a portal with one document now; what is called later puts that back."""
    desk.send(desk.paper())
    file = tmp_path / "portal.backup"
    write_backup(portal.heart.store, KEYS, file, clock.now())

    def back() -> None:
        clock.advance(600)
        restore_backup(portal.heart.store, tmp_path / "portal.keys", file, clock.now())
        told = desk.standing()
        desk.seq, desk.prev = told.last_seq, told.last_hash

    return back


def page_of(name: str, reference: str) -> Session:
    """Return a page that the gateway has and the portal does not know."""
    return Session(name, reference, PaymentState.OPEN, WHOLE, f"https://pay.example/{name}")


def settle(portal: Portal, clock: MovableClock) -> None:
    """Let the gateway be read at once, and again when nothing can be on its way any more."""
    work(portal)
    clock.advance(int(SETTLED.total_seconds()))
    work(portal)


def attempts(portal: Portal) -> list[AttemptRow]:
    with portal.heart.store.reading() as session:
        return list(session.scalars(select(AttemptRow).order_by(AttemptRow.session)))


def test_paying_works_again_as_soon_as_gateway_and_desk_were_heard(
    portal: Portal, desk: Desk, clock: MovableClock, restore: Restore
) -> None:
    restore()
    assert result(portal) is Result.HELD
    settle(portal, clock)
    assert result(portal) is Result.HELD
    desk.send(desk.paper(version=2))
    assert result(portal) is Result.GO


def test_a_forgotten_page_holds_its_document_again_and_its_customer_goes_on_with_it(
    portal: Portal, desk: Desk, gateway: MemoryGateway, clock: MovableClock, restore: Restore
) -> None:
    page = begun(portal)
    restore()
    assert attempts(portal) == []
    settle(portal, clock)
    desk.send(desk.paper(version=2))
    assert result(portal) is Result.UNDER_WAY
    assert portal.services.paying.resume("koala", "d1").url == f"https://pay.example/{page}"
    (row,) = attempts(portal)
    assert row.begun == "2026-11-30T12:00:00.000000+00:00"
    gateway.pay(page)
    assert portal.services.paying.check("koala", "d1") is AttemptState.SUCCEEDED
    assert result(portal) is Result.NOT_PAYABLE
    assert [str(one.state) for one in desk.pull() if isinstance(one, SessionChanged)][-1] == "succeeded"


def test_what_was_paid_meanwhile_shows_as_paid_and_is_told(
    portal: Portal, desk: Desk, gateway: MemoryGateway, clock: MovableClock, restore: Restore
) -> None:
    page = begun(portal)
    restore()
    gateway.pay(page)
    portal.services.check(grant(portal))  # the customer comes back before anybody else looked
    view = portal.services.document(grant(portal))
    assert view is not None
    assert (view.standing, [one.amount for one in view.payments]) == (Standing.PAID, [WHOLE])
    told = [one for one in desk.pull() if isinstance(one, SessionChanged)]
    assert [(one.state, one.payment) for one in told] == [(AttemptState.SUCCEEDED, f"pay-{page}")]
    settle(portal, clock)
    assert [one for one in desk.pull() if isinstance(one, SessionChanged)] == []


def test_a_debit_under_way_that_was_forgotten_is_waited_for(
    portal: Portal, desk: Desk, gateway: MemoryGateway, clock: MovableClock, restore: Restore
) -> None:
    page = begun(portal)
    gateway.pay(page, PaymentState.PROCESSING)
    restore()
    settle(portal, clock)
    clock.advance(4 * 3600)
    desk.send(desk.paper(version=2))
    assert result(portal) is Result.UNDER_WAY
    gateway.settle(page, PaymentState.SUCCEEDED)
    clock.advance(7 * 3600)
    work(portal)
    assert result(portal) is Result.NOT_PAYABLE
    assert len(gateway.paid) == 1


def test_of_two_pages_of_one_document_the_later_one_stays(
    portal: Portal, desk: Desk, gateway: MemoryGateway, clock: MovableClock, tmp_path: Path
) -> None:
    desk.send(desk.paper())
    first = begun(portal)
    file = tmp_path / "portal.backup"
    write_backup(portal.heart.store, KEYS, file, clock.now())
    portal.services.paying.stop("koala", "d1")
    second = begun(portal)
    restore_backup(portal.heart.store, tmp_path / "portal.keys", file, clock.now())
    settle(portal, clock)
    assert {row.session: row.live for row in attempts(portal)} == {first: None, second: 1}
    assert not gateway.pay(first)
    assert gateway.pay(second)


def test_a_forgotten_page_beside_one_that_is_open_is_closed(
    portal: Portal, desk: Desk, gateway: MemoryGateway, clock: MovableClock, restore: Restore
) -> None:
    forgotten = begun(portal)
    restore()
    clock.advance(4 * 3600)  # nobody could read the gateway so long, whose clock runs late
    desk.send(desk.paper(version=2))
    gateway.sessions[forgotten] = page_of(forgotten, spelled(AGAIN, "d1"))
    other = begun(portal)
    settle(portal, clock)
    assert not gateway.pay(forgotten)
    assert gateway.pay(other)


def test_a_forgotten_page_that_asks_too_much_is_closed(
    portal: Portal, desk: Desk, gateway: MemoryGateway, clock: MovableClock, restore: Restore
) -> None:
    page = begun(portal)
    restore()
    desk.send(commands.ChangeAmount("d1", PaperState.ISSUED, Money(4000, "EUR"), (), clock.now()))
    settle(portal, clock)
    assert not gateway.pay(page)


def test_pages_that_ended_unpaid_and_those_of_others_leave_no_trace(
    portal: Portal, gateway: MemoryGateway, clock: MovableClock, restore: Restore
) -> None:
    begun(portal)
    portal.services.paying.stop("koala", "d1")
    for reference in (spelled(AGAIN, "elsewhere"), "order 17"):
        gateway.sessions[reference] = page_of(reference, reference)
    restore()
    settle(portal, clock)
    assert attempts(portal) == []
    assert gateway.pay("order 17")


def test_while_the_gateway_cannot_be_read_the_page_says_until_when(
    portal: Portal, desk: Desk, gateway: MemoryGateway, clock: MovableClock, restore: Restore
) -> None:
    restore()
    back = clock.now()
    desk.send(desk.paper(version=2))
    gateway.faults = ["away"] * 99
    work(portal)
    with pytest.raises(Unreachable):
        portal.services.check(grant(portal))
    view = portal.services.document(grant(portal))
    assert view is not None
    assert view.hold is not None
    assert (view.hold.unread, view.hold.untold, view.hold.until) == (True, False, back + timedelta(hours=3))
    assert not view.can_be_paid
    clock.advance(3 * 3600)
    gateway.faults.clear()
    found = portal.services.document(grant(portal))
    assert found is not None
    assert found.can_be_paid
    assert result(portal) is Result.GO


def test_a_gateway_that_lists_no_pages_is_waited_for(
    portal: Portal, desk: Desk, gateway: MemoryGateway, clock: MovableClock, restore: Restore
) -> None:
    gateway.capabilities -= {Capability.PAGE_LISTS}
    restore()
    desk.send(desk.paper(version=2))
    settle(portal, clock)
    assert result(portal) is Result.HELD
    clock.advance(3 * 3600)
    assert result(portal) is Result.GO


def test_a_gateway_that_was_away_is_read_later_and_pages_of_its_list_are_all_read(
    portal: Portal, desk: Desk, gateway: MemoryGateway, clock: MovableClock, restore: Restore
) -> None:
    desk.send(*(desk.paper(f"d{number}", links=()) for number in range(2, 7)))
    restore()
    desk.send(*(desk.paper(f"d{number}", links=(), version=2) for number in range(1, 7)))
    for number in range(2, 7):
        name = f"forgotten-{number}"
        gateway.sessions[name] = page_of(name, spelled(f"a{number}", f"d{number}"))
    gateway.faults = ["", "away"]
    work(portal)
    clock.advance(40)
    work(portal)
    clock.advance(200)
    work(portal)
    assert [result(portal, f"d{number}") for number in range(2, 7)] == [Result.UNDER_WAY] * 5
    assert result(portal) is Result.GO


def test_a_forgotten_charge_counts_as_one_and_no_other_is_made(
    portal: Portal, desk: Desk, gateway: MemoryGateway, clock: MovableClock, restore: Restore
) -> None:
    restore()
    gateway.references[spelled("a1", "d1")] = "chg-1"
    gateway.charges["chg-1"], gateway.amounts["chg-1"] = Charged("chg-1", PaymentState.PROCESSING), WHOLE
    settle(portal, clock)
    desk.send(desk.paper(version=2))
    assert result(portal) is Result.UNDER_WAY
    gateway.charges["chg-1"] = Charged("chg-1", PaymentState.FAILED, "R02")
    clock.advance(7 * 3600)
    work(portal)
    told = [one for one in desk.pull() if isinstance(one, AutoChargeResult)]
    assert (told[-1].state, told[-1].why, told[-1].next_try) == (AttemptState.FAILED, "R02", None)


def test_a_request_that_was_on_its_way_when_the_portal_was_stopped_is_found(
    portal: Portal, desk: Desk, gateway: MemoryGateway, clock: MovableClock, restore: Restore
) -> None:
    restore()
    work(portal)
    gateway.sessions["late"] = page_of("late", spelled("a1", "d1"))
    desk.send(desk.paper(version=2))
    assert result(portal) is Result.HELD
    view = portal.services.document(grant(portal))
    assert view is not None
    assert view.hold is not None
    assert view.hold.until == clock.now() + SETTLED
    settle(portal, clock)
    assert result(portal) is Result.UNDER_WAY


@pytest.mark.parametrize(
    ("read", "later", "unread"),
    [(None, 0, True), (None, 3 * 3600, False), (0, 60, True), (0, 300, True), (120, 121, False)],
)
def test_it_is_known_again_when_the_gateway_was_read_late_enough(read: int | None, later: int, unread: bool) -> None:  # noqa: FBT001 - a case
    found = PutBack(NOW, NOW, None if read is None else NOW + timedelta(seconds=read))
    told = hold(found, NOW + timedelta(seconds=later), untold=False)
    assert (told is not None) == unread
    assert told is None or told.until is None or told.until > NOW + timedelta(seconds=later)
