"""Whatever a route of the protocol answers, it carries the portal's signature over just that."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bookdesk.protocol import messages, signing, versions
from bookdesk.protocol.answering import HEADER as SEAL
from bookdesk.protocol.answering import is_sealed
from bookdesk.protocol.envelope import HEADER
from bookdesk.receivables.portal.reaching import Answered
from bookdesk.server.assembly import Portal
from tests.support.desk import Desk
from tests.support.portalside import Between


@pytest.fixture
def between(portal: Portal) -> Iterator[Between]:
    """A way to the portal's routes."""
    with Between(portal) as found:
        yield found


def asks(desk: Desk) -> list[tuple[int, str, str, str, bytes]]:
    """Return requests by the status that they are answered with: (status, method, path, envelope, body)."""
    batch = messages.to_json(messages.Batch(versions.spoken(), (), ()))
    _, good = desk.request("POST", "/sync/commands", batch, desk.seq + 1)
    _, gap = desk.request("POST", "/sync/commands", batch, desk.seq + 7)
    _, read = desk.request("GET", "/sync/state", b"", 0)
    _, stranger = Desk(desk.portal, "koala", "stranger").request("GET", "/sync/state", b"", 0)
    return [
        (200, "POST", good.path, good.header, batch),
        (409, "POST", gap.path, gap.header, batch),
        (200, "GET", read.path, read.header, b""),
        (401, "GET", stranger.path, stranger.header, b""),
        (400, "GET", read.path, "nonsense", b""),
        (413, "POST", "/sync/ack", good.header, b"x" * 20_000),
    ]


def test_every_answer_to_a_desk_is_signed_for_its_request(portal: Portal, desk: Desk, between: Between) -> None:
    key = signing.public_of(portal.heart.keys.signing)
    for status, method, path, envelope, body in asks(desk):
        answer = between.exchange(method, path, {HEADER: envelope}, body)
        assert isinstance(answer, Answered)
        assert answer.status == status
        asked = envelope.encode()
        assert is_sealed(key, asked, answer.status, answer.body, answer.seal)
        assert is_sealed(key, asked, answer.status, answer.body, f"{answer.seal} more of a later version")
        assert not is_sealed(key, asked + b" ", answer.status, answer.body, answer.seal)
        assert not is_sealed(key, asked, answer.status + 1, answer.body, answer.seal)
        assert not is_sealed(key, asked, answer.status, answer.body + b" ", answer.seal)


@pytest.mark.parametrize("body", [b"{}", b"x" * 20_000])
def test_what_a_code_is_answered_with_is_signed_too(portal: Portal, between: Between, body: bytes) -> None:
    answer = between.exchange("POST", "/sync/pair", {}, body)
    assert isinstance(answer, Answered)
    asked = body if answer.status != 413 else b""
    assert is_sealed(signing.public_of(portal.heart.keys.signing), asked, answer.status, answer.body, answer.seal)
    assert SEAL == "BookDesk-Answer"
