"""What every test can count on: a time zone in which mistakes show, no stranger's network, a home of its own."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests.support.loggedwords import in_files, listening, telltales, words_of_tests

if TYPE_CHECKING:
    from bookdesk.office.equipment import Equipment
    from tests.support.sample import SampleFirm

CHECKOUT = Path(__file__).resolve().parents[1]

# Fourteen hours ahead of UTC: whoever takes the machine's date for the client's, or for UTC's, is wrong all day.
os.environ["TZ"] = "Pacific/Kiritimati"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # tests of a real window start one of their own
if hasattr(time, "tzset"):
    time.tzset()

hypothesis.settings.register_profile(
    "bookdesk",
    deadline=None,  # a busy machine is no defect
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    derandomize="CI" in os.environ,
    print_blob=True,
)
hypothesis.settings.load_profile("bookdesk")


@pytest.fixture(scope="session", autouse=True)
def home_nobody_should_use(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Point BOOKDESK_HOME at a folder that must not come into being: a test that needs a home sets its own."""
    for name in [name for name in os.environ if name.startswith("BOOKDESK_") and name != "BOOKDESK_SHARED"]:
        del os.environ[name]
    home = tmp_path_factory.getbasetemp() / "home-nobody-should-use"
    os.environ["BOOKDESK_HOME"] = str(home)
    yield home
    assert not home.exists(), "a test used the common home instead of one of its own"


@pytest.fixture(scope="session", autouse=True)
def log_that_betrays_nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Read every line that is logged in the whole session, also by programs of their own."""
    with listening() as listener:
        yield
    lines = listener.lines | in_files(tmp_path_factory.getbasetemp())
    told = telltales(lines, words_of_tests()) if lines else []
    assert not told, "the log tells what it must not:\n" + "\n".join(told)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of public data that is not part of the project: BOOKDESK_SHARED, or `shared` beside the checkout."""
    folder = Path(os.environ.get("BOOKDESK_SHARED") or CHECKOUT.parent / "shared")
    if not (folder / "data").is_dir():
        pytest.skip("the shared data is not on this machine; set BOOKDESK_SHARED to its folder")
    return folder


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleFirm:
    """The sample practice, made once in each test process; who changes it works on a `copy`."""
    from tests.support.sample import make_sample  # noqa: PLC0415 - only tests of the window pay for it

    return make_sample(tmp_path_factory.mktemp("sample") / "home")


@pytest.fixture(scope="session")
def equipment() -> Iterator[Equipment]:
    """Readers and painters of documents, shared by all desks of this test process: children are dear to start."""
    from bookdesk.office.equipment import ChildEquipment  # noqa: PLC0415 - as above

    shared_ones = ChildEquipment()
    yield shared_ones
    shared_ones.close()
