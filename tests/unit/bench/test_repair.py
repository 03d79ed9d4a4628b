"""The figures of mending: the same bills each time, one sign misread, and nothing counted that was wrong before."""

from __future__ import annotations

import json
import random

import pytest

from bookdesk.bench import repair
from bookdesk.bench.main import main
from bookdesk.bench.repair import AMOUNTS, Tally, drawn, measure, measured, misread
from bookdesk.bench.shown import upper_bound
from bookdesk.capture.evidence import ABSENT, Field
from bookdesk.capture.fields import read_fields
from bookdesk.core.vocabulary import FieldState
from bookdesk.reading.inprocess import InProcessReader
from bookdesk.sandbox.papers import bill_pdf
from tests.support.readers import NoTextReader


def test_a_seed_gives_the_same_bills() -> None:
    first, again, other = (drawn(random.Random(seed)) for seed in (7, 7, 8))  # noqa: S311 - no secret
    assert first == again != other
    assert first.supplier != first.customer


def test_one_sign_of_the_amount_is_misread_and_nothing_else() -> None:
    chance = random.Random(3)  # noqa: S311 - no secret
    pages = InProcessReader(NoTextReader()).read(bill_pdf(drawn(chance), "classic")).pages
    total = read_fields(pages).fields["total"]
    found = misread(pages, total, chance)
    assert found is not None
    before, after = ([word.text for page in one for word in page.words] for one in (pages, found[1]))
    ((old, new),) = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    assert sum(one != other for one, other in zip(old, new, strict=True)) == 1
    assert misread(pages, ABSENT, chance) is None


def test_what_is_wrong_and_called_proved_or_confident_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    def blind(_: object) -> object:
        wrong = Field("1.00", FieldState.PROVED, 1.0, "")
        return type("Read", (), {"fields": dict.fromkeys(AMOUNTS, wrong)})

    tally = Tally()
    measure(tally, 1, 2)
    assert (tally.drawn, tally.tried, tally.wrongly_proved) == (2, 2, 0)
    real, calls = read_fields, iter(range(99))
    monkeypatch.setattr(repair, "read_fields", lambda pages: blind(pages) if next(calls) % 2 else real(pages))
    measure(tally, 1, 2)
    assert (tally.tried, tally.wrongly_proved) == (4, 2)
    rows = {one.name: one for one in measured(tally)}
    assert rows["repair-wrongly-proved"].value == pytest.approx(0.5)
    assert rows["repair-wrongly-proved-upper-bound"].value == pytest.approx(upper_bound(2, 4))
    assert list(measured(Tally())) == []


def test_it_is_a_benchmark_of_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["repair", "--bills", "4", "--seeds", "5,6", "--json"]) == 0
    rows = {row["name"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert rows["repair-mended"]["runs"] == 4
    assert rows["repair-mended"]["baseline"]["value"] == 1
