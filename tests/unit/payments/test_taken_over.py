"""What the old system paid is taken over while a client is taken on: before its first released run, and not after."""

from __future__ import annotations

import pytest

from bookdesk.core.errors import NotFound
from bookdesk.core.vocabulary import Provenance
from bookdesk.models.actions import Action
from bookdesk.models.contact import PayeeAccount
from bookdesk.payments.payees import PayeeService
from bookdesk.payments.safeguards import Concern
from bookdesk.payments.views import RunView
from bookdesk.takeon.service import TakeOnService
from tests.unit.payments.office import PAY_DAY, Office

NEWCOMER = "Supplier,BSB,Account number\nSwift Traders,062-000,99999999\n"


def take_over(office: Office) -> int:
    """Import the sheet; returns how many of its accounts are to be confirmed by themselves."""
    taken = TakeOnService(office.desk).suppliers(NEWCOMER)
    (account,) = [one for one in PayeeService(office.desk).payees() if one.supplier == "Swift Traders"]
    office.suppliers["Swift Traders"] = account.account.contact_id
    return taken.typed


def first_run(office: Office) -> None:
    office.bill("Bean Brothers", "INV-1", 10000)
    run = office.paying("maker").propose(office.bank, PAY_DAY).run.id
    office.paying("bob").release(run)


def concerns(view: RunView) -> set[Concern]:
    (payment,) = view.payments
    return {one.concern for one in payment.findings}


def test_while_a_client_is_taken_on_its_suppliers_were_paid_before(office: Office) -> None:
    assert take_over(office) == 0
    assert PayeeService(office.as_("carl")).confirm_taken_over("compared with last year's payments")
    office.bill("Swift Traders", "S-1", 5000)
    assert Concern.FIRST_PAYMENT not in concerns(office.paying("bob").propose(office.bank, PAY_DAY))


def test_a_sheet_after_the_first_run_brings_accounts_of_which_each_is_confirmed_by_itself(office: Office) -> None:
    first_run(office)
    assert take_over(office) == 1
    with pytest.raises(NotFound, match="No bank details to confirm: taken over"):
        PayeeService(office.as_("carl")).confirm_taken_over("as in the old system")
    PayeeService(office.as_("carl")).confirm("Swift Traders", "called Jo")
    office.bill("Swift Traders", "S-1", 5000)
    assert Concern.FIRST_PAYMENT in concerns(office.paying("bob").propose(office.bank, PAY_DAY))


def test_a_row_that_somebody_wrote_as_taken_over_later_is_not_believed(office: Office) -> None:
    """He has a program of his own, which writes what it likes; when it did stands in the history."""
    first_run(office)
    take_over(office)
    PayeeService(office.as_("carl")).confirm("Swift Traders", "called Jo")
    with office.desk.books.change(Action.TAKEN_ON, "taken on", actor=office.desk.actor) as work:
        (mine,) = [one for one in PayeeService(office.desk).payees() if one.supplier == "Swift Traders"]
        work.get(PayeeAccount, mine.account.id).provenance = Provenance.TAKEN_OVER
        work.commit()
    office.bill("Swift Traders", "S-1", 5000)
    assert Concern.FIRST_PAYMENT in concerns(office.paying("bob").propose(office.bank, PAY_DAY))


def test_what_was_taken_over_before_stays_so_after_the_first_run(office: Office) -> None:
    take_over(office)
    PayeeService(office.as_("carl")).confirm_taken_over("compared with last year's payments")
    first_run(office)
    office.bill("Swift Traders", "S-1", 5000)
    assert Concern.FIRST_PAYMENT not in concerns(office.paying("bob").propose(office.bank, PAY_DAY))
