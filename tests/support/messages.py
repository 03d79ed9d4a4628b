"""Random messages between desk and portal, of every kind."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC
from typing import Any, get_type_hints

from hypothesis import strategies as st

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod
from bookdesk.protocol import commands
from bookdesk.protocol.envelopes import Envelope, Mode
from bookdesk.protocol.words import PaperState

NAMES = st.text("abcXYZ019._:-", min_size=1, max_size=12)
INSTANTS = st.datetimes(timezones=st.just(UTC))
ENVELOPES = st.builds(Envelope, st.just(Mode.NORMAL), st.text(), st.text(), st.text(min_size=1))
MONEY = st.builds(Money, st.integers(0, 10**6), st.just("EUR"))

st.register_type_strategy(Money, MONEY)
st.register_type_strategy(Envelope, ENVELOPES)


def hexes(length: int) -> st.SearchStrategy[str]:
    return st.text("0123456789abcdef", min_size=length, max_size=length)


BY_NAME: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(("tenant", "device", "document", "contact", "gateway", "account", "receipt", "customer"), NAMES),
    **dict.fromkeys(("id", "credited_by"), NAMES),
    "public_key": hexes(64),
    "token_hash": hexes(64),
    "event_hash": hexes(66),
    "event_n": st.integers(0, 10**9),
    "mail_hashes": st.lists(hexes(64), max_size=2).map(tuple),
    "locale": st.sampled_from(["en", "de-AT", "zh-Hant-TW"]),
    "colour": hexes(6),
    "currency": st.just("EUR"),
    "methods": st.lists(st.sampled_from(PayMethod), max_size=2).map(tuple),
    "fresh_days": st.integers(1, 3650),
    "keep_days": st.integers(1, 3650),
    "pdf_bytes": st.integers(0, 700_000),
    "amount": st.builds(Money, st.integers(10**6, 10**7), st.just("EUR")),
    "version": st.integers(1, 10**6),
    "number": st.text(max_size=60).filter(lambda text: "\x00" not in text),
    "name": st.text(max_size=20).filter(lambda text: "\x00" not in text),
    **dict.fromkeys(("display_name", "contact_line", "mail_from", "zone", "sealed_key"), st.text("äé x", max_size=9)),
    **dict.fromkeys(("included", "sealed_webhook_secrets"), st.lists(NAMES, max_size=3).map(tuple)),
    "link": st.builds(commands.Link, hexes(64), NAMES, INSTANTS),
    "links": st.lists(st.builds(commands.Link, hexes(64), NAMES, INSTANTS), max_size=2).map(tuple),
}


def of_kind(record: type[Any]) -> st.SearchStrategy[Any]:
    """Return random commands of one kind; fields that are not named above come by their types."""
    hints, given = get_type_hints(record), {}
    for field in fields(record):
        given[field.name] = BY_NAME.get(field.name, _by_type(hints[field.name]))
    if record is commands.WithdrawDocument:
        given["state"] = st.sampled_from([PaperState.VOID, PaperState.WITHDRAWN])
    if hints.get("customer") is commands.Customer:
        given["customer"] = of_kind(commands.Customer)
    return st.builds(record, **given)


def of_event(record: type[Any]) -> st.SearchStrategy[Any]:
    """Return random events of one kind."""
    hints = get_type_hints(record)
    return st.builds(record, **{field.name: _by_type(hints[field.name]) for field in fields(record)})


def _by_type(hint: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401 - hints are of any shape
    return INSTANTS if getattr(hint, "__name__", "") == "datetime" else st.from_type(hint).map(_aware)


def _aware(value: Any) -> Any:  # noqa: ANN401 - values are of any shape
    return value.replace(tzinfo=UTC) if hasattr(value, "tzinfo") and hasattr(value, "hour") else value
