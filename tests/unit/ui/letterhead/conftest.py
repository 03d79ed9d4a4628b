"""A client who was taken on and decided nothing yet, at a shown window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.support.firm import KOALA
from tests.support.window import new_firm, seated
from tests.unit.ui.sales.conftest import start
from tests.unit.ui.sales.selling import Selling


@pytest.fixture
def selling(qtbot: QtBot, tmp_path: Path) -> Iterator[Selling]:
    """Yield a window at this client."""
    with seated(qtbot, new_firm(tmp_path / "home")) as seat:
        client_id = seat.client(KOALA.name)
        with seat.office.workspace(client_id) as workspace:
            start(workspace)
        yield Selling(seat, seat.window(), client_id)
