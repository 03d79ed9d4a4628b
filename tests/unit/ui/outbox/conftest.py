"""A client of a small practice with an outbox, at a shown window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bookdesk.office.mailing import keep_firm_account
from tests.support.firm import KOALA
from tests.support.mailserver import House, open_house
from tests.support.window import new_firm, seated
from tests.unit.office.test_mailing import entered
from tests.unit.ui.sales.conftest import start
from tests.unit.ui.sales.selling import Selling


@pytest.fixture
def house() -> Iterator[House]:
    """Yield a mail server on this computer."""
    with open_house() as house:
        yield house


@pytest.fixture
def selling(qtbot: QtBot, tmp_path: Path, house: House) -> Iterator[Selling]:
    """Yield a window at a client who was taken on, in a practice that mails through the server."""
    with seated(qtbot, new_firm(tmp_path / "home")) as seat:
        keep_firm_account(seat.practice, entered(house))
        client_id = seat.client(KOALA.name)
        with seat.office.workspace(client_id) as workspace:
            start(workspace)
        yield Selling(seat, seat.window(), client_id)
        seat.desktop.mail.close()
