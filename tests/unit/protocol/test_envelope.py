from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.protocol import signing
from bookdesk.protocol.envelope import (
    FIRST,
    TOLERANCE,
    Device,
    MalformedRequest,
    Request,
    Verdict,
    body_hash,
    decide,
    from_header,
    to_header,
)

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC = signing.public_of(KEY)


def request(seq: int, prev: str = FIRST, body: bytes = b"{}", created: datetime = NOW) -> Request:
    return Request("koala", "desk1", seq, prev, f"k{seq}", created, "POST", "/sync/commands", body_hash(body))


@dataclass
class Portal:
    """What a portal keeps of one device."""

    device: Device = field(default_factory=lambda: Device(PUBLIC, revoked=False))
    taken: dict[int, str] = field(default_factory=dict)

    def ask(self, asked: Request, signature: str) -> Verdict:
        verdict = decide(asked, signature, self.device, self.taken.get(asked.seq), NOW)
        if verdict is Verdict.ACCEPTED:
            self.taken[asked.seq] = asked.hash()
            self.device = replace(self.device, last_seq=asked.seq, last_hash=asked.hash())
        return verdict


def signed(asked: Request, key: Ed25519PrivateKey = KEY) -> tuple[Request, str]:
    return from_header(to_header(asked, key), asked.method, asked.path)


def chain(length: int) -> list[Request]:
    requests: list[Request] = []
    for seq in range(1, length + 1):
        requests.append(request(seq, requests[-1].hash() if requests else FIRST, str(seq).encode()))
    return requests


@given(st.lists(st.integers(0, 7), max_size=40))
def test_requests_that_are_doubled_lost_or_out_of_order_are_taken_once_and_in_order(order: list[int]) -> None:
    portal, requests, taken = Portal(), chain(8), 0
    for index in order:
        expected = Verdict.ACCEPTED if index == taken else Verdict.REPLAY if index < taken else Verdict.GAP
        assert portal.ask(*signed(requests[index])) is expected
        taken += expected is Verdict.ACCEPTED


def test_the_very_same_request_again_is_a_replay_and_another_under_its_number_a_fork() -> None:
    portal, first = Portal(), request(1)
    assert portal.ask(*signed(first)) is Verdict.ACCEPTED
    assert portal.ask(*signed(first)) is Verdict.REPLAY
    assert portal.ask(*signed(request(1, body=b"other"))) is Verdict.FORK


def test_a_request_that_follows_another_than_was_taken_is_a_fork() -> None:
    portal = Portal()
    portal.ask(*signed(request(1)))
    assert portal.ask(*signed(request(2, prev=request(1, body=b"other").hash()))) is Verdict.FORK
    assert portal.ask(*signed(request(2, prev=FIRST))) is Verdict.FORK


def test_a_number_whose_hash_the_portal_let_go_is_a_fork_not_taken_again() -> None:
    device = Device(PUBLIC, revoked=False, last_seq=5, last_hash=request(5).hash())
    assert decide(*signed(request(3)), device, None, NOW) is Verdict.FORK


def test_strangers_revoked_devices_and_forged_signatures_are_refused() -> None:
    asked, signature = signed(request(1))
    assert decide(asked, signature, None, None, NOW) is Verdict.UNKNOWN_DEVICE
    assert decide(asked, signature, Device(PUBLIC, revoked=True), None, NOW) is Verdict.REVOKED
    assert decide(*signed(request(1), OTHER), Device(PUBLIC, revoked=False), None, NOW) is Verdict.BAD_SIGNATURE
    assert decide(asked, signature, Device("no key", revoked=False), None, NOW) is Verdict.BAD_SIGNATURE


@pytest.mark.parametrize(
    "change",
    [
        {"tenant": "wombat"},
        {"device": "desk2"},
        {"seq": 2},
        {"prev_hash": "1" * 66},
        {"idem_key": "other"},
        {"created": NOW + timedelta(seconds=1)},
        {"method": "GET"},
        {"path": "/sync/ack"},
        {"body_sha256": "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_part_is_signed(change: dict[str, object]) -> None:
    asked, signature = signed(request(1))
    tampered = replace(asked, **change)  # type: ignore[arg-type] # names and values of fields
    assert decide(tampered, signature, Device(PUBLIC, revoked=False), None, NOW) is Verdict.BAD_SIGNATURE


def test_a_signature_for_another_purpose_does_not_count() -> None:
    asked = request(1)
    given_for_a_page = signing.sign(KEY, signing.PAGE, asked.statement())
    assert not signing.verify(PUBLIC, signing.REQUEST, asked.statement(), given_for_a_page)
    with pytest.raises(ValueError, match="plain ASCII word"):
        signing.signed_bytes("page\x00request", None)


@given(st.timedeltas(-timedelta(days=4000), timedelta(days=4000)))
def test_a_wrong_clock_loses_no_command(skew: timedelta) -> None:
    assert Portal().ask(*signed(request(1, created=NOW + skew))) is Verdict.ACCEPTED


@given(st.timedeltas(-timedelta(hours=1), timedelta(hours=1)))
def test_a_recorded_read_is_not_answered_for_ever(age: timedelta) -> None:
    asked, signature = signed(request(0, created=NOW - age))
    fresh = abs(NOW - asked.created) <= TOLERANCE
    verdict = decide(asked, signature, Device(PUBLIC, revoked=False), None, NOW)
    assert verdict is (Verdict.ACCEPTED if fresh else Verdict.STALE)
    assert verdict.fine is fresh


@given(st.text())
def test_what_is_no_envelope_is_refused(header: str) -> None:
    with pytest.raises(MalformedRequest):
        from_header(header, "POST", "/sync/commands")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("v1 ", "v2 "),
        (" 1 ", " 01 "),
        (" 1 ", " +1 "),
        (" 1 ", " \u0661 "),
        ("koala", "ko/ala"),
        ("T12:", "T25:"),
        ("Z ", "z "),
    ],
)
def test_an_envelope_has_one_spelling(old: str, new: str) -> None:
    header = to_header(request(1), KEY)
    assert old in header
    with pytest.raises(MalformedRequest):
        from_header(header.replace(old, new, 1), "POST", "/sync/commands")


def test_a_fingerprint_tells_keys_apart() -> None:
    assert signing.fingerprint(PUBLIC) == signing.fingerprint(PUBLIC)
    assert signing.fingerprint(PUBLIC) != signing.fingerprint(signing.public_of(OTHER))
    assert len(signing.fingerprint(PUBLIC).split("-")) == 5
