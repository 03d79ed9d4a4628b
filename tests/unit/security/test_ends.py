"""Access that ends: what the program keeps to at once becomes true of the keys with their next change."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bookdesk.core.errors import Locked
from bookdesk.core.identifiers import ClientId
from bookdesk.models.practice import CertificateKind
from bookdesk.security.clientkeys import unwrap_client_key
from bookdesk.security.ends import end_of, ends_of, has_ended, last_day
from bookdesk.security.members import add_user, grant_client, remove_user, renew_user, revoke_client
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.practice import OpenPractice
from bookdesk.security.roles import Role
from bookdesk.security.rotation import Pending, rotate, rotation_pending
from bookdesk.security.safety import verify_practice
from tests.support.firm import BEN, DELI, KOALA, NOON, STAPLE, Firm
from tests.support.rotated import filled, holds, keys, opens

UNTIL = NOON + timedelta(days=30)
NEW = passphrase_from("a wholly new passphrase")


@pytest.fixture
def lent(staffed: Firm) -> Firm:
    """Ben reads the cafe until a day, and the deli for good."""
    filled(staffed)
    with staffed.open() as practice:
        grant_client(practice, KOALA.name, BEN, [Role.AUDITOR], UNTIL)
        grant_client(practice, DELI.name, BEN)
    return staffed


def over(firm: Firm) -> None:
    firm.clock.advance((UNTIL - firm.clock.now()).total_seconds())


def koala(practice: OpenPractice) -> ClientId:
    return practice.client(KOALA.name).client_id


def ben(practice: OpenPractice) -> str:
    return practice.file.user_named("ben").id


def kept_key(firm: Firm, client_id: str) -> bytes:
    """What Ben can unseal with his own keys, going round the program."""
    with firm.open(BEN, STAPLE, writes=False) as practice:
        grant = practice.file.grants_of(practice.user.id)[client_id]
        return unwrap_client_key(practice.bundle, grant, practice.practice.id).reveal()


def test_a_new_key_is_not_sealed_to_whose_access_has_ended_and_it_is_withdrawn(lent: Firm) -> None:
    with lent.open() as practice:
        client = koala(practice)
    old = kept_key(lent, client)
    over(lent)
    with lent.open() as practice:
        assert has_ended(practice, practice.file.grants_on(client)[ben(practice)])
        assert rotate(practice, [client], practice_too=False).finished
        assert ben(practice) not in practice.file.grants_on(client)
        (revoked,) = [one for one in practice.file.certificates() if one.kind is CertificateKind.REVOCATION]
        assert practice.trusted.of(revoked.id, revoked.subject)["user"] == ben(practice)
        new = keys(practice)[client]
        assert not rotation_pending(practice)
        assert all(one.holds for one in verify_practice(practice, practice.clients()))
    assert new != old
    assert opens(lent.places.books(client), new)
    assert not opens(lent.places.books(client), old)
    with lent.open(BEN, STAPLE) as practice:
        assert [entry.name for entry in practice.clients()] == [DELI.name]  # and nothing is in his way
        with pytest.raises(Locked):
            practice.client_key(client)
    holds(lent)


def test_whoever_has_a_day_left_gets_the_new_key(lent: Firm) -> None:
    lent.clock.advance(timedelta(days=29).total_seconds())
    with lent.open() as practice:
        client = koala(practice)
        assert not rotation_pending(practice)
        rotate(practice, [client], practice_too=False)
        new = keys(practice)[client]
    assert kept_key(lent, client) == new
    with lent.open(BEN, STAPLE) as practice:
        assert practice.client(KOALA.name).until == UNTIL
        practice.open_client(KOALA.name)


def test_a_key_that_lies_sealed_to_whose_day_is_over_is_told_as_left_to_change(lent: Firm) -> None:
    with lent.open() as practice:
        client = koala(practice)
        assert not rotation_pending(practice)
    over(lent)
    with lent.open() as practice:
        assert rotation_pending(practice) == Pending((client,), practice=False)
        assert rotate(practice, rotation_pending(practice).clients, practice_too=False).finished
        assert not rotation_pending(practice)


def test_somebody_else_s_removal_takes_it_away_as_well(lent: Firm) -> None:
    with lent.open() as practice:
        add_user(practice, "Carla", [Role.BOOKKEEPER], NEW, [DELI.name])
        client = koala(practice)
    over(lent)
    with lent.open() as practice:
        assert client in remove_user(practice, "Carla").clients
        assert client not in practice.file.grants_of(ben(practice))
        assert set(practice.file.grants_of(ben(practice))) == {practice.client(DELI.name).client_id}
    holds(lent)


def test_new_keys_for_a_person_do_not_renew_what_has_ended(lent: Firm) -> None:
    over(lent)
    with lent.recover() as practice:
        client = koala(practice)
        renew_user(practice, BEN, NEW)
        assert client not in practice.file.grants_of(ben(practice))
        assert rotation_pending(practice).clients == (client,)  # he knows the key of before
    with lent.open(BEN, NEW.reveal().decode()) as practice:
        assert [entry.name for entry in practice.clients()] == [DELI.name]


def test_access_given_again_is_a_new_one(lent: Firm) -> None:
    over(lent)
    with lent.open() as practice:
        rotate(practice, [koala(practice)], practice_too=False)
        grant_client(practice, KOALA.name, BEN)
        revoke_client(practice, DELI.name, BEN)
    with lent.open(BEN, STAPLE) as practice:
        assert [entry.name for entry in practice.clients()] == [KOALA.name]
        practice.open_client(KOALA.name)
    holds(lent)


def test_a_last_day_is_counted_where_the_client_is(lent: Firm) -> None:
    end = end_of(date(2026, 7, 31), "Australia/Sydney")
    assert (end.isoformat(), last_day(end, "Australia/Sydney")) == ("2026-07-31T14:00:00+00:00", date(2026, 7, 31))
    with lent.open() as practice:
        assert list(ends_of(practice, practice.file.user_named("ben"))) == [(KOALA.name, last_day(UNTIL, KOALA.zone))]
