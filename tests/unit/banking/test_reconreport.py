"""The report of a reconciliation: both balances, what lies between them, who signed, and where the history stood."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest

from bookdesk.banking.reconreport import reconciliation_report, take_report
from bookdesk.banking.service import BankingService
from bookdesk.core.errors import NotFound
from bookdesk.models.actions import Action
from bookdesk.store.desk import Desk
from bookdesk.store.history import heads, latest_sets
from tests.support.books import client_desk
from tests.unit.banking.bank_desk import bill, booking, import_ofx, released_run


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        yield opened


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())
    finally:
        document.close()


def signed(desk: Desk) -> date:
    """Sign a day off before which one payment had reached the bank and another had not."""
    released_run(desk, [bill(desk, "Harbour Foods", "INV-1001", 11000)])
    released_run(desk, [bill(desk, "Cedar Cleaning", "C-77", 22000)], number=8)
    import_ofx(desk, [booking(16, -11000, "HARBOUR FOODS INV-1001")])
    service = BankingService(desk)
    service.accept_all(None)
    return service.sign_off(None).statement_day


def test_it_shows_both_balances_and_who_signed(desk: Desk) -> None:
    day = signed(desk)
    with desk.books.query() as session:
        stood = heads(session)
    name, content = reconciliation_report(desk, None, day, lambda _: "Ann Archer")
    said = words(content)
    assert name == f"reconciliation-{day.isoformat()}-report.pdf"
    for part in (
        "Bank reconciliation report",
        "Everyday",
        "Ann Archer",
        "Balance of the bank",
        "9,890.00 AUD",
        "9,670.00 AUD",
        "Unpresented payments -220.00 AUD",
    ):
        assert part in said
    assert "Difference 0.00 AUD" in said
    assert all(head.short in said for head in stood)
    assert "11223344" not in said
    assert content == reconciliation_report(desk, None, day, lambda _: "Ann Archer")[1]


def test_it_is_handed_out_to_be_saved_with_an_entry(desk: Desk) -> None:
    day = signed(desk)
    assert take_report(desk, None, day) == reconciliation_report(desk, None, day)
    with desk.books.query() as session:
        (act,) = latest_sets(session, 1)
    assert (act.action, act.reason) == (Action.REPORT_SAVED, f"report of the reconciliation of {day} saved")
    with pytest.raises(NotFound):
        take_report(desk, None, date(2026, 1, 1))
    with desk.books.query() as session:
        assert latest_sets(session, 1) == [act]


def test_a_day_that_was_not_signed_off_has_none(desk: Desk) -> None:
    with pytest.raises(NotFound, match="no signed-off reconciliation of 2026-01-01"):
        reconciliation_report(desk, None, date(2026, 1, 1))
