from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import assume, given
from hypothesis import strategies as st

from bookdesk.protocol import messages, signing
from bookdesk.protocol.chain import BrokenChain, Event, EventPage, Happening, Position, made, signed_page, verified

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = signing.public_of(KEY)


def chain(count: int, after: Position | None = None) -> list[Event]:
    events, position = [], after or Position()
    for index in range(count):
        event = made("koala", position, Happening(f"u{index}", NOW, "code mailed", f'{{"n":{index}}}'))
        events.append(event)
        position = Position(event.n, event.hash)
    return events


def page(events: list[Event], after: Position | None = None, head: int = 100) -> EventPage:
    return signed_page(KEY, "koala", after or Position(), EventPage(tuple(events), head, NOW))


@given(st.integers(0, 20), st.integers(0, 20))
def test_pages_continue_each_other_through_the_wire(first: int, second: int) -> None:
    events, position = chain(first + second), Position()
    for part in (events[:first], events[first:]):
        travelled = messages.page_from_json(messages.page_to_json(page(part, position)))
        position = verified(PUBLIC, "koala", position, travelled)
    assert position.n == first + second


@given(st.permutations(range(6)), st.integers(0, 6))
def test_events_that_are_dropped_doubled_or_reordered_break_the_chain(order: list[int], length: int) -> None:
    chosen = order[:length]
    assume(chosen != list(range(length)))
    events = chain(6)
    with pytest.raises(BrokenChain):
        verified(PUBLIC, "koala", Position(), page([events[index] for index in chosen]))
    doubled = [events[0], events[0]]
    with pytest.raises(BrokenChain):
        verified(PUBLIC, "koala", Position(), page(doubled))


@pytest.mark.parametrize(
    "change",
    [
        {"content": '{"n":7}'},
        {"uid": "other"},
        {"kind": "rejoined"},
        {"at": NOW.replace(hour=13)},
        {"n": 3},
        {"hash": "0" * 66},
        {"content_sha256": "0" * 64},
        {"content": None, "content_sha256": "0" * 64},
    ],
    ids="+".join,
)
def test_a_changed_event_breaks_the_chain_even_when_the_page_is_signed(change: dict[str, object]) -> None:
    events = chain(3)
    events[1] = replace(events[1], **change)  # type: ignore[arg-type] # names and values of fields
    with pytest.raises(BrokenChain):
        verified(PUBLIC, "koala", Position(), page(events))


def test_content_that_was_let_go_leaves_the_chain_whole() -> None:
    events = [replace(event, content=None) for event in chain(3)]
    assert verified(PUBLIC, "koala", Position(), page(events)).n == 3


def test_a_page_cut_at_its_end_does_not_carry_its_signature() -> None:
    whole = page(chain(3))
    with pytest.raises(BrokenChain, match="signature"):
        verified(PUBLIC, "koala", Position(), replace(whole, events=whole.events[:2]))


@pytest.mark.parametrize(
    "change",
    [
        {"head": 2},
        {"head": 2**60},
        {"head": 101},
        {"signature": "0" * 128},
        {"signature": "x"},
        {"signed_at": NOW.replace(hour=1)},
    ],
    ids=lambda change: "+".join(f"{name} {value}" for name, value in change.items()),
)
def test_a_page_that_the_portal_did_not_sign_so_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(BrokenChain):
        verified(PUBLIC, "koala", Position(), replace(page(chain(3)), **change))  # type: ignore[arg-type] # as above


def test_a_page_of_another_tenant_portal_or_place_is_refused() -> None:
    events = chain(3)
    with pytest.raises(BrokenChain):
        verified(PUBLIC, "wombat", Position(), page(events))
    with pytest.raises(BrokenChain):
        verified(signing.public_of(Ed25519PrivateKey.generate()), "koala", Position(), page(events))
    with pytest.raises(BrokenChain):
        verified(PUBLIC, "koala", Position(1, events[1].hash), page(events[1:], Position(1, events[0].hash)))


def test_an_empty_page_says_that_nothing_came_after() -> None:
    after = Position(3, chain(3)[-1].hash)
    assert verified(PUBLIC, "koala", after, page([], after)) == after
    with pytest.raises(BrokenChain):
        verified(PUBLIC, "koala", Position(2, chain(2)[-1].hash), page([], after))
