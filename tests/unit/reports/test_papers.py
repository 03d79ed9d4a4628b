"""Reports on paper: the figures of the screen, none of them cut, and the history says that they were handed out."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import CommitmentSort, Rhythm
from bookdesk.office.reporting import forecasts
from bookdesk.reports.cashcurve import Placing
from bookdesk.reports.commitmentservice import CommitmentService, EnteredCommitment
from bookdesk.reports.papers import take_ageing, take_forecast, take_overview
from bookdesk.reports.service import ReportService, Side
from bookdesk.store.desk import Desk
from bookdesk.store.history import latest_sets
from tests.support import sales
from tests.support.books import client_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        yield opened


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        assert all(page.get_width() > page.get_height() for page in document)
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())
    finally:
        document.close()


def reason(desk: Desk) -> str:
    with desk.books.query() as session:
        return latest_sets(session, 1)[0].reason


def test_an_ageing_is_whole_with_the_largest_amounts(desk: Desk) -> None:
    sales.issued(desk, "I-1", 98_765_432_100, day=date(2026, 2, 1))
    sales.issued(desk, "I-2", 55_000, currency="USD", rate="1.5")
    said = words(take_ageing(desk, ReportService(desk).ageing(Side.RECEIVABLES)))
    for part in ("Owed to us, by age", "Hilton Park", "987,654,321.00", "All contacts", "All, in base currency",
                 "As of 1 Jul 2026", "Adds up to the account"):  # fmt: skip
        assert part in said, said
    assert reason(desk) == "ageing of receivables as of 2026-07-01 saved"


def test_an_overview_has_each_figure_with_its_definition(desk: Desk) -> None:
    invoice = sales.issued(desk, "I-1", 110_000, day=date(2026, 4, 1))
    sales.received(desk, 10_000, (invoice, 10_000))
    service = ReportService(desk)
    stamp, found = service.overview()
    figures = service.collection()
    said = words(take_overview(desk, stamp, found, figures))
    assert "Part settled AUD 1 1,100.00 1,000.00" in said
    for one in figures.collection.figures:
        assert one.name.value in said
        assert one.definition in said


def test_a_forecast_tells_what_moves_and_what_is_not_in_it(desk: Desk) -> None:
    service = CommitmentService(desk)
    service.add(
        EnteredCommitment("Wages", CommitmentSort.PAYROLL, Money(-250_000, "AUD"), date(2026, 7, 15), Rhythm.MONTHLY)
    )
    service.add(EnteredCommitment("Fee", CommitmentSort.LOAN, Money(-100, "USD"), date(2026, 7, 15), Rhythm.ONCE))
    found = forecasts(desk).forecast(Placing(30))
    said = words(take_forecast(desk, found, found.curves[0]))
    for part in ("Cash in the next 30 days", "Wages: Payroll, every month.", "-2,500.00", "Not in it", "1.00 USD"):
        assert part in said, said
    assert reason(desk) == "cash forecast of 2026-07-01 saved"
