"""The order of the desk: what nobody can look into comes before what is late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import cast

from bookdesk.office.overview import ClientLine
from bookdesk.reports.attention import Attention, Level, Need
from bookdesk.reports.figures import Due, Figure
from bookdesk.security.clientkeys import ClientEntry
from bookdesk.ui.clients.table import ClientRow, sort_key


class Entry:
    """What a row asks of a client."""

    def __init__(self, name: str) -> None:
        self.name = self.client_id = name


NOTHING = Due(0, 0, 0)
CALM = Attention(NOTHING, NOTHING, NOTHING, None, None, None, None, ())
LATE = replace(CALM, needs=(Need(Figure.OVERDUE, 3, Level.LATE, "3 bills overdue"),))


def row(name: str, attention: Attention | None, problem: str | None = None) -> ClientRow:
    return ClientRow(ClientLine(cast("ClientEntry", Entry(name)), problem=problem), attention, {}, date(2026, 7, 1))


def test_by_need_a_client_that_cannot_be_read_comes_first() -> None:
    rows = [row("Calm", CALM), row("Late", LATE), row("Broken", None, "The file is damaged."), row("New", None)]
    assert [one.line.name for one in sorted(rows, key=lambda one: sort_key(one, "need"))] == [
        "Broken",
        "Late",
        "Calm",
        "New",
    ]
