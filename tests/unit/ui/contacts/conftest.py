"""A client of a small practice with customers, at a shown window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.support.firm import KOALA
from tests.support.window import new_firm, seated
from tests.unit.ui.contacts.knowing import Knowing, start


@pytest.fixture
def knowing(qtbot: QtBot, tmp_path: Path) -> Iterator[Knowing]:
    """Yield a window at a client who was taken on and knows nobody yet."""
    with seated(qtbot, new_firm(tmp_path / "home")) as seat:
        client_id = seat.client(KOALA.name)
        with seat.office.workspace(client_id) as workspace:
            start(workspace)
        yield Knowing(seat, seat.window(), client_id)
