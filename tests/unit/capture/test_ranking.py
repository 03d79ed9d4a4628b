"""The ranker reorders what is close, never what a label leaves no doubt of, and is trained without chance."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.bench.choosing import Choice, choice_of, trained
from bookdesk.capture.candidates import Find, finds_of
from bookdesk.capture.fields import Background, ballots_of, read_fields
from bookdesk.capture.labels import labels_of
from bookdesk.capture.lines import sheet_of
from bookdesk.capture.nearness import Neighbourhood
from bookdesk.capture.ranking.drawn_table import ROWS as DRAWN_ROWS
from bookdesk.capture.ranking.figures import FIGURES, Surroundings
from bookdesk.capture.ranking.ranker import Ballot, Ranking, likely
from bookdesk.capture.ranking.table import ROWS
from tests.support.sheets import page

BILL = (
    "Harbour Foods Ltd",
    "Invoice No 4711          Date 03/05/2024",
    "Fish          120.00",
    "Total          120.00",
    "Paid before          300.00",
)


def ranking(row: dict[str, float]) -> tuple[Ranking, list[Find]]:
    sheet = sheet_of([page(*BILL)])
    finds = finds_of(sheet)
    near = Neighbourhood(sheet, labels_of(sheet), finds)
    weights = tuple(row.get(name, 0.0) for name in FIGURES)
    return Ranking(Surroundings(sheet, finds, near), {"total": weights}), list(finds.amounts)


def best(ranks: Ranking, scored: list[tuple[float, Find, str]]) -> Find:
    return max(ranks.weigh("total", scored), key=lambda entry: entry[0])[1]


def test_what_is_close_is_reordered_by_the_table() -> None:
    ranks, amounts = ranking({"last of its kind": 0.4})
    scored = [(1.0, amounts[0], ""), (0.9, amounts[-1], "")]
    assert best(ranks, scored) is amounts[-1]
    assert [one.score for one in ranks.ballots["total"]] == [1.0, 0.9]


def test_a_label_without_doubt_is_not_overruled_whatever_the_table_says() -> None:
    ranks, amounts = ranking({"last of its kind": 50.0})
    assert best(ranks, [(2.0, amounts[0], ""), (0.5, amounts[-1], "")]) is amounts[0]


def test_without_a_row_for_a_field_the_evidence_alone_decides() -> None:
    ranks, amounts = ranking({})
    scored = [(1.0, amounts[0], ""), (0.9, amounts[-1], "")]
    assert ranks.weigh("invoice_number", scored) == scored


@pytest.mark.parametrize("rows", [ROWS, DRAWN_ROWS])
def test_the_tables_have_a_weight_for_each_figure(rows: dict[str, tuple[float, ...]]) -> None:
    assert {"total", "invoice_number", "issue_date", "supplier_name"} <= set(rows)
    assert all(len(row) == len(FIGURES) for row in rows.values())


def test_the_candidates_of_a_document_can_be_asked_for() -> None:
    ballots = ballots_of([page(*BILL)], Background(ranks={}))
    assert "120.00" in {one.value for one in ballots["total"]}
    assert read_fields([page(*BILL)]).fields["total"].value == "120.00"


@given(st.lists(st.floats(-2, 3), min_size=1, max_size=8))
def test_likelihoods_of_different_values_add_up_to_one(points: list[float]) -> None:
    ballots = [Ballot(str(place), one, (), one) for place, one in enumerate(points)]
    assert sum(likely(ballots, one.value) for one in ballots) == pytest.approx(1.0)
    assert likely(ballots, "another") == 0.0


def ballot(value: str, score: float, **figures: float) -> Ballot:
    return Ballot(value, score, tuple(figures.get(name.replace(" ", "_"), 0.0) for name in FIGURES))


def choice(**largest: float) -> Choice:
    ballots = [ballot("10.00", 1.0, largest=largest["wrong"]), ballot("90.00", 0.9, largest=largest["right"])]
    found = choice_of("total", ballots, {"total": "90.00"})
    assert found is not None
    return found


def test_training_learns_what_tells_right_from_wrong_and_gives_the_same_each_time() -> None:
    choices = {"total": [choice(wrong=0.0, right=1.0) for _ in range(40)]}
    rows = trained(choices, 1.0)
    assert rows == trained(choices, 1.0)
    assert rows["total"][FIGURES.index("largest")] > 0.1
    assert rows["total"][FIGURES.index("from top")] == 0.0


def test_held_fast_the_table_stays_where_it_began() -> None:
    choices = {"total": [choice(wrong=0.0, right=1.0) for _ in range(40)]}
    held = trained(choices, 1e9, {"total": tuple(0.125 for _ in FIGURES)})["total"]
    assert held[FIGURES.index("largest")] == pytest.approx(held[FIGURES.index("from top")], abs=0.002)
    assert held[0] > 0.1


def test_a_document_whose_candidates_are_all_wrong_teaches_nothing() -> None:
    assert choice_of("total", [ballot("1.00", 1.0), ballot("2.00", 0.5)], {"total": "3.00"}) is None
    assert choice_of("total", [ballot("3.00", 1.0)], {"total": "3.00"}) is None
