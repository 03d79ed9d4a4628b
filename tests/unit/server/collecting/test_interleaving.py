"""Every schedule of those who may collect, or hear of it: never two charges, and always one end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pytest
from sqlalchemy import select

from bookdesk.protocol.events import AttemptState
from bookdesk.server.assembly import Portal
from bookdesk.server.collecting.outcomes import Told
from bookdesk.server.storage.moneytables import AttemptRow
from tests.unit.server.collecting.everyorder import ACTORS, Scene, explore, staged

QUICK = [("tab A", "auto-pay"), ("auto-pay", "manual payment"), ("webhook", "poll")]
THREE = [("auto-pay", "manual payment", "poll"), ("tab A", "tab B", "auto-pay")]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """One scene for all schedules."""
    with staged(tmp_path_factory.mktemp("portal")) as made:
        yield made


@pytest.mark.parametrize("names", QUICK, ids=" + ".join)
def test_two_of_them_in_every_order(scene: Scene, names: tuple[str, ...]) -> None:
    assert explore(scene, names) >= 2


@pytest.mark.slow
@pytest.mark.parametrize("names", [pair for pair in combinations(ACTORS, 2) if pair not in QUICK], ids=" + ".join)
def test_any_two_of_them_in_every_order(scene: Scene, names: tuple[str, ...]) -> None:
    assert explore(scene, names) >= 2


@pytest.mark.slow
@pytest.mark.parametrize("names", THREE, ids=" + ".join)
def test_three_of_them_in_every_order(scene: Scene, names: tuple[str, ...]) -> None:
    assert explore(scene, names) >= 2


def test_a_message_that_fails_to_say_more_changes_nothing_that_is_final(scene: Scene) -> None:
    scene.again()
    scene.tab()
    scene.settle()
    with scene.store.reading() as session:
        row = session.scalars(select(AttemptRow)).one()
    for state in AttemptState:
        assert scene.portal.outcomes.attempt("koala", row.id, Told(state)) is AttemptState.SUCCEEDED
    scene.check()


def test_portal_is_one(scene: Scene) -> None:
    assert isinstance(scene.portal, Portal)
