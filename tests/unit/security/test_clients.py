"""Clients are added with keys of their own."""

from __future__ import annotations

import pytest

from bookdesk.core.errors import Conflict, InputError, NotAllowed, StorageError, UsageError
from bookdesk.core.identifiers import ClientId, new_id
from bookdesk.models.practice import Mode
from bookdesk.security import clients
from bookdesk.security.begun import begin_folder
from bookdesk.security.clientkeys import Profile
from bookdesk.security.clients import add_client
from bookdesk.store.client_file import open_books
from tests.support.firm import BEN, KOALA, STAPLE, Firm


def test_each_client_has_a_random_key_of_its_own(staffed: Firm) -> None:
    with staffed.open() as practice:
        entries = practice.clients()
        keys = {practice.client_key(entry.client_id).reveal() for entry in entries}
        assert len(keys) == 3
        assert practice.practice_key.reveal() not in keys
        with pytest.raises(Exception, match="key does not open"):
            open_books(staffed.places, entries[0].client_id, practice.client_key(entries[1].client_id).reveal())


def test_the_client_is_there_at_once_for_its_maker_and_the_recovery_key(firm: Firm) -> None:
    with firm.open() as practice:
        entry = add_client(practice, Profile(" Koala  Kafe", "au", "aud", "Australia/Sydney"))
        assert entry.profile == KOALA
        assert entry.mode is Mode.NORMAL
        assert set(practice.file.grants_on(entry.client_id)) == {practice.user.id, practice.file.recovery().id}
        assert firm.places.books(entry.client_id).is_file()


def test_a_taken_name_a_wrong_profile_and_a_wrong_person_are_refused(staffed: Firm) -> None:
    with staffed.open() as practice:
        with pytest.raises(Conflict, match="already a client"):
            add_client(practice, Profile("KOALA kafe", "AU", "AUD"))
        with pytest.raises(InputError):
            add_client(practice, Profile("New", "AU", "AUX"))
    with staffed.open(BEN, STAPLE) as practice, pytest.raises(NotAllowed):
        add_client(practice, Profile("New", "AU", "AUD"))


def test_a_failed_registration_leaves_no_folder(staffed: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StorageError("disk full")

    before = staffed.places.client_ids()
    monkeypatch.setattr(clients, "register_client", fail)
    with staffed.open() as practice, pytest.raises(StorageError, match="disk full"):
        add_client(practice, Profile("New", "AU", "AUD"))
    assert staffed.places.client_ids() == before
    assert len(list(staffed.places.clients.iterdir())) == len(before)


@pytest.mark.parametrize(
    ("practice_mode", "wanted", "given"),
    [
        (Mode.NORMAL, None, Mode.NORMAL),
        (Mode.NORMAL, Mode.TRAINING, Mode.TRAINING),
        (Mode.NORMAL, Mode.DEMO, None),
        (Mode.DEMO, None, Mode.DEMO),
        (Mode.DEMO, Mode.NORMAL, None),
        (Mode.TRAINING, Mode.NORMAL, None),
    ],
)
def test_nothing_real_comes_into_a_demo_practice(
    unfounded: Firm, practice_mode: Mode, wanted: Mode | None, given: Mode | None
) -> None:
    unfounded.found(practice_mode)
    with unfounded.open() as practice:
        if given is None:
            with pytest.raises(UsageError, match="practice has no"):
                add_client(practice, KOALA, wanted)
        else:
            assert add_client(practice, KOALA, wanted).mode is given


def test_a_client_who_never_came_to_be_is_swept_away_and_no_other(staffed: Firm) -> None:
    begun = begin_folder(staffed.places, ClientId(new_id()))
    (begun.parent / "books.db").write_bytes(b"nobody has the key")
    unknown = staffed.places.client(ClientId(new_id()))
    unknown.mkdir(parents=True)
    (unknown / "books.db").write_bytes(b"of a client whom the practice does not know")
    with staffed.open() as practice:
        known = staffed.places.client(practice.client(KOALA.name).client_id)
        (known / begun.name).touch()
    with staffed.open() as practice:
        assert not begun.parent.exists()
        assert unknown.is_dir(), "the practice's file may have been put back: nothing is known to be nobody's"
        assert not (known / begun.name).exists()
        practice.open_client(KOALA.name)
