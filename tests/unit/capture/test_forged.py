"""A bill of somebody whose name only looks like a supplier's says so under review."""

from __future__ import annotations

import pytest

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.sandbox import papers
from bookdesk.sandbox.papers import bills
from tests.unit.capture.intake import COST

NAME = bills.CLEANING.supplier.name


def remarks(capture: CaptureService, inbox: InboxService, name: str) -> list[str]:
    """Confirm a supplier's bill, and return what is told of another one under this name."""
    other = papers.ubl(bills.CLEANING).replace(NAME.encode(), name.encode())
    other = other.replace(bills.CLEANING.number.encode(), b"OTHER-7").replace(b"51824753556", b"")
    capture.capture([Incoming("one.xml", papers.ubl(bills.CLEANING))])
    capture.read_waiting()
    inbox.set("1", {"customer": "ok", **{f"line.{at}.account": COST for at in range(1, 3)}})
    inbox.confirm("1")
    capture.capture([Incoming("other.xml", other)])
    capture.read_waiting()
    return list(inbox.show("2").remarks)


@pytest.mark.parametrize("letter", ["\u0435", "\u03bf"])
def test_a_letter_of_another_alphabet_is_told(capture: CaptureService, inbox: InboxService, letter: str) -> None:
    forged = NAME.replace("e" if letter == "\u0435" else "o", letter, 1)
    assert forged != NAME
    told = remarks(capture, inbox, forged)
    assert any(f"only looks like {NAME}" in one for one in told)
    assert any("mixes letters of two alphabets" in one for one in told)
    assert {one.short for one in inbox.show("2").weighty} == {"the sender's name looks forged"}


def test_the_supplier_himself_in_capitals_is_no_forgery(capture: CaptureService, inbox: InboxService) -> None:
    assert not any("only looks like" in one for one in remarks(capture, inbox, NAME.upper()))
