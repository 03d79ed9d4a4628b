"""An office, a client of it, and the intake with a scripted reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bookdesk.jobs.intake import Intake
from bookdesk.jobs.runner import Runner
from bookdesk.office.opened import Office
from tests.support import intakes
from tests.support.firm import KOALA
from tests.support.intakes import Ear, GatedReader


@dataclass
class Desk:
    """One client's intake with everything around it."""

    office: Office
    client_id: str
    intake: Intake
    ear: Ear
    reader: GatedReader
    runner: Runner


Open = Callable[..., Desk]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with intakes.office(tmp_path / "practice") as opened:
        yield opened


@pytest.fixture
def open_desk(office: Office) -> Iterator[Open]:
    runners: list[Runner] = []

    def opened(name: str = KOALA.name, *, readers: int = 1, ear: Ear | None = None) -> Desk:
        runner = Runner(readers)
        runners.append(runner)
        reader, listener, client_id = GatedReader(), ear or Ear(), intakes.client_of(office, name)
        intake = Intake(office, client_id, listener, runner=runner, reader=reader)
        return Desk(office, client_id, intake, listener, reader, runner)

    yield opened
    for runner in runners:
        assert runner.close()


@pytest.fixture
def desk(open_desk: Open) -> Desk:
    return open_desk()
