"""A screen for each test process, and desks on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.support.outside import Desk
from tests.support.sample import SampleFirm
from tests.support.screen import Screen, missing, shown

Start = Callable[[], AbstractContextManager[Desk]]


@pytest.fixture(scope="session")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    why = missing()
    if why:
        pytest.skip(f"{why}; tests of a real window need Xvfb, openbox and xdotool")
    with shown(tmp_path_factory.mktemp("screen")) as made:
        yield made


@pytest.fixture
def firm(sample: SampleFirm, tmp_path: Path) -> SampleFirm:
    """The sample practice, for this test alone."""
    return sample.copy(tmp_path / "home")
