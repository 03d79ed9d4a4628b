"""Writing the key file: wherever it is cut off, the old writing or the new one is there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bookdesk.core.errors import BookDeskError, NotFound, StorageError
from bookdesk.security.slotfile import copies, read_slots, write_slots
from bookdesk.security.slots import SlotTable, newest
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
    assert failures >= 6


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
