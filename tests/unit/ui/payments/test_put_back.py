"""A run of a client that was put back from a backup is not released before somebody compared bank and books."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from bookdesk.models.actions import Action
from bookdesk.models.history import Origin
from bookdesk.models.payment import RunState
from bookdesk.store.history import latest_sets
from bookdesk.ui.messages import Place
from bookdesk.ui.payments.view import PaymentsScreen
from tests.support.firm import KOALA
from tests.support.window import Seat, new_firm, seated
from tests.unit.ui.payments.test_alone import run

WORDS = "This client was put back on 2026-06-30 to the state of 2026-06-29 18:30 UTC; compare with the bank."


def acts(seat: Seat) -> list[str]:
    with seat.desktop.office.workspace(seat.client(KOALA.name)) as workspace, workspace.desk.books.query() as session:
        return [one.action for one in latest_sets(session)]


def test_release_asks_whether_bank_and_books_were_compared_and_writes_it_down(qtbot: QtBot, tmp_path: Path) -> None:
    with seated(qtbot, new_firm(tmp_path / "home")) as seat:
        window, koala = seat.window(), seat.client(KOALA.name)
        with seat.desktop.office.workspace(koala) as workspace:
            desk, stamp = workspace.desk, "restored r1 2026-06-29T18:30:00+00:00"
            with desk.books.change(
                Action.CLIENT_RESTORED, "put back", actor=desk.actor, origin=Origin.JOB, origin_id=stamp
            ) as work:
                work.commit()
        seat.desktop.choose_client(koala)
        seat.desktop.go(Place("payments"))
        seat.settle()
        screen = window.current()
        assert isinstance(screen, PaymentsScreen)
        screen.pane.show_run(replace(run(RunState.DRAFT, None), put_back=WORDS, notes=(WORDS,)))
        screen.acts["release"].setEnabled(True)
        screen.acts["release"].trigger()
        prompt = screen.pane.prompt
        assert prompt.isVisibleTo(screen)
        assert prompt.do.text() == "Yes, compared"
        assert Action.RUN_RELEASED not in acts(seat)
        prompt.do.click()
        seat.settle()
        assert acts(seat)[0] == Action.BANK_COMPARED
