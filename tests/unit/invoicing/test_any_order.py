"""Whatever is done with invoices, in any order, by two people: what always holds of the books holds after every act."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import BookDeskError
from bookdesk.core.vocabulary import RoundedBy, TaxMode
from bookdesk.invoicing.entered import Entered, EnteredLine
from bookdesk.invoicing.estimates import EstimateService
from bookdesk.invoicing.invariants import INVARIANTS
from bookdesk.invoicing.service import InvoiceService
from bookdesk.ledger.invariants import INVARIANTS as OF_THE_LEDGER
from bookdesk.models.estimate import Estimate
from bookdesk.models.invoice import Invoice, InvoiceStatus
from bookdesk.store.desk import Desk
from tests.support.billing import coded, customer, decide, line
from tests.support.books import as_ben, client_desk

ACTS = 60


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as desk:
        yield desk


class Day:
    """Acts of two people, drawn by chance."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self.chance = Random(seed)  # noqa: S311 - the same days every time
        self.desks = (desk, as_ben(desk))
        self.customers = [customer(desk), customer(desk, "Berlin GmbH", currency="EUR")]
        self.free = coded(desk, "FRE", "3.33")
        decide(desk, cash_step=5, discount_days=5, discount_share=Decimal("0.03"))

    @property
    def desk(self) -> Desk:
        return self.chance.choice(self.desks)

    def lines(self) -> tuple[EnteredLine, ...]:
        price, many = self.chance.randint(-2000, 20000), self.chance.randint(1, 5)
        return (*(line(str(Decimal(price) / 100), str(many)) for _ in range(self.chance.randint(1, 3))), self.free)

    def entered(self) -> Entered:
        rate = self.chance.choice((None, Decimal("1.6543")))
        mode, by = self.chance.choice(list(TaxMode)), self.chance.choice(list(RoundedBy))
        return Entered(self.chance.choice(self.customers), self.lines(), rate=rate, tax_mode=mode, rounded_by=by)

    def any_invoice(self) -> str:
        with self.desk.books.query() as session:
            return self.chance.choice(session.scalars(select(Invoice.id)).all() or ["none"])

    def any_estimate(self) -> str:
        with self.desk.books.query() as session:
            return self.chance.choice(session.scalars(select(Estimate.id)).all() or ["none"])

    def acts(self) -> tuple[Callable[[], object], ...]:
        invoices, estimates = InvoiceService(self.desk), EstimateService(self.desk)
        one, offer = self.any_invoice(), self.any_estimate()
        return (
            lambda: invoices.draft(self.entered()),
            lambda: invoices.issue(invoices.draft(self.entered()).id),
            lambda: invoices.edit(one, self.entered()),
            lambda: invoices.issue(one),
            lambda: invoices.cancel(one, "wrong"),
            lambda: invoices.issue(invoices.credit(one).id),
            lambda: invoices.issue(invoices.credit(one, quantities={1: Decimal(1)}).id),
            lambda: invoices.delete(one),
            lambda: invoices.copy(one),
            lambda: estimates.accept(estimates.offer(estimates.draft(self.entered()).id).id, "Jo"),
            lambda: estimates.invoice(offer),
            lambda: estimates.withdraw(offer),
        )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_books_hold_after_every_act(desk: Desk, seed: int) -> None:
    day, done = Day(desk, seed), 0
    for _ in range(ACTS):
        act = day.chance.choice(day.acts())
        try:
            act()
        except BookDeskError:
            continue
        done += 1
        assert isinstance(desk.clock, MovableClock)
        desk.clock.instant += timedelta(hours=day.chance.randint(0, 20))
        with desk.books.query() as session:
            assert [said for one in (*INVARIANTS, *OF_THE_LEDGER) for said in one.check(session)] == []
    with desk.books.query() as session:
        states = {one.status for one in session.scalars(select(Invoice))}
    assert done > ACTS // 4
    assert InvoiceStatus.ISSUED in states
