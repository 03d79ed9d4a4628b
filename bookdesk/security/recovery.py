"""The printed key that opens everything when passphrases and machines are lost.

256 random bits, written with 32 signs (Crockford's alphabet, without I, L, O, U) in 14 groups of five:

    groups 1 to 13   four signs of data (260 bits: version nibble 0001, then the key) and a check sign
    group 14         four signs of checksum (the first 20 bits of SHA-256) and a check sign

A check sign is the sum of sign_i * g^i (i from 1) over GF(32) = GF(2)[x] / (x^5 + x^2 + 1), g = x, plus the group's
index from 0: any one wrong sign, any two swapped in a group and any two swapped groups show, and the group is named.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bookdesk.core.errors import InputError, StorageError, UsageError
from bookdesk.security.redaction import Secret
from bookdesk.security.sealing import KEY_BYTES, new_key

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
_DATA_SIGNS: Final = 4
_GROUP: Final = _DATA_SIGNS + 1
_KEY_GROUPS: Final = 13
_GROUPS: Final = _KEY_GROUPS + 1
_VERSION: Final = 1
_HALF: Final = _GROUPS // 2
MARK: Final = "KEY"
"""How the lines of a sheet begin that carry the key."""
_LARGEST: Final = 4 * 1024 * 1024
_REMEDY: Final = "Compare it with the sheet and type it again."


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What the sheet tells beside the key: which practice, when, and the root it vouches for."""

    practice: str
    practice_id: str
    made_on: str
    root_fingerprint: str


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """A key that was made and is still to be kept, with what its paper tells."""

    key: Secret
    facts: SheetFacts

    @property
    def lines(self) -> tuple[str, str]:
        """The two lines of seven groups, as they are typed, read and drawn."""
        groups = to_groups(self.key)
        return " ".join(groups[:_HALF]), " ".join(groups[_HALF:])

    @property
    def text(self) -> str:
        """The sheet as text, to be printed and kept away from the computer."""
        first, second = self.lines
        lines = (
            "BookDesk recovery sheet",
            "",
            f"Practice:    {self.facts.practice}",
            f"Practice id: {self.facts.practice_id}",
            f"Made on:     {self.facts.made_on}",
            f"Root key:    {self.facts.root_fingerprint}",
            "",
            f"{MARK}  {first}",
            f"{MARK}  {second}",
            "",
            "Whoever has this key can read all books of the practice. Print it, lock it away, delete the file.",
            "It opens the practice when a passphrase or a computer is lost; nobody else can.",
            "The letters I, L, O and U do not occur: what looks like I or L is 1, what looks like O is 0.",
        )
        return "\n".join(lines) + "\n"


def new_recovery_key() -> Secret:
    """Return a new recovery key."""
    return Secret(new_key())


def to_groups(key: Secret) -> tuple[str, ...]:
    """Return the 14 groups."""
    raw = key.reveal()
    number = (_VERSION << (8 * KEY_BYTES)) | int.from_bytes(raw)
    signs = [*_signs(number, _KEY_GROUPS * _DATA_SIGNS), *_signs(_checksum(raw), _DATA_SIGNS)]
    return tuple(_group(index, signs[index * _DATA_SIGNS :][:_DATA_SIGNS]) for index in range(_GROUPS))


def from_text(text: str) -> Secret:
    """Read a key as typed, or a whole sheet; `InputError` names the group that cannot be right."""
    groups = [_cleaned(number, group) for number, group in enumerate(_split(text), 1)]
    if len(groups) != _GROUPS:
        raise InputError(f"A recovery key has {_GROUPS} groups, here are {len(groups)}.", _REMEDY)
    values = [_checked(index, group) for index, group in enumerate(groups)]
    number = _number([sign for value in values[:_KEY_GROUPS] for sign in value])
    raw = (number & ((1 << 8 * KEY_BYTES) - 1)).to_bytes(KEY_BYTES)
    if number >> (8 * KEY_BYTES) != _VERSION:
        raise InputError("The recovery key is of a kind that this BookDesk does not know.", "Update BookDesk.")
    if _number(values[_KEY_GROUPS]) != _checksum(raw):
        raise InputError("The recovery key as a whole does not add up: two groups are wrong.", _REMEDY)
    return Secret(raw)


