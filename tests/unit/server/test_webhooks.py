from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable

import httpx
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette

from bookdesk.gateways.port import RawEvent
from bookdesk.protocol.events import AttemptState, GatewayMessage, SessionChanged
from bookdesk.server import webhooks
from bookdesk.server.assembly import Portal
from bookdesk.server.storage.moneytables import MessageRow
from tests.support.desk import Desk
from tests.support.memorygateway import MemoryGateway, signed
from tests.unit.server.helpers import begun, work


def posted(portal: Portal, *requests: tuple[str, bytes, str]) -> list[int]:
    """Post messages at the same time; returns their statuses."""

    async def all_of_them() -> list[int]:
        transport = httpx.ASGITransport(Starlette(routes=portal.routes()))
        async with httpx.AsyncClient(transport=transport, base_url="https://pay.example") as client:
            posts = (client.post(path, content=body, headers={"Signature": sign}) for path, body, sign in requests)
            return [answer.status_code for answer in await asyncio.gather(*posts)]

    return asyncio.run(all_of_them())


def message(desk: Desk, *names: str) -> tuple[str, bytes, str]:
    body = json.dumps({"events": list(names)}).encode()
    return desk.hook, body, signed(body)


def stored(portal: Portal) -> list[MessageRow]:
    with portal.heart.store.reading() as session:
        return list(session.scalars(select(MessageRow).order_by(MessageRow.id)))


def test_a_message_is_stored_once_told_once_and_read_anew(portal: Portal, desk: Desk, gateway: MemoryGateway) -> None:
    desk.send(desk.paper())
    gateway.pay(begun(portal))
    assert posted(portal, *[message(desk, "evt-1")] * 30) == [204] * 30
    assert portal.woken.is_set()
    work(portal)
    told = desk.pull()
    assert [event.message for event in told if isinstance(event, GatewayMessage)] == ["evt-1"]
    assert [event.state for event in told if isinstance(event, SessionChanged)][-1] is AttemptState.SUCCEEDED
    assert [row.done for row in stored(portal)] == [1]


@pytest.mark.parametrize(
    ("spoil", "status"),
    [
        (lambda path, body, sign: (path, body + b" ", sign), 400),
        (lambda path, body, sign: (path, body, sign[:-1] + "x"), 400),
        (lambda path, body, _: (path, body, ""), 400),
        (lambda path, body, sign: (path + "0", body, sign), 404),
        (lambda _, body, sign: ("/hooks/", body, sign), 404),
        (lambda path, _, sign: (path, b"x" * 1_000_001, sign), 413),
    ],
)
def test_what_is_not_the_gateway_s_is_not_stored(
    portal: Portal,
    desk: Desk,
    gateway: MemoryGateway,
    spoil: Callable[[str, bytes, str], tuple[str, bytes, str]],
    status: int,
) -> None:
    desk.send(desk.paper())
    gateway.pay(begun(portal))
    assert posted(portal, spoil(*message(desk, "evt-1"))) == [status]
    assert stored(portal) == []


def test_a_message_that_cannot_be_read_is_told_and_not_guessed(
    portal: Portal, desk: Desk, gateway: MemoryGateway
) -> None:
    raw = RawEvent("evt-x", "odd", portal.heart.now(), "99", "odd", "o", "{}", known=False)
    gateway.events.append(raw)
    assert posted(portal, message(desk, "evt-x")) == [204]
    work(portal)
    assert [event.known for event in desk.pull() if isinstance(event, GatewayMessage)] == [False]
    assert "read" not in gateway.calls


def test_a_gateway_that_is_away_is_read_later(portal: Portal, desk: Desk, gateway: MemoryGateway) -> None:
    desk.send(desk.paper())
    gateway.pay(begun(portal))
    posted(portal, message(desk, "evt-1"))
    gateway.faults = ["away"]
    work(portal)
    assert [(row.told, row.done, row.tries) for row in stored(portal)] == [(1, 0, 1)]
    portal.heart.clock.advance(60)  # type: ignore[attr-defined] # a movable clock in tests
    work(portal)
    assert [row.done for row in stored(portal)] == [1]


def test_a_message_that_could_not_be_written_is_not_acknowledged(
    portal: Portal, desk: Desk, gateway: MemoryGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway.events.append(RawEvent("evt-1", "x", portal.heart.now(), "1", "x", "x", "{}"))
    monkeypatch.setattr(webhooks, "_INSERT", text("INSERT INTO nowhere VALUES (:id)"))
    with pytest.raises(SQLAlchemyError, match="nowhere"):
        posted(portal, message(desk, "evt-1"))
    assert stored(portal) == []


def test_many_requests_share_few_transactions(portal: Portal, desk: Desk, gateway: MemoryGateway) -> None:
    now = portal.heart.now()
    gateway.events += [RawEvent(f"evt-{n}", "x", now, "1", "x", f"x{n}", "{}") for n in range(200)]
    entered, count = threading.Lock(), [0]
    writing = portal.heart.store.writing

    def counted() -> object:
        with entered:
            count[0] += 1
        return writing()

    portal.hooks.intake._store = type("Counted", (), {"writing": staticmethod(counted)})()  # noqa: SLF001 - to count
    assert posted(portal, *(message(desk, f"evt-{n}") for n in range(200))) == [204] * 200
    assert len(stored(portal)) == 200
    assert count[0] < 100
