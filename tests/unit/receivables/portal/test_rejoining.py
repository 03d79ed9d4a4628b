"""Lost answers, and either side put back to an earlier day: nothing lost, nothing twice, strangers told by name."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bookdesk.cli.portalrows import status_words
from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import NotAllowed, Unreachable
from bookdesk.core.identifiers import ClientId
from bookdesk.models.estimate import Estimate, EstimateStatus
from bookdesk.models.gateway import GatewayEvent
from bookdesk.models.portal import PortalEvent, PortalTenant
from bookdesk.office.portalwords import act
from bookdesk.protocol import events
from bookdesk.protocol.words import PaperState
from bookdesk.receivables.portal import links
from bookdesk.receivables.portal.joining import Step
from bookdesk.server.collecting.putback import note_put_back, note_read
from bookdesk.server.storage.tables import AppliedRow, EventRow, TenantRow
from bookdesk.store.client_file import open_books
from bookdesk.store.desk import Desk
from bookdesk.store.places import Places
from tests.support.billing import customer, issued
from tests.support.books import ANN, KEY, as_ben
from tests.support.portalside import Side, moment
from tests.unit.receivables.portal.acting import offered, paid


def applied(side: Side) -> int:
    with side.portal.heart.store.reading() as session:
        return session.scalar(select(func.count()).select_from(AppliedRow)) or 0


def head(side: Side) -> int:
    with side.portal.heart.store.reading() as session:
        return session.get_one(TenantRow, side.tenant).event_n


def message(side: Side, name: str) -> events.GatewayMessage:
    return events.GatewayMessage("memory", "acct", name, "charge.succeeded", None, "{}", True, moment(side))  # noqa: FBT003 - a field


def copied(side: Side, to: Path) -> Path:
    """Copy the client's folder as a backup would."""
    with side.desk.books.upkeep() as session:
        session.connection().exec_driver_sql("SELECT 1")
    side.desk.books.close()
    shutil.copytree(side.home / "desk", to)
    return to


@contextmanager
def at(side: Side, home: Path) -> Iterator[Desk]:
    """Open a desk on a copy of the books."""
    with closing(open_books(Places(home), ClientId("client-au"), KEY, clock=side.clock)) as books:
        side.desk = Desk(books, ANN, side.clock)
        yield side.desk


@pytest.mark.parametrize("fault", ["before", "after", "500", "nonsense"])
def test_a_request_without_an_answer_is_sent_again_as_it_was_and_counts_once(side: Side, fault: str) -> None:
    invoice = issued(side.desk, customer(side.desk))
    side.service.preview()
    side.between.faults = ["none", fault]  # how it stands is answered, the commands are not
    with pytest.raises(Unreachable):
        side.service.push()
    side.clock.advance(3600)
    side.service.push()
    sent = [
        (headers["BookDesk-Request"].split(" ")[3], body)
        for method, path, headers, body in side.between.heard
        if path == "/sync/commands"
    ]
    assert len({body for seq, body in sent if seq == "1"}) <= 1
    assert side.held()[invoice.id].version == 1
    assert side.service.waiting() == 0


def test_a_clock_that_is_wrong_keeps_nobody_from_speaking(side: Side) -> None:
    issued(side.desk, customer(side.desk))
    wrong = MovableClock(side.clock.now() + timedelta(days=2))
    side.desk = Desk(side.desk.books, side.desk.actor, wrong)
    side.settle()
    assert len(side.held()) == 1


def test_a_revoked_device_is_told_so_and_loses_nothing(side: Side) -> None:
    issued(side.desk, customer(side.desk))
    side.service.preview()
    with side.portal.heart.store.writing() as session:
        from bookdesk.server.storage.tables import DeviceRow  # noqa: PLC0415 - revoked as its host would

        for row in session.scalars(select(DeviceRow).where(DeviceRow.tenant == side.tenant)):
            row.revoked = "2026-07-01T00:00:00.000000+00:00"
    with pytest.raises(NotAllowed, match="may speak no more"):
        side.service.push()
    assert side.service.waiting() == 2


def test_a_portal_that_was_put_back_is_told_all_anew_and_tells_again_what_it_told(side: Side, tmp_path: Path) -> None:
    who = customer(side.desk)
    first, estimate = issued(side.desk, who), offered(side.desk, who)
    side.settle()
    before = side.copy_portal(tmp_path / "before.db")
    second = issued(side.desk, who)
    paid(side.desk, first, 1000)
    old = links.link_for(side.desk, second.id)
    side.service.push()
    new = side.service.link(second.id, anew=True)
    side.happened(events.EstimateAccepted(estimate.id, 1, who, "Kim", moment(side)), message(side, "evt_1"))
    side.service.push()
    side.service.pull()
    act(side.desk)
    side.put_portal_back(before)
    assert set(side.held()) == {first.id, estimate.id}
    pushed = side.service.push()
    assert pushed.joined.step is Step.PORTAL_BEHIND
    held = side.held()
    assert {first.id, second.id, estimate.id} == set(held)
    assert held[first.id].open == first.total - 1000
    assert held[estimate.id].state == PaperState.ACCEPTED
    states = {row.revoked is None for row in side.links().values()}
    assert states <= {True, False}
    assert old != new
    side.happened(message(side, "evt_1"), message(side, "evt_2"))
    side.service.pull()
    with side.desk.books.query() as session:
        assert session.scalar(select(func.count(GatewayEvent.id))) == 2
        assert session.scalars(select(PortalTenant.epoch)).one() == 2
        assert session.get_one(Estimate, estimate.id).status is EstimateStatus.ACCEPTED
    assert side.service.push().joined.step is Step.IN_STEP


