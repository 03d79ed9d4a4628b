"""What is always true of invoices: it holds after every act, and whatever breaks it is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bookdesk.invoicing.entered import Entered
from bookdesk.invoicing.estimates import EstimateService
from bookdesk.invoicing.invariants import INVARIANTS
from bookdesk.invoicing.recurring import Rule, ScheduleService
from bookdesk.invoicing.service import InvoiceService
from bookdesk.invoicing.terms import Milestone
from bookdesk.ledger.invariants import INVARIANTS as OF_THE_LEDGER
from bookdesk.models.schedule import Makes
from bookdesk.store.desk import Desk
from tests.support.billing import coded, customer, decide, drafted, issued, line
from tests.support.books import client_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as desk:
        yield desk


def broken(session: Session) -> Sequence[str]:
    return [sentence for one in (*INVARIANTS, *OF_THE_LEDGER) for sentence in one.check(session)]


def every_act(desk: Desk) -> None:
    invoices, estimates, schedules = InvoiceService(desk), EstimateService(desk), ScheduleService(desk)
    decide(desk, cash_step=5)
    who = customer(desk)
    parts = (Milestone("Deposit", Decimal("0.3"), None), Milestone("Rest", None, date(2026, 9, 1)))
    made = issued(desk, who, line("33.33"), coded(desk, "FRE", "0.04"), milestones=parts)
    invoices.issue(invoices.credit(made.id, quantities={2: None}).id)
    invoices.cancel(issued(desk, who).id, "wrong")
    issued(desk, who, line("7.77", "3"), currency="EUR", rate=Decimal("1.6543"))
    drafted(desk, who)
    offer = estimates.offer(estimates.draft(Entered(who, (line(),))).id)
    estimates.accept(offer.id, "Jo")
    invoices.issue(estimates.invoice(offer.id).id)
    schedules.add(Entered(who, (line(),)), Rule("Rent", date(2026, 7, 1), makes=Makes.ISSUED))
    schedules.bill()


def test_they_hold_after_every_act(desk: Desk) -> None:
    every_act(desk)
    with desk.books.query() as session:
        assert broken(session) == []


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE invoice SET tax = tax + 1 WHERE status = 'issued'", "do not make its total"),
        ("UPDATE invoice_line SET net = net + 1, gross = gross + 1", "its lines do not make its totals"),
        ("UPDATE invoice_line SET gross = gross + 1", "net and tax do not make its total"),
        ("UPDATE instalment SET amount = amount + 1", "instalments do not make"),
        ("UPDATE estimate SET net = net + 1", "estimate"),
        ("UPDATE invoice SET status = 'draft' WHERE number = 'INV-0001'", "draft and has 1 standing"),
        ("UPDATE invoice SET number = NULL WHERE number = 'INV-0001'", "without a number"),
        ("UPDATE invoice SET number = 'inv-0002' WHERE number = 'INV-0001'", "share the number"),
        ("UPDATE invoice SET total = 999999 WHERE number = 'CN-0001'", "more than it claims"),
        ("UPDATE invoice SET estimate_id = NULL", "is invoiced and has 0 invoices"),
    ],
)
def test_whatever_breaks_them_is_told(desk: Desk, damage: str, said: str) -> None:
    every_act(desk)
    with desk.books.maintenance() as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute(damage)
    with desk.books.query() as session:
        assert session.execute(text("SELECT 1")).scalar() == 1
        assert any(said in sentence for sentence in broken(session))
