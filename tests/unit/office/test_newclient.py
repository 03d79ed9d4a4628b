from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bookdesk.core.errors import BookDeskError, NotAllowed
from bookdesk.ledger.chart import accounts
from bookdesk.office.newclient import (
    NewClient,
    add_new_client,
    can_start,
    require_start,
    start_books,
    started_countries,
)
from bookdesk.office.opened import Office
from bookdesk.security.roles import Role
from bookdesk.store.places import Places
from tests.support.firm import Firm

ACME = NewClient("Acme  Catering", "AU", "AUD", "Australia/Perth", "51 824 753 556")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    firm = Firm(Places(tmp_path / "home"))
    firm.found()
    with firm.open() as practice:
        yield Office(practice, firm.clock)


def chart_size(office: Office, client_id: str) -> int:
    with office.workspace(client_id) as workspace, workspace.desk.books.query() as session:
        return len(accounts(session))


def test_a_client_of_a_country_with_a_template_starts_with_its_chart(office: Office) -> None:
    entry = add_new_client(office, ACME)
    assert (entry.name, entry.profile.zone) == ("Acme Catering", "Australia/Perth")
    assert office.clients() == (entry,)
    assert chart_size(office, entry.client_id) > 10


def test_a_client_may_begin_with_empty_books(office: Office) -> None:
    entry = add_new_client(office, NewClient("Chez Nous", "FR", "EUR", "Europe/Paris", starts=False))
    assert chart_size(office, entry.client_id) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        NewClient("", "AU", "AUD", "Australia/Perth"),
        NewClient("Acme", "AU", "XYZ", "Australia/Perth"),
        NewClient("Acme", "AU", "AUD", "Australia/Nowhere"),
        NewClient("Acme", "FR", "EUR", "Europe/Paris"),
        NewClient("Acme", "AU", "AUD", "Australia/Perth", "51 824 753 557"),
    ],
)
def test_what_is_refused_leaves_no_client_behind(office: Office, wrong: NewClient) -> None:
    with pytest.raises(BookDeskError):
        add_new_client(office, wrong)
    assert office.clients() == ()


def test_every_country_that_starts_is_known_with_its_zone() -> None:
    assert started_countries()["IE"] == "Europe/Dublin"


def test_books_that_were_only_registered_are_started_later(office: Office) -> None:
    entry = add_new_client(office, replace(ACME, starts=False))
    assert can_start(entry)
    with office.workspace(entry.client_id) as workspace:
        start_books(workspace)
    assert chart_size(office, entry.client_id) > 10


def test_books_of_a_country_without_a_template_cannot_be_started(office: Office) -> None:
    assert not can_start(add_new_client(office, NewClient("Chez Nous", "FR", "EUR", "Europe/Paris", starts=False)))


def test_who_neither_adds_clients_nor_posts_starts_no_books(office: Office) -> None:
    entry = add_new_client(office, replace(ACME, starts=False))
    with office.workspace(entry.client_id) as workspace:
        for role, may in ((Role.READER, False), (Role.APPROVER, False), (Role.OWNER, True), (Role.BOOKKEEPER, True)):
            theirs = replace(workspace, entry=replace(workspace.entry, roles=(role,)))
            if may:
                require_start(theirs)
            else:
                with pytest.raises(NotAllowed):
                    start_books(theirs)
    assert chart_size(office, entry.client_id) == 0
