"""Numbers of documents: from all that were given, those taken over and cancelled included."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from bookdesk.core.errors import Conflict, InputError, RuleBroken
from bookdesk.core.vocabulary import NumberedKind, YearShown
from bookdesk.ledger.numbering import following
from bookdesk.ledger.salesnumbers import next_number, number_given, series, used_numbers
from bookdesk.models.actions import Action
from bookdesk.models.invoice import Invoice, InvoiceKind, InvoiceStatus
from bookdesk.models.sales import NumberSeries
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk
from tests.support.books import client_desk, supplier

DAY = date(2026, 7, 15)


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Change]:
    with client_desk(tmp_path) as desk, desk.books.change(Action.INVOICE_EDITED, "test", actor=desk.actor) as work:
        work.session.info["desk"] = desk
        yield work


def invoice(work: Change, number: str | None, status: InvoiceStatus = InvoiceStatus.ISSUED, **more: object) -> Invoice:
    desk: Desk = work.session.info["desk"]
    contact = supplier(desk, "Cedar Cleaning").id
    made = Invoice(contact_id=contact, number=number, status=status, document_date=DAY, currency="AUD", total=1, **more)
    work.add(made)
    work.session.flush()
    return made


def test_the_next_is_one_more_than_any_that_was_given(work: Change) -> None:
    assert next_number(work.session, NumberedKind.INVOICE, DAY) == "INV-0001"
    invoice(work, "INV-0007", InvoiceStatus.VOID)
    invoice(work, "INV-0041", taken_on=True)
    invoice(work, "2026-99", taken_on=True)
    assert next_number(work.session, NumberedKind.INVOICE, DAY) == "INV-0042"
    assert next_number(work.session, NumberedKind.CREDIT_NOTE, DAY) == "CN-0001"
    invoice(work, "CN-0001", kind=InvoiceKind.CREDIT_NOTE)
    assert next_number(work.session, NumberedKind.CREDIT_NOTE, DAY) == "CN-0002"


def test_the_clients_own_series_counts_by_its_year(work: Change) -> None:
    values = {"prefix": "R", "digits": 3, "separator": "/", "restarts": True, "start_month": 7}
    work.add(NumberSeries(kind=NumberedKind.INVOICE, year=YearShown.STARTS, **values))
    invoice(work, "R2025/012")
    assert next_number(work.session, NumberedKind.INVOICE, date(2026, 6, 30)) == "R2025/013"
    assert next_number(work.session, NumberedKind.INVOICE, date(2026, 7, 1)) == "R2026/001"


@pytest.mark.parametrize("seed", range(6))
def test_the_next_is_found_as_if_all_were_read(work: Change, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - the same numbers every time
    year, restarts = chance.choice([(YearShown.NONE, False), (YearShown.STARTS, True), (YearShown.ENDS, False)])
    values = {"prefix": chance.choice(["", "R-", "a_", "INV-1"]), "digits": chance.randint(1, 4), "separator": "/"}
    more = {
        "restarts": restarts,
        "start_month": 7,
        "short_year": chance.random() < 0.5,
        "first": chance.choice([1, 99]),
    }
    row = NumberSeries(kind=NumberedKind.INVOICE, year=year, **values, **more)
    work.add(row)
    work.session.flush()
    its, days = series(row), [date(2025, 7, 1), date(2026, 6, 30), date(2026, 7, 1)]
    for count in range(25):
        given = next_number(work.session, NumberedKind.INVOICE, chance.choice(days))
        odd = chance.choice(
            [f"{given}x", f"{values['prefix']}{count}-", f"{values['prefix']}00000{count}", f"Ä{count}"]
        )
        for number in {given, odd} - set(work.session.scalars(select(Invoice.number))):
            invoice(work, number, chance.choice([InvoiceStatus.ISSUED, InvoiceStatus.VOID]))
        for day in days:
            read = following(its, used_numbers(work.session, NumberedKind.INVOICE), day)
            assert next_number(work.session, NumberedKind.INVOICE, day) == read


def test_the_accounting_system_numbers_an_invoice_once(work: Change) -> None:
    given = invoice(work, None)
    with pytest.raises(InputError):
        number_given(work, given, " \u202e ")
    number_given(work, given, "XI-9")
    number_given(work, given, "XI-9")
    assert given.number == "XI-9"
    with pytest.raises(Conflict, match="has the number XI-9"):
        number_given(work, given, "XI-10")
    with pytest.raises(Conflict, match="belongs to another invoice"):
        number_given(work, invoice(work, None), "xi-9")
    with pytest.raises(RuleBroken, match="draft"):
        number_given(work, invoice(work, None, InvoiceStatus.DRAFT), "XI-11")
