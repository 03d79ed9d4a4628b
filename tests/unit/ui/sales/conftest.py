"""A client of a small practice with customers and invoices, at a shown window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bookdesk.takeon.service import TakeOnService
from bookdesk.takeon.starting import profile
from bookdesk.workspace import Workspace
from tests.support.firm import KOALA
from tests.support.window import new_firm, seated
from tests.unit.ui.sales.selling import Selling


def start(workspace: Workspace) -> None:
    TakeOnService(workspace.desk).start(
        profile(name=KOALA.name, country="AU", currency="AUD", zone="Australia/Sydney", tax_id=None)
    )


@pytest.fixture
def selling(qtbot: QtBot, tmp_path: Path) -> Iterator[Selling]:
    """Yield a window at a client who was taken on and sold nothing yet."""
    with seated(qtbot, new_firm(tmp_path / "home")) as seat:
        client_id = seat.client(KOALA.name)
        with seat.office.workspace(client_id) as workspace:
            start(workspace)
        yield Selling(seat, seat.window(), client_id)
