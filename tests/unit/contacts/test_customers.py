"""What is kept of a customer: in which language and zone, how patiently, and what his e-invoices must name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bookdesk.contacts.service import ContactService
from bookdesk.core.errors import InputError, NotFound, RuleBroken
from bookdesk.core.vocabulary import CustomerKind
from bookdesk.invoicing.entered import Entered
from bookdesk.invoicing.recurring import Rule, ScheduleService
from bookdesk.invoicing.service import InvoiceService
from bookdesk.store.desk import Desk
from tests.support.billing import drafted, issued, line
from tests.support.books import client_desk

BLUE = {
    "name": "Blue Cafe",
    "customer": "yes",
    "kind": "public",
    "attention": "Jo Blue",
    "language": "de_at",
    "zone": "Europe/Vienna",
    "grace_days": "5",
    "reminders": "no",
    "sales_account": "4-1000",
    "sales_tax_code": "EXP",
    "buyer_reference": "04011000-12345-34",
    "electronic_address": "EM:pay@blue.example",
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as desk:
        yield desk


def test_all_of_it_is_kept_and_cleared(desk: Desk) -> None:
    service = ContactService(desk)
    made = service.add(BLUE)
    assert (made.kind, made.language, made.zone, made.grace_days) == (CustomerKind.PUBLIC, "de-AT", "Europe/Vienna", 5)
    assert (made.reminders, made.sales_account, made.sales_tax_code) == (False, "4-1000", "EXP")
    assert (made.supplier, made.electronic_address) == (False, "EM:pay@blue.example")
    cleared = dict.fromkeys(("language", "zone", "sales_account", "sales_tax_code", "electronic_address"), "-")
    found = service.edit(made.id, {**cleared, "grace_days": "-"}, version=made.version)
    assert (found.language, found.zone, found.grace_days) == (None, None, 0)
    assert (found.sales_account, found.sales_tax_code, found.electronic_address) == (None, None, None)


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("kind", "alien", InputError),
        ("language", "deutsch!", InputError),
        ("language", "de-QQ", InputError),
        ("zone", "Mars/Olympus", InputError),
        ("zone", "../../etc/passwd", InputError),
        ("grace_days", "-1", InputError),
        ("grace_days", "91", InputError),
        ("grace_days", "\u0661", InputError),
        ("sales_account", "9-9999", NotFound),
        ("sales_tax_code", "GST", InputError),
        ("electronic_address", "pay@blue.example", InputError),
        ("reminders", "perhaps", InputError),
    ],
)
def test_slips_are_refused(desk: Desk, field: str, value: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        ContactService(desk).add({**BLUE, field: value})


def test_who_owes_or_is_billed_is_not_put_away(desk: Desk) -> None:
    contacts, invoices = ContactService(desk), InvoiceService(desk)
    who = contacts.add({"name": "Blue Cafe", "customer": "yes"}).id
    made = issued(desk, who)
    with pytest.raises(RuleBroken, match="1 invoice that is"):
        contacts.archive(who)
    invoices.issue(invoices.credit(made.id).id)
    draft = drafted(desk, who)
    with pytest.raises(RuleBroken, match="not settled"):
        contacts.archive(who)
    invoices.delete(draft.id)
    schedule = ScheduleService(desk).add(Entered(who, (line(),)), Rule("Rent", date(2026, 8, 1)))
    with pytest.raises(RuleBroken, match="Rent still bills Blue Cafe"):
        contacts.archive(who)
    ScheduleService(desk).stop(schedule.id)
    assert contacts.archive(who).archived
