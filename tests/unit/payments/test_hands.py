"""Everybody through whose hands an account went is kept from what the last of them is kept from."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bookdesk.core.errors import NotAllowed
from bookdesk.core.money import Money
from bookdesk.models.actions import Action
from bookdesk.models.contact import PayeeAccount
from bookdesk.payments.payees import PayeeService
from tests.unit.payments.office import PAY_DAY, Office, details


def test_nobody_takes_the_place_of_who_proposed_or_confirmed_an_account(office: Office) -> None:
    """Ann enters an account, Bob enters the same once more, and Ann would confirm what she proposed."""
    new = details("062000 99999999")
    PayeeService(office.as_("ann")).enter("Bean Brothers", new)
    again = PayeeService(office.as_("bob")).enter("Bean Brothers", new)
    assert again.account.edited_by == "ann"
    PayeeService(office.as_("bob")).enter("Bean Brothers", new, holder="Bean Brothers Pty Ltd")
    with pytest.raises(NotAllowed, match="never confirms them"):
        PayeeService(office.as_("ann")).confirm("Bean Brothers", "called Jo")
    PayeeService(office.as_("bob")).confirm("Bean Brothers", "called Jo on 02 9999 1111")
    PayeeService(office.as_("maker")).confirm("Bean Brothers", "called Jo on 02 9999 1111, too")
    office.bill("Bean Brothers", "INV-1", 6000)
    run = office.paying().propose(office.bank, PAY_DAY).run.id
    for who, what in (("ann", "entered"), ("bob", "confirmed"), ("maker", "confirmed")):
        with pytest.raises(NotAllowed, match=f"You {what} the bank details"):
            office.paying(who).release(run)
    assert office.paying("cara").release(run).total == Money(6000, "AUD")


def test_an_account_that_others_wrote_over_it_keeps_all_who_entered_it(office: Office) -> None:
    """A row may name who wrote there last; the history names all, back to where it was another account."""

    def edit(who: str, number: str) -> None:
        with office.desk.books.change(Action.PAYEE_ACCOUNT_EDITED, "over it", actor=office.as_(who).actor) as work:
            contact = office.suppliers["Bean Brothers"]
            row = work.session.scalars(select(PayeeAccount).where(PayeeAccount.contact_id == contact)).one()
            row.account_number, row.edited_by, row.confirmed_by = number, who, None
            row.edited_at = row.edited_at + timedelta(minutes=1)
            work.commit()

    for who, number in (("carl", "1"), ("bob", "2"), ("ann", "99999999"), ("maker", "99999999")):
        edit(who, number)
    for who in ("ann", "maker"):
        with pytest.raises(NotAllowed, match="never confirms them"):
            PayeeService(office.as_(who)).confirm("Bean Brothers", "called Jo")
    assert PayeeService(office.as_("bob")).confirm("Bean Brothers", "called Jo")[0].account.confirmed_by == "bob"
