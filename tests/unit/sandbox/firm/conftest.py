"""The sample firm, made once for all tests of it, on a fixed day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bookdesk.core.clock import MovableClock
from bookdesk.core.progress import Progress
from bookdesk.office.opened import Office
from bookdesk.office.overview import Overview
from bookdesk.sandbox.firm import FirmFacts, make_firm
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.practice import open_practice
from bookdesk.store.places import Places
from bookdesk.workspace import Workspace
from tests.support.firm import POLICY

NOON = datetime(2026, 6, 30, 12, tzinfo=UTC)
"""A Tuesday, the last of its month everywhere."""


@dataclass
class Telling(Progress):
    """Remembers the steps it was told."""

    steps: list[tuple[str, int, int]]

    def step(self, what: str, done: int, of: int) -> None:
        self.steps.append((what, done, of))

    def cancelled(self) -> bool:
        return False


@dataclass
class Made:
    """The firm as it was made, and both of its people at their desks; neither writes."""

    facts: FirmFacts
    places: Places
    clock: MovableClock
    steps: list[tuple[str, int, int]]
    ann: Office
    ben: Office
    overview: Overview

    @contextmanager
    def at(self, key: str, user: str = "ann") -> Iterator[Workspace]:
        """Yield a client by its story."""
        office = {"ann": self.ann, "ben": self.ben}[user]
        with office.workspace(self.facts.client(key).client_id) as workspace:
            yield workspace


@pytest.fixture(scope="session")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """The whole firm, its ledger serving."""
    places, clock = Places(tmp_path_factory.mktemp("firm") / "home"), MovableClock(NOON)
    telling = Telling([])
    with closing(make_firm(places, clock, progress=telling, policy=POLICY)) as facts:
        ann, ben = (_opened(places, clock, facts, user) for user in ("ann", "ben"))
        yield Made(facts, places, clock, telling.steps, ann, ben, Overview(ann))
        ann.close()
        ben.close()


def _opened(places: Places, clock: MovableClock, facts: FirmFacts, user: str) -> Office:
    secret = passphrase_from(facts.passphrases[user])
    return Office(open_practice(places, user, secret, clock=clock, policy=POLICY, writes=False), clock)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder of a test's own."""
    return tmp_path / "files"
