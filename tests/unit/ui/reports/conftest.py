"""A client of a small practice whose reports are read, at a shown window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from pytestqt.qtbot import QtBot

from tests.support.firm import KOALA
from tests.support.window import new_firm, seated
from tests.unit.ui.reports.reading import Reading
from tests.unit.ui.sales.conftest import start


@pytest.fixture
def reading(qtbot: QtBot, tmp_path: Path) -> Iterator[Reading]:
    """Yield a window at a client who was taken on and has no invoice, bill or bank account yet."""
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    firm = new_firm(tmp_path / "home")
    firm.clock.instant += timedelta(days=1)
    with seated(qtbot, firm) as seat:
        client_id = seat.client(KOALA.name)
        with seat.office.workspace(client_id) as workspace:
            start(workspace)
        yield Reading(seat, seat.window(), client_id)
    QLocale.setDefault(before)
