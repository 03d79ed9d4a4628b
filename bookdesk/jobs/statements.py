"""Bank statements among the documents: told for what they are, in the same words by whatever way they come."""

from __future__ import annotations

from bookdesk.core.errors import InputError
from bookdesk.formats.statements.recognise import is_statement


class BankStatement(InputError):
    """A file that is no document: it belongs to the bank."""

    def __init__(self) -> None:
        """Say where it belongs."""
        super().__init__("This is a bank statement.", "Import it in Bank.", command="bookdesk bank import FILE")


def require_document(content: bytes) -> bytes:
    """Return the bytes of a file that is to be taken in; `BankStatement` where they are none of a document."""
    if is_statement(content):
        raise BankStatement
    return content
