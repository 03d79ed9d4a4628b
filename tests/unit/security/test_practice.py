"""The practice opened: what each user sees and opens, and what shows that somebody meddled."""

from __future__ import annotations

import shutil
from uuid import UUID

import pytest

from bookdesk.core.errors import InUse, Locked, NotAllowed, NotFound, Tampered, UsageError
from bookdesk.models.actions import Action
from bookdesk.models.client import ClientProfile
from bookdesk.models.practice import ClientRegistry, Grant, Mode, Practice, User
from bookdesk.security.clientkeys import seal_profile
from bookdesk.security.practice import OpenPractice
from bookdesk.security.recovery import new_recovery_key
from bookdesk.security.roles import Permission, Role
from bookdesk.security.slotfile import copies
from bookdesk.store.books import Books
from bookdesk.store.file import permit_all
from bookdesk.store.places import Places
from tests.support.firm import BEN, DELI, KOALA, OWNER, PASSPHRASE, STAPLE, Firm


def work_on(practice: OpenPractice, client: str, name: str) -> Books:
    books = practice.open_client(client)
    with books.change(Action.CLIENT_CREATED, "started", actor=practice.actor) as work:
        work.add(ClientProfile(name=name, legal_name=name, country="AU", base_currency="AUD", zone="UTC", tax_id=None))
        work.commit()
    return books


@pytest.mark.parametrize(
    ("user", "passphrase"), [(OWNER, "wrong passphrase"), ("Nobody", PASSPHRASE), (BEN, PASSPHRASE)]
)
def test_wrong_passphrase_and_unknown_user_are_locked_out_alike(staffed: Firm, user: str, passphrase: str) -> None:
    with pytest.raises(Locked, match="The passphrase is wrong, or there is no such user") as refused:
        staffed.open(user, passphrase)
    assert refused.value.exit_status == 3
    with staffed.open():
        pass  # and the lock was given back


def test_where_no_practice_is_none_is_made(unfounded: Firm) -> None:
    with pytest.raises(NotFound, match="no practice"):
        unfounded.open()
    assert not unfounded.places.home.exists()


def test_each_user_sees_the_clients_he_has_keys_of(staffed: Firm) -> None:
    with staffed.open() as practice:
        assert [entry.name for entry in practice.clients()] == ["Dublin Deli", "Koala Kafe", "Unsorted"]
        deli = practice.client("dublin  deli")
        assert deli.profile == DELI
    with staffed.open(BEN, STAPLE) as practice:
        assert [entry.name for entry in practice.clients()] == ["Koala Kafe"]
        assert practice.open_client("koala kafe").client_id == practice.client("Koala Kafe").client_id
        with pytest.raises(NotFound, match="You have no client Dublin Deli"):
            practice.client("Dublin Deli")
        with pytest.raises(Locked, match="no key for this client"):
            practice.open_client(deli.client_id)
        with pytest.raises(Locked, match="no key for this client"):
            practice.client_key(deli.client_id)


def test_without_a_grant_not_even_the_decrypted_practice_file_tells_a_name(staffed: Firm) -> None:
    with staffed.open(BEN, STAPLE) as practice, practice.file.query() as session:
        dump = []
        tables = session.connection().exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'table'").scalars()
        for table in list(tables):
            dump += [str(tuple(row)) for row in session.connection().exec_driver_sql(f'SELECT * FROM "{table}"')]  # noqa: S608 - names of our own schema
    whole = "\n".join(dump)
    assert BEN in whole
    assert OWNER in whole
    # Quoted or with a space or slash: sealed rows are base64, in which three letters come up by chance.
    for hidden in ("Dublin Deli", "Koala Kafe", '"EUR"', '"AUD"', "Europe/Dublin", "Australia/Sydney"):
        assert hidden not in whole


def test_a_name_held_by_two_clients_must_be_named_by_id(staffed: Firm) -> None:
    with staffed.open() as practice:
        koala = practice.client("Koala Kafe")
        with practice.file.change(Action.CLIENT_REGISTERED, "t", actor=practice.actor) as work:
            twin = work.get(ClientRegistry, practice.client("Dublin Deli").client_id)
            twin.sealed_profile = seal_profile(practice.client_key(twin.id), twin.id, KOALA)
            work.commit()
        with pytest.raises(UsageError, match="Several clients"):
            practice.client("Koala Kafe")
        assert practice.client(koala.client_id).client_id == koala.client_id


