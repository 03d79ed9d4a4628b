"""Points are told to whoever installed himself, cost nothing else, and are the ones that the list names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bookdesk.core import failpoints
from bookdesk.core.failpoints import POINTS, install, reach

BOOKDESK = Path(failpoints.__file__).parents[1]


@pytest.fixture(autouse=True)
def nobody_installed() -> Iterator[None]:
    yield
    install(None)


def test_a_point_nobody_waits_for_does_nothing() -> None:
    reach("document: sealed")


def test_the_installed_hook_is_told_each_point() -> None:
    heard: list[str] = []
    install(heard.append)
    reach("document: sealed")
    reach("change: sealed")
    install(None)
    reach("change: committed")
    assert heard == ["document: sealed", "change: sealed"]


def test_a_hook_may_stop_the_program_there() -> None:
    def refuse(name: str) -> None:
        raise OSError(name)

    install(refuse)
    with pytest.raises(OSError, match="swap: before"):
        reach("swap: before")


def test_the_program_reaches_the_listed_points_and_no_others() -> None:
    sources = [path.read_text() for path in BOOKDESK.rglob("*.py") if path.name != "failpoints.py"]
    calls = [call for text in sources for call in re.findall(r"\breach\(([^\n]+)\)", text)]
    names = [name for call in calls for name in re.findall(r'"(\w+: [^"]+)"', call)]
    assert sorted(set(names)) == sorted(POINTS)
    assert len(set(POINTS)) == len(POINTS)


def test_nothing_in_the_program_installs_a_hook() -> None:
    for path in BOOKDESK.rglob("*.py"):
        if path.name != "failpoints.py":
            assert "failpoints import install" not in path.read_text(), path
            assert "failpoints.install" not in path.read_text(), path
    assert "environ" not in (BOOKDESK / "core" / "failpoints.py").read_text().replace("environment", "")
