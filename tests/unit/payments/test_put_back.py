"""A client put back from a backup pays nobody until bank and books were compared."""

from __future__ import annotations

import pytest

from bookdesk.core.errors import RuleBroken
from bookdesk.models.actions import Action
from bookdesk.models.payment import RunState
from bookdesk.store.history import latest_sets
from tests.unit.payments.office import PAY_DAY, Office, put_back


def test_what_may_have_been_paid_already_is_compared_before_it_is_paid(office: Office) -> None:
    office.bill("Bean Brothers", "INV-1", 10000)
    run = office.paying("maker").propose(office.bank, PAY_DAY).run.id
    assert office.paying("bob").show(run).put_back == ""
    put_back(office)
    view = office.paying("bob").show(run)
    assert "to the state of 2026-06-29 18:30 UTC; money released since then may not be in it" in view.put_back
    assert view.notes[0] == view.put_back == office.paying("bob").put_back()
    with pytest.raises(RuleBroken, match="compare with the bank"):
        office.paying("bob").release(run)
    office.paying("bob").compared()
    with office.desk.books.query() as session:
        (act,) = latest_sets(session, 1)
    assert (act.action, act.actor) == (Action.BANK_COMPARED, "bob")
    assert office.paying("bob").release(run).run.state is RunState.RELEASED


def test_comparing_where_nothing_was_put_back_leaves_no_entry(office: Office) -> None:
    with office.desk.books.query() as session:
        before = latest_sets(session, 1)
    office.paying("bob").compared()
    with office.desk.books.query() as session:
        assert latest_sets(session, 1) == before
