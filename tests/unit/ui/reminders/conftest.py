"""A client of a small practice whose customers owe him, at a shown window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.support.firm import KOALA
from tests.support.window import new_firm, seated
from tests.unit.ui.reminders.reminding import Reminding, owe, start


@pytest.fixture
def reminding(qtbot: QtBot, tmp_path: Path) -> Iterator[Reminding]:
    """Yield a window at a client whose customers owe him; reminders were never switched on."""
    with seated(qtbot, new_firm(tmp_path / "home")) as seat:
        client_id = seat.client(KOALA.name)
        with seat.office.workspace(client_id) as workspace:
            start(workspace.desk)
            ids = owe(workspace.desk)
        yield Reminding(seat, seat.window(), client_id, ids)
