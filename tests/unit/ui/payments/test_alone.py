"""A run of somebody who works alone says so, before it is released and ever after."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bookdesk.core.vocabulary import SoleWay
from bookdesk.ledger.alone import released_as
from bookdesk.models.bank import BankAccount
from bookdesk.models.payment import PaymentRun, Rail, RunState
from bookdesk.payments.views import RunView
from bookdesk.ui.messages import Place
from bookdesk.ui.payments.view import PaymentsScreen
from tests.support.firm import KOALA
from tests.support.window import new_firm, seated


def run(state: RunState, sole: str | None) -> RunView:
    row = PaymentRun(id="r1", number=1, rail=Rail.ABA, execution_date=date(2026, 7, 1), currency="AUD", state=state)
    row.proposed_by, row.proposed_at = "anna", datetime(2026, 6, 30, tzinfo=UTC)
    return RunView(row, BankAccount(id="b1", name="Everyday", currency="AUD"), (), sole=sole)


@pytest.mark.parametrize(
    ("view", "told"),
    [
        (run(RunState.RELEASED, None), ""),
        (
            run(RunState.RELEASED, released_as(SoleWay.DELAY, 4)),
            "Sole practitioner: released after 4 h cooling off.",
        ),
        (run(RunState.DRAFT, "One person works alone for this client."), "One person works alone for this client."),
    ],
)
def test_the_pane_of_the_run_tells_it(qtbot: QtBot, tmp_path: Path, view: RunView, told: str) -> None:
    with seated(qtbot, new_firm(tmp_path / "home")) as seat:
        window = seat.window()
        seat.desktop.choose_client(seat.client(KOALA.name))
        seat.desktop.go(Place("payments"))
        seat.settle()
        screen = window.current()
        assert isinstance(screen, PaymentsScreen)
        screen.pane.show_run(view)
        assert screen.pane._notes.text() == told  # noqa: SLF001 - what is read there
        assert screen.pane._notes.isHidden() == (not told)  # noqa: SLF001 - as above
