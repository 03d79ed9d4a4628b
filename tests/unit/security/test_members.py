"""People come, change their passphrase, lose it, and go."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bookdesk.core.errors import (
    Conflict,
    InputError,
    Locked,
    NotAllowed,
    NotFound,
    RuleBroken,
    StorageError,
    UsageError,
)
from bookdesk.models.practice import CertificateKind
from bookdesk.security import members
from bookdesk.security.members import (
    add_user,
    change_passphrase,
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
from bookdesk.security.slotfile import copies
from bookdesk.security.slots import SlotKind
from bookdesk.store.change import Change
from bookdesk.store.verify import verify
from tests.support.firm import BEN, KOALA, NOON, OWNER, PASSPHRASE, STAPLE, Firm

NEW = passphrase_from("a wholly new passphrase")


def names(practice: OpenPractice) -> list[str]:
    return [entry.name for entry in practice.clients()]


def test_a_new_user_works_with_his_own_passphrase_and_roles(staffed: Firm) -> None:
    with staffed.open() as practice:
        carla = add_user(practice, " Carla   C ", [Role.BOOKKEEPER, Role.PAYER], NEW, ["Dublin Deli"])
        assert carla.name == "Carla C"
        assert all(finding.holds for finding in verify(practice.file))
    with staffed.open("carla c", NEW.reveal().decode()) as practice:
        assert names(practice) == ["Dublin Deli"]
        assert practice.roles() == (Role.BOOKKEEPER, Role.PAYER)
        assert practice.user.root_box is None


def test_a_second_owner_may_certify_too(staffed: Firm) -> None:
    with staffed.open() as practice:
        add_user(practice, "Olga", [Role.OWNER], NEW, ["Koala Kafe"])
    with staffed.open("Olga", NEW.reveal().decode()) as practice:
        grant_client(practice, "Koala Kafe", BEN, [Role.REVIEWER])
        with pytest.raises(NotFound):
            grant_client(practice, "Dublin Deli", BEN)


def test_only_owners_change_people_and_grants(staffed: Firm) -> None:
    with staffed.open(BEN, STAPLE) as practice:
        for act in (
            lambda: add_user(practice, "Eve", [Role.OWNER], NEW),
            lambda: grant_client(practice, "Koala Kafe", OWNER),
            lambda: revoke_client(practice, "Koala Kafe", OWNER),
            lambda: remove_user(practice, OWNER),
            lambda: renew_user(practice, OWNER, NEW),
        ):
            with pytest.raises(NotAllowed):
                act()


def test_a_name_is_used_once_and_a_weak_passphrase_never(staffed: Firm) -> None:
    with staffed.open() as practice:
        with pytest.raises(Conflict, match="already a user"):
            add_user(practice, "BEN", [Role.PAYER], NEW)
        with pytest.raises(UsageError, match="shorter"):
            add_user(practice, "Eve", [Role.PAYER], passphrase_from("eve"))
        with pytest.raises(NotFound):
            find_user(practice, "Eve")


def test_a_user_needs_a_name(staffed: Firm) -> None:
    with staffed.open() as practice, pytest.raises(UsageError, match="needs a name"):
        add_user(practice, "  ", [Role.READER], passphrase_from(STAPLE))


def test_what_an_interrupted_addition_left_neither_opens_nor_stands_in_the_way(
    staffed: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    with staffed.open() as practice, monkeypatch.context() as patch:
        patch.setattr(practice.file, "change", _power_cut)
        with pytest.raises(KeyboardInterrupt):
            add_user(practice, "Carla", [Role.PAYER], NEW)
    with pytest.raises(Locked, match="no such user"):
        staffed.open("Carla", NEW.reveal().decode())
    with staffed.open() as practice:
        add_user(practice, "Carla", [Role.PAYER], NEW)
        assert len(practice.table.named("Carla")) == 1
    with staffed.open("Carla", NEW.reveal().decode()) as practice:
        assert names(practice) == []


def _power_cut(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_a_changed_passphrase_replaces_the_old_and_changes_nothing_else(staffed: Firm) -> None:
    with staffed.open(BEN, STAPLE) as practice:
        before = (practice.user.sign_key, practice.file.practice().version, len(practice.table.slots))
        change_passphrase(practice, NEW)
    with pytest.raises(Locked):
        staffed.open(BEN, STAPLE)
    with staffed.open(BEN, NEW.reveal().decode()) as practice:
        assert (practice.user.sign_key, practice.file.practice().version, len(practice.table.slots)) == before
        assert names(practice) == ["Koala Kafe"]
    with staffed.open():
        pass


def test_the_recovery_key_has_no_passphrase(staffed: Firm) -> None:
    with staffed.recover() as practice, pytest.raises(NotAllowed, match="no passphrase"):
        change_passphrase(practice, NEW)


@pytest.mark.parametrize("who", [OWNER, BEN])
def test_a_lost_passphrase_is_replaced_by_the_recovery_key(staffed: Firm, who: str) -> None:
    with staffed.recover() as practice:
        old = find_user(practice, who).sign_key
        renew_user(practice, who, NEW)
    with staffed.open(who, NEW.reveal().decode()) as practice:
        assert practice.user.sign_key != old
        assert "Koala Kafe" in names(practice)
        assert practice.open_client("Koala Kafe").client_id
        assert (practice.user.root_box is not None) == (who == OWNER)
    with pytest.raises(Locked):
        staffed.open(who, PASSPHRASE if who == OWNER else STAPLE)


def test_a_renewal_cut_off_halfway_is_told_and_repeated(staffed: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    with staffed.open() as practice, monkeypatch.context() as patch:
        patch.setattr(Change, "commit", _power_cut)
        with pytest.raises(KeyboardInterrupt):
            renew_user(practice, BEN, NEW)
    with pytest.raises(Locked, match="not the certified ones"):
        staffed.open(BEN, NEW.reveal().decode())
    with staffed.open(BEN, STAPLE) as practice:
        assert names(practice) == ["Koala Kafe"], "the old keys open until the new ones are certified"
        assert len(practice.table.named(BEN)) == 1
    with staffed.open() as practice:
        renew_user(practice, BEN, NEW)
        assert len(practice.table.named(BEN)) == 1
    with staffed.open(BEN, NEW.reveal().decode()) as practice:
        assert names(practice) == ["Koala Kafe"]


def test_a_renewal_that_could_not_be_committed_leaves_the_old_passphrase(
    staffed: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageError("The disk is full; nothing was changed.", "Free some space on this disk, then try again.")

    with staffed.open() as practice:
        with monkeypatch.context() as patch:
            patch.setattr(Session, "commit", full)
            with pytest.raises(StorageError, match="nothing was changed"):
                renew_user(practice, BEN, NEW)
        assert len(practice.table.named(BEN)) == 1
    with pytest.raises(Locked):
        staffed.open(BEN, NEW.reveal().decode())
    with staffed.open(BEN, STAPLE) as practice:
        assert names(practice) == ["Koala Kafe"]


def test_a_renewal_cut_off_after_its_commit_leaves_the_new_passphrase_alone(
    staffed: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    with staffed.open() as practice, monkeypatch.context() as patch:
        patch.setattr(members, "_put_slot", _power_cut)
        with pytest.raises(KeyboardInterrupt):
            renew_user(practice, BEN, NEW)
    with pytest.raises(Locked, match="not the certified ones"):
        staffed.open(BEN, STAPLE)
    with staffed.open(BEN, NEW.reveal().decode()) as practice:
        assert len(practice.table.named(BEN)) == 1
    with pytest.raises(Locked, match="passphrase is wrong"):
        staffed.open(BEN, STAPLE)


def test_keys_of_before_a_renewal_do_not_open_with_an_older_key_file(staffed: Firm) -> None:
    old = [path.read_bytes() for path in copies(staffed.places)]
    with staffed.open() as practice:
        renew_user(practice, BEN, NEW)
    for path, content in zip(copies(staffed.places), old, strict=True):
        path.write_bytes(content)
    with pytest.raises(Locked, match="not the certified ones"):
        staffed.open(BEN, STAPLE)


def test_signatures_with_keys_of_before_stay_checkable(staffed: Firm) -> None:
    with staffed.open(BEN, STAPLE) as practice:
        ben, signature = practice.actor.user, practice.signer.sign("approval", {"bill": "b1"})
    with staffed.open() as practice:
        renew_user(practice, BEN, NEW)
        assert practice.trusted.verify(ben, "approval", {"bill": "b1"}, signature)
    with staffed.open(BEN, NEW.reveal().decode()) as practice:
        again = practice.signer.sign("approval", {"bill": "b1"})
        assert again != signature
        assert practice.trusted.verify(ben, "approval", {"bill": "b1"}, again)


def test_a_removed_user_is_locked_out_and_his_signatures_stay(staffed: Firm) -> None:
    with staffed.open(BEN, STAPLE) as practice:
        ben, signature = practice.actor.user, practice.signer.sign("approval", {"bill": "b1"})
    with staffed.open() as practice:
        remove_user(practice, BEN)
        assert not practice.file.grants_of(ben)
        assert practice.trusted.verify(ben, "approval", {"bill": "b1"}, signature)
        kinds = [certificate.kind for certificate in practice.file.certificates() if certificate.subject == ben]
        assert kinds == [CertificateKind.USER, CertificateKind.REVOCATION]
        with pytest.raises(RuleBroken, match="was removed"):
            grant_client(practice, "Koala Kafe", BEN)
        with pytest.raises(RuleBroken, match="Nobody removes himself"):
            remove_user(practice, OWNER)
    with pytest.raises(Locked, match="no such user"):
        staffed.open(BEN, STAPLE)


def test_a_removed_user_can_be_taken_back_with_new_keys(staffed: Firm) -> None:
    with staffed.open() as practice:
        remove_user(practice, BEN)
        renew_user(practice, BEN, NEW)
        grant_client(practice, "Dublin Deli", BEN)
    with staffed.open(BEN, NEW.reveal().decode()) as practice:
        assert names(practice) == ["Dublin Deli"]


def test_grants_come_change_and_go(staffed: Firm) -> None:
    with staffed.open() as practice:
        deli = practice.client("Dublin Deli").client_id
        grant_client(practice, "Dublin Deli", BEN)
        grant_client(practice, deli, BEN, [Role.READER])
        grant_client(practice, "Koala Kafe", BEN, [Role.REVIEWER, Role.PAYER])
    with staffed.open(BEN, STAPLE) as practice:
        assert names(practice) == ["Dublin Deli", "Koala Kafe"]
        assert practice.roles(deli) == practice.client(deli).roles == (Role.READER,)
        assert practice.client("Koala Kafe").roles == (Role.REVIEWER, Role.PAYER)
        assert practice.roles() == (Role.APPROVER,)
    with staffed.open() as practice:
        revoke_client(practice, "Dublin Deli", BEN)
        with pytest.raises(NotFound, match="no access"):
            revoke_client(practice, "Dublin Deli", BEN)
    with staffed.open(BEN, STAPLE) as practice:
        assert names(practice) == ["Koala Kafe"]
        with pytest.raises(Locked):
            practice.open_client(deli)


def test_every_user_has_one_slot_and_the_practice_one_recovery_slot(staffed: Firm) -> None:
    with staffed.open() as practice:
        assert len(practice.table.of_kind(SlotKind.PASSPHRASE)) == 2
        assert len(practice.table.of_kind(SlotKind.RECOVERY)) == 1


def test_all_this_is_history(staffed: Firm) -> None:
    with staffed.open() as practice:
        add_user(practice, "Carla", [Role.PAYER], NEW, ["Koala Kafe"])
        revoke_client(practice, "Koala Kafe", "Carla")
        remove_user(practice, "Carla")
        assert all(finding.holds for finding in verify(practice.file, anchors=practice.anchors()["practice"]))
        with practice.file.query() as session:
            reasons = session.connection().exec_driver_sql("SELECT reason FROM change_set ORDER BY position").scalars()
            withdrawn = ["access withdrawn", "new key for a client"]
            assert list(reasons)[-5:] == ["user added", *withdrawn, "user removed", "new key for the practice"]


def test_an_auditor_reads_a_client_until_a_last_day_only(staffed: Firm) -> None:
    end, secret = NOON + timedelta(days=9), passphrase_from("otter violet granite hush")
    with staffed.open() as practice:
        with pytest.raises(InputError, match="needs a last day") as refused:
            grant_client(practice, KOALA.name, BEN, [Role.READER, Role.AUDITOR])
        assert "--until" in str(refused.value.command)
        with pytest.raises(InputError, match="needs a last day"):
            add_user(practice, "Cleo", [Role.AUDITOR], secret, [KOALA.name])
        with pytest.raises(InputError, match="needs a last day"):
            change_roles(practice, BEN, [Role.AUDITOR])
        add_user(practice, "Cleo", [Role.AUDITOR], secret)
        with pytest.raises(InputError, match="needs a last day"):
            grant_client(practice, KOALA.name, "Cleo")
        grant_client(practice, KOALA.name, "Cleo", until=end)
        grant_client(practice, KOALA.name, BEN, until=end)
        assert change_roles(practice, BEN, [Role.AUDITOR]).name == BEN
