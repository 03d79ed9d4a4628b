"""What a computer did is remembered by name, and apart from what other computers did."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bookdesk.core.clock import MovableClock
from bookdesk.core.identifiers import DeviceId
from bookdesk.store.chores import Done, chores, forget, note
from bookdesk.store.places import Places
from bookdesk.store.practice import PracticeFile, create_practice_file
from tests.unit.store.samples import ANNA, BEN, KEY

NOON = datetime(2026, 6, 30, 12, tzinfo=UTC)


@pytest.fixture
def file(places: Places) -> Iterator[PracticeFile]:
    made = create_practice_file(places, KEY, clock=MovableClock(NOON))
    yield made
    made.close()


def test_the_last_time_is_remembered(file: PracticeFile) -> None:
    first, second = Done(NOON, None, {"clients": 1}), Done(NOON + timedelta(hours=1), NOON, {"clients": 2})
    note(file, ANNA.device, "backup", first)
    note(file, BEN.device, "backup", first)
    note(file, ANNA.device, "backup", second)
    assert chores(file, ANNA.device) == {"backup": second}
    assert chores(file, BEN.device) == {"backup": first}
    assert chores(file, DeviceId("another")) == {}


def test_what_stands_no_more_is_forgotten(file: PracticeFile) -> None:
    for name in ("backup", "failed"):
        note(file, ANNA.device, name, Done(NOON, None, {}))
        note(file, BEN.device, name, Done(NOON, None, {}))
    forget(file, ANNA.device, "failed", "never was")
    assert set(chores(file, ANNA.device)) == {"backup"}
    assert set(chores(file, BEN.device)) == {"backup", "failed"}


def test_a_decision_of_the_firm_takes_the_place_of_the_one_before_and_stands_in_the_history(
    file: PracticeFile,
) -> None:
    file.keep_setting("backup", {"hours": 24}, actor=ANNA)
    file.keep_setting("backup", {"hours": 12}, actor=BEN)
    assert file.setting("backup") == {"hours": 12}
    assert file.setting("another") is None
    with file.maintenance() as connection:
        actors = connection.execute("SELECT actor FROM change_set ORDER BY rowid").fetchall()
    assert actors == [("anna",), ("ben",)]
