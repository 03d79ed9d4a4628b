"""What the law gives for lateness becomes the draft of an invoice, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bookdesk.core.errors import Conflict
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import CustomerKind, LateCharge
from bookdesk.invoicing.service import InvoiceService
from bookdesk.models.invoice import Invoice, InvoiceStatus
from bookdesk.office.latecharging import LateCharging
from bookdesk.receivables.dunningpolicy import Policy, Step
from tests.unit.receivables.owing import DUE, Owing, owing

FORTY = Money.of("40", "EUR")


@pytest.fixture
def dublin(tmp_path: Path) -> Iterator[Owing]:
    with owing(tmp_path) as client:
        yield client.at(DUE + timedelta(days=5))


def test_the_fee_is_drafted_with_its_law_and_only_once(dublin: Owing) -> None:
    acme = dublin.customer()
    late, coming = dublin.invoice(acme, "R-1"), dublin.invoice(acme, "R-2", due=DUE + timedelta(days=40))
    service = LateCharging(dublin.desk)
    (found,) = service.offered(acme, [late, coming])
    assert (found.invoice_id, found.sum) == (late, FORTY)
    assert "S.I. 580/2012" in found.lines[0][0]
    made = service.charge(late, FORTY)
    assert (made.status, made.total, made.fee_for_id) == (InvoiceStatus.DRAFT, FORTY.minor, late)
    with pytest.raises(Conflict):
        service.charge(late, FORTY)
    (left,) = service.offered(acme, [late])
    assert (left.sum, left.lines) == (None, ())
    assert any("claimed for this invoice before" in words for words in left.words)
    InvoiceService(dublin.desk).delete(made.id)
    assert service.offered(acme, [late])[0].sum == FORTY, "a draft that was thrown away claims nothing"


def test_what_a_reminder_claimed_is_charged_once(dublin: Owing) -> None:
    acme = dublin.customer()
    late = dublin.invoice(acme, "R-1")
    dublin.policies.edit("usual", Policy((Step("first", 1, charge=LateCharge.FEE),)))
    dublin.start(DUE - timedelta(days=20)).at(DUE + timedelta(days=7))
    (mail,) = dublin.send().written
    assert "€40.00" in mail.plain
    assert LateCharging(dublin.desk).charge(late, FORTY).total == FORTY.minor


def test_nothing_is_offered_that_the_law_does_not_give(dublin: Owing) -> None:
    person = dublin.customer("Person", kind=CustomerKind.CONSUMER)
    acme = dublin.customer()
    ids = [dublin.invoice(person, "R-1")]
    assert LateCharging(dublin.desk).offered(person, ids)[0].sum is None
    disputed, paid = dublin.invoice(acme, "R-2"), dublin.invoice(acme, "R-3")
    dublin.mark(disputed, disputed=True)
    dublin.pays(acme, "100", DUE, (paid, "100"))
    assert LateCharging(dublin.desk).offered(acme, [disputed, paid]) == ()
    with pytest.raises(Conflict):
        LateCharging(dublin.desk).charge(ids[0], FORTY)
    with dublin.desk.books.query() as session:
        assert session.query(Invoice).filter(Invoice.fee_for_id.is_not(None)).all() == []
