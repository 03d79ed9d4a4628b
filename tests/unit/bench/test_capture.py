"""The figures of capture: counted right, trained documents left out, and a supplier that is read better each time."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from bookdesk.bench import trained
from bookdesk.bench.answers import answered_in, part_of, sets_in, supplier_key
from bookdesk.bench.capture import main
from bookdesk.bench.fitting import CERTAINTY, fit, fitted, manifest_text, table_text
from bookdesk.bench.repeats import learn
from bookdesk.bench.shown import Shown, upper_bound
from bookdesk.capture.evidence import Field
from bookdesk.capture.signals import SIGNALS
from bookdesk.core.vocabulary import FieldState
from bookdesk.reading.words import Page
from bookdesk.sandbox.papers import bill_pdf, bills
from tests.support.sheets import page, reading


def field(confidence: float, state: FieldState = FieldState.CONFIDENT, value: str | None = "1") -> Field:
    return Field(value, state, confidence, "")


# -- what is shown as sure


@pytest.mark.parametrize(
    ("wrong", "of", "bound"), [(0, 300, 0.00994), (3, 1000, 0.00773), (10, 1000, 0.01689), (5, 5, 1.0), (0, 0, 1.0)]
)
def test_the_upper_bound_is_that_of_the_binomial_distribution(wrong: int, of: int, bound: float) -> None:
    assert upper_bound(wrong, of) == pytest.approx(bound, abs=5e-5)


def test_absent_fields_are_shown_as_nothing_and_doubtful_ones_not_as_sure() -> None:
    shown = Shown()
    shown.add(field(0.0, FieldState.ABSENT, None), right=False)
    shown.add(field(0.6, FieldState.CHECK), right=False)
    shown.add(field(0.99), right=True)
    shown.add(field(0.99, FieldState.PROVED), right=False)
    assert (shown.fields, shown.sure, shown.wrong) == (3, 2, 1)
    assert shown.share == pytest.approx(2 / 3)
    assert shown.wrong_share == 0.5
    assert [(low, count) for low, count, _, _ in shown.table()] == [(0.5, 1), (0.99, 2)]
    assert shown.error() == pytest.approx((0.6 + abs(1.98 - 1)) / 3)


def test_counts_of_two_sets_join() -> None:
    one, other = Shown(), Shown()
    one.add(field(0.99), right=True)
    other.add(field(0.99), right=False)
    one.join(other)
    assert (one.sure, one.wrong, one.bins[0.99][0]) == (2, 1, 2)


# -- folders and suppliers


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "ours"
    folder.mkdir()
    for name, truth in (("coffee", bills.COFFEE), ("books", bills.BOOKS)):
        (folder / f"{name}.pdf").write_bytes(bill_pdf(truth, "classic"))
        (folder / f"{name}.pdf.gt.json").write_text(json.dumps(truth.answer()["fields"]))
    (folder / "gone.pdf.gt.json").write_text("{}")
    return tmp_path


def test_sets_are_folders_with_answers(data: Path) -> None:
    assert sets_in(data) == [data / "ours"]
    assert [one.path.name for one in answered_in(data / "ours")] == ["books.pdf", "coffee.pdf"]


def test_a_supplier_is_in_one_part_whatever_his_legal_form() -> None:
    keys = {supplier_key({"supplier_name": name}, None) for name in ("Kempton Mill Ltd", "KEMPTON MILL LIMITED")}
    assert keys == {supplier_key({}, "Kempton  Mill")}
    assert len({part_of(str(number)) for number in range(200)}) == 10


def test_every_figure_has_its_number_and_what_was_trained_on_is_left_out(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    coffee = hashlib.sha256((data / "ours" / "coffee.pdf").read_bytes()).hexdigest()
    monkeypatch.setattr(trained, "trained_hashes", lambda: frozenset({coffee}))
    assert main(["--data", str(data), "--json", "--learn"]) == 0
    rows = {row["name"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert rows["capture-ours-left-out"]["value"] == 1
    assert rows["capture-ours-failed"]["runs"] == 1
    assert rows["capture-ours-total"]["value"] == 1
    assert rows["capture-ours-micro"]["baseline"]["value"] < 1
    assert 0 < rows["capture-text-sure-share"]["runs"] <= rows["capture-ours-micro"]["runs"]
    assert {"capture-ours-seen-0", "capture-text-calibration-error", "capture-ours-text-page-ms"} <= rows.keys()


# -- learning


def odd(count: int) -> tuple[Page, dict[str, object]]:
    """Return a page whose number has no label, and what is known of it."""
    day = date(2026, 1, 5) + timedelta(days=9 * count)
    number, total = f"QB/{700 + 31 * count}", f"{100 + 17 * count}.40"
    drawn = page(
        "Quillon & Brae Ltd                           RESTORATION OF CLOCKS",
        f"3 Mill Lane, Fowey                                 Order no  {90000 + 7 * count}",
        "",
        f"                                                 {number}",
        f"Date               {day:%d/%m/%Y}",
        f"Total                                                {total}",
    )
    answer = {"supplier_name": "Quillon & Brae Ltd", "invoice_number": number, "issue_date": day.isoformat()}
    return drawn, {**answer, "total": total}


def test_what_was_confirmed_once_is_right_the_next_time() -> None:
    found = learn((reading(drawn), answer) for drawn, answer in map(odd, range(5)))
    assert found.learned["0"].share("invoice_number") == 0
    assert found.learned["1"].share("invoice_number") == 1
    assert found.learned["3 or more"].micro() == 1
    assert found.plain["3 or more"].share("invoice_number") == 0
    assert found.shown.fields == 16


# -- fitting


def test_fitting_finds_the_signal_that_tells_and_gives_the_same_row_again() -> None:
    rows = [
        (tuple(float(index == 0 and count % 2 == 0) for index in range(len(SIGNALS))), count % 2 == 0)
        for count in range(200)
    ]
    row = fit(rows)
    assert row == fit(rows)
    assert row[0] > 3
    assert len(row) == len(SIGNALS) + 1
    assert fitted({"few": rows[:10], "many": rows}).keys() == {"many"}


def test_table_and_manifest_are_written_as_they_are_read() -> None:
    text = table_text({"total": (1.5, -2.0)}, CERTAINTY)
    made: dict[str, object] = {}
    exec(compile(text, "table", "exec"), made)  # noqa: S102 - our own text
    assert made["ROWS"] == {"total": (1.5, -2.0)}
    assert manifest_text({"ours": ["b", "a"]}).splitlines()[1:] == ["# ours: 2", "a", "b"]


def test_figures_with_the_second_reader_are_not_taken_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bookdesk.bench.capture.is_installed", lambda: False)
    with pytest.raises(SystemExit, match="second reader is not installed"):
        main(["capture", "--data", str(tmp_path), "--second", "where-needed"])
    assert main(["capture", "--data", str(tmp_path)]) == 0
