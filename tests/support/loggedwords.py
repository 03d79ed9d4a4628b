"""Every line that the program logs in the whole suite is read, and none may tell a secret or name a client.

Each record of each logger is formatted as the program's own handlers do (`security.redaction`), and so are the log
files that programs of their own left in the temporary folders of the session; at its end all lines are searched.
`conftest.py` lets it listen. What is searched for is imported then, and only where a line was logged.
"""

from __future__ import annotations

import copy
import logging
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bookdesk.security.redaction import FieldFilter

PATTERNS = {
    "an IBAN": r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b",
    "a BSB with its account": r"\b\d{3}-\d{3}[ /]+\d{5,9}\b",
    "a recovery key": r"\b(?:[0-9A-HJKMNP-TV-Z]{5}[ -]){4,13}[0-9A-HJKMNP-TV-Z]{5}\b",
    "a second factor": r"otpauth://",
    "a token": r"(?i:bearer|access_token|refresh_token|client_secret|code_verifier)\W+[\w-]{12,}",
    "an address of mail": r"\b[\w.+-]+@[\w-]+\.[\w.]+\b",
}
"""What is told by its form, whoever it belongs to."""
_SHORTEST = 6


@dataclass
class Listener(logging.Handler):
    """Keeps each line that was logged, as the program would write it, with the test that ran."""

    lines: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Hear every level."""
        super().__init__()

    def __hash__(self) -> int:
        return id(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line; other handlers find the record as it was."""
        own = copy.copy(record)
        FieldFilter().filter(own)
        self.lines.setdefault(self.format(own), os.environ.get("PYTEST_CURRENT_TEST", "between tests"))


@contextmanager
def listening() -> Iterator[Listener]:
    """Yield who hears all records of this process, the program's own from the level on at which it writes them."""
    listener, program = Listener(), logging.getLogger("bookdesk")
    before = program.level
    logging.getLogger().addHandler(listener)
    program.setLevel(logging.INFO)
    try:
        yield listener
    finally:
        program.setLevel(before)
        logging.getLogger().removeHandler(listener)


def in_files(root: Path) -> dict[str, str]:
    """Return the lines of all log files below `root`, each with the file it was first found in."""
    lines: dict[str, str] = {}
    for folder, _, names in os.walk(root):
        if os.path.basename(folder) == "log":  # noqa: PTH119 - a walk over a hundred thousand folders is in strings
            for name in names:
                path = Path(folder, name)
                for line in path.read_text("utf-8", errors="replace").splitlines():
                    lines.setdefault(line, str(path))
    return lines


def telltales(lines: dict[str, str], words: Iterable[str]) -> list[str]:
    """Return a sentence for each line that tells one of `words` or something of `PATTERNS`: what, where and which."""
    telling = sorted({word for word in words if len(word) >= _SHORTEST and any(map(str.isalpha, word))})
    forms = {**PATTERNS, "a word of a client, a person or a secret": "|".join(map(re.escape, telling)) or "(?!)"}
    patterns = {what: re.compile(form) for what, form in forms.items()}
    return [
        f"{what} in {where}: {line}"
        for line, where in lines.items()
        for what, pattern in patterns.items()
        if pattern.search(line)
    ]


def words_of_tests() -> Iterator[str]:
    """Yield the secrets, names and texts of the practices that tests keep."""
    from bookdesk.sandbox.firm import facts  # noqa: PLC0415 - only where something was logged
    from tests.support import firm, marked, practice  # noqa: PLC0415 - as above

    yield from (*practice.CANARIES, *marked.WORDS, *marked.PASSPHRASES.values(), marked.LATER_PASSPHRASE)
    yield from (*facts.PASSPHRASES.values(), firm.PASSPHRASE, firm.STAPLE, firm.KOALA.name, firm.DELI.name)
    yield "Kookaburra-4711"
