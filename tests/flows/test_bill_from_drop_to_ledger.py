"""The product as one readable test: a dropped invoice becomes a reviewed, approved, paid, matched and booked bill.

Every act is the real program in a process of its own: SQLCipher, Tesseract, Argon2id, HTTP. The tests below are the
chapters of one story and run in their order on one practice.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bookdesk.sandbox import papers
from tests.support.practice import BOOKSHOP, CAFE, found, take_on, write
from tests.support.recording import RecordingProgram

pytestmark = pytest.mark.slow

PAY_DAY = date.today() + timedelta(days=7)  # noqa: DTZ011 - the bank's day, ahead in every zone


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> RecordingProgram:
    return RecordingProgram(tmp_path_factory.mktemp("journey"))


def bills(desk: RecordingProgram, client: str) -> dict[str, dict[str, object]]:
    return {row["number"]: row for row in desk.by("ann", "bill", "list", client=client)}


def test_1_two_clients_are_taken_on_with_the_totals_of_their_old_systems(desk: RecordingProgram) -> None:
    found(desk)
    told = take_on(desk)
    assert [row["open"] for row in told[CAFE]] == [{}, {"AUD": "1368.45"}, {"AUD": "1573.00"}]
    assert [row["open"] for row in told[BOOKSHOP]] == [{}, {"EUR": "246.00"}, {"EUR": "364.50"}]
    assert {number: bill["open"] for number, bill in bills(desk, CAFE).items()} == {
        "TCC-003702": "588.00",
        "2240": "462.00",
        "GF 76980": "318.45",
    }


def test_2_seven_files_get_a_number_at_once_and_an_outcome_each(desk: RecordingProgram) -> None:
    files = [write(desk.own / paper.name, paper.data) for paper in papers.journey().values()]
    outcomes = desk.by("ann", "capture", *files, client=CAFE)
    assert [row["number"] for row in outcomes] == [1, 2, 3, 4, 5, 6, 7]
    assert [row["state"] for row in outcomes] == [
        "to review",
        "to review",
        "to review",
        "to review",
        "to review",
        "not payable",
        "duplicate",
    ]
    assert [outcomes[4]["kind"], outcomes[5]["kind"]] == ["credit_note", "statement"]
    assert outcomes[6]["duplicate_of"] == 1
    payable = [bill for bill in bills(desk, CAFE).values() if bill["status"] == "draft"]
    assert len(payable) == 5
    for number in ("6", "7"):
        desk.by("ann", "inbox", "confirm", number, client=CAFE, status=1)


def test_2_the_same_for_the_bookshop(desk: RecordingProgram) -> None:
    files = [write(desk.own / paper.name, paper.data) for paper in papers.irish().values()]
    assert [row["state"] for row in desk.by("ann", "capture", *files, client=BOOKSHOP)] == ["to review"] * 3


def test_3_fields_are_reviewed_where_they_stand_corrected_and_confirmed(desk: RecordingProgram) -> None:
    (coffee,) = desk.by("ann", "inbox", "show", "1", client=CAFE)
    total = coffee["fields"]["total"]
    assert (total["value"], total["state"], total["page"]) == ("1171.80", "proved", 1)
    assert "net + tax = total" in total["why"]
    assert coffee["due_date"] == "2026-06-03"
    codes = [(line["account"], line["tax_code"]) for line in coffee["draft"]["lines"]]
    assert codes == [("5-1000", "FRE"), ("5-1000", "GST"), ("5-1000", "GST"), ("5-1000", "GST")]
    (corrected,) = desk.by("ann", "inbox", "set", "1", "line.4.account=6-1700", "due_date=2026-06-05", client=CAFE)
    assert corrected["draft"]["lines"][3]["account"] == "6-1700"
    assert corrected["fields"]["due_date"]["state"] == "corrected"
    for number in ("1", "2", "3", "4", "5"):
        desk.by("ann", "inbox", "confirm", number, client=CAFE)
    listed = bills(desk, CAFE)
    assert (listed["SR-20418"]["status"], listed["SR-20418"]["settlement"]) == ("reviewed", "open")
    assert listed["SR-20418"]["due_date"] == "2026-06-05"
    assert (listed["SRC-1042"]["kind"], listed["SRC-1042"]["total"]) == ("credit note", "97.90")
    for number in ("1", "2", "3"):
        desk.by("ann", "inbox", "confirm", number, client=BOOKSHOP)


def test_4_the_second_user_approves_within_his_limit_and_the_first_cannot(desk: RecordingProgram) -> None:
    desk.by("ann", "approve", "limit", "ann", client=CAFE)
    desk.by("ann", "approve", "limit", "ben", "5000.00", client=CAFE)
    desk.by("ann", "approve", "limit", "ben", client=BOOKSHOP)
    desk.by("ann", "approve", "approve", "SR-20418", client=CAFE, status=1)
    assert "yourself" in desk.said or "created" in desk.said or "entered" in desk.said
    desk.by("ben", "approve", "approve", "2291", client=CAFE, status=1)
    assert "5000.00" in desk.said
    for number in ("SR-20418", "SRC-1042", "GF 77315", "TCC-003907", "TCC-003702", "2240"):
        (standing,) = desk.by("ben", "approve", "approve", number, client=CAFE)
        assert (standing["approved"], standing["given_by"]) == (True, ["ben"])
    for number in ("INV-8841", "KH/26/0512", "2026-04471"):
        desk.by("ben", "approve", "approve", number, client=BOOKSHOP)
