"""Several who change the key file at once lose nothing of each other, and nobody brings an earlier writing back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from operator import eq
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookdesk.core.clock import SystemClock
from bookdesk.core.errors import Conflict, InUse, StorageError
from bookdesk.security.anchors import Heads, read_anchors
from bookdesk.security.keyfile import KeyFile
from bookdesk.security.redaction import Secret
from bookdesk.security.slotfile import copies, read_slots, write_slots
from bookdesk.security.slots import NewerKeyFile, Slot, SlotTable
from bookdesk.store.lock import in_turn
from bookdesk.store.places import Places
from tests.support.keywriter import KEY, add, head, opened, says, slot_named, started, tell

PRACTICE = UUID(int=7)
EMPTY = SlotTable(PRACTICE, 2, 3, ())


@pytest.fixture
def home(tmp_path: Path) -> Path:
    write_slots(Places(tmp_path), EMPTY, KEY.reveal())
    return tmp_path


def on_disk(home: Path) -> SlotTable:
    return read_slots(Places(home)).verify(KEY.reveal())


def anchored(home: Path) -> dict[str, Heads]:
    return {name: tuple(heads) for name, heads in read_anchors(on_disk(home), KEY).items()}


def together(*acts: Callable[[], None]) -> None:
    """Let all begin at the same moment, and tell what any of them raised."""
    begin = Barrier(len(acts))

    def act(one: Callable[[], None]) -> None:
        begin.wait()
        one()

    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(act, one) for one in acts]:
            done.result()


@settings(max_examples=15)
@given(
    counts=st.lists(st.integers(1, 4), min_size=2, max_size=4),
    shared=st.booleans(),
    taken=st.integers(0, 3),
)
def test_threads_that_add_take_and_anchor_at_once_lose_none(counts: list[int], shared: bool, taken: int) -> None:  # noqa: FBT001 - drawn
    """Of one opening or of several, as of window and background work; one takes away what was there before."""
    with TemporaryDirectory() as folder:
        home, before = Path(folder), [slot_named("before", number) for number in range(4)]
        write_slots(Places(home), EMPTY.with_slots(before), KEY.reveal())
        gone, first = before[:taken], opened(home)

        def adding(name: str, count: int) -> Callable[[], None]:
            keys = first if shared else opened(home)

            def act() -> None:
                for number in range(1, count + 1):
                    add(keys, name, number)

            return act

        def taking() -> None:
            for slot in gone:
                first.edit(partial(SlotTable.without, those=partial(eq, slot)))

        together(taking, *(adding(f"w{number}", count) for number, count in enumerate(counts)))
        expected = {slot_named(f"w{n}", k) for n, count in enumerate(counts) for k in range(1, count + 1)}
        assert set(on_disk(home).slots) == expected | set(before[taken:])
        assert anchored(home) == {"shared": tuple(head(f"w{n}", count) for n, count in enumerate(counts))}
        assert on_disk(home).sequence == 4 + 2 * sum(counts) + taken  # nobody wrote over another's writing


def test_two_programs_that_change_it_at_once_lose_nothing(home: Path) -> None:
    writers = [started(home, name, 25) for name in ("one", "two")]
    for process in writers:
        tell(process)
    for number in range(1, 11):
        add(opened(home), "here", number)
    for process in writers:
        with process:
            assert process.wait() == 0
    slots = {
        (name, number) for name, count in (("one", 25), ("two", 25), ("here", 10)) for number in range(1, count + 1)
    }
    assert set(on_disk(home).slots) == {slot_named(*one) for one in slots}
    assert anchored(home) == {"shared": (head("here", 10), head("one", 25), head("two", 25))}
    assert on_disk(home).sequence == EMPTY.sequence + 2 * len(slots)


@pytest.mark.parametrize("point", ["file: written aside", "file: in place", "slots: between copies", "slots: written"])
def test_who_is_killed_in_his_turn_stops_nobody_and_leaves_old_or_new(home: Path, point: str) -> None:
    with started(home, "killed", 1, point) as process:
        tell(process)
        assert says(process) == "held"
        process.kill()
    keys = opened(home)
    add(keys, "next", 1)
    kept = set(on_disk(home).slots)
    assert kept - {slot_named("killed", 1)} == {slot_named("next", 1)}
    assert (slot_named("killed", 1) in kept) == (point != "file: written aside")
    first, second = copies(Places(home))
    assert first.read_bytes() == second.read_bytes()


def test_who_comes_while_another_is_at_it_waits_for_him(home: Path) -> None:
    with started(home, "slow", 1, "slots: between copies") as process:
        tell(process)
        assert says(process) == "held"
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(add, opened(home), "here", 1)
            assert not waiting.done()
            process.communicate()  # its input ends, and it goes on
            waiting.result()
    assert set(on_disk(home).slots) == {slot_named("slow", 1), slot_named("here", 1)}


def test_who_never_gets_his_turn_is_told_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bookdesk.store.lock._PATIENCE", 0.0)
    keys = opened(home)
    with in_turn(Places(home).key_lock), pytest.raises(InUse, match="writing just now"):
        add(keys, "never", 1)
    assert on_disk(home) == EMPTY


def test_an_anchor_never_goes_back(home: Path) -> None:
    late, early = opened(home), opened(home)
    late.anchor({"koala": [head("d", 9)], "deli": [head("d", 1)]})
    early.anchor({"koala": [head("d", 4), head("e", 1)]})
    assert anchored(home) == {"koala": (head("d", 9), head("e", 1)), "deli": (head("d", 1),)}
    sequence = on_disk(home).sequence
    early.anchor({"koala": [head("d", 9)]})
    assert on_disk(home).sequence == sequence  # nothing new is no writing
    early.anchor({"deli": [head("d", 1)]})
    assert early.table == on_disk(home)
    late.anchor({"deli": [head("d", 2)]})
    early.anchor({"deli": [head("d", 1)]})  # nothing of its own, and it learns of the later one
    assert early.anchors()["deli"] == (head("d", 2),)
    early.forget("koala")  # type: ignore[arg-type] # a short name for a client
    assert anchored(home) == {"deli": (head("d", 2),)}


# -- what others put there


def raw(table: SlotTable, key: Secret = KEY) -> bytes:
    return table.encode(key.reveal())


def put(home: Path, content: bytes) -> None:
    for path in copies(Places(home)):
        path.write_bytes(content)


def test_an_earlier_writing_put_back_meanwhile_brings_nobody_back(home: Path) -> None:
    keys = opened(home)
    add(keys, "removed", 1)
    stolen = copies(Places(home))[0].read_bytes()
    keys.edit(lambda now: now.without(lambda slot: slot == slot_named("removed", 1)))
    put(home, stolen)
    add(keys, "new", 1)
    assert set(on_disk(home).slots) == {slot_named("new", 1)}
    assert anchored(home) == {"shared": (head("new", 1), head("removed", 1))}


def test_what_somebody_without_the_key_put_there_is_no_state_to_go_on_from(home: Path) -> None:
    keys = opened(home)
    add(keys, "mine", 1)
    forged = replace(keys.table, sequence=99, slots=(slot_named("forged", 1),))
    put(home, raw(forged, Secret(bytes(32))))
    add(keys, "mine", 2)
    assert set(on_disk(home).slots) == {slot_named("mine", 1), slot_named("mine", 2)}


@pytest.mark.parametrize("harm", [b"", b"no key file", raw(EMPTY)[:-1]])
def test_two_copies_harmed_or_gone_meanwhile_are_written_from_what_is_known(home: Path, harm: bytes) -> None:
    keys = opened(home)
    add(keys, "mine", 1)
    if harm:
        put(home, harm)
    else:
        for path in copies(Places(home)):
            path.unlink()
    add(keys, "mine", 2)
    assert set(on_disk(home).slots) == {slot_named("mine", 1), slot_named("mine", 2)}


def test_one_copy_harmed_is_healed_from_the_other(home: Path) -> None:
    keys = opened(home)
    first, second = copies(Places(home))
    second.write_bytes(b"torn")
    keys.heal()
    assert first.read_bytes() == second.read_bytes() == raw(EMPTY)


def test_a_newer_program_s_key_file_is_not_written_over(home: Path) -> None:
    keys, newer = opened(home), bytearray(raw(EMPTY))
    newer[8] = 9
    newer[-32:] = hashlib.sha256(newer[:-32]).digest()
    put(home, bytes(newer))
    with pytest.raises(NewerKeyFile):
        add(keys, "mine", 1)
    assert copies(Places(home))[0].read_bytes() == bytes(newer)


# -- a change of the practice's key


NEW = Secret(bytes(31) + b"\x01")


def rekeyed(old: SlotTable) -> SlotTable:
    return replace(old, epoch=old.epoch + 1, sequence=old.sequence + 1, anchors=b"")


def test_after_a_change_of_the_key_elsewhere_nobody_writes_with_the_old_one(home: Path) -> None:
    elsewhere, here = opened(home), opened(home)
    add(elsewhere, "one", 1)
    elsewhere.rekey(NEW, lambda old, _: rekeyed(old))
    with pytest.raises(Conflict, match="changed meanwhile"):
        add(here, "two", 1)
    assert set(read_slots(Places(home)).verify(NEW.reveal()).slots) == {slot_named("one", 1)}


def test_a_change_of_the_key_takes_with_it_what_was_anchored_last(home: Path) -> None:
    here, background = opened(home), opened(home)
    background.anchor({"koala": [head("d", 3)]})
    here.rekey(NEW, lambda old, anchors: replace(rekeyed(old), anchors=repr(anchors).encode()))
    assert b"counter=3" in here.table.anchors
    assert here.key is NEW


def test_a_slot_made_for_the_old_key_is_refused_after_the_change(home: Path) -> None:
    keys = opened(home)
    made_for = keys.table.epoch
    keys.rekey(NEW, lambda old, _: rekeyed(old))
    with pytest.raises(Conflict):
        keys.edit(lambda now: now.with_slots([slot_named("late", 1)]), epoch=made_for)
    assert keys.table.slots == ()


# -- whoever may not


def test_an_opening_that_only_reads_never_writes_it(home: Path) -> None:
    reader = KeyFile(Places(home), on_disk(home), KEY, SystemClock(), writes=False)
    with pytest.raises(InUse, match="only be read"):
        add(reader, "no", 1)
    with pytest.raises(InUse, match="only be read"):
        reader.anchor({"koala": [head("d", 1)]})
    with pytest.raises(InUse, match="only be read"):
        reader.rekey(NEW, lambda old, _: rekeyed(old))
    assert on_disk(home) == EMPTY
    assert not Places(home).key_lock.exists()


def test_a_writing_that_fails_is_known_to_have_failed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = opened(home)
    with monkeypatch.context() as patch:
        patch.setattr("bookdesk.security.keyfile.write_slots", _full)
        with pytest.raises(StorageError):
            add(keys, "one", 1)
        assert keys.table == EMPTY
    add(keys, "two", 1)
    assert set(on_disk(home).slots) == {slot_named("two", 1)}


def _full(*_: object) -> None:
    raise StorageError("The disk is full.", "Free some space.")


def test_a_dearer_slot_takes_the_place_of_its_own_and_never_brings_a_changed_passphrase_back() -> None:
    old, other, dearer = (slot_named(name, 1) for name in ("old", "other", "dearer"))
    table = EMPTY.with_slots([old, other])
    assert table.with_dearer(dearer, old.header.slot_id).slots == (dearer, other)
    changed: tuple[Slot, ...] = (other,)
    assert EMPTY.with_slots(changed).with_dearer(dearer, old.header.slot_id).slots == changed
