"""The printed key: what was mistyped is found, and said where."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import InputError, UsageError
from bookdesk.security.recovery import (
    ALPHABET,
    RecoverySheet,
    SheetFacts,
    from_text,
    new_recovery_key,
    read_sheet,
    reads_as,
    to_groups,
    write_sheet,
)
from bookdesk.security.redaction import Secret

FACTS = SheetFacts("Firm & Partner", "01890a5d-ac96-774b-bcce-b302099a8057", "2026-06-30", "03a107bf f3ce10be")
GOLDEN = "2001M 081G1 8186K 0W40S J2GBR 1G6GN W3RG4 24911 650N7 2RBHD G68T1 3CE1Q T7GZK 43XXS"
KEY = Secret(bytes(range(32)))
SHEET = RecoverySheet(KEY, FACTS)

keys = st.binary(min_size=32, max_size=32).map(Secret)


def test_a_key_is_printed_as_it_has_always_been() -> None:
    assert " ".join(to_groups(KEY)) == GOLDEN
    assert from_text(GOLDEN).reveal() == KEY.reveal()


@given(keys)
def test_what_is_printed_is_read(key: Secret) -> None:
    groups = to_groups(key)
    assert len(groups) == 14
    for typed in (
        " ".join(groups),
        "-".join(groups),
        "".join(groups),
        "\n".join(groups).lower(),
        RecoverySheet(key, FACTS).text,
    ):
        assert from_text(typed).reveal() == key.reveal()


@given(keys, st.integers(0, 13))
def test_a_group_is_typed_back_as_people_read_it_and_another_is_not_taken_for_it(key: Secret, place: int) -> None:
    groups = to_groups(key)
    assert reads_as(f" {groups[place].lower()} ".replace("1", "l").replace("0", "o"), groups[place])
    assert not reads_as(groups[place - 1], groups[place]) or groups[place - 1] == groups[place]


@given(keys, st.integers(0, 13), st.integers(0, 4), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_refused_and_its_group_named(key: Secret, group: int, place: int, sign: str) -> None:
    groups = list(to_groups(key))
    wrong = groups[group][:place] + sign + groups[group][place + 1 :]
    if wrong == groups[group]:
        return
    groups[group] = wrong
    with pytest.raises(InputError, match=rf"Group {group + 1} of the recovery key has a wrong letter or digit"):
        from_text(" ".join(groups))


def test_every_single_mistake_in_a_key_is_found() -> None:
    groups = to_groups(KEY)
    for number, group in enumerate(groups):
        for place in range(5):
            for sign in ALPHABET.replace(group[place], ""):
                typed = [*groups[:number], group[:place] + sign + group[place + 1 :], *groups[number + 1 :]]
                with pytest.raises(InputError, match=f"Group {number + 1} "):
                    from_text(" ".join(typed))


@given(keys, st.integers(0, 13), st.integers(0, 4), st.integers(0, 4))
def test_two_signs_swapped_in_a_group_are_found(key: Secret, group: int, one: int, other: int) -> None:
    groups = list(to_groups(key))
    signs = list(groups[group])
    signs[one], signs[other] = signs[other], signs[one]
    if "".join(signs) == groups[group]:
        return
    groups[group] = "".join(signs)
    with pytest.raises(InputError, match=f"Group {group + 1} "):
        from_text(" ".join(groups))


@given(keys, st.integers(0, 13), st.integers(0, 13))
def test_two_groups_swapped_are_found(key: Secret, one: int, other: int) -> None:
    groups = list(to_groups(key))
    if one == other:
        return
    groups[one], groups[other] = groups[other], groups[one]
    with pytest.raises(InputError, match=f"Group {min(one, other) + 1} "):
        from_text(" ".join(groups))


def test_groups_of_two_keys_do_not_mix() -> None:
    mixed = [*to_groups(KEY)[:7], *to_groups(Secret(bytes(32)))[7:]]
    with pytest.raises(InputError, match="as a whole"):
        from_text(" ".join(mixed))


def test_a_missing_sign_and_a_missing_group_are_told() -> None:
    groups = list(to_groups(KEY))
    with pytest.raises(InputError, match="Group 3 of the recovery key is not five"):
        from_text(" ".join([*groups[:2], groups[2][:4], *groups[3:]]))
    with pytest.raises(InputError, match="has 14 groups, here are 13"):
        from_text(" ".join(groups[1:]))


def test_look_alikes_are_read_as_what_is_meant() -> None:
    typed = GOLDEN.replace("0", "O").replace("1", "l")
    assert from_text(typed).reveal() == KEY.reveal()


@given(st.text(max_size=120))
def test_any_text_is_refused_in_words(text: str) -> None:
    with pytest.raises(InputError):
        from_text(text)


def test_two_keys_differ_and_none_shows_itself() -> None:
    one, other = new_recovery_key(), new_recovery_key()
    assert one.reveal() != other.reveal()
    assert len(one.reveal()) == 32
    assert f"{one!r}{one}" == "******"


def test_the_sheet_tells_what_it_is_for() -> None:
    text = SHEET.text
    for fact in ("Firm & Partner", FACTS.practice_id, "2026-06-30", FACTS.root_fingerprint):
        assert fact in text


def test_a_sheet_is_written_for_its_owner_only_and_never_over_a_file(tmp_path: Path) -> None:
    path = tmp_path / "sheet.txt"
    write_sheet(path, SHEET.text.encode())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_sheet(path).reveal() == KEY.reveal()
    with pytest.raises(UsageError, match="exists already"):
        write_sheet(path, b"another")
    assert read_sheet(path).reveal() == KEY.reveal()


def test_a_sheet_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_sheet(tmp_path / "nothing.txt")
    scanned = tmp_path / "scanned.pdf"
    scanned.write_bytes(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n")
    with pytest.raises(InputError, match="scanned, or saved by another program"):
        read_sheet(scanned)


@given(st.binary(max_size=200), st.sampled_from((b"", b"%PDF-1.4\n", b"%PDF-1.4\n% KEY  ")))
def test_any_file_is_refused_in_words(tmp_path_factory: pytest.TempPathFactory, content: bytes, head: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "sheet"
    path.write_bytes(head + content)
    with pytest.raises((InputError, UsageError)):
        read_sheet(path)
