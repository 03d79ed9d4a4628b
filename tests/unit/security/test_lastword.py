"""What was certified once and is not the last word counts no more, however genuine: rows kept and put back.

Whoever writes them here holds the practice's key, as every user does, and has a program of his own.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from bookdesk.core.errors import Locked, Tampered
from bookdesk.core.identifiers import new_id
from bookdesk.models.actions import Action
from bookdesk.models.history import Origin
from bookdesk.models.practice import Certificate, Grant, User
from bookdesk.security.clients import add_client
from bookdesk.security.lastword import LastWords
from bookdesk.security.members import (
    add_user,
    find_user,
    grant_client,
    remove_user,
    renew_user,
    revoke_client,
)
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.practice import OpenPractice
from bookdesk.security.rolechange import change_roles
from bookdesk.security.roles import Role
from bookdesk.security.safety import verify_practice
from bookdesk.store.places import Places
from tests.support.firm import DELI, KOALA, Firm

EVE, WORDS = "Eve", "five little words she knows"


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    """Return a practice with two clients, of which Eve reads one."""
    made = Firm(Places(tmp_path / "home"))
    made.found()
    with made.open() as practice:
        add_client(practice, KOALA)
        add_client(practice, DELI)
        roles = [Role.BOOKKEEPER, Role.PAYER]
        add_user(practice, EVE, roles, passphrase_from(WORDS), [KOALA.name])
    return made


def kept(row: Grant | User) -> dict[str, Any]:
    """Return the columns of a row as somebody could write them down."""
    return {column.key: getattr(row, column.key) for column in row.__table__.columns if column.key != "version"}


def written(practice: OpenPractice, *, gone: Grant | None = None, back: dict[str, Any] | None = None) -> None:
    """Write rows of access past every rule of the program."""
    practice.file.guard = anything
    with practice.file.change(Action.STEPPED_UP, "passphrase given", actor=practice.actor) as work:
        if gone is not None:
            work.delete(work.get(Grant, gone.id))
            work.session.flush()
        if back is not None:
            work.add(Grant(**back))
        work.commit()


def anything(_action: StrEnum, _origin: Origin) -> None:
    """Be the guard of somebody who writes his own program."""


def told(practice: OpenPractice) -> list[str]:
    """Return what `verify` says about the rows of people."""
    (of_practice,) = verify_practice(practice, ())
    return [word for one in of_practice.findings if one.check == "certificates" for word in one.problems]


def own_grant(practice: OpenPractice, client: str) -> Grant:
    found = practice.file.grant(practice.client(client).client_id, practice.user.id)
    assert found is not None
    return found


def test_an_access_that_nobody_certified_is_sealed_no_key(firm: Firm) -> None:
    with firm.open(EVE, WORDS) as eve:
        certificate = own_grant(eve, KOALA.name).certificate_id
        other = [row.id for row in eve.file.clients() if row.id not in eve.file.grants_of(eve.user.id)][-1]
        planted = {"id": new_id(), "client_id": other, "user_id": eve.user.id, "key_epoch": 1, "wrapped_key": "AAAA"}
        written(eve, back=planted | {"roles": None, "certificate_id": certificate})
    with firm.open() as practice:
        assert told(practice) == [f"the access of Eve to client {other} is not what was certified last"]
        with pytest.raises(Tampered):
            renew_user(practice, EVE, passphrase_from("another set of her words"))
        practice.refresh()
        add_user(practice, "Ben", [Role.READER], passphrase_from("words that Ben alone knows"), [other])
        left = remove_user(practice, "Ben")
        assert left.clients == ()
        assert "Somebody wrote an access for Eve that no owner certified" in left.problems[0]
        grant = practice.file.grant(other, find_user(practice, EVE).id)
        assert grant is not None
        assert grant.wrapped_key == "AAAA"


def test_an_access_that_was_withdrawn_does_not_come_back(firm: Firm) -> None:
    with firm.open(EVE, WORDS) as eve:
        row = kept(own_grant(eve, KOALA.name))
    with firm.open() as practice:
        assert revoke_client(practice, KOALA.name, EVE).finished
    with firm.open(EVE, WORDS) as eve:
        written(eve, back=row)
        with pytest.raises(Tampered):
            eve.clients()
    with firm.open() as practice:
        assert len(told(practice)) == 1
        revoke_client(practice, KOALA.name, EVE)  # the way out: withdrawn once more
        assert told(practice) == []


def test_nor_do_more_roles_for_a_client_than_he_has_now(firm: Firm) -> None:
    with firm.open(EVE, WORDS) as eve:
        row = kept(own_grant(eve, KOALA.name))
    with firm.open() as practice:
        grant_client(practice, KOALA.name, EVE, [Role.READER])
    with firm.open(EVE, WORDS) as eve:
        assert eve.roles(eve.client(KOALA.name).client_id) == (Role.READER,)
        written(eve, gone=own_grant(eve, KOALA.name), back=row)
        with pytest.raises(Tampered):
            eve.client(KOALA.name)
    with firm.open() as practice:
        assert len(told(practice)) == 1


def test_who_was_an_owner_is_none_again_by_an_older_certificate(firm: Firm) -> None:
    with firm.open() as practice:
        change_roles(practice, EVE, [Role.OWNER])
    with firm.open(EVE, WORDS) as eve:
        row = kept(eve.user)
    with firm.open() as practice:
        change_roles(practice, EVE, [Role.READER])
    with firm.open(EVE, WORDS) as eve:
        assert eve.roles() == (Role.READER,)
        eve.file.guard = anything
        with eve.file.change(Action.STEPPED_UP, "passphrase given", actor=eve.actor) as work:
            user = work.get(User, eve.user.id)
            user.roles, user.certificate_id, user.root_box = row["roles"], row["certificate_id"], row["root_box"]
            work.commit()
    with pytest.raises(Tampered):
        firm.open(EVE, WORDS)
    with firm.open() as practice:
        assert told(practice) == ["the roles or keys of Eve are not what was certified last"]
        with pytest.raises(Tampered):
            practice.roles_of(find_user(practice, EVE))


def test_who_was_removed_is_not_here_again_by_one_mark(firm: Firm) -> None:
    with firm.open() as practice:
        remove_user(practice, EVE)
        practice.file.guard = anything
        with practice.file.change(Action.STEPPED_UP, "", actor=practice.actor) as work:
            work.get(User, find_user(practice, EVE).id).active = True
            work.commit()
        assert told(practice) == ["the roles or keys of Eve are not what was certified last"]
        with pytest.raises(Tampered):
            grant_client(practice, KOALA.name, EVE)


def test_certificates_that_are_taken_away_leave_a_gap(firm: Firm) -> None:
    with firm.open() as practice:
        change_roles(practice, EVE, [Role.READER])
        newest = max(practice.file.certificates(), key=lambda one: LastWords.of([one]).next_number)
        older = find_user(practice, EVE).certificate_id
        assert older == newest.id
        change_roles(practice, EVE, [Role.PAYER])
        assert told(practice) == []
    certificates = [one for one in practice.file.certificates() if one.id != older]
    assert LastWords.of(certificates).missing() == (LastWords.of([newest]).next_number - 1,)


def test_a_clock_that_was_put_back_does_not_make_an_older_word_the_last(firm: Firm) -> None:
    with firm.open() as practice:
        first = find_user(practice, EVE).certificate_id
        firm.clock.advance(-48 * 3600)
        change_roles(practice, EVE, [Role.READER])
        words = practice.trusted.words
        now = find_user(practice, EVE)
        assert words.is_last_of_user(now.id, now.certificate_id)
        assert not words.is_last_of_user(now.id, first)
        assert practice.roles_of(now) == (Role.READER,)


def test_what_is_no_statement_is_refused() -> None:
    with pytest.raises(Tampered):
        LastWords.of([Certificate(id="x", kind="user", subject="y", statement="[]", signature="", issued_at=None)])


def test_eve_keeps_what_she_may(firm: Firm) -> None:
    with firm.open(EVE, WORDS) as eve:
        assert [one.name for one in eve.clients()] == [KOALA.name]
        with pytest.raises(Locked):
            eve.client(next(row.id for row in eve.file.clients() if row.id not in eve.file.grants_of(eve.user.id)))
