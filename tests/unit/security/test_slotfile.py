"""Writing the key file: wherever it is cut off, the old writing or the new one is there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import BookDeskError, NotFound, StorageError
from bookdesk.security.slotfile import copies, read_slots, write_slots
from bookdesk.security.slots import SlotTable, newest
from bookdesk.store import files
from bookdesk.store.files import sync_folder
from bookdesk.store.places import Places
from tests.unit.security.test_slots import PRACTICE_KEY, TABLE, slot

OLD, NEW = TABLE, TABLE.with_slots([slot(1), slot(2)])


@pytest.fixture
def places(tmp_path: Path) -> Places:
    write_slots(Places(tmp_path), OLD, PRACTICE_KEY)
    return Places(tmp_path)


def read(places: Places) -> SlotTable:
    return read_slots(places).verify(PRACTICE_KEY)


def test_both_copies_are_written(places: Places) -> None:
    write_slots(places, NEW, PRACTICE_KEY)
    first, second = (path.read_bytes() for path in copies(places))
    assert first == second
    assert read(places) == NEW
    assert sorted(path.name for path in places.home.iterdir()) == ["keys.slots", "keys.slots.2"]


def test_it_is_done_when_both_copies_have_their_names_for_good(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sync of the folder makes both names durable: after the second, before the act is acknowledged."""
    seen = list[tuple[bytes, ...]]()

    def noted(folder: Path) -> None:
        sync_folder(folder)
        seen.append(tuple(path.read_bytes() for path in copies(places)))

    monkeypatch.setattr(files, "sync_folder", noted)
    write_slots(places, NEW, PRACTICE_KEY)
    assert seen == [(NEW.encode(PRACTICE_KEY),) * 2]


def test_each_copy_is_on_the_disk_before_it_has_its_name(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    synced, named = list[int](), list[int]()
    sync, replace = os.fsync, Path.replace

    def noted_sync(descriptor: int) -> None:
        synced.append(os.fstat(descriptor).st_ino)
        sync(descriptor)

    def noted_replace(path: Path, target: Path) -> Path:
        named.append(path.stat().st_ino)
        assert named[-1] in synced
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", noted_sync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    write_slots(places, NEW, PRACTICE_KEY)
    assert len(named) == len(copies(places))


def torn(cut: int) -> tuple[bytes, bytes, bytes]:
    """A writing cut at a byte: short, over the old one in place, or with the rest of its blocks empty."""
    old, new = OLD.encode(PRACTICE_KEY), NEW.encode(PRACTICE_KEY)
    return new[:cut], new[:cut] + old[cut:], new[:cut] + bytes(len(new) - cut)


def test_a_copy_torn_at_any_byte_leaves_the_old_or_the_new() -> None:
    old, new = OLD.encode(PRACTICE_KEY), NEW.encode(PRACTICE_KEY)
    for cut in range(len(new) + 1):
        for half in torn(cut):
            assert newest([half, old]).verify(PRACTICE_KEY) == (NEW if half == new else OLD)
            assert newest([new, half]).verify(PRACTICE_KEY) == NEW


def test_a_torn_copy_on_disk_leaves_the_old_or_the_new(places: Places) -> None:
    first, second = copies(places)
    new = NEW.encode(PRACTICE_KEY)
    for cut in range(0, len(new), 97):
        first.write_bytes(torn(cut)[0])
        assert read(places) == OLD
    first.write_bytes(new)
    second.write_bytes(torn(len(new) // 2)[0])
    assert read(places) == NEW


def test_either_copy_alone_is_enough(places: Places) -> None:
    for path in copies(places):
        content = path.read_bytes()
        path.unlink()
        assert read(places) == OLD
        path.write_bytes(content)


def test_without_any_copy_there_is_no_practice(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no practice"):
        read_slots(Places(tmp_path))


def test_whichever_call_to_the_system_fails_the_old_or_the_new_is_there(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = 0
    for failing in range(1, 50):
        write_slots(places, OLD, PRACTICE_KEY)
        with monkeypatch.context() as patch:
            calls = _fail_at(patch, failing)
            try:
                write_slots(places, NEW, PRACTICE_KEY)
            except StorageError:
                failures += 1
        assert read(places) in (OLD, NEW)
        assert not list(places.home.glob(".part-*"))
        if next(calls) < failing:
            break
    assert read(places) == NEW
    assert failures >= 5


def _fail_at(patch: pytest.MonkeyPatch, failing: int) -> Iterator[int]:
    """Let the `failing`-th of the calls that make a file durable fail with a full disk; yields how many there were."""
    made = [0]

    def counted(original: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **options: object) -> object:
            made[0] += 1
            if made[0] == failing:
                raise OSError(28, "No space left on device")
            return original(*arguments, **options)

        return call

    patch.setattr(os, "fsync", counted(os.fsync))
    patch.setattr(Path, "replace", counted(Path.replace))
    return iter(lambda: made[0], -1)


def test_a_read_only_folder_is_told_in_words(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(BookDeskError, match="Permission denied"):
        write_slots(places, NEW, PRACTICE_KEY)
    assert read(places) == OLD


def test_it_does_not_matter_which_of_the_copies_is_torn() -> None:
    old, new = OLD.encode(PRACTICE_KEY), NEW.encode(PRACTICE_KEY)
    for cut in range(len(new) + 1):
        for half in torn(cut):
            assert newest([old, half]).verify(PRACTICE_KEY) == (NEW if half == new else OLD)
            assert newest([half, new]).verify(PRACTICE_KEY) == NEW


@pytest.mark.parametrize("bit", range(8))
def test_a_bit_flipped_anywhere_in_one_copy_leaves_the_other(bit: int) -> None:
    old, new = OLD.encode(PRACTICE_KEY), NEW.encode(PRACTICE_KEY)
    for place in range(len(new)):
        flipped = new[:place] + bytes([new[place] ^ 1 << bit]) + new[place + 1 :]
        assert newest([flipped, old]).verify(PRACTICE_KEY) == OLD
        assert newest([new, flipped]).verify(PRACTICE_KEY) == NEW
        with pytest.raises(StorageError):
            newest([flipped])


@given(st.lists(st.tuples(st.integers(0, 2000), st.binary(min_size=1, max_size=64)), min_size=1, max_size=5))
def test_whatever_is_written_over_one_copy_the_other_is_read(scribbled: list[tuple[int, bytes]]) -> None:
    old, new = OLD.encode(PRACTICE_KEY), NEW.encode(PRACTICE_KEY)
    spoilt = bytearray(new)
    for place, over in scribbled:
        spoilt[place : place + len(over)] = over
    read_back = newest([bytes(spoilt), old]).verify(PRACTICE_KEY)
    assert read_back == (NEW if bytes(spoilt) == new else OLD)


def test_two_torn_copies_are_told_in_words_and_a_torn_one_is_made_whole_by_the_next_writing(places: Places) -> None:
    first, second = copies(places)
    new = NEW.encode(PRACTICE_KEY)
    first.write_bytes(new[:100])
    second.write_bytes(bytes(len(new)))
    with pytest.raises(StorageError, match="incomplete or damaged"):
        read_slots(places)
    second.write_bytes(OLD.encode(PRACTICE_KEY))
    write_slots(places, NEW, PRACTICE_KEY)
    assert first.read_bytes() == second.read_bytes() == new