def test_roles_are_the_certified_ones(staffed: Firm) -> None:
    with staffed.open(BEN, STAPLE) as practice:
        assert practice.roles() == (Role.APPROVER,)
        assert practice.roles(practice.client("Koala Kafe").client_id) == (Role.APPROVER,)
        practice.require(Permission.APPROVE)
        with pytest.raises(NotAllowed, match="may not capture"):
            practice.require(Permission.CAPTURE)
        with pytest.raises(NotAllowed, match="Only an owner"):
            practice.authority()


def test_one_writes_and_others_read_meanwhile(staffed: Firm) -> None:
    with staffed.open() as writing:
        with pytest.raises(InUse):
            staffed.open(BEN, STAPLE)
        work_on(writing, "Koala Kafe", "Koala")
        with staffed.open(BEN, STAPLE, writes=False) as reading:
            books = reading.open_client("Koala Kafe")
            with pytest.raises(InUse):
                books.change(Action.CLIENT_EDITED, "no", actor=reading.actor)
    with staffed.open(BEN, STAPLE):
        pass


def test_reading_leaves_no_trace_on_the_disk(staffed: Firm) -> None:
    before = [path.read_bytes() for path in copies(staffed.places)]
    with staffed.open(BEN, STAPLE, writes=False) as practice:
        assert practice.clients()
    assert [path.read_bytes() for path in copies(staffed.places)] == before


def test_signatures_of_any_user_can_be_checked_by_every_other(staffed: Firm) -> None:
    with staffed.open(BEN, STAPLE) as ben:
        signature, ben_id = ben.signer.sign("approval", {"bill": "b1"}), ben.actor.user
        assert ben.signer.user_id == ben_id
    with staffed.open() as anna:
        assert anna.trusted.verify(ben_id, "approval", {"bill": "b1"}, signature)
        assert not anna.trusted.verify(ben_id, "approval", {"bill": "b2"}, signature)
        assert not anna.trusted.verify(anna.actor.user, "approval", {"bill": "b1"}, signature)
        assert not anna.trusted.verify("nobody", "approval", {"bill": "b1"}, signature)


# -- somebody who holds the practice's key, but not the owner's, changes rows


def change(practice: OpenPractice, model: type[object], row_id: str, **values: object) -> None:
    practice.file.guard = permit_all  # whoever meddles goes round the program
    with practice.file.change(Action.USER_EDITED, "meddled", actor=practice.actor) as work:
        row = work.get(model, row_id)
        for name, value in values.items():
            setattr(row, name, value)
        work.commit()


def test_roles_one_gives_oneself_do_not_count(staffed: Firm) -> None:
    with staffed.open(BEN, STAPLE) as practice:
        change(practice, User, practice.user.id, roles=["owner", "payer"])
        with pytest.raises(Tampered, match="record of user Ben"):
            practice.refresh()


def test_a_key_put_under_anothers_name_is_noticed(staffed: Firm) -> None:
    with staffed.open(BEN, STAPLE) as practice:
        change(practice, User, practice.file.user_named("anna å").id, sign_key=practice.bundle.sign_key.hex())
    with pytest.raises(Tampered, match="record of user Anna"):
        staffed.open()


def test_another_root_is_noticed(staffed: Firm) -> None:
    with staffed.open(BEN, STAPLE) as practice:
        change(practice, Practice, practice.practice.id, root_key=practice.bundle.sign_key.hex())
    with pytest.raises(Tampered, match="root key was replaced"):
        staffed.open()


def test_a_demo_practice_cannot_be_made_real(unfounded: Firm) -> None:
    unfounded.found(Mode.DEMO)
    with unfounded.open() as practice:
        change(practice, Practice, practice.practice.id, mode=Mode.NORMAL)
    with pytest.raises(Tampered, match="mode of the practice"):
        unfounded.open()


def test_a_demo_client_cannot_be_made_real(unfounded: Firm) -> None:
    unfounded.found(Mode.DEMO)
    with unfounded.open() as practice:
        change(practice, ClientRegistry, practice.clients()[0].client_id, mode=Mode.NORMAL)
        with pytest.raises(Tampered, match="mode of a client"):
            practice.clients()