def reads_as(typed: str, group: str) -> bool:
    """Return whether a group typed back from paper is this one: lookalikes count as what they look like."""
    return "".join(typed.upper().split()).translate(_LOOKALIKES) == group


def _split(text: str) -> list[str]:
    """Groups of the marked lines of a sheet, or of the whole text if none is marked; a word alone is cut in fives."""
    lines = [line.strip() for line in text.upper().splitlines()]
    marked = [line.removeprefix(MARK) for line in lines if line.startswith(f"{MARK} ")]
    words = re.split(r"[\s\-]+", " ".join(marked or lines).strip())
    if len(words) == 1:
        return [words[0][start : start + _GROUP] for start in range(0, len(words[0]), _GROUP)]
    return words


def _cleaned(number: int, group: str) -> str:
    signs = group.translate(_LOOKALIKES)
    if len(signs) != _GROUP or not set(signs) <= set(ALPHABET):
        raise InputError(f"Group {number} of the recovery key is not five letters and digits of the sheet.", _REMEDY)
    return signs


def _checked(index: int, group: str) -> list[int]:
    values = [ALPHABET.index(sign) for sign in group]
    if _check(index, values[:_DATA_SIGNS]) != values[_DATA_SIGNS]:
        raise InputError(f"Group {index + 1} of the recovery key has a wrong letter or digit.", _REMEDY)
    return values[:_DATA_SIGNS]


def _group(index: int, values: list[int]) -> str:
    return "".join(ALPHABET[value] for value in (*values, _check(index, values)))


def _check(index: int, values: list[int]) -> int:
    total = index
    for position, value in enumerate(values, 1):
        for _ in range(position):
            value = _times_x(value)  # noqa: PLW2901 - value * g^position, one step at a time
        total ^= value
    return total


def _times_x(value: int) -> int:
    """Multiply by x in GF(32) modulo x^5 + x^2 + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value


def _signs(number: int, count: int) -> list[int]:
    return [(number >> (5 * (count - 1 - place))) & 31 for place in range(count)]


def _number(values: list[int]) -> int:
    number = 0
    for value in values:
        number = number << 5 | value
    return number


def _checksum(raw: bytes) -> int:
    """The first 20 bits of SHA-256 over the version and the key."""
    return int.from_bytes(hashlib.sha256(b"bookdesk/recovery/v1\x00" + raw).digest()[:3]) >> 4


def write_sheet(path: Path, content: bytes) -> None:
    """Write a sheet, as text or PDF, to a new file that only its owner may read; none is ever overwritten."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as error:
        raise UsageError(f"{path} exists already.", "Name a new file for the recovery sheet.") from error
    except OSError as error:
        raise StorageError(
            f"The recovery sheet cannot be written ({error.strerror}).", "Name a file in a folder of yours."
        ) from error


def read_sheet(path: Path) -> Secret:
    """Read the recovery key from a sheet, as text or as our PDF, or from a file with the key alone."""
    return from_text(sheet_text(path))


def sheet_text(path: Path) -> str:
    """Return what stands in a sheet's file; `UsageError` if it cannot be opened or is no sheet."""
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST)
        return _pdf_lines(raw) if raw.startswith(b"%PDF-") else raw.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The recovery sheet cannot be read ({type(error).__name__}).", "Check its name.") from error


def _pdf_lines(raw: bytes) -> str:
    """The key's lines, which our PDF carries as remarks as well, so that no reader of PDFs is needed to come in."""
    lines = (line.strip(b"% \r") for line in raw.split(b"\n") if line.startswith(b"% "))
    marked = [line.decode("ascii", "replace") for line in lines if line.startswith(MARK.encode() + b" ")]
    if not marked:
        raise InputError(
            "This PDF carries no recovery key that can be read: it was scanned, or saved by another program.",
            "Type the 14 groups from the paper instead.",
        )
    return "\n".join(marked)
