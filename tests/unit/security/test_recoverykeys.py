"""A new recovery sheet opens everything and the old one nothing; at no moment does neither of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bookdesk.core import failpoints
from bookdesk.core.errors import InputError, Locked, NotAllowed, UsageError
from bookdesk.models.practice import Mode
from bookdesk.security.clientkeys import Profile
from bookdesk.security.clients import add_client
from bookdesk.security.members import grant_client, renew_user, revoke_client
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.recovery import RecoverySheet, from_text
from bookdesk.security.recoverykeys import confirm_recovery, note_confirmed, recovery_confirmed, renew_recovery
from bookdesk.security.rotation import rotate
from bookdesk.security.safety import back_up_practice, by_recovery_key, restore_all
from bookdesk.security.slotfile import read_slots
from bookdesk.security.slots import SlotKind
from bookdesk.store.places import Places
from tests.support.firm import BEN, DELI, KOALA, STAPLE, Firm


def renewed(firm: Firm) -> Firm:
    """Return the firm as it is with its new sheet; the old one stays in the given one's hand."""
    made: list[RecoverySheet] = []
    with firm.open() as practice:
        renew_recovery(practice, made.append)
    return Firm(firm.places, firm.clock, made[0].text)


def test_a_new_sheet_opens_every_client_and_the_old_one_nothing(staffed: Firm) -> None:
    new = renewed(staffed)
    with pytest.raises(Locked, match="another practice"):
        staffed.recover()
    with new.recover() as practice:
        assert {entry.name for entry in practice.clients()} == {KOALA.name, DELI.name, "Unsorted"}
        practice.open_client(KOALA.name)
        renew_user(practice, BEN, passphrase_from("new words for Ben"))
    new.open(BEN, "new words for Ben").close()
    assert len(read_slots(new.places).table.of_kind(SlotKind.RECOVERY)) == 1


def test_it_can_be_renewed_again_and_clients_added_later_are_its_too(staffed: Firm) -> None:
    second = renewed(staffed)
    third = renewed(second)
    with third.open() as practice:
        add_client(practice, Profile("Late Lunch", "AU", "AUD"))
    with third.recover() as practice:
        practice.open_client("Late Lunch")
    with pytest.raises(Locked):
        second.recover()


def test_a_sheet_that_cannot_be_kept_changes_nothing(staffed: Firm) -> None:
    def refuse(_sheet: RecoverySheet) -> None:
        raise UsageError("no paper", "buy some")

    with staffed.open() as practice, pytest.raises(UsageError, match="no paper"):
        renew_recovery(practice, refuse)
    staffed.recover().close()


def test_only_an_owner_makes_one_and_the_sheet_itself_does_not(staffed: Firm) -> None:
    made: list[RecoverySheet] = []
    with staffed.open(BEN, STAPLE) as practice, pytest.raises(NotAllowed):
        renew_recovery(practice, made.append)
    with staffed.recover() as practice, pytest.raises(NotAllowed, match="does not renew itself"):
        renew_recovery(practice, made.append)
    assert made == []


def test_whoever_cannot_open_a_client_makes_no_sheet_that_could_not_either(staffed: Firm) -> None:
    with staffed.open() as practice:
        grant_client(practice, DELI.name, BEN)
        revoke_client(practice, DELI.name, practice.user.name)
        with pytest.raises(Locked, match="would not open them either"):
            renew_recovery(practice, lambda _sheet: None)
    staffed.recover().close()


class Stopped(Exception):
    """The process ended here."""


@contextmanager
def stopping_at(nth: int) -> Iterator[None]:
    """Stop at the nth point that is reached."""
    reached = 0

    def hook(_name: str) -> None:
        nonlocal reached
        reached += 1
        if reached == nth:
            raise Stopped

    failpoints.install(hook)
    try:
        yield
    finally:
        failpoints.install(None)


def opens_all(firm: Firm) -> bool:
    try:
        with firm.recover() as practice:
            practice.open_client(KOALA.name)
            practice.open_client(DELI.name)
            return True
    except Locked:
        return False


@pytest.mark.slow
def test_stopped_anywhere_one_of_the_two_sheets_opens_everything(staffed: Firm, tmp_path: Path) -> None:
    both: set[tuple[bool, bool]] = set()
    for nth in range(1, 100):
        firm = staffed.copy(tmp_path / str(nth))
        made: list[RecoverySheet] = []
        with firm.open() as practice, stopping_at(nth):
            try:
                renew_recovery(practice, made.append)
            except Stopped:
                finished = False
            else:
                finished = True
        new = Firm(firm.places, firm.clock, made[0].text)
        firm.open().close()
        worked = (opens_all(firm), opens_all(new))
        assert worked in {(True, False), (False, True)}, f"stopped at point {nth}"
        assert len(read_slots(firm.places).table.of_kind(SlotKind.RECOVERY)) <= 2
        both.add(worked)
        if finished:
            break
    assert worked == (False, True)
    assert len(both) == 2


def test_a_sheet_is_confirmed_by_its_key_and_a_new_one_needs_it_again(unfounded: Firm) -> None:
    unfounded.found()
    unfounded.staff(shown=False)
    staffed = unfounded
    with staffed.open() as practice:
        assert not recovery_confirmed(practice)
        confirm_recovery(practice, from_text(staffed.sheet))
        assert recovery_confirmed(practice)
    new = renewed(staffed)
    with new.open() as practice:
        assert not recovery_confirmed(practice)
        with pytest.raises(InputError, match="does not open this practice"):
            confirm_recovery(practice, from_text(staffed.sheet))
        note_confirmed(practice)
        note_confirmed(practice)
        assert recovery_confirmed(practice)


def test_a_practice_for_show_needs_no_sheet(unfounded: Firm) -> None:
    unfounded.found(Mode.DEMO)
    with unfounded.open() as practice:
        assert recovery_confirmed(practice)


def test_new_keys_after_a_new_sheet_are_opened_by_the_new_sheet(staffed: Firm) -> None:
    new = renewed(staffed)
    with new.open() as practice:
        rotate(practice, [practice.client(name).client_id for name in (KOALA.name, DELI.name)])
    assert opens_all(new)
    assert not opens_all(staffed)


def test_a_backup_of_before_still_opens_by_the_sheet_of_before(staffed: Firm, tmp_path: Path) -> None:
    """What is copied is out of reach: the guide says so."""
    with staffed.open() as practice:
        made = back_up_practice(practice, tmp_path / "backups")
    new = renewed(staffed)
    copy = Firm(Places(tmp_path / "restored"), staffed.clock, staffed.sheet)
    with pytest.raises(Locked, match=r"does not open this backup.* before or after the sheet was renewed") as said:
        restore_all(made.folder, copy.places, by_recovery_key(from_text(new.sheet)))
    assert said.value.remedy == "Use the sheet of the backup's day, or a passphrase of that day."
    restore_all(made.folder, copy.places, by_recovery_key(from_text(staffed.sheet)))
    assert opens_all(copy)