def test_a_grant_with_another_certificate_is_noticed(staffed: Firm) -> None:
    with staffed.open(BEN, STAPLE) as practice:
        grant = practice.file.grants_of(practice.user.id)[practice.client("Koala Kafe").client_id]
        others = practice.file.grants_of(practice.file.user_named("anna å").id)
        change(practice, Grant, grant.id, certificate_id=next(iter(others.values())).certificate_id)
        with pytest.raises(Tampered):
            practice.clients()


# -- anchors


def test_heads_are_anchored_at_the_end(staffed: Firm) -> None:
    with staffed.open() as practice:
        books = work_on(practice, "Koala Kafe", "Koala")
        client_id, device = books.client_id, practice.actor.device
    with staffed.open(writes=False) as practice:
        (head,) = practice.anchors()[client_id]
        assert (head.device, head.counter) == (device, 1)
        assert {head.device for head in practice.anchors()["practice"]} == {device}


def test_an_older_copy_of_a_clients_file_is_refused_and_stays_convicted(staffed: Firm) -> None:
    with staffed.open() as practice:
        client_id = work_on(practice, "Koala Kafe", "Koala").client_id
        path = staffed.places.books(client_id)
    old = path.read_bytes()
    with staffed.open() as practice:
        books = practice.open_client("Koala Kafe")
        with books.change(Action.CLIENT_EDITED, "renamed", actor=practice.actor) as work:
            work.session.query(ClientProfile).one().name = "Koala Two"
            work.commit()
    path.write_bytes(old)
    for _ in range(2):
        with staffed.open() as practice, pytest.raises(Tampered, match="older copy was put back"):
            practice.open_client("Koala Kafe")
    with staffed.open() as practice:
        practice.forget_anchors(client_id)
        assert practice.open_client("Koala Kafe").client_id == client_id


def test_a_torn_copy_of_the_key_file_is_healed(staffed: Firm) -> None:
    first, second = copies(staffed.places)
    first.write_bytes(first.read_bytes()[:100])
    with staffed.open(writes=False):
        assert first.stat().st_size == 100
    with staffed.open():
        assert first.read_bytes() == second.read_bytes()


# -- devices and recovery


def test_a_restored_copy_becomes_a_device_of_its_own(staffed: Firm) -> None:
    with staffed.open() as practice:
        first = practice.actor.device
    copy = Firm(Places(staffed.places.home.with_name("copy")), sheet=staffed.sheet)
    shutil.copytree(staffed.places.home, copy.places.home)
    (copy.places.home / "device").unlink()
    with copy.open() as practice:
        second = practice.actor.device
        assert second != first
        assert [device.id for device in practice.file.devices()] == [first, second]
    with copy.open() as practice:
        assert practice.actor.device == second


def test_an_unusable_device_file_is_replaced(staffed: Firm) -> None:
    (staffed.places.home / "device").write_text("{}")
    with staffed.open(writes=False) as practice:
        assert UUID(practice.actor.device).int == 0
    with staffed.open() as practice:
        assert practice.actor.device in {device.id for device in practice.file.devices()}


def test_the_recovery_key_opens_everything(staffed: Firm) -> None:
    with staffed.recover() as practice:
        assert [entry.name for entry in practice.clients()] == ["Dublin Deli", "Koala Kafe", "Unsorted"]
        assert practice.authority().practice_id == practice.practice.id
        assert practice.open_client("Dublin Deli").client_id


def test_another_practices_recovery_key_does_not(staffed: Firm) -> None:
    other = Firm(Places(staffed.places.home.with_name("other")))
    other.found()
    staffed.sheet = other.sheet
    with pytest.raises(Locked, match="another practice"):
        staffed.recover()
    assert new_recovery_key().reveal() != new_recovery_key().reveal()


def test_two_practices_on_one_machine_do_not_mix(staffed: Firm) -> None:
    other = Firm(Places(staffed.places.home.with_name("other")))
    other.found()
    for path in copies(other.places):
        shutil.copy(path, staffed.places.home / path.name)
    with pytest.raises(Tampered, match="or of another practice"):
        staffed.open()