def test_a_portal_that_was_put_back_and_lost_nothing_is_told_anew_all_the_same_and_says_until_when(side: Side) -> None:
    invoice = issued(side.desk, customer(side.desk))
    side.settle()
    now = side.portal.heart.now()
    with side.portal.heart.store.writing() as session:
        note_put_back(session, now, now)
        session.get_one(TenantRow, side.tenant).gateway = "memory"
    assert side.held()[invoice.id].untold == 1
    side.clock.advance(60)
    assert side.service.push().joined.step is Step.PORTAL_BEHIND
    assert side.held()[invoice.id].untold == 0
    assert side.service.push().joined.step is Step.IN_STEP
    assert side.service.status().held_until == now + timedelta(hours=3)
    assert "put back from a backup" in status_words(side.service.status())
    with side.portal.heart.store.writing() as session:
        note_read(session, side.tenant, now + timedelta(minutes=2))
    side.service.push()
    assert side.service.status().held_until is None


def test_a_portal_whose_chain_went_another_way_is_joined_when_it_is_asked(side: Side, tmp_path: Path) -> None:
    invoice = issued(side.desk, customer(side.desk))
    side.settle()
    before = side.copy_portal(tmp_path / "before.db")
    side.happened(message(side, "evt_1"))
    side.service.pull()
    side.put_portal_back(before)
    side.happened(message(side, "evt_2"), message(side, "evt_3"))
    side.service.pull()
    with side.desk.books.query() as session:
        known = set(session.scalars(select(GatewayEvent.event_id)))
    assert known == {"evt_1", "evt_2", "evt_3"}
    assert invoice.id in side.held()
    assert side.service.push().joined.step is Step.IN_STEP


def test_a_desk_that_was_put_back_goes_on_and_takes_everything_again_but_once(side: Side, tmp_path: Path) -> None:
    who = customer(side.desk)
    first = issued(side.desk, who)
    side.settle()
    side.happened(message(side, "evt_1"))
    side.service.pull()
    token = links.link_for(side.desk, first.id)
    home = copied(side, tmp_path / "earlier")
    with at(side, side.home / "desk") as desk:
        second = issued(desk, who)
        paid(desk, first, 1000)
        side.service.push()
        side.happened(message(side, "evt_2"))
        side.service.pull()
    with at(side, home) as desk:
        pushed = side.service.push()
        assert pushed.joined.step is Step.DESK_BEHIND
        assert pushed.joined.strangers == (second.id,)
        assert side.held()[first.id].open == first.total  # what these books say holds
        assert links.link_for(desk, first.id) == token
        side.service.pull()
        with desk.books.query() as session:
            told = sorted(session.scalars(select(GatewayEvent.event_id)))
        assert told == ["evt_1", "evt_2"]
        (stranger,) = [one for one in side.service.documents() if one.stranger]
        side.service.withdraw_stranger(stranger.document)
        side.service.push()
        assert side.held()[second.id].state == PaperState.WITHDRAWN
        assert side.service.push().joined.step is Step.IN_STEP


def test_two_desks_speak_each_with_its_own_key_and_number(side: Side) -> None:
    who = customer(side.desk)
    first = issued(side.desk, who)
    side.settle()
    ben = as_ben(side.desk)
    side.offer(ben)
    second = issued(ben, who)
    side.service_of(ben).preview()
    assert side.service_of(ben).push().joined.step is Step.IN_STEP
    paid(side.desk, first, 500)
    assert side.service.push().joined.step is Step.IN_STEP
    side.happened(message(side, "evt_1"))
    assert side.service_of(ben).pull().events == 1
    assert side.service.pull().events == 0
    assert {one: row.open for one, row in side.held().items()} == {first.id: first.total - 500, second.id: second.total}


def test_what_one_desk_had_under_way_another_one_sends(side: Side) -> None:
    who = customer(side.desk)
    invoice = issued(side.desk, who)
    side.service.preview()
    side.between.faults = ["none", "after"]
    with pytest.raises(Unreachable):
        side.service.push()
    ben = as_ben(side.desk)
    side.offer(ben)
    side.service_of(ben).push()
    count = applied(side)
    side.service.push()
    assert applied(side) == count
    assert side.held()[invoice.id].version == 1


def test_an_event_whose_content_was_let_go_is_known_to_have_been(side: Side) -> None:
    side.happened(message(side, "evt_1"))
    with side.portal.heart.store.writing() as session:
        for row in session.scalars(select(EventRow)):
            row.content = None
    found = side.service.pull()
    assert (found.events, found.unread, found.news) == (1, 1, True)
    with side.desk.books.query() as session:
        assert session.scalars(select(PortalEvent.content)).one() is None
