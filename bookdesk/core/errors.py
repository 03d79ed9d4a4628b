"""The errors a person can meet. Each says what happened and what to do next.

    BookDeskError                exit status
    ├── UsageError               2   the command or form was filled in wrongly
    ├── InputError               1   a document, statement or file cannot be used
    │   └── UnreadableDocument   1   kept in Failed, with the reason
    │       └── PasswordNeeded   1   kept until somebody enters the document's password
    ├── NotFound                 1
    ├── NotAllowed               1   a role, a limit or the separation of duties forbids it
    ├── Conflict                 1   somebody changed it since it was read; both values are shown
    ├── RuleBroken               1   a rule of the trade forbids it (locked period, unbalanced entry)
    ├── StorageError             1   full disk, damaged file
    │   └── Tampered             1   history or a sealed document does not verify
    ├── Locked                   3   locked, wrong passphrase or no key for this client
    ├── Unreachable              4   a service on the network does not answer
    └── InUse                    5   another BookDesk holds the practice

Anything else that reaches a person is a defect of ours and is reported as one.
"""

from __future__ import annotations

from typing import ClassVar


class BookDeskError(Exception):
    """An expected failure: `what` happened and the `remedy` a person can act on, each a sentence in the trade's words.

    `command` is what does it on the command line, as it is typed there: whole, or an option of the same command. It is
    told there only, so it is no part of the sentences.
    """

    exit_status: ClassVar[int] = 1

    def __init__(self, what: str, remedy: str = "", *, command: str = "") -> None:
        """Keep the sentences apart, so that a window can show the remedy as a button's hint."""
        super().__init__(what, remedy)
        self.what = what
        self.remedy = remedy
        self.command = command

    def __str__(self) -> str:
        """One line: what happened, then what to do; how it is typed is the command line's own."""
        return f"{self.what} {self.remedy}".strip()


class UsageError(BookDeskError):
    """The request itself is malformed."""

    exit_status = 2


class InputError(BookDeskError):
    """A file or value from outside cannot be used as it is."""


class UnreadableDocument(InputError):
    """A document cannot be read; it is kept in Failed with this reason."""


class PasswordNeeded(UnreadableDocument):
    """A document opens with a password only: none was given, or another one."""


class NotFound(BookDeskError):
    """Nothing carries the given name or id."""


class NotAllowed(BookDeskError):
    """A role, a limit or the separation of duties forbids the act."""


class Conflict(BookDeskError):
    """The record changed since it was read."""


class RuleBroken(BookDeskError):
    """A rule of bookkeeping forbids the act."""


class StorageError(BookDeskError):
    """The disk or the store refuses: full, read-only, damaged."""


class Tampered(StorageError):
    """Something stored does not verify."""


class Locked(BookDeskError):
    """The practice is locked, the passphrase is wrong, or there is no key for this client."""

    exit_status = 3


class Unreachable(BookDeskError):
    """A service on the network does not answer; the work waits."""

    exit_status = 4


class InUse(BookDeskError):
    """Another BookDesk holds the practice open for writing."""

    exit_status = 5
