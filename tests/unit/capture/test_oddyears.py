"""Dates of odd years are looked at by a person, whatever speaks for them."""

from __future__ import annotations

from datetime import date

import pytest

from bookdesk.capture.evidence import ABSENT, Field
from bookdesk.capture.inbox import InboxService
from bookdesk.capture.oddyears import doubted, oddity
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.core.vocabulary import FieldState
from bookdesk.sandbox import papers
from bookdesk.sandbox.papers import bills

TODAY = date(2028, 2, 29)


@pytest.mark.parametrize(
    ("day", "odd"),
    [
        (date(1989, 12, 31), "it is before 1990"),
        (date(1990, 1, 1), None),
        (date(2000, 2, 29), None),
        (date(2028, 2, 29), None),
        (date(2033, 2, 28), None),
        (date(2033, 3, 1), "it is more than 5 years ahead"),
        (date(1970, 1, 1), "it is before 1990"),
        (date(2099, 12, 31), "it is more than 5 years ahead"),
    ],
)
def test_a_bill_has_a_date_of_its_time(day: date, odd: str | None) -> None:
    assert oddity(day, TODAY) == odd


@pytest.mark.parametrize("state", list(FieldState))
def test_an_odd_date_is_never_sure_and_says_why(state: FieldState) -> None:
    odd = Field("2077-05-04", state, 0.99, "its label")
    total = Field("12.00", state, 0.99, "its label")
    found = doubted({"issue_date": odd, "due_date": ABSENT, "total": total}, TODAY)
    assert found["issue_date"].state not in (FieldState.PROVED, FieldState.CONFIDENT)
    assert found["issue_date"].value == "2077-05-04", "it is told and not taken away"
    assert (found["due_date"], found["total"]) == (ABSENT, total)
    if found["issue_date"].state is FieldState.CHECK:
        assert found["issue_date"].told == "its label; it is more than 5 years ahead"


@pytest.mark.parametrize(("year", "why"), [("1985", "before 1990"), ("2055", "more than 5 years ahead")])
def test_not_even_an_e_invoice_makes_it_sure(capture: CaptureService, inbox: InboxService, year: str, why: str) -> None:
    issued = bills.CLEANING.issued.isoformat()
    xml = papers.ubl(bills.CLEANING).replace(issued.encode(), f"{year}{issued[4:]}".encode())
    capture.capture([Incoming("bill.xml", xml)])
    capture.read_waiting()
    (field,) = [one for one in inbox.show("1").fields if one.name == "issue_date"]
    assert (field.value, field.state) == (f"{year}{issued[4:]}", FieldState.CHECK)
    assert why in field.why
