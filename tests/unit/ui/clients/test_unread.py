"""Documents that nobody read yet are a figure of the desk, which leads to their list."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import cast

from bookdesk.office.overview import ClientLine
from bookdesk.reports.figures import Figure
from bookdesk.ui.clients.table import COLUMNS, ClientRow, leads_on, place_of


def row(**figures: int) -> ClientRow:
    line = cast("ClientLine", SimpleNamespace(client_id="c1", name="Koala Kafe", summary=None))
    return ClientRow(line, None, {Figure(name): count for name, count in figures.items()}, date(2026, 6, 24))


def test_what_waits_unread_and_what_failed_are_shown_and_lead_to_their_lists() -> None:
    both = row(received=3, failed=2)
    shown = {column.name: column.text(both) for column in COLUMNS if column.name in (Figure.RECEIVED, Figure.FAILED)}
    assert shown == {Figure.RECEIVED: "3", Figure.FAILED: "2"}
    for figure in shown:
        place = place_of(both, Figure(figure))
        assert (place.screen, place.client_id, place.view) == ("inbox", "c1", figure)
        assert leads_on(both, figure)
        assert not leads_on(row(), figure)
