"""The benchmark of what is paid online runs small, on the real program and over real sockets; no figure is judged."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bookdesk.bench import load, paidonline, portal
from bookdesk.bench.portalhost import Hosted, hello

_SMALL = {
    "_INVOICES": 2,
    "_ROUNDS": 2,
    "_PAGES": 10,
    "_OFFERED_PAGES": 10,
    "_COMMITS": 2,
    "_MESSAGES": 10,
    "_OFFERED_MESSAGES": 20,
    "_PAYMENTS": 3,
}


@pytest.fixture(scope="module")
def least() -> Iterator[int]:
    with hello() as port:
        yield port


@pytest.mark.slow
def test_each_figure_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, small in _SMALL.items():
        monkeypatch.setattr(portal, name, small)
    rows = {str(measured.row()["name"]): measured.row() for measured in portal.run(None)}
    events = next(name for name in rows if name.startswith("online-look-")).split("-")[2]
    assert list(rows) == [
        "portal-page",
        "portal-page-after-a-commit",
        *(f"portal-page-at-300/s-p{share}" for share in (50, 95, 99)),
        "portal-messages",
        *(f"portal-messages-at-20/s-p{share}" for share in (50, 95, 99)),
        f"online-look-{events}-events",
        f"online-look-{events}-events-cpu",
        f"online-look-{events}-events-booked",
    ]
    assert int(events) >= 3 * _SMALL["_PAYMENTS"]
    absolute = {f"online-look-{events}-events-{what}" for what in ("cpu", "booked")}
    assert {name for name, row in rows.items() if row["baseline"] is None} == absolute
    assert all(row["value"] for row in rows.values())


def test_a_message_that_was_not_stored_is_no_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_MESSAGES", "_OFFERED_MESSAGES"):
        monkeypatch.setattr(portal, name, _SMALL[name])
    monkeypatch.setattr(portal, "loaded", lambda *_, **__: load.Load(1.0, [1.0]))
    monkeypatch.setattr(Hosted, "stored", lambda _: 1)
    one = Hosted(0, [], "/hooks/bench", "")
    with pytest.raises(RuntimeError, match="and 1 stored"):
        list(portal._messages(one, 0))  # noqa: SLF001 - the check by itself


def test_a_payment_that_was_not_booked_is_no_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paidonline._Shop, "read", lambda *_: 0)  # noqa: SLF001 - as if the gateway told nothing
    with pytest.raises(RuntimeError, match="0 events of 1 payments"):
        list(paidonline.caught_up(1))


def test_a_load_counts_every_answer(least: int) -> None:
    requests = [load.get("/")] * 20
    for rate in (0.0, 2_000.0):
        taken = load.loaded(least, requests, 200, connections=4, rate=rate)
        assert len(taken.each) == len(requests)
        assert taken.rate > 0


def test_a_refusal_is_not_taken_for_speed(least: int) -> None:
    with pytest.raises(ExceptionGroup) as raised:
        load.loaded(least, [load.get("/nowhere")], 200, connections=1)
    assert "answered 404" in str(raised.value.exceptions[0])
