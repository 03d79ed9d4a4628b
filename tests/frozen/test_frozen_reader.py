"""The packaged program starts itself again as its children: proved on a real build. `python3 dev.py frozen` runs it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from bookdesk.__main__ import CHILDREN
from bookdesk.core.child import Child, ChildNotReady
from bookdesk.core.itself import CHILD_ARGUMENT
from bookdesk.core.limits import MEGABYTE, Limits
from bookdesk.reading.preview import LIMITS, PAINTER, ChildPictures, PainterPool
from bookdesk.sandbox.papers import Paper, journey
from tests.frozen.build import build

pytestmark = [pytest.mark.frozen, pytest.mark.slow]
READ_AT_LEAST = ("supplier_name", "invoice_number", "issue_date", "total")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("frozen"))


def read(program: Path, folder: Path, paper: Paper) -> dict[str, dict[str, str | None]]:
    """Read one paper with the packaged program, in an environment that knows no Python."""
    file = folder / paper.name
    file.write_bytes(paper.data)
    outcome = subprocess.run(
        [str(program), "read", str(file), "--json"],
        cwd=folder,
        env={"HOME": str(folder), "BOOKDESK_HOME": str(folder / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stderr
    fields: dict[str, dict[str, str | None]] = json.loads(outcome.stdout)["fields"]
    return fields


@pytest.mark.parametrize("name", ["southern-roast-SR-20418.pdf", "scan-brightwater-2291.pdf"])
def test_the_packaged_program_reads_text_and_pictures_in_its_child(program: Path, tmp_path: Path, name: str) -> None:
    paper = journey()[name]
    known = paper.truth.answer()["fields"]
    found = read(program, tmp_path, paper)
    assert isinstance(known, dict)
    for field in READ_AT_LEAST:
        assert str(found[field]["value"]).casefold() == str(known[field]).casefold()


@pytest.mark.parametrize("name", CHILDREN)
def test_the_hidden_argument_starts_a_child_that_gets_ready(program: Path, name: str) -> None:
    with Child.start(name, command=[str(program), CHILD_ARGUMENT, name]) as child:
        child.wait_ready()
        assert list(child.folder.iterdir()) == []


@pytest.mark.parametrize("name", ["southern-roast-SR-20418.pdf", "tidewater-TCC-003907.xml"])
def test_the_packaged_program_shows_pages_and_draws_those_of_an_e_invoice(program: Path, name: str) -> None:
    def start() -> Child:
        return Child.start(PAINTER, LIMITS, command=[str(program), CHILD_ARGUMENT, PAINTER])

    with PainterPool(1, start) as pool:
        document = ChildPictures(pool).show(journey()[name].data)
        assert min(document.picture(1, 400).pixels) < 100
        document.close()


def test_limits_bind_the_packaged_child_too(program: Path) -> None:
    tight = Limits(memory=64 * MEGABYTE)
    command = [str(program), CHILD_ARGUMENT, "read"]
    with Child.start("read", tight, command=command) as child, pytest.raises(ChildNotReady):
        child.wait_ready()
    assert not child.folder.exists()
