"""Accounts that only sales need: clients of before get them when the first is needed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.core.errors import NotFound
from bookdesk.ledger.roles import BY_COUNTRY, ensure_role
from bookdesk.models.account import Account, AccountRole
from bookdesk.models.actions import Action
from bookdesk.store.desk import Desk
from bookdesk.takeon.templates import TEMPLATES
from tests.support.books import client_desk

GIVEN = AccountRole.BAD_DEBTS


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as desk:
        yield desk


@pytest.mark.parametrize("country", sorted(TEMPLATES))
def test_they_are_those_of_the_templates(country: str) -> None:
    by_role = {one.role: (one.code, one.name, one.kind) for one in TEMPLATES[country].accounts}
    for role, one in BY_COUNTRY[country].items():
        assert by_role[role] == (one.code, one.name, one.kind)


def test_the_one_that_is_there_is_taken(desk: Desk) -> None:
    with desk.books.change(Action.ACCOUNT_EDITED, "test", actor=desk.actor) as work:
        there = work.session.scalars(select(Account).where(Account.role == GIVEN)).one()
        assert ensure_role(work, GIVEN) == there.id
        there.role = None
        work.session.flush()
        assert ensure_role(work, GIVEN) == there.id
        assert there.role is GIVEN


def test_one_is_added_under_a_free_code_where_there_is_none(desk: Desk) -> None:
    with desk.books.change(Action.ACCOUNT_EDITED, "test", actor=desk.actor) as work:
        there = work.session.scalars(select(Account).where(Account.role == GIVEN)).one()
        there.role, there.name = None, "Something else"
        work.session.flush()
        made = work.get(Account, ensure_role(work, GIVEN))
        assert (made.code, made.name) == ("6-0301", "Bad debts")
        assert ensure_role(work, GIVEN) == made.id
        work.commit()


def test_what_every_chart_begins_with_is_not_invented(desk: Desk) -> None:
    with desk.books.change(Action.ACCOUNT_EDITED, "test", actor=desk.actor) as work:
        work.session.scalars(select(Account).where(Account.role == AccountRole.RECEIVABLES)).one().role = None
        work.session.flush()
        with pytest.raises(NotFound, match="no account for receivables"):
            ensure_role(work, AccountRole.RECEIVABLES)
