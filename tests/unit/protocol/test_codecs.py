from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookdesk.core.records import MalformedRecord
from bookdesk.protocol import commands, events, jsontext, messages
from bookdesk.protocol.events import UnknownEvent, from_content, to_content
from bookdesk.protocol.kinds import UnknownKind
from bookdesk.protocol.words import PaperState
from tests.support.messages import of_event, of_kind

SOME = settings(max_examples=25)
COMMANDS = sorted(commands.KINDS.names)
EVENTS = sorted(events.KINDS.names)


def type_of(kind: str, kinds: object) -> type[object]:
    found: type[object] = kinds._types[kind]  # type: ignore[attr-defined]  # noqa: SLF001 - to draw one of each kind
    return found


@pytest.mark.parametrize("kind", COMMANDS)
@SOME
@given(data=st.data())
def test_every_command_survives_its_journey(kind: str, data: st.DataObject) -> None:
    command = data.draw(of_kind(type_of(kind, commands.KINDS)))
    travelled = jsontext.loads(jsontext.dumps(commands.KINDS.encode(command)).encode())
    assert commands.KINDS.read(travelled) == command
    assert commands.KINDS.name(command) == kind


@pytest.mark.parametrize("kind", EVENTS)
@SOME
@given(data=st.data())
def test_every_event_survives_its_journey(kind: str, data: st.DataObject) -> None:
    event = data.draw(of_event(type_of(kind, events.KINDS)))
    assert from_content(kind, to_content(event)) == event


@pytest.mark.parametrize("kind", COMMANDS)
@SOME
@given(data=st.data())
def test_a_command_with_a_missing_or_foreign_field_is_refused(kind: str, data: st.DataObject) -> None:
    command = commands.KINDS.encode(data.draw(of_kind(type_of(kind, commands.KINDS))))["data"]
    with pytest.raises(MalformedRecord):
        commands.KINDS.decode(kind, {**command, "sudo": 1})
    first = next(iter(command))
    with pytest.raises(MalformedRecord):
        commands.KINDS.decode(kind, {name: value for name, value in command.items() if name != first})


def test_an_unknown_command_is_refused_by_its_name() -> None:
    with pytest.raises(UnknownKind) as refusal:
        commands.KINDS.read({"kind": "format disk", "data": {}})
    assert refusal.value.kind == "format disk"


@pytest.mark.parametrize("what", [7, [], {"kind": "rejoin"}, {"kind": "rejoin", "data": [], "more": 1}])
def test_what_is_no_message_is_refused(what: object) -> None:
    with pytest.raises((MalformedRecord, UnknownKind)):
        commands.KINDS.read(what)


@given(st.text(), st.text())
def test_an_event_that_cannot_be_read_is_kept_as_it_came(kind: str, content: str) -> None:
    event = from_content(kind, content)
    assert event == UnknownEvent(kind, content)
    assert to_content(event) == content


def test_an_event_with_more_than_is_known_is_kept_as_it_came() -> None:
    content = json.dumps({"customer": "c", "at": "2026-11-30T00:00:00+00:00", "weight": 3})
    assert from_content("code mailed", content) == UnknownEvent("code mailed", content)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"[" * 100_000, b'{"n":NaN,"hash":""}', b'{"n":1,"hash":"\\ud800"}']
)
def test_a_body_that_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedRecord):
        messages.from_json(messages.Ack, body)


def test_letters_travel_as_they_are() -> None:
    decomposed = "Café"
    batch = messages.Batch("1.0", (), (messages.command("i", "k", {"text": decomposed}),))
    back = messages.from_json(messages.Batch, messages.to_json(batch))
    assert jsontext.loads(back.commands[0].data) == {"text": decomposed}


@pytest.mark.parametrize("state", [state for state in PaperState if not state.gone])
def test_a_document_is_withdrawn_by_a_state_that_ends_it(state: PaperState) -> None:
    with pytest.raises(ValueError, match="void or withdrawn"):
        commands.WithdrawDocument("d", state)


def test_what_cannot_be_owed_is_refused() -> None:
    at = datetime(2026, 11, 30, tzinfo=UTC).isoformat()
    owed = {"document": "d", "state": "issued", "included": [], "as_of": at}
    for amount in (
        {"minor": -1, "currency": "EUR"},
        {"minor": 2**53, "currency": "EUR"},
        {"minor": 1, "currency": "XYZ"},
    ):
        with pytest.raises(MalformedRecord):
            commands.KINDS.decode("change amount", {**owed, "open": amount})
