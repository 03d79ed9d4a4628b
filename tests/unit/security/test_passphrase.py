"""From passphrase to key: the algorithm is RFC 9106's, the costs have a floor and a ceiling."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from bookdesk.core.errors import StorageError, UsageError
from bookdesk.security.passphrase import (
    CEILING,
    FLOOR,
    STANDARD,
    Costs,
    check_new,
    key_encryption_key,
    passphrase_from,
    stretch,
)
from bookdesk.security.redaction import Secret
from bookdesk.security.sealing import derive
from tests.support.firm import CHEAP, POLICY


def test_the_library_computes_argon2id_as_rfc_9106_5_3_prints_it() -> None:
    hasher = Argon2id(
        salt=bytes([2] * 16),
        length=32,
        iterations=3,
        lanes=4,
        memory_cost=32,
        ad=bytes([4] * 12),
        secret=bytes([3] * 8),
    )
    expected = "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
    assert hasher.derive(bytes([1] * 32)).hex() == expected


@pytest.mark.parametrize(
    ("text", "costs", "expected"),
    [
        ("correct horse", Costs(32, 1, 1), "a876eae947e8b84379ceca4a9acd27421b97242a8ed0332a8fbd40dd731b6c7e"),
        ("correct horse", Costs(64, 2, 2), "25a70f2cbb5e0dbeb50ebc737959ede1c4a78b86962931bf8ac82e63dd81eaa2"),
        ("vier blaue Ärmel", Costs(32, 3, 4), "6d14ae864103ee5a125fb07aa15c6a56fb3b84283c759b103473792d3aae02e8"),
    ],
)
def test_a_passphrase_gives_the_key_it_has_always_given(text: str, costs: Costs, expected: str) -> None:
    assert stretch(passphrase_from(text), bytes(range(16)), costs).hex() == expected


def test_one_check_at_the_floor_gives_the_key_it_has_always_given() -> None:
    assert (
        stretch(passphrase_from("correct horse"), bytes(range(16)), FLOOR).hex()
        == "577f1ff37e9a3e52c97d39f8e83891c1b73b0e87ffe0429cee8ede2fb005fe44"
    )


def test_composed_and_decomposed_letters_are_one_passphrase() -> None:
    assert passphrase_from("A\u0308rmel lang").reveal() == passphrase_from("Ärmel lang").reveal()


@pytest.mark.parametrize("text", ["eine Zeile\n", "eine Zeile\r\n", "eine Zeile"])
def test_one_line_end_of_the_file_is_dropped(text: str) -> None:
    assert passphrase_from(text).reveal() == b"eine Zeile"


def test_blanks_are_part_of_a_passphrase() -> None:
    assert passphrase_from(" a b \n").reveal() == b" a b "


@pytest.mark.parametrize("text", ["", "\n", "two\nlines", "two\n\n"])
def test_a_file_with_another_number_of_lines_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="one line"):
        passphrase_from(text)


def test_a_new_passphrase_has_a_least_length() -> None:
    assert check_new(passphrase_from("12345678")).reveal() == b"12345678"
    with pytest.raises(UsageError, match="shorter than 8"):
        check_new(passphrase_from("ÄÖÜäöüß"))


@pytest.mark.parametrize(
    "cheaper", [replace(FLOOR, memory_kib=FLOOR.memory_kib - 1), replace(FLOOR, iterations=2), replace(FLOOR, lanes=3)]
)
def test_costs_below_the_floor_are_refused(cheaper: Costs) -> None:
    with pytest.raises(StorageError, match="cheaper"):
        STANDARD.check(cheaper)


@pytest.mark.parametrize(
    "dearer",
    [
        replace(CEILING, memory_kib=CEILING.memory_kib + 1),
        Costs(FLOOR.memory_kib, 2**32 - 1, 4),
        Costs(FLOOR.memory_kib, 3, 255),
    ],
)
def test_costs_above_the_ceiling_are_refused(dearer: Costs) -> None:
    with pytest.raises(StorageError, match="more memory or time"):
        STANDARD.check(dearer)


def test_the_floor_is_what_rfc_9106_recommends_and_nothing_in_the_environment_lowers_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in list(os.environ):
        monkeypatch.delenv(name)
    assert Costs(64 * 1024, 3, 4) == FLOOR == STANDARD.floor
    assert STANDARD.chosen.covers(FLOOR)
    with pytest.raises(StorageError):
        STANDARD.check(CHEAP)
    assert POLICY.check(CHEAP) == CHEAP


def test_the_slot_key_mixes_the_device_secret_in_and_differs_by_practice() -> None:
    stretched, practice, device = bytes(range(32)), bytes(16), Secret(bytes(range(16)))
    assert key_encryption_key(stretched, practice) == derive(stretched, "slot-key", salt=practice)
    both = key_encryption_key(stretched, practice, device)
    assert both == derive(stretched + device.reveal(), "slot-key", salt=practice)
    assert len({both, key_encryption_key(stretched, practice), key_encryption_key(stretched, bytes([1] * 16))}) == 3
