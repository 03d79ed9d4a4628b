"""Drafts keep what was entered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.invoicing.service import InvoiceService
from bookdesk.invoicing.terms import Milestone
from tests.support.billing import TODAY, customer, drafted, line
from tests.support.books import client_desk


def test_a_draft_in_parts_keeps_what_was_agreed_when_its_lines_change(tmp_path: Path) -> None:
    """A deposit of 30 % is 30 % of whatever the invoice comes to; nothing is turned into an amount by saving."""
    with client_desk(tmp_path, "AU") as desk:
        service = InvoiceService(desk)
        parts = (
            Milestone("Rest", None, date(2026, 9, 1)),
            Milestone("Deposit", Decimal("0.3"), TODAY),
            Milestone("Agreed", Money(20_00, "AUD"), None),
        )
        made = drafted(desk, customer(desk), milestones=parts)
        assert service.entered(made.id).milestones == parts
        more = service.edit(made.id, replace(service.entered(made.id), lines=(line("900.01"),)))
        assert [one.amount for one in service.show(made.id).instalments] == [673_01, 297_00, 20_00]
        assert service.entered(made.id).milestones == parts
        issued_as = service.issue(more.id)
        assert sum(one.amount for one in service.show(made.id).instalments) == issued_as.total == 990_01
        halves = tuple(Milestone(name, Decimal("0.5"), TODAY) for name in "AB")
        twice = drafted(desk, customer(desk, "Other"), milestones=halves)
        assert service.entered(twice.id).milestones == halves
        amounts = (Milestone("A", Money(10_00, "AUD"), TODAY), Milestone("B", Money(100_00, "AUD"), TODAY))
        fixed = service.entered(drafted(desk, customer(desk, "Third"), milestones=amounts).id).milestones
        assert [one.part for one in fixed] == [Money(10_00, "AUD"), None], (
            "of amounts alone the last takes what changes"
        )
        with pytest.raises(InputError, match="too many decimals"):
            drafted(desk, customer(desk, "Fourth"), milestones=(Milestone("A", Decimal(1) / 3, TODAY), parts[0]))
